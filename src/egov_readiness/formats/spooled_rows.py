"""Rows of a table that come in any order, sorted on disk, so that no table is held."""

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Final, NamedTuple, Self

from egov_readiness.errors import from_extra
from egov_readiness.formats.files import naming

with from_extra("tables", "fitting to data frames"):
    import pyarrow as pa

__all__ = ["Said", "SpooledRows"]

_TOGETHER: Final = 64
"""How many rows of a run are read together."""

_SCHEMA: Final = pa.schema(
    [("unit", pa.string()), ("period", pa.string()), ("number", pa.int64()), ("said", pa.binary())]
)


class Said(NamedTuple):
    """What one row says; rows are sorted by unit, period and number.

    Attributes:
        unit: the identity of the unit.
        period: the period; empty where there is none.
        number: the number of the row in the table.
        said: what it says, as it enters the digest of its table.
    """

    unit: str
    period: str
    number: int
    said: bytes


class SpooledRows:
    """Rows that are written to a temporary file as they come and read in order.

    >>> with SpooledRows() as rows:
    ...     rows.add([Said("b", "", 2, b"[]"), Said("a", "", 3, b"[]")])
    ...     rows.add([Said("a", "", 4, b"[]")])
    ...     [(row.unit, row.number) for row in rows.in_order()]
    [('a', 3), ('a', 4), ('b', 2)]
    """

    def __init__(self) -> None:
        self._files = ExitStack()
        folder = self._files.enter_context(TemporaryDirectory())
        self._path = Path(folder, "rows.arrow")
        self._writer = self._files.enter_context(pa.ipc.new_file(str(self._path), _SCHEMA))
        self._ends = [0]

    def __enter__(self) -> Self:
        """Return itself; the file is gone when the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the file."""
        with naming(self._path):
            self._files.close()

    def add(self, rows: Sequence[Said]) -> None:
        """Take in some rows, sorted among themselves.

        Args:
            rows: the rows, in any order.

        Raises:
            OSError: if the system refuses, such as where the disk is full; it names the file.
        """
        if not rows:
            return
        columns = zip(*sorted(rows), strict=True)
        arrays = [pa.array(c, field.type) for c, field in zip(columns, _SCHEMA, strict=True)]
        table = pa.table(arrays, schema=_SCHEMA)
        batches = table.to_batches(_TOGETHER)
        with naming(self._path):
            for batch in batches:
                self._writer.write_batch(batch)
        self._ends.append(self._ends[-1] + len(batches))

    def in_order(self) -> Iterator[Said]:
        """Yield every row, sorted by unit, period and number; no more are taken in."""
        with naming(self._path):
            self._writer.close()
        with pa.OSFile(str(self._path)) as source:
            reader = pa.ipc.open_file(source)
            runs = [_run(reader, range(begin, end)) for begin, end in pairwise(self._ends)]
            yield from heapq.merge(*runs)


def _run(reader: pa.RecordBatchFileReader, numbers: range) -> Iterator[Said]:
    for number in numbers:
        columns = [column.to_pylist() for column in reader.get_batch(number).columns]
        yield from map(Said, *columns)
