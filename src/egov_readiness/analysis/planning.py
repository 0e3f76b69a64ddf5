"""Planning an inspection: which units most need a visit, and which team goes where."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal

from attrs import evolve, frozen

from egov_readiness.analysis.gaps import gaps
from egov_readiness.errors import Because, Problem, UsageError, nearest
from egov_readiness.measures import Measure
from egov_readiness.measures.view import admitted
from egov_readiness.model.survey import Survey
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.collect import to_collect
from egov_readiness.scoring.pipeline import score
from egov_readiness.scoring.result import Scoreboard, Scorecard

__all__ = ["ORDER", "Concern", "PlannedVisit", "plan_inspection"]

Concern = Literal["stale", "gap", "open"]
"""Why a unit needs a visit: stale or contested evidence, claims not verified, points open."""

ORDER: Final[tuple[Concern, ...]] = ("stale", "gap", "open")
"""What decides first which unit is visited, unless something else is asked for."""

_DOUBTFUL: Final = (Because.STALE, Because.CONTESTED, Because.UNPROVEN)
_SETTLED: Final = ("superseded", "withdrawn")


@frozen(kw_only=True)
class PlannedVisit:
    """A unit with what speaks for a visit, and the team that goes there.

    Attributes:
        team: the team; ``None`` for a unit that is left out, since the teams have no visit left.
        stop: the place of the visit in the team's itinerary, from 1; ``None`` if left out.
        unit: the identity of the unit.
        parent: the unit it belongs to.
        stale: how many records are too old, no longer valid, lack proof, or contest others; what
            was replaced or withdrawn is settled.
        gap: the most points of all results together that verification could take from what it
            claims; ``None`` where they have no limit.
        open: the points of all results together that are open for lack of knowledge; ``None``
            where they have no limit.
        last_visit: when it was last visited, as far as is recorded.
    """

    team: str | None
    stop: int | None
    unit: str
    parent: str | None
    stale: int
    gap: float | None
    open: float | None
    last_visit: date | None


def plan_inspection(
    survey: Survey,
    rulebook: Rulebook,
    *,
    teams: Sequence[str],
    visits: int | None = None,
    as_of: date | None = None,
    known_on: date | None = None,
    order: Sequence[Concern] = ORDER,
    level: str | None = None,
    together: bool = False,
    measures: Mapping[str, Measure] | None = None,
) -> tuple[PlannedVisit, ...]:
    """Order units by how much they need a visit, and deal them out to teams.

    Units are compared by the first concern, then by the second, then by the third; of units that
    are alike in all three, the one that was visited longest ago comes first, then the one that
    stands first in the survey.  Each in turn goes to the team with the fewest visits.  No distance
    takes part: the survey knows none.

    Args:
        survey: the survey.
        rulebook: the rules.
        teams: the names of the teams.
        visits: how many visits each team makes; ``None`` for as many as there are units.
        as_of: the date; by default the last day of the survey's period.
        known_on: the last day of knowledge.
        order: which concern decides first.
        level: the administrative level of the units that are visited; ``None`` for all.
        together: whether units that belong to the same unit are visited by the same team, as long
            as it has visits left.
        measures: a catalogue of measures in place of the library's own.

    Returns:
        One entry per unit: team by team in the order of its itinerary, then those left out.
        Hidden units, and units that follow from others, are not visited.

    Raises:
        RulebookError: if the rulebook has problems or is not valid on the date.
        SurveyError: if values cannot be taken.
        UsageError: if there is no team, a team is named twice, no visit, no such concern or level.

    >>> import egov_readiness as egov
    >>> survey = Survey(id="s", title=egov.Text({"en": "S"}))
    >>> plan_inspection(survey, egov.load_rulebook("lam-dong-2009"), teams=("1", "2"),
    ...     as_of=date(2009, 6, 11))
    ()
    """
    _check(teams, visits, order)
    board = score(survey, rulebook, as_of=as_of, known_on=known_on, measures=measures)
    levels = {card.level for card in board if card.level is not None}
    if level is not None and level not in levels:
        message = f"there is no unit of the level {level!r}"
        hint = nearest(level, levels) or "one of " + ", ".join(sorted(levels))
        raise UsageError([Problem("unknown-level", "level", message, hint)])
    units = _units(survey, rulebook, board, level, measures)

    def need(unit: PlannedVisit) -> tuple[float, ...]:
        by_concern = {"stale": float(unit.stale), "gap": unit.gap, "open": unit.open}
        needs = (by_concern[concern] for concern in order)
        visited = date.min if unit.last_visit is None else unit.last_visit
        return (*(-math.inf if n is None else -n for n in needs), visited.toordinal())

    parties: dict[tuple[bool, str], list[PlannedVisit]] = {}
    for unit in sorted(units, key=need):
        shared = together and unit.parent is not None
        parties.setdefault(
            (shared, unit.parent if shared and unit.parent else unit.unit), []
        ).append(unit)
    itineraries: dict[str, list[PlannedVisit]] = {team: [] for team in teams}
    left: list[PlannedVisit] = []
    for party in parties.values():
        team = min(teams, key=lambda name: len(itineraries[name]))
        for unit in party:
            if visits is not None and len(itineraries[team]) >= visits:
                team = min(teams, key=lambda name: len(itineraries[name]))
            if visits is not None and len(itineraries[team]) >= visits:
                left.append(unit)
            else:
                stop = len(itineraries[team]) + 1
                itineraries[team].append(evolve(unit, team=team, stop=stop))
    planned = [visit for team in teams for visit in itineraries[team]]
    return (*planned, *sorted(left, key=need))


def _check(teams: Sequence[str], visits: int | None, order: Sequence[Concern]) -> None:
    problems = []
    if not teams or len({*teams}) != len(teams):
        message = "there is no team" if not teams else "a team is named twice"
        problems.append(Problem("teams", "teams", message, "name each team once"))
    if any(not team.strip() for team in teams):
        problems.append(Problem("teams", "teams", "a team has no name", "name each team"))
    if visits is not None and visits < 1:
        message = f"{visits} visits are none"
        problems.append(Problem("visits", "visits", message, "at least 1, or leave it out"))
    for concern in order:
        if concern not in ORDER:
            hint = nearest(concern, ORDER) or "one of " + ", ".join(ORDER)
            message = f"there is no concern {concern!r}"
            problems.append(Problem("unknown-concern", "order", message, hint))
    if not order or len({*order}) != len(order):
        message = "no concern is named, or one is named twice"
        problems.append(Problem("concerns", "order", message, "name each concern once"))
    if problems:
        raise UsageError(problems)


def _units(
    survey: Survey,
    rulebook: Rulebook,
    board: Scoreboard,
    level: str | None,
    measures: Mapping[str, Measure] | None,
) -> list[PlannedVisit]:
    """Return the units of a scoreboard with what speaks for a visit, in its order."""
    as_of, known_on = board.as_of, board.known_on
    assert as_of is not None  # a survey is scored on one date
    claimed: dict[str, list[float | None]] = {}
    for gap in gaps(survey, rulebook, as_of=as_of, known_on=known_on, measures=measures):
        claimed.setdefault(gap.unit, []).append(gap.at_risk)
    at_stake: dict[str, list[float | None]] = {}
    for item in to_collect(board):
        at_stake.setdefault(item.unit, []).append(item.at_stake)
    visited: dict[str, date] = {}
    for visit in admitted(survey, as_of=as_of, known_on=known_on).visits:
        day = visit.window.last_day
        if day <= as_of:
            visited[visit.unit] = max(day, visited.get(visit.unit, day))
    return [
        PlannedVisit(
            team=None,
            stop=None,
            unit=card.unit,
            parent=card.parent,
            stale=_doubtful(card),
            gap=_sum(claimed.get(card.unit, [])),
            open=_sum(at_stake.get(card.unit, [])),
            last_visit=visited.get(card.unit),
        )
        for card in board
        if not card.hidden and not card.members and level in (None, card.level)
    ]


def _doubtful(card: Scorecard) -> int:
    """Return how many records of a unit are no longer used, unproven or contesting, each once."""
    reasons = (reason for node in card.walk() for reason in node.because)
    records = {
        (reason.facts["sheet"], reason.facts["record"])
        for reason in reasons
        if reason.code in _DOUBTFUL and reason.facts.get("cause") not in _SETTLED
    }
    return len(records)


def _sum(points: Sequence[float | None]) -> float | None:
    known = [number for number in points if number is not None]
    return math.fsum(known) if len(known) == len(points) else None
