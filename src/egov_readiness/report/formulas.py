"""The formulas of methods and aggregations in TeX, with the numbers of a rulebook filled in."""

from typing import assert_never

from egov_readiness.report.wording import grouped, localised
from egov_readiness.report.words import WORDS
from egov_readiness.rules import (
    Aggregation,
    BestOf,
    Borda,
    DistanceToMax,
    DistanceToReference,
    FractionOfMax,
    Goalposts,
    Identity,
    Method,
    Minimum,
    MinMax,
    Options,
    PercentileRank,
    PerItem,
    Rank,
    Ratio,
    Steps,
    Sum,
    Target,
    WeightedMean,
    YesNo,
    ZScore,
)
from egov_readiness.rules.aggregation import power_of
from egov_readiness.rules.dated import Dated
from egov_readiness.rules.population import Clip, PopulationMethod

__all__ = ["aggregation_formula", "method_formula"]


def _number(number: float, lang: str) -> str:
    plain = f"{number:.15g}"
    written = localised(grouped(plain), lang)
    # TeX would set a decimal comma and a space apart.
    return plain if written == plain else rf"\text{{{written}}}"


def _word(name: str, lang: str) -> str:
    return rf"\text{{{WORDS['formula'][name].to(lang)}}}"


def _value(dated: Dated, name: str, lang: str) -> str:
    """Return a number, or the name of one that changed over time."""
    return _word(name, lang) if isinstance(dated, tuple) else _number(dated, lang)


def _found(number: float | None, name: str, lang: str) -> str:
    """Return a number of a population, or its name while there is none; in brackets if below 0."""
    if number is None:
        return _word(name, lang)
    return f"({_number(number, lang)})" if number < 0 else _number(number, lang)


def _fraction(above: str, below: str) -> str:
    return rf"\frac{{{above}}}{{{below}}}"


def _way(worst: str, best: str, x: str = "x") -> str:
    return _fraction(f"{x} - {worst}", f"{best} - {worst}")


def _clipped(way: str, clip: Clip) -> str:
    if clip in ("both", "high"):
        way = rf"\min\left(1, {way}\right)"
    if clip in ("both", "low"):
        way = rf"\max\left(0, {way}\right)"
    return way


def method_formula(method: Method, lang: str = "en") -> str:
    """Return the formula of a method in TeX, with its numbers filled in.

    Args:
        method: the method.
        lang: the language of its words, ``en`` or ``vi``.

    >>> method_formula(Ratio())
    'a = x'
    """
    match method:
        case Ratio(over="full"):
            return r"a = \min(x, 1)"
        case Ratio() | Identity():
            return "a = x"
        case Goalposts(worst=worst, best=best, clip=clip, log=log):
            low, high = _value(worst, "worst", lang), _value(best, "best", lang)
            x, low, high = (rf"\ln {n}" if log else n for n in ("x", low, high))
            return f"a = {_clipped(_way(low, high, x), clip)}"
        case Target(target=target, worst=worst):
            low, high = _value(worst, "worst", lang), _value(target, "target", lang)
            return f"a = {_clipped(_way(low, high), 'both')}"
        case PerItem(points=points, cap=cap):
            n, m = _number(points, lang), _number(cap, lang)
            return rf"a = \frac{{\min(x \cdot {n},\; {m})}}{{{m}}}"
        case Steps(of=of) | Options(of=of):
            return rf"a = \frac{{{_word('points', lang)}(x)}}{{{_number(of, lang)}}}"
        case YesNo():
            yes, no = _word("yes", lang), _word("no", lang)
            return rf"a = 1\;({yes}),\; 0\;({no})"
        case _:
            return _population_formula(method, lang)


def _population_formula(method: PopulationMethod, lang: str) -> str:
    match method:
        case MinMax(lowest=lowest, highest=highest):
            way = _way(_found(method.worst, "worst", lang), _found(method.best, "best", lang))
            way = _clipped(way, method.clip)
            if (lowest, highest) == (0, 1):
                return f"a = {way}"
            rise = _number(highest - lowest, lang)
            return rf"a = {_number(lowest, lang)} + {rise} \cdot {way}"
        case DistanceToMax() | DistanceToReference():
            name = "best" if isinstance(method, DistanceToMax) else "reference"
            low, high = _found(method.worst, "worst", lang), _found(method.best, name, lang)
            far = _fraction(f"{high} - x", f"{high} - {low}")
            return f"a = {_clipped(f'1 - {far}', method.clip)}"
        case FractionOfMax(best=best, clip=clip):
            return f"a = {_clipped(_fraction('x', _found(best, 'best', lang)), clip)}"
        case ZScore(mean=mean, deviation=deviation, to_mean=to_mean, to_deviation=to_deviation):
            middle = _found(mean, "mean", lang)
            sides = f"x - {middle}" if method.better == "higher" else f"{middle} - x"
            way = _fraction(sides, _found(deviation, "deviation", lang))
            if (to_mean, to_deviation) == (0, 1):
                return f"a = {way}"
            middle, step = _number(to_mean, lang), _number(to_deviation, lang)
            return rf"a = {middle} + {step} \cdot {way}"
        case Rank():
            return rf"a = {_word('rank', lang)}(x)"
        case Borda():
            return rf"a = {_word('rank', lang)}(x) - 1"
        case PercentileRank():
            return "a = " + _fraction(rf"{_word('rank', lang)}(x) - 1", "n - 1")
        case _:
            assert_never(method)


def aggregation_formula(
    aggregation: Aggregation, weight: Dated, lang: str = "en", *, spare: float = 0.0
) -> str:
    r"""Return the formula of an aggregation in TeX, over the children that apply to a unit.

    Args:
        aggregation: the aggregation.
        weight: the group's own weight, the default maximum of a sum.
        lang: the language of its words, ``en`` or ``vi``.
        spare: the points by which the maximum of a sum exceeds those of all its children.

    >>> aggregation_formula(Minimum(), 1.0)
    'a = \\min_i a_i'
    """
    match aggregation:
        case WeightedMean():
            return r"a = \frac{\sum_i w_i a_i}{\sum_i w_i}"
        case Sum(maximum=maximum):
            whole = _value(weight if maximum is None else maximum, "maximum", lang)
            applying = r"\sum_i w_i" + (f" + {_number(spare, lang)}" if spare > 0 else "")
            return rf"a = \frac{{\sum_i w_i a_i}}{{\min\left({whole},\; {applying}\right)}}"
        case Minimum():
            return r"a = \min_i a_i"
        case BestOf():
            return r"a = \frac{\max_i w_i a_i}{\max_i w_i}"
        case _:
            mean = power_of(aggregation)
            shift = _number(mean.shift, lang)
            a = "a_i" if mean.floor is None else rf"\max(a_i, {_number(mean.floor, lang)})"
            a = a if mean.shift == 0 else rf"({a} + {shift})"
            back = "" if mean.shift == 0 else f" - {shift}"
            if mean.power == 0:
                return rf"a = \exp\left(\frac{{\sum_i w_i \ln {a}}}{{\sum_i w_i}}\right){back}"
            p = _number(mean.power, lang)
            inner = rf"\frac{{\sum_i w_i {a}^{{{p}}}}}{{\sum_i w_i}}"
            return rf"a = \left({inner}\right)^{{1/({p})}}{back}"
