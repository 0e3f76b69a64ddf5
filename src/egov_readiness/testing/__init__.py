"""Hypothesis strategies for every public type; registered when Hypothesis starts.

With the package installed, ``st.from_type(Survey)`` and ``st.from_type(Rulebook)`` work without
any import of this module.
"""

from hypothesis import strategies as st

from egov_readiness import dates, documents, kinds, model, rules
from egov_readiness.observations import ObservationTable
from egov_readiness.testing.observations import (
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
    "register",
    "rulebooks",
    "surveys",
    "texts",
    "training_cohorts",
    "words",
]


def register() -> None:
    """Register the strategies with Hypothesis; called through its entry point."""
    st.register_type_strategy(dates.PartialDate, partial_dates())
    st.register_type_strategy(dates.Period, periods())
    st.register_type_strategy(kinds.Between, betweens())
    st.register_type_strategy(kinds.Ratio, ratios())
    st.register_type_strategy(kinds.Money, money())
    st.register_type_strategy(kinds.Text, texts())
    st.register_type_strategy(documents.LegalDocument, legal_documents())
    st.register_type_strategy(model.AdministrativeUnit, administrative_units())
    st.register_type_strategy(model.Plan, plans())
    st.register_type_strategy(model.Milestone, milestones())
    st.register_type_strategy(model.InfrastructureItem, infrastructure_items())
    st.register_type_strategy(model.Headcount, headcounts())
    st.register_type_strategy(model.TrainingCohort, training_cohorts())
    st.register_type_strategy(model.Application, applications())
    st.register_type_strategy(model.PublicService, public_services())
    st.register_type_strategy(model.Evidence, evidence())
    st.register_type_strategy(model.Finding, findings())
    st.register_type_strategy(model.Survey, surveys())
    st.register_type_strategy(rules.Rulebook, rulebooks())
    st.register_type_strategy(ObservationTable, rulebooks().flatmap(observation_tables))
