"""From attainments to nodes that say because: points, published values, bands and reasons."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from egov_readiness.arithmetic import left_sum, snap
from egov_readiness.errors import Because, Fact, Reason
from egov_readiness.observations import ObservationRow, State, unknown
from egov_readiness.rules.aggregation import Sum
from egov_readiness.rules.forms import LinearForm
from egov_readiness.scoring.aggregate import filling
from egov_readiness.scoring.attainments import Attainments, left_out, weight_of
from egov_readiness.scoring.one import share_of
from egov_readiness.scoring.plan import GroupPlan, LeafPlan, Plan
from egov_readiness.scoring.result import Ends, Node

__all__ = [
    "adjustment",
    "build_nodes",
    "earned_points",
    "effective_weights",
    "group_node",
    "is_clipped",
    "leaf_node",
    "possible_bands",
    "result_ends",
]

_UNKNOWN: Final = unknown()

# Members of an enumeration are looked up through its class, which takes as long as a reason.
_KNOWN: Final = State.KNOWN
_OBSERVED: Final = Because.OBSERVED
_ATTAINED: Final = Because.ATTAINED


def build_nodes(plan: Plan, row: ObservationRow, out: Attainments) -> tuple[Node, ...]:
    """Return the results of one unit as trees of nodes with their reasons.

    Args:
        plan: the rulebook on the date that is scored.
        row: what was observed.
        out: what it attains; without problems.

    Returns:
        One tree per result, in the order of the rulebook.
    """
    shares = effective_weights(plan, out)
    nodes: dict[int, Node] = {}
    for leaf in plan.leaves:
        nodes[leaf.place] = leaf_node(plan, leaf, row, out, shares[leaf.place])
    for group in plan.groups:
        children = tuple([nodes[child] for child in group.children])
        brought = [child.earned for child in children]
        nodes[group.place] = group_node(plan, group, out, shares[group.place], brought, children)
    return tuple([nodes[place] for place in plan.results])


def leaf_node(
    plan: Plan, leaf: LeafPlan, row: ObservationRow, out: Attainments, share: float | None
) -> Node:
    """Return the node of an indicator.

    Args:
        plan: the rulebook on the date that is scored.
        leaf: the indicator.
        row: what was observed.
        out: what the unit attains; without problems.
        share: the share of the result that the node decides.
    """
    earned = earned_points(plan, leaf.place, out, share)
    return _node(plan, leaf.place, out, share, earned, _leaf_reasons(leaf, row, out))


def group_node(  # noqa: PLR0917  # what a group is made of
    plan: Plan,
    group: GroupPlan,
    out: Attainments,
    share: float | None,
    brought: Iterable[float | None],
    children: tuple[Node, ...] = (),
) -> Node:
    """Return the node of a group.

    Args:
        plan: the rulebook on the date that is scored.
        group: the group.
        out: what the unit attains; without problems.
        share: the share of the result that the node decides.
        brought: the points of its children; ``None`` for one that has none.
        children: the nodes of its children; none if they are kept elsewhere.
    """
    place = group.place
    earned = earned_points(plan, place, out, share)
    because = _group_reasons(group, out)
    because += adjustment(earned, brought, plan.rulebook.scale)
    maximum = _maximum(plan, group, out)
    return _node(plan, place, out, share, earned, because, children, maximum)


def result_ends(plan: Plan, out: Attainments) -> dict[str, Ends | None]:
    """Return the least, the actual and the greatest score of each result, without its node.

    Args:
        plan: the rulebook on the date that is scored.
        out: what the unit attains; without problems.

    Returns:
        The scores on the rulebook's scale; ``None`` for a result that does not apply.
    """
    scale = plan.rulebook.scale
    return {
        plan.codes[place]: _scaled(_ends(place, out), scale) if out.applicable[place] else None
        for place in plan.results
    }


def _ends(place: int, out: Attainments) -> Ends:
    if not out.applicable[place]:
        return None, None, None
    return out.low[place], out.value[place], out.high[place]


def _scaled(ends: Ends, scale: float) -> Ends:
    low, value, high = ends
    if low is not None and low is value is high:
        exact = low * scale
        return exact, exact, exact
    return (
        None if low is None else low * scale,
        None if value is None else value * scale,
        None if high is None else high * scale,
    )


def _node(  # noqa: PLR0917  # what a node is made of
    plan: Plan,
    place: int,
    out: Attainments,
    share: float | None,
    earned: float | None,
    because: tuple[Reason, ...],
    children: tuple[Node, ...] = (),
    maximum: float | None = None,
) -> Node:
    attained = _ends(place, out)
    exactly, coverage = attained[1], out.coverage[place]
    low, value, high = _scaled(attained, plan.rulebook.scale)
    if not out.applicable[place]:
        state = State.NOT_APPLICABLE
    elif exactly is not None:
        state = _KNOWN
    else:
        state = State.BOUNDED if coverage > 0 else State.UNKNOWN
    published = None if exactly is None else plan.publish(exactly)
    possible: tuple[str, ...] = ()
    if place in plan.bands:
        possible = possible_bands(plan, place, attained, published)
    cited = plan.cited[place]
    return Node(
        code=plan.codes[place],
        state=state,
        low=low,
        value=value,
        high=high,
        coverage=coverage,
        weight=plan.weights[place],
        effective_weight=share,
        earned=earned,
        maximum=maximum,
        published=published,
        band=possible[0] if len(possible) == 1 else None,
        possible_bands=possible,
        because=because + cited if cited else because,
        children=children,
    )


def earned_points(plan: Plan, place: int, out: Attainments, share: float | None) -> float | None:
    """Return the points that a node brings to its result; none where it has no share of it.

    Args:
        plan: the rulebook on the date that is scored.
        place: the place of the node.
        out: what the unit attains.
        share: the share of the result that the node decides.
    """
    value = out.value[place]
    if value is None or share is None or not out.applicable[place]:
        return None
    return share * value * plan.rulebook.scale


def effective_weights(plan: Plan, out: Attainments) -> Sequence[float | None]:
    """Return each node's share of its result, 1 for the result itself.

    A node that its parent leaves out has the share it would have if it were known.

    Args:
        plan: the rulebook on the date that is scored.
        out: what the unit attains.

    Returns:
        The shares by place, ``None`` for what has none: the shares of the plan itself where all
        nodes apply and none is left out.
    """
    leaving_out = any(
        left_out(plan, child, out)
        for group in plan.groups
        if group.leaves_out
        for child in group.scored
    )
    if not (leaving_out or False in out.applicable):
        return plan.shares
    effective: list[float | None] = [None] * len(plan.codes)
    for place in plan.results:
        if out.applicable[place]:
            effective[place] = 1.0
    for group in reversed(plan.groups):
        whole = effective[group.place]
        if whole is None:
            continue
        weights = {c: weight_of(plan, c, out) for c in group.scored if out.applicable[c]}
        counted = weights
        if group.leaves_out:
            counted = {c: w for c, w in weights.items() if not left_out(plan, c, out)}
        among_all = among_counted = _whole_of(group, [*weights.values()])
        if len(counted) < len(weights):
            among_counted = _whole_of(group, [*counted.values()])
        for child in group.children:
            if child in counted:
                effective[child] = whole * (weights[child] / among_counted)
            elif out.applicable[child]:
                effective[child] = whole * (weight_of(plan, child, out) / among_all)
    return effective


def _maximum(plan: Plan, group: GroupPlan, out: Attainments) -> float | None:
    """Return the most points of a sum that apply to the unit."""
    if not isinstance(group.aggregation, Sum) or not out.applicable[group.place]:
        return None
    applying = left_sum(weight_of(plan, c, out) for c in group.scored if out.applicable[c])
    return float(share_of(group, applying))


def _whole_of(group: GroupPlan, weights: list[float]) -> float:
    return filling(group.aggregation, weights, share_of(group, left_sum(weights)))


def possible_bands(
    plan: Plan,
    place: int,
    attained: tuple[float | None, float | None, float | None],
    published: Decimal | None,
) -> tuple[str, ...]:
    """Return the codes of the bands that a node can be in, in the order listed.

    Args:
        plan: the plan.
        place: the place of the node.
        attained: its least, actual and greatest attainment.
        published: its value as published.
    """
    low, value, high = attained
    bands = plan.bands.get(place)
    if bands is None or (low is None and value is None and high is None):
        return ()
    scale = plan.rulebook.scale
    if plan.banding == "published":

        def seen(attained: float | None) -> float | None:
            if attained is None:
                return None
            return float(plan.publish(attained)) / scale

        low, high = seen(low), seen(high)
        value = None if published is None else float(published) / scale
    pairs = zip(bands.bands, bands.intervals, strict=True)
    if value is not None:
        return tuple(band.code for band, interval in pairs if interval.contains(value))
    return tuple(band.code for band, interval in pairs if interval.touches(low, high))


def _leaf_reasons(leaf: LeafPlan, row: ObservationRow, out: Attainments) -> tuple[Reason, ...]:
    place = leaf.place
    notes = tuple(out.notes.get(place, ())) if out.notes else ()
    observation = row.observations.get(leaf.indicator.code, _UNKNOWN)
    if not out.applicable[place]:
        return (Reason(Because.NOT_APPLICABLE), *observation.because, *notes)
    facts: dict[str, Fact] = {}
    if observation.state is _KNOWN:
        code, facts["value"] = _OBSERVED, observation.value
    elif observation.state is State.BOUNDED:
        code = Because.BOUNDED
        facts["low"], facts["high"] = observation.low, observation.high
    else:
        code = Because.UNKNOWN
    if row.place:
        facts["place"] = row.place
    reasons = (Reason(code, facts), *observation.because)
    if code is _OBSERVED:
        number, attained = observation.value, out.value[place]
        assert attained is not None  # or there are problems
        reasons += (Reason(_ATTAINED, {**leaf.facts, "attainment": attained}),)
        if is_clipped(leaf, number, attained):
            reasons += (Reason(Because.CLIPPED, {"value": number, "attainment": attained}),)
    return reasons + notes if notes else reasons


def is_clipped(leaf: LeafPlan, value: float | str | None, attained: float) -> bool:
    """Tell whether a value lies beyond an end of its line, and attains what the end does.

    Args:
        leaf: the indicator.
        value: the value.
        attained: what it attains.
    """
    form = leaf.form
    if not (isinstance(form, LinearForm) and attained in (form.at_worst, form.at_best)):
        return False
    rise = form.best - form.worst
    return isinstance(value, float | int) and (
        (value - form.best) * rise > 0 or (value - form.worst) * rise < 0
    )


def _group_reasons(group: GroupPlan, out: Attainments) -> tuple[Reason, ...]:
    notes = tuple(out.notes.get(group.place, ()))
    if not out.applicable[group.place]:
        return notes or (Reason(Because.NOT_APPLICABLE),)
    taking_part = group.take(out.applicable).count(True)
    facts: dict[str, Fact] = {"aggregation": group.aggregation.kind, "children": taking_part}
    return (Reason(Because.AGGREGATED, facts), *notes)


def adjustment(
    earned: float | None, brought: Iterable[float | None], scale: float
) -> tuple[Reason, ...]:
    """Say what a group has more or less than its children earn, unless rounding alone says so.

    Args:
        earned: the points of the group.
        brought: the points of its children; ``None`` for one that has none.
        scale: what a full score is published as.
    """
    if earned is None:
        return ()
    points = earned - left_sum([points for points in brought if points is not None])
    # Attainments run from 0 to 1, so that rounding is told from points on their scale.
    return () if snap(points / scale) == 0 else (Reason(Because.ADJUSTED, {"points": points}),)
