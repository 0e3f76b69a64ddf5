"""The second stage of scoring: indicators of units below, and units that follow from them."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import egov_readiness as egov
from egov_readiness.errors import Because, SurveyError
from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.observations import ObservationStatus, State, known
from egov_readiness.rules import (
    Applicability,
    Group,
    Identity,
    MemberScore,
    Minimum,
    RollUp,
    Sum,
)


def district_book(make, members, **fields):
    """Districts with an indicator of their communes."""
    return make.book(
        make.group("district", applies_to=Applicability(levels=("district",))),
        make.group("commune", applies_to=Applicability(levels=("commune",)), **fields),
        make.indicator("own", parent="district"),
        make.indicator("communes", parent="district", members=members),
        make.indicator("a", parent="commune"),
        make.indicator("people", Identity(), parent="commune", weight=0),
    )


@pytest.fixture
def rows(make):
    def rows(communes):
        """A district, and communes with their value and population."""
        district = make.row({"own": 0.5}, "d", level="district")
        below = [
            make.row({"a": value, "people": people}, f"c{n}", level="commune", parent="d")
            for n, (value, people) in enumerate(communes)
        ]
        return [district, *below]

    return rows


@pytest.fixture
def scored(make, rows):
    def scored(members, communes, **fields):
        book = district_book(make, members, **fields)
        table = make.table(*rows(communes), columns=("own", "a", "people"))
        return egov.score(table, book, as_of=make.day)

    return scored


def test_a_district_takes_the_mean_of_its_communes(make, scored):
    board = scored(MemberScore(node="commune"), [(1, 30), (0.5, 10)])
    assert make.ends(board["d"]["communes"]) == (0.75, 0.75, 0.75)
    assert board["d"]["district"].value == 0.625
    assert [card.unit for card in board] == ["d", "c0", "c1"]


def test_communes_may_weigh_by_what_is_observed_of_them(scored):
    board = scored(MemberScore(node="commune", weighted_by="people"), [(1, 30), (0.5, 10)])
    assert board["d"]["communes"].value == 0.875
    (reason,) = [r for r in board["d"]["communes"].because if r.code is Because.MEMBERS]
    assert reason.facts == {
        "node": "commune",
        "by": "mean",
        "units": 2,
        "names": "c0, c1",
        "weighted_by": "people",
    }


def test_a_district_may_take_the_lowest_of_its_communes(scored):
    board = scored(MemberScore(node="commune", by="minimum"), [(1, 1), (0.5, 1)])
    assert board["d"]["communes"].value == 0.5


def test_a_district_may_take_the_share_of_communes_that_attain_enough(make, scored):
    asked = MemberScore(node="commune", by="share", at_least=0.7)
    board = scored(asked, [(0.7, 1), (0.5, 1), (None, 1), (0.8, 1)])
    assert make.ends(board["d"]["communes"]) == (0.5, None, 0.75)


def test_children_all_at_the_edge_attain_it(scored):
    asked = MemberScore(node="commune", by="share", at_least=0.3)
    board = scored(asked, [(0.1 + 0.2, 1), (0.3, 1)])
    assert board["d"]["communes"].value == 1.0


def test_an_unknown_commune_leaves_an_interval(make, scored):
    board = scored(MemberScore(node="commune"), [(1, 1), (None, 1)])
    node = board["d"]["communes"]
    assert (make.ends(node), node.state, node.coverage) == ((0.5, None, 1.0), State.BOUNDED, 0.5)


@pytest.mark.parametrize(("by", "ends"), [("mean", (0.5, 1.0)), ("minimum", (0.0, 1.0))])
def test_a_commune_that_is_left_out_still_bounds_the_district(make, scored, by, ends):
    board = scored(MemberScore(node="commune", by=by), [(1, 1), (None, 1)], missing="reweight")
    low, value, high = make.ends(board["d"]["communes"])
    assert (low, value, high) == (ends[0], 1.0, ends[1])
    assert board["d"]["communes"].coverage == 0.5


def test_the_bounds_hold_whether_a_commune_is_left_out_or_counted(make, scored):
    board = scored(MemberScore(node="commune"), [(1, 1), (Between(0, 0.5), 1)], missing="reweight")
    assert make.ends(board["d"]["communes"]) == (0.5, 1, 1)


def test_bounds_suffice_to_tell_that_a_commune_attains_enough(make, scored):
    asked = MemberScore(node="commune", by="share", at_least=0.7)
    board = scored(asked, [(0.9, 1), (Between(0.8, 1), 1), (Between(0, 0.5), 1)])
    assert make.ends(board["d"]["communes"]) == pytest.approx((2 / 3, 2 / 3, 2 / 3))


def test_a_weight_that_is_not_known_leaves_the_mean_between_the_communes(make, scored):
    asked = MemberScore(node="commune", weighted_by="people")
    board = scored(asked, [(0.9, 10), (0.4, None)])
    assert make.ends(board["d"]["communes"]) == (0.4, None, 0.9)


def test_communes_that_weigh_nothing_together_are_named(scored):
    asked = MemberScore(node="commune", weighted_by="people")
    with pytest.raises(SurveyError) as error:
        scored(asked, [(0.9, 0), (0.4, 0)])
    assert [(p.code, p.path) for p in error.value.problems] == [
        ("weights-sum-to-nothing", "d:people")
    ]


def test_a_commune_that_weighs_nothing_leaves_nothing_open(make, scored):
    asked = MemberScore(node="commune", weighted_by="people")
    node = scored(asked, [(0.9, 10), (None, 0)])["d"]["communes"]
    assert (make.ends(node), node.coverage) == ((0.9, 0.9, 0.9), 1)


def test_coverage_weighs_as_the_communes_do(scored):
    asked = MemberScore(node="commune", weighted_by="people")
    assert scored(asked, [(0.9, 99), (None, 1)])["d"]["communes"].coverage == 0.99


@pytest.mark.parametrize(("weight", "code"), [(-1, "not-a-weight"), ("many", "not-a-number")])
def test_what_cannot_weigh_is_named(scored, weight, code):
    with pytest.raises(SurveyError) as error:
        scored(MemberScore(node="commune", weighted_by="people"), [(1, weight), (1, 2)])
    assert code in {problem.code for problem in error.value.problems}


def test_a_district_whose_communes_have_no_row_is_not_known_by_them(make, scored):
    board = scored(MemberScore(node="commune"), [])
    assert board["d"]["communes"].state is State.UNKNOWN
    assert make.reasons(board["d"]["communes"], Because.NO_MEMBERS)
    assert make.ends(board["d"]["district"]) == (0.25, None, 0.75)


def test_a_district_to_whose_communes_the_node_does_not_apply_has_no_such_indicator(scored):
    board = scored(MemberScore(node="commune"), [(NOT_APPLICABLE, 1)])
    assert board["d"]["communes"].state is State.NOT_APPLICABLE
    assert board["d"]["district"].value == 0.5


def test_a_parent_without_a_row_is_noted_with_a_name_like_it(make, rows):
    book = district_book(make, MemberScore(node="commune"))
    stray = make.row({"a": 1}, "stray", level="commune", parent="Đ")
    table = make.table(*rows([(1, 1)]), stray, columns=("own", "a", "people"), source="t.csv")
    (note,) = egov.score(table, book, as_of=make.day).notes
    assert (note.code, note.path) == ("no-row", "t.csv:parent")


def test_a_commune_that_the_node_does_not_apply_to_is_no_part_of_it(scored):
    board = scored(MemberScore(node="commune"), [(1, 1), (NOT_APPLICABLE, 1)])
    assert board["d"]["communes"].value == 1.0


def test_a_node_without_bounds_below_leaves_none_above(make):
    book = make.book(
        make.group("district", applies_to=Applicability(levels=("district",))),
        make.group("commune", applies_to=Applicability(levels=("commune",))),
        make.indicator(
            "communes", Identity(), parent="district", members=MemberScore(node="commune")
        ),
        make.indicator("a", Identity(), parent="commune"),
    )
    rows = [
        make.row({}, "d", level="district"),
        make.row({"a": 2}, "c", level="commune", parent="d"),
        make.row({"a": None}, "e", level="commune", parent="d"),
    ]
    node = egov.score(make.table(*rows, columns=("a",)), book, as_of=make.day)["d"]["communes"]
    assert (make.ends(node), node.state) == ((None, None, None), State.UNKNOWN)


def test_units_that_lie_below_each_other_are_named(make):
    book = district_book(make, MemberScore(node="commune"))
    rows = [
        make.row({"own": 1}, "d", level="district", parent="e"),
        make.row({"own": 1}, "e", level="district", parent="d"),
    ]
    with pytest.raises(SurveyError) as error:
        egov.score(make.table(*rows, columns=("own", "a", "people")), book, as_of=make.day)
    assert [problem.code for problem in error.value.problems] == ["loop"]


def test_communes_of_another_period_are_no_part_of_it(make):
    book = district_book(make, MemberScore(node="commune"))
    rows = [
        make.row({"own": 0.5}, "d", level="district", period="2020"),
        make.row({"own": 0.5}, "d", level="district", period="2021"),
        make.row({"a": 1}, "c", level="commune", parent="d", period="2020"),
        make.row({"a": 0}, "c", level="commune", parent="d", period="2021"),
    ]
    board = egov.score(make.table(*rows, columns=("own", "a", "people")), book)
    assert board["d", "2020"]["communes"].value == 1
    assert board["d", "2021"]["communes"].value == 0


def test_three_levels_are_scored_from_below(make):
    book = make.book(
        make.group("all"),
        make.indicator("own", weight=1),
        make.indicator(
            "below",
            members=MemberScore(node="all"),
            applies_to=Applicability(levels=("province", "district")),
        ),
    )
    rows = [
        make.row({"own": 0}, "province", level="province"),
        make.row({"own": 0.5}, "district", level="district", parent="province"),
        make.row({"own": 1}, "commune", level="commune", parent="district"),
    ]
    board = egov.score(make.table(*rows, columns=("own",)), book, as_of=make.day)
    assert [board[unit]["all"].value for unit in ("commune", "district", "province")] == [
        1,
        0.75,
        0.375,
    ]


# Units that follow from the units below them.


def roll_up_book(make, by="mean", **fields):
    return make.book(
        make.group("all"),
        Group(code="g", parent="all", title=make.text("g"), missing="reweight"),
        make.indicator("a", parent="g", missing="reweight"),
        make.indicator("b", parent="g", missing="reweight"),
        make.indicator("c", parent="all"),
        make.indicator("people", Identity(), weight=0),
        roll_up=RollUp(by=by, **fields),
    )


@pytest.fixture
def rolled(make):
    def rolled(*members, by="mean", **fields):
        rows = [
            make.row(
                dict(zip(("a", "b", "c", "people"), values, strict=False)), f"m{n}", parent="u"
            )
            for n, values in enumerate(members)
        ]
        book = roll_up_book(make, by, **fields)
        table = make.table(*rows, columns=("a", "b", "c", "people"))
        return egov.score(table, book, as_of=make.day)

    return rolled


def test_a_unit_without_a_row_is_the_mean_of_the_units_below_node_by_node(rolled):
    card = rolled((1, None, 0.5), (0, 1, 0.7))["u"]
    # By nodes: g is 1 and 0.5, where re-weighting their means would give 0.75 as well as 2/3.
    assert card["g"].value == 0.75
    assert (card["a"].value, card["b"].value, card["c"].value) == (0.5, 1.0, pytest.approx(0.6))
    assert card["all"].value == pytest.approx((0.75 + 0.6) / 2)
    assert card.members == ("m0", "m1")
    (reason,) = [r for r in card["b"].because if r.code is Because.ROLLED_UP]
    assert reason.facts == {"by": "mean", "units": 2, "counted": 1}


def test_the_points_of_a_rolled_up_unit_sum_to_its_result(rolled):
    for node in rolled((1, None, 0.5), (0, 1, 0.7))["u"].walk():
        if node.children and node.earned is not None:
            adjusted = sum(
                float(r.facts["points"]) for r in node.because if r.code is Because.ADJUSTED
            )
            earned = sum(child.earned for child in node.children if child.earned is not None)
            assert earned + adjusted == pytest.approx(node.earned, abs=1e-9)


def test_a_unit_may_be_the_lowest_of_the_units_below(rolled):
    card = rolled((1, 1, 0.5), (0, 1, 0.7), by="minimum")["u"]
    assert (card["a"].value, card["c"].value) == (0, 0.5)


def test_units_below_may_weigh_by_what_is_observed_of_them(rolled):
    card = rolled((1, 1, 1, 30), (0, 0, 0, 10), weighted_by="people")["u"]
    assert card["all"].value == 0.75


def test_what_is_unknown_below_leaves_an_interval_above(make, rolled):
    card = rolled((1, 1, None), (0, 1, 0.7))["u"]
    assert make.ends(card["c"]) == (0.35, None, 0.85)
    assert card["c"].state is State.BOUNDED
    assert rolled((1, 1, None), (1, 1, None))["u"]["c"].state is State.UNKNOWN


def test_what_applies_to_no_unit_below_does_not_apply_above(rolled):
    card = rolled((NOT_APPLICABLE, 1, 1), (NOT_APPLICABLE, 1, 1))["u"]
    assert card["a"].state is State.NOT_APPLICABLE


def test_units_below_have_no_rank_beside_the_unit_that_follows_from_them(rolled):
    assert {rank.unit for rank in rolled((1, 1, 1), (0, 0, 0)).ranks} == {"u"}


def test_a_unit_with_a_row_of_its_own_is_scored_by_it(make):
    book = roll_up_book(make)
    rows = [
        make.row({"a": 0, "b": 0, "c": 0}, "u"),
        make.row({"a": 1, "b": 1, "c": 1}, "m", parent="u"),
    ]
    board = egov.score(make.table(*rows, columns=("a", "b", "c", "people")), book, as_of=make.day)
    assert [card.unit for card in board] == ["u", "m"]
    assert board["u"]["all"].value == 0


def test_a_level_and_a_maximum_that_all_have_in_common_are_kept(make):
    book = make.book(
        make.group("all", aggregation=Sum(maximum=10)),
        make.indicator("a", weight=6),
        make.indicator("b", weight=4),
        roll_up=RollUp(),
    )
    rows = [make.row({"a": 1, "b": b}, f"m{b}", parent="u", level="commune") for b in (0, 1)]
    card = egov.score(make.table(*rows), book, as_of=make.day)["u"]
    assert (card.level, card.kind, card["all"].maximum) == ("commune", None, 10)
    rows.append(make.row({"a": 1, "b": NOT_APPLICABLE}, "m", parent="u", level="district"))
    card = egov.score(make.table(*rows), book, as_of=make.day)["u"]
    assert (card.level, card["all"].maximum) == (None, None)


def test_a_unit_that_follows_from_others_is_noted_as_it_may_be_misspelt(make):
    book = roll_up_book(make)
    rows = [
        make.row({"a": 1, "b": 1, "c": 1}, "Thành phố C"),
        make.row({"a": 0, "b": 0, "c": 0}, "m", parent="Thanh phố C"),
    ]
    board = egov.score(make.table(*rows, columns=("a", "b", "c", "people")), book, as_of=make.day)
    (note,) = board.notes
    assert (note.code, note.hint) == ("rolled-up", "did you mean 'Thành phố C'?")
    assert "follows from m" in note.message


def test_only_the_units_that_the_rulebook_means_are_followed_from(make):
    book = roll_up_book(make, members=Applicability(tags=("merged",)))
    values = {"a": 1, "b": 1, "c": 1}
    rows = [
        make.row(values, "m", parent="u", level="commune", tags=("merged",)),
        make.row(values, "n", parent="u", level="commune"),
        make.row(values, "o", parent="v", level="commune"),
    ]
    board = egov.score(make.table(*rows, columns=("a", "b", "c", "people")), book, as_of=make.day)
    assert board["u"].members == ("m",)
    assert [card.unit for card in board] == ["m", "n", "o", "u"]
    assert [(note.code, note.path) for note in board.notes] == [
        ("rolled-up", "parent"),
        ("no-row", "parent"),
    ]


def test_a_unit_that_follows_from_others_may_be_hidden(make):
    book = roll_up_book(make)
    book = evolve(book, hidden=Applicability(units=("u",)))
    rows = [make.row({"a": 1, "b": 1, "c": 1}, "m", parent="u")]
    board = egov.score(make.table(*rows, columns=("a", "b", "c", "people")), book, as_of=make.day)
    assert board["u"].hidden
    assert board.ranks == ()


def test_what_cannot_weigh_a_unit_below_is_named(make):
    book = roll_up_book(make, weighted_by="people")
    rows = [make.row({"a": 1, "b": 1, "c": 1, "people": -5}, "m", parent="u")]
    with pytest.raises(SurveyError, match="not-a-weight"):
        egov.score(make.table(*rows), book, as_of=make.day)


def test_a_minimum_of_unknowns_has_bounds_only(make, rolled):
    card = rolled((1, 1, None), (0.5, 1, None), by="minimum")["u"]
    assert make.ends(card["c"]) == (0, None, 1)


def test_bounds_below_bound_above(make):
    book = make.book(
        make.indicator("a"), make.group("all", aggregation=Minimum()), roll_up=RollUp()
    )
    rows = [
        make.row({"a": Between(0.2, 0.4)}, "m", parent="u"),
        make.row({"a": 1}, "n", parent="u"),
    ]
    assert make.ends(egov.score(make.table(*rows), book, as_of=make.day)["u"]["all"]) == (
        0.6,
        None,
        0.7,
    )


@given(st.permutations([0.1, 0.2, 0.3, 0.7, 1.0]))
def test_the_order_of_the_units_below_changes_no_bit(values):
    table = egov.load_table({"unit": [f"m{v}" for v in values], "parent": ["u"] * 5, "a": values})
    group = Group(code="all", title=egov.Text({"en": "All"}))
    indicator = egov.rules.Indicator(
        code="a", parent="all", title=egov.Text({"en": "A"}), method=Identity()
    )
    book = egov.Rulebook(
        id="r",
        version="1",
        title=egov.Text({"en": "R"}),
        groups=(group,),
        indicators=(indicator,),
        roll_up=RollUp(),
    )
    assert egov.score(table, book, as_of=date(2022, 7, 1))["u"]["all"].value == 0.45999999999999996


def test_a_weight_that_was_imputed_is_used_and_bounds_nothing(make):
    book = roll_up_book(make, weighted_by="people")
    imputed = known(1.0, status=ObservationStatus.IMPUTED)
    values = [{"a": n, "b": n, "c": n, "people": imputed} for n in (0, 1)]
    rows = [make.row(observed, f"m{n}", parent="u") for n, observed in enumerate(values)]
    board = egov.score(make.table(*rows, columns=("a", "b", "c", "people")), book, as_of=make.day)
    assert make.ends(board["u"]["all"]) == (0, 0.5, 1)


def test_units_that_follow_from_each_other_are_named(make):
    rows = [make.row({"a": 1, "b": 1, "c": 1}, unit, parent=p) for unit, p in ("uv", "vu")]
    with pytest.raises(SurveyError) as error:
        egov.score(
            make.table(*rows, columns=("a", "b", "c", "people")), roll_up_book(make), as_of=make.day
        )
    assert [problem.code for problem in error.value.problems] == ["loop"]


def test_the_declared_range_bounds_what_the_units_below_do_not(make):
    book = make.book(
        make.group("district", applies_to=Applicability(levels=("district",))),
        make.group("commune", applies_to=Applicability(levels=("commune",)), missing="reweight"),
        make.indicator(
            "communes", parent="district", range=Between(0, 1), members=MemberScore(node="commune")
        ),
        make.indicator("a", Identity(), parent="commune", missing="reweight"),
    )
    rows = [
        make.row({}, "d", level="district"),
        make.row({"a": 0.4}, "c", level="commune", parent="d"),
        make.row({"a": None}, "e", level="commune", parent="d"),
    ]
    node = egov.score(make.table(*rows, columns=("a",)), book, as_of=make.day)["d"]["communes"]
    assert make.ends(node) == (0, 0.4, 1)
