"""Files of any size in and out: read, scored and written batch by batch, whole or not at all."""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Final, Protocol, TextIO, Unpack

from attrs import frozen

from egov_readiness.errors import Problem, SurveyError, UsageError, from_extra
from egov_readiness.formats.arrow import BatchOptions, BatchScorer, check_date
from egov_readiness.formats.arrow_batches import BatchReader
from egov_readiness.formats.delimited import open_rows, written_cell, written_row
from egov_readiness.formats.files import check_output, not_utf_8, temporary_beside
from egov_readiness.formats.fit_frames import FitOptions, fit_pieces
from egov_readiness.formats.frame_pieces import ROWS, Alike, Piece
from egov_readiness.formats.frames import composed
from egov_readiness.formats.listed import MOST_PROBLEMS, Listed
from egov_readiness.formats.repeated_units import RepeatedUnits
from egov_readiness.formats.rows import duplicate_unit, no_rows
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.scorer import Scorer

with from_extra("tables", "scoring files of any size"):
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["STREAMED", "FilePieces", "check_scoring", "fit_file", "score_file"]

STREAMED: Final = {".parquet": "Parquet", ".arrow": "Arrow", ".feather": "Arrow", ".csv": "CSV"}
"""What can be read and written batch by batch, by the ends of the names of files."""

_ROWS: Final = 65_536
"""How many rows are read, scored and written together."""

_PIECE: Final = 1 << 20
"""How many bytes are searched together for ends of lines."""

_Numbered = tuple[Sequence[int], pa.RecordBatch]
"""The numbers of the rows of a batch, and the batch."""


@frozen
class _Opened:
    """A file that is being read: its columns, how many rows it has if it says so, its batches."""

    names: tuple[str, ...]
    rows: int
    batches: Iterator[_Numbered]


class _Writer(Protocol):
    def write_batch(self, batch: pa.RecordBatch) -> None: ...

    def close(self) -> None: ...


def score_file(
    data: Path,
    output: Path,
    rulebook: Rulebook | Scorer,
    *,
    progress: Callable[[int, int], None] | None = None,
    **options: Unpack[BatchOptions],
) -> tuple[Problem, ...]:
    r"""Score the rows of a file of any size into another file, with the memory of one batch.

    Sixteen bytes a row are kept on disk besides, by which a unit that stands twice is told; the
    file is then read again for its text.

    Args:
        data: a Parquet, Arrow (``.arrow``, ``.feather``) or CSV file: one row per unit, one
            column per indicator.
        output: the file to write, of any of these kinds, with the columns of
            :func:`~egov_readiness.formats.frames.score_frame`.  It is there when all rows have
            been scored, and as it was if one cannot be.
        rulebook: the rules, or a scorer that has them ready.
        progress: told how many rows are done, and how many there are (0 if that is not known).
        options: how the table is read and which nodes are given.

    Returns:
        Notes on columns that are no indicators and on indicators that are measured only.

    Raises:
        RulebookError: as :func:`~egov_readiness.formats.frames.score_frame`.
        SurveyError: as there.
        UsageError: if a file cannot be used, the output is the data, or there is no date to score.

    >>> from datetime import date
    >>> from tempfile import TemporaryDirectory
    >>> from egov_readiness import load_rulebook
    >>> with TemporaryDirectory() as folder:
    ...     source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
    ...     _ = source.write_text("unit,osi,tii,hci\nA,0.5,0.25,0.75\n")
    ...     _ = score_file(source, target, load_rulebook("un-egdi"), as_of=date(2022, 7, 1))
    ...     target.read_text().splitlines()[1]
    'A,0.5,0.5,0.5,1.0,0.5,high'
    """
    _check_output(data, output)
    with ExitStack() as files:
        problems = Listed()
        opened = _open(data, files, problems)
        scorer = BatchScorer(rulebook, opened.names, source=data.name, **options)
        temporary = temporary_beside(output.resolve())
        files.callback(temporary.unlink, missing_ok=True)
        writer = _writer(output, temporary, scorer.schema)
        files.callback(writer.close)
        done, units = 0, RepeatedUnits(files)
        for numbers, batch in _readable(opened.batches, data):
            scored = scorer.score(batch, numbers)
            # A unit that stands twice in a batch is told with those that do so farther apart.
            problems.extend(p for p in scored.problems if p.code != "duplicate-unit")
            named = scored.rows.units.is_valid().to_numpy(zero_copy_only=False)
            units.add(scored.rows.hashes()[named], np.asarray(numbers)[named])
            done += batch.num_rows
            if not problems:
                writer.write_batch(scored.scores)
            if progress is not None:
                progress(done, max(done, opened.rows))
        hashes, count = units.first()
        if hashes:
            again = [*islice(_standing_again(data, scorer, hashes), MOST_PROBLEMS)]
            problems.extend(again)
            problems.more += count - len(again) if again else 0
        if done == 0 and not problems:
            problems.append(no_rows(data.name))
        if problems:
            raise SurveyError(problems.told(data.name))
        writer.close()
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(output.resolve())
    return scorer.notes


def check_scoring(data: Path, output: Path, **options: Unpack[BatchOptions]) -> None:
    """Refuse what :func:`score_file` would, as far as it can be told without the rules.

    Args:
        data: the file.
        output: the file to write.
        options: how the table is read.

    Raises:
        SurveyError: if the file is not what its name says.
        UsageError: as :func:`score_file`.

    >>> try:
    ...     check_scoring(Path("a.csv"), Path("a.txt"))
    ... except UsageError as error:
    ...     print(error.problems[0].message)
    .txt cannot be written batch by batch
    """
    _check_output(data, output)
    unit, period = options.get("unit", "unit"), options.get("period", "period")
    with ExitStack() as files:
        names = _open(data, files, []).names
    check_date(BatchReader.of(names, unit, period, (), data.name), options.get("as_of"))


def _check_output(data: Path, output: Path) -> None:
    if output.suffix.casefold() not in STREAMED:
        raise UsageError([_not_streamed(output, "written")])
    check_output(output, data)


def _standing_again(data: Path, scorer: BatchScorer, hashes: frozenset[int]) -> Iterator[Problem]:
    """Yield a problem for every row whose unit stood before, of those with some hashes.

    Different units may have the same hash, so the file is read again for their texts.
    """
    seen: dict[tuple[str, str | None], int] = {}
    with ExitStack() as files:
        for numbers, batch in _readable(_open(data, files, Listed()).batches, data):
            rows = scorer.units_of(batch)
            some = np.flatnonzero(np.isin(rows.hashes(), [*hashes]))
            identities = rows.identities() if len(some) else []
            for place in map(int, some):
                identity, number = identities[place], numbers[place]
                if identity is None:
                    continue
                first = seen.setdefault(identity, number)
                if first != number:
                    path = f"{data.name}:row {number}:{scorer.unit}"
                    yield duplicate_unit(*identity, first, path)


class FilePieces:
    """A file of any size, read piece by piece as often as it is asked for.

    Args:
        path: a Parquet, Arrow or CSV file.

    Attributes:
        names: the names of its columns.
        numeric: the columns of which an engine can tell the ends: none, as there is no engine.

    Raises:
        SurveyError: if it is not what its name says.
        UsageError: if it is of another kind or is not there.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     source = Path(folder, "in.parquet")
    ...     pq.write_table(pa.table({"unit": ["a", "b"], "mbit": [2, 10]}), source)
    ...     [piece.batch.num_rows for piece in FilePieces(source).pieces({"unit"}, "unit", "")]
    [2]
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.numeric: frozenset[str] = frozenset()
        with ExitStack() as files:
            self.names: tuple[str, ...] = _open(path, files, []).names

    def pieces(self, read: Collection[str], unit: str, period: str) -> Iterator[Piece]:  # noqa: ARG002  # a file knows its texts
        """Yield some columns piece by piece; the last says which rows cannot be read at all.

        Args:
            read: the names of the columns.
            unit: the name of the column that identifies the units.
            period: the name of the column with the period.
        """
        names = [name for name in self.names if composed(name) in read]
        problems = Listed()
        with ExitStack() as files:
            opened = _open(self._path, files, problems, names)
            for numbers, batch in _readable(opened.batches, self._path):
                for begin in range(0, batch.num_rows, ROWS):
                    part = batch.select(names).slice(begin, ROWS)
                    yield Piece(part, numbers[begin : begin + ROWS], ())
        if problems:
            texts = pa.schema([(name, pa.string()) for name in names])
            yield Piece(pa.RecordBatch.from_pylist([], texts), (), (), problems)

    def alike(
        self, numeric: Sequence[str], texts: Sequence[str], unit: str, units: Collection[str]
    ) -> list[Alike]:
        """Return nothing, as there is no engine to ask.

        Args:
            numeric: the names of columns of plain numbers.
            texts: the names of the columns in which rows are alike.
            unit: the name of the column that identifies the units.
            units: the units that are told apart.
        """
        del numeric, texts, unit, units
        return []


def fit_file(data: Path, rulebook: Rulebook, **options: Unpack[FitOptions]) -> Rulebook:
    """Return a rulebook with the numbers that it takes from a file of any size.

    The file is read once, and then once for each column that numbers are taken from, of which no
    more than that column is held; see :func:`~egov_readiness.formats.fit_frames.fit_frame`.

    Args:
        data: a Parquet, Arrow (``.arrow``, ``.feather``) or CSV file: one row per unit, one
            column per indicator.
        rulebook: the rules.
        options: how the table is read, and what names the population.

    Raises:
        RulebookError: if the rulebook has problems, is not valid on the date, or takes something
            from the units below a unit.
        SurveyError: if columns are missing, cells cannot be read, or the population cannot give a
            number.
        UsageError: if the file is of another kind or is not there, or a date is needed.

    >>> from tempfile import TemporaryDirectory
    >>> from egov_readiness.kinds import Text
    >>> from egov_readiness.rules import Group, Indicator, MinMax
    >>> title = Text({"en": "Speed"})
    >>> book = Rulebook(id="r", version="1", title=title, groups=(Group(code="all", title=title),),
    ...     indicators=(Indicator(code="mbit", parent="all", title=title, method=MinMax()),))
    >>> with TemporaryDirectory() as folder:
    ...     source = Path(folder, "in.parquet")
    ...     pq.write_table(pa.table({"unit": ["a", "b"], "mbit": [2, 10]}), source)
    ...     fit_file(source, book).indicators[0].method.best
    10.0
    """
    return fit_pieces(FilePieces(data), rulebook, source=data.name, **options)


def _open(
    path: Path, files: ExitStack, problems: list[Problem], columns: Sequence[str] | None = None
) -> _Opened:
    kind = path.suffix.casefold()
    if kind not in STREAMED:
        raise UsageError([_not_streamed(path, "read")])
    if not path.is_file():
        message = "there is no such file" if not path.exists() else "it is no file"
        raise UsageError([Problem("not-found", str(path), message)])
    try:
        if kind == ".csv":
            return _open_csv(path, files, problems)
        return (
            _open_parquet(path, files, columns) if kind == ".parquet" else _open_arrow(path, files)
        )
    except (pa.ArrowException, OSError) as error:
        raise SurveyError([_not_read(path, error)]) from None


def _open_parquet(path: Path, files: ExitStack, columns: Sequence[str] | None) -> _Opened:
    # Buffers read ahead are held until the file is closed.
    file = files.enter_context(pq.ParquetFile(path, pre_buffer=False))
    names = tuple(file.schema_arrow.names)
    return _Opened(
        names, file.metadata.num_rows, _numbered(file.iter_batches(_ROWS, columns=columns))
    )


def _open_arrow(path: Path, files: ExitStack) -> _Opened:
    source = files.enter_context(pa.memory_map(os.fspath(path)))
    reader = pa.ipc.open_file(source)
    pieces = (reader.get_batch(n) for n in range(reader.num_record_batches))
    batches = (
        piece.slice(begin, _ROWS) for piece in pieces for begin in range(0, piece.num_rows, _ROWS)
    )
    return _Opened(tuple(reader.schema.names), 0, _numbered(batches))


def _numbered(batches: Iterator[pa.RecordBatch]) -> Iterator[_Numbered]:
    row = 2
    for batch in batches:
        yield range(row, row + batch.num_rows), batch
        row += batch.num_rows


def _readable(batches: Iterator[_Numbered], path: Path) -> Iterator[_Numbered]:
    """Yield batches; what cannot be read of the file is a problem with it."""
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError) as error:
            raise SurveyError([_not_read(path, error)]) from None
        if batch is None:
            return
        yield batch


def _not_read(path: Path, error: Exception) -> Problem:
    # What the file says wrongly is an error of the system too, but for its number.
    if isinstance(error, OSError) and error.errno is not None:
        return Problem("not-readable", path.name, f"it cannot be read: {error.strerror}")
    what = STREAMED[path.suffix.casefold()]
    message = f"it cannot be read as {what}: {str(error).splitlines()[0]}"
    return Problem("malformed-file", path.name, message)


def _open_csv(path: Path, files: ExitStack, problems: list[Problem]) -> _Opened:
    file = files.enter_context(path.open(encoding="utf-8-sig", newline=""))
    try:
        header, rows = open_rows(file, path.name, problems)
    except UnicodeDecodeError as error:
        raise SurveyError(_not_utf_8(path, file, error)) from None
    if any(problem.code in ("duplicate-column", "empty-file") for problem in problems):
        raise SurveyError(problems)
    named = [place for place, name in enumerate(header) if name]
    names = tuple(header[place] for place in named)

    def batches() -> Iterator[_Numbered]:
        try:
            while some := [*islice(rows, _ROWS)]:
                numbers = [number for number, _ in some]
                cells = [[cells[place] for place in named] for _, cells in some]
                yield numbers, _of_cells(cells, names)
        except UnicodeDecodeError as error:
            problems.extend(_not_utf_8(path, file, error))

    return _Opened(names, 0, batches())


def _not_utf_8(path: Path, file: TextIO, error: UnicodeDecodeError) -> Sequence[Problem]:
    """Return the problem with bytes of a file, which is read again to count the lines before."""
    offset = left = file.buffer.tell() - len(error.object) + error.start
    line = 1
    with path.open("rb") as again:
        while left and (piece := again.read(min(left, _PIECE))):
            left -= len(piece)
            line += piece.count(b"\n")
    return not_utf_8(error, offset, line, path.name).problems


def _of_cells(rows: list[list[str]], names: tuple[str, ...]) -> pa.RecordBatch:
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.RecordBatch.from_arrays(columns, names=[*names])


def _writer(output: Path, temporary: Path, schema: pa.Schema) -> _Writer:
    kind = output.suffix.casefold()
    if kind == ".parquet":
        parquet: _Writer = pq.ParquetWriter(temporary, schema)
        return parquet
    if kind == ".csv":
        return _CsvWriter(temporary, schema)
    arrow: _Writer = pa.ipc.new_file(os.fspath(temporary), schema)
    return arrow


class _CsvWriter:
    """Writes batches as CSV in which no text is a formula."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._file = path.open("x", encoding="utf-8", newline="")
        self._file.write(written_row([written_cell(name) for name in schema.names]))

    def write_batch(self, batch: pa.RecordBatch) -> None:
        columns = [column.to_pylist() for column in batch.columns]
        self._file.writelines(
            written_row([*map(written_cell, row)]) for row in zip(*columns, strict=True)
        )

    def close(self) -> None:
        self._file.close()


def _not_streamed(path: Path, done: str) -> Problem:
    message = f"{path.suffix or 'a file without an ending'} cannot be {done} batch by batch"
    return Problem("unknown-format", str(path), message, "use " + ", ".join(STREAMED))
