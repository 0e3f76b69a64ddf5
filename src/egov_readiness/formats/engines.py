"""Existing engines score tables larger than memory: Spark, Dask and DuckDB, a few lines each.

Every one of them hands pieces of the table to :class:`~egov_readiness.formats.arrow.BatchScorer`,
so that there is one meaning.  A piece sees no other one: ranks are a second pass of the engine's
own, a unit that stands twice is told only within a piece, and rows are counted within it.  A row
with problems ends the run with all problems of its piece.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeAlias, TypeVar, Unpack, cast

from egov_readiness.errors import Problem, SurveyError, UsageError, from_extra
from egov_readiness.formats.arrow import BatchOptions, BatchScorer
from egov_readiness.formats.frames import score_piece
from egov_readiness.formats.listed import first_of
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.scorer import Scorer

with from_extra("tables", "scoring with Spark, Dask or DuckDB"):
    import pyarrow as pa

__all__ = ["ArrowStream", "DaskFrame", "SparkFrame", "score_batches", "score_dask", "score_spark"]


_Partition: TypeAlias = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


class ArrowStream(Protocol):
    """Whatever gives its rows as a stream of Arrow: a reader or table of pyarrow, a relation."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the stream, as the interface of Arrow for C asks."""
        ...


class SparkFrame(Protocol):
    """What is asked of a data frame of Spark (``pyspark.sql.DataFrame``)."""

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        ...

    def toDF(self, *cols: str) -> "SparkFrame":  # noqa: N802  # the name that Spark gives it
        """Return the same rows with other names of columns."""
        ...

    def mapInArrow(  # noqa: N802  # as above
        self, func: _Partition, schema: str
    ) -> "SparkFrame":
        """Return what a function makes of the record batches of each partition."""
        ...


class DaskFrame(Protocol):
    """What is asked of a data frame of Dask (``dask.dataframe.DataFrame``)."""

    @property
    def columns(self) -> Iterable[str]:
        """The names of its columns."""
        ...

    def map_partitions(
        self, func: Callable[..., object], *args: object, **kwargs: object
    ) -> object:
        """Return what a function makes of each partition."""
        ...


Spark = TypeVar("Spark", bound=SparkFrame)
Dask = TypeVar("Dask", bound=DaskFrame)


def score_batches(
    stream: ArrowStream, rulebook: Rulebook | Scorer, **options: Unpack[BatchOptions]
) -> pa.RecordBatchReader:
    """Score a stream of Arrow batch by batch, as somebody reads what comes out.

    So does DuckDB, pyarrow or polars read from it without holding the table, and DuckDB gives
    what it reads from files of any size.

    Args:
        stream: one row per unit, one column per indicator.
        rulebook: the rules, or a scorer that has them ready.
        options: how the table is read and which nodes are given.

    Returns:
        A reader of the scores, with the columns of
        :func:`~egov_readiness.formats.frames.score_frame`; it raises ``SurveyError`` at the
        first batch with problems.

    Raises:
        RulebookError: as :func:`~egov_readiness.formats.frames.score_frame`.
        SurveyError: if columns are missing.
        UsageError: if there is no date to score.

    >>> from datetime import date
    >>> from egov_readiness import load_rulebook
    >>> table = pa.table({"unit": ["a"], "osi": [0.5], "tii": [0.25], "hci": [0.75]})
    >>> reader = score_batches(table, load_rulebook("un-egdi"), as_of=date(2022, 7, 1))
    >>> reader.read_all()["EGDI_value"].to_pylist()
    [0.5]
    """
    batches = pa.RecordBatchReader.from_stream(stream)
    scorer = BatchScorer(rulebook, batches.schema.names, **options)
    return pa.RecordBatchReader.from_batches(scorer.schema, _scores(scorer, batches))


def score_spark(frame: Spark, rulebook: Rulebook, **options: Unpack[BatchOptions]) -> Spark:
    """Score a data frame of Spark where it is, partition by partition (``mapInArrow``).

    The library with its extra ``tables`` has to be installed on the workers.

    Args:
        frame: one row per unit, one column per indicator.
        rulebook: the rules.
        options: how the table is read and which nodes are given.

    Returns:
        A data frame with the columns of :func:`~egov_readiness.formats.frames.score_frame`.
        Where a row has problems, whoever asks for the rows gets the error of Spark that names
        them.

    Raises:
        RulebookError: as :func:`~egov_readiness.formats.frames.score_frame`.
        SurveyError: if columns are missing.
        UsageError: if it is no such frame, or there is no date to score.
    """
    _check_kind(frame, "mapInArrow", "Spark")
    names = [*frame.columns]

    def partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from _scores(BatchScorer(rulebook, names, **options), batches)

    columns = []
    for field in BatchScorer(rulebook, names, **options).schema:
        quoted = "`" + field.name.replace("`", "``") + "`"
        columns.append(f"{quoted} {'double' if field.type == pa.float64() else 'string'}")
    # Spark would look for a field where a name has a dot; the scorer knows columns by their place.
    plain = frame.toDF(*(f"column_{place}" for place in range(len(names))))
    return cast("Spark", plain.mapInArrow(partition, ", ".join(columns)))


def score_dask(frame: Dask, rulebook: Rulebook, **options: Unpack[BatchOptions]) -> Dask:
    """Score a data frame of Dask where it is, partition by partition (``map_partitions``).

    Args:
        frame: one row per unit, one column per indicator.
        rulebook: the rules.
        options: how the table is read and which nodes are given.

    Returns:
        A data frame with the columns of :func:`~egov_readiness.formats.frames.score_frame`;
        computing it raises ``SurveyError`` if a row has problems.

    Raises:
        RulebookError: as :func:`~egov_readiness.formats.frames.score_frame`.
        SurveyError: if columns are missing.
        UsageError: if it is no such frame, or there is no date to score.
    """
    _check_kind(frame, "map_partitions", "Dask")
    scorer = BatchScorer(rulebook, [*frame.columns], **options)
    empty = scorer.schema.empty_table().to_pandas()
    return cast("Dask", frame.map_partitions(score_piece, rulebook, meta=empty, **options))


def _check_kind(frame: object, method: str, engine: str) -> None:
    if not hasattr(frame, method):
        kind = f"{type(frame).__module__.partition('.')[0]}.{type(frame).__name__}"
        message, hint = f"{kind} is no frame of {engine}", "score_frame scores those in memory"
        raise UsageError([Problem("not-a-frame", "frame", message, hint)])


def _scores(scorer: BatchScorer, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the scores of batches, whose rows are counted from the first one."""
    row = 2
    for batch in batches:
        scored = scorer.score(batch, range(row, row + batch.num_rows))
        if scored.problems:
            raise SurveyError(first_of(scored.problems, "table"))
        yield scored.scores
        row += batch.num_rows
