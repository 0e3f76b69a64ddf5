"""Dates as the texts give them: to the day, the month or the year, windows, times of validity."""

import re
from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from attrs import frozen

from egov_readiness.errors import Problem, UsageError
from egov_readiness.kinds import refuse

__all__ = ["PartialDate", "Period", "check_day"]

_PART: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@lru_cache(maxsize=4096)
def _first_and_last_day(text: str) -> tuple[date, date]:
    """Return the ends of a date; surveys name few different ones, and ask for them often."""
    parts = text.split("/", 1)
    return _ends_of_part(parts[0])[0], _ends_of_part(parts[-1])[1]


def _ends_of_part(text: str) -> tuple[date, date]:
    match = _PART.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year_text, month_text, day_text = match.groups()
    year = int(year_text)
    if month_text is None:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(month_text)
    if day_text is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = date(year, month, int(day_text))
    return day, day


@frozen
class PartialDate:
    """A date known to the day, the month or the year, or a window of days.

    Written ``2008``, ``2008-10``, ``2008-10-03`` or ``2009-06-10/2009-06-11``; a window may
    have partial ends (``2008/2010``).  Where one day is needed, the last one counts.

    Attributes:
        text: the spelling, kept as given.

    Raises:
        RecordError: if the text is no such date, or a window ends before it begins.

    >>> PartialDate("2008-02").last_day
    datetime.date(2008, 2, 29)
    >>> PartialDate("2009-06-10/2009-06-11").precision
    'window'
    """

    text: str

    def __attrs_post_init__(self) -> None:
        try:
            if not isinstance(self.text, str):
                raise ValueError(self.text)  # noqa: TRY004, TRY301  # one refusal for both
            first, last = _first_and_last_day(self.text)
        except ValueError:
            raise refuse(
                "not-a-date",
                f"{self.text!r} is no date",
                "write 2008, 2008-10, 2008-10-03 or a window 2009-06-10/2009-06-11",
            ) from None
        if first > last:
            raise refuse("window-reversed", f"{self.text} ends before it begins")

    @property
    def first_day(self) -> date:
        """The earliest day it can be."""
        return _first_and_last_day(self.text)[0]

    @property
    def last_day(self) -> date:
        """The latest day it can be."""
        return _first_and_last_day(self.text)[1]

    @property
    def precision(self) -> str:
        """``"day"``, ``"month"``, ``"year"`` or ``"window"``."""
        if "/" in self.text:
            return "window"
        return {4: "year", 7: "month", 10: "day"}[len(self.text)]

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read the spelling; the same as the constructor, for symmetry with the other kinds."""
        return cls(text)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """Return a calendar day as a partial date.

        >>> str(PartialDate.of(date(2009, 6, 11)))
        '2009-06-11'
        """
        return cls(day.isoformat())

    def __str__(self) -> str:
        """Return the spelling used in files."""
        return self.text


@frozen
class Period:
    """A time of validity: from the first day on, up to but not including the last.

    Attributes:
        since: the first day of validity; ``None`` for "always before".
        until: the first day on which it is no longer valid; ``None`` for "still".

    Raises:
        RecordError: if it ends before it begins.

    >>> Period(date(2012, 1, 1), date(2014, 1, 1)).contains(date(2013, 12, 31))
    True
    """

    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        for end in (self.since, self.until):
            if end is not None and type(end) is not date:
                raise refuse("not-a-date", f"{end!r} is no calendar day")
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise refuse(
                "period-reversed",
                f"it is valid since {self.since} and no longer from {self.until} on",
                "until is the first day after the validity",
            )

    def contains(self, day: date) -> bool:
        """Tell whether the period is valid on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )

    def without(self, other: "Period") -> "tuple[Period, ...]":
        """Return what is left of the period once the days of another one are taken out.

        Args:
            other: the period that is taken out.

        >>> always = Period()
        >>> [part.until for part in always.without(Period(since=date(2024, 9, 1)))]
        [datetime.date(2024, 9, 1)]
        """
        if not self.overlaps(other):
            return (self,)
        left = []
        if other.since is not None and (self.since is None or self.since < other.since):
            left.append(Period(self.since, other.since))
        if other.until is not None and (self.until is None or other.until < self.until):
            left.append(Period(other.until, self.until))
        return tuple(left)

    def overlaps(self, other: "Period") -> bool:
        """Tell whether some day belongs to both periods.

        >>> Period(until=date(2012, 1, 1)).overlaps(Period(since=date(2012, 1, 1)))
        False
        """
        begins_before_other_ends = (
            self.since is None or other.until is None or self.since < other.until
        )
        other_begins_before_end = (
            other.since is None or self.until is None or other.since < self.until
        )
        return begins_before_other_ends and other_begins_before_end


def check_day(name: str, day: date | None, *, needed: bool = True) -> None:
    """Refuse an argument that should be a calendar day and is something else.

    Args:
        name: the name of the argument.
        day: what it was given; ``None`` if nothing.
        needed: whether there has to be one.

    Raises:
        UsageError: if it is a text, a point in time or anything else, or is needed and missing.

    >>> try:
    ...     check_day("as_of", "2022-07-01")
    ... except UsageError as error:
    ...     print(error.problems[0].message)
    '2022-07-01' is no calendar day
    """
    if day is None and not needed:
        return
    if isinstance(day, datetime) or not isinstance(day, date):
        hint = "give a datetime.date, such as date(2022, 7, 1)"
        raise UsageError([Problem("not-a-date", name, f"{day!r} is no calendar day", hint)])
