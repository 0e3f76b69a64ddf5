"""What a population has of an indicator is a number that it can have, or is refused."""

import pytest

from egov_readiness.kinds import Between
from egov_readiness.rules import (
    DistanceToMax,
    DistanceToReference,
    FractionOfMax,
    MinMax,
    Rank,
    ZScore,
)
from egov_readiness.scoring.forms import RefusedError
from egov_readiness.scoring.held import allowed_ends, known_number, takes_ends_only


def test_what_is_not_known_is_no_number_and_nothing_has_no_sign(make):
    one = make.indicator("a", MinMax())
    assert known_number(make.row({"a": None}), one) is None
    assert known_number(make.row({}), one) is None
    assert known_number(make.row({"a": Between(0, 1)}), one) is None
    assert str(known_number(make.row({"a": -0.0}), one)) == "0.0"


@pytest.mark.parametrize(
    ("value", "code"), [("many", "not-a-number"), (7, "outside-range"), (-1e200, "outside-range")]
)
def test_a_value_that_an_indicator_cannot_have_is_refused(make, value, code):
    one = make.indicator("a", MinMax(), range=Between(0, 1))
    with pytest.raises(RefusedError) as error:
        known_number(make.row({"a": value}), one)
    assert error.value.code == code


def test_a_value_out_of_proportion_is_refused(make):
    with pytest.raises(RefusedError, match="out of proportion"):
        known_number(make.row({"a": 1e200}), make.indicator("a", MinMax()))


def test_a_fraction_has_nothing_below_nothing_unless_a_range_says_so(make):
    assert allowed_ends(make.indicator("a", FractionOfMax())) == (0.0, None)
    ranged = make.indicator("a", FractionOfMax(), range=Between(-1, 1))
    assert allowed_ends(ranged) == (-1, 1)
    assert allowed_ends(make.indicator("a", Rank())) == (None, None)


@pytest.mark.parametrize(
    ("method", "only"),
    [
        (MinMax(), True),
        (DistanceToMax(), True),
        (FractionOfMax(), True),
        (DistanceToReference(value=1), True),
        (DistanceToReference(unit="u"), False),
        (ZScore(), False),
        (Rank(), False),
    ],
)
def test_ends_are_all_that_a_line_between_them_takes(make, method, only):
    assert takes_ends_only(make.indicator("a", method)) is only
    imputing = make.indicator("a", method, impute_by="mean", missing="impute")
    assert not takes_ends_only(imputing)
