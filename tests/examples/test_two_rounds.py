"""The invented province over two rounds: a report, a visit, an appeal, a correction, a merger.

The figures were worked out with exact fractions and owe nothing to the library.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import egov_readiness as egov
from egov_readiness.analysis import (
    Break,
    FollowUpStanding,
    ScoringBasis,
    Timeliness,
    Verdict,
    assessments,
    change_parts,
    effects,
    follow_up,
    gaps,
    plan_inspection,
    series,
    verify,
)
from egov_readiness.errors import Because
from egov_readiness.scoring.carry import carry

FIRST, PUBLISHED, CORRECTED = date(2010, 12, 31), date(2011, 2, 10), date(2011, 3, 10)
SECOND = date(2011, 12, 31)

# Points of 100: the network 40 (30 from 2011), training 30, online services 30 (40 from 2011).
PUBLISHED_POINTS = {
    "hoa-dao": 40 * Fraction(18, 20) + 30 * Fraction(60, 80) + 30 * Fraction(8, 10),
    "hoa-sen": 40 * Fraction(12, 20) + 30 * Fraction(27, 60) + 0,  # no document proves the services
    "hoa-hue": 40 * Fraction(5, 20)
    + 30 * Fraction(27, 60)
    + 30 * Fraction(6, 10),  # the visit, not the report
    "hoa-cuc": 40 * Fraction(4, 20),  # the visit is all there is
}
APPEALED = 40 * Fraction(12, 20) + 30 * Fraction(27, 60) + 30 * Fraction(6, 10)
SECOND_POINTS = {
    "hoa-dao": 30 * Fraction(18, 20)
    + 30 * Fraction(64, 80)
    + 0,  # the services of 2010 are too old
    "hoa-sen": 30 * Fraction(24, 40) + 30 * Fraction(44, 110) + 40 * Fraction(8, 10),
    "hoa-hue": 30 * Fraction(16, 20) + 30 * Fraction(36, 60) + 40 * Fraction(7, 10),
}


@pytest.fixture(scope="module")
def survey(project: Path):
    return egov.load_survey(project / "examples" / "two-rounds")


@pytest.fixture(scope="module")
def book(project: Path):
    return egov.load_rulebook(project / "examples" / "two-rounds" / "rules.toml")


@pytest.fixture(scope="module")
def score(survey, book):
    return lambda as_of, known_on=None, **options: egov.score(
        survey, book, as_of=as_of, known_on=known_on, **options
    )


def points(board):
    return {card.unit: card["total"].value for card in board if card["total"].value is not None}


def test_the_points_are_those_worked_out_by_hand(score):
    assert points(score(FIRST, PUBLISHED)) == pytest.approx(
        {unit: float(value) for unit, value in PUBLISHED_POINTS.items()}
    )
    corrected = points(score(FIRST, CORRECTED))
    assert corrected["hoa-hue"] == pytest.approx(float(APPEALED))
    assert points(score(SECOND)) == pytest.approx(
        {unit: float(value) for unit, value in SECOND_POINTS.items()}
    )
    assert score(SECOND)["hoa-hue"]["total"].band == "good"  # exactly at the edge


def test_a_report_without_proof_gives_no_points_and_says_what_it_lacks(score):
    node = score(FIRST, PUBLISHED)["hoa-sen"]["services_online"]
    (unproven,) = [r for r in node.because if r.code is Because.UNPROVEN]
    assert unproven.facts["lacks"] == "number, title, date, extract"
    assert (node.low, node.value, node.high) == (0, 0, 100)


def test_the_visit_stands_before_the_report_and_the_gap_is_listed(survey, book, score):
    listed = gaps(survey, book, as_of=FIRST, known_on=PUBLISHED)
    (gap,) = [g for g in listed if (g.unit, g.indicator) == ("hoa-hue", "lan_in_use")]
    assert (gap.claimed, gap.verified, gap.at_risk) == (75, 25, 20)
    said = points(score(FIRST, PUBLISHED, stage="self_scored"))
    assert said["hoa-hue"] - points(score(FIRST, PUBLISHED))["hoa-hue"] == pytest.approx(20)


def test_the_first_scoreboard_still_comes_out_byte_for_byte(survey, book, score):
    first = egov.to_json(score(FIRST, PUBLISHED))
    before_the_appeal = egov.Survey(
        id=survey.id,
        title=survey.title,
        note=survey.note,
        units=survey.units,
        documents=survey.documents,
        evidence=tuple(e for e in survey.evidence if e.recorded_on.last_day <= PUBLISHED),
    )
    again = egov.score(before_the_appeal, book, as_of=FIRST, known_on=PUBLISHED)
    assert again.cards == score(FIRST, PUBLISHED).cards
    kept = egov.from_json(egov.Scoreboard, first)
    assert verify(kept, survey, book) == ()
    assert egov.to_json(score(FIRST, CORRECTED)) != first


def test_the_rounds_are_held_against_their_clocks(survey):
    on = {(item.round, item.unit): item for item in assessments(survey, as_of=date(2011, 3, 5))}
    assert {item.submit_by for item in on.values()} == {date(2010, 10, 22)}
    assert [on["2010", unit].submission for unit in PUBLISHED_POINTS] == [
        Timeliness.ON_TIME,
        Timeliness.ON_TIME,
        Timeliness.LATE,
        Timeliness.NEVER,
    ]
    hue = on["2010", "hoa-hue"]
    assert (hue.days_late, hue.verification) == (5, Timeliness.ON_TIME)
    assert (hue.stage.value, hue.open_appeals) == ("appealed", ("hue-2010-appeal",))
    later = {
        (item.round, item.unit): item for item in assessments(survey, as_of=date(2011, 3, 10))
    }["2010", "hoa-hue"]
    assert (later.stage.value, later.open_appeals) == ("corrected", ())
    assert later.published_on == date(2011, 2, 15)


def test_only_the_units_that_are_there_are_asked_in_the_second_round(survey):
    second = [i.unit for i in assessments(survey, as_of=SECOND) if i.round == "2011"]
    assert second == ["hoa-dao", "hoa-sen", "hoa-hue"]


def test_what_became_of_the_findings(survey):
    found = {item.finding: item for item in follow_up(survey, as_of=SECOND)}
    assert found["hue-network"].standing is FollowUpStanding.DONE
    assert found["hue-network"].support == ("hue-course",)
    assert found["cuc-no-report"].undated == ("name-a-person",)
    early = {item.finding: item for item in follow_up(survey, as_of=date(2011, 1, 31))}
    assert early["hue-network"].unanswered == ("hue-asks",)


def test_the_help_moved_the_network_as_expected_and_training_less(survey, score):
    seen = {
        item.indicator: item for item in effects(survey, score(FIRST, CORRECTED), score(SECOND))
    }
    assert seen["lan_in_use"].seen_low == pytest.approx(float(Fraction(16, 20) - Fraction(12, 20)))
    assert seen["lan_in_use"].verdict is Verdict.AS_EXPECTED
    assert seen["staff_trained"].seen_low == pytest.approx(
        float(Fraction(36, 60) - Fraction(27, 60))
    )
    assert seen["staff_trained"].verdict is Verdict.LESS


def test_each_change_is_told_in_parts_that_add_up(survey, book):
    then, now = (
        ScoringBasis(survey=survey, rulebook=book, as_of=day, known_on=known)
        for day, known in ((FIRST, PUBLISHED), (SECOND, SECOND))
    )
    parts = {}
    for part in change_parts(then, now):
        parts.setdefault(part.unit, {})["+".join(part.causes)] = part.points
    mean = (PUBLISHED_POINTS["hoa-sen"] + PUBLISHED_POINTS["hoa-cuc"]) / 2
    by_old_weights = {
        "hoa-sen": 40 * Fraction(24, 40) + 30 * Fraction(44, 110) + 30 * Fraction(8, 10),
        "hoa-hue": 40 * Fraction(16, 20) + 30 * Fraction(36, 60) + 30 * Fraction(7, 10),
    }
    expected = {
        "hoa-dao": {
            "facts": 30 * (Fraction(64, 80) - Fraction(60, 80)),
            "lapsed": -30 * Fraction(8, 10),
            "rules": -10 * Fraction(18, 20),
        },
        "hoa-hue": {
            "corrected": APPEALED - PUBLISHED_POINTS["hoa-hue"],
            "facts": by_old_weights["hoa-hue"] - APPEALED,
            "rules": SECOND_POINTS["hoa-hue"] - by_old_weights["hoa-hue"],
        },
        "hoa-sen": {
            "boundaries": mean - PUBLISHED_POINTS["hoa-sen"],
            "facts": by_old_weights["hoa-sen"] - mean,
            "rules": SECOND_POINTS["hoa-sen"] - by_old_weights["hoa-sen"],
        },
    }
    for unit, causes in expected.items():
        assert parts[unit] == pytest.approx({cause: float(x) for cause, x in causes.items()})
        change = SECOND_POINTS[unit] - PUBLISHED_POINTS[unit]
        assert sum(parts[unit].values()) == pytest.approx(float(change), abs=1e-9)


def test_the_series_breaks_where_rules_and_boundaries_changed(survey, score):
    listed = series([score(FIRST, PUBLISHED), score(SECOND)], survey)
    breaks = {point.unit: point.breaks for point in listed if point.as_of == SECOND}
    assert breaks == {
        "hoa-dao": (Break.RULES,),
        "hoa-sen": (Break.RULES, Break.BOUNDARIES),
        "hoa-hue": (Break.RULES,),
    }


def test_what_other_policies_would_have_carried_over_the_merger(survey, score):
    board = score(FIRST, PUBLISHED)
    values = {}
    for policy in ("simple_mean", "minimum", "weighted", "none"):
        carried = carry(board, survey, on=SECOND, policy=policy, known_on=SECOND)
        node = {card.unit: card["total"] for card in carried}.get("hoa-sen")
        values[policy] = None if node is None else (node.low, node.value)
    first, second = PUBLISHED_POINTS["hoa-sen"], PUBLISHED_POINTS["hoa-cuc"]
    assert values["simple_mean"][1] == pytest.approx(float((first + second) / 2))
    assert values["minimum"][1] == pytest.approx(float(second))
    assert values["weighted"] == (pytest.approx(float(second)), None)
    assert values["none"] is None


def test_the_next_inspection_goes_where_evidence_is_in_doubt(survey, book):
    plan = plan_inspection(
        survey, book, teams=("team-1",), visits=2, as_of=date(2011, 10, 31), level="district"
    )
    assert [(visit.team, visit.unit) for visit in plan] == [
        ("team-1", "hoa-sen"),
        ("team-1", "hoa-hue"),
        (None, "hoa-dao"),
    ]
