"""What the command line reads: rulebooks, surveys, tables and scoreboards by their arguments."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import evolve, frozen

from egov_readiness.cli.output import progress_shown, say
from egov_readiness.errors import Problem, SurveyError, UsageError, nearest
from egov_readiness.formats.files import read_bytes
from egov_readiness.formats.json import from_json
from egov_readiness.formats.survey import load_survey
from egov_readiness.formats.tables import Layout, draft_table
from egov_readiness.formats.toml import load_rulebook, rulebook_ids
from egov_readiness.model.survey import Survey
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.carry import carry
from egov_readiness.scoring.fitting import fit
from egov_readiness.scoring.pipeline import score
from egov_readiness.scoring.result import CarryPolicy, Scoreboard, Scorecard
from egov_readiness.scoring.sources import Source, scored_day

__all__ = [
    "Clocks",
    "Reading",
    "Scoring",
    "cards_of",
    "check_row_by_row",
    "check_unit",
    "checked",
    "loaded_board",
    "loaded_rulebook",
    "loaded_source",
    "loaded_survey",
    "or_batch_by_batch",
    "scored",
    "stream_fitted",
    "stream_scored",
    "streams",
]


@frozen(kw_only=True)
class Reading:
    """How a table is read; the options that several commands share.

    Attributes:
        layout: of a table: wide, one column per indicator; or long, one row per indicator with
            the columns indicator and value.
        unit_column: the column of a table that holds the units; by default "unit".
        period_column: the column of a table that holds the periods; by default "period".
        unknown: a text that marks an unknown cell of a table, such as "."; may be repeated.
    """

    layout: Layout | None = None
    unit_column: str | None = None
    period_column: str | None = None
    unknown: tuple[str, ...] = ()


@frozen(kw_only=True)
class Clocks:
    """The two clocks of a command that looks at records.

    Attributes:
        as_of: the date; by default the last day of the survey's period.
        known_on: the last day of knowledge; what was recorded later does not count.
    """

    as_of: date | None = None
    known_on: date | None = None

    def survey(self, data: Path) -> tuple[Survey, date]:
        """Return a survey and the date that is looked at.

        Args:
            data: the survey.
        """
        survey = loaded_survey(data)
        day = scored_day(survey, self.as_of)
        assert day is not None  # a survey has one, or it is a problem
        return survey, day


@frozen(kw_only=True)
class Scoring(Reading):
    """How data are read and scored.

    Attributes:
        as_of: the date that is scored; by default the last day of the period.
        known_on: the last day of knowledge; what was recorded later does not count.
        stage: the stage of the assessment whose records count; by default all do.
        fit: take the numbers that need a population from the data themselves.
        carry: how scores are carried over changes of units: none, simple_mean, weighted or
            minimum; together with --carry-to.
        carry_to: the later day on which the units are the ones there are.
        carry_known_on: the last day of knowledge of changes of units; by default --known-on.
    """

    as_of: date | None = None
    known_on: date | None = None
    stage: str | None = None
    fit: bool = False
    carry: CarryPolicy | None = None
    carry_to: date | None = None
    carry_known_on: date | None = None


def existing(path: Path) -> Path:
    """Return a path that exists.

    Raises:
        UsageError: if it does not.
    """
    if not path.exists():
        raise UsageError([Problem("not-found", str(path), "there is no such file or folder")])
    return path


def loaded_rulebook(argument: str) -> Rulebook:
    """Load the rulebook that an argument names; the packaged ids come before files."""
    if argument in rulebook_ids():
        return load_rulebook(argument)
    path = Path(argument)
    if path.is_file() or argument.endswith(".toml") or path.name != argument:
        return load_rulebook(existing(path))
    return load_rulebook(argument)


def loaded_source(path: Path, reading: Reading) -> tuple[Source, tuple[Problem, ...]]:
    """Load data, with the problems of a table, which are listed together with those of scoring."""
    if existing(path).suffix.casefold() == ".csv" and not path.is_dir():
        return draft_table(
            path,
            layout=reading.layout or "wide",
            unit=reading.unit_column or "unit",
            period=reading.period_column or "period",
            unknown_marks=reading.unknown,
        )
    for option, given in (
        ("--unit-column", reading.unit_column),
        ("--period-column", reading.period_column),
        ("--layout", reading.layout),
        ("--unknown", reading.unknown),
    ):
        if given:
            message = f"{path} is no plain table, so this says nothing about it"
            raise UsageError([Problem("not-a-table", option, message, "leave it out")])
    return load_survey(path), ()


def loaded_survey(path: Path) -> Survey:
    """Load a survey; a plain table has no records.

    Raises:
        UsageError: if the path is a plain table, or does not exist.
    """
    if existing(path).suffix.casefold() == ".csv" and not path.is_dir():
        hint = "a folder with survey.toml, or a .json file"
        message = f"{path} is a plain table, and this looks at records"
        raise UsageError([Problem("not-a-survey", str(path), message, hint)])
    return load_survey(path)


def scored(data: Path, rulebook: str, reading: Scoring, *, reasons: bool = True) -> Scoreboard:
    """Score data by a rulebook; the notes of the scoreboard go to the standard error.

    Args:
        data: where the data is.
        rulebook: which rulebook.
        reading: how the data is read and scored.
        reasons: whether the reasons of all units are going to be asked for, and not of a few.
    """
    book = loaded_rulebook(rulebook)
    source, problems = loaded_source(data, reading)

    def run() -> Scoreboard:
        fitted = book
        if reading.fit:
            fitted = fit(
                source,
                book,
                as_of=reading.as_of,
                known_on=reading.known_on,
                stage=reading.stage,
            )
        with progress_shown() as progress:
            return score(
                source,
                fitted,
                as_of=reading.as_of,
                known_on=reading.known_on,
                stage=reading.stage,
                progress=progress,
                reasons=reasons,
            )

    board = _carried(with_problems(problems, run), source, reading)
    for note in board.notes:
        say(f"note: {note}")
    return board


def streams(data: Path, output: Path | None) -> bool:
    """Tell whether data are scored file to file, batch by batch.

    Args:
        data: where the data are.
        output: the file to write.
    """
    kinds = (".parquet", ".arrow", ".feather")
    ends = {path.suffix.casefold() for path in (data, output) if path is not None}
    return not ends.isdisjoint(kinds)


def or_batch_by_batch(problem: Problem, data: Path, reading: Scoring) -> Problem:
    """Return a problem of scoring; of a plain table that is too large, with what takes it.

    Args:
        problem: the problem.
        data: where the data are.
        reading: how they are read.
    """
    too_large = (problem.code, problem.path) == ("too-large", data.name)
    if not too_large or data.suffix.casefold() != ".csv" or any(_beyond_rows(reading).values()):
        return problem
    return evolve(problem, hint="split it, or give -o scores.parquet, which goes batch by batch")


def _beyond_rows(reading: Scoring) -> dict[str, object]:
    """Return what was given for options that look beyond a row of a plain table."""
    return {
        "--known-on": reading.known_on,
        "--stage": reading.stage,
        "--carry": reading.carry or reading.carry_to or reading.carry_known_on,
        "--layout": reading.layout == "long",
    }


def check_row_by_row(options: Mapping[str, object]) -> None:
    """Refuse options that say nothing about a plain table that is read batch by batch.

    Args:
        options: what was given for each.

    Raises:
        UsageError: if anything was.
    """
    for option, given in options.items():
        if given:
            message = "a file that is read batch by batch is a plain table, scored row by row"
            hint = "leave it out, or take .csv files only"
            raise UsageError([Problem("not-row-by-row", option, message, hint)])


def stream_scored(data: Path, rulebook: str, reading: Scoring, output: Path | None) -> None:
    """Score a file batch by batch into another one; notes go to the standard error.

    Args:
        data: the file.
        rulebook: which rulebook.
        reading: how the data is read and scored.
        output: the file to write.

    Raises:
        UsageError: if something is asked for that looks at more than one row, or no file to
            write is named.
    """
    from egov_readiness.formats.streams import (  # noqa: PLC0415  # optional: the extra tables
        check_scoring,
        score_file,
    )

    if output is None:
        message = "scores of a file that is read batch by batch go to a file"
        raise UsageError([Problem("no-output", "--output", message, "-o scores.parquet")])
    check_row_by_row(_beyond_rows(reading))
    unit, period = reading.unit_column or "unit", reading.period_column or "period"
    book = loaded_rulebook(rulebook)
    if reading.fit:
        check_scoring(data, output, as_of=reading.as_of, unit=unit, period=period)
        book = stream_fitted(data, book, reading, reading.as_of)
    with progress_shown() as progress:
        notes = score_file(
            data,
            output,
            book,
            progress=progress,
            as_of=reading.as_of,
            unit=unit,
            period=period,
            unknown_marks=reading.unknown,
        )
    for note in notes:
        say(f"note: {note}")


def stream_fitted(data: Path, rulebook: Rulebook, reading: Reading, as_of: date | None) -> Rulebook:
    """Return a rulebook with the numbers of a file that is read piece by piece.

    Args:
        data: the file.
        rulebook: the rulebook.
        reading: how the data is read.
        as_of: the date on which numbers are taken.
    """
    from egov_readiness.formats.streams import (  # noqa: PLC0415  # optional: the extra tables
        fit_file,
    )

    return fit_file(
        data,
        rulebook,
        as_of=as_of,
        unit=reading.unit_column or "unit",
        period=reading.period_column or "period",
        unknown_marks=reading.unknown,
    )


def _carried(board: Scoreboard, source: Source, reading: Scoring) -> Scoreboard:
    """Carry a scoreboard over changes of units, if that is asked for."""
    policy, on = reading.carry, reading.carry_to
    if policy is None and on is None and reading.carry_known_on is None:
        return board
    if policy is None or on is None:
        message = "how scores are carried, and to which day, are given together"
        raise UsageError([Problem("carry-halfway", "--carry", message, "--carry P --carry-to D")])
    if not isinstance(source, Survey):
        message = "a plain table does not say what became of its units"
        hint = "score a survey with unit_changes"
        raise UsageError([Problem("not-a-survey", "--carry", message, hint)])
    return carry(board, source, on=on, policy=policy, known_on=reading.carry_known_on)


def with_problems(problems: tuple[Problem, ...], run: Callable[[], Scoreboard]) -> Scoreboard:
    """Run what scores; list the problems of the table together with those of its values."""
    try:
        board = run()
    except SurveyError as error:
        raise SurveyError([*problems, *error.problems]) from None
    if problems:
        raise SurveyError(problems)
    return board


def loaded_board(path: Path) -> Scoreboard:
    """Load a scoreboard from its JSON document."""
    data = read_bytes(existing(path))
    try:
        return from_json(Scoreboard, data)
    except SurveyError as error:
        raise SurveyError([problem.under(path.name) for problem in error.problems]) from None


def check_unit(unit: str | None, units: Sequence[str]) -> None:
    """Refuse a unit that there is not; none is all of them.

    Raises:
        UsageError: if there is no such unit.
    """
    if unit is not None and unit not in units:
        hint = nearest(unit, units) or "units are " + ", ".join(units[:20])
        raise UsageError([Problem("unknown-unit", "--unit", f"there is no unit {unit!r}", hint)])


def cards_of(board: Scoreboard, unit: str) -> tuple[Scorecard, ...]:
    """Return the cards of a unit, one or one per period.

    Raises:
        UsageError: if there is no such unit.
    """
    check_unit(unit, [card.unit for card in board])
    return tuple(card for card in board if card.unit == unit)


def checked(argument: str) -> str:
    """Load whatever an argument names; return what it is."""
    path = Path(argument)
    if argument in rulebook_ids() and not path.exists():
        book = load_rulebook(argument)
        return f"rulebook {book.id} {book.version} with {len(book.indicators)} indicators"
    if existing(path).name == "survey.toml":
        path = path.parent
    if path.suffix.casefold() == ".toml" and not path.is_dir():
        book = load_rulebook(path)
        return f"rulebook {book.id} {book.version} with {len(book.indicators)} indicators"
    survey = load_survey(path)
    return f"survey {survey.id} with {len(survey.units)} units"
