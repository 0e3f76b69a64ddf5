"""A cell says one value, and every value has a cell that gives it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.canonical import Plain
from egov_readiness.describe import shape_of
from egov_readiness.formats.cells import plain_cell, spelled_cell
from egov_readiness.kinds import Code, Count, Line, UnitId

ends = st.text(alphabet=' \t\n\\;"', max_size=3)
lines = st.builds("{}{}{}".format, ends, st.characters(exclude_categories=["Z", "C"]), ends)


@given(st.lists(lines, min_size=1, max_size=4))
def test_a_list_of_any_texts_comes_back(items: list[str]) -> None:
    assert plain_cell(shape_of(tuple[Line, ...]), spelled_cell([*items])) == items


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_comes_back(number: float) -> None:
    assert plain_cell(shape_of(float), spelled_cell(number)) == number


@given(lines)
def test_a_text_keeps_its_spaces_where_it_may_have_some(line: str) -> None:
    assert plain_cell(shape_of(Line), line) == line


@pytest.mark.parametrize("kind", [Code, UnitId])
def test_spaces_around_a_code_are_the_writers(kind: object) -> None:
    assert plain_cell(shape_of(kind), " di-linh ") == "di-linh"
    assert plain_cell(shape_of(tuple[kind, ...]), "a ; b") == ["a", "b"]


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Count, " 5 ", 5),
        (Count, "5.0", 5.0),
        (Count, "1e3", 1000.0),
        (Count, "N/A", "n/a"),
        (Count, "5..7", "5..7"),
        (Count, "NaN", "NaN"),
        (Count, "1e999", "1e999"),
        (Count, "1,5", "1,5"),
        (bool, "TRUE", True),
        (bool, "false", False),
        (bool, "yes", "yes"),
        (Code, "0679", "0679"),
        (Line, "n/a", "n/a"),
    ],
)
def test_a_cell_is_read_by_its_shape_or_left_as_it_is(
    kind: object, cell: str, value: Plain
) -> None:
    read = plain_cell(shape_of(kind), cell)
    assert read == value
    assert type(read) is type(value)
