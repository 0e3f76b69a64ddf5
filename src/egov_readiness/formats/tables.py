"""Plain tables: one row per unit, or per unit and period, and one column per indicator."""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path

from attrs import evolve, frozen

from egov_readiness.canonical import digest
from egov_readiness.errors import Problem, RecordError, SurveyError, nearest
from egov_readiness.formats.delimited import read_rows
from egov_readiness.formats.files import LARGEST_FILE, read_bytes
from egov_readiness.kinds import NOT_APPLICABLE_SPELLING, Between, NotApplicable, Ratio
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationStatus,
    ObservationTable,
    State,
    from_quantity,
    not_applicable,
    parse_cell,
    unknown,
)

__all__ = ["STATUS_SUFFIX", "Cell", "draft_table", "load_table"]

STATUS_SUFFIX = ".status"
"""What the name of a companion column adds to the name of its indicator's column."""

Cell = str | float | Between | Ratio | NotApplicable | None
"""A value of a column: the text of a cell, a number, a small value, or ``None`` for unknown."""


def load_table(
    source: Path | Mapping[str, Iterable[Cell]],
    *,
    unit: str = "unit",
    period: str = "period",
    largest: int = LARGEST_FILE,
) -> ObservationTable:
    """Load a plain table of observations.

    A cell that is empty is unknown, ``n/a`` not applicable, ``0.5..1`` bounded, a number (with a
    decimal point) a number; any other text is a word, such as an option.  A companion column
    ``CODE.status`` gives the publisher's status of each figure as an SDMX letter or English
    word; where it says missing the value is unknown, and where it says not applicable it is
    that, whatever the cell holds.

    Args:
        source: a CSV file (UTF-8, comma; semicolon if the first row has no comma), or columns by
            name.
        unit: the name of the column that identifies the units.
        period: the name of the column with the period; it need not exist.
        largest: the most bytes that a file may have.

    Returns:
        The table; every row knows its place.  Its digest is that of the content, so the order of
        rows and columns and the way numbers are written do not matter.

    Raises:
        SurveyError: with every problem found; paths are such as ``egdi.csv:row 3:osi``.

    >>> table = load_table({"unit": ["A", "B"], "osi": [0.5, None]})
    >>> [row.observations["osi"].state.value for row in table.rows]
    ['known', 'unknown']
    """
    table, problems = draft_table(source, unit=unit, period=period, largest=largest)
    if problems:
        raise SurveyError(problems)
    return table


def draft_table(
    source: Path | Mapping[str, Iterable[Cell]],
    *,
    unit: str = "unit",
    period: str = "period",
    largest: int = LARGEST_FILE,
) -> tuple[ObservationTable, tuple[Problem, ...]]:
    """Load what can be read of a plain table, and say what cannot.

    So that a caller who knows the rulebook lists what is wrong with the cells and what is wrong
    with the values in one run.

    Args:
        source: a CSV file, or columns by name.
        unit: the name of the column that identifies the units.
        period: the name of the column with the period; it need not exist.
        largest: the most bytes that a file may have.

    Returns:
        The table, in which a cell that cannot be read is unknown, and the problems with it; a
        table with problems must not be published.

    Raises:
        SurveyError: if there is nothing that can be read at all.

    >>> table, problems = draft_table({"unit": ["A"], "osi": ["1e999"], "tii": [0.5]})
    >>> [problem.path for problem in problems], table.rows[0].observations["tii"].value
    (['table:row 2:osi'], 0.5)
    """
    try:
        raw = _of_file(source, largest) if isinstance(source, Path) else _of_columns(source)
    except RecordError as error:
        raise SurveyError(error.problems) from None
    problems = [*raw.problems]
    rows = [*_rows(raw, unit, period, problems)]
    if not raw.rows and not problems:
        problems.append(Problem("no-rows", raw.name, "there is a header, but no row", "add rows"))
    codes = [name for name in raw.header if name and name not in (unit, period)]
    columns = [name for name in codes if not _is_status(name, raw.header)]
    return ObservationTable.of(rows, columns, _digest(rows), raw.name), tuple(problems)


@frozen
class _Raw:
    """A table before its cells are read: a header, and numbered rows as long as the header."""

    name: str
    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[object]]]
    problems: Sequence[Problem]


def _of_file(path: Path, largest: int) -> _Raw:
    rows = read_rows(read_bytes(path, largest=largest), path.name)
    return _Raw(rows.name, rows.header, rows.rows, rows.problems)


def _of_columns(columns: Mapping[str, Iterable[Cell]]) -> _Raw:
    """Turn columns into rows; the first row of values is row 2, as it would be in a file."""
    problems = []
    values: dict[str, list[Cell]] = {}
    for name, column in columns.items():
        if isinstance(column, str | bytes) or not isinstance(column, Iterable):
            problems.append(Problem("wrong-type", f"table:{name}", "a column is a list of values"))
            continue
        values[unicodedata.normalize("NFC", str(name))] = list(column)
    length = max(map(len, values.values()), default=0)
    for name, column in values.items():
        if len(column) < length:
            problems.append(
                Problem(
                    "ragged-column",
                    f"table:{name}",
                    f"{len(column)} values, but the longest column has {length}",
                    "None stands for unknown",
                )
            )
    if problems:
        raise RecordError(problems)
    if not values:
        raise RecordError([Problem("empty-file", "table", "there are no columns")])
    rows = [*enumerate(zip(*values.values(), strict=True), start=2)]
    return _Raw("table", [*values], rows, ())


def _is_status(name: str, header: Sequence[str]) -> bool:
    return name.endswith(STATUS_SUFFIX) and name.removesuffix(STATUS_SUFFIX) in header


def _rows(raw: _Raw, unit: str, period: str, problems: list[Problem]) -> Iterator[ObservationRow]:
    place: dict[str, int] = {}
    for index, name in enumerate(raw.header):
        if name:
            place.setdefault(name, index)
    for wanted, option, needed in ((unit, "unit", True), (period, "period", period != "period")):
        if needed and wanted not in place and place:
            problems.append(_no_column(wanted, option, raw, [*place]))
    if unit not in place:
        return
    codes = [name for name in place if name not in (unit, period)]
    codes = [name for name in codes if not _is_status(name, raw.header)]
    seen: dict[tuple[str, str | None], int] = {}
    for number, cells in raw.rows:
        where = f"{raw.name}:row {number}"
        identity = _name(cells[place[unit]], f"{where}:{unit}", problems)
        when = None
        if period in place:
            when = _name(cells[place[period]], f"{where}:{period}", problems, number_too=True)
        first = number if identity is None else seen.setdefault((identity, when), number)
        if identity is not None and first != number:
            problems.append(_duplicate(identity, when, first, f"{where}:{unit}"))
        observations = {
            code: _observation(cells, place, code, f"{where}:{code}", problems) for code in codes
        }
        if identity is not None and first == number:
            yield ObservationRow(identity, observations, when, f"row {number}")


def _no_column(wanted: str, option: str, raw: _Raw, names: list[str]) -> Problem:
    close = nearest(wanted, names)
    hint = f"name it with {option}= (--{option}-column on the command line)"
    return Problem(
        f"no-{option}-column",
        f"{raw.name}:row 1",
        f"there is no column {wanted!r}; columns are {', '.join(map(repr, names[:12]))}",
        f"{close} or {hint}" if close else hint,
    )


def _duplicate(unit: str, period: str | None, first: int, path: str) -> Problem:
    when = f" in {period}" if period else ""
    return Problem(
        "duplicate-unit",
        path,
        f"{unit!r}{when} stands in row {first} already",
        "give every unit one row" + (" per period" if period else ", or add a column 'period'"),
    )


def _name(
    value: object, path: str, problems: list[Problem], *, number_too: bool = False
) -> str | None:
    """Read a cell that identifies a unit or a period."""
    if number_too and isinstance(value, Integral) and value not in (True, False):
        value = str(int(value))
    if isinstance(value, str) and value.strip():
        return unicodedata.normalize("NFC", value.strip())
    if value is None or isinstance(value, str):
        problems.append(Problem("missing", path, "the cell is empty", "every row needs it"))
    else:
        problems.append(
            Problem("wrong-type", path, f"{value!r} is no text", "zeros in front of codes matter")
        )
    return None


def _observation(
    cells: Sequence[object],
    place: Mapping[str, int],
    code: str,
    path: str,
    problems: list[Problem],
) -> Observation:
    found = _quantity(cells[place[code]])
    status_at = place.get(code + STATUS_SUFFIX)
    status = ObservationStatus.NORMAL
    if status_at is not None:
        text = "" if cells[status_at] is None else str(cells[status_at]).strip()
        read = ObservationStatus.parse(text) if text else status
        if read is None:
            names = [known.name.lower() for known in ObservationStatus]
            problems.append(
                Problem(
                    "unknown-status",
                    path + STATUS_SUFFIX,
                    f"{text!r} is no status",
                    nearest(text, names) or "one of " + ", ".join(names),
                )
            )
        else:
            status = read
    if status is ObservationStatus.MISSING:
        return evolve(unknown(), status=status)
    if status is ObservationStatus.NOT_APPLICABLE:
        return evolve(not_applicable(), status=status)
    if isinstance(found, Problem):
        problems.append(evolve(found, path=path))
        return unknown()
    return found if status is ObservationStatus.NORMAL else evolve(found, status=status)


def _quantity(value: object) -> Observation | Problem:
    if isinstance(value, str):
        return parse_cell(unicodedata.normalize("NFC", value))
    if value is None or isinstance(value, Between | Ratio | NotApplicable):
        return from_quantity(value)
    if isinstance(value, bool) or not isinstance(value, Real):
        return Problem("wrong-type", "", f"{value!r} is no number or text", 'such as "yes"')
    number = int(value) if isinstance(value, Integral) else float(value)
    if not math.isfinite(number):
        return Problem("not-finite", "", f"{value!r} is no finite number", "None for unknown")
    return from_quantity(number)


def _digest(rows: Iterable[ObservationRow]) -> str:
    """Return the digest of what the rows say; what is unknown without a status says nothing."""
    content = []
    for row in rows:
        values: dict[str, object] = {}
        statuses: dict[str, object] = {}
        for code, found in row.observations.items():
            if found.state is not State.UNKNOWN:
                values[code] = _spelled(found)
            if found.status is not ObservationStatus.NORMAL:
                statuses[code] = found.status
        content.append((row.unit, row.period or "", values, statuses))
    return digest(sorted(content, key=lambda row: row[:2]))


def _spelled(observation: Observation) -> float | str | None:
    """Return what is known as a cell says it; no word is spelled like bounds or ``n/a``."""
    low, high = observation.low, observation.high
    if observation.state is State.NOT_APPLICABLE:
        return NOT_APPLICABLE_SPELLING
    if observation.state is State.BOUNDED and low is not None and high is not None:
        return f"{float(low)}..{float(high)}"
    return observation.value
