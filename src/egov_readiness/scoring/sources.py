"""Where observations come from: a survey through measures, or a plain table as it is."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from egov_readiness.dates import PartialDate
from egov_readiness.errors import Problem, RecordError, UsageError, nearest
from egov_readiness.measures import Measure, observe
from egov_readiness.model.survey import Survey
from egov_readiness.observations import ObservationRow, ObservationTable
from egov_readiness.rules.rulebook import Rulebook

__all__ = ["Source", "check_columns", "row_day", "scored_day", "table_of"]

Source = Survey | ObservationTable
"""What can be scored."""


def scored_day(source: Source, as_of: date | None) -> date | None:
    """Return the date that is scored for the whole source.

    Args:
        source: what is scored.
        as_of: the date that was asked for.

    Returns:
        The date asked for, or the last day of the survey's period; ``None`` for a table, whose
        rows may have periods of their own.

    Raises:
        UsageError: if no date was asked for and neither the survey nor any row has a period.
    """
    if as_of is not None:
        return as_of
    if isinstance(source, ObservationTable):
        if source.rows and all(row.period is None for row in source.rows):
            raise UsageError([_no_date(source.source or "table")])
        return None
    if source.period is None:
        raise UsageError([_no_date("survey.toml:period")])
    return source.period.last_day


def _no_date(path: str) -> Problem:
    return Problem(
        "no-date",
        path,
        "neither a date to score nor a period is given",
        "give as_of (--as-of on the command line)",
    )


def row_day(row: ObservationRow, as_of: date | None, source: str) -> date | Problem:
    """Return the date that is scored for one row: the one asked for, or its period's last day.

    Args:
        row: the row.
        as_of: the date for the whole source, if there is one.
        source: the name of the file, for the problem.

    Returns:
        The date, or the problem if there is none.
    """
    if as_of is not None:
        return as_of
    if row.period is None:
        return _no_date(":".join(filter(None, (source, row.place or row.unit))))
    try:
        return PartialDate(row.period).last_day
    except RecordError as error:
        return error.problems[0].under(":".join(filter(None, (source, row.place, "period"))))


def table_of(
    source: Source,
    rulebook: Rulebook,
    *,
    as_of: date | None,
    known_on: date | None,
    measures: Mapping[str, Measure] | None,
) -> ObservationTable:
    """Return what is known of every indicator of every unit.

    Args:
        source: a survey, which is measured, or a table, which is taken as it is.
        rulebook: which indicators to observe.
        as_of: the date that is scored.
        known_on: the last day of knowledge.
        measures: the catalogue of measures; ``None`` is the library's own.
    """
    match source:
        case ObservationTable():
            return source
        case Survey():
            assert as_of is not None  # scored_day found one for the survey
            return observe(source, rulebook, as_of=as_of, known_on=known_on, measures=measures)
        case _:
            assert_never(source)


def check_columns(
    table: ObservationTable, rulebook: Rulebook
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Compare the columns of a table with the indicators of a rulebook.

    Args:
        table: the table.
        rulebook: the rulebook.

    Returns:
        The problems, one for each indicator without a column, in which a column with nearly its
        code is named; and notes on columns that are no indicators, which are left alone.
    """
    codes = {indicator.code for indicator in rulebook.indicators}
    others = [column for column in table.columns if column not in codes]
    path = table.source or "table"
    problems = []
    for indicator in rulebook.indicators:
        if indicator.code not in table.columns:
            typo = nearest(indicator.code, others)
            hint = (
                typo.replace("did you mean", "is it the column")
                if typo
                else (f"add it; leave cells empty where {indicator.code} is unknown")
            )
            message = f"there is no column for the indicator {indicator.code!r}"
            problems.append(Problem("missing-column", path, message, hint))
    notes = (
        Problem(
            "not-an-indicator",
            path,
            f"the column {column!r} is no indicator of {rulebook.id} and is left alone",
        )
        for column in others
    )
    return tuple(problems), tuple(notes)
