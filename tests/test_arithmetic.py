from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.arithmetic import left_sum, publish, snap

FINITE = st.floats(-1e4, 1e4, allow_nan=False)


@given(FINITE)
def test_snapping_twice_is_snapping_once(number):
    assert snap(snap(number)) == snap(number)


@given(FINITE, FINITE)
def test_snapping_keeps_the_order(one, other):
    assert snap(min(one, other)) <= snap(max(one, other))


def test_rounding_noise_is_snapped_away_and_differences_are_not():
    assert snap(0.1 + 0.2) == snap(0.3)
    assert snap(0.5) != snap(0.5 + 1e-11)
    assert snap(9000.0000000000018) == 9000.000000000002


def test_numbers_are_added_from_left_to_right():
    assert left_sum([1e16, 1.0, -1e16]) == 0.0
    assert left_sum([1e16, -1e16, 1.0]) == 1.0
    assert left_sum([]) == 0.0


@given(
    FINITE | st.floats(-1e100, 1e100) | st.decimals(-1000, 1000, places=4).map(float),
    st.sampled_from([1.0, 5.0, 100.0, 0.3, 1e6]),
    st.integers(0, 9),
    st.sampled_from(["half_up", "half_even"]),
)
def test_what_is_published_is_the_decimal_that_the_snapped_score_shows(
    attainment, scale, decimals, rounding
):
    wide = Context(prec=400, rounding=f"ROUND_{rounding.upper()}")
    exact = wide.multiply(Decimal(repr(snap(attainment))), Decimal(repr(scale)))
    expected = wide.quantize(exact, Decimal(1).scaleb(-decimals))
    found = publish(attainment, scale, decimals, rounding)
    assert found == expected
    assert (found.as_tuple().exponent, found.is_signed()) == (-decimals, expected < 0)


@pytest.mark.parametrize(
    ("attainment", "scale", "decimals", "rounding", "published"),
    [
        (0.88125, 100, 2, "half_up", "88.13"),
        (0.88125, 100, 2, "half_even", "88.12"),
        (0.125, 1, 2, "half_up", "0.13"),
        (0.285, 100, 0, "half_up", "29"),
        (0.5 + 1e-14, 1, 0, "half_even", "0"),
        (-0.005, 1, 2, "half_up", "-0.01"),
        (1e100, 1e9, 12, "half_up", None),
    ],
)
def test_a_score_is_rounded_once_as_the_rulebook_says(
    attainment, scale, decimals, rounding, published
):
    found = publish(attainment, scale, decimals, rounding)
    assert found.as_tuple().exponent == -decimals
    if published is not None:
        assert found == Decimal(published)
