"""Measures of applications: which are in service, and how much of the work goes through them."""

from collections.abc import Mapping
from typing import Final

from egov_readiness.measures.counts import Range, implied, missing, share
from egov_readiness.measures.selection import Selection, no_record, select
from egov_readiness.measures.view import UnitView
from egov_readiness.model.applications import Application, ApplicationKind
from egov_readiness.observations import Observation, bounded, unknown
from egov_readiness.rules.rulebook import MeasureArgument

__all__ = ["accounts_in_use", "documents_electronic", "in_service"]

_SHEET: Final = "applications"


def documents_electronic(view: UnitView, _arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how many of the documents a unit handles are handled electronically.

    Documents handled electronically ÷ documents handled, over the applications for document
    management.  Unknown if no such application is recorded or its documents are not; not
    applicable if there were no documents or the records say so.

    Args:
        view: the unit.
        _arguments: none.

    Returns:
        A share.

    Source: Decision 749/QĐ-TTg of 2020: work files handled online by 2025, 90 % in provinces,
    80 % in districts, 60 % in communes.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> day = PartialDate("2009-05")
    >>> system = Application(id="a", unit="u", kind=ApplicationKind.DOCUMENT_MANAGEMENT,
    ...     documents=400, documents_electronic=100, observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 30), applications=(system,))
    >>> documents_electronic(view, {}).value
    0.25
    """
    kind = ApplicationKind.DOCUMENT_MANAGEMENT
    return _share(view, kind, "documents_electronic", "documents")


def accounts_in_use(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how many of the accounts that were given out are used.

    Accounts used in the period ÷ accounts, over the applications of one kind or of all.  Unknown
    if no such application is recorded or its accounts are not; not applicable if there are no
    accounts or the records say so.

    Args:
        view: the unit.
        arguments: ``kind``, the kind of application; without it, all.

    Returns:
        A share.

    Source: Decision 48/2009/QĐ-TTg: staff who use e-mail for their work, 50 % in 2009 in
    provinces, 20 % "tới cấp huyện" (down to districts) in mountain provinces.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> day = PartialDate("2009-05")
    >>> mail = Application(id="a", unit="u", kind=ApplicationKind.EMAIL,
    ...     accounts=50, active_accounts=20, observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 30), applications=(mail,))
    >>> accounts_in_use(view, {"kind": "email"}).value
    0.4
    """
    return _share(view, _kind(arguments), "active_accounts", "accounts")


def in_service(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Count the applications that are in service.

    An application is told from others by its kind and name, so that one that several offices run
    counts once.  It is in service once its date of deployment has come, a month or a year on its
    last day; without such a date it was observed in service.  One whose record is too old for the
    indicator may be out of service by now, so it gives bounds.

    Unknown if no such application is recorded: nothing recorded is not the same as none.

    Args:
        view: the unit.
        arguments: ``kind``, the kind of application; without it, all.

    Returns:
        A number of applications.

    Source: "1 point for each application in use, 5 at most" in the scheme for ministries
    (annex 1B).

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> day = PartialDate("2009-05")
    >>> mail, portal = (Application(id=kind.value, unit="u", kind=kind, observed_on=day,
    ...     recorded_on=day) for kind in (ApplicationKind.EMAIL, ApplicationKind.PORTAL))
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 30), applications=(mail, portal))
    >>> in_service(view, {}).value
    2
    """
    selection = _applications(view, _kind(arguments))
    if not selection.chosen:
        return unknown(selection.because)
    surely: set[tuple[str, str]] = set()
    perhaps: set[tuple[str, str]] = set()
    for item in selection.chosen:
        deployed_on = item.record.deployed_on
        if deployed_on is None or deployed_on.last_day <= view.as_of:
            perhaps.add(_identity(item.record))
            if item.current:
                surely.add(_identity(item.record))
    return bounded(len(surely), len(perhaps), selection.because)


def _kind(arguments: Mapping[str, MeasureArgument]) -> ApplicationKind | None:
    kind = arguments.get("kind")
    return None if kind is None else ApplicationKind(str(kind))


def _identity(application: Application) -> tuple[str, str]:
    return application.kind.value, application.name or ""


def _applications(view: UnitView, kind: ApplicationKind | None) -> Selection[Application]:
    selection = select(
        view,
        _SHEET,
        (item for item in view.applications if kind in (None, item.kind)),
        about=_identity,
        parts=lambda application: (application.organisation or "",),
    )
    if selection.chosen:
        return selection
    wanted = {} if kind is None else {"kind": kind.value}
    return Selection(_SHEET, notes=(no_record(_SHEET, **wanted),))


def _share(view: UnitView, kind: ApplicationKind | None, over: str, under: str) -> Observation:
    selection = _applications(view, kind)
    if not selection.chosen:
        return unknown(selection.because)
    because = list(selection.because)
    pairs: list[tuple[Range | None, Range | None]] = []
    for item in selection.chosen:
        recorded = {name: getattr(item.record, name) for name in (over, under)}
        ranges = implied(recorded if item.current else dict.fromkeys(recorded), ((over, under),))
        pairs.append((ranges[over], ranges[under]))
        because.extend(missing(view, _SHEET, item, (over, under), ranges))
    return share(pairs, tuple(because))
