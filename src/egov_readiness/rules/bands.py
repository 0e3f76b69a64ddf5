"""Intervals with stated ends: the bands of a result and the steps of a step table (design S6)."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from attrs import frozen

from egov_readiness.arithmetic import snap
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import Code, Text

__all__ = ["Band", "BandOrder", "Interval", "IntervalEnds", "cover_problems", "intervals"]

BandOrder = Literal["best_first", "worst_first"]
"""In which direction the bands of a result are listed: "1" may be the best, "I" the lowest."""


@frozen(kw_only=True)
class IntervalEnds(Checked):
    """The ends of an interval as a text states them; an end not stated follows from a neighbour.

    Attributes:
        at_least: the lower end, included.
        above: the lower end, not included.
        at_most: the upper end, included.
        below: the upper end, not included.
    """

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if an end is stated twice."""
        if self.at_least is not None and self.above is not None:
            yield Problem("two-lower-ends", "above", "both at_least and above are given", "one end")
        if self.at_most is not None and self.below is not None:
            yield Problem("two-upper-ends", "below", "both at_most and below are given", "one end")


@frozen(kw_only=True)
class Band(IntervalEnds):
    """A named interval of a result, such as a maturity level or a grade.

    Attributes:
        result: the code of the result, or of another group, that it is a band of.
        code: the band's own code.
        title: what it is called.

    >>> Band(result="EGDI", code="very-high", title=Text({"en": "Very high"}), above=0.75).above
    0.75
    """

    result: Code
    code: Code
    title: Text


@frozen
class Interval:
    """An interval with both ends resolved; an end of ``None`` has no limit.

    Attributes:
        low: the lower end.
        low_included: whether the lower end belongs to it.
        high: the upper end.
        high_included: whether the upper end belongs to it.

    >>> Interval(0.5, True, 0.75, False).contains(0.75)
    False
    """

    low: float | None
    low_included: bool
    high: float | None
    high_included: bool

    def contains(self, number: float) -> bool:
        """Tell whether a number lies in it; both sides are compared snapped."""
        snapped = snap(number)
        if self.low is not None:
            low = snap(self.low)
            if snapped < low or (snapped == low and not self.low_included):
                return False
        if self.high is not None:
            high = snap(self.high)
            if snapped > high or (snapped == high and not self.high_included):
                return False
        return True

    def touches(self, low: float | None, high: float | None, *, exact: bool = False) -> bool:
        """Tell whether a number between two bounds can lie in it; ``None`` is no bound.

        Args:
            low: the least the number can be.
            high: the most it can be.
            exact: true to compare the numbers as they are, not snapped.

        >>> Interval(0.5, True, 0.75, False).touches(0.0, 0.5)
        True
        """
        seen = float if exact else snap
        if low is not None and self.high is not None:
            ours, theirs = seen(self.high), seen(low)
            if theirs > ours or (theirs == ours and not self.high_included):
                return False
        if high is not None and self.low is not None:
            ours, theirs = seen(self.low), seen(high)
            if theirs < ours or (theirs == ours and not self.low_included):
                return False
        return True


def _stated(ends: IntervalEnds) -> Interval:
    low = ends.at_least if ends.at_least is not None else ends.above
    high = ends.at_most if ends.at_most is not None else ends.below
    return Interval(low, ends.at_least is not None, high, ends.at_most is not None)


def _order(stated: Sequence[Interval]) -> list[int]:
    """Return the positions from the lowest interval to the highest."""
    others_have_lower_ends = all(
        item.low is not None for item in stated if (item.low, item.high) != (None, None)
    )

    def place(index: int) -> tuple[int, float, int]:
        item = stated[index]
        if item.low is not None:
            return 1, item.low, 1 if item.low_included else 2
        if item.high is not None:
            return 1, item.high, 0
        return (0 if others_have_lower_ends else 2), 0.0, 0

    return sorted(range(len(stated)), key=place)


def intervals(ends: Sequence[IntervalEnds]) -> tuple[Interval, ...]:
    """Resolve the ends of intervals that cover a range together.

    An end that is not stated is the neighbour's end, and belongs to whichever of the two the
    neighbour leaves it to.

    Args:
        ends: the stated ends, in any order.

    Returns:
        The intervals, in the order of the argument.

    >>> intervals([IntervalEnds(at_least=0.5), IntervalEnds()])[1]
    Interval(low=None, low_included=False, high=0.5, high_included=False)
    """
    stated = [_stated(item) for item in ends]
    order = _order(stated)
    resolved = list(stated)
    for place, index in enumerate(order):
        item = stated[index]
        low, low_included = item.low, item.low_included
        high, high_included = item.high, item.high_included
        if low is None and place > 0:
            below = stated[order[place - 1]]
            low, low_included = below.high, not below.high_included
        if high is None and place + 1 < len(order):
            above = stated[order[place + 1]]
            high, high_included = above.low, not above.low_included
        resolved[index] = Interval(
            low, low_included and low is not None, high, high_included and high is not None
        )
    return tuple(resolved)


def cover_problems(
    ends: Sequence[IntervalEnds],
    names: Sequence[str],
    low: float | None,
    high: float | None,
) -> Iterator[Problem]:
    """Yield a problem for each overlap, gap or empty interval.

    Args:
        ends: the stated ends.
        names: the path of each, for the problem.
        low: the least number that has to be covered; ``None`` for every number.
        high: the greatest number that has to be covered; ``None`` for every number.

    >>> [p.code for p in cover_problems([IntervalEnds(at_least=85, at_most=100),
    ...     IntervalEnds(at_least=0, at_most=84)], ["good", "fair"], 0, 100)]
    ['gap']
    """
    if not ends:
        return
    resolved = intervals(ends)
    order = _order([_stated(item) for item in ends])
    for index, item in enumerate(resolved):
        if item.low is not None and item.high is not None:
            empty = item.low > item.high or (
                item.low == item.high and not (item.low_included and item.high_included)
            )
            if empty:
                yield Problem(
                    "empty-interval",
                    names[index],
                    f"no number lies between {item.low} and {item.high}",
                    "check its ends",
                )
    for lower, upper in pairwise(order):
        below, above = resolved[lower], resolved[upper]
        if below.high is None or above.low is None:
            yield Problem(
                "overlap",
                names[upper],
                f"{names[upper]} and {names[lower]} overlap",
                "state where one ends and the other begins",
            )
            continue
        if below.high > above.low or (
            below.high == above.low and below.high_included and above.low_included
        ):
            yield Problem(
                "overlap",
                names[upper],
                f"{above.low} to {below.high} belongs to {names[lower]} and to {names[upper]}",
                "let one end be included and the other not",
            )
        elif below.high < above.low or not (below.high_included or above.low_included):
            where = (
                f"{below.high} belongs"
                if below.high == above.low
                else f"numbers between {below.high} and {above.low} belong"
            )
            yield Problem(
                "gap",
                names[upper],
                f"{where} neither to {names[lower]} nor to {names[upper]}",
                "state ends that meet, such as at_least = 70 and below = 85",
            )
    first, last = resolved[order[0]], resolved[order[-1]]
    if first.low is not None and (
        low is None or first.low > low or (first.low == low and not first.low_included)
    ):
        yield Problem(
            "gap",
            names[order[0]],
            f"numbers below {first.low} belong to nothing",
            "leave out the lower end of the lowest, or declare the range of the indicator",
        )
    if last.high is not None and (
        high is None or last.high < high or (last.high == high and not last.high_included)
    ):
        yield Problem(
            "gap",
            names[order[-1]],
            f"numbers above {last.high} belong to nothing",
            "leave out the upper end of the highest, or declare the range of the indicator",
        )
