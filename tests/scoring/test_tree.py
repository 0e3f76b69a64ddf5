"""Points, published values, bands and reasons (design S1, S5, S6)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import Because, Reason
from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.observations import State, bounded, known, unknown
from egov_readiness.rules import (
    Applicability,
    Band,
    BestOf,
    Cap,
    Floor,
    Gate,
    GeometricMean,
    Goalposts,
    HarmonicMean,
    Identity,
    Minimum,
    Options,
    PerItem,
    PowerMean,
    Step,
    Steps,
    Sum,
    Target,
    WeightedMean,
    YesNo,
)

AGGREGATIONS = [
    WeightedMean(),
    Sum(maximum=30),
    PowerMean(power=2),
    GeometricMean(floor=0.01),
    HarmonicMean(shift=0.5),
    Minimum(),
    BestOf(),
]
MODIFIERS = [
    (),
    (Cap(at_most=0.5),),
    (Floor(at_least=0.5),),
    (Gate(node="a", below=0.5, limit=0.3),),
    (Cap(at_most=0.6), Gate(node="a", below=0.5, limit=0.3)),
]


def unaccounted(node):
    """The points of a node that neither its children nor its adjustment bring."""
    adjustments = [r.facts["points"] for r in node.because if r.code is Because.ADJUSTED]
    brought = [child.earned for child in node.children if child.earned is not None]
    return node.earned - sum(brought) - sum(adjustments)


# ── earned points ─────────────────────────────────────────────────────────────────────────────


@given(
    outer=st.sampled_from(AGGREGATIONS),
    inner=st.sampled_from(AGGREGATIONS),
    modifiers=st.sampled_from(MODIFIERS),
    policy=st.sampled_from(["zero", "reweight", "impute"]),
    quantities=st.lists(
        st.one_of(
            st.floats(0, 1),
            st.lists(st.floats(0, 1), min_size=2, max_size=2).map(
                lambda two: Between(min(two), max(two))
            ),
            st.none(),
            st.just(NOT_APPLICABLE),
        ),
        min_size=4,
        max_size=4,
    ),
    needs=st.sampled_from([None, 0.5]),
    group_policy=st.sampled_from(["zero", "reweight", "interval"]),
)
def test_an_explanation_sums_to_its_result(
    make, outer, inner, modifiers, policy, quantities, needs, group_policy
):
    book = make.book(
        make.group("all", aggregation=outer),
        make.group(
            "g",
            parent="all",
            weight=20,
            aggregation=inner,
            modifiers=modifiers,
            needs=needs,
            missing=group_policy,
        ),
        make.indicator("a", weight=10, imputed=0.25),
        make.indicator("b", parent="g", weight=3, imputed=0.5),
        make.indicator("c", parent="g", weight=7, imputed=0.75),
        make.indicator("d", parent="g", weight=0, imputed=0.75),
        missing=policy,
        scale=1000,
    )
    card = make.card(book, dict(zip("abcd", quantities, strict=True)))
    for node in card.walk():
        if node.children and node.earned is not None:
            assert unaccounted(node) == pytest.approx(0, abs=1e-9)


@pytest.fixture
def points(make):
    """A scheme of 100 points: 60 of them for ``g`` (20 for ``a``, 40 for ``b``), 40 for ``c``."""
    return make.book(
        make.group("all"),
        make.group("g", parent="all", weight=60),
        make.indicator("a", parent="g", weight=20),
        make.indicator("b", parent="g", weight=40),
        make.indicator("c", weight=40),
        scale=100,
    )


def test_earned_points_add_up_over_an_additive_tree(make, points):
    card = make.card(points, {"a": 0.5, "b": 0.25, "c": 0.75})
    earned = {node.code: node.earned for node in card.walk()}
    assert earned == pytest.approx({"all": 50, "g": 20, "a": 10, "b": 10, "c": 30})
    assert card["all"].value == pytest.approx(50)
    assert card["g"].value == pytest.approx(100 / 3)
    assert [make.reasons(node, Because.ADJUSTED) for node in card.walk()] == [[]] * 5


def test_effective_weights_are_shares_of_the_result(make, points):
    card = make.card(points, {"a": 1, "b": 1, "c": 1})
    effective = {node.code: node.effective_weight for node in card.walk()}
    assert effective == pytest.approx({"all": 1, "g": 0.6, "a": 0.2, "b": 0.4, "c": 0.4})
    assert {node.code: node.weight for node in card.walk()} == {
        "all": 1, "g": 60, "a": 20, "b": 40, "c": 40,
    }  # fmt: skip


def test_the_weight_of_what_is_not_applicable_goes_to_its_siblings(make, points):
    card = make.card(points, {"a": NOT_APPLICABLE, "b": 0.25, "c": 0.75})
    effective = {node.code: node.effective_weight for node in card.walk()}
    assert effective == pytest.approx({"all": 1, "g": 0.6, "a": None, "b": 0.6, "c": 0.4})
    assert card["a"].earned is None
    assert unaccounted(card["all"]) == pytest.approx(0)


def test_what_is_left_out_shows_the_weight_it_would_have_and_earns_nothing(make):
    indicators = [make.indicator(code, weight=2, missing="reweight") for code in "abc"]
    card = make.card(make.book(make.group("all"), *indicators), {"a": 1, "b": 0.5})
    effective = [card[code].effective_weight for code in "abc"]
    assert effective == pytest.approx([0.5, 0.5, 1 / 3])
    assert card["c"].earned is None
    assert card["a"].earned + card["b"].earned == pytest.approx(card["all"].value)


def test_nothing_is_earned_by_what_has_no_value(make, points):
    card = make.card(points, {"b": 0.25, "c": 0.75})
    assert [card[code].earned for code in ("all", "g", "a")] == [None, None, None]
    assert card["b"].earned == pytest.approx(10)
    assert make.reasons(card["all"], Because.ADJUSTED) == []


def test_what_is_measured_and_not_scored_earns_nothing(make):
    book = make.book(make.indicator("a"), make.indicator("b", weight=0))
    node = make.card(book, {"a": 1, "b": 0.9})["b"]
    assert (node.value, node.effective_weight, node.earned) == (0.9, 0, 0)


def test_nothing_below_a_group_that_is_not_scored_earns_anything(make):
    book = make.book(
        make.group("all"),
        make.group("extra", parent="all", weight=0),
        make.indicator("a"),
        make.indicator("b", parent="extra"),
    )
    card = make.card(book, {"a": 1, "b": 0.9})
    assert (card["extra"].value, card["extra"].earned) == (0.9, 0)
    assert (card["b"].effective_weight, card["b"].earned) == (0, 0)


def test_the_points_of_a_sum_are_shares_of_its_maximum(make):
    node = make.flat(Sum(maximum=10), [(4, 0.5), (4, 1)])
    assert [child.effective_weight for child in node.children] == [0.4, 0.4]
    assert [child.earned for child in node.children] == [0.2, 0.4]
    assert make.reasons(node, Because.ADJUSTED) == []


@pytest.mark.parametrize(
    ("aggregation", "points"),
    [
        (GeometricMean(), 0.5 - 0.625),
        (HarmonicMean(), 0.4 - 0.625),
        (Minimum(), 0.25 - 0.625),
        (BestOf(), 1 - 1.25),
    ],
)
def test_what_is_not_additive_has_one_line_that_accounts_for_the_difference(
    make, aggregation, points
):
    node = make.flat(aggregation, [(1, 0.25), (1, 1)])
    assert make.facts(node, Because.ADJUSTED)["points"] == pytest.approx(points)


@pytest.mark.parametrize(
    ("modifier", "points"), [(Cap(at_most=0.5), -0.125), (Floor(at_least=0.75), 0.125)]
)
def test_a_cap_or_floor_has_one_line_that_accounts_for_the_difference(make, modifier, points):
    node = make.flat(WeightedMean(), [(1, 0.25), (1, 1)], modifiers=(modifier,))
    assert make.facts(node, Because.ADJUSTED)["points"] == pytest.approx(points)


def test_a_modifier_without_effect_has_no_such_line(make):
    node = make.flat(WeightedMean(), [(1, 0.25), (1, 1)], modifiers=(Cap(at_most=0.9),))
    assert make.reasons(node, Because.ADJUSTED) == []


def test_what_bounds_prove_of_a_group_has_one_line_that_accounts_for_it(make):
    book = make.book(
        make.group("all"),
        make.group("g", parent="all", missing="zero"),
        make.indicator("a", parent="g", missing="interval"),
        make.indicator("b", parent="g", missing="interval"),
    )
    node = make.card(book, {"a": 1})["g"]
    assert (node.earned, node.children[0].earned) == (0.5, 0.5)
    node = make.card(book, {"a": Between(0.5, 0.75)})["g"]
    assert make.facts(node, Because.ADJUSTED)["points"] == 0.25


def test_points_over_a_child_that_has_no_value_are_accounted_for(make):
    book = make.book(
        make.group("all"),
        make.group("g", parent="all", needs=0.5, modifiers=(Floor(at_least=0.3), Cap(at_most=0.3))),
        make.indicator("a", parent="g"),
    )
    card = make.card(book, {})
    assert (card["g"].value, card["all"].earned) == (None, 0.3)
    assert make.facts(card["all"], Because.ADJUSTED) == {"points": 0.3}


def test_rounding_alone_makes_no_line_in_an_additive_tree(make):
    node = make.flat(WeightedMean(), [(1, 0.1), (1, 0.2), (1, 0.3)])
    assert make.reasons(node, Because.ADJUSTED) == []


def test_rounding_alone_makes_no_line_on_a_large_scale_either(make):
    weights = [0.1, 10, 15, 0.1, 0.1, 0.3, 25, 10, 0.1, 25, 0.1, 0.1]
    shares = [0.5, 0.97, 0.51, 0.91, 0.19, 0.28, 0.97, 0.5, 0.94, 0.39, 0.85, 0.48]
    indicators = [make.indicator(f"i{at}", weight=weight) for at, weight in enumerate(weights)]
    book = make.book(*indicators, make.indicator("z"), scale=10_000)
    observed = {f"i{at}": share for at, share in enumerate(shares)} | {"z": NOT_APPLICABLE}
    assert make.reasons(make.card(book, observed)["all"], Because.ADJUSTED) == []


# ── scale and publication ─────────────────────────────────────────────────────────────────────


def test_scores_are_on_the_scale_of_the_rulebook(make):
    book = make.book(make.indicator("a"), make.indicator("b"), scale=1000)
    node = make.card(book, {"a": 0.5, "b": Between(0.25, 0.75)})["all"]
    assert make.ends(node) == (375, None, 625)
    assert node.published is None


@pytest.mark.parametrize(
    ("attained", "rounding", "published"),
    [
        (0.88125, "half_up", "88.13"),
        (0.88125, "half_even", "88.12"),
        (0.88135, "half_up", "88.14"),
        (0.88135, "half_even", "88.14"),
        (0.1 + 0.2, "half_up", "30.00"),
        (1, "half_up", "100.00"),
        (-0.00125, "half_up", "-0.13"),
    ],
)
def test_a_score_is_rounded_once_at_publication(make, attained, rounding, published):
    book = make.book(make.indicator("a", Identity()), scale=100, decimals=2, rounding=rounding)
    node = make.card(book, {"a": attained})["all"]
    assert node.published == Decimal(published)
    assert str(node.published) == published
    assert node.value == attained * 100  # what is not published is not rounded


def test_children_are_not_rounded_before_they_are_added(make):
    book = make.book(make.indicator("a"), make.indicator("b"), decimals=1)
    card = make.card(book, {"a": 0.14, "b": 0.14})
    assert [str(card[code].published) for code in ("a", "b", "all")] == ["0.1", "0.1", "0.1"]
    card = make.card(book, {"a": 0.14, "b": 0.18})
    assert [str(card[code].published) for code in ("a", "b", "all")] == ["0.1", "0.2", "0.2"]


def test_groups_and_indicators_are_published_as_results_are(make, points):
    card = make.card(points, {"a": 0.5, "b": 0.25, "c": 0.75})
    assert {node.code: str(node.published) for node in card.walk()} == {
        "all": "50.0000", "g": "33.3333", "a": "50.0000", "b": "25.0000", "c": "75.0000",
    }  # fmt: skip


# ── bands ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def banded(make):
    """The result over ``a``, with four bands of which one edge is open to each side."""

    def node(quantity, *, method=None, **fields):
        titled = {"result": "all", "title": make.text("band")}
        bands = (
            Band(code="1", at_least=85, **titled),
            Band(code="2", above=70, **titled),
            Band(code="3", at_least=50, at_most=70, **titled),
            Band(code="4", **titled),
        )
        book = make.book(
            make.group("all", band_order="best_first"),
            make.indicator("a", method),
            bands=bands,
            scale=100,
            decimals=0,
            **fields,
        )
        return make.card(book, {"a": quantity})["all"]

    return node


@pytest.mark.parametrize(
    ("attained", "band"),
    [
        (1, "1"),
        (0.85, "1"),
        (0.8499, "2"),
        (0.7001, "2"),
        (0.70, "3"),
        (0.50, "3"),
        (0.4999, "4"),
        (0, "4"),
    ],
)
def test_an_edge_belongs_to_the_band_that_includes_it(banded, attained, band):
    node = banded(attained)
    assert (node.band, node.possible_bands) == (band, (band,))


def test_bands_look_at_published_scores_where_the_rulebook_says_so(banded):
    assert banded(0.846).band == "2"
    assert banded(0.846, banding="published").band == "1"  # published as 85
    assert banded(0.704, banding="published").band == "3"  # published as 70


@pytest.mark.parametrize(
    ("quantity", "possible"),
    [
        (Between(0.5, 0.9), ("1", "2", "3")),
        (Between(0.7, 0.84), ("2", "3")),
        (Between(0.71, 0.84), ("2",)),
        (Between(0.3, 0.5), ("3", "4")),
        (Between(0.3, 0.4999), ("4",)),
        (None, ("1", "2", "3", "4")),
    ],
)
def test_an_interval_may_be_in_several_bands(banded, quantity, possible):
    node = banded(quantity)
    assert node.possible_bands == possible
    assert node.band == (possible[0] if len(possible) == 1 else None)


def test_the_bands_of_an_interval_are_those_of_its_published_ends(banded):
    assert banded(Between(0.71, 0.846)).possible_bands == ("2",)
    assert banded(Between(0.71, 0.846), banding="published").possible_bands == ("1", "2")


@pytest.mark.parametrize(
    ("clip", "possible"), [("low", ("1", "2", "3", "4")), ("high", ("1", "2", "3", "4"))]
)
def test_a_result_bounded_at_one_end_may_be_in_any_band_beyond_it(banded, clip, possible):
    method = Goalposts(worst=0, best=1, clip=clip)
    assert banded(None, method=method).possible_bands == possible
    assert banded(None, method=method, banding="published").possible_bands == possible


def test_a_result_without_bounds_is_in_no_band(banded):
    node = banded(None, method=Identity())
    assert (node.band, node.possible_bands) == (None, ())


def test_a_result_that_is_not_applicable_is_in_no_band(banded):
    node = banded(NOT_APPLICABLE)
    assert (node.state, node.band, node.possible_bands) == (State.NOT_APPLICABLE, None, ())


def test_a_value_decides_the_band_though_its_bounds_are_wide(banded):
    node = banded(None, missing="zero")
    assert (node.low, node.high, node.band) == (0, 100, "4")


@pytest.mark.parametrize("weights", [[0.1] * 10, [1 / 3] * 3, [0.7] * 12, [1e-3] * 7])
@pytest.mark.parametrize("edge", [0.85, 0.7, 0.5, 0.05])
@pytest.mark.parametrize(("end", "band"), [("at_least", "upper"), ("above", "lower")])
def test_children_all_at_an_edge_give_a_group_at_that_edge(make, weights, edge, end, band):
    titled = {"result": "all", "title": make.text("band")}
    book = make.book(
        make.group("all", band_order="best_first"),
        *[make.indicator(f"i{place}", weight=weight) for place, weight in enumerate(weights)],
        bands=(Band(code="upper", **{end: edge}, **titled), Band(code="lower", **titled)),
    )
    card = make.card(book, {f"i{place}": edge for place in range(len(weights))})
    assert card["all"].band == band


def test_bands_may_be_listed_from_the_lowest(make):
    titled = {"result": "all", "title": make.text("band")}
    bands = (Band(code="I", below=0.5, **titled), Band(code="II", **titled))
    book = make.book(make.group("all", band_order="worst_first"), make.indicator("a"), bands=bands)
    assert make.card(book, {"a": 0.49})["all"].band == "I"
    assert make.card(book, {"a": 0.5})["all"].band == "II"
    assert make.card(book, {})["all"].possible_bands == ("I", "II")


def test_only_results_have_bands(banded):
    assert banded(0.9).children[0].band is None


# ── reasons ───────────────────────────────────────────────────────────────────────────────────


def codes(node):
    return [reason.code for reason in node.because]


def test_a_known_indicator_says_what_was_seen_and_how_it_attains(make):
    node = make.leaf(Goalposts(worst=0, best=0.9), 0.45)
    assert node.because == (
        Reason(Because.OBSERVED, {"value": 0.45}),
        Reason(
            Because.ATTAINED,
            {"method": "goalposts", "worst": 0.0, "best": 0.9, "attainment": 0.5},
        ),
    )


@pytest.mark.parametrize(
    ("method", "quantity", "facts"),
    [
        (PerItem(points=1, cap=5), 3, {"method": "per_item", "points": 1.0, "cap": 5.0}),
        (Target(target=2, worst=1), 2, {"method": "target", "worst": 1.0, "best": 2.0}),
        (YesNo(), "có", {"method": "yes_no"}),
        (Options(options={"a": 1}), "a", {"method": "options"}),
        (Steps(steps=(Step(at_least=1, gives=1), Step(gives=0))), 1, {"method": "steps"}),
        (Identity(), 0.5, {"method": "identity"}),
    ],
)
def test_a_method_says_its_kind_and_its_numbers(make, method, quantity, facts):
    node = make.leaf(method, quantity)
    assert make.facts(node, Because.ATTAINED) == facts | {"attainment": node.value}


def test_a_word_is_shown_as_it_was_reported(make):
    assert make.facts(make.leaf(YesNo(), "Có "), Because.OBSERVED) == {"value": "Có "}


def test_bounds_are_shown_as_they_were_reported(make):
    node = make.leaf(Goalposts(worst=10, best=0), Between(2, 4))
    assert node.because == (Reason(Because.BOUNDED, {"low": 2, "high": 4}),)


def test_an_unknown_says_that_it_is_unknown(make):
    assert codes(make.leaf(Goalposts(worst=0, best=1), None)) == [Because.UNKNOWN]


def test_what_is_not_applicable_says_nothing_else(make):
    assert codes(make.leaf(Goalposts(worst=0, best=1), NOT_APPLICABLE)) == [Because.NOT_APPLICABLE]


def test_what_an_observation_rests_on_stands_between_what_was_seen_and_what_it_attains(make):
    rests_on = (Reason(Because.RECORD, {"record": "i1"}),)
    assert codes(make.leaf(Identity(), known(0.5, rests_on))) == [
        Because.OBSERVED, Because.RECORD, Because.ATTAINED,
    ]  # fmt: skip
    assert codes(make.leaf(YesNo(), bounded(0, 1, rests_on))) == [Because.BOUNDED, Because.RECORD]
    assert codes(make.leaf(YesNo(), unknown(rests_on))) == [Because.UNKNOWN, Because.RECORD]


def test_an_observation_says_where_it_stands_in_its_file(make):
    book = make.book(make.indicator("a"), make.indicator("b"))
    card = make.card(book, {"a": 0.5, "b": None}, place="row 7")
    assert make.facts(card["a"], Because.OBSERVED) == {"value": 0.5, "place": "row 7"}
    assert make.facts(card["b"], Because.UNKNOWN) == {"place": "row 7"}


def test_an_indicator_that_does_not_apply_to_a_unit_shows_nothing_that_was_seen(make):
    applies_to = Applicability(levels=("district",))
    book = make.book(make.indicator("a"), make.indicator("b", applies_to=applies_to))
    node = make.card(book, {"a": 1, "b": 0.5}, level="province")["b"]
    assert codes(node) == [Because.NOT_APPLICABLE]
    assert (node.value, node.published, node.earned) == (None, None, None)


def test_bounds_that_attain_the_same_say_so_without_a_single_value_seen(make):
    node = make.leaf(PerItem(points=1, cap=5), Between(6, 9))
    assert (node.value, codes(node)) == (1, [Because.BOUNDED])


def test_a_group_says_how_many_of_its_children_take_part(make):
    children = [(1, 0.5), (1, NOT_APPLICABLE), (0, 0.5), (1, 0.5)]
    node = make.flat(Minimum(), children)
    assert node.because == (Reason(Because.AGGREGATED, {"aggregation": "minimum", "children": 2}),)


def test_the_state_of_a_node_says_how_much_of_it_is_known(make):
    book = make.book(
        make.group("all"),
        make.group("none", parent="all"),
        make.group("some", parent="all"),
        make.indicator("a", parent="none"),
        make.indicator("b", parent="some"),
        make.indicator("c", parent="some"),
    )
    card = make.card(book, {"b": 0.5})
    assert {node.code: node.state for node in card.walk()} == {
        "all": State.BOUNDED,
        "none": State.UNKNOWN,
        "a": State.UNKNOWN,
        "some": State.BOUNDED,
        "b": State.KNOWN,
        "c": State.UNKNOWN,
    }
