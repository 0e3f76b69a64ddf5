"""Ranks: ties, classes of units, and what missing knowledge leaves open (design S5, S7)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness import score
from egov_readiness.dates import Period
from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.rules import Applicability, DatedNumber, Identity, RollUp


@pytest.fixture(scope="module")
def ranked(make):
    """The ranks of units by one indicator, as ``rank, best, worst`` by unit."""

    def ranks(quantities, *, method=None, **fields):
        book = make.book(make.indicator("a", method), **fields)
        board = make.board(book, {unit: {"a": found} for unit, found in quantities.items()})
        return {rank.unit: (rank.rank, rank.best, rank.worst) for rank in board.ranks}

    return ranks


# ── laws ──────────────────────────────────────────────────────────────────────────────────────

TENTHS = st.integers(0, 4).map(lambda fifths: fifths / 4)
BOUNDS = st.lists(TENTHS, min_size=2, max_size=2).map(lambda two: Between(min(two), max(two)))


def rank_among(values, value):
    return 1 + sum(other > value for other in values)


@given(values=st.lists(TENTHS, min_size=1, max_size=8))
def test_a_rank_is_one_more_than_how_many_are_better(ranked, values):
    units = {f"u{place}": value for place, value in enumerate(values)}
    expected = {unit: (rank_among(values, value),) * 3 for unit, value in units.items()}
    assert ranked(units) == expected


@given(between=st.lists(BOUNDS, min_size=1, max_size=6), data=st.data())
def test_the_rank_that_full_knowledge_gives_lies_between_best_and_worst(ranked, between, data):
    ranks = ranked({f"u{place}": bounds for place, bounds in enumerate(between)})
    truth = [
        data.draw(st.sampled_from([q / 4 for q in range(5) if b.low <= q / 4 <= b.high]))
        for b in between
    ]
    for place, value in enumerate(truth):
        rank, best, worst = ranks[f"u{place}"]
        assert best <= rank_among(truth, value) <= worst
        assert rank is None or best <= rank <= worst


@given(between=st.lists(BOUNDS, min_size=1, max_size=6))
def test_best_and_worst_ranks_are_those_of_the_extremes(ranked, between):
    ranks = ranked({f"u{place}": bounds for place, bounds in enumerate(between)})
    for place, bounds in enumerate(between):
        others = [other for at, other in enumerate(between) if at != place]
        best = rank_among([other.low for other in others], bounds.high)
        worst = rank_among([other.high for other in others], bounds.low)
        assert ranks[f"u{place}"][1:] == (best, worst)


# ── ties ──────────────────────────────────────────────────────────────────────────────────────


def test_ties_share_the_better_rank(ranked):
    found = ranked({"d": 0.1, "b": 0.5, "a": 0.9, "c": 0.5})
    assert {unit: rank for unit, (rank, _, _) in found.items()} == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_ranks_stand_in_the_order_of_the_units(ranked):
    assert list(ranked({"d": 0.1, "b": 0.5, "a": 0.9})) == ["d", "b", "a"]


def test_scores_that_differ_by_rounding_of_their_making_are_tied(make):
    # Folded in another order, the same three shares give another last digit.
    book = make.book(*[make.indicator(code) for code in "abc"], scale=100_000)
    units = {"u": {"a": 0.1, "b": 0.2, "c": 0.3}, "v": {"a": 0.3, "b": 0.2, "c": 0.1}}
    board = make.board(book, units)
    assert board["u"]["all"].value != board["v"]["all"].value
    assert [rank.rank for rank in board.ranks] == [1, 1]


def test_ranks_look_at_exact_scores_unless_the_rulebook_says_published(ranked):
    close = {"u": 0.75004, "v": 0.75003, "w": 0.7}
    assert [rank for rank, _, _ in ranked(close).values()] == [1, 2, 3]
    assert [rank for rank, _, _ in ranked(close, ranks="published").values()] == [1, 1, 3]


def test_published_ranks_round_as_the_rulebook_rounds(ranked):
    halves = {"u": 0.5, "v": 0.45}
    published = {"ranks": "published", "decimals": 1}
    assert [rank for rank, _, _ in ranked(halves, **published).values()] == [1, 1]
    even = {**published, "rounding": "half_even"}
    assert [rank for rank, _, _ in ranked(halves, **even).values()] == [1, 2]


def test_published_ranks_look_at_the_scale_that_is_published(ranked):
    close = {"u": 0.75004, "v": 0.75003}
    found = ranked(close, ranks="published", scale=1000, decimals=2)
    assert [rank for rank, _, _ in found.values()] == [1, 2]
    found = ranked(close, ranks="published", scale=1000, decimals=1)
    assert [rank for rank, _, _ in found.values()] == [1, 1]


def test_published_ranks_without_decimals_look_at_whole_points(ranked):
    found = ranked({"u": 0.754, "v": 0.753}, ranks="published", scale=100, decimals=0)
    assert [rank for rank, _, _ in found.values()] == [1, 1]


def test_published_ranks_take_the_decimals_of_the_date(make):
    decimals = (
        DatedNumber(since=date(2010, 1, 1), value=1),
        DatedNumber(since=date(2012, 1, 1), value=2),
    )
    book = make.book(
        make.indicator("a"),
        decimals=decimals,
        ranks="published",
        valid=Period(since=date(2010, 1, 1)),
    )
    table = make.table(make.row({"a": 0.52}, "u"), make.row({"a": 0.51}, "v"))
    ranks = {
        year: [rank.rank for rank in score(table, book, as_of=date(year, 6, 30)).ranks]
        for year in (2011, 2012)
    }
    assert ranks == {2011: [1, 1], 2012: [1, 2]}


# ── intervals ─────────────────────────────────────────────────────────────────────────────────


def test_units_whose_order_is_certain_have_ranks_though_scores_are_intervals(ranked):
    found = ranked({"u": Between(0.8, 0.9), "v": 0.5, "w": Between(0, 0.4)})
    assert found == {"u": (1, 1, 1), "v": (2, 2, 2), "w": (3, 3, 3)}


def test_units_whose_order_is_open_have_a_range_of_ranks(ranked):
    found = ranked({"u": 0.9, "v": Between(0.4, 0.6), "w": 0.5, "x": 0.1})
    assert found == {"u": (1, 1, 1), "v": (None, 2, 3), "w": (2, 2, 3), "x": (4, 4, 4)}


@pytest.mark.parametrize("method", [None, Identity()])
def test_an_unknown_unit_takes_no_rank_and_may_have_any(ranked, method):
    found = ranked({"u": 0.9, "v": None, "w": 0.5}, method=method)
    assert found == {"u": (1, 1, 2), "v": (None, 1, 3), "w": (2, 2, 3)}


def test_a_unit_without_value_that_is_surely_better_takes_a_rank(ranked):
    found = ranked({"u": Between(0.8, 0.9), "v": None, "w": 0.5, "x": 0.1})
    assert found == {"u": (None, 1, 2), "v": (None, 1, 4), "w": (2, 2, 3), "x": (3, 3, 4)}


def test_intervals_with_equal_ends_may_be_tied(ranked):
    found = ranked({"u": Between(0.4, 0.6), "v": Between(0.6, 0.8), "w": Between(0.4, 0.6)})
    assert found == {"u": (None, 1, 3), "v": (1, 1, 1), "w": (None, 1, 3)}


def test_a_unit_tied_with_a_known_one_has_the_rank_of_both(ranked):
    found = ranked({"u": 0.9, "v": 0.9, "w": Between(0, 0.4), "x": Between(0.5, 0.6)})
    assert found == {"u": (1, 1, 1), "v": (1, 1, 1), "w": (4, 4, 4), "x": (3, 3, 3)}


def test_bounds_are_compared_as_published_where_ranks_are(ranked):
    units = {"u": Between(0.7, 0.74), "v": 0.74}
    assert ranked(units) == {"u": (None, 1, 2), "v": (1, 1, 1)}
    published = ranked(units, ranks="published", decimals=1)
    assert published == {"u": (1, 1, 1), "v": (1, 1, 1)}


def test_every_unit_has_a_rank_where_every_unit_has_a_value(ranked):
    found = ranked({"u": 0.9, "v": None, "w": 0.5}, missing="zero")
    assert found == {"u": (1, 1, 2), "v": (3, 1, 3), "w": (2, 2, 3)}


# ── classes, periods and results ──────────────────────────────────────────────────────────────


def test_units_are_ranked_among_their_level_and_kind(make):
    book = make.book(make.indicator("a"), rank_within=("level", "kind"))
    what = [
        ("u", 0.5, "district", "huyện"),
        ("v", 0.6, "district", "huyện"),
        ("w", 0.9, "district", "thị xã"),
        ("x", 0.9, "province", "tỉnh"),
        ("y", 0.1, None, None),
    ]
    rows = [
        make.row({"a": found}, unit, level=level, kind=kind) for unit, found, level, kind in what
    ]
    board = score(make.table(*rows), book, as_of=make.day)
    assert [(rank.unit, rank.rank, rank.among) for rank in board.ranks] == [
        ("u", 2, ("district", "huyện")),
        ("v", 1, ("district", "huyện")),
        ("w", 1, ("district", "thị xã")),
        ("x", 1, ("province", "tỉnh")),
        ("y", 1, ("", "")),
    ]


def test_all_units_are_ranked_together_where_no_class_is_declared(make):
    rows = [
        make.row({"a": 0.5}, "u", level="district"),
        make.row({"a": 0.6}, "v", level="province"),
    ]
    board = score(make.table(*rows), make.book(make.indicator("a")), as_of=make.day)
    assert [(rank.rank, rank.among) for rank in board.ranks] == [(2, ()), (1, ())]


def test_units_are_ranked_within_their_period(make):
    rows = [
        make.row({"a": 0.5}, "u", period="2020"),
        make.row({"a": 0.7}, "u", period="2022"),
        make.row({"a": 0.6}, "v", period="2020"),
        make.row({"a": 0.6}, "v", period="2022"),
    ]
    board = score(make.table(*rows), make.book(make.indicator("a")))
    assert [(rank.unit, rank.period, rank.rank) for rank in board.ranks] == [
        ("u", "2020", 2),
        ("u", "2022", 1),
        ("v", "2020", 1),
        ("v", "2022", 2),
    ]


def test_each_result_has_ranks_of_its_own(make):
    book = make.book(
        make.group("readiness"),
        make.group("achievement"),
        make.indicator("a", parent="readiness"),
        make.indicator("b", parent="achievement"),
    )
    board = make.board(book, {"u": {"a": 0.9, "b": 0.1}, "v": {"a": 0.8, "b": 0.2}})
    assert [(rank.result, rank.unit, rank.rank) for rank in board.ranks] == [
        ("readiness", "u", 1),
        ("readiness", "v", 2),
        ("achievement", "u", 2),
        ("achievement", "v", 1),
    ]


def test_a_unit_that_a_result_does_not_apply_to_has_no_rank_and_takes_none(make):
    book = make.book(
        make.group("all", applies_to=Applicability(levels=("district",))), make.indicator("a")
    )
    rows = [
        make.row({"a": 0.9}, "u", level="province"),
        make.row({"a": 0.5}, "v", level="district"),
        make.row({"a": NOT_APPLICABLE}, "w", level="district"),
    ]
    board = score(make.table(*rows), book, as_of=make.day)
    assert [(rank.unit, rank.rank, rank.worst) for rank in board.ranks] == [("v", 1, 1)]


def test_a_unit_that_others_were_merged_into_leaves_them_the_ranks_of_earlier_periods(make):
    book = make.book(make.indicator("a"), roll_up=RollUp())
    rows = [
        make.row({"a": 0.9}, "u", period="2023"),
        make.row({"a": 0.5}, "v", period="2023"),
        make.row({"a": 0.9}, "u", period="2024", parent="merged"),
        make.row({"a": 0.5}, "v", period="2024", parent="merged"),
    ]
    board = score(make.table(*rows), book)
    assert [(rank.unit, rank.period, rank.rank) for rank in board.ranks] == [
        ("u", "2023", 1),
        ("v", "2023", 2),
        ("merged", "2024", 1),
    ]


def test_a_board_without_units_has_no_ranks(make):
    assert make.board(make.book(make.indicator("a")), {}).ranks == ()


def test_units_that_are_unranked_or_hidden_have_no_rank_and_take_none(make):
    book = make.book(
        make.indicator("a"),
        unranked=Applicability(units=("EU",)),
        hidden=Applicability(levels=("police",)),
    )
    rows = [
        make.row({"a": 0.9}, "EU"),
        make.row({"a": 0.8}, "police", level="police"),
        make.row({"a": 0.7}, "plain"),
    ]
    board = score(make.table(*rows), book, as_of=make.day)
    assert [(rank.unit, rank.rank) for rank in board.ranks] == [("plain", 1)]
    assert [card.hidden for card in board] == [False, True, False]
