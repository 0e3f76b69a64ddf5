"""Single values as JSON and TOML give them: texts, numbers, dates and small values."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType
from typing import Final

import attrs

from egov_readiness.dates import PartialDate
from egov_readiness.errors import Problem, RecordError, nearest
from egov_readiness.formats.pointers import below, pointer
from egov_readiness.kinds import Between, Money, Ratio, Text, parse_number, refuse
from egov_readiness.observations import parse_cell

__all__ = [
    "LARGEST_INTEGER",
    "Reader",
    "Spelling",
    "is_number",
    "not_a_number",
    "one_of",
    "shown",
    "spelling_of",
    "wrong_type",
]

LARGEST_INTEGER: Final = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exact (RFC 7493)."""

LONGEST_SHOWN: Final = 60
"""The most characters of a value that a message repeats."""

Reader = Callable[[object], object]
"""Reads one plain value; raises a :class:`RecordError` whose paths begin at that value."""


def shown(value: object) -> str:
    """Name a value in a message without repeating more of it than a reader needs.

    >>> shown(None), shown([1]), shown("x")
    ('nothing (null)', 'a list', "'x'")
    """
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, date):
        return str(value)
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def wrong_type(value: object, wanted: str, hint: str = "") -> RecordError:
    """Return the error that a value is not what is wanted.

    Args:
        value: the plain value.
        wanted: what is wanted in its place.
        hint: what to do about it.

    >>> print(wrong_type(5, "text"))
    : wrong-type: 5 is no text
    """
    return refuse("wrong-type", f"{shown(value)} is no {wanted}", hint)


def one_of(value: object, texts: Iterable[str]) -> str:
    """Read one of a few texts.

    Args:
        value: the plain value.
        texts: the texts it may be.

    Raises:
        RecordError: if it is no text, or none of them; they are listed.

    >>> one_of("lan", ["lan", "wan"])
    'lan'
    """
    known = list(texts)
    listed = ", ".join(known)
    if not isinstance(value, str):
        raise wrong_type(value, "text", f"one of {listed}")
    text = unicodedata.normalize("NFC", value)
    if text not in known:
        raise refuse("unknown-value", f"{shown(value)} is none of {listed}", nearest(value, known))
    return text


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise wrong_type(value, "text", "write it in quotes" if is_number(value) else "")
    return unicodedata.normalize("NFC", value)


def is_number(value: object) -> bool:
    """Tell whether a plain value is a number; true and false are none.

    >>> is_number(1), is_number(True)
    (True, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number_hint(value: object) -> str:
    if not isinstance(value, str):
        return ""
    if parse_number(value.strip()) is not None:
        return f"write {value.strip()} without quotes"
    if parse_number(value.strip().replace(",", ".")) is not None:
        return "write a decimal point and no thousands separator"
    return "leave it out if it is unknown"


def not_a_number(value: object, wanted: str) -> RecordError:
    """Return why a value is no number: not finite, bounds reversed, or no number at all.

    Args:
        value: the plain value.
        wanted: what is wanted in its place.

    >>> not_a_number("1e999", "number").problems[0].code
    'not-finite'
    """
    found = parse_cell(value) if isinstance(value, str) else None
    if isinstance(found, Problem):
        return RecordError([found])
    return wrong_type(value, wanted, _number_hint(value))


def _read_finite(value: object, wanted: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise not_a_number(value, wanted)
    try:
        finite = math.isfinite(value)
    except OverflowError:
        finite = False
    if not finite:
        raise refuse("not-finite", "it is no finite number", "leave it out if it is unknown")
    return value


def _read_whole(value: object) -> int:
    number = _read_finite(value, "whole number")
    if number != int(number):
        raise wrong_type(value, "whole number")
    if abs(number) > LARGEST_INTEGER:
        raise refuse("too-large", f"{shown(value)} is beyond {LARGEST_INTEGER}")
    return int(number)


def _read_number(value: object) -> float:
    number = _read_finite(value, "number")
    return float(number) if abs(number) > LARGEST_INTEGER else number


def _read_truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise wrong_type(value, "true or false", "write true or false, without quotes")
    return value


def _read_nothing(value: object) -> None:
    if value is not None:
        raise wrong_type(value, "nothing (null)")


_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read_day(value: object) -> date:
    if isinstance(value, datetime):
        raise wrong_type(value, "date", "write the day without a time, such as 2008-10-03")
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise wrong_type(value, "date", "write YYYY-MM-DD, such as 2008-10-03")
    try:
        # Python also reads 20081003 and 2008-W40-5, which other readers of the file would not.
        return date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except ValueError:
        raise refuse(
            "not-a-date",
            f"{shown(value)} is no day of the calendar",
            "write YYYY-MM-DD, such as 2008-10-03",
        ) from None


def _read_partial_date(value: object) -> PartialDate:
    if isinstance(value, datetime):
        raise wrong_type(value, "date", "write the day without a time, such as 2008-10-03")
    if isinstance(value, date):
        return PartialDate.of(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return PartialDate(str(value)[:20])
    if not isinstance(value, str):
        raise wrong_type(value, "date", "write 2008, 2008-10 or 2008-10-03")
    return PartialDate(value)


def _read_text_by_language(value: object) -> Text:
    if not isinstance(value, Mapping):
        raise wrong_type(value, "text by language", 'write { en = "…", vi = "…" }')
    problems: list[Problem] = []
    for tag, text in value.items():
        if not isinstance(text, str):
            problems.extend(below(wrong_type(text, "text"), str(tag)))
    if problems:
        raise RecordError(problems)
    try:
        return Text(value)
    except RecordError as error:
        raise RecordError(
            attrs.evolve(problem, path=pointer(problem.path) if problem.path else "")
            for problem in error.problems
        ) from None


def _read_decimal(value: object) -> Decimal:
    if not isinstance(value, str) or parse_number(value) is None:
        raise wrong_type(value, "decimal number in quotes", 'such as "0.75"')
    return Decimal(value)


def _spelled_reader(parse: Callable[[str], object], wanted: str) -> Reader:
    def read(value: object) -> object:
        if not isinstance(value, str):
            raise wrong_type(value, wanted)
        return parse(value)

    return read


def _enumeration_reader(kind: type[Enum]) -> Reader:
    members = {str(member.value): member for member in kind}

    def read(value: object) -> Enum:
        member = members.get(value) if isinstance(value, str) else None
        return members[one_of(value, members)] if member is None else member

    return read


@attrs.frozen
class Spelling:
    """How one kind of single value is written in files.

    Attributes:
        read: reads it.
        plain_types: the plain types it is read from.
        name: what it is called in messages.
        mark: what tells that a text is meant as this kind and no other; empty if nothing does.
    """

    read: Reader
    plain_types: tuple[type, ...]
    name: str
    mark: str = ""


_NUMBERS: Final = (int, float)

_SPELLINGS: Final[Mapping[type, Spelling]] = {
    str: Spelling(_read_text, (str,), "text"),
    int: Spelling(_read_whole, _NUMBERS, "whole number"),
    float: Spelling(_read_number, _NUMBERS, "number"),
    bool: Spelling(_read_truth, (bool,), "true or false"),
    date: Spelling(_read_day, (str, date, datetime), "date"),
    NoneType: Spelling(_read_nothing, (NoneType,), "null"),
    PartialDate: Spelling(_read_partial_date, (str, int, date, datetime), "date"),
    Text: Spelling(_read_text_by_language, (dict,), "text by language"),
    Decimal: Spelling(_read_decimal, (str,), "decimal number in quotes"),
    Between: Spelling(_spelled_reader(Between.parse, "LOW..HIGH"), (str,), "LOW..HIGH", ".."),
    Ratio: Spelling(_spelled_reader(Ratio.parse, "A/B"), (str,), "A/B", "/"),
    Money: Spelling(_spelled_reader(Money.parse, "money"), (str,), "money"),
}


@cache
def spelling_of(kind: type) -> Spelling:
    """Return how a kind of single value is written in files.

    Args:
        kind: ``str``, ``int``, ``float``, ``bool``, ``date``, an enumeration, a small value or
            ``NoneType``.

    Raises:
        TypeError: if it has no spelling.

    >>> spelling_of(Between).read("0.5..1")
    Between(low=0.5, high=1)
    """
    if kind in _SPELLINGS:
        return _SPELLINGS[kind]
    if issubclass(kind, Enum):
        named = " or ".join(str(member.value) for member in kind)
        return Spelling(_enumeration_reader(kind), (str,), named)
    raise TypeError(f"{kind!r} has no spelling in files")
