"""What inspectors and inspected units work with, as tables to read."""

from collections.abc import Sequence
from datetime import date

from egov_readiness.analysis.gaps import Expiring, Gap
from egov_readiness.analysis.history import UnitEvent
from egov_readiness.analysis.milestones import MilestoneStanding
from egov_readiness.analysis.units import UnitAt
from egov_readiness.model.milestones import MilestoneStatus
from egov_readiness.report.cells import counted, joined, limited_points
from egov_readiness.report.tables import TextTable
from egov_readiness.report.wording import Wording, written_share
from egov_readiness.report.words import WORDS
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.collect import ToCollect

__all__ = [
    "expiring_table",
    "gap_table",
    "history_table",
    "milestone_table",
    "open_table",
    "unit_table",
]


def gap_table(gaps: Sequence[Gap], rulebook: Rulebook) -> TextTable:
    """Return what units claim beyond what was verified, the most points at risk first.

    Args:
        gaps: the gaps, as :func:`egov_readiness.analysis.gaps` gives them.
        rulebook: the rulebook they were scored by.

    >>> from egov_readiness.kinds import Text
    >>> gap_table([], Rulebook(id="r", version="1", title=Text({"en": "R"}))).note
    'Nothing is claimed that was not verified.'
    """
    wording = Wording("en", rulebook, date.max)
    rows = tuple(
        (
            gap.unit,
            f"{wording.title(gap.indicator)} ({gap.indicator})",
            wording.published(gap.claimed),
            wording.value(gap.verified, gap.verified_low, gap.verified_high),
            limited_points(gap.at_risk, wording),
            f"{_names(gap.claimed_records)} / {_names(gap.verified_records)}",
        )
        for gap in gaps
    )
    headings = ("Unit", "Indicator", "Claimed", "Verified", "At risk", "Records")
    note = "" if rows else "Nothing is claimed that was not verified."
    return TextTable(
        "Claimed and verified, the most points at risk first",
        headings,
        rows,
        ("Claimed", "Verified", "At risk"),
        note,
    )


def expiring_table(items: Sequence[Expiring], rulebook: Rulebook, by: date) -> TextTable:
    """Return what will no longer count on a later date, the most points at risk first.

    Args:
        items: what expires, as :func:`egov_readiness.analysis.expiring` gives it.
        rulebook: the rulebook that it counts by.
        by: the later date.

    >>> from egov_readiness.kinds import Text
    >>> book = Rulebook(id="r", version="1", title=Text({"en": "R"}))
    >>> expiring_table([], book, date(2009, 12, 31)).note
    'Nothing that counts today is no longer used on 2009-12-31.'
    """
    wording = Wording("en", rulebook, by)
    rows = tuple(
        (
            item.unit,
            f"{wording.title(item.indicator)} ({item.indicator})",
            _names(item.records),
            "open" if item.value is None else wording.published(item.value),
            "open" if item.later is None else wording.published(item.later),
            limited_points(item.at_risk, wording),
        )
        for item in items
    )
    headings = ("Unit", "Indicator", "Records", "Today", "Then", "At risk")
    note = "" if rows else f"Nothing that counts today is no longer used on {by}."
    title = f"No longer used on {by}, the most points at risk first"
    return TextTable(title, headings, rows, ("Today", "Then", "At risk"), note)


def open_table(items: Sequence[ToCollect], rulebook: Rulebook) -> TextTable:
    """Return what is still to be collected, unit by unit, the most points at stake first.

    Args:
        items: what is open, as :func:`egov_readiness.to_collect` gives it.
        rulebook: the rulebook that it was scored by.

    >>> from egov_readiness.kinds import Text
    >>> open_table([], Rulebook(id="r", version="1", title=Text({"en": "R"}))).note
    'Nothing is left to be collected.'
    """
    wording = Wording("en", rulebook, date.max)
    rows = tuple(
        (
            limited_points(item.at_stake, wording),
            item.unit if item.period is None else f"{item.unit}, {item.period}",
            f"{wording.title(item.indicator)} ({item.indicator})",
            item.result,
            WORDS["state"][item.state.value]["en"],
        )
        for item in items
    )
    headings = ("Points", "Unit", "Indicator", "Result", "State")
    note = "" if rows else "Nothing is left to be collected."
    return TextTable(
        "To collect, the most points at stake first", headings, rows, ("Points",), note
    )


def milestone_table(standings: Sequence[MilestoneStanding], as_of: date) -> TextTable:
    """Return where milestones stand, those furthest behind first; the note counts each standing.

    Args:
        standings: the milestones, as :func:`egov_readiness.analysis.milestones` gives them.
        as_of: the date on which they stand so.

    >>> milestone_table([], date(2009, 6, 11)).note
    'There is no milestone.'
    """
    words = WORDS["milestone"]
    rows = tuple(
        (
            item.unit,
            item.title.to("en"),
            words[item.status.value]["en"],
            _due(item),
            "" if item.days_late is None else str(item.days_late),
            item.document or "",
        )
        for item in standings
    )
    in_order = sorted((item.status for item in standings), key=list(MilestoneStatus).index)
    note = counted("milestone", in_order) or "There is no milestone"
    headings = ("Unit", "Milestone", "Standing", "Due", "Days late", "Document")
    return TextTable(f"Milestones on {as_of}", headings, rows, ("Days late",), f"{note}.")


def unit_table(units: Sequence[UnitAt], on: date) -> TextTable:
    """Return which units there were on a date; the last column names those easily mistaken for it.

    Args:
        units: the units, as :func:`egov_readiness.analysis.units_at` gives them.
        on: the date.

    >>> unit_table([], date(2025, 7, 1)).note
    'There is no unit on 2025-07-01.'
    """
    rows = tuple(
        (
            item.unit,
            f"{item.kind} {item.name}",
            ", ".join(code.rpartition(":")[2] for code in item.codes),
            "" if item.since is None else str(item.since),
            "" if item.until is None else str(item.until),
            ", ".join(item.others),
        )
        for item in units
    )
    headings = ("Unit", "Name", "Code", "Since", "Until", "Same code or name")
    note = "" if rows else f"There is no unit on {on}."
    return TextTable(f"Units on {on}", headings, rows, note=note)


def history_table(events: Sequence[UnitEvent]) -> TextTable:
    """Return what became of units, in order of time.

    Args:
        events: as :func:`egov_readiness.analysis.unit_history` gives them.

    >>> history_table([]).note
    'No change of units is recorded.'
    """
    rows = tuple(
        (
            str(event.effective_on),
            WORDS["unit_change"][event.kind.value]["en"],
            event.before or "–",
            event.after or "–",
            "" if event.share is None else written_share(event.share),
            event.document or "",
        )
        for event in events
    )
    headings = ("Since", "Change", "From", "To", "Share", "Document")
    note = "" if rows else "No change of units is recorded."
    return TextTable("What became of units", headings, rows, ("Share",), note)


def _due(item: MilestoneStanding) -> str:
    if item.due is None:
        return "–"
    text = item.due.text
    if item.original_due is not None and item.rescheduled:
        text += f" (first {item.original_due.text})"
    return f"{text}, a direction" if item.orientation else text


def _names(records: Sequence[str]) -> str:
    """Return the identities of records, without their sheets."""
    return joined(record.partition("/")[2] for record in records)
