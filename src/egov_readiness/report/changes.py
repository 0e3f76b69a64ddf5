"""What changed, why, and over which breaks, as tables to read."""

from collections.abc import Sequence
from datetime import date

from egov_readiness.analysis.change_parts import ChangePart
from egov_readiness.analysis.compare import Change
from egov_readiness.analysis.series import SeriesPoint
from egov_readiness.report.tables import TextTable
from egov_readiness.report.wording import Wording
from egov_readiness.report.words import WORDS
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.result import Scoreboard, rules_of

__all__ = ["change_table", "part_table", "series_table"]


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


def part_table(parts: Sequence[ChangePart], rulebook: Rulebook) -> TextTable:
    """Return how much of each change comes from what, the greatest changes first.

    Args:
        parts: the parts, as :func:`egov_readiness.analysis.change_parts` gives them.
        rulebook: the later rulebook.

    >>> from egov_readiness.kinds import Text
    >>> part_table([], Rulebook(id="r", version="1", title=Text({"en": "R"}))).note
    'Nothing changed.'
    """
    wording = Wording("en", rulebook, date.max)
    words = WORDS["moved_by"]
    rows = tuple(
        (
            part.unit,
            part.result,
            "–" if part.before is None else wording.published(part.before),
            "–" if part.after is None else wording.published(part.after),
            " and ".join(words[cause.value]["en"] for cause in part.causes),
            "–" if part.points is None else _signed(part.points, wording),
            "–" if part.low is None else _signed(part.low, wording),
            "–" if part.high is None else _signed(part.high, wording),
        )
        for part in parts
    )
    headings = ("Unit", "Result", "Before", "After", "Because of", "Points", "Least", "Most")
    note = "" if rows else "Nothing changed."
    return TextTable(
        "Why scores changed", headings, rows, ("Before", "After", "Points", "Least", "Most"), note
    )


def series_table(points: Sequence[SeriesPoint], rulebook: Rulebook) -> TextTable:
    """Return scores over several rounds, unit by unit, with what breaks the series.

    Args:
        points: the points, as :func:`egov_readiness.analysis.series` gives them.
        rulebook: the rulebook of the last round.

    >>> from egov_readiness.kinds import Text
    >>> series_table([], Rulebook(id="r", version="1", title=Text({"en": "R"}))).note
    'There is no score.'
    """
    wording = Wording("en", rulebook, date.max)
    rows = tuple(
        (
            point.unit,
            point.result,
            str(point.as_of),
            wording.value(point.value, point.low, point.high),
            "" if point.change is None else _signed(point.change, wording),
            point.band or "",
            "" if point.rank is None else str(point.rank),
            ", ".join(WORDS["break"][one.value]["en"] for one in point.breaks),
        )
        for point in points
    )
    headings = ("Unit", "Result", "Date", "Score", "Change", "Band", "Rank", "Break")
    note = "" if rows else "There is no score."
    return TextTable("Scores over time", headings, rows, ("Score", "Change", "Rank"), note)


def _signed(difference: float, wording: Wording) -> str:
    text = wording.published(difference)
    return text if difference <= 0 else f"+{text}"


def _turned(before: object, after: object) -> str:
    """Say what something was and became, only where that differs."""
    if before == after:
        return ""
    return " → ".join("–" if it is None else str(it) for it in (before, after))
