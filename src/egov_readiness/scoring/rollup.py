"""The second stage of scoring: what a unit takes from the units below it (design S2, R10, R18)."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from attrs import evolve, frozen

from egov_readiness.arithmetic import publish, snap
from egov_readiness.errors import Because, Fact, Problem, Reason
from egov_readiness.loops import find_loops
from egov_readiness.observations import Observation, ObservationRow, State, not_applicable, unknown
from egov_readiness.rules.members import MemberScore, RollUp
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.plan import Plan
from egov_readiness.scoring.result import Node, Scorecard
from egov_readiness.scoring.tree import adjustment, possible_bands

__all__ = ["Below", "Member"]

Member = tuple[ObservationRow, Scorecard]
"""A unit below another one: what was observed of it, and how it scored."""

_Key = tuple[str, str | None]


class Below:
    """The units below each unit, as they are scored; only where the rulebook asks for them.

    Args:
        rulebook: the rulebook.

    Attributes:
        problems: what is wrong with the tree of units and with what weighs them.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.problems: list[Problem] = []
        self._rulebook = rulebook
        self._asked = [i for i in rulebook.indicators if i.members is not None]
        self._members: dict[_Key, list[tuple[int, Member]]] = {}
        self._places: dict[_Key, int] = {}

    def first(self, rows: Sequence[ObservationRow]) -> list[tuple[int, ObservationRow]]:
        """Return rows with their places, every unit after the units below it in its period.

        Args:
            rows: the rows.
        """
        self._places = {(row.unit, row.period): place for place, row in enumerate(rows)}
        numbered = [*enumerate(rows)]
        if not self._asked:
            return numbered
        above: dict[_Key, _Key] = {}
        by_period: dict[str | None, dict[str, list[str]]] = {}
        for row in rows:
            if row.parent is not None:
                above[row.unit, row.period] = row.parent, row.period
                by_period.setdefault(row.period, {})[row.unit] = [row.parent]
        loops = [loop for references in by_period.values() for loop in find_loops(references)]
        for loop in loops:
            message = "a unit lies below itself: " + " -> ".join([*loop, loop[0]])
            hint = "one of them has another parent, or none"
            self.problems.append(Problem("loop", "parent", message, hint))
        if loops:
            return numbered

        def depth(item: tuple[int, ObservationRow]) -> int:
            steps = 0
            key: _Key | None = (item[1].unit, item[1].period)
            while key is not None:
                key = above.get(key)
                steps += 1
            return -steps

        return sorted(numbered, key=depth)

    def observed(self, row: ObservationRow) -> ObservationRow:
        """Return a row with what its indicators observe on the units below.

        Args:
            row: the row.
        """
        if not self._asked:
            return row
        members = self._below((row.unit, row.period))
        observations = dict(row.observations)
        for indicator in self._asked:
            assert indicator.members is not None  # that is why it was asked
            found = _observed(self._rulebook, indicator.members, members)
            if isinstance(found, Observation):
                observations[indicator.code] = found
            else:
                self.problems.extend(found)
        return evolve(row, observations=observations)

    def add(self, row: ObservationRow, card: Scorecard) -> None:
        """Remember a unit that was scored.

        Args:
            row: what was observed of it.
            card: how it scored.
        """
        if row.parent is not None and (self._asked or self._rulebook.roll_up is not None):
            key = (row.parent, row.period)
            place = self._places[row.unit, row.period]
            self._members.setdefault(key, []).append((place, (row, card)))

    def _below(self, key: _Key) -> list[Member]:
        """Return the units below one, in the order of the rows."""
        found = sorted(self._members.get(key, []), key=lambda item: item[0])
        return [member for _, member in found]

    def rolled_up(self, plan_on: Callable[[date], Plan]) -> list[Scorecard]:
        """Return the cards of the units that have no row of their own.

        Args:
            plan_on: gives the rulebook made ready for a day.
        """
        how = self._rulebook.roll_up
        if how is None:
            return []
        cards = []
        for key in sorted(self._members, key=lambda key: min(p for p, _ in self._members[key])):
            if key not in self._places:
                members = self._below(key)
                card = _rolled_up(plan_on(members[0][1].as_of), how, key[0], members)
                if isinstance(card, Scorecard):
                    cards.append(card)
                else:
                    self.problems.extend(card)
        return cards


@frozen
class _Part:
    """What one unit below brings: bounds, value and weight, as far as they are known."""

    low: float | None
    value: float | None
    high: float | None
    coverage: float
    weight: float | None
    left_out: bool


@frozen
class _Whole:
    """What the units below give together."""

    low: float | None
    value: float | None
    high: float | None
    coverage: float
    counted: int
    because: tuple[Reason, ...]


def _mean(parts: Sequence[_Part], number: Callable[[_Part], float | None]) -> float | None:
    """Return the weighted mean, whatever the order of the parts; ``None`` if any is missing."""
    pairs = [(part.weight, number(part)) for part in parts]
    known = [(w, n) for w, n in pairs if w is not None and n is not None]
    total = math.fsum(weight for weight, _ in known)
    if len(known) < len(pairs) or total == 0:
        return None
    return math.fsum(weight * found for weight, found in known) / total


def _least(parts: Sequence[_Part], number: Callable[[_Part], float | None]) -> float | None:
    found = [number(part) for part in parts]
    numbers = [one for one in found if one is not None]
    return min(numbers) if numbers and len(numbers) == len(found) else None


def _combined(parts: Sequence[_Part], by: str) -> _Whole:
    """Combine the parts by their mean or minimum.

    Where a weight is not known, the mean lies somewhere between the least and the greatest part.
    """
    counted = [part for part in parts if not part.left_out]
    combine = _least if by == "minimum" else _mean
    low, high = combine(parts, _low), combine(parts, _high)
    if by != "minimum" and any(part.weight is None for part in parts):
        lows, highs = [part.low for part in parts], [part.high for part in parts]
        low = None if None in lows else min(number for number in lows if number is not None)
        high = None if None in highs else max(number for number in highs if number is not None)
    coverage = math.fsum(part.coverage for part in parts) / len(parts)
    value = found = combine(counted, _value) if counted else None
    if value is not None:
        # A mean that leaves a part out can lie beyond what any value of that part could give.
        value = value if low is None else max(value, low)
        value = value if high is None else min(value, high)
    return _Whole(low, value, high, coverage, len(counted), _held(found, value))


def _held(found: float | None, value: float | None) -> tuple[Reason, ...]:
    """Say so where a value is held within its bounds, unless rounding alone put it beyond."""
    if found is None or value is None or snap(found) == snap(value):
        return ()
    return (Reason(Because.HELD_WITHIN_BOUNDS, {"attainment": found}),)


def _low(part: _Part) -> float | None:
    return part.low


def _value(part: _Part) -> float | None:
    return part.value


def _high(part: _Part) -> float | None:
    return part.high


def _weight(row: ObservationRow, weighted_by: str | None) -> float | Problem | None:
    if weighted_by is None:
        return 1.0
    observation = row.observations.get(weighted_by, unknown())
    value = observation.value
    if observation.state is not State.KNOWN or value is None:
        return None
    if isinstance(value, str) or value < 0:
        message = f"{value!r} cannot weigh a unit"
        hint = "a weight is a number of at least 0, such as its population"
        return Problem("not-a-weight", f"{row.place or row.unit}:{weighted_by}", message, hint)
    return float(value)


def _observed(
    rulebook: Rulebook, asked: MemberScore, members: Sequence[Member]
) -> Observation | list[Problem]:
    parts: list[_Part] = []
    problems: list[Problem] = []
    for row, card in members:
        node = card[asked.node]
        weight = _weight(row, asked.weighted_by)
        if isinstance(weight, Problem):
            problems.append(weight)
        elif node.state is not State.NOT_APPLICABLE:
            part = _part(rulebook, node, weight)
            parts.append(part if asked.at_least is None else _enough(part, asked.at_least))
    if problems:
        return problems
    if not parts:
        return not_applicable((Reason(Because.NO_MEMBERS, {"node": asked.node}),))
    whole = _combined(parts, asked.by)
    facts: dict[str, Fact] = {"node": asked.node, "by": asked.by, "units": len(parts)}
    if asked.at_least is not None:
        facts["at_least"] = asked.at_least
    because = (Reason(Because.MEMBERS, facts), *whole.because)
    state = State.KNOWN
    if whole.value is None:
        state = State.UNKNOWN if whole.low is None or whole.high is None else State.BOUNDED
    return Observation(
        state, whole.value, whole.low, whole.high, because=because, coverage=whole.coverage
    )


def _part(rulebook: Rulebook, node: Node, weight: float | None) -> _Part:
    scale = rulebook.scale

    def attained(number: float | None) -> float | None:
        return None if number is None else number / scale

    rule = rulebook.node(node.code)
    policy = rulebook.missing if rule is None or rule.missing is None else rule.missing
    left_out = node.value is None and policy == "reweight"
    low, value, high = attained(node.low), attained(node.value), attained(node.high)
    return _Part(low, value, high, node.coverage, weight, left_out)


def _enough(part: _Part, at_least: float) -> _Part:
    """Return 1 where a part attains enough and 0 where it does not, as far as that is known."""

    def reached(number: float | None, otherwise: float | None) -> float | None:
        return otherwise if number is None else float(snap(number) >= snap(at_least))

    low, high = reached(part.low, 0.0), reached(part.high, 1.0)
    if low == high:
        # Its bounds suffice to tell, whether or not it has a value.
        return evolve(part, low=low, value=low, high=high, left_out=False)
    return evolve(part, low=low, value=reached(part.value, None), high=high)


def _rolled_up(
    plan: Plan, how: RollUp, unit: str, members: Sequence[Member]
) -> Scorecard | list[Problem]:
    """Return the card of a unit that follows from the units below it, node by node.

    Args:
        plan: the rulebook on the date that is scored.
        how: how it follows.
        unit: the identity of the unit.
        members: the units below, scored; at least one.

    Returns:
        The card, or the problems with what weighs the units below.
    """
    weights = [_weight(row, how.weighted_by) for row, _ in members]
    problems = [weight for weight in weights if isinstance(weight, Problem)]
    if problems:
        return problems
    numbers = [weight for weight in weights if not isinstance(weight, Problem)]
    cards = [card for _, card in members]
    places = {code: place for place, code in enumerate(plan.codes)}

    def build(nodes: Sequence[Node]) -> Node:
        rows = zip(*(node.children for node in nodes), strict=True)
        return _rolled_node(
            plan,
            places[nodes[0].code],
            how,
            [*zip(nodes, numbers, strict=True)],
            tuple(map(build, rows)),
        )

    first = cards[0]
    return Scorecard(
        unit=unit,
        period=first.period,
        as_of=first.as_of,
        level=_common(card.level for card in cards),
        kind=_common(card.kind for card in cards),
        members=tuple(card.unit for card in cards),
        results=tuple(map(build, zip(*(card.results for card in cards), strict=True))),
        rules=plan.rulebook,
    )


def _common_maximum(nodes: Sequence[Node]) -> float | None:
    different = {node.maximum for node in nodes}
    return different.pop() if len(different) == 1 else None


def _common(names: Iterable[str | None]) -> str | None:
    """Return the name that all have in common; ``None`` if they differ."""
    different = {*names}
    return different.pop() if len(different) == 1 else None


def _rolled_node(
    plan: Plan,
    place: int,
    how: RollUp,
    members: Sequence[tuple[Node, float | None]],
    children: tuple[Node, ...],
) -> Node:
    applicable = [
        (node, weight) for node, weight in members if node.state is not State.NOT_APPLICABLE
    ]
    first = members[0][0]
    if not applicable:
        return evolve(first, because=(Reason(Because.NOT_APPLICABLE),), children=children)
    scale = plan.rulebook.scale
    parts = [_part(plan.rulebook, node, weight) for node, weight in applicable]
    whole = _combined(parts, how.by)
    value = whole.value
    state = State.KNOWN
    if value is None:
        state = State.BOUNDED if whole.coverage > 0 else State.UNKNOWN
    shares = [node.effective_weight or 0.0 for node, _ in members]
    effective = (
        1.0
        if first.code in {plan.codes[p] for p in plan.results}
        else math.fsum(shares) / len(shares)
    )
    earned = None if value is None else effective * value * scale
    published = None if value is None else publish(value, scale, plan.decimals, plan.rounding)
    possible = possible_bands(plan, place, (whole.low, value, whole.high), published)
    facts: dict[str, Fact] = {"by": how.by, "units": len(parts), "counted": whole.counted}
    because = [Reason(Because.ROLLED_UP, facts), *whole.because]
    if children:
        because += adjustment(earned, children, scale)
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
        maximum=_common_maximum([node for node, _ in applicable]),
        published=published,
        band=possible[0] if len(possible) == 1 else None,
        possible_bands=possible,
        because=(*because, *plan.cited[place]),
        children=children,
    )
