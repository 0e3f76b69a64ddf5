"""How the attainment of a group follows from its children (design S1, S3, S4, S5)."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import Period
from egov_readiness.errors import RulebookError
from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.rules import (
    BestOf,
    Cap,
    DatedNumber,
    GeometricMean,
    HarmonicMean,
    Identity,
    Minimum,
    PowerMean,
    Sum,
    WeightedMean,
)
from egov_readiness.scoring import Scorer
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import make_plan

BETWEEN_THEIR_CHILDREN = [
    WeightedMean(),
    PowerMean(power=2),
    PowerMean(power=0.5),
    PowerMean(power=1),
    PowerMean(power=-2),
    GeometricMean(),
    GeometricMean(shift=0.5),
    HarmonicMean(),
    HarmonicMean(floor=0.001),
    Minimum(),
    BestOf(),
]
EVERY = [*BETWEEN_THEIR_CHILDREN, Sum(maximum=7), Sum()]

WEIGHTS = st.floats(min_value=0.01, max_value=100)
ATTAINMENTS = st.floats(min_value=0.001, max_value=1)
CHILDREN = st.lists(st.tuples(WEIGHTS, ATTAINMENTS), min_size=1, max_size=6)


def attained(make, aggregation, children, *, factor=1.0, quantities=None):
    """Low, value and high of a group over children, each a weight and an attainment."""
    book = make.flat_book(aggregation, [weight * factor for weight, _ in children])
    quantities = quantities or [attainment for _, attainment in children]
    observed = make.observations(dict(zip("abcdefghijkl", quantities, strict=False)))
    out = attain_unit(make_plan(book, make.day), make.row(observed))
    assert out.problems == []
    return out.low[0], out.value[0], out.high[0]


# ── laws ──────────────────────────────────────────────────────────────────────────────────────


@given(children=CHILDREN)
def test_a_weighted_mean_is_folded_from_left_to_right_bit_for_bit(make, children):
    points, total = 0.0, 0.0
    for weight, attainment in children:
        points += weight * attainment
        total += weight
    assert attained(make, WeightedMean(), children) == (points / total,) * 3


@given(aggregation=st.sampled_from(BETWEEN_THEIR_CHILDREN), children=CHILDREN)
def test_means_minimum_and_best_of_lie_between_their_children(make, aggregation, children):
    attainments = [attainment for _, attainment in children]
    value = attained(make, aggregation, children)[1]
    assert min(attainments) - 1e-12 <= value <= max(attainments) + 1e-12


@given(
    aggregation=st.sampled_from(BETWEEN_THEIR_CHILDREN),
    weights=st.lists(WEIGHTS, min_size=2, max_size=4),
    ends=st.lists(st.floats(-1, 1), min_size=2, max_size=2).map(sorted),
)
def test_a_mean_of_equal_children_is_what_each_of_them_is(make, aggregation, weights, ends):
    attainment = (ends[1] + 2) / 3
    value = attained(make, aggregation, [(weight, attainment) for weight in weights])[1]
    assert value == pytest.approx(attainment, abs=1e-12)


@given(
    aggregation=st.sampled_from(EVERY),
    shuffled=CHILDREN.flatmap(
        lambda children: st.tuples(st.just(children), st.permutations(children))
    ),
)
def test_the_order_of_children_changes_no_more_than_the_last_digits(make, aggregation, shuffled):
    children, permuted = shuffled
    value = attained(make, aggregation, children)[1]
    assert attained(make, aggregation, permuted)[1] == pytest.approx(value, abs=1e-12, rel=1e-12)


@given(
    aggregation=st.sampled_from(BETWEEN_THEIR_CHILDREN),
    children=CHILDREN,
    factor=st.floats(min_value=0.01, max_value=100),
)
def test_scaling_all_weights_of_a_group_changes_nothing(make, aggregation, children, factor):
    value = attained(make, aggregation, children)[1]
    scaled = attained(make, aggregation, children, factor=factor)[1]
    assert scaled == pytest.approx(value, abs=1e-12)


@given(
    aggregation=st.sampled_from(EVERY),
    children=st.lists(
        st.tuples(WEIGHTS, st.lists(ATTAINMENTS, min_size=3, max_size=3).map(sorted)),
        min_size=1,
        max_size=5,
    ),
)
def test_bounds_hold_what_every_completion_gives(make, aggregation, children):
    weighted = [(weight, value) for weight, (_, value, _) in children]
    between = [Between(low, high) for _, (low, _, high) in children]
    low, _, high = attained(make, aggregation, weighted, quantities=between)
    value = attained(make, aggregation, weighted)[1]
    assert low - 1e-12 <= value <= high + 1e-12


@given(
    aggregation=st.sampled_from(EVERY),
    children=CHILDREN,
    raised=st.tuples(st.integers(0, 5), ATTAINMENTS),
)
def test_raising_a_child_never_lowers_its_group(make, aggregation, children, raised):
    place, attainment = raised[0] % len(children), raised[1]
    better = list(children)
    better[place] = (children[place][0], max(children[place][1], attainment))
    before, after = attained(make, aggregation, children)[1], attained(make, aggregation, better)[1]
    assert before <= after + 1e-12


# ── weighted mean ─────────────────────────────────────────────────────────────────────────────


def test_the_order_of_children_is_part_of_the_meaning(make):
    forwards = make.flat(WeightedMean(), [(1, 0.1), (1, 0.2), (1, 0.3)])
    backwards = make.flat(WeightedMean(), [(1, 0.3), (1, 0.2), (1, 0.1)])
    assert forwards.value == 0.20000000000000004
    assert backwards.value == 0.19999999999999998


def test_groups_are_folded_before_indicators_each_in_the_order_declared(make):
    book = make.book(
        make.group("all"),
        make.group("group", parent="all"),
        make.indicator("a"),
        make.indicator("b"),
        make.indicator("inside", parent="group"),
    )
    card = make.card(book, {"inside": 0.3, "a": 0.2, "b": 0.1})
    assert card["all"].value == 0.19999999999999998  # 0.3 + 0.2 + 0.1
    assert [node.code for node in card.walk()] == ["all", "group", "inside", "a", "b"]


def test_a_weighted_mean_weighs_its_children(make):
    assert make.flat(WeightedMean(), [(30, 0.5), (10, 1)]).value == 0.625


def test_a_child_that_is_not_applicable_leaves_numerator_and_denominator(make):
    assert make.flat(WeightedMean(), [(30, 0.5), (10, NOT_APPLICABLE), (10, 1)]).value == 0.625


# ── sum ───────────────────────────────────────────────────────────────────────────────────────


def test_a_sum_is_the_points_over_the_declared_maximum(make):
    assert make.flat(Sum(maximum=10), [(4, 0.5), (4, 1)]).value == 0.6


def test_points_beyond_the_maximum_are_not_cut_unless_the_rulebook_caps_them(make):
    children = [(6, 1), (6, 1)]
    for most, value in ((2, 1.2), (1, 1)):
        assert make.flat(Sum(maximum=10), children, modifiers=(Cap(at_most=most),)).value == value


def test_the_maximum_of_a_sum_is_the_weight_of_the_group_if_none_is_declared(make):
    book = make.book(
        make.group("all"),
        make.group("g", parent="all", weight=20, aggregation=Sum()),
        make.indicator("a", parent="g", weight=10),
        make.indicator("b", parent="g", weight=5),
    )
    assert make.card(book, {"a": 0.5, "b": 1})["g"].value == 0.5


@pytest.mark.parametrize(
    ("maximum", "children", "expected"),
    [
        (8, [(4, 0.5), (4, NOT_APPLICABLE)], 2 / 4),
        (10, [(4, 0.5), (4, NOT_APPLICABLE)], 2 / 6),  # 2 of 10 were out of reach before
        (10, [(6, 0.5), (6, 1), (4, NOT_APPLICABLE)], 9 / 10),  # the others can fill it
        (10, [(4, 0.5), (8, NOT_APPLICABLE)], 2 / 4),
    ],
)
def test_a_child_that_is_not_applicable_takes_points_out_of_reach_with_it(
    make, maximum, children, expected
):
    beyond = (Cap(at_most=2),)
    assert make.flat(Sum(maximum=maximum), children, modifiers=beyond).value == expected


def test_a_child_left_out_of_a_sum_takes_points_out_of_reach_with_it(make):
    indicators = [make.indicator(code, weight=4, missing="reweight") for code in ("a", "b")]
    book = make.book(make.group("all", aggregation=Sum(maximum=10)), *indicators)
    assert make.ends(make.card(book, {"a": 0.5})["all"]) == (0.2, 2 / 6, 0.6)


def test_a_maximum_that_is_nothing_on_some_day_is_a_problem_of_the_rulebook(make):
    weight = (
        DatedNumber(since=date(2010, 1, 1), value=1),
        DatedNumber(since=date(2020, 1, 1), value=0),
    )
    book = make.book(
        make.group("all"),
        make.group("g", parent="all", weight=weight, aggregation=Sum()),
        make.indicator("a", parent="g"),
        make.indicator("b"),
        valid=Period(since=date(2010, 1, 1)),
    )
    with pytest.raises(RulebookError, match="sum-without-maximum"):
        Scorer(book)


# ── power means ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("power", "expected"),
    [
        (1, 0.625),
        (0, 0.5),
        (-1, 0.4),
        (2, math.sqrt(0.53125)),
        (0.5, 0.5625),
        (-2, math.sqrt(2 / 17)),
    ],
)
def test_a_lower_power_lets_a_low_child_weigh_more(make, power, expected):
    node = make.flat(PowerMean(power=power), [(1, 0.25), (1, 1)])
    assert node.value == pytest.approx(expected, abs=1e-12)


def test_a_power_mean_weighs_its_children(make):
    children = [(1, 0.25), (3, 1)]
    geometric = make.flat(GeometricMean(), children).value
    harmonic = make.flat(HarmonicMean(), children).value
    assert geometric == pytest.approx(0.25**0.25, abs=1e-12)
    assert harmonic == pytest.approx(4 / 7, abs=1e-12)


def test_the_named_means_are_the_power_means_of_0_and_minus_1(make):
    children = [(2, 0.3), (5, 0.9), (1, 0.77)]
    assert (
        make.flat(GeometricMean(), children).value == make.flat(PowerMean(power=0), children).value
    )
    assert (
        make.flat(HarmonicMean(), children).value == make.flat(PowerMean(power=-1), children).value
    )


def test_a_power_of_1_is_the_weighted_mean_bit_for_bit(make):
    children = [(1, 0.1), (1, 0.2), (1, 0.3)]
    assert make.flat(PowerMean(power=1), children).value == 0.20000000000000004


def test_a_power_of_1_takes_attainments_below_nothing_as_the_weighted_mean_does(make):
    children = [(1, -0.2), (1, 0.5)]
    mean = make.flat(WeightedMean(), children, Identity()).value
    assert make.flat(PowerMean(power=1), children, Identity()).value == mean


@pytest.mark.parametrize("power", [0.5, 2, 7])
def test_powers_of_large_attainments_do_not_overflow(make, power):
    node = make.flat(PowerMean(power=power), [(1, 1e90), (1, 1e90)], Identity())
    assert node.value == pytest.approx(1e90)


def test_a_large_negative_power_does_not_overflow(make):
    node = make.flat(PowerMean(power=-100), [(1, 1e-5), (1, 1)])
    assert node.value == pytest.approx(1e-5 * 2 ** (1 / 100), rel=1e-12)


def test_a_harmonic_mean_is_made_of_sums_and_quotients_bit_for_bit(make):
    assert make.flat(HarmonicMean(), [(1, 0.3), (1, 0.6)]).value == 0.4  # no power is taken


def test_a_shift_to_nothing_is_taken_off_again(make):
    children = [(1, -0.5), (1, -0.5)]
    assert make.flat(PowerMean(power=2, shift=0.5), children, Identity()).value == -0.5
    bounds = [(1, Between(-1, 0.5)), (1, 0.5)]
    assert make.flat(GeometricMean(shift=0.5), bounds, Identity()).low == -0.5


def test_a_shift_is_added_before_the_mean_and_taken_off_after_it(make):
    node = make.flat(GeometricMean(shift=1), [(1, 0.25), (1, 1)])
    assert node.value == pytest.approx(math.sqrt(2.5) - 1, abs=1e-12)
    node = make.flat(HarmonicMean(shift=1), [(1, 0.25), (1, 1)])
    assert node.value == pytest.approx(2 / (1 / 1.25 + 1 / 2) - 1, abs=1e-12)
    node = make.flat(PowerMean(power=2, shift=1), [(1, 0), (1, 1)])
    assert node.value == pytest.approx(math.sqrt(2.5) - 1, abs=1e-12)


def test_a_floor_is_the_least_a_child_enters_with(make):
    assert make.flat(GeometricMean(floor=0.01), [(1, 0), (1, 1)]).value == pytest.approx(0.1)
    assert make.flat(HarmonicMean(floor=0.5), [(1, 0), (1, 1)]).value == pytest.approx(2 / 3)


def test_a_floor_leaves_children_above_it_alone(make):
    children = [(1, 0.25), (1, 1)]
    floored = make.flat(GeometricMean(floor=0.01), children).value
    assert floored == make.flat(GeometricMean(), children).value


@pytest.mark.parametrize("power", [0, -1, -2])
def test_a_known_zero_under_a_mean_that_has_no_value_for_it_is_refused(make, power):
    book = make.flat_book(PowerMean(power=power), [1, 1])
    (problem,) = make.problems(book, {"a": 0, "b": 0.5})
    assert (problem.code, problem.path) == ("nothing-under-mean", "all")
    assert problem.message == f"a child attains 0.0, which a power mean of {power} cannot take"
    assert problem.hint == "declare floor or shift in the aggregation"


@pytest.mark.parametrize("other", [None, Between(0.2, 0.4)])
def test_a_known_zero_is_refused_whatever_its_siblings_are(make, other):
    book = make.flat_book(GeometricMean(), [1, 1])
    assert [problem.code for problem in make.problems(book, {"a": 0, "b": other})] == [
        "nothing-under-mean"
    ]


@pytest.mark.parametrize(("power", "expected"), [(0.5, 0.25), (2, math.sqrt(0.5))])
def test_a_known_zero_under_a_mean_that_has_a_value_for_it_is_taken(make, power, expected):
    node = make.flat(PowerMean(power=power), [(1, 0), (1, 1)])
    assert node.value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("power", [0.5, 2])
def test_nothing_at_all_is_nothing_under_a_positive_power(make, power):
    assert make.flat(PowerMean(power=power), [(1, 0), (1, 0)]).value == 0


@pytest.mark.parametrize("power", [0, -1, -2])
def test_a_bound_of_zero_is_the_limit_zero(make, power):
    node = make.flat(PowerMean(power=power), [(1, Between(0, 0.5)), (1, 0.5)])
    assert make.ends(node) == (0, None, pytest.approx(0.5))


@pytest.mark.parametrize("power", [0, -1, 0.5, 2])
def test_a_known_attainment_below_nothing_is_refused(make, power):
    book = make.flat_book(PowerMean(power=power), [1, 1], Identity())
    (problem,) = make.problems(book, {"a": -0.2, "b": 0.5})
    assert problem.code == "nothing-under-mean"
    assert problem.message == f"a child attains -0.2, which a power mean of {power:g} cannot take"


@pytest.mark.parametrize(("power", "low"), [(0, 0), (2, math.sqrt(0.125)), (0.5, 0.125)])
def test_a_bound_below_nothing_is_limited_to_nothing(make, power, low):
    node = make.flat(PowerMean(power=power), [(1, Between(-1, 0.5)), (1, 0.5)], Identity())
    assert make.ends(node) == (pytest.approx(low), None, pytest.approx(0.5))


def test_a_bound_of_nothing_on_all_children_is_nothing_under_a_positive_power(make):
    node = make.flat(PowerMean(power=2), [(1, Between(0, 0.5)), (1, Between(0, 0.5))])
    assert make.ends(node) == (0, None, pytest.approx(0.5))


def test_floor_and_shift_hold_for_bounds_as_for_values(make):
    floored = make.flat(GeometricMean(floor=0.01), [(1, None), (1, 1)])
    shifted = make.flat(GeometricMean(shift=1), [(1, None), (1, 1)])
    assert make.ends(floored) == (pytest.approx(0.1), None, 1)
    assert make.ends(shifted) == (pytest.approx(math.sqrt(2) - 1), None, pytest.approx(1))


# ── minimum and best of ───────────────────────────────────────────────────────────────────────


def test_a_minimum_is_the_lowest_child_whatever_the_weights(make):
    assert make.flat(Minimum(), [(1, 0.7), (100, 0.4), (3, 0.9)]).value == 0.4


def test_a_child_of_weight_nothing_takes_no_part_in_a_minimum(make):
    assert make.flat(Minimum(), [(1, 0.7), (0, 0.1)]).value == 0.7


def test_a_minimum_is_bounded_by_its_lowest_bounds(make):
    assert make.ends(make.flat(Minimum(), [(1, 0.7), (1, None)])) == (0, None, 0.7)
    assert make.ends(make.flat(Minimum(), [(1, 0.7), (1, Between(0.8, 1))])) == (0.7, 0.7, 0.7)


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ([(10, 0.5), (4, 1)], 0.5),  # 5 points against 4, of 10
        ([(10, 0.3), (4, 1)], 0.4),  # 3 points against 4, of 10
        ([(4, 0.25), (4, 0.75)], 0.75),
        ([(10, NOT_APPLICABLE), (4, 0.5)], 0.5),  # the greatest maximum is that of the rest
    ],
)
def test_the_best_of_several_cases_is_the_one_with_most_points(make, children, expected):
    assert make.flat(BestOf(), children).value == expected


def test_the_best_of_is_bounded_by_the_best_of_its_bounds(make):
    assert make.ends(make.flat(BestOf(), [(10, 0.3), (4, None)])) == (0.3, None, 0.4)
    assert make.ends(make.flat(BestOf(), [(10, 0.5), (4, None)])) == (0.5, 0.5, 0.5)


def test_the_best_of_lies_between_its_children_below_nothing_too(make):
    value = make.flat(BestOf(), [(10, -0.5), (1, -0.9)], Identity()).value
    assert -0.9 <= value <= -0.5
