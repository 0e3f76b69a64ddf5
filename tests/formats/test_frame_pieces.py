"""A frame is read piece by piece, and its engine is asked once about all columns."""

import dask.array as da
import dask.bag as db
import dask.dataframe as dd
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from egov_readiness.errors import SurveyError, UsageError
from egov_readiness.formats import frame_pieces
from egov_readiness.formats.frame_pieces import FramePieces, pieces_of

COLUMNS = {
    "unit": [*"abcde"],
    "level": ["x", None, "x", "y", "x"],
    "o.si": [0.5, None, 0.9, 0.1, 0.7],
    "n": [5, 4, 3, 2, 1],
}
FRAMES = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "polars lazy": pl.LazyFrame,
    "pyarrow": pa.table,
    "duckdb": lambda columns: duckdb.from_arrow(pa.table(columns)),
}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(frame_pieces, "ROWS", 2)


@pytest.mark.parametrize("library", FRAMES)
def test_pieces_hold_the_columns_that_are_read_and_count_their_rows(library):
    frame = pieces_of(FRAMES[library](COLUMNS))
    pieces = [*frame.pieces({"unit", "o.si"}, "unit", "period")]
    assert [piece.batch.num_rows for piece in pieces] == [2, 2, 1]
    assert [number for piece in pieces for number in piece.numbers] == [2, 3, 4, 5, 6]
    read = [row for piece in pieces for row in piece.batch.to_pylist()]
    assert read == [
        {"unit": unit, "o.si": value}
        for unit, value in zip(COLUMNS["unit"], COLUMNS["o.si"], strict=True)
    ]


@pytest.mark.parametrize("library", FRAMES)
def test_an_engine_tells_the_ends_of_rows_that_are_alike(library):
    frame = pieces_of(FRAMES[library](COLUMNS))
    assert frame.numeric == {"o.si", "n"}
    found = frame.alike(["o.si", "n"], ["level"], "unit", ["a", "d"])
    told = {(alike.texts["level"], alike.texts["unit"]): alike.ends for alike in found}
    assert told == {
        ("x", "a"): {"o.si": (0.5, 0.5, 1), "n": (5.0, 5.0, 1)},
        ("x", None): {"o.si": (0.7, 0.9, 2), "n": (1.0, 3.0, 2)},
        ("y", "d"): {"o.si": (0.1, 0.1, 1), "n": (2.0, 2.0, 1)},
        (None, None): {"o.si": (0.0, 0.0, 0), "n": (4.0, 4.0, 1)},
    }
    (everything,) = frame.alike(["n"], [], "unit", [])
    assert (dict(everything.texts), everything.ends) == ({}, {"n": (1.0, 5.0, 5)})
    assert frame.alike([], ["level"], "unit", []) == []


@pytest.mark.parametrize("library", FRAMES)
def test_units_are_told_apart_whatever_their_column_is_called(library):
    columns = {"u.id" if name == "unit" else name: cells for name, cells in COLUMNS.items()}
    found = pieces_of(FRAMES[library](columns)).alike(["n"], ["level"], "u.id", ["b"])
    told = {alike.texts["u.id"]: alike.ends["n"] for alike in found if alike.texts["u.id"]}
    assert told == {"b": (4.0, 4.0, 1)}
    (alike, *_) = pieces_of(FRAMES[library](columns)).alike(["n"], ["u.id"], "u.id", ["b"])
    assert [*alike.texts] == ["u.id"]


@pytest.mark.parametrize("library", ["polars", "polars lazy", "pyarrow", "duckdb"])
def test_a_column_with_a_number_that_is_none_is_doubtful(library):
    frame = pieces_of(FRAMES[library](COLUMNS | {"o.si": [float("nan"), 0.1, None, 0.2, 0.3]}))
    (alike,) = frame.alike(["o.si", "n"], [], "unit", [])
    assert alike.doubtful == {"o.si"}


@pytest.mark.parametrize(
    "frame",
    [
        pa.table({"unit": ["a"], "n": pa.array([1], pa.float16())}),
        pl.DataFrame({"unit": ["a"], "n": pl.Series([1], dtype=pl.Int128)}),
        pl.DataFrame({"unit": ["a"], "n": pl.Series([1], dtype=pl.UInt128)}),
        pd.DataFrame({"unit": ["a"], "n": pd.array([1], pd.ArrowDtype(pa.float16()))}),
        dd.from_pandas(pd.DataFrame({"unit": ["a"], "n": np.ones(1, np.float16)}), npartitions=1),
        dd.from_pandas(pd.DataFrame({"unit": ["a"], "n": np.ones(1, np.longdouble)})),
    ],
    ids=lambda frame: type(frame).__module__,
)
def test_numbers_of_which_not_every_engine_tells_the_ends_are_read_one_by_one(frame):
    own = pieces_of(frame)
    assert own.numeric == frozenset()
    (piece,) = own.pieces({"n"}, "unit", "period")
    assert [float(number) for number in piece.batch["n"].to_pylist()] == [1.0]


@pytest.mark.parametrize("name", ["level", "unit"])
@pytest.mark.parametrize(
    "encode", [pc.run_end_encode, lambda array: array.dictionary_encode()], ids=["runs", "coded"]
)
def test_rows_are_told_apart_however_their_texts_are_written(encode, name):
    plain = pa.table(COLUMNS)
    place = plain.schema.get_field_index(name)
    encoded = plain.set_column(place, name, encode(plain[name].combine_chunks()))
    found = [
        {(*alike.texts.values(),): alike.ends for alike in told}
        for told in (
            pieces_of(table).alike(["n"], ["level"], "unit", ["a", "d"])
            for table in (plain, encoded)
        )
    ]
    assert found[0] == found[1]


def test_objects_that_no_column_can_hold_are_told_with_their_rows():
    cells = pd.Series([0.5, object(), 0.1, True, 0.2], dtype=object)
    pieces = FramePieces(pd.DataFrame(COLUMNS | {"n": cells})).pieces({"n"}, "unit", "period")
    told = [problem.path for piece in pieces for problem in piece.problems]
    assert told == ["table:row 3:n", "table:row 5:n"]


def test_what_is_no_frame_is_refused_with_what_is_one():
    series = dd.from_pandas(pd.DataFrame(COLUMNS), npartitions=1)["n"]
    for other in ([1, 2], da.ones(3), da.ones((3, 2)), db.from_sequence([1]), series):
        with pytest.raises(UsageError, match=r"not-a-frame.*Spark"):
            pieces_of(other)
    frame = pd.DataFrame(COLUMNS)
    with pytest.raises(SurveyError, match="duplicate-column"):
        pieces_of(pd.concat([frame, frame[["n"]]], axis=1))
