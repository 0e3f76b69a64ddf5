from fractions import Fraction

import numpy as np
import pytest

from egov_readiness.errors import Because, Problem, Reason
from egov_readiness.kinds import NOT_APPLICABLE, Between, Ratio
from egov_readiness.observations import (
    ObservationStatus,
    State,
    bounded,
    from_quantity,
    known,
    parse_cell,
    quotient,
)


@pytest.mark.parametrize(
    ("cell", "state", "value"),
    [
        ("", "unknown", None),
        ("  ", "unknown", None),
        ("n/a", "not_applicable", None),
        ("N/A", "not_applicable", None),
        ("0", "known", 0.0),
        ("-1.5e3", "known", -1500.0),
        ("0.5..1", "bounded", None),
        ("1..1", "known", 1.0),
        ("có", "known", "có"),
        ("a..b", "known", "a..b"),
        ("1,5", "known", "1,5"),
    ],
)
def test_a_cell_is_unknown_not_applicable_bounded_a_number_or_a_word(cell, state, value):
    found = parse_cell(cell)
    assert (found.state, found.value) == (State(state), value)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("NaN", "not-finite"),
        ("-inf", "not-finite"),
        ("1e999", "not-finite"),
        ("1e+999", "not-finite"),
        ("1..0", "bounds-reversed"),
    ],
)
def test_a_cell_that_cannot_be_is_a_problem(cell, code):
    found = parse_cell(cell)
    assert isinstance(found, Problem)
    assert found.code == code


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("I", "IMPUTED"),
        ("imputed", "IMPUTED"),
        ("Not applicable", "NOT_APPLICABLE"),
        ("n/a", "NOT_APPLICABLE"),
    ],
)
def test_a_status_is_read_by_letter_or_word(text, status):
    assert ObservationStatus.parse(text) is ObservationStatus[status]


def test_a_status_that_is_none_is_none():
    assert ObservationStatus.parse("guessed") is None


@pytest.mark.parametrize(
    ("quantity", "state"),
    [
        (None, "unknown"),
        (NOT_APPLICABLE, "not_applicable"),
        (Between(1, 2), "bounded"),
        (Between(1, 1), "known"),
        (Ratio(0, 0), "not_applicable"),
        (Ratio(1, 2), "known"),
        (0, "known"),
        ("yes", "known"),
    ],
)
def test_a_quantity_keeps_what_is_known_of_it(quantity, state):
    assert from_quantity(quantity).state is State(state)


def test_nothing_of_nothing_says_why_it_is_not_applicable():
    assert from_quantity(Ratio(0, 0)).because == (Reason(Because.ZERO_DENOMINATOR),)


@pytest.mark.parametrize(
    ("numerator", "denominator", "part", "low", "high"),
    [
        ((6, 6), (12, 12), True, 0.5, 0.5),
        ((6, 12), (12, 12), True, 0.5, 1.0),
        ((6, 6), (6, 12), True, 0.5, 1.0),
        ((6, 6), (4, 12), True, 0.5, 1.0),
        ((6, 6), (4, 12), False, 0.5, 1.5),
        ((6, 6), (0, 12), True, 0.5, 1.0),
    ],
)
def test_a_quotient_is_bounded_by_its_parts(numerator, denominator, part, low, high):
    found = quotient(numerator, denominator, part=part, because=())
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("numerator", "denominator", "part", "state"),
    [
        ((0, 0), (0, 0), True, "not_applicable"),
        ((0, 3), (0, 0), False, "not_applicable"),
        ((1, 1), (0, 2), False, "unknown"),
    ],
)
def test_a_quotient_of_what_is_not_there_is_not_invented(numerator, denominator, part, state):
    assert quotient(numerator, denominator, part=part, because=()).state is State(state)


@pytest.mark.parametrize("number", [np.float64(0.5), np.float32(0.5), Fraction(1, 2), 0.5])
def test_a_number_of_any_kind_is_observed_as_one_of_pythons_own(number):
    found = known(number)
    assert [type(end) for end in (found.value, found.low, found.high)] == [float] * 3
    assert found == known(0.5)
    assert type(bounded(number, number * 2).high) is float
    assert type(known(np.int64(2)).value) is int
