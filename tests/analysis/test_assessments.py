"""Assessment rounds: submitted and verified in time, late, never; appeals open and answered."""

from datetime import date

import pytest

from egov_readiness.analysis import Timeliness, assessments
from egov_readiness.dates import PartialDate
from egov_readiness.model import AssessmentRound, AssessmentStage, AssessmentStep


@pytest.fixture
def after(make):
    """Where unit "a" stands on a day, after steps on days."""

    def standing(*steps, on="2024-12-31", known_on=None, **fields):
        plain = {"sent_on": PartialDate("2024-02-01"), "submit_within": 15, "verify_within": 120}
        asked = make.record(
            AssessmentRound,
            "round",
            rulebook="r",
            organiser="Sở TT&TT",
            territory="p",
            **plain | fields,
        )
        taken = tuple(step(make, number, *one) for number, one in enumerate(steps))
        units = (make.unit("p"), make.unit("a", parent="p"), make.unit("b", parent="p"))
        survey = make.survey(*units, assessment_rounds=(asked,), assessment_steps=taken)
        found = assessments(
            survey,
            as_of=date.fromisoformat(on),
            known_on=None if known_on is None else date.fromisoformat(known_on),
        )
        return next(item for item in found if item.unit == "a")

    return standing


def step(make, number, stage, day, unit="a", **fields):
    recorded = fields.pop("recorded", day)
    return make.record(
        AssessmentStep,
        f"s{number}",
        unit=unit,
        round="round",
        stage=AssessmentStage(stage),
        observed_on=day,
        recorded_on=recorded,
        **fields,
    )


def test_every_unit_of_the_territory_is_asked_unless_the_round_names_some(make):
    asked = make.record(
        AssessmentRound,
        "round",
        rulebook="r",
        organiser="x",
        territory="p",
        sent_on=PartialDate("2024-02-01"),
    )
    gone = make.unit("c", until=date(2024, 1, 1), parent="p")
    units = (make.unit("p"), make.unit("a", parent="p"), gone)
    survey = make.survey(*units, assessment_rounds=(asked,))
    assert [item.unit for item in assessments(survey, as_of=date(2024, 3, 1))] == ["a"]


@pytest.mark.parametrize(
    ("steps", "on", "submission", "days"),
    [
        ([], "2024-02-22", "waiting", 0),
        ([], "2024-02-25", "overdue", 3),
        ([("submitted", "2024-02-22")], "2024-12-31", "on_time", 0),
        ([("submitted", "2024-02-26")], "2024-12-31", "late", 4),
        ([("submitted", "2024-02-20"), ("submitted", "2024-03-20")], "2024-12-31", "on_time", 0),
        ([("submitted", "2024-02")], "2024-12-31", "uncertain", None),
        ([("submitted", "2024-03")], "2024-12-31", "late", 38),
        ([("published", "2024-06-01", "b")], "2024-12-31", "never", None),
        ([("published", "2024-02-10", "b")], "2024-02-22", "waiting", 0),
        ([("published", "2024-02-10")], "2024-02-12", "never", None),
    ],
)
def test_a_submission_is_measured_against_fifteen_working_days(after, steps, on, submission, days):
    standing = after(*steps, on=on)
    assert standing.submit_by == date(2024, 2, 22)
    assert (standing.submission, standing.days_late) == (Timeliness(submission), days)


@pytest.mark.parametrize(
    ("steps", "on", "verification"),
    [
        ([], "2024-12-31", None),
        ([("submitted", "2024-02-20")], "2024-06-19", "waiting"),
        ([("submitted", "2024-02-20")], "2024-06-20", "overdue"),
        ([("submitted", "2024-02-20"), ("verified", "2024-06-19")], "2024-12-31", "on_time"),
        ([("submitted", "2024-02-20"), ("verified", "2024-06-20")], "2024-12-31", "late"),
        ([("submitted", "2024-02-20"), ("approved", "2024-06-20")], "2024-12-31", "never"),
        ([("submitted", "2024-02-20"), ("verified", "2024-06")], "2024-12-31", "uncertain"),
        ([("verified", "2024-06-20")], "2024-12-31", "undated"),
    ],
)
def test_the_verification_clock_starts_with_the_receipt(after, steps, on, verification):
    found = after(*steps, on=on).verification
    assert found == (None if verification is None else Timeliness(verification))


def test_without_a_deadline_nothing_is_late(after):
    standing = after(("submitted", "2024-11-01"), submit_within=None, verify_within=None)
    assert (standing.submission, standing.days_late) == (Timeliness.UNDATED, None)
    assert after(submit_within=None).submission is Timeliness.WAITING


def test_an_appeal_is_open_until_it_is_answered_and_the_stages_are_kept(make):
    words = {"statement": make.title}
    steps = [
        ("submitted", "2024-02-20"),
        ("verified", "2024-03-20"),
        ("approved", "2024-04-20"),
        ("published", "2024-04-20"),
    ]

    def appealed(*more):
        asked = make.record(
            AssessmentRound,
            "round",
            rulebook="r",
            organiser="x",
            territory="p",
            sent_on=PartialDate("2024-02-01"),
        )
        taken = [step(make, number, *one) for number, one in enumerate(steps)]
        taken.append(step(make, 9, "appealed", "2024-05-02", **words))
        survey = make.survey(
            make.unit("p"),
            make.unit("a", parent="p"),
            assessment_rounds=(asked,),
            assessment_steps=(*taken, *more),
        )
        (standing,) = assessments(survey, as_of=date(2024, 12, 31))
        return standing

    open_one = appealed()
    assert (open_one.stage, open_one.open_appeals) == (AssessmentStage.APPEALED, ("s9",))
    corrected = appealed(step(make, 10, "corrected", "2024-05-20", answers="s9"))
    assert (corrected.open_appeals, corrected.corrections) == ((), ("s10",))
    assert corrected.published_on == date(2024, 4, 20)
    upheld = appealed(step(make, 10, "upheld", "2024-05-20", answers="s9"))
    assert (upheld.stage, upheld.open_appeals) == (AssessmentStage.UPHELD, ())
    again = appealed(step(make, 10, "published", "2024-05-20", answers="s9"))
    assert again.open_appeals == ("s9",)


def test_of_steps_on_one_day_the_later_in_the_life_cycle_is_the_stage(after):
    standing = after(("published", "2024-04-20"), ("approved", "2024-04-20"))
    assert standing.stage is AssessmentStage.PUBLISHED
    assert after().stage is None


def test_a_step_that_was_not_recorded_yet_is_not_known(after):
    standing = after(("submitted", "2024-02-20"), on="2024-03-01", known_on="2024-02-10")
    assert standing.submitted_on is None
