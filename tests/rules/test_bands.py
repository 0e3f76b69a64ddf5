from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import RecordError
from egov_readiness.kinds import Text
from egov_readiness.rules.bands import Band, Interval, IntervalEnds, cover_problems, intervals


def codes(*ends, low=0.0, high=100.0):
    names = [f"band[{number}]" for number in range(len(ends))]
    return [problem.code for problem in cover_problems(ends, names, low, high)]


def test_the_levels_of_the_un_index_cover_everything_once():
    ends = (
        IntervalEnds(above=0.75),
        IntervalEnds(at_least=0.5, at_most=0.75),
        IntervalEnds(at_least=0.25, below=0.5),
        IntervalEnds(below=0.25),
    )
    assert codes(*ends, high=1.0) == []
    very_high, high, middle, low = intervals(ends)
    assert high.contains(0.75)
    assert not very_high.contains(0.75)
    assert high.contains(0.5)
    assert middle.contains(0.25)
    assert low.contains(-1.0)


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_a_band_of_one_point_lies_between_its_neighbours_in_whatever_order(order):
    ends = (
        IntervalEnds(below=50),
        IntervalEnds(at_least=50, at_most=50),
        IntervalEnds(above=50),
    )
    assert codes(*(ends[at] for at in order)) == []


def test_an_end_that_is_not_stated_is_the_neighbours():
    upper, rest = intervals([IntervalEnds(at_least=70), IntervalEnds()])
    assert rest == Interval(None, False, 70, False)
    assert upper == Interval(70, True, None, False)
    below, other = intervals([IntervalEnds(below=50), IntervalEnds()])
    assert other == Interval(50, True, None, False)
    assert below == Interval(None, False, 50, False)


def test_the_whole_numbers_of_binh_phuoc_leave_a_gap_where_84_5_would_be():
    ends = [
        IntervalEnds(at_least=low, at_most=high)
        for low, high in ((85, 100), (70, 84), (50, 69), (0, 49))
    ]
    names = ["good", "fair", "average", "weak"]
    problems = list(cover_problems(ends, names, 0, 100))
    assert [problem.code for problem in problems] == ["gap"] * 3
    assert "between 84 and 85" in problems[-1].message
    assert all(problem.hint for problem in problems)


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        ((IntervalEnds(at_least=50), IntervalEnds(at_most=50)), "overlap"),
        ((IntervalEnds(at_least=50), IntervalEnds(at_most=60)), "overlap"),
        ((IntervalEnds(), IntervalEnds()), "overlap"),
        ((IntervalEnds(above=50), IntervalEnds(below=50)), "gap"),
        ((IntervalEnds(at_least=60), IntervalEnds(at_least=50)), "gap"),
        ((IntervalEnds(at_most=60), IntervalEnds(at_most=50)), "gap"),
        ((IntervalEnds(above=0),), "gap"),
        ((IntervalEnds(below=100),), "gap"),
        ((IntervalEnds(at_least=60, at_most=50), IntervalEnds(below=60)), "empty-interval"),
        ((IntervalEnds(at_least=50, below=50), IntervalEnds(below=50)), "empty-interval"),
    ],
)
def test_overlaps_gaps_and_empty_intervals_are_named(ends, code):
    assert code in codes(*ends)


def test_nothing_to_cover_is_no_problem():
    assert codes() == []
    assert codes(IntervalEnds()) == []


@pytest.mark.parametrize("ends", [{"at_least": 1, "above": 1}, {"at_most": 1, "below": 1}])
def test_an_end_stated_twice_is_refused(ends):
    with pytest.raises(RecordError, match="two-"):
        IntervalEnds(**ends)


def test_a_band_has_a_title():
    band = Band(result="r", code="c", title=Text({"en": "Good"}), at_least=85)
    assert band.title["en"] == "Good"


@pytest.mark.parametrize(
    ("low", "high", "touched"),
    [
        (0.0, 0.5, True),
        (0.0, 0.49, False),
        (0.75, 1.0, False),
        (0.74, None, True),
        (None, 0.6, True),
    ],
)
def test_an_interval_is_touched_where_a_number_between_two_bounds_can_lie_in_it(low, high, touched):
    assert Interval(0.5, True, 0.75, False).touches(low, high) is touched


def test_an_open_lower_end_is_not_touched_from_below():
    assert not Interval(0.5, False, None, False).touches(0.0, 0.5)
    assert Interval(None, False, 0.5, True).touches(0.5, 0.6)


@given(st.floats(-1, 2), st.lists(st.floats(0.01, 0.99), min_size=1, max_size=5, unique=True))
def test_every_number_lies_in_exactly_one_of_intervals_that_cover(number, edges):
    ends = [IntervalEnds(at_least=edge) for edge in edges] + [IntervalEnds()]
    if codes(*ends):
        return  # edges that are equal after all
    assert sum(item.contains(number) for item in intervals(ends)) == 1
