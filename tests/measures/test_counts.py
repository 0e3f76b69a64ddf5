import math

import pytest

from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.measures.counts import (
    UNLIMITED,
    implied,
    known_range,
    not_recorded,
    share,
    total,
)
from egov_readiness.observations import State

PARTS_OF = (("working", "installed"), ("in_use", "working"))


@pytest.mark.parametrize(
    ("quantity", "limits"),
    [
        (3, (3, 3)),
        (0, (0, 0)),
        (Between(1, 4), (1, 4)),
        (None, UNLIMITED),
        (NOT_APPLICABLE, None),
    ],
)
def test_unknown_not_applicable_and_zero_are_three_different_things(quantity, limits):
    assert known_range(quantity) == limits


def test_a_part_is_at_most_its_whole_and_a_whole_at_least_its_part():
    found = implied({"installed": None, "working": Between(2, 9), "in_use": 4}, PARTS_OF)
    assert found == {"installed": (4, math.inf), "working": (4, 9), "in_use": (4, 4)}
    found = implied({"installed": 6, "working": None, "in_use": None}, PARTS_OF)
    assert found == {"installed": (6, 6), "working": (0, 6), "in_use": (0, 6)}


def test_what_is_not_applicable_limits_nothing():
    found = implied({"installed": 6, "working": NOT_APPLICABLE, "in_use": None}, PARTS_OF)
    assert found == {"installed": (6, 6), "working": None, "in_use": UNLIMITED}


def test_a_missing_count_is_named_with_the_limits_that_it_has():
    assert not_recorded("s", "r", "in_use", (2, 5)).facts == {
        "sheet": "s",
        "record": "r",
        "count": "in_use",
        "low": 2,
        "high": 5,
    }
    assert "low" not in not_recorded("s", "r", "in_use", UNLIMITED).facts
    assert "high" not in not_recorded("s", "r", "in_use", None).facts


def test_bounds_add():
    assert total([(1, 2), (3, 3), UNLIMITED]) == (4, math.inf)
    assert total([]) == (0, 0)


def test_a_pair_that_is_not_applicable_leaves_both_sums():
    found = share([((1, 1), (2, 2)), (None, (100, 100)), ((100, 100), None)], ())
    assert found.value == 0.5


def test_if_every_pair_is_not_applicable_so_is_the_share():
    assert share([(None, (1, 1))], ()).state is State.NOT_APPLICABLE


def test_a_share_of_nothing_is_not_applicable():
    found = share([((0, 0), (0, 0))], ())
    assert found.state is State.NOT_APPLICABLE
    assert [reason.code.value for reason in found.because] == ["zero-denominator"]


@pytest.mark.parametrize(
    ("over", "under", "part"),
    [
        ((0, 5), (5, 5), True),
        (UNLIMITED, (5, 5), True),
        ((5, 5), UNLIMITED, False),
        (UNLIMITED, (5, 5), False),
        ((1, 1), (0, 5), False),
    ],
)
def test_bounds_that_say_nothing_are_unknown(over, under, part):
    assert share([(over, under)], (), part=part).state is State.UNKNOWN


def test_a_number_that_is_no_part_may_exceed_one():
    found = share([((5, 30), (20, 20))], (), part=False)
    assert (found.low, found.high) == (0.25, 1.5)


def test_an_unlimited_denominator_leaves_an_upper_end():
    found = share([((5, 5), (10, math.inf))], ())
    assert (found.low, found.high) == (0.0, 0.5)
