"""What a unit says of itself against what was verified, and what will soon no longer count (S9)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from attrs import evolve, frozen

from egov_readiness.errors import Because
from egov_readiness.kinds import Origin
from egov_readiness.measures import Measure
from egov_readiness.model.survey import Survey
from egov_readiness.rules.rulebook import Rulebook, Stage
from egov_readiness.scoring.pipeline import score
from egov_readiness.scoring.result import Node, Scoreboard, Scorecard
from egov_readiness.scoring.scorer import Scorer
from egov_readiness.scoring.sources import stage_of

__all__ = ["CLAIMED", "VERIFIED", "Expiring", "Gap", "expiring", "gaps"]

CLAIMED: Final = (Origin.SELF_REPORT,)
"""The origins of what a unit says of itself, unless a stage of the rulebook says otherwise."""

VERIFIED: Final = (Origin.MEASURED, Origin.INSPECTED, Origin.DOCUMENT, Origin.THIRD_PARTY)
"""The origins of what was verified, unless a stage of the rulebook says otherwise."""


@frozen(kw_only=True)
class Gap:
    """One indicator of one unit for which the unit claims something else than was verified.

    Attributes:
        unit: the identity of the unit.
        result: the code of the result that the indicator counts in.
        indicator: the code of the indicator.
        claimed: its value by what the unit says of itself, on the rulebook's scale.
        verified: its value by what was verified; ``None`` where that gives none.
        verified_low: the least that it can be by what was verified; ``None`` for no limit.
        verified_high: the greatest that it can be by what was verified; ``None`` for no limit.
        points: the points of the result that the unit claims beyond what was verified; below 0
            where it claims less; ``None`` where nothing verified gives a value.
        at_risk: the most points of the result that verification could take from the claim;
            ``None`` where it has no limit.
        claimed_records: the records that the claim rests on.
        verified_records: the records that were verified.
    """

    unit: str
    result: str
    indicator: str
    claimed: float
    verified: float | None
    verified_low: float | None
    verified_high: float | None
    points: float | None
    at_risk: float | None
    claimed_records: tuple[str, ...] = ()
    verified_records: tuple[str, ...] = ()


def gaps(
    survey: Survey,
    rulebook: Rulebook,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    claimed: str | None = None,
    verified: str | None = None,
    measures: Mapping[str, Measure] | None = None,
) -> tuple[Gap, ...]:
    """Score what units say of themselves and what was verified, and list where they differ.

    Args:
        survey: the survey.
        rulebook: the rules.
        as_of: the date that is scored; by default the last day of the survey's period.
        known_on: the last day of knowledge.
        claimed: the stage of the rulebook that counts what units say of themselves; by default
            self-reports count, and nothing else.
        verified: the stage that counts what was verified; by default whatever was measured,
            inspected, proven by documents or seen by third parties.
        measures: a catalogue of measures in place of the library's own.

    Returns:
        One entry for every indicator that a unit makes a claim about and that was not verified
        to be the same, the most points at risk first; hidden units are left out.

    Raises:
        RulebookError: if the rulebook has problems or is not valid on the date.
        SurveyError: if values cannot be taken.
        UsageError: if there is no date to score, or no such stage.

    >>> import egov_readiness as egov
    >>> survey = Survey(id="s", title=egov.Text({"en": "S"}))
    >>> gaps(survey, egov.load_rulebook("lam-dong-2009"), as_of=date(2009, 6, 11))
    ()
    """
    sides: list[Scoreboard] = []
    for code, origins in ((claimed, CLAIMED), (verified, VERIFIED)):
        stage = stage_of(rulebook, code) or Stage(
            code="side", title=rulebook.title, origins=origins
        )
        sided = evolve(rulebook, stages=(stage,))
        board = score(
            survey,
            sided,
            as_of=as_of,
            known_on=known_on,
            measures=measures,
            stage=stage.code,
            reasons=True,
        )
        sides.append(board)
    found = [
        gap for card in sides[0] if not card.hidden for gap in _gaps(card, sides[1][card.unit])
    ]
    return tuple(
        sorted(found, key=lambda gap: -float("inf") if gap.at_risk is None else -gap.at_risk)
    )


def _gaps(claimed: Scorecard, verified: Scorecard) -> list[Gap]:
    found = []
    for result in claimed.results:
        for said in result.walk():
            seen = verified[said.code]
            claim, value = _known(said), _known(seen)
            if said.children or claim is None or value == claim:
                continue
            share = said.effective_weight or 0.0
            least = seen.low if value is None else value
            found.append(
                Gap(
                    unit=claimed.unit,
                    result=result.code,
                    indicator=said.code,
                    claimed=claim,
                    verified=value,
                    verified_low=seen.low,
                    verified_high=seen.high,
                    points=None if value is None else share * (claim - value),
                    at_risk=None if least is None else share * max(0.0, claim - least),
                    claimed_records=_records(said, Because.RECORD),
                    verified_records=_records(seen, Because.RECORD),
                )
            )
    return found


def _known(node: Node) -> float | None:
    """Return the value of a node; none where a policy stands in for what is not known."""
    return None if node.stands_in else node.value


def _records(node: Node, code: Because) -> tuple[str, ...]:
    """Return the records that a node names for a reason, by sheet and identity."""
    return tuple(
        f"{reason.facts['sheet']}/{reason.facts['record']}"
        for reason in node.because
        if reason.code is code
    )


@frozen(kw_only=True)
class Expiring:
    """One indicator of one unit that rests on records which will soon no longer be used.

    Attributes:
        unit: the identity of the unit.
        result: the code of the result that the indicator counts in.
        indicator: the code of the indicator.
        records: the records that are used today and not on the later date.
        value: its value today, on the rulebook's scale; ``None`` where there is none.
        later: its value on the later date, if nothing is added.
        later_low: the least it can be on the later date; ``None`` for no limit.
        at_risk: the most points of the result that this can cost; ``None`` where it has no limit.
    """

    unit: str
    result: str
    indicator: str
    records: tuple[str, ...]
    value: float | None
    later: float | None
    later_low: float | None
    at_risk: float | None


def expiring(
    survey: Survey,
    rulebook: Rulebook,
    *,
    as_of: date,
    by: date,
    known_on: date | None = None,
    measures: Mapping[str, Measure] | None = None,
) -> tuple[Expiring, ...]:
    """List what counts on a date and will not on a later one, unless it is renewed.

    Evidence is no longer used after the last day of its validity, or once it is older than the
    indicator allows.

    Args:
        survey: the survey.
        rulebook: the rules.
        as_of: the date on which the records count.
        by: the later date, such as the cutoff of the next round.
        known_on: the last day of knowledge.
        measures: a catalogue of measures in place of the library's own.

    Returns:
        One entry for every indicator of every unit that loses a record, the most points at risk
        first; hidden units are left out.

    Raises:
        RulebookError: if the rulebook has problems or is not valid on one of the dates.
        SurveyError: if values cannot be taken.

    >>> import egov_readiness as egov
    >>> survey = Survey(id="s", title=egov.Text({"en": "S"}))
    >>> book = egov.load_rulebook("lam-dong-2009")
    >>> expiring(survey, book, as_of=date(2009, 6, 11), by=date(2009, 12, 31))
    ()
    """
    scorer = Scorer(rulebook)
    today, later = (
        score(survey, scorer, as_of=day, known_on=known_on, measures=measures, reasons=True)
        for day in (as_of, by)
    )
    after = {card.unit: card for card in later}
    found = [
        item
        for card in today
        if not card.hidden and card.unit in after
        for item in _expiring(card, after[card.unit])
    ]
    return tuple(
        sorted(found, key=lambda item: -float("inf") if item.at_risk is None else -item.at_risk)
    )


def _expiring(today: Scorecard, later: Scorecard) -> Sequence[Expiring]:
    found = []
    for result in today.results:
        for node in result.walk():
            then = later[node.code]
            stale = {*_records(then, Because.STALE)}
            lost = tuple(name for name in _records(node, Because.RECORD) if name in stale)
            if node.children or not lost:
                continue
            most = node.high if node.value is None else node.value
            least = then.low if then.value is None else then.value
            cost = None if most is None or least is None else max(0.0, most - least)
            found.append(
                Expiring(
                    unit=today.unit,
                    result=result.code,
                    indicator=node.code,
                    records=lost,
                    value=node.value,
                    later=then.value,
                    later_low=then.low,
                    at_risk=None if cost is None else cost * (node.effective_weight or 0.0),
                )
            )
    return found
