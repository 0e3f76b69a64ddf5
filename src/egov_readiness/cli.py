"""The command line: score, explain, check, rulebooks, schema.

Every command is a function of the library first; here are only its arguments, its output and its
exit codes.  The packages of the extra ``cli`` are imported when a command runs, so that a base
installation says what is missing instead of failing.
"""

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from egov_readiness import __version__
from egov_readiness.errors import (
    MissingExtraError,
    Problem,
    RecordError,
    RulebookError,
    SurveyError,
    UsageError,
    nearest,
)
from egov_readiness.formats.files import write_whole
from egov_readiness.formats.json import to_json
from egov_readiness.formats.schema import Document, json_schema
from egov_readiness.formats.scoreboards import scoreboard_to_csv
from egov_readiness.formats.survey import load_survey
from egov_readiness.formats.tables import draft_table
from egov_readiness.formats.toml import load_rulebook, rulebook_ids
from egov_readiness.model.survey import Survey
from egov_readiness.observations import ObservationTable
from egov_readiness.report.explain import explain
from egov_readiness.report.tables import (
    TextTable,
    rulebook_list,
    rulebook_tables,
    score_tables,
    to_collect_table,
)
from egov_readiness.report.wording import check_language
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.pipeline import Progress, score
from egov_readiness.scoring.result import Scoreboard, Scorecard

if TYPE_CHECKING:
    from cyclopts import App

__all__ = ["BROKEN_PIPE", "DONE", "PROBLEMS", "USAGE", "main"]

DONE: Final = 0
"""Exit code: it is done."""

PROBLEMS: Final = 1
"""Exit code: the data or the rulebook has problems; all are listed."""

USAGE: Final = 2
"""Exit code: an argument cannot be used; a wrong option, or no such file, unit or rulebook."""

BROKEN_PIPE: Final = 141
"""Exit code: whoever read the output stopped reading; what shells report for the signal."""

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

_LONG: Final = 1_000
"""From how many units on a progress bar is shown."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: the arguments; ``None`` is those of the process.

    Returns:
        The exit code: 0 done, 1 problems in the data or the rulebook, 2 wrong usage.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
        return BROKEN_PIPE
    return code


def _silence() -> None:
    """Let nothing more be written to a pipe that nobody reads, not even at exit."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _run(arguments: Sequence[str]) -> int:
    try:
        from cyclopts import CycloptsError  # noqa: PLC0415  # optional: the extra cli

        app = _app()
    except ImportError as missing:
        if missing.name is not None and missing.name.split(".")[0] not in ("cyclopts", "rich"):
            raise
        _say(str(MissingExtraError("cli", "the command line")))
        return USAGE
    try:
        app(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        _say(f"{error}\nTry: egov-readiness --help")
        return USAGE
    except (UsageError, SurveyError, RulebookError, RecordError) as error:
        _list(error.problems)
        unusable = all(problem.code in _UNUSABLE for problem in error.problems)
        return USAGE if unusable or isinstance(error, UsageError) else PROBLEMS
    except BrokenPipeError:
        raise
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else "output"
        reason = error.strerror or type(error).__name__
        _list([Problem("not-usable", place, f"the system refuses: {reason}")])
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
    )

    @app.command(name="score")
    def score_command(
        data: Path,
        /,
        *,
        rulebook: str,
        as_of: date | None = None,
        known_on: date | None = None,
        unit_column: str | None = None,
        form: Annotated[Literal["table", "csv", "json"], Parameter("--format")] = "table",
        output: Annotated[Path | None, Parameter(alias="-o")] = None,
    ) -> None:
        """Score every unit of a survey or a table.

        Args:
            data: a survey (a folder, or a .json file) or a plain table (.csv).
            rulebook: the id of a packaged rulebook, or the path of a .toml file.
            as_of: the date that is scored; by default the last day of the period.
            known_on: the last day of knowledge; what was recorded later does not count.
            unit_column: the column of a table that holds the units; by default "unit".
            form: a table to read, tidy CSV with every node, or canonical JSON with reasons.
            output: the file to write; by default the standard output.
        """
        board = _scored(data, rulebook, as_of, known_on, unit_column)
        match form:
            case "csv":
                text = scoreboard_to_csv(board)
            case "json":
                text = to_json(board) + "\n"
            case "table":
                tables = (*score_tables(board), to_collect_table(board))
                text = _rendered(tables, terminal=output is None and sys.stdout.isatty())
        _emit(text, output)

    @app.command(name="explain")
    def explain_command(
        data: Path,
        /,
        *,
        rulebook: str,
        unit: str,
        indicator: str | None = None,
        lang: str = "en",
        as_of: date | None = None,
        known_on: date | None = None,
        unit_column: str | None = None,
    ) -> None:
        """Explain the score of one unit: every point, its reason and its basis.

        Args:
            data: a survey (a folder, or a .json file) or a plain table (.csv).
            rulebook: the id of a packaged rulebook, or the path of a .toml file.
            unit: the identity of the unit.
            indicator: the code of one indicator or group; by default everything.
            lang: the language: en or vi.
            as_of: the date that is scored; by default the last day of the period.
            known_on: the last day of knowledge; what was recorded later does not count.
            unit_column: the column of a table that holds the units; by default "unit".
        """
        check_language(lang)
        board = _scored(data, rulebook, as_of, known_on, unit_column)
        cards = _cards_of(board, unit)
        text = "\n".join(explain(card, lang=lang, indicator=indicator) for card in cards)
        _emit(_harmless(text))

    @app.command(name="check")
    def check_command(file: Path, /) -> None:
        """Check a rulebook or a survey, and list every problem at once.

        Args:
            file: a rulebook (.toml) or a survey (a folder, its survey.toml, or a .json file).
        """
        _say(f"{file}: {_checked(file)}, no problems")

    @app.command(name="rulebooks")
    def rulebooks_command(rulebook: str | None = None, /) -> None:
        """List the packaged rulebooks, or show one.

        Args:
            rulebook: the id of a packaged rulebook, or the path of a .toml file.
        """
        if rulebook is None:
            tables: tuple[TextTable, ...] = (rulebook_list(map(load_rulebook, rulebook_ids())),)
        else:
            tables = rulebook_tables(_rulebook(rulebook))
        _emit(_rendered(tables, terminal=sys.stdout.isatty()))

    @app.command(name="schema")
    def schema_command(document: Document, /) -> None:
        """Print the JSON Schema (Draft 2020-12) of a document.

        Args:
            document: which document.
        """
        _emit(json.dumps(json_schema(document), ensure_ascii=False, indent=2) + "\n")

    return app


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UsageError([Problem("not-found", str(path), "there is no such file or folder")])
    return path


def _rulebook(argument: str) -> Rulebook:
    """Load the rulebook that an argument names; the packaged ids come before files."""
    if argument in rulebook_ids():
        return load_rulebook(argument)
    path = Path(argument)
    if path.is_file() or argument.endswith(".toml") or path.name != argument:
        return load_rulebook(_existing(path))
    return load_rulebook(argument)


def _source(
    path: Path, unit_column: str | None
) -> tuple[Survey | ObservationTable, tuple[Problem, ...]]:
    """Load data, with the problems of a table, which are listed together with those of scoring."""
    if _existing(path).suffix.casefold() == ".csv" and not path.is_dir():
        return draft_table(path, unit=unit_column or "unit")
    if unit_column is not None:
        message = f"{path} is no plain table, so it has no column of units"
        raise UsageError([Problem("not-a-table", "--unit-column", message, "leave it out")])
    return load_survey(path), ()


def _scored(
    data: Path,
    rulebook: str,
    as_of: date | None,
    known_on: date | None,
    unit_column: str | None,
) -> Scoreboard:
    book = _rulebook(rulebook)
    source, problems = _source(data, unit_column)
    try:
        with _progress() as progress:
            board = score(source, book, as_of=as_of, known_on=known_on, progress=progress)
    except SurveyError as error:
        raise SurveyError([*problems, *error.problems]) from None
    if problems:
        raise SurveyError(problems)
    for note in board.notes:
        _say(f"note: {note}")
    return board


def _cards_of(board: Scoreboard, unit: str) -> tuple[Scorecard, ...]:
    cards = tuple(card for card in board if card.unit == unit)
    if not cards:
        units = [card.unit for card in board]
        hint = nearest(unit, units) or "units are " + ", ".join(units[:20])
        raise UsageError([Problem("unknown-unit", "--unit", f"there is no unit {unit!r}", hint)])
    return cards


def _checked(path: Path) -> str:
    """Load whatever a path holds; return what it is."""
    if _existing(path).name == "survey.toml":
        path = path.parent
    if path.suffix.casefold() == ".toml" and not path.is_dir():
        book = load_rulebook(path)
        return f"rulebook {book.id} {book.version} with {len(book.indicators)} indicators"
    survey = load_survey(path)
    return f"survey {survey.id} with {len(survey.units)} units"


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Show on a terminal how far long work has come."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  # optional: the extra cli
    from rich.progress import Progress as Bar  # noqa: PLC0415  # optional: the extra cli

    bar = Bar(console=Console(stderr=True), transient=True)
    task = bar.add_task("Scoring")

    def told(done: int, of: int) -> None:
        if of >= _LONG:
            bar.start()
            bar.update(task, completed=done, total=of)

    try:
        yield told
    finally:
        bar.stop()


def _rendered(tables: Iterable[TextTable], *, terminal: bool) -> str:
    """Return tables as wide as the terminal, coloured only for a terminal."""
    from rich import box  # noqa: PLC0415  # optional: the extra cli
    from rich.console import Console  # noqa: PLC0415  # optional: the extra cli
    from rich.table import Table  # noqa: PLC0415  # optional: the extra cli
    from rich.text import Text  # noqa: PLC0415  # optional: the extra cli

    def text(cell: str) -> Text:
        return Text(_one_line(cell))

    buffer = io.StringIO()
    console = Console(file=buffer, force_terminal=terminal, highlight=False)
    for index, table in enumerate(tables):
        if index:
            console.print()
        shown = Table(
            box=box.SIMPLE_HEAD,
            show_header=any(table.headings),
            show_edge=False,
            pad_edge=False,
        )
        for heading in table.headings:
            numeric = heading in table.numeric
            shown.add_column(
                heading,
                justify="right" if numeric else "left",
                no_wrap=numeric,
                overflow="fold",
            )
        for row in table.rows:
            shown.add_row(*map(text, row))
        if table.title:
            console.print(text(table.title), style="bold")
        if table.rows:
            console.print(shown)
        if table.note:
            console.print(text(table.note))
    return "".join(line.rstrip(" ") + "\n" for line in buffer.getvalue().splitlines())


def _emit(text: str, output: Path | None = None) -> None:
    """Write data to the standard output, or whole to a file."""
    if output is None:
        sys.stdout.flush()
        rest = memoryview(text.encode("utf-8", "backslashreplace"))
        while rest:  # an unbuffered stream may take a part only
            rest = rest[sys.stdout.buffer.write(rest) :]
        return
    reason = "it exists and is no file"
    try:
        if not output.exists() or output.is_file():
            write_whole(output.resolve(), text.encode("utf-8"))
            return
    except OSError as error:
        reason = error.strerror or type(error).__name__
    message = f"it cannot be written: {reason}"
    raise UsageError([Problem("not-writable", str(output), message, "name another file")])


_CONTROLS: Final = dict.fromkeys(
    (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    "\N{REPLACEMENT CHARACTER}",
)
"""Characters by which a text could command the terminal or disguise what it says."""


def _harmless(text: str) -> str:
    return "\n".join(line.translate(_CONTROLS) for line in text.split("\n"))


def _one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ").translate(_CONTROLS)


def _say(text: str) -> None:
    sys.stderr.write(_harmless(text) + "\n")


def _list(problems: Sequence[Problem]) -> None:
    for problem in problems:
        _say(_one_line(str(problem)))
    if len(problems) > 1:
        _say(f"{len(problems)} problems")


if __name__ == "__main__":
    sys.exit(main())
