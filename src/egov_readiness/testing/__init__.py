"""Hypothesis strategies for every record, rule and result; registered when Hypothesis starts.

With the package installed, ``st.from_type(Survey)`` and ``st.from_type(Rulebook)`` work without
any import of this module.
"""

from egov_readiness.errors import from_extra

with from_extra("testing", "strategies for Hypothesis"):
    import hypothesis as _hypothesis  # noqa: F401  # what all below are made with

from egov_readiness.testing.assessments import (
    assessment_rounds,
    assessment_steps,
    change_links,
    unit_changes,
)
from egov_readiness.testing.fields import (
    objects_of,
    values_of,
)
from egov_readiness.testing.inspections import (
    findings,
    inspection_rounds,
    inspection_teams,
    instructions,
    visits,
)
from egov_readiness.testing.observations import (
    any_observation_rows,
    any_observation_tables,
    any_observations,
    known_values,
    observation_rows,
    observation_tables,
    observations,
)
from egov_readiness.testing.population import fitted_methods, unfitted_methods
from egov_readiness.testing.records import (
    administrative_units,
    applications,
    evidence,
    headcounts,
    infrastructure_items,
    legal_documents,
    milestones,
    plans,
    public_services,
    training_cohorts,
    unit_versions,
)
from egov_readiness.testing.results import (
    nodes,
    rulebook_references,
    scoreboards,
    scorecards,
)
from egov_readiness.testing.rules import (
    aggregations,
    bands,
    dated_numbers,
    gates,
    indicators,
    methods,
    modifiers,
    options,
    power_means,
    rulebooks,
    steps,
)
from egov_readiness.testing.support import (
    deliveries,
    effects,
    support_actions,
    support_requests,
)
from egov_readiness.testing.surveys import (
    surveys,
)
from egov_readiness.testing.values import (
    amounts,
    betweens,
    codes,
    counts,
    days,
    lines,
    money,
    numbers,
    partial_dates,
    periods,
    ratios,
    shares,
    texts,
    unit_ids,
    words,
)

__all__ = [
    "administrative_units",
    "aggregations",
    "amounts",
    "any_observation_rows",
    "any_observation_tables",
    "any_observations",
    "applications",
    "assessment_rounds",
    "assessment_steps",
    "bands",
    "betweens",
    "change_links",
    "codes",
    "counts",
    "dated_numbers",
    "days",
    "deliveries",
    "effects",
    "evidence",
    "findings",
    "fitted_methods",
    "gates",
    "headcounts",
    "indicators",
    "infrastructure_items",
    "inspection_rounds",
    "inspection_teams",
    "instructions",
    "known_values",
    "legal_documents",
    "lines",
    "methods",
    "milestones",
    "modifiers",
    "money",
    "nodes",
    "numbers",
    "objects_of",
    "observation_rows",
    "observation_tables",
    "observations",
    "options",
    "partial_dates",
    "periods",
    "plans",
    "power_means",
    "public_services",
    "ratios",
    "rulebook_references",
    "rulebooks",
    "scoreboards",
    "scorecards",
    "shares",
    "steps",
    "support_actions",
    "support_requests",
    "surveys",
    "texts",
    "training_cohorts",
    "unfitted_methods",
    "unit_changes",
    "unit_ids",
    "unit_versions",
    "values_of",
    "visits",
    "words",
]
