"""The way from a source to a scoreboard, in one page: observe, attain, aggregate, band, rank."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from egov_readiness.canonical import Written
from egov_readiness.errors import Problem, SurveyError
from egov_readiness.later import made_later, maker_of
from egov_readiness.measures import Measure
from egov_readiness.observations import ObservationRow
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.ranks import rank_cards
from egov_readiness.scoring.result import Scoreboard, Scorecard
from egov_readiness.scoring.rollup import Below
from egov_readiness.scoring.scorer import Scorer
from egov_readiness.scoring.sources import (
    Source,
    check_columns,
    check_rows,
    row_day,
    scored_day,
    stage_of,
    table_of,
)

__all__ = ["Progress", "score", "score_row"]

Progress = Callable[[int, int], None]
"""Told after every unit how many are done, and how many there are."""

_Scored = TypeVar("_Scored", Scorecard, Written)


def score(
    source: Source,
    rulebook: Rulebook | Scorer,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    measures: Mapping[str, Measure] | None = None,
    stage: str | None = None,
    progress: Progress | None = None,
    reasons: bool = False,
) -> Scoreboard:
    """Score every unit of a survey or a table by a rulebook.

    Args:
        source: a survey, or a table of observations.
        rulebook: the rules, or a scorer that has them ready.
        as_of: the date that is scored; by default the last day of the survey's, or of each
            row's, period.
        known_on: the last day of knowledge; what was recorded later does not count.
        measures: a catalogue of measures in place of the library's own.
        stage: the stage of the assessment whose records count; by default all records do.
        progress: told how far the work has come.
        reasons: whether all reasons are going to be asked for, as of a board that is written to a
            file; then what they need is not worked out again.

    Returns:
        The scoreboard, with a reason for every point; those of a card are made when its results
        are first read.

    Raises:
        RulebookError: if the rulebook has problems or is not valid on the date.
        SurveyError: if values cannot be taken, or columns are missing; all are listed.
        UsageError: if there is no date to score, a date is no calendar day, or there is no such
            stage.

    >>> import egov_readiness as egov
    >>> table = egov.load_table({"unit": ["a"], "osi": [0.5], "tii": [None], "hci": [0.8]})
    >>> board = score(table, egov.load_rulebook("un-egdi"), as_of=date(2022, 7, 1))
    >>> node = board["a"]["EGDI"]
    >>> round(node.low, 4), node.value, round(node.high, 4)
    (0.4333, None, 0.7667)
    """
    scorer = rulebook if isinstance(rulebook, Scorer) else Scorer(rulebook)
    rules = scorer.rulebook
    day = scored_day(source, as_of)
    at = stage_of(rules, stage)
    table = table_of(
        source,
        rules,
        as_of=day,
        known_on=known_on,
        measures=measures,
        stage=at,
        reasons=reasons,
    )
    card_of = partial(scorer.card, reasons=reasons)
    missing, notes = check_columns(table, rules)

    below = Below(rules)
    cards: dict[int, Scorecard] = {}
    problems = [*missing, *check_rows(table)]
    for done, (place, row) in enumerate(below.first(table.rows), start=1):
        card = score_row(below.observed(row), card_of, as_of=day, source=table.source)
        if isinstance(card, Scorecard):
            cards[place] = card
            below.add(row, card)
        else:
            problems.extend(card)
        if progress is not None:
            progress(done, len(table.rows))
    in_order = [cards[place] for place in sorted(cards)]
    in_order += below.rolled_up(scorer.plan)
    problems += [problem.under(table.source) for problem in below.problems]
    if problems:
        raise SurveyError(problems)

    board = Scoreboard(
        rulebook=scorer.reference,
        as_of=day,
        known_on=known_on,
        stage=stage,
        admitted="",
        scale=float(rules.scale),
        cards=tuple(in_order),
        ranks=rank_cards(rules, in_order),
        notes=(*notes, *(note.under(table.source) for note in below.notes)),
        rules=rules,
    )
    return made_later(board, admitted=maker_of(table, "digest"))


def score_row(
    row: ObservationRow,
    card_of: Callable[[ObservationRow, date], _Scored | tuple[Problem, ...]],
    *,
    as_of: date | None,
    source: str = "",
) -> _Scored | tuple[Problem, ...]:
    """Score one row of a table.

    Args:
        row: what is observed of a unit.
        card_of: scores it, as ``Scorer.card`` and ``Scorer.card_json`` do.
        as_of: the date that is scored; by default the last day of the row's period.
        source: the name of the file, for problems.

    Returns:
        What the function gives, or the problems with the row.

    Raises:
        RulebookError: if the rulebook is not valid on the date.

    >>> import egov_readiness as egov
    >>> scorer = Scorer(egov.load_rulebook("un-egdi"))
    >>> row = ObservationRow("a", {}, place="row 2")
    >>> score_row(row, scorer.card, as_of=None, source="a.csv")[0].path
    'a.csv:row 2'
    """
    day = row_day(row, as_of, source)
    if isinstance(day, Problem):
        return (day,)
    found = card_of(row, day)
    if isinstance(found, tuple):
        return tuple(problem.under(source) for problem in found)
    return found
