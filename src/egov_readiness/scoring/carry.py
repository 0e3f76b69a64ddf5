"""Scores carried over a change of units: what a merged unit takes from its predecessors (R18)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from attrs import evolve, frozen

from egov_readiness.errors import Because, Fact, Problem, Reason, UsageError
from egov_readiness.measures.observe import codes_of
from egov_readiness.measures.view import SurveyView
from egov_readiness.model.changes import UnitChange
from egov_readiness.model.survey import Survey
from egov_readiness.model.units import AdministrativeUnit, UnitVersion
from egov_readiness.scoring.ranks import meant, rank_cards
from egov_readiness.scoring.result import (
    Carried,
    CarryPolicy,
    Scoreboard,
    Scorecard,
    rules_of,
)
from egov_readiness.scoring.scorer import Scorer
from egov_readiness.scoring.together import Together, Weight

__all__ = ["Origins", "carry", "origins_of"]

Origins = Mapping[str, Mapping[str, float | None]]
"""The units that each unit came from on one day, with their shares where these are known."""

_BY: Final[Mapping[CarryPolicy, str]] = {
    "simple_mean": "mean",
    "weighted": "mean",
    "minimum": "minimum",
}


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

    Source: for the index of 2024 the ministry gave merged provinces the simple mean of their
    predecessors.

    Args:
        board: the scoreboard, of a survey and one date, with its rulebook at hand.
        survey: the survey that records what became of the units.
        on: the day on which the units are the ones there are.
        policy: ``simple_mean``, ``minimum`` or ``weighted`` (the mean weighted by the shares of
            the change; where a share is not recorded, only the range of the predecessors is
            known); ``none`` carries nothing, so that such a unit has no scorecard.
        known_on: the last day of knowledge of the changes.

    Returns:
        A scoreboard with new ranks; its notes name the units that have no scorecard.

    Raises:
        UsageError: if the day is not after the date of the scoreboard, or the scoreboard has none
            or was carried over before, or has no rulebook at hand.

    >>> import egov_readiness as egov
    >>> survey = Survey(id="s", title=egov.Text({"en": "S"}))
    >>> board = egov.score(survey, egov.load_rulebook("lam-dong-2009"), as_of=date(2009, 6, 11))
    >>> len(carry(board, survey, on=date(2010, 4, 8), policy="simple_mean"))
    0
    """
    rules = rules_of(board)
    _check(board, on)
    known = SurveyView.of(survey, as_of=date.max, known_on=known_on).survey
    units = {unit.id: unit for unit in known.units}
    step = _Step(Together.of(rules), Scorer(rules), units, policy)
    cards = {card.unit: card for card in board}
    notes: list[Problem] = []
    changes = [
        change
        for change in known.unit_changes
        if (board.as_of or date.min) < change.effective_on <= on
    ]
    for day, together in groupby(sorted(changes, key=_effective_on), key=_effective_on):
        cards, found = step.over([*together], day, cards)
        notes += found
    places = {unit.id: place for place, unit in enumerate(survey.units)}
    there = []
    for card in cards.values():
        unit = units.get(card.unit)
        version = None if unit is None else unit.at(on, known_on)
        if unit is None:
            there.append(card)
        elif version is None:
            message = (
                f"{card.unit!r} is no longer there on {on}, and no change says what became of it"
            )
            notes.append(Problem("ended-without-change", card.unit, message, "record the change"))
        else:
            there.append(_renamed(card, unit, version))
    in_order = sorted(there, key=lambda card: places.get(card.unit, len(places)))
    return evolve(
        board,
        carried=Carried(policy=policy, on=on, known_on=known_on),
        cards=tuple(in_order),
        ranks=rank_cards(rules, in_order),
        notes=(*board.notes, *notes),
    )


def _check(board: Scoreboard, on: date) -> None:
    problem = None
    if board.as_of is None:
        message = "a scoreboard over several periods is of no one date"
        problem = Problem("no-date", "board", message, "score one date")
    elif board.carried is not None:
        message = f"its scores were carried over to {board.carried.on} already"
        hint = "carry the scoreboard as it was scored"
        problem = Problem("carried-already", "board", message, hint)
    elif on <= board.as_of:
        message = f"{on} is not after {board.as_of}, the date that was scored"
        problem = Problem("not-later", "on", message, "give a later day")
    if problem is not None:
        raise UsageError([problem])


def _effective_on(change: UnitChange) -> date:
    return change.effective_on


def origins_of(changes: Sequence[UnitChange]) -> Origins:
    """Return the units that each unit came from by the changes of one day.

    Args:
        changes: the changes.

    >>> origins_of([])
    {}
    """
    found: dict[str, dict[str, float | None]] = {}
    for change in changes:
        for after, came_from in change.predecessors().items():
            known = found.setdefault(after, {})
            for before, share in came_from.items():
                known[before] = known.get(before) if share is None else share
    return found


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
        documents = {change.document for change in changes if change.document is not None}
        document = documents.pop() if len(documents) == 1 else None
        for unit, linked in origins_of(changes).items():
            came_from = {unit: None, **linked} if unit in cards else dict(linked)
            if [*came_from] == [unit]:
                continue
            after.pop(unit, None)
            without = [one for one in came_from if one not in cards]
            if self.policy == "none" or without:
                notes.append(_nothing_carried(unit, day, without))
            else:
                after[unit] = self._carried(unit, came_from, day, document, cards)
        for unit in _ended(changes):
            held = self.units.get(unit)
            if held is None or held.at(day, None) is None:
                after.pop(unit, None)
        return after, notes

    def _carried(
        self,
        unit: str,
        came_from: Mapping[str, float | None],
        day: date,
        document: str | None,
        cards: Mapping[str, Scorecard],
    ) -> Scorecard:
        weights: list[Weight] = [
            (share if self.policy == "weighted" else 1.0, True) for share in came_from.values()
        ]
        before = [cards[one] for one in came_from]
        facts: dict[str, Fact] = {"names": ", ".join(came_from), "day": day.isoformat()}
        facts["policy"] = self.policy
        if document is not None:
            facts["document"] = document

        def why(units: int, counted: int) -> Reason:
            return Reason(Because.CARRIED, facts | {"units": units, "counted": counted})

        plan = self.scorer.plan(before[0].as_of)
        by = _BY[self.policy]
        return Scorecard(
            unit=unit,
            as_of=before[0].as_of,
            carried_from=tuple(came_from),
            results=self.together.results(plan, before, weights, by, why),
            rules=before[0].rules,
        )


def _ended(changes: Sequence[UnitChange]) -> Iterator[str]:
    for change in changes:
        yield from (link.before for link in change.links if link.before is not None)


def _nothing_carried(unit: str, day: date, without: Sequence[str]) -> Problem:
    message = f"{unit!r} came from others on {day}, and nothing is carried over"
    if without:
        message += ", since there is no score of " + ", ".join(without)
    return Problem("not-carried", unit, message, "score it from its own records")


def _renamed(card: Scorecard, unit: AdministrativeUnit, version: UnitVersion) -> Scorecard:
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
    hidden = card.hidden if card.rules is None else meant(card.rules.hidden, named)
    return evolve(named, hidden=hidden)
