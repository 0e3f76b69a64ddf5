"""The commands that set scoreboards against each other: what changed, why, and over time."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from attrs import evolve

from egov_readiness.analysis import (
    Change,
    ChangePart,
    Effect,
    ScoringBasis,
    SeriesPoint,
    change_parts,
    changes,
    effects,
    series,
    verify,
)
from egov_readiness.canonical import digest
from egov_readiness.cli.loading import loaded_board, loaded_rulebook, loaded_survey
from egov_readiness.cli.output import Form, emit_listing
from egov_readiness.errors import Problem, SurveyError, UsageError
from egov_readiness.formats.toml import rulebook_ids
from egov_readiness.model.survey import Survey
from egov_readiness.report.changes import change_table, part_table, series_table
from egov_readiness.report.follow_up import effect_table
from egov_readiness.report.tables import TextTable
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.result import CarryPolicy, Scoreboard, date_of

if TYPE_CHECKING:
    from cyclopts import App

__all__ = ["add_comparing"]


def add_comparing(app: "App") -> None:
    """Add the commands that compare scoreboards.

    Args:
        app: the command line.
    """
    from cyclopts import Parameter  # noqa: PLC0415  # optional: the extra cli

    @app.command(name="compare")
    def compare_command(
        old: Path,
        new: Path,
        /,
        *,
        data: Path | None = None,
        data_before: Path | None = None,
        rulebook: str | None = None,
        rulebook_before: str | None = None,
        carry: CarryPolicy | None = None,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """List what changed between two scoreboards, and with their data, why.

        Without --data the scores are set side by side.  With it, each change is told in parts
        that add up: corrections, boundaries, new facts, what lapsed, stage and rules.

        Args:
            old: the earlier scoreboard, as score --format json writes it.
            new: the later scoreboard.
            data: the survey that the later one was scored from, and the earlier one as well,
                unless --data-before says otherwise.
            data_before: the survey that the earlier one was scored from.
            rulebook: the rulebook of the later one: a packaged id, or the path of a .toml file;
                by default the packaged rulebook that it names.
            rulebook_before: the rulebook of the earlier one; by default the packaged one that it
                names, unless it is that of the later one.
            carry: how scores are carried over changes of units: none, simple_mean, weighted or
                minimum; by default simple_mean.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        before, after = loaded_board(old), loaded_board(new)
        if data is None:
            needing = {
                "--data-before": data_before,
                "--rulebook-before": rulebook_before,
                "--carry": carry,
            }
            for option, given in needing.items():
                if given is not None:
                    message = "it says nothing as long as there are no data to explain changes by"
                    raise UsageError([Problem("no-data", option, message, "give --data as well")])
            found = changes(before, after)

            def table() -> TextTable:
                rules = _rules(after, rulebook, "--rulebook")
                return change_table(found, evolve(after, rules=rules))

            emit_listing(Change, found, form, table, output)
            return
        book = _rules(after, rulebook, "--rulebook")
        first = book
        if rulebook_before is not None or digest(book) != before.rulebook.digest:
            first = _rules(before, rulebook_before, "--rulebook-before")
        later = loaded_survey(data)
        earlier = later if data_before is None else loaded_survey(data_before)
        bases = (_basis(old, before, earlier, first), _basis(new, after, later, book))
        parts = change_parts(*bases, policy=carry or "simple_mean")
        emit_listing(ChangePart, parts, form, lambda: part_table(parts, book), output)

    @app.command(name="effects")
    def effects_command(
        old: Path,
        new: Path,
        /,
        *,
        data: Path,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """Set what help was expected to move against what moved between two scoreboards.

        Args:
            old: the scoreboard before the help, as score --format json writes it.
            new: the scoreboard after it.
            data: the survey that records the help.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        found = effects(loaded_survey(data), loaded_board(old), loaded_board(new))
        emit_listing(Effect, found, form, lambda: effect_table(found), output)

    @app.command(name="series")
    def series_command(
        *boards: Path,
        data: Path | None = None,
        rulebook: str | None = None,
        form: Annotated[Form, Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """List the scores of several rounds, unit by unit, and where the series breaks.

        Args:
            boards: scoreboards, as score --format json writes them, one of each date.
            data: a survey that records what became of the units.
            rulebook: the rulebook of the last of them: a packaged id, or the path of a .toml file;
                by default the packaged rulebook that it names.
            form: a table to read, CSV or JSON.
            output: the file to write; by default the standard output.
        """
        if not boards:
            message = "no scoreboard is given"
            raise UsageError([Problem("no-boards", "boards", message, "give at least one")])
        loaded = [loaded_board(path) for path in boards]
        last = max(loaded, key=lambda board: board.as_of or date.min)
        book = _rules(last, rulebook, "--rulebook")
        loaded = [_with_rules(board, book) for board in loaded]
        points = series(loaded, None if data is None else loaded_survey(data))

        emit_listing(SeriesPoint, points, form, lambda: series_table(points, book), output)


def _rules(board: Scoreboard, argument: str | None, option: str) -> Rulebook:
    """Return the rulebook that a scoreboard was scored by.

    Raises:
        UsageError: if it is not packaged and not given, or another one than the scoreboard names.
    """
    reference = board.rulebook
    if argument is None and reference.id not in rulebook_ids():
        message = f"the scoreboard was scored by {reference.id}, which is not packaged"
        raise UsageError([Problem("no-rulebook", option, message, "give its .toml file")])
    book = loaded_rulebook(argument or reference.id)
    if digest(book) != reference.digest:
        message = f"the scoreboard was scored by {reference.id} {reference.version}, as it was then"
        hint = f"{book.id} {book.version} is not the same; give the one it was scored by"
        if reference.population is not None:
            hint = "give the fitted rulebook, as egov-readiness fit writes it"
        raise UsageError([Problem("other-rulebook", option, message, hint)])
    return book


def _with_rules(board: Scoreboard, book: Rulebook) -> Scoreboard:
    """Return a scoreboard with its rulebook, if that is this one or a packaged one."""
    known = [book]
    if board.rulebook.id in rulebook_ids():
        known.append(loaded_rulebook(board.rulebook.id))
    same = [one for one in known if digest(one) == board.rulebook.digest]
    return evolve(board, rules=same[0]) if same else board


def _basis(path: Path, board: Scoreboard, survey: Survey, book: Rulebook) -> ScoringBasis:
    """Return what a scoreboard rests on, once it has been computed again from it.

    Raises:
        SurveyError: if the data do not give the scoreboard.
        UsageError: if the scoreboard is of several periods, or was carried over before.
    """
    as_of = date_of(board, str(path))
    if board.carried is not None:
        message = "its scores were carried over a change of units"
        hint = "compare the scoreboard as it was scored; --carry says how scores are carried"
        raise UsageError([Problem("carried-already", str(path), message, hint)])
    differences = verify(board, survey, book)
    if differences:
        raise SurveyError([problem.under(path.name) for problem in differences])
    return ScoringBasis(
        survey=survey,
        rulebook=book,
        as_of=as_of,
        known_on=board.known_on,
        stage=board.stage,
    )
