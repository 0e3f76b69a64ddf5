"""How facts are written in a language: numbers, shares, dates, points, titles and words."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from attrs import frozen

from egov_readiness.arithmetic import publish
from egov_readiness.dates import PartialDate
from egov_readiness.documents import normalised_number
from egov_readiness.errors import Fact, Problem, Reason, RecordError, UsageError
from egov_readiness.measures import CATALOGUE
from egov_readiness.report.texts import FORMULAS, INTERVALS, LANGUAGES, PHRASES, SENTENCES
from egov_readiness.report.words import WORDS
from egov_readiness.rules.bands import Interval, intervals
from egov_readiness.rules.dated import Dated, number_on
from egov_readiness.rules.methods import (
    Goalposts,
    Options,
    PerItem,
    Ratio,
    Steps,
    dated_numbers,
)
from egov_readiness.rules.population import (
    Borda,
    DistanceToMax,
    DistanceToReference,
    FractionOfMax,
    MinMax,
    PercentileRank,
    Rank,
    ZScore,
)
from egov_readiness.rules.rulebook import Group, Indicator, Rulebook

__all__ = [
    "HOW",
    "PLACEHOLDER",
    "Wording",
    "check_language",
    "grouped",
    "localised",
    "written_number",
    "written_share",
]

NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
"""What parts groups of digits in English, so that a line does not break within a number."""

PLACEHOLDER: Final = re.compile(r"\{(?P<fact>\w+)(?::(?P<how>\w+))?\}")
"""A fact in a template: its name, and how it is written."""

_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")

_ONLY_IF_IT_DIFFERS: Final = {"original_due": "due"}
"""Facts that are not worth saying twice."""

_MISSING: Final = "…"
"""What is written for a fact that a host's own measure did not give."""


_GROUP: Final = re.compile(r"(?<=\d)(?=(?:\d{3})+(?!\d))")
_VIETNAMESE: Final = str.maketrans({".": ",", NO_BREAK_SPACE: "."})


def grouped(text: str) -> str:
    """Return a written number with its whole part in groups of three digits.

    >>> grouped("1000000.2500") == f"1{NO_BREAK_SPACE}000{NO_BREAK_SPACE}000.2500"
    True
    """
    whole, point, part = text.partition(".")
    return _GROUP.sub(NO_BREAK_SPACE, whole) + point + part


def localised(text: str, lang: str) -> str:
    """Return a written number with the signs of a language: decimal comma, minus sign.

    Args:
        text: the number, its groups of digits parted by no-break spaces.
        lang: the language.

    >>> localised(grouped("-1000.5"), "vi")
    '−1.000,5'
    """
    text = text.replace("-", "\N{MINUS SIGN}", 1) if text.startswith("-") else text
    return text.translate(_VIETNAMESE) if lang == "vi" else text


def written_number(number: float, lang: str = "en", decimals: int = 6) -> str:
    r"""Return a number with as many decimals as it needs, up to a limit.

    Args:
        number: the number.
        lang: the language.
        decimals: the most decimals; a number that would be rounded to nothing keeps all.

    >>> written_number(1234567.5), written_number(0.25, "vi")
    ('1\xa0234\xa0567.5', '0,25')
    """
    text = format(publish(number, 1.0, decimals, "half_up"), "f")
    if float(text) == 0:
        text = format(Decimal(repr(number)), "f") if number else "0"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return localised(grouped(text), lang)


def written_share(share: float, lang: str = "en") -> str:
    """Return a share as a percentage; one that is not all or nothing never looks like it.

    Args:
        share: the share.
        lang: the language.

    >>> written_share(0.25), written_share(0.999999)
    ('25%', '99.9999%')
    """
    percent = share * 100
    looks_whole = round(percent, 2) in (0, 100) and share not in (0, 1)
    return f"{written_number(percent, lang, 12 if looks_whole else 2)}%"


def check_language(lang: str) -> None:
    """Refuse a language that there are no sentences in.

    Raises:
        UsageError: if there are none.

    >>> check_language("vi")
    """
    if lang not in LANGUAGES:
        hint = "one of " + ", ".join(f"{tag} ({name})" for tag, name in LANGUAGES.items())
        raise UsageError(
            [Problem("unknown-language", "lang", f"there are no texts in {lang!r}", hint)]
        )


@frozen
class Wording:
    """How the facts of one card are written in one language.

    Attributes:
        lang: the language, one of those in ``texts.LANGUAGES``.
        rulebook: the rulebook, which gives titles, documents, scale and decimals.
        as_of: the date that is scored, on which dated numbers are taken; ``None`` writes all
            of them, with their dates.

    >>> from egov_readiness.kinds import Text
    >>> book = Rulebook(id="r", version="1", title=Text({"en": "Rulebook"}), scale=100, decimals=1)
    >>> Wording("vi", book, date(2009, 6, 11)).number(12.5)
    '12,5'
    """

    lang: str
    rulebook: Rulebook
    as_of: date | None

    def phrase(self, phrase: str, /, **facts: Fact) -> str:
        """Return a phrase with its facts filled in.

        Args:
            phrase: the name of the phrase in ``texts.PHRASES``.
            facts: the facts.
        """
        return self._filled(PHRASES[phrase][self.lang], facts, None)

    def sentence(self, reason: Reason, node: Group | Indicator) -> str:
        """Return the sentence of a reason.

        Args:
            reason: the reason.
            node: the node that it was given for.
        """
        facts = dict(reason.facts)
        for name, other in _ONLY_IF_IT_DIFFERS.items():
            if name in facts and facts[name] == facts.get(other):
                del facts[name]
        return self._filled(SENTENCES[reason.code][self.lang], facts, node)

    def formula(self, indicator: Indicator) -> str:
        """Return what an indicator's method does, in words, with its numbers on the date."""
        method = indicator.method
        facts: dict[str, Fact] = {
            name: self.dated(dated, lambda number: self.measured(number, indicator))
            for name, dated in dated_numbers(method).items()
        }
        name: str = method.kind
        match method:
            case Ratio(over="full"):
                name = "ratio_full"
            case Goalposts(clip=clip, log=log):
                facts["clip"] = None if clip == "both" else clip
                name = "goalposts_log" if log else name
            case Steps(of=of) | Options(of=of):
                facts |= {"of": of, "table": self._table(method, indicator)}
            case PerItem(points=points, cap=cap):
                facts |= {"points": points, "cap": cap}
            case MinMax() | DistanceToMax() | DistanceToReference():
                name = "between_ends"
                facts |= self._found(indicator, worst=method.worst, best=method.best)
            case FractionOfMax(best=best):
                facts |= self._found(indicator, best=best)
            case ZScore(mean=mean, deviation=deviation):
                facts |= self._found(indicator, mean=mean, deviation=deviation)
            case Rank() | Borda() | PercentileRank():
                name = "placed"
                facts["size"] = len(method.values) or None
            case _:
                pass
        return self._filled(FORMULAS[name][self.lang], facts, indicator)

    def _found(self, indicator: Indicator, **numbers: float | None) -> dict[str, Fact]:
        """Return the numbers of a population as they are written; nothing while there are none."""
        return {
            name: None if number is None else self.measured(number, indicator)
            for name, number in numbers.items()
        }

    def _table(self, method: Steps | Options, indicator: Indicator) -> str:
        if isinstance(method, Options):
            pairs = [(self.word("answer", word), gives) for word, gives in method.options.items()]
        else:
            pairs = [
                (self.interval(interval, lambda number: self.measured(number, indicator)), s.gives)
                for interval, s in zip(intervals(method.steps), method.steps, strict=True)
            ]
        return "; ".join(self.phrase("gives", what=what, points=gives) for what, gives in pairs)

    def interval(self, interval: Interval, written: Callable[[float], str]) -> str:
        """Return an interval in words.

        Args:
            interval: the interval.
            written: how its ends are written.
        """
        lower, upper = "", ""
        facts: dict[str, Fact] = {}
        if interval.low is not None:
            lower = "at_least" if interval.low_included else "above"
            facts["low"] = written(interval.low)
        if interval.high is not None:
            upper = "at_most" if interval.high_included else "below"
            facts["high"] = written(interval.high)
        return self._filled(INTERVALS[lower, upper][self.lang], facts, None)

    def title(self, code: str) -> str:
        """Return the title of a group or indicator; its code if the rulebook has none such."""
        node = self.rulebook.node(code)
        return code if node is None else " ".join(node.title.to(self.lang).split())

    def word(self, category: str, value: str) -> str:
        """Return the word for a value that files write by a code; the code if there is none."""
        text = WORDS[category].get(value)
        return value if text is None else text[self.lang]

    def dated(self, dated: Dated, written: Callable[[float], str]) -> str:
        """Return a number that may be dated: the one that holds, or all with their first days.

        Args:
            dated: the number.
            written: how a number is written.
        """
        if isinstance(dated, tuple) and self.as_of is None:
            return "; ".join(
                self.phrase("since", number=written(n.value), day=self.day(n.since.isoformat()))
                for n in dated
            )
        number = number_on(dated, self.as_of or date.max)
        return _MISSING if number is None else written(number)

    def number(self, number: float, decimals: int = 6) -> str:
        """Return a number with as many decimals as it needs, up to a limit.

        Args:
            number: the number.
            decimals: the most decimals; a number that would be rounded to nothing keeps all.
        """
        return written_number(number, self.lang, decimals)

    def share(self, share: float) -> str:
        """Return a share as a percentage; one that is not all or nothing never looks like it."""
        return written_share(share, self.lang)

    def points(self, points: float) -> str:
        """Return points, rounded once as the rulebook publishes, without zeros at the end."""
        text = self.published(points)
        return text.rstrip("0").rstrip(",.") if "," in text or "." in text else text

    def published(self, points: float) -> str:
        """Return a value of the rulebook's scale with all the decimals that it publishes."""
        return localised(format(self.rounded(points), "f"), self.lang)

    def value(self, value: float | None, low: float | None, high: float | None) -> str:
        """Return a value as it is published, or the bounds of one that is not known.

        Args:
            value: the value, on the rulebook's scale.
            low: the least it can be.
            high: the greatest it can be.
        """
        if value is not None:
            return self.published(value)
        if low is None or high is None:
            return "open"
        return f"{self.published(low)}–{self.published(high)}"

    def rounded(self, points: float) -> Decimal:
        """Return points rounded once, as the rulebook publishes."""
        book = self.rulebook
        decimals = int(number_on(book.decimals, self.as_of or date.max) or 0)
        return publish(points / book.scale, book.scale, decimals, book.rounding)

    def measured(self, value: Fact, node: Group | Indicator | None) -> str:
        """Return an observed value in its unit of measure, or the word that it is."""
        if isinstance(value, str) or value is None:
            return _MISSING if value is None else self.word("answer", value)
        if not isinstance(node, Indicator):
            return self.number(value)
        unit = node.unit_of_measure
        if unit is not None:
            return f"{self.number(value)} {unit.to(self.lang)}"
        return self.share(value) if _observes_share(node) else self.number(value)

    def day(self, text: str) -> str:
        """Return a date, known to the day, the month or the year, or a window of days."""
        try:
            first, slash, last = PartialDate(text).text.partition("/")
        except RecordError:
            return text
        if slash:
            return self.phrase("window", first=self.day(first), last=self.day(last))
        if self.lang == "en":
            return first
        *smaller, year = reversed(first.split("-"))
        prefix = ("năm ", "tháng ", "")[len(smaller)]
        return prefix + "/".join([*smaller, year])

    def document(self, number: str) -> str:
        """Return a document by its kind, number and date, as far as the rulebook knows them."""
        wanted = normalised_number(number)
        for document in self.rulebook.documents:
            if normalised_number(document.id) != wanted:
                continue
            kind = WORDS["document_kind"].get(document.kind or "")
            named = number if kind is None else f"{kind[self.lang]} {number}"
            if document.issued_on is None:
                return named
            day = self.day(document.issued_on.text)
            to_the_day = document.issued_on.precision == "day"
            name = "dated_document" if to_the_day else "document_of"
            return self.phrase(name, document=named, day=day)
        return number

    def _filled(
        self, template: str, facts: Mapping[str, Fact], node: Group | Indicator | None
    ) -> str:
        def optional(match: re.Match[str]) -> str:
            names = [found["fact"] for found in PLACEHOLDER.finditer(match[1])]
            return match[1] if all(facts.get(name) is not None for name in names) else ""

        def written(match: re.Match[str]) -> str:
            value = facts.get(match["fact"])
            return _MISSING if value is None else self._written(match["how"], value, node)

        return PLACEHOLDER.sub(written, _OPTIONAL.sub(optional, template))

    def _written(self, how: str | None, value: Fact, node: Group | Indicator | None) -> str:
        if how is None:
            return " ".join(str(value).split())
        if how in WORDS:
            return self.word(how, str(value).lower() if isinstance(value, bool) else str(value))
        if how == "measured":
            return self.measured(value, node)
        if isinstance(value, str):
            return _FOR_TEXTS[how](self, value)
        assert value is not None  # a fact that is missing is not written
        return _FOR_NUMBERS[how](self, value)


def _observes_share(indicator: Indicator) -> bool:
    call = indicator.measure_call
    measure = None if call is None else CATALOGUE.get(call.name)
    return isinstance(indicator.method, Ratio) or (measure is not None and measure.gives == "share")


def _kind(wording: Wording, kind: str) -> str:
    category = "infrastructure" if kind in WORDS["infrastructure"] else "application"
    return wording.word(category, kind)


def _row(wording: Wording, place: str) -> str:
    number = place.removeprefix("row ")
    return place if number == place else wording.phrase("row", number=number)


def _node(wording: Wording, code: str) -> str:
    title = wording.title(code)
    return code if title == code else f"{title} ({code})"


def _signed(wording: Wording, points: float) -> str:
    text = wording.points(points)
    return text if points < 0 else f"+{text}"


def _documents(wording: Wording, numbers: str) -> str:
    # A number of a document has no comma.
    return ", ".join(map(wording.document, numbers.split(", ")))


def _proof(wording: Wording, names: str) -> str:
    return ", ".join(wording.word("proof", name) for name in names.split(", "))


_FOR_TEXTS: Final[Mapping[str, Callable[[Wording, str], str]]] = {
    "day": Wording.day,
    "document": Wording.document,
    "documents": _documents,
    "proofs": _proof,
    "kind": _kind,
    "node": _node,
    "place": _row,
    "title": Wording.title,
}

_FOR_NUMBERS: Final[Mapping[str, Callable[[Wording, float], str]]] = {
    "number": Wording.number,
    "points": Wording.points,
    "share": Wording.share,
    "signed": _signed,
}

HOW: Final = frozenset({"measured", *WORDS, *_FOR_TEXTS, *_FOR_NUMBERS})
"""Every way of writing a fact that a template may ask for."""
