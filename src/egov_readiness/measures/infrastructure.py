"""Measures of infrastructure: presence, condition and use, kept apart.

Being connected is one thing and being used is another; each has its measure, and a rulebook says
which of them it rewards.  The counts of a unit are the sums over its offices.  Where a count is
not recorded, the others limit what it can be: what is in use works, what works is installed, and
what is connected is installed and was to be connected.  Nothing else is assumed.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Final

from egov_readiness.kinds import Count
from egov_readiness.measures.counts import UNLIMITED, Range, implied, missing, share, total
from egov_readiness.measures.selection import Chosen, Selection, no_record, select
from egov_readiness.measures.view import UnitView
from egov_readiness.model.infrastructure import (
    NETWORK_KINDS,
    InfrastructureItem,
    InfrastructureKind,
)
from egov_readiness.observations import Observation, known, not_applicable, unknown
from egov_readiness.rules.rulebook import MeasureArgument

__all__ = ["in_use", "items_of", "present", "reach", "utilisation", "working"]

_SHEET: Final = "infrastructure"

Ranges = dict[str, Range | None]
"""What each count of a record can be, by name; ``None`` is not applicable."""

_COUNTS: Final[tuple[str, ...]] = ("eligible", "installed", "connected", "working", "in_use")

_counts_of: Final[Callable[[InfrastructureItem], tuple[Count, ...]]] = attrgetter(*_COUNTS)

_PARTS_OF: Final = (
    ("connected", "eligible"),
    ("connected", "installed"),
    ("working", "installed"),
    ("in_use", "working"),
    ("in_use", "installed"),
)
_PARTS_OF_NETWORK: Final = (*_PARTS_OF, ("in_use", "connected"))


def reach(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how much of what there should be is there.

    For a network: connected ÷ eligible.  For any other kind: installed ÷ eligible, which is above
    1 where there is more than there should be.  Reach says nothing of use.

    Unknown if nothing is recorded of the kind, or the counts leave it open; bounds where they
    limit it; not applicable if nothing was to be there.

    Args:
        view: the unit.
        arguments: ``kind``, the kind of infrastructure.

    Returns:
        A share.

    Source: such criteria as "computers connected to the LAN, in % × points" in Tây Ninh's
    scheme for departments (Decision 2747/QĐ-UBND of 2019).

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> day = PartialDate("2009-06-11")
    >>> lan = InfrastructureItem(id="i", unit="u", kind=InfrastructureKind.LAN, eligible=20,
    ...     connected=18, working=17, in_use=5, observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 11), infrastructure=(lan,))
    >>> reach(view, {"kind": "lan"}).value
    0.9
    """
    kind = _kind(arguments)
    network = kind in NETWORK_KINDS
    return _share(view, kind, "connected" if network else "installed", "eligible", part=network)


def working(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how much of what is there works: its condition.

    For a network: of what is connected, what works.  The working ones are counted among the
    connected; only where more may work than are connected is it no more than sure that at least
    working + connected − installed are both.  For any other kind: working ÷ installed.

    Unknown if nothing is recorded of the kind, or the counts leave it open; not applicable if
    there is nothing that could work.

    Args:
        view: the unit.
        arguments: ``kind``, the kind of infrastructure.

    Returns:
        A share.

    Source: what an inspection looks at after presence; the inspection of June 2009 in Lâm Đồng
    found networks connected and without effect.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> day = PartialDate("2009-06-11")
    >>> lan = InfrastructureItem(id="i", unit="u", kind=InfrastructureKind.LAN, eligible=20,
    ...     connected=20, working=15, observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 11), infrastructure=(lan,))
    >>> working(view, {"kind": "lan"}).value
    0.75
    """
    kind = _kind(arguments)
    return _share(view, kind, "working", "connected" if kind in NETWORK_KINDS else "installed")


def in_use(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how much of what there should be is there, works and is used: effective reach.

    In use ÷ eligible.  It is the measure that tells presence from use without letting off the
    units that have nothing: the same reach with less use is less.  For what is no network it can
    be above 1, where more is used than there should be.

    Where use is not recorded it is bounded by what works, is connected or is installed.  Unknown
    if nothing is recorded of the kind, or the counts leave it open; not applicable if nothing was
    to be there.

    Args:
        view: the unit.
        arguments: ``kind``, the kind of infrastructure.

    Returns:
        A share.

    Source: the inspection of June 2009 in Lâm Đồng: most units connected to a LAN, "nhưng chưa
    phát huy được tác dụng và hiệu quả" (but not yet effective).

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> day = PartialDate("2009-06-11")
    >>> lan = InfrastructureItem(id="i", unit="u", kind=InfrastructureKind.LAN, eligible=20,
    ...     connected=18, working=15, observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 11), infrastructure=(lan,))
    >>> in_use(view, {"kind": "lan"}).low, in_use(view, {"kind": "lan"}).high
    (0.0, 0.75)
    """
    kind = _kind(arguments)
    return _share(view, kind, "in_use", "eligible", part=kind in NETWORK_KINDS)


def utilisation(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how much of what works is used.

    In use ÷ working.  A unit in which nothing works has no utilisation: it is not applicable, and
    so leaves the score.  A rulebook that wants such a unit to count asks for
    ``infrastructure.in_use``.

    Unknown if nothing is recorded of the kind, or the counts leave it open.

    Args:
        view: the unit.
        arguments: ``kind``, the kind of infrastructure.

    Returns:
        A share.

    Source: as for ``infrastructure.in_use``.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> day = PartialDate("2009-06-11")
    >>> lan = InfrastructureItem(id="i", unit="u", kind=InfrastructureKind.LAN, eligible=20,
    ...     connected=18, working=16, in_use=4, observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 11), infrastructure=(lan,))
    >>> utilisation(view, {"kind": "lan"}).value
    0.25
    """
    return _share(view, _kind(arguments), "in_use", "working")


def present(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Tell whether there is at least one: connected for a network, installed otherwise.

    "yes" if the counts make sure of one, "no" if they make sure of none, else unknown; not
    applicable if every office says so.

    Args:
        view: the unit.
        arguments: ``kind``, the kind of infrastructure.

    Returns:
        The word "yes" or "no".

    Source: yes-or-no criteria such as "scanner: 2 points, none: 0" in Tây Ninh's scheme for
    departments (Decision 2747/QĐ-UBND of 2019).

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> day = PartialDate("2009-06-11")
    >>> wall = InfrastructureItem(id="i", unit="u", kind=InfrastructureKind.FIREWALL, working=1,
    ...     observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 11), infrastructure=(wall,))
    >>> present(view, {"kind": "firewall"}).value
    'yes'
    """
    kind = _kind(arguments)
    name = "connected" if kind in NETWORK_KINDS else "installed"
    selection, counts = items_of(view, kind)
    if not selection.chosen:
        return unknown((no_record(_SHEET, kind=kind.value),))
    because = list(selection.because)
    counted: list[Range] = []
    for item, ranges in zip(selection.chosen, counts, strict=True):
        limits = ranges[name]
        if limits is not None:
            counted.append(limits)
            because.extend(missing(view, _SHEET, item, [name], ranges))
    if not counted:
        return not_applicable(tuple(because))
    low, high = total(counted)
    if low > 0:
        return known("yes", tuple(because))
    # Things are counted in whole numbers: less than one is none.
    return known("no", tuple(because)) if high < 1 else unknown(tuple(because))


def items_of(
    view: UnitView, kind: InfrastructureKind
) -> tuple[Selection[InfrastructureItem], tuple[Ranges, ...]]:
    """Choose one record of a kind of infrastructure for each office of a unit.

    A record of the unit as a whole stands before those of its offices.

    Args:
        view: the unit.
        kind: the kind of infrastructure.

    Returns:
        The choice, and what the counts of each chosen record can be; nothing limits those of a
        record that is no longer used.
    """
    items = view.once(("infrastructure by kind",), lambda: _by_kind(view)).get(kind, [])

    def choose() -> tuple[Selection[InfrastructureItem], tuple[Ranges, ...]]:
        selection = select(
            view,
            _SHEET,
            items,
            parts=lambda item: (item.organisation or "",),
        )
        return selection, tuple([_ranges(item) for item in selection.chosen])

    # While none is too old, what is chosen is the same for every indicator.
    old = view.stale_after is not None and any(view.is_old(item.observed_on) for item in items)
    return view.once(("infrastructure", kind, view.stale_after if old else None), choose)


def _by_kind(view: UnitView) -> dict[InfrastructureKind, list[InfrastructureItem]]:
    found: dict[InfrastructureKind, list[InfrastructureItem]] = {}
    for item in view.infrastructure:
        found.setdefault(item.kind, []).append(item)
    return found


def _ranges(item: Chosen[InfrastructureItem]) -> Ranges:
    if not item.current:
        return dict.fromkeys(_COUNTS, UNLIMITED)
    record = item.record
    recorded: dict[str, Count] = dict(zip(_COUNTS, _counts_of(record), strict=True))
    return implied(recorded, _PARTS_OF_NETWORK if record.kind in NETWORK_KINDS else _PARTS_OF)


def _kind(arguments: Mapping[str, MeasureArgument]) -> InfrastructureKind:
    return InfrastructureKind(str(arguments["kind"]))


def _share(
    view: UnitView, kind: InfrastructureKind, over: str, under: str, *, part: bool = True
) -> Observation:
    selection, counts = items_of(view, kind)
    if not selection.chosen:
        return unknown((no_record(_SHEET, kind=kind.value),))
    because = list(selection.because)
    pairs: list[tuple[Range | None, Range | None]] = []
    for item, ranges in zip(selection.chosen, counts, strict=True):
        pair = (ranges[over], ranges[under])
        if (over, under) == ("working", "connected"):
            pair = (_working_and_connected(ranges), ranges[under])
        pairs.append(pair)
        if None not in pair:
            because.extend(missing(view, _SHEET, item, (over, under), ranges))
    return share(pairs, tuple(because), part=part)


def _working_and_connected(ranges: Mapping[str, Range | None]) -> Range | None:
    """Return how many of the connected ones work, where also others may work."""
    works, connected = ranges["working"], ranges["connected"]
    if works is None or connected is None or works[1] <= connected[0]:
        return works
    used, installed = ranges["in_use"] or UNLIMITED, ranges["installed"] or UNLIMITED
    both = max(0.0, works[0] + connected[0] - installed[1], used[0])
    return both, min(works[1], connected[1])
