"""The arithmetic every score is made of: comparisons that agree, and rounding once (design S5)."""

from collections.abc import Callable, Iterable
from decimal import Context, Decimal
from functools import lru_cache
from math import gcd
from typing import Final, Literal

__all__ = [
    "EXACT_ABOVE",
    "LARGEST_ATTAINMENT",
    "Publish",
    "Rounding",
    "left_sum",
    "publish",
    "publishing",
    "snap",
]

Rounding = Literal["half_up", "half_even"]
"""What becomes of a score that lies exactly between two published values."""

Publish = Callable[[float], Decimal]
"""Rounds an attainment once, to what is published."""

EXACT_ABOVE: Final = 9_000.0
LARGEST_ATTAINMENT: Final = 1e100
"""Beyond this, a value is in the wrong unit of measure rather than a score."""

_DIGITS_TELL: Final = 1_000.0
"""Up to here a number with twelve decimals is told by its fifteen digits from all others."""

_WIDE: Final = Context(prec=400)


def snap(number: float) -> float:
    """Return the number that stands for it on both sides of every comparison.

    Twelve decimals are kept, so that numbers that differ only by the rounding of intermediate
    steps compare as equal; numbers beyond 9 000 are compared as they are.

    >>> snap(0.1 + 0.2) == snap(0.3), 0.1 + 0.2 == 0.3
    (True, False)
    """
    if -EXACT_ABOVE <= number <= EXACT_ABOVE:
        return round(number * 1e12) / 1e12
    return number


def left_sum(numbers: Iterable[float]) -> float:
    """Add numbers from left to right, one by one; the order is part of the meaning.

    The built-in ``sum`` of newer Pythons compensates rounding and gives other bits.

    >>> left_sum([0.1, 0.2, 0.3])
    0.6000000000000001
    """
    total = 0.0
    for number in numbers:
        total += number
    return total


def publish(attainment: float, scale: float, decimals: int, rounding: Rounding) -> Decimal:
    """Round an attainment once, to what is published.

    Args:
        attainment: the score, 1 for full.
        scale: what a full score is published as.
        decimals: how many decimals are printed.
        rounding: what becomes of a score exactly between two published values.

    >>> publish(0.88125, 100, 2, "half_up")
    Decimal('88.13')
    """
    return publishing(scale, decimals, rounding)(attainment)


@lru_cache(maxsize=64)
def publishing(scale: float, decimals: int, rounding: Rounding) -> Publish:
    """Return what rounds attainments to what is published, made ready for any number of them.

    Args:
        scale: what a full score is published as.
        decimals: how many decimals are printed.
        rounding: what becomes of a score exactly between two published values.

    >>> publishing(100, 2, "half_up")(0.88125)
    Decimal('88.13')
    """
    multiplier, divisor = Decimal(repr(scale)).as_integer_ratio()
    multiplier *= 10**decimals
    # Small numbers are divided sooner.
    common = gcd(multiplier, 10**12 * divisor)
    least, least_whole = multiplier // common, 10**12 * divisor // common

    def published(attainment: float) -> Decimal:
        if -_DIGITS_TELL <= attainment <= _DIGITS_TELL:
            parts, factor, whole = round(attainment * 1e12), least, least_whole
        else:
            parts, whole = Decimal(repr(snap(attainment))).as_integer_ratio()
            factor, whole = multiplier, whole * divisor
        found, rest = divmod(abs(parts) * factor, whole)
        if 2 * rest > whole or (2 * rest == whole and (rounding == "half_up" or found % 2)):
            found += 1
        return _decimal(-found if parts < 0 else found, decimals)

    return published


@lru_cache(maxsize=16_384)  # most scores are published with few digits
def _decimal(found: int, decimals: int) -> Decimal:
    return _WIDE.scaleb(Decimal(found), -decimals)
