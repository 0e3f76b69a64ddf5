"""What tells quickly that a value breaks no limit agrees with what says which one it breaks."""

import math

import pytest
from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen, MultipleOf
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.kinds import Pattern
from egov_readiness.limits import length_test, never, outside, range_test

ENDS = st.integers(-3, 3) | st.floats(-3, 3)
NUMBERS = ENDS | st.floats(allow_nan=False) | st.integers()
RANGES = st.lists(st.builds(Ge, ENDS) | st.builds(Le, ENDS)).map(tuple)
LENGTHS = st.lists(
    st.builds(MinLen, st.integers(0, 3)) | st.builds(MaxLen, st.integers(0, 3)), max_size=3
)


@given(NUMBERS, RANGES)
def test_a_number_passes_if_it_breaks_no_limit(number, limits):
    within = outside(number, limits) is None
    assert range_test(limits, finite=False)(number) == within
    assert range_test(limits, finite=True)(number) == (within and abs(number) < math.inf)


@given(st.text("ab ", max_size=4), LENGTHS, st.sampled_from(["", "a*", "[ab]+"]))
def test_a_text_passes_if_it_breaks_no_limit(text, lengths, regex):
    limits = (*lengths, Pattern(regex)) if regex else tuple(lengths)
    test = length_test(limits)
    assert (test is None or test(text)) == (outside(text, limits) is None)


@given(st.lists(st.none(), max_size=4).map(tuple), LENGTHS.map(tuple))
def test_a_tuple_passes_if_it_breaks_no_limit(values, limits):
    test = length_test(limits)
    assert (test is None or test(values)) == (outside(values, limits) is None)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 10**400])
def test_a_number_that_no_double_holds_does_not_pass_where_it_has_to_be_finite(number):
    assert not range_test((), finite=True)(number)


@pytest.mark.parametrize("limit", [Gt(0), Lt(9), MultipleOf(2)])
def test_of_a_limit_that_it_does_not_know_it_tells_nothing(limit):
    assert range_test((limit,), finite=True) is never
    assert length_test((limit,)) is never
    assert length_test((Pattern("a"), Pattern("b"))) is never
    assert not never(4)
