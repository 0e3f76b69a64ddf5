from datetime import date

import pytest

from egov_readiness.dates import PartialDate
from egov_readiness.model import AssessmentRound, AssessmentStage, AssessmentStep

SENT = PartialDate("2018-10-01")
BASE = {"rulebook": "r", "organiser": "Sở TT&TT", "territory": "lam-dong", "sent_on": SENT}


def test_working_days_leave_out_weekends_and_days_off(make):
    for off, due in (((), date(2018, 10, 5)), ((date(2018, 10, 3),), date(2018, 10, 8))):
        asked = make.record(AssessmentRound, **BASE, submit_within=4, days_off=off)
        assert asked.submission_due == due


def test_fifteen_working_days_are_three_weeks_and_verification_counts_from_receipt(make):
    asked = make.record(AssessmentRound, **BASE, submit_within=15, verify_within=120)
    assert asked.submission_due == date(2018, 10, 22)
    assert asked.verification_due(date(2018, 10, 22)) == date(2019, 2, 19)


def test_a_deadline_may_be_a_date_and_a_month_lasts_to_its_last_day(make):
    asked = make.record(
        AssessmentRound,
        **BASE,
        submit_by=PartialDate("2018-10"),
        verify_by=PartialDate("2018-12-31"),
    )
    assert asked.submission_due == date(2018, 10, 31)
    assert asked.verification_due(date(2019, 6, 1)) == date(2018, 12, 31)


def test_no_deadline_is_guessed(make):
    asked = make.record(AssessmentRound, **BASE)
    assert asked.submission_due is None
    assert asked.verification_due(date(2018, 10, 22)) is None


@pytest.mark.parametrize("name", ["submit", "verify"])
def test_a_deadline_is_given_once_and_not_before_the_forms_are_sent(make, name):
    twice = {f"{name}_by": PartialDate("2018-12"), f"{name}_within": 5}
    assert make.refused(AssessmentRound, **BASE, **twice) == [("two-deadlines", f"{name}_by")]
    early = {f"{name}_by": PartialDate("2018-09")}
    assert make.refused(AssessmentRound, **BASE, **early) == [("due-before-sent", f"{name}_by")]


def test_an_appeal_says_why_and_no_step_answers_itself(make):
    appeal = {"round": "a", "stage": AssessmentStage.APPEALED}
    assert make.refused(AssessmentStep, **appeal) == [("appeal-without-statement", "statement")]
    looped = {"round": "a", "stage": AssessmentStage.CORRECTED, "answers": "r"}
    assert make.refused(AssessmentStep, **looped) == [("refers-to-itself", "answers")]


def test_a_round_names_each_unit_once_and_its_days_are_limited(make):
    assert make.refused(AssessmentRound, **BASE, units=("a", "a")) == [("unit-twice", "units")]
    assert make.refused(AssessmentRound, **BASE, verify_within=3_000_000)[0][1] == "verify_within"


def test_the_calendar_ends_with_its_last_day(make):
    late = {**BASE, "sent_on": PartialDate("9999-12-30")}
    asked = make.record(AssessmentRound, **late, submit_within=15, verify_within=120)
    assert asked.submission_due == asked.verification_due(date.max) == date.max
