"""Limits on values, written inside ``Annotated``: which one a value breaks, and whether any."""

import math
import re
import sys
from collections.abc import Callable

from annotated_types import BaseMetadata, Ge, Gt, Le, Lt, MaxLen, MinLen

from egov_readiness.kinds import Pattern

__all__ = ["Complaint", "Limit", "Test", "length_test", "never", "outside", "range_test"]

Limit = BaseMetadata | Pattern
"""A limit on a value: those of annotated-types, and a pattern that a text has to match."""

Complaint = tuple[str, str, str]
"""Code, message and hint of what is wrong with one value."""

Test = Callable[[object], bool]
"""Tells of a value of one type whether it is right."""


def outside(value: object, limits: tuple[Limit, ...]) -> Complaint | None:
    """Say which limit a value breaks; ``None`` when it breaks none.

    Args:
        value: a number, a text or a tuple; other values have no limits.
        limits: the limits.

    >>> outside(1.5, (Ge(0), Le(1)))
    ('above-maximum', '1.5 is above 1', '')
    """
    for limit in limits:
        match limit, value:
            case Ge(least), int() | float() if value < least:  # type: ignore[operator]  # numbers
                return "below-minimum", f"{value} is below {least}", ""
            case Gt(least), int() | float() if value <= least:  # type: ignore[operator]  # numbers
                return "below-minimum", f"{value} is not above {least}", ""
            case Le(most), int() | float() if value > most:  # type: ignore[operator]  # numbers
                return "above-maximum", f"{value} is above {most}", ""
            case Lt(most), int() | float() if value >= most:  # type: ignore[operator]  # numbers
                return "above-maximum", f"{value} is not below {most}", ""
            case MinLen(least), str() | tuple() if len(value) < least:
                return "too-short", "it is empty", "leave the field out if there is nothing to say"
            case MaxLen(most), str() | tuple() if len(value) > most:
                return "too-long", f"longer than {most}", ""
            case Pattern(regex), str() if not re.fullmatch(regex, value):
                return "malformed", f"{value!r} is not written as this field asks", ""
    return None


def never(_: object) -> bool:
    """Tell of no value that it is right, so that it has to be looked at closely.

    >>> never(1)
    False
    """
    return False


def range_test(limits: tuple[Limit, ...], *, finite: bool) -> Test:
    """Return what tells that a number is within limits.

    Args:
        limits: the limits; of other ones than least and greatest it is never told.
        finite: whether it has to be a number that a double can hold, too.

    >>> within = range_test((Ge(0),), finite=True)
    >>> within(0), within(-0.5), within(math.inf)
    (True, False, False)
    """
    most: float = sys.float_info.max if finite else math.inf
    least = -most
    for limit in limits:
        match limit:
            case Ge(int() | float() as end):
                least = max(least, end)
            case Le(int() | float() as end):
                most = min(most, end)
            case _:
                return never
    return lambda value: least <= value <= most  # type: ignore[operator]  # it is called with numbers


def length_test(limits: tuple[Limit, ...]) -> Test | None:
    """Return what tells that a text or a tuple is within limits; ``None`` if there are none.

    Args:
        limits: the limits; of other ones than lengths and one pattern it is never told.

    >>> from egov_readiness.kinds import Code
    >>> is_code = length_test(Code.__metadata__)
    >>> is_code("lan_in_use"), is_code("lan, wan"), length_test(())
    (True, False, None)
    """
    least, most, pattern = 0, sys.maxsize, ""
    for limit in limits:
        match limit:
            case MinLen(length):
                least = max(least, length)
            case MaxLen(length):
                most = min(most, length)
            case Pattern(regex) if not pattern:
                pattern = regex
            case _:
                return never
    if not pattern:
        return (lambda value: least <= len(value) <= most) if limits else None  # type: ignore[arg-type]  # it is called with what has a length
    match = re.compile(pattern).fullmatch
    return lambda value: least <= len(value) <= most and match(value) is not None  # type: ignore[arg-type, call-overload]  # it is called with texts
