"""Effective weights as they are printed: for a unit to which all applies that can."""

import pytest

import egov_readiness as egov
from egov_readiness.kinds import Text
from egov_readiness.report.weights import effective_weight, spare_points
from egov_readiness.rules import (
    Applicability,
    BestOf,
    Group,
    Indicator,
    Ratio,
    Rulebook,
    Sum,
    WeightedMean,
)

PROVINCE, DISTRICT = (Applicability(levels=(level,)) for level in ("province", "district"))
TITLE = Text({"en": "x"})


def book_of(aggregation, *children, weight=1.0):
    """A result with one group, whose children are a weight and what they apply to."""
    groups = (
        Group(code="all", title=TITLE),
        Group(code="part", parent="all", title=TITLE, weight=weight, aggregation=aggregation),
    )
    indicators = tuple(
        Indicator(
            code=code, parent="part", title=TITLE, method=Ratio(), weight=w, applies_to=applies
        )
        for code, (w, applies) in zip("abcdef", children, strict=False)
    )
    return Rulebook(id="r", version="1", title=TITLE, groups=groups, indicators=indicators)


def shares(book):
    found = {i.code: effective_weight(book, i) for i in book.indicators}
    return {code: None if s is None else round(s, 12) for code, s in found.items()}


def test_a_share_is_that_among_the_siblings_that_can_apply_to_the_same_unit():
    mean = WeightedMean()
    book = book_of(mean, (1, PROVINCE), (3, PROVINCE), (1, DISTRICT), (1, DISTRICT))
    assert shares(book) == {"a": 0.25, "b": 0.75, "c": 0.5, "d": 0.5}


def test_where_the_share_depends_on_the_unit_there_is_none():
    book = book_of(WeightedMean(), (1, None), (1, PROVINCE), (3, DISTRICT))
    assert shares(book) == {"a": None, "b": 0.5, "c": 0.75}


def test_tags_exclude_nothing():
    tags = [Applicability(tags=(tag,)) for tag in ("has-website", "has-procedures")]
    assert shares(book_of(WeightedMean(), (1, tags[0]), (1, tags[1]))) == {"a": 0.5, "b": 0.5}


def test_points_of_a_sum_are_shares_of_its_maximum_and_of_cases_the_heaviest_is_full():
    assert shares(book_of(Sum(maximum=10), (4, None), (4, None))) == {"a": 0.4, "b": 0.4}
    assert shares(book_of(BestOf(), (50, None), (35, None))) == {"a": 1.0, "b": 0.7}


def test_the_points_that_a_sum_has_to_spare():
    book = book_of(Sum(maximum=10), (4, None), (4, None))
    assert spare_points(book, book.groups[1]) == 2
    book = book_of(WeightedMean(), (4, None), (4, None))
    assert spare_points(book, book.groups[1]) == 0


@pytest.mark.parametrize(("code", "share"), [("lan_in_use", 0.2), ("milestones_met", 0.15)])
def test_what_is_printed_is_what_a_district_can_earn(code, share):
    book = egov.load_rulebook("lam-dong-2009")
    assert effective_weight(book, book.node(code)) == pytest.approx(share)
