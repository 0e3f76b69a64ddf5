"""Which of several records about the same thing is believed, and which are named beside it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Generic, TypeVar

from attrs import fields, frozen

from egov_readiness.errors import Because, Fact, Reason
from egov_readiness.measures.view import UnitView
from egov_readiness.model.record import Record, UnitRecord

__all__ = ["Chosen", "Selection", "cite", "no_record", "select", "strength", "too_old"]

R = TypeVar("R", bound=UnitRecord)

Key = tuple[str, ...]

_PROVENANCE = frozenset(
    {
        "id",
        "observed_on",
        "recorded_on",
        "origin",
        "source",
        "document",
        "title",
        "extract",
        "period",
        "supersedes",
        "valid_until",
        "withdrawn_on",
        "confidential",
    }
)
"""The fields that say where a record comes from, and not what it says."""


@frozen
class Chosen(Generic[R]):
    """A record that was chosen among those about the same thing.

    Attributes:
        record: the record.
        current: false if it is no longer used; the thing is known, its figures are not.
    """

    record: R
    current: bool


@frozen
class Selection(Generic[R]):
    """The records that a measure rests on.

    Attributes:
        sheet: the sheet that they stand in.
        chosen: one record for each thing, in an order that does not depend on that of the sheet.
        notes: the records that are no longer used, and those that contest the chosen ones.
    """

    sheet: str
    chosen: tuple[Chosen[R], ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def current(self) -> tuple[R, ...]:
        """The chosen records whose figures are used."""
        return tuple(item.record for item in self.chosen if item.current)

    @property
    def because(self) -> tuple[Reason, ...]:
        """The records that are used, then those that are not and why."""
        used = (cite(Because.RECORD, self.sheet, record) for record in self.current)
        return (*used, *self.notes)


def cite(code: Because, sheet: str, record: Record, **more: Fact) -> Reason:
    """Return a reason that names a record with its origin, dates and source.

    What is confidential is named by its identity and dates only.

    Args:
        code: which reason.
        sheet: the sheet the record stands in.
        record: the record.
        more: what else there is to say.

    >>> from egov_readiness.dates import PartialDate
    >>> seen = Record(id="r", observed_on=PartialDate("2009"), recorded_on=PartialDate("2009"))
    >>> cite(Because.RECORD, "evidence", seen).facts["record"]
    'r'
    """
    facts: dict[str, Fact] = {"sheet": sheet, "record": record.id}
    if record.origin is not None:
        facts["origin"] = record.origin.value
    facts["observed_on"] = record.observed_on.text
    facts["recorded_on"] = record.recorded_on.text
    if not getattr(record, "confidential", False):
        named: dict[str, str | None] = {
            "source": record.source,
            "document": getattr(record, "document", None),
        }
        facts.update((name, text) for name, text in named.items() if text is not None)
    return Reason(code, {**facts, **more})


def no_record(sheet: str, **wanted: Fact) -> Reason:
    """Return the reason that nothing was found, with what was looked for.

    Args:
        sheet: the sheet that was looked in.
        wanted: what was looked for.

    >>> no_record("infrastructure", kind="lan").facts
    {'sheet': 'infrastructure', 'kind': 'lan'}
    """
    return Reason(Because.NO_RECORD, {"sheet": sheet, **wanted})


def strength(view: UnitView, record: UnitRecord) -> tuple[int, date, date, str]:
    """Return a key by which the record that is believed first is the greatest.

    Stronger origins come first as the rulebook declares them, then origins it does not name,
    then records without one; then what was observed later, then what was recorded later; the
    identity decides what is left, so that the order of records never does.

    Args:
        view: the unit, with the precedence of the rulebook.
        record: the record.
    """
    return (
        _belief(view, record),
        record.observed_on.last_day,
        record.recorded_on.last_day,
        record.id,
    )


def _belief(view: UnitView, record: UnitRecord) -> int:
    if record.origin is None:
        return -len(view.precedence) - 1
    if record.origin not in view.precedence:
        return -len(view.precedence)
    return -view.precedence.index(record.origin)


def too_old(view: UnitView, sheet: str, record: UnitRecord) -> Reason | None:
    """Return the reason that a record is too old for the indicator, if it is.

    Args:
        view: the unit, with the days after which the indicator's records are no longer used.
        sheet: the sheet the record stands in.
        record: the record.
    """
    if not view.is_old(record.observed_on):
        return None
    return cite(Because.STALE, sheet, record, cause="old", stale_after=view.stale_after)


def select(
    view: UnitView,
    sheet: str,
    records: Iterable[R],
    *,
    about: Callable[[R], Key],
    parts: Sequence[Callable[[R], str]] = (),
    lapsed: Callable[[R], Reason | None] | None = None,
) -> Selection[R]:
    """Choose, for each thing that records are about, the record that is believed.

    Where several records are about the same thing, the stronger origin is believed, then the
    later observation.  A newer but weaker record that says otherwise never silently beats a
    stronger one: it is named as contesting it.  A record of a whole stands before those of its
    parts, which it contains; parts that are newer or of a stronger origin are named as contesting
    it.  A record that is no longer used is named, and leaves the thing known but its figures not.

    Args:
        view: the unit.
        sheet: the sheet the records stand in.
        records: the records.
        about: what a record is about.
        parts: the part of the thing that a record speaks of, in each way in which it has parts;
            the empty text is the whole.
        lapsed: why a record is no longer used; by default because the indicator declares it too
            old.

    Returns:
        The choice; it does not depend on the order of the records.
    """
    things: dict[Key, list[R]] = {}
    for record in records:
        things.setdefault(about(record), []).append(record)

    def age(record: R) -> Reason | None:
        return too_old(view, sheet, record)

    return _joined(
        sheet,
        [_choose(view, sheet, things[key], parts, lapsed or age) for key in sorted(things)],
    )


def _joined(sheet: str, selections: Iterable[Selection[R]]) -> Selection[R]:
    chosen: list[Chosen[R]] = []
    notes: list[Reason] = []
    for selection in selections:
        chosen.extend(selection.chosen)
        notes.extend(selection.notes)
    return Selection(sheet, tuple(chosen), tuple(notes))


def _choose(
    view: UnitView,
    sheet: str,
    records: Sequence[R],
    parts: Sequence[Callable[[R], str]],
    lapsed: Callable[[R], Reason | None],
) -> Selection[R]:
    if not parts:
        return _believed(view, sheet, records, lapsed)
    part_of, *deeper = parts
    groups: dict[str, list[R]] = {}
    for record in records:
        groups.setdefault(part_of(record), []).append(record)
    choices = {name: _choose(view, sheet, groups[name], deeper, lapsed) for name in sorted(groups)}
    whole = choices.pop("", Selection[R](sheet))
    divided = _joined(sheet, choices.values())
    if whole.current or not divided.chosen:
        contesting = (
            cite(Because.CONTESTED, sheet, part)
            for part in divided.current
            if any(_newer_or_stronger(view, part, record) for record in whole.current)
        )
        return Selection(sheet, whole.chosen, (*whole.notes, *contesting))
    return Selection(sheet, divided.chosen, (*whole.notes, *divided.notes))


def _believed(
    view: UnitView,
    sheet: str,
    records: Sequence[R],
    lapsed: Callable[[R], Reason | None],
) -> Selection[R]:
    ranked = list(records)
    if len(ranked) > 1:
        ranked.sort(key=lambda record: strength(view, record), reverse=True)
    current: list[R] = []
    notes: list[Reason] = []
    for record in ranked:
        reason = lapsed(record)
        if reason is None:
            current.append(record)
        else:
            notes.append(reason)
    if not current:
        return Selection(sheet, (Chosen(ranked[0], current=False),), tuple(notes))
    best = current[0]
    for other in current[1:]:
        newer = other.observed_on.last_day > best.observed_on.last_day
        if newer and _statement(other) != _statement(best):
            notes.append(cite(Because.CONTESTED, sheet, other, contests=best.id))
    return Selection(sheet, (Chosen(best, current=True),), tuple(notes))


def _newer_or_stronger(view: UnitView, one: UnitRecord, other: UnitRecord) -> bool:
    newer = one.observed_on.last_day > other.observed_on.last_day
    return newer or _belief(view, one) > _belief(view, other)


def _statement(record: UnitRecord) -> tuple[object, ...]:
    """Return what a record says, without where it comes from."""
    names = (attribute.name for attribute in fields(type(record)))
    return tuple(getattr(record, name) for name in names if name not in _PROVENANCE)
