"""Several scorecards taken together, node by node: the trees of units that follow from others."""

import math
from collections.abc import Callable, Mapping, Sequence

from attrs import evolve, frozen

from egov_readiness.errors import Because, Reason
from egov_readiness.observations import State
from egov_readiness.rules.rulebook import MissingPolicy, Rulebook
from egov_readiness.scoring.parts import Part, combined
from egov_readiness.scoring.plan import Plan, fleeting_codes
from egov_readiness.scoring.result import Node, Scorecard
from egov_readiness.scoring.tree import adjustment, possible_bands

__all__ = ["Together", "Weight"]

Weight = tuple[float | None, bool]
"""What a unit weighs, as far as it is known, and whether that is known and no stand-in."""

Why = Callable[[int, int], Reason]
"""The reason for a node that was put together of so many units, so many of them with a value."""


@frozen
class Together:
    """What has to be known of a rulebook to take nodes of several units together.

    Attributes:
        scale: what a full score is published as.
        fleeting: the codes of the nodes that can lose their value when more is known.
        policies: what becomes of each node when it is unknown, by code.
    """

    scale: float
    fleeting: frozenset[str]
    policies: Mapping[str, MissingPolicy]

    @classmethod
    def of(cls, rulebook: Rulebook) -> "Together":
        """Return what has to be known of a rulebook.

        Args:
            rulebook: the rulebook.
        """
        return cls(
            float(rulebook.scale),
            frozenset(fleeting_codes(rulebook)),
            {node.code: node.missing or rulebook.missing for node in rulebook.nodes},
        )

    def part(self, node: Node, weight: Weight) -> Part:
        """Return what a unit brings with one of its nodes, as attainments.

        Args:
            node: the node of the unit.
            weight: what the unit weighs.
        """
        low, value, high = node.attainments(self.scale)
        return Part(
            low,
            value,
            high,
            node.coverage,
            weight[0],
            self.policies[node.code] == "reweight",
            surely=weight[1],
            fleeting=node.code in self.fleeting,
        )

    def results(
        self, plan: Plan, cards: Sequence[Scorecard], weights: Sequence[Weight], by: str, why: Why
    ) -> tuple[Node, ...]:
        """Return the results of a unit that follows from others, with every node below them.

        Args:
            plan: the rulebook on the date that is scored.
            cards: the cards of the units it follows from, at least one.
            weights: what each of them weighs.
            by: the ``mean`` or the ``minimum``.
            why: gives the reason for each node.
        """
        places = {code: place for place, code in enumerate(plan.codes)}

        def build(nodes: Sequence[Node]) -> Node:
            children = tuple(map(build, zip(*(node.children for node in nodes), strict=True)))
            weighed = [*zip(nodes, weights, strict=True)]
            place = places[nodes[0].code]
            return self._node(plan, place, weighed, children, by=by, why=why)

        return tuple(map(build, zip(*(card.results for card in cards), strict=True)))

    def _node(
        self,
        plan: Plan,
        place: int,
        members: Sequence[tuple[Node, Weight]],
        children: tuple[Node, ...],
        *,
        by: str,
        why: Why,
    ) -> Node:
        applicable = [
            (node, weight) for node, weight in members if node.state is not State.NOT_APPLICABLE
        ]
        first = members[0][0]
        if not applicable:
            return evolve(first, because=(Reason(Because.NOT_APPLICABLE),), children=children)
        scale = self.scale
        parts = [self.part(node, weight) for node, weight in applicable]
        whole = combined(parts, by)
        value = whole.value
        state = State.KNOWN
        if value is None:
            state = State.BOUNDED if whole.coverage > 0 else State.UNKNOWN
        shares = [node.effective_weight or 0.0 for node, _ in members]
        effective = 1.0 if place in plan.results else math.fsum(shares) / len(shares)
        earned = None if value is None else effective * value * scale
        published = None if value is None else plan.publish(value)
        possible = possible_bands(plan, place, (whole.low, value, whole.high), published)
        because = [why(len(parts), whole.counted)]
        if children:
            because += adjustment(earned, [child.earned for child in children], scale)
        maxima = {node.maximum for node, _ in applicable}
        return Node(
            code=first.code,
            state=state,
            low=None if whole.low is None else whole.low * scale,
            value=None if value is None else value * scale,
            high=None if whole.high is None else whole.high * scale,
            coverage=whole.coverage,
            weight=plan.weights[place],
            effective_weight=effective,
            earned=earned,
            maximum=maxima.pop() if len(maxima) == 1 else None,
            published=published,
            band=possible[0] if len(possible) == 1 else None,
            possible_bands=possible,
            because=(*because, *plan.cited[place]),
            children=children,
        )
