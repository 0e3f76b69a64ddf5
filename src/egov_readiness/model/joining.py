"""Two surveys as one: the records of both, and of the same record what the newer survey says."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from attrs import evolve

from egov_readiness.dates import Period
from egov_readiness.model.survey import Survey
from egov_readiness.model.units import AdministrativeUnit, UnitVersion

__all__ = ["joined"]


class _Identified(Protocol):
    """Whatever stands in a sheet of a survey."""

    @property
    def id(self) -> str: ...


Identified = TypeVar("Identified", bound=_Identified)


def joined(old: Survey, new: Survey) -> Survey:
    """Return the records of two surveys.

    Records of the same identity are the same record, and the newer survey is right about it; of
    units it is right about the time from the first day of their versions on.

    Args:
        old: the older survey.
        new: the newer one; the whole has its identity, title and period.

    >>> from egov_readiness.kinds import Text
    >>> one, other = (Survey(id=name, title=Text({"en": name})) for name in ("2010", "2011"))
    >>> joined(one, other).id
    '2011'
    """
    if old is new:
        return new
    versions = {unit.id: unit.versions for unit in old.units}
    units = _either(new.units, old.units)
    return evolve(
        new,
        units=tuple(_with(unit, versions.get(unit.id, ())) for unit in units),
        documents=_either(new.documents, old.documents),
        unit_changes=_either(new.unit_changes, old.unit_changes),
        plans=_either(new.plans, old.plans),
        milestones=_either(new.milestones, old.milestones),
        infrastructure=_either(new.infrastructure, old.infrastructure),
        headcounts=_either(new.headcounts, old.headcounts),
        training=_either(new.training, old.training),
        applications=_either(new.applications, old.applications),
        services=_either(new.services, old.services),
        evidence=_either(new.evidence, old.evidence),
        assessment_rounds=_either(new.assessment_rounds, old.assessment_rounds),
        assessment_steps=_either(new.assessment_steps, old.assessment_steps),
        rounds=_either(new.rounds, old.rounds),
        teams=_either(new.teams, old.teams),
        visits=_either(new.visits, old.visits),
        findings=_either(new.findings, old.findings),
        instructions=_either(new.instructions, old.instructions),
        support_requests=_either(new.support_requests, old.support_requests),
        support=_either(new.support, old.support),
    )


def _either(
    records: tuple[Identified, ...], earlier: tuple[Identified, ...]
) -> tuple[Identified, ...]:
    known = {record.id for record in records}
    return (*records, *(record for record in earlier if record.id not in known))


def _with(unit: AdministrativeUnit, earlier: Sequence[UnitVersion]) -> AdministrativeUnit:
    """Return a unit with what it was before its own versions begin."""
    begins = min((own.valid.since or date.min for own in unit.versions), default=None)
    if begins is None or begins == date.min:
        return unit if unit.versions else evolve(unit, versions=tuple(earlier))
    before = (
        evolve(version, valid=left)
        for version in earlier
        for left in version.valid.without(Period(begins, None))
    )
    return evolve(unit, versions=(*before, *unit.versions))
