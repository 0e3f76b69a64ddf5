"""How an observed value becomes an attainment, or is refused (design S1, S3, S5)."""

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import Because
from egov_readiness.kinds import Between
from egov_readiness.observations import ObservationRow, State, bounded, known
from egov_readiness.rules import (
    Goalposts,
    Identity,
    Options,
    PerItem,
    Ratio,
    Step,
    Steps,
    Target,
    YesNo,
)
from egov_readiness.rules.population import Rank, fitted_form
from egov_readiness.scoring.forms import compile_form, image
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import make_plan

NUMERIC = [
    Ratio(),
    Ratio(over="full"),
    Goalposts(worst=0, best=0.9),
    Goalposts(worst=0.9, best=0.1),
    Goalposts(worst=0.2, best=0.8, clip="none"),
    Goalposts(worst=0.8, best=0.2, clip="low"),
    Goalposts(worst=0.01, best=1, log=True),
    Goalposts(worst=0.5, best=0.05, log=True, clip="high"),
    Target(target=0.7),
    PerItem(points=1, cap=0.5),
    Identity(),
]
PEAKED = Steps(
    steps=(Step(below=0.3, gives=0.2), Step(at_least=0.7, gives=0.5), Step(at_least=0.3, gives=1))
)
POSITIVE = st.floats(min_value=0.001, max_value=1)


# ── laws ──────────────────────────────────────────────────────────────────────────────────────


@given(
    method=st.sampled_from([*NUMERIC, PEAKED]),
    values=st.lists(POSITIVE, min_size=3, max_size=3).map(sorted),
)
def test_bounds_hold_what_every_value_between_them_attains(make, method, values):
    low, value, high = values
    between = make.leaf(method, Between(low, high))
    attained = make.leaf(method, value).value
    assert between.low - 1e-12 <= attained <= between.high + 1e-12


@given(method=st.sampled_from([*NUMERIC, PEAKED]), value=st.floats(min_value=0.001, max_value=1))
def test_bounds_of_an_unknown_hold_what_every_value_attains(make, method, value):
    unknown = make.leaf(method, None, range=Between(0.001, 1))
    attained = make.leaf(method, value, range=Between(0.001, 1)).value
    assert unknown.low - 1e-12 <= attained <= unknown.high + 1e-12


@given(
    method=st.sampled_from(NUMERIC), values=st.lists(POSITIVE, min_size=2, max_size=2).map(sorted)
)
def test_a_value_nearer_to_best_never_attains_less(make, method, values):
    falls = isinstance(method, Goalposts) and method.worst > method.best
    worse, better = reversed(values) if falls else values
    assert make.leaf(method, worse).value <= make.leaf(method, better).value + 1e-12


# ── ratio ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("share", [0, 0.25, 0.8333333333333334, 1])
def test_a_ratio_attains_its_share(make, share):
    assert make.leaf(Ratio(), share).value == share


def test_a_share_above_the_whole_is_refused_and_never_cut(make):
    problem = make.refused(Ratio(), 1.5)
    assert problem.code == "outside-range"
    assert problem.path == "a"
    assert problem.message == "1.5 is outside 0.0 to 1.0"
    assert problem.hint == "check the value and its unit of measure"


@pytest.mark.parametrize("over", ["problem", "full"])
def test_a_share_below_nothing_is_refused(make, over):
    assert make.refused(Ratio(over=over), -0.1).code == "outside-range"


def test_the_limit_that_is_not_there_is_shown_as_such(make):
    assert make.refused(Ratio(over="full"), -0.1).message == "-0.1 is outside 0.0 to …"


def test_more_than_all_counts_as_all_where_the_scheme_says_so(make):
    node = make.leaf(Ratio(over="full"), 1.5)
    assert node.value == 1
    assert make.facts(node, Because.CLIPPED) == {"value": 1.5, "attainment": 1.0}


def test_a_share_is_compared_with_its_limits_after_snapping(make):
    assert make.leaf(Ratio(), 1 + 1e-13).value == 1 + 1e-13
    assert make.refused(Ratio(), 1 + 1e-11).code == "outside-range"


@pytest.mark.parametrize(
    ("share", "limits"),
    [(-1e-13, Between(0, 1)), (0.3, Between(0, 0.29999999999999993)), (0.3, Between(0.1 + 0.2, 1))],
)
def test_both_the_value_and_its_limits_are_snapped(make, share, limits):
    assert make.leaf(Ratio(), share, range=limits).value == share


# ── goalposts and target ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("worst", "best", "value", "attained"),
    [
        (0, 0.9, 0, 0),
        (0, 0.9, 0.45, 0.5),
        (0, 0.9, 0.9, 1),
        (10, 0, 2, 0.8),  # less is better
        (10, 0, 10, 0),
        (10, 0, 0, 1),
        (-5, 5, 0, 0.5),
    ],
)
def test_goalposts_are_a_straight_line_from_worst_to_best(make, worst, best, value, attained):
    assert make.leaf(Goalposts(worst=worst, best=best), value).value == attained


def test_the_worst_value_attains_a_plain_nothing_where_less_is_better(make):
    assert str(make.leaf(Goalposts(worst=10, best=0), 10).value) == "0.0"


@pytest.mark.parametrize(
    ("clip", "under", "over"),
    [("both", 0, 1), ("low", 0, 1.5), ("high", -0.5, 1), ("none", -0.5, 1.5)],
)
def test_goalposts_are_clipped_at_the_ends_declared_and_no_others(make, clip, under, over):
    rising = Goalposts(worst=10, best=20, clip=clip)
    falling = Goalposts(worst=20, best=10, clip=clip)
    assert make.leaf(rising, 5).value == make.leaf(falling, 25).value == under
    assert make.leaf(rising, 25).value == make.leaf(falling, 5).value == over


@pytest.mark.parametrize(
    ("worst", "best", "beyond"), [(0, 1, 1.2), (0, 1, -0.2), (5, 1, 0), (5, 1, 6)]
)
def test_what_is_clipped_says_so(make, worst, best, beyond):
    node = make.leaf(Goalposts(worst=worst, best=best), beyond)
    assert make.facts(node, Because.CLIPPED) == {"value": beyond, "attainment": node.value}


@pytest.mark.parametrize("clip", ["both", "none"])
def test_what_is_exactly_at_a_goalpost_is_not_clipped(make, clip):
    for value in (0, 0.9):
        node = make.leaf(Goalposts(worst=0, best=0.9, clip=clip), value)
        assert make.reasons(node, Because.CLIPPED) == []


def test_what_is_beyond_an_unclipped_goalpost_is_not_clipped(make):
    node = make.leaf(Goalposts(worst=0, best=0.9, clip="none"), 1.8)
    assert node.value == 2
    assert make.reasons(node, Because.CLIPPED) == []


@pytest.mark.parametrize(
    ("worst", "best", "value", "attained"),
    [(1, 1000, 10, 1 / 3), (1, 1000, 1000, 1), (1000, 10, 100, 0.5), (100, 75_000, 5_000, 0.591)],
)
def test_logarithmic_goalposts_compare_orders_of_magnitude(make, worst, best, value, attained):
    method = Goalposts(worst=worst, best=best, log=True)
    assert make.leaf(method, value).value == pytest.approx(attained, abs=1e-4)


def test_logarithmic_goalposts_divide_logarithms(make):
    method = Goalposts(worst=100, best=75_000, log=True)
    expected = math.log(20_000 / 100) / math.log(75_000 / 100)
    assert make.leaf(method, 20_000).value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("value", [0, -3])
def test_a_known_number_without_logarithm_is_refused(make, value):
    problem = make.refused(Goalposts(worst=1, best=10, log=True), value)
    assert (problem.code, problem.path) == ("log-of-nothing", "a")
    assert problem.message == f"{value} has no logarithm"


@pytest.mark.parametrize(
    ("target", "value", "attained"), [(0.8, 0.4, 0.5), (0.8, 0.8, 1), (0.8, 0.9, 1), (0.8, 0, 0)]
)
def test_a_target_gives_the_part_of_the_way_that_has_been_gone(make, target, value, attained):
    assert make.leaf(Target(target=target), value).value == attained


def test_the_way_to_a_target_begins_at_its_worst(make):
    method = Target(target=10, worst=2)
    assert [make.leaf(method, value).value for value in (1, 2, 6, 10, 11)] == [0, 0, 0.5, 1, 1]


# ── steps ─────────────────────────────────────────────────────────────────────────────────────

LEVELS = Steps(of=20, steps=(Step(at_least=4, gives=20), Step(at_least=1, gives=10), Step(gives=0)))
DAYS_LATE = Steps(
    steps=(Step(at_most=15, gives=1), Step(above=15, at_most=30, gives=0.5), Step(gives=0))
)
MORE_THAN_HALF = Steps(steps=(Step(above=0.5, gives=1), Step(gives=0)))
UNDER_TWO = Steps(steps=(Step(below=2, gives=0), Step(gives=1)))


@pytest.mark.parametrize(
    ("steps", "value", "attained"),
    [
        (LEVELS, 0.999, 0),
        (LEVELS, 1, 0.5),
        (LEVELS, 3.999, 0.5),
        (LEVELS, 4, 1),
        (LEVELS, -7, 0),
        (DAYS_LATE, 15, 1),
        (DAYS_LATE, 15.5, 0.5),
        (DAYS_LATE, 30, 0.5),
        (DAYS_LATE, 31, 0),
        (MORE_THAN_HALF, 0.5, 0),
        (MORE_THAN_HALF, 0.501, 1),
        (UNDER_TWO, 1.999, 0),
        (UNDER_TWO, 2, 1),
    ],
)
def test_a_value_gets_the_points_of_the_step_it_lies_in(make, steps, value, attained):
    assert make.leaf(steps, value).value == attained


def test_the_ends_of_steps_are_compared_after_snapping(make):
    noisy = 0.1 + 0.2  # 0.30000000000000004
    above = Steps(steps=(Step(above=0.3, gives=1), Step(gives=0)))
    at_most = Steps(steps=(Step(at_most=0.3, gives=1), Step(gives=0)))
    assert make.leaf(above, noisy).value == 0
    assert make.leaf(at_most, noisy).value == 1


def test_large_values_are_compared_with_steps_as_they_are(make):
    steps = Steps(steps=(Step(at_least=10_000, gives=1), Step(gives=0)))
    assert make.leaf(steps, math.nextafter(10_000, 0)).value == 0
    assert make.leaf(steps, 10_000).value == 1


@pytest.mark.parametrize(
    ("steps", "between", "expected"),
    [
        (LEVELS, Between(0, 4), (0, None, 1)),
        (LEVELS, Between(0, 3.9), (0, None, 0.5)),
        (LEVELS, Between(1, 3.9), (0.5, 0.5, 0.5)),
        (MORE_THAN_HALF, Between(0, 0.5), (0, 0, 0)),
        (DAYS_LATE, Between(15, 15.5), (0.5, None, 1)),
        (PEAKED, Between(0, 1), (0.2, None, 1)),
        (PEAKED, Between(0.5, 1), (0.5, None, 1)),
    ],
)
def test_a_bounded_value_gets_the_steps_that_it_touches(make, steps, between, expected):
    assert make.ends(make.leaf(steps, between)) == expected


def test_steps_beyond_the_range_of_an_indicator_are_no_bound_of_it(make):
    steps = Steps(steps=(Step(at_least=100, gives=1), Step(at_least=50, gives=0.5), Step(gives=0)))
    assert make.ends(make.leaf(steps, None)) == (0, None, 1)
    assert make.ends(make.leaf(steps, None, range=Between(0, 60))) == (0, None, 0.5)


def test_steps_need_to_cover_the_range_of_the_indicator_only(make):
    steps = Steps(steps=(Step(at_least=0, below=5, gives=0), Step(at_least=5, at_most=10, gives=1)))
    assert make.leaf(steps, 10, range=Between(0, 10)).value == 1
    assert make.refused(steps, 11, range=Between(0, 10)).code == "outside-range"


GAPPED = Steps(steps=(Step(at_least=8, at_most=10, gives=1), Step(at_most=5, gives=0)))


def test_a_value_between_steps_is_refused_even_if_nobody_checked_the_rulebook(make):
    problem = make.refused(GAPPED, 6)
    assert (problem.code, problem.message) == ("no-step", "6 belongs to no step")


def test_bounds_that_touch_no_step_are_no_bounds_of_what_it_attains(make):
    plan = make_plan(make.book(make.indicator("a", GAPPED)), make.day)
    out = attain_unit(plan, ObservationRow("u", {"a": bounded(6, 7)}))
    assert (out.low, out.value, out.high) == ([None] * 2, [None] * 2, [None] * 2)


# ── options, yes and no ───────────────────────────────────────────────────────────────────────

CHAIR = Options(of=10, options={"chủ tịch": 10, "phó chủ tịch": 5, "không có": 1})


@pytest.mark.parametrize(
    ("word", "attained"),
    [
        ("chủ tịch", 1),
        ("phó chủ tịch", 0.5),
        ("không có", 0.1),
        ("  Chủ Tịch ", 1),
        ("CHỦ TỊCH", 1),
        (unicodedata.normalize("NFD", "phó chủ tịch"), 0.5),
    ],
)
def test_an_option_is_the_same_word_in_any_case_spacing_and_composition(make, word, attained):
    assert make.leaf(CHAIR, word).value == attained


def test_an_option_in_the_rulebook_may_be_decomposed_too(make):
    method = Options(options={unicodedata.normalize("NFD", "Có"): 1, "Không": 0})
    assert make.leaf(method, "có").value == 1


@pytest.mark.parametrize(
    ("number", "attained"), [(1, 0.2), (1.0, 0.2), ("1", 0.2), (2.5, 0.6), ("2.5", 0.6), (12, 1)]
)
def test_an_option_that_is_a_number_is_spelled_as_people_write_it(make, number, attained):
    method = Options(options={"1": 0.2, "2.5": 0.6, "12": 1})
    assert make.leaf(method, number).value == attained


def test_an_unknown_option_is_refused_with_the_options_there_are(make):
    problem = make.refused(CHAIR, "trưởng phòng")
    assert (problem.code, problem.path) == ("unknown-option", "a")
    assert problem.message == "'trưởng phòng' is no option"
    assert problem.hint == "one of chủ tịch, phó chủ tịch, không có"


def test_an_unknown_word_lies_between_the_least_and_the_most_that_options_give(make):
    assert make.ends(make.leaf(CHAIR, None)) == (0.1, None, 1)


def test_bounds_where_a_word_is_asked_for_are_refused(make):
    assert make.refused(CHAIR, Between(0.2, 0.5)).code == "unknown-option"


def test_bounds_whose_ends_are_words_leave_every_option_open(make):
    assert make.ends(make.leaf(YesNo(), Between(0, 1))) == (0, None, 1)


@pytest.mark.parametrize("word", ["yes", "Yes", "có", "Có ", "CÓ", "true", "1", 1, 1.0])
def test_yes_attains_everything(make, word):
    assert make.leaf(YesNo(), word).value == 1


@pytest.mark.parametrize("word", ["no", "NO", "không", " Không", "false", "0", 0, 0.0])
def test_no_attains_nothing(make, word):
    assert make.leaf(YesNo(), word).value == 0


@pytest.mark.parametrize("word", ["maybe", "khong", 0.5, 2])
def test_neither_yes_nor_no_is_refused_and_never_guessed(make, word):
    problem = make.refused(YesNo(), word)
    assert (problem.code, problem.hint) == ("unknown-option", "one of yes, no")
    assert problem.message == f"{word!r} is no option"


# ── points for each item, and values that are scores already ──────────────────────────────────


@pytest.mark.parametrize(("items", "attained"), [(0, 0), (3, 0.6), (5, 1), (7, 1)])
def test_each_item_brings_points_up_to_the_cap(make, items, attained):
    assert make.leaf(PerItem(points=2, cap=10), items).value == attained


def test_a_count_below_nothing_is_refused(make):
    assert make.refused(PerItem(points=1, cap=5), -1).code == "outside-range"


def test_an_unknown_count_lies_between_nothing_and_the_cap(make):
    assert make.ends(make.leaf(PerItem(points=1, cap=5), None)) == (0, None, 1)


def test_a_bounded_count_is_bounded_by_the_points_of_its_ends(make):
    assert make.ends(make.leaf(PerItem(points=1, cap=5), Between(2, 9))) == (0.4, None, 1)


@pytest.mark.parametrize("index", [0, 0.93, 1.2, -0.1])
def test_an_index_is_its_own_attainment_and_is_not_cut(make, index):
    assert make.leaf(Identity(), index).value == index


# ── ranges, and bounds without limits ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", [Identity(), Goalposts(worst=0, best=1, clip="none")])
def test_an_unknown_without_limits_has_no_bounds_and_says_so(make, method):
    node = make.leaf(method, None)
    assert make.ends(node) == (None, None, None)
    assert make.reasons(node, Because.NO_BOUNDS) != []


@pytest.mark.parametrize("method", [Identity(), Goalposts(worst=0, best=1, clip="none")])
def test_a_declared_range_bounds_an_unknown(make, method):
    node = make.leaf(method, None, range=Between(0.2, 0.9))
    assert make.ends(node) == (0.2, None, 0.9)
    assert make.reasons(node, Because.NO_BOUNDS) == []


def test_a_declared_range_bounds_in_reverse_where_less_is_better(make):
    node = make.leaf(Goalposts(worst=10, best=0), None, range=Between(0, 8))
    assert make.ends(node) == (pytest.approx(0.2), None, 1)


def test_clipping_at_one_end_leaves_the_other_unbounded(make):
    low = make.leaf(Goalposts(worst=0, best=1, clip="low"), None)
    high = make.leaf(Goalposts(worst=0, best=1, clip="high"), None)
    assert make.ends(low) == (0, None, None)
    assert make.ends(high) == (None, None, 1)
    assert make.reasons(low, Because.NO_BOUNDS) != []
    assert make.reasons(high, Because.NO_BOUNDS) != []


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Goalposts(worst=1, best=1000, log=True), (0, None, 2 / 3)),
        (Goalposts(worst=1, best=1000, log=True, clip="high"), (None, None, 2 / 3)),
        (Goalposts(worst=1000, best=1, log=True), (1 / 3, None, 1)),
        (Goalposts(worst=1000, best=1, log=True, clip="low"), (1 / 3, None, None)),
    ],
)
def test_a_range_from_zero_is_a_limit_under_a_logarithm(make, method, expected):
    low, value, high = make.ends(make.leaf(method, None, range=Between(0, 100)))
    assert (low, value, high) == (pytest.approx(expected[0]), None, pytest.approx(expected[2]))


def test_a_bounded_value_from_zero_is_a_limit_under_a_logarithm_too(make):
    node = make.leaf(Goalposts(worst=1, best=1000, log=True), Between(0, 100))
    assert make.ends(node) == (0, None, pytest.approx(2 / 3))
    assert node.state is State.BOUNDED


@pytest.mark.parametrize("bounds", [Between(-0.5, 0.5), Between(0.5, 1.5)])
def test_bounds_outside_the_range_are_refused(make, bounds):
    assert make.refused(Ratio(), bounds).code == "outside-range"


@pytest.mark.parametrize("value", [1.9, 10.1])
def test_a_declared_range_refuses_what_is_outside(make, value):
    problem = make.refused(Goalposts(worst=0, best=10), value, range=Between(2, 10))
    assert problem.code == "outside-range"
    assert problem.message == f"{value} is outside 2 to 10"


def test_a_declared_range_takes_the_place_of_the_one_a_method_implies(make):
    assert make.leaf(Ratio(), 1.2, range=Between(0, 1.5)).value == 1.2


# ── values of the wrong kind ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", [*NUMERIC, LEVELS])
def test_a_word_for_a_number_is_refused(make, method):
    problem = make.refused(method, "phần lớn")
    assert (problem.code, problem.path) == ("not-a-number", "a")
    assert problem.message == "'phần lớn' is no number"
    assert problem.hint == "use a decimal point; leave it empty if unknown"


@pytest.mark.parametrize("value", [1e101, -1e101])
def test_a_value_in_a_wildly_wrong_unit_of_measure_is_refused(make, value):
    problem = make.refused(Identity(), value)
    assert (problem.code, problem.hint) == ("too-large", "check its unit of measure")
    assert make.leaf(Identity(), math.copysign(1e100, value)).value == math.copysign(1e100, value)


@pytest.mark.parametrize("method", [*NUMERIC, LEVELS])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_finite_number_is_refused_by_every_method(make, method, number):
    assert make.problems(make.book(make.indicator("a", method)), {"a": known(number)}) != ()


def test_the_bounds_of_a_place_are_told_from_values_that_are_next_to_each_other():
    close = (0.1, 0.3, 0.30000000000000004, 1.0)
    form = fitted_form(Rank(values=close, attains=(1.0, 2.0, 3.0, 4.0)))
    attain = compile_form(form)
    assert image(form, attain, 0.3, 0.35) == (2.0, 3.0)
    assert attain(0.3) == 2.0
