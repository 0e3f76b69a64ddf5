"""Tables of text: best first, intervals as intervals, classes apart."""

from datetime import date

import pytest
from attrs import evolve

from egov_readiness import score
from egov_readiness.errors import UsageError
from egov_readiness.kinds import Text
from egov_readiness.observations import ObservationRow, ObservationTable, known, unknown
from egov_readiness.report.tables import (
    TextTable,
    rulebook_list,
    rulebook_tables,
    score_tables,
    to_collect_table,
)
from egov_readiness.rules import Group, Identity, Indicator, Rulebook
from egov_readiness.scoring import Scoreboard

PLAIN = Rulebook(
    id="plain",
    version="1",
    title=Text({"en": "Plain"}),
    decimals=2,
    rank_within=("level",),
    groups=(Group(code="all", title=Text({"en": "All"})),),
    indicators=(
        Indicator(
            code="a",
            parent="all",
            title=Text({"en": "A"}),
            method=Identity(),
        ),
    ),
)


def plain_board(*rows: ObservationRow) -> Scoreboard:
    return score(ObservationTable.of(rows, ["a"], "sha256:0"), PLAIN, as_of=date(2009, 6, 11))


def row(unit: str, value: float | None, level: str, period: str | None = None) -> ObservationRow:
    seen = unknown() if value is None else known(value)
    return ObservationRow(unit, {"a": seen}, level=level, period=period)


def test_a_board_says_what_it_is_before_its_scores(board: Scoreboard) -> None:
    assert score_tables(board)[0].rows == (
        ("Rulebook", "Every rule (every-rule, version 2009.1)"),
        ("Standing", "an illustration; not an official scheme"),
        ("As of", "2009-06-11"),
    )
    known_on = evolve(board, known_on=date(2009, 6, 30), as_of=None)
    assert ("As of", "the end of each period") in score_tables(known_on)[0].rows
    assert ("Known on", "2009-06-30") in score_tables(known_on)[0].rows


def test_what_is_not_known_is_shown_as_an_interval(board: Scoreboard) -> None:
    readiness = score_tables(board)[1]
    assert readiness.headings == ("Rank", "Unit", "Score", "Coverage", "Band")
    scores = {cells[1]: cells[2] for cells in readiness.rows}
    assert scores["Di-Linh (di-linh)"] == f"{board['di-linh']['readiness'].published}"
    assert "–" in scores["bao-lam"]
    ranks = {cells[1]: cells[0] for cells in readiness.rows}
    assert ranks["Di-Linh (di-linh)"] == "1 (1–2)"


def test_a_result_that_does_not_apply_is_said_below(board: Scoreboard) -> None:
    assert score_tables(board)[-1].note == (
        "Achievement (achievement) does not apply to Lam-Ha (lam-ha)."
    )


def test_classes_and_periods_stand_apart_and_the_best_comes_first() -> None:
    board = plain_board(
        row("a", 0.2, "district", "2008"),
        row("b", 0.9, "district", "2008"),
        row("a", 0.3, "district", "2009"),
        row("p", 0.1, "province", "2008"),
    )
    shown = [(table.title, [cells[1] for cells in table.rows]) for table in score_tables(board)[1:]]
    assert shown == [
        ("All (all), district, 2008", ["b", "a"]),
        ("All (all), province, 2008", ["p"]),
        ("All (all), district, 2009", ["a"]),
    ]


def test_a_score_without_bounds_says_so() -> None:
    board = plain_board(row("a", None, "district"))
    assert score_tables(board)[1].rows == (("1", "a", "no bounds", "0%"),)
    assert to_collect_table(board).rows == (("no bounds", "A (a)", "a"),)


def test_units_with_the_same_open_points_share_a_row_and_the_rest_is_counted() -> None:
    board = plain_board(*(row(f"unit-{n}", None, "district") for n in range(5)))
    assert to_collect_table(board).rows == (
        ("no bounds", "A (a)", "unit-0, unit-1, unit-2 and 2 more"),
    )


def test_a_long_list_says_how_much_more_there_is(board: Scoreboard) -> None:
    whole = to_collect_table(board, most=100)
    assert whole.note == ""
    assert whole.headings == ("Points", "Indicator", "Result", "Units")
    some = to_collect_table(board, most=2)
    assert some.rows == whole.rows[:2]
    assert f"{len(whole.rows) - 2} more" in some.note


def test_a_complete_board_has_nothing_to_collect() -> None:
    table = to_collect_table(plain_board(row("a", 0.2, "district")))
    assert (table.rows, table.note) == ((), "Nothing is left to be collected.")


def test_a_board_without_its_rulebook_is_refused(board: Scoreboard) -> None:
    with pytest.raises(UsageError, match="no-rulebook"):
        score_tables(evolve(board, rules=None))
    with pytest.raises(UsageError, match="no-rulebook"):
        to_collect_table(evolve(board, rules=None))


def test_rulebooks_are_listed_with_what_a_reader_must_know(rulebook: Rulebook) -> None:
    assert rulebook_list([rulebook]).rows == (
        ("every-rule", "Every rule", "illustrative", "2009.1", "always"),
    )


def table_named(tables: tuple[TextTable, ...], start: str) -> TextTable:
    return next(table for table in tables if table.title.startswith(start))


def test_a_rulebook_is_shown_as_its_tree_bands_and_documents(rulebook: Rulebook) -> None:
    tables = rulebook_tables(rulebook)
    tree = table_named(tables, "Groups").rows
    assert tree[0] == ("Readiness (readiness)", "", "weighted mean")
    assert tree[1] == ("  Infrastructure (infrastructure)", "40", "sum of points")
    assert tree[2][:2] == ("    LAN in use (lan)", "10")
    assert len(tree) == len(rulebook.nodes)
    assert ("  People (people)", "40", "geometric mean, then gate, cap") in tree
    bands = table_named(tables, "Bands of Readiness (readiness), best first").rows
    assert bands[1] == ("fair", "Fair", "70 to below 85")
    assert table_named(tables, "Documents").rows[0] == (
        "Decision 2599/QĐ-UBND of 2008-10-03",
        "Plan to carry out the resolution",
    )


def test_every_row_has_a_cell_for_every_heading(board: Scoreboard, rulebook: Rulebook) -> None:
    tables = (*score_tables(board), to_collect_table(board), *rulebook_tables(rulebook))
    for table in tables:
        assert {len(cells) for cells in table.rows} <= {len(table.headings)}
        assert set(table.numeric) <= set(table.headings)
