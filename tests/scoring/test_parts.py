"""What units below give together."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.scoring.parts import Part, combined, enough

SHARES = st.integers(0, 4).map(lambda quarter: quarter / 4)


@st.composite
def parts(draw):
    """Parts that are known, bounded or unknown, some of them left out while they have no value."""
    low, high = sorted((draw(SHARES), draw(SHARES)))
    value = low if low == high else None
    weight = draw(st.sampled_from([1.0, 3.0]))
    return Part(low, value, high, 1.0, weight, draw(st.booleans()), fleeting=draw(st.booleans()))


def known(number, weight=1.0):
    return Part(number, number, number, 1.0, weight, may_leave=False)


@given(st.lists(parts(), min_size=1, max_size=5), st.sampled_from(["mean", "minimum"]), st.data())
def test_full_knowledge_and_leaving_out_lie_within_the_bounds(these, by, data):
    whole = combined(these, by)
    full = [known(data.draw(st.sampled_from([part.low, part.high])), part.weight) for part in these]
    some = [f for f, part in zip(full, these, strict=True) if not part.left_out]
    for chosen in filter(None, (full, some)):
        assert whole.low - 1e-12 <= combined(chosen, by).value <= whole.high + 1e-12
    assert whole.value is None or whole.low <= whole.value <= whole.high


@given(st.lists(parts(), min_size=1, max_size=4), st.sampled_from(["mean", "minimum"]), st.data())
def test_knowing_less_of_a_part_never_narrows_the_bounds(these, by, data):
    place = data.draw(st.integers(0, len(these) - 1))
    less = [*these]
    less[place] = evolve(these[place], low=0.0, value=None, high=1.0)
    before, after = combined(these, by), combined(less, by)
    assert after.low <= before.low + 1e-12
    assert before.high <= after.high + 1e-12


def test_an_unknown_weight_leaves_the_mean_between_the_least_and_the_greatest():
    whole = combined([known(0.25), known(0.75, None)], "mean")
    assert (whole.low, whole.value, whole.high) == (0.25, None, 0.75)
    whole = combined([known(0.25, None)], "mean")
    assert (whole.low, whole.value, whole.high) == (0.25, 0.25, 0.25)


def test_a_part_without_limit_leaves_none():
    part = Part(None, None, None, 0.0, None, may_leave=False)
    assert combined([known(0.5), part], "mean").low is None


@pytest.mark.parametrize(
    ("low", "high", "value"), [(0.8, 1.0, 1.0), (0.0, 0.5, 0.0), (0.5, 1.0, None)]
)
def test_bounds_suffice_to_tell_whether_it_is_enough(low, high, value):
    found = enough(Part(low, None, high, 0.5, 1.0, may_leave=True), 0.7)
    assert (found.value, found.left_out) == (value, value is None)


def test_without_limits_it_cannot_be_told():
    found = enough(Part(None, None, None, 0.0, 1.0, may_leave=False), 0.7)
    assert (found.low, found.value, found.high) == (0.0, None, 1.0)


def test_what_is_left_may_weigh_nothing_and_then_gives_nothing():
    unknown = Part(0.0, None, 1.0, 0.0, 1.0, may_leave=True)
    whole = combined([known(0.5, 0.0), unknown], "mean")
    assert (whole.low, whole.value, whole.high) == (0.0, None, 1.0)
