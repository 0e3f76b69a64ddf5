"""The hook that Hypothesis calls when it starts: it makes ``st.from_type`` know our types.

It stands apart from the package's front, because Hypothesis may be started by the very import of
the strategies.
"""

from collections.abc import Callable
from importlib import import_module

from hypothesis import strategies as st

from egov_readiness import dates, documents, kinds, model, rules
from egov_readiness.observations import ObservationTable

__all__ = ["register"]

_STRATEGIES: dict[type, tuple[str, str]] = {
    dates.PartialDate: ("values", "partial_dates"),
    dates.Period: ("values", "periods"),
    kinds.Between: ("values", "betweens"),
    kinds.Ratio: ("values", "ratios"),
    kinds.Money: ("values", "money"),
    kinds.Text: ("values", "texts"),
    documents.LegalDocument: ("records", "legal_documents"),
    model.AdministrativeUnit: ("records", "administrative_units"),
    model.Plan: ("records", "plans"),
    model.Milestone: ("records", "milestones"),
    model.InfrastructureItem: ("records", "infrastructure_items"),
    model.Headcount: ("records", "headcounts"),
    model.TrainingCohort: ("records", "training_cohorts"),
    model.Application: ("records", "applications"),
    model.PublicService: ("records", "public_services"),
    model.Evidence: ("records", "evidence"),
    model.Finding: ("records", "findings"),
    model.Survey: ("records", "surveys"),
    rules.Rulebook: ("rules", "rulebooks"),
    ObservationTable: ("observations", "any_observation_tables"),
}


def _later(room: str, name: str) -> Callable[[type], st.SearchStrategy[object]]:
    def strategy(_: type) -> st.SearchStrategy[object]:
        module = import_module(f"egov_readiness.testing.{room}")
        made: st.SearchStrategy[object] = getattr(module, name)()
        return made

    return strategy


def register() -> None:
    """Register the strategies with Hypothesis; called through its entry point."""
    for cls, (room, name) in _STRATEGIES.items():
        st.register_type_strategy(cls, _later(room, name))
