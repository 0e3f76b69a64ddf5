"""The formulas of methods and aggregations in TeX, with the numbers of a rulebook filled in."""

from egov_readiness.report.words import WORDS
from egov_readiness.rules import (
    Aggregation,
    BestOf,
    Goalposts,
    Identity,
    Method,
    Minimum,
    Options,
    PerItem,
    Ratio,
    Steps,
    Sum,
    Target,
    WeightedMean,
    YesNo,
)
from egov_readiness.rules.aggregation import power_of
from egov_readiness.rules.dated import Dated

__all__ = ["aggregation_formula", "method_formula"]


def _number(number: float) -> str:
    return f"{number:.15g}"


def _word(name: str, lang: str) -> str:
    return rf"\text{{{WORDS['formula'][name].to(lang)}}}"


def _value(dated: Dated, name: str, lang: str) -> str:
    """Return a number, or the name of one that changed over time."""
    return _word(name, lang) if isinstance(dated, tuple) else _number(dated)


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
            fraction = rf"\frac{{{x} - {low}}}{{{high} - {low}}}"
            if clip in ("both", "high"):
                fraction = rf"\min\left(1, {fraction}\right)"
            if clip in ("both", "low"):
                fraction = rf"\max\left(0, {fraction}\right)"
            return f"a = {fraction}"
        case Target(target=target, worst=worst):
            low, high = _value(worst, "worst", lang), _value(target, "target", lang)
            fraction = rf"\frac{{x - {low}}}{{{high} - {low}}}"
            return rf"a = \max\left(0, \min\left(1, {fraction}\right)\right)"
        case PerItem(points=points, cap=cap):
            n, m = _number(points), _number(cap)
            return rf"a = \frac{{\min(x \cdot {n},\; {m})}}{{{m}}}"
        case Steps(of=of) | Options(of=of):
            return rf"a = \frac{{{_word('points', lang)}(x)}}{{{_number(of)}}}"
        case YesNo():
            yes, no = _word("yes", lang), _word("no", lang)
            return rf"a = 1\;({yes}),\; 0\;({no})"


def aggregation_formula(aggregation: Aggregation, weight: Dated, lang: str = "en") -> str:
    r"""Return the formula of an aggregation in TeX.

    Args:
        aggregation: the aggregation.
        weight: the group's own weight, the default maximum of a sum.
        lang: the language of its words, ``en`` or ``vi``.

    >>> aggregation_formula(Minimum(), 1.0)
    'a = \\min_i a_i'
    """
    match aggregation:
        case WeightedMean():
            return r"a = \frac{\sum_i w_i a_i}{\sum_i w_i}"
        case Sum(maximum=maximum):
            whole = _value(weight, "maximum", lang) if maximum is None else _number(maximum)
            return rf"a = \frac{{\sum_i w_i a_i}}{{{whole}}}"
        case Minimum():
            return r"a = \min_i a_i"
        case BestOf():
            return r"a = \frac{\max_i w_i a_i}{\max_i w_i}"
        case _:
            mean = power_of(aggregation)
            a = "a_i" if mean.floor is None else rf"\max(a_i, {_number(mean.floor)})"
            a = a if mean.shift == 0 else rf"({a} + {_number(mean.shift)})"
            back = "" if mean.shift == 0 else f" - {_number(mean.shift)}"
            if mean.power == 0:
                return rf"a = \exp\left(\frac{{\sum_i w_i \ln {a}}}{{\sum_i w_i}}\right){back}"
            p = _number(mean.power)
            inner = rf"\frac{{\sum_i w_i {a}^{{{p}}}}}{{\sum_i w_i}}"
            return rf"a = \left({inner}\right)^{{1/({p})}}{back}"
