"""The commands of field work: gaps, what is to be collected, milestones, units at a date."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from egov_readiness.analysis import (
    Expiring,
    Gap,
    MilestoneStanding,
    UnitAt,
    UnitEvent,
    expiring,
    gaps,
    milestones,
    resolve,
    unit_history,
    units_at,
)
from egov_readiness.cli.loading import (
    Clocks,
    Scoring,
    check_unit,
    loaded_rulebook,
    loaded_survey,
    scored,
)
from egov_readiness.cli.output import Form, emit_listing, say
from egov_readiness.errors import Problem, UsageError
from egov_readiness.report.field_work import (
    expiring_table,
    gap_table,
    history_table,
    milestone_table,
    open_table,
    unit_table,
)
from egov_readiness.scoring.collect import ToCollect, to_collect
from egov_readiness.scoring.result import rules_of

if TYPE_CHECKING:
    from cyclopts import App

__all__ = ["add_field_work"]

_PLAIN = Scoring()
_TODAY = Clocks()


def add_field_work(app: "App") -> None:
    """Add the commands of field work.

    Args:
        app: the command line.
    """
    from cyclopts import Parameter  # noqa: PLC0415  # optional: the extra cli

    @app.command(name="gaps")
    def gaps_command(
        data: Path,
        /,
        *,
        rulebook: str,
        as_of: date | None = None,
        known_on: date | None = None,
        claimed: str | None = None,
        verified: str | None = None,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """List where units claim something else than was verified, the most points at risk first.

        Args:
            data: a survey (a folder, or a .json file).
            rulebook: the id of a packaged rulebook, or the path of a .toml file.
            as_of: the date that is scored; by default the last day of the survey's period.
            known_on: the last day of knowledge; what was recorded later does not count.
            claimed: the stage that counts what units say of themselves; by default self-reports.
            verified: the stage that counts what was verified; by default what was measured,
                inspected, proven by documents or seen by third parties.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        book = loaded_rulebook(rulebook)
        found = gaps(
            loaded_survey(data),
            book,
            as_of=as_of,
            known_on=known_on,
            claimed=claimed,
            verified=verified,
        )
        emit_listing(Gap, found, form, lambda: gap_table(found, book), output)

    @app.command(name="collect")
    def collect_command(
        data: Path,
        /,
        *,
        rulebook: str,
        unit: str | None = None,
        expiring_by: date | None = None,
        scoring: Annotated[Scoring, Parameter(name="*")] = _PLAIN,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """List what is still to be collected, or what counts today and soon no longer will.

        Args:
            data: a survey (a folder, or a .json file) or a plain table (.csv).
            rulebook: the id of a packaged rulebook, or the path of a .toml file.
            unit: the identity of one unit; by default all.
            expiring_by: list what a survey has today that is no longer used on this date.
            scoring: how the data are read and scored.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        if expiring_by is not None:
            if scoring.stage is not None or scoring.fit or scoring.carry is not None:
                message = "what expires is looked for in all records, by a rulebook as it is"
                hint = "leave out --stage, --fit and --carry; fit writes a fitted rulebook"
                raise UsageError([Problem("not-together", "--expiring-by", message, hint)])
            survey, today = Clocks(as_of=scoring.as_of).survey(data)
            book = loaded_rulebook(rulebook)
            check_unit(unit, [one.id for one in survey.units])
            if expiring_by <= today:
                message = f"{expiring_by} is not after {today}, the date that is scored"
                raise UsageError([Problem("not-later", "--expiring-by", message)])
            lost = expiring(survey, book, as_of=today, by=expiring_by, known_on=scoring.known_on)
            lost = tuple(item for item in lost if unit in (None, item.unit))
            emit_listing(
                Expiring, lost, form, lambda: expiring_table(lost, book, expiring_by), output
            )
            return
        board = scored(data, rulebook, scoring)
        check_unit(unit, [card.unit for card in board])
        found = tuple(item for item in to_collect(board) if unit in (None, item.unit))
        emit_listing(ToCollect, found, form, lambda: open_table(found, rules_of(board)), output)

    @app.command(name="milestones")
    def milestones_command(
        data: Path,
        /,
        *,
        clocks: Annotated[Clocks, Parameter(name="*")] = _TODAY,
        due_soon: int = 30,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """Tell where every milestone stands: due soon, overdue, done, by how many days late.

        Args:
            data: a survey (a folder, or a .json file).
            clocks: the date, and the last day of knowledge.
            due_soon: within how many days a milestone counts as due soon.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        survey, on = clocks.survey(data)
        found = milestones(survey, as_of=on, known_on=clocks.known_on, due_soon=due_soon)
        emit_listing(MilestoneStanding, found, form, lambda: milestone_table(found, on), output)

    @app.command(name="units")
    def units_command(
        data: Path,
        /,
        *,
        at: date,
        code: str | None = None,
        scheme: str | None = None,
        name: str | None = None,
        known_on: date | None = None,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """Tell which units there were on a date, or which one a code or a name meant then.

        Args:
            data: a survey (a folder, or a .json file).
            at: the date.
            code: a public code, with its zeros; together with its scheme.
            scheme: the code scheme, such as vn-gso-district.
            name: a name, with or without the kind in front.
            known_on: the last day of knowledge; what was recorded later does not count.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        survey = loaded_survey(data)
        found = units_at(survey, at, known_on=known_on)
        if (code, scheme, name) != (None, None, None):
            meant = resolve(survey, on=at, code=code, scheme=scheme, name=name, known_on=known_on)
            for note in meant.notes:
                say(f"note: {note}")
            found = tuple(item for item in found if item.unit == meant.unit)
        emit_listing(UnitAt, found, form, lambda: unit_table(found, at), output)

    @app.command(name="unit-changes")
    def unit_changes_command(
        data: Path,
        /,
        *,
        unit: str | None = None,
        known_on: date | None = None,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """List what became of units through time: merged, split, renamed, recoded, ended.

        Args:
            data: a survey (a folder, or a .json file).
            unit: the identity of one unit, listed with what it came from and what came of it.
            known_on: the last day of knowledge; what was recorded later does not count.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        survey = loaded_survey(data)
        check_unit(unit, [one.id for one in survey.units])
        found = unit_history(survey, unit, known_on=known_on)
        emit_listing(UnitEvent, found, form, lambda: history_table(found), output)
