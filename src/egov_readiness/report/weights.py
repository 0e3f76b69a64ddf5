"""What the weights of a rulebook come to, for a unit to which all applies that can."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

from egov_readiness.arithmetic import left_sum
from egov_readiness.rules import BestOf, Group, Indicator, Rulebook
from egov_readiness.rules.dated import number_on
from egov_readiness.scoring.aggregate import divisor

__all__ = ["effective_weight", "spare_points"]


def effective_weight(rulebook: Rulebook, node: Group | Indicator) -> float | None:
    """Return a node's share of its result, for a unit to which all applies that can.

    The weights are those that hold last.  Siblings that cannot apply to the same unit as the node
    are left out.

    Args:
        rulebook: the rulebook.
        node: a node of it.

    Returns:
        The share; ``None`` where it depends on the unit, because two of the siblings cannot apply
        to the same one, or where no weight holds.

    >>> from egov_readiness.kinds import Text
    >>> from egov_readiness.rules import Ratio
    >>> title = Text({"en": "Reach"})
    >>> ends = [Indicator(code=code, parent="all", title=title, method=Ratio()) for code in "ab"]
    >>> book = Rulebook(id="r", version="1", title=title, groups=(Group(code="all", title=title),),
    ...     indicators=tuple(ends))
    >>> effective_weight(book, ends[0])
    0.5
    """
    share = 1.0
    classes = rulebook.applicabilities()
    meant = [classes[node.code]]
    while node.parent is not None:
        parent = rulebook.node(node.parent)
        own = number_on(node.weight, date.max)
        if own is None or not isinstance(parent, Group):
            return None
        meant.append(classes[parent.code])
        children = rulebook.children(parent.code)
        beside = [n for n in children if not any(classes[n.code].excludes(a) for a in meant)]
        pairs = combinations((classes[n.code] for n in beside), 2)
        if any(one.excludes(other) for one, other in pairs):
            return None
        whole = _whole(parent, beside, children)
        if whole == 0:
            return None
        share *= own / whole
        node = parent
    return share


def spare_points(rulebook: Rulebook, group: Group) -> float:
    """Return the points by which the maximum of a sum exceeds those of all its children.

    Args:
        rulebook: the rulebook.
        group: a group of it; of one that is no sum there are none.

    >>> from egov_readiness.kinds import Text
    >>> group = Group(code="all", title=Text({"en": "All"}))
    >>> spare_points(Rulebook(id="r", version="1", title=group.title, groups=(group,)), group)
    0.0
    """
    children = rulebook.children(group.code)
    return max(0.0, _whole(group, children, children) - left_sum(_weights(children)))


def _whole(
    parent: Group, beside: Sequence[Group | Indicator], children: Sequence[Group | Indicator]
) -> float:
    """Return the weight that fills a group if some of its children apply."""
    if isinstance(parent.aggregation, BestOf):
        return max(_weights(beside), default=0.0)
    own = number_on(parent.weight, date.max) or 0.0
    total, declared = left_sum(_weights(beside)), left_sum(_weights(children))
    return divisor(parent.aggregation, total, declared, own)


def _weights(some: Iterable[Group | Indicator]) -> list[float]:
    return [number_on(node.weight, date.max) or 0.0 for node in some]
