"""The second stage of scoring: what a unit takes from the units below it (design S2, R10, R18)."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final

from attrs import evolve

from egov_readiness.errors import Because, Fact, Problem, Reason, nearest
from egov_readiness.loops import find_loops
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationStatus,
    State,
    not_applicable,
    unknown,
)
from egov_readiness.rules.members import MemberScore, RollUp
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.parts import combined, enough
from egov_readiness.scoring.plan import Plan
from egov_readiness.scoring.ranks import meant
from egov_readiness.scoring.result import Scorecard
from egov_readiness.scoring.together import Together, Weight

__all__ = ["Below", "Member"]

Member = tuple[ObservationRow, Scorecard]
"""A unit below another one: what was observed of it, and how it scored."""

_Key = tuple[str, str | None]

_MOST_NAMES: Final = 20
"""How many units below are named in a reason before the rest are left to the list of cards."""


class Below:
    """The units below each unit, as they are scored; only where the rulebook asks for them.

    Args:
        rulebook: the rulebook.

    Attributes:
        problems: what is wrong with the tree of units and with what weighs them.
        notes: what follows from units that are named as a parent and have no row.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self._rulebook = rulebook
        self._asked = [i for i in rulebook.indicators if i.members is not None]
        self._members: dict[_Key, list[tuple[int, Member]]] = {}
        self._places: dict[_Key, int] = {}

    @cached_property
    def _together(self) -> Together:
        return Together.of(self._rulebook)

    def first(self, rows: Sequence[ObservationRow]) -> list[tuple[int, ObservationRow]]:
        """Return rows with their places, every unit after the units below it in its period.

        Args:
            rows: the rows.
        """
        self._places = {(row.unit, row.period): place for place, row in enumerate(rows)}
        numbered = [*enumerate(rows)]
        if not self._asked and self._rulebook.roll_up is None:
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
            found = self._observed(indicator.members, members)
            if isinstance(found, Observation):
                observations[indicator.code] = found
            else:
                where = row.place or row.unit
                self.problems.extend(problem.under(where) for problem in found)
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
        cards = []
        for key in sorted(self._members, key=lambda key: min(p for p, _ in self._members[key])):
            if key in self._places:
                continue
            members = [] if how is None else [m for m in self._below(key) if _follows(how, m[0])]
            self._note(key, members)
            if how is None or not members:
                continue
            card = self._rolled_up(plan_on(members[0][1].as_of), how, key[0], members)
            if isinstance(card, Scorecard):
                cards.append(card)
            else:
                self.problems.extend(problem.under(key[0]) for problem in card)
        return cards

    def _note(self, key: _Key, members: Sequence[Member]) -> None:
        """Say what becomes of a parent without a row; it may be another unit's name misspelt."""
        unit, period = key
        when = f" in {period}" if period else ""
        others = sorted({place[0] for place in self._places if place[1] == period})
        code, message = "no-row", f"{unit!r} is named as a parent{when} and has no row"
        if members:
            code = "rolled-up"
            message = f"{unit!r} has no row{when} and follows from {_names(members)}"
            # It is meant to have none, unless only marks and case tell it from one that has.
            others = [other for other in others if _letters(other) == _letters(unit)]
        self.notes.append(Problem(code, "parent", message, nearest(unit, others)))

    def _observed(
        self, asked: MemberScore, members: Sequence[Member]
    ) -> Observation | list[Problem]:
        """Return what an indicator observes on units below, or what is wrong with their weights."""
        if not members:
            return unknown((Reason(Because.NO_MEMBERS, {"node": asked.node}),))
        applying = [m for m in members if m[1][asked.node].state is not State.NOT_APPLICABLE]
        if not applying:
            return not_applicable((Reason(Because.NO_MEMBERS, {"node": asked.node}),))
        weights = _weights([row for row, _ in applying], asked.weighted_by)
        if isinstance(weights, list):
            return weights
        parts = [
            self._together.part(card[asked.node], weight)
            for (_, card), weight in zip(applying, weights, strict=True)
        ]
        if asked.at_least is not None:
            parts = [enough(part, asked.at_least) for part in parts]
        whole = combined(parts, asked.by)
        facts: dict[str, Fact] = {"node": asked.node, "by": asked.by, "units": len(parts)}
        facts |= {"names": _names(applying), "weighted_by": asked.weighted_by}
        if asked.at_least is not None:
            facts["at_least"] = asked.at_least
        state = State.KNOWN
        if whole.value is None:
            state = State.UNKNOWN if whole.low is None or whole.high is None else State.BOUNDED
        return Observation(
            state,
            whole.value,
            whole.low,
            whole.high,
            because=(Reason(Because.MEMBERS, _given(facts)),),
            coverage=whole.coverage,
        )

    def _rolled_up(
        self, plan: Plan, how: RollUp, unit: str, members: Sequence[Member]
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
        weights = _weights([row for row, _ in members], how.weighted_by)
        if isinstance(weights, list):
            return weights
        cards = [card for _, card in members]

        def because(units: int, counted: int) -> Reason:
            facts: dict[str, Fact] = {"by": how.by, "units": units, "counted": counted}
            return Reason(Because.ROLLED_UP, _given(facts | {"weighted_by": how.weighted_by}))

        first = cards[0]
        card = Scorecard(
            unit=unit,
            period=first.period,
            as_of=first.as_of,
            level=_common(card.level for card in cards),
            kind=_common(card.kind for card in cards),
            members=tuple(card.unit for card in cards),
            results=self._together.results(plan, cards, weights, how.by, because),
            rules=plan.rulebook,
        )
        return evolve(card, hidden=meant(plan.rulebook.hidden, card))


def _given(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {name: fact for name, fact in facts.items() if fact is not None}


def _follows(how: RollUp, row: ObservationRow) -> bool:
    asked = how.members
    return asked is None or asked.includes(
        row.unit, row.level, row.kind, row.tags, if_not_known=False
    )


def _letters(name: str) -> str:
    """Return a name without marks, case and spaces."""
    parted = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in parted if letter.isalnum())


def _names(members: Sequence[Member]) -> str:
    names = [row.unit for row, _ in members]
    rest = ["…"] if len(names) > _MOST_NAMES else []
    return ", ".join([*names[:_MOST_NAMES], *rest])


def _weights(
    rows: Sequence[ObservationRow], weighted_by: str | None
) -> tuple[Weight, ...] | list[Problem]:
    """Return what each unit weighs, as far as it is known, or what is wrong with the weights."""
    found = [_weight(row, weighted_by) for row in rows]
    problems = [weight for weight in found if isinstance(weight, Problem)]
    weights = tuple(weight for weight in found if not isinstance(weight, Problem))
    if not problems and all(weight == 0 for weight, _ in weights):
        message = f"the weights of {len(rows)} units below add up to 0"
        hint = "at least one unit weighs something; leave unknown weights empty"
        problems.append(Problem("weights-sum-to-nothing", str(weighted_by), message, hint))
    return problems or weights


def _weight(row: ObservationRow, weighted_by: str | None) -> Weight | Problem:
    if weighted_by is None:
        return 1.0, True
    observation = row.observations.get(weighted_by, unknown())
    value = observation.value
    if observation.state is not State.KNOWN or value is None:
        return None, False
    if isinstance(value, str) or value < 0:
        message = f"{value!r} cannot weigh a unit"
        hint = "a weight is a number of at least 0, such as its population"
        return Problem("not-a-weight", f"{row.place or row.unit}:{weighted_by}", message, hint)
    return float(value), observation.status is not ObservationStatus.IMPUTED


def _common(names: Iterable[str | None]) -> str | None:
    """Return the name that all have in common; ``None`` if they differ."""
    different = {*names}
    return different.pop() if len(different) == 1 else None
