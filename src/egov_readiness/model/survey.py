"""A survey: one round of knowledge about units."""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from egov_readiness.dates import PartialDate
from egov_readiness.describe import Checked
from egov_readiness.documents import LegalDocument
from egov_readiness.kinds import Between, Code, Quantifier, Text, own_mapping
from egov_readiness.model.applications import Application
from egov_readiness.model.assessments import AssessmentRound, AssessmentStep
from egov_readiness.model.changes import UnitChange
from egov_readiness.model.evidence import Evidence
from egov_readiness.model.infrastructure import InfrastructureItem
from egov_readiness.model.inspections import (
    Finding,
    InspectionRound,
    InspectionTeam,
    Instruction,
    Visit,
)
from egov_readiness.model.milestones import Milestone, Plan
from egov_readiness.model.services import PublicService
from egov_readiness.model.support import SupportAction, SupportRequest
from egov_readiness.model.training import Headcount, TrainingCohort
from egov_readiness.model.units import AdministrativeUnit

__all__ = ["SHEETS", "Survey"]


def _own_bounds(bounds: Mapping[Quantifier, Between]) -> Mapping[Quantifier, Between]:
    # Not generic, so that type checkers see what the field takes.
    return own_mapping(bounds)


@frozen(kw_only=True)
class Survey(Checked):
    """Everything reported or seen about a set of units in one round.

    Attributes:
        format: the version of the file format.
        id: the identity of the survey.
        title: what it is.
        period: the time it covers; its last day is the date that is scored by default.
        note: what a reader has to know about it, such as that it is invented.
        quantifiers: the share of units that each word of quantity stands for, where it differs
            from the library's.
        units: the administrative units.
        documents: the legal documents.
        unit_changes: what became of the units.
        plans: the plans.
        milestones: the policy milestones.
        infrastructure: the infrastructure items.
        headcounts: the head-counts of staff.
        training: the training cohorts.
        applications: the applications.
        services: the public services.
        evidence: direct evidence of indicators and other concepts.
        assessment_rounds: the assessment rounds.
        assessment_steps: the steps of units in the assessment rounds.
        rounds: the inspection rounds.
        teams: the teams of the rounds.
        visits: the visits of the teams.
        findings: the findings.
        instructions: the instructions.
        support_requests: the support requests.
        support: the support actions.

    >>> Survey(id="s", title=Text({"en": "Example"}), period=PartialDate("2009")).period.last_day
    datetime.date(2009, 12, 31)
    """

    format: int = 1
    id: Code
    title: Text
    period: PartialDate | None = None
    note: Text | None = None
    quantifiers: Mapping[Quantifier, Between] = field(factory=dict, converter=_own_bounds)
    units: tuple[AdministrativeUnit, ...] = ()
    documents: tuple[LegalDocument, ...] = ()
    unit_changes: tuple[UnitChange, ...] = ()
    plans: tuple[Plan, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    infrastructure: tuple[InfrastructureItem, ...] = ()
    headcounts: tuple[Headcount, ...] = ()
    training: tuple[TrainingCohort, ...] = ()
    applications: tuple[Application, ...] = ()
    services: tuple[PublicService, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    assessment_rounds: tuple[AssessmentRound, ...] = ()
    assessment_steps: tuple[AssessmentStep, ...] = ()
    rounds: tuple[InspectionRound, ...] = ()
    teams: tuple[InspectionTeam, ...] = ()
    visits: tuple[Visit, ...] = ()
    findings: tuple[Finding, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    support_requests: tuple[SupportRequest, ...] = ()
    support: tuple[SupportAction, ...] = ()

    def __hash__(self) -> int:
        """Hash by identity and period; the records are compared, not hashed."""
        return hash((self.id, self.period))


SHEETS: Final = (
    "units",
    "documents",
    "unit_changes",
    "plans",
    "milestones",
    "infrastructure",
    "headcounts",
    "training",
    "applications",
    "services",
    "evidence",
    "assessment_rounds",
    "assessment_steps",
    "rounds",
    "teams",
    "visits",
    "findings",
    "instructions",
    "support_requests",
    "support",
)
"""The fields of a survey that hold records, in the order in which they refer to each other."""
