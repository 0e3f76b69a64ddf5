"""Scores carried over a change of units: what a merged unit takes from its predecessors (R18)."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final, get_args

from attrs import evolve, frozen

from egov_readiness.arithmetic import snap
from egov_readiness.dates import check_day
from egov_readiness.errors import Because, Fact, Problem, Reason, UsageError, check_choice
from egov_readiness.measures.observe import codes_of
from egov_readiness.measures.view import admitted
from egov_readiness.model.changes import UnitChange, UnitChangeKind
from egov_readiness.model.survey import Survey
from egov_readiness.model.units import AdministrativeUnit, UnitVersion
from egov_readiness.observations import State
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.ranks import meant, rank_cards
from egov_readiness.scoring.result import (
    Carried,
    CarryPolicy,
    Node,
    Scoreboard,
    Scorecard,
    date_of,
    rules_of,
)
from egov_readiness.scoring.scorer import Scorer
from egov_readiness.scoring.together import Together, Weight

__all__ = ["carry"]

_BY: Final[Mapping[CarryPolicy, str]] = {
    "simple_mean": "mean",
    "weighted": "mean",
    "minimum": "minimum",
}

_ENDING: Final = (UnitChangeKind.ABOLISH, UnitChangeKind.MERGE)


def carry(
    board: Scoreboard,
    survey: Survey,
    *,
    on: date,
    policy: CarryPolicy,
    known_on: date | None = None,
) -> Scoreboard:
    """Carry the scores of a scoreboard over what became of its units until a later day.

    A unit that goes on, perhaps under another name, code or class, keeps its scorecard.  A unit
    that came from several, or from part of one, takes its scores node by node from those of its
    predecessors, by a policy that its reasons name.  A unit that lives on after a merger into it
    is one of its own predecessors.  Units that ended have no scorecard any more.

    Source: for the provincial index of 2024, published in October 2025 after the mergers of that
    July, the ministry took the simple mean of the main indices of the predecessors (as the press
    reported it); here every node is taken over, so that points still have their reasons.

    Args:
        board: the scoreboard, of a survey and one date, with its rulebook at hand.
        survey: the survey that records what became of the units.
        on: the day on which the units are the ones there are.
        policy: ``simple_mean``, ``minimum`` or ``weighted`` (the mean weighted by the shares of
            the change; where a share is not recorded, only the range of the predecessors is
            known); ``none`` carries nothing, so that such a unit has no scorecard.
        known_on: the last day of knowledge of the changes; by default that of the scoreboard.

    Returns:
        A scoreboard with new ranks; its notes name the units there are that have no scorecard,
        and those that are no longer there although no change says why.  A result that does not
        apply to what a unit has become is not applicable.

    Raises:
        UsageError: if there is no such policy, the day is not after the date of the scoreboard,
            less is known of changes than the scoreboard knew, or the scoreboard is of no one date,
            was carried over before, or has no rulebook at hand.

    >>> import egov_readiness as egov
    >>> survey = Survey(id="s", title=egov.Text({"en": "S"}))
    >>> board = egov.score(survey, egov.load_rulebook("lam-dong-2009"), as_of=date(2009, 6, 11))
    >>> len(carry(board, survey, on=date(2010, 4, 8), policy="simple_mean"))
    0
    """
    rules = rules_of(board)
    check_choice("policy", policy, get_args(CarryPolicy))
    _check(board, on, known_on)
    known_on = known_on or board.known_on
    known = admitted(survey, as_of=date.max, known_on=known_on)
    units = {unit.id: unit for unit in known.units}
    step = _Step(Together.of(rules), Scorer(rules), units, policy)
    cards = {card.unit: card for card in board}
    notes: list[Problem] = []
    changes = [
        change for change in known.unit_changes if date_of(board) < change.effective_on <= on
    ]
    for day, together in groupby(sorted(changes, key=_effective_on), key=_effective_on):
        cards, found = step.over([*together], day, cards)
        notes += found
    there = []
    named = {note.path for note in notes}
    for unit in known.units:
        card, version = cards.pop(unit.id, None), unit.at(on, known_on)
        if card is not None and version is not None:
            there.append(_renamed(card, unit, version, rules))
        elif card is not None:
            message = f"{unit.id!r} is no longer there on {on}, and no change says why"
            notes.append(Problem("ended-without-change", unit.id, message, "record the change"))
        elif version is not None and unit.id not in named:
            message = f"{unit.id!r} is there on {on} and has no score to carry over"
            notes.append(Problem("no-score", unit.id, message, "score it from its own records"))
    in_order = [*there, *cards.values()]
    return evolve(
        board,
        carried=Carried(policy=policy, on=on, known_on=known_on),
        cards=tuple(in_order),
        ranks=rank_cards(rules, in_order),
        notes=(*board.notes, *notes),
    )


def _check(board: Scoreboard, on: date, known_on: date | None) -> None:
    check_day("on", on)
    check_day("known_on", known_on, needed=False)
    as_of, problem = date_of(board), None
    if known_on is not None and board.known_on is not None and known_on < board.known_on:
        message = f"less is known on {known_on} than the scoreboard knew"
        problem = Problem("not-later", "known_on", message, "give a later day, or none")
    elif board.carried is not None:
        message = f"its scores were carried over to {board.carried.on} already"
        hint = "carry the scoreboard as it was scored"
        problem = Problem("carried-already", "board", message, hint)
    elif on <= as_of:
        message = f"{on} is not after {as_of}, the date that was scored"
        problem = Problem("not-later", "on", message, "give a later day")
    if problem is not None:
        raise UsageError([problem])


def _effective_on(change: UnitChange) -> date:
    return change.effective_on


@frozen
class _Step:
    """What is needed to take scorecards over the changes of one day."""

    together: Together
    scorer: Scorer
    units: Mapping[str, AdministrativeUnit]
    policy: CarryPolicy

    def over(
        self, changes: Sequence[UnitChange], day: date, cards: Mapping[str, Scorecard]
    ) -> tuple[dict[str, Scorecard], list[Problem]]:
        """Return the scorecards after the changes, and notes on units that have none."""
        after = dict(cards)
        notes = []
        for unit in self._ended(changes, day):
            after.pop(unit, None)
        for unit, linked in _origins(changes).items():
            came_from = {unit: None, **linked} if unit in cards else dict(linked)
            if [*came_from] == [unit]:
                continue
            after.pop(unit, None)
            without = [one for one in came_from if one not in cards]
            if any(unit in change.of_unknown_origin() for change in changes):
                without.append("a part of it that came from elsewhere")
            if self.policy == "none" or without:
                notes.append(_nothing_carried(unit, day, without))
            else:
                documents = dict.fromkeys(
                    change.document for change in changes if unit in change.predecessors()
                )
                after[unit] = self._carried(unit, _whole(came_from), day, [*documents], cards)
        return after, notes

    def _ended(self, changes: Sequence[UnitChange], day: date) -> Iterator[str]:
        """Yield the units that changes end; of a unit that was split a part may live on."""
        for change in changes:
            afters = {link.after for link in change.links}
            for link in change.links:
                unit = self.units.get(link.before or "")
                if unit is None or unit.id in afters:
                    continue
                if change.kind in _ENDING or unit.at(day, None) is None:
                    yield unit.id

    def _carried(
        self,
        unit: str,
        came_from: Mapping[str, float | None],
        day: date,
        documents: Sequence[str | None],
        cards: Mapping[str, Scorecard],
    ) -> Scorecard:
        weights: list[Weight] = [
            (share if self.policy == "weighted" else 1.0, True) for share in came_from.values()
        ]
        before = [cards[one] for one in came_from]
        facts: dict[str, Fact] = {"names": ", ".join(came_from), "day": day.isoformat()}
        facts["policy"] = self.policy
        named = [document for document in documents if document is not None]
        if named:
            facts["document"] = ", ".join(named)
        unknown = sum(weight is None for weight, _ in weights)
        if unknown:
            facts["unknown"] = unknown

        def why(units: int, counted: int) -> Reason:
            return Reason(Because.CARRIED, facts | {"units": units, "counted": counted})

        plan = self.scorer.plan(before[0].as_of)
        by = _BY[self.policy]
        return Scorecard(
            unit=unit,
            as_of=before[0].as_of,
            carried_from=tuple(came_from),
            # What is hidden of a predecessor could be worked out from its successor.
            hidden=any(card.hidden for card in before),
            results=self.together.results(plan, before, weights, by, why),
            rules=self.scorer.rulebook,
        )


def _origins(changes: Sequence[UnitChange]) -> dict[str, dict[str, float | None]]:
    """Return the units that each unit came from by the changes of one day, with their shares.

    Shares of one change among several are of another whole, so that none of them is known then.
    """
    found: dict[str, dict[str, float | None]] = {}
    times: dict[str, int] = {}
    for change in changes:
        if change.kind.keeps_the_unit:
            continue
        for after, came_from in change.predecessors().items():
            times[after] = times.get(after, 0) + 1
            found.setdefault(after, {}).update(came_from)
    return {
        after: dict.fromkeys(came_from) if times[after] > 1 else came_from
        for after, came_from in found.items()
    }


def _whole(came_from: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return shares with the last one, where only one is not recorded: together they make 1."""
    unknown = [unit for unit, share in came_from.items() if share is None]
    shares = dict(came_from)
    if len(unknown) == 1 and len(shares) > 1:
        known = math.fsum(share for share in came_from.values() if share is not None)
        if snap(known) < 1:
            shares[unknown[0]] = 1.0 - known
    return shares


def _nothing_carried(unit: str, day: date, without: Sequence[str]) -> Problem:
    message = f"{unit!r} came from others on {day}, and nothing is carried over"
    if without:
        message += ", since there is no score of " + ", ".join(without)
    return Problem("not-carried", unit, message, "score it from its own records")


def _renamed(
    card: Scorecard, unit: AdministrativeUnit, version: UnitVersion, rules: Rulebook
) -> Scorecard:
    """Return a card with what its unit is by a version."""
    named = evolve(
        card,
        level=version.level,
        kind=version.kind,
        tags=version.tags,
        parent=version.parent,
        name=version.name,
        codes=codes_of(unit),
    )
    asked = {group.code: group.applies_to for group in rules.results}
    results = []
    for node in named.results:
        applies = asked[node.code]
        if applies is None or applies.includes(unit.id, version.level, version.kind, version.tags):
            results.append(node)
        else:
            results.append(_not_applicable(node))
    kept = card.hidden and bool(card.carried_from)
    return evolve(named, hidden=kept or meant(rules.hidden, named), results=tuple(results))


def _not_applicable(node: Node) -> Node:
    """Return a node that does not apply to what its unit has become, with all below it."""
    return Node(
        code=node.code,
        state=State.NOT_APPLICABLE,
        low=None,
        value=None,
        high=None,
        coverage=0.0,
        weight=node.weight,
        because=(Reason(Because.NOT_APPLICABLE),),
        children=tuple(map(_not_applicable, node.children)),
    )
