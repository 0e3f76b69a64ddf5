"""Numbers that changed over time, each with the dates it holds for."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated

from annotated_types import Ge, Le
from attrs import frozen

from egov_readiness.dates import Period
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem

__all__ = [
    "Dated",
    "DatedNumber",
    "Number",
    "Positive",
    "dated_problems",
    "number_on",
    "turning_days",
]


@frozen(kw_only=True)
class DatedNumber(Checked):
    """A number and the time it holds for.

    Attributes:
        since: the first day it holds.
        until: the first day it no longer holds; ``None`` until the next one begins.
        value: the number.

    >>> DatedNumber(since=date(2010, 1, 1), value=0.34).value
    0.34
    """

    since: date
    until: date | None = None
    value: float


Number = Annotated[float, Ge(-1e12), Le(1e12)]
"""A number of a rule; larger ones would be lost in rounding or run out of range."""

Positive = Annotated[float, Ge(1e-9), Le(1e12)]
"""A number of a rule that something is divided by."""

Dated = float | tuple[DatedNumber, ...]
"""A number that always held, or numbers with their dates, in order of time."""


def number_on(dated: Dated, day: date) -> float | None:
    """Return the number that holds on a day; ``None`` if none does.

    >>> number_on((DatedNumber(since=date(2010, 1, 1), value=0.34),), date(2009, 12, 31)) is None
    True
    """
    if not isinstance(dated, tuple):
        return dated
    found = None
    for number in dated:
        if number.since <= day:
            found = number
    if found is None or (found.until is not None and found.until <= day):
        return None
    return found.value


def turning_days(dated: Dated) -> Iterator[date]:
    """Yield the days on which a number changes.

    >>> list(turning_days(1.0))
    []
    """
    if isinstance(dated, tuple):
        for number in dated:
            yield number.since
            if number.until is not None:
                yield number.until


def dated_problems(dated: Dated, valid: Period, path: str) -> Iterator[Problem]:
    """Yield a problem for dates that overlap, are out of order or leave a valid day without value.

    Args:
        dated: the number.
        valid: the days on which the rulebook is valid.
        path: where the number stands.
    """
    if not isinstance(dated, tuple):
        return
    if not dated:
        yield Problem("no-value", path, "there is no value", "give a number or dated numbers")
        return
    for earlier, later in pairwise(dated):
        if later.since <= earlier.since or (
            earlier.until is not None and later.since < earlier.until
        ):
            yield Problem(
                "dates-overlap",
                path,
                f"the value since {later.since} overlaps the one since {earlier.since}",
                "list the values in order of time, each beginning when the one before ends",
            )
        elif earlier.until is not None and earlier.until < later.since:
            yield Problem(
                "dates-leave-a-gap",
                path,
                f"no value holds from {earlier.until} until {later.since}",
                "let each value last until the next begins",
            )
    for number in dated:
        if number.until is not None and number.until <= number.since:
            yield Problem(
                "dates-reversed", path, f"the value since {number.since} ends on {number.until}"
            )
    if valid.since is None or dated[0].since > valid.since:
        yield Problem(
            "dates-leave-a-gap",
            path,
            f"no value holds before {dated[0].since}"
            + (f", but the rulebook is valid since {valid.since}" if valid.since else ""),
            "begin the first value when the rulebook's validity begins (valid.since)",
        )
    end = dated[-1].until
    if end is not None and (valid.until is None or end < valid.until):
        yield Problem(
            "dates-leave-a-gap",
            path,
            f"no value holds from {end} on, but the rulebook is still valid",
            "leave out until, or end the rulebook's validity (valid.until)",
        )
