"""What counts: rulebooks, their methods, aggregations and bands, and the lint that checks them."""

from egov_readiness.rules.aggregation import (
    Aggregation,
    BestOf,
    Cap,
    Floor,
    Gate,
    GeometricMean,
    HarmonicMean,
    Minimum,
    Modifier,
    PowerMean,
    Sum,
    WeightedMean,
)
from egov_readiness.rules.bands import Band
from egov_readiness.rules.dated import DatedNumber
from egov_readiness.rules.lint import lint
from egov_readiness.rules.methods import (
    Goalposts,
    Identity,
    Method,
    Options,
    PerItem,
    Ratio,
    Step,
    Steps,
    Target,
    YesNo,
)
from egov_readiness.rules.rulebook import Applicability, Group, Indicator, MeasureCall, Rulebook

__all__ = [
    "Aggregation",
    "Applicability",
    "Band",
    "BestOf",
    "Cap",
    "DatedNumber",
    "Floor",
    "Gate",
    "GeometricMean",
    "Goalposts",
    "Group",
    "HarmonicMean",
    "Identity",
    "Indicator",
    "MeasureCall",
    "Method",
    "Minimum",
    "Modifier",
    "Options",
    "PerItem",
    "PowerMean",
    "Ratio",
    "Rulebook",
    "Step",
    "Steps",
    "Sum",
    "Target",
    "WeightedMean",
    "YesNo",
    "lint",
]
