"""From scores and records to judgement: what changed, what differs, what is late or unused."""

from egov_readiness.analysis.assessments import AssessmentStanding, Timeliness, assessments
from egov_readiness.analysis.change_parts import Cause, ChangePart, ScoringBasis, change_parts
from egov_readiness.analysis.compare import Change, changes
from egov_readiness.analysis.effects import Effect, Verdict, effects
from egov_readiness.analysis.follow_up import (
    FollowUp,
    FollowUpStanding,
    UnitDelivery,
    follow_up,
    unit_deliveries,
)
from egov_readiness.analysis.gaps import Expiring, Gap, expiring, gaps
from egov_readiness.analysis.history import UnitEvent, unit_history
from egov_readiness.analysis.milestones import MilestoneStanding, milestones
from egov_readiness.analysis.networks import (
    Unused,
    UnusedWithin,
    connected_but_not_used,
    said_of_territories,
)
from egov_readiness.analysis.planning import PlannedVisit, plan_inspection
from egov_readiness.analysis.series import Break, SeriesPoint, series
from egov_readiness.analysis.training import TrainingStanding, training
from egov_readiness.analysis.units import Resolution, UnitAt, resolve, units_at
from egov_readiness.analysis.verify import verify

__all__ = [
    "AssessmentStanding",
    "Break",
    "Cause",
    "Change",
    "ChangePart",
    "Effect",
    "Expiring",
    "FollowUp",
    "FollowUpStanding",
    "Gap",
    "MilestoneStanding",
    "PlannedVisit",
    "Resolution",
    "ScoringBasis",
    "SeriesPoint",
    "Timeliness",
    "TrainingStanding",
    "UnitAt",
    "UnitDelivery",
    "UnitEvent",
    "Unused",
    "UnusedWithin",
    "Verdict",
    "assessments",
    "change_parts",
    "changes",
    "connected_but_not_used",
    "effects",
    "expiring",
    "follow_up",
    "gaps",
    "milestones",
    "plan_inspection",
    "resolve",
    "said_of_territories",
    "series",
    "training",
    "unit_deliveries",
    "unit_history",
    "units_at",
    "verify",
]
