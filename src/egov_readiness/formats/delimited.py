"""Delimited text (CSV) as rows of cells, with the row numbers that a spreadsheet shows."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from attrs import frozen

from egov_readiness.errors import Problem
from egov_readiness.formats.files import decode

__all__ = ["LONGEST_CELL", "Rows", "read_rows", "written_cell", "written_row"]

LONGEST_CELL: Final = 131_072
"""The most characters that a cell may have."""


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
    text = decode(data, name)
    delimiter = ","
    problems: list[Problem] = []
    commas, semicolons = (_outside_quotes(text, mark) for mark in (",", ";"))
    if semicolons and not commas:
        delimiter = ";"
    header: tuple[str, ...] = ()
    rows = []
    for number, cells in enumerate(_parsed(text, delimiter, name, problems), start=1):
        if number == 1:
            header = tuple(unicodedata.normalize("NFC", cell.strip()) for cell in cells)
            problems.extend(_header_problems(header, name))
            continue
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
        rows.append((number, tuple(cells[: len(header)])))
    if not any(header):
        problems.append(
            Problem("empty-file", name, "there is no header", "the first row names the columns")
        )
    problems.extend(_unnamed(header, rows, name))
    return Rows(name, header, tuple(rows), tuple(problems))


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


def _parsed(text: str, delimiter: str, name: str, problems: list[Problem]) -> Iterator[list[str]]:
    """Yield the rows up to the first one that cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
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


def _header_problems(header: tuple[str, ...], name: str) -> Iterator[Problem]:
    for column, times in Counter(header).items():
        if column and times > 1:
            yield Problem(
                "duplicate-column",
                f"{name}:row 1:{column}",
                f"{times} columns are called {column!r}",
                "keep one of them",
            )


def _unnamed(
    header: tuple[str, ...], rows: Iterable[tuple[int, tuple[str, ...]]], name: str
) -> Iterator[Problem]:
    blank = [index for index, column in enumerate(header) if not column]
    if len(blank) == len(header):
        return
    for number, cells in rows:
        if any(cells[index].strip() for index in blank):
            yield Problem(
                "unnamed-column",
                f"{name}:row {number}",
                "a cell stands in a column without a name",
                "name the column in the first row, or empty the cell",
            )
            return


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
