from datetime import date

import pytest

from egov_readiness.dates import Period
from egov_readiness.errors import RecordError
from egov_readiness.rules.dated import DatedNumber, dated_problems, number_on, turning_days


def at(year, value, until=None):
    end = None if until is None else date(until, 1, 1)
    return DatedNumber(since=date(year, 1, 1), until=end, value=value)


STEPS = (at(2010, 0.34, until=2012), at(2012, 1.0))
FROM_2010 = Period(date(2010, 1, 1))


def codes(dated, valid=FROM_2010):
    return [problem.code for problem in dated_problems(dated, valid, "weight")]


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2009, 12, 31), None),
        (date(2010, 1, 1), 0.34),
        (date(2011, 12, 31), 0.34),
        (date(2012, 1, 1), 1.0),
    ],
)
def test_a_number_holds_from_its_first_day_until_the_next_begins(day, value):
    assert number_on(STEPS, day) == value


def test_a_number_that_ended_holds_no_more():
    assert number_on((at(2010, 0.34, until=2012),), date(2012, 1, 1)) is None


def test_a_number_without_dates_always_holds():
    assert number_on(2.5, date.min) == 2.5
    assert list(turning_days(2.5)) == []


def test_it_turns_where_a_value_begins_or_ends():
    assert set(turning_days(STEPS)) == {date(2010, 1, 1), date(2012, 1, 1)}


def test_values_that_follow_each_other_are_sound():
    assert codes(STEPS) == []
    assert codes(1.0) == []


@pytest.mark.parametrize(
    ("dated", "code"),
    [
        ((), "no-value"),
        ((at(2012, 1.0), at(2010, 2.0)), "dates-overlap"),
        ((at(2010, 1.0), at(2010, 2.0)), "dates-overlap"),
        ((at(2010, 1.0, until=2013), at(2012, 2.0)), "dates-overlap"),
        ((at(2010, 1.0, until=2011), at(2012, 2.0)), "dates-leave-a-gap"),
        ((at(2010, 1.0, until=2011),), "dates-leave-a-gap"),
        ((at(2011, 1.0),), "dates-leave-a-gap"),
        ((at(2010, 1.0, until=2009),), "dates-reversed"),
    ],
)
def test_dates_that_overlap_leave_gaps_or_run_backwards_are_named(dated, code):
    assert code in codes(dated)


def test_a_rulebook_valid_always_needs_a_value_that_always_held():
    (problem,) = dated_problems((at(2010, 1.0),), Period(), "weight")
    assert (problem.code, problem.path) == ("dates-leave-a-gap", "weight")
    assert problem.hint


def test_a_value_may_end_with_the_rulebook():
    ends = Period(date(2010, 1, 1), date(2012, 1, 1))
    assert codes((at(2010, 1.0, until=2012),), ends) == []


def test_a_number_out_of_range_is_refused_by_what_holds_it():
    with pytest.raises(RecordError, match="not-finite"):
        at(2010, float("inf"))
