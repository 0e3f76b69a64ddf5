"""The aggregations of many units: what one unit's children attain together, as columns."""

from collections.abc import Sequence
from typing import assert_never

from egov_readiness.errors import from_extra
from egov_readiness.rules.aggregation import (
    BestOf,
    GeometricMean,
    HarmonicMean,
    Minimum,
    PowerMean,
    Sum,
    WeightedMean,
    power_of,
)
from egov_readiness.scoring.columns import Flags, Numbers
from egov_readiness.scoring.plan import GroupPlan

with from_extra("tables", "scoring many units as arrays"):
    import numpy as np

__all__ = ["aggregate_columns", "fold_columns", "share_columns"]


def fold_columns(
    weights: Sequence[float], takes_part: Sequence[Flags] | None, numbers: Sequence[Numbers]
) -> Numbers:
    """Add weighted numbers from left to right; what takes no part adds nothing.

    Args:
        weights: the weight of each column.
        takes_part: for each column the units in which it takes part; ``None`` for all.
        numbers: the columns.

    >>> fold_columns([1.0, 3.0], None, [np.array([1.0]), np.array([0.5])]).tolist()
    [2.5]
    """
    total = weights[0] * numbers[0]
    if takes_part is not None:
        total[~takes_part[0]] = 0.0
    total += 0.0  # as a sum that begins with nothing, which is never minus zero
    for place in range(1, len(weights)):
        addend = weights[place] * numbers[place]
        if takes_part is not None:
            addend[~takes_part[place]] = 0.0
        total += addend
    return total


def share_columns(group: GroupPlan, total: Numbers) -> Numbers:
    """Return what a child's weight is divided by, as ``divisor`` does for one unit.

    Args:
        group: the group.
        total: for each unit what the weights of the children that take part add up to.
    """
    if not isinstance(group.aggregation, Sum):
        return total
    maximum = group.aggregation.maximum
    whole = group.own_weight if maximum is None else maximum
    reached = np.minimum(whole, total + max(0.0, whole - group.total))
    return np.where(total == group.total, whole, reached)


def aggregate_columns(
    group: GroupPlan,
    takes_part: Sequence[Flags] | None,
    attained: Sequence[Numbers],
    total: Numbers | float,
    share: Numbers | float,
    *,
    limits: bool,
) -> tuple[Numbers, Flags]:
    """Return what a group attains, and of which units the mean has no value for nothing.

    Args:
        group: the group.
        takes_part: for each child the units in which it takes part; ``None`` for all.
        attained: what each child attains.
        total: what the weights of the children that take part add up to.
        share: what weights are divided by.
        limits: true if the attainments are limits of what could be.
    """
    aggregation, weights = group.aggregation, group.weights
    refused = np.zeros(attained[0].shape, dtype=bool)
    match aggregation:
        case WeightedMean() | Sum():
            return fold_columns(weights, takes_part, attained) / share, refused
        case Minimum():
            return _extreme(takes_part, attained, least=True), refused
        case BestOf():
            points = [w * a for w, a in zip(weights, attained, strict=True)]
            heaviest = _extreme(takes_part, [np.full(refused.shape, w) for w in weights])
            most = _extreme(takes_part, points) / heaviest
            return np.minimum(most, _extreme(takes_part, attained)), refused
        case PowerMean() | GeometricMean() | HarmonicMean():
            mean = power_of(aggregation)
            return _power_mean(mean, weights, takes_part, attained, total, limits=limits)
        case _:
            assert_never(aggregation)


def _extreme(
    takes_part: Sequence[Flags] | None, numbers: Sequence[Numbers], *, least: bool = False
) -> Numbers:
    nothing = np.inf if least else -np.inf
    parts = numbers
    if takes_part is not None:
        parts = [np.where(flags, n, nothing) for flags, n in zip(takes_part, numbers, strict=True)]
    found: Numbers = np.minimum.reduce(parts) if least else np.maximum.reduce(parts)
    return found


def _power_mean(
    mean: PowerMean,
    weights: Sequence[float],
    takes_part: Sequence[Flags] | None,
    attained: Sequence[Numbers],
    total: Numbers | float,
    *,
    limits: bool,
) -> tuple[Numbers, Flags]:
    shift, power = mean.shift, mean.power
    entered = [(a if mean.floor is None else np.maximum(a, mean.floor)) + shift for a in attained]
    refused = np.zeros(attained[0].shape, dtype=bool)
    if power == 1:
        return fold_columns(weights, takes_part, entered) / total - shift, refused
    # What is not known neither refuses a mean nor limits it.
    present = [np.where(np.isnan(a), np.inf, a) for a in entered]
    least = _extreme(takes_part, present, least=True)
    if limits:
        entered = [np.maximum(a, 0.0) for a in entered]
    else:
        refused = (least < 0) | ((least == 0) & (power <= 0))
    if power == 0:
        whole = np.exp(fold_columns(weights, takes_part, [np.log(a) for a in entered]) / total)
    elif power == -1:
        whole = total / fold_columns(weights, takes_part, [1.0 / a for a in entered])
    else:
        # Powers of numbers relative to the dominant one cannot overflow.
        dominant = _extreme(takes_part, entered, least=power < 0)
        powers = [(a / dominant) ** power for a in entered]
        whole = dominant * (fold_columns(weights, takes_part, powers) / total) ** (1 / power)
        whole = np.where(dominant == 0, 0.0, whole)
    if power <= 0 and limits:
        unlimited = np.isnan(fold_columns(weights, takes_part, attained))
        whole = np.where((least <= 0) & ~unlimited, 0.0, whole)
    return whole - shift, refused
