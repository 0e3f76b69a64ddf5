from datetime import date, datetime, timedelta

import pytest
from hypothesis import given

from egov_readiness.dates import PartialDate, Period, check_day
from egov_readiness.errors import RecordError, UsageError
from egov_readiness.testing import days, partial_dates, periods


@given(partial_dates())
def test_a_partial_date_is_read_as_it_is_written_and_begins_before_it_ends(partial):
    assert PartialDate.parse(str(partial)) == partial
    assert partial.first_day <= partial.last_day


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2008", date(2008, 1, 1), date(2008, 12, 31), "year"),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29), "month"),
        ("2008-10-03", date(2008, 10, 3), date(2008, 10, 3), "day"),
        ("٢٠٠٨-١٠-٠٣", date(2008, 10, 3), date(2008, 10, 3), "day"),
        ("2009-06-10/2009-06-11", date(2009, 6, 10), date(2009, 6, 11), "window"),
        ("2008/2010", date(2008, 1, 1), date(2010, 12, 31), "window"),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(text, first, last, precision):
    partial = PartialDate(text)
    assert (partial.first_day, partial.last_day, partial.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2008-13",
        "2009-02-29",
        "08",
        "2008/",
        "/2008",
        "2008/2009/2010",
        "2008-W40-5",
        "20081003",
        "2009/2008",
        2008,
        None,
    ],
)
def test_an_impossible_date_is_refused(text):
    with pytest.raises(RecordError):
        PartialDate(text)


@given(days())
def test_a_calendar_day_is_its_own_first_and_last(day):
    assert PartialDate.of(day).first_day == PartialDate.of(day).last_day == day


@given(periods(), periods(), days())
def test_periods_overlap_if_they_share_a_day(one, other, day):
    if one.contains(day) and other.contains(day):
        assert one.overlaps(other)
    assert one.overlaps(other) == other.overlaps(one)


def test_a_period_ends_before_its_last_day():
    period = Period(date(2012, 1, 1), date(2014, 1, 1))
    assert period.contains(date(2013, 12, 31))
    assert not period.contains(date(2014, 1, 1))
    assert not period.overlaps(Period(since=date(2014, 1, 1)))


@pytest.mark.parametrize(
    "ends", [{"since": date(2012, 1, 1), "until": date(2012, 1, 1)}, {"since": "2012"}]
)
def test_a_period_that_cannot_be_is_refused(ends):
    with pytest.raises(RecordError):
        Period(**ends)


@given(periods(), periods())
def test_what_is_left_of_a_period_are_its_days_without_those_of_the_other(one, other):
    left = one.without(other)
    edges = {end for period in (one, other) for end in (period.since, period.until) if end}
    for day in {*edges, *(end - timedelta(days=1) for end in edges if end > date.min)}:
        found = sum(part.contains(day) for part in left)
        assert found == (one.contains(day) and not other.contains(day))


class FrozenDate(date):
    """A day as libraries make it that stop the clock in tests."""


@pytest.mark.parametrize("day", ["2009-06-11", 2009, datetime(2009, 6, 11)])  # noqa: DTZ001  # of any zone
def test_a_text_or_a_point_in_time_is_no_day(day):
    with pytest.raises(UsageError) as raised:
        check_day("as_of", day)
    assert [(found.code, found.path) for found in raised.value.problems] == [
        ("not-a-date", "as_of")
    ]
    for right in (date(2009, 6, 11), FrozenDate(2009, 6, 11)):
        check_day("as_of", right)


def test_a_day_that_is_needed_is_not_left_out():
    check_day("as_of", None, needed=False)
    with pytest.raises(UsageError, match="not-a-date"):
        check_day("as_of", None)
