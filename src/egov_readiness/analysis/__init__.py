"""From scores and records to judgement: what changed, what differs, what is late or unused."""

from egov_readiness.analysis.compare import Change, changes
from egov_readiness.analysis.gaps import Expiring, Gap, expiring, gaps
from egov_readiness.analysis.history import UnitEvent, unit_history
from egov_readiness.analysis.milestones import MilestoneStanding, milestones
from egov_readiness.analysis.networks import Unused, connected_but_not_used
from egov_readiness.analysis.units import Resolution, UnitAt, resolve, units_at
from egov_readiness.analysis.verify import verify

__all__ = [
    "Change",
    "Expiring",
    "Gap",
    "MilestoneStanding",
    "Resolution",
    "UnitAt",
    "UnitEvent",
    "Unused",
    "changes",
    "connected_but_not_used",
    "expiring",
    "gaps",
    "milestones",
    "resolve",
    "unit_history",
    "units_at",
    "verify",
]
