"""Data frames of any library in and out: scored in kind, and scoreboards as frames."""

import re
import unicodedata
from collections.abc import Collection
from contextlib import suppress
from decimal import Decimal
from numbers import Integral
from typing import Final, Literal, Unpack, cast, get_args

from egov_readiness.errors import Problem, SurveyError, UsageError, check_choice, from_extra
from egov_readiness.formats.arrow import BatchOptions, BatchScorer
from egov_readiness.formats.listed import first_of
from egov_readiness.formats.rows import ATTRIBUTES, STATUS_SUFFIX, no_rows, read_cell
from egov_readiness.formats.scoreboards import COLUMNS, Value, scoreboard_rows
from egov_readiness.formats.tables import spelled
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.result import Scoreboard
from egov_readiness.scoring.scorer import Scorer

with from_extra("tables", "data frames"):
    import narwhals.stable.v2 as nw
    import pyarrow as pa
    from narwhals.exceptions import DuplicateError
    from narwhals.stable.v2.typing import (
        IntoDataFrame,
        IntoFrame,
        IntoFrameT,
        IntoLazyFrame,
        IntoSeries,
    )

__all__ = [
    "Backend",
    "Frame",
    "composed",
    "not_a_frame",
    "opened",
    "score_frame",
    "score_piece",
    "table_of_frame",
    "to_frame",
]

Backend = Literal["pandas", "polars", "pyarrow"]
"""A library of data frames."""

_Held = nw.DataFrame[IntoDataFrame]

Frame = _Held | nw.LazyFrame[IntoLazyFrame]
"""A frame of any library, opened."""

_READABLE: Final = (
    "pandas, polars, pyarrow or DuckDB; score_spark and score_dask for what those two hold"
)

_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_Kind = Literal["text", "period", "observed"]
"""What the cells of a column are: texts, periods, or what is observed."""

_READ_AT_ONCE: Final = (nw.Implementation.POLARS, nw.Implementation.DUCKDB)
"""The lazy frames that are read into memory and scored."""

_MOST_TEXT: Final = 2**31 - 1
"""The most bytes that the texts of one array of Arrow have, unless it is of the large kind."""

_TYPES: Final = {
    **dict.fromkeys(("weight", "low", "value", "high", "coverage"), pa.float64()),
    **dict.fromkeys(("earned", "published"), pa.float64()),
    "rank": pa.int64(),
}
"""The types of the columns of a scoreboard that are no texts."""


def score_frame(
    frame: IntoFrameT,
    rulebook: Rulebook | Scorer,
    *,
    ranks: bool = False,
    **options: Unpack[BatchOptions],
) -> IntoFrameT:
    """Score a data frame: a row of scores for every row, in a frame of the same library.

    Args:
        frame: one row per unit, one column per indicator: of pandas, polars (also lazy), pyarrow
            or DuckDB.  A missing value is unknown; a cell otherwise means what it means in a
            file, so that a number that is none is a problem.  pandas does not tell the two apart.
        rulebook: the rules, or a scorer that has them ready.
        ranks: whether the ranks of the results are given as well.
        options: how the frame is read and which nodes are given.

    Returns:
        The columns ``unit``, ``period`` where there is one, and for every node ``CODE_low``,
        ``CODE_value``, ``CODE_high`` and ``CODE_coverage``, ``CODE_published`` and, where it has
        bands, ``CODE_band``; the ranks asked for are ``CODE_rank``, ``CODE_best`` and
        ``CODE_worst``.  Units that the rulebook hides are left out.  Where the frame has more than
        2 GiB, pyarrow gets its texts as ``large_string``.

    Raises:
        RulebookError: if the rulebook has problems, is not valid on the date, or takes something
            from the units below a unit.
        SurveyError: if columns are missing or values cannot be taken; the first hundred problems
            are listed.
        UsageError: if there is no date to score.

    >>> from datetime import date
    >>> from egov_readiness import load_rulebook
    >>> columns = {"unit": ["a", "b"], "osi": [0.5, 0.9], "tii": [0.2, 0.8], "hci": [0.8, 0.7]}
    >>> table = pa.table(columns)
    >>> scores = score_frame(table, load_rulebook("un-egdi"), as_of=date(2022, 7, 1), ranks=True)
    >>> scores["EGDI_band"].to_pylist(), scores["EGDI_rank"].to_pylist()
    (['high', 'very-high'], [2.0, 1.0])
    """
    own = _read_at_once(frame)
    held = _held(own)
    if len(held) == 0:
        raise SurveyError([no_rows("table")])
    scores = _scores(held, rulebook, ranks=ranks, options=options)
    return cast("IntoFrameT", _in_kind(own, scores))


def score_piece(
    frame: IntoFrameT,
    rulebook: Rulebook | Scorer,
    *,
    ranks: bool = False,
    **options: Unpack[BatchOptions],
) -> IntoFrameT:
    """Score a piece of a data frame, as :func:`score_frame` does; one without rows scores nothing.

    Args:
        frame: one row per unit, one column per indicator.
        rulebook: the rules, or a scorer that has them ready.
        ranks: whether the ranks of the results are given as well, among the rows of the piece.
        options: how the frame is read and which nodes are given.

    Raises:
        RulebookError: as :func:`score_frame`.
        SurveyError: as :func:`score_frame`.
        UsageError: as :func:`score_frame`.

    >>> from datetime import date
    >>> from egov_readiness import load_rulebook
    >>> none: dict[str, list[float]] = {"unit": [], "osi": [], "tii": [], "hci": []}
    >>> score_piece(pa.table(none), load_rulebook("un-egdi"), as_of=date(2022, 7, 1)).num_rows
    0
    """
    own = _read_at_once(frame)
    scores = _scores(_held(own), rulebook, ranks=ranks, options=options)
    return cast("IntoFrameT", _in_kind(own, scores))


def _scores(
    held: _Held, rulebook: Rulebook | Scorer, *, ranks: bool, options: BatchOptions
) -> pa.Table:
    rules = rulebook.rulebook if isinstance(rulebook, Scorer) else rulebook
    unit = composed(options.get("unit", "unit"))
    period = composed(options.get("period", "period"))
    codes = {indicator.code for indicator in rules.indicators}
    read = {unit, period, *ATTRIBUTES} | codes | {code + STATUS_SUFFIX for code in codes}
    table, problems = table_of_frame(held, read, {unit, *ATTRIBUTES}, period)
    text = pa.string() if table.nbytes <= _MOST_TEXT else pa.large_string()
    scorer = BatchScorer(rulebook, table.schema.names, ranks=ranks, text=text, **options)
    scored = scorer.score(_in_one(table, text))
    told = {problem.path for problem in problems}
    problems += [problem for problem in scored.problems if problem.path not in told]
    if problems:
        raise SurveyError(first_of(problems, "table"))
    return pa.Table.from_batches([scored.scores], scorer.schema)


def _in_one(table: pa.Table, text: pa.DataType) -> pa.RecordBatch:
    """Return a table as one batch, so that its ranks and the numbers of its rows are of it all."""
    columns = [
        column.cast(text) if column.type == pa.string() else column for column in table.columns
    ]
    whole = [column.combine_chunks() for column in columns]
    return pa.RecordBatch.from_arrays(whole, names=table.schema.names)


def to_frame(board: Scoreboard, *, backend: Backend = "pyarrow") -> object:
    """Return a scoreboard as a data frame: one row per unit and node, as its tidy CSV.

    Args:
        board: the scoreboard.
        backend: the library of the frame, which has to be installed.

    Returns:
        A ``pandas.DataFrame``, ``polars.DataFrame`` or ``pyarrow.Table``, with the columns of
        :data:`~egov_readiness.formats.scoreboards.COLUMNS`; published values are numbers.

    Raises:
        UsageError: if there is no such library here, or it is none of them.

    >>> import egov_readiness as egov
    >>> from datetime import date
    >>> table = egov.load_table({"unit": ["a"], "osi": [0.5], "tii": [0.2], "hci": [0.8]})
    >>> board = egov.score(table, egov.load_rulebook("un-egdi"), as_of=date(2022, 7, 1))
    >>> to_frame(board)["published"].to_pylist()
    [0.5, 0.5, 0.2, 0.8]
    """
    check_choice("backend", backend, get_args(Backend))
    columns = [*zip(*scoreboard_rows(board), strict=True)] or [()] * len(COLUMNS)
    arrays = {
        name: pa.array([_plain(value) for value in column], _TYPES.get(name, pa.string()))
        for name, column in zip(COLUMNS, columns, strict=True)
    }
    try:
        return nw.from_arrow(pa.table(arrays), backend=backend).to_native()
    except ImportError:
        message = f"{backend} is not installed"
        hint = f"pip install {backend}"
        raise UsageError([Problem("not-available", "backend", message, hint)]) from None


def _plain(value: Value) -> str | float | None:
    return float(value) if isinstance(value, Decimal) else value


def opened(frame: object, readable: str = _READABLE) -> Frame:
    """Return a frame of any library, opened.

    Args:
        frame: the frame.
        readable: the frames that can be read, for the hint.

    Raises:
        SurveyError: if two of its columns have one name.
        UsageError: if it is no frame.

    >>> opened(pa.table({"unit": ["a"]})).columns
    ['unit']
    """
    try:
        own: Frame = nw.from_native(cast("IntoFrame", frame))
    except TypeError:
        raise UsageError([not_a_frame(type(frame).__name__, readable)]) from None
    except DuplicateError as error:
        message = " ".join(str(error).split())
        problem = Problem("duplicate-column", "table:row 1", message, "keep one of them")
        raise SurveyError([problem]) from None
    return own


def _held(frame: Frame) -> _Held:
    """Return a frame with its rows, which a lazy one has to be asked for."""
    if isinstance(frame, nw.LazyFrame):
        return frame.collect(backend="pyarrow" if frame.implementation.is_duckdb() else None)
    return frame


def _read_at_once(frame: object) -> Frame:
    """Return a frame of any library, if it is one that can be read at once."""
    own = opened(frame)
    if isinstance(own, nw.LazyFrame) and own.implementation not in _READ_AT_ONCE:
        raise UsageError([not_a_frame(f"a frame of {own.implementation.value}", _READABLE)])
    return own


def not_a_frame(what: str, readable: str) -> Problem:
    """Return the problem that something is no frame that can be read.

    Args:
        what: what it is.
        readable: the frames that can be read, for the hint.

    >>> not_a_frame("list", "pandas or polars").message
    'list is no frame that can be read'
    """
    return Problem("not-a-frame", "frame", f"{what} is no frame that can be read", readable)


def table_of_frame(
    frame: Frame, read: Collection[str], texts: Collection[str], period: str, first: int = 2
) -> tuple[pa.Table, list[Problem]]:
    """Return a frame as a table of Arrow, and the cells that no column of Arrow can hold.

    Columns that nobody reads are there without their cells.

    Args:
        frame: the frame.
        read: the names of the columns that are read.
        texts: the names of those that hold texts.
        period: the name of the column with the period.
        first: the number of its first row.

    >>> table, problems = table_of_frame(opened(pa.table({"unit": ["a"]})), {"unit"}, {"unit"}, "")
    >>> table.num_rows, problems
    (1, [])
    """
    held = _held(frame)
    problems: list[Problem] = []
    # pandas has names that are no texts.
    columns = [(str(name), held.get_column(name)) for name in held.columns]
    arrays = []
    for name, column in columns:
        if composed(name) not in read:
            arrays.append(pa.nulls(len(column)))
            continue
        kind: _Kind = "text" if composed(name) in texts else "observed"
        kind = "period" if composed(name) == period else kind
        arrays.append(_array_of(column, kind, problems, first))
    return pa.table(arrays, names=[name for name, _ in columns]), problems


def _array_of(
    column: nw.Series[IntoSeries], kind: _Kind, problems: list[Problem], first: int
) -> pa.ChunkedArray:
    if column.implementation.is_pyarrow():
        return cast("pa.ChunkedArray", column.to_native())
    # What a column of Python objects holds is told by its objects only.
    if column.dtype != nw.Object:
        with suppress(pa.ArrowException, OverflowError, UnicodeError):
            return column.to_arrow()
    cells = []
    empty = column.is_null().to_list()
    for place, cell in enumerate(column.to_list()):
        found = None if empty[place] else _text_of(cell, kind)
        if isinstance(found, Problem):
            problems.append(found.under(f"table:row {first + place}:{column.name}"))
            found = None
        cells.append(found)
    return pa.chunked_array([pa.array(cells, pa.string())])


def _text_of(cell: object, kind: _Kind) -> str | Problem | None:
    """Return a Python object as the text of a cell that says the same."""
    if isinstance(cell, str):
        if cell.isascii() or not _SURROGATE.search(cell):
            return cell
        return Problem("not-a-text", "", "half a surrogate pair is no character")
    if kind == "period" and isinstance(cell, Integral) and cell not in (True, False):
        return str(int(cell))
    if kind != "observed":
        return Problem("wrong-type", "", f"{cell!r} is no text", "zeros in front of codes matter")
    found = read_cell(cell, frozenset())
    if isinstance(found, Problem):
        return found
    said = spelled(found)
    return said if said is None or isinstance(said, str) else repr(float(said))


def composed(name: str) -> str:
    """Return a name as names are compared: in composed form.

    Args:
        name: the name.

    >>> len(composed("e\u0302"))
    1
    """
    return unicodedata.normalize("NFC", name)


def _in_kind(frame: Frame, scores: pa.Table) -> object:
    """Return scores as a frame of the same library as another one."""
    if frame.implementation.is_duckdb():
        import duckdb  # noqa: PLC0415  # the caller has it, nobody else needs it

        return duckdb.from_arrow(scores)
    scored = nw.from_arrow(scores, backend=frame.implementation)
    return (scored.lazy() if isinstance(frame, nw.LazyFrame) else scored).to_native()
