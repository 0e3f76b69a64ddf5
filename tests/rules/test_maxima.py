"""What a unit can earn of a sum."""

from datetime import date

from egov_readiness.dates import Period
from egov_readiness.rules import Applicability, Cap, DatedNumber, Sum


def since(year, value, until=None):
    end = None if until is None else date(until, 1, 1)
    return DatedNumber(since=date(year, 1, 1), until=end, value=value)


def summed(make, *children, **group):
    """The problems of a sum of at most 10 points over children: a weight, what it applies to."""
    indicators = tuple(
        make.indicator(f"i{n}", "g", weight=weight, applies_to=applies_to)
        for n, (weight, applies_to) in enumerate(children)
    )
    groups = (
        make.group("all"),
        make.group("g", "all", **{"aggregation": Sum(maximum=10), **group}),
    )
    return make.found(groups=groups, indicators=indicators)


BEYOND = [("more-than-maximum", "group[g].aggregation")]


def test_no_unit_can_earn_more_points_than_a_sum_has_unless_a_cap_says_what_counts(make):
    assert summed(make, (6, None), (4, None)) == []
    assert summed(make, (6, None), (5, None)) == BEYOND
    assert summed(make, (6, None), (5, None), modifiers=(Cap(at_most=1.1),)) == []
    assert summed(make, (6, None), (5, None), aggregation=Sum(), weight=11) == []


def test_points_are_counted_for_units_that_can_have_them_together(make):
    province, district = (Applicability(levels=(level,)) for level in ("province", "district"))
    remote = Applicability(tags=("remote",))
    assert summed(make, (10, province), (10, district)) == []
    assert summed(make, (7, province), (6, district), (3, None)) == []
    assert summed(make, (7, province), (6, district), (4, None)) == BEYOND
    assert summed(make, (7, district), (4, remote)) == BEYOND


def test_points_that_rise_later_are_found_on_their_day(make):
    rising = (since(2020, 6, 2022), since(2022, 8))
    (problem,) = make.problems(
        groups=(make.group("all"), make.group("g", "all", aggregation=Sum(maximum=10))),
        indicators=(make.indicator("a", "g", weight=rising), make.indicator("b", "g", weight=4)),
        valid=Period(date(2020, 1, 1)),
    )
    assert "12 points from 2022-01-01 on" in problem.message
    assert (
        make.found(
            groups=(make.group("all"), make.group("g", "all", aggregation=Sum(), weight=rising)),
            indicators=(make.indicator("a", "g", weight=rising),),
            valid=Period(date(2020, 1, 1)),
        )
        == []
    )


def test_a_sum_over_more_classes_than_any_scheme_has_is_not_looked_through(make):
    children = [(1, Applicability(units=(f"u{n}",))) for n in range(65)]
    assert summed(make, *children, (20, None)) == []
    assert summed(make, *children[:60], (20, None)) == BEYOND
