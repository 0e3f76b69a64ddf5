"""Where observations come from: a survey through measures, or a plain table as it is."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from egov_readiness.dates import PartialDate, check_day
from egov_readiness.errors import Problem, RecordError, UsageError, nearest
from egov_readiness.measures import Measure, observe
from egov_readiness.model.survey import Survey
from egov_readiness.observations import ObservationRow, ObservationTable
from egov_readiness.rules.aggregation import Deduct, Gate
from egov_readiness.rules.rulebook import Rulebook, Stage

__all__ = [
    "Source",
    "check_columns",
    "check_rows",
    "row_day",
    "scored_day",
    "stage_of",
    "table_of",
]

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
        UsageError: if it is no calendar day, or none was asked for and neither the survey nor any
            row has a period.
    """
    if as_of is not None:
        check_day("as_of", as_of)
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
    stage: Stage | None = None,
    reasons: bool = False,
) -> ObservationTable:
    """Return what is known of every indicator of every unit.

    Args:
        source: a survey, which is measured, or a table, which is taken as it is.
        rulebook: which indicators to observe.
        as_of: the date that is scored.
        known_on: the last day of knowledge.
        measures: the catalogue of measures; ``None`` is the library's own.
        stage: the stage of the assessment.
        reasons: whether observations say at once what they rest on.

    Returns:
        The table; the rows of a survey say what they rest on when they are asked to.

    Raises:
        UsageError: if a stage of a table is asked for, as a table has no origins; or a date is no
            calendar day.
    """
    match source:
        case ObservationTable():
            check_day("known_on", known_on, needed=False)  # of a survey, what admits records does
            if stage is not None:
                message = (
                    f"a table does not say where its figures come from, as {stage.code!r} asks"
                )
                hint = "score it without a stage, or write a survey of records with their origins"
                raise UsageError([Problem("no-origins", "stage", message, hint)])
            return source
        case Survey():
            assert as_of is not None  # scored_day found one for the survey
            return observe(
                source,
                rulebook,
                as_of=as_of,
                known_on=known_on,
                measures=measures,
                stage=stage,
                reasons=reasons,
            )
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
        code is named; and notes on columns that are no indicators, which are left alone, and on
        indicators without a column that are measured and not scored.
    """
    codes = {indicator.code for indicator in rulebook.indicators}
    columns = {*table.columns}
    others = [column for column in table.columns if column not in codes]
    path = table.source or "table"
    problems = []
    notes = []
    missing = [i for i in rulebook.indicators if i.code not in columns and i.members is None]
    scored = _scored_codes(rulebook) if missing else set()
    for indicator in missing:
        if indicator.code not in scored:
            message = f"there is no column for {indicator.code!r}, which is measured, not scored"
            notes.append(Problem("missing-column", path, message))
        else:
            typo = nearest(indicator.code, others)
            hint = (
                typo.replace("did you mean", "is it the column")
                if typo
                else (f"add it; leave cells empty where {indicator.code} is unknown")
            )
            message = f"there is no column for the indicator {indicator.code!r}"
            problems.append(Problem("missing-column", path, message, hint))
    notes.extend(
        Problem(
            "not-an-indicator",
            path,
            f"the column {column!r} is no indicator of {rulebook.id} and is left alone",
        )
        for column in others
    )
    return tuple(problems), tuple(notes)


def check_rows(table: ObservationTable) -> list[Problem]:
    """Return a problem for every unit that stands in a table twice in one period.

    Args:
        table: the table.
    """
    seen: set[tuple[str, str | None]] = set()
    problems = []
    for row in table.rows:
        if (row.unit, row.period) in seen:
            message = f"{row.unit!r} stands in the table already"
            hint = "give every unit one row, or one per period"
            place = row.place or row.unit
            problems.append(Problem("duplicate-unit", place, message, hint).under(table.source))
        seen.add((row.unit, row.period))
    return problems


def stage_of(rulebook: Rulebook, code: str | None) -> Stage | None:
    """Return the stage of a rulebook with a code; ``None`` where none is asked for.

    Args:
        rulebook: the rulebook.
        code: the code of the stage.

    Raises:
        UsageError: if the rulebook has no such stage.
    """
    if code is None:
        return None
    for stage in rulebook.stages:
        if stage.code == code:
            return stage
    codes = [stage.code for stage in rulebook.stages]
    hint = nearest(code, codes) or ("one of " + ", ".join(codes) if codes else "it has none")
    message = f"{rulebook.id} has no stage {code!r}"
    raise UsageError([Problem("unknown-stage", "stage", message, hint)])


def _scored_codes(rulebook: Rulebook) -> set[str]:
    """Return the codes of the indicators that some score depends on."""
    parents = {node.code: node.parent for node in rulebook.nodes}
    unscored = {node.code for node in rulebook.nodes if node.weight == 0 and node.parent}
    looked_at = {rulebook.roll_up.weighted_by} if rulebook.roll_up is not None else set()
    for indicator in rulebook.indicators:
        if indicator.members is not None:
            looked_at |= {indicator.members.node, indicator.members.weighted_by}
    for group in rulebook.groups:
        looked_at.update(m.node for m in group.modifiers if isinstance(m, Gate | Deduct))
    scored = set()
    for indicator in rulebook.indicators:
        code: str | None = indicator.code
        while code is not None and code not in unscored and code not in looked_at:
            code = parents[code]
        if code is None or code in looked_at:
            scored.add(indicator.code)
    return scored
