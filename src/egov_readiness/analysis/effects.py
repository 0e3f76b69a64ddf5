"""What help was expected to move, and what moved."""

from datetime import date
from enum import StrEnum

from attrs import frozen

from egov_readiness.arithmetic import snap
from egov_readiness.errors import Problem, UsageError
from egov_readiness.measures.view import admitted
from egov_readiness.model.support import ExpectedEffect, SupportAction
from egov_readiness.model.survey import Survey
from egov_readiness.scoring.result import Ends, Node, Scoreboard, date_of

__all__ = ["Effect", "Verdict", "effects"]


class Verdict(StrEnum):
    """Whether an indicator moved as a support action was expected to move it."""

    AS_EXPECTED = "as_expected"
    LESS = "less"
    MORE = "more"
    OPEN = "open"


@frozen(kw_only=True)
class Effect:
    """What a support action was expected to move, and what moved, for one unit and indicator.

    That the indicator moved does not show that the action moved it; other things happened too.

    Attributes:
        action: the identity of the support action.
        unit: the identity of the unit.
        indicator: the code of the indicator.
        expected_low: the least change of the attainment that was expected.
        expected_high: the greatest change that was expected.
        before: the attainment before; ``None`` where it is not known.
        after: the attainment afterwards; ``None`` where it is not known.
        seen_low: the least change there was; ``None`` where there is no limit.
        seen_high: the greatest change there was; ``None`` where there is no limit.
        verdict: whether it moved as expected; open where bounds do not tell.
    """

    action: str
    unit: str
    indicator: str
    expected_low: float
    expected_high: float
    before: float | None
    after: float | None
    seen_low: float | None
    seen_high: float | None
    verdict: Verdict


def effects(survey: Survey, before: Scoreboard, after: Scoreboard) -> tuple[Effect, ...]:
    """Set what support actions were expected to move against what moved between two scoreboards.

    Args:
        survey: the survey that records the support actions.
        before: the scoreboard before the help.
        after: the scoreboard after it.

    Returns:
        One entry per action that was done after the first date and by the second one, indicator
        it was expected to move and unit it names that is on both scoreboards.  Actions that name
        no unit have none; hidden units are left out.

    Raises:
        UsageError: if a scoreboard is of several periods, or the one after is of an earlier date.

    >>> from datetime import date
    >>> import egov_readiness as egov
    >>> survey = Survey(id="s", title=egov.Text({"en": "S"}))
    >>> board = egov.score(survey, egov.load_rulebook("lam-dong-2009"), as_of=date(2009, 6, 11))
    >>> effects(survey, board, board)
    ()
    """
    cards = [{card.unit: card for card in board if not card.hidden} for board in (before, after)]
    since, until = date_of(before), date_of(after)
    if until < since:
        message = f"{until} is before {since}, the date of the scoreboard before"
        raise UsageError([Problem("not-later", "after", message, "exchange the two")])
    known = admitted(survey, as_of=until, known_on=after.known_on)
    found = []
    for action in known.support:
        if not _between(action, since, until):
            continue
        for unit in action.beneficiaries:
            if unit not in cards[0] or unit not in cards[1]:
                continue
            old, new = ({node.code: node for node in side[unit].walk()} for side in cards)
            found += [
                _effect(
                    action,
                    unit,
                    expected,
                    _ends(old[expected.indicator], before.scale),
                    _ends(new[expected.indicator], after.scale),
                )
                for expected in action.expected
                if expected.indicator in old and expected.indicator in new
            ]
    return tuple(found)


def _between(action: SupportAction, since: date, until: date) -> bool:
    done = action.done_on
    return done is not None and since < done.last_day <= until


def _ends(node: Node, scale: float) -> Ends:
    """Return the attainments of a node; what only stands in for an unknown is none."""
    low, value, high = node.attainments(scale)
    return low, None if node.stands_in else value, high


def _effect(
    action: SupportAction, unit: str, expected: ExpectedEffect, old: Ends, new: Ends
) -> Effect:
    least = None if new[0] is None or old[2] is None else new[0] - old[2]
    most = None if new[2] is None or old[0] is None else new[2] - old[0]
    if old[1] is not None and new[1] is not None:
        least = most = new[1] - old[1]
    return Effect(
        action=action.id,
        unit=unit,
        indicator=expected.indicator,
        expected_low=expected.low,
        expected_high=expected.high,
        before=old[1],
        after=new[1],
        seen_low=least,
        seen_high=most,
        verdict=_verdict(expected, least, most),
    )


def _verdict(expected: ExpectedEffect, least: float | None, most: float | None) -> Verdict:
    if most is not None and snap(most) < snap(expected.low):
        return Verdict.LESS
    if least is not None and snap(least) > snap(expected.high):
        return Verdict.MORE
    if least is None or most is None:
        return Verdict.OPEN
    inside = snap(least) >= snap(expected.low) and snap(most) <= snap(expected.high)
    return Verdict.AS_EXPECTED if inside else Verdict.OPEN
