"""Where every milestone stands: due, overdue, done, late by how much (domain 5.4)."""

from datetime import date

from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.errors import Problem, UsageError
from egov_readiness.kinds import Text
from egov_readiness.measures.view import admitted
from egov_readiness.model.milestones import Milestone, MilestoneStatus
from egov_readiness.model.survey import Survey

__all__ = ["MilestoneStanding", "milestones"]

_OPEN = (MilestoneStatus.PLANNED, MilestoneStatus.PARTIAL, MilestoneStatus.DUE_SOON)
_LATE = (*_OPEN, MilestoneStatus.OVERDUE, MilestoneStatus.DONE_LATE)


@frozen(kw_only=True)
class MilestoneStanding:
    """Where one milestone of one unit stands on a date.

    Attributes:
        unit: the identity of the unit.
        milestone: the identity of the milestone.
        title: what is to be done.
        document: the number of the document that requires it, or that issued its plan.
        plan: the identity of the plan that sets it.
        status: where it stands.
        due: the current due date; ``None`` where it is undated.
        original_due: the first due date it ever had.
        rescheduled: how many times it was postponed or brought forward.
        orientation: whether the date is a direction only.
        completed_on: when it was done; ``None`` while it is not.
        days_late: the days by which it lies behind its original due date: until it was done, or
            until the date; 0 if it does not, and ``None`` where nothing is due.
    """

    unit: str
    milestone: str
    title: Text
    document: str | None
    plan: str | None
    status: MilestoneStatus
    due: PartialDate | None
    original_due: PartialDate | None
    rescheduled: int
    orientation: bool
    completed_on: PartialDate | None
    days_late: int | None


def milestones(
    survey: Survey, *, as_of: date, known_on: date | None = None, due_soon: int = 30
) -> tuple[MilestoneStanding, ...]:
    """Tell where every milestone stands, those furthest behind first.

    Lateness counts from the original due date, so that postponing a milestone does not make it
    punctual; both dates are given.  A direction, such as "to 2020", is never overdue.

    Args:
        survey: the survey.
        as_of: the date.
        known_on: the last day of knowledge.
        due_soon: within how many days a milestone counts as due soon.

    Returns:
        One entry per milestone that counts on the date.

    Raises:
        UsageError: if the number of days is below 0.

    >>> lan = Milestone(id="m", unit="u", title=Text({"en": "LAN"}), due=PartialDate("2009-03"),
    ...     earlier_due=(PartialDate("2008"),),
    ...     observed_on=PartialDate("2009-02"), recorded_on=PartialDate("2009-02"))
    >>> survey = Survey(id="s", title=Text({"en": "S"}), milestones=(lan,))
    >>> (standing,) = milestones(survey, as_of=date(2009, 3, 15))
    >>> standing.status.value, standing.days_late
    ('due_soon', 74)
    """
    if due_soon < 0:
        message = f"{due_soon} days lie in the past"
        raise UsageError([Problem("not-later", "due_soon", message, "0 or more")])
    known = admitted(survey, as_of=as_of, known_on=known_on)
    issued = {plan.id: plan.document for plan in known.plans}
    found = [_standing(item, as_of, due_soon, issued) for item in known.milestones]
    return tuple(sorted(found, key=lambda item: (-(item.days_late or 0), item.unit)))


def _standing(
    item: Milestone, as_of: date, due_soon: int, issued: dict[str, str | None]
) -> MilestoneStanding:
    status = item.status(as_of, due_soon=due_soon)
    return MilestoneStanding(
        unit=item.unit,
        milestone=item.id,
        title=item.title,
        document=item.document or issued.get(item.plan or ""),
        plan=item.plan,
        status=status,
        due=item.due,
        original_due=item.original_due,
        rescheduled=len(item.earlier_due),
        orientation=item.orientation,
        completed_on=item.completed_on,
        days_late=_days_late(item, status, as_of),
    )


def _days_late(item: Milestone, status: MilestoneStatus, as_of: date) -> int | None:
    original = item.original_due
    if original is None or item.orientation:
        return None
    if status is MilestoneStatus.DONE:
        return 0
    if status not in _LATE:
        return None
    done = status is MilestoneStatus.DONE_LATE and item.completed_on is not None
    until = item.completed_on.last_day if done and item.completed_on is not None else as_of
    return max(0, (until - original.last_day).days)
