"""Strategies for methods and rules that take their numbers from a population, or from members."""

from hypothesis import strategies as st

from egov_readiness.rules import (
    Borda,
    DistanceToMax,
    DistanceToReference,
    FractionOfMax,
    MemberScore,
    Method,
    MinMax,
    PercentileRank,
    Rank,
    Rescale,
    RollUp,
    ZScore,
)
from egov_readiness.testing.fields import objects_of
from egov_readiness.testing.values import codes, numbers, unit_ids

__all__ = [
    "bordas",
    "distances_to_max",
    "distances_to_reference",
    "fitted_methods",
    "member_scores",
    "min_maxes",
    "percentile_ranks",
    "ranks",
    "rescales",
    "roll_ups",
    "unfitted_methods",
    "z_scores",
]


_Together = dict[tuple[str, ...], st.SearchStrategy[tuple[object, ...]]]
"""How fields are made whose values depend on each other."""


def unfitted_methods(reference: str = "u0") -> st.SearchStrategy[Method]:
    """Return every kind of method that needs a population, before it has one.

    Args:
        reference: the unit that a distance is taken to.
    """
    better = st.sampled_from(["higher", "lower"])
    clip = st.sampled_from(["both", "low", "high", "none"])
    ties = st.sampled_from(["least", "average"])
    return st.one_of(
        st.builds(MinMax, better=better, clip=clip),
        st.builds(DistanceToMax, better=better, clip=clip),
        st.builds(DistanceToReference, better=better, clip=clip, unit=st.just(reference)),
        st.builds(FractionOfMax, clip=clip),
        st.builds(ZScore, better=better),
        st.builds(Rank, better=better, ties=ties),
        st.builds(Borda, better=better, ties=ties),
        st.builds(PercentileRank, better=better, ties=ties),
    )


def fitted_methods() -> st.SearchStrategy[Method]:
    """Return methods with the numbers of a population, for values from 0 to 1, attaining 0 to 1."""
    return st.one_of(
        st.just(MinMax(worst=0.1, best=0.8)),
        st.just(MinMax(better="lower", worst=0.9, best=0.1, lowest=0.01)),
        st.just(DistanceToMax(worst=0, best=0.7)),
        st.just(DistanceToReference(value=0.5, worst=0, best=0.5)),
        st.just(FractionOfMax(best=0.8)),
        st.just(PercentileRank(values=(0.2, 0.5, 0.8), attains=(0.0, 0.5, 1.0))),
    )


def _ends(low: float, high: float) -> st.SearchStrategy[tuple[float | None, float | None]]:
    """Return two different numbers, the lesser first, or none."""
    middle = (low + high) / 2
    return st.just((None, None)) | st.tuples(numbers(low, middle - 1), numbers(middle + 1, high))


def _directed(low: float, high: float) -> st.SearchStrategy[tuple[object, ...]]:
    """Return a direction with the worst and the best value that suit it, or none."""
    return st.tuples(st.sampled_from(["higher", "lower"]), _ends(low, high)).map(
        lambda pair: (pair[0], *(pair[1] if pair[0] == "higher" else pair[1][::-1]))
    )


def _placed() -> _Together:
    """Return a direction, and rising values with an attainment for each that suits it."""
    values = st.lists(st.integers(-9, 9), max_size=3, unique=True).map(sorted)
    placed = st.tuples(st.sampled_from(["higher", "lower"]), values).map(
        lambda pair: (
            pair[0],
            tuple(map(float, pair[1])),
            tuple(float(n if pair[0] == "higher" else -n) for n in pair[1]),
        )
    )
    return {("better", "values", "attains"): placed}


def min_maxes() -> st.SearchStrategy[MinMax]:
    """Return methods of that kind, fitted or not."""
    ends = _directed(-1000, 1000)
    span = st.tuples(numbers(-9, 0), numbers(1, 9))
    together: _Together = {("better", "worst", "best"): ends, ("lowest", "highest"): span}
    return objects_of(MinMax, together)


def distances_to_max() -> st.SearchStrategy[DistanceToMax]:
    """Return methods of that kind, fitted or not."""
    return objects_of(DistanceToMax, {("better", "worst", "best"): _directed(-1000, 1000)})


def distances_to_reference() -> st.SearchStrategy[DistanceToReference]:
    """Return methods of that kind with one reference, fitted or not."""
    ends = _directed(-1000, 1000)
    by_unit = st.tuples(unit_ids(), st.none(), ends).map(lambda made: (*made[:2], *made[2]))
    # A declared value is the best one of a fitted method.
    by_value = st.tuples(numbers(), ends).map(
        lambda made: (None, made[0] if made[1][2] is None else made[1][2], *made[1])
    )
    together: _Together = {("unit", "value", "better", "worst", "best"): by_unit | by_value}
    return objects_of(DistanceToReference, together)


def z_scores() -> st.SearchStrategy[ZScore]:
    """Return methods of that kind, fitted or not."""
    fitted = st.just((None, None)) | st.tuples(numbers(), numbers(1, 9))
    return objects_of(ZScore, {("mean", "deviation"): fitted})


def ranks() -> st.SearchStrategy[Rank]:
    """Return methods of that kind, fitted or not."""
    return objects_of(Rank, _placed())


def bordas() -> st.SearchStrategy[Borda]:
    """Return methods of that kind, fitted or not."""
    return objects_of(Borda, _placed())


def percentile_ranks() -> st.SearchStrategy[PercentileRank]:
    """Return methods of that kind, fitted or not."""
    return objects_of(PercentileRank, _placed())


def rescales() -> st.SearchStrategy[Rescale]:
    """Return rescalings, fitted or not."""
    return objects_of(Rescale, {("worst", "best"): _ends(-9, 9)})


def member_scores() -> st.SearchStrategy[MemberScore]:
    """Return indicators of units below, by themselves."""
    how = st.one_of(
        st.tuples(st.just("mean"), st.none(), st.none() | codes()),
        st.just(("minimum", None, None)),
        st.tuples(st.just("share"), numbers(), st.none() | codes()),
    )
    return objects_of(MemberScore, {("by", "at_least", "weighted_by"): how})


def roll_ups() -> st.SearchStrategy[RollUp]:
    """Return roll-ups, by themselves."""
    how = st.tuples(st.just("mean"), st.none() | codes()) | st.just(("minimum", None))
    return objects_of(RollUp, {("by", "weighted_by"): how})
