"""Strategies for the small values."""

from datetime import date
from decimal import Decimal

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
    "money",
    "partial_dates",
    "periods",
    "ratios",
    "texts",
    "words",
]

_LETTERS = (
    "abcdefghijklmnopqrstuvwxyzđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
)
_FIRST, _LAST = date(2000, 1, 1), date(2030, 12, 31)


def days() -> st.SearchStrategy[date]:
    """Return calendar days from 2000 to 2030."""
    return st.dates(_FIRST, _LAST)


def words() -> st.SearchStrategy[str]:
    """Return short words in English and Vietnamese letters."""
    return st.text(_LETTERS, min_size=1, max_size=12)


def codes() -> st.SearchStrategy[str]:
    """Return codes of records, indicators and groups, with inner dots and dashes."""
    return st.lists(st.text("abc019", min_size=1, max_size=3), min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from([".", "-", "/"]).map(lambda joint: joint.join(parts))
    )


def texts(languages: tuple[str, ...] = ("en", "vi")) -> st.SearchStrategy[Text]:
    """Return texts in the given languages.

    Args:
        languages: the language tags, at least one.
    """
    return st.fixed_dictionaries({language: words() for language in languages}).map(Text)


def partial_dates() -> st.SearchStrategy[PartialDate]:
    """Return dates known to the day, the month or the year, and windows of days."""

    def window(ends: tuple[date, date]) -> str:
        first, last = sorted(ends)
        return f"{first.isoformat()}/{last.isoformat()}"

    spelled = st.one_of(
        days().map(date.isoformat),
        days().map(lambda day: f"{day:%Y-%m}"),
        days().map(lambda day: f"{day:%Y}"),
        st.tuples(days(), days()).map(window),
    )
    return spelled.map(PartialDate)


def periods() -> st.SearchStrategy[Period]:
    """Return times of validity, open at either end or not."""

    def period(parts: tuple[date, int, bool, bool]) -> Period:
        since, length, open_before, open_after = parts
        until = date.fromordinal(since.toordinal() + length)
        return Period(None if open_before else since, None if open_after else until)

    return st.tuples(days(), st.integers(1, 4000), st.booleans(), st.booleans()).map(period)


def _finite(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_infinity=False, allow_subnormal=False)


def betweens(low: float = 0.0, high: float = 1.0) -> st.SearchStrategy[Between]:
    """Return bounds within a range.

    Args:
        low: the least lower bound.
        high: the greatest upper bound.
    """
    ends = st.tuples(_finite(low, high), _finite(low, high))
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
    return st.one_of(st.none(), _finite(0, 1e6), betweens(0, 1e6), st.just(NOT_APPLICABLE))


def ratios() -> st.SearchStrategy[Ratio]:
    """Return shares as numerator and denominator."""
    parts = st.tuples(st.integers(0, 500), st.integers(0, 500))
    return parts.map(lambda pair: Ratio(min(pair), max(pair)))


def money() -> st.SearchStrategy[Money]:
    """Return amounts of money."""
    amount = st.integers(0, 10**12).map(Decimal)
    return st.builds(Money, amount, st.sampled_from(["VND", "USD", "EUR"]))
