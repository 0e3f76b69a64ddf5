"""What the command line writes: data to the standard output, messages to the standard error."""

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from attrs import AttrsInstance

from egov_readiness.errors import Problem, UsageError
from egov_readiness.formats.files import write_whole
from egov_readiness.formats.listings import listing_to_csv, listing_to_json
from egov_readiness.report.tables import TextTable
from egov_readiness.scoring.pipeline import Progress

__all__ = [
    "Form",
    "emit",
    "emit_listing",
    "harmless",
    "list_problems",
    "progress_shown",
    "rendered",
    "say",
    "silence",
]

Form = Literal["table", "csv", "json"]
"""A table to read, CSV or JSON."""

_LONG: Final = 1_000
"""From how many units on a progress bar is shown."""


def silence() -> None:
    """Let nothing more be written to a pipe that nobody reads, not even at exit."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextmanager
def progress_shown() -> Iterator[Progress | None]:
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


def rendered(tables: Iterable[TextTable], *, terminal: bool) -> str:
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


def emit(text: str, output: Path | None = None) -> None:
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


def emit_listing(
    kind: type[AttrsInstance],
    items: Sequence[AttrsInstance],
    form: Form,
    table: Callable[[], TextTable],
    output: Path | None = None,
) -> None:
    """Write a list as a table to read, as CSV or as JSON.

    Args:
        kind: the class of the entries.
        items: the entries.
        form: the form.
        table: gives the table to read.
        output: the file to write; ``None`` is the standard output.
    """
    match form:
        case "csv":
            text = listing_to_csv(kind, items)
        case "json":
            text = listing_to_json(items) + "\n"
        case "table":
            text = rendered((table(),), terminal=output is None and sys.stdout.isatty())
    emit(text, output)


_CONTROLS: Final = dict.fromkeys(
    (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    "\N{REPLACEMENT CHARACTER}",
)
"""Characters by which a text could command the terminal or disguise what it says."""


def harmless(text: str) -> str:
    """Return a text without characters that command a terminal or disguise what it says."""
    return "\n".join(line.translate(_CONTROLS) for line in text.split("\n"))


def _one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ").translate(_CONTROLS)


def say(text: str) -> None:
    """Write a message to the standard error."""
    sys.stderr.write(harmless(text) + "\n")


def list_problems(problems: Sequence[Problem]) -> None:
    """Write problems to the standard error, one line each, and how many there are."""
    for problem in problems:
        say(_one_line(str(problem)))
    if len(problems) > 1:
        say(f"{len(problems)} problems")
