"""The commands of inspections: whom to visit, how rounds stand, what became of findings."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from egov_readiness.analysis import (
    AssessmentStanding,
    FollowUp,
    PlannedVisit,
    TrainingStanding,
    UnitDelivery,
    Unused,
    UnusedWithin,
    assessments,
    connected_but_not_used,
    follow_up,
    plan_inspection,
    said_of_territories,
    training,
    unit_deliveries,
)
from egov_readiness.analysis.planning import ORDER, Concern
from egov_readiness.cli.loading import Clocks, loaded_rulebook, loaded_survey
from egov_readiness.cli.output import Form, emit_listing
from egov_readiness.errors import Problem, UsageError
from egov_readiness.model.infrastructure import InfrastructureKind
from egov_readiness.report.follow_up import (
    assessment_table,
    delivery_table,
    follow_up_table,
    network_table,
    plan_table,
    territory_table,
    training_table,
)

if TYPE_CHECKING:
    from cyclopts import App

__all__ = ["add_inspections"]


_MOST_TEAMS: Final = 1000


_TODAY: Final = Clocks()


def add_inspections(app: "App") -> None:
    """Add the commands of inspections.

    Args:
        app: the command line.
    """
    _add_planning(app)
    _add_following(app)
    _add_standings(app)


def _add_planning(app: "App") -> None:
    from cyclopts import Parameter  # noqa: PLC0415  # optional: the extra cli

    @app.command(name="plan-inspection")
    def plan_inspection_command(
        data: Path,
        /,
        *,
        rulebook: str,
        teams: int | None = None,
        team: tuple[str, ...] = (),
        visits: int | None = None,
        order: tuple[Concern, ...] = ORDER,
        level: str | None = None,
        together: bool = False,
        clocks: Annotated[Clocks, Parameter(name="*")] = _TODAY,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """Order units by stale evidence, unverified claims and open points; deal them to teams.

        Args:
            data: a survey (a folder, or a .json file).
            rulebook: the id of a packaged rulebook, or the path of a .toml file.
            teams: how many teams there are, named team-1, team-2 and so on; by default one.
            team: the name of a team; may be repeated, in place of --teams.
            visits: how many visits each team makes; by default as many as there are units.
            order: which of stale, gap and open decides first; may be repeated.
            level: the administrative level of the units that are visited; by default all.
            together: let one team visit the units that belong to the same unit.
            clocks: the date, and the last day of knowledge.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        if teams is not None and (team or teams > _MOST_TEAMS):
            message = "teams are numbered or named" if team else f"{teams} teams are too many"
            hint = f"--teams up to {_MOST_TEAMS}, or --team once for each"
            raise UsageError([Problem("teams", "--teams", message, hint)])
        book = loaded_rulebook(rulebook)
        numbers = range(1, (1 if teams is None else teams) + 1)
        found = plan_inspection(
            loaded_survey(data),
            book,
            teams=team or tuple(f"team-{number}" for number in numbers),
            visits=visits,
            as_of=clocks.as_of,
            known_on=clocks.known_on,
            order=order,
            level=level,
            together=together,
        )
        emit_listing(PlannedVisit, found, form, lambda: plan_table(found, book), output)

    @app.command(name="assessments")
    def assessments_command(
        data: Path,
        /,
        *,
        clocks: Annotated[Clocks, Parameter(name="*")] = _TODAY,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """Tell how far assessment rounds have come: submitted, verified, appealed, and how late.

        Args:
            data: a survey (a folder, or a .json file).
            clocks: the date, and the last day of knowledge.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        survey, on = clocks.survey(data)
        found = assessments(survey, as_of=on, known_on=clocks.known_on)
        emit_listing(AssessmentStanding, found, form, lambda: assessment_table(found, on), output)


def _add_following(app: "App") -> None:
    from cyclopts import Parameter  # noqa: PLC0415  # optional: the extra cli

    @app.command(name="follow-up")
    def follow_up_command(
        data: Path,
        /,
        *,
        of: Literal["findings", "deliveries"] = "findings",
        clocks: Annotated[Clocks, Parameter(name="*")] = _TODAY,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """Tell what became of findings: instructions, requests, help; or who gets how much.

        Args:
            data: a survey (a folder, or a .json file).
            of: the findings, or the deliveries of support actions.
            clocks: the date, and the last day of knowledge.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        survey, on = clocks.survey(data)
        if of == "findings":
            found = follow_up(survey, as_of=on, known_on=clocks.known_on)
            emit_listing(FollowUp, found, form, lambda: follow_up_table(found, on), output)
        else:
            given = unit_deliveries(survey, as_of=on, known_on=clocks.known_on)
            emit_listing(UnitDelivery, given, form, lambda: delivery_table(given, on), output)


def _add_standings(app: "App") -> None:
    from cyclopts import Parameter  # noqa: PLC0415  # optional: the extra cli

    @app.command(name="networks")
    def networks_command(
        data: Path,
        /,
        *,
        of: Literal["units", "territories"] = "units",
        kind: tuple[InfrastructureKind, ...] = (),
        reach: float | None = None,
        in_use: float | None = None,
        clocks: Annotated[Clocks, Parameter(name="*")] = _TODAY,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """List where something is connected and hardly used.

        Args:
            data: a survey (a folder, or a .json file).
            of: the units by their counts, or the territories by what findings say of their units.
            kind: the kind of infrastructure; may be repeated; by default lan.
            reach: the share of what there should be from which on it counts as being there; by
                default 0.5.
            in_use: the share of what works below which it counts as hardly used; by default 0.5.
            clocks: the date, and the last day of knowledge.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        survey, on = clocks.survey(data)
        if of == "territories":
            if kind or reach is not None or in_use is not None:
                message = "what findings say of territories has no kind and no threshold"
                hint = "leave out --kind, --reach and --in-use"
                raise UsageError([Problem("not-together", "--of", message, hint)])
            said = said_of_territories(survey, as_of=on, known_on=clocks.known_on)
            emit_listing(UnusedWithin, said, form, lambda: territory_table(said, on), output)
            return
        found = connected_but_not_used(
            survey,
            as_of=on,
            known_on=clocks.known_on,
            kinds=kind or (InfrastructureKind.LAN,),
            reach_at_least=0.5 if reach is None else reach,
            utilisation_below=0.5 if in_use is None else in_use,
        )
        emit_listing(Unused, found, form, lambda: network_table(found, on), output)

    @app.command(name="training")
    def training_command(
        data: Path,
        /,
        *,
        counted: str = "completed",
        clocks: Annotated[Clocks, Parameter(name="*")] = _TODAY,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """Tell which share of the staff was trained, by unit and level, nobody counted twice.

        Args:
            data: a survey (a folder, or a .json file).
            counted: who counts as trained: attended, completed or certified.
            clocks: the date, and the last day of knowledge.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        survey, on = clocks.survey(data)
        found = training(survey, as_of=on, known_on=clocks.known_on, counted=counted)
        emit_listing(TrainingStanding, found, form, lambda: training_table(found, on), output)
