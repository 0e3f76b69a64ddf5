"""Measures of plans: how soon a plan followed the resolution that it implements."""

from collections.abc import Mapping, Sequence
from typing import Final

from egov_readiness.documents import DocumentRelationKind, LegalDocument, normalised_number
from egov_readiness.errors import Because, Fact, Reason
from egov_readiness.measures.counts import not_recorded
from egov_readiness.measures.selection import cite, no_record
from egov_readiness.measures.view import UnitView
from egov_readiness.observations import Observation, known, unknown
from egov_readiness.rules.rulebook import MeasureArgument

__all__ = ["issued_within"]

_SHEET: Final = "plans"


def issued_within(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Tell whether a unit's plan was issued within so many days of what it implements.

    Days from the issue of the resolution (of the last one, if the plan implements several) to
    the issue of the document that issues the plan.  Of several plans the one observed last
    counts.  Where a date is known only to the month or the year, the answer is given only if
    every day it can be gives the same.

    Unknown if no plan is recorded, its document or what that implements is not recorded, or a
    date is missing or leaves it open.

    Args:
        view: the unit.
        arguments: ``days``, the most days there may be between the two.

    Returns:
        The word "yes" or "no".

    Source: Resolution 16/NQ-TU of the Lâm Đồng Provincial Party Committee of 2008-08-18 and
    Decision 2599/QĐ-UBND of 2008-10-03, which issues the plan to implement it: 46 days.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> from egov_readiness.documents import DocumentRelation
    >>> from egov_readiness.kinds import Text
    >>> from egov_readiness.model import Plan
    >>> resolution = LegalDocument(id="16/NQ-TU", issued_on=PartialDate("2008-08-18"))
    >>> decision = LegalDocument(id="2599/QĐ-UBND", issued_on=PartialDate("2008-10-03"),
    ...     relations=(DocumentRelation(kind=DocumentRelationKind.IMPLEMENTS,
    ...                                 document="16/NQ-TU"),))
    >>> day = PartialDate("2008-10-03")
    >>> plan = Plan(id="p", unit="lam-dong", title=Text({"en": "Plan"}), document="2599/QĐ-UBND",
    ...     observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="lam-dong", as_of=date(2009, 6, 11), plans=(plan,),
    ...     documents={document.id: document for document in (resolution, decision)})
    >>> issued_within(view, {"days": 60}).value, issued_within(view, {"days": 45}).value
    ('yes', 'no')
    """
    days = int(arguments["days"])
    if not view.plans:
        return unknown((no_record(_SHEET),))
    plan = max(
        view.plans,
        key=lambda plan: (plan.observed_on.last_day, plan.recorded_on.last_day, plan.id),
    )
    because = [cite(Because.RECORD, _SHEET, plan)]
    issuing = _document(view, plan.document, because)
    if issuing is None:
        return unknown(tuple(because))
    numbers = issuing.related(DocumentRelationKind.IMPLEMENTS)
    if not numbers:
        because.append(no_record("documents", implemented_by=issuing.id))
    implemented = [_document(view, number, because) for number in numbers]
    between = _days_between(implemented, issuing)
    if between is None:
        return unknown(tuple(because))
    least, most = between
    facts: dict[str, Fact] = {"document": issuing.id, "within": days}
    facts |= {"days": least} if least == most else {"low": least, "high": most}
    because.append(Reason(Because.ISSUED_AFTER, facts))
    if most <= days:
        return known("yes", tuple(because))
    return known("no", tuple(because)) if least > days else unknown(tuple(because))


def _document(view: UnitView, number: str | None, because: list[Reason]) -> LegalDocument | None:
    """Find a document, and give the reason that it is or is not there."""
    found = None if number is None else view.documents.get(normalised_number(number))
    if found is None:
        wanted: dict[str, Fact] = {} if number is None else {"document": number}
        because.append(no_record("documents", **wanted))
        return None
    facts: dict[str, Fact] = {"sheet": "documents", "record": found.id}
    if found.issued_on is None:
        because.append(not_recorded("documents", found.id, "issued_on", None))
    else:
        because.append(Reason(Because.RECORD, {**facts, "issued_on": found.issued_on.text}))
    return found


def _days_between(
    earlier: Sequence[LegalDocument | None], later: LegalDocument
) -> tuple[int, int] | None:
    """Return the least and the most days from the last of some documents to a later one."""
    dates = [document.issued_on for document in earlier if document is not None]
    known_dates = [day for day in dates if day is not None]
    if later.issued_on is None or not known_dates or len(known_dates) < len(earlier):
        return None
    earliest = max(day.first_day for day in known_dates)
    latest = max(day.last_day for day in known_dates)
    return (later.issued_on.first_day - latest).days, (later.issued_on.last_day - earliest).days
