"""The plan: a rulebook on a date, made ready so that scoring a unit is only arithmetic."""

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from graphlib import TopologicalSorter
from operator import itemgetter
from typing import Protocol, TypeVar

from attrs import fields, frozen

from egov_readiness.arithmetic import Publish, left_sum, publishing
from egov_readiness.errors import Because, Fact, Problem, Reason, RulebookError
from egov_readiness.rules.aggregation import (
    Aggregation,
    Deduct,
    Gate,
    Modifier,
    Rescale,
    Sum,
)
from egov_readiness.rules.applicability import Applicability
from egov_readiness.rules.bands import Band, Interval, intervals
from egov_readiness.rules.dated import number_on
from egov_readiness.rules.forms import Form, LinearForm
from egov_readiness.rules.methods import PerItem, Ratio, form_on
from egov_readiness.rules.population import FractionOfMax
from egov_readiness.rules.rulebook import (
    Comparison,
    Group,
    Indicator,
    MissingPolicy,
    Rulebook,
)
from egov_readiness.scoring.aggregate import Combine, combining, divisor, filling
from egov_readiness.scoring.forms import Attain, Ends, RefusedError, compile_form, image

__all__ = [
    "BandPlan",
    "GroupPlan",
    "LeafPlan",
    "Plan",
    "Take",
    "allowed_ends",
    "fleeting_codes",
    "make_plan",
    "restrictions",
]


_Item = TypeVar("_Item")


class Take(Protocol):
    """Takes some places of what there is by place, in their order."""

    def __call__(self, items: Sequence[_Item], /) -> tuple[_Item, ...]:
        """Return what stands at these places."""
        ...


@frozen
class LeafPlan:
    """One indicator on a date.

    Attributes:
        place: its place among the nodes.
        indicator: the indicator.
        form: its method on the date.
        attain: the method made ready.
        allowed: the values it can have.
        surely_allowed: the finite numbers among them, both ends included.
        worst: the least attainment it can have; ``None`` where there is no limit.
        best: the greatest attainment it can have; ``None`` where there is no limit.
        policy: what becomes of an unknown.
        imputed: the attainment that stands in for an unknown under ``impute``.
        facts: the kind of the method and the numbers of its form, for the reasons.
    """

    place: int
    indicator: Indicator
    form: Form
    attain: Attain
    allowed: Ends
    surely_allowed: tuple[float, float]
    worst: float | None
    best: float | None
    policy: MissingPolicy
    imputed: float | None
    facts: Mapping[str, Fact]


@frozen
class GroupPlan:
    """One group on a date.

    Attributes:
        place: its place among the nodes.
        group: the group.
        aggregation: how its attainment follows from its children.
        children: the places of its children, in the order in which they are folded.
        scored: the places of the children with a weight above 0.
        take: takes what belongs to these children from what there is by place.
        weights: the weights of these children.
        total: what these weights add up to.
        share: what a weight is divided by while all of these children take part.
        combine: the aggregation made ready for all of them.
        own_weight: the weight of the group itself, the default maximum of a sum.
        leaves_out: whether the policy of some child is to leave it out while it is unknown.
        adds_up: whether it is a sum of points inside a sum of points.
        modifiers: the modifiers that exist on the date.
        looks_at: the place of each node that a gate or a deduction looks at, by its code.
        lines: the line of each rescaling, and the same made ready.
        is_plain: whether its children's attainments are all that its own follows from.
    """

    place: int
    group: Group
    aggregation: Aggregation
    children: tuple[int, ...]
    scored: tuple[int, ...]
    take: Take
    weights: tuple[float, ...]
    total: float
    share: float
    combine: Combine
    own_weight: float
    leaves_out: bool
    adds_up: bool
    modifiers: tuple[Modifier, ...]
    looks_at: Mapping[str, int]
    lines: Mapping[Rescale, tuple[LinearForm, Attain]]
    is_plain: bool


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
        restricted: which units some nodes apply to, and the places of these nodes.
        policies: what becomes of each node when it is unknown, by place.
        cited: the clauses each node comes from, as reasons, by place.
        leaves: the indicators.
        groups: the groups, each after everything it depends on.
        children: the places of each node's children, by place.
        results: the places of the results.
        shares: each node's share of its result while all nodes apply and none is left out.
        bands: the bands of each result that has bands, by place.
        decimals: how many decimals are published on the date.
        publish: rounds an attainment to what is published, with so many decimals.
        banding: whether bands look at exact or published scores.
        fleeting: the codes of the nodes that can lose their value when more is known.
        withholding: the codes of those whose value may be withheld then, for too few children.
    """

    rulebook: Rulebook
    codes: tuple[str, ...]
    weights: tuple[float, ...]
    restricted: tuple[tuple[Applicability, tuple[int, ...]], ...]
    policies: tuple[MissingPolicy, ...]
    cited: tuple[tuple[Reason, ...], ...]
    leaves: tuple[LeafPlan, ...]
    groups: tuple[GroupPlan, ...]
    children: tuple[tuple[int, ...], ...]
    results: tuple[int, ...]
    shares: tuple[float | None, ...]
    bands: Mapping[int, BandPlan]
    decimals: int
    publish: Publish
    banding: Comparison
    fleeting: frozenset[str]
    withholding: frozenset[str]


def allowed_ends(indicator: Indicator) -> Ends:
    """Return the least and the greatest value that an indicator can have.

    Args:
        indicator: the indicator.

    Returns:
        The ends, as declared or as the method implies; ``None`` where there is no limit.

    >>> from egov_readiness import load_rulebook
    >>> allowed_ends(load_rulebook("un-egdi").indicators[0])
    (0, 1)
    """
    if indicator.range is not None:
        return indicator.range.low, indicator.range.high
    match indicator.method:
        case Ratio(over="problem"):
            return 0.0, 1.0
        case Ratio() | PerItem() | FractionOfMax():
            return 0.0, None
        case _:
            return None, None


def _leaf(rulebook: Rulebook, place: int, indicator: Indicator, as_of: date) -> LeafPlan | Problem:
    form = form_on(indicator.method, as_of)
    attain = compile_form(form)
    allowed = allowed_ends(indicator)
    tried = "range"
    try:
        worst, best = image(form, attain, *allowed)
        tried = "imputed"
        imputed = attain(indicator.imputed) if indicator.imputed is not None else None
    except RefusedError as refused:
        where = f"{rulebook.id}:indicator[{indicator.code}].{tried}"
        return Problem(refused.code, where, refused.message, "check it against the method")
    return LeafPlan(
        place,
        indicator,
        form,
        attain,
        allowed,
        _finite(allowed),
        worst,
        best,
        indicator.missing or rulebook.missing,
        imputed,
        _method_facts(indicator, form),
    )


def _finite(allowed: Ends) -> tuple[float, float]:
    low, high = allowed
    greatest = sys.float_info.max
    return -greatest if low is None else low, greatest if high is None else high


def _method_facts(indicator: Indicator, form: Form) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"method": indicator.method.kind}
    cls: type = type(form)
    for attribute in fields(cls):
        number = getattr(form, attribute.name)
        # Whole numbers come back from JSON as integers, and have to give the same bytes.
        if type(number) in (float, int) and number != attribute.default:
            facts[attribute.name] = float(number)
    return facts


def _cited(node: Group | Indicator) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            Because.CITED,
            {"document": citation.document}
            | ({} if citation.clause is None else {"clause": citation.clause}),
        )
        for citation in node.citations
    )


def _in_order(groups: Mapping[int, GroupPlan]) -> tuple[GroupPlan, ...]:
    """Order groups so that each comes after its children and the nodes of its gates."""
    needs = {place: (*plan.children, *plan.looks_at.values()) for place, plan in groups.items()}
    return tuple(groups[p] for p in TopologicalSorter(needs).static_order() if p in groups)


def restrictions(nodes: Sequence[Group | Indicator]) -> list[tuple[int, Applicability]]:
    """Return what restricts each node: its own applicability, and that of every group above.

    Args:
        nodes: the nodes of a rulebook.

    Returns:
        The place of a node and an applicability, as often as there are any.
    """
    by_code = {node.code: node for node in nodes}
    found = []
    for place, node in enumerate(nodes):
        above: Group | Indicator | None = node
        while above is not None:
            if above.applies_to is not None:
                found.append((place, above.applies_to))
            above = None if above.parent is None else by_code[above.parent]
    return found


def _restricted(
    nodes: Sequence[Group | Indicator],
) -> tuple[tuple[Applicability, tuple[int, ...]], ...]:
    """Return the places of the nodes with the same restriction together."""
    places: dict[Applicability, list[int]] = {}
    for place, applies_to in restrictions(nodes):
        places.setdefault(applies_to, []).append(place)
    return tuple((applies_to, tuple(found)) for applies_to, found in places.items())


def make_plan(rulebook: Rulebook, as_of: date) -> Plan:
    """Make a rulebook ready for one date.

    Args:
        rulebook: a rulebook that lint found nothing wrong with.
        as_of: the date that is scored, within the validity of the rulebook.

    Returns:
        The plan, which may be used for any number of units and by several threads.

    Raises:
        RulebookError: if a method cannot take the declared range or the value to impute.
    """
    nodes = rulebook.nodes
    place_of = {node.code: place for place, node in enumerate(nodes)}
    on_day = [number_on(node.weight, as_of) for node in nodes]
    weights = [0.0 if weight is None else float(weight) for weight in on_day]
    children: list[list[int]] = [[] for _ in nodes]
    for place, node in enumerate(nodes):
        if node.parent is not None:
            children[place_of[node.parent]].append(place)
    policies: tuple[MissingPolicy, ...] = tuple(node.missing or rulebook.missing for node in nodes)
    leaves = []
    problems: list[Problem] = []
    groups = {}
    bands = {}
    sums = {group.code for group in rulebook.groups if isinstance(group.aggregation, Sum)}
    for place, node in enumerate(nodes):
        if isinstance(node, Indicator):
            leaf = _leaf(rulebook, place, node, as_of)
            if isinstance(leaf, Problem):
                problems.append(leaf)
            else:
                leaves.append(leaf)
            continue
        modifiers = tuple(
            item for item in node.modifiers if not isinstance(item, Gate) or item.on(as_of)
        )
        scored = tuple(child for child in children[place] if weights[child] > 0)
        total = left_sum(weights[child] for child in scored)
        share = divisor(node.aggregation, total, total, weights[place])
        groups[place] = GroupPlan(
            place,
            node,
            node.aggregation,
            tuple(children[place]),
            scored,
            _taking(scored),
            tuple(weights[child] for child in scored),
            total,
            share,
            combining(node.aggregation, tuple(weights[child] for child in scored), share),
            weights[place],
            any(policies[child] == "reweight" for child in children[place]),
            isinstance(node.aggregation, Sum) and node.parent in sums,
            modifiers,
            {
                item.node: place_of[item.node]
                for item in modifiers
                if isinstance(item, Gate | Deduct)
            },
            {item: _line(item) for item in modifiers if isinstance(item, Rescale)},
            not modifiers and node.needs is None,
        )
        listed = rulebook.bands_of(node.code)
        if listed:
            bands[place] = BandPlan(listed, _scaled(intervals(listed), rulebook.scale))
    if problems:
        raise RulebookError(problems)
    decimals = number_on(rulebook.decimals, as_of)
    fleeting = fleeting_codes(rulebook)
    in_order = _in_order(groups)
    results = tuple(place_of[group.code] for group in rulebook.results)
    return Plan(
        rulebook,
        tuple(node.code for node in nodes),
        tuple(weights),
        _restricted(nodes),
        policies,
        tuple(_cited(node) for node in nodes),
        tuple(leaves),
        in_order,
        tuple(tuple(places) for places in children),
        results,
        _shares(in_order, results, weights),
        bands,
        int(decimals or 0),
        publishing(float(rulebook.scale), int(decimals or 0), rulebook.rounding),
        rulebook.banding,
        fleeting,
        frozenset(g.code for g in rulebook.groups if g.needs_children and g.code in fleeting),
    )


def _shares(
    groups: Sequence[GroupPlan], results: Sequence[int], weights: Sequence[float]
) -> tuple[float | None, ...]:
    shares: list[float | None] = [
        1.0 if place in results else None for place in range(len(weights))
    ]
    for group in reversed(groups):
        whole = shares[group.place]
        if whole is None or not group.scored:
            continue
        full = filling(group.aggregation, group.weights, group.share)
        for child in group.children:
            shares[child] = whole * (weights[child] / full)
    return tuple(shares)


def _taking(places: tuple[int, ...]) -> Take:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda items: tuple([items[place] for place in places])


def _line(rescale: Rescale) -> tuple[LinearForm, Attain]:
    assert rescale.worst is not None  # the scorer refuses a rulebook that is not fitted
    assert rescale.best is not None  # as above
    low, high = rescale.clip in ("both", "low"), rescale.clip in ("both", "high")
    form = LinearForm(rescale.worst, rescale.best, low, high, log=False)
    return form, compile_form(form)


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


def fleeting_codes(rulebook: Rulebook) -> frozenset[str]:
    """Return the codes of the nodes that can lose their value when more is known.

    A group has a value while it lies below the limit of a gate, whether that is open or closed; it
    has none above it until the gate can be told.  What rests on such a group shares its fate.

    Args:
        rulebook: the rulebook.
    """
    found: set[str] = set()
    before = -1
    while before < len(found):
        before = len(found)
        found |= {node.parent for node in rulebook.nodes if node.code in found and node.parent}
        found |= {i.code for i in rulebook.indicators if i.members and i.members.node in found}
        for group in rulebook.groups:
            for modifier in group.modifiers:
                if isinstance(modifier, Gate) or (
                    isinstance(modifier, Deduct) and modifier.node in found
                ):
                    found.add(group.code)
    return frozenset(found)
