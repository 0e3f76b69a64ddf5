"""Requests of a portal: what is observed of units as JSON in, their scores with reasons out.

A request means what the same cells of a plain table mean, and gives the same bytes: its first
unit stands in row 2, as the first unit of a file does.  Unlike a table, which is taken as it is, a
request has to write units and periods as a survey does.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Final, cast

from annotated_types import MaxLen
from attrs import evolve, field, frozen

from egov_readiness.canonical import canonical_bytes
from egov_readiness.dates import PartialDate
from egov_readiness.describe import Checked
from egov_readiness.errors import (
    EgovReadinessError,
    Problem,
    RecordError,
    RulebookError,
    SurveyError,
    UsageError,
    nearest,
)
from egov_readiness.formats.assemble import Draft, itself
from egov_readiness.formats.convert import structure
from egov_readiness.formats.json import draft_of_json
from egov_readiness.formats.listed import MOST_PROBLEMS, first_of
from egov_readiness.formats.pointers import below, pointer
from egov_readiness.formats.rows import read_cell
from egov_readiness.formats.singles import wrong_type
from egov_readiness.formats.tables import digest_of_rows
from egov_readiness.kinds import LARGEST_TEXT, Between, Code, UnitId, own_mapping, refuse
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationTable,
)
from egov_readiness.rules import Rulebook
from egov_readiness.rules.completeness import needs_all_units
from egov_readiness.scoring.pipeline import score, score_row
from egov_readiness.scoring.result import Scorecard
from egov_readiness.scoring.scorer import Scorer

__all__ = [
    "LARGEST_REQUEST",
    "MOST_ROWS",
    "Bounds",
    "Observed",
    "UnitRequest",
    "UnitsRequest",
    "problems_json",
    "score_json",
]

LARGEST_REQUEST: Final = 16 * 1024 * 1024
"""The most bytes that a request may have; a host may allow less."""

MOST_ROWS: Final = 10_000
"""The most rows that a request may have; a row of a few bytes is answered by a whole scorecard."""

_NO_MARKS: Final[frozenset[str]] = frozenset()


@frozen(kw_only=True)
class Bounds(Checked):
    """A value known only to lie between two numbers, both ends included.

    Attributes:
        low: the least it can be.
        high: the most it can be.

    >>> Bounds(low=0.2, high=0.5).high
    0.5
    """

    low: float
    high: float


Observed = float | Annotated[str, MaxLen(LARGEST_TEXT)] | Bounds | None
"""What is observed of an indicator: a number; a text, as in the cell of a table (a word, ``n/a``,
``0.2..0.5``); bounds; or ``null`` for unknown."""


def _own_observations(observed: Mapping[str, Observed]) -> Mapping[str, Observed]:
    return own_mapping(observed)


@frozen(kw_only=True)
class UnitRequest(Checked):
    """What is observed of one unit.

    Attributes:
        unit: the identity of the unit.
        period: the period; its last day is scored where no other date is asked for.
        level: the unit's administrative level.
        kind: the unit's kind.
        tags: the unit's tags.
        parent: the identity of the unit it belongs to.
        observations: what is observed of each indicator, by its code; one that is left out is
            unknown.

    >>> UnitRequest(unit="di-linh", observations={"osi": 0.5}).observations["osi"]
    0.5
    """

    unit: UnitId
    period: PartialDate | None = None
    level: Code | None = None
    kind: Code | None = None
    tags: tuple[Code, ...] = ()
    parent: UnitId | None = None
    observations: Mapping[Code, Observed] = field(converter=_own_observations)


@frozen(kw_only=True)
class UnitsRequest(Checked):
    """What is observed of several units, or of units in several periods.

    Attributes:
        rows: one for each unit, or for each unit and period.

    >>> UnitsRequest(rows=()).rows
    ()
    """

    rows: Annotated[tuple[UnitRequest, ...], MaxLen(MOST_ROWS)]


def score_json(payload: bytes, scorer: Scorer, *, as_of: date | None = None) -> bytes:
    """Score the observations of a request.

    It keeps nothing between calls, and a scorer serves any number of threads.

    Args:
        payload: UTF-8 JSON of at most :data:`LARGEST_REQUEST` bytes, a :class:`UnitRequest` or,
            with at most :data:`MOST_ROWS` ``rows``, a :class:`UnitsRequest`; what it may look
            like in full says ``json_schema("request")``.
        scorer: the rulebook made ready.
        as_of: the date that is scored; by default the last day of each row's period.

    Returns:
        Canonical JSON with all reasons: the scorecard of the unit or, of rows, the scoreboard.
        The bytes are those that ``to_json`` gives for a table with the same cells.

    Raises:
        SurveyError: with the problems of the request, the first hundred and how many more there
            are; paths are JSON pointers.
        RulebookError: if the rulebook is not valid on the date.
        UsageError: if ``as_of`` is no calendar day.

    >>> import egov_readiness as egov
    >>> scorer = egov.Scorer(egov.load_rulebook("un-egdi"))
    >>> payload = b'{"unit": "a", "observations": {"osi": 0.5, "tii": null, "hci": 0.8}}'
    >>> score_json(payload, scorer, as_of=date(2022, 7, 1))[:26]
    b'{"as_of":"2022-07-01","res'
    >>> try:
    ...     score_json(b'{"unit": "a", "observations": {"hcl": 0.5}}', scorer)
    ... except egov.SurveyError as error:
    ...     print(error.problems[0])
    /observations/hcl: unknown-indicator: un-egdi has no indicator 'hcl' (did you mean 'hci'?)
    """
    draft = draft_of_json(payload, SurveyError, largest=LARGEST_REQUEST)
    reading = _Reading(scorer.rulebook, as_of, draft)
    several = reading.read()
    # The row of a unit that takes something from the units below it does not say all.
    by_rows = not (reading.problems or needs_all_units(scorer.rulebook))
    if by_rows and not several:
        return _card_of_one(reading, scorer)
    table = reading.table()
    try:
        # What has problems already is scored for those of its values only.
        board = score(table, scorer, as_of=as_of, reasons=not (by_rows or reading.problems))
    except SurveyError as error:
        raise SurveyError(reading.listed(error.problems)) from None
    if reading.problems:
        raise SurveyError(reading.listed())
    if by_rows:
        rows = zip(table.rows, board.cards, strict=True)
        texts = tuple(scorer.card_json(row, card.as_of) for row, card in rows)
        # Nobody but who writes the board comes to see them.
        board = evolve(board, cards=cast("tuple[Scorecard, ...]", texts))
    return canonical_bytes(board if several else board.cards[0])


def _card_of_one(reading: "_Reading", scorer: Scorer) -> bytes:
    """Return the scorecard of a request without problems about one unit, which has no rank."""
    found = score_row(reading.rows[0], scorer.card_json, as_of=reading.as_of)
    if isinstance(found, tuple):
        raise SurveyError(reading.listed(found))
    return found.text.encode()


class _Reading:
    """The rows of a request as far as they can be read, and what is wrong with the rest."""

    def __init__(self, rulebook: Rulebook, as_of: date | None, draft: Draft) -> None:
        self.rulebook = rulebook
        self.codes = dict.fromkeys(indicator.code for indicator in rulebook.indicators)
        self.as_of = as_of
        self.value = draft.value
        self.problems: list[Problem] = [*draft.problems]
        self.rows: list[ObservationRow] = []
        self.places: dict[str, tuple[str | int, ...]] = {}

    def read(self) -> bool:
        """Read the one unit, or every row; tell whether it is asked for rows."""
        value = self.value
        if not (isinstance(value, Mapping) and "rows" in value):
            self.unit(value, ())
            return False
        rows = value["rows"]
        if not isinstance(rows, list):
            self.refuse(wrong_type(rows, "list", "write it in square brackets"), "rows")
            rows = []
        elif not rows:
            self.refuse(refuse("no-rows", "there is no row", "add rows"), "rows")
        elif len(rows) > MOST_ROWS:
            message, hint = f"it has more than {MOST_ROWS} rows", "split it, or score a file"
            self.refuse(refuse("too-large", message, hint), "rows")
            rows = []
        try:
            structure(UnitsRequest, {**value, "rows": []})
        except RecordError as error:
            self.refuse(error)
        for index, row in enumerate(rows):
            self.unit(row, ("rows", index), index)
        return True

    def refuse(self, error: RecordError, *at: str | int) -> None:
        """Add the problems with what stands at a place."""
        self.problems.extend(below(error, *at))

    def unit(self, value: object, at: tuple[str | int, ...], index: int = 0) -> None:
        """Read what is observed of one unit."""
        observed: object = {}
        if isinstance(value, Mapping) and "observations" in value:
            observed = value["observations"]
            value = {**value, "observations": {}}
        observations: dict[str, Observation] = {}
        if isinstance(observed, Mapping):
            for name, cell in observed.items():
                self.cell(name, cell, at, observations)
        else:
            self.refuse(wrong_type(observed, "table of observations"), *at, "observations")
        try:
            about = structure(UnitRequest, value)
        except RecordError as error:
            self.refuse(error, *at)
            return
        if self.as_of is None and about.period is None:
            message = "neither a date to score nor a period is given"
            self.refuse(refuse("no-date", message, "give a period, such as 2009"), *at, "period")
            return
        place = f"row {index + 2}"
        self.places[place] = at
        self.rows.append(
            ObservationRow(
                about.unit,
                observations,
                None if about.period is None else str(about.period),
                place,
                about.level,
                about.kind,
                about.tags,
                about.parent,
            )
        )

    def cell(
        self,
        name: str,
        cell: object,
        at: tuple[str | int, ...],
        observations: dict[str, Observation],
    ) -> None:
        """Read what is observed of one indicator."""
        code = name if name in self.codes else unicodedata.normalize("NFC", name)
        place = (*at, "observations", name)
        if code not in self.codes:
            # What is going to be counted only needs no hint, each of which takes a while.
            hint = nearest(code, self.codes) if len(self.problems) < MOST_PROBLEMS else ""
            message = f"{self.rulebook.id} has no indicator {code!r}"
            self.refuse(refuse("unknown-indicator", message, hint), *place)
        elif code in observations:
            self.refuse(refuse("duplicate-key", f"{code!r} stands here a second time"), *place)
        try:
            observations[code] = _observed(cell)
        except RecordError as error:
            self.refuse(error, *place)

    def table(self) -> ObservationTable:
        """Return the table with the same cells."""
        return ObservationTable.of(self.rows, self.codes, partial(digest_of_rows, self.rows))

    def listed(self, of_table: Iterable[Problem] = ()) -> list[Problem]:
        """Return the first problems, those of the table at their places in the request."""
        every = (*self.problems, *map(self.placed, of_table))
        return first_of(
            (evolve(problem, path=itself(problem.path)) for problem in every), "document"
        )

    def placed(self, problem: Problem) -> Problem:
        """Return a problem of the table at its place in the request."""
        row, _, code = problem.path.partition(":")
        at = self.places.get(row)
        if at is None:
            return evolve(problem, path="", message=f"{problem.path}: {problem.message}")
        if code in self.codes:
            return evolve(problem, path=pointer(*at, "observations", code))
        if not code:
            return evolve(problem, path=pointer(*at, "unit"))
        message = f"{code}: {problem.message}"
        return evolve(problem, path=pointer(*at, "observations"), message=message)


def _observed(cell: object) -> Observation:
    """Read what is observed, as a cell of a table is read."""
    if cell is None or type(cell) is float:
        return _taken(read_cell(cell, _NO_MARKS))  # as most are
    if isinstance(cell, dict):
        bounds = structure(Bounds, cell)
        return _taken(read_cell(Between(bounds.low, bounds.high), _NO_MARKS))
    if isinstance(cell, bool | list):
        raise wrong_type(cell, "number, text or bounds", 'such as 0.5, "yes" or null')
    if isinstance(cell, str) and len(cell) > LARGEST_TEXT:
        raise refuse("too-long", f"longer than {LARGEST_TEXT} characters")
    return _taken(read_cell(cell, _NO_MARKS))


def _taken(found: Observation | Problem) -> Observation:
    if isinstance(found, Observation):
        return found
    hint = "write null if it is unknown" if found.code == "not-finite" else found.hint
    raise RecordError([evolve(found, hint=hint)])


def problems_json(error: EgovReadinessError) -> bytes:
    r"""Return the body of the response to a request that has problems.

    Args:
        error: what was raised.

    Returns:
        Canonical JSON, an object with the list ``problems``: of each its ``code``, ``path``,
        ``message`` and, where there is one, ``hint``.

    >>> problems_json(SurveyError([Problem("missing", "/unit", "'unit' is missing")]))
    b'{"problems":[{"code":"missing","message":"\'unit\' is missing","path":"/unit"}]}'
    """
    if isinstance(error, RecordError | RulebookError | SurveyError | UsageError):
        problems = error.problems
    else:
        problems = (Problem("not-available", "", str(error)),)
    return canonical_bytes({"problems": [*map(_readable, problems)]})


def _readable(problem: Problem) -> Problem:
    """Return a problem whose texts can be written: half a surrogate pair is written as its code."""
    return Problem(
        *(
            text.encode("utf-8", "backslashreplace").decode("utf-8")
            for text in (problem.code, problem.path, problem.message, problem.hint)
        )
    )
