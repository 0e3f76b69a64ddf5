"""The numbers that a method takes from a population, and what cannot give them."""

import math

import pytest

from egov_readiness.rules import (
    Borda,
    DistanceToMax,
    DistanceToReference,
    FractionOfMax,
    MinMax,
    PercentileRank,
    Rank,
    ZScore,
)
from egov_readiness.scoring.forms import RefusedError
from egov_readiness.scoring.freezing import check_population, frozen_method

VALUES = [4.0, 2.0, 10.0, 4.0]
UNITS = {unit: {value} for unit, value in zip("abcd", VALUES, strict=True)}


def frozen(method, values=VALUES, units=UNITS):
    return frozen_method(method, values, units)


def refused(method, values, units=UNITS):
    with pytest.raises(RefusedError) as error:
        frozen(method, values, units)
    assert error.value.hint
    return error.value.code


@pytest.mark.parametrize("kind", [MinMax, DistanceToMax])
def test_the_worst_and_the_best_follow_the_direction(kind):
    higher, lower = frozen(kind()), frozen(kind(better="lower"))
    assert (higher.worst, higher.best) == (2.0, 10.0)
    assert (lower.worst, lower.best) == (10.0, 2.0)


def test_a_reference_is_a_unit_of_the_population_or_a_value():
    assert frozen(DistanceToReference(unit="a")).best == 4.0
    assert frozen(DistanceToReference(value=12)).best == 12.0
    assert frozen(DistanceToReference(unit="a", better="lower")).worst == 10.0


def test_a_standard_score_takes_the_deviation_of_a_sample():
    method = frozen(ZScore(), [1.0, 2.0, 3.0, 4.0])
    assert method.mean == 2.5
    assert method.deviation == pytest.approx(math.sqrt(5 / 3), rel=1e-15)


def test_a_deviation_next_to_nothing_keeps_its_digits():
    plain, tiny = (frozen(ZScore(), [n * size for n in (1.0, 5.0, 2.0)]) for size in (1, 1e-200))
    assert tiny.deviation == pytest.approx(plain.deviation * 1e-200, rel=1e-14)


def test_squares_are_added_exactly():
    values = [1.0, *[1e-9 * n for n in range(1, 200)]]
    shuffled = [*values[100:], *values[:100]]
    assert frozen(ZScore(), values) == frozen(ZScore(), shuffled)


def test_a_reference_that_differs_between_periods_is_refused():
    units = {**UNITS, "a": {4.0, 5.0}}
    assert refused(DistanceToReference(unit="a"), VALUES, units) == "ambiguous-reference"


def test_the_mean_does_not_depend_on_the_order_of_the_units():
    values = [1e16, 1.0, -1e16, 3.0]
    assert frozen(ZScore(), values) == frozen(ZScore(), values[::-1])
    assert frozen(ZScore(), values).mean == 1.0


@pytest.mark.parametrize(
    ("method", "attains"),
    [
        (Rank(), (1.0, 2.0, 4.0)),
        (Rank(ties="average"), (1.0, 2.5, 4.0)),
        (Rank(better="lower"), (4.0, 2.0, 1.0)),
        (Borda(), (0.0, 1.0, 3.0)),
        (PercentileRank(), (0.0, 1 / 3, 1.0)),
        (PercentileRank(ties="average"), (0.0, 0.5, 1.0)),
    ],
)
def test_ranks_count_from_the_worst_and_ties_share(method, attains):
    assert (frozen(method).values, frozen(method).attains) == ((2.0, 4.0, 10.0), attains)


def test_ranks_of_equal_values_are_all_the_same():
    assert frozen(Rank(), [3.0, 3.0]).attains == (1.0,)


def test_the_best_of_the_peers_is_the_whole():
    assert frozen(FractionOfMax()).best == 10.0


@pytest.mark.parametrize("values", [[3.0, 3.0], [0.1 + 0.2, 0.3], [1e15, 1e15 + 0.125]])
@pytest.mark.parametrize("method", [MinMax(), DistanceToMax(), ZScore()])
def test_values_that_differ_by_rounding_only_tell_no_units_apart(method, values):
    assert refused(method, values) == "constant"


def test_tiny_values_that_differ_are_no_rounding():
    assert frozen(MinMax(), [1e-15, 3e-15]).best == 3e-15


def test_a_best_of_nothing_is_refused():
    assert refused(FractionOfMax(), [0.0, 0.0]) == "no-maximum"


def test_a_reference_has_to_be_known_and_better_than_the_worst():
    assert refused(DistanceToReference(unit="aa"), VALUES) == "unknown-reference"
    assert refused(DistanceToReference(unit="b"), VALUES) == "reference-is-worst"
    assert refused(DistanceToReference(value=1), VALUES) == "reference-is-worst"
    assert refused(DistanceToReference(value=11, better="lower"), VALUES) == "reference-is-worst"


@pytest.mark.parametrize(("values", "code"), [([], "nothing-to-fit"), ([1.0], "one-unit")])
def test_a_population_has_at_least_two_units(values, code):
    with pytest.raises(RefusedError) as error:
        check_population(values)
    assert error.value.code == code
