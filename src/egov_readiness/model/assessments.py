"""Assessment rounds: what was asked of which units by when, and what became of it (R16)."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import Gt, Le
from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.errors import Problem
from egov_readiness.kinds import Code, Line, Text, UnitId
from egov_readiness.model.record import Record, UnitRecord

__all__ = ["AssessmentRound", "AssessmentStage", "AssessmentStep"]

_SATURDAY: Final = 5

Days = Annotated[int, Gt(0), Le(3660)]
"""A number of days, up to ten years."""


@frozen(kw_only=True)
class AssessmentRound(Record):
    """One round of assessing units by a rulebook: forms are sent, filled in, and verified.

    A deadline is a date, or a number of days from what starts its clock; a round that gives
    neither has none, which is reported and never guessed.  Decision 2392/QĐ-BTTTT of 2017 gives
    units 15 working days to fill in the forms, and the department 120 days from their receipt to
    verify them.

    Attributes:
        rulebook: the identity of the rulebook that units are assessed by.
        version: the version of the rulebook.
        organiser: the body that sends the forms and verifies them, by its office.
        territory: the unit whose units are assessed.
        units: the units that are assessed; empty is every unit directly below the territory on
            the day the forms are sent.
        sent_on: when the forms were sent.
        submit_by: the last day on which units submit.
        submit_within: within how many working days of sending they submit.
        verify_by: the last day on which submissions are verified.
        verify_within: within how many days of its receipt a submission is verified.
        days_off: the public holidays that are no working days, apart from Saturdays and Sundays.
        document: the number of the document that opens the round.

    >>> day = PartialDate("2018-10-01")
    >>> AssessmentRound(id="a", rulebook="r", organiser="Sở TT&TT", territory="lam-dong",
    ...     sent_on=day, submit_within=15, observed_on=day, recorded_on=day).submission_due
    datetime.date(2018, 10, 22)
    """

    rulebook: Code
    version: Line | None = None
    organiser: Line
    territory: UnitId
    units: tuple[UnitId, ...] = ()
    sent_on: PartialDate
    submit_by: PartialDate | None = None
    submit_within: Days | None = None
    verify_by: PartialDate | None = None
    verify_within: Days | None = None
    days_off: tuple[date, ...] = ()
    document: Code | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem for a deadline given twice or too early, and for a unit named twice."""
        if len({*self.units}) != len(self.units):
            yield Problem("unit-twice", "units", "a unit is named a second time", "name it once")
        for name in ("submit", "verify"):
            by: PartialDate | None = getattr(self, f"{name}_by")
            if by is None:
                continue
            if getattr(self, f"{name}_within") is not None:
                message = f"{name}_by and {name}_within are both given"
                yield Problem("two-deadlines", f"{name}_by", message, "give one of them")
            if by.last_day < self.sent_on.first_day:
                message = f"{by} is before {self.sent_on}, when the forms are sent"
                yield Problem("due-before-sent", f"{name}_by", message, "check both dates")

    @property
    def submission_due(self) -> date | None:
        """The last day on which units submit; ``None`` where there is none."""
        if self.submit_by is not None:
            return self.submit_by.last_day
        if self.submit_within is None:
            return None
        day, left = self.sent_on.last_day, self.submit_within
        while left and day < date.max:
            day += timedelta(days=1)
            if day.weekday() < _SATURDAY and day not in self.days_off:
                left -= 1
        return day

    def verification_due(self, received: date) -> date | None:
        """Return the last day on which a submission is verified; ``None`` where there is none.

        Args:
            received: the day on which the submission was received.

        >>> day = PartialDate("2018-10-01")
        >>> round_of_2018 = AssessmentRound(id="a", rulebook="r", organiser="Sở TT&TT",
        ...     territory="lam-dong", sent_on=day, verify_within=120,
        ...     observed_on=day, recorded_on=day)
        >>> round_of_2018.verification_due(date(2018, 10, 22))
        datetime.date(2019, 2, 19)
        """
        if self.verify_by is not None:
            return self.verify_by.last_day
        if self.verify_within is None:
            return None
        return date.fromordinal(
            min(received.toordinal() + self.verify_within, date.max.toordinal())
        )


class AssessmentStage(StrEnum):
    """How far the assessment of a unit has come; each step is a record, and none is overwritten.

    An appeal ends with a correction (``CORRECTED``) or with the result as it was (``UPHELD``).
    """

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    APPROVED = "approved"
    PUBLISHED = "published"
    APPEALED = "appealed"
    CORRECTED = "corrected"
    UPHELD = "upheld"


@frozen(kw_only=True)
class AssessmentStep(UnitRecord):
    """One step of the assessment of one unit in a round, on the day it was observed.

    Attributes:
        round: the identity of the assessment round.
        stage: which step it is.
        by: who took it, by office.
        statement: what is stated, such as why a unit appeals.
        indicators: the codes of the indicators it is about; empty is the whole.
        evidence: the identities of the evidence brought with it.
        answers: the identity of the step that it answers, such as the appeal that it corrects.
        document: the number of the document it is decided by.
        scoreboard: the digest of the scoreboard it is about.

    >>> day = PartialDate("2018-10-22")
    >>> AssessmentStep(id="s", unit="di-linh", round="a", stage=AssessmentStage.SUBMITTED,
    ...     observed_on=day, recorded_on=day).stage.value
    'submitted'
    """

    round: Code
    stage: AssessmentStage
    by: Line | None = None
    statement: Text | None = None
    indicators: tuple[Code, ...] = ()
    evidence: tuple[Code, ...] = ()
    answers: Code | None = None
    document: Code | None = None
    scoreboard: Line | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if an appeal says nothing, or a step answers itself."""
        if self.stage is AssessmentStage.APPEALED and self.statement is None:
            message = "an appeal does not say what it is about"
            yield Problem("appeal-without-statement", "statement", message, "say why, in words")
        if self.answers == self.id:
            yield Problem("refers-to-itself", "answers", "a step cannot answer itself")
