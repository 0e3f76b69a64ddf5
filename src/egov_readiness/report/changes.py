"""What a change of rules does, as a table to read."""

from collections.abc import Sequence
from datetime import date

from egov_readiness.analysis.compare import Change
from egov_readiness.report.tables import TextTable
from egov_readiness.report.wording import Wording
from egov_readiness.scoring.result import Scoreboard, rules_of

__all__ = ["change_table"]


def change_table(changes: Sequence[Change], after: Scoreboard) -> TextTable:
    """Return the units that move, the greatest movements first; the note counts the others.

    Args:
        changes: the changes, as :func:`egov_readiness.analysis.compare.changes` gives them.
        after: the later scoreboard, with its rulebook at hand.

    Raises:
        UsageError: if the board was read from a file without its rulebook.
    """
    wording = Wording("en", rules_of(after), after.as_of or date.max)
    moved = [change for change in changes if change.moved]
    rows = tuple(
        (
            change.unit if change.period is None else f"{change.unit}, {change.period}",
            change.result,
            wording.value(change.before, change.before_low, change.before_high),
            wording.value(change.after, change.after_low, change.after_high),
            "" if change.difference is None else _signed(change.difference, wording),
            _turned(change.band_before, change.band_after),
            _turned(change.rank_before, change.rank_after),
        )
        for change in moved
    )
    headings = ("Unit", "Result", "Before", "After", "Change", "Band", "Rank")
    bands = sum(change.band_before != change.band_after for change in moved)
    note = (
        f"{len(moved)} of {len(changes)} results move, {bands} into another band;"
        f" {len(changes) - len(moved)} stay as they are."
    )
    return TextTable("What changes", headings, rows, ("Before", "After", "Change"), note)


def _signed(difference: float, wording: Wording) -> str:
    text = wording.published(difference)
    return text if difference < 0 else f"+{text}"


def _turned(before: object, after: object) -> str:
    """Say what something was and became, only where that differs."""
    if before == after:
        return ""
    return " → ".join("–" if it is None else str(it) for it in (before, after))
