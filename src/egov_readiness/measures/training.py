"""Measures of training: how many of the staff were trained, when people may be counted twice."""

import math
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from egov_readiness.errors import Because, Fact, Reason
from egov_readiness.kinds import Amount
from egov_readiness.measures.counts import Range, implied, not_recorded, share, total
from egov_readiness.measures.selection import cite, no_record
from egov_readiness.measures.staff import staff_of
from egov_readiness.measures.view import UnitView
from egov_readiness.model.training import TrainingCohort
from egov_readiness.observations import Observation, not_applicable, unknown
from egov_readiness.rules.rulebook import MeasureArgument

__all__ = ["COUNTED", "coverage", "people"]

COUNTED: Final = ("attended", "completed", "certified")
"""What of a cohort can be counted: who came, who completed the course, who got a certificate."""

_SHEET: Final = "training"

_counts_of: Final[Callable[[TrainingCohort], tuple[Amount, ...]]] = attrgetter(*COUNTED)

_PARTS_OF: Final = (("completed", "attended"), ("certified", "completed"))


def coverage(view: UnitView, arguments: Mapping[str, MeasureArgument]) -> Observation:
    """Measure how many of the staff at one level were trained, each counted once.

    Distinct people trained ÷ head-count at the level.  People may have taken several courses, so
    that cohorts cannot simply be added: the distinct people are at least as many as the largest
    cohort, and at most as many as all cohorts together or the head-count, whichever is less.  A
    cohort that the source counts within another ("trong đó", of whom) is never added to it.
    Cohorts that name their people by pseudonym are counted by their people, each once, so that
    the result is exact if every cohort does or there is only one.  Training that took place does
    not grow old; the head-count does, and certificates count until they end.

    If more people were trained than there are staff, some have left: as many as the staff are
    counted, and the reason says so.  Unknown if no cohort or no head-count is recorded at the
    level; not applicable if the records say so or there is no staff.

    Args:
        view: the unit.
        arguments: ``level``, the administrative level of the people; ``counted``, what counts as
            trained: ``attended``, ``completed`` or ``certified``.

    Returns:
        A share.

    Source: the report of Đắk Lắk of 2009, which gives 18 classes with 534 staff, "of whom" 3
    classes with 55, and further rounds that may hold the same people: such counts are nested and
    cannot be added.

    >>> from datetime import date
    >>> from egov_readiness.dates import PartialDate
    >>> from egov_readiness.kinds import Text
    >>> from egov_readiness.model import Headcount
    >>> day = PartialDate("2009-06")
    >>> office, network = (TrainingCohort(id=name, unit="u", course=Text({"en": name}),
    ...     level="commune", completed=people, observed_on=day, recorded_on=day)
    ...     for name, people in (("office", 30), ("network", 20)))
    >>> staff = Headcount(id="h", unit="u", level="commune", staff=40,
    ...     observed_on=day, recorded_on=day)
    >>> view = UnitView(unit="u", as_of=date(2009, 6, 30), headcounts=(staff,),
    ...     training=(office, network))
    >>> found = coverage(view, {"level": "commune", "counted": "completed"})
    >>> found.low, found.high
    (0.75, 1.0)
    """
    level, counted = str(arguments["level"]), str(arguments["counted"])
    staff, staff_because = staff_of(view, level)
    trained, because = people(view, level, counted)
    if trained is None and not _held(view, level):
        nothing = (*because, *staff_because)
        return not_applicable(nothing) if staff is None else unknown(nothing)
    overlap = [reason for reason in because if reason.code is Because.OVERLAP_POSSIBLE]
    records = [reason for reason in because if reason.code is not Because.OVERLAP_POSSIBLE]
    because = (*records, *staff_because)
    if staff is None or trained is None:
        return not_applicable(because)
    because = (*because, *overlap)
    least, most = trained
    if least > staff[1]:
        more: dict[str, Fact] = {"trained": least, "staff": staff[1]}
        because = (*because, Reason(Because.TRAINED_EXCEEDS_STAFF, more))
    return share([((min(least, staff[1]), most), staff)], because)


def people(view: UnitView, level: str, counted: str) -> tuple[Range | None, tuple[Reason, ...]]:
    """Return how many different people of one level were trained, whatever the staff.

    Args:
        view: the unit.
        level: the administrative level of the people.
        counted: what counts as trained: ``attended``, ``completed`` or ``certified``.

    Returns:
        The least and the greatest number, ``None`` if no cohort is recorded or none of them
        counts anybody; and the reasons.

    >>> from datetime import date
    >>> people(UnitView(unit="u", as_of=date(2009, 6, 30)), "commune", "attended")[0] is None
    True
    """
    held = _held(view, level)
    if not held:
        return None, (no_record(_SHEET, level=level),)
    because = [cite(Because.RECORD, _SHEET, cohort) for cohort in held if view.reasons]
    cohorts: list[_Counted] = []
    lapsed = {
        cohort.id: cohort for cohort in held if counted == "certified" and _ended(view, cohort)
    }
    for cohort in held:
        if cohort.id in lapsed:
            until = cohort.certificates_until
            facts: dict[str, Fact] = {"cause": "expired", "since": str(until)}
            because.append(cite(Because.STALE, _SHEET, cohort, **facts))
            continue
        limits = _ranges(cohort)[counted]
        if limits is None:
            continue
        if lapsed:
            limits = _without(limits, _within(cohort, lapsed, held))
        named = cohort.people if counted == "completed" else ()
        cohorts.append(_Counted(cohort, limits, named))
        if view.reasons and getattr(cohort, counted) is None and not named:
            because.append(not_recorded(_SHEET, cohort.id, counted, limits))
    if not cohorts:
        return ((0.0, 0.0) if lapsed else None), tuple(because)
    least, most = _distinct(cohorts)
    if least < most and len(_outermost(cohorts)) > 1:
        ends: dict[str, Fact] = {"low": least}
        if not math.isinf(most):
            ends["high"] = most
        because.append(Reason(Because.OVERLAP_POSSIBLE, ends))
    return (least, most), tuple(because)


def _held(view: UnitView, level: str) -> list[TrainingCohort]:
    held = [
        cohort
        for cohort in view.training
        if cohort.level == level
        and (cohort.held_on is None or cohort.held_on.last_day <= view.as_of)
    ]
    return sorted(held, key=attrgetter("id"))


class _Counted(NamedTuple):
    """A cohort, how many people of it count, and their pseudonyms where it names them."""

    cohort: TrainingCohort
    people: Range
    named: tuple[str, ...]


def _ranges(cohort: TrainingCohort) -> dict[str, Range | None]:
    recorded: dict[str, Amount] = dict(zip(COUNTED, _counts_of(cohort), strict=True))
    if cohort.people:
        recorded["completed"] = len(cohort.people)
    return implied(recorded, _PARTS_OF)


def _ended(view: UnitView, cohort: TrainingCohort) -> bool:
    until = cohort.certificates_until
    return until is not None and until.last_day < view.lapses_by


def _within(
    cohort: TrainingCohort, lapsed: Mapping[str, TrainingCohort], held: Sequence[TrainingCohort]
) -> list[TrainingCohort]:
    """Return the lapsed cohorts within a cohort, but for those within another lapsed one."""
    wholes = {one.id: one.part_of for one in held}
    found = []
    for part in lapsed.values():
        whole = part.part_of
        while whole is not None and whole not in lapsed:
            if whole == cohort.id:
                found.append(part)
                break
            whole = wholes.get(whole)
    return found


def _without(limits: Range, lapsed: Sequence[TrainingCohort]) -> Range:
    """Return how many of a cohort's certificates are left without those that have ended."""
    low, high = limits
    for part in lapsed:
        ended = _ranges(part)["certified"]
        if ended is not None:
            low, high = max(0.0, low - ended[1]), max(0.0, high - ended[0])
    return low, high


def _outermost(cohorts: Sequence[_Counted]) -> list[_Counted]:
    identities = {item.cohort.id for item in cohorts}
    return [item for item in cohorts if item.cohort.part_of not in identities]


def _distinct(cohorts: Sequence[_Counted]) -> Range:
    """Return how many different people took part in some cohort."""
    everybody = {person for item in cohorts for person in item.named}
    least = max(len(everybody), *[item.people[0] for item in cohorts])
    outermost = _outermost(cohorts)
    named = {person for item in outermost for person in item.named}
    unnamed = total([item.people for item in outermost if not item.named])
    # Whoever is named did take part, even if the cohort that contains theirs forgot them.
    return least, max(least, len(named) + unnamed[1])
