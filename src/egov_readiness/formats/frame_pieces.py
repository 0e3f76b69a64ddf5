"""Frames of any library piece by piece, with what an engine says of a whole column.

A piece is a batch of Arrow with some of the columns, so that one is held at a time, of a frame in
memory as of one in Spark, Dask, DuckDB or polars.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol, cast

from attrs import field, frozen

from egov_readiness.errors import Problem, UsageError, from_extra
from egov_readiness.formats.arrow_cells import decoded
from egov_readiness.formats.frames import (
    Frame,
    composed,
    not_a_frame,
    opened,
    table_of_frame,
)
from egov_readiness.formats.listed import Listed
from egov_readiness.formats.rows import ATTRIBUTES

with from_extra("tables", "fitting to data frames"):
    import narwhals.stable.v2 as nw
    import pyarrow as pa

__all__ = ["ROWS", "Alike", "FramePieces", "Piece", "Pieces", "pieces_of"]

ROWS: Final = 16_384
"""How many rows a piece has at most."""

_READABLE: Final = "pandas, polars, pyarrow, DuckDB, Dask or Spark"

_READ: Final = (
    nw.Implementation.POLARS,
    nw.Implementation.DUCKDB,
    nw.Implementation.PYSPARK,
    nw.Implementation.PYSPARK_CONNECT,
)
"""The lazy frames that can be read in pieces."""

_NUMBERS: Final = (
    *(nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64),
    *(nw.Float32, nw.Float64),
)
"""The types of numbers of which every engine tells the ends."""

_FLOATS: Final = (4, 8)
"""How many bytes the floating numbers have that are among them."""

_DIMENSIONS: Final = 2
"""How many dimensions a frame has."""


@frozen(eq=False)
class Piece:
    """Some rows that follow each other.

    Attributes:
        batch: the columns that were asked for, in the order of the table.
        numbers: the number of each row in the table.
        problems: the cells that no column of Arrow can hold.
        left_out: what is wrong with rows that are not there, as they cannot be read at all.
    """

    batch: pa.RecordBatch
    numbers: Sequence[int]
    problems: tuple[Problem, ...]
    left_out: Listed = field(factory=Listed)


@frozen(eq=False)
class Alike:
    """What an engine says of rows that are alike in some columns.

    Attributes:
        texts: what stands in those columns, by name.
        ends: by column, the least and the greatest number, and how many there are.
        doubtful: the columns that hold what is no number, which has to be looked at row by row.
    """

    texts: Mapping[str, str | None]
    ends: Mapping[str, tuple[float, float, int]]
    doubtful: frozenset[str]


class Pieces(Protocol):
    """A table that can be read again and again, piece by piece."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        ...

    @property
    def numeric(self) -> frozenset[str]:
        """The columns of plain numbers whose ends an engine can tell."""
        ...

    def pieces(self, read: Collection[str], unit: str, period: str) -> Iterator[Piece]:
        """Yield some columns piece by piece."""
        ...

    def alike(
        self, numeric: Sequence[str], texts: Sequence[str], unit: str, units: Collection[str]
    ) -> list[Alike]:
        """Return the ends of columns, of rows that are alike, by one question to the engine."""
        ...


class _Spark(Protocol):
    columns: list[str]

    def toDF(self, *cols: str) -> "_Spark": ...  # noqa: N802  # the name that Spark gives it

    def mapInArrow(  # noqa: N802  # as above
        self, func: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]], schema: str
    ) -> "_Spark": ...

    def toLocalIterator(self) -> Iterator[Sequence[bytes]]: ...  # noqa: N802  # as above


class _Kind(Protocol):
    @property
    def kind(self) -> str: ...

    @property
    def itemsize(self) -> int: ...


class _Dask(Protocol):
    @property
    def columns(self) -> Iterable[object]: ...

    @property
    def dtypes(self) -> Iterable[_Kind]: ...

    def __getitem__(self, columns: list[object]) -> "_Dask": ...

    def to_delayed(self) -> Sequence["_Delayed"]: ...


class _Delayed(Protocol):
    def compute(self) -> object: ...


class _Polars(Protocol):
    def collect_batches(self, *, chunk_size: int) -> Iterable[object]: ...


def pieces_of(frame: object) -> Pieces:
    """Return a frame of any library, to be read piece by piece.

    Args:
        frame: the frame: of pandas, polars (also lazy), pyarrow, DuckDB, Dask or Spark.

    Raises:
        SurveyError: if two of its columns have one name.
        UsageError: if it is no frame that can be read in pieces.

    >>> pieces_of(pa.table({"unit": ["a"], "mbit": [2.0]})).names
    ('unit', 'mbit')
    """
    # An array, a bag and a series of Dask have partitions too.
    is_dask = hasattr(frame, "to_delayed") and hasattr(frame, "columns")
    if is_dask and getattr(frame, "ndim", 0) == _DIMENSIONS:
        return _DaskPieces(cast("_Dask", frame))
    return FramePieces(frame)


class _DaskPieces:
    """A frame of Dask, whose partitions are frames of pandas."""

    def __init__(self, frame: _Dask) -> None:
        self._frame = frame
        self.names: tuple[str, ...] = tuple(map(str, frame.columns))

    @property
    def numeric(self) -> frozenset[str]:
        kinds = zip(self.names, self._frame.dtypes, strict=True)
        return frozenset(
            name
            for name, kind in kinds
            if kind.kind in "iu" or (kind.kind == "f" and kind.itemsize in _FLOATS)
        )

    def pieces(self, read: Collection[str], unit: str, period: str) -> Iterator[Piece]:
        row = 2
        for partition in self._partitions(lambda name: composed(name) in read):
            for piece in FramePieces(partition.compute()).pieces(read, unit, period, row):
                yield piece
                row += piece.batch.num_rows

    def alike(
        self, numeric: Sequence[str], texts: Sequence[str], unit: str, units: Collection[str]
    ) -> list[Alike]:
        from dask.base import compute  # noqa: PLC0415  # the caller has it, nobody else needs it
        from dask.delayed import delayed  # noqa: PLC0415  # as above

        ask = delayed(_alike_of_partition)
        partitions = self._partitions({*numeric, *texts, unit}.__contains__)
        asked = [ask(partition, numeric, texts, unit, units) for partition in partitions]
        at_once = cast("Callable[..., Sequence[list[Alike]]]", compute)
        return [alike for found in at_once(*asked) for alike in found]

    def _partitions(self, wanted: Callable[[str], bool]) -> Sequence[_Delayed]:
        """Return the partitions with some columns only, so that no others are read or sent."""
        return self._frame[[c for c in self._frame.columns if wanted(str(c))]].to_delayed()


def _alike_of_partition(
    partition: object,
    numeric: Sequence[str],
    texts: Sequence[str],
    unit: str,
    units: Collection[str],
) -> list[Alike]:
    return FramePieces(partition).alike(numeric, texts, unit, units)


class FramePieces:
    """A frame of any library but Dask, read piece by piece.

    Args:
        frame: the frame: of pandas, polars (also lazy), pyarrow, DuckDB or Spark.

    Attributes:
        names: the names of its columns.

    Raises:
        SurveyError: if two of its columns have one name.
        UsageError: if it is no frame that can be read in pieces.

    >>> frame = FramePieces(pa.table({"unit": ["a", "b"], "mbit": [2.0, 10.0]}))
    >>> frame.alike(["mbit"], [], "unit", [])[0].ends
    {'mbit': (2.0, 10.0, 2)}
    """

    def __init__(self, frame: object) -> None:
        own = opened(frame, _READABLE)
        if isinstance(own, nw.LazyFrame) and own.implementation not in _READ:
            raise UsageError([not_a_frame(f"a frame of {own.implementation.value}", _READABLE)])
        schema = own.collect_schema()
        # pandas has names that are no texts.
        self.names: tuple[str, ...] = tuple(map(str, schema.names()))
        self._kinds = [*schema.dtypes()]
        if own.implementation.is_spark_like():
            # Spark would look for a field where a name has a dot.
            plain = cast("_Spark", frame).toDF(*map(_column, range(len(self.names))))
            own = opened(plain)
        self._own: Frame = own

    @property
    def numeric(self) -> frozenset[str]:
        """The columns of plain numbers whose ends every engine can tell."""
        return frozenset(
            name for name, kind in zip(self.names, self._kinds, strict=True) if kind in _NUMBERS
        )

    def pieces(
        self, read: Collection[str], unit: str, period: str, first: int = 2
    ) -> Iterator[Piece]:
        """Yield some columns piece by piece.

        The order of the rows is that in which the library gives them.

        Args:
            read: the names of the columns.
            unit: the name of the column that identifies the units.
            period: the name of the column with the period.
            first: the number of the first row.
        """
        places = [place for place, name in enumerate(self.names) if composed(name) in read]
        row = first
        for frame in self._frames(places):
            table, problems = table_of_frame(frame, read, {unit, *ATTRIBUTES}, period, row)
            told = tuple(problems)
            for batch in table.combine_chunks().to_batches(ROWS):
                yield Piece(batch, range(row, row + batch.num_rows), told)
                row, told = row + batch.num_rows, ()

    def alike(
        self, numeric: Sequence[str], texts: Sequence[str], unit: str, units: Collection[str]
    ) -> list[Alike]:
        """Return the ends of columns, of rows that are alike, by one question to the engine.

        Args:
            numeric: the names of columns of plain numbers.
            texts: the names of the columns in which rows are alike.
            unit: the name of the column that identifies the units.
            units: the units that are told apart; all others are alike.
        """
        wanted = [self.names.index(name) for name in numeric]
        told_apart = {name: nw.nth(self.names.index(name)).cast(nw.String) for name in texts}
        if units and unit not in told_apart:
            own = nw.nth(self.names.index(unit)).cast(nw.String)
            told_apart[unit] = nw.when(own.is_in([*units])).then(own)
        # An engine may look for a field where a name has a dot.
        keys = {f"key_{place}": name for place, name in enumerate(told_apart)}
        columns = [told_apart[name].alias(key) for key, name in keys.items()]
        asked = []
        for place in wanted:
            column, name = nw.nth(place), _column(place)
            columns.append(column.alias(name))
            own = nw.col(name)
            asked += [own.min().alias(f"{name}_least"), own.max().alias(f"{name}_most")]
            asked.append(own.count().alias(f"{name}_count"))
            if self._kinds[place].is_float():
                doubtful = column.is_nan() & ~column.is_null()
                columns.append(doubtful.cast(nw.Int64).alias(f"{name}_none"))
                asked.append(nw.col(f"{name}_none").sum())
        if not asked:
            return []
        chosen = _without_runs(self._own, {*told_apart}).select(columns)
        found = chosen.group_by([*keys]).agg(asked) if keys else chosen.select(asked)
        told = found.collect() if isinstance(found, nw.LazyFrame) else found
        return [self._alike(row, wanted, keys) for row in told.to_arrow().to_pylist()]

    def _alike(
        self, row: Mapping[str, object], wanted: Sequence[int], keys: Mapping[str, str]
    ) -> Alike:
        ends = {}
        doubtful = set()
        for place in wanted:
            name = _column(place)
            least, most, count, none = (
                _float(row.get(f"{name}_{what}")) for what in ("least", "most", "count", "none")
            )
            ends[self.names[place]] = least, most, int(count)
            if none:
                doubtful.add(self.names[place])
        texts = {name: cast("str | None", row[key]) for key, name in keys.items()}
        return Alike(texts, ends, frozenset(doubtful))

    def _frames(self, places: Sequence[int]) -> Iterator[Frame]:
        """Yield some columns as frames in memory."""
        own = self._own.select(nw.nth(*places))
        kind, native = own.implementation, own.to_native()
        if isinstance(own, nw.DataFrame):
            for begin in range(0, len(own), ROWS):
                yield own[begin : begin + ROWS]
        elif kind.is_spark_like():
            packed = cast("_Spark", native).mapInArrow(_packed, "batch binary")
            for (data,) in packed.toLocalIterator():
                with pa.ipc.open_stream(bytes(data)) as batches:
                    table = batches.read_all()
                yield opened(table.rename_columns([self.names[place] for place in places]))
        elif kind.is_polars() and hasattr(native, "collect_batches"):
            yield from map(opened, cast("_Polars", native).collect_batches(chunk_size=ROWS))
        elif kind.is_polars():
            yield own.collect()
        else:
            reader = pa.RecordBatchReader.from_stream(native)
            for batch in reader:
                yield opened(pa.Table.from_batches([batch]))


def _without_runs(own: Frame, names: Collection[str]) -> Frame:
    """Return a frame of which no column of some names is one of runs, which cannot be compared."""
    if not own.implementation.is_pyarrow():
        return own
    table = cast("pa.Table", own.to_native())
    for place, name in enumerate(table.schema.names):
        column = table.column(place)
        if name in names and pa.types.is_run_end_encoded(column.type):
            plain = pa.chunked_array([*map(decoded, column.chunks)], column.type.value_type)
            table = table.set_column(place, name, plain)
    return opened(table)


def _packed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield batches as bytes, which Spark hands over one by one."""
    for batch in batches:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        yield pa.RecordBatch.from_pydict({"batch": [sink.getvalue().to_pybytes()]})


def _column(place: int) -> str:
    return f"column_{place}"


def _float(value: object) -> float:
    return 0.0 if value is None else float(cast("float", value))
