"""Delimited text (CSV) as rows of cells, with the row numbers that a spreadsheet shows."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, TextIO

from attrs import frozen

from egov_readiness.errors import Problem
from egov_readiness.formats.files import decode

__all__ = [
    "LONGEST_CELL",
    "Rows",
    "header_problems",
    "open_rows",
    "read_rows",
    "written_cell",
    "written_row",
]

LONGEST_CELL: Final = 131_072
"""The most characters that a cell may have."""

_FIRST: Final = 1 << 20
"""In how many characters the first row has to end, so that its delimiter is told."""


@frozen
class Rows:
    """What a delimited file says.

    Attributes:
        name: the name of the file.
        header: the names of the columns, as in the first row; an unnamed column is empty.
        rows: the number of each row as a spreadsheet shows it (the header is row 1), and its
            cells, as many as the header has; rows without any content are left out.
        problems: what is wrong with the file as a table; rows with problems are left out.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[Problem, ...]


def read_rows(data: bytes, name: str) -> Rows:
    r"""Read a delimited file: UTF-8, with or without byte order mark, LF or CRLF.

    The delimiter is the comma; it is the semicolon if the first row has semicolons and no comma,
    as spreadsheets in many languages write it.

    Args:
        data: the content.
        name: the name of the file, for problems.

    Raises:
        RecordError: if it is not UTF-8.

    >>> read_rows(b"unit;osi\r\nA;0.5\r\n", "t.csv").rows
    ((2, ('A', '0.5')),)
    """
    problems: list[Problem] = []
    header, rows = open_rows(io.StringIO(decode(data, name), newline=""), name, problems)
    return Rows(name, header, tuple(rows), tuple(problems))


def open_rows(
    file: TextIO, name: str, problems: list[Problem]
) -> tuple[tuple[str, ...], Iterator[tuple[int, tuple[str, ...]]]]:
    r"""Open a delimited text, to read it row by row.

    Args:
        file: the text, which is read from where it is; it can be sought.
        name: the name of the file, for problems.
        problems: is given what is wrong with the text as a table, as far as it has been read.

    Returns:
        The names of the columns; and the number of each row and its cells.

    >>> header, rows = open_rows(io.StringIO("unit;osi\nA;0.5\n"), "t.csv", [])
    >>> header, next(rows)
    (('unit', 'osi'), (2, ('A', '0.5')))
    """
    begin = file.tell()
    start = file.read(_FIRST)
    file.seek(begin)
    commas, semicolons = (_outside_quotes(start, mark) for mark in (",", ";"))
    delimiter = ";" if semicolons and not commas else ","
    parsed = enumerate(_parsed(file, delimiter, name, problems), start=1)
    _, first = next(parsed, (1, []))
    header = tuple(unicodedata.normalize("NFC", cell.strip()) for cell in first)
    problems.extend(header_problems(header, name))
    if not any(header):
        problems.append(
            Problem("empty-file", name, "there is no header", "the first row names the columns")
        )
    return header, _whole_rows(header, parsed, name, problems)


def _whole_rows(
    header: tuple[str, ...],
    parsed: Iterable[tuple[int, list[str]]],
    name: str,
    problems: list[Problem],
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows that have content and as many cells as the header."""
    blank = [index for index, column in enumerate(header) if not column]
    told = len(blank) == len(header)
    for number, cells in parsed:
        if not any(cell.strip() for cell in cells):
            continue
        surplus = cells[len(header) :]
        if len(cells) < len(header) or any(cell.strip() for cell in surplus):
            problems.append(
                Problem(
                    "ragged-row",
                    f"{name}:row {number}",
                    f"{len(cells)} cells, but the header has {len(header)}",
                    "put texts that contain the delimiter in double quotes",
                )
            )
            continue
        if not told and any(cells[index].strip() for index in blank):
            told = True
            problems.append(
                Problem(
                    "unnamed-column",
                    f"{name}:row {number}",
                    "a cell stands in a column without a name",
                    "name the column in the first row, or empty the cell",
                )
            )
        yield number, tuple(cells[: len(header)])


def _outside_quotes(text: str, mark: str) -> bool:
    """Tell whether a mark stands in the first row outside of quoted cells."""
    quoted = False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif character == mark:
            return True
        elif character in "\r\n":
            return False
    return False


def _parsed(
    file: TextIO, delimiter: str, name: str, problems: list[Problem]
) -> Iterator[list[str]]:
    """Yield the rows up to the first one that cannot be read."""
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(
                Problem(
                    "malformed-row",
                    f"{name}:row {number}",
                    f"this row and what follows cannot be read: {error}",
                    "check the double quotes; one inside a quoted cell is written twice",
                )
            )
            return


def header_problems(header: Iterable[str], name: str) -> Iterator[Problem]:
    """Yield a problem for every name that several columns have.

    Args:
        header: the names of the columns.
        name: the name of the table.

    >>> [problem.path for problem in header_problems(["unit", "osi", "osi"], "t.csv")]
    ['t.csv:row 1:osi']
    """
    for column, times in Counter(header).items():
        if column and times > 1:
            yield Problem(
                "duplicate-column",
                f"{name}:row 1:{column}",
                f"{times} columns are called {column!r}",
                "keep one of them",
            )


def written_row(cells: Iterable[str]) -> str:
    r"""Return one row as it is written, quoted where it has to be, with its line end.

    >>> written_row(["Đà Lạt", "a, b"])
    'Đà Lạt,"a, b"\n'
    """
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in ',"\r\n') or cell != cell.strip():
        return '"' + cell.replace('"', '""') + '"'
    return cell


def written_cell(value: str | float | Decimal | None) -> str:
    r"""Return a value as a cell: nothing for ``None``, numbers so that they read back the same.

    A text that a spreadsheet would take for a formula gets an apostrophe in front (CWE-1236).

    Args:
        value: the value.

    >>> written_cell(0.1), written_cell(None), written_cell("=1+1"), written_cell(3)
    ('0.1', '', "'=1+1", '3')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value and value[0] in "=+-@\t\r\n" else value
    if isinstance(value, Decimal):
        return format(value, "f")
    return repr(value)
