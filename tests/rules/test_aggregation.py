from datetime import date

import pytest

from egov_readiness.errors import RecordError
from egov_readiness.rules import Rescale
from egov_readiness.rules.aggregation import (
    Gate,
    GeometricMean,
    HarmonicMean,
    PowerMean,
    Sum,
    power_of,
)


def test_the_geometric_and_harmonic_means_are_power_means():
    assert power_of(GeometricMean(floor=0.1)) == PowerMean(power=0, floor=0.1)
    assert power_of(HarmonicMean(shift=1)) == PowerMean(power=-1, shift=1)
    assert power_of(PowerMean(power=2)) == PowerMean(power=2)


def test_a_power_too_near_nothing_is_refused():
    with pytest.raises(RecordError, match="power-near-zero"):
        PowerMean(power=1e-9)


@pytest.mark.parametrize("ends", [{}, {"below": 0.5, "at_most": 0.5}])
def test_a_gate_has_one_threshold(ends):
    with pytest.raises(RecordError, match="gate-threshold"):
        Gate(node="osi", limit=0, **ends)


def test_a_gate_that_ends_before_it_begins_is_refused():
    with pytest.raises(RecordError, match="dates-reversed"):
        Gate(node="a", below=1, limit=0, since=date(2014, 1, 1), until=date(2012, 1, 1))


@pytest.mark.parametrize(
    ("day", "exists"),
    [
        (date(2011, 12, 31), False),
        (date(2012, 1, 1), True),
        (date(2013, 12, 31), True),
        (date(2014, 1, 1), False),
    ],
)
def test_the_gate_of_2012_exists_in_the_edition_of_2012_only(day, exists):
    gate = Gate(node="osi", at_most=0, limit=0, since=date(2012, 1, 1), until=date(2014, 1, 1))
    assert gate.on(day) is exists


def test_the_maximum_of_a_sum_is_above_nothing():
    with pytest.raises(RecordError, match="below-minimum"):
        Sum(maximum=0)


def test_a_rescaling_has_both_ends_or_none_and_in_order():
    for fields, code in (({"worst": 1}, "half-fitted"), ({"worst": 2, "best": 1}, "ends-reversed")):
        with pytest.raises(RecordError, match=code):
            Rescale(**fields)
    assert not Rescale().is_fitted
