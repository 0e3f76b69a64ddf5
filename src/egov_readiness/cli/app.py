"""The commands: their arguments, what they print, and their exit codes."""

import gc
import io
import json
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

from egov_readiness import __version__
from egov_readiness.analysis import Change, changes, verify
from egov_readiness.cli.comparing import add_comparing
from egov_readiness.cli.field_work import add_field_work
from egov_readiness.cli.inspections import add_inspections
from egov_readiness.cli.loading import (
    Reading,
    Scoring,
    cards_of,
    check_row_by_row,
    checked,
    loaded_board,
    loaded_rulebook,
    loaded_source,
    or_batch_by_batch,
    scored,
    stream_fitted,
    stream_scored,
    streams,
)
from egov_readiness.cli.output import (
    Form,
    emit,
    emit_listing,
    harmless,
    list_problems,
    rendered,
    say,
    silence,
)
from egov_readiness.errors import (
    MissingExtraError,
    Problem,
    RecordError,
    RulebookError,
    SurveyError,
    UsageError,
)
from egov_readiness.formats.files import check_other, check_output
from egov_readiness.formats.json import to_json
from egov_readiness.formats.schema import Document, json_schema
from egov_readiness.formats.scoreboards import scoreboard_to_csv
from egov_readiness.formats.toml import load_rulebook, rulebook_ids, toml_bytes
from egov_readiness.report.changes import change_table
from egov_readiness.report.explain import explain
from egov_readiness.report.tables import (
    TextTable,
    rulebook_list,
    rulebook_tables,
    score_tables,
    to_collect_table,
)
from egov_readiness.report.wording import check_language
from egov_readiness.scoring.fitting import fit

if TYPE_CHECKING:
    from cyclopts import App

__all__ = ["BROKEN_PIPE", "DONE", "PROBLEMS", "TERMINATED", "USAGE", "main"]

DONE: Final = 0
"""Exit code: it is done."""

PROBLEMS: Final = 1
"""Exit code: the data or the rulebook has problems; all are listed."""

USAGE: Final = 2
"""Exit code: an argument cannot be used; a wrong option, or no such file, unit or rulebook."""

BROKEN_PIPE: Final = 141
"""Exit code: whoever read the output stopped reading; what shells report for the signal."""

TERMINATED: Final = 143
"""Exit code: the system asked the process to end; what shells report for the signal.  A terminal
that is closed asks with another signal, and its code is what shells report for that."""

_HELP: Final = """\
Score how ready public administrations are for e-government, by written rules.

DATA is a survey (a folder with survey.toml, or a .json file) or a plain table (.csv).
A rulebook is named by the id of a packaged one, or by the path of a .toml file.
"""

_EPILOGUE: Final = (
    "Exit codes: 0 done; 1 the data or the rulebook has problems (every one is listed on the"
    " standard error); 2 wrong usage (a wrong option, or a file, unit, indicator or rulebook that"
    " does not exist or cannot be read)."
)

_UNUSABLE: Final = frozenset({"not-found", "not-readable", "not-a-survey", "unknown-rulebook"})
"""Codes of problems that an argument itself has, rather than what is in it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: the arguments; ``None`` is those of the process.

    Returns:
        The exit code: 0 done, 1 problems in the data or the rulebook, 2 wrong usage.

    Raises:
        SystemExit: with the code 143, if the system asks the process to end; nothing half written
            is left then.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    try:
        with _tidied_when_terminated(), _garbage_seldom_looked_for():
            code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        silence()
        return BROKEN_PIPE
    return code


# A closed terminal asks as well, where there are terminals that can.
_ASKED_TO_END: Final = (signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))


@contextmanager
def _tidied_when_terminated() -> Iterator[None]:
    """Let a process that is asked to end remove what it has half written, as any error does."""
    # Only the main thread may say what a signal does, and a host that said so itself is left alone.
    asked = []
    if threading.current_thread() is threading.main_thread():
        asked = [one for one in _ASKED_TO_END if signal.getsignal(one) is signal.SIG_DFL]
    for one in asked:
        signal.signal(one, _end)
    try:
        yield
    finally:
        for one in asked:
            signal.signal(one, signal.SIG_DFL)


_SELDOM: Final = (50_000, 20, 100)
"""How many new objects there are before garbage is looked for among them, and among all."""


@contextmanager
def _garbage_seldom_looked_for() -> Iterator[None]:
    """Let Python look for garbage seldom: what scoring makes by the hundred thousand stays."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    # What is removed now is not to be left half removed by the next such signal.
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)


def _run(arguments: Sequence[str]) -> int:
    try:
        from cyclopts import CycloptsError  # noqa: PLC0415  # optional: the extra cli

        app = _app()
    except ImportError as missing:
        if missing.name is not None and missing.name.split(".")[0] not in ("cyclopts", "rich"):
            raise
        say(str(MissingExtraError("cli", "the command line")))
        return USAGE
    try:
        app(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        say(f"{error}\nTry: egov-readiness --help")
        return USAGE
    except MissingExtraError as missing:
        say(str(missing))
        return USAGE
    except (UsageError, SurveyError, RulebookError, RecordError) as error:
        list_problems(error.problems)
        unusable = all(problem.code in _UNUSABLE for problem in error.problems)
        return USAGE if unusable or isinstance(error, UsageError) else PROBLEMS
    except BrokenPipeError:
        raise
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else "output"
        reason = error.strerror or type(error).__name__
        list_problems([Problem("not-usable", place, f"the system refuses: {reason}")])
        return USAGE
    return DONE


def _app() -> "App":
    from cyclopts import App, Parameter  # noqa: PLC0415  # optional: the extra cli

    app = App(
        name="egov-readiness",
        version=__version__,
        help=_HELP,
        help_epilogue=_EPILOGUE,
        help_format="plaintext",
        result_action="return_value",
        default_parameter=Parameter(negative=()),
    )
    _add_scoring(app)
    _add_rules(app)
    add_field_work(app)
    add_inspections(app)
    add_comparing(app)
    return app


_READ: Final = Reading()
_PLAIN: Final = Scoring()


def _add_scoring(app: "App") -> None:
    from cyclopts import Parameter  # noqa: PLC0415  # optional: the extra cli

    shared = Parameter(name="*")

    @app.command(name="score")
    def score_command(
        data: Path,
        /,
        *,
        rulebook: str,
        scoring: Annotated[Scoring, shared] = _PLAIN,
        form: Annotated[Form | None, Parameter("--format")] = None,
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """Score every unit of a survey or a table.

        Parquet and Arrow files are read, scored and written batch by batch, whatever their size:
        score big.parquet -o scores.parquet gives one row of results for each row.

        Args:
            data: a survey (a folder, or a .json file) or a plain table (.csv, .parquet, .arrow).
            rulebook: the id of a packaged rulebook, or the path of a .toml file.
            scoring: how the data are read and scored.
            form: a table to read, tidy CSV with every node, or canonical JSON with reasons; by
                default what the name of the output says, and a table where it says nothing.
            output: the file to write; by default the standard output.
        """
        if streams(data, output):
            if form is not None:
                message = "a file that is read batch by batch is written as its name says"
                raise UsageError([Problem("not-row-by-row", "--format", message, "leave it out")])
            stream_scored(data, rulebook, scoring, output)
            return
        if output is not None:
            check_other(output, data)
        try:
            board = scored(data, rulebook, scoring)
        except SurveyError as error:
            told = [or_batch_by_batch(problem, data, scoring) for problem in error.problems]
            raise SurveyError(told) from None
        match form or _form_of(output):
            case "csv":
                text = scoreboard_to_csv(board)
            case "json":
                text = to_json(board) + "\n"
            case "table":
                tables = (*score_tables(board), to_collect_table(board))
                text = rendered(tables, terminal=output is None and sys.stdout.isatty())
        emit(text, output)

    @app.command(name="explain")
    def explain_command(
        data: Path,
        /,
        *,
        rulebook: str,
        unit: str,
        indicator: str | None = None,
        lang: str = "en",
        scoring: Annotated[Scoring, shared] = _PLAIN,
    ) -> None:
        """Explain the score of one unit: every point, its reason and its basis.

        Args:
            data: a survey (a folder, or a .json file) or a plain table (.csv).
            rulebook: the id of a packaged rulebook, or the path of a .toml file.
            unit: the identity of the unit.
            indicator: the code of one indicator or group; by default everything.
            lang: the language: en or vi.
            scoring: how the data are read and scored.
        """
        check_language(lang)
        board = scored(data, rulebook, scoring, reasons=False)
        cards = cards_of(board, unit)
        text = "\n".join(explain(card, lang=lang, indicator=indicator) for card in cards)
        emit(harmless(text))

    @app.command(name="verify")
    def verify_command(
        scoreboard: Path,
        data: Path,
        /,
        *,
        rulebook: str,
        reading: Annotated[Reading, shared] = _READ,
    ) -> None:
        """Recompute a scoreboard and list every difference; the exit code is 1 if there is any.

        The dates, the stage and the population are those that the scoreboard names.

        Args:
            scoreboard: the scoreboard, as score --format json wrote it.
            data: what it was scored from.
            rulebook: the rulebook it was scored by.
            reading: how the data are read.
        """
        board = loaded_board(scoreboard)
        source, problems = loaded_source(data, reading)
        if problems:
            raise SurveyError(problems)
        found = verify(board, source, loaded_rulebook(rulebook))
        if found:
            raise SurveyError([problem.under(scoreboard.name) for problem in found])
        say(f"{scoreboard}: {len(board)} scorecards, no difference")


def _form_of(output: Path | None) -> Form:
    match None if output is None else output.suffix.casefold():
        case ".csv":
            return "csv"
        case ".json":
            return "json"
        case _:
            return "table"


def _add_rules(app: "App") -> None:
    from cyclopts import Parameter  # noqa: PLC0415  # optional: the extra cli

    shared = Parameter(name="*")

    @app.command(name="check")
    def check_command(
        file: str,
        data: Path | None = None,
        /,
        *,
        against: str | None = None,
        scoring: Annotated[Scoring, shared] = _PLAIN,
        form: Annotated[Form, Parameter("--format")] = "table",
    ) -> None:
        """Check a rulebook or a survey, and list every problem at once.

        With --against and data it also says what a change of the rules does: which units move,
        by how much, and which change their band.

        Args:
            file: a rulebook (.toml, or the id of a packaged one) or a survey (a folder, its
                survey.toml, or a .json file).
            data: what is scored by both rulebooks.
            against: the rulebook as it was: a packaged id, or the path of a .toml file.
            scoring: how the data are read and scored.
            form: a table to read, CSV or JSON with every unit.
        """
        if (against is None) != (data is None):
            message = "what a change of rules does shows in data scored by both rulebooks"
            hint = "check NEW --against OLD DATA"
            raise UsageError([Problem("against-data", "--against", message, hint)])
        if against is None and (scoring.carry, scoring.carry_to, scoring.carry_known_on) != (
            None,
            None,
            None,
        ):
            message = "nothing is scored that could be carried"
            raise UsageError([Problem("not-together", "--carry", message, "leave it out")])
        say(f"{file}: {checked(file)}, no problems")
        if against is None or data is None:
            return
        before, after = scored(data, against, scoring), scored(data, file, scoring)
        found = changes(before, after)
        emit_listing(Change, found, form, lambda: change_table(found, after))

    @app.command(name="fit")
    def fit_command(
        data: Path,
        /,
        *,
        rulebook: str,
        output: Annotated[Path, Parameter(alias="-o")],
        as_of: date | None = None,
        known_on: date | None = None,
        stage: str | None = None,
        reading: Annotated[Reading, shared] = _READ,
    ) -> None:
        """Take the numbers of a rulebook that need a population from data, and write it with them.

        Args:
            data: the population: a survey (a folder, or a .json file) or a plain table (.csv,
                .parquet, .arrow).
            rulebook: the id of a packaged rulebook, or the path of a .toml file.
            output: the .toml file to write.
            as_of: the date on which it is taken; by default the last day of the period.
            known_on: the last day of knowledge; what was recorded later does not count.
            stage: the stage of the assessment whose records count; by default all do.
            reading: how the data are read.
        """
        if output.suffix.casefold() != ".toml":
            message = "a rulebook is written as TOML"
            raise UsageError([Problem("unknown-format", str(output), message, "-o fitted.toml")])
        check_output(output, data)
        book = loaded_rulebook(rulebook)
        if streams(data, None):
            long = reading.layout == "long"
            check_row_by_row({"--known-on": known_on, "--stage": stage, "--layout": long})
            fitted = stream_fitted(data, book, reading, as_of)
            emit(toml_bytes(fitted).decode("utf-8"), output)
            return
        source, problems = loaded_source(data, reading)
        try:
            fitted = fit(source, book, as_of=as_of, known_on=known_on, stage=stage)
        except SurveyError as error:
            raise SurveyError([*problems, *error.problems]) from None
        if problems:
            raise SurveyError(problems)
        emit(toml_bytes(fitted).decode("utf-8"), output)

    @app.command(name="rulebooks")
    def rulebooks_command(rulebook: str | None = None, /) -> None:
        """List the packaged rulebooks, or show one.

        Args:
            rulebook: the id of a packaged rulebook, or the path of a .toml file.
        """
        if rulebook is None:
            tables: tuple[TextTable, ...] = (rulebook_list(map(load_rulebook, rulebook_ids())),)
        else:
            tables = rulebook_tables(loaded_rulebook(rulebook))
        emit(rendered(tables, terminal=sys.stdout.isatty()))

    @app.command(name="schema")
    def schema_command(document: Document, /) -> None:
        """Print the JSON Schema (Draft 2020-12) of a document.

        Args:
            document: which document.
        """
        emit(json.dumps(json_schema(document), ensure_ascii=False, indent=2) + "\n")
