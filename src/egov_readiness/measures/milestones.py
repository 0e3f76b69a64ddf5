"""Measures of policy milestones: what was due and was done, in time or not.

A milestone counts once its current due date has come or it is known to be done.  What was revoked
or replaced leaves both sides of every share, unless it had been done before; what has no due
date, or only a year of orientation, is not due: it is listed and never counted.
"""

from collections.abc import Callable, Mapping
from typing import Final

from attrs import frozen

from egov_readiness.errors import Because, Fact, Reason
from egov_readiness.measures.selection import cite, name_once, no_record, too_old
from egov_readiness.measures.view import UnitView
from egov_readiness.model.milestones import Milestone, MilestoneStatus
from egov_readiness.observations import Observation, bounded, not_applicable, unknown
from egov_readiness.rules.rulebook import MeasureArgument

__all__ = ["met", "on_time", "overdue"]

_SHEET: Final = "milestones"

_DONE: Final = (MilestoneStatus.DONE, MilestoneStatus.DONE_LATE)
_TAKEN_BACK: Final = (MilestoneStatus.REVOKED, MilestoneStatus.REPLACED)


def met(view: UnitView, _arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how many of the milestones that are due were done, late or not.

    Done ÷ (due or done).  Unknown if no milestone is recorded; not applicable if none is due yet.
    A milestone whose record is too old for the indicator and says it was not done may have been
    done since, so it gives bounds.

    Args:
        view: the unit.
        _arguments: none.

    Returns:
        A share.

    Source: plans such as that of Decision 2599/QĐ-UBND of 2008-10-03, which sets hard dates for
    2008–2010 and a direction to 2020.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> from egov_readiness.kinds import Text
    >>> day = PartialDate("2009-06")
    >>> lan, portal = (Milestone(id=name, unit="u", title=Text({"en": name}), completed_on=done,
    ...     due=PartialDate("2008"), observed_on=day, recorded_on=day)
    ...     for name, done in (("lan", PartialDate("2009-02")), ("portal", None)))
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 30), milestones=(lan, portal))
    >>> met(view, {}).value
    0.5
    """
    return _share(view, lambda item: item.status in _DONE, lambda item: item.maybe_done)


def on_time(view: UnitView, _arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how many of the milestones that are due were done by their original due date.

    Done by the original due date ÷ (due or done).  A year or a month is due on its last day.
    Postponing a milestone does not make it punctual.  Unknown and not applicable as for
    ``milestones.met``.

    Args:
        view: the unit.
        _arguments: none.

    Returns:
        A share.

    Source: as for ``milestones.met``.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> from egov_readiness.kinds import Text
    >>> day = PartialDate("2009-06")
    >>> late = Milestone(id="m", unit="u", title=Text({"en": "LAN"}), due=PartialDate("2009-03"),
    ...     earlier_due=(PartialDate("2008"),), completed_on=PartialDate("2009-02"),
    ...     observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 30), milestones=(late,))
    >>> on_time(view, {}).value, met(view, {}).value
    (0.0, 1.0)
    """
    return _share(
        view,
        lambda item: item.status is MilestoneStatus.DONE,
        lambda item: item.maybe_on_time,
    )


def overdue(view: UnitView, _arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how many of the milestones that are due are overdue; less is better.

    Not done after the current due date ÷ (due or done).  On its due date itself a milestone is
    due and not yet overdue.  Unknown and not applicable as for ``milestones.met``.

    Args:
        view: the unit.
        _arguments: none.

    Returns:
        A share.

    Source: as for ``milestones.met``.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> from egov_readiness.kinds import Text
    >>> day = PartialDate("2009-06")
    >>> late = Milestone(id="m", unit="u", title=Text({"en": "LAN"}), due=PartialDate("2008"),
    ...     observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 30), milestones=(late,))
    >>> overdue(view, {}).value
    1.0
    """
    return _share(
        view,
        lambda item: item.status is MilestoneStatus.OVERDUE and not item.old,
        lambda item: item.status is MilestoneStatus.OVERDUE,
    )


@frozen
class _Due:
    """A milestone that counts, where it stands, and whether what says so is too old."""

    milestone: Milestone
    status: MilestoneStatus
    old: bool

    @property
    def maybe_done(self) -> bool:
        return self.old and self.status not in _DONE

    @property
    def maybe_on_time(self) -> bool:
        original = self.milestone.original_due
        return (
            self.maybe_done
            and original is not None
            and self.milestone.observed_on.last_day < original.last_day
        )


def _share(
    view: UnitView, surely: Callable[[_Due], bool], perhaps: Callable[[_Due], bool]
) -> Observation:
    if not view.milestones:
        return unknown((no_record(_SHEET),))
    due, because = view.once(("due", view.stale_after), lambda: _due(view))
    if not due:
        return not_applicable((*because, Reason(Because.NOTHING_DUE)))
    sure = sum(surely(item) for item in due)
    possible = sum(surely(item) or perhaps(item) for item in due)
    return bounded(sure / len(due), possible / len(due), because)


def _due(view: UnitView) -> tuple[list[_Due], tuple[Reason, ...]]:
    """Return the milestones that count, and a reason for every milestone of the unit."""
    milestones = sorted(view.milestones, key=lambda milestone: milestone.id)
    known = {milestone.id for milestone in milestones}
    due: list[_Due] = []
    because: list[Reason] = []
    for milestone in milestones:
        status = milestone.status(view.as_of)
        if status not in _DONE and milestone.revoked_on is None and milestone.replaced_by in known:
            status = MilestoneStatus.REPLACED
        undated = milestone.due is None or milestone.orientation
        if status not in _TAKEN_BACK and undated:
            because.append(cite(Because.UNDATED, _SHEET, milestone))
            continue
        if view.reasons:
            because.append(_named(view, milestone, status))
        if status in _TAKEN_BACK or milestone.due is None:
            continue
        if status in _DONE or milestone.due.last_day <= view.as_of:
            old = too_old(view, _SHEET, milestone) if status not in _DONE else None
            due.append(_Due(milestone, status, old is not None))
            because.extend([] if old is None else [old])
    return due, tuple(because)


def _named(view: UnitView, milestone: Milestone, status: MilestoneStatus) -> Reason:
    def make() -> Reason:
        return cite(Because.RECORD, _SHEET, milestone, **_dates(milestone, status))

    return name_once(view, _SHEET, milestone, make)


def _dates(milestone: Milestone, status: MilestoneStatus) -> dict[str, Fact]:
    dates = {
        "due": milestone.due,
        "original_due": milestone.original_due,
        "completed_on": milestone.completed_on,
        "revoked_on": milestone.revoked_on,
    }
    facts: dict[str, Fact] = {"status": status.value}
    facts.update((name, day.text) for name, day in dates.items() if day is not None)
    return facts
