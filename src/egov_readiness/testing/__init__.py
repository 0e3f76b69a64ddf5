"""Hypothesis strategies for every public type; registered when Hypothesis starts.

With the package installed, ``st.from_type(Survey)`` and ``st.from_type(Rulebook)`` work without
any import of this module.
"""

from egov_readiness.testing.observations import (
    any_observation_tables,
    known_values,
    observation_rows,
    observation_tables,
    observations,
)
from egov_readiness.testing.records import (
    administrative_units,
    applications,
    evidence,
    findings,
    headcounts,
    infrastructure_items,
    legal_documents,
    milestones,
    plans,
    public_services,
    surveys,
    training_cohorts,
)
from egov_readiness.testing.rules import aggregations, methods, modifiers, rulebooks
from egov_readiness.testing.values import (
    amounts,
    betweens,
    codes,
    counts,
    days,
    money,
    partial_dates,
    periods,
    ratios,
    texts,
    words,
)

__all__ = [
    "administrative_units",
    "aggregations",
    "amounts",
    "any_observation_tables",
    "applications",
    "betweens",
    "codes",
    "counts",
    "days",
    "evidence",
    "findings",
    "headcounts",
    "infrastructure_items",
    "known_values",
    "legal_documents",
    "methods",
    "milestones",
    "modifiers",
    "money",
    "observation_rows",
    "observation_tables",
    "observations",
    "partial_dates",
    "periods",
    "plans",
    "public_services",
    "ratios",
    "rulebooks",
    "surveys",
    "texts",
    "training_cohorts",
    "words",
]
