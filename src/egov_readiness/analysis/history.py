"""What became of units through time, one link at a time (domain 3.2)."""

from datetime import date

from attrs import frozen

from egov_readiness.measures.view import admitted
from egov_readiness.model.changes import UnitChangeKind
from egov_readiness.model.survey import Survey

__all__ = ["UnitEvent", "unit_history"]


@frozen(kw_only=True)
class UnitEvent:
    """That one unit came from another, or ended, by a change on one day.

    Attributes:
        effective_on: the first day on which it holds.
        change: the identity of the change.
        kind: what kind of change it is.
        before: the earlier unit; ``None`` where there was none.
        after: the later unit; ``None`` where there is none.
        share: the share of the later unit that came from the earlier one; ``None`` where it is
            not recorded.
        share_of: what the share is measured in.
        document: the number of the document that decides it.
    """

    effective_on: date
    change: str
    kind: UnitChangeKind
    before: str | None
    after: str | None
    share: float | None
    share_of: str | None
    document: str | None


def unit_history(
    survey: Survey, unit: str | None = None, *, known_on: date | None = None
) -> tuple[UnitEvent, ...]:
    """List what became of units, in order of time.

    Args:
        survey: the survey.
        unit: the identity of a unit; what it came from, and what came from it, over any number of
            changes, is listed with it.  By default all changes are.
        known_on: the last day of knowledge.

    >>> from egov_readiness.kinds import Text
    >>> unit_history(Survey(id="s", title=Text({"en": "S"})))
    ()
    """
    known = admitted(survey, as_of=date.max, known_on=known_on)
    events = sorted(
        (
            UnitEvent(
                effective_on=change.effective_on,
                change=change.id,
                kind=change.kind,
                before=link.before,
                after=link.after,
                share=link.share,
                share_of=change.share_of,
                document=change.document,
            )
            for change in known.unit_changes
            for link in change.links
        ),
        key=lambda event: event.effective_on,
    )
    if unit is None:
        return tuple(events)
    found: set[UnitEvent] = set()
    for forward in (True, False):
        reached = {unit}
        for day in sorted({event.effective_on for event in events}, reverse=not forward):
            found |= _of_day([e for e in events if e.effective_on == day], reached, forward=forward)
    return tuple(event for event in events if event in found)


def _of_day(events: list[UnitEvent], reached: set[str], *, forward: bool) -> set[UnitEvent]:
    """Return the events of one day that lead on from the units reached, and reach further.

    Changes of one day take place together, so that their order does not matter.
    """
    found: set[UnitEvent] = set()
    entered: set[str] = set()
    while True:
        more = {
            event
            for event in events
            if (event.before if forward else event.after) in reached and event.change not in entered
        }
        if not more:
            return found
        found |= more
        # A change leads on to others of the day, and not once more to itself.
        entered |= {event.change for event in more}
        ends = (event.after if forward else event.before for event in more)
        reached |= {end for end in ends if end is not None}
