"""A survey as sheets: which columns a record type has, and a folder of CSV files in and out.

The folder holds ``survey.toml`` and one CSV file per record type that has records.  A column is
a field; an object within a record has one column per field (``valid.since``), a text or a table
one column per language or key (``name.vi``, ``codes.vn-gso-district``), and a list of single
values one cell joined by ``;`` (a backslash before a ``;``, a backslash or an outer space that
belongs to a value).  A list of objects is a sheet of its own (``units_versions.csv``), whose
first column ``record`` names the record it belongs to.  An empty cell is unknown, ``n/a`` not
applicable, ``0.5..1`` bounded, ``12/34`` a ratio.

The folder is a spelling of the survey and not an export for spreadsheets: its cells are written
as they are, so that nothing is lost, and a cell that begins like a formula stays one.
"""

import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, cast

from attrs import evolve, field, frozen

from egov_readiness.canonical import Plain, plain
from egov_readiness.describe import (
    Leaf,
)
from egov_readiness.errors import Problem, RecordError, SurveyError, nearest
from egov_readiness.formats.assemble import Draft
from egov_readiness.formats.cells import plain_cell, spelled_cell
from egov_readiness.formats.columns import Column, child_sheets, sheet_columns
from egov_readiness.formats.delimited import LONGEST_CELL, Rows, read_rows, written_row
from egov_readiness.formats.files import read_bytes, temporary_beside
from egov_readiness.formats.pointers import pointer_parts
from egov_readiness.formats.toml import read_toml, toml_bytes
from egov_readiness.kinds import (
    Text,
)
from egov_readiness.model import Survey
from egov_readiness.model.survey import SHEETS

__all__ = ["Column", "child_sheets", "read_folder", "sheet_columns", "write_folder"]

HEADER_FILE: Final = "survey.toml"
"""The file of a folder that says what the survey is."""

RECORD: Final = "record"
"""The column of a child sheet that names the record a row belongs to."""


@cache
def _record_types() -> Mapping[str, type]:
    return {sheet: cls for sheet, cls in child_sheets(Survey).items() if sheet in SHEETS}


@cache
def _sheet_names() -> tuple[str, ...]:
    names = []
    for sheet, cls in _record_types().items():
        names.append(sheet)
        names.extend(f"{sheet}_{child}" for child in child_sheets(cls))
    return tuple(names)


@frozen
class _Sheet:
    """A sheet as it was read.

    Attributes:
        file: the name of its file.
        records: the plain values of each row.
        numbers: the number of each row.
        owners: the record that each row belongs to, in a child sheet.
        missing: required columns that the sheet does not have.
        problems: what is wrong with it as a sheet.
        broken: true if some rows could not be read.
    """

    file: str
    records: list[dict[str, Plain]] = field(factory=list)
    numbers: list[int] = field(factory=list)
    owners: list[str] = field(factory=list)
    missing: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    broken: bool = False


def read_folder(folder: Path) -> Draft:
    """Read the folder of a survey into plain values.

    Args:
        folder: the folder, with ``survey.toml`` and CSV files.

    Returns:
        The plain values, as the JSON document of the survey has them, what is wrong with the
        files, and the way from a pointer to a cell such as ``infrastructure.csv:row 3:in_use``.

    >>> print(read_folder(Path("no-such-folder")).problems[0])
    survey.toml: no-header-file: there is no such file (a survey's folder holds survey.toml)
    """
    problems: list[Problem] = []
    document: dict[str, object] = {}
    head = True
    try:
        document.update(read_toml(folder / HEADER_FILE))
    except RecordError as error:
        head = False
        # The folder is there; that the file is not is a fault of the data, not of the call.
        problems.extend(
            evolve(problem, code="no-header-file", hint="a survey's folder holds survey.toml")
            if problem.code == "not-found"
            else problem
            for problem in error.problems
        )
    for name in [name for name in document if name in _sheet_names()]:
        del document[name]
        problems.append(
            Problem(
                "misplaced-records",
                f"{HEADER_FILE}:{name}",
                "records do not stand in this file",
                f"they stand in {name}.csv",
            )
        )
    problems.extend(_unknown_files(folder))
    sheets: dict[str, _Sheet] = {}
    children: dict[tuple[str, str], _Sheet] = {}
    placed: dict[tuple[str, int, str], list[int]] = {}
    for name, cls in _record_types().items():
        sheet = _read_sheet(folder / f"{name}.csv", cls)
        for child, child_cls in child_sheets(cls).items():
            inner = _read_sheet(folder / f"{name}_{child}.csv", child_cls, child=True)
            children[name, child] = evolve(
                inner, problems=(*inner.problems, *_adopt(sheet, inner, name, child, placed))
            )
        sheets[name] = sheet
        if sheet.records:
            document[name] = sheet.records
    for sheet in (*sheets.values(), *children.values()):
        problems.extend(sheet.problems)
    broken = {name for name, sheet in sheets.items() if sheet.broken}
    broken |= {name for (name, _), sheet in children.items() if sheet.broken}
    locate = _Locator(head, sheets, children, placed).locate
    return Draft(document, locate, tuple(problems), frozenset(broken))


def _unknown_files(folder: Path) -> Iterator[Problem]:
    known = {f"{name}.csv" for name in _sheet_names()}
    for path in sorted(folder.glob("*")):
        name = path.name
        if name.casefold().endswith(".csv") and name not in known and not name.startswith("."):
            yield Problem(
                "unknown-sheet",
                name,
                "no sheet of a survey has this name",
                nearest(name, known) or "sheets are " + ", ".join(sorted(known)),
            )


def _read_sheet(path: Path, cls: type, *, child: bool = False) -> _Sheet:
    """Read one sheet; a file that does not exist is a sheet without records."""
    if not path.exists():
        return _Sheet(path.name)
    try:
        rows = read_rows(read_bytes(path), path.name)
    except RecordError as error:
        return _Sheet(path.name, problems=error.problems, broken=True)
    columns = sheet_columns(cls)
    if child:
        columns = (Column(RECORD, (RECORD,), Leaf(str), True, False), *columns)
    problems = [*rows.problems]
    places = _places(rows, columns, problems)
    present = {column.name for column, _ in places.values()}
    missing = []
    for column in columns:
        if column.required and column.name not in present:
            missing.append(column.name)
            problems.append(_missing_column(column, rows, places))
    sheet = _Sheet(
        path.name,
        missing=frozenset(missing),
        problems=tuple(problems),
        broken=any(problem.code in ("ragged-row", "malformed-row") for problem in problems),
    )
    for number, cells in rows.rows:
        record: dict[str, Plain] = {}
        for index, (column, key) in places.items():
            if cells[index].strip():
                _put(record, column, key, plain_cell(column.shape, cells[index]))
        sheet.records.append(record)
        sheet.numbers.append(number)
        if child:
            sheet.owners.append(unicodedata.normalize("NFC", str(record.pop(RECORD, ""))).strip())
    return sheet


def _places(
    rows: Rows, columns: Sequence[Column], problems: list[Problem]
) -> dict[int, tuple[Column, str]]:
    """Return the column of each place in a row, with the language or key of a keyed one."""
    single = {column.name: column for column in columns if not column.keyed}
    keyed = {column.name: column for column in columns if column.keyed}
    places: dict[int, tuple[Column, str]] = {}
    for index, name in enumerate(rows.header):
        if not name or name in rows.header[:index]:
            continue
        family = next((known for known in keyed if name.startswith(known + ".")), None)
        if name in single:
            places[index] = single[name], ""
        elif family is not None and len(name) > len(family) + 1:
            places[index] = keyed[family], name[len(family) + 1 :]
        else:
            hint = nearest(name, [*single, *(f"{known}.vi" for known in keyed)])
            if name in keyed:
                hint = f"say which one, such as {name}.{_example(keyed[name])}"
            known_names = [column.name + (".…" if column.keyed else "") for column in columns]
            problems.append(
                Problem(
                    "unknown-column",
                    f"{rows.name}:row 1:{name}",
                    f"the sheet has no column {name!r}",
                    hint or "columns are " + ", ".join(known_names),
                )
            )
    return places


def _example(column: Column) -> str:
    return "vi" if column.shape == Leaf(Text) else "key"


def _missing_column(column: Column, rows: Rows, places: Mapping[int, object]) -> Problem:
    unused = [name for index, name in enumerate(rows.header) if name and index not in places]
    wanted = f"{column.name}.{_example(column)}" if column.keyed else column.name
    close = nearest(wanted, unused)
    return Problem(
        "missing-column",
        f"{rows.name}:row 1",
        f"there is no column {wanted!r}",
        close.replace("did you mean", "is it").replace("?", ", misspelt?") if close else "add it",
    )


def _put(record: dict[str, Plain], column: Column, key: str, value: Plain) -> None:
    path = (*column.path, key) if column.keyed else column.path
    for name in path[:-1]:
        record = cast("dict[str, Plain]", record.setdefault(name, {}))
    record[path[-1]] = value


def _adopt(
    sheet: _Sheet,
    inner: _Sheet,
    name: str,
    child: str,
    placed: dict[tuple[str, int, str], list[int]],
) -> Iterator[Problem]:
    """Give each row of a child sheet to its record; yield those whose record does not exist."""
    first: dict[str, int] = {}
    for index, record in enumerate(sheet.records):
        record[child] = []
        first.setdefault(unicodedata.normalize("NFC", str(record.get("id", ""))), index)
    for row, owner in enumerate(inner.owners):
        index = first.get(owner, -1)
        if owner and index >= 0:
            cast("list[Plain]", sheet.records[index][child]).append(inner.records[row])
            placed.setdefault((name, index, child), []).append(row)
        elif RECORD not in inner.missing and not (owner and sheet.broken):
            yield Problem(
                "unknown-record" if owner else "missing",
                f"{inner.file}:row {inner.numbers[row]}:{RECORD}",
                f"{name}.csv has no record {owner!r}" if owner else f"{RECORD!r} is missing",
                nearest(owner, first) or f"write the id of a record of {name}.csv",
            )


@frozen
class _Locator:
    """Finds the cell of a pointer into the plain values of a folder.

    Attributes:
        head: whether the header file could be read.
        sheets: the sheets, by name.
        children: the child sheets, by name and field.
        placed: the rows of a child sheet that belong to a record.
    """

    head: bool
    sheets: Mapping[str, _Sheet]
    children: Mapping[tuple[str, str], _Sheet]
    placed: Mapping[tuple[str, int, str], list[int]]

    def locate(self, place: str) -> str | None:
        parts = pointer_parts(place)
        if parts[0] not in self.sheets or len(parts) == 1:
            return f"{HEADER_FILE}:{'.'.join(parts)}" if self.head else None
        name, index, rest = parts[0], int(parts[1]), parts[2:]
        sheet, cls, row = self.sheets[name], _record_types()[name], index
        if len(rest) > 1 and (name, rest[0]) in self.children:
            sheet, cls = self.children[name, rest[0]], child_sheets(cls)[rest[0]]
            row, rest = self.placed[name, index, rest[0]][int(rest[1])], rest[2:]
        column = _column_of(cls, rest)
        if column in sheet.missing:
            return None
        return ":".join(filter(None, (sheet.file, f"row {sheet.numbers[row]}", column)))


def _column_of(cls: type, path: Sequence[str]) -> str:
    """Return the name of the column that holds a place within a record."""
    for column in sheet_columns(cls):
        if tuple(path[: len(column.path)]) == column.path:
            key = path[len(column.path) :] if column.keyed else []
            return ".".join([column.name, *key])
    return ".".join(path)


def write_folder(survey: Survey, folder: Path) -> None:
    """Write a survey as a folder, whole or not at all.

    Args:
        survey: the survey.
        folder: the folder; if it exists, it has to be empty or hold a survey and nothing else,
            which is replaced.

    Raises:
        SurveyError: if the folder holds anything else, or a cell would be too long to be read.
        MissingExtraError: if the extra ``toml`` is not installed.
        OSError: if the system refuses; the folder is then as it was.
    """
    files = dict(_files(survey))
    known = {HEADER_FILE, *(f"{name}.csv" for name in _sheet_names())}
    foreign = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    foreign = [name for name in foreign if name not in known]
    if foreign or (folder.exists() and not folder.is_dir()):
        raise SurveyError(
            [
                Problem(
                    "folder-in-use",
                    folder.name,
                    f"it holds {foreign[0]!r}, which is no part of a survey"
                    if foreign
                    else "it is a file",
                    "give a new or empty folder",
                )
            ]
        )
    temporary = temporary_beside(folder)
    try:
        temporary.mkdir()
        for name, data in files.items():
            (temporary / name).write_bytes(data)
        _replace(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _replace(new: Path, old: Path) -> None:
    """Put a folder in the place of another; if that fails the other one is put back."""
    if not old.exists():
        new.rename(old)
        return
    aside = temporary_beside(old)
    old.rename(aside)
    try:
        new.rename(old)
    except BaseException:
        aside.rename(old)
        raise
    shutil.rmtree(aside)


def _files(survey: Survey) -> Iterator[tuple[str, bytes]]:
    document = cast("dict[str, Plain]", plain(survey))
    header = {key: value for key, value in document.items() if key not in SHEETS}
    yield HEADER_FILE, toml_bytes({"format": survey.format, **header})
    for name, cls in _record_types().items():
        records = cast("list[dict[str, Plain]]", document.get(name, []))
        if not records:
            continue
        yield f"{name}.csv", _written(sheet_columns(cls), records, f"{name}.csv")
        for child, child_cls in child_sheets(cls).items():
            rows: list[dict[str, Plain]] = []
            for record in records:
                items = cast("list[dict[str, Plain]]", record.get(child) or [])
                rows.extend({RECORD: record["id"], **item} for item in items)
            columns = (Column(RECORD, (RECORD,), Leaf(str), True, False), *sheet_columns(child_cls))
            if rows:
                yield f"{name}_{child}.csv", _written(columns, rows, f"{name}_{child}.csv")


def _written(columns: Iterable[Column], records: Sequence[Mapping[str, Plain]], file: str) -> bytes:
    header: list[str] = []
    paths: list[tuple[str, ...]] = []
    for column in columns:
        if column.keyed:
            keys = {key for record in records for key in _keys(_at(record, column.path))}
            header.extend(f"{column.name}.{key}" for key in sorted(keys))
            paths.extend((*column.path, key) for key in sorted(keys))
        else:
            header.append(column.name)
            paths.append(column.path)
    lines = [written_row(header)]
    for number, record in enumerate(records, start=2):
        cells = [spelled_cell(_at(record, path)) for path in paths]
        for name, cell in zip(header, cells, strict=True):
            if len(cell) > LONGEST_CELL:
                raise SurveyError(
                    [
                        Problem(
                            "too-long",
                            f"{file}:row {number}:{name}",
                            f"a cell has at most {LONGEST_CELL} characters",
                            "save the survey as JSON",
                        )
                    ]
                )
        lines.append(written_row(cells))
    return "".join(lines).encode("utf-8")


def _keys(value: Plain) -> Iterable[str]:
    return value if isinstance(value, dict) else ()


def _at(record: Mapping[str, Plain], path: Sequence[str]) -> Plain:
    *outer, last = path
    here: object = record
    for name in outer:
        here = here.get(name) if isinstance(here, Mapping) else None
    return here.get(last) if isinstance(here, Mapping) else None
