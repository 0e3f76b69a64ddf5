"""Measures of public services: how far they are online, and how much they are used so."""

from collections.abc import Mapping
from typing import Final

from egov_readiness.errors import Because, Reason
from egov_readiness.measures.counts import Range, implied, missing, not_recorded, share
from egov_readiness.measures.selection import no_record, select
from egov_readiness.measures.view import UnitView
from egov_readiness.observations import Observation, unknown
from egov_readiness.rules.rulebook import MeasureArgument

__all__ = ["at_level", "filed_online"]

_SHEET: Final = "services"

_PARTS_OF: Final = (("files_online", "files"),)


def at_level(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how many of a unit's services have reached a level.

    Services at or above the level ÷ services graded by the same list of levels.  A service whose
    level is not known may or may not have reached it, so it gives bounds.  Levels of different
    lists cannot be compared: without ``level_scheme`` all services have to be graded by one list,
    else the result is unknown.

    Unknown if no service is recorded.

    Args:
        view: the unit.
        arguments: ``level``, the least level; ``level_scheme``, the list of levels that is meant,
            such as ``vn-43-2011``.

    Returns:
        A share.

    Source: Decree 43/2011/NĐ-CP with its four cumulative levels: information, forms, filing and
    paying online; replaced by other levels in Decree 42/2022/NĐ-CP.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> from egov_readiness.model import PublicService
    >>> day = PartialDate("2012")
    >>> services = tuple(PublicService(id=code, unit="u", code=code, level_scheme="vn-43-2011",
    ...     level=level, observed_on=day, recorded_on=day)
    ...     for code, level in (("1.001", 3), ("1.002", 2), ("1.003", None), ("1.004", 4)))
    >>> view = UnitView(unit="u", as_of=date(2012, 12, 31), services=services)
    >>> found = at_level(view, {"level": 3})
    >>> found.low, found.high
    (0.5, 0.75)
    """
    level, scheme = int(arguments["level"]), arguments.get("level_scheme")
    selection = select(
        view,
        _SHEET,
        (item for item in view.services if scheme in (None, item.level_scheme)),
        about=lambda service: (service.level_scheme, service.code),
    )
    if not selection.chosen:
        wanted = {} if scheme is None else {"level_scheme": scheme}
        return unknown((no_record(_SHEET, **wanted),))
    because = list(selection.because)
    schemes = sorted({item.record.level_scheme for item in selection.chosen})
    if len(schemes) > 1:
        because.append(Reason(Because.LEVELS_DIFFER, {"schemes": ", ".join(schemes)}))
        return unknown(tuple(because))
    pairs: list[tuple[Range | None, Range | None]] = []
    for item in selection.chosen:
        reached = item.record.level if item.current else None
        if reached is None:
            pairs.append(((0, 1), (1, 1)))
        else:
            pairs.append(((1, 1) if reached >= level else (0, 0), (1, 1)))
        if item.current and reached is None and view.reasons:
            because.append(not_recorded(_SHEET, item.record.id, "level", None))
    return share(pairs, tuple(because))


def filed_online(view: UnitView, _arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how many of the files handled were filed online.

    Files filed online ÷ files, over all services.  A service is counted once, by whichever list
    its level is given.  Unknown if no service is recorded or its files are not; not applicable if
    there were no files or the records say so.

    Args:
        view: the unit.
        _arguments: none.

    Returns:
        A share.

    Source: level 3 of Decree 43/2011/NĐ-CP is filing online; that a service offers it does not
    say that it is used.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> from egov_readiness.model import PublicService
    >>> day = PartialDate("2012")
    >>> service = PublicService(id="s", unit="u", code="1.001", level_scheme="vn-43-2011",
    ...     files=200, files_online=50, observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2012, 12, 31), services=(service,))
    >>> filed_online(view, {}).value
    0.25
    """
    selection = select(view, _SHEET, view.services, about=lambda service: (service.code,))
    if not selection.chosen:
        return unknown((no_record(_SHEET),))
    because = list(selection.because)
    pairs: list[tuple[Range | None, Range | None]] = []
    for item in selection.chosen:
        recorded = {"files_online": item.record.files_online, "files": item.record.files}
        ranges = implied(recorded if item.current else dict.fromkeys(recorded), _PARTS_OF)
        pairs.append((ranges["files_online"], ranges["files"]))
        because.extend(missing(view, _SHEET, item, ("files_online", "files"), ranges))
    return share(pairs, tuple(because))
