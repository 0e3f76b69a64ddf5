"""Counts that may be known, bounded or unknown, and the shares made of them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from egov_readiness.errors import Because, Fact, Reason
from egov_readiness.kinds import NOT_APPLICABLE, Amount, range_of
from egov_readiness.measures.selection import Chosen, R
from egov_readiness.measures.view import UnitView
from egov_readiness.observations import (
    Observation,
    State,
    not_applicable,
    quotient,
    unknown,
)

__all__ = [
    "UNLIMITED",
    "Range",
    "implied",
    "known_range",
    "missing",
    "not_recorded",
    "share",
    "total",
]

Range = tuple[float, float]
"""The least and the most that a count can be; the most may be infinite."""

UNLIMITED: Final[Range] = (0.0, math.inf)
"""What is known of a count that nobody recorded."""


def known_range(quantity: Amount) -> Range | None:
    """Return what a quantity of a record can be; ``None`` if it is not applicable.

    Args:
        quantity: known, bounded, not applicable, or unknown.

    >>> known_range(3), known_range(None)
    ((3, 3), (0.0, inf))
    """
    if quantity is None:
        return UNLIMITED
    return None if quantity is NOT_APPLICABLE else range_of(quantity)


def implied(
    recorded: Mapping[str, Amount], parts_of: Sequence[tuple[str, str]]
) -> dict[str, Range | None]:
    """Return what counts can be, given that some count parts of others.

    A part is at most its whole and a whole at least each of its parts; nothing else is assumed.

    Args:
        recorded: the counts of one record, by name.
        parts_of: pairs of a part and its whole, ordered so that the limits of a whole are settled
            before those of its parts.

    >>> implied({"working": 17, "in_use": None}, [("in_use", "working")])["in_use"]
    (0.0, 17)
    """
    # Most counts are whole numbers or nothing, so that they are told here.
    ranges = {
        name: UNLIMITED
        if quantity is None
        else (quantity, quantity)
        if type(quantity) is int
        else known_range(quantity)
        for name, quantity in recorded.items()
    }
    settled = True
    for part_name, whole_name in parts_of:
        part, whole = ranges[part_name], ranges[whole_name]
        if part is not None and whole is not None:
            if whole[1] < part[1]:
                ranges[part_name] = (part[0], whole[1])
            if part[0] > whole[0]:
                settled = False
    for part_name, whole_name in () if settled else reversed(parts_of):
        part, whole = ranges[part_name], ranges[whole_name]
        if part is not None and whole is not None and part[0] > whole[0]:
            ranges[whole_name] = (part[0], whole[1])
    return ranges


def not_recorded(sheet: str, record: str, name: str, limits: Range | None) -> Reason:
    """Return the reason that a field is not recorded, with the limits that others set it.

    Args:
        sheet: the sheet the record stands in.
        record: the identity of the record.
        name: the field that is missing.
        limits: what it can be all the same; ``None`` if nothing limits it.

    >>> not_recorded("infrastructure", "i", "in_use", (0, 17)).facts["high"]
    17
    """
    facts: dict[str, Fact] = {"sheet": sheet, "record": record, "count": name}
    low, high = limits or UNLIMITED
    if low > 0:
        facts["low"] = low
    if high < math.inf:
        facts["high"] = high
    return Reason(Because.NOT_RECORDED, facts)


def missing(
    view: UnitView,
    sheet: str,
    item: Chosen[R],
    names: Iterable[str],
    ranges: Mapping[str, Range | None],
) -> tuple[Reason, ...]:
    """Return the reasons for the counts that a record in use does not give.

    Args:
        view: the unit, and whether reasons are asked for.
        sheet: the sheet the record stands in.
        item: the record.
        names: the counts that a measure needs.
        ranges: what each count can be.
    """
    if not view.reasons or not item.current:
        return ()
    record = item.record
    return tuple(
        [
            not_recorded(sheet, record.id, name, ranges[name])
            for name in names
            if getattr(record, name) is None
        ]
    )


def total(ranges: Iterable[Range]) -> Range:
    """Add counts from left to right, the least to the least and the most to the most.

    Args:
        ranges: what each count can be.

    >>> total([(3, 3), (0.0, 17)])
    (3.0, 20.0)
    """
    least = most = 0.0
    for low, high in ranges:
        least += low
        most += high
    return least, most


def share(
    parts: Iterable[tuple[Range | None, Range | None]],
    because: tuple[Reason, ...],
    *,
    part: bool = True,
) -> Observation:
    """Divide the sum of numerators by the sum of denominators, with bounds that are surely true.

    Args:
        parts: numerator and denominator of each record; a pair with one that is not applicable
            leaves both sums.
        because: what they rest on.
        part: true if the numerator counts some of what the denominator counts.

    Returns:
        Not applicable if every pair is, or the denominator is 0; unknown if the bounds say
        nothing: if they are those of any share at all, or have no upper end.

    >>> share([((5, 5), (17, 17)), ((0.0, 3), (3, 3))], ()).low
    0.25
    """
    counted = [(over, under) for over, under in parts if over is not None and under is not None]
    if not counted:
        return not_applicable(because)
    numerator = total([over for over, _ in counted])
    denominator = total([under for _, under in counted])
    found = quotient(numerator, denominator, part=part, because=because)
    return unknown(because) if _says_nothing(found, part=part) else found


def _says_nothing(found: Observation, *, part: bool) -> bool:
    if found.state is not State.BOUNDED:
        return False
    return found.high == math.inf or (part and (found.low, found.high) == (0.0, 1.0))
