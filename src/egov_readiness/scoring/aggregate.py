"""Aggregation of children's attainments, one number at a time and always from left to right."""

import math
from collections.abc import Callable, Collection, Sequence
from functools import partial
from operator import mul
from typing import Final, Protocol, assert_never

from egov_readiness.arithmetic import left_sum
from egov_readiness.rules.aggregation import (
    Aggregation,
    BestOf,
    GeometricMean,
    HarmonicMean,
    Minimum,
    PowerMean,
    Sum,
    WeightedMean,
    power_of,
)
from egov_readiness.scoring.forms import RefusedError

__all__ = ["Combine", "combining", "divisor", "filling", "over_choices", "refuse_nothing"]


_POWER_MEANS: Final = (PowerMean, GeometricMean, HarmonicMean)


def divisor(aggregation: Aggregation, total: float, declared: float, maximum: float) -> float:
    """Return what a child's weight is divided by to give its share of the group.

    Args:
        aggregation: the group's aggregation.
        total: what the weights of the children that take part add up to.
        declared: what the weights of all children add up to, taking part or not.
        maximum: the group's own weight, the default maximum of a sum.

    A sum keeps its maximum while the children that take part can fill it; children that are not
    applicable lower it only by the points that are then out of reach.

    >>> divisor(Sum(maximum=10), 4.0, 10.0, 1.0), divisor(Sum(maximum=10), 12.0, 16.0, 1.0)
    (4.0, 10)
    """
    if not isinstance(aggregation, Sum):
        return total
    whole = aggregation.maximum if aggregation.maximum is not None else maximum
    if total == declared:
        return whole
    return min(whole, total + max(0.0, whole - declared))


def filling(aggregation: Aggregation, weights: Sequence[float], share_of: float) -> float:
    """Return the weight that fills a group: of cases of which one counts, the heaviest.

    Args:
        aggregation: the group's aggregation.
        weights: the weights of the children that take part.
        share_of: what weights are divided by, from :func:`divisor`.

    >>> filling(BestOf(), [1.0, 3.0], 4.0), filling(WeightedMean(), [1.0, 3.0], 4.0)
    (3.0, 4.0)
    """
    return max(weights, default=0.0) if isinstance(aggregation, BestOf) else share_of


class Combine(Protocol):
    """An aggregation made ready: from the attainments of some children to that of their group."""

    def __call__(self, attainments: Sequence[float], /, *, limits: bool) -> float:
        """Return the attainment of the group.

        Args:
            attainments: the attainments of the children whose weights it was made ready for.
            limits: true if they are limits of what could be; a limit of 0 under a geometric
                mean is 0, while a known 0 is refused.

        Raises:
            RefusedError: if a child attains nothing under a mean that has no value for nothing.
        """
        ...


def combining(aggregation: Aggregation, weights: Sequence[float], share_of: float) -> Combine:
    """Return an aggregation made ready for the children that take part.

    Args:
        aggregation: how.
        weights: the weights of these children, each above 0.
        share_of: what weights are divided by, from :func:`divisor`.

    >>> combining(WeightedMean(), [1.0, 3.0], 4.0)([1.0, 0.0], limits=False)
    0.25
    """
    match aggregation:
        case WeightedMean() | Sum():
            return partial(_mean, weights, share_of)
        case Minimum():
            return _least
        case BestOf():
            return partial(_best, weights)
        case PowerMean() | GeometricMean() | HarmonicMean():
            return partial(_power_mean, power_of(aggregation), weights)
        case _:
            assert_never(aggregation)


def _mean(
    weights: Sequence[float],
    share_of: float,
    attainments: Sequence[float],
    *,
    limits: bool,  # noqa: ARG001  # of which a mean with powers of 1 asks nothing
) -> float:
    return left_sum(map(mul, weights, attainments)) / share_of


def _least(attainments: Sequence[float], *, limits: bool) -> float:  # noqa: ARG001  # as above
    return min(attainments)


def _best(
    weights: Sequence[float],
    attainments: Sequence[float],
    *,
    limits: bool,  # noqa: ARG001  # as above
) -> float:
    most = max(w * a for w, a in zip(weights, attainments, strict=True))
    # Points below nothing would otherwise gain by being divided.
    return min(most / max(weights), max(attainments))


def over_choices(
    ends: Sequence[float | None],
    optional: Collection[int],
    combined: Callable[[Sequence[int]], float | None],
    *,
    least: bool,
    averaged: bool,
) -> float | None:
    """Return the least or the greatest that parts can give, if some of them may be left out.

    Full knowledge would count every part, and leaving one out, as a policy may, gives its weight
    to the others; the bounds hold whatever of the two a part comes to.

    Args:
        ends: the least or the greatest of each part; ``None`` for no limit.
        optional: the places of the parts that may be left out.
        combined: what the parts at some places, in their order, give together.
        least: true for the least, false for the greatest.
        averaged: whether every part draws the whole towards itself, as in a mean or a sum.

    >>> def mean(places):
    ...     return sum([0.2, 0.8][place] for place in places) / len(places)
    >>> over_choices([0.2, 0.8], {1}, mean, least=True, averaged=True)
    0.2
    """
    found = combined(range(len(ends)))
    if found is None or not optional:
        return found
    extreme = min if least else max
    limits = {place: end for place in optional if (end := ends[place]) is not None}
    # A part on the sought side of an average could only blunt the extreme by leaving.
    if averaged and all(extreme(end, found) == end for end in limits.values()):
        return found
    others = [place for place in range(len(ends)) if place not in optional]
    in_turn = sorted(limits, key=lambda place: limits[place], reverse=not least)
    for count in range(0 if others else 1, len(in_turn)):
        some = combined(sorted([*others, *in_turn[:count]]))
        found = found if some is None else extreme(found, some)
    return found


def refuse_nothing(aggregation: Aggregation, values: Sequence[float | None]) -> None:
    """Refuse values that a mean cannot take, whether or not their siblings are known.

    Args:
        aggregation: the group's aggregation.
        values: the attainments of the children; ``None`` where there is none.

    Raises:
        RefusedError: if a child attains nothing under a mean that has no value for nothing.

    >>> refuse_nothing(WeightedMean(), [0.0])
    """
    if not isinstance(aggregation, _POWER_MEANS):
        return
    attained = [value for value in values if value is not None]
    if attained:
        mean = power_of(aggregation)
        least = min(_entered(mean, attained))
        if mean.power != 1 and (least < 0 or (least == 0 and mean.power <= 0)):
            raise RefusedError(
                "nothing-under-mean",
                f"a child attains {min(attained)}, which a power mean of {mean.power:g} "
                "cannot take",
                "declare floor or shift in the aggregation",
            )


def _entered(mean: PowerMean, attainments: Sequence[float]) -> list[float]:
    return [(a if mean.floor is None else max(a, mean.floor)) + mean.shift for a in attainments]


def _power_mean(
    mean: PowerMean, weights: Sequence[float], attainments: Sequence[float], *, limits: bool
) -> float:
    shift, power = mean.shift, mean.power
    entered = _entered(mean, attainments)
    total = left_sum(weights)
    if power == 1:
        return left_sum(w * a for w, a in zip(weights, entered, strict=True)) / total - shift
    if limits:
        if power <= 0 and min(entered) <= 0:
            return 0.0 - shift
        entered = [max(a, 0.0) for a in entered]
    else:
        refuse_nothing(mean, attainments)
    if power == 0:
        logs = left_sum(w * math.log(a) for w, a in zip(weights, entered, strict=True))
        return math.exp(logs / total) - shift
    if power == -1:
        return total / left_sum(w / a for w, a in zip(weights, entered, strict=True)) - shift
    # Powers of numbers relative to the dominant one cannot overflow.
    dominant = max(entered) if power > 0 else min(entered)
    if dominant == 0:
        return 0.0 - shift
    powers = left_sum(w * (a / dominant) ** power for w, a in zip(weights, entered, strict=True))
    return float(dominant * (powers / total) ** (1 / power)) - shift
