"""Strategies for the small values, in the spellings and the sizes that real data has."""

import string
from datetime import date
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from egov_readiness.dates import PartialDate, Period
from egov_readiness.kinds import (
    NOT_APPLICABLE,
    Amount,
    Between,
    Count,
    Money,
    Ratio,
    Text,
)

__all__ = [
    "amounts",
    "betweens",
    "codes",
    "counts",
    "days",
    "lines",
    "money",
    "numbers",
    "partial_dates",
    "periods",
    "ratios",
    "shares",
    "texts",
    "unit_ids",
    "words",
]

_LETTERS: Final = (
    string.ascii_lowercase
    + "đàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    + "ĐÁẤẾỐỨÝ"
)
# What a text may hold besides letters, and a careless reader of a file would lose or misread.
_MARKS: Final = " .,;:'\"=+-@#/\\|()[]{}<>&%\n\r\t0123456789…–\u2028\u00a0"
_FIRST: Final = date(2000, 1, 1)
_LAST: Final = date(2030, 12, 31)


def days(first: date = _FIRST, last: date = _LAST) -> st.SearchStrategy[date]:
    """Return calendar days, by default from 2000 to 2030.

    Args:
        first: the first day.
        last: the last day.
    """
    return st.dates(first, last)


def words() -> st.SearchStrategy[str]:
    """Return short words in English and Vietnamese letters."""
    return st.text(_LETTERS, min_size=1, max_size=12)


def lines() -> st.SearchStrategy[str]:
    """Return texts that are not blank, some with spaces, quotes and breaks around a word."""
    marks = st.text(_MARKS, max_size=3)
    return words() | st.tuples(marks, words(), marks).map("".join)


def codes() -> st.SearchStrategy[str]:
    """Return codes of records, indicators and groups, with inner dots and dashes.

    Some are numbers of documents, and some look like a number, bounds or a formula.
    """
    parts = st.lists(st.text("abc019", min_size=1, max_size=3), min_size=1, max_size=3)
    joined = st.tuples(parts, st.sampled_from(".-/")).map(lambda pair: pair[1].join(pair[0]))
    real = ["2599/QĐ-UBND", "16/NQ-TU", "phòng một cửa", "n/a", "001", "0.5..1", "true", "=1+1"]
    return joined | st.sampled_from(real)


def unit_ids() -> st.SearchStrategy[str]:
    """Return identities of administrative units, some of them in Vietnamese spelling."""
    real = ["di-linh", "lam-dong", "Đơn Dương", "bảo-lộc", "VN-35"]
    return st.sampled_from(real) | st.lists(words(), min_size=1, max_size=2).map("-".join)


def texts(languages: tuple[str, ...] = ("en", "vi")) -> st.SearchStrategy[Text]:
    """Return texts in the given languages.

    Args:
        languages: the language tags, at least one.
    """
    return st.fixed_dictionaries({language: lines() for language in languages}).map(Text)


def partial_dates(first: date = _FIRST, last: date = _LAST) -> st.SearchStrategy[PartialDate]:
    """Return dates known to the day, the month or the year, and windows of days.

    Args:
        first: the first of the days that they speak of.
        last: the last of the days that they speak of.
    """

    def window(ends: tuple[date, date]) -> str:
        return f"{min(ends).isoformat()}/{max(ends).isoformat()}"

    spelled = st.one_of(
        days(first, last).map(date.isoformat),
        days(first, last).map(lambda day: f"{day:%Y-%m}"),
        days(first, last).map(lambda day: f"{day:%Y}"),
        st.tuples(days(first, last), days(first, last)).map(window),
    )
    return spelled.map(PartialDate)


def periods() -> st.SearchStrategy[Period]:
    """Return times of validity, open at either end or not."""

    def period(parts: tuple[date, int, bool, bool]) -> Period:
        since, length, open_before, open_after = parts
        until = date.fromordinal(since.toordinal() + length)
        return Period(None if open_before else since, None if open_after else until)

    return st.tuples(days(), st.integers(1, 4000), st.booleans(), st.booleans()).map(period)


def numbers(low: float = -1e6, high: float = 1e6) -> st.SearchStrategy[float]:
    """Return finite numbers, often one that is written with few digits.

    Args:
        low: the least number.
        high: the greatest number.
    """
    tenths = st.integers(0, 10).map(lambda tenth: low + (high - low) * tenth / 10)
    return tenths | st.floats(low, high, allow_subnormal=False)


def shares() -> st.SearchStrategy[float]:
    """Return parts of a whole, from 0 to 1."""
    return numbers(0.0, 1.0)


def betweens(low: float = 0.0, high: float = 1.0) -> st.SearchStrategy[Between]:
    """Return bounds within a range.

    Args:
        low: the least lower bound.
        high: the greatest upper bound.
    """
    ends = st.tuples(numbers(low, high), numbers(low, high))
    return ends.map(lambda pair: Between(min(pair), max(pair)))


def counts(most: int = 500) -> st.SearchStrategy[Count]:
    """Return counts that are known, bounded, not applicable or unknown.

    Args:
        most: the greatest count.
    """
    whole = st.integers(0, most)
    bounded = st.tuples(whole, whole).map(lambda ends: Between(min(ends), max(ends)))
    return st.one_of(st.none(), whole, bounded, st.just(NOT_APPLICABLE))


def amounts() -> st.SearchStrategy[Amount]:
    """Return quantities that are known, bounded, not applicable or unknown."""
    return st.one_of(st.none(), numbers(0, 1e6), betweens(0, 1e6), st.just(NOT_APPLICABLE))


def ratios() -> st.SearchStrategy[Ratio]:
    """Return shares as numerator and denominator, nothing of nothing among them."""
    parts = st.tuples(st.integers(0, 500), st.integers(0, 500))
    return parts.map(lambda pair: Ratio(min(pair), max(pair)))


def money() -> st.SearchStrategy[Money]:
    """Return amounts of money, with and without a fraction."""
    amount = st.decimals(0, 10**12, places=2) | st.integers(0, 10**12).map(Decimal)
    return st.builds(Money, amount, st.sampled_from(["VND", "USD", "EUR"]))
