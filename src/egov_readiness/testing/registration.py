"""The hook that Hypothesis calls when it starts: it makes ``st.from_type`` know our types.

It stands apart from the package's front, because Hypothesis may be started by the very import of
the strategies.
"""

from collections.abc import Callable
from importlib import import_module

from hypothesis import strategies as st

from egov_readiness import dates, documents, kinds, model, rules
from egov_readiness.describe import Checked
from egov_readiness.observations import Observation, ObservationRow, ObservationTable
from egov_readiness.scoring.result import Node, RulebookReference, Scoreboard, Scorecard

__all__ = ["register"]

# Fields of these depend on each other; what is not named is made field by field.
_STRATEGIES: dict[type, tuple[str, str]] = {
    dates.PartialDate: ("values", "partial_dates"),
    dates.Period: ("values", "periods"),
    kinds.Between: ("values", "betweens"),
    kinds.Ratio: ("values", "ratios"),
    kinds.Money: ("values", "money"),
    kinds.Text: ("values", "texts"),
    documents.LegalDocument: ("records", "legal_documents"),
    model.AdministrativeUnit: ("records", "administrative_units"),
    model.UnitVersion: ("records", "unit_versions"),
    model.Plan: ("records", "plans"),
    model.Milestone: ("records", "milestones"),
    model.InfrastructureItem: ("records", "infrastructure_items"),
    model.Headcount: ("records", "headcounts"),
    model.TrainingCohort: ("records", "training_cohorts"),
    model.Application: ("records", "applications"),
    model.PublicService: ("records", "public_services"),
    model.Evidence: ("records", "evidence"),
    model.InspectionRound: ("inspections", "inspection_rounds"),
    model.InspectionTeam: ("inspections", "inspection_teams"),
    model.Visit: ("inspections", "visits"),
    model.Finding: ("inspections", "findings"),
    model.Instruction: ("inspections", "instructions"),
    model.SupportRequest: ("support", "support_requests"),
    model.SupportAction: ("support", "support_actions"),
    model.Delivery: ("support", "deliveries"),
    model.ExpectedEffect: ("support", "effects"),
    model.AssessmentRound: ("assessments", "assessment_rounds"),
    model.AssessmentStep: ("assessments", "assessment_steps"),
    model.ChangeLink: ("assessments", "change_links"),
    model.UnitChange: ("assessments", "unit_changes"),
    model.Survey: ("surveys", "surveys"),
    rules.DatedNumber: ("rules", "dated_numbers"),
    rules.Options: ("rules", "options"),
    rules.Step: ("rules", "steps"),
    rules.PowerMean: ("rules", "power_means"),
    rules.Gate: ("rules", "gates"),
    rules.Rescale: ("population", "rescales"),
    rules.MinMax: ("population", "min_maxes"),
    rules.DistanceToMax: ("population", "distances_to_max"),
    rules.DistanceToReference: ("population", "distances_to_reference"),
    rules.ZScore: ("population", "z_scores"),
    rules.Rank: ("population", "ranks"),
    rules.Borda: ("population", "bordas"),
    rules.PercentileRank: ("population", "percentile_ranks"),
    rules.MemberScore: ("population", "member_scores"),
    rules.RollUp: ("population", "roll_ups"),
    rules.Band: ("rules", "bands"),
    rules.Indicator: ("rules", "indicators"),
    rules.Rulebook: ("rules", "rulebooks"),
    Observation: ("observations", "any_observations"),
    ObservationRow: ("observations", "any_observation_rows"),
    ObservationTable: ("observations", "any_observation_tables"),
    RulebookReference: ("results", "rulebook_references"),
    Node: ("results", "nodes"),
    Scorecard: ("results", "scorecards"),
    Scoreboard: ("results", "scoreboards"),
}


def _later(room: str, name: str) -> Callable[[type], st.SearchStrategy[object]]:
    def strategy(_: type) -> st.SearchStrategy[object]:
        module = import_module(f"egov_readiness.testing.{room}")
        made: st.SearchStrategy[object] = getattr(module, name)()
        return made

    return strategy


def _field_by_field(cls: type) -> st.SearchStrategy[object]:
    fields = import_module("egov_readiness.testing.fields")
    made: st.SearchStrategy[object] = fields.objects_of(cls)
    return made


def register() -> None:
    """Register the strategies with Hypothesis; called through its entry point."""
    for room in (documents, model, rules):
        for name in room.__all__:
            cls = getattr(room, name)
            if isinstance(cls, type) and issubclass(cls, Checked) and cls not in _STRATEGIES:
                st.register_type_strategy(cls, _field_by_field)
    for cls, (module, function) in _STRATEGIES.items():
        st.register_type_strategy(cls, _later(module, function))
