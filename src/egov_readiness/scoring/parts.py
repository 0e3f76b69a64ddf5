"""What units below a unit give together: bounds, value and coverage, by mean or minimum."""

import math
from collections.abc import Callable, Sequence

from attrs import evolve, frozen

from egov_readiness.arithmetic import snap
from egov_readiness.scoring.aggregate import over_choices

__all__ = ["Part", "Whole", "combined", "enough"]


@frozen
class Part:
    """What one unit below brings, as far as it is known.

    Attributes:
        low: its least attainment; ``None`` for no limit.
        value: its attainment; ``None`` while it is not known.
        high: its greatest attainment; ``None`` for no limit.
        coverage: the share of weight backed by usable evidence.
        weight: what it weighs; ``None`` while it is not known.
        surely: whether that weight is known, and no stand-in.
        may_leave: whether the others stand in for it while it has no value.
        fleeting: whether it can lose its value when more is known.
    """

    low: float | None
    value: float | None
    high: float | None
    coverage: float
    weight: float | None
    may_leave: bool
    surely: bool = True
    fleeting: bool = False

    @property
    def left_out(self) -> bool:
        """Whether the others stand in for it."""
        return self.may_leave and self.value is None

    @property
    def may_be_left_out(self) -> bool:
        """Whether the others stand in for it, or could if more were known."""
        exact = self.low is not None and self.low == self.high
        return self.left_out or (self.may_leave and self.fleeting and not exact)


@frozen
class Whole:
    """What the units below give together.

    Attributes:
        low: the least attainment; ``None`` for no limit.
        value: the attainment; ``None`` while it is not known.
        high: the greatest attainment; ``None`` for no limit.
        coverage: the share of weight backed by usable evidence.
        counted: how many of them are not left out.
    """

    low: float | None
    value: float | None
    high: float | None
    coverage: float
    counted: int


def _mean(weights: Sequence[float], numbers: Sequence[float]) -> float | None:
    """Return the weighted mean, whatever the order; ``None`` if nothing weighs."""
    total = math.fsum(weights)
    if total == 0:
        return None
    return math.fsum(w * n for w, n in zip(weights, numbers, strict=True)) / total


def combined(parts: Sequence[Part], by: str) -> Whole:
    """Combine parts by their mean, whatever their order, or their minimum.

    Where a weight is not surely known, the mean lies somewhere between the least and the greatest
    part.

    Args:
        parts: the parts, at least one; not all of them weigh nothing.
        by: ``minimum``; whatever else is a mean.

    >>> parts = [Part(n, n, n, 1.0, 1.0, may_leave=False) for n in (0.5, 1.0)]
    >>> combined(parts, "mean").value
    0.75
    """
    weights = [part.weight for part in parts if part.weight is not None]
    all_weighed = len(weights) == len(parts)
    optional = {n for n, part in enumerate(parts) if part.may_be_left_out}
    counted = [place for place, part in enumerate(parts) if not part.left_out]

    def together(ends: Sequence[float | None]) -> Callable[[Sequence[int]], float | None]:
        def some(places: Sequence[int]) -> float | None:
            numbers = [end for place in places if (end := ends[place]) is not None]
            if not numbers or len(numbers) < len(places):
                return None
            if by == "minimum":
                return min(numbers)
            return _mean([weights[place] for place in places], numbers) if all_weighed else None

        return some

    lows, highs = [part.low for part in parts], [part.high for part in parts]
    low = over_choices(lows, optional, together(lows), least=True, averaged=by != "minimum")
    high = over_choices(highs, optional, together(highs), least=False, averaged=by != "minimum")
    if by != "minimum" and not (all_weighed and all(part.surely for part in parts)):
        low = None if None in lows else min(number for number in lows if number is not None)
        high = None if None in highs else max(number for number in highs if number is not None)
    value = together([part.value for part in parts])(counted)
    if value is None and low == high:
        value = low
    coverages = [part.coverage for part in parts]
    coverage = _mean(weights, coverages) if all_weighed else math.fsum(coverages) / len(parts)
    return Whole(low, value, high, coverage or 0.0, len(counted))


def enough(part: Part, at_least: float) -> Part:
    """Return 1 where a part attains enough and 0 where it does not, as far as that is known.

    Args:
        part: the part.
        at_least: the attainment that is enough.

    >>> enough(Part(0.8, None, 1.0, 0.5, 1.0, may_leave=True), 0.7).value
    1.0
    """

    def reached(number: float | None, otherwise: float | None) -> float | None:
        return otherwise if number is None else float(snap(number) >= snap(at_least))

    low, high = reached(part.low, 0.0), reached(part.high, 1.0)
    if low == high:
        # Its bounds suffice to tell, whether or not it has a value.
        return evolve(part, low=low, value=low, high=high)
    return evolve(part, low=low, value=reached(part.value, None), high=high)
