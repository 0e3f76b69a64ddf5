"""Nodes, scorecards and scoreboards, and how they are looked up."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.canonical import canonical_bytes, plain
from egov_readiness.dates import Period
from egov_readiness.errors import Because, Reason, UsageError
from egov_readiness.observations import State, UnitCode
from egov_readiness.scoring import Scoreboard, Scorecard, score
from egov_readiness.scoring.result import Node, rules_of


@pytest.fixture
def book(make):
    return make.book(
        make.group("readiness"),
        make.group("achievement"),
        make.group("networks", parent="readiness"),
        make.indicator("lan", parent="networks"),
        make.indicator("staff", parent="readiness"),
        make.indicator("use", parent="achievement"),
    )


@pytest.fixture
def board(make, book):
    observed = {"lan": 0.5, "staff": 0.25, "use": 1}
    return make.board(book, {"di-linh": observed, "da-lat": observed})


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**60), 2**60)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=4) | st.just("e\u0302 50 %s")
FACTS = st.dictionaries(TEXTS, NUMBERS | TEXTS | st.none(), max_size=3)
REASONS = st.builds(Reason, st.sampled_from(Because), FACTS)


def nodes(**children):
    """Nodes of which any field may be at its default."""
    return st.builds(
        Node,
        code=TEXTS,
        state=st.sampled_from(State),
        low=st.none() | NUMBERS,
        value=st.none() | NUMBERS,
        high=st.none() | NUMBERS,
        coverage=NUMBERS,
        weight=NUMBERS,
        effective_weight=st.none() | NUMBERS,
        earned=st.none() | NUMBERS,
        maximum=st.none() | NUMBERS,
        published=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4),
        band=st.none() | TEXTS,
        possible_bands=st.lists(TEXTS, max_size=2).map(tuple),
        because=st.lists(REASONS, max_size=2).map(tuple),
        **children,
    )


@given(nodes(children=st.lists(nodes(), max_size=2).map(tuple)))
def test_a_node_writes_itself_as_any_other_object_is_written(node):
    assert canonical_bytes(node) == canonical_bytes(plain(node))


def test_a_node_is_walked_before_the_nodes_below_it(board):
    (readiness, achievement) = board["di-linh"].results
    assert [node.code for node in readiness.walk()] == ["readiness", "networks", "lan", "staff"]
    assert [node.code for node in achievement.walk()] == ["achievement", "use"]


def test_a_card_is_walked_result_by_result(board):
    assert [node.code for node in board["di-linh"].walk()] == [
        "readiness", "networks", "lan", "staff", "achievement", "use",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["readiness", "networks", "lan", "use"])
def test_a_node_is_found_by_its_code_at_any_depth(board, code):
    assert board["di-linh"][code].code == code


def test_a_node_that_is_not_there_is_an_error_with_the_nearest_name(board):
    with pytest.raises(KeyError, match=r"di-linh has no node 'reddiness'; did you mean 'readin"):
        board["di-linh"]["reddiness"]
    with pytest.raises(KeyError, match=r"di-linh has no node 'gdp'\"$"):
        board["di-linh"]["gdp"]


def test_a_board_has_its_cards_in_the_order_of_the_data(board):
    assert len(board) == 2
    assert [card.unit for card in board] == ["di-linh", "da-lat"]


def test_a_card_is_found_by_its_unit(board):
    assert board["da-lat"] is board.cards[1]


def test_a_unit_that_is_not_there_is_an_error_with_the_nearest_name(board):
    with pytest.raises(KeyError, match="there is no unit 'di-lin'; did you mean 'di-linh'"):
        board["di-lin"]
    with pytest.raises(KeyError, match=r"there is no unit 'Huế'\"$"):
        board["Huế"]


@pytest.fixture
def periods(make):
    rows = [make.row({"a": 0.5}, "u", period="2020"), make.row({"a": 0.7}, "u", period="2022")]
    rows.append(make.row({"a": 0.7}, "v", period="2022"))
    return score(make.table(*rows), make.book(make.indicator("a")))


def test_a_card_is_found_by_its_unit_and_period(periods):
    assert periods["u", "2020"]["all"].value == 0.5
    assert periods["u", "2022"]["all"].value == 0.7


def test_a_unit_with_several_periods_needs_one_named(periods):
    with pytest.raises(KeyError, match="u has several periods"):
        periods["u"]
    assert periods["v"].period == "2022"


def test_a_period_that_is_not_there_is_an_error(periods):
    with pytest.raises(KeyError, match="there is no unit 'v'"):
        periods["v", "2020"]


@pytest.fixture
def recoded(make):
    """Two units, of which the second took over the code of the first."""
    turn = date(2012, 1, 1)
    first = UnitCode("vn-gso-district", "679", Period(until=turn))
    second = UnitCode("vn-gso-district", "679", Period(since=turn))
    other = UnitCode("iso", "679")
    rows = [
        make.row({"a": 0.1}, "first", codes=(first, other)),
        make.row({"a": 0.2}, "second", codes=(UnitCode("vn-gso-district", "680"), second)),
    ]
    return lambda day: score(make.table(*rows), make.book(make.indicator("a")), as_of=day)


@pytest.mark.parametrize(
    ("on", "unit"), [(date(2011, 12, 31), "first"), (date(2012, 1, 1), "second")]
)
def test_a_card_is_found_by_the_code_that_its_unit_had_on_the_day(recoded, on, unit):
    board = recoded(date(2010, 6, 30))
    assert board.unit(code="679", scheme="vn-gso-district", on=on).unit == unit


def test_the_day_of_a_code_is_the_one_that_is_scored_unless_another_is_given(recoded):
    for day, unit in ((date(2011, 1, 1), "first"), (date(2013, 1, 1), "second")):
        assert recoded(day).unit(code="679", scheme="vn-gso-district").unit == unit


@pytest.mark.parametrize("code", ["678", "0679"])
def test_a_code_that_nobody_had_on_the_day_is_an_error(recoded, code):
    with pytest.raises(KeyError, match=f"0 cards have the code '{code}' of 'vn-gso-district'"):
        recoded(date(2011, 1, 1)).unit(code=code, scheme="vn-gso-district")


def test_codes_of_another_scheme_are_other_codes(recoded):
    assert recoded(date(2011, 1, 1)).unit(code="679", scheme="iso").unit == "first"


def test_a_code_on_several_cards_is_an_error(make):
    code = (UnitCode("iso", "VN"),)
    rows = [
        make.row({"a": 0.1}, "vn", period="2020", codes=code),
        make.row({"a": 0.2}, "vn", period="2022", codes=code),
    ]
    board = score(make.table(*rows), make.book(make.indicator("a")))
    with pytest.raises(KeyError, match="2 cards have the code 'VN' of 'iso'"):
        board.unit(code="VN", scheme="iso")


def test_the_rulebook_stands_beside_what_was_scored_by_it(board, book):
    assert rules_of(board) is rules_of(board["di-linh"]) is book


def test_the_rulebook_is_no_part_of_what_a_board_or_card_says(board):
    assert evolve(board, rules=None) == board
    assert evolve(board["di-linh"], rules=None) == board["di-linh"]
    assert "rules" not in repr(board)


def test_notes_are_no_part_of_what_a_board_says(make, book):
    observed = {"lan": 0.5, "staff": 0.25, "use": 1}
    plain = score(make.table(make.row(observed)), book, as_of=make.day)
    noted = score(
        make.table(make.row(observed), columns=("lan", "staff", "use", "gdp")),
        book,
        as_of=make.day,
    )
    assert noted.notes != plain.notes
    assert noted == plain


@pytest.mark.parametrize("thing", ["board", "card"])
def test_what_was_read_without_its_rulebook_says_so(board, thing):
    bare: Scoreboard | Scorecard = board if thing == "board" else board["di-linh"]
    with pytest.raises(UsageError) as caught:
        rules_of(evolve(bare, rules=None))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("no-rulebook", "rules")
    assert problem.hint == "read the scoreboard together with its rulebook"
