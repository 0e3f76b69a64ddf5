"""Methods: how the observation of an indicator becomes an attainment (design S1, §6).

A rulebook writes one of these methods, or one of those that need a population
(:mod:`egov_readiness.rules.population`); each becomes one of the five *forms* that the kernel
knows.  A new method is a class; a new form is, besides, one case in the kernel.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Final, Literal, assert_never

from annotated_types import MinLen
from attrs import field, frozen

from egov_readiness.dates import Period
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import Between, Code, own_mapping
from egov_readiness.rules.bands import IntervalEnds, cover_problems, intervals
from egov_readiness.rules.dated import (
    Dated,
    Number,
    Positive,
    dated_problems,
    number_on,
    turning_days,
)
from egov_readiness.rules.forms import (
    Form,
    IdentityForm,
    LinearForm,
    OptionsForm,
    PerItemForm,
    StepsForm,
)
from egov_readiness.rules.population import Clip, PopulationMethod, fitted_form, too_large

__all__ = [
    "Goalposts",
    "Identity",
    "Method",
    "Options",
    "PerItem",
    "Ratio",
    "Step",
    "Steps",
    "Target",
    "YesNo",
    "dated_numbers",
    "folded",
    "form_on",
    "method_problems",
]


@frozen(kw_only=True)
class Ratio(Checked):
    r"""The share itself: numerator over denominator (rule form R1, "ratio × max").

    .. math:: a = x

    Attributes:
        kind: ``"ratio"``.
        over: what a share above 1 means: ``"problem"``, or ``"full"`` where the scheme says that
            more than all counts as all.

    >>> Ratio().over
    'problem'
    """

    kind: Literal["ratio"] = "ratio"
    over: Literal["problem", "full"] = "problem"


@frozen(kw_only=True)
class Goalposts(Checked):
    r"""A straight line between the worst and the best value (OECD/JRC Handbook, step 5).

    .. math:: a = \frac{x - \text{worst}}{\text{best} - \text{worst}}

    ``worst`` may exceed ``best``: then less is better.  With ``log`` the logarithms of the three
    numbers are used.

    Attributes:
        kind: ``"goalposts"``.
        worst: the value that attains 0; may be dated.
        best: the value that attains 1; may be dated.
        clip: where an attainment beyond 0 or 1 is set back.
        log: true to use logarithms; every value then has to be above 0.

    >>> Goalposts(worst=0, best=0.9).clip
    'both'
    """

    kind: Literal["goalposts"] = "goalposts"
    worst: Dated
    best: Dated
    clip: Clip = "both"
    log: bool = False


@frozen(kw_only=True)
class Step(IntervalEnds):
    """One step of a step table: an interval of values and what it gives.

    Attributes:
        gives: the points it gives, out of the table's ``of``.

    >>> Step(at_least=4, gives=20).gives
    20
    """

    gives: Number


@frozen(kw_only=True)
class Steps(Checked):
    r"""A step table (rule form R3): the points of the interval that the value lies in.

    .. math:: a = \frac{\text{points of the step of } x}{\text{of}}

    Attributes:
        kind: ``"steps"``.
        of: the points of full attainment, as the source prints them.
        steps: the steps; together they cover every possible value once.

    >>> Steps(of=20, steps=(Step(at_least=4, gives=20), Step(gives=0))).of
    20
    """

    kind: Literal["steps"] = "steps"
    of: Positive = 1.0
    steps: Annotated[tuple[Step, ...], MinLen(1)]


def _own_points(points: Mapping[str, float]) -> Mapping[str, float]:
    # Not generic, so that type checkers see what the field takes.
    return own_mapping(points)


@frozen(kw_only=True)
class Options(Checked):
    r"""Points by option (rule form R4): the observation is a word.

    .. math:: a = \frac{\text{points of the option}}{\text{of}}

    Attributes:
        kind: ``"options"``.
        of: the points of full attainment, as the source prints them.
        options: the points of each option.

    >>> Options(of=10, options={"chair": 10, "deputy": 5, "none": 0}).options["deputy"]
    5
    """

    kind: Literal["options"] = "options"
    of: Positive = 1.0
    options: Mapping[Code, Number] = field(converter=_own_points)


@frozen(kw_only=True)
class YesNo(Checked):
    """All or nothing (rule form R2): "yes" attains 1, "no" attains 0.

    Attributes:
        kind: ``"yes_no"``.

    >>> YesNo().kind
    'yes_no'
    """

    kind: Literal["yes_no"] = "yes_no"


@frozen(kw_only=True)
class PerItem(Checked):
    r"""Points for each item, up to a cap (rule form R5).

    .. math:: a = \frac{\min(x \cdot \text{points}, \text{cap})}{\text{cap}}

    Attributes:
        kind: ``"per_item"``.
        points: the points of one item.
        cap: the most points there are.

    >>> PerItem(points=1, cap=5).cap
    5
    """

    kind: Literal["per_item"] = "per_item"
    points: Positive
    cap: Positive


@frozen(kw_only=True)
class Target(Checked):
    r"""How much of the way to a target has been gone; beyond the target is full.

    .. math:: a = \min\left(1, \max\left(0,
        \frac{x - \text{worst}}{\text{target} - \text{worst}}\right)\right)

    Attributes:
        kind: ``"target"``.
        target: the value to be reached; may be dated, as targets with yearly steps are.
        worst: where the way begins; may be dated.

    >>> Target(target=0.9).worst
    0.0
    """

    kind: Literal["target"] = "target"
    target: Dated
    worst: Dated = 0.0


@frozen(kw_only=True)
class Identity(Checked):
    r"""The value is the attainment already, as in an index published from 0 to 1.

    .. math:: a = x

    Attributes:
        kind: ``"identity"``.

    >>> Identity().kind
    'identity'
    """

    kind: Literal["identity"] = "identity"


Method = (
    Ratio | Goalposts | Steps | Options | YesNo | PerItem | Target | Identity | PopulationMethod
)
"""Any method that a rulebook can write."""


_YES_NO: Final = OptionsForm(
    {
        "yes": 1.0,
        "có": 1.0,
        "true": 1.0,
        "1": 1.0,
        "no": 0.0,
        "không": 0.0,
        "false": 0.0,
        "0": 0.0,
    },
    ("yes", "no"),
)


def folded(word: str) -> str:
    """Return the spelling by which words are compared: normal form, no case, no outer spaces.

    >>> folded(" Có ")
    'có'
    """
    return unicodedata.normalize("NFC", word).strip().casefold()


def form_on(method: Method, day: date) -> Form:
    """Return the form that a method takes on a day.

    Args:
        method: the method; ``method_problems`` found nothing wrong with it.
        day: the date that is scored.

    >>> form_on(Target(target=0.6), date(2009, 12, 31)).best
    0.6
    """

    def number(dated: Dated) -> float:
        value = number_on(dated, day)
        assert value is not None  # lint makes sure that a value holds on every valid day
        return float(value)

    if isinstance(method, PopulationMethod):
        return fitted_form(method)
    match method:
        case Ratio(over=over):
            return LinearForm(0.0, 1.0, clip_low=False, clip_high=over == "full", log=False)
        case Goalposts(worst=worst, best=best, clip=clip, log=log):
            return LinearForm(
                number(worst), number(best), clip in ("both", "low"), clip in ("both", "high"), log
            )
        case Target(target=target, worst=worst):
            return LinearForm(number(worst), number(target), True, True, False)
        case Steps(of=of, steps=steps):
            return StepsForm(
                tuple(
                    (interval, step.gives / of)
                    for interval, step in zip(intervals(steps), steps, strict=True)
                )
            )
        case Options(of=of, options=options):
            return OptionsForm(
                {word: points / of for word, points in options.items()}, tuple(options)
            )
        case YesNo():
            return _YES_NO
        case PerItem(points=points, cap=cap):
            return PerItemForm(float(points), float(cap))
        case Identity():
            return IdentityForm()
        case _:
            assert_never(method)


def dated_numbers(method: Method) -> dict[str, Dated]:
    """Return the numbers of a method that may be dated, by field.

    >>> list(dated_numbers(Target(target=0.6)))
    ['target', 'worst']
    """
    match method:
        case Goalposts(worst=worst, best=best):
            return {"worst": worst, "best": best}
        case Target(target=target, worst=worst):
            return {"target": target, "worst": worst}
        case _:
            return {}


def method_problems(
    method: Method, declared_range: Between | None, valid: Period
) -> Iterator[Problem]:
    """Yield what is wrong with a method beyond its types, with paths inside the method.

    Args:
        method: the method.
        declared_range: the values that the indicator can have, where the rulebook says so.
        valid: the days on which the rulebook is valid.
    """
    wrong_dates = [
        problem
        for name, dated in dated_numbers(method).items()
        for problem in dated_problems(dated, valid, name)
    ]
    yield from wrong_dates
    if not wrong_dates and isinstance(method, Goalposts | Target):
        yield from _goalpost_problems(method)
    if isinstance(method, Steps):
        low, high = (declared_range.low, declared_range.high) if declared_range else (None, None)
        names = [f"steps[{index}]" for index in range(len(method.steps))]
        yield from cover_problems(method.steps, names, low, high)
    if isinstance(method, Options):
        yield from _option_problems(method)


def _option_problems(method: Options) -> Iterator[Problem]:
    if not method.options:
        yield Problem("no-options", "options", "there is no option", "list each option's points")
    spellings = Counter(folded(word) for word in method.options)
    for word in method.options:
        if spellings[folded(word)] > 1:
            yield Problem(
                "same-option",
                f"options.{word}",
                f"{word!r} is one with another option when case and spaces are ignored",
                "give the options different words",
            )


def _goalpost_problems(method: Goalposts | Target) -> Iterator[Problem]:
    numbers = dated_numbers(method)
    days = sorted({day for dated in numbers.values() for day in turning_days(dated)})
    for day in days or [date.max]:
        on_day = {name: number_on(dated, day) for name, dated in numbers.items()}
        values = [value for value in on_day.values() if value is not None]
        when = f" from {day} on" if days else ""
        if len(values) == len(on_day) and len(set(values)) == 1:
            yield Problem(
                "best-equals-worst",
                next(iter(on_day)),
                f"{' and '.join(on_day)} are both {values[0]}{when}",
                "two different values are needed to tell units apart",
            )
        for name, value in on_day.items():
            yield from too_large(**({} if value is None else {name: value}))
        if isinstance(method, Goalposts) and method.log:
            for name, value in on_day.items():
                if value is not None and value <= 0:
                    yield Problem(
                        "log-of-nothing", name, f"{value} has no logarithm", "give a number above 0"
                    )
            different = {value for value in values if value > 0}
            if len(different) > len({math.log(value) for value in different}):
                yield Problem(
                    "best-equals-worst",
                    next(iter(on_day)),
                    f"{' and '.join(on_day)} have the same logarithm{when}",
                    "they are too near each other to tell units apart",
                )
