"""The way from a source to a scoreboard."""

from datetime import date

import pytest

from egov_readiness import score
from egov_readiness.dates import PartialDate, Period
from egov_readiness.errors import Because, RulebookError, SurveyError
from egov_readiness.kinds import Origin, Text
from egov_readiness.measures import Measure
from egov_readiness.model import AdministrativeUnit, Evidence, Survey, UnitVersion
from egov_readiness.observations import State, known
from egov_readiness.rules import Applicability, DatedNumber
from egov_readiness.scoring import Scorer


@pytest.fixture
def book(make):
    return make.book(make.indicator("a"), make.indicator("b"), scale=100, decimals=1)


# ── tables ────────────────────────────────────────────────────────────────────────────────────


def test_a_table_becomes_a_board_with_a_card_for_each_row(make, book):
    board = make.board(book, {"u": {"a": 0.5, "b": 0.25}, "v": {"a": 1, "b": None}})
    assert [card.unit for card in board] == ["u", "v"]
    assert (board["u"]["all"].value, str(board["u"]["all"].published)) == (37.5, "37.5")
    assert make.ends(board["v"]["all"]) == (50, None, 100)
    assert [rank.unit for rank in board.ranks] == ["u", "v"]


def test_a_board_says_what_is_needed_to_compute_it_again(make, book):
    table = make.table(make.row({"a": 0.5, "b": 0.25}))
    board = score(table, book, as_of=make.day, known_on=date(2024, 12, 31))
    assert board.format == 1
    assert board.rulebook == Scorer(book).reference
    assert (board.as_of, board.known_on) == (make.day, date(2024, 12, 31))
    assert (board.admitted, board.scale, board.rules) == ("sha256:0", 100.0, book)
    assert isinstance(board.scale, float)


def test_a_scorer_takes_the_place_of_its_rulebook(make, book):
    table = make.table(make.row({"a": 0.5, "b": 0.25}))
    scorer = Scorer(book)
    assert score(table, scorer, as_of=make.day) == score(table, book, as_of=make.day)


def test_every_value_that_cannot_be_taken_is_listed_and_nothing_is_scored(make, book):
    rows = [
        make.row({"a": 1.5, "b": 0.5}, "u", place="row 2"),
        make.row({"a": 0.5, "b": 0.5}, "v", place="row 3"),
        make.row({"a": "x", "b": -1}, "w", place="row 4"),
    ]
    with pytest.raises(SurveyError) as caught:
        score(make.table(*rows, source="index.csv"), book, as_of=make.day)
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [
        ("index.csv:row 2:a", "outside-range"),
        ("index.csv:row 4:a", "not-a-number"),
        ("index.csv:row 4:b", "outside-range"),
    ]


def test_wrong_periods_and_wrong_values_are_listed_together(make, book):
    rows = [
        make.row({"a": 0.5, "b": 0.5}, "u", place="row 2", period="soon"),
        make.row({"a": 1.5, "b": 0.5}, "v", place="row 3", period="2022"),
    ]
    with pytest.raises(SurveyError) as caught:
        score(make.table(*rows, source="index.csv"), book)
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [
        ("index.csv:row 2:period", "not-a-date"),
        ("index.csv:row 3:a", "outside-range"),
    ]


def test_a_unit_that_stands_twice_in_a_table_is_refused_unless_in_another_period(make, book):
    rows = [make.row({"a": 0.5, "b": 0.5}, "u", period=year) for year in ("2021", "2022", "2022")]
    with pytest.raises(SurveyError) as caught:
        score(make.table(*rows, source="index.csv"), book)
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [
        ("index.csv:u", "duplicate-unit")
    ]


def test_a_table_without_rows_is_an_empty_board(make, book):
    board = make.board(book, {})
    assert (len(board), board.ranks) == (0, ())


def test_progress_is_told_after_every_unit(make, book):
    told = []
    make.board(
        book,
        {unit: {"a": 0.5, "b": 0.5} for unit in "uvw"},
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_progress_reaches_its_end_though_a_unit_cannot_be_scored(make, book):
    told = []
    rows = [
        make.row({"a": 0.5, "b": 0.5}, "u", period="2022"),
        make.row({"a": 0.5, "b": 0.5}, "v", period="soon"),
    ]
    with pytest.raises(SurveyError):
        score(make.table(*rows), book, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_rows_of_several_periods_are_scored_by_the_rules_of_their_day(make):
    weight = (
        DatedNumber(since=date(2010, 1, 1), value=1),
        DatedNumber(since=date(2022, 1, 1), value=3),
    )
    book = make.book(
        make.indicator("a"),
        make.indicator("b", weight=weight),
        valid=Period(since=date(2010, 1, 1)),
    )
    observed = {"a": 1, "b": 0}
    rows = [make.row(observed, "u", period=year) for year in ("2020", "2022")]
    board = score(make.table(*rows), book)
    assert [card["all"].value for card in board] == [0.5, 0.25]


def test_a_day_on_which_the_rulebook_is_not_valid_is_refused(make):
    book = make.book(make.indicator("a"), valid=Period(since=date(2010, 1, 1)))
    with pytest.raises(RulebookError, match="book 1 is not valid on 2009-12-31"):
        score(make.table(make.row({"a": 1}, period="2009")), book)


def test_a_rulebook_with_problems_is_refused_before_anything_is_read(make):
    with pytest.raises(RulebookError, match="no-children"):
        score(make.table(), make.book(), as_of=make.day)


# ── surveys ───────────────────────────────────────────────────────────────────────────────────

SEEN = {"observed_on": PartialDate("2009-06-11"), "recorded_on": PartialDate("2009-06-30")}


def unit(identity, level="district", kind="huyện"):
    seen = {"observed_on": PartialDate("2008"), "recorded_on": PartialDate("2008")}
    name = Text({"vi": identity})
    version = UnitVersion(level=level, kind=kind, name=name, **seen)
    return AdministrativeUnit(id=identity, versions=(version,))


def evidence(name, about, concept, value, **fields):
    plain = {"id": name, "unit": about, "concept": concept, "value": value}
    return Evidence(**plain | {"origin": Origin.DOCUMENT} | SEEN | fields)


def survey(*records):
    return Survey(
        id="round-1",
        title=Text({"en": "Round one"}),
        period=PartialDate("2009"),
        units=(unit("di-linh"), unit("lam-dong", "province", "tỉnh")),
        evidence=records,
    )


def test_a_survey_is_measured_and_scored_by_the_same_rules(make, book):
    board = score(
        survey(evidence("e1", "di-linh", "a", 0.5), evidence("e2", "di-linh", "b", 0.75)), book
    )
    assert [card.unit for card in board] == ["di-linh", "lam-dong"]
    assert board["di-linh"]["all"].value == 62.5
    assert board["lam-dong"]["all"].state is State.UNKNOWN
    card = board["di-linh"]
    assert (card.as_of, card.level, card.kind) == (date(2009, 12, 31), "district", "huyện")
    table = make.board(book, {"di-linh": {"a": 0.5, "b": 0.75}})
    assert table["di-linh"]["all"].value == 62.5


def test_what_was_observed_after_the_day_does_not_count(book):
    found = survey(evidence("e1", "di-linh", "a", 0.5))
    before = score(found, book, as_of=date(2009, 6, 10))["di-linh"]["a"]
    on_the_day = score(found, book, as_of=date(2009, 6, 11))["di-linh"]["a"]
    assert (before.state, on_the_day.value) == (State.UNKNOWN, 50)


def test_what_was_recorded_after_the_cut_off_of_knowledge_does_not_count(book):
    found = survey(evidence("e1", "di-linh", "a", 0.5))
    day = date(2009, 12, 31)
    before = score(found, book, as_of=day, known_on=date(2009, 6, 29))["di-linh"]["a"]
    on_the_day = score(found, book, as_of=day, known_on=date(2009, 6, 30))["di-linh"]["a"]
    assert (before.state, on_the_day.value) == (State.UNKNOWN, 50)


def test_later_evidence_leaves_an_earlier_board_as_it_was(book):
    first = survey(evidence("e1", "di-linh", "a", 0.5))
    late = evidence("e2", "di-linh", "a", 0.9, recorded_on=PartialDate("2010-01"))
    second = survey(*first.evidence, late)
    clocks = {"as_of": date(2009, 12, 31), "known_on": date(2009, 12, 31)}
    assert score(first, book, **clocks) == score(second, book, **clocks)
    assert score(first, book) != score(second, book)


def test_an_indicator_that_does_not_apply_to_a_level_is_not_asked_there(make):
    districts = Applicability(levels=("district",))
    book = make.book(make.indicator("a"), make.indicator("b", applies_to=districts))
    board = score(
        survey(evidence("e1", "di-linh", "a", 1), evidence("e2", "lam-dong", "a", 1)), book
    )
    assert make.ends(board["lam-dong"]["all"]) == (1, 1, 1)
    assert make.ends(board["di-linh"]["all"]) == (0.5, None, 1)


def test_a_host_brings_measures_of_its_own(make):
    own = Measure(
        name="portal.uptime",
        title=Text({"en": "Uptime"}),
        function=lambda _view, _arguments: known(0.75),
    )
    book = make.book(make.indicator("a", measure={"name": "portal.uptime"}))
    board = score(survey(), book, measures={"portal.uptime": own})
    assert board["di-linh"]["a"].value == 0.75
    with pytest.raises(RulebookError, match=r"portal\.uptime"):
        score(survey(), book)


def test_the_problem_with_a_value_of_a_survey_names_the_unit_and_the_indicator(book):
    with pytest.raises(SurveyError) as caught:
        score(survey(evidence("e1", "di-linh", "a", 1.5)), book)
    assert [problem.path for problem in caught.value.problems] == ["round-1:di-linh:a"]


def test_the_reasons_of_a_score_lead_to_its_records(make, book):
    board = score(survey(evidence("e1", "di-linh", "a", 0.5)), book)
    assert make.reasons(board["di-linh"]["a"], Because.RECORD) != []
    assert make.reasons(board["di-linh"]["b"], Because.NO_RECORD) != []
