"""Lists of findings (changes, gaps, milestones, …) as CSV and JSON, one entry per line."""

import json
from collections.abc import Iterable
from datetime import date
from enum import Enum

from attrs import AttrsInstance, fields

from egov_readiness.dates import PartialDate
from egov_readiness.formats.delimited import written_cell, written_row
from egov_readiness.kinds import Text

__all__ = ["listing_to_csv", "listing_to_json"]

_Written = str | float | bool | list["_Written"] | None


def listing_to_csv(kind: type[AttrsInstance], items: Iterable[AttrsInstance]) -> str:
    """Return a list as CSV: a header with the fields of its entries, then one row per entry.

    Several values in one cell are joined with ``;``.

    Args:
        kind: the class of the entries, which gives the header of an empty list too.
        items: the entries.

    >>> from egov_readiness.analysis import Change
    >>> change = Change(unit="a", result="r", before=0, after=1, difference=1, moved=True)
    >>> listing_to_csv(Change, [change]).splitlines()[0][:20]
    'unit,period,result,b'
    """
    names = [attribute.name for attribute in fields(kind)]
    rows = ([_cell(getattr(item, name)) for name in names] for item in items)
    return written_row(names) + "".join(written_row(map(written_cell, row)) for row in rows)


def listing_to_json(items: Iterable[AttrsInstance]) -> str:
    """Return a list as a JSON list of objects with the fields of its entries.

    Args:
        items: the entries.

    >>> listing_to_json([])
    '[]'
    """
    entries = [
        {
            attribute.name: _written(getattr(item, attribute.name))
            for attribute in fields(type(item))
        }
        for item in items
    ]
    return json.dumps(entries, ensure_ascii=False)


def _written(value: object) -> _Written:
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case PartialDate():
            return value.text
        case Text():
            return value.to("vi")
        case tuple():
            return [_written(item) for item in value]
        case _:
            return str(value)


def _cell(value: object) -> str | float | None:
    written = _written(value)
    if isinstance(written, list):
        return ";".join(str(item) for item in written)
    if isinstance(written, bool):
        return str(written).lower()
    return written
