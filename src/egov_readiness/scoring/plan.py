"""The plan: a rulebook on a date, made ready so that scoring a unit is only arithmetic."""

import math
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import assert_never

from attrs import frozen

from egov_readiness.arithmetic import Rounding, snap
from egov_readiness.rules.aggregation import Aggregation, Gate, Modifier
from egov_readiness.rules.bands import Band, Interval, intervals
from egov_readiness.rules.dated import number_on
from egov_readiness.rules.methods import (
    Form,
    IdentityForm,
    LinearForm,
    OptionsForm,
    PerItem,
    PerItemForm,
    Ratio,
    StepsForm,
    form_on,
)
from egov_readiness.rules.rulebook import (
    Applicability,
    Comparison,
    Group,
    Indicator,
    MissingPolicy,
    Rulebook,
)

__all__ = [
    "Attain",
    "BandPlan",
    "GroupPlan",
    "LeafPlan",
    "Plan",
    "RefusedError",
    "compile_form",
    "make_plan",
]

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


@frozen
class LeafPlan:
    """One indicator on a date.

    Attributes:
        place: its place among the nodes.
        indicator: the indicator.
        form: its method on the date.
        attain: the method made ready.
        allowed: the values it can have.
        worst: the least attainment it can have; ``None`` where there is no limit.
        best: the greatest attainment it can have; ``None`` where there is no limit.
        policy: what becomes of an unknown.
        imputed: the attainment that stands in for an unknown under ``impute``.
    """

    place: int
    indicator: Indicator
    form: Form
    attain: Attain
    allowed: Ends
    worst: float | None
    best: float | None
    policy: MissingPolicy
    imputed: float | None


@frozen
class GroupPlan:
    """One group on a date.

    Attributes:
        place: its place among the nodes.
        group: the group.
        aggregation: how its attainment follows from its children.
        children: the places of its children, in the order in which they are folded.
        modifiers: the modifiers that exist on the date.
        gates: the place of the node of each gate, by its code.
    """

    place: int
    group: Group
    aggregation: Aggregation
    children: tuple[int, ...]
    modifiers: tuple[Modifier, ...]
    gates: Mapping[str, int]


@frozen
class BandPlan:
    """The bands of a result, in attainments.

    Attributes:
        bands: the bands, in the order listed.
        intervals: the attainments of each.
    """

    bands: tuple[Band, ...]
    intervals: tuple[Interval, ...]


@frozen
class Plan:
    """A rulebook on a date.

    Attributes:
        rulebook: the rulebook.
        codes: the code of every node, by place.
        weights: the weight of every node on the date, by place.
        applies_to: which units each node applies to, by place.
        policies: what becomes of each node when it is unknown, by place.
        leaves: the indicators.
        groups: the groups, each after everything it depends on.
        children: the places of each node's children, by place.
        results: the places of the results.
        bands: the bands of each result that has bands, by place.
        decimals: how many decimals are published on the date.
        rounding: how scores are rounded.
        banding: whether bands look at exact or published scores.
    """

    rulebook: Rulebook
    codes: tuple[str, ...]
    weights: tuple[float, ...]
    applies_to: tuple[Applicability | None, ...]
    policies: tuple[MissingPolicy, ...]
    leaves: tuple[LeafPlan, ...]
    groups: tuple[GroupPlan, ...]
    children: tuple[tuple[int, ...], ...]
    results: tuple[int, ...]
    bands: Mapping[int, BandPlan]
    decimals: int
    rounding: Rounding
    banding: Comparison


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
    return unicodedata.normalize("NFC", text).strip().casefold()


def _linear(form: LinearForm) -> Attain:
    worst, best = form.worst, form.best
    clip_low, clip_high = form.clip_low, form.clip_high
    if form.log:
        worst, best = math.log(worst), math.log(best)
    span = best - worst

    def attain(value: float | str) -> float:
        number = _number(value)
        if form.log:
            if number <= 0:
                raise RefusedError("log-of-nothing", f"{number} has no logarithm")
            number = math.log(number)
        attained = (number - worst) / span
        if clip_low and attained < 0.0:
            return 0.0
        if clip_high and attained > 1.0:
            return 1.0
        return attained

    return attain


def _steps(form: StepsForm) -> Attain:
    def attain(value: float | str) -> float:
        number = _number(value)
        for interval, attained in form.steps:
            if interval.contains(number):
                return attained
        raise RefusedError("no-step", f"{number} belongs to no step")

    return attain


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
    return lambda value: min(_number(value) * points, cap) / cap


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
            return _number
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
        case StepsForm(steps=steps):
            touched = [attained for interval, attained in steps if interval.touches(low, high)]
            return (min(touched), max(touched)) if touched else (None, None)
        case OptionsForm(attainments=attainments):
            return min(attainments.values()), max(attainments.values())
        case LinearForm():
            rises = form.best > form.worst
            first = _end(form, attain, low if rises else high, least=True)
            last = _end(form, attain, high if rises else low, least=False)
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
            return 0.0 if form.clip_low else None
        return 1.0 if form.clip_high else None
    return attain(value)


def _allowed(indicator: Indicator) -> Ends:
    """Return the values an indicator can have: as declared, or as its method implies."""
    if indicator.range is not None:
        return indicator.range.low, indicator.range.high
    match indicator.method:
        case Ratio(over="problem"):
            return 0.0, 1.0
        case Ratio() | PerItem():
            return 0.0, None
        case _:
            return None, None


def check_allowed(leaf_allowed: Ends, value: float | str) -> None:
    """Refuse a number outside the values that an indicator can have.

    Raises:
        RefusedError: if it is outside.

    >>> check_allowed((0.0, 1.0), 0.5)
    """
    low, high = leaf_allowed
    if isinstance(value, str) or (low is None and high is None):
        return
    if (low is not None and snap(value) < snap(low)) or (
        high is not None and snap(value) > snap(high)
    ):
        raise RefusedError(
            "outside-range",
            f"{value} is outside {'…' if low is None else low} to {'…' if high is None else high}",
            "check the value and its unit of measure",
        )


def _leaf(rulebook: Rulebook, place: int, indicator: Indicator, as_of: date) -> LeafPlan:
    form = form_on(indicator.method, as_of)
    attain = compile_form(form)
    allowed = _allowed(indicator)
    worst, best = image(form, attain, *allowed)
    imputed = attain(indicator.imputed) if indicator.imputed is not None else None
    return LeafPlan(
        place,
        indicator,
        form,
        attain,
        allowed,
        worst,
        best,
        indicator.missing or rulebook.missing,
        imputed,
    )


def _in_order(groups: dict[str, GroupPlan]) -> tuple[GroupPlan, ...]:
    """Order groups so that each comes after its children and the nodes of its gates."""
    ordered: dict[str, GroupPlan] = {}
    by_place = {plan.place: code for code, plan in groups.items()}

    def visit(code: str) -> None:
        plan = groups[code]
        for place in (*plan.children, *plan.gates.values()):
            needed = by_place.get(place)
            if needed is not None and needed not in ordered:
                visit(needed)
        ordered[code] = plan

    for code in groups:
        if code not in ordered:
            visit(code)
    return tuple(ordered.values())


def make_plan(rulebook: Rulebook, as_of: date) -> Plan:
    """Make a rulebook ready for one date.

    Args:
        rulebook: a rulebook that lint found nothing wrong with.
        as_of: the date that is scored, within the validity of the rulebook.

    Returns:
        The plan, which may be used for any number of units and by several threads.
    """
    nodes = rulebook.nodes
    place_of = {node.code: place for place, node in enumerate(nodes)}
    children: list[list[int]] = [[] for _ in nodes]
    for place, node in enumerate(nodes):
        if node.parent is not None:
            children[place_of[node.parent]].append(place)
    leaves = []
    groups = {}
    bands = {}
    for place, node in enumerate(nodes):
        if isinstance(node, Indicator):
            leaves.append(_leaf(rulebook, place, node, as_of))
            continue
        modifiers = tuple(
            item for item in node.modifiers if not isinstance(item, Gate) or item.on(as_of)
        )
        groups[node.code] = GroupPlan(
            place,
            node,
            node.aggregation,
            tuple(children[place]),
            modifiers,
            {item.node: place_of[item.node] for item in modifiers if isinstance(item, Gate)},
        )
        listed = rulebook.bands_of(node.code)
        if listed:
            bands[place] = BandPlan(listed, _scaled(intervals(listed), rulebook.scale))
    decimals = number_on(rulebook.decimals, as_of)
    weights = [number_on(node.weight, as_of) for node in nodes]
    return Plan(
        rulebook,
        tuple(node.code for node in nodes),
        tuple(0.0 if weight is None else float(weight) for weight in weights),
        tuple(node.applies_to for node in nodes),
        tuple(node.missing or rulebook.missing for node in nodes),
        tuple(leaves),
        _in_order(groups),
        tuple(tuple(places) for places in children),
        tuple(place_of[group.code] for group in rulebook.results),
        bands,
        int(decimals or 0),
        rulebook.rounding,
        rulebook.banding,
    )


def _scaled(found: tuple[Interval, ...], scale: float) -> tuple[Interval, ...]:
    """Turn ends on the published scale into attainments."""
    return tuple(
        Interval(
            None if item.low is None else item.low / scale,
            item.low_included,
            None if item.high is None else item.high / scale,
            item.high_included,
        )
        for item in found
    )
