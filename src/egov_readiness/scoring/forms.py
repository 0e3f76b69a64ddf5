"""The five forms made ready: from an observed value to an attainment, or to a refusal."""

import math
from bisect import bisect_right
from collections.abc import Callable
from typing import Final, assert_never

from egov_readiness.arithmetic import LARGEST_ATTAINMENT, snap
from egov_readiness.rules.bands import Interval
from egov_readiness.rules.forms import (
    Form,
    IdentityForm,
    LinearForm,
    OptionsForm,
    PerItemForm,
    StepsForm,
)
from egov_readiness.rules.methods import folded

__all__ = [
    "IDENTITY_LINE",
    "Attain",
    "Ends",
    "RefusedError",
    "check_allowed",
    "compile_form",
    "image",
]

IDENTITY_LINE: Final = LinearForm(0.0, 1.0, clip_low=False, clip_high=False, log=False)
"""The line on which a value is what it attains."""

Attain = Callable[[float | str], float]
"""A method made ready: from an observed value to its attainment."""


class RefusedError(Exception):
    """A value that a method cannot take; the scoring of the unit turns it into a problem.

    Args:
        code: the code of the problem.
        message: what is wrong.
        hint: what to do about it.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


Ends = tuple[float | None, float | None]
"""The least and the greatest number; ``None`` where there is no limit."""


def _number(value: float | str) -> float:
    if isinstance(value, str):
        raise RefusedError(
            "not-a-number",
            f"{value!r} is no number",
            "use a decimal point; leave it empty if unknown",
        )
    return value


def _spelling(value: float | str) -> str:
    text = value if isinstance(value, str) else f"{value:.15g}"
    return folded(text)


def _linear(form: LinearForm) -> Attain:
    worst, best = form.worst, form.best
    clip_low, clip_high = form.clip_low, form.clip_high
    if form.log:
        worst, best = math.log(worst), math.log(best)
    span = best - worst if form.span is None else form.span
    at_worst, at_best, log = form.at_worst, form.at_best, form.log
    rise = at_best - at_worst

    def attain(value: float | str) -> float:
        number = value if type(value) is float else _number(value)
        if log:
            if number <= 0:
                raise RefusedError("log-of-nothing", f"{number} has no logarithm")
            number = math.log(number)
        way = (number - worst) / span
        if way < 0.0 and clip_low:
            return at_worst
        # Adding what is between the ends to the lower one need not give the upper one.
        if way >= 1.0 and (clip_high or way == 1.0):
            return at_best
        attained = way * rise + at_worst + 0.0  # no score is minus zero
        if not -LARGEST_ATTAINMENT <= attained <= LARGEST_ATTAINMENT:
            raise RefusedError(
                "too-large", f"{value} is far beyond the goalposts", "check its unit of measure"
            )
        return attained

    return attain


def _steps(form: StepsForm) -> Attain:
    # A rank map has a step per unit of its population, so that the step is looked up.
    compared = float if form.exact else snap
    steps = sorted(form.steps, key=lambda step: _begin(step[0], compared))
    begins = [_begin(interval, compared) for interval, _ in steps]

    def attain(value: float | str) -> float:
        number = _number(value)
        interval, attained = steps[max(bisect_right(begins, (compared(number), 1)) - 1, 0)]
        if form.exact or interval.contains(number):
            return attained
        raise RefusedError("no-step", f"{number} belongs to no step")

    return attain


def _begin(interval: Interval, compared: Callable[[float], float]) -> tuple[float, int]:
    """Return where an interval begins: at a number, or only just above it."""
    if interval.low is None:
        return float("-inf"), 0
    return compared(interval.low), 1 if interval.low_included else 2


def _options(form: OptionsForm) -> Attain:
    attainments = {_spelling(word): attained for word, attained in form.attainments.items()}

    def attain(value: float | str) -> float:
        attained = attainments.get(_spelling(value))
        if attained is None:
            raise RefusedError(
                "unknown-option", f"{value!r} is no option", "one of " + ", ".join(form.words)
            )
        return attained

    return attain


def _per_item(form: PerItemForm) -> Attain:
    points, cap = form.points, form.cap
    return lambda value: min(_number(value) * points, cap) / cap + 0.0  # no score is minus zero


def compile_form(form: Form) -> Attain:
    """Return a function from an observed value to its attainment.

    Args:
        form: the form of a method on a date.

    Returns:
        A function that raises :class:`RefusedError` for a value that the form cannot take.

    >>> compile_form(LinearForm(0.0, 0.9, True, True, False))(0.45)
    0.5
    """
    match form:
        case LinearForm():
            return _linear(form)
        case StepsForm():
            return _steps(form)
        case OptionsForm():
            return _options(form)
        case PerItemForm():
            return _per_item(form)
        case IdentityForm():
            return _linear(IDENTITY_LINE)
        case _:
            assert_never(form)


def image(form: Form, attain: Attain, low: float | None, high: float | None) -> Ends:
    """Return the least and greatest attainment of the values between two numbers.

    Args:
        form: the form of a method.
        attain: the same form, made ready.
        low: the least value; ``None`` for no limit.
        high: the greatest value; ``None`` for no limit.

    >>> form = LinearForm(10.0, 0.0, True, True, False)
    >>> image(form, compile_form(form), 2, None)
    (0.0, 0.8)
    """
    match form:
        case StepsForm(steps=steps, exact=exact):
            touched = [
                attained for interval, attained in steps if interval.touches(low, high, exact=exact)
            ]
            if not touched:
                raise RefusedError("no-step", f"{low} to {high} belongs to no step")
            return min(touched), max(touched)
        case OptionsForm(attainments=attainments):
            return min(attainments.values()), max(attainments.values())
        case LinearForm():
            first = _end(form, attain, low if form.rises else high, least=True)
            last = _end(form, attain, high if form.rises else low, least=False)
            return first, last
        case PerItemForm() | IdentityForm():
            least = attain(low) if low is not None else None
            most = attain(high) if high is not None else None
            if most is None and isinstance(form, PerItemForm):
                most = 1.0
            return least, most
        case _:
            assert_never(form)


def _end(form: LinearForm, attain: Attain, value: float | None, *, least: bool) -> float | None:
    if value is None or (form.log and value <= 0):
        if least:
            return form.at_worst if form.clip_low else None
        return form.at_best if form.clip_high else None
    return attain(value)


def check_allowed(leaf_allowed: Ends, value: float | str) -> None:
    """Refuse a number outside the values that an indicator can have.

    Raises:
        RefusedError: if it is outside.

    >>> check_allowed((0.0, 1.0), 0.5)
    """
    if not isinstance(value, str) and not math.isfinite(value):
        raise RefusedError("not-finite", f"{value} is no finite number", "unknown is None")
    low, high = leaf_allowed
    if isinstance(value, str) or (low is None and high is None):
        return
    if low is not None and high is not None and low <= value <= high:
        return
    if (low is not None and snap(value) < snap(low)) or (
        high is not None and snap(value) > snap(high)
    ):
        raise RefusedError(
            "outside-range",
            f"{value} is outside {'…' if low is None else low} to {'…' if high is None else high}",
            "check the value and its unit of measure",
        )
