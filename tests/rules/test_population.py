"""Methods that take their numbers from a population."""

from datetime import date
from typing import get_args

import pytest

from egov_readiness.errors import RecordError
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
from egov_readiness.rules.forms import LinearForm, StepsForm
from egov_readiness.rules.methods import form_on
from egov_readiness.rules.population import PopulationMethod, fitted_form, is_fitted
from egov_readiness.scoring.forms import compile_form

UNFITTED = [
    MinMax(),
    DistanceToMax(),
    DistanceToReference(value=1),
    FractionOfMax(),
    ZScore(),
    Rank(),
    Borda(),
    PercentileRank(),
]
FITTED = [
    MinMax(worst=2, best=10),
    DistanceToMax(worst=2, best=10),
    DistanceToReference(value=10, worst=2, best=10),
    FractionOfMax(best=10),
    ZScore(mean=5, deviation=2),
    Rank(values=(1.0, 2.0), attains=(1.0, 2.0)),
    Borda(values=(1.0, 2.0), attains=(0.0, 1.0)),
    PercentileRank(values=(1.0, 2.0), attains=(0.0, 1.0)),
]


def test_every_method_of_the_union_is_tried_here():
    assert {type(method) for method in UNFITTED} == set(get_args(PopulationMethod))


@pytest.mark.parametrize("method", UNFITTED, ids=lambda method: method.kind)
def test_a_method_without_a_population_is_not_fitted(method):
    assert not is_fitted(method)


@pytest.mark.parametrize("method", FITTED, ids=lambda method: method.kind)
def test_a_fitted_method_takes_a_form_the_kernel_knows(method):
    assert is_fitted(method)
    assert isinstance(fitted_form(method), LinearForm | StepsForm)
    assert form_on(method, date(2022, 7, 1)) == fitted_form(method)


@pytest.mark.parametrize("kind", [MinMax, DistanceToMax])
def test_half_a_fit_is_refused(kind):
    with pytest.raises(RecordError, match="half-fitted"):
        kind(worst=1)
    with pytest.raises(RecordError, match="best-equals-worst"):
        kind(worst=1, best=1)


def test_half_a_fit_of_a_standard_score_is_refused():
    with pytest.raises(RecordError, match="half-fitted"):
        ZScore(mean=1)
    with pytest.raises(RecordError, match="no-deviation"):
        ZScore(mean=1, deviation=0)


@pytest.mark.parametrize("kind", [Rank, Borda, PercentileRank])
def test_values_of_a_population_rise_and_each_has_its_place(kind):
    with pytest.raises(RecordError, match="half-fitted"):
        kind(values=(1.0,), attains=())
    with pytest.raises(RecordError, match="not-rising"):
        kind(values=(2.0, 1.0), attains=(1.0, 2.0))


def test_a_reference_is_a_unit_or_a_value():
    with pytest.raises(RecordError, match="reference"):
        DistanceToReference()
    with pytest.raises(RecordError, match="reference"):
        DistanceToReference(unit="a", value=1)


def test_the_best_value_attains_more_than_the_worst():
    with pytest.raises(RecordError, match="ends-reversed"):
        MinMax(lowest=1, highest=0)


def attained(method, *values):
    attain = compile_form(fitted_form(method))
    return [attain(value) for value in values]


def test_the_ends_of_a_population_attain_the_declared_ends_exactly():
    method = MinMax(worst=0.1, best=0.7, lowest=0.01, highest=1.0)
    assert attained(method, 0.1, 0.7) == [0.01, 1.0]
    method = MinMax(better="lower", worst=0.7, best=0.1, lowest=1, highest=100)
    assert attained(method, 0.7, 0.1, 0.4) == [1.0, 100.0, pytest.approx(50.5)]


def test_a_value_beyond_the_population_is_clipped_where_the_method_says():
    assert attained(MinMax(worst=0, best=1), -1, 2) == [0.0, 1.0]
    assert attained(MinMax(worst=0, best=1, clip="high"), -1, 2) == [-1.0, 1.0]
    assert attained(MinMax(worst=0, best=1, clip="low"), -1, 2) == [0.0, 2.0]
    assert attained(MinMax(worst=0, best=1, clip="none"), -1, 2) == [-1.0, 2.0]


def test_a_standard_score_counts_deviations_from_the_mean():
    assert attained(ZScore(mean=5, deviation=2), 9, 5, 1) == [2.0, 0.0, -2.0]
    lower = ZScore(better="lower", mean=5, deviation=2, to_mean=10, to_deviation=2)
    assert attained(lower, 9, 5, 1) == [6.0, 10.0, 14.0]


@pytest.mark.parametrize(
    ("better", "attains", "found"),
    [
        ("higher", (1.0, 2.0, 3.0), [1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0]),
        ("lower", (3.0, 2.0, 1.0), [3.0, 3.0, 2.0, 2.0, 1.0, 1.0, 1.0]),
    ],
)
def test_an_unseen_value_takes_the_place_of_the_next_worse_one(better, attains, found):
    method = Rank(better=better, values=(1.0, 2.0, 3.0), attains=attains)
    assert attained(method, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 9.0) == found


def test_values_of_a_population_differ_as_soon_as_they_are_not_the_same_number():
    first, second = 7.1, 7.1000000000000005
    assert first < second
    method = Rank(values=(first, second), attains=(1.0, 2.0))
    assert attained(method, first, second) == [1.0, 2.0]


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        (MinMax, {"worst": 10, "best": 2}, "ends-reversed"),
        (DistanceToMax, {"better": "lower", "worst": 2, "best": 10}, "ends-reversed"),
        (DistanceToReference, {"value": 5, "worst": 2, "best": 7}, "other-reference"),
        (MinMax, {"worst": -1e200, "best": 1}, "too-large"),
        (Rank, {"values": (1.0, 2.0), "attains": (2.0, 1.0)}, "not-rising"),
        (Borda, {"better": "lower", "values": (1.0, 2.0), "attains": (1.0, 2.0)}, "not-rising"),
    ],
)
def test_numbers_that_no_population_can_have_given_are_refused(kind, fields, code):
    with pytest.raises(RecordError) as error:
        kind(**fields)
    assert code in {problem.code for problem in error.value.problems}
