"""The digest of a table is that of its rows in memory, and what is wrong with them is told."""

from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness import load_rulebook, load_table
from egov_readiness.errors import SurveyError
from egov_readiness.formats import frame_pieces
from egov_readiness.formats.arrow_batches import BatchReader
from egov_readiness.formats.frame_pieces import pieces_of
from egov_readiness.formats.listed import MOST_PROBLEMS
from egov_readiness.formats.population_rows import read_rows

EGDI = load_rulebook("un-egdi")
PLAIN = {"unit": ["b", "a", "c"], "osi": [0.5, None, 0.9], "tii": [1, 0, 1], "hci": [0.1] * 3}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(frame_pieces, "ROWS", 2)


def read(columns, digest=None):
    frame = pieces_of(pa.table(columns) if isinstance(columns, dict) else columns)
    reader = BatchReader.of(frame.names, "unit", "period", ["."], "table")
    return read_rows(frame, EGDI, reader, digest)


def told(work):
    with pytest.raises(SurveyError) as caught:
        work()
    return [(problem.code, problem.path, problem.message) for problem in caught.value.problems]


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**60), 2**60)
cells = {
    "float": st.floats(allow_nan=False, allow_infinity=False) | st.none(),
    "int": st.integers(-(2**60), 2**60) | st.none(),
    "text": st.sampled_from(["yes", ".", "n/a", "0.1..2", "1e3", "\u1eadn", '"', None]),
}


@given(st.data())
def test_the_digest_is_that_of_the_table_in_memory(data):
    size = data.draw(st.integers(1, 6))
    columns = {"unit": data.draw(st.permutations(["a", "b", "\U0001f600", "\uffee", "é ", "B"]))}
    for name in ["osi", "other", "\U0001f600", "\uffee", "tii"]:
        column = cells[data.draw(st.sampled_from([*cells]))]
        columns[name] = data.draw(st.lists(column, min_size=size, max_size=size))
    if data.draw(st.booleans()):
        statuses = st.sampled_from(["A", "E", None])
        columns["osi.status"] = data.draw(st.lists(statuses, min_size=size, max_size=size))
    columns["unit"] = columns["unit"][:size]
    table = load_table(columns, unknown_marks=["."])
    found = read(columns)
    assert (found.digest, found.size) == (table.digest, size)


def test_a_column_that_no_table_can_hold_says_nothing_where_it_is_no_indicator():
    dated = PLAIN | {"seen": [date(2022, 1, 1)] * 3}
    assert read(dated).digest == load_table(PLAIN | {"seen": [None] * 3}).digest


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": ["a", " a ", "a"]},
        {"unit": ["a", None, " "]},
        {"unit": ["a", "b", "b"], "period": [2020, 2021, 2021]},
        {"osi": ["0.9..0.1", "1e999", "0.5"]},
        {"osi.status": ["perhaps", None, "A"]},
        {"level": [1, 2, 3]},
    ],
    ids=repr,
)
def test_what_is_wrong_with_rows_is_told_as_of_the_table_in_memory(changes):
    columns = PLAIN | changes
    assert told(lambda: read(columns)) == told(lambda: load_table(columns))


def test_an_object_that_is_no_cell_is_told_once():
    frame = pd.DataFrame(PLAIN | {"unit": ["a", 5, "c"], "note": [object(), 1, "x"]})
    assert [path for _, path, _ in told(lambda: read(frame))] == ["table:row 3:unit"]


def not_utf_8():
    """A column of Arrow whose second text is none."""
    return pa.array([b"0.5", b"0.\xff", b"0.7"]).view(pa.string())


@pytest.mark.parametrize("encode", [lambda array: array, pc.run_end_encode], ids=["plain", "runs"])
@pytest.mark.parametrize("name", ["unit", "level", "osi", "osi.status"])
def test_a_text_that_is_not_utf_8_is_told_with_its_row(name, encode):
    found = told(lambda: read(PLAIN | {name: encode(not_utf_8())}))
    assert [(code, path) for code, path, _ in found if ":row 3" in path] == [
        ("not-utf-8", f"table:row 3:{name}")
    ]


def test_a_column_of_runs_says_what_it_says_where_it_is_no_indicator():
    runs = pc.run_end_encode(pa.array([0.5, 0.5, 0.7]))
    table = load_table(PLAIN | {"other": [0.5, 0.5, 0.7]})
    assert read(PLAIN | {"other": runs}).digest == table.digest


def test_a_text_that_is_not_utf_8_says_nothing_where_it_is_no_indicator():
    table = load_table(PLAIN | {"note": ["0.5", None, "0.7"]})
    assert read(PLAIN | {"note": not_utf_8()}).digest == table.digest
    lists = pa.ListArray.from_arrays([0, 1, 2, 3], not_utf_8())
    assert read(PLAIN | {"note": lists}).digest == load_table(PLAIN | {"note": [None] * 3}).digest


def test_units_are_checked_where_the_population_has_a_name_of_its_own():
    assert read(PLAIN | {"osi": ["0.9..0.1"] * 3}, "edition 3").digest == "edition 3"
    (code, path, _), *_ = told(lambda: read(PLAIN | {"unit": ["a", "b", "a"]}, "edition 3"))
    assert (code, path) == ("duplicate-unit", "table:row 4:unit")


def test_the_first_hundred_problems_are_listed_and_the_rest_are_counted():
    size = 2 * MOST_PROBLEMS
    columns = {"unit": ["a"] * size, "osi": ["1e999"] * size}
    *listed, rest = told(lambda: read(columns))
    assert [path for _, path, _ in listed[:3]] == [
        "table:row 2:osi",
        "table:row 3:osi",
        "table:row 3:unit",
    ]
    assert len(listed) == MOST_PROBLEMS
    assert rest[2] == f"and {size + size - 1 - MOST_PROBLEMS} more problems"


def test_a_table_without_rows_is_a_problem():
    assert [code for code, _, _ in told(lambda: read({"unit": pa.array([], pa.string())}))] == [
        "no-rows"
    ]
