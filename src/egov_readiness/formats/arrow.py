"""Record batches of Arrow through the kernel for many units, the one way of every data frame.

What comes out has a row for every row that went in, in its order, but for units that the rulebook
hides, so that any engine that maps batches can score them.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal, TypedDict, Unpack, get_args

from attrs import frozen

from egov_readiness.errors import (
    Problem,
    RulebookError,
    SurveyError,
    UsageError,
    check_choice,
    from_extra,
)
from egov_readiness.formats.arrow_batches import Batch, BatchReader
from egov_readiness.formats.listed import first_of
from egov_readiness.formats.rows import duplicate_unit
from egov_readiness.observations import ObservationRow, ObservationTable
from egov_readiness.rules.completeness import needs_all_units
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.columns import Flags
from egov_readiness.scoring.many import Many, attain_many
from egov_readiness.scoring.outcomes import (
    NO_BAND,
    EndsColumns,
    band_column,
    publish_column,
    rank_columns,
)
from egov_readiness.scoring.plan import Plan
from egov_readiness.scoring.scorer import Scorer
from egov_readiness.scoring.sources import check_columns, row_day

with from_extra("tables", "scoring data frames"):
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    from numpy.typing import NDArray

__all__ = [
    "BatchOptions",
    "BatchScorer",
    "Nodes",
    "ScoredBatch",
    "all_units_needed",
    "check_date",
    "score_batch",
]

Nodes = Literal["results", "all"]
"""Which nodes are given: the results of the rulebook only, or every node."""

_NUMBERS: Final = ("low", "value", "high", "coverage", "published")
_RANKS: Final = ("rank", "best", "worst")


class BatchOptions(TypedDict, total=False):
    """How the batches of a table are read, and which nodes are given.

    Attributes:
        as_of: the date that is scored; by default the last day of each row's period.
        unit: the name of the column that identifies the units; by default "unit".
        period: the name of the column with the period, which need not exist; by default
            "period".
        unknown_marks: texts by which the publisher marks what is not known.
        nodes: which nodes are given; by default the results.
    """

    as_of: date | None
    unit: str
    period: str
    unknown_marks: Sequence[str]
    nodes: Nodes


@frozen(eq=False)
class ScoredBatch:
    """What a batch scores.

    Attributes:
        scores: the columns of the scorer's schema; nothing where a row has problems.
        problems: what is wrong with its rows, in their order.
        rows: the rows as they were read.
    """

    scores: pa.RecordBatch
    problems: tuple[Problem, ...]
    rows: Batch


class BatchScorer:
    """A rulebook and the columns of a table made ready once, for any batches of the table.

    Args:
        rulebook: the rules, or a scorer that has them ready.
        names: the names of the columns of the table.
        as_of: the date that is scored; by default the last day of each row's period.
        unit: the name of the column that identifies the units.
        period: the name of the column with the period; it need not exist.
        unknown_marks: texts by which the publisher marks what is not known.
        nodes: which nodes are given.
        ranks: whether ranks are given as well, among the rows of a batch, which then has to be
            the whole table.
        source: the name of the table, for problems.
        text: the type of the texts that are given; ``pa.large_string()`` where a batch may have
            more than 2 GiB of them.

    Attributes:
        rules: the rulebook.
        unit: the name of the column that identifies the units, in composed form.
        schema: the columns of what is given: the unit, the period where the table has one, and
            for every node ``CODE_low``, ``CODE_value`` and ``CODE_high`` on the rulebook's scale
            and not rounded, ``CODE_coverage``, ``CODE_published`` and, where it has bands,
            ``CODE_band``; for every result the ranks asked for, ``CODE_rank``, ``CODE_best`` and
            ``CODE_worst``.
        notes: columns that are no indicators, and indicators that are measured only.

    Raises:
        RulebookError: if the rulebook has problems, is not valid on the date, or takes something
            from the units below a unit, which no batch by itself knows.
        SurveyError: if columns are missing.
        UsageError: if there is no date to score, or no such choice of nodes.

    >>> from egov_readiness import load_rulebook
    >>> columns = {"unit": ["a"], "osi": [0.5], "tii": [None], "hci": [0.8]}
    >>> batch = pa.RecordBatch.from_pydict(columns)
    >>> scorer = BatchScorer(load_rulebook("un-egdi"), [*columns], as_of=date(2022, 7, 1))
    >>> round(scorer.score(batch).scores["EGDI_low"][0].as_py(), 4)
    0.4333
    """

    def __init__(
        self,
        rulebook: Rulebook | Scorer,
        names: Iterable[str],
        *,
        as_of: date | None = None,
        unit: str = "unit",
        period: str = "period",
        unknown_marks: Iterable[str] = (),
        nodes: Nodes = "results",
        ranks: bool = False,
        source: str = "table",
        text: pa.DataType | None = None,
    ) -> None:
        self._scorer = rulebook if isinstance(rulebook, Scorer) else Scorer(rulebook)
        self.rules: Rulebook = self._scorer.rulebook
        check_choice("nodes", nodes, get_args(Nodes))
        if needs_all_units(self.rules):
            raise RulebookError([all_units_needed(self.rules, "score")])
        self._reader = BatchReader.of(names, unit, period, unknown_marks, source)
        self.unit: str = self._reader.unit
        table = ObservationTable.of((), self._reader.codes, "", source)
        missing, notes = check_columns(table, self.rules)
        self.notes: tuple[Problem, ...] = notes
        if self._reader.problems or missing:
            raise SurveyError([*self._reader.problems, *missing])
        self._as_of = as_of
        self._dated = self._reader.period in self._reader.names
        check_date(self._reader, as_of)
        if as_of is not None:
            self._scorer.plan(as_of)
        own = {indicator.code for indicator in self.rules.indicators}
        self._codes = tuple(code for code in self._reader.codes if code in own)
        results = {group.code for group in self.rules.results}
        self._nodes = [n.code for n in self.rules.nodes if nodes == "all" or n.code in results]
        self._ranked = results if ranks else set()
        self._text = pa.string() if text is None else text
        self.schema: pa.Schema = self._schema()
        if len({*self.schema.names}) < len(self.schema.names):
            message = f"a column of scores would be called as {unit!r} or {period!r} is"
            hint = "rename the column of the units or of the periods"
            raise UsageError([Problem("name-taken", source, message, hint)])

    def score(self, batch: pa.RecordBatch, numbers: Sequence[int] | None = None) -> ScoredBatch:
        """Score the rows of a batch.

        Args:
            batch: the batch, with the columns of the table in their order.
            numbers: the number of each row in the table; by default from 2 on, as the first row
                of values is row 2 of a file.
        """
        numbers = range(2, batch.num_rows + 2) if numbers is None else numbers
        rows = Batch(self._reader, batch, self._codes, numbers)
        bad = map(int, np.flatnonzero(rows.bad))
        problems = {place: [*told] for place in bad if (told := rows.problems(place))}
        every = np.flatnonzero(~_passed_over(rows, self._reader, problems))
        found = {name: np.full(rows.size, np.nan) for name in self._numbers}
        bands = {name: np.full(rows.size, NO_BAND) for name in self._bands}
        for plan, places in self._plans(rows, every, problems):
            wanted = [plan.codes.index(code) for code in self._nodes]
            many = attain_many(plan, rows.columns(plan, places), wanted)
            for number, wrong in many.problems.items():
                place = int(places[number])
                where = f"{self._reader.source}:row {rows.number(place)}"
                problems.setdefault(place, []).extend(problem.under(where) for problem in wrong)
            self._enter(plan, many, places, found, bands)
            if self._ranked:
                self._rank(plan, many, places, found, rows)
        refused = [*problems]
        for scores in found.values():
            scores[refused] = np.nan
        for bands_found in bands.values():
            bands_found[refused] = NO_BAND
        in_order = [problem for place in sorted(problems) for problem in problems[place]]
        return ScoredBatch(self._batch(rows, found, bands), tuple(in_order), rows)

    def units_of(self, batch: pa.RecordBatch) -> Batch:
        """Return the rows of a batch of which only the units and the periods are read.

        Args:
            batch: the batch, with the columns of the table in their order.
        """
        return Batch(self._reader, batch, (), range(batch.num_rows))

    def _plans(
        self, rows: Batch, every: NDArray[np.intp], problems: dict[int, list[Problem]]
    ) -> list[tuple[Plan, NDArray[np.intp]]]:
        """Return the places of some rows by the rulebook that is valid on the date of each."""
        if self._as_of is not None:
            return [(self._scorer.plan(self._as_of), every)]
        assert rows.periods is not None  # without a date there is a column of periods
        found: dict[int, tuple[Plan, list[NDArray[np.intp]]]] = {}
        for number, text in enumerate(rows.periods.different):
            places = every[rows.periods.places[every] == number]
            day = row_day(ObservationRow("", {}, text), None, "")
            if isinstance(day, date):
                plan = self._scorer.plan(day)
                found.setdefault(id(plan), (plan, []))[1].append(places)
            else:
                for place in map(int, places):
                    where = f"{self._reader.source}:row {rows.number(place)}"
                    problems.setdefault(place, []).append(day.under(where))
        return [(plan, np.sort(np.concatenate(parts))) for plan, parts in found.values()]

    @property
    def _numbers(self) -> list[str]:
        return [field.name for field in self.schema if pa.types.is_floating(field.type)]

    @property
    def _bands(self) -> list[str]:
        return [f"{code}_band" for code in self._nodes if self.rules.bands_of(code)]

    def _schema(self) -> pa.Schema:
        fields = [pa.field(self._reader.unit, self._text)]
        if self._dated:
            fields.append(pa.field(self._reader.period, self._text))
        for code in self._nodes:
            fields += [pa.field(f"{code}_{name}", pa.float64()) for name in _NUMBERS]
            if self.rules.bands_of(code):
                fields.append(pa.field(f"{code}_band", self._text))
            if code in self._ranked:
                fields += [pa.field(f"{code}_{name}", pa.float64()) for name in _RANKS]
        return pa.schema(fields)

    def _enter(
        self,
        plan: Plan,
        many: Many,
        places: NDArray[np.intp],
        found: dict[str, NDArray[np.float64]],
        bands: dict[str, NDArray[np.intp]],
    ) -> None:
        scale = self.rules.scale
        for at, code in enumerate(self._nodes):
            ends: EndsColumns = (many.low[at], many.value[at], many.high[at])
            for name, end in zip(("low", "value", "high"), ends, strict=True):
                found[f"{code}_{name}"][places] = end * scale
            found[f"{code}_coverage"][places] = many.coverage[at]
            found[f"{code}_published"][places] = publish_column(plan, many.value[at])
            place = plan.codes.index(code)
            if place in plan.bands:
                bands[f"{code}_band"][places] = band_column(plan, place, ends)

    def _rank(
        self,
        plan: Plan,
        many: Many,
        places: NDArray[np.intp],
        found: dict[str, NDArray[np.float64]],
        rows: Batch,
    ) -> None:
        classes = rows.classes(self.rules.rank_within)[places]
        takes_part = np.ones(rows.size, dtype=bool)
        for others in filter(None, (self.rules.hidden, self.rules.unranked)):
            takes_part &= ~rows.meant(others, if_not_known=False)
        for at, code in enumerate(self._nodes):
            if code in self._ranked:
                ends: EndsColumns = (many.low[at], many.value[at], many.high[at])
                some = takes_part[places] & many.applicable[at]
                ranks = rank_columns(plan, ends, classes, some)
                for name in _RANKS:
                    found[f"{code}_{name}"][places] = getattr(ranks, name)

    def _batch(
        self,
        rows: Batch,
        found: dict[str, NDArray[np.float64]],
        bands: dict[str, NDArray[np.intp]],
    ) -> pa.RecordBatch:
        arrays = [rows.units.cast(self._text)]
        if rows.periods is not None:
            texts = pa.array(rows.periods.different, self._text)
            arrays.append(_named(texts, rows.periods.places))
        for field in self.schema:
            if field.name in found:
                numbers = found[field.name]
                arrays.append(pa.array(numbers, mask=np.isnan(numbers)))
            elif field.name in bands:
                code = field.name.removesuffix("_band")
                codes = pa.array([band.code for band in self.rules.bands_of(code)], self._text)
                arrays.append(_named(codes, bands[field.name]))
        scores = pa.RecordBatch.from_arrays(arrays, schema=self.schema)
        if self.rules.hidden is None:
            return scores
        return scores.filter(pa.array(~rows.meant(self.rules.hidden, if_not_known=False)))


def _named(names: pa.Array, numbers: NDArray[np.intp]) -> pa.Array:
    return names.take(pa.array(numbers, mask=numbers < 0))


def _passed_over(rows: Batch, reader: BatchReader, problems: dict[int, list[Problem]]) -> Flags:
    """Tell which rows are not scored, having no unit or one that stands in the batch already.

    The latter are problems; what is wrong with the cells of either is told all the same.
    """
    passed: Flags = rows.units.is_null().to_numpy(zero_copy_only=False)
    if rows.periods is None and pc.count_distinct(rows.units).as_py() == rows.size:
        return passed
    seen: dict[tuple[str, str | None], int] = {}
    for place, identity in enumerate(rows.identities()):
        if identity is None:
            continue
        first = seen.setdefault(identity, place)
        if first != place:
            passed[place] = True
            path = f"{reader.source}:row {rows.number(place)}:{reader.unit}"
            twice = duplicate_unit(*identity, rows.number(first), path)
            problems.setdefault(place, []).append(twice)
    return passed


def check_date(reader: BatchReader, as_of: date | None) -> None:
    """Refuse to score a table of which nothing says on which date.

    Args:
        reader: how the table is read.
        as_of: the date that is scored; by default the last day of each row's period.

    Raises:
        UsageError: if there is neither a date nor a column of periods.

    >>> check_date(BatchReader.of(["unit", "period"], "unit", "period", (), "table"), None)
    """
    if as_of is None and reader.period not in reader.names:
        message = "neither a date to score nor a period is given"
        hint = "give as_of (--as-of on the command line)"
        raise UsageError([Problem("no-date", reader.source, message, hint)])


def all_units_needed(rulebook: Rulebook, work: str) -> Problem:
    """Return the problem that a rulebook takes something from the units below a unit.

    Args:
        rulebook: the rulebook.
        work: the function that does for a whole table what cannot be done row by row.

    >>> from egov_readiness import load_rulebook
    >>> all_units_needed(load_rulebook("un-egdi"), "score").hint
    'score the whole table at once: score(load_table(…), rulebook)'
    """
    return Problem(
        "needs-all-units",
        rulebook.id,
        "it takes scores from the units below a unit, so that no row can be scored by itself",
        f"{work} the whole table at once: {work}(load_table(…), rulebook)",
    )


def score_batch(
    batch: pa.RecordBatch, rulebook: Rulebook | Scorer, **options: Unpack[BatchOptions]
) -> pa.RecordBatch:
    """Score a record batch: a row of scores for every row of the batch.

    Args:
        batch: one row per unit, one column per indicator.
        rulebook: the rules, or a scorer that has them ready.
        options: how the batch is read and which nodes are given.

    Raises:
        RulebookError: as :func:`~egov_readiness.formats.frames.score_frame`.
        SurveyError: as there.
        UsageError: as there.

    >>> from egov_readiness import load_rulebook
    >>> columns = {"unit": ["a"], "osi": [0.5], "tii": [0.25], "hci": [0.75]}
    >>> batch = pa.RecordBatch.from_pydict(columns)
    >>> scores = score_batch(batch, load_rulebook("un-egdi"), as_of=date(2022, 7, 1))
    >>> scores["EGDI_value"].to_pylist()
    [0.5]
    """
    scorer = BatchScorer(rulebook, batch.schema.names, **options)
    scored = scorer.score(batch)
    if scored.problems:
        raise SurveyError(first_of(scored.problems, "table"))
    return scored.scores
