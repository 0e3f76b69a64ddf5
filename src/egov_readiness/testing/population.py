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


def unfitted_methods() -> st.SearchStrategy[Method]:
    """Return every kind of method that needs a population, before it has one."""
    better = st.sampled_from(["higher", "lower"])
    clip = st.sampled_from(["both", "low", "high", "none"])
    ties = st.sampled_from(["least", "average"])
    return st.one_of(
        st.builds(MinMax, better=better, clip=clip),
        st.builds(DistanceToMax, better=better, clip=clip),
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


def _ends(low: float, high: float) -> st.SearchStrategy[tuple[object, ...]]:
    """Return two different numbers, the lesser first, or none."""
    middle = (low + high) / 2
    return st.just((None, None)) | st.tuples(numbers(low, middle - 1), numbers(middle + 1, high))


def _placed() -> st.SearchStrategy[tuple[object, ...]]:
    """Return rising values with an attainment for each."""
    values = st.lists(st.integers(-9, 9), max_size=3, unique=True).map(sorted)
    return values.map(lambda found: (tuple(map(float, found)), tuple(map(float, found))))


def min_maxes() -> st.SearchStrategy[MinMax]:
    """Return methods of that kind, fitted or not."""
    ends = _ends(-1000, 1000)
    span = st.tuples(numbers(-9, 0), numbers(1, 9))
    together: _Together = {("worst", "best"): ends, ("lowest", "highest"): span}
    return objects_of(MinMax, together)


def distances_to_max() -> st.SearchStrategy[DistanceToMax]:
    """Return methods of that kind, fitted or not."""
    return objects_of(DistanceToMax, {("worst", "best"): _ends(-1000, 1000)})


def distances_to_reference() -> st.SearchStrategy[DistanceToReference]:
    """Return methods of that kind with one reference, fitted or not."""
    reference = st.tuples(unit_ids(), st.none()) | st.tuples(st.none(), numbers())
    together: _Together = {("worst", "best"): _ends(-1000, 1000), ("unit", "value"): reference}
    return objects_of(DistanceToReference, together)


def z_scores() -> st.SearchStrategy[ZScore]:
    """Return methods of that kind, fitted or not."""
    fitted = st.just((None, None)) | st.tuples(numbers(), numbers(1, 9))
    return objects_of(ZScore, {("mean", "deviation"): fitted})


def ranks() -> st.SearchStrategy[Rank]:
    """Return methods of that kind, fitted or not."""
    return objects_of(Rank, {("values", "attains"): _placed()})


def bordas() -> st.SearchStrategy[Borda]:
    """Return methods of that kind, fitted or not."""
    return objects_of(Borda, {("values", "attains"): _placed()})


def percentile_ranks() -> st.SearchStrategy[PercentileRank]:
    """Return methods of that kind, fitted or not."""
    return objects_of(PercentileRank, {("values", "attains"): _placed()})


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
