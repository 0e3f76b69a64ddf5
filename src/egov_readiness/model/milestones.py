"""Plans and policy milestones: what was to be done by when, and whether it was."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import Code, Share, Text
from egov_readiness.model.record import UnitRecord

__all__ = ["Milestone", "MilestoneStatus", "Plan", "Progress"]


@frozen(kw_only=True)
class Plan(UnitRecord):
    """A plan of an administrative unit, issued by a legal document.

    Attributes:
        title: what the plan is called.
        document: the number of the document that issues it; ``None`` where it is unknown.
        horizon: the years it sets hard dates for.
        orientation_to: the year it gives a direction towards; it yields no due date.
        purposes: what it serves, such as ``administrative-reform``.

    >>> Plan(id="p", unit="lam-dong", title=Text({"en": "Plan"}),
    ...      observed_on=PartialDate("2008-10-03"), recorded_on=PartialDate("2009-06")).purposes
    ()
    """

    title: Text
    document: Code | None = None
    horizon: PartialDate | None = None
    orientation_to: PartialDate | None = None
    purposes: tuple[Code, ...] = ()


@frozen(kw_only=True)
class Progress(Checked):
    """How far a milestone had come on a date.

    Attributes:
        on: the date.
        share: the part done, from 0 to 1.
    """

    on: PartialDate
    share: Share


class MilestoneStatus(StrEnum):
    """Where a milestone stands on a date; it follows from the dates alone (domain 5.4)."""

    UNDATED = "undated"
    PLANNED = "planned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PARTIAL = "partial"
    DONE = "done"
    DONE_LATE = "done_late"
    REVOKED = "revoked"
    REPLACED = "replaced"


@frozen(kw_only=True)
class Milestone(UnitRecord):
    """Something that a policy requires a unit to have done, by a date or without one.

    Attributes:
        title: what is to be done.
        plan: the identity of the plan that sets it.
        document: the number of the document that requires it.
        due: the current due date; a year or a month is due on its last day.
        earlier_due: the due dates it had before, the original first.
        orientation: true if the date is a direction only; it is then never overdue.
        started_on: when work began.
        completed_on: when it was done; ``None`` as long as it is not.
        progress: how far it had come, in order of time.
        revoked_on: when it was taken back.
        revoked_by: the number of the document that took it back.
        replaced_by: the identity of the milestone that stands in its place.

    >>> lan = Milestone(id="m", unit="di-linh", title=Text({"en": "LAN"}), due=PartialDate("2008"),
    ...                 completed_on=PartialDate("2009-02"),
    ...                 observed_on=PartialDate("2009-02"), recorded_on=PartialDate("2009-03"))
    >>> lan.status(date(2009, 6, 11)).value, lan.status(date(2009, 1, 15)).value
    ('done_late', 'overdue')
    """

    title: Text
    plan: Code | None = None
    document: Code | None = None
    due: PartialDate | None = None
    earlier_due: tuple[PartialDate, ...] = ()
    orientation: bool = False
    started_on: PartialDate | None = None
    completed_on: PartialDate | None = None
    progress: tuple[Progress, ...] = ()
    revoked_on: PartialDate | None = None
    revoked_by: Code | None = None
    replaced_by: Code | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem for dates that contradict each other."""
        if (
            self.started_on is not None
            and self.completed_on is not None
            and self.completed_on.last_day < self.started_on.first_day
        ):
            yield Problem(
                "completed-before-started",
                "completed_on",
                f"completed on {self.completed_on}, but started on {self.started_on}",
                "check both dates",
            )
        if self.earlier_due and self.due is None:
            yield Problem(
                "due-date-lost",
                "due",
                "it had a due date before and has none now",
                "give the current due date, or say when it was revoked",
            )
        if self.revoked_by is not None and self.revoked_on is None:
            yield Problem(
                "revoked-without-date", "revoked_on", "it was revoked, but no date is given"
            )
        if self.replaced_by == self.id:
            yield Problem("refers-to-itself", "replaced_by", "it is replaced by itself")

    @property
    def original_due(self) -> PartialDate | None:
        """The first due date it ever had; lateness counts from it."""
        return self.earlier_due[0] if self.earlier_due else self.due

    def status(self, as_of: date, *, due_soon: int = 0) -> MilestoneStatus:
        """Return where it stands on a date.

        Lateness counts against the *original* due date; a milestone that was completed stays
        done when it is revoked afterwards.

        Args:
            as_of: the date.
            due_soon: within how many days what is due counts as due soon, begun or not; with 0
                nothing does.
        """
        if self.completed_on is not None and self.completed_on.last_day <= as_of:
            original = self.original_due
            late = (
                original is not None
                and not self.orientation
                and self.completed_on.last_day > original.last_day
            )
            return MilestoneStatus.DONE_LATE if late else MilestoneStatus.DONE
        if self.revoked_on is not None and self.revoked_on.last_day <= as_of:
            replaced = self.replaced_by is not None
            return MilestoneStatus.REPLACED if replaced else MilestoneStatus.REVOKED
        if self.due is None:
            return MilestoneStatus.UNDATED
        if self.due.last_day < as_of and not self.orientation:
            return MilestoneStatus.OVERDUE
        if due_soon and not self.orientation and (self.due.last_day - as_of).days < due_soon:
            return MilestoneStatus.DUE_SOON
        begun = any(step.on.last_day <= as_of and step.share > 0 for step in self.progress)
        return MilestoneStatus.PARTIAL if begun else MilestoneStatus.PLANNED
