"""The kernel for one unit: from observations to attainments, without reasons (design S3, S5).

Every node has a least, an actual and a greatest attainment.  What is not known has no actual
attainment; what has no limit has no least or no greatest one.
"""

from collections.abc import Collection, Sequence
from operator import mul
from typing import Final, assert_never, cast

from egov_readiness.arithmetic import left_sum, snap
from egov_readiness.errors import Because, Fact, Problem
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationStatus,
    State,
    unknown,
)
from egov_readiness.rules.aggregation import BestOf, Minimum
from egov_readiness.rules.forms import OptionsForm
from egov_readiness.scoring.aggregate import (
    Combine,
    combining,
    divisor,
    over_choices,
    refuse_nothing,
)
from egov_readiness.scoring.attainments import Attainments, left_out, may_be_left_out, weight_of
from egov_readiness.scoring.forms import RefusedError, check_allowed, image
from egov_readiness.scoring.modify import modify
from egov_readiness.scoring.plan import GroupPlan, LeafPlan, Plan

__all__ = ["attain_unit", "share_of"]

_UNKNOWN: Final = unknown()

# Members of an enumeration are looked up through its class, which takes as long as a score.
_KNOWN: Final = State.KNOWN
_NORMAL: Final = ObservationStatus.NORMAL


_SomeEnds = tuple[float | None, ...]
"""The least, the actual or the greatest attainments of some nodes."""


def attain_unit(plan: Plan, row: ObservationRow) -> Attainments:
    """Compute the attainments of every node of one unit.

    Args:
        plan: the rulebook on the date that is scored.
        row: what is observed of the unit, and what kind of unit it is.

    Returns:
        The attainments; ``problems`` is not empty if a value could not be taken.
    """
    out = Attainments.empty(len(plan.codes))
    for applies_to, places in plan.restricted:
        if not applies_to.includes(row.unit, row.level, row.kind, row.tags):
            for place in places:
                out.applicable[place] = False
    low, value, high, applicable = out.low, out.value, out.high, out.applicable
    observed, codes = row.observations.get, plan.codes
    for leaf in plan.leaves:
        place = leaf.place
        if not applicable[place]:
            continue
        observation = observed(codes[place], _UNKNOWN)
        number = observation.value
        least, most = leaf.surely_allowed
        try:
            if (
                type(number) is float
                and observation.state is _KNOWN
                and least <= number <= most
                and observation.low == number == observation.high
                and observation.status is _NORMAL
            ):
                # As most are; what follows asks about each of this more slowly.
                low[place] = value[place] = high[place] = leaf.attain(number)
                out.coverage[place] = observation.coverage
            else:
                _leaf(leaf, observation, out)
        except RefusedError as refused:
            out.problems.append(Problem(refused.code, codes[place], refused.message, refused.hint))
    for group in plan.groups:
        if applicable[group.place]:
            _group(plan, group, out)
    return out


def _leaf(leaf: LeafPlan, observation: Observation, out: Attainments) -> None:
    match observation.state:
        case State.KNOWN:
            _known(leaf, observation, out)
        case State.UNKNOWN:
            _unknown(leaf, leaf.worst, leaf.best, out)
        case State.BOUNDED:
            _bounded(leaf, observation, out)
        case State.NOT_APPLICABLE:
            out.applicable[leaf.place] = False
        case _:
            assert_never(observation.state)


def _known(leaf: LeafPlan, observation: Observation, out: Attainments) -> None:
    place, value = leaf.place, observation.value
    assert value is not None  # a known observation has a value
    check_allowed(leaf.allowed, value)
    attained = leaf.attain(value)
    out.low[place] = out.value[place] = out.high[place] = attained
    out.coverage[place] = observation.coverage
    if not isinstance(value, str) and (observation.low, observation.high) != (value, value):
        # A value that a policy chose below the unit, with the bounds of what is known there.
        least, most = image(leaf.form, leaf.attain, observation.low, observation.high)
        out.low[place] = leaf.worst if least is None else least
        out.high[place] = leaf.best if most is None else most
    if observation.status is ObservationStatus.NORMAL:
        return
    out.note(place, Because.FLAGGED, {"status": observation.status.name.casefold()})
    if observation.status is ObservationStatus.IMPUTED:
        # A publisher's guess is used and shown, but it is no evidence about this unit.
        out.low[place], out.high[place] = leaf.worst, leaf.best
        out.coverage[place] = 0.0
        _note_missing_bounds(place, out)


def _bounded(leaf: LeafPlan, observation: Observation, out: Attainments) -> None:
    low, high = observation.low, observation.high
    assert low is not None  # a bounded observation has both bounds
    assert high is not None  # as above
    check_allowed(leaf.allowed, low)
    check_allowed(leaf.allowed, high)
    if isinstance(leaf.form, OptionsForm):
        leaf.attain(low)  # refuses a number where a word is asked for
    _unknown(leaf, *image(leaf.form, leaf.attain, low, high), out)
    out.coverage[leaf.place] = observation.coverage


def _unknown(leaf: LeafPlan, least: float | None, most: float | None, out: Attainments) -> None:
    """Enter what is not known exactly: its bounds, and the value that the policy gives it."""
    place = leaf.place
    out.low[place], out.high[place] = least, most
    if least is not None and least == most:
        out.value[place] = least
        return
    _note_missing_bounds(place, out)
    match leaf.policy:
        case "interval":
            pass
        case "zero":
            # What bounds prove is counted; beyond that nothing is proven.
            out.value[place] = proven = _within(0.0, least, most)
            out.note(place, Because.COUNTED_ZERO, {"attainment": proven})
        case "reweight":
            out.note(place, Because.LEFT_OUT)
        case "impute":
            assert leaf.imputed is not None  # lint asks for a value to impute
            out.value[place] = stand_in = _within(leaf.imputed, least, most)
            code = Because.IMPUTED if stand_in == leaf.imputed else Because.IMPUTED_AT_BOUND
            out.note(place, code, {"attainment": stand_in})
        case _:
            assert_never(leaf.policy)


def _within(number: float, least: float | None, most: float | None) -> float:
    number = number if least is None else max(number, least)
    return number if most is None else min(number, most)


def _note_missing_bounds(place: int, out: Attainments) -> None:
    if out.low[place] is None or out.high[place] is None:
        out.note(place, Because.NO_BOUNDS)


def _group(plan: Plan, group: GroupPlan, out: Attainments) -> None:
    place, applicable, value = group.place, out.applicable, out.value
    children, weights, total = group.scored, group.weights, group.total
    whole = bool(children) and not out.lowered and False not in group.take(applicable)
    if not whole:
        children = tuple(child for child in children if applicable[child])
        weights = tuple(weight_of(plan, child, out) for child in children)
        total = left_sum(weights)
        if not children:
            _not_applicable(group, out)
            return
    covering = group.take(out.coverage) if whole else [out.coverage[child] for child in children]
    out.coverage[place] = left_sum(map(mul, weights, covering)) / total
    if group.adds_up and total != group.total:
        # Points that do not apply are no points of the sum above either.
        out.lowered[place] = plan.weights[place] * (share_of(group, total) / group.share)
    combine = group.combine if whole else _combining(group, weights)
    try:
        lows, values, highs = _ends(plan, group, children, out)
        # Children without bounds are all None three times over, and are not exact.
        if None not in values and lows == highs == values:
            exact = combine(cast("tuple[float, ...]", values), limits=False)
            out.low[place] = value[place] = out.high[place] = exact
            if group.is_plain:
                return
        else:
            refuse_nothing(group.aggregation, values)
            if group.leaves_out:
                optional = {n for n, c in enumerate(children) if may_be_left_out(plan, c, out)}
                out.low[place] = _bound(group, weights, lows, optional, least=True)
                out.high[place] = _bound(group, weights, highs, optional, least=False)
                counted = [n for n, c in enumerate(children) if not left_out(plan, c, out)]
                combine = _combining(group, [weights[n] for n in counted])
                values = tuple([values[n] for n in counted])
            else:
                out.low[place] = _combined(combine, lows, limits=True)
                out.high[place] = _combined(combine, highs, limits=True)
            value[place] = _combined(combine, values, limits=False)
        if group.modifiers:
            modify(plan, group, out)
    except RefusedError as refused:
        out.problems.append(Problem(refused.code, group.group.code, refused.message, refused.hint))
        return
    _settle(plan, group, out)


def _not_applicable(group: GroupPlan, out: Attainments) -> None:
    out.applicable[group.place] = False
    if any(out.applicable[child] for child in group.children):
        out.note(group.place, Because.NOT_SCORED)


def _ends(
    plan: Plan, group: GroupPlan, children: tuple[int, ...], out: Attainments
) -> tuple[_SomeEnds, _SomeEnds, _SomeEnds]:
    """Return the least, the actual and the greatest attainments of the children."""
    if out.withheld or plan.withholding:
        bounding = [(_bounding(plan, child, out), child) for child in children]
        return (
            tuple([known.low[child] for known, child in bounding]),
            tuple([out.value[child] for child in children]),
            tuple([known.high[child] for known, child in bounding]),
        )
    if len(children) == len(group.scored):
        return group.take(out.low), group.take(out.value), group.take(out.high)
    return (
        tuple([out.low[child] for child in children]),
        tuple([out.value[child] for child in children]),
        tuple([out.high[child] for child in children]),
    )


def _combined(
    combine: Combine, attainments: tuple[float | None, ...], *, limits: bool
) -> float | None:
    if not attainments or None in attainments:
        return None
    return combine(cast("tuple[float, ...]", attainments), limits=limits)


def _combining(group: GroupPlan, weights: Sequence[float]) -> Combine:
    return combining(group.aggregation, weights, share_of(group, left_sum(weights)))


def _bound(
    group: GroupPlan,
    weights: Sequence[float],
    ends: Sequence[float | None],
    optional: Collection[int],
    *,
    least: bool,
) -> float | None:
    """Return the least or the greatest attainment, whether or not children are left out."""

    def combined(places: Sequence[int]) -> float | None:
        combine = _combining(group, [weights[place] for place in places])
        return _combined(combine, tuple([ends[place] for place in places]), limits=True)

    averaged = not isinstance(group.aggregation, Minimum | BestOf)
    return over_choices(ends, optional, combined, least=least, averaged=averaged)


def share_of(group: GroupPlan, total: float) -> float:
    """Return what the weight of a child is divided by to give its share of the group.

    Args:
        group: the group.
        total: what the weights of the children that take part add up to.
    """
    if total == group.total:
        return group.share
    return divisor(group.aggregation, total, group.total, group.own_weight)


def _settle(plan: Plan, group: GroupPlan, out: Attainments) -> None:
    """Make value and bounds agree, then let ``needs`` and the missing policy speak."""
    place = group.place
    low, high = out.low[place], out.high[place]
    if out.value[place] is None and low is not None and low == high:
        out.value[place] = low
    if _knows_too_little(group, out):
        out.value[place] = None
        out.withheld.add(place)
    value = out.value[place]
    if value is not None:
        # Only rounding on the way can have put it beyond them.
        out.value[place] = _within(value, low, high)
    elif plan.policies[place] == "zero":
        out.value[place] = proven = _within(0.0, low, high)
        out.note(place, Because.COUNTED_ZERO, {"attainment": proven})


def _knows_too_little(group: GroupPlan, out: Attainments) -> bool:
    """Tell whether a group is unknown because the rulebook needs more than is known."""
    place, needs, asked = group.place, group.group.needs, group.group.needs_children
    too_little = needs is not None and snap(out.coverage[place]) < snap(needs)
    if too_little:
        out.note(place, Because.BELOW_NEEDS, {"coverage": out.coverage[place], "needs": needs})
    if asked is None:
        return too_little
    taking_part = [child for child in group.scored if out.applicable[child]]
    valued = sum(out.value[child] is not None for child in taking_part)
    if snap(valued / len(taking_part)) >= snap(asked):
        return too_little
    facts: dict[str, Fact] = {"valued": valued, "children": len(taking_part), "needs": asked}
    out.note(place, Because.TOO_FEW_CHILDREN, facts)
    return True


def _bounding(plan: Plan, place: int, out: Attainments) -> Attainments:
    """Return the attainments that bound what a node can bring to its group.

    A group that is left out because too little is known of it counts as if nothing were: its
    siblings stand in for it, and what little is known must not contradict them.  So does one that
    may yet be left out for that.
    """
    withheld = place in out.withheld and left_out(plan, place, out)
    later = plan.codes[place] in plan.withholding and may_be_left_out(plan, place, out)
    if withheld or later:
        return _blank(plan, out)
    return out


def _blank(plan: Plan, out: Attainments) -> Attainments:
    """Return what the unit would attain if nothing were known of it but what does not apply."""
    if out.blank is None:
        blank = out.blank = Attainments.empty(len(plan.codes))
        blank.applicable = [*out.applicable]
        blank.blank = blank
        for leaf in plan.leaves:
            if blank.applicable[leaf.place]:
                _unknown(leaf, leaf.worst, leaf.best, blank)
        for group in plan.groups:
            if blank.applicable[group.place]:
                _group(plan, group, blank)
    return out.blank
