"""Help that follows from findings: what was asked for, promised, delivered, and what came of it."""

import math
from collections.abc import Iterator
from enum import StrEnum

from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import (
    Code,
    Count,
    Line,
    Money,
    NotApplicable,
    Text,
    UnitId,
    range_of,
)
from egov_readiness.model.record import Record, UnitRecord

__all__ = [
    "Delivery",
    "ExpectedEffect",
    "SupportAction",
    "SupportArea",
    "SupportRequest",
    "SupportStatus",
]


class SupportArea(StrEnum):
    """What kind of help it is."""

    POLICY = "policy"
    INFRASTRUCTURE = "infrastructure"
    TRAINING = "training"
    SERVICES = "services"
    ADVICE = "advice"


class SupportStatus(StrEnum):
    """How far a support action has come."""

    PROMISED = "promised"
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


@frozen(kw_only=True)
class SupportRequest(UnitRecord):
    """That a unit asks for help; guidance "for units that have the need" waits for one.

    Attributes:
        area: what kind of help.
        level: the administrative level that is to be helped; ``None`` where it is not said.
        statement: what is asked for.
        because_of: identities of the findings that led to it.
        instruction: the identity of the instruction that it refers to.

    >>> day = PartialDate("2009-06-20")
    >>> SupportRequest(id="q", unit="di-linh", area=SupportArea.TRAINING,
    ...     statement=Text({"en": "Courses for communes"}),
    ...     observed_on=day, recorded_on=day).area.value
    'training'
    """

    area: SupportArea
    level: Code | None = None
    statement: Text
    because_of: tuple[Code, ...] = ()
    instruction: Code | None = None


@frozen(kw_only=True)
class ExpectedEffect(Checked):
    """By how much a support action is expected to move an indicator of each unit it helps.

    Attributes:
        indicator: the code of the indicator.
        low: the least change of its attainment, from -1 to 1 as a rule.
        high: the greatest change of its attainment.

    >>> ExpectedEffect(indicator="lan_in_use", low=0.1, high=0.3).high
    0.3
    """

    indicator: Code
    low: float
    high: float

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if the least is more than the greatest."""
        if self.low > self.high:
            message = f"the least change {self.low!r} is more than the greatest {self.high!r}"
            yield Problem("bounds-reversed", "low", message, "exchange them")


@frozen(kw_only=True)
class Delivery(Checked):
    """One line of what a support action brings: to whom, how many each, how many in all.

    Attributes:
        recipients: who gets it, in words.
        beneficiaries: the units whose offices get it, where the source names them; each of them
            has as many offices among the recipients as any other.
        bodies: how many offices or bodies get it.
        each: how many each of them gets; bounds where the source gives a range.
        total: how many all of them get.

    >>> Delivery(recipients=Text({"en": "Offices of 12 districts"}), bodies=12, each=2,
    ...     total=24).amount()
    (24, 24)
    >>> Delivery(recipients=Text({"en": "14 bodies"}), bodies=14, total=32).amount()
    (32, 32)
    """

    recipients: Text
    beneficiaries: tuple[UnitId, ...] = ()
    bodies: Count = None
    each: Count = None
    total: Count = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if a unit is named twice, or if the three figures do not agree."""
        if len({*self.beneficiaries}) != len(self.beneficiaries):
            message = "a unit is named a second time"
            yield Problem("unit-twice", "beneficiaries", message, "name it once")
        if _ends(self.bodies) is None or _ends(self.each) is None or _ends(self.total) is None:
            return
        counted = _product(self.bodies, self.each)
        low, high = _limits(self.total)
        if low > counted[1] or high < counted[0]:
            message = f"{self.bodies} bodies with {self.each} each do not make {self.total}"
            yield Problem("total-not-so-many", "total", message, "check the three figures")

    def amount(self) -> tuple[float, float]:
        """Return the least and the greatest number that this line delivers.

        Where nothing limits it, the greatest is infinite.
        """
        counted, total = _product(self.bodies, self.each), _limits(self.total)
        return max(counted[0], total[0]), min(counted[1], total[1])


def _ends(count: Count) -> tuple[float, float] | None:
    """Return the bounds of a count; ``None`` where nothing is known."""
    return None if count is None or isinstance(count, NotApplicable) else range_of(count)


def _limits(count: Count) -> tuple[float, float]:
    ends = _ends(count)
    return (0.0, math.inf) if ends is None else ends


def _product(bodies: Count, each: Count) -> tuple[float, float]:
    (least, most), (little, much) = _limits(bodies), _limits(each)
    # Nothing times anything is nothing, also where the other has no limit.
    return least * little, 0.0 if 0.0 in (most, much) else most * much


@frozen(kw_only=True)
class SupportAction(Record):
    """Help given, planned or promised to units, in one area and at one level.

    Attributes:
        area: what kind of help.
        level: the administrative level that is helped; ``None`` where it is not said.
        provider: who helps, by office.
        beneficiaries: the units helped; empty where they are not named.
        on_demand: true if it is for units that ask for it.
        statement: what the help is.
        status: how far it has come.
        because_of: identities of the findings that led to it.
        instruction: the identity of the instruction that orders it.
        requests: identities of the support requests that it answers.
        planned_on: when it is to take place; ``None`` is undated.
        done_on: when it took place.
        cost_planned: what it is to cost.
        cost_actual: what it cost.
        cost_approximate: true if the source gives the costs only roughly ("gần", nearly).
        item: what is delivered, such as computers.
        quantity: how many are delivered in all.
        deliveries: who gets how many of them.
        expected: by how much it is expected to move indicators of the units it helps.
    """

    area: SupportArea
    level: Code | None = None
    provider: Line
    beneficiaries: tuple[UnitId, ...] = ()
    on_demand: bool = False
    statement: Text
    status: SupportStatus
    because_of: tuple[Code, ...] = ()
    instruction: Code | None = None
    requests: tuple[Code, ...] = ()
    planned_on: PartialDate | None = None
    done_on: PartialDate | None = None
    cost_planned: Money | None = None
    cost_actual: Money | None = None
    cost_approximate: bool = False
    item: Text | None = None
    quantity: Count = None
    deliveries: tuple[Delivery, ...] = ()
    expected: tuple[ExpectedEffect, ...] = ()

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if its status and dates, or its totals, contradict each other."""
        if self.done_on is not None and self.status is not SupportStatus.DONE:
            yield Problem(
                "done-but-not-done", "status", f"it was done on {self.done_on}", "say done"
            )
        if len({*self.beneficiaries}) != len(self.beneficiaries):
            message = "a unit is named a second time"
            yield Problem("unit-twice", "beneficiaries", message, "name it once")
        indicators = [effect.indicator for effect in self.expected]
        for index, indicator in enumerate(indicators):
            if indicator in indicators[:index]:
                message = f"an effect on {indicator} is expected already"
                yield Problem("effect-twice", f"expected/{index}", message, "expect it once")
        if self.deliveries and _ends(self.quantity) is not None:
            least = math.fsum(line.amount()[0] for line in self.deliveries)
            most = math.fsum(line.amount()[1] for line in self.deliveries)
            low, high = _limits(self.quantity)
            if low > most or high < least:
                message = f"the deliveries do not make {self.quantity}"
                yield Problem("total-not-so-many", "quantity", message, "check the figures")
