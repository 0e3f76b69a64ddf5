"""What one unit attains in every node, as the kernel computes it."""

from collections.abc import Mapping

from attrs import define, field

from egov_readiness.errors import Because, Fact, Problem, Reason
from egov_readiness.scoring.plan import Plan

__all__ = ["Attainments", "left_out", "may_be_left_out", "weight_of"]


@define
class Attainments:
    """The attainments of every node of one unit, by place in the plan.

    Attributes:
        low: the least attainment; ``None`` where there is no limit.
        value: the attainment; ``None`` where it is not known or the node is not applicable.
        high: the greatest attainment; ``None`` where there is no limit.
        coverage: the share of weight backed by usable evidence.
        applicable: whether the node takes part.
        notes: what happened to a node out of the ordinary.
        problems: values that could not be taken, with the code of the node as path.
        lowered: the weights that points which do not apply have lowered, by place.
        withheld: the groups whose value is withheld because too little is known.
        blank: the same unit if nothing were known of it; made when something needs it.
    """

    low: list[float | None]
    value: list[float | None]
    high: list[float | None]
    coverage: list[float]
    applicable: list[bool]
    notes: dict[int, list[Reason]] = field(factory=dict)
    problems: list[Problem] = field(factory=list)
    lowered: dict[int, float] = field(factory=dict)
    withheld: set[int] = field(factory=set)
    blank: "Attainments | None" = None

    @classmethod
    def empty(cls, size: int) -> "Attainments":
        """Return the attainments of a unit of which nothing has been computed.

        >>> Attainments.empty(2).value
        [None, None]
        """
        return cls([None] * size, [None] * size, [None] * size, [0.0] * size, [True] * size)

    def note(self, place: int, code: Because, facts: Mapping[str, Fact] | None = None) -> None:
        """Remember something out of the ordinary about a node."""
        self.notes.setdefault(place, []).append(Reason(code, facts or {}))


def weight_of(plan: Plan, place: int, out: Attainments) -> float:
    """Return the weight of a node for this unit.

    A sum of points inside a sum of points brings no more points than apply to the unit.

    Args:
        plan: the plan.
        place: the place of the node.
        out: the attainments so far.
    """
    return out.lowered.get(place, plan.weights[place])


def left_out(plan: Plan, place: int, out: Attainments) -> bool:
    """Tell whether a node is left out of its parent's value, its siblings sharing its weight.

    Args:
        plan: the plan.
        place: the place of the node.
        out: the attainments so far.
    """
    return plan.policies[place] == "reweight" and out.value[place] is None


def may_be_left_out(plan: Plan, place: int, out: Attainments) -> bool:
    """Tell whether a node could be left out if more were known of it, or is already.

    Behind a gate a node that has a value for now can lose it again, unless it is known exactly.

    Args:
        plan: the plan.
        place: the place of the node.
        out: the attainments so far.
    """
    if plan.policies[place] != "reweight":
        return False
    if plan.codes[place] not in plan.fleeting:
        return out.value[place] is None
    return out.low[place] is None or out.low[place] != out.high[place]
