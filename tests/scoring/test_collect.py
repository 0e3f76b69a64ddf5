"""What is worth finding out first, and who is best."""

import pytest

from egov_readiness import score
from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.observations import ObservationStatus, State, known
from egov_readiness.rules import (
    Applicability,
    Deduct,
    Gate,
    Identity,
)
from egov_readiness.scoring import ranking, to_collect


@pytest.fixture
def book(make):
    """A scheme of 100 points: ``a`` 50, ``b`` 30, ``c`` 20; ``d`` is not scored."""
    return make.book(
        make.indicator("a", weight=50),
        make.indicator("b", weight=30),
        make.indicator("c", weight=20),
        make.indicator("d", weight=0),
        scale=100,
    )


def items(board):
    return [(item.unit, item.indicator, item.state, item.at_stake) for item in to_collect(board)]


def test_what_holds_most_points_open_comes_first(make, book):
    board = make.board(
        book,
        {
            "u": {"a": Between(0.5, 0.6), "b": None, "c": 1},
            "v": {"a": 0.2, "b": 0.3, "c": None},
        },
    )
    assert items(board) == [
        ("u", "b", State.UNKNOWN, pytest.approx(30)),
        ("v", "c", State.UNKNOWN, pytest.approx(20)),
        ("u", "a", State.BOUNDED, pytest.approx(5)),
    ]


def test_equal_stakes_keep_the_order_of_the_data(make, book):
    board = make.board(book, {"v": {"a": 1, "b": None, "c": 1}, "u": {"a": 1, "b": None, "c": 1}})
    assert [item.unit for item in to_collect(board)] == ["v", "u"]


def test_what_is_known_not_applicable_or_not_scored_is_not_to_be_collected(make, book):
    board = make.board(book, {"u": {"a": 0.5, "b": NOT_APPLICABLE, "c": 0.5, "d": None}})
    assert to_collect(board) == ()


def test_the_stakes_of_what_is_not_applicable_go_to_its_siblings(make, book):
    board = make.board(book, {"u": {"a": NOT_APPLICABLE, "b": None, "c": 0.5}})
    assert items(board) == [("u", "b", State.UNKNOWN, pytest.approx(60))]


def test_bounds_that_attain_the_same_hold_nothing_open(make):
    book = make.book(make.indicator("a", missing="interval"))
    assert to_collect(make.board(book, {"u": {"a": Between(0.5, 0.5)}})) == ()


@pytest.mark.parametrize("policy", ["zero", "impute", "reweight"])
def test_an_unknown_is_to_be_collected_whatever_stands_in_for_it(make, policy):
    book = make.book(
        make.indicator("a", weight=3), make.indicator("b", missing=policy, imputed=0.5)
    )
    board = make.board(book, {"u": {"a": 0.5, "b": None}})
    assert [(item.indicator, item.at_stake) for item in to_collect(board)] == [("b", 0.25)]


def test_an_imputed_figure_is_to_be_collected(make, book):
    imputed = known(0.5, status=ObservationStatus.IMPUTED)
    board = make.board(book, {"u": {"a": imputed, "b": 1, "c": 1}})
    assert items(board) == [("u", "a", State.KNOWN, pytest.approx(50))]


def test_what_has_no_bounds_comes_first_since_nothing_limits_its_stakes(make):
    book = make.book(make.indicator("a", weight=9), make.indicator("b", Identity()))
    board = make.board(book, {"u": {"a": None, "b": None}})
    assert items(board) == [
        ("u", "b", State.UNKNOWN, None),
        ("u", "a", State.UNKNOWN, pytest.approx(0.9)),
    ]


def test_an_indicator_is_collected_for_its_result_and_period(make):
    book = make.book(
        make.group("readiness"),
        make.group("achievement"),
        make.indicator("a", parent="readiness"),
        make.indicator("b", parent="achievement"),
    )
    board = score(make.table(make.row({"a": None, "b": None}, period="2022")), book)
    assert [(item.result, item.indicator, item.period) for item in to_collect(board)] == [
        ("readiness", "a", "2022"),
        ("achievement", "b", "2022"),
    ]


def test_stakes_are_those_in_the_result_and_not_in_the_group(make):
    book = make.book(
        make.group("all"),
        make.group("g", parent="all", weight=1),
        make.indicator("a", parent="g", weight=1),
        make.indicator("b", parent="g", weight=3),
        make.indicator("c", weight=3),
    )
    board = make.board(book, {"u": {"a": None, "b": 1, "c": 1}})
    assert to_collect(board)[0].at_stake == 0.0625


# ── ranking ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two_results(make):
    book = make.book(
        make.group("readiness"),
        make.group("achievement"),
        make.indicator("a", parent="readiness"),
        make.indicator("b", parent="achievement"),
    )
    units = {
        "u": {"a": 0.1, "b": None},
        "v": {"a": 0.7, "b": 0.5},
        "w": {"a": 0.7, "b": 0.9},
        "x": {"a": 0.9, "b": 0.1},
    }
    return make.board(book, units)


def test_a_ranking_lists_the_best_first_and_ties_in_the_order_of_the_data(two_results):
    ranks = ranking(two_results, "readiness")
    assert [(rank.rank, rank.unit) for rank in ranks] == [(1, "x"), (2, "v"), (2, "w"), (4, "u")]


def test_a_ranking_of_intervals_is_by_best_rank_and_then_by_worst(two_results):
    ranks = ranking(two_results, "achievement")
    assert [(rank.unit, rank.best, rank.worst) for rank in ranks] == [
        ("w", 1, 2),
        ("u", 1, 4),
        ("v", 2, 3),
        ("x", 3, 4),
    ]


def test_a_ranking_without_a_result_is_of_every_result_in_the_order_of_the_rulebook(two_results):
    assert ranking(two_results) == (
        *ranking(two_results, "readiness"),
        *ranking(two_results, "achievement"),
    )


def test_a_ranking_of_a_result_that_is_not_there_is_empty(two_results):
    assert ranking(two_results, "trust") == ()


def test_a_ranking_is_by_period_and_class(make):
    book = make.book(make.indicator("a"), rank_within=("level",))
    rows = [
        make.row({"a": 0.9}, "u", period="2022", level="province"),
        make.row({"a": 0.1}, "v", period="2022", level="district"),
        make.row({"a": 0.5}, "v", period="2020", level="district"),
        make.row({"a": 0.6}, "w", period="2020", level="district"),
    ]
    assert [
        (rank.period, rank.among, rank.unit) for rank in ranking(score(make.table(*rows), book))
    ] == [
        ("2020", ("district",), "w"),
        ("2020", ("district",), "v"),
        ("2022", ("district",), "v"),
        ("2022", ("province",), "u"),
    ]


def test_what_a_deduction_or_a_gate_rests_on_is_to_be_collected_too(make):
    book = make.book(
        make.group("all"),
        make.group(
            "sub",
            parent="all",
            weight=3,
            modifiers=(
                Deduct(node="late", at_most=0.2),
                Gate(node="watched", below=0.5, limit=0.1),
            ),
        ),
        make.group("watched", parent="all", weight=0),
        make.indicator("a", parent="sub"),
        make.indicator("b", parent="all"),
        make.indicator("late", weight=0),
        make.indicator("x", parent="watched"),
        make.indicator("y", parent="watched"),
        scale=100,
    )
    observed = {"a": 1, "b": 1, "late": None, "x": None, "y": 0.2}
    # The deduction costs 0.2 of the three quarters, the gate 0.9 of them.
    board = make.board(book, {"u": observed})
    found = {item.indicator: item.at_stake for item in to_collect(board)}
    assert found == {"late": pytest.approx(67.5), "x": pytest.approx(67.5)}


def test_a_cost_without_limits_has_no_figure(make):
    book = make.book(
        make.group("all", modifiers=(Deduct(node="late", at_most=0.2),)),
        make.indicator("a", Identity()),
        make.indicator("late", weight=0),
    )
    found = {i.indicator: i.at_stake for i in to_collect(make.board(book, {"u": {}}))}
    assert found == {"a": None, "late": None}


def test_a_hidden_unit_is_not_asked_for_anything(make):
    book = make.book(make.indicator("a"), hidden=Applicability(units=("u",)))
    board = make.board(book, {"u": {"a": None}, "v": {"a": None}})
    assert [item.unit for item in to_collect(board)] == ["v"]
