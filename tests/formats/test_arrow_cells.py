"""Arrays of Arrow say what their cells say one by one."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness import load_rulebook
from egov_readiness.errors import Problem
from egov_readiness.formats.arrow_cells import cells_of, odd_statuses, texts_of
from egov_readiness.formats.rows import read_cell
from egov_readiness.scoring.columns import column_of
from egov_readiness.scoring.plan import make_plan

BOOK = load_rulebook("un-egdi")
LEAF = make_plan(BOOK, BOOK.valid.since).leaves[0]

numbers = st.floats(0, 1) | st.integers(0, 1) | st.sampled_from([1e-300, 0.1 + 0.2, 1.0])
spellings = st.one_of(
    numbers.map(repr),
    numbers.map("+{!r}".format),
    numbers.map(" {!r} ".format),
    numbers.map("{:e}".format),
    st.sampled_from(
        ["", " ", "n/a", "N/A", "0.2..0.4", ".5", "5.", "1e-2", ".", "\u0661", "0\u00a0"]
    ),
)


def same(array, cells, marks=frozenset()):
    """Hold an array against its cells, read one by one."""
    found = cells_of(array, marks)
    read = [read_cell(cell, marks) for cell in cells]
    assert found.bad.tolist() == [isinstance(said, Problem) for said in read]
    alone = column_of(LEAF, [read_cell(None, marks) if isinstance(s, Problem) else s for s in read])
    column = found.column(LEAF)
    for name in ("value", "low", "high", "applies"):
        one, many = getattr(alone, name), getattr(column, name)
        many = np.full(len(cells), np.nan) if many is None else many
        np.testing.assert_array_equal(many, one)


@given(st.lists(numbers | st.none()))
def test_numbers_are_taken_as_they_are(cells):
    same(pa.array(cells, pa.float64()), [None if c is None else float(c) for c in cells])


@given(st.lists(spellings | st.none()))
def test_texts_are_read_as_cells_of_a_file(cells):
    same(pa.array(cells, pa.string()), cells)
    same(pa.array(cells, pa.large_string()), cells)
    same(pa.array(cells, pa.string()).dictionary_encode(), cells)


@given(st.lists(spellings), st.frozensets(spellings.map(str.strip), max_size=3))
def test_marks_are_unknown_however_they_look(cells, marks):
    same(pa.array(cells, pa.string()), cells, marks)


@given(st.lists(st.decimals(0, 1, places=20) | st.none(), min_size=1))
def test_decimals_are_the_nearest_doubles(cells):
    array = pa.array(cells, pa.decimal128(38, 20))
    same(array, [None if cell is None else float(Decimal(cell)) for cell in cells])


@pytest.mark.parametrize(
    "array",
    [
        pa.array([True, None]),
        pa.array([float("inf"), None]),
        pa.array([float("nan"), None]),
        pa.array([[1], None]),
        pa.array(["1e999", None]),
        pa.array(["0.9..0.1", None]),
    ],
    ids=["truths", "infinite", "no number", "lists", "too large", "reversed"],
)
def test_what_says_nothing_is_bad_and_nothing_is_not(array):
    assert cells_of(array, frozenset()).bad.tolist() == [True, False]


def test_a_whole_number_that_no_double_holds_is_read_by_itself():
    assert cells_of(pa.array([2**53 + 1, 5]), frozenset()).bad.tolist() == [True, False]


def test_texts_know_which_cells_are_none():
    assert texts_of(pa.array([1, None])).bad.tolist() == [True, False]
    found = texts_of(pa.array(["b", "a", None, "b"]))
    assert found.different == ("b", "a")
    assert found.places.tolist() == [0, 1, -1, 0]


def test_only_the_usual_status_needs_no_second_look():
    statuses = pa.array(["A", "normal", "", None, "E", "nonsense"])
    assert odd_statuses(statuses).tolist() == [False, False, False, False, True, True]
    assert odd_statuses(pa.array([1, None])).tolist() == [True, False]
