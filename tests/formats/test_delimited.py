"""Delimited text is read as a spreadsheet shows it, and written so that it reads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import RecordError
from egov_readiness.formats.delimited import LONGEST_CELL, read_rows, written_row

cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def codes(data: bytes) -> list[tuple[str, str]]:
    """Return the code and place of every problem of a file."""
    return [(problem.code, problem.path) for problem in read_rows(data, "t.csv").problems]


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=4))
def test_what_is_written_reads_back(rows: list[list[str]]) -> None:
    data = "".join(map(written_row, [["a", "b"], *rows])).encode()
    read = read_rows(data, "t.csv")
    full = [tuple(row) for row in rows if any(cell.strip() for cell in row)]
    assert [row for _, row in read.rows] == full
    assert read.problems == ()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("delimiter", [b",", b";"])
def test_marks_line_ends_and_semicolons_make_no_difference(
    mark: bytes, end: bytes, delimiter: bytes
) -> None:
    lines = [delimiter.join(row) for row in ([b"unit", b" osi "], [b"A", b"0.5"])]
    read = read_rows(mark + end.join(lines) + end, "t.csv")
    assert (read.header, read.rows) == (("unit", "osi"), ((2, ("A", "0.5")),))


def test_the_comma_delimits_wherever_there_is_one() -> None:
    assert read_rows(b"a;b,c\n1;2,3\n", "t.csv").header == ("a;b", "c")


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    read = read_rows(b'a,b\n"1\n1",2\n\n,\n3,4\n', "t.csv")
    assert [number for number, _ in read.rows] == [2, 5]


def test_rows_of_another_length_are_named_and_left_out() -> None:
    data = b"a,b\n1\n1,2,3\n1,2,\n"
    assert codes(data) == [("ragged-row", "t.csv:row 2"), ("ragged-row", "t.csv:row 3")]
    assert read_rows(data, "t.csv").rows == ((4, ("1", "2")),)


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        (b"", "empty-file", "t.csv"),
        (b"\xef\xbb\xbf\r\n", "empty-file", "t.csv"),
        (b",,\n", "empty-file", "t.csv"),
        (b"a,b,a\n1,2,3\n", "duplicate-column", "t.csv:row 1:a"),
        (b"a,,b\n1,2,3\n", "unnamed-column", "t.csv:row 2"),
        (b'a,b\n"1"x,2\n', "malformed-row", "t.csv:row 2"),
        (b'a,b\n1,2\n"1,2\n', "malformed-row", "t.csv:row 3"),
        (b"a,b\n" + b"x" * (LONGEST_CELL + 1) + b",1\n", "malformed-row", "t.csv:row 2"),
    ],
)
def test_what_is_no_table_is_named_with_its_place(data: bytes, code: str, path: str) -> None:
    assert codes(data) == [(code, path)]


def test_an_unnamed_column_without_content_is_left_alone() -> None:
    assert codes(b"a,,b\n1,,3\n") == []


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(RecordError, match="not-utf-8"):
        read_rows(b"a,b\n\xff,1\n", "t.csv")


@pytest.mark.parametrize("header", [b'"unit";"osi"', b'"unit";"osi, or so"', b'"a ""b"";";osi'])
def test_a_semicolon_outside_of_quotes_delimits_where_no_comma_does(header: bytes) -> None:
    read = read_rows(header + b'\n"A, B";0.5\n', "t.csv")
    assert (len(read.header), read.rows) == (2, ((2, ("A, B", "0.5")),))
    assert read.problems == ()
