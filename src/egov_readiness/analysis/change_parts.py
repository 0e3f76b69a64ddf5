"""Why scores changed: corrections, boundaries, new facts, what lapsed, and rules."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, get_args

from attrs import evolve, frozen

from egov_readiness.analysis.compare import changes, seen
from egov_readiness.analysis.history import unit_history
from egov_readiness.errors import Problem, UsageError, check_choice
from egov_readiness.measures import Measure
from egov_readiness.measures.observe import observe
from egov_readiness.measures.view import admitted
from egov_readiness.model.joining import joined
from egov_readiness.model.survey import Survey
from egov_readiness.model.units import UnitVersion
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.carry import carry
from egov_readiness.scoring.pipeline import score
from egov_readiness.scoring.result import CarryPolicy, Ends, Scoreboard
from egov_readiness.scoring.sources import stage_of

__all__ = ["Cause", "ChangePart", "ScoringBasis", "change_parts"]


class Cause(StrEnum):
    """What moved a score, in the order in which causes are told apart."""

    CORRECTED = "corrected"
    BOUNDARIES = "boundaries"
    FACTS = "facts"
    LAPSED = "lapsed"
    STAGE = "stage"
    RULES = "rules"


_Known = dict[tuple[str, str], Ends]
"""The attainments of nodes, by unit and code."""

_NOTHING: Final[Ends] = (None, None, None)


@frozen(kw_only=True)
class ScoringBasis:
    """What a scoreboard rests on: a survey, the rules, the dates and the stage.

    Attributes:
        survey: the survey.
        rulebook: the rules.
        as_of: the date that is scored.
        known_on: the last day of knowledge; ``None`` for no cut-off.
        stage: the stage of the assessment whose records count; ``None`` for all.

    >>> import egov_readiness as egov
    >>> survey = Survey(id="s", title=egov.Text({"en": "S"}))
    >>> book = egov.load_rulebook("lam-dong-2009")
    >>> len(ScoringBasis(survey=survey, rulebook=book, as_of=date(2009, 6, 11)).board())
    0
    """

    survey: Survey
    rulebook: Rulebook
    as_of: date
    known_on: date | None = None
    stage: str | None = None

    def board(self, measures: Mapping[str, Measure] | None = None) -> Scoreboard:
        """Return its scoreboard.

        Args:
            measures: a catalogue of measures in place of the library's own.
        """
        return score(
            self.survey,
            self.rulebook,
            as_of=self.as_of,
            known_on=self.known_on,
            measures=measures,
            stage=self.stage,
        )


@frozen(kw_only=True)
class ChangePart:
    """How much of the change of one result of one unit comes from one cause.

    Attributes:
        unit: the identity of the unit.
        result: the code of the result.
        before: the score it had, on the scale of the later scoring; ``None`` where there was none.
        after: the score it has; ``None`` where there is none.
        causes: the cause; several where the score was not known in between, so that only their
            sum is.
        points: how many points it brought; ``None`` where the score is not known before or
            afterwards.
        low: by how much it moved the least that the score could be; ``None`` where there is none.
        high: by how much it moved the greatest that the score could be.
    """

    unit: str
    result: str
    before: float | None
    after: float | None
    causes: tuple[Cause, ...]
    points: float | None
    low: float | None
    high: float | None


def change_parts(
    before: ScoringBasis,
    after: ScoringBasis,
    *,
    policy: CarryPolicy = "simple_mean",
    measures: Mapping[str, Measure] | None = None,
) -> tuple[ChangePart, ...]:
    """Tell how much of each unit's change comes from what; the parts add up to the whole.

    From the earlier scoreboard to the later one there are six steps, always in this order, and
    each part is the difference that its step makes:

    1. *corrected*: the earlier date again, with what is known by the later one: corrections,
       withdrawals, and what was recorded late;
    2. *boundaries*: the scores of that carried over what became of the units, by the policy; but
       where a result shows nothing that was observed since the change, it still speaks of the old
       boundaries, and this step brings what shows without any news: mostly nothing;
    3. *facts*: what was observed since, and what fell due, while nothing lapses; a new fact that
       only counts because an older, stronger one lapsed is found in the next step;
    4. *lapsed*: what expired, was withdrawn, grew too old, or is in the later survey no more;
    5. *stage*: other origins count, where the two are of different stages;
    6. *rules*: the later rulebook, on the later date, in place of the earlier one; with it a
       stage that the earlier one does not have.

    In another order the same causes could bring other parts; the order is part of the result.

    Args:
        before: the earlier scoring.
        after: the later scoring; its survey may be that of the earlier one, with more in it, or
            another.  Records of the same identity are the same record.
        policy: how scores are carried over changes of units.
        measures: a catalogue of measures in place of the library's own.

    Returns:
        The parts that moved anything, by unit and result; the units that moved most come first,
        as :func:`egov_readiness.analysis.changes` orders them.

    Raises:
        RulebookError: if a rulebook has problems or is not valid on its date.
        SurveyError: if values cannot be taken.
        UsageError: if there is no such stage, or the later one is of an earlier date, or knows
            less.

    >>> import egov_readiness as egov
    >>> survey = Survey(id="s", title=egov.Text({"en": "S"}))
    >>> book = egov.load_rulebook("lam-dong-2009")
    >>> then, now = (ScoringBasis(survey=survey, rulebook=book, as_of=date(2009, month, 1))
    ...              for month in (6, 12))
    >>> change_parts(then, now)
    ()
    """
    if after.as_of < before.as_of:
        message = f"{after.as_of} is before {before.as_of}, the date of the earlier scoring"
        raise UsageError([Problem("not-later", "after", message, "exchange the two")])
    if after.known_on is not None and (before.known_on is None or after.known_on < before.known_on):
        message = f"less is known on {after.known_on} than the earlier scoring knew"
        raise UsageError([Problem("not-later", "after", message, "exchange the two")])
    check_choice("policy", policy, get_args(CarryPolicy))
    both = joined(before.survey, after.survey)
    boards = _boards(before, after, both, policy, measures)
    last = boards[-1][1]
    steps = [(cause, _ends(board)) for cause, board in boards]
    _leave_unseen(dict(steps), _Unseen.of(before, after, both, measures))
    found = []
    for change in changes(boards[0][1], last):
        key = change.unit, change.result
        ends = [(cause, known.get(key, _NOTHING)) for cause, known in steps]
        was = None if change.before is None else change.before / boards[0][1].scale * last.scale
        for causes, moved in _parts(ends):
            low, points, high = (None if n is None else n * last.scale for n in moved)
            found.append(
                ChangePart(
                    unit=change.unit,
                    result=change.result,
                    before=was,
                    after=change.after,
                    causes=causes,
                    points=points,
                    low=low,
                    high=high,
                )
            )
    return tuple(found)


def _boards(
    before: ScoringBasis,
    after: ScoringBasis,
    both: Survey,
    policy: CarryPolicy,
    measures: Mapping[str, Measure] | None,
) -> list[tuple[Cause | None, Scoreboard]]:
    """Return the scoreboards on the way, each with the cause that sets it apart from the last."""
    again = evolve(before, survey=both, known_on=after.known_on)
    corrected = again.board(measures)
    carried = corrected
    if after.as_of > before.as_of:
        carried = carry(corrected, both, on=after.as_of, policy=policy, known_on=after.known_on)

    def later(survey: Survey, stage: str | None, *, judged_on: date) -> Scoreboard:
        return _later(before, after, survey, stage, judged_on=judged_on, measures=measures)

    boards: list[tuple[Cause | None, Scoreboard]] = [
        (None, before.board(measures)),
        (Cause.CORRECTED, corrected),
        (Cause.BOUNDARIES, carried),
        (Cause.FACTS, later(both, before.stage, judged_on=before.as_of)),
        (Cause.LAPSED, later(after.survey, before.stage, judged_on=after.as_of)),
    ]
    known = {stage.code for stage in before.rulebook.stages}
    if after.stage != before.stage and (after.stage is None or after.stage in known):
        boards.append((Cause.STAGE, later(after.survey, after.stage, judged_on=after.as_of)))
    boards.append((Cause.RULES, after.board(measures)))
    return boards


def _later(
    before: ScoringBasis,
    after: ScoringBasis,
    survey: Survey,
    stage: str | None,
    *,
    judged_on: date,
    measures: Mapping[str, Measure] | None,
) -> Scoreboard:
    """Return what is observed on the later date, scored by the rules of the earlier one."""
    table = observe(
        survey,
        before.rulebook,
        as_of=after.as_of,
        known_on=after.known_on,
        measures=measures,
        stage=stage_of(before.rulebook, stage),
        judged_on=judged_on,
    )
    return score(table, before.rulebook, as_of=before.as_of)


@frozen
class _Unseen:
    """What the later date shows without what was observed since, of units that changed.

    Attributes:
        surveyed: the units of the surveys; others follow from these.
        changed: the units that changed, with the day of their last change; ``None`` where no
            change says so.
        by_day: what is known by nothing that was observed since the day of a change; under
            ``None`` since the earlier date.
    """

    surveyed: frozenset[str]
    changed: Mapping[str, date | None]
    by_day: Mapping[date | None, _Known]

    @classmethod
    def of(
        cls,
        before: ScoringBasis,
        after: ScoringBasis,
        both: Survey,
        measures: Mapping[str, Measure] | None,
    ) -> "_Unseen":
        surveyed = frozenset(unit.id for unit in both.units)
        changed = _changed(before, after, both)
        if not changed:
            return cls(surveyed, {}, {})

        def until(day: date) -> _Known:
            old = admitted(both, as_of=day, known_on=after.known_on)
            facts = evolve(old, units=both.units)
            return _ends(
                _later(
                    before, after, facts, before.stage, judged_on=before.as_of, measures=measures
                )
            )

        by_day: dict[date | None, _Known] = {None: until(before.as_of)}
        for day in {day for day in changed.values() if day is not None}:
            by_day[day] = until(day - timedelta(days=1))
        return cls(surveyed, changed, by_day)


def _changed(before: ScoringBasis, after: ScoringBasis, both: Survey) -> dict[str, date | None]:
    """Return the units that are not what they were, with the day of their last change."""
    found: dict[str, date | None] = {}
    for unit in both.units:
        then, now = unit.at(before.as_of, after.known_on), unit.at(after.as_of, after.known_on)
        if _classes(then) != _classes(now):
            found[unit.id] = None
    for event in unit_history(both, known_on=after.known_on):
        if before.as_of < event.effective_on <= after.as_of:
            ends = (event.before, event.after)
            found.update((unit, event.effective_on) for unit in ends if unit is not None)
    return found


def _classes(version: UnitVersion | None) -> tuple[object, ...]:
    """Return what a unit is as far as rules and other units look at it."""
    if version is None:
        return ()
    return version.level, version.kind, version.tags, version.parent


def _leave_unseen(steps: Mapping[Cause | None, _Known], unseen: _Unseen) -> None:
    """Let boundaries bring what shows without any news, where there has been none since.

    Such a score still speaks of the old boundaries, and to carry it over would only be undone.
    """
    if not unseen.changed:
        return
    for key in steps[Cause.CORRECTED].keys() | steps[Cause.FACTS].keys():
        # A unit that follows from others has no change of its own, but they may have changed.
        if key[0] in unseen.surveyed and key[0] not in unseen.changed:
            continue
        alone, since = unseen.by_day[unseen.changed.get(key[0])], unseen.by_day[None]
        if steps[Cause.FACTS].get(key) == alone.get(key) and key in since:
            steps[Cause.BOUNDARIES][key] = since[key]


def _ends(board: Scoreboard) -> _Known:
    """Return the attainments of every node by unit and code; none of a hidden unit."""
    return {
        (card.unit, node.code): node.attainments(board.scale)
        for card in board
        if not card.hidden
        for node in card.walk()
    }


def _parts(ends: Sequence[tuple[Cause | None, Ends]]) -> Iterator[tuple[tuple[Cause, ...], Ends]]:
    """Yield what each step moved; steps between which the value is not known are taken together."""
    (_, start), *steps = ends
    whole = start[1] is not None and steps[-1][1][1] is not None
    causes: list[Cause] = []
    last = start
    for cause, now in steps:
        if cause is not None and seen(now) != seen(last):
            causes.append(cause)
        last = now
        if whole and now[1] is None:
            continue
        if causes and seen(now) != seen(start):
            low, value, high = (
                None if new is None or old is None else new - old
                for old, new in zip(start, now, strict=True)
            )
            yield tuple(causes), (low, value, high)
        start, causes = now, []
