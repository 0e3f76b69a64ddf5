"""A rulebook on a date: what changes when, what depends on what, and where it comes from."""

from datetime import date

import pytest

from egov_readiness.dates import Period
from egov_readiness.documents import Citation, LegalDocument
from egov_readiness.errors import Because
from egov_readiness.kinds import Text
from egov_readiness.rules import (
    Band,
    DatedNumber,
    Deduct,
    Gate,
    Goalposts,
    MemberScore,
    Minimum,
    Target,
)
from egov_readiness.scoring import Scorer
from egov_readiness.scoring.plan import fleeting_codes, make_plan

VALID = Period(since=date(2008, 1, 1))


def dated(*values):
    """Numbers that hold from the first of January of each year on."""
    return tuple(DatedNumber(since=date(year, 1, 1), value=value) for year, value in values)


@pytest.mark.parametrize(
    ("day", "expected", "weight"),
    [
        (date(2009, 12, 31), 0.25, 3),
        (date(2010, 1, 1), 0.5, 1),
        (date(2011, 12, 31), 0.5, 1),
        (date(2012, 1, 1), 1, 0),
    ],
)
def test_a_dated_weight_changes_on_its_day(make, day, expected, weight):
    weights = dated((2008, 3), (2010, 1), (2012, 0))
    book = make.book(make.indicator("a"), make.indicator("b", weight=weights), valid=VALID)
    card = make.card(book, {"a": 1, "b": 0}, day)
    assert card["all"].value == expected
    assert card["b"].weight == weight


def test_a_weight_that_is_nothing_on_the_day_takes_its_child_out_of_the_group(make):
    weights = dated((2008, 1), (2012, 0))
    book = make.book(
        make.group("all", aggregation=Minimum()),
        make.indicator("a"),
        make.indicator("b", weight=weights),
        valid=VALID,
    )
    assert make.card(book, {"a": 0.8, "b": 0.1}, date(2011, 12, 31))["all"].value == 0.1
    assert make.card(book, {"a": 0.8, "b": 0.1}, date(2012, 1, 1))["all"].value == 0.8


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2008, 12, 31), 1), (date(2009, 1, 1), 0.5), (date(2010, 1, 1), 0.25)],
)
def test_a_target_with_yearly_steps_is_that_of_the_year(make, day, expected):
    method = Target(target=dated((2008, 0.25), (2009, 0.5), (2010, 1)))
    book = make.book(make.indicator("a", method), valid=VALID)
    assert make.card(book, {"a": 0.25}, day)["a"].value == expected


def test_dated_goalposts_are_those_of_the_day(make):
    method = Goalposts(worst=dated((2008, 0), (2010, 1)), best=dated((2008, 2), (2011, 5)))
    book = make.book(make.indicator("a", method), valid=VALID)
    days = [date(2009, 12, 31), date(2010, 1, 1), date(2011, 1, 1)]
    assert [make.card(book, {"a": 2}, day)["a"].value for day in days] == [1, 1, 0.25]


@pytest.mark.parametrize(
    ("day", "published"), [(date(2009, 12, 31), "0.67"), (date(2010, 1, 1), "0.6667")]
)
def test_dated_decimals_are_those_of_the_day(make, day, published):
    book = make.book(make.indicator("a"), decimals=dated((2008, 2), (2010, 4)), valid=VALID)
    assert str(make.card(book, {"a": 2 / 3}, day)["all"].published) == published


def test_no_decimals_are_published_where_none_are_declared(make):
    book = make.book(make.indicator("a"), decimals=0, scale=100)
    assert str(make.card(book, {"a": 0.675})["all"].published) == "68"


def test_groups_wait_for_what_they_depend_on_in_whatever_order_they_are_declared(make):
    book = make.book(
        make.group("inner", parent="outer"),
        make.group("outer", parent="result", modifiers=(Gate(node="key", below=1, limit=0.5),)),
        make.group("result"),
        make.group("key"),
        make.indicator("a", parent="inner"),
        make.indicator("b", parent="key"),
    )
    card = make.card(book, {"a": 0.9, "b": 0.2})
    assert [card[code].value for code in ("inner", "outer", "result")] == [0.9, 0.5, 0.5]
    assert [node.code for node in card.results] == ["result", "key"]


def test_every_clause_a_node_comes_from_is_among_its_reasons(make):
    book = make.book(
        make.group("all", cites=Citation(document="16/NQ-TU")),
        make.indicator(
            "a",
            cites=(
                Citation(document="2599/QĐ-UBND", clause="Điều 1"),
                Citation(document="16/NQ-TU"),
            ),
        ),
        documents=(LegalDocument(id="16/NQ-TU"), LegalDocument(id="2599/QĐ-UBND")),
    )
    card = make.card(book, {"a": 1})
    assert [dict(reason.facts) for reason in make.reasons(card["a"], Because.CITED)] == [
        {"document": "2599/QĐ-UBND", "clause": "Điều 1"},
        {"document": "16/NQ-TU"},
    ]
    assert make.facts(card["all"], Because.CITED) == {"document": "16/NQ-TU"}


def test_a_method_says_its_numbers_on_the_day(make):
    method = Target(target=dated((2008, 0.3), (2010, 0.6)))
    book = make.book(make.indicator("a", method), valid=VALID)
    facts = make.facts(make.card(book, {"a": 0.3}, date(2010, 1, 1))["a"], Because.ATTAINED)
    assert facts == {"method": "target", "worst": 0.0, "best": 0.6, "attainment": 0.5}


def test_bands_are_read_on_the_scale_they_are_written_in(make):
    titles = {"title": Text({"en": "band"}), "result": "all"}
    book = make.book(
        make.group("all", band_order="best_first"),
        make.indicator("a"),
        scale=1000,
        bands=(Band(code="good", at_least=700, **titles), Band(code="weak", **titles)),
    )
    assert make.card(book, {"a": 0.7})["all"].band == "good"
    assert make.card(book, {"a": 0.6999})["all"].band == "weak"


def test_a_plan_is_made_once_for_each_version_of_the_rulebook(make):
    gate = Gate(node="b", below=0.5, limit=0.1, since=date(2012, 7, 1), until=date(2013, 7, 1))
    book = make.book(
        make.group("all", modifiers=(gate,)),
        make.indicator("a", Target(target=dated((2008, 0.3), (2011, 0.6)))),
        make.indicator("b", weight=dated((2008, 3), (2010, 1))),
        decimals=dated((2008, 2), (2009, 4)),
        valid=VALID,
    )
    scorer = Scorer(book)
    days = [
        (date(2008, 1, 1), date(2008, 12, 31)),
        (date(2009, 1, 1), date(2009, 12, 31)),
        (date(2010, 1, 1), date(2010, 12, 31)),
        (date(2011, 1, 1), date(2012, 6, 30)),
        (date(2012, 7, 1), date(2013, 6, 30)),
        (date(2013, 7, 1), date(2030, 1, 1)),
    ]
    plans = [scorer.plan(first) for first, _ in days]
    assert len(set(map(id, plans))) == len(days)
    assert all(scorer.plan(last) is plan for (_, last), plan in zip(days, plans, strict=True))


def test_a_value_that_ends_before_the_next_begins_turns_the_plan_on_that_day(make):
    weight = (
        DatedNumber(since=date(2008, 1, 1), until=date(2010, 1, 1), value=1),
        DatedNumber(since=date(2010, 1, 1), value=3),
    )
    book = make.book(make.indicator("a"), make.indicator("b", weight=weight), valid=VALID)
    observed = {"a": 1, "b": 0}
    assert make.card(book, observed, date(2009, 12, 31))["all"].value == 0.5
    assert make.card(book, observed, date(2010, 1, 1))["all"].value == 0.25


def test_behind_a_gate_a_value_can_be_lost_and_with_it_what_rests_on_it(make):
    book = make.book(
        make.group("all"),
        make.group("g", parent="all", modifiers=(Gate(node="x", below=0.5, limit=0.3),)),
        make.group("less", modifiers=(Deduct(node="g", at_most=0.1),)),
        make.group("sound"),
        make.indicator("a", parent="g"),
        make.indicator("x", parent="sound"),
        make.indicator("y", parent="less"),
        make.indicator("z", parent="sound", members=MemberScore(node="g"), weight=0),
    )
    assert fleeting_codes(book) == {"g", "all", "less", "z", "sound"}
    assert fleeting_codes(make.book(make.indicator("a"))) == frozenset()


def test_behind_a_gate_a_value_may_be_withheld_later_for_too_few_children(make):
    gate = (Gate(node="x", below=0.5, limit=0.3),)
    book = make.book(
        make.group("all", needs_children=0.5),
        make.group("g", parent="all", modifiers=gate),
        make.indicator("a", parent="g"),
        make.indicator("x"),
    )
    assert make_plan(book, make.day).withholding == {"all"}
