"""The days of a rulebook: where it is valid, and where it changes."""

from datetime import date

import pytest

from egov_readiness.dates import Period
from egov_readiness.errors import RulebookError, UsageError
from egov_readiness.rules import DatedNumber, Gate, Goalposts
from egov_readiness.rules.validity import all_turning_days, check_valid


def dated(*years):
    return tuple(DatedNumber(since=date(year, 1, 1), value=year) for year in years)


def test_a_rulebook_is_valid_from_its_first_day_to_the_day_before_its_end(make):
    valid = Period(since=date(2009, 1, 1), until=date(2012, 1, 1))
    book = make.book(valid=valid)
    check_valid(book, date(2009, 1, 1))
    check_valid(book, date(2011, 12, 31))
    for day in (date(2008, 12, 31), date(2012, 1, 1)):
        with pytest.raises(RulebookError, match="not-valid"):
            check_valid(book, day)


def test_a_text_is_no_day_of_a_rulebook(make):
    with pytest.raises(UsageError, match="not-a-date"):
        check_valid(make.book(), "2009-06-11")


def test_a_rulebook_changes_where_a_weight_a_goalpost_or_a_gate_does(make):
    gate = Gate(node="a", below=0.5, limit=0.5, since=date(2011, 5, 1), until=date(2013, 5, 1))
    book = make.book(
        groups=(make.group("all", modifiers=(gate,)),),
        indicators=(
            make.indicator("a", weight=dated(2008, 2010)),
            make.indicator("b", method=Goalposts(worst=0, best=dated(2008, 2012))),
        ),
        valid=Period(since=date(2008, 1, 1)),
    )
    turning = {date(2008, 1, 1), date(2010, 1, 1), date(2012, 1, 1)}
    assert all_turning_days(book) == turning | {gate.since, gate.until}
