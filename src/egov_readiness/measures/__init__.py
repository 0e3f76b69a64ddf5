"""From records to observations: the only room where what is known meets what counts."""

from egov_readiness.measures.catalogue import CATALOGUE, Measure, Parameter, check_call
from egov_readiness.measures.observe import observe
from egov_readiness.measures.view import UnitView

__all__ = ["CATALOGUE", "Measure", "Parameter", "UnitView", "check_call", "observe"]
