"""Staff and their training: head-counts and cohorts, by administrative level."""

from collections.abc import Iterator
from enum import StrEnum

from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.errors import Problem
from egov_readiness.kinds import Code, Count, Line, Text
from egov_readiness.model.infrastructure import not_more_than
from egov_readiness.model.record import UnitRecord

__all__ = ["Headcount", "StaffCategory", "TrainingCohort"]


class StaffCategory(StrEnum):
    """The category of staff that a head-count counts; categories do not overlap."""

    ALL = "all"
    LEADER = "leader"
    OFFICIAL = "official"
    CIVIL_SERVANT = "civil_servant"
    PUBLIC_EMPLOYEE = "public_employee"
    PART_TIME = "part_time"


@frozen(kw_only=True)
class Headcount(UnitRecord):
    """How many people work in a unit at one administrative level.

    Attributes:
        level: the level they work at, such as ``district`` or ``commune``.
        category: which of them; ``all`` stands alone and is not added to other categories.
        organisation: the office; ``None`` for the unit as a whole.
        staff: how many people.
        it_staff: how many of them are information technology staff.
        chief_information_officers: how many of them are in charge of information technology.

    >>> Headcount(id="h", unit="di-linh", level="district", staff=80,
    ...     observed_on=PartialDate("2009-01"), recorded_on=PartialDate("2009-02")).category.value
    'all'
    """

    level: Code
    category: StaffCategory = StaffCategory.ALL
    organisation: Line | None = None
    staff: Count = None
    it_staff: Count = None
    chief_information_officers: Count = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if a part of the staff is more than the staff."""
        yield from not_more_than("it_staff", self.it_staff, "staff", self.staff)
        yield from not_more_than(
            "chief_information_officers", self.chief_information_officers, "staff", self.staff
        )


@frozen(kw_only=True)
class TrainingCohort(UnitRecord):
    """The people of a unit who took one course, counted.

    A cohort that the source counts within another one ("trong đó", of whom) names it in
    ``part_of`` and is never added to it.

    Attributes:
        course: what was taught.
        level: the administrative level of the people who were taught.
        held_on: when the course took place.
        provider: who taught, by office.
        planned: how many people were to be taught.
        attended: how many came.
        completed: how many completed the course.
        certified: how many got a certificate.
        certificates_until: the last day on which the certificates are valid; empty for no end.
        people: pseudonyms of those who completed it, where they are known; they let people in
            several cohorts be counted once.
        part_of: the identity of the cohort that contains this one.

    >>> TrainingCohort(id="c", unit="di-linh", course=Text({"en": "Office software"}),
    ...     level="commune", attended=30, completed=28,
    ...     observed_on=PartialDate("2009-05"), recorded_on=PartialDate("2009-06")).completed
    28
    """

    course: Text
    level: Code
    held_on: PartialDate | None = None
    provider: Line | None = None
    planned: Count = None
    attended: Count = None
    completed: Count = None
    certified: Count = None
    certificates_until: PartialDate | None = None
    people: tuple[Code, ...] = ()
    part_of: Code | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem for counts that contradict each other or the list of people."""
        yield from not_more_than("completed", self.completed, "attended", self.attended)
        yield from not_more_than("certified", self.certified, "completed", self.completed)
        if len(set(self.people)) != len(self.people):
            yield Problem("person-twice", "people", "a person is named twice in one cohort")
        if self.people:
            people = len(self.people)
            yield from not_more_than("completed", self.completed, "people", people)
            yield from not_more_than("people", people, "completed", self.completed)
        if self.part_of == self.id:
            yield Problem("refers-to-itself", "part_of", "a cohort cannot be part of itself")
