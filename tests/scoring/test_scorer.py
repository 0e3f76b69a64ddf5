"""A rulebook made ready once, for any day, any unit and any thread."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from egov_readiness.canonical import digest, written
from egov_readiness.dates import Period
from egov_readiness.errors import RulebookError
from egov_readiness.kinds import NOT_APPLICABLE, Between, Text
from egov_readiness.observations import UnitCode
from egov_readiness.rules import DatedNumber, Gate, Target
from egov_readiness.scoring import Scorecard, Scorer


def test_a_rulebook_with_problems_is_refused_with_all_of_them(make):
    book = make.book(
        make.group("all"),
        make.group("empty", parent="all"),
        make.indicator("a", parent="al"),
        make.indicator("b", weight=-1),
    )
    with pytest.raises(RulebookError) as caught:
        Scorer(book)
    found = {(problem.code, problem.path) for problem in caught.value.problems}
    assert found >= {
        ("unknown-parent", "book:indicator[a].parent"),
        ("negative-weight", "book:indicator[b].weight"),
        ("no-children", "book:group[empty]"),
    }


def test_what_is_scored_names_the_rulebook_by_its_digest(make):
    book = make.book(make.indicator("a"), id="vn-dti", version="2023.1")
    reference = Scorer(book).reference
    assert (reference.id, reference.version) == ("vn-dti", "2023.1")
    assert reference.digest == digest(book)


@pytest.mark.parametrize(
    ("valid", "days", "hint"),
    [
        (
            Period(date(2010, 1, 1), date(2012, 1, 1)),
            (date(2009, 12, 31), date(2012, 1, 1)),
            "it is valid from 2010-01-01 on until before 2012-01-01",
        ),
        (
            Period(since=date(2010, 1, 1)),
            (date(2009, 12, 31),),
            "it is valid from 2010-01-01 on",
        ),
        (
            Period(until=date(2012, 1, 1)),
            (date(2012, 1, 1),),
            "it is valid until before 2012-01-01",
        ),
    ],
)
def test_a_rulebook_scores_no_day_on_which_it_is_not_valid(make, valid, days, hint):
    scorer = Scorer(make.book(make.indicator("a"), valid=valid))
    for day in days:
        with pytest.raises(RulebookError) as caught:
            scorer.card(make.row({"a": 1}), day)
        (problem,) = caught.value.problems
        assert (problem.code, problem.path) == ("not-valid", "book:valid")
        assert problem.message == f"book 1 is not valid on {day}"
        assert problem.hint == hint


@pytest.mark.parametrize("day", [date(2010, 1, 1), date(2011, 12, 31)])
def test_a_rulebook_scores_its_first_and_its_last_day(make, day):
    valid = Period(date(2010, 1, 1), date(2012, 1, 1))
    assert make.card(make.book(make.indicator("a"), valid=valid), {"a": 1}, day)["a"].value == 1


def test_a_card_says_which_unit_was_scored_when(make):
    row = make.row(
        {"a": 1},
        "di-linh",
        period="2009",
        level="district",
        kind="huyện",
        tags=("mountain",),
        codes=(UnitCode("vn-gso-district", "679"),),
        name=Text({"vi": "Di Linh"}),
    )
    book = make.book(make.indicator("a"))
    card = Scorer(book).card(row, date(2009, 6, 11))
    assert isinstance(card, Scorecard)
    assert (card.unit, card.period, card.as_of) == ("di-linh", "2009", date(2009, 6, 11))
    assert (card.level, card.kind, card.name) == ("district", "huyện", row.name)
    assert (card.codes, card.rules) == (row.codes, book)


def test_problems_with_values_name_the_row_they_stand_in(make):
    scorer = Scorer(make.book(make.indicator("a"), make.indicator("b")))
    problems = scorer.card(make.row({"a": 2, "b": "x"}, place="row 7"), make.day)
    assert [problem.path for problem in problems] == ["row 7:a", "row 7:b"]


def test_problems_with_values_name_the_unit_where_there_is_no_row(make):
    problems = Scorer(make.book(make.indicator("a"))).card(make.row({"a": 2}, "di-linh"), make.day)
    assert [problem.path for problem in problems] == ["di-linh:a"]


def test_adding_a_unit_changes_no_other_units_card(make):
    book = make.book(make.indicator("a"), make.indicator("b"))
    alone = make.board(book, {"u": {"a": 0.3, "b": None}})
    among = make.board(book, {"u": {"a": 0.3, "b": None}, "v": {"a": 1, "b": 1}})
    assert alone["u"] == among["u"]


def test_a_scorer_is_shared_by_threads(make):
    def turned(first, *later):
        return (
            DatedNumber(since=date(2000, 1, 1), value=first),
            *(DatedNumber(since=date(year, 1, 1), value=value) for year, value in later),
        )

    book = make.book(
        make.group("all", modifiers=(Gate(node="b", below=0.5, limit=0.4),)),
        make.indicator("a", Target(target=turned(0.2, (2005, 0.5), (2015, 0.9)))),
        make.indicator("b", weight=turned(1, (2010, 3))),
        valid=Period(since=date(2000, 1, 1)),
    )
    asked = [
        (make.row({"a": place / 40, "b": 1 - place / 40}), date(2000 + place % 20, 7, 1))
        for place in range(40)
    ]
    expected = [Scorer(book).card(row, day) for row, day in asked]
    shared = Scorer(book)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda one: shared.card(*one), asked * 5))
        texts = list(threads.map(lambda one: shared.card_json(*one).text, asked * 5))
    assert found == expected * 5
    assert texts == [written(card) for card in found]


def test_problems_with_values_are_the_same_for_a_card_that_is_written_at_once(make):
    scorer, row = Scorer(make.book(make.indicator("a"))), make.row({"a": 2}, place="row 7")
    assert scorer.card_json(row, make.day) == scorer.card(row, make.day)


def test_the_scores_of_a_result_are_known_before_its_nodes_are_made(make):
    book = make.book(
        make.group("all"),
        make.group("none"),
        make.indicator("a"),
        make.indicator("b", parent="none"),
        scale=100,
    )
    card = make.card(book, {"a": Between(0.25, 0.5), "b": NOT_APPLICABLE})
    known = {code: card.ends(code) for code in ("all", "none")}
    assert card.not_made_yet == ("results",)
    assert known == {"all": (25, None, 50), "none": None}
    assert (card["all"].low, card["all"].value, card["all"].high) == known["all"]
    assert {code: card.ends(code) for code in ("all", "none")} == known
    assert card.not_made_yet == ()


def test_a_card_is_the_same_whether_its_reasons_are_made_at_once_or_later(make):
    book = make.book(make.group("all"), make.indicator("a"), make.indicator("b"), scale=100)
    row = make.row({"a": Between(0.25, 0.5), "b": 1})
    at_once, later = (Scorer(book).card(row, date(2009, 6, 11), reasons=r) for r in (True, False))
    assert (at_once.not_made_yet, later.not_made_yet) == ((), ("results",))
    assert at_once.ends("all") == later.ends("all")
    assert at_once == later
