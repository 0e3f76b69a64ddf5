"""Plain tables: one row per unit, or per unit and period, and one column per indicator."""

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Final, Literal, TypedDict

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

__all__ = ["STATUS_SUFFIX", "Cell", "Layout", "draft_table", "load_table"]

Layout = Literal["wide", "long"]
"""Whether a table has one column per indicator, or one row per indicator."""

STATUS_SUFFIX = ".status"
"""What the name of a companion column adds to the name of its indicator's column."""

Cell = str | float | Between | Ratio | NotApplicable | None
"""A value of a column: the text of a cell, a number, a small value, or ``None`` for unknown."""


_ATTRIBUTES: Final = ("level", "kind", "tags", "parent")
"""The columns that say what kind of unit a row is about, and which unit it belongs to."""


class _About(TypedDict):
    """What a row says about its unit."""

    level: str | None
    kind: str | None
    parent: str | None
    tags: tuple[str, ...]


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
    try:
        raw = _of_file(source, largest) if isinstance(source, Path) else _of_columns(source)
    except RecordError as error:
        raise SurveyError(error.problems) from None
    problems = [*raw.problems]
    marks = frozenset(mark.strip() for mark in unknown_marks)
    reader = _Reader(raw, unit, period, marks, problems)
    rows, columns = reader.long(indicator, value) if layout == "long" else reader.wide()
    if not raw.rows and not problems:
        problems.append(Problem("no-rows", raw.name, "there is a header, but no row", "add rows"))
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


class _Reader:
    """Read the rows of a raw table; what cannot be read is a problem and otherwise unknown."""

    def __init__(
        self, raw: _Raw, unit: str, period: str, marks: frozenset[str], problems: list[Problem]
    ) -> None:
        self.raw = raw
        self.unit = unit
        self.period = period
        self.marks = marks
        self.problems = problems
        self.place: dict[str, int] = {}
        for index, name in enumerate(raw.header):
            if name:
                self.place.setdefault(name, index)

    def has(self, *wanted: tuple[str, str, bool]) -> bool:
        """Tell whether columns are there; those that are needed and are not are problems."""
        for name, option, needed in wanted:
            if needed and name not in self.place and self.place:
                self.problems.append(_no_column(name, option, self.raw, [*self.place]))
        return all(name in self.place or not needed for name, _, needed in wanted)

    def wide(self) -> tuple[list[ObservationRow], list[str]]:
        """Return the rows and columns of a table with one column per indicator."""
        reserved = {self.unit, self.period, *_ATTRIBUTES}
        codes = [name for name in self.place if name not in reserved]
        codes = [name for name in codes if not self.is_status(name)]
        rows: list[ObservationRow] = []
        needed = (self.unit, "unit", True), (self.period, "period", self.period != "period")
        if not self.has(*needed) and self.unit not in self.place:
            return rows, codes
        seen: dict[tuple[str, str | None], int] = {}
        for number, cells in self.raw.rows:
            where = f"{self.raw.name}:row {number}"
            identity, when = self.identity(cells, where)
            first = number if identity is None else seen.setdefault((identity, when), number)
            if identity is not None and first != number:
                path = f"{where}:{self.unit}"
                self.problems.append(_duplicate(identity, when, first, path))
            observations = {
                code: self.observation(cells, code, code + STATUS_SUFFIX, f"{where}:{code}")
                for code in codes
            }
            if identity is not None and first == number:
                about = self.about(cells, where)
                rows.append(ObservationRow(identity, observations, when, f"row {number}", **about))
        return rows, codes

    def long(self, indicator: str, value: str) -> tuple[list[ObservationRow], list[str]]:
        """Return the rows and columns of a table with one row per unit, period and indicator."""
        codes: dict[str, None] = {}
        found: dict[tuple[str, str | None], dict[str, Observation]] = {}
        firsts: dict[tuple[str, str | None], tuple[int, _About]] = {}
        if not self.has(
            (self.unit, "unit", True),
            (self.period, "period", self.period != "period"),
            (indicator, "indicator", True),
            (value, "value", True),
        ):
            return [], []
        for number, cells in self.raw.rows:
            where = f"{self.raw.name}:row {number}"
            identity, when = self.identity(cells, where)
            code = _name(
                cells[self.place[indicator]],
                f"{where}:{indicator}",
                self.problems,
                number_too=True,
            )
            read = self.observation(cells, value, "status", f"{where}:{value}")
            if identity is None or code is None:
                continue
            codes.setdefault(code)
            row = found.setdefault((identity, when), {})
            about = self.about(cells, where)
            first, known = firsts.setdefault((identity, when), (number, about))
            if about != known:
                message = f"what it says of {identity!r} differs from row {first}"
                self.problems.append(Problem("differs", where, message, "say the same in all"))
            if code in row:
                message = f"{identity!r} has a value for {code!r} already"
                self.problems.append(
                    Problem("duplicate-value", f"{where}:{indicator}", message, "keep one row")
                )
            row.setdefault(code, read)
        rows = [
            ObservationRow(
                identity,
                observations,
                when,
                f"row {firsts[identity, when][0]}",
                **firsts[identity, when][1],
            )
            for (identity, when), observations in found.items()
        ]
        return rows, [*codes]

    def is_status(self, name: str) -> bool:
        return name.endswith(STATUS_SUFFIX) and name.removesuffix(STATUS_SUFFIX) in self.place

    def identity(self, cells: Sequence[object], where: str) -> tuple[str | None, str | None]:
        """Return the unit and the period of a row."""
        unit = _name(cells[self.place[self.unit]], f"{where}:{self.unit}", self.problems)
        if self.period not in self.place:
            return unit, None
        path = f"{where}:{self.period}"
        when = _name(cells[self.place[self.period]], path, self.problems, number_too=True)
        return unit, when

    def about(self, cells: Sequence[object], where: str) -> "_About":
        """Return what a row says about its unit, as far as there are columns and cells for it."""
        texts: dict[str, str] = {}
        for name in _ATTRIBUTES:
            cell = cells[self.place[name]] if name in self.place else None
            if isinstance(cell, str) and cell.strip():
                texts[name] = unicodedata.normalize("NFC", cell.strip())
            elif cell is not None and not isinstance(cell, str):
                path = f"{where}:{name}"
                self.problems.append(Problem("wrong-type", path, f"{cell!r} is no text"))
        tags = (tag.strip() for tag in texts.get("tags", "").split(";"))
        return _About(
            level=texts.get("level"),
            kind=texts.get("kind"),
            parent=texts.get("parent"),
            tags=tuple(tag for tag in tags if tag),
        )

    def observation(
        self, cells: Sequence[object], code: str, status_column: str, path: str
    ) -> Observation:
        """Read one value, with the status that stands beside it."""
        found = _quantity(cells[self.place[code]], self.marks)
        status = ObservationStatus.NORMAL
        cell = cells[self.place[status_column]] if status_column in self.place else None
        text = "" if cell is None else str(cell).strip()
        if text:
            read = ObservationStatus.parse(text)
            if read is None:
                names = [known.name.lower() for known in ObservationStatus]
                hint = nearest(text, names) or "one of " + ", ".join(names)
                where = path.rpartition(":")[0] + f":{status_column}"
                self.problems.append(
                    Problem("unknown-status", where, f"{text!r} is no status", hint)
                )
            else:
                status = read
        if status is ObservationStatus.MISSING:
            return evolve(unknown(), status=status)
        if status is ObservationStatus.NOT_APPLICABLE:
            return evolve(not_applicable(), status=status)
        if isinstance(found, Problem):
            self.problems.append(evolve(found, path=path))
            return unknown()
        return found if status is ObservationStatus.NORMAL else evolve(found, status=status)


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


def _quantity(value: object, marks: frozenset[str]) -> Observation | Problem:
    if isinstance(value, str):
        if value.strip() in marks:
            return unknown()
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
        about = {name: getattr(row, name) for name in _ATTRIBUTES if getattr(row, name)}
        content.append((row.unit, row.period or "", values, statuses, *([about] if about else [])))
    return digest(sorted(content, key=lambda row: row[:2]))


def _spelled(observation: Observation) -> float | str | None:
    """Return what is known as a cell says it; no word is spelled like bounds or ``n/a``."""
    low, high = observation.low, observation.high
    if observation.state is State.NOT_APPLICABLE:
        return NOT_APPLICABLE_SPELLING
    if observation.state is State.BOUNDED and low is not None and high is not None:
        return f"{float(low)}..{float(high)}"
    return observation.value
