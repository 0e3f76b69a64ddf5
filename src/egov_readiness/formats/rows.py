"""The rows of a plain table as observations: one column per indicator, or one row."""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from numbers import Integral, Real
from typing import Final, TypedDict

from attrs import evolve, frozen

from egov_readiness.errors import Problem, UsageError, nearest
from egov_readiness.kinds import Between, NotApplicable, Ratio
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationStatus,
    from_quantity,
    known,
    not_applicable,
    parse_cell,
    unknown,
)

__all__ = [
    "ATTRIBUTES",
    "STATUS_SUFFIX",
    "RawTable",
    "Reader",
    "duplicate_unit",
    "marks_of",
    "no_rows",
    "read_cell",
]

STATUS_SUFFIX = ".status"
"""What the name of a companion column adds to the name of its indicator's column."""

ATTRIBUTES: Final = ("level", "kind", "tags", "parent")
"""The columns that say what kind of unit a row is about, and which unit it belongs to."""


class _About(TypedDict):
    """What a row says about its unit."""

    level: str | None
    kind: str | None
    parent: str | None
    tags: tuple[str, ...]


@frozen
class RawTable:
    """A table before its cells are read.

    Attributes:
        name: the name of the file, for problems.
        header: the names of the columns.
        rows: the number of each row and its cells, as many as the header has.
        problems: what is wrong with it as a table.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[object]]]
    problems: Sequence[Problem]


class Reader:
    """Read the rows of a raw table; what cannot be read is a problem and otherwise unknown."""

    def __init__(
        self, raw: RawTable, unit: str, period: str, marks: frozenset[str], problems: list[Problem]
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
        codes = self.codes()
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
                self.problems.append(duplicate_unit(identity, when, first, path))
            observations = self.observations(cells, codes, where)
            about = self.about(cells, where)
            if identity is not None and first == number:
                rows.append(ObservationRow(identity, observations, when, f"row {number}", **about))
        return rows, codes

    def codes(self) -> list[str]:
        """Return the columns that may be indicators."""
        reserved = {self.unit, self.period, *ATTRIBUTES}
        names = [name for name in self.place if name not in reserved]
        return [name for name in names if not self.is_status(name)]

    def observations(
        self, cells: Sequence[object], codes: Iterable[str], where: str
    ) -> dict[str, Observation]:
        """Return what a row with one column per indicator says of some of them."""
        return {
            code: self.observation(cells, code, code + STATUS_SUFFIX, f"{where}:{code}")
            for code in codes
        }

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
        """Tell whether a column holds the status of the figures of another one."""
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
        for name in ATTRIBUTES:
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
        found = read_cell(cells[self.place[code]], self.marks)
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


def _no_column(wanted: str, option: str, raw: RawTable, names: list[str]) -> Problem:
    close = nearest(wanted, names)
    hint = f"name it with {option}="
    if option in ("unit", "period"):
        hint += f" (--{option}-column on the command line)"
    return Problem(
        f"no-{option}-column",
        f"{raw.name}:row 1",
        f"there is no column {wanted!r}; columns are {', '.join(map(repr, names[:12]))}",
        f"{close} or {hint}" if close else hint,
    )


def duplicate_unit(unit: str, period: str | None, first: int, path: str) -> Problem:
    """Return the problem that a unit stands in a table twice.

    Args:
        unit: the identity of the unit.
        period: the period of both rows, where they have one.
        first: the number of the first row.
        path: the place of the second one.

    >>> duplicate_unit("di-linh", None, 2, "table:row 3:unit").message
    "'di-linh' stands in row 2 already"
    """
    when = f" in {period}" if period else ""
    return Problem(
        "duplicate-unit",
        path,
        f"{unit!r}{when} stands in row {first} already",
        "give every unit one row" + (" per period" if period else ", or add a column 'period'"),
    )


def no_rows(source: str) -> Problem:
    """Return the problem that a table has no rows.

    Args:
        source: the name of the table.

    >>> no_rows("table").message
    'there are columns, but no row'
    """
    return Problem("no-rows", source, "there are columns, but no row", "add rows")


def marks_of(unknown_marks: Iterable[str]) -> frozenset[str]:
    """Return the texts by which a publisher marks what is not known, as they are compared.

    Args:
        unknown_marks: the texts.

    Raises:
        UsageError: if they are no texts, or one, whose letters would be taken for them.

    >>> sorted(marks_of([" x ", "n.a."]))
    ['n.a.', 'x']
    """
    several = isinstance(unknown_marks, Iterable) and not isinstance(unknown_marks, str)
    marks = [*unknown_marks] if several else []
    if not several or not all(isinstance(mark, str) for mark in marks):
        message, hint = f"{unknown_marks!r} is no list of texts", 'such as ["n.a.", ":"]'
        raise UsageError([Problem("wrong-type", "unknown_marks", message, hint)])
    return frozenset(mark.strip() for mark in marks)


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


def read_cell(value: object, marks: frozenset[str]) -> Observation | Problem:
    """Read a cell that says what is observed.

    Args:
        value: the cell: a text, a number (also a decimal one), a small value, or ``None`` for
            unknown.
        marks: the texts by which the publisher marks what is not known.

    Returns:
        The observation, or the problem with the cell (without its place).

    >>> read_cell("0.5..1", frozenset()).high, read_cell(".", frozenset(".")).state.value
    (1.0, 'unknown')
    """
    if type(value) is float and math.isfinite(value):
        return known(value)  # as most cells are
    if isinstance(value, str):
        if value.strip() in marks:
            return unknown()
        return parse_cell(unicodedata.normalize("NFC", value))
    if value is None or isinstance(value, Between | Ratio | NotApplicable):
        return from_quantity(value)
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return Problem("wrong-type", "", f"{value!r} is no number or text", 'such as "yes"')
    try:
        finite, shown = math.isfinite(float(value)), repr(value)
    except (OverflowError, ValueError):  # too large to be a float, or to be written
        finite, shown = False, "it"
    if not finite:
        return Problem("not-finite", "", f"{shown} is no finite number", "None for unknown")
    return from_quantity(int(value) if isinstance(value, Integral) else float(value))
