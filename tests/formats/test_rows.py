"""Rows by indicator, marks of the publisher, and what a row says about its unit."""

import pytest

from egov_readiness.errors import SurveyError
from egov_readiness.formats.tables import load_table

LONG = {
    "unit": ["A", "A", "B", "B"],
    "indicator": ["osi", "tii", "osi", "tii"],
    "value": [0.5, ".", "0.2..0.4", 1],
    "status": ["", "", "", "estimated"],
}


def test_rows_by_indicator_say_the_same_as_columns() -> None:
    long = load_table(LONG, layout="long", unknown_marks=["."])
    wide = load_table(
        {
            "unit": ["A", "B"],
            "osi": [0.5, "0.2..0.4"],
            "tii": [None, 1],
            "tii.status": [None, "E"],
        }
    )
    assert long.digest == wide.digest
    assert long.columns == wide.columns == ("osi", "tii")
    assert [row.observations for row in long.rows] == [row.observations for row in wide.rows]
    assert [row.place for row in long.rows] == ["row 2", "row 4"]


def test_rows_by_indicator_may_have_periods_and_columns_of_other_names() -> None:
    table = load_table(
        {
            "REF_AREA": ["A", "A"],
            "TIME_PERIOD": [2020, 2021],
            "INDICATOR": ["osi", "osi"],
            "OBS_VALUE": [0.5, 0.6],
        },
        layout="long",
        unit="REF_AREA",
        period="TIME_PERIOD",
        indicator="INDICATOR",
        value="OBS_VALUE",
    )
    assert [(row.unit, row.period) for row in table.rows] == [("A", "2020"), ("A", "2021")]


def test_wrong_rows_by_indicator_are_named_with_their_row() -> None:
    columns = {
        "unit": ["A", "A", "", "A", "A"],
        "indicator": ["osi", "osi", "osi", None, "tii"],
        "value": [0.5, 0.6, 0.7, 0.8, "1e999"],
        "level": ["district", "district", "district", "district", "commune"],
    }
    with pytest.raises(SurveyError) as error:
        load_table(columns, layout="long")
    assert [(problem.code, problem.path) for problem in error.value.problems] == [
        ("duplicate-value", "table:row 3:indicator"),
        ("missing", "table:row 4:unit"),
        ("missing", "table:row 5:indicator"),
        ("not-finite", "table:row 6:value"),
        ("differs", "table:row 6"),
    ]


def test_rows_by_indicator_need_their_columns() -> None:
    with pytest.raises(SurveyError) as error:
        load_table({"unit": ["A"], "indicators": ["osi"], "values": [1]}, layout="long")
    assert [problem.code for problem in error.value.problems] == [
        "no-indicator-column",
        "no-value-column",
    ]


def test_a_mark_of_the_publisher_is_unknown_only_where_it_was_declared() -> None:
    columns = {"unit": ["A"], "osi": [" . "], "tii": ["-"]}
    plain, marked = load_table(columns), load_table(columns, unknown_marks=[".", "-"])
    assert plain.rows[0].observations["osi"].value == "."
    assert {found.state.value for found in marked.rows[0].observations.values()} == {"unknown"}


def test_a_row_may_say_what_kind_of_unit_it_is_about() -> None:
    table = load_table(
        {
            "unit": ["A", "B"],
            "level": ["district", None],
            "kind": ["huyện", ""],
            "tags": ["remote; mountain", None],
            "parent": ["P", None],
            "osi": [1, 1],
        }
    )
    first, second = table.rows
    assert (first.level, first.kind, first.parent) == ("district", "huyện", "P")
    assert first.tags == ("remote", "mountain")
    assert (second.level, second.kind, second.parent, second.tags) == (None, None, None, ())
    assert table.columns == ("osi",)


def test_what_a_row_says_about_its_unit_is_in_the_digest() -> None:
    plain = load_table({"unit": ["A"], "osi": [1]})
    assert load_table({"unit": ["A"], "level": [None], "osi": [1]}).digest == plain.digest
    assert load_table({"unit": ["A"], "level": ["x"], "osi": [1]}).digest != plain.digest


def test_what_a_row_says_about_its_unit_is_text() -> None:
    with pytest.raises(SurveyError) as error:
        load_table({"unit": ["A"], "level": [3], "osi": [1]})
    assert [(p.code, p.path) for p in error.value.problems] == [("wrong-type", "table:row 2:level")]
