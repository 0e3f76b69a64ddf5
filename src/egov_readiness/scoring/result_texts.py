"""The results of one unit as canonical JSON, without a node for everything that is usual.

What is said of a node differs from unit to unit in a few numbers where its value is known exactly,
lies beyond an end of its line, or is unknown, and where a group has bounds only.  The rest is a
template, made once for a rulebook on a date from the text of a node of the tree, so that it says
what the tree says; whatever is not usual is written as the node that the tree makes.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from egov_readiness.canonical import write_float, written
from egov_readiness.observations import Observation, ObservationRow, State, known, unknown
from egov_readiness.rules.forms import LinearForm
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

# Members of an enumeration are looked up through its class, which takes as long as a number.
_IS_KNOWN: Final = State.KNOWN
_IS_UNKNOWN: Final = State.UNKNOWN

# They show where those of a unit go; where a rulebook says one of them, too, there is no template.
_VALUE: Final = 0.2718281828459045
_ATTAINMENT: Final = 0.3141592653589793
_GREATEST: Final = 0.5772156649015329
_COVERAGE: Final = 0.6180339887498949
_PLACE: Final = "row of a template"

_Mark = tuple[str, str, str]
"""What differs from unit to unit, between what stands before and after it."""

_Template = list[str]
"""A text in pieces, every second of them empty, for what differs."""

_Found = tuple[str, float | None]
"""The text of a node, and the points that it brings to its result."""


@frozen
class _LeafTexts:
    """What is said of an indicator, but for what differs; nothing where a node says it.

    Attributes:
        known: of a value that is known exactly.
        beyond: of a value beyond an end of its line, by what the end attains; with the points.
        unknown: of a value of which nothing is known.
    """

    known: _Template | None
    beyond: Mapping[float, tuple[_Template | None, float | None]]
    unknown: _Template | None


@frozen
class _GroupTexts:
    """What is said of a group, but for what differs; nothing where a node says it.

    Attributes:
        known: of a group that is known exactly and as its children.
        bounded: of a group that only bounds are known of.
    """

    known: _Template | None
    bounded: _Template | None


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
        self._leaves = [(leaf, _leaf_texts(plan, leaf)) for leaf in plan.leaves]
        self._groups = [(group, _group_texts(plan, group)) for group in plan.groups]

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
        observations, notes = row.observations, out.notes
        texts: dict[int, str] = {}
        points: dict[int, float | None] = {}
        for leaf, leaf_texts in self._leaves:
            place = leaf.place
            observation = observations.get(plan.codes[place], _UNKNOWN)
            found = None
            if usual and not observation.because and place not in notes:
                found = self._leaf(leaf, leaf_texts, observation, where, out)
            if found is None:
                node = leaf_node(plan, leaf, row, out, shares[place])
                found = node.canonical_json(), node.earned
            texts[place], points[place] = found
        for group, group_texts in self._groups:
            place = group.place
            below = [texts[child] for child in group.children]
            brought = [points[child] for child in group.children]
            found = None
            if usual and place not in notes:
                found = self._group(group, group_texts, below, brought, out)
            if found is None:
                node = group_node(plan, group, out, shares[place], brought)
                found = node.json_over(below), node.earned
            texts[place], points[place] = found
        return "[" + ",".join([texts[place] for place in plan.results]) + "]"

    def _leaf(
        self,
        leaf: LeafPlan,
        texts: _LeafTexts,
        observation: Observation,
        where: str,
        out: Attainments,
    ) -> _Found | None:
        """Fill the template of an indicator; return nothing if a node has to say it."""
        place, value = leaf.place, observation.value
        attained = out.value[place]
        if attained is None:
            if observation.state is not _IS_UNKNOWN or texts.unknown is None:
                return None
            return _filled(texts.unknown, where), None
        if observation.state is not _IS_KNOWN or not _is_exact(place, out):
            return None
        if attained in texts.beyond and is_clipped(leaf, value, attained):
            template, points = texts.beyond[attained]
            seen = written(value)
            return None if template is None else (_filled(template, where, seen, seen), points)
        if texts.known is None:
            return None
        points, exactly, numbers = self._numbers(place, out, attained)
        return _filled(texts.known, where, written(value), exactly, *numbers), points

    def _group(
        self,
        group: GroupPlan,
        texts: _GroupTexts,
        below: list[str],
        brought: list[float | None],
        out: Attainments,
    ) -> _Found | None:
        """Fill the template of a group; return nothing if a node has to say it."""
        place, scale = group.place, self._plan.rulebook.scale
        attained = out.value[place]
        if attained is None:
            low, high, coverage = out.low[place], out.high[place], out.coverage[place]
            if texts.bounded is None or low is None or high is None or not coverage:
                return None
            ends = write_float(high * scale), write_float(low * scale)
            return _filled(texts.bounded, ",".join(below), write_float(coverage), *ends), None
        if texts.known is None or not _is_exact(place, out):
            return None
        points, _, numbers = self._numbers(place, out, attained)
        if adjustment(points, brought, scale):
            return None
        return _filled(texts.known, ",".join(below), *numbers), points

    def _numbers(
        self, place: int, out: Attainments, attained: float
    ) -> tuple[float | None, str, tuple[str, ...]]:
        """Return the points of a node that is known exactly, and what is written of it."""
        plan = self._plan
        scale = plan.rulebook.scale
        points = earned_points(plan, place, out, plan.shares[place])
        exactly = write_float(attained)
        score = exactly if scale == 1 else write_float(attained * scale)
        published = f"{plan.publish(attained):f}"
        return points, exactly, (written(points), score, score, published, score)


def _is_exact(place: int, out: Attainments) -> bool:
    """Tell whether a node is known exactly."""
    return out.low[place] is out.value[place] is out.high[place] and out.coverage[place] == 1.0


def _leaf_texts(plan: Plan, leaf: LeafPlan) -> _LeafTexts:
    place, share = leaf.place, plan.shares[leaf.place]

    def node(observation: Observation, out: Attainments) -> Node:
        row = ObservationRow("", {plan.codes[place]: observation}, place=_PLACE)
        return leaf_node(plan, leaf, row, out, share)

    where = '"place":', written(_PLACE)
    exact = node(known(_VALUE), _exact(plan, place, _ATTAINMENT))
    if_known = _template(
        exact.canonical_json(),
        (*where, ","),
        ('"value":', write_float(_VALUE), "}"),
        ('"attainment":', write_float(_ATTAINMENT), ""),
        *_marks(exact),
    )
    beyond = {}
    for attained, value in _values_beyond(leaf):
        clipped = node(known(value), _exact(plan, place, attained))
        seen = '"value":', written(value), "}"
        template = _template(clipped.canonical_json(), (*where, ","), seen, seen)
        beyond[attained] = template, clipped.earned
    blank = Attainments.empty(len(plan.codes))
    blank.low[place], blank.high[place] = leaf.worst, leaf.best
    if_unknown = _template(node(unknown(), blank).canonical_json(), (*where, "}"))
    return _LeafTexts(if_known, beyond, if_unknown)


def _values_beyond(leaf: LeafPlan) -> Iterator[tuple[float, float]]:
    """Yield what each end of a line attains, with a value beyond it."""
    form = leaf.form
    if isinstance(form, LinearForm):
        rise = form.best - form.worst
        yield form.at_worst, form.worst - rise * _VALUE
        yield form.at_best, form.best + rise * _VALUE


def _group_texts(plan: Plan, group: GroupPlan) -> _GroupTexts:
    place, share = group.place, plan.shares[group.place]
    if place in plan.bands:
        return _GroupTexts(None, None)
    inside = '"children":[', written(_PLACE), "]"
    out = _exact(plan, place, _ATTAINMENT)
    exact = group_node(plan, group, out, share, [earned_points(plan, place, out, share)])
    if_known = _template(exact.json_over([written(_PLACE)]), inside, *_marks(exact))
    out = Attainments.empty(len(plan.codes))
    out.low[place], out.high[place], out.coverage[place] = _ATTAINMENT, _GREATEST, _COVERAGE
    bounds = group_node(plan, group, out, share, ())
    if_bounded = _template(
        bounds.json_over([written(_PLACE)]),
        inside,
        ('"coverage":', write_float(_COVERAGE), ","),
        ('"high":', written(bounds.high), ","),
        ('"low":', written(bounds.low), ","),
    )
    return _GroupTexts(if_known, if_bounded)


def _exact(plan: Plan, place: int, attained: float) -> Attainments:
    out = Attainments.empty(len(plan.codes))
    out.low[place] = out.value[place] = out.high[place] = attained
    out.coverage[place] = 1.0
    return out


def _marks(node: Node) -> tuple[_Mark, ...]:
    score = written(node.value)
    return (
        ('"earned":', written(node.earned), ","),
        ('"high":', score, ","),
        ('"low":', score, ","),
        ('"published":"', f"{node.published:f}", '"'),
        ('"value":', score, ',"weight"'),
    )


def _template(text: str, *marks: _Mark) -> _Template | None:
    """Return a text in pieces between what differs; nothing if a mark stands elsewhere too.

    Args:
        text: the text.
        marks: what differs, in the order of the text.
    """
    pieces: list[str] = []
    rest = text
    for before, differs, after in marks:
        mark = before + differs + after
        piece, found, rest = rest.partition(mark)
        if not found or text.count(mark) != marks.count((before, differs, after)):
            return None
        pieces += piece + before, ""
        rest = after + rest
    return [*pieces, rest]


def _filled(template: _Template, *texts: str) -> str:
    """Return a text with what differs in its places."""
    pieces = template.copy()
    pieces[1::2] = texts
    return "".join(pieces)
