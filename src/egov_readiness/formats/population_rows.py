"""The rows of a population as a whole: its digest, its size, and whether a unit stands there twice.

Every row is read once, a piece at a time, and sorted on disk, so that no table is held.
"""

import hashlib
import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence

from attrs import evolve, frozen

from egov_readiness.canonical import canonical_bytes
from egov_readiness.errors import Problem, SurveyError, from_extra
from egov_readiness.formats.arrow_batches import BatchReader, plain_cell
from egov_readiness.formats.arrow_cells import cells_of, decoded, readable
from egov_readiness.formats.frame_pieces import Piece, Pieces
from egov_readiness.formats.frames import composed
from egov_readiness.formats.listed import MOST_PROBLEMS, Listed
from egov_readiness.formats.rows import ATTRIBUTES, STATUS_SUFFIX, duplicate_unit, no_rows
from egov_readiness.formats.spooled_rows import Said, SpooledRows
from egov_readiness.formats.tables import said_by_row
from egov_readiness.observations import ObservationRow
from egov_readiness.rules.applicability import Applicability
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.plan import restrictions
from egov_readiness.scoring.ranks import meant

with from_extra("tables", "fitting to data frames"):
    import pyarrow as pa

__all__ = ["PopulationRows", "read_rows", "reader_of", "restricting", "with_statuses"]


@frozen(eq=False)
class PopulationRows:
    """What the rows of a table are as a whole.

    Attributes:
        digest: the digest of what they say.
        size: how many are part of the population.
        spellings: how the units are spelled that the rulebook names.
    """

    digest: str
    size: int
    spellings: Collection[str]


def read_rows(
    pieces: Pieces, rulebook: Rulebook, reader: BatchReader, digest: str | None
) -> PopulationRows:
    """Read every row once, a piece at a time.

    Args:
        pieces: the table.
        rulebook: the rules, which may leave units out and name some.
        reader: how the table is read.
        digest: what names the population, so that only what identifies its units is read; by
            default the digest of its content.

    Raises:
        SurveyError: if there is none, a cell cannot be read, or a unit stands there twice.

    >>> from egov_readiness import load_rulebook
    >>> from egov_readiness.formats.frame_pieces import FramePieces
    >>> reader = BatchReader.of(["unit"], "unit", "period", (), "table")
    >>> table = FramePieces(pa.table({"unit": ["a", "b"]}))
    >>> read_rows(table, load_rulebook("un-egdi"), reader, None).size
    2
    """
    own = {indicator.code for indicator in rulebook.indicators}
    codes = () if digest else reader.codes
    minded = {reader.unit, reader.period, *ATTRIBUTES, *with_statuses(own)}
    named = {unit for peers in restricting(rulebook) for unit in peers.units}
    read = {reader.unit, reader.period, *ATTRIBUTES, *with_statuses(codes)}
    problems = Listed()
    done = size = 0
    spellings: set[str] = set()
    with SpooledRows() as spooled:
        for piece in pieces.pieces(read, reader.unit, reader.period):
            batch, wrong = _readable(piece, reader.source, minded)
            found = [p for p in piece.problems if p.path.split(":", 2)[-1] in minded]
            found += wrong
            unread = {problem.path for problem in found}
            known: list[Problem] = []
            said = _Sayings(batch, codes)
            one, other = (reader_of(reader, batch).reader(into) for into in (known, []))
            ours = [code for code in said.alone if code in own]
            others = [code for code in said.alone if code not in own]
            run = []
            for place, cells in enumerate(_cells(batch)):
                number = piece.numbers[place]
                where = f"{reader.source}:row {number}"
                unit, when = one.identity(cells, where)
                observed = one.observations(cells, ours, where)
                about = one.about(cells, where)
                if unit is None:
                    continue
                observed |= other.observations(cells, others, where)
                row = ObservationRow(unit, observed, when, f"row {number}", **about)
                size += not (meant(rulebook.unranked, row) or meant(rulebook.hidden, row))
                content = b"" if digest else said.by_row(place, row)
                run.append(Said(unit, when or "", number, content))
                if unit in named:
                    spellings.add(str(cells[one.place[reader.unit]]))
            problems.extend(piece.left_out)
            problems.extend(found)
            problems.extend(problem for problem in known if problem.path not in unread)
            spooled.add(run)
            done += batch.num_rows
        twice = _Twice(reader)
        content_digest = _digest(twice.seen(spooled.in_order()))
    if not done and not problems:
        problems.append(no_rows(reader.source))
    listed = Listed()
    listed.extend([*problems, *twice.problems])
    listed.more += problems.more + twice.count - len(twice.problems)
    if listed:
        raise SurveyError(listed.told(reader.source))
    return PopulationRows(digest or content_digest, size, spellings)


def _digest(rows: Iterable[Said]) -> str:
    """Return the digest of the canonical list of rows that come in order."""
    hashed = hashlib.sha256()
    before = b"["
    for row in rows:
        hashed.update(before + row.said)
        before = b","
    hashed.update(b"]")
    return "sha256:" + hashed.hexdigest()


def _readable(
    piece: Piece, source: str, minded: Collection[str]
) -> tuple[pa.RecordBatch, list[Problem]]:
    """Return the rows of a piece without texts that are not UTF-8, and those in some columns."""
    arrays: list[pa.Array] = []
    problems: list[Problem] = []
    for name, array in zip(piece.batch.schema.names, piece.batch.columns, strict=True):
        plain = decoded(array)
        # No table says what is nested, and the texts in it may be none.
        silent = pa.types.is_nested(plain.type) and composed(name) not in minded
        texts, wrong = readable(pa.nulls(len(plain)) if silent else plain)
        arrays.append(texts)
        where = [f"{source}:row {piece.numbers[place]}:{composed(name)}" for place in wrong]
        if composed(name) in minded:
            problems += map(Problem.under, wrong.values(), where)
    return pa.RecordBatch.from_arrays(arrays, names=piece.batch.schema.names), problems


def _cells(batch: pa.RecordBatch) -> Iterator[Sequence[object]]:
    columns = [[plain_cell(cell) for cell in column.to_pylist()] for column in batch.columns]
    return zip(*columns, strict=True)


class _Sayings:
    """What rows say, as it enters the digest of their table; plain numbers are written at once.

    Args:
        batch: the rows.
        codes: the columns that may be indicators.

    Attributes:
        alone: the columns whose cells are read one by one.
    """

    def __init__(self, batch: pa.RecordBatch, codes: Iterable[str]) -> None:
        names = [*map(composed, batch.schema.names)]
        # The order in which canonical JSON has the names of an object.
        in_order = sorted(codes, key=lambda code: code.encode("utf-16-be"))
        self._columns = [
            (
                code,
                canonical_bytes(code) + b":",
                None if code + STATUS_SUFFIX in names else _written(batch[names.index(code)]),
            )
            for code in in_order
        ]
        self.alone = [code for code, _, written in self._columns if written is None]

    def by_row(self, place: int, row: ObservationRow) -> bytes:
        """Return what a row says.

        Args:
            place: its place in the batch.
            row: what was read of it one by one.
        """
        unit, period, values, *rest = said_by_row(row)
        assert isinstance(values, dict)  # what is known, by code
        members = []
        for code, name, written in self._columns:
            if written is not None:
                number = written[place]
                if number != b"null":
                    members.append(name + number)
            elif code in values:
                members.append(name + canonical_bytes(values[code]))
        known = b"{" + b",".join(members) + b"}"
        parts = [canonical_bytes(unit), canonical_bytes(period), known, *map(canonical_bytes, rest)]
        return b"[" + b",".join(parts) + b"]"


def _written(array: pa.Array) -> list[bytes] | None:
    """Return numbers as canonical JSON writes them; ``None`` if a cell has to be read by itself."""
    if not (pa.types.is_integer(array.type) or pa.types.is_floating(array.type)):
        return None
    if cells_of(array, frozenset()).bad.any():
        return None
    return canonical_bytes(array.to_pylist())[1:-1].split(b",")


def reader_of(reader: BatchReader, batch: pa.RecordBatch) -> BatchReader:
    """Return how some columns of a table are read.

    Args:
        reader: how the table is read.
        batch: some of its columns.

    >>> reader = BatchReader.of(["unit", "osi"], "unit", "period", (), "table")
    >>> reader_of(reader, pa.RecordBatch.from_pydict({"unit": ["a"]})).names
    ('unit',)
    """
    return evolve(reader, names=tuple(map(composed, batch.schema.names)))


def with_statuses(codes: Iterable[str]) -> set[str]:
    """Return the columns of some indicators, and those of their publisher's status.

    Args:
        codes: the codes of the indicators.

    >>> sorted(with_statuses(["osi"]))
    ['osi', 'osi.status']
    """
    found = {*codes}
    return found | {code + STATUS_SUFFIX for code in found}


class _Twice:
    """Tells which units stand in a table twice; it keeps what is told of the first rows."""

    def __init__(self, reader: BatchReader) -> None:
        self._reader = reader
        self._found: list[tuple[int, str, str, int]] = []
        self.count = 0

    def seen(self, rows: Iterable[Said]) -> Iterator[Said]:
        """Yield the rows of units as they come in order, after looking at them."""
        first: Said | None = None
        for row in rows:
            if first is None or row[:2] != first[:2]:
                first = row
            else:
                self.count += 1
                found = -row.number, row.unit, row.period, first.number
                keep = heapq.heappush if self.count <= MOST_PROBLEMS else heapq.heappushpop
                keep(self._found, found)
            yield row

    @property
    def problems(self) -> list[Problem]:
        """The problems, in the order of the rows."""
        reader = self._reader
        return [
            duplicate_unit(
                unit, period or None, first, f"{reader.source}:row {-number}:{reader.unit}"
            )
            for number, unit, period, first in sorted(self._found, reverse=True)
        ]


def restricting(rulebook: Rulebook) -> list[Applicability]:
    """Return by what a rulebook tells units apart when it takes numbers from them.

    Args:
        rulebook: the rulebook.

    >>> from egov_readiness import load_rulebook
    >>> restricting(load_rulebook("un-egdi"))
    []
    """
    left_out = filter(None, (rulebook.unranked, rulebook.hidden))
    return [*left_out, *(meant for _, meant in restrictions(rulebook.nodes))]
