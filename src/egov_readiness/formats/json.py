"""JSON: read with declared limits and every problem, written in its canonical form (RFC 8785)."""

import json
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final, TypeVar, cast

from attrs import evolve

from egov_readiness.canonical import canonical_bytes
from egov_readiness.errors import (
    MissingExtraError,
    Problem,
    RecordError,
    RulebookError,
    SurveyError,
)
from egov_readiness.formats.assemble import Draft, itself, rulebook_of, survey_of
from egov_readiness.formats.convert import structure
from egov_readiness.formats.files import DEEPEST, LARGEST_FILE, decode, too_large
from egov_readiness.formats.pointers import pointer
from egov_readiness.kinds import refuse
from egov_readiness.model import Survey, check_survey
from egov_readiness.rules import Rulebook
from egov_readiness.rules.lint import LARGEST_DEPTH
from egov_readiness.scoring.result import Scoreboard, Scorecard

__all__ = [
    "DEEPEST_SCOREBOARD",
    "LONGEST_NUMBER",
    "draft_of_json",
    "from_json",
    "parse_json",
    "survey_of_json",
    "to_json",
]

LONGEST_NUMBER: Final = 400
"""The most digits that a whole number may have; more are beyond every double."""

DEEPEST_SCOREBOARD: Final = 2 * LARGEST_DEPTH + 16
"""How deep a scoreboard may be nested: every level of a rulebook is a list and an object."""


def to_json(value: Survey | Rulebook | Scoreboard | Scorecard) -> str:
    """Return an object as canonical JSON: one text for one meaning, stable byte for byte.

    Fields at their default are left out.

    Args:
        value: a survey, a rulebook, a scoreboard or a scorecard.

    >>> from egov_readiness.kinds import Text
    >>> to_json(Survey(id="s", title=Text({"vi": "Ví dụ", "en": "Example"})))
    '{"id":"s","title":{"en":"Example","vi":"Ví dụ"}}'
    """
    return canonical_bytes(value).decode("utf-8")


_Whole = TypeVar("_Whole", Survey, Rulebook, Scoreboard)


def from_json(cls: type[_Whole], data: bytes | str) -> _Whole:
    """Read a survey, a rulebook or a scoreboard from its JSON document.

    A survey is checked and a rulebook linted; the rulebook of a scoreboard is no part of it.
    With the extra ``fast`` a survey in which all is well is read sooner; what comes of a document
    does not depend on it.

    Args:
        cls: what is to be read: ``Survey``, ``Rulebook`` or ``Scoreboard``.
        data: the document; bytes are UTF-8, with or without byte order mark.

    Raises:
        SurveyError: if a survey or a scoreboard has problems, with all of them; paths are JSON
            pointers.
        RulebookError: if a rulebook has problems, with all of them; paths are such as
            ``indicator[lan_in_use].weight``.

    >>> from_json(Survey, '{"id": "s", "title": {"en": "Example"}}').id
    's'
    """
    return cast("_Whole", _READERS[cls](data))


def survey_of_json(data: bytes | str, name: str = "") -> Survey:
    """Read a survey from its JSON document, and check that it agrees with itself.

    Args:
        data: the document; bytes are UTF-8, with or without byte order mark.
        name: the name of its file, for problems; empty for a payload.

    Raises:
        SurveyError: if anything in it is wrong, with every problem at its place.

    >>> survey_of_json('{"id": "s", "title": {"en": "Example"}}').id
    's'
    """
    survey = _fast_reader()(data)
    if survey is not None and not check_survey(survey):
        return survey
    return survey_of(draft_of_json(data, SurveyError, name))


@cache
def _fast_reader() -> Callable[[bytes | str], Survey | None]:
    """Return what reads a survey in which all is well, if the extra for it is installed."""
    try:
        from egov_readiness.formats.fast import read_survey  # noqa: PLC0415  # optional: the extra fast
    except MissingExtraError:
        return lambda _: None
    return read_survey


def _rulebook(data: bytes | str) -> Rulebook:
    return rulebook_of(draft_of_json(data, RulebookError))


def _scoreboard(data: bytes | str) -> Scoreboard:
    draft = draft_of_json(data, SurveyError, deepest=DEEPEST_SCOREBOARD)
    try:
        board = structure(Scoreboard, draft.value)
    except RecordError as error:
        found = (evolve(problem, path=itself(problem.path)) for problem in error.problems)
        raise SurveyError([*draft.problems, *found]) from None
    if draft.problems:
        raise SurveyError(draft.problems)
    return board


_READERS: Final[Mapping[type, Callable[[bytes | str], object]]] = {
    Survey: survey_of_json,
    Rulebook: _rulebook,
    Scoreboard: _scoreboard,
}


def draft_of_json(
    data: bytes | str,
    raises: type[RulebookError] | type[SurveyError],
    name: str = "",
    *,
    largest: int = LARGEST_FILE,
    deepest: int = DEEPEST,
) -> Draft:
    """Read a JSON document as far as it can be read without knowing what it is about.

    Args:
        data: the document.
        raises: the error to raise if it is no JSON.
        name: the name of its file, for problems; empty for a payload.
        largest: the most bytes that it may have.
        deepest: how deep lists and objects may be nested.

    >>> draft_of_json("[]", SurveyError).value
    []
    """

    def locate(place: str) -> str:
        return ":".join(filter(None, (name, place))) or itself("")

    def placed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
        return tuple(evolve(problem, path=locate(problem.path)) for problem in problems)

    try:
        value, problems = parse_json(data, largest=largest, deepest=deepest)
    except RecordError as error:
        raise raises(placed(error.problems)) from None
    return Draft(value, locate, placed(problems))


class _Repeating(dict[str, object]):
    """An object in which names stood more than once."""

    repeated: tuple[str, ...] = ()


class _Members:
    """Makes objects of their names and values, and tells whether names stood more than once."""

    def __init__(self) -> None:
        self.repeated = False

    def __call__(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        """Make one object."""
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        self.repeated = True
        repeating = _Repeating(members)
        times = Counter(name for name, _ in pairs)
        repeating.repeated = tuple(name for name, count in times.items() if count > 1)
        return repeating


def _whole_number(text: str) -> float:
    # So many digits are beyond every double, and int() would refuse them without a place.
    return int(text) if len(text) <= LONGEST_NUMBER else float(text)


def parse_json(
    data: bytes | str, *, largest: int = LARGEST_FILE, deepest: int = DEEPEST
) -> tuple[object, tuple[Problem, ...]]:
    """Read JSON into plain values.

    A number that no double can hold, ``NaN`` and ``Infinity`` become numbers that are not
    finite, so that whoever expects a number there reports them at their place.

    Args:
        data: the document; bytes are UTF-8, with or without byte order mark.
        largest: the most bytes, or characters of a text, that it may have.
        deepest: how deep lists and objects may be nested.

    Returns:
        The plain values, and the problems that do not prevent reading on: names that stand
        twice and texts that are no Unicode.  Paths are JSON pointers, empty for the whole.

    Raises:
        RecordError: if it is no JSON, or exceeds a limit.

    >>> parse_json('{"a": 1, "a": 2}')[1][0].path
    '/a'
    """
    if len(data) > largest:
        raise too_large(largest)
    text = decode(data) if isinstance(data, bytes) else data.removeprefix("\ufeff")
    if not text.strip():
        raise refuse("empty-file", "there is nothing in it")
    members = _Members()
    try:
        value: object = json.loads(text, object_pairs_hook=members, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        raise refuse(
            "malformed-json",
            f"it is no JSON: {error.msg}",
            "JSON has double quotes, no comments and no comma after the last item",
            f"line {error.lineno}, column {error.colno}",
        ) from None
    except RecursionError:
        raise _too_deep(deepest) from None
    # Looking for places takes as long as reading, and there is hardly ever anything to find.
    odd = members.repeated or not _is_plain(value, text, deepest)
    return value, tuple(_oddities(value, deepest)) if odd else ()


def _too_deep(deepest: int) -> RecordError:
    return refuse("too-deep", f"lists and objects are nested more than {deepest} deep")


def _is_plain(value: object, text: str, deepest: int) -> bool:
    """Tell whether nothing is odd about plain values, if that can be told without their places."""
    if not text.isascii() and _SURROGATE.search(text):
        return False
    if "\\" in text and _ESCAPED_SURROGATE.search(text):
        return False
    if text.count("{") + text.count("[") <= deepest:
        return True
    level = [value]
    for _ in range(deepest):
        inner: list[object] = []
        for here in level:
            if isinstance(here, dict):
                inner.extend(here.values())
            elif isinstance(here, list):
                inner.extend(here)
        level = [here for here in inner if isinstance(here, (dict, list))]
    return not level


_ESCAPED_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _oddities(value: object, deepest: int) -> Iterator[Problem]:
    """Yield what is wrong with plain values whatever they mean, level by level."""
    pending: deque[tuple[object, tuple[str | int, ...]]] = deque([(value, ())])
    while pending:
        here, place = pending.popleft()
        if isinstance(here, str):
            if _SURROGATE.search(here):
                yield Problem(
                    "not-unicode", pointer(*place), "the text has half of a surrogate pair"
                )
        elif isinstance(here, dict | list):
            if len(place) >= deepest:
                raise _too_deep(deepest)
            if isinstance(here, _Repeating):
                for name in here.repeated:
                    yield Problem(
                        "duplicate-key",
                        pointer(*place, name),
                        f"{name!r} stands here more than once",
                        "keep one of them",
                    )
            items = here.items() if isinstance(here, dict) else enumerate(here)
            for key, item in items:
                if isinstance(key, str) and _SURROGATE.search(key):
                    yield Problem("not-unicode", pointer(*place), "a name is no Unicode")
                pending.append((item, (*place, key)))
