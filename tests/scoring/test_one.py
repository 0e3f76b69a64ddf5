"""What is not known, what does not apply, and what modifiers make of a group (design S3, S7)."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import Because, RulebookError
from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.observations import ObservationStatus, State, bounded, known
from egov_readiness.rules import (
    Applicability,
    Cap,
    Floor,
    Gate,
    Goalposts,
    Identity,
    Minimum,
    PerItem,
    Ratio,
    Rescale,
    Sum,
    WeightedMean,
    YesNo,
)
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import make_plan

POLICIES = ["interval", "zero", "reweight", "impute"]


@pytest.fixture
def pair(make):
    """The group over ``a`` (weight 1) and ``b`` (weight 3), whose policy and value are given."""

    def node(policy, quantity, *, imputed=None, a=0.6, method=None):
        b = make.indicator("b", method, weight=3, missing=policy, imputed=imputed)
        card = make.card(make.book(make.indicator("a", method), b), {"a": a, "b": quantity})
        return card["all"], card["b"]

    return node


# ── laws ──────────────────────────────────────────────────────────────────────────────────────

SHARES = st.floats(min_value=0, max_value=1)
SEEN = st.one_of(
    SHARES.map(lambda share: (share, share)),
    st.lists(SHARES, min_size=2, max_size=2).map(lambda two: (min(two), max(two))),
)


@st.composite
def half_known(draw):
    """Children of one group: weight, what is known, the truth behind it, and a policy."""
    children = []
    for _ in range(draw(st.integers(1, 5))):
        weight = draw(st.floats(0.01, 100))
        low, high = draw(SEEN)
        truth = low + draw(SHARES) * (high - low)
        shown = draw(st.sampled_from([None, bounded(low, high)]))
        children.append((weight, shown, min(truth, high), draw(st.sampled_from(POLICIES))))
    return children


MODIFIERS = st.lists(
    st.one_of(
        SHARES.map(lambda share: Cap(at_most=share)),
        SHARES.map(lambda share: Floor(at_least=share)),
        st.tuples(SHARES, SHARES).map(lambda two: Gate(node="z", below=two[0], limit=two[1])),
    ),
    max_size=3,
).map(tuple)


def group_of(make, children, modifiers, needs, *, true):
    """Low, value and high of a group over children; the gate looks at the first of them."""
    indicators = [
        make.indicator(code, weight=weight, missing=policy, imputed=0.5)
        for code, (weight, _, _, policy) in zip("abcde", children, strict=False)
    ]
    gate_node = make.indicator("z", weight=0, missing=children[0][3], imputed=0.5)
    group = make.group("all", modifiers=modifiers, needs=needs)
    observed = {
        code: truth if true else shown
        for code, (_, shown, truth, _) in zip("abcde", children, strict=False)
    }
    observed["z"] = observed["a"]
    plan = make_plan(make.book(group, *indicators, gate_node), make.day)
    out = attain_unit(plan, make.row(observed))
    assert out.problems == []
    return out.low[0], out.value[0], out.high[0]


@given(children=half_known(), modifiers=MODIFIERS, needs=st.none() | SHARES)
def test_bounds_tell_the_truth_under_every_policy(make, children, modifiers, needs):
    low, value, high = group_of(make, children, modifiers, needs, true=False)
    full_knowledge = group_of(make, children, modifiers, None, true=True)[1]
    assert low - 1e-12 <= full_knowledge <= high + 1e-12
    assert value is None or low <= value <= high


# ── unknown indicators, by policy ─────────────────────────────────────────────────────────────


def test_an_unknown_gives_an_interval_and_no_value(make, pair):
    node, leaf = pair("interval", None)
    assert make.ends(node) == pytest.approx((0.15, None, 0.9))
    assert make.ends(leaf) == (0, None, 1)
    assert (node.state, leaf.state) == (State.BOUNDED, State.UNKNOWN)


def test_an_unknown_counts_nothing_where_the_rulebook_says_no_proof_no_points(make, pair):
    node, leaf = pair("zero", None)
    assert make.ends(node) == pytest.approx((0.15, 0.15, 0.9))
    assert make.facts(leaf, Because.COUNTED_ZERO) == {"attainment": 0}
    assert (node.state, leaf.state) == (State.KNOWN, State.KNOWN)


def test_an_unknown_is_left_out_and_its_siblings_share_its_weight(make, pair):
    node, leaf = pair("reweight", None)
    assert make.ends(node) == pytest.approx((0.15, 0.6, 0.9))
    assert make.reasons(leaf, Because.LEFT_OUT) != []
    assert leaf.value is None


def test_an_unknown_has_the_imputed_value_stand_in(make, pair):
    node, leaf = pair("impute", None, imputed=0.5)
    assert make.ends(node) == pytest.approx((0.15, 0.525, 0.9))
    assert make.facts(leaf, Because.IMPUTED) == {"attainment": 0.5}


def test_what_is_imputed_is_a_value_that_the_method_turns_into_an_attainment(make):
    node = make.leaf(Goalposts(worst=0, best=50), None, missing="impute", imputed=20)
    assert node.value == 0.4


def test_a_word_that_cannot_be_imputed_is_a_problem_of_the_rulebook(make):
    with pytest.raises(RulebookError, match=r"indicator\[a\]\.imputed"):
        make.leaf(YesNo(), None, missing="impute", imputed=0.5)


def test_a_range_that_the_method_cannot_take_is_a_problem_of_the_rulebook(make):
    with pytest.raises(RulebookError, match=r"indicator\[a\]\.range: too-large"):
        make.leaf(Identity(), None, range=Between(0, 1e200))


@pytest.mark.parametrize("policy", POLICIES)
def test_no_policy_is_evidence(pair, policy):
    assert pair(policy, None, imputed=0.5)[0].coverage == 0.25


def test_the_rulebook_says_what_becomes_of_an_unknown_unless_the_indicator_does(make):
    book = make.book(
        make.indicator("a"),
        make.indicator("b"),
        make.indicator("c", missing="interval"),
        missing="zero",
    )
    assert make.card(book, {"a": 0.6, "c": 0.3})["b"].value == 0
    assert make.card(book, {"a": 0.6, "b": 0.3})["c"].value is None


def test_an_indicator_that_nobody_speaks_of_is_unknown(make):
    book = make.book(make.indicator("a"), make.indicator("b"))
    assert make.card(book, {"a": 0.5})["b"].state is State.UNKNOWN


def test_an_observation_of_no_indicator_changes_nothing(make):
    book = make.book(make.indicator("a"))
    assert make.card(book, {"a": 0.5, "gdp": 3}) == make.card(book, {"a": 0.5})


# ── bounded indicators, by policy ─────────────────────────────────────────────────────────────


def test_bounds_of_an_indicator_are_bounds_of_its_group(make, pair):
    node, leaf = pair("interval", Between(0.2, 0.4))
    assert make.ends(node) == pytest.approx((0.3, None, 0.45))
    assert make.ends(leaf) == (0.2, None, 0.4)
    assert (leaf.state, leaf.coverage, node.coverage) == (State.BOUNDED, 1, 1)


def test_what_bounds_prove_is_counted_where_no_proof_is_no_points(make, pair):
    node, leaf = pair("zero", Between(0.2, 0.4))
    assert make.ends(node) == pytest.approx((0.3, 0.3, 0.45))
    assert make.facts(leaf, Because.COUNTED_ZERO) == {"attainment": 0.2}


@pytest.mark.parametrize(
    ("bounds", "ends"),
    [
        (Between(0.2, 0.4), (0.3, 0.6, 0.6)),  # (0.6 + 3 × 0.4) ÷ 4 would be 0.45
        (Between(0.8, 0.9), (0.6, 0.6, 0.825)),  # (0.6 + 3 × 0.8) ÷ 4 would be 0.75
        (Between(0.5, 0.7), (0.525, 0.6, 0.675)),
    ],
)
def test_the_bounds_hold_whether_a_bounded_indicator_is_left_out_or_counted(
    make, pair, bounds, ends
):
    node, leaf = pair("reweight", bounds)
    assert make.ends(node) == pytest.approx(ends)
    assert leaf.value is None


def test_what_is_left_is_the_plain_mean_even_where_it_lies_beyond_what_was_left_out(make):
    # A figure below the worst goalpost, beside one of which nothing is known.
    book = make.book(
        make.indicator("a", Goalposts(worst=0.5, best=1, clip="none"), range=Between(0, 1)),
        make.indicator("b", missing="reweight"),
        make.indicator("c", missing="reweight"),
    )
    assert make.ends(make.card(book, {"a": 0.45})["all"]) == pytest.approx((-0.1, -0.1, 1.9 / 3))


@pytest.mark.parametrize(
    ("imputed", "stands_in", "code"),
    [
        (0.3, 0.3, Because.IMPUTED),
        (0.5, 0.4, Because.IMPUTED_AT_BOUND),
        (0.1, 0.2, Because.IMPUTED_AT_BOUND),
    ],
)
def test_a_stand_in_is_held_within_what_is_known(make, pair, imputed, stands_in, code):
    node, leaf = pair("impute", Between(0.2, 0.4), imputed=imputed)
    assert leaf.value == stands_in
    assert make.facts(leaf, code) == {"attainment": stands_in}
    assert node.value == pytest.approx((0.6 + 3 * stands_in) / 4)


@pytest.mark.parametrize("policy", POLICIES)
def test_bounds_that_attain_the_same_are_a_value_under_every_policy(make, pair, policy):
    method = PerItem(points=1, cap=5)
    node, leaf = pair(policy, Between(6, 9), imputed=2, a=3, method=method)
    assert make.ends(leaf) == (1, 1, 1)
    assert make.ends(node) == (0.9, 0.9, 0.9)


# ── unknown without bounds ────────────────────────────────────────────────────────────────────


def test_a_child_without_bounds_leaves_its_group_without_bounds(make, pair):
    node, _ = pair("interval", None, method=Identity())
    assert make.ends(node) == (None, None, None)


def test_a_child_without_bounds_is_left_out_like_any_other(make, pair):
    node, leaf = pair("reweight", None, method=Identity())
    assert make.ends(node) == (None, 0.6, None)
    assert make.reasons(leaf, Because.NO_BOUNDS) != []


def test_a_child_without_bounds_counts_nothing_where_no_proof_is_no_points(make, pair):
    node, leaf = pair("zero", None, method=Identity())
    assert make.ends(node) == (None, pytest.approx(0.15), None)
    assert leaf.value == 0


def test_a_child_without_bounds_has_the_imputed_value_stand_in(make, pair):
    node, _ = pair("impute", None, imputed=0.5, method=Identity())
    assert make.ends(node) == (None, pytest.approx(0.525), None)


# ── the publisher's status ────────────────────────────────────────────────────────────────────


def test_an_imputed_figure_is_used_and_shown_but_is_no_evidence(make, pair):
    node, leaf = pair("interval", known(0.5, status=ObservationStatus.IMPUTED))
    assert make.ends(leaf) == (0, 0.5, 1)
    assert make.ends(node) == pytest.approx((0.15, 0.525, 0.9))
    assert (leaf.coverage, node.coverage) == (0, 0.25)
    assert make.facts(leaf, Because.FLAGGED) == {"status": "imputed"}
    assert make.reasons(leaf, Because.NO_BOUNDS) == []


def test_an_imputed_figure_without_limits_has_no_bounds(make):
    leaf = make.leaf(Identity(), known(0.5, status=ObservationStatus.IMPUTED))
    assert make.ends(leaf) == (None, 0.5, None)
    assert make.reasons(leaf, Because.NO_BOUNDS) != []


@pytest.mark.parametrize("status", [ObservationStatus.ESTIMATED, ObservationStatus.PROVISIONAL])
def test_an_estimated_or_provisional_figure_is_evidence_and_is_flagged(make, status):
    leaf = make.leaf(Ratio(), known(0.5, status=status))
    assert make.ends(leaf) == (0.5, 0.5, 0.5)
    assert leaf.coverage == 1
    assert make.facts(leaf, Because.FLAGGED) == {"status": status.name.lower()}


def test_a_plain_figure_is_not_flagged(make):
    assert make.reasons(make.leaf(Ratio(), 0.5), Because.FLAGGED) == []


# ── groups that are not known ─────────────────────────────────────────────────────────────────


@pytest.fixture
def nested(make):
    """``all`` over ``g`` and ``c`` (0.5); ``g`` over ``a`` (1) and ``b``, an imputed 1."""

    def card(policy, needs=0.6):
        book = make.book(
            make.group("all"),
            make.group("g", parent="all", needs=needs, missing=policy),
            make.indicator("c"),
            make.indicator("a", parent="g"),
            make.indicator("b", parent="g"),
        )
        imputed = known(1, status=ObservationStatus.IMPUTED)
        return make.card(book, {"a": 1, "b": imputed, "c": 0.5})

    return card


def test_a_group_below_the_coverage_it_needs_is_unknown(make, nested):
    card = nested("interval")
    assert make.ends(card["g"]) == (0.5, None, 1)
    assert make.facts(card["g"], Because.BELOW_NEEDS) == {"coverage": 0.5, "needs": 0.6}
    assert make.ends(card["all"]) == (0.5, None, 0.75)


def test_an_unknown_group_counts_what_its_bounds_prove_where_no_proof_is_no_points(make, nested):
    card = nested("zero")
    assert make.ends(card["g"]) == (0.5, 0.5, 1)
    assert make.facts(card["g"], Because.COUNTED_ZERO) == {"attainment": 0.5}
    assert make.ends(card["all"]) == (0.5, 0.5, 0.75)


def test_an_unknown_group_is_left_out_and_its_siblings_share_its_weight(make, nested):
    card = nested("reweight")
    assert make.ends(card["g"]) == (0.5, None, 1)
    assert make.ends(card["all"]) == (
        0.25,
        0.5,
        0.75,
    )  # anything it may be, since its sibling stands in


@pytest.mark.parametrize("needs", [0.5, 0.2, 0, None])
def test_a_group_with_the_coverage_it_needs_keeps_its_value(make, nested, needs):
    card = nested("interval", needs)
    assert card["g"].value == 1
    assert make.reasons(card["g"], Because.BELOW_NEEDS) == []


def test_coverage_is_compared_with_needs_after_snapping(make):
    indicators = [make.indicator(code, weight=0.3, missing="reweight") for code in "abcde"]
    book = make.book(make.group("all", needs=0.4), *indicators)
    node = make.card(book, {"a": 1, "b": 1})["all"]
    assert node.coverage == 0.39999999999999997  # 0.4 but for the rounding of the weights
    assert node.value == 1
    assert make.card(book, {"a": 1})["all"].value is None


def test_what_a_group_needs_is_snapped_too(make):
    node = make.flat(WeightedMean(), [(3, 1), (7, None)], needs=0.1 + 0.2, missing="zero")
    assert make.reasons(node, Because.BELOW_NEEDS) == []


def test_a_group_of_unknowns_is_unknown_and_left_out_in_turn(make):
    book = make.book(
        make.group("all"),
        make.group("g", parent="all"),
        make.indicator("c"),
        make.indicator("a", parent="g"),
        make.indicator("b", parent="g"),
        missing="reweight",
    )
    card = make.card(book, {"c": 0.3})
    assert (card["g"].value, card["g"].state) == (None, State.UNKNOWN)
    assert make.ends(card["all"]) == (0.15, 0.3, 0.65)


def test_a_result_of_which_nothing_is_known_is_unknown_under_reweight(make):
    node = make.card(make.book(make.indicator("a"), missing="reweight"), {})["all"]
    assert make.ends(node) == (0, None, 1)
    assert (node.state, node.coverage) == (State.UNKNOWN, 0)


def test_a_group_whose_bounds_meet_is_known_though_a_child_is_not(make):
    node = make.flat(Minimum(), [(1, 0), (1, None)])
    assert make.ends(node) == (0, 0, 0)
    assert (node.state, node.coverage) == (State.KNOWN, 0.5)


def test_a_result_may_need_coverage_as_any_group_may(make):
    node = make.flat(WeightedMean(), [(1, 0.5), (2, None)], needs=0.5, missing="zero")
    assert make.facts(node, Because.BELOW_NEEDS)["coverage"] == pytest.approx(1 / 3)
    assert node.value == pytest.approx(0.5 / 3)


# ── not applicable, and measured but not scored ───────────────────────────────────────────────


def test_a_group_whose_children_are_all_not_applicable_is_not_applicable(make):
    book = make.book(
        make.group("all"),
        make.group("g", parent="all"),
        make.indicator("a", parent="g"),
        make.indicator("b", parent="g"),
        make.indicator("c"),
    )
    card = make.card(book, {"a": NOT_APPLICABLE, "b": NOT_APPLICABLE, "c": 0.4})
    assert card["g"].state is State.NOT_APPLICABLE
    assert make.ends(card["g"]) == (None, None, None)
    assert (card["all"].value, card["all"].coverage) == (0.4, 1)


def test_a_result_whose_children_are_all_not_applicable_is_not_applicable(make):
    node = make.card(make.book(make.indicator("a")), {"a": NOT_APPLICABLE})["all"]
    assert (node.state, node.value) == (State.NOT_APPLICABLE, None)
    assert make.reasons(node, Because.NOT_APPLICABLE) != []


def test_what_is_not_applicable_is_no_part_of_coverage(make):
    node = make.flat(WeightedMean(), [(1, 0.5), (5, NOT_APPLICABLE), (3, None)])
    assert node.coverage == 0.25


@pytest.mark.parametrize("quantity", [0.9, None, NOT_APPLICABLE, Between(0, 1)])
def test_an_indicator_of_weight_nothing_is_measured_and_changes_no_score(make, quantity):
    book = make.book(make.indicator("a"), make.indicator("b", weight=0))
    card = make.card(book, {"a": 0.5, "b": quantity})
    assert make.ends(card["all"]) == (0.5, 0.5, 0.5)
    assert card["all"].coverage == 1


def test_a_group_of_which_only_unscored_indicators_apply_says_that_it_is_not_scored(make):
    book = make.book(make.indicator("a"), make.indicator("b", weight=0))
    card = make.card(book, {"a": NOT_APPLICABLE, "b": 0.9})
    assert card["all"].state is State.NOT_APPLICABLE
    assert make.reasons(card["all"], Because.NOT_SCORED) != []
    assert card["b"].value == 0.9


def test_a_group_that_is_measured_but_not_scored_may_hold_unscored_indicators_only(make):
    book = make.book(
        make.group("all"),
        make.group("extra", parent="all", weight=0),
        make.indicator("a"),
        make.indicator("b", parent="extra", weight=0),
    )
    card = make.card(book, {"a": 0.5, "b": 0.9})
    assert (card["all"].value, card["extra"].state) == (0.5, State.NOT_APPLICABLE)


RURAL = Applicability(levels=("district",), kinds=("huyện",), tags=("mountain", "remote"))


@pytest.mark.parametrize(
    ("unit", "applies"),
    [
        ({"level": "district", "kind": "huyện", "tags": ("remote",)}, True),
        ({"level": "province", "kind": "huyện", "tags": ("remote",)}, False),
        ({"level": "district", "kind": "thị xã", "tags": ("remote",)}, False),
        ({"level": "district", "kind": "huyện", "tags": ("coast",)}, False),
        ({"level": "district", "kind": "huyện"}, False),
        ({}, True),  # a plain table does not say what a unit is
    ],
)
def test_an_indicator_applies_to_units_of_its_level_kind_and_tags(make, unit, applies):
    book = make.book(make.indicator("a"), make.indicator("b", applies_to=RURAL))
    card = make.card(book, {"a": 1, "b": 0}, **unit)
    assert card["all"].value == (0.5 if applies else 1)
    assert (card["b"].state is State.NOT_APPLICABLE) is not applies


@pytest.fixture
def districts_only(make):
    """A province scored by a rulebook in which ``g``, with ``a``, applies to districts only."""

    def card(observed, *, group=(), **unit):
        applies_to = Applicability(levels=("district",))
        book = make.book(
            make.group("all"),
            make.group("g", parent="all", applies_to=applies_to),
            make.group("h", parent="all", modifiers=group),
            make.indicator("a", parent="g"),
            make.indicator("b", parent="h"),
        )
        return make.card(book, observed, **{"level": "province"} | unit)

    return card


def test_a_group_that_does_not_apply_to_a_unit_takes_no_part(districts_only):
    assert districts_only({"a": 0, "b": 0.8})["all"].value == 0.8
    assert districts_only({"a": 0, "b": 0.8}, level="district")["all"].value == 0.4


def test_nothing_below_a_group_that_does_not_apply_to_a_unit_applies_to_it(districts_only):
    assert districts_only({"a": 0.3, "b": 0.8})["a"].state is State.NOT_APPLICABLE


def test_a_value_below_a_group_that_does_not_apply_stops_nobody(districts_only):
    assert districts_only({"a": 7, "b": 0.8})["all"].value == 0.8


def test_a_gate_on_a_node_below_a_group_that_does_not_apply_is_open(districts_only):
    gate = Gate(node="a", below=0.5, limit=0.1)
    assert districts_only({"b": 0.8}, group=(gate,))["h"].value == 0.8


# ── caps and floors ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "expected", "capped"), [(0.4, 0.4, False), (0.5, 0.5, False), (0.8, 0.5, True)]
)
def test_a_cap_is_the_most_a_group_attains(make, value, expected, capped):
    node = make.flat(WeightedMean(), [(1, value)], modifiers=(Cap(at_most=0.5),))
    assert make.ends(node) == (expected,) * 3
    assert bool(make.reasons(node, Because.CAPPED)) is capped


@pytest.mark.parametrize(
    ("value", "expected", "floored"), [(0.4, 0.5, True), (0.5, 0.5, False), (0.8, 0.8, False)]
)
def test_a_floor_is_the_least_a_group_attains(make, value, expected, floored):
    node = make.flat(WeightedMean(), [(1, value)], modifiers=(Floor(at_least=0.5),))
    assert make.ends(node) == (expected,) * 3
    assert bool(make.reasons(node, Because.FLOORED)) is floored


def test_caps_and_floors_say_at_what(make):
    capped = make.flat(WeightedMean(), [(1, 0.8)], modifiers=(Cap(at_most=0.5),))
    floored = make.flat(WeightedMean(), [(1, 0.1)], modifiers=(Floor(at_least=0.2),))
    assert make.facts(capped, Because.CAPPED) == {"at_most": 0.5}
    assert make.facts(floored, Because.FLOORED) == {"at_least": 0.2}


def test_modifiers_are_applied_in_the_order_written(make):
    cap_last = (Floor(at_least=0.3), Cap(at_most=0.4))
    gate_then_floor = (Gate(node="all2", below=1, limit=0.1), Floor(at_least=0.2))
    floor_then_gate = (Floor(at_least=0.2), Gate(node="all2", below=1, limit=0.1))
    assert make.flat(WeightedMean(), [(1, 0.9)], modifiers=cap_last).value == 0.4
    for modifiers, expected in ((gate_then_floor, 0.2), (floor_then_gate, 0.1)):
        book = make.book(
            make.group("all", modifiers=modifiers),
            make.group("all2"),
            make.indicator("a"),
            make.indicator("b", parent="all2"),
        )
        assert make.card(book, {"a": 0.9, "b": 0})["all"].value == expected


def test_caps_and_floors_hold_for_bounds(make):
    capped = make.flat(WeightedMean(), [(1, None)], modifiers=(Cap(at_most=0.5),))
    floored = make.flat(WeightedMean(), [(1, None)], modifiers=(Floor(at_least=0.5),))
    assert make.ends(capped) == (0, None, 0.5)
    assert make.ends(floored) == (0.5, None, 1)


def test_a_cap_bounds_what_had_no_bound_from_above_and_a_floor_from_below(make):
    capped = make.flat(WeightedMean(), [(1, None)], Identity(), modifiers=(Cap(at_most=0.5),))
    floored = make.flat(WeightedMean(), [(1, None)], Identity(), modifiers=(Floor(at_least=0.5),))
    assert make.ends(capped) == (None, None, 0.5)
    assert make.ends(floored) == (0.5, None, None)


def test_a_cap_at_the_lower_bound_leaves_one_possible_value(make):
    node = make.flat(WeightedMean(), [(1, Between(0.6, 1))], modifiers=(Cap(at_most=0.5),))
    assert make.ends(node) == (0.5, 0.5, 0.5)


# ── gates ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def gated(make):
    """A result over ``a`` with a gate that looks at ``x``, a child of another result."""

    def node(gate, x, a=0.9, *, method=None, day=None, missing="interval", of=None):
        book = make.book(
            make.group("all", modifiers=(gate,)),
            make.group("other"),
            make.indicator("a", of),
            make.indicator("x", method, parent="other", missing=missing),
        )
        return make.card(book, {"a": a, "x": x}, day)["all"]

    return node


@pytest.mark.parametrize(("x", "closed"), [(0, True), (0.49, True), (0.5, False), (1, False)])
def test_a_gate_is_closed_below_its_threshold(make, gated, x, closed):
    node = gated(Gate(node="x", below=0.5, limit=0.2), x)
    assert make.ends(node) == ((0.2,) * 3 if closed else (0.9,) * 3)
    assert [dict(reason.facts) for reason in make.reasons(node, Because.GATED)] == (
        [{"node": "x", "limit": 0.2}] if closed else []
    )


@pytest.mark.parametrize(("x", "closed"), [(0, True), (0.01, False)])
def test_a_gate_is_closed_at_most_at_its_threshold(make, gated, x, closed):
    node = gated(Gate(node="x", at_most=0, limit=0), x)
    assert make.ends(node) == ((0,) * 3 if closed else (0.9,) * 3)


def test_a_closed_gate_raises_nobody(gated):
    assert gated(Gate(node="x", below=0.5, limit=0.2), 0, a=0.1).value == 0.1


@pytest.mark.parametrize(("threshold", "expected"), [("below", 0.9), ("at_most", 0.2)])
def test_a_gate_compares_after_snapping(make, threshold, expected):
    # Three children at 0.3, of weight 0.1 each, give 0.29999999999999993.
    gate = Gate(node="x", limit=0.2, **{threshold: 0.3})
    book = make.book(
        make.group("all", modifiers=(gate,)),
        make.group("x"),
        make.indicator("a"),
        *[make.indicator(code, parent="x", weight=0.1) for code in "bcd"],
    )
    card = make.card(book, {"a": 0.9} | dict.fromkeys("bcd", 0.3))
    assert card["x"].value == 0.29999999999999993
    assert card["all"].value == expected


@pytest.mark.parametrize(
    ("threshold", "number", "expected"),
    [("below", 0.1 + 0.2, 0.9), ("at_most", 0.29999999999999993, 0.2)],
)
def test_the_threshold_of_a_gate_is_snapped_too(gated, threshold, number, expected):
    assert gated(Gate(node="x", limit=0.2, **{threshold: number}), 0.3).value == expected


SINCE, UNTIL = date(2012, 7, 1), date(2014, 7, 1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2012, 6, 30), 0.9),
        (date(2012, 7, 1), 0.2),
        (date(2014, 6, 30), 0.2),
        (date(2014, 7, 1), 0.9),
    ],
)
def test_a_dated_gate_exists_from_its_first_day_up_to_its_last(gated, day, expected):
    gate = Gate(node="x", below=0.5, limit=0.2, since=SINCE, until=UNTIL)
    assert gated(gate, 0, day=day).value == expected


def test_an_undecided_gate_leaves_no_value_and_the_lower_bound_of_a_closed_one(make, gated):
    node = gated(Gate(node="x", below=0.5, limit=0.2), None)
    assert make.ends(node) == (0.2, None, 0.9)
    assert make.facts(node, Because.GATE_UNDECIDED) == {"node": "x", "limit": 0.2}


def test_an_undecided_gate_leaves_the_value_where_it_makes_no_difference(make, gated):
    node = gated(Gate(node="x", below=0.5, limit=0.2), None, a=0.15)
    assert make.ends(node) == (0.15, 0.15, 0.15)


def test_an_undecided_gate_makes_no_difference_that_only_rounding_makes(make):
    # Three children at 0.05, of weight 1 each, give 0.05000000000000001.
    book = make.book(
        make.group("all", modifiers=(Gate(node="x", below=0.5, limit=0.05),)),
        make.group("other"),
        *[make.indicator(code) for code in "abc"],
        make.indicator("x", parent="other"),
    )
    assert make.card(book, dict.fromkeys("abc", 0.05))["all"].value == pytest.approx(0.05)


def test_the_limit_of_an_undecided_gate_is_snapped_too(gated):
    gate = Gate(node="x", below=0.5, limit=0.29999999999999993)
    assert gated(gate, None, a=0.3).value == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (Between(0, 0.4), (0.2, 0.2, 0.2)),  # closed wherever it lies
        (Between(0.5, 1), (0.9, 0.9, 0.9)),  # open wherever it lies
        (Between(0.4, 0.6), (0.2, None, 0.9)),
    ],
)
def test_a_gate_on_bounds_is_decided_as_far_as_they_decide_it(make, gated, x, expected):
    assert make.ends(gated(Gate(node="x", below=0.5, limit=0.2), x)) == expected


def test_a_gate_on_what_has_no_bounds_is_undecided(make, gated):
    node = gated(Gate(node="x", below=0.5, limit=0.2), None, method=Identity())
    assert make.ends(node) == (0.2, None, 0.9)


def test_a_gate_on_an_unknown_that_counts_nothing_is_closed_but_might_be_open(make, gated):
    node = gated(Gate(node="x", below=0.5, limit=0.2), None, missing="zero")
    assert make.ends(node) == (0.2, 0.2, 0.9)
    assert make.reasons(node, Because.GATED) != []


def test_a_gate_on_an_imputed_figure_is_open_but_might_be_closed(make, gated):
    x = known(0.8, status=ObservationStatus.IMPUTED)
    node = gated(Gate(node="x", below=0.5, limit=0.2), x)
    assert make.ends(node) == (0.2, 0.9, 0.9)
    assert make.reasons(node, Because.GATED) == []


def test_a_gate_on_what_is_not_applicable_is_open(make, gated):
    node = gated(Gate(node="x", below=0.5, limit=0.2), NOT_APPLICABLE)
    assert make.ends(node) == (0.9, 0.9, 0.9)
    assert make.reasons(node, Because.GATE_UNDECIDED) == []


def test_a_closed_gate_bounds_what_had_no_bounds_from_above(make, gated):
    node = gated(Gate(node="x", below=0.5, limit=0.2), 0, a=None, of=Identity())
    assert make.ends(node) == (None, None, 0.2)


def test_an_undecided_gate_on_an_unknown_group_keeps_its_bounds(make, gated):
    node = gated(Gate(node="x", below=0.5, limit=0.2), None, a=Between(0.1, 0.9))
    assert make.ends(node) == (0.1, None, 0.9)
    assert make.reasons(node, Because.GATE_UNDECIDED) != []


def test_a_gate_may_look_at_a_group_that_is_declared_later_and_is_gated_itself(make):
    book = make.book(
        make.group("all", modifiers=(Gate(node="second", below=0.5, limit=0.1),)),
        make.group("second", modifiers=(Gate(node="third", below=0.5, limit=0.3),)),
        make.group("third"),
        make.indicator("a"),
        make.indicator("b", parent="second"),
        make.indicator("c", parent="third"),
    )
    card = make.card(book, {"a": 0.9, "b": 0.9, "c": 0.2})
    assert (card["second"].value, card["all"].value) == (0.3, 0.1)


def test_several_gates_may_look_at_one_node(make):
    gates = (Gate(node="x", below=0.9, limit=0.7), Gate(node="x", below=0.5, limit=0.2))
    book = make.book(
        make.group("all", modifiers=gates),
        make.indicator("a", weight=0.5),
        make.indicator("x", weight=0.5),
    )
    assert make.card(book, {"a": 1, "x": 0.6})["all"].value == 0.7
    assert make.card(book, {"a": 1, "x": 0.4})["all"].value == 0.2


def test_gates_may_look_at_each_other_in_a_long_row(make):
    count = 1200
    groups = [
        make.group(
            f"g{place}",
            parent="all",
            modifiers=(Gate(node=f"g{place + 1}" if place + 1 < count else "x", below=1, limit=0),),
        )
        for place in range(count)
    ]
    indicators = [make.indicator(f"i{place}", parent=f"g{place}") for place in range(count)]
    book = make.book(make.group("all"), *groups, make.indicator("x"), *indicators)
    out = attain_unit(make_plan(book, make.day), make.row({"x": 0, "i0": 1}))
    assert out.value[1] == 0


# ── problems ──────────────────────────────────────────────────────────────────────────────────


def test_every_value_that_cannot_be_taken_is_a_problem_of_its_own(make):
    book = make.book(
        make.group("all", aggregation=WeightedMean()),
        make.group("g", parent="all"),
        make.indicator("a"),
        make.indicator("b", YesNo()),
        make.indicator("c", parent="g"),
        make.indicator("d"),
    )
    problems = make.problems(book, {"a": 1.5, "b": "maybe", "c": "x", "d": 0.5})
    assert [(problem.path, problem.code) for problem in problems] == [
        ("a", "outside-range"),
        ("b", "unknown-option"),
        ("c", "not-a-number"),
    ]


def test_a_group_needs_a_share_of_its_children_to_have_a_value(make):
    book = make.book(
        make.group("all", needs_children=0.5),
        make.indicator("a", missing="reweight", weight=9),
        make.indicator("b", missing="reweight"),
        make.indicator("c", missing="reweight"),
    )
    assert make.card(book, {"a": None, "b": 1, "c": 0.5})["all"].value == 0.75
    few = make.card(book, {"a": 1, "b": None, "c": None})["all"]
    assert few.value is None
    assert make.reasons(few, Because.TOO_FEW_CHILDREN)[0].facts == {
        "valued": 1,
        "children": 3,
        "needs": 0.5,
    }
    assert make.card(book, {"a": NOT_APPLICABLE, "b": 1, "c": None})["all"].value == 1


def test_points_that_do_not_apply_are_no_points_of_the_sum_around(make):
    book = make.book(
        make.group("all", aggregation=Sum(maximum=100)),
        make.group("services", parent="all", weight=60, aggregation=Sum()),
        make.indicator("files", parent="services", weight=50),
        make.indicator("website", parent="services", weight=10),
        make.indicator("staff", weight=40),
    )
    card = make.card(book, {"files": NOT_APPLICABLE, "website": 1, "staff": 0.5})
    # 10 and 20 of the 50 points that apply; not 60 and 20 of 100.
    assert card["all"].value == 0.6
    assert (card["all"].maximum, card["services"].maximum) == (50, 10)
    assert card["services"].effective_weight == 0.2
    full = make.card(book, {"files": 0.5, "website": 1, "staff": 0.5})
    assert (full["all"].value, full["all"].maximum) == (0.55, 100)


def test_a_rescaling_far_beyond_any_measure_is_a_problem_of_the_group(make):
    narrow = (Rescale(worst=0, best=5e-324, clip="none"),)
    book = make.book(make.group("all", modifiers=narrow), make.indicator("a"))
    (problem,) = make.problems(book, {"a": 0.5})
    assert (problem.code, problem.path) == ("too-large", "all")


def test_a_group_that_may_lose_its_value_behind_a_gate_bounds_as_if_nothing_were_known(make):
    book = make.book(
        make.group("all", aggregation=Minimum()),
        make.group("part", parent="all", missing="reweight", needs_children=0.8),
        make.group("g", parent="part", modifiers=(Gate(node="x", below=0.5, limit=0.3),)),
        make.indicator("a", parent="g"),
        make.indicator("b"),
        make.group("aside"),
        make.indicator("x", parent="aside"),
    )
    # Below the limit the gate does not matter yet; what is bounded may turn out to lie above it.
    known = make.card(book, {"a": 0.2, "b": 0.9, "x": None})
    assert make.ends(known["all"]) == (0.2, 0.2, 0.2)
    less = make.card(book, {"a": Between(0.2, 0.25), "b": 0.9, "x": None})
    assert make.ends(less["all"]) == (0, 0.9, 0.9)


def test_a_value_of_which_little_is_backed_covers_little_and_may_be_too_little(make):
    book = make.book(make.group("all", needs=0.6), make.indicator("a"), make.indicator("b"))
    plan = make_plan(book, make.day)
    half = evolve(known(0.5), coverage=0.5)
    out = attain_unit(plan, make.row({"a": half, "b": half}))
    assert [out.coverage[plan.codes.index(code)] for code in ("a", "b", "all")] == [0.5, 0.5, 0.5]
    assert out.value[plan.codes.index("all")] is None
    out = attain_unit(plan, make.row({"a": 0.5, "b": half}))
    assert out.value[plan.codes.index("all")] == 0.5
