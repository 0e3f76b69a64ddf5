"""Rounds, visits, findings and help as tables to read."""

from datetime import date

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.analysis import (
    AssessmentStanding,
    Effect,
    FollowUp,
    FollowUpStanding,
    PlannedVisit,
    Timeliness,
    TrainingStanding,
    UnitDelivery,
    Unused,
    UnusedWithin,
    Verdict,
)
from egov_readiness.dates import PartialDate
from egov_readiness.kinds import Text
from egov_readiness.model import AssessmentStage, InfrastructureKind
from egov_readiness.observations import State
from egov_readiness.report.follow_up import (
    assessment_table,
    delivery_table,
    effect_table,
    follow_up_table,
    network_table,
    plan_table,
    territory_table,
    training_table,
)

DAY = date(2018, 12, 31)


def standing(unit, submission, **fields):
    plain = {
        "stage": None,
        "submit_by": date(2018, 10, 22),
        "submitted_on": None,
        "days_late": 70,
        "verify_by": None,
        "verified_on": None,
        "verification": None,
        "published_on": None,
    }
    return AssessmentStanding(
        round="2018",
        unit=unit,
        sent_on=PartialDate("2018-10-01"),
        submission=submission,
        **plain | fields,
    )


def test_assessments_show_what_is_late_and_count_it():
    table = assessment_table(
        [
            standing("a", Timeliness.OVERDUE),
            standing(
                "b",
                Timeliness.ON_TIME,
                stage=AssessmentStage.APPEALED,
                days_late=0,
                verify_by=date(2019, 2, 19),
                verification=Timeliness.LATE,
                open_appeals=("appeal",),
            ),
            standing("c", Timeliness.UNDATED, submit_by=None, days_late=None),
        ],
        DAY,
    )
    assert table.rows == (
        ("2018", "a", "–", "overdue by 70 days (due 2018-10-22)", "–", "–"),
        ("2018", "b", "appealed", "on time (due 2018-10-22)", "late (due 2019-02-19)", "appeal"),
        ("2018", "c", "–", "without a deadline", "–", "–"),
    )
    assert table.note == "Submissions on time: 1, overdue: 1, without a deadline: 1."


def test_follow_up_names_a_few_records_with_what_is_wrong_and_counts_many():
    item = FollowUp(
        finding="f",
        unit="lam-dong",
        statement=Text({"en": "x"}),
        standing=FollowUpStanding.PROMISED,
        instructions=("i", "j"),
        undated=("i",),
        overdue=("j",),
        requests=("q",),
        unanswered=(),
        support=("a", "b", "c", "d"),
        support_undated=("a", "b"),
    )
    (row,) = follow_up_table([item], DAY).rows
    assert row == ("f", "lam-dong", "promised", "i (undated), j (overdue)", "q", "4 (2 undated)")
    none = FollowUp(finding="f", unit="u", statement=item.statement, standing=item.standing)
    assert follow_up_table([none], DAY).rows[0][3:] == ("–", "–", "–")


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (2, 2, "2"),
        (0, 9, "0–9"),
        (14, None, "14 or more"),
        (0, 1234567, "0–1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"),
    ],
)
def test_deliveries_show_bounds(low, high, shown):
    computers = Text({"en": "computers"})
    item = UnitDelivery(action="x", item=computers, unit="u", low=low, high=high)
    assert delivery_table([item], DAY).rows == (("x", "computers", "u", shown),)


def test_a_plan_shows_why_a_unit_is_visited_and_who_is_left_out():
    facts = {"parent": None, "stale": 1, "gap": 12.25, "open": None, "last_visit": None}
    visits = [
        PlannedVisit(team="team-1", stop=1, unit="a", **facts),
        PlannedVisit(team=None, stop=None, unit="b", **facts | {"last_visit": DAY}),
    ]
    assert plan_table(visits, egov.load_rulebook("lam-dong-2009")).rows == (
        ("team-1", "1", "a", "", "1", "12.3", "no limit", "–"),
        ("left out", "", "b", "", "1", "12.3", "no limit", "2018-12-31"),
    )


def test_shares_show_bounds_and_what_is_not_certain():
    shares = {"reach_low": 0.9999, "reach_high": 0.9999}
    shares |= {"utilisation_low": 0, "utilisation_high": 0.4999}
    unused = Unused(unit="u", kind=InfrastructureKind.LAN, certain=False, **shares)
    kind = "local area network (LAN)"
    assert network_table([unused], DAY).rows == (("u", kind, "99.99%", "0%–49.99%", "possibly"),)
    said = UnusedWithin(
        territory="lam-dong",
        level="district",
        units=12,
        connected_low=0.5,
        connected_high=1,
        used_low=0,
        used_high=0.25,
        unused_low=3,
        unused_high=12,
    )
    assert territory_table([said], DAY).rows == (
        ("lam-dong", "district", "12", "50%–100%", "0%–25%", "3–12"),
    )


def test_training_without_figures_shows_none():
    common = {"unit": "u", "level": "commune", "cohorts": 0, "people_low": 12, "people_high": None}
    items = [
        TrainingStanding(state=State.UNKNOWN, low=None, high=None, **common),
        TrainingStanding(state=State.BOUNDED, low=0.3, high=0.4, **common),
    ]
    shown = [row[4:] for row in training_table(items, DAY).rows]
    assert shown == [("unknown", "–"), ("known within bounds", "30%–40%")]


def test_effects_are_shown_in_points_of_a_hundred():
    effect = Effect(
        action="x",
        unit="u",
        indicator="lan",
        expected_low=0.1,
        expected_high=0.3,
        before=0.5,
        after=None,
        seen_low=-0.1,
        seen_high=-0.1,
        verdict=Verdict.LESS,
    )
    row = ("x", "u", "lan", "+10 to +30", "50%", "–", "−10", "less than expected")
    assert effect_table([effect]).rows == (row,)
    (open_one,) = effect_table([evolve(effect, seen_low=None, verdict=Verdict.OPEN)]).rows
    assert open_one[6:] == ("–", "not known yet")
