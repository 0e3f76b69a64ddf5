"""Rounds, visits, findings and help, as tables to read."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from egov_readiness.analysis.assessments import AssessmentStanding
from egov_readiness.analysis.effects import Effect
from egov_readiness.analysis.follow_up import FollowUp, UnitDelivery
from egov_readiness.analysis.networks import Unused, UnusedWithin
from egov_readiness.analysis.planning import PlannedVisit
from egov_readiness.analysis.training import TrainingStanding
from egov_readiness.report.cells import counted, joined, limited_points
from egov_readiness.report.tables import TextTable
from egov_readiness.report.wording import Wording, written_number, written_share
from egov_readiness.report.words import WORDS
from egov_readiness.rules.rulebook import Rulebook

__all__ = [
    "assessment_table",
    "delivery_table",
    "effect_table",
    "follow_up_table",
    "network_table",
    "plan_table",
    "territory_table",
    "training_table",
]


_MOST_NAMES: Final = 3
"""How many records are named in a cell; of more, only their number is given."""


def assessment_table(standings: Sequence[AssessmentStanding], as_of: date) -> TextTable:
    """Return how far units have come in assessment rounds; the note counts what is late.

    Args:
        standings: as :func:`egov_readiness.analysis.assessments` gives them.
        as_of: the date on which they stand so.

    >>> assessment_table([], date(2018, 11, 1)).note
    'There is no assessment round.'
    """
    timely, stages = WORDS["timeliness"], WORDS["stage"]
    rows = tuple(
        (
            item.round,
            item.unit,
            "–" if item.stage is None else stages[item.stage.value]["en"],
            timely[item.submission.value]["en"] + _days_late(item.days_late) + _by(item.submit_by),
            "–"
            if item.verification is None
            else timely[item.verification.value]["en"] + _by(item.verify_by),
            joined(item.open_appeals),
        )
        for item in standings
    )
    submissions = counted("timeliness", sorted(item.submission for item in standings))
    note = f"Submissions {submissions}." if rows else "There is no assessment round."
    headings = (
        "Round",
        "Unit",
        "Stage",
        "Sent in",
        "Verified",
        "Appeals",
    )
    return TextTable(f"Assessments on {as_of}", headings, rows, note=note)


def follow_up_table(items: Sequence[FollowUp], as_of: date) -> TextTable:
    """Return what became of findings, those with the least follow-up first.

    Args:
        items: as :func:`egov_readiness.analysis.follow_up` gives them.
        as_of: the date on which they stand so.

    >>> follow_up_table([], date(2009, 6, 30)).note
    'There is no finding.'
    """
    rows = tuple(
        (
            item.finding,
            item.unit,
            WORDS["follow_up"][item.standing.value]["en"],
            _flagged(item.instructions, (item.undated, "undated"), (item.overdue, "overdue")),
            _flagged(item.requests, (item.unanswered, "unanswered")),
            _flagged(item.support, (item.support_undated, "undated")),
        )
        for item in items
    )
    headings = ("Finding", "Unit", "Follow-up", "Instructions", "Requests", "Support")
    note = "" if rows else "There is no finding."
    return TextTable(f"Follow-up on {as_of}", headings, rows, note=note)


def delivery_table(items: Sequence[UnitDelivery], as_of: date) -> TextTable:
    """Return how many of what is delivered each unit gets, as far as it is known.

    Args:
        items: as :func:`egov_readiness.analysis.unit_deliveries` gives them.
        as_of: the date.

    >>> delivery_table([], date(2009, 6, 30)).note
    'Nothing is delivered to units that are named.'
    """
    rows = tuple(
        (
            item.action,
            "" if item.item is None else item.item.to("en"),
            item.unit,
            _number(item.low, item.high),
        )
        for item in items
    )
    note = "" if rows else "Nothing is delivered to units that are named."
    headings = ("Action", "Item", "Unit", "Number")
    return TextTable(f"Deliveries known on {as_of}", headings, rows, ("Number",), note)


def effect_table(items: Sequence[Effect]) -> TextTable:
    """Return what help was expected to move, and what moved.

    Args:
        items: as :func:`egov_readiness.analysis.effects` gives them.

    >>> effect_table([]).note
    'No help with an expected effect was done in between.'
    """
    rows = tuple(
        (
            item.action,
            item.unit,
            item.indicator,
            _moved(item.expected_low, item.expected_high),
            "–" if item.before is None else written_share(item.before),
            "–" if item.after is None else written_share(item.after),
            "–"
            if item.seen_low is None or item.seen_high is None
            else _moved(item.seen_low, item.seen_high),
            WORDS["verdict"][item.verdict.value]["en"],
        )
        for item in items
    )
    headings = ("Action", "Unit", "Indicator", "Expected", "Before", "After", "Seen", "Verdict")
    note = "" if rows else "No help with an expected effect was done in between."
    numeric = ("Expected", "Before", "After", "Seen")
    return TextTable("Expected and observed effects", headings, rows, numeric, note)


def plan_table(visits: Sequence[PlannedVisit], rulebook: Rulebook) -> TextTable:
    """Return the itinerary of each team, then the units that are left out.

    Args:
        visits: as :func:`egov_readiness.analysis.plan_inspection` gives them.
        rulebook: the rulebook that the points are of.

    >>> from egov_readiness.kinds import Text
    >>> plan_table([], Rulebook(id="r", version="1", title=Text({"en": "R"}))).note
    'There is no unit to visit.'
    """
    wording = Wording("en", rulebook, date.max)
    rows = tuple(
        (
            visit.team or "left out",
            "" if visit.stop is None else str(visit.stop),
            visit.unit,
            visit.parent or "",
            str(visit.stale),
            limited_points(visit.gap, wording),
            limited_points(visit.open, wording),
            _day(visit.last_visit),
        )
        for visit in visits
    )
    headings = ("Team", "Stop", "Unit", "Within", "Stale", "Gap", "Open", "Last visit")
    note = "" if rows else "There is no unit to visit."
    numeric = ("Stop", "Stale", "Gap", "Open")
    return TextTable("Planned visits", headings, rows, numeric, note)


def network_table(items: Sequence[Unused], as_of: date) -> TextTable:
    """Return what is there and hardly used, what is certain first.

    Args:
        items: as :func:`egov_readiness.analysis.connected_but_not_used` gives them.
        as_of: the date.

    >>> network_table([], date(2009, 6, 11)).note
    'Nothing is known to be connected and not used.'
    """
    rows = tuple(
        (
            item.unit,
            WORDS["infrastructure"][item.kind.value]["en"],
            _share(item.reach_low, item.reach_high),
            _share(item.utilisation_low, item.utilisation_high),
            "yes" if item.certain else "possibly",
        )
        for item in items
    )
    headings = ("Unit", "Kind", "Reach", "In use", "Certain")
    note = "" if rows else "Nothing is known to be connected and not used."
    title = f"Connected and not used on {as_of}"
    return TextTable(title, headings, rows, ("Reach", "In use"), note)


def territory_table(items: Sequence[UnusedWithin], as_of: date) -> TextTable:
    """Return of how many units within territories findings say that something is not used.

    Args:
        items: as :func:`egov_readiness.analysis.said_of_territories` gives them.
        as_of: the date.

    >>> territory_table([], date(2009, 6, 11)).note
    'No finding speaks of the units of a territory.'
    """
    rows = tuple(
        (
            item.territory,
            item.level,
            str(item.units),
            _share(item.connected_low, item.connected_high),
            _share(item.used_low, item.used_high),
            f"{item.unused_low}–{item.unused_high}",
        )
        for item in items
    )
    headings = ("Territory", "Level", "Units", "Connected", "Used", "Connected and not used")
    note = "" if rows else "No finding speaks of the units of a territory."
    title = f"What is said of territories on {as_of}"
    return TextTable(title, headings, rows, headings[2:], note)


def training_table(items: Sequence[TrainingStanding], as_of: date) -> TextTable:
    """Return which share of the staff was trained, by unit and level.

    Args:
        items: as :func:`egov_readiness.analysis.training` gives them.
        as_of: the date.

    >>> training_table([], date(2009, 6, 11)).note
    'No staff and no training is recorded.'
    """
    rows = tuple(
        (
            item.unit,
            item.level,
            str(item.cohorts),
            _number(item.people_low, item.people_high),
            WORDS["state"][item.state.value]["en"],
            "–" if item.low is None or item.high is None else _share(item.low, item.high),
        )
        for item in items
    )
    headings = ("Unit", "Level", "Cohorts", "People", "State", "Trained")
    note = "" if rows else "No staff and no training is recorded."
    title = f"Staff trained by {as_of}"
    return TextTable(title, headings, rows, ("Cohorts", "People", "Trained"), note)


def _day(day: date | None) -> str:
    return "–" if day is None else str(day)


def _days_late(days: int | None) -> str:
    return f" by {days} days" if days else ""


def _by(due: date | None) -> str:
    return "" if due is None else f" (due {due})"


def _flagged(names: Sequence[str], *flags: tuple[Sequence[str], str]) -> str:
    """Return names, each with what is wrong with it; many are only counted."""
    if len(names) > _MOST_NAMES:
        wrong = ", ".join(f"{len(flagged)} {flag}" for flagged, flag in flags if flagged)
        return f"{len(names)} ({wrong})" if wrong else str(len(names))
    marked = []
    for name in names:
        wrong = ", ".join(flag for flagged, flag in flags if name in flagged)
        marked.append(f"{name} ({wrong})" if wrong else name)
    return joined(marked)


def _number(low: float, high: float | None) -> str:
    if high is None:
        return f"{written_number(low)} or more"
    return "–".join(dict.fromkeys(map(written_number, (low, high))))


def _moved(low: float, high: float) -> str:
    """Return by how many percentage points an attainment moved."""
    ends = dict.fromkeys(
        f"{'+' if end > 0 else ''}{written_number(end * 100, decimals=2)}" for end in (low, high)
    )
    return " to ".join(ends)


def _share(low: float, high: float) -> str:
    return "–".join(dict.fromkeys(map(written_share, (low, high))))
