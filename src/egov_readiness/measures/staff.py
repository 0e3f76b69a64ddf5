"""Measures of staff: how many people there are, and how many share a workstation."""

from collections.abc import Mapping
from typing import Final

from egov_readiness.errors import Because, Reason
from egov_readiness.measures.counts import Range, known_range, missing, share, total
from egov_readiness.measures.infrastructure import items_of
from egov_readiness.measures.selection import Selection, no_record, select
from egov_readiness.measures.view import UnitView
from egov_readiness.model.infrastructure import InfrastructureKind
from egov_readiness.model.training import Headcount, StaffCategory
from egov_readiness.observations import Observation, not_applicable, unknown
from egov_readiness.rules.rulebook import MeasureArgument

__all__ = ["per_workstation", "staff_of"]

_SHEET: Final = "headcounts"


def per_workstation(view: UnitView, _arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how many people share a workstation that works.

    Staff of all levels ÷ working workstations; less is better.  Where the working ones are not
    recorded they are between those in use and those installed, so that without a count of use
    there is no upper end and the result is unknown.

    Unknown if staff or workstations are not recorded.  A unit with staff and no working
    workstation is worse than any number could say; it is not let off as not applicable, but
    unknown, with the reason, and the rulebook's policy for unknowns decides.  Not applicable if
    there is no staff and no workstation, or the records say so.

    Args:
        view: the unit.
        _arguments: none.

    Returns:
        A number of people for each workstation.

    Source: the other way round, "staff with a computer, in % × points" in Tây Ninh's scheme for
    departments (Decision 2747/QĐ-UBND of 2019).

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> from egov_readiness.model import Headcount, InfrastructureItem
    >>> day = PartialDate("2009-06")
    >>> staff = Headcount(id="h", unit="u", level="district", staff=80,
    ...     observed_on=day, recorded_on=day)
    >>> machines = InfrastructureItem(id="i", unit="u", kind=InfrastructureKind.WORKSTATION,
    ...     working=32, observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 30), headcounts=(staff,),
    ...     infrastructure=(machines,))
    >>> per_workstation(view, {}).value
    2.5
    """
    staff, because = staff_of(view, None)
    kind = InfrastructureKind.WORKSTATION
    selection, counts = items_of(view, kind)
    if not selection.chosen:
        because += (no_record("infrastructure", kind=kind.value),)
    because += selection.because
    counted: list[Range] = []
    for item, ranges in zip(selection.chosen, counts, strict=True):
        limits = ranges["working"]
        if limits is not None:
            counted.append(limits)
            because += missing(view, "infrastructure", item, ["working"], ranges)
    if staff is None or (selection.chosen and not counted):
        return not_applicable(because)
    if not selection.chosen:
        return unknown(because)
    workstations = total(counted)
    if workstations[1] == 0 and staff[1] > 0:
        return unknown((*because, Reason(Because.ZERO_DENOMINATOR)))
    return share([(staff, workstations)], because, part=False)


def staff_of(view: UnitView, level: str | None) -> tuple[Range | None, tuple[Reason, ...]]:
    """Return how many people work in a unit, with the head-counts that say so.

    A head-count of the unit as a whole stands before those of its offices, and one of all staff
    before those of categories; what contains another is never added to it.  Offices and
    categories that have no record are not there; one whose number is not known has a record
    without a number.

    Args:
        view: the unit.
        level: the administrative level that is asked for; ``None`` adds all levels.

    Returns:
        What the number can be, ``None`` if it is not applicable; and the reasons.

    >>> from datetime import date
    >>> staff_of(UnitView(unit="u", as_of=date(2009, 6, 30)), "commune")[0]
    (0.0, inf)
    """
    selection = _chosen_of(view, level)
    if not selection.chosen:
        wanted = {} if level is None else {"level": level}
        return known_range(None), (no_record(_SHEET, **wanted),)
    because = list(selection.because)
    counted: list[Range] = []
    for item in selection.chosen:
        limits = known_range(item.record.staff if item.current else None)
        if limits is not None:
            counted.append(limits)
            because.extend(missing(view, _SHEET, item, ["staff"], {"staff": limits}))
    return total(counted) if counted else None, tuple(because)


def _chosen_of(view: UnitView, level: str | None) -> Selection[Headcount]:
    """Choose among the head-counts of a level, or of each; several indicators ask for the same."""
    if level is not None:
        return view.once(("staff", level, view.stale_after), lambda: _choose(view, level))
    levels = sorted({count.level for count in view.headcounts})
    of_each = [_chosen_of(view, one) for one in levels]
    return Selection(
        _SHEET,
        tuple([item for one in of_each for item in one.chosen]),
        tuple([note for one in of_each for note in one.notes]),
        tuple([reason for one in of_each for reason in one.used]),
    )


def _choose(view: UnitView, level: str) -> Selection[Headcount]:
    return select(
        view,
        _SHEET,
        [count for count in view.headcounts if count.level == level],
        parts=lambda count: (
            count.organisation or "",
            "" if count.category is StaffCategory.ALL else count.category,
        ),
    )
