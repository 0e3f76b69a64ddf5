"""Worked cases of field work: what texts say is recorded, and nothing more is concluded."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import egov_readiness as egov
from egov_readiness.analysis import (
    connected_but_not_used,
    follow_up,
    resolve,
    said_of_territories,
    training,
    unit_deliveries,
    units_at,
)
from egov_readiness.kinds import Between
from egov_readiness.observations import State
from egov_readiness.scoring.carry import carry

REMOTE = {"da-huoai", "da-teh", "cat-tien", "dam-rong", "lac-duong"}


@pytest.fixture(scope="module")
def load(project: Path):
    return lambda name: egov.load_survey(project / "examples" / name)


def test_the_starting_text_gives_intervals_an_undated_instruction_and_bounds(load):
    survey = load("lam-dong-2009")
    book = egov.load_rulebook("lam-dong-2009")
    board = egov.score(survey, book, as_of=date(2009, 6, 11))
    districts = [card for card in board if card.level == "district"]
    assert len(districts) == 12
    assert {(c["readiness"].low, c["readiness"].high) for c in districts} == {(0, 100)}
    assert {c["readiness"].coverage for c in districts} == {0}
    assert egov.to_collect(board)
    for item in follow_up(survey, as_of=date(2009, 6, 30)):
        assert (item.standing.value, item.undated) == ("promised", ("guide-units",))
    assert connected_but_not_used(survey, as_of=date(2009, 6, 30)) == ()
    (said,) = said_of_territories(survey, as_of=date(2009, 6, 30))
    assert (said.territory, said.units) == ("lam-dong", 12)
    assert (said.connected_low, said.used_high) == (0.5, 0.5)


def test_code_682_means_two_units_and_districts_end(load):
    survey = load("lam-dong-units")
    for day, unit in ((date(2024, 11, 30), "da-teh"), (date(2024, 12, 1), "da-huoai")):
        found = resolve(survey, on=day, code="682", scheme="vn-gso-district")
        assert found.unit == unit
        assert [note.code for note in found.notes] == ["used-again"]
    levels = [unit.level for unit in units_at(survey, date(2025, 7, 1))]
    assert levels.count("district") == 0


def test_66_computers_check_out_and_what_each_body_got_stays_unknown(load):
    survey = load("field-work/computers-2009")
    (action,) = survey.support
    assert action.cost_approximate
    given = {
        item.unit: (item.low, item.high) for item in unit_deliveries(survey, as_of=date(2009, 7, 1))
    }
    districts = {unit: 2 + 2 * (unit in REMOTE) for unit in given if unit != "lam-dong"}
    assert sum(districts.values()) == 34
    assert given == {unit: (n, n) for unit, n in districts.items()} | {"lam-dong": (32, 32)}
    assert action.deliveries[2].each == Between(1, 4)


def test_nested_cohorts_of_dak_lak_are_never_added(load):
    (found,) = training(
        load("field-work/dak-lak-2009"), as_of=date(2009, 12, 31), counted="attended"
    )
    assert (found.people_low, found.people_high) == (534, 534 + 180)
    assert (found.state, found.low) == (State.UNKNOWN, None)


@pytest.mark.parametrize(
    ("day", "result", "points"),
    [
        (
            date(2025, 12, 31),
            "files",
            {
                "province": Fraction(72, 90),
                "mountain-province": Fraction(72, 90),
                "district": Fraction(72, 80),
                "commune": 1,
            },
        ),
        (
            date(2009, 12, 31),
            "email",
            {"province": Fraction(40, 50), "mountain-province": Fraction(16, 20)},
        ),
        (
            date(2010, 12, 31),
            "email",
            {"province": Fraction(45, 60), "mountain-province": Fraction(27, 30)},
        ),
    ],
)
def test_a_figure_is_held_against_the_target_of_its_level_and_territory(
    load, project, day, result, points
):
    book = egov.load_rulebook(project / "examples" / "field-work" / "targets" / "rules.toml")
    board = egov.score(load("field-work/targets"), book, as_of=day)
    found = {card.unit: card[result].value for card in board if card[result].value is not None}
    assert found == pytest.approx({unit: float(100 * share) for unit, share in points.items()})


def test_lam_dong_of_2025_takes_the_simple_mean_as_the_ministry_does(load, project):
    folder = project / "examples" / "field-work" / "lam-dong-2025"
    survey = load("field-work/lam-dong-2025")
    board = egov.score(survey, egov.load_rulebook(folder / "rules.toml"))

    def after(policy):
        carried = carry(board, survey, on=date(2025, 7, 1), policy=policy)
        cards = {card.unit: card["level"] for card in carried}
        rank = {r.unit: r.rank for r in carried.ranks}.get("lam-dong")
        return cards.get("lam-dong"), rank

    assert {r.unit: r.rank for r in board.ranks}["lam-dong"] == 2
    node, rank = after("simple_mean")
    mean = (Fraction(714, 1000) + Fraction(584, 1000) + Fraction(567, 1000)) / 3
    assert (node.value, rank) == (pytest.approx(float(mean)), 5)
    assert after("minimum")[0].value == 0.567
    weighted, _ = after("weighted")
    assert (weighted.low, weighted.value, weighted.high) == (0.567, None, 0.714)
    assert after("none") == (None, None)
