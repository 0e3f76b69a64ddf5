"""Measures of findings: what a word of quantity says of the units of a territory."""

from collections.abc import Iterator, Mapping
from typing import Final

from egov_readiness.errors import Because, Fact, Reason
from egov_readiness.kinds import Between, Quantifier
from egov_readiness.measures.selection import cite, no_record, strength, too_old
from egov_readiness.measures.view import UnitView
from egov_readiness.model.inspections import Claim, Finding
from egov_readiness.observations import Observation, bounded, unknown
from egov_readiness.rules.rulebook import MeasureArgument

__all__ = ["SHARES", "share_of_units"]

_SHEET: Final = "findings"

SHARES: Final[Mapping[Quantifier, Between]] = {
    Quantifier.ALL: Between(1, 1),
    Quantifier.MOST: Between(0.5, 1),
    Quantifier.MAJORITY: Between(0.5, 1),
    Quantifier.SOME: Between(0, 1),
    Quantifier.NONE: Between(0, 0),
}
"""The share of units that each word of quantity stands for, unless a survey says otherwise.

"Some" (một số) says nothing of the share; "most" (hầu hết) and "the greater part" (phần lớn) say
that it is at least a half.
"""


def share_of_units(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure of how large a share of a territory's units something is said to hold.

    The bounds of the words of quantity in the findings that speak of this unit's territory, never
    a figure.  If it is said *not* to hold of a share a..b, it holds of 1−b..1−a.  Findings that
    agree narrow each other; one that excludes what a stronger or later one says is named as
    contesting it and not used.  All have to speak of units of the same level as the strongest.

    A finding is about the territory: a unit within it inherits nothing, since "most units" names
    none of them.

    Unknown if no finding makes such a claim, or only one that says nothing ("some").

    Args:
        view: the unit, such as a province.
        arguments: ``concept``, the statement, such as ``lan_connected``.

    Returns:
        A share, as bounds.

    Source: the inspection of June 2009 in Lâm Đồng: "phần lớn các đơn vị này đã kết nối mạng
    LAN" (the greater part of these units are connected to a LAN).

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> from egov_readiness.kinds import Text
    >>> day = PartialDate("2009-06-10/2009-06-11")
    >>> said = Finding(id="f", unit="lam-dong", statement=Text({"vi": "phần lớn …"}),
    ...     reach="district", observed_on=day, recorded_on=PartialDate("2009-06"),
    ...     claims=(Claim(concept="lan_connected", quantifier=Quantifier.MAJORITY),))
    >>> view = UnitView(unit="lam-dong", as_of=date(2009, 6, 30), findings=(said,))
    >>> found = share_of_units(view, {"concept": "lan_connected"})
    >>> found.value, found.low, found.high
    (None, 0.5, 1.0)
    """
    concept = str(arguments["concept"])
    because: list[Reason] = []
    current: list[tuple[Finding, Claim]] = []
    for finding, claim in _claims(view, concept):
        stale = too_old(view, _SHEET, finding)
        if stale is None:
            current.append((finding, claim))
        else:
            because.append(stale)
    if not current:
        return unknown(tuple(because) or (no_record(_SHEET, concept=concept),))
    level = current[0][0].reach
    low, high = 0.0, 1.0
    for finding, claim in current:
        if finding.reach != level:
            continue
        least, most = _bounds(view, claim)
        if least > high or most < low:
            because.append(cite(Because.CONTESTED, _SHEET, finding, contests=current[0][0].id))
            continue
        low, high = max(low, least), min(high, most)
        because.append(cite(Because.RECORD, _SHEET, finding))
        because.append(Reason(Because.QUANTIFIER, _facts(finding, claim, least, most)))
    if (low, high) == (0, 1):
        return unknown(tuple(because))
    return bounded(low, high, tuple(because))


def _claims(view: UnitView, concept: str) -> Iterator[tuple[Finding, Claim]]:
    """Yield the claims about a concept, those of the strongest and latest findings first."""
    for finding in sorted(view.findings, key=lambda item: strength(view, item), reverse=True):
        for claim in finding.claims:
            if claim.concept == concept:
                yield finding, claim


def _bounds(view: UnitView, claim: Claim) -> tuple[float, float]:
    share = view.quantifiers.get(claim.quantifier, SHARES[claim.quantifier])
    return (1 - share.high, 1 - share.low) if claim.negated else (share.low, share.high)


def _facts(finding: Finding, claim: Claim, low: float, high: float) -> dict[str, Fact]:
    return {
        "sheet": _SHEET,
        "record": finding.id,
        "quantifier": claim.quantifier.value,
        "negated": claim.negated,
        "level": finding.reach,
        "low": low,
        "high": high,
    }
