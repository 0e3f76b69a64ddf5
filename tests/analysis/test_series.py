"""Series over rounds, with breaks."""

from datetime import date

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.analysis import Break, series
from egov_readiness.dates import PartialDate, Period
from egov_readiness.errors import UsageError
from egov_readiness.rules import Applicability, DatedNumber
from egov_readiness.scoring.carry import carry

DAYS = (date(2024, 6, 30), date(2024, 12, 31))
MERGER = date(2024, 9, 1)


@pytest.fixture
def survey(make):
    items = [
        make.evidence(f"{unit}-{concept}", unit, concept, value)
        for unit, value in (("a", 0.8), ("b", 0.4))
        for concept in ("lan", "files")
    ]
    new = make.evidence("n", "b", value=0.5, observed_on="2024-09-01", recorded_on="2024-09-01")
    return make.survey(evidence=(*items, new))


def points(boards, survey=None):
    return {
        (point.unit, point.as_of.month): (point.value, point.change, point.rank, [*point.breaks])
        for point in series(boards, survey)
    }


def test_scores_are_listed_unit_by_unit_in_order_of_time(make, survey):
    boards = [egov.score(survey, make.book(), as_of=day) for day in DAYS]
    assert points(reversed(boards)) == {
        ("a", 6): (80, None, 1, []),
        ("a", 12): (80, 0, 1, []),
        ("b", 6): (40, None, 2, []),
        ("b", 12): (45, pytest.approx(5), 2, []),
    }
    assert [(p.unit, p.as_of.month) for p in series(boards)] == [
        ("a", 6),
        ("a", 12),
        ("b", 6),
        ("b", 12),
    ]


@pytest.mark.parametrize(
    ("fields", "breaks"),
    [
        ({"version": "2"}, ["rules"]),
        ({"decimals": 1}, ["rules"]),
        ({"version": "2", "scale": 1000}, ["rules", "scale"]),
    ],
)
def test_other_rules_break_the_series_and_a_change_of_scale_is_no_movement(
    make, survey, fields, breaks
):
    books = (make.book(), evolve(make.book(), **fields))
    boards = [egov.score(survey, book, as_of=day) for book, day in zip(books, DAYS, strict=True)]
    found = points(boards)["a", 12]
    assert (found[1], found[3]) == (0, breaks)


def test_a_weight_that_is_dated_in_between_breaks_the_series(make, survey):
    dated = tuple(
        DatedNumber(since=date(2024, month, 1), value=value) for month, value in ((1, 1), (9, 3))
    )
    book = evolve(make.book((dated, 1)), valid=Period(date(2024, 1, 1), None))
    boards = [egov.score(survey, book, as_of=day) for day in DAYS]
    assert points(boards)["a", 12][3] == ["rules"]
    before = [egov.score(survey, book, as_of=day) for day in (DAYS[0], date(2024, 8, 31))]
    assert points(before)["a", 8][3] == []


def test_another_population_of_the_same_rules_is_told_apart(make, survey):
    boards = [egov.score(survey, make.book(), as_of=day) for day in DAYS]
    fitted = evolve(boards[1].rulebook, population="sha256:1", digest="sha256:2")
    assert points([boards[0], evolve(boards[1], rulebook=fitted)])["a", 12][3] == ["population"]
    staged = evolve(boards[1], stage="verified")
    assert points([boards[0], staged])["a", 12][3] == ["stage"]


def test_a_merger_breaks_the_series_of_its_units_and_of_no_other(make, survey):
    units = (make.unit("a"), make.unit("b", until=MERGER), make.unit("c"))
    change = make.change("merge", ("a", "a"), ("b", "a"), on=MERGER)
    merged = evolve(survey, units=units, unit_changes=(change,), evidence=survey.evidence[:4])
    boards = [egov.score(merged, make.book(), as_of=day) for day in DAYS]
    found = {key: breaks for key, (*_, breaks) in points(boards, merged).items()}
    assert found == {
        ("a", 6): [],
        ("a", 12): [Break.BOUNDARIES],
        ("b", 6): [],
        ("c", 6): [],
        ("c", 12): [],
    }
    carried = carry(boards[0], merged, on=DAYS[1], policy="simple_mean")
    later = evolve(carried, as_of=DAYS[1])
    assert points([boards[0], later])["a", 12][3] == [Break.BOUNDARIES]


def test_what_was_hidden_or_recorded_later_is_not_told(make, survey):
    hidden = evolve(make.book(), hidden=Applicability(units=("b",)))
    boards = [
        egov.score(survey, book, as_of=day)
        for book, day in zip((hidden, make.book()), DAYS, strict=True)
    ]
    assert points(boards)["b", 12][:2] == (45, None)
    units = (make.unit("a"), make.unit("b", until=MERGER))
    change = evolve(
        make.change("merge", ("a", "a"), ("b", "a"), on=MERGER), recorded_on=PartialDate("2025-03")
    )
    merged = evolve(survey, units=units, unit_changes=(change,), evidence=survey.evidence[:4])
    known = [egov.score(merged, make.book(), as_of=day, known_on=DAYS[1]) for day in DAYS]
    assert points(known, merged)["a", 12][3] == []


def test_a_change_over_which_both_scoreboards_were_carried_is_no_break(make, survey):
    units = (make.unit("a"), make.unit("b", until=MERGER))
    change = make.change("merge", ("a", "a"), ("b", "a"), on=MERGER)
    merged = evolve(survey, units=units, unit_changes=(change,), evidence=survey.evidence[:4])
    board = egov.score(merged, make.book(), as_of=DAYS[0])
    carried = carry(board, merged, on=DAYS[1], policy="simple_mean")
    later = egov.score(merged, make.book(), as_of=DAYS[1])
    assert points([carried, later], merged)["a", 12][3] == []


def test_hidden_units_are_left_out(make, survey):
    book = evolve(make.book(), hidden=Applicability(units=("b",)))
    assert {p.unit for p in series([egov.score(survey, book, as_of=DAYS[0])])} == {"a"}


def test_scoreboards_of_one_date_each_are_asked_for(make, survey):
    board = egov.score(survey, make.book(), as_of=DAYS[0])
    with pytest.raises(UsageError, match="same-date"):
        series([board, board])
    with pytest.raises(UsageError, match="no-date"):
        series([evolve(board, as_of=None)])
