"""Plain tables: one row per unit, or per unit and period, and one column per indicator."""

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

from egov_readiness.canonical import digest
from egov_readiness.errors import Problem, RecordError, SurveyError, check_choice
from egov_readiness.formats.delimited import read_rows
from egov_readiness.formats.files import LARGEST_FILE, read_bytes
from egov_readiness.formats.rows import ATTRIBUTES, RawTable, Reader, marks_of, no_rows
from egov_readiness.kinds import NOT_APPLICABLE_SPELLING, Between, NotApplicable, Ratio
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationStatus,
    ObservationTable,
    State,
)

__all__ = [
    "Cell",
    "Layout",
    "digest_of_rows",
    "draft_table",
    "load_table",
    "said_by_row",
    "spelled",
]

Layout = Literal["wide", "long"]
"""Whether a table has one column per indicator, or one row per indicator."""

Cell = str | float | Decimal | Between | Ratio | NotApplicable | None
"""A value of a column: the text of a cell, a number (also a decimal one, which is taken as the
nearest double), a small value, or ``None`` for unknown."""


def load_table(
    source: Path | Mapping[str, Iterable[Cell]],
    *,
    layout: Layout = "wide",
    unit: str = "unit",
    period: str = "period",
    indicator: str = "indicator",
    value: str = "value",
    unknown_marks: Iterable[str] = (),
    largest: int = LARGEST_FILE,
) -> ObservationTable:
    """Load a plain table of observations.

    A cell that is empty is unknown, ``n/a`` not applicable, ``0.5..1`` bounded, a number (with a
    decimal point) a number; any other text is a word, such as an option.  A companion column
    ``CODE.status`` gives the publisher's status of each figure as an SDMX letter or English
    word; where it says missing the value is unknown, and where it says not applicable it is
    that, whatever the cell holds.  The columns ``level``, ``kind``, ``tags`` (joined with ``;``)
    and ``parent`` say what kind of unit a row is about and which unit it belongs to; they need
    not exist.

    Args:
        source: a CSV file (UTF-8, comma; semicolon if the first row has no comma), or columns by
            name.
        layout: ``"wide"``, one column per indicator; or ``"long"``, one row per unit, period and
            indicator, with a column for the indicator's code, one for the value and, where there
            is one, ``status``.
        unit: the name of the column that identifies the units.
        period: the name of the column with the period; it need not exist.
        indicator: in the long layout, the name of the column with the indicator's code.
        value: in the long layout, the name of the column with the value.
        unknown_marks: texts by which the publisher marks what is not known, such as ``"."``.
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
    table, problems = draft_table(
        source,
        layout=layout,
        unit=unit,
        period=period,
        indicator=indicator,
        value=value,
        unknown_marks=unknown_marks,
        largest=largest,
    )
    if problems:
        raise SurveyError(problems)
    return table


def draft_table(
    source: Path | Mapping[str, Iterable[Cell]],
    *,
    layout: Layout = "wide",
    unit: str = "unit",
    period: str = "period",
    indicator: str = "indicator",
    value: str = "value",
    unknown_marks: Iterable[str] = (),
    largest: int = LARGEST_FILE,
) -> tuple[ObservationTable, tuple[Problem, ...]]:
    """Load what can be read of a plain table, and say what cannot.

    So that a caller who knows the rulebook lists what is wrong with the cells and what is wrong
    with the values in one run.

    Args:
        source: a CSV file, or columns by name.
        layout: ``"wide"``, one column per indicator; or ``"long"``, one row per unit, period and
            indicator, with a column for the indicator's code, one for the value and, where there
            is one, ``status``.
        unit: the name of the column that identifies the units.
        period: the name of the column with the period; it need not exist.
        indicator: in the long layout, the name of the column with the indicator's code.
        value: in the long layout, the name of the column with the value.
        unknown_marks: texts by which the publisher marks what is not known, such as ``"."``.
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
    check_choice("layout", layout, get_args(Layout))
    try:
        raw = _of_file(source, largest) if isinstance(source, Path) else _of_columns(source)
    except RecordError as error:
        raise SurveyError(error.problems) from None
    problems = [*raw.problems]
    marks = marks_of(unknown_marks)
    unit, period, indicator, value = (
        unicodedata.normalize("NFC", name) for name in (unit, period, indicator, value)
    )
    reader = Reader(raw, unit, period, marks, problems)
    rows, columns = reader.long(indicator, value) if layout == "long" else reader.wide()
    if not raw.rows and not problems:
        problems.append(no_rows(raw.name))
    return ObservationTable.of(rows, columns, digest_of_rows(rows), raw.name), tuple(problems)


def _of_file(path: Path, largest: int) -> RawTable:
    rows = read_rows(read_bytes(path, largest=largest), path.name)
    return RawTable(rows.name, rows.header, rows.rows, rows.problems)


def _of_columns(columns: Mapping[str, Iterable[Cell]]) -> RawTable:
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
    return RawTable("table", [*values], rows, ())


def digest_of_rows(rows: Iterable[ObservationRow]) -> str:
    """Return the digest of what rows say; what is unknown without a status says nothing.

    Args:
        rows: the rows of a table.

    >>> digest_of_rows([ObservationRow("A", {})]) == load_table({"unit": ["A"]}).digest
    True
    """
    return digest(sorted(map(said_by_row, rows), key=lambda row: row[:2]))


def said_by_row(row: ObservationRow) -> tuple[object, ...]:
    """Return what a row says, as it enters the digest of its table.

    Args:
        row: a row of a table.

    >>> said_by_row(ObservationRow("A", {}, level="district"))
    ('A', '', {}, {}, {'level': 'district'})
    """
    values: dict[str, object] = {}
    statuses: dict[str, object] = {}
    for code, found in row.observations.items():
        if found.state is not State.UNKNOWN:
            values[code] = spelled(found)
        if found.status is not ObservationStatus.NORMAL:
            statuses[code] = found.status
    about = {name: getattr(row, name) for name in ATTRIBUTES if getattr(row, name)}
    return (row.unit, row.period or "", values, statuses, *([about] if about else []))


def spelled(observation: Observation) -> float | str | None:
    """Return what is known as a cell says it; no word is spelled like bounds or ``n/a``.

    Args:
        observation: what is observed.

    >>> from egov_readiness.observations import bounded
    >>> spelled(bounded(0, 0.5))
    '0.0..0.5'
    """
    low, high = observation.low, observation.high
    if observation.state is State.NOT_APPLICABLE:
        return NOT_APPLICABLE_SPELLING
    if observation.state is State.BOUNDED and low is not None and high is not None:
        return f"{float(low)}..{float(high)}"
    return observation.value
