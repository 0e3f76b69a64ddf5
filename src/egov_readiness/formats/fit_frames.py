"""Fit to a table that an engine holds: its own minima, maxima and counts, and a column at a time.

What a cell means, which values count and what a method makes of them is what
:func:`~egov_readiness.scoring.fitting.fit` says; only where the numbers come from differs.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TypedDict, Unpack

from attrs import frozen

from egov_readiness.analysis.verify import bends
from egov_readiness.arithmetic import LARGEST_ATTAINMENT
from egov_readiness.dates import check_day
from egov_readiness.errors import Problem, RulebookError, SurveyError, from_extra
from egov_readiness.formats.arrow import BatchScorer, all_units_needed
from egov_readiness.formats.arrow_batches import Batch, BatchReader, about_of
from egov_readiness.formats.frame_pieces import Alike, Piece, Pieces, pieces_of
from egov_readiness.formats.frames import composed
from egov_readiness.formats.listed import Listed
from egov_readiness.formats.population_rows import (
    PopulationRows,
    read_rows,
    reader_of,
    restricting,
    with_statuses,
)
from egov_readiness.formats.rows import ATTRIBUTES, STATUS_SUFFIX
from egov_readiness.observations import ObservationRow, ObservationTable
from egov_readiness.rules.applicability import Applicability
from egov_readiness.rules.completeness import needs_all_units, unfitted
from egov_readiness.rules.population import DistanceToReference
from egov_readiness.rules.rulebook import Indicator, Rulebook
from egov_readiness.scoring.fitting import bare_rulebook, fit_held, fitting_day
from egov_readiness.scoring.held import Values, allowed_ends, known_number, takes_ends_only
from egov_readiness.scoring.pipeline import score
from egov_readiness.scoring.ranks import meant
from egov_readiness.scoring.sources import check_columns

with from_extra("tables", "fitting to data frames"):
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["FitOptions", "fit_frame", "fit_pieces"]


class FitOptions(TypedDict, total=False):
    """How a table is read that is fitted to, and what names it.

    Attributes:
        as_of: the date on which numbers are taken; it is needed only where numbers of the
            rulebook are dated, a group is rescaled, and the table has no periods.
        unit: the name of the column that identifies the units; by default "unit".
        period: the name of the column with the period, which need not exist; by default
            "period".
        unknown_marks: texts by which the publisher marks what is not known.
        digest: what names the population, such as the version of a table; by default the digest
            of its content.  Columns that are no indicators are part of that as far as they say
            what a plain table can say.
    """

    as_of: date | None
    unit: str
    period: str
    unknown_marks: Iterable[str]
    digest: str | None


def fit_frame(frame: object, rulebook: Rulebook, **options: Unpack[FitOptions]) -> Rulebook:
    """Return a rulebook with the numbers that it takes from a table that a library holds.

    It is the rulebook that :func:`~egov_readiness.scoring.fitting.fit` returns for the same
    table, to the last bit.  Columns of plain numbers of which a method takes the ends only are
    not read: the engine tells their least and greatest numbers.  What needs exact sums or order
    is read one column at a time.

    The digest of the population is that of :func:`~egov_readiness.formats.tables.load_table`,
    which is taken of the rows sorted by unit; so every row is read once, a piece at a time, and
    sorted in a temporary file.  Where that takes too long, as for a table of thousands of
    millions of rows, name the population yourself with ``digest``; then of such a pass only the
    columns that identify the units are left.

    Args:
        frame: one row per unit, one column per indicator: of pandas, polars (also lazy), pyarrow,
            DuckDB, Dask or Spark.
        rulebook: the rules.
        options: how the frame is read, and what names the population.

    Raises:
        RulebookError: if the rulebook has problems, is not valid on the date, or takes something
            from the units below a unit.
        SurveyError: if columns are missing, cells cannot be read, or the population cannot give a
            number; of rows the first hundred problems are listed.  Rows are numbered as the
            library gives them; Spark promises no order, so that there a number may name another
            row the next time.
        UsageError: if it is no frame, or a date is needed.

    >>> from egov_readiness.kinds import Text
    >>> from egov_readiness.rules import Group, MinMax
    >>> title = Text({"en": "Bandwidth"})
    >>> book = Rulebook(id="r", version="1", title=title, groups=(Group(code="all", title=title),),
    ...     indicators=(Indicator(code="mbit", parent="all", title=title, method=MinMax()),))
    >>> table = pa.table({"unit": ["a", "b", "c"], "mbit": [2, 10, 4]})
    >>> method = fit_frame(table, book).indicators[0].method
    >>> method.worst, method.best
    (2.0, 10.0)
    """
    return fit_pieces(pieces_of(frame), rulebook, **options)


def fit_pieces(
    pieces: Pieces,
    rulebook: Rulebook,
    *,
    as_of: date | None = None,
    unit: str = "unit",
    period: str = "period",
    unknown_marks: Iterable[str] = (),
    digest: str | None = None,
    source: str = "table",
) -> Rulebook:
    """Return a rulebook with the numbers of a table that is read in pieces, as :func:`fit_frame`.

    Args:
        pieces: the table.
        rulebook: the rules.
        as_of: the date on which numbers are taken.
        unit: the name of the column that identifies the units.
        period: the name of the column with the period; it need not exist.
        unknown_marks: texts by which the publisher marks what is not known.
        digest: what names the population; by default the digest of its content.
        source: the name of the table, for problems.

    Raises:
        RulebookError: as :func:`fit_frame`.
        SurveyError: as :func:`fit_frame`.
        UsageError: as :func:`fit_frame`.

    >>> from egov_readiness import load_rulebook
    >>> book = load_rulebook("un-egdi")
    >>> fit_pieces(pieces_of(pa.table({"unit": ["a"]})), book) is book
    True
    """
    check_day("as_of", as_of, needed=False)
    bare = bare_rulebook(rulebook)
    if not unfitted(bare):
        return rulebook
    if needs_all_units(bare):
        raise RulebookError([all_units_needed(bare, "fit")])
    reader = BatchReader.of(pieces.names, unit, period, unknown_marks, source)
    if reader.problems:
        raise SurveyError(reader.problems)
    # A table of one row that says nothing has the date that this one has.
    when = "" if reader.period in reader.names else None
    one = ObservationTable.of([ObservationRow("", {}, when)], reader.codes, "", source)
    day = fitting_day(one, bare, as_of)
    rows = read_rows(pieces, bare, reader, digest)
    return fit_held(_Population(pieces, bare, reader, rows), bare, day)


@frozen(eq=False, slots=False)
class _Population:
    """A population that is read a column at a time."""

    pieces: Pieces
    rulebook: Rulebook
    reader: BatchReader
    rows: PopulationRows

    @property
    def source(self) -> str:
        return self.reader.source

    @property
    def digest(self) -> str:
        return self.rows.digest

    @property
    def size(self) -> int:
        return self.rows.size

    def problems(self) -> Sequence[Problem]:
        table = ObservationTable.of((), self.reader.codes, "", self.source)
        return check_columns(table, self.rulebook)[0]

    def values(self, indicator: Indicator, peers: Sequence[Applicability]) -> Values:
        if indicator.code not in self.reader.codes:
            return Values([])
        only_ends = takes_ends_only(indicator)
        if only_ends and indicator.code in self._numeric:
            told = self._told(indicator, peers)
            if told is not None:
                return Values(told)
        ends, numbers = _Ends(), array("d")
        method = indicator.method
        reference = method.unit if isinstance(method, DistanceToReference) else None
        units: dict[str, set[float]] = {}
        for values, names in self._known(indicator, peers, with_units=reference is not None):
            if only_ends:
                ends.add(values)
            else:
                numbers.frombytes(values.tobytes())
            for name, value in zip(names, values.tolist(), strict=False):
                if name == reference:
                    units.setdefault(name, set()).add(value)
        if reference is not None and not units:
            # Nobody has its value, so that a unit with nearly its name may be meant.
            for _, names in self._known(indicator, peers, with_units=True):
                units |= {name: set() for name in names}
        return Values(ends.numbers if only_ends else numbers, units)

    def attained(self, rulebook: Rulebook, code: str, day: date | None) -> Sequence[float]:
        own = with_statuses(indicator.code for indicator in rulebook.indicators)
        read = {self.reader.unit, self.reader.period, *ATTRIBUTES, *own}
        ends = _Ends()
        problems = Listed()
        scorer = None
        for piece in self.pieces.pieces(read, self.reader.unit, self.reader.period):
            scorer = scorer or BatchScorer(
                rulebook,
                piece.batch.schema.names,
                as_of=day,
                unit=self.reader.unit,
                period=self.reader.period,
                unknown_marks=self.reader.marks,
                nodes="all",
                source=self.source,
            )
            reader = reader_of(self.reader, piece.batch)
            counts = self._counts(Batch(reader, piece.batch, (), piece.numbers), ())
            part = piece.batch.filter(pa.array(counts))
            numbers = [piece.numbers[int(place)] for place in np.flatnonzero(counts)]
            scored = scorer.score(part, numbers)
            told = {problem.path for problem in piece.problems}
            rest = (problem for problem in scored.problems if problem.path not in told)
            problems.extend(piece.left_out)
            problems.extend([*piece.problems, *rest])
            values = scored.scores[f"{code}_value"].to_numpy(zero_copy_only=False)
            if bends(rulebook) and not problems:
                codes = [code for code in reader.codes if code in own]
                chosen = map(int, np.flatnonzero(_next_to_ends(values)))
                rows = Batch(reader, part, codes, numbers)
                values = self._alone([rows.row(place) for place in chosen], rulebook, code, day)
            ends.add(values[~np.isnan(values)])
        if problems:
            raise SurveyError(problems.told(self.source))
        return ends.numbers

    def _alone(
        self, rows: Sequence[ObservationRow], rulebook: Rulebook, code: str, day: date | None
    ) -> NDArray[np.float64]:
        """Return what rows attain to the last bit where a logarithm or a power takes part."""
        table = ObservationTable.of(rows, self.reader.codes, "", self.source)
        return np.array([card[code].value for card in score(table, rulebook, as_of=day)], float)

    @cached_property
    def _numeric(self) -> dict[str, str]:
        """The columns of plain numbers of which only the ends are taken, by their codes."""
        names = {composed(name): name for name in self.pieces.numeric}
        return {
            indicator.code: names[indicator.code]
            for indicator in self.rulebook.indicators
            if takes_ends_only(indicator)
            and indicator.code in names
            and indicator.code + STATUS_SUFFIX not in self.reader.names
        }

    @cached_property
    def _alike(self) -> list[tuple[Alike, ObservationRow]]:
        """What the engine says of these columns, and a row like those that it says it of."""
        asked = _texts_asked(restricting(self.rulebook))
        texts = [name for name in self.pieces.names if composed(name) in asked]
        unit = next(name for name in self.pieces.names if composed(name) == self.reader.unit)
        numeric = [*self._numeric.values()]
        found = self.pieces.alike(numeric, texts, unit, self.rows.spellings)
        rows = []
        for alike in found:
            cells = {composed(name): text for name, text in alike.texts.items()}
            level, kind, tags = about_of(cells)
            own = composed((cells.get(self.reader.unit) or "").strip())
            rows.append((alike, ObservationRow(own, {}, level=level, kind=kind, tags=tags)))
        return rows

    def _told(self, indicator: Indicator, peers: Sequence[Applicability]) -> Sequence[float] | None:
        """Return the ends that the engine tells; ``None`` if a row has to be looked at."""
        name = self._numeric[indicator.code]
        low, high = allowed_ends(indicator)
        ends = _Ends()
        for alike, row in self._alike:
            if meant(self.rulebook.unranked, row) or meant(self.rulebook.hidden, row):
                continue
            if all(a.includes(row.unit, row.level, row.kind, row.tags) for a in peers):
                least, most, count = alike.ends[name]
                if name in alike.doubtful:
                    return None
                ends.count += count
                if count:
                    ends.least, ends.most = min(ends.least, least), max(ends.most, most)
        if ends.count and (
            not -LARGEST_ATTAINMENT <= ends.least <= ends.most <= LARGEST_ATTAINMENT
            or (low is not None and ends.least < low)
            or (high is not None and ends.most > high)
        ):
            return None
        return ends.numbers

    def _known(
        self, indicator: Indicator, peers: Sequence[Applicability], *, with_units: bool
    ) -> Iterator[tuple[NDArray[np.float64], list[str]]]:
        """Yield the known values of a column piece by piece, and whose they are if it is asked."""
        code = indicator.code
        low, high = allowed_ends(indicator)
        read = {code, code + STATUS_SUFFIX}
        asked = [*peers, *filter(None, (self.rulebook.unranked, self.rulebook.hidden))]
        read |= _texts_asked(asked)
        if with_units or any(meant.units for meant in asked):
            read.add(self.reader.unit)
        unread = Listed()
        for piece in self.pieces.pieces(read, self.reader.unit, self.reader.period):
            rows = self._rows(piece, code)
            bad = map(int, np.flatnonzero(rows.bad))
            unread.extend(piece.left_out)
            unread.extend(piece.problems)
            unread.extend(problem for place in bad for problem in rows.problems(place))
            if unread:
                continue
            values, alone = rows.numbers(code)
            values = values + 0.0  # nothing is the same with either sign
            alone |= np.abs(values) > LARGEST_ATTAINMENT
            if low is not None:
                alone |= values < low
            if high is not None:
                alone |= values > high
            counts = self._counts(rows, peers)
            for place in map(int, np.flatnonzero(alone & counts)):
                number = known_number(rows.row(place), indicator)
                values[place] = np.nan if number is None else number
            counts &= ~np.isnan(values)
            names = rows.units.filter(pa.array(counts)).to_pylist() if with_units else []
            yield values[counts], names
        if unread:
            raise SurveyError(unread.told(self.source))

    def _counts(self, rows: Batch, peers: Sequence[Applicability]) -> NDArray[np.bool_]:
        """Tell which rows are part of the population of an indicator."""
        counts = np.ones(rows.size, dtype=bool)
        for others in filter(None, (self.rulebook.unranked, self.rulebook.hidden)):
            counts &= ~rows.meant(others, if_not_known=False)
        for meant_too in peers:
            counts &= rows.meant(meant_too)
        return counts

    def _rows(self, piece: Piece, code: str) -> Batch:
        """Return the rows of a piece in which units and periods stand that were not read again."""
        batch = piece.batch
        names = {*map(composed, batch.schema.names)}
        for name in (self.reader.unit, self.reader.period):
            if name in self.reader.names and name not in names:
                batch = batch.append_column(name, pa.repeat("2000", batch.num_rows))
        return Batch(reader_of(self.reader, batch), batch, (code,), piece.numbers)


def _texts_asked(restricting: Iterable[Applicability]) -> set[str]:
    """Return the columns by which units are told apart."""
    asked = set()
    for meant_units in restricting:
        asked |= {"level"} if meant_units.levels else set()
        asked |= {"kind"} if meant_units.kinds else set()
        # What tags mean where there are none depends on whether the level is known.
        asked |= {"tags", "level"} if meant_units.tags else set()
    return asked


def _next_to_ends(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which values may be the least or the greatest, if each is off by its last digits."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    near = 1e-9 * max(1.0, float(np.abs(known).max()))
    next_to: NDArray[np.bool_] = (values <= known.min() + near) | (values >= known.max() - near)
    return next_to


class _Ends:
    """The least and the greatest of numbers that come in pieces."""

    def __init__(self) -> None:
        self.least, self.most, self.count = float("inf"), float("-inf"), 0

    def add(self, numbers: NDArray[np.float64]) -> None:
        if len(numbers):
            self.least = min(self.least, float(numbers.min()))
            self.most = max(self.most, float(numbers.max()))
            self.count += len(numbers)

    @property
    def numbers(self) -> list[float]:
        """Numbers that have the same ends, and are as many as one, or more."""
        ends = [self.least + 0.0, self.most + 0.0]
        return ends[: self.count]
