"""What every record carries, and which records count on a date."""

from datetime import date

from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.describe import Checked
from egov_readiness.kinds import Code, Line, Origin, UnitId

__all__ = ["Record", "UnitRecord", "counts"]


@frozen(kw_only=True)
class Record(Checked):
    """A typed fact with its two clocks: when it was so, and when it was put on record.

    Attributes:
        id: its identity, unique among the records of its type in a survey.
        observed_on: when it was so; a window counts from its last day.
        recorded_on: when it was put on record.
        origin: where it comes from; ``None`` where nobody said.
        source: the document, page or person (by post) that says so.
    """

    id: Code
    observed_on: PartialDate
    recorded_on: PartialDate
    origin: Origin | None = None
    source: Line | None = None


@frozen(kw_only=True)
class UnitRecord(Record):
    """A record about one administrative unit.

    Attributes:
        unit: the identity of the unit.
    """

    unit: UnitId


def counts(
    observed_on: PartialDate | None,
    recorded_on: PartialDate | None,
    as_of: date,
    known_on: date | None,
) -> bool:
    """Tell whether something counts under the two clocks (design S8).

    It counts if it was observed by ``as_of`` and recorded by ``known_on``.

    Args:
        observed_on: when it was so; ``None`` counts always.
        recorded_on: when it was put on record; ``None`` counts always.
        as_of: the date that is being scored.
        known_on: the last day of knowledge; ``None`` for no cut-off.

    >>> counts(PartialDate("2009-06-10/2009-06-11"), None, date(2009, 6, 10), None)
    False
    """
    if observed_on is not None and observed_on.last_day > as_of:
        return False
    return known_on is None or recorded_on is None or recorded_on.last_day <= known_on
