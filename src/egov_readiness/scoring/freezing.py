"""The numbers of one method from the values of a population, whatever their order (design S2)."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import assert_never

from attrs import evolve

from egov_readiness.errors import nearest
from egov_readiness.rules.population import (
    Borda,
    DistanceToMax,
    DistanceToReference,
    FractionOfMax,
    MinMax,
    PercentileRank,
    PopulationMethod,
    Rank,
    ZScore,
)
from egov_readiness.scoring.forms import RefusedError

__all__ = ["check_population", "check_spread", "frozen_method"]


def check_population(numbers: Sequence[float]) -> None:
    """Refuse a population of which nothing is known, or of one unit only.

    Args:
        numbers: the known values.

    Raises:
        RefusedError: if they are fewer than two.

    >>> check_population([2.0, 10.0])
    """
    if not numbers:
        raise RefusedError("nothing-to-fit", "no unit has a value", "fill the column")
    if len(numbers) == 1:
        hint = "a population has at least two units with a value"
        raise RefusedError("one-unit", "one unit only has a value", hint)


def check_spread(least: float, most: float) -> None:
    """Refuse values that are all the same, or differ by rounding only.

    Args:
        least: the least value.
        most: the greatest value.

    Raises:
        RefusedError: if nothing lies between them.

    >>> check_spread(2.0, 10.0)
    """
    if most - least <= 1e-12 * max(abs(least), abs(most)):
        found = f"every unit has the value {least}"
        if least != most:
            found = f"all values lie between {least} and {most}, no further apart than by rounding"
        raise RefusedError(
            "constant",
            f"{found}, so that it tells no two units apart",
            "declare fixed goalposts, or leave it out of the rulebook",
        )


def frozen_method(
    method: PopulationMethod, numbers: Sequence[float], units: Mapping[str, Collection[float]]
) -> PopulationMethod:
    """Return a method with the numbers of its population.

    Args:
        method: the method.
        numbers: the known values, at least two.
        units: the different values that each unit has over the periods.

    Raises:
        RefusedError: if they cannot give its numbers.

    >>> frozen_method(MinMax(), [2.0, 10.0, 4.0], {}).best
    10.0
    """
    least, most = min(numbers), max(numbers)
    match method:
        case FractionOfMax():
            if most <= 0:
                raise RefusedError(
                    "no-maximum", "no unit has a value above 0", "take another method"
                )
            return evolve(method, best=most)
        case ZScore():
            check_spread(least, most)
            mean = math.fsum(numbers) / len(numbers)
            # Squares of numbers relative to the greatest one cannot vanish.
            furthest = max(mean - least, most - mean)
            squares = math.fsum(((number - mean) / furthest) ** 2 for number in numbers)
            deviation = furthest * math.sqrt(squares / (len(numbers) - 1))
            return evolve(method, mean=mean, deviation=deviation)
        case Rank() | Borda() | PercentileRank():
            return _placed(method, numbers)
        case MinMax() | DistanceToMax() | DistanceToReference():
            check_spread(least, most)
            worst, best = (least, most) if method.better == "higher" else (most, least)
            if isinstance(method, DistanceToReference):
                best = _reference(method, units)
                if (best - worst) * (1 if method.better == "higher" else -1) <= 0:
                    raise RefusedError(
                        "reference-is-worst",
                        f"the reference {best} is no better than the worst value, {worst}",
                        "take a better reference, or turn better round",
                    )
            return evolve(method, worst=worst, best=best)
        case _:
            assert_never(method)


def _reference(method: DistanceToReference, units: Mapping[str, Collection[float]]) -> float:
    if method.unit is None:
        assert method.value is not None  # a reference is one of the two
        return float(method.value)
    if method.unit not in units:
        raise RefusedError(
            "unknown-reference",
            f"the reference {method.unit!r} has no value in the population",
            nearest(method.unit, units),
        )
    if len(units[method.unit]) > 1:
        raise RefusedError(
            "ambiguous-reference",
            f"the reference {method.unit!r} has different values in several periods",
            "declare the value, or fit to one period",
        )
    (value,) = units[method.unit]
    return value


def _placed(
    method: Rank | Borda | PercentileRank, numbers: Sequence[float]
) -> Rank | Borda | PercentileRank:
    """Return the distinct values, rising, with the attainment of each."""
    falling = method.better == "lower"
    ties: dict[float, list[float]] = {}
    for number in sorted(numbers, reverse=falling):
        ties.setdefault(number, []).append(number)
    found = []
    worse = 0
    for tied in ties.values():
        rank = worse + 1.0
        if method.ties == "average":
            rank = worse + (len(tied) + 1) / 2
        worse += len(tied)
        found.append((tied[0], _by_rank(method, rank, len(numbers))))
    found.sort()
    values, attains = zip(*found, strict=True)
    return evolve(method, values=tuple(values), attains=tuple(attains))


def _by_rank(method: Rank | Borda | PercentileRank, rank: float, size: int) -> float:
    match method:
        case Rank():
            return rank
        case Borda():
            return rank - 1
        case PercentileRank():
            return (rank - 1) / (size - 1)
        case _:
            assert_never(method)
