"""What became of findings: instructions, requests, help, and who gets how much (domain 5.2)."""

import math
from datetime import date
from enum import StrEnum

from attrs import frozen

from egov_readiness.kinds import NotApplicable, Text, range_of
from egov_readiness.measures.view import admitted
from egov_readiness.model.support import Delivery, SupportAction, SupportStatus
from egov_readiness.model.survey import Survey

__all__ = [
    "FollowUp",
    "FollowUpStanding",
    "UnitDelivery",
    "follow_up",
    "unit_deliveries",
]


class FollowUpStanding(StrEnum):
    """How far the follow-up of a finding has come."""

    NOTHING = "nothing"
    INSTRUCTED = "instructed"
    REQUESTED = "requested"
    PROMISED = "promised"
    RUNNING = "running"
    DONE = "done"


@frozen(kw_only=True)
class FollowUp:
    """What became of one finding.

    Attributes:
        finding: the identity of the finding.
        unit: the unit it speaks of.
        statement: the words of the finding.
        standing: how far its follow-up has come; done once all help that followed is done.
        instructions: the identities of the instructions that it led to.
        undated: those of them without a date by which they are to be carried out.
        overdue: those of them whose date has passed without help that is done.
        requests: the identities of the requests for help that refer to it.
        unanswered: those of them that no help answers.
        support: the identities of the support actions that follow from it.
        support_undated: those of them that are neither done nor planned for a date.
    """

    finding: str
    unit: str
    statement: Text
    standing: FollowUpStanding
    instructions: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    support_undated: tuple[str, ...] = ()


def follow_up(survey: Survey, *, as_of: date, known_on: date | None = None) -> tuple[FollowUp, ...]:
    """Tell what became of every finding, those with the least follow-up first.

    Help follows from a finding if it says so, if an instruction that the finding led to orders
    it, or if it answers a request that refers to the finding.  Help that was cancelled is none.

    Args:
        survey: the survey.
        as_of: the date.
        known_on: the last day of knowledge.

    Returns:
        One entry per finding that counts on the date.

    >>> follow_up(Survey(id="s", title=Text({"en": "S"})), as_of=date(2009, 6, 30))
    ()
    """
    known = admitted(survey, as_of=as_of, known_on=known_on)
    given = [action for action in known.support if action.status is not SupportStatus.CANCELLED]
    found = []
    for finding in known.findings:
        instructions = [item for item in known.instructions if finding.id in item.because_of]
        ordered = {item.id for item in instructions}
        requests = [
            item
            for item in known.support_requests
            if finding.id in item.because_of or item.instruction in ordered
        ]
        asked = {item.id for item in requests}
        support = [
            action
            for action in given
            if finding.id in action.because_of
            or action.instruction in ordered
            or not asked.isdisjoint(action.requests)
        ]
        through = {request.id: request.instruction for request in requests}
        done_by = {
            order
            for action in support
            if _is_done(action, as_of)
            for order in (
                action.instruction,
                *(through.get(request) for request in action.requests),
                *(ordered if finding.id in action.because_of else ()),
            )
        }
        answered = {request for action in support for request in action.requests}
        found.append(
            FollowUp(
                finding=finding.id,
                unit=finding.unit,
                statement=finding.statement,
                standing=_standing(
                    support, as_of, any_request=bool(requests), any_order=bool(ordered)
                ),
                instructions=tuple(item.id for item in instructions),
                undated=tuple(item.id for item in instructions if item.due is None),
                overdue=tuple(
                    item.id
                    for item in instructions
                    if item.due is not None and item.due.last_day < as_of and item.id not in done_by
                ),
                requests=tuple(item.id for item in requests),
                unanswered=tuple(item.id for item in requests if item.id not in answered),
                support=tuple(action.id for action in support),
                support_undated=tuple(
                    action.id
                    for action in support
                    if not _is_done(action, as_of)
                    and action.done_on is None
                    and action.planned_on is None
                ),
            )
        )
    order = list(FollowUpStanding)
    return tuple(sorted(found, key=lambda item: order.index(item.standing)))


def _is_done(action: SupportAction, as_of: date) -> bool:
    later = action.done_on is not None and action.done_on.last_day > as_of
    return action.status is SupportStatus.DONE and not later


def _standing(
    support: list[SupportAction], as_of: date, *, any_request: bool, any_order: bool
) -> FollowUpStanding:
    done = [_is_done(action, as_of) for action in support]
    if support and all(done):
        return FollowUpStanding.DONE
    if any(done) or any(action.status is SupportStatus.RUNNING for action in support):
        return FollowUpStanding.RUNNING
    if support:
        return FollowUpStanding.PROMISED
    if any_request:
        return FollowUpStanding.REQUESTED
    return FollowUpStanding.INSTRUCTED if any_order else FollowUpStanding.NOTHING


@frozen(kw_only=True)
class UnitDelivery:
    """How many of what a support action delivers one unit gets, as far as it is known.

    Attributes:
        action: the identity of the support action.
        item: what is delivered; ``None`` where it is not said.
        unit: the identity of the unit.
        low: the least number.
        high: the greatest number; ``None`` where nothing limits it.
    """

    action: str
    item: Text | None
    unit: str
    low: float
    high: float | None


def unit_deliveries(
    survey: Survey, *, as_of: date, known_on: date | None = None
) -> tuple[UnitDelivery, ...]:
    """Tell how many of what support actions deliver each unit gets.

    A line that names its units gives each of them as many as any other, where it says how many
    each office gets.  A line of which only the total is known says of each unit no more than that
    it gets at most the total; no average is made of it.  What the action delivers in all narrows
    a line whose total is not given.

    Args:
        survey: the survey.
        as_of: the date.
        known_on: the last day of knowledge.

    Returns:
        One entry per action with deliveries and unit that it names.

    >>> unit_deliveries(Survey(id="s", title=Text({"en": "S"})), as_of=date(2009, 6, 30))
    ()
    """
    known = admitted(survey, as_of=as_of, known_on=known_on)
    found = []
    for action in known.support:
        if action.status is SupportStatus.CANCELLED or not action.deliveries:
            continue
        lines = [*zip(action.deliveries, _amounts(action), strict=True)]
        named = (unit for line in action.deliveries for unit in line.beneficiaries)
        for unit in dict.fromkeys((*action.beneficiaries, *named)):
            parts = [_of_unit(line, amount, unit) for line, amount in lines]
            high = math.fsum(most for _, most in parts)
            found.append(
                UnitDelivery(
                    action=action.id,
                    item=action.item,
                    unit=unit,
                    low=math.fsum(least for least, _ in parts),
                    high=None if math.isinf(high) else high,
                )
            )
    return tuple(found)


def _amounts(action: SupportAction) -> list[tuple[float, float]]:
    """Return what each line of an action delivers, narrowed by the quantity of all together."""
    amounts = [line.amount() for line in action.deliveries]
    quantity = action.quantity
    if quantity is None or isinstance(quantity, NotApplicable):
        return amounts
    low, high = range_of(quantity)
    narrowed = []
    for place, (least, most) in enumerate(amounts):
        others = [amount for other, amount in enumerate(amounts) if other != place]
        rest = math.fsum(most for _, most in others), math.fsum(least for least, _ in others)
        narrowed.append((max(least, low - rest[0]), min(most, high - rest[1])))
    return narrowed


def _of_unit(line: Delivery, amount: tuple[float, float], unit: str) -> tuple[float, float]:
    """Return the least and the greatest number that a line of so many in all gives to a unit."""
    least, most = amount
    if not line.beneficiaries:
        return 0.0, most
    if unit not in line.beneficiaries:
        return 0.0, 0.0
    among = len(line.beneficiaries)
    if among == 1:
        return least, most
    if isinstance(line.bodies, int) and line.bodies % among == 0 and line.each is not None:
        per_unit = line.bodies // among
        one = Delivery(recipients=line.recipients, bodies=per_unit, each=line.each)
        return one.amount()[0], min(most, one.amount()[1])
    return 0.0, most
