"""The kernel for one unit: from observations to attainments, without reasons (design S3, S5).

Every node has a least, an actual and a greatest attainment.  What is not known has no actual
attainment; what has no limit has no least or no greatest one.
"""

from collections.abc import Collection, Sequence
from typing import assert_never, cast

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
from egov_readiness.scoring.aggregate import aggregate, divisor, over_choices, refuse_nothing
from egov_readiness.scoring.attainments import Attainments, left_out, may_be_left_out, weight_of
from egov_readiness.scoring.forms import RefusedError, check_allowed, image
from egov_readiness.scoring.modify import modify
from egov_readiness.scoring.plan import GroupPlan, LeafPlan, Plan

__all__ = ["attain_unit", "share_of"]

_UNKNOWN = unknown()


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
    for leaf in plan.leaves:
        if out.applicable[leaf.place]:
            _leaf(leaf, row.observations.get(leaf.indicator.code, _UNKNOWN), out)
    for group in plan.groups:
        if out.applicable[group.place]:
            _group(plan, group, out)
    return out


def _leaf(leaf: LeafPlan, observation: Observation, out: Attainments) -> None:
    state = observation.state
    try:
        if state is State.KNOWN:
            _known(leaf, observation, out)
        elif state is State.UNKNOWN:
            _unknown(leaf, leaf.worst, leaf.best, out)
        elif state is State.BOUNDED:
            _bounded(leaf, observation, out)
        else:
            out.applicable[leaf.place] = False
    except RefusedError as refused:
        out.problems.append(
            Problem(refused.code, leaf.indicator.code, refused.message, refused.hint)
        )


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
    if out.lowered or False in [applicable[child] for child in children]:
        children = tuple(child for child in children if applicable[child])
        weights = tuple(weight_of(plan, child, out) for child in children)
        total = left_sum(weights)
    if not children:
        applicable[place] = False
        if any(applicable[child] for child in group.children):
            out.note(place, Because.NOT_SCORED)
        return
    coverage = out.coverage
    covered = left_sum([w * coverage[c] for w, c in zip(weights, children, strict=True)])
    coverage[place] = covered / total
    if group.adds_up and total != group.total:
        # Points that do not apply are no points of the sum above either.
        applies = share_of(group, total) / share_of(group, group.total)
        out.lowered[place] = plan.weights[place] * applies
    try:
        if out.withheld or plan.withholding:
            bounding = [(_bounding(plan, child, out), child) for child in children]
            lows = [known.low[child] for known, child in bounding]
            highs = [known.high[child] for known, child in bounding]
        else:
            lows = [out.low[child] for child in children]
            highs = [out.high[child] for child in children]
        values = [value[child] for child in children]
        # Children without bounds are all None three times over, and are not exact.
        if None not in values and lows == highs == values:
            exact = _aggregated(group, weights, total, values, limits=False)
            out.low[place] = value[place] = out.high[place] = exact
        else:
            refuse_nothing(group.aggregation, [v for v in values if v is not None])
            optional: set[int] = set()
            if group.leaves_out:
                optional = {n for n, c in enumerate(children) if may_be_left_out(plan, c, out)}
            out.low[place] = _bound(group, weights, total, lows, optional, least=True)
            out.high[place] = _bound(group, weights, total, highs, optional, least=False)
            if group.leaves_out and None in values:
                counted = [n for n, c in enumerate(children) if not left_out(plan, c, out)]
                weights = tuple(weights[n] for n in counted)
                total, values = left_sum(weights), [values[n] for n in counted]
            value[place] = _aggregated(group, weights, total, values, limits=False)
        if group.modifiers:
            modify(plan, group, out)
    except RefusedError as refused:
        out.problems.append(Problem(refused.code, group.group.code, refused.message, refused.hint))
        return
    _settle(plan, group, out)


def _aggregated(
    group: GroupPlan,
    weights: Sequence[float],
    total: float,
    attainments: Sequence[float | None],
    *,
    limits: bool,
) -> float | None:
    if not attainments or None in attainments:
        return None
    entering = cast("Sequence[float]", attainments)
    return aggregate(group.aggregation, weights, entering, share_of(group, total), limits=limits)


def _bound(
    group: GroupPlan,
    weights: Sequence[float],
    total: float,
    ends: Sequence[float | None],
    optional: Collection[int],
    *,
    least: bool,
) -> float | None:
    """Return the least or the greatest attainment, whether or not children are left out."""
    if not optional:
        return _aggregated(group, weights, total, ends, limits=True)

    def combined(places: Sequence[int]) -> float | None:
        some = [weights[place] for place in places]
        return _aggregated(
            group, some, left_sum(some), [ends[place] for place in places], limits=True
        )

    averaged = not isinstance(group.aggregation, Minimum | BestOf)
    return over_choices(ends, optional, combined, least=least, averaged=averaged)


def share_of(group: GroupPlan, total: float) -> float:
    """Return what the weight of a child is divided by to give its share of the group.

    Args:
        group: the group.
        total: what the weights of the children that take part add up to.
    """
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
