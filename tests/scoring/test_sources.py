"""Where observations come from, and on which day they are scored (design S8, §7)."""

from datetime import date

import pytest

from egov_readiness import score
from egov_readiness.dates import PartialDate
from egov_readiness.errors import SurveyError, UsageError
from egov_readiness.kinds import (
    Origin,
    Text,
)
from egov_readiness.model import Survey
from egov_readiness.rules import Deduct, MemberScore, RollUp, Stage
from egov_readiness.scoring.sources import check_columns, stage_of


@pytest.fixture
def book(make):
    return make.book(make.indicator("osi"), make.indicator("tii"), id="index")


def survey(period=None):
    return Survey(
        id="s",
        title=Text({"en": "A survey"}),
        period=None if period is None else PartialDate(period),
    )


# ── the day ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2009", date(2009, 12, 31)),
        ("2008-02", date(2008, 2, 29)),
        ("2009-06-11", date(2009, 6, 11)),
        ("2009-06-10/2009-06-11", date(2009, 6, 11)),
    ],
)
def test_a_survey_is_scored_on_the_last_day_of_its_period(book, period, day):
    assert score(survey(period), book).as_of == day


def test_the_day_that_is_asked_for_goes_before_the_period(book):
    assert score(survey("2009"), book, as_of=date(2008, 1, 1)).as_of == date(2008, 1, 1)


def test_a_survey_without_a_period_needs_a_day(book):
    with pytest.raises(UsageError) as caught:
        score(survey(), book)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("no-date", "survey.toml:period")
    assert problem.message == "neither a date to score nor a period is given"
    assert problem.hint == "give as_of (--as-of on the command line)"
    assert score(survey(), book, as_of=date(2009, 6, 11)).as_of == date(2009, 6, 11)


def test_each_row_of_a_table_is_scored_on_the_last_day_of_its_period(make, book):
    observed = {"osi": 0.5, "tii": 0.5}
    rows = [make.row(observed, "u", period="2020"), make.row(observed, "u", period="2022-06")]
    board = score(make.table(*rows), book)
    assert board.as_of is None
    assert [card.as_of for card in board] == [date(2020, 12, 31), date(2022, 6, 30)]


def test_the_day_that_is_asked_for_goes_before_the_periods_of_rows(make, book):
    row = make.row({"osi": 0.5, "tii": 0.5}, period="2020")
    board = score(make.table(row), book, as_of=date(2021, 1, 1))
    assert [board.as_of, board.cards[0].as_of] == [date(2021, 1, 1)] * 2
    assert board.cards[0].period == "2020"


@pytest.mark.parametrize(("source", "path"), [("", "table"), ("index.csv", "index.csv")])
def test_a_table_without_periods_needs_a_day_and_says_so_once(make, book, source, path):
    rows = [make.row({"osi": 0.5, "tii": 0.5}, unit) for unit in "uvw"]
    with pytest.raises(UsageError) as caught:
        score(make.table(*rows, source=source), book)
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [
        ("no-date", path)
    ]


def test_a_row_without_period_among_others_is_named(make, book):
    observed = {"osi": 0.5, "tii": 0.5}
    rows = [
        make.row(observed, "u", period="2020", place="row 2"),
        make.row(observed, "v", place="row 3"),
        make.row(observed, "w"),
    ]
    with pytest.raises(SurveyError) as caught:
        score(make.table(*rows, source="index.csv"), book)
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [
        ("no-date", "index.csv:row 3"),
        ("no-date", "index.csv:w"),
    ]


def test_a_period_that_is_no_date_is_named_with_its_row(make, book):
    observed = {"osi": 0.5, "tii": 0.5}
    rows = [
        make.row(observed, "u", period="2020", place="row 2"),
        make.row(observed, "u", period="năm 2022", place="row 3"),
    ]
    with pytest.raises(SurveyError) as caught:
        score(make.table(*rows, source="index.csv"), book)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("not-a-date", "index.csv:row 3:period")


def test_a_period_that_is_no_date_matters_only_where_it_gives_the_day(make, book):
    row = make.row({"osi": 0.5, "tii": 0.5}, period="round 3")
    assert score(make.table(row), book, as_of=make.day).cards[0].period == "round 3"


# ── the columns ───────────────────────────────────────────────────────────────────────────────


def test_every_missing_column_is_named_with_the_column_it_is_likely_to_be(make, book):
    table = make.table(make.row({}), columns=("OSI", "gdp"), source="index.csv")
    with pytest.raises(SurveyError) as caught:
        score(table, book, as_of=make.day)
    near, absent = caught.value.problems
    assert (near.code, near.path) == ("missing-column", "index.csv")
    assert near.message == "there is no column for the indicator 'osi'"
    assert near.hint == "is it the column 'OSI'?"
    assert absent.message == "there is no column for the indicator 'tii'"
    assert absent.hint == "add it; leave cells empty where tii is unknown"


def test_a_column_of_another_indicator_is_no_typo(make):
    book = make.book(make.indicator("osi_1"), make.indicator("osi_2"))
    table = make.table(make.row({"osi_1": 0.5}))
    with pytest.raises(SurveyError) as caught:
        score(table, book, as_of=make.day)
    (problem,) = caught.value.problems
    assert problem.path == "table"
    assert problem.hint.startswith("add it")


def test_columns_that_are_no_indicators_are_noted_and_left_alone(make, book):
    row = make.row({"osi": 0.5, "tii": 0.7, "gdp": 9, "note": "x"})
    board = score(make.table(row, source="index.csv"), book, as_of=make.day)
    assert [(note.code, note.path, note.message) for note in board.notes] == [
        (
            "not-an-indicator",
            "index.csv",
            f"the column {column!r} is no indicator of index and is left alone",
        )
        for column in ("gdp", "note")
    ]
    assert board.cards[0]["all"].value == pytest.approx(0.6)


def test_a_table_of_exactly_the_indicators_has_no_notes(make, book):
    row = make.row({"tii": 0.5, "osi": 0.5})
    assert score(make.table(row), book, as_of=make.day).notes == ()


def test_an_indicator_that_is_not_scored_may_lack_its_column(make):
    book = make.book(
        make.group("all"),
        make.group("aside", parent="all", weight=0),
        make.indicator("a"),
        make.indicator("b", weight=0),
        make.indicator("c", parent="aside"),
    )
    problems, notes = check_columns(make.table(make.row({"a": 1})), book)
    assert problems == ()
    assert [(note.code, note.path) for note in notes] == [("missing-column", "table")] * 2


def test_an_indicator_that_something_looks_at_needs_its_column(make):
    book = make.book(
        make.group("all", modifiers=(Deduct(node="late", at_most=0.1),)),
        make.group("watched", parent="all", weight=0),
        make.indicator("a"),
        make.indicator("late", weight=0),
        make.indicator("people", weight=0),
        make.indicator("other", weight=0),
        make.indicator("inside", parent="watched"),
        make.indicator("below", members=MemberScore(node="watched", weighted_by="people")),
        roll_up=RollUp(weighted_by="other"),
    )
    problems, notes = check_columns(make.table(make.row({"a": 1})), book)
    missing = [problem.message.split("'")[1] for problem in problems]
    assert missing == ["late", "people", "other", "inside"]
    assert notes == ()


def test_a_stage_has_to_be_declared(make):
    stage = Stage(code="verified", title=make.text("Verified"), origins=(Origin.INSPECTED,))
    book = make.book(make.indicator("a"), stages=(stage,))
    assert stage_of(book, None) is None
    assert stage_of(book, "verified") is stage
    with pytest.raises(UsageError, match="did you mean 'verified'"):
        stage_of(book, "verifed")
    with pytest.raises(UsageError, match="it has none"):
        stage_of(make.book(make.indicator("a")), "verified")
    with pytest.raises(UsageError, match="one of verified"):
        stage_of(book, "x")


def test_a_table_has_no_stages(make):
    stage = Stage(code="verified", title=make.text("Verified"), origins=(Origin.INSPECTED,))
    book = make.book(make.indicator("a"), stages=(stage,))
    with pytest.raises(UsageError) as error:
        score(make.table(make.row({"a": 1})), book, as_of=make.day, stage="verified")
    assert [(p.code, p.path) for p in error.value.problems] == [("no-origins", "stage")]
