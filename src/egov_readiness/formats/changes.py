"""Changes between two scoreboards as CSV and JSON, one entry per unit and result."""

import json
from collections.abc import Iterable
from typing import Final

from attrs import asdict, fields

from egov_readiness.analysis.compare import Change
from egov_readiness.formats.delimited import written_cell, written_row

__all__ = ["COLUMNS", "changes_to_csv", "changes_to_json"]

COLUMNS: Final = tuple(attribute.name for attribute in fields(Change))
"""The header: the fields of a change, in their order."""


def changes_to_csv(changes: Iterable[Change]) -> str:
    """Return changes as CSV: a header, then one row per unit and result.

    Args:
        changes: the changes.

    >>> changes_to_csv([Change(unit="a", result="r", before=0, after=1, difference=1, moved=True)])
    ... # doctest: +ELLIPSIS
    'unit,period,result,before,...
    """
    rows = [[getattr(change, name) for name in COLUMNS] for change in changes]
    return written_row(COLUMNS) + "".join(written_row(map(written_cell, row)) for row in rows)


def changes_to_json(changes: Iterable[Change]) -> str:
    """Return changes as a JSON list of objects.

    Args:
        changes: the changes.

    >>> changes_to_json([])
    '[]'
    """
    return json.dumps([asdict(change) for change in changes], ensure_ascii=False)
