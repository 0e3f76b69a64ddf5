"""The results of one unit as canonical JSON, without a node for everything that is usual.

What is said of a node that is known exactly differs from unit to unit in a few numbers.  The rest
is a template, made once for a rulebook on a date from the text of a node of the tree, so that it
says what the tree says; whatever is not usual is written as the node that the tree makes.
"""

from decimal import Decimal
from typing import Final

from egov_readiness.arithmetic import publish
from egov_readiness.canonical import write_float, written
from egov_readiness.observations import Observation, ObservationRow, State, known, unknown
from egov_readiness.scoring.attainments import Attainments
from egov_readiness.scoring.plan import GroupPlan, LeafPlan, Plan
from egov_readiness.scoring.result import Node
from egov_readiness.scoring.tree import (
    adjustment,
    earned_points,
    effective_weights,
    group_node,
    is_clipped,
    leaf_node,
)

__all__ = ["ResultWriter"]

_UNKNOWN: Final = unknown()

# Numbers and a name that no rulebook has show where those of a unit go.
_VALUE: Final = 0.2718281828459045
_ATTAINED: Final = 0.3141592653589793
_PLACE: Final = "row of a template"

_Mark = tuple[str, str, str]
"""What differs from unit to unit, between what stands before and after it."""


class ResultWriter:
    """Writes the results of units by a rulebook on a date.

    Args:
        plan: the rulebook on the date.

    >>> from datetime import date
    >>> from egov_readiness import load_rulebook
    >>> from egov_readiness.scoring.one import attain_unit
    >>> from egov_readiness.scoring.plan import make_plan
    >>> from egov_readiness.scoring.tree import build_nodes
    >>> plan = make_plan(load_rulebook("un-egdi"), date(2022, 7, 1))
    >>> row = ObservationRow("a", {"osi": known(0.5), "hci": known(0.75)}, place="row 2")
    >>> out = attain_unit(plan, row)
    >>> ResultWriter(plan).write(row, out) == written(build_nodes(plan, row, out))
    True
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._leaves = [
            (leaf, _known_template(plan, leaf), _unknown_template(plan, leaf))
            for leaf in plan.leaves
        ]
        self._groups = [(group, _group_template(plan, group)) for group in plan.groups]

    def write(self, row: ObservationRow, out: Attainments) -> str:
        """Return the results of a unit, as the nodes of the tree are written.

        Args:
            row: what was observed.
            out: what it attains; without problems.
        """
        plan = self._plan
        shares = effective_weights(plan, out)
        usual = shares is plan.shares and bool(row.place)
        where = written(row.place)
        texts: dict[int, str] = {}
        earned: dict[int, float | None] = {}
        for leaf, if_known, if_unknown in self._leaves:
            place = leaf.place
            observation = row.observations.get(plan.codes[place], _UNKNOWN)
            attained = out.value[place]
            plain = usual and not observation.because and place not in out.notes
            if attained is None:
                if plain and if_unknown is not None and _is_unknown(leaf, observation, out):
                    texts[place], earned[place] = if_unknown % where, None
                    continue
            elif plain and if_known is not None and _is_known(leaf, observation, attained, out):
                earned[place], *numbers = self._numbers(place, out, attained)
                value = written(observation.value)
                texts[place] = if_known % (where, value, write_float(attained), *numbers)
                continue
            node = leaf_node(plan, leaf, row, out, shares[place])
            texts[place], earned[place] = node.canonical_json(), node.earned
        for group, if_known in self._groups:
            place = group.place
            attained = out.value[place]
            below = [texts[child] for child in group.children]
            brought = [earned[child] for child in group.children]
            if usual and if_known is not None and attained is not None and _is_exact(place, out):
                points, *numbers = self._numbers(place, out, attained)
                if not adjustment(points, brought, plan.rulebook.scale):
                    texts[place], earned[place] = if_known % (",".join(below), *numbers), points
                    continue
            node = group_node(plan, group, out, shares[place], brought)
            texts[place], earned[place] = node.json_over(below), node.earned
        return "[" + ",".join([texts[place] for place in plan.results]) + "]"

    def _numbers(
        self, place: int, out: Attainments, attained: float
    ) -> tuple[float | None, str, str, str, Decimal, str]:
        """Return the points of a node that is known exactly, and its numbers as written."""
        plan = self._plan
        points = earned_points(plan, place, out, plan.shares[place])
        score = write_float(attained * plan.rulebook.scale)
        published = publish(attained, plan.rulebook.scale, plan.decimals, plan.rounding)
        return points, written(points), score, score, published, score


def _is_exact(place: int, out: Attainments) -> bool:
    """Tell whether a node is known exactly, and nothing happened to it out of the ordinary."""
    return (
        out.low[place] is out.value[place] is out.high[place]
        and out.coverage[place] == 1.0
        and place not in out.notes
    )


def _is_known(leaf: LeafPlan, observation: Observation, attained: float, out: Attainments) -> bool:
    return (
        observation.state is State.KNOWN
        and _is_exact(leaf.place, out)
        and not is_clipped(leaf, observation.value, attained)
    )


def _is_unknown(leaf: LeafPlan, observation: Observation, out: Attainments) -> bool:
    place = leaf.place
    return observation.state is State.UNKNOWN and (out.low[place], out.high[place]) == (
        leaf.worst,
        leaf.best,
    )


def _known_template(plan: Plan, leaf: LeafPlan) -> str | None:
    """Return what is said of an indicator that is known exactly, but for what differs."""
    out = _exact(plan, leaf.place)
    row = ObservationRow("", {plan.codes[leaf.place]: known(_VALUE)}, place=_PLACE)
    node = leaf_node(plan, leaf, row, out, plan.shares[leaf.place])
    return _template(
        node.canonical_json(),
        ('"place":', written(_PLACE), ","),
        ('"value":', write_float(_VALUE), "}"),
        ('"attainment":', write_float(_ATTAINED), ""),
        *_marks(node),
    )


def _unknown_template(plan: Plan, leaf: LeafPlan) -> str | None:
    """Return what is said of an indicator of which nothing is known, but for its place."""
    out = Attainments.empty(len(plan.codes))
    out.low[leaf.place], out.high[leaf.place] = leaf.worst, leaf.best
    row = ObservationRow("", {}, place=_PLACE)
    node = leaf_node(plan, leaf, row, out, plan.shares[leaf.place])
    return _template(node.canonical_json(), ('"place":', written(_PLACE), "}"))


def _group_template(plan: Plan, group: GroupPlan) -> str | None:
    """Return what is said of a group that is known exactly and as its children, but for them."""
    if group.place in plan.bands or not group.children:
        return None
    out = _exact(plan, group.place)
    share = plan.shares[group.place]
    node = group_node(plan, group, out, share, [earned_points(plan, group.place, out, share)])
    return _template(
        node.json_over([written(_PLACE)]),
        ('"children":[', written(_PLACE), "]"),
        *_marks(node),
    )


def _exact(plan: Plan, place: int) -> Attainments:
    out = Attainments.empty(len(plan.codes))
    out.low[place] = out.value[place] = out.high[place] = _ATTAINED
    out.coverage[place] = 1.0
    return out


def _marks(node: Node) -> tuple[_Mark, ...]:
    score = written(node.value)
    return (
        ('"earned":', written(node.earned), ","),
        ('"high":', score, ","),
        ('"low":', score, ","),
        ('"published":"', str(node.published), '"'),
        ('"value":', score, ',"weight"'),
    )


def _template(text: str, *marks: _Mark) -> str | None:
    """Return a text with places for what differs; nothing if it stands elsewhere too."""
    template = text.replace("%", "%%")
    for before, differs, after in marks:
        if template.count(before + differs + after) != 1:
            return None
        template = template.replace(before + differs + after, before + "%s" + after)
    return template if template % tuple(differs for _, differs, _ in marks) == text else None
