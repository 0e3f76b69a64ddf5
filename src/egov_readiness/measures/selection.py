"""Which of several records about the same thing is believed, and which are named beside it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from itertools import chain
from typing import Generic, NamedTuple, TypeAlias, TypeVar

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


class Chosen(NamedTuple, Generic[R]):
    """A record that was chosen among those about the same thing.

    Attributes:
        record: the record.
        current: false if it is no longer used; the thing is known, its figures are not.
    """

    record: R
    current: bool


_Choice: TypeAlias = tuple[list[Chosen[R]], list[Reason]]
"""What is chosen among some records, and the notes on the others."""


@frozen
class Selection(Generic[R]):
    """The records that a measure rests on.

    Attributes:
        sheet: the sheet that they stand in.
        chosen: one record for each thing, in an order that does not depend on that of the sheet.
        notes: the records that are no longer used, and those that contest the chosen ones.
        used: the reasons that name the chosen records whose figures are used.
    """

    sheet: str
    chosen: tuple[Chosen[R], ...] = ()
    notes: tuple[Reason, ...] = ()
    used: tuple[Reason, ...] = ()

    @property
    def current(self) -> tuple[R, ...]:
        """The chosen records whose figures are used."""
        return tuple(item.record for item in self.chosen if item.current)

    @property
    def because(self) -> tuple[Reason, ...]:
        """The records that are used, then those that are not and why."""
        return self.used + self.notes


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
        if record.source is not None:
            facts["source"] = record.source
        document: str | None = getattr(record, "document", None)
        if document is not None:
            facts["document"] = document
    facts.update(more)
    return Reason(code, facts)


def name_once(view: UnitView, sheet: str, record: UnitRecord, make: Callable[[], Reason]) -> Reason:
    """Return the reason that names a record in use, made once for all indicators of a unit.

    Args:
        view: the unit.
        sheet: the sheet the record stands in.
        record: the record.
        make: makes the reason, the same whatever indicator asks.

    >>> from egov_readiness.dates import PartialDate
    >>> seen = UnitRecord(
    ...     id="r", unit="u", observed_on=PartialDate("2009"), recorded_on=PartialDate("2009")
    ... )
    >>> view = UnitView(unit="u", as_of=date(2009, 12, 31))
    >>> first, second = (
    ...     name_once(
    ...         view.asked(code, None), "s", seen, lambda: cite(Because.RECORD, "s", seen)
    ...     )
    ...     for code in ("lan_reach", "lan_in_use")
    ... )
    >>> first is second
    True
    """
    # The record is kept with its reason, so that no other one can come by its identity.
    return view.once(("named", sheet, id(record)), lambda: (record, make()))[1]


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
    origin, precedence = record.origin, view.precedence
    if origin is None:
        return -len(precedence) - 1
    try:
        return -precedence.index(origin)
    except ValueError:
        return -len(precedence)


def too_old(view: UnitView, sheet: str, record: UnitRecord) -> Reason | None:
    """Return the reason that a record is too old for the indicator, if it is.

    Args:
        view: the unit, with the days after which the indicator's records are no longer used.
        sheet: the sheet the record stands in.
        record: the record.
    """
    if view.stale_after is None or not view.is_old(record.observed_on):
        return None
    return cite(Because.STALE, sheet, record, cause="old", stale_after=view.stale_after)


def select(
    view: UnitView,
    sheet: str,
    records: Iterable[R],
    *,
    about: Callable[[R], Key] | None = None,
    parts: Callable[[R], Key] | None = None,
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
        about: what a record is about; ``None`` if all are about the same thing.
        parts: the part of the thing that a record speaks of, one text for each way in which it
            has parts; the empty text is the whole.  ``None`` if it has no parts.
        lapsed: why a record is no longer used; by default because the indicator declares it too
            old.

    Returns:
        The choice; it does not depend on the order of the records.
    """
    things: dict[Key, dict[Key, list[R]]] = {}
    for record in records:
        thing = things.setdefault(() if about is None else about(record), {})
        thing.setdefault(() if parts is None else parts(record), []).append(record)

    if lapsed is None and view.stale_after is not None:
        lapsed = partial(too_old, view, sheet)
    chosen: list[Chosen[R]] = []
    notes: list[Reason] = []
    for key in sorted(things):
        _choose(view, sheet, things[key], lapsed, (chosen, notes))
    used = [
        name_once(view, sheet, item.record, partial(cite, Because.RECORD, sheet, item.record))
        for item in (chosen if view.reasons else ())
        if item.current
    ]
    return Selection(sheet, tuple(chosen), tuple(notes), tuple(used))


def _choose(
    view: UnitView,
    sheet: str,
    parts: Mapping[Key, Sequence[R]],
    lapsed: Callable[[R], Reason | None] | None,
    choice: _Choice[R],
) -> None:
    """Choose among the records about one thing, given by the part that they speak of.

    What is chosen, and what is to be said of the others, is added to ``choice``.
    """
    chosen, notes = choice
    if len(parts) == 1 or "" not in chain.from_iterable(parts):
        for part in sorted(parts):
            _believe(view, sheet, parts[part], lapsed, choice)
        return
    # Some record is of a whole, which stands before its parts.
    groups: dict[str, dict[Key, Sequence[R]]] = {}
    for (name, *deeper), records in parts.items():
        groups.setdefault(name, {})[(*deeper,)] = records
    whole: list[Chosen[R]] = []
    if "" in groups:
        _choose(view, sheet, groups.pop(""), lapsed, (whole, notes))
    wholes = [item.record for item in whole if item.current]
    if wholes and not view.reasons:
        chosen += whole
        return
    divided: list[Chosen[R]] = []
    divided_notes: list[Reason] = []
    for name in sorted(groups):
        _choose(view, sheet, groups[name], lapsed, (divided, divided_notes))
    if divided and not wholes:
        chosen += divided
        notes += divided_notes
        return
    chosen += whole
    notes += [
        cite(Because.CONTESTED, sheet, item.record)
        for item in divided
        if item.current and any(_newer_or_stronger(view, item.record, one) for one in wholes)
    ]


def _believe(
    view: UnitView,
    sheet: str,
    records: Sequence[R],
    lapsed: Callable[[R], Reason | None] | None,
    choice: _Choice[R],
) -> None:
    """Choose one of the records about the same part of a thing."""
    chosen, notes = choice
    ranked = records if len(records) == 1 else _ranked(view, records)
    if lapsed is None and not view.reasons:
        chosen.append(Chosen(ranked[0], current=True))
        return
    current = ranked
    if lapsed is not None:
        current = []
        for record in ranked:
            reason = lapsed(record)
            if reason is None:
                current.append(record)
            else:
                notes.append(reason)
    if not current:
        chosen.append(Chosen(ranked[0], current=False))
        return
    best = current[0]
    for other in current[1:] if view.reasons else ():
        newer = other.observed_on.last_day > best.observed_on.last_day
        if newer and _statement(other) != _statement(best):
            notes.append(cite(Because.CONTESTED, sheet, other, contests=best.id))
    chosen.append(Chosen(best, current=True))


def _ranked(view: UnitView, records: Sequence[R]) -> Sequence[R]:
    """Return records in the order in which they are believed, the strongest first."""
    by_belief = {_belief(view, record): record for record in records}
    if len(by_belief) < len(records):
        return sorted(records, key=partial(strength, view), reverse=True)
    # Their origins tell, as they mostly do, and their dates need not be looked at.
    return [by_belief[belief] for belief in sorted(by_belief, reverse=True)]


def _newer_or_stronger(view: UnitView, one: UnitRecord, other: UnitRecord) -> bool:
    newer = one.observed_on.last_day > other.observed_on.last_day
    return newer or _belief(view, one) > _belief(view, other)


def _statement(record: UnitRecord) -> tuple[object, ...]:
    """Return what a record says, without where it comes from."""
    kind: type = type(record)
    return tuple([getattr(record, name) for name in _stating(kind)])


@cache
def _stating(cls: type) -> tuple[str, ...]:
    names = (attribute.name for attribute in fields(cls))
    return tuple(name for name in names if name not in _PROVENANCE)
