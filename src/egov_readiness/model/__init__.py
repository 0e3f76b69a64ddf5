"""What is known: administrative units and the records about them."""

from egov_readiness.documents import (
    Citation,
    DocumentRelation,
    DocumentRelationKind,
    LegalDocument,
)
from egov_readiness.model.agreement import check_survey
from egov_readiness.model.applications import Application, ApplicationKind
from egov_readiness.model.assessments import AssessmentRound, AssessmentStage, AssessmentStep
from egov_readiness.model.changes import ChangeLink, UnitChange, UnitChangeKind
from egov_readiness.model.evidence import Evidence
from egov_readiness.model.infrastructure import InfrastructureItem, InfrastructureKind
from egov_readiness.model.inspections import (
    Claim,
    Finding,
    InspectionPurpose,
    InspectionRound,
    InspectionTeam,
    Instruction,
    Visit,
)
from egov_readiness.model.milestones import Milestone, MilestoneStatus, Plan, Progress
from egov_readiness.model.record import Record, UnitRecord, counts
from egov_readiness.model.services import PublicService
from egov_readiness.model.support import (
    Delivery,
    ExpectedEffect,
    SupportAction,
    SupportArea,
    SupportRequest,
    SupportStatus,
)
from egov_readiness.model.survey import Survey
from egov_readiness.model.training import Headcount, StaffCategory, TrainingCohort
from egov_readiness.model.units import AdministrativeUnit, UnitVersion

__all__ = [
    "AdministrativeUnit",
    "Application",
    "ApplicationKind",
    "AssessmentRound",
    "AssessmentStage",
    "AssessmentStep",
    "ChangeLink",
    "Citation",
    "Claim",
    "Delivery",
    "DocumentRelation",
    "DocumentRelationKind",
    "Evidence",
    "ExpectedEffect",
    "Finding",
    "Headcount",
    "InfrastructureItem",
    "InfrastructureKind",
    "InspectionPurpose",
    "InspectionRound",
    "InspectionTeam",
    "Instruction",
    "LegalDocument",
    "Milestone",
    "MilestoneStatus",
    "Plan",
    "Progress",
    "PublicService",
    "Record",
    "StaffCategory",
    "SupportAction",
    "SupportArea",
    "SupportRequest",
    "SupportStatus",
    "Survey",
    "TrainingCohort",
    "UnitChange",
    "UnitChangeKind",
    "UnitRecord",
    "UnitVersion",
    "Visit",
    "check_survey",
    "counts",
]
