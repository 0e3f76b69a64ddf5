"""Measures of direct evidence: the value that the believed item states."""

from collections.abc import Mapping
from typing import Final

from egov_readiness.documents import normalised_number
from egov_readiness.errors import Because, Reason
from egov_readiness.kinds import Origin
from egov_readiness.measures.selection import cite, no_record, select, too_old
from egov_readiness.measures.view import UnitView
from egov_readiness.model.evidence import Evidence
from egov_readiness.observations import Observation, from_quantity, known, unknown
from egov_readiness.rules.rulebook import MeasureArgument, Proof

__all__ = ["value"]

_SHEET: Final = "evidence"
_SEEN: Final = (Origin.INSPECTED, Origin.MEASURED)


def value(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Give what the direct evidence of a concept states: a number, a share, bounds or a word.

    Of several items the stronger origin is believed, then the later observation; a newer but
    weaker one that says otherwise is named as contesting it.  Evidence is not used, and named
    with the reason, once it has been withdrawn, once another item that is neither withdrawn nor
    without its proof supersedes it, after the last day of its validity, when it is older than the
    indicator allows, or when it lacks what the indicator asks of proof and was neither inspected
    nor measured.  An item that states nothing is used only if no other states anything.

    Unknown if there is none that can be used; not applicable if it says so, or states a ratio of
    nothing.

    Args:
        view: the unit, and the indicator that is observed.
        arguments: ``concept``, what the evidence is about; without it, the indicator's code.

    Returns:
        Whatever the evidence states.

    Source: rules such as that of Cao Lãnh (Đồng Tháp), where proof cites number, title, date and
    extract of a document.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> from egov_readiness.kinds import Ratio
    >>> day = PartialDate("2009-06-11")
    >>> item = Evidence(id="e", unit="u", concept="lan_in_use", value=Ratio(5, 20),
    ...     observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 30), evidence=(item,))
    >>> value(view, {"concept": "lan_in_use"}).value
    0.25
    """
    concept = str(arguments.get("concept", view.indicator))
    items = [item for item in view.evidence if item.concept == concept]
    superseding = [item for item in items if item.supersedes]
    superseded = {
        identity: item.id
        for item in sorted(superseding, key=lambda item: item.id)
        if not _withdrawn(view, item) and not _lacks(view, item)
        for identity in item.supersedes
    }
    stating = [item for item in items if item.value is not None or item.option is not None]
    selection = select(
        view,
        _SHEET,
        stating or items,
        lapsed=lambda item: _lapsed(view, item, superseded),
    )
    if not selection.current:
        return unknown(selection.because or (no_record(_SHEET, concept=concept),))
    item = selection.current[0]
    if item.option is not None:
        return known(item.option, selection.because)
    return from_quantity(item.value, selection.because)


def _withdrawn(view: UnitView, item: Evidence) -> bool:
    return item.withdrawn_on is not None and item.withdrawn_on.last_day <= view.lapses_by


def _lapsed(view: UnitView, item: Evidence, superseded: Mapping[str, str]) -> Reason | None:
    if item.withdrawn_on is not None and _withdrawn(view, item):
        since = item.withdrawn_on.text
        return cite(Because.STALE, _SHEET, item, cause="withdrawn", since=since)
    if item.id in superseded:
        by = superseded[item.id]
        return cite(Because.STALE, _SHEET, item, cause="superseded", by=by)
    if item.valid_until is not None and item.valid_until.last_day < view.lapses_by:
        since = item.valid_until.text
        return cite(Because.STALE, _SHEET, item, cause="expired", since=since)
    lacks = _lacks(view, item)
    if lacks:
        return cite(Because.UNPROVEN, _SHEET, item, lacks=", ".join(lacks))
    return too_old(view, _SHEET, item)


def _lacks(view: UnitView, item: Evidence) -> list[Proof]:
    """Return what is asked of proof and not stated; who looked for themselves need no document."""
    if not view.proof or item.origin in _SEEN:
        return []
    document = view.documents.get(normalised_number(item.document or ""))
    stated: Mapping[Proof, object] = {
        "number": item.document,
        "title": item.title or (document and document.title),
        "date": document and document.issued_on,
        "extract": item.extract,
    }
    return [name for name in view.proof if not stated[name]]
