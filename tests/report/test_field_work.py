"""Gaps, what expires, what is open, and milestones as tables to read."""

from datetime import date
from pathlib import Path

import pytest

import egov_readiness as egov
from egov_readiness.analysis import (
    UnitEvent,
    expiring,
    gaps,
    milestones,
    unit_history,
    units_at,
)
from egov_readiness.model import UnitChangeKind
from egov_readiness.report.field_work import (
    expiring_table,
    gap_table,
    history_table,
    milestone_table,
    open_table,
    unit_table,
)

DAY = date(2009, 12, 31)


@pytest.fixture(scope="module")
def survey(project: Path):
    return egov.load_survey(project / "examples" / "tutorial-province")


@pytest.fixture(scope="module")
def book():
    return egov.load_rulebook("lam-dong-2009")


def test_a_gap_shows_both_values_and_the_records_behind_them(survey, book):
    table = gap_table(gaps(survey, book, as_of=DAY), book)
    assert table.rows[0] == (
        "hoa-hue",
        "LAN in use (lan_in_use)",
        "77.8",
        "16.7",
        "12.2",
        "hue-lan-reported / hue-lan",
    )
    assert all(len(row) == len(table.headings) for row in table.rows)


def test_a_claim_that_nobody_verified_shows_what_it_could_be(project: Path):
    folder = project / "examples" / "cookbook"
    book = egov.load_rulebook(folder / "r16-stages.toml")
    table = gap_table(gaps(egov.load_survey(folder / "r16-stages"), book), book)
    assert table.rows[0][2:] == ("80.0", "0.0–100.0", "40", "self-lan / –")


def test_what_expires_shows_what_it_is_today_and_then(survey, book):
    by = date(2011, 1, 30)
    table = expiring_table(expiring(survey, book, as_of=DAY, by=by), book, by)
    assert table.rows[0] == ("hoa-dao", "LAN in use (lan_in_use)", "dao-lan", "100.0", "open", "20")


def test_what_is_open_shows_the_points_at_stake(survey, book):
    items = egov.to_collect(egov.score(survey, book, as_of=DAY))
    table = open_table(items, book)
    assert len(table.rows) == len(items)
    points = [float(row[0]) for row in table.rows]
    assert points == sorted(points, reverse=True)


def test_units_show_who_is_easily_mistaken_for_them(project: Path):
    survey = egov.load_survey(project / "examples" / "lam-dong-units")
    on = date(2024, 12, 1)
    rows = {row[0]: row[1:] for row in unit_table(units_at(survey, on), on).rows}
    assert rows["da-huoai"] == ("huyện Đạ Huoai", "682", "2024-12-01", "2025-07-01", "da-teh")


def test_milestones_show_a_postponement_and_are_counted_by_standing(survey):
    table = milestone_table(milestones(survey, as_of=DAY), DAY)
    postponed = next(row for row in table.rows if row[0] == "hoa-dao" and row[4] == "71")
    assert postponed[2:4] == ("done late", "2009-11-30 (first 2009-08-31)")
    assert "overdue: 3" in table.note


def test_what_became_of_units_is_shown_in_order_of_time(project: Path):
    survey = egov.load_survey(project / "examples" / "lam-dong-units")
    rows = history_table(unit_history(survey, "bao-loc")).rows
    assert rows[0] == ("2010-04-08", "reclassified", "bao-loc", "bao-loc", "", "19/NQ-CP")
    assert rows[1] == ("2025-07-01", "ended", "bao-loc", "–", "", "")


def test_a_share_is_shown_as_a_percentage():
    event = UnitEvent(
        effective_on=DAY,
        change="m",
        kind=UnitChangeKind.MERGE,
        before="a",
        after="b",
        share=0.25,
        share_of="area",
        document=None,
    )
    assert history_table([event]).rows[0][4] == "25%"
