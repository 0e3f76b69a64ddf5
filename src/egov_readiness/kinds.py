"""Constrained aliases and small values that every other room is built from.

Three states that are never mixed up: a quantity may be *unknown* (``None``), *not applicable*
(``NOT_APPLICABLE``) or zero (``0``).  A quantity known only to lie between two numbers is
``Between``.  All small values have one spelling, used alike in JSON, TOML and sheets.
"""

import math
import re
import unicodedata
from collections.abc import ItemsView, Iterator, Mapping
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Final, TypeVar

from annotated_types import Ge, Le, MaxLen, MinLen
from attrs import frozen

from egov_readiness.errors import Problem, RecordError

__all__ = [
    "LARGEST_TEXT",
    "LONGEST_AMOUNT",
    "NOT_APPLICABLE",
    "NOT_APPLICABLE_SPELLING",
    "Amount",
    "Between",
    "Code",
    "Count",
    "Line",
    "Money",
    "NonNegative",
    "NotApplicable",
    "Origin",
    "Pattern",
    "Quantifier",
    "Ratio",
    "Share",
    "Text",
    "UnitId",
    "own_mapping",
    "parse_number",
    "range_of",
    "refuse",
]

LONGEST_AMOUNT: Final = 40
"""The most characters that an amount of money is written with."""

LARGEST_TEXT: Final = 20_000
"""The longest text, in characters, that any field accepts."""


@frozen
class Pattern:
    """A regular expression that a whole text has to match; used inside ``Annotated``.

    Attributes:
        regex: the expression, in the subset that Python and JSON Schema share.

    >>> Pattern("[0-9]+").regex
    '[0-9]+'
    """

    regex: str


Key = TypeVar("Key")
Value = TypeVar("Value")

Line = Annotated[str, MinLen(1), MaxLen(LARGEST_TEXT), Pattern(r"[\s\S]*\S[\s\S]*")]
"""A text that is not empty or blank."""

Code = Annotated[str, MinLen(1), MaxLen(200), Pattern(r"[^\s;,](?:[^;,\t\r\n]*[^\s;,])?")]
"""A code of an indicator, a group, a record or a document: no commas, no semicolons."""

UnitId = Annotated[str, MinLen(1), MaxLen(200), Pattern(r"[^\s](?:[^\t\r\n]*[^\s])?")]
"""The opaque identity of an administrative unit, such as ``di-linh``; never a public code."""

Share = Annotated[float, Ge(0), Le(1)]
"""A part of a whole, from 0 to 1."""

NonNegative = Annotated[float, Ge(0)]
"""A finite number that is not negative."""


class NotApplicable(Enum):
    """The question does not arise for this unit; different from unknown and from zero."""

    NOT_APPLICABLE = "n/a"

    def __str__(self) -> str:
        """Return the spelling used in files."""
        return "n/a"


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE
"""The one value of :class:`NotApplicable`."""

NOT_APPLICABLE_SPELLING: Final = "n/a"
"""How :data:`NOT_APPLICABLE` is written in every file."""

_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


def parse_number(text: str) -> float | None:
    """Read a finite number with a decimal point; ``None`` if the text is no such number.

    ``nan``, ``inf``, ``1e999``, thousands separators and decimal commas are no numbers.

    >>> parse_number("0.25"), parse_number("1e999"), parse_number("1,5")
    (0.25, None, None)
    """
    if len(text) > 400 or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def _spelled(number: float) -> str:
    return str(number) if isinstance(number, int) else repr(number)


def refuse(code: str, message: str, hint: str = "", path: str = "") -> RecordError:
    """Return the error that a small value raises about itself.

    Args:
        code: the code of the problem.
        message: what is wrong.
        hint: what to do about it.
        path: where, inside the value.

    >>> refuse("not-ratio", "'x' is not A/B").problems[0].code
    'not-ratio'
    """
    return RecordError([Problem(code, path, message, hint)])


@frozen
class Between:
    """A quantity known only to lie between two numbers, both ends included.

    Attributes:
        low: the least it can be.
        high: the most it can be.

    Raises:
        RecordError: if an end is not finite or ``low`` exceeds ``high``.

    >>> str(Between(0.5, 1))
    '0.5..1'
    >>> Between.parse("0.5..1") == Between(0.5, 1)
    True
    """

    low: float
    high: float

    def __attrs_post_init__(self) -> None:
        for end in (self.low, self.high):
            if isinstance(end, bool) or not isinstance(end, int | float) or not math.isfinite(end):
                raise refuse("not-finite", f"{end!r} is no finite number", "write LOW..HIGH")
        if self.low > self.high:
            raise refuse(
                "bounds-reversed",
                f"the lower bound {self.low} exceeds the upper bound {self.high}",
                "write the smaller number first",
            )

    @classmethod
    def parse(cls, text: str) -> "Between":
        """Read the spelling ``LOW..HIGH``.

        Raises:
            RecordError: if the text is not two numbers joined by two dots.
        """
        low_text, _, high_text = text.partition("..")
        low, high = parse_number(low_text.strip()), parse_number(high_text.strip())
        if low is None or high is None:
            raise refuse("not-bounds", f"{text!r} is not LOW..HIGH", "for example 0.5..1")
        return cls(_whole(low, low_text), _whole(high, high_text))

    def __str__(self) -> str:
        """Return the spelling used in files."""
        return f"{_spelled(self.low)}..{_spelled(self.high)}"


def _whole(number: float, text: str) -> float:
    """Keep a number that was written as an integer an integer, so that round trips are exact."""
    return int(text) if re.fullmatch(r"\s*[+-]?\d+\s*", text) else number


Count = Annotated[int, Ge(0), Le(2**53 - 1)] | Between | NotApplicable | None
"""A number of things or people: known, bounded, not applicable, or unknown (``None``).

JSON holds whole numbers exactly up to 2⁵³ − 1, so that is the limit.
"""

Amount = Annotated[float, Ge(0)] | Between | NotApplicable | None
"""A quantity that need not be whole: known, bounded, not applicable, or unknown (``None``)."""


def own_mapping(value: Mapping[Key, Value]) -> Mapping[Key, Value]:
    """Return a copy of a mapping, so that nobody else can change what a record holds.

    What is no mapping is returned as it is, for the record's own check to refuse.

    >>> given = {"vn-gso-district": "679"}
    >>> held = own_mapping(given)
    >>> given.clear()
    >>> held
    {'vn-gso-district': '679'}
    """
    return dict(value) if isinstance(value, Mapping) else value


def range_of(quantity: float | Between) -> tuple[float, float]:
    """Return the least and the most that a known or bounded quantity can be.

    >>> range_of(3), range_of(Between(1, 2))
    ((3, 3), (1, 2))
    """
    if isinstance(quantity, Between):
        return quantity.low, quantity.high
    return quantity, quantity


@frozen
class Ratio:
    """A share kept as numerator and denominator, so that a percentage is only ever derived.

    Attributes:
        numerator: how many of them; not negative and not above the denominator.
        denominator: how many there are; not negative.

    Raises:
        RecordError: if a part is negative or not finite, or the numerator is the larger.

    >>> Ratio(10, 12).share
    0.8333333333333334
    >>> Ratio(0, 0).share is None
    True
    """

    numerator: float
    denominator: float

    def __attrs_post_init__(self) -> None:
        for part in (self.numerator, self.denominator):
            if (
                isinstance(part, bool)
                or not isinstance(part, int | float)
                or not math.isfinite(part)
                or part < 0
            ):
                raise refuse("not-ratio", f"{part!r} is no finite number of at least 0")
        if self.numerator > self.denominator:
            raise refuse(
                "numerator-exceeds-denominator",
                f"{self.numerator} of {self.denominator} is more than all of them",
                "check both counts; they must speak of the same set",
            )

    @property
    def share(self) -> float | None:
        """The share from 0 to 1, or ``None`` when there is nothing to take a share of."""
        return self.numerator / self.denominator if self.denominator else None

    @classmethod
    def parse(cls, text: str) -> "Ratio":
        """Read the spelling ``NUMERATOR/DENOMINATOR``.

        Raises:
            RecordError: if the text is not two numbers joined by a slash.
        """
        numerator_text, _, denominator_text = text.partition("/")
        numerator = parse_number(numerator_text.strip())
        denominator = parse_number(denominator_text.strip())
        if numerator is None or denominator is None:
            raise refuse("not-ratio", f"{text!r} is not A/B", "for example 10/12")
        return cls(_whole(numerator, numerator_text), _whole(denominator, denominator_text))

    def __str__(self) -> str:
        """Return the spelling used in files."""
        return f"{_spelled(self.numerator)}/{_spelled(self.denominator)}"


@frozen
class Money:
    """An amount in one currency, exact.

    Attributes:
        amount: how much, not negative; the Vietnamese đồng has no fraction in use.
        currency: the ISO 4217 code.

    Raises:
        RecordError: if the amount is negative or not finite, or the currency is no code.

    >>> str(Money(Decimal(900_000_000), "VND"))
    '900000000 VND'
    """

    amount: Decimal
    currency: str

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite() or self.amount < 0:
            raise refuse("not-money", f"{self.amount!r} is no amount of at least 0")
        if not isinstance(self.currency, str) or not re.fullmatch("[A-Z]{3}", self.currency):
            raise refuse("not-currency", f"{self.currency!r} is no ISO 4217 code", "such as VND")

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Read the spelling ``AMOUNT CURRENCY``.

        Raises:
            RecordError: if the text is not an amount and a currency.
        """
        amount, _, currency = text.strip().partition(" ")
        if len(amount) > LONGEST_AMOUNT or parse_number(amount) is None:
            raise refuse("not-money", f"{text!r} is no money", "for example 900000 VND")
        return cls(Decimal(amount), currency)

    def __str__(self) -> str:
        """Return the spelling used in files."""
        return f"{self.amount:f} {self.currency}"


class Text(Mapping[str, str]):
    """A text in one or more languages, by BCP 47 language tag, normalised to NFC.

    Args:
        values: the text in each language, at least one, none of them empty.

    Raises:
        RecordError: if there is no language, a tag is malformed or a text is empty or too long.

    >>> title = Text({"en": "Readiness", "vi": "Điều kiện sẵn sàng"})
    >>> title.to("vi"), title.to("fr")
    ('Điều kiện sẵn sàng', 'Readiness')
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        if not isinstance(values, Mapping) or not values:
            raise refuse("no-text", "no text in any language", 'write { en = "…", vi = "…" }')
        for tag, text in values.items():
            if not isinstance(tag, str) or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
                raise refuse("not-a-language", f"{tag!r} is no language tag", "such as en or vi")
            if not isinstance(text, str) or not text.strip():
                raise refuse("empty-text", "the text is empty", path=tag)
            if len(text) > LARGEST_TEXT:
                raise refuse("too-long", f"longer than {LARGEST_TEXT} characters", path=tag)
        self._values = {tag: unicodedata.normalize("NFC", values[tag]) for tag in sorted(values)}

    def __getitem__(self, tag: str) -> str:
        return self._values[tag]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def items(self) -> ItemsView[str, str]:
        """Return the languages with their texts, without looking each of them up."""
        return self._values.items()

    def __hash__(self) -> int:
        return hash(tuple(self._values.items()))

    def __repr__(self) -> str:
        return f"Text({self._values!r})"

    def to(self, tag: str) -> str:
        """Return the text in a language, or in English, or in whichever language there is."""
        values = self._values
        return values.get(tag) or values.get("en") or next(iter(values.values()))


class Origin(StrEnum):
    """Where a record or a piece of evidence comes from (domain rule E3)."""

    MEASURED = "measured"
    INSPECTED = "inspected"
    DOCUMENT = "document"
    THIRD_PARTY = "third_party"
    SELF_REPORT = "self_report"
    PRESS = "press"


class Quantifier(StrEnum):
    """A word of quantity over a set of units; it gives bounds, never a point.

    ``ALL`` tất cả, ``MOST`` hầu hết, ``MAJORITY`` phần lớn, ``SOME`` một số, ``NONE`` không.
    """

    ALL = "all"
    MOST = "most"
    MAJORITY = "majority"
    SOME = "some"
    NONE = "none"
