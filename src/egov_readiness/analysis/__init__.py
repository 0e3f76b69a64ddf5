"""From scores to judgement: what changed between scoreboards, and whether one still holds."""

from egov_readiness.analysis.compare import Change, changes
from egov_readiness.analysis.verify import verify

__all__ = ["Change", "changes", "verify"]
