"""How far assessment rounds have come: what was submitted and verified in time, what is open."""

from datetime import date
from enum import StrEnum

from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.measures.view import admitted
from egov_readiness.model.assessments import AssessmentRound, AssessmentStage, AssessmentStep
from egov_readiness.model.survey import Survey

__all__ = ["AssessmentStanding", "Timeliness", "assessments"]


class Timeliness(StrEnum):
    """Whether something came by its deadline.

    ``UNDATED`` is what came and had no deadline, ``UNCERTAIN`` what came within a time in which
    the deadline lies.  ``NEVER`` is what was closed without: the unit's own result was approved or
    published, or that of another unit after the deadline had passed.
    """

    WAITING = "waiting"
    OVERDUE = "overdue"
    NEVER = "never"
    ON_TIME = "on_time"
    LATE = "late"
    UNCERTAIN = "uncertain"
    UNDATED = "undated"


@frozen(kw_only=True)
class AssessmentStanding:
    """How far the assessment of one unit in one round has come.

    Attributes:
        round: the identity of the assessment round.
        unit: the identity of the unit.
        stage: the latest step that was taken; ``None`` while none was.
        sent_on: when the forms were sent.
        submit_by: the last day on which the unit submits; ``None`` where there is none.
        submitted_on: when it first submitted; ``None`` while it has not.
        submission: whether that was in time.
        days_late: the days by which the submission came late, or is late so far; 0 if it is not,
            ``None`` where there is no deadline, nothing will come any more, or it is uncertain.
        verify_by: the last day on which the submission is verified; ``None`` where there is none.
        verified_on: when it was first verified; ``None`` while it has not been.
        verification: whether that was in time; ``None`` where there is nothing to verify.
        published_on: when the result was first published; ``None`` while it has not been.
        open_appeals: the identities of the appeals that neither a correction nor a decision to
            uphold the result answers.
        corrections: the identities of the corrections.
    """

    round: str
    unit: str
    stage: AssessmentStage | None
    sent_on: PartialDate
    submit_by: date | None
    submitted_on: date | None
    submission: Timeliness
    days_late: int | None
    verify_by: date | None
    verified_on: date | None
    verification: Timeliness | None
    published_on: date | None
    open_appeals: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()


def assessments(
    survey: Survey, *, as_of: date, known_on: date | None = None
) -> tuple[AssessmentStanding, ...]:
    """Tell how far every unit has come in every assessment round.

    Nothing is overwritten: a second submission does not make the first one punctual, and a
    correction stands beside the result that it corrects.

    Args:
        survey: the survey.
        as_of: the date.
        known_on: the last day of knowledge.

    Returns:
        One entry per round and unit that is assessed in it: the units that the round names, or
        those directly below its territory on the day the forms were sent, in the order of the
        survey; then others that took part.

    Source: the procedure of Decision 2392/QĐ-BTTTT (2017): forms are filled in within 15 working
    days and verified within 120 days of their receipt.

    >>> from egov_readiness.kinds import Text
    >>> assessments(Survey(id="s", title=Text({"en": "S"})), as_of=date(2018, 11, 1))
    ()
    """
    known = admitted(survey, as_of=as_of, known_on=known_on)
    found = []
    for asked in known.assessment_rounds:
        steps = [step for step in known.assessment_steps if step.round == asked.id]
        due = asked.submission_due
        any_closed = any(step.stage in _CLOSING for step in steps)
        all_closed = any_closed and due is not None and due < as_of
        named = [*_units(known, asked), *(step.unit for step in steps)]
        for unit in dict.fromkeys(named):
            own = [step for step in steps if step.unit == unit]
            closed = all_closed or any(step.stage in _CLOSING for step in own)
            found.append(_standing(asked, unit, own, as_of, closed=closed))
    return tuple(found)


_NO_DAYS = (Timeliness.NEVER, Timeliness.UNCERTAIN)
_CLOSING = (AssessmentStage.APPROVED, AssessmentStage.PUBLISHED)
_ANSWERING = (AssessmentStage.CORRECTED, AssessmentStage.UPHELD)


def _units(survey: Survey, asked: AssessmentRound) -> list[str]:
    if asked.units:
        return list(asked.units)
    day = asked.sent_on.last_day
    versions = ((unit.id, unit.at(day, None)) for unit in survey.units)
    return [
        unit
        for unit, version in versions
        if version is not None and version.parent == asked.territory
    ]


def _standing(
    asked: AssessmentRound, unit: str, steps: list[AssessmentStep], as_of: date, *, closed: bool
) -> AssessmentStanding:
    sent_in = _first(steps, AssessmentStage.SUBMITTED)
    checked = _first(steps, AssessmentStage.VERIFIED)
    submitted = None if sent_in is None else sent_in[1]
    submit_by = asked.submission_due
    verify_by = None if submitted is None else asked.verification_due(submitted)
    submission = _timeliness(sent_in, submit_by, as_of, closed=closed)
    verification = None
    if sent_in is not None or checked is not None:
        verification = _timeliness(checked, verify_by, as_of, closed=closed)
    late = None
    if submit_by is not None and submission not in _NO_DAYS:
        late = max(0, ((submitted or as_of) - submit_by).days)
    published = _first(steps, AssessmentStage.PUBLISHED)
    answered = {step.answers for step in steps if step.stage in _ANSWERING}
    return AssessmentStanding(
        round=asked.id,
        unit=unit,
        stage=max(steps, key=_when).stage if steps else None,
        sent_on=asked.sent_on,
        submit_by=submit_by,
        submitted_on=submitted,
        submission=submission,
        days_late=late,
        verify_by=verify_by,
        verified_on=None if checked is None else checked[1],
        verification=verification,
        published_on=None if published is None else published[1],
        open_appeals=tuple(
            step.id
            for step in steps
            if step.stage is AssessmentStage.APPEALED and step.id not in answered
        ),
        corrections=tuple(step.id for step in steps if step.stage is AssessmentStage.CORRECTED),
    )


def _when(step: AssessmentStep) -> tuple[date, date, int]:
    # Of steps taken on one day, the one that comes later in a life cycle is the latest.
    place = list(AssessmentStage).index(step.stage)
    return step.observed_on.last_day, step.recorded_on.last_day, place


def _first(steps: list[AssessmentStep], stage: AssessmentStage) -> tuple[date, date] | None:
    """Return the days between which a step was first taken; none if it never was."""
    taken = [step.observed_on for step in steps if step.stage is stage]
    if not taken:
        return None
    return min(when.first_day for when in taken), min(when.last_day for when in taken)


def _timeliness(
    came: tuple[date, date] | None, due: date | None, as_of: date, *, closed: bool
) -> Timeliness:
    if came is None:
        if closed:
            return Timeliness.NEVER
        return Timeliness.OVERDUE if due is not None and as_of > due else Timeliness.WAITING
    if due is None:
        return Timeliness.UNDATED
    if came[1] <= due:
        return Timeliness.ON_TIME
    return Timeliness.LATE if came[0] > due else Timeliness.UNCERTAIN
