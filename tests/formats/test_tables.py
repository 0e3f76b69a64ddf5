"""A plain table is read cell by cell, and every wrong cell is named with its row."""

import math
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import Problem, SurveyError
from egov_readiness.formats.tables import load_table
from egov_readiness.kinds import NOT_APPLICABLE, Between, Ratio
from egov_readiness.observations import ObservationStatus, ObservationTable, State


def table(tmp_path: Path, content: str | bytes, **columns: str) -> ObservationTable:
    """Load a file's content as a table."""
    path = tmp_path / "t.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_table(path, **columns)


def problems(
    tmp_path: Path, content: str | bytes | Mapping[str, list[object]], **columns: str
) -> dict[str, Problem]:
    """Return the problems of a table by path."""
    source = content
    if not isinstance(content, Mapping):
        source = tmp_path / "t.csv"
        source.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SurveyError) as caught:
        load_table(source, **columns)
    return {problem.path: problem for problem in caught.value.problems}


def test_every_state_of_a_cell_is_read(tmp_path: Path) -> None:
    loaded = table(tmp_path, "unit,a,b,c,d,e\nX,0.5,,n/a,0.5..1,yes\n")
    (row,) = loaded.rows
    states = [row.observations[code].state for code in loaded.columns]
    assert states == [
        State.KNOWN,
        State.UNKNOWN,
        State.NOT_APPLICABLE,
        State.BOUNDED,
        State.KNOWN,
    ]
    assert (row.unit, row.period, row.place, loaded.source) == ("X", None, "row 2", "t.csv")
    assert row.observations["e"].value == "yes"


def test_a_mapping_of_columns_says_the_same_as_its_file(tmp_path: Path) -> None:
    columns = load_table(
        {
            "unit": ["X", "Y"],
            "period": [2018, 2020],
            "a": [0.5, Between(0, 1)],
            "b": [None, NOT_APPLICABLE],
            "c": [Ratio(1, 2), "yes"],
        }
    )
    file = table(tmp_path, "unit,period,a,b,c\nX,2018,0.5,,0.5\nY,2020,0..1,n/a,yes\n")
    assert columns.rows == file.rows
    assert columns.digest == file.digest


def test_texts_are_read_in_their_composed_form(tmp_path: Path) -> None:
    (row,) = table(tmp_path, "unit,ca\u0302u\nDi Linh a\u0302,co\u0301\n").rows
    assert row.unit == "Di Linh \u00e2"
    assert row.observations["c\u00e2u"].value == "c\u00f3"


def test_other_names_of_the_unit_and_period_columns(tmp_path: Path) -> None:
    loaded = table(tmp_path, "year,country,osi\n2018,Viet Nam,0.7\n", unit="country", period="year")
    assert [(row.unit, row.period) for row in loaded.rows] == [("Viet Nam", "2018")]
    assert loaded.columns == ("osi",)


def test_a_unit_may_have_a_row_for_every_period(tmp_path: Path) -> None:
    loaded = table(tmp_path, "unit,period,osi\nA,2018,1\nA,2020,1\n")
    assert [(row.unit, row.period) for row in loaded.rows] == [("A", "2018"), ("A", "2020")]


@pytest.mark.parametrize("word", ["I", "i", "imputed", "Imputed"])
def test_a_status_stands_in_a_companion_column(tmp_path: Path, word: str) -> None:
    loaded = table(tmp_path, f"unit,osi,osi.status\nA,0.5,{word}\nB,0.5,\n")
    assert loaded.columns == ("osi",)
    first, second = (row.observations["osi"] for row in loaded.rows)
    assert (first.value, first.status) == (0.5, ObservationStatus.IMPUTED)
    assert second.status is ObservationStatus.NORMAL


@pytest.mark.parametrize(
    ("word", "state"),
    [("M", State.UNKNOWN), ("missing", State.UNKNOWN), ("not applicable", State.NOT_APPLICABLE)],
)
def test_a_status_without_a_value_decides_what_is_known(
    tmp_path: Path, word: str, state: State
) -> None:
    (row,) = table(tmp_path, f"unit,osi,osi.status\nA,NaN,{word}\n").rows
    assert row.observations["osi"].state is state


def test_a_status_of_no_column_is_a_column_like_any_other(tmp_path: Path) -> None:
    assert table(tmp_path, "unit,osi.status\nA,1\n").columns == ("osi.status",)


def test_every_wrong_cell_is_named(tmp_path: Path) -> None:
    content = "unit,a,b,b.status\nX,NaN,1,\nX,1e999,-inf,\n,3..1,1,estimatd\nY,1\n\n,,,\nZ,1,2,zz\n"
    found = problems(tmp_path, content)
    assert {path: problem.code for path, problem in found.items()} == {
        "t.csv:row 5": "ragged-row",
        "t.csv:row 2:a": "not-finite",
        "t.csv:row 3:unit": "duplicate-unit",
        "t.csv:row 3:a": "not-finite",
        "t.csv:row 3:b": "not-finite",
        "t.csv:row 4:unit": "missing",
        "t.csv:row 4:a": "bounds-reversed",
        "t.csv:row 4:b.status": "unknown-status",
        "t.csv:row 8:b.status": "unknown-status",
    }
    assert found["t.csv:row 4:b.status"].hint == "did you mean 'estimated'?"
    assert "missing" in found["t.csv:row 8:b.status"].hint
    assert "row 2" in found["t.csv:row 3:unit"].message


def test_a_unit_twice_in_one_period_is_a_problem(tmp_path: Path) -> None:
    found = problems(tmp_path, "unit,period,a\nX,2018,1\nX,2018,1\nY,,1\n")
    assert found["t.csv:row 3:unit"].code == "duplicate-unit"
    assert found["t.csv:row 4:period"].code == "missing"


@pytest.mark.parametrize(
    ("content", "code", "hint"),
    [
        ("country,osi\nA,1\n", "no-unit-column", "--unit-column"),
        ("Unit,osi\nA,1\n", "no-unit-column", "did you mean 'Unit'?"),
        ("", "empty-file", "first row"),
        ("unit,osi\n", "no-rows", "add rows"),
        ("unit,osi,osi\nA,1,2\n", "duplicate-column", "keep one"),
        (b"unit,osi\n\xe0,1\n", "not-utf-8", "UTF-8"),
    ],
)
def test_what_is_no_table_is_one_problem(
    tmp_path: Path, content: str | bytes, code: str, hint: str
) -> None:
    (problem,) = problems(tmp_path, content).values()
    assert problem.code == code
    assert hint in problem.hint


def test_a_named_period_column_has_to_exist(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "unit,jahr,a\nX,2018,1\n", period="year").values()
    assert problem.code == "no-period-column"


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("unit,osi\nA,1\n")
    with pytest.raises(SurveyError, match="too-large"):
        load_table(tmp_path / "t.csv", largest=10)
    with pytest.raises(SurveyError, match="not-found"):
        load_table(tmp_path / "no.csv")


@pytest.mark.parametrize(
    ("columns", "path", "code"),
    [
        ({}, "table", "empty-file"),
        ({"unit": "ABC", "a": [1]}, "table:unit", "wrong-type"),
        ({"unit": 5}, "table:unit", "wrong-type"),
        ({"unit": ["A", "B"], "a": [1]}, "table:a", "ragged-column"),
        ({"unit": ["A"], "a": [True]}, "table:row 2:a", "wrong-type"),
        ({"unit": ["A"], "a": [math.nan]}, "table:row 2:a", "not-finite"),
        ({"unit": ["A"], "a": [Decimal("NaN")]}, "table:row 2:a", "not-finite"),
        ({"unit": ["A"], "a": [Decimal("sNaN")]}, "table:row 2:a", "not-finite"),
        ({"unit": ["A"], "a": [Decimal("-Infinity")]}, "table:row 2:a", "not-finite"),
        ({"unit": ["A"], "a": [Decimal("1e999")]}, "table:row 2:a", "not-finite"),
        ({"unit": ["A"], "a": [b"x"]}, "table:row 2:a", "wrong-type"),
        ({"unit": [679], "a": [1]}, "table:row 2:unit", "wrong-type"),
        ({"unit": [None], "a": [1]}, "table:row 2:unit", "missing"),
        ({"unit": ["A"], "period": [2.5]}, "table:row 2:period", "wrong-type"),
        ({"unit": []}, "table", "no-rows"),
        ({"uni": ["A"]}, "table:row 1", "no-unit-column"),
    ],
)
def test_wrong_columns_of_a_mapping_are_named(
    tmp_path: Path, columns: Mapping[str, list[object]], path: str, code: str
) -> None:
    found = problems(tmp_path, columns)
    assert {path: problem.code for path, problem in found.items()} == {path: code}


@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False))
def test_a_decimal_number_is_the_number_it_is(number: Decimal) -> None:
    decimal, binary = (load_table({"unit": ["A"], "a": [a]}) for a in (number, float(number)))
    assert (decimal.digest, decimal.rows) == (binary.digest, binary.rows)


cells = st.sampled_from(["", "n/a", "yes", "0.5", "1", "0..1"])


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_digest_is_that_of_the_content(rows: list[tuple[str, str]], shuffle: Random) -> None:
    indices = list(range(len(rows)))
    columns = {
        "unit": [f"u{index}" for index in indices],
        "a": [row[0] for row in rows],
        "b": [row[1] for row in rows],
    }
    loaded = load_table(columns)
    shuffle.shuffle(indices)
    names = ["b", "unit", "a"]
    mixed = load_table({name: [columns[name][index] for index in indices] for name in names})
    assert mixed.digest == loaded.digest
    changed = {**columns, "a": ["0.25", *columns["a"][1:]]}
    assert load_table(changed).digest != loaded.digest


def test_the_digest_does_not_depend_on_how_numbers_are_written() -> None:
    digests = {load_table({"unit": ["A"], "a": [value]}).digest for value in ("0.50", "5e-1", 0.5)}
    assert len(digests) == 1


@pytest.mark.parametrize(
    "number",
    [10**400, -(10**400), 10**5000, Fraction(10**400)],
    ids=["large", "below", "longer", "fraction"],
)
def test_a_number_too_large_to_be_one_is_named(number: object) -> None:
    with pytest.raises(SurveyError) as error:
        load_table({"unit": ["a"], "osi": [number]})
    assert [(p.code, p.path) for p in error.value.problems] == [("not-finite", "table:row 2:osi")]


def test_the_names_of_columns_are_found_whatever_their_normal_form() -> None:
    nfd = unicodedata.normalize("NFD", "Quốc gia")
    assert load_table({"Quốc gia": ["Việt Nam"], "osi": [1]}, unit=nfd).rows[0].unit == "Việt Nam"
    assert load_table({nfd: ["Việt Nam"], "osi": [1]}, unit="Quốc gia").rows[0].unit == "Việt Nam"
