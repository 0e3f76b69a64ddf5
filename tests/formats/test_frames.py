"""Data frames of every library score alike, and come back as what they were."""

import sys
from datetime import date
from decimal import Decimal

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve

from egov_readiness import load_rulebook, load_table, score
from egov_readiness.errors import SurveyError, UsageError
from egov_readiness.formats import frames
from egov_readiness.formats.frames import score_frame, to_frame
from egov_readiness.formats.scoreboards import COLUMNS, scoreboard_rows
from egov_readiness.kinds import NOT_APPLICABLE, Between, Ratio

EGDI = load_rulebook("un-egdi")
DAY = date(2022, 7, 1)
COLUMNS_OF = {
    "unit": ["a", "b", "c"],
    "osi": [0.5, None, 0.9],
    "tii": [0.2, 0.3, 0.8],
    "hci": [0.8, 0.7, 1.0],
}
FRAMES = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "polars lazy": pl.LazyFrame,
    "pyarrow": pa.table,
    "duckdb": lambda columns: duckdb.from_arrow(pa.table(columns)),
}


def rows_of(frame):
    """The rows of a frame of any library."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pd.DataFrame):
        frame = pa.Table.from_pandas(frame)
    if isinstance(frame, duckdb.DuckDBPyRelation):
        frame = frame.to_arrow_table()
    return frame.to_dicts() if isinstance(frame, pl.DataFrame) else frame.to_pylist()


@pytest.mark.parametrize("library", FRAMES)
def test_a_frame_is_scored_in_kind(library):
    frame = FRAMES[library](COLUMNS_OF)
    scores = score_frame(frame, EGDI, as_of=DAY, ranks=True)
    assert type(scores) is type(frame)
    board = score(load_table(COLUMNS_OF), EGDI, as_of=DAY)
    ranks = {rank.unit: rank for rank in board.ranks}
    assert rows_of(scores) == [
        {
            "unit": card.unit,
            "EGDI_low": card["EGDI"].low,
            "EGDI_value": card["EGDI"].value,
            "EGDI_high": card["EGDI"].high,
            "EGDI_coverage": card["EGDI"].coverage,
            "EGDI_published": None
            if card["EGDI"].published is None
            else float(card["EGDI"].published),
            "EGDI_band": card["EGDI"].band,
            "EGDI_rank": ranks[card.unit].rank,
            "EGDI_best": ranks[card.unit].best,
            "EGDI_worst": ranks[card.unit].worst,
        }
        for card in board
    ]


@pytest.mark.parametrize("library", FRAMES)
def test_what_is_wrong_with_a_frame_is_told_as_of_a_table(library):
    with pytest.raises(SurveyError) as caught:
        score_frame(FRAMES[library](COLUMNS_OF | {"osi": [0.5, 2.0, 0.1]}), EGDI, as_of=DAY)
    assert [problem.path for problem in caught.value.problems] == ["table:row 3:osi"]


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_frame_without_rows_is_a_problem_as_a_table_without_rows_is(library):
    empty = {name: column[:0] for name, column in COLUMNS_OF.items()}
    with pytest.raises(SurveyError, match="no-rows"):
        score_frame(FRAMES[library](empty), EGDI, as_of=DAY)


def test_a_lazy_frame_is_computed_once():
    computed = []

    def count(frame):
        computed.append(len(frame))
        return frame

    frame = pl.LazyFrame(COLUMNS_OF).map_batches(count)
    score_frame(frame, EGDI, as_of=DAY)
    assert computed == [3]


def test_objects_of_python_are_read_as_cells():
    cells = [Between(0.2, 0.4), NOT_APPLICABLE, Ratio(1, 2)]
    found = score_frame(pd.DataFrame(COLUMNS_OF | {"osi": cells}), EGDI, as_of=DAY)
    board = score(load_table(COLUMNS_OF | {"osi": cells}), EGDI, as_of=DAY)
    assert found["EGDI_low"].tolist() == [card["EGDI"].low for card in board]
    mixed = score_frame(pd.DataFrame(COLUMNS_OF | {"osi": [0.5, "0.5", None]}), EGDI, as_of=DAY)
    assert mixed["EGDI_coverage"].tolist()[:2] == [1.0, 1.0]


def test_decimal_numbers_are_numbers_wherever_a_frame_holds_them():
    cells = [Decimal("0.25"), None, Decimal("0.1")]
    columns = COLUMNS_OF | {"osi": cells}
    expected = score_frame(pa.table(COLUMNS_OF | {"osi": [0.25, None, 0.1]}), EGDI, as_of=DAY)
    mixed = [cells[0], None, 0.1]
    for frame in (pa.table(columns), pd.DataFrame(columns), pd.DataFrame(columns | {"osi": mixed})):
        found = rows_of(score_frame(frame, EGDI, as_of=DAY))
        assert [row["EGDI_low"] for row in found] == expected["EGDI_low"].to_pylist()


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"osi": [0.5, "0.2", True]}, "table:row 4:osi", "wrong-type"),
        ({"unit": ["a", 5, "c"]}, "table:row 3:unit", "wrong-type"),
        ({"osi": pd.Series([0.5, True, 0.1], dtype=object)}, "table:row 3:osi", "wrong-type"),
        ({"osi": [0.5, "\ud800", 0.1]}, "table:row 3:osi", "not-a-text"),
        (
            {"period": pd.Series(["2022", 2022.5, 2021], dtype=object)},
            "table:row 3:period",
            "wrong-type",
        ),
    ],
)
def test_objects_that_are_no_cells_are_told_once(changes, path, code):
    with pytest.raises(SurveyError) as caught:
        score_frame(pd.DataFrame(COLUMNS_OF | changes), EGDI, as_of=DAY)
    assert [(p.path, p.code) for p in caught.value.problems] == [(path, code)]


def test_what_is_no_frame_is_refused_with_what_is_one():
    with pytest.raises(UsageError, match="not-a-frame"):
        score_frame([1, 2], EGDI, as_of=DAY)


def test_what_is_none_of_the_choices_is_refused_with_those_that_there_are(board):
    for name, run in {
        "nodes": lambda: score_frame(pa.table(COLUMNS_OF), EGDI, as_of=DAY, nodes="some"),
        "backend": lambda: to_frame(board, backend="excel"),
        "layout": lambda: load_table(COLUMNS_OF, layout="tall"),
    }.items():
        with pytest.raises(UsageError) as caught:
            run()
        assert [(p.code, p.path) for p in caught.value.problems] == [("unknown-choice", name)]


def test_marks_of_what_is_unknown_are_several_texts_and_not_the_letters_of_one():
    for marks in ("n.a.", b"n", [b"n"], [None], None, 5):
        for run in (
            lambda marks: load_table(COLUMNS_OF, unknown_marks=marks),
            lambda marks: score_frame(pa.table(COLUMNS_OF), EGDI, as_of=DAY, unknown_marks=marks),
        ):
            with pytest.raises(UsageError, match="unknown_marks: wrong-type"):
                run(marks)


def test_two_columns_of_one_name_are_a_problem_and_names_that_are_no_text_are_none():
    frame = pd.DataFrame(COLUMNS_OF)
    twice = pd.concat([frame, frame[["osi"]]], axis=1)
    for alike in (
        twice,
        pa.table([*pa.table(COLUMNS_OF), pa.array([0.1] * 3)], [*COLUMNS_OF, "osi"]),
    ):
        with pytest.raises(SurveyError, match="duplicate-column"):
            score_frame(alike, EGDI, as_of=DAY)
    assert (
        len(score_frame(frame.assign(**{"6": 1.0}).rename(columns={"6": 6}), EGDI, as_of=DAY)) == 3
    )


def test_a_table_in_pieces_is_ranked_as_a_whole():
    pieces = pa.concat_tables([pa.table(COLUMNS_OF).slice(n, 1) for n in range(3)])
    assert score_frame(pieces, EGDI, as_of=DAY, ranks=True).equals(
        score_frame(pa.table(COLUMNS_OF), EGDI, as_of=DAY, ranks=True)
    )


def test_texts_beyond_what_one_array_holds_are_scored_as_one_table(monkeypatch):
    columns = COLUMNS_OF | {"osi": ["0.5", None, "0.9"], "period": ["2022"] * 3}
    table = pa.table(columns)
    plain = score_frame(table, EGDI, ranks=True)
    monkeypatch.setattr(frames, "_MOST_TEXT", 0)
    pieces = pa.concat_tables([table.slice(n, 1) for n in range(3)])
    large = score_frame(pieces, EGDI, ranks=True)
    assert large.to_pylist() == plain.to_pylist()
    assert large.schema.field("EGDI_band").type == pa.large_string()
    with pytest.raises(SurveyError) as caught:
        score_frame(pa.concat_tables([pieces, pieces]), EGDI)
    assert [p.path for p in caught.value.problems] == [f"table:row {n}:unit" for n in (5, 6, 7)]


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_a_scoreboard_as_a_frame_has_the_rows_of_its_tidy_csv(backend):
    board = score(load_table(COLUMNS_OF), EGDI, as_of=DAY)
    frame = to_frame(board, backend=backend)
    assert [*(frame.column_names if backend == "pyarrow" else frame.columns)] == [*COLUMNS]
    if backend != "pandas":  # there a rank that is missing makes the others fractions
        found = [tuple(row.values()) for row in rows_of(frame)]
        assert found == [
            tuple(float(value) if isinstance(value, Decimal) else value for value in row)
            for row in scoreboard_rows(board)
        ]


def test_a_scoreboard_without_units_is_a_frame_without_rows(board):
    assert to_frame(evolve(board, cards=(), ranks=())).num_rows == 0


def test_a_library_of_frames_that_is_not_installed_is_named(monkeypatch):
    table = load_table({"unit": ["a"], "osi": [0.5], "tii": [0.2], "hci": [0.8]})
    board = score(table, EGDI, as_of=DAY)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError) as caught:
        to_frame(board, backend="pandas")
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == ("not-available", "pip install pandas")
