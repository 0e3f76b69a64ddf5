"""Record batches of Arrow read as rows of a plain table, as columns of observations.

A batch is a piece of a plain table: one row per unit, one column per indicator, and the cells mean
what they mean in a file.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Literal

from attrs import frozen

from egov_readiness.errors import Problem, from_extra
from egov_readiness.formats.arrow_cells import (
    Cells,
    Texts,
    cells_of,
    decoded,
    is_text,
    odd_statuses,
    readable,
    texts_of,
)
from egov_readiness.formats.delimited import header_problems
from egov_readiness.formats.rows import ATTRIBUTES, STATUS_SUFFIX, RawTable, Reader, marks_of
from egov_readiness.observations import ObservationRow, State
from egov_readiness.rules.applicability import Applicability
from egov_readiness.scoring.columns import Column, Columns, Flags, Numbers, restricted_places
from egov_readiness.scoring.plan import Plan

with from_extra("tables", "scoring data frames"):
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    from numpy.typing import NDArray

__all__ = ["About", "Batch", "BatchReader", "about_of", "plain_cell"]

Rows = NDArray[np.intp]
"""The places of some rows of a batch."""

About = tuple[str | None, str | None, tuple[str, ...]]
"""The level, the kind and the tags of a unit."""


@frozen
class BatchReader:
    """How the batches of one table are read.

    Attributes:
        names: the names of the columns, in their order.
        unit: the name of the column that identifies the units.
        period: the name of the column with the period; it need not exist.
        marks: the texts by which the publisher marks what is not known.
        source: the name of the table, for problems.

    >>> BatchReader(("unit", "osi"), "unit", "period", frozenset(), "table").codes
    ('osi',)
    """

    names: tuple[str, ...]
    unit: str
    period: str
    marks: frozenset[str]
    source: str

    @classmethod
    def of(
        cls,
        names: Iterable[str],
        unit: str,
        period: str,
        unknown_marks: Iterable[str],
        source: str,
    ) -> "BatchReader":
        """Return a reader for a table, with names as they are compared.

        Args:
            names: the names of the columns, in their order.
            unit: the name of the column that identifies the units.
            period: the name of the column with the period.
            unknown_marks: texts by which the publisher marks what is not known.
            source: the name of the table, for problems.

        Raises:
            UsageError: if the marks are no list of texts.
        """
        marks = marks_of(unknown_marks)
        columns = tuple(unicodedata.normalize("NFC", name) for name in names)
        unit, period = (unicodedata.normalize("NFC", name) for name in (unit, period))
        return cls(columns, unit, period, marks, source)

    @property
    def codes(self) -> tuple[str, ...]:
        """The columns that may be indicators."""
        return tuple(self.reader([]).codes())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the columns: none identifies the units, or two are alike."""
        problems = [*header_problems(self.names, self.source)]
        self.reader(problems).wide()
        return tuple(problems)

    def row(
        self, number: int, cells: Sequence[object]
    ) -> tuple[ObservationRow, tuple[Problem, ...]]:
        """Read one row by itself, as a row of a file is read.

        Args:
            number: the number of the row in the table.
            cells: its cells, as many as there are columns.

        Returns:
            The row, and what is wrong with its cells.
        """
        problems: list[Problem] = []
        rows, _ = self.reader(problems, [(number, cells)]).wide()
        return rows[0] if rows else ObservationRow("", {}), tuple(problems)

    def reader(
        self, problems: list[Problem], rows: Sequence[tuple[int, Sequence[object]]] = ()
    ) -> Reader:
        """Return what reads rows one by one.

        Args:
            problems: the list that takes what is wrong with their cells.
            rows: the number of each row and its cells.
        """
        raw = RawTable(self.source, self.names, rows, ())
        return Reader(raw, self.unit, self.period, self.marks, problems)


class Batch:
    """The rows of a batch.

    Args:
        reader: how the table is read.
        arrays: the batch.
        codes: the columns that are indicators.
        numbers: the number of each row in the table.

    Attributes:
        size: how many rows there are.
        units: the identity of each row's unit.
        periods: the period of each row, as texts; ``None`` where there is no such column.
        bad: which rows have to be read by themselves, as something may be wrong with their cells.

    >>> arrays = pa.RecordBatch.from_pydict({"unit": ["a", "a"], "osi": [0.5, float("nan")]})
    >>> reader = BatchReader(("unit", "osi"), "unit", "period", frozenset(), "table")
    >>> batch = Batch(reader, arrays, ("osi",), range(2, 4))
    >>> batch.bad.tolist(), batch.problems(1)[0].path
    ([False, True], 'table:row 3:osi')
    """

    def __init__(
        self,
        reader: BatchReader,
        arrays: pa.RecordBatch,
        codes: Iterable[str],
        numbers: Sequence[int],
    ) -> None:
        codes = tuple(codes)
        used = {reader.unit, reader.period, *ATTRIBUTES, *codes}
        used |= {code + STATUS_SUFFIX for code in codes}
        self._reader = reader
        self._numbers = numbers
        self._wrong: dict[int, list[Problem]] = {}
        self._used = [name in used for name in reader.names]
        self._arrays = [
            self._readable(name, array) if name in used else array
            for name, array in zip(reader.names, arrays.columns, strict=True)
        ]
        self._places = {name: place for place, name in reversed([*enumerate(reader.names)])}
        self.size: int = arrays.num_rows
        self.units: pa.Array = _identities(self._array(reader.unit))
        self.periods: Texts | None = None
        self.bad: Flags = self.units.is_null().to_numpy(zero_copy_only=False)
        if reader.period in self._places:
            self.periods = _as_compared(texts_of(_as_text(self._array(reader.period))))
            self.bad |= self.periods.places < 0
        self._cells: dict[str, Cells] = {}
        self._odd = np.zeros(self.size, dtype=bool)
        for code in codes:
            self._cells[code] = cells_of(self._array(code), reader.marks)
            self.bad |= self._cells[code].bad
            if code + STATUS_SUFFIX in self._places:
                self._odd |= odd_statuses(self._array(code + STATUS_SUFFIX))
        self.bad |= self._odd
        self._about: dict[str, Texts] = {
            name: texts_of(self._array(name)) for name in ATTRIBUTES if name in self._places
        }
        for texts in self._about.values():
            self.bad |= texts.bad
        self.bad[[*self._wrong]] = True
        self._alone: dict[int, tuple[ObservationRow, tuple[Problem, ...]]] = {}

    def row(self, place: int) -> ObservationRow:
        """Return one row as it is read by itself.

        Args:
            place: its place in the batch.
        """
        return self._read(place)[0]

    def problems(self, place: int) -> tuple[Problem, ...]:
        """Return what is wrong with the cells of one row.

        Args:
            place: its place in the batch.
        """
        return self._read(place)[1]

    def number(self, place: int) -> int:
        """Return the number that a row has in the table.

        Args:
            place: its place in the batch.
        """
        return self._numbers[place]

    def identities(self) -> list[tuple[str, str | None] | None]:
        """Return which unit in which period each row is about; ``None`` where it names no unit."""
        periods: list[str | None] = [None] * self.size
        if self.periods is not None:
            texts = [*self.periods.different, None]
            periods = [texts[place] for place in self.periods.places]
        units = self.units.to_pylist()
        return [
            None if unit is None else (unit, period)
            for unit, period in zip(units, periods, strict=True)
        ]

    def hashes(self) -> NDArray[np.int64]:
        """Return eight bytes for every row: the same for the same unit in the same period.

        By chance they are so for others too; whoever finds them twice looks at the identities.
        """
        units = self.units.to_numpy(zero_copy_only=False)
        # The hash of a text in Python is keyed, so that nobody can make texts that share one.
        found = np.fromiter(map(hash, units), np.int64, self.size)
        if self.periods is not None:
            texts = [*self.periods.different, None]
            found = found * 31 + np.array([*map(hash, texts)], np.int64)[self.periods.places]
        return found

    def numbers(self, code: str) -> tuple[Numbers, Flags]:
        """Return the plain numbers of an indicator, and which rows have to be read by themselves.

        Args:
            code: the code of the indicator.

        Returns:
            The numbers, not a number where there is none; and which rows say a word, or may say
            what the column does not.
        """
        cells = self._cells[code]
        alone = self.bad.copy()
        said = cells.places >= 0
        words = np.array([read.state is State.KNOWN for read in cells.read], dtype=bool)
        alone[said] |= words[cells.places[said]]
        return cells.numbers, alone

    def columns(self, plan: Plan, rows: Rows) -> Columns:
        """Return what is observed in some rows.

        Args:
            plan: the rulebook on the date that is scored.
            rows: the places of the rows.
        """
        nothing = Column(
            np.full(len(rows), np.nan),
            None,
            None,
            np.ones(len(rows), dtype=bool),
            np.zeros(len(rows), dtype=bool),
        )
        every = len(rows) == self.size
        leaves = []
        for leaf in plan.leaves:
            cells = self._cells.get(leaf.indicator.code)
            column = nothing if cells is None else cells.column(leaf)
            if cells is not None and self._odd.any():
                column = _with_odd(column, self._odd)
            leaves.append(column if every or cells is None else column.part(rows))
        applies = restricted_places(plan, lambda meant: self.meant(meant)[rows])
        return Columns(len(rows), tuple(leaves), applies, lambda number: self.row(rows[number]))

    def meant(self, applicability: Applicability, *, if_not_known: bool = True) -> Flags:
        """Tell for each row whether its unit is meant.

        Args:
            applicability: which units are meant.
            if_not_known: what is said of a unit whose level, kind or tags are not known.
        """
        kinds, kind_of = self._kinds
        if not applicability.units:
            answers = [
                applicability.includes("", *about, if_not_known=if_not_known) for about in kinds
            ]
            return np.array(answers, dtype=bool)[kind_of]
        units = self.units.to_pylist()
        return np.array(
            [
                applicability.includes(unit or "", *kinds[kind], if_not_known=if_not_known)
                for unit, kind in zip(units, kind_of, strict=True)
            ],
            dtype=bool,
        )

    def classes(self, within: Iterable[Literal["level", "kind"]]) -> Rows:
        """Return the class of each row: rows of a period whose units are alike in something.

        Args:
            within: what units of a class have in common.

        Returns:
            The number of each row's class.
        """
        kinds, kind_of = self._kinds
        names = {"level": 0, "kind": 1}
        alike = [tuple(about[names[name]] or "" for name in within) for about in kinds]
        numbers = {about: number for number, about in enumerate(dict.fromkeys(alike))}
        classes = np.array([numbers[about] for about in alike], dtype=np.intp)[kind_of]
        if self.periods is None:
            return classes
        return classes * (len(self.periods.different) + 1) + self.periods.places + 1

    @cached_property
    def _kinds(self) -> tuple[list[About], Rows]:
        """The different levels, kinds and tags that units have together, and each row's."""
        number = np.zeros(self.size, dtype=np.intp)
        for name in ("level", "kind", "tags"):
            texts = self._about.get(name)
            if texts is not None:
                number = number * (len(texts.different) + 1) + texts.places + 1
        _, firsts, kind_of = np.unique(number, return_index=True, return_inverse=True)

        def text(name: str, place: int) -> str | None:
            texts = self._about.get(name)
            if texts is None or texts.places[place] < 0:
                return None
            return texts.different[int(texts.places[place])]

        kinds = [about_of({name: text(name, place) for name in ATTRIBUTES}) for place in firsts]
        return kinds, kind_of

    def _array(self, name: str) -> pa.Array:
        return self._arrays[self._places[name]]

    def _readable(self, name: str, array: pa.Array) -> pa.Array:
        texts, wrong = readable(decoded(array))
        for place, problem in wrong.items():
            where = f"{self._reader.source}:row {self.number(place)}:{name}"
            self._wrong.setdefault(place, []).append(problem.under(where))
        return texts

    def _read(self, place: int) -> tuple[ObservationRow, tuple[Problem, ...]]:
        if place not in self._alone:
            # Columns that are not read are left alone here too.
            cells = [
                plain_cell(array[place].as_py()) if used else None
                for array, used in zip(self._arrays, self._used, strict=True)
            ]
            row, problems = self._reader.row(self.number(place), cells)
            unread = self.units[place].as_py() is None or (
                self.periods is not None and self.periods.places[place] < 0
            )
            if unread and not problems:
                path = f"{self._reader.source}:row {self.number(place)}:{self._reader.unit}"
                message = "its unit or its period cannot be read from a column of this type"
                problems = (Problem("wrong-type", path, message, "give texts"),)
            wrong = self._wrong.get(place, [])
            told = {problem.path for problem in wrong}
            rest = (problem for problem in problems if problem.path not in told)
            self._alone[place] = row, (*wrong, *rest)
        return self._alone[place]


def about_of(cells: Mapping[str, str | None]) -> About:
    """Return the level, the kind and the tags of a unit, as its cells say them.

    Args:
        cells: the texts of the cells, by column.

    >>> about_of({"level": " district ", "tags": "poor; mountain"})
    ('district', None, ('poor', 'mountain'))
    """
    reader = Reader(RawTable("", [*cells], (), ()), "", "", frozenset(), [])
    about = reader.about([*cells.values()], "")
    return about["level"], about["kind"], about["tags"]


def _as_compared(texts: Texts) -> Texts:
    """Return texts without spaces around them and in composed form, each once; blank is none."""
    spelled = [unicodedata.normalize("NFC", text.strip()) for text in texts.different]
    different = {text: place for place, text in enumerate(dict.fromkeys(filter(None, spelled)))}
    places = np.array([*(different.get(text, -1) for text in spelled), -1], dtype=np.intp)
    return Texts((*different,), places[texts.places], texts.bad)


def _identities(array: pa.Array) -> pa.Array:
    """Return the identities of units as they are compared; nothing where a cell says none."""
    if not is_text(array.type):
        return pa.nulls(len(array), pa.large_string())
    spelled = pc.utf8_trim_whitespace(array.cast(pa.large_string()))
    if not pc.all(pc.string_is_ascii(spelled)).as_py():
        spelled = pc.utf8_normalize(spelled, form="NFC")
    said = pc.greater(pc.utf8_length(spelled), 0)
    return pc.if_else(said, spelled, None)


def _as_text(array: pa.Array) -> pa.Array:
    """Return periods as texts: a year may be a whole number."""
    return array.cast(pa.string()) if pa.types.is_integer(array.type) else array


def plain_cell(cell: object) -> object:
    """Return a cell as it stands in a plain table, where a decimal number is a number.

    Args:
        cell: the cell, as Arrow gives it.

    >>> plain_cell(Decimal("0.50"))
    0.5
    """
    return float(cell) if isinstance(cell, Decimal) else cell


def _with_odd(column: Column, odd: Flags) -> Column:
    return Column(column.value, column.low, column.high, column.applies, column.odd | odd)
