"""Scores over several rounds, with the breaks that make them hard to compare."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from attrs import frozen

from egov_readiness.analysis.history import unit_history
from egov_readiness.errors import Problem, UsageError
from egov_readiness.model.survey import Survey
from egov_readiness.observations import State
from egov_readiness.rules.validity import all_turning_days
from egov_readiness.scoring.result import Scoreboard, date_of

__all__ = ["Break", "SeriesPoint", "series"]


class Break(StrEnum):
    """What makes a score hard to compare with the one of the round before.

    ``RULES`` is another rulebook, or a value of the same one that is dated in between, as far as
    the rulebook is at hand.  ``POPULATION`` is another reference population of the same rules.
    """

    RULES = "rules"
    POPULATION = "population"
    SCALE = "scale"
    STAGE = "stage"
    BOUNDARIES = "boundaries"


@frozen(kw_only=True)
class SeriesPoint:
    """The score of one result of one unit in one round.

    Attributes:
        unit: the identity of the unit.
        result: the code of the result.
        as_of: the date that was scored.
        value: the score, on the scale of its scoreboard; ``None`` where there is none.
        low: the least that full knowledge could give; ``None`` for no limit.
        high: the greatest that full knowledge could give; ``None`` for no limit.
        change: how much it rose since the round before, on the scale of this one; ``None`` unless
            there was a score and there is one.
        band: the band it is in, where there is exactly one.
        rank: the rank it has, where it is certain.
        breaks: what makes it hard to compare with the round before; of a unit that had no score in
            it, only whether its boundaries changed.
    """

    unit: str
    result: str
    as_of: date
    value: float | None
    low: float | None
    high: float | None
    change: float | None
    band: str | None
    rank: int | None
    breaks: tuple[Break, ...] = ()


def series(boards: Sequence[Scoreboard], survey: Survey | None = None) -> tuple[SeriesPoint, ...]:
    """List the scores of every unit over several rounds, and say where they break.

    Args:
        boards: the scoreboards, each of one date; in whatever order.
        survey: the survey that records what became of the units; without it, only scores that
            were carried over a change are known to be of other boundaries.

    Returns:
        One entry per unit, result that applies to it, and round in which it has a scorecard: unit
        by unit in the order in which they first appear, result by result, in order of time.
        Hidden units are left out.

    Raises:
        UsageError: if a scoreboard is of several periods, or two are of the same date.

    >>> import egov_readiness as egov
    >>> table = egov.load_table({"unit": ["a"], "osi": [0.9], "tii": [0.3], "hci": [0.3]})
    >>> book = egov.load_rulebook("un-egdi")
    >>> boards = [egov.score(table, book, as_of=date(year, 7, 1)) for year in (2020, 2022)]
    >>> [(point.as_of.year, point.breaks) for point in series(boards)]
    [(2020, ()), (2022, ())]
    """
    in_order = sorted(boards, key=lambda board: date_of(board, "boards"))
    dates = [date_of(board) for board in in_order]
    if len({*dates}) != len(dates):
        message = "two scoreboards are of the same date"
        raise UsageError([Problem("same-date", "boards", message, "give one of each date")])
    points = [
        point
        for number, board in enumerate(in_order)
        for point in _points(board, in_order[number - 1] if number else None, survey)
    ]
    places = {key: place for place, key in enumerate(dict.fromkeys(map(_key, points)))}
    units = {unit: place for place, unit in enumerate(dict.fromkeys(p.unit for p in points))}
    return tuple(sorted(points, key=lambda point: (units[point.unit], places[_key(point)])))


def _key(point: SeriesPoint) -> tuple[str, str]:
    return point.unit, point.result


def _redrawn(survey: Survey | None, before: Scoreboard, board: Scoreboard) -> set[str]:
    """Return the units whose boundaries changed between two scoreboards, as the later one knew."""
    since, until = (one.carried.on if one.carried else date_of(one) for one in (before, board))
    known_on = board.carried.known_on if board.carried else board.known_on
    events = () if survey is None else unit_history(survey, known_on=known_on)
    return {
        unit
        for event in events
        if not event.kind.keeps_the_unit and since < event.effective_on <= until
        for unit in (event.before, event.after)
        if unit is not None
    }


def _points(
    board: Scoreboard, before: Scoreboard | None, survey: Survey | None
) -> Iterator[SeriesPoint]:
    ranks = {(rank.result, rank.unit): rank.rank for rank in board.ranks}
    earlier = {card.unit: card for card in before or () if not card.hidden}
    as_of = date_of(board)
    general = () if before is None else (*_general(before, board),)
    changed = set() if before is None else _redrawn(survey, before, board)
    for card in board:
        if card.hidden:
            continue
        origins = earlier[card.unit].carried_from if card.unit in earlier else ()
        carried = bool(card.carried_from) and card.carried_from != origins
        moved = before is not None and (carried or card.unit in changed)
        old = earlier.get(card.unit)
        breaks = () if old is None else general
        breaks = (*breaks, Break.BOUNDARIES) if moved else breaks
        scores = (
            {}
            if old is None or before is None
            else {node.code: node.attainments(before.scale)[1] for node in old.results}
        )
        applying = (node for node in card.results if node.state is not State.NOT_APPLICABLE)
        for node in applying:
            was, now = scores.get(node.code), node.attainments(board.scale)[1]
            yield SeriesPoint(
                unit=card.unit,
                result=node.code,
                as_of=as_of,
                value=node.value,
                low=node.low,
                high=node.high,
                change=None if was is None or now is None else (now - was) * board.scale,
                band=node.band,
                rank=ranks.get((node.code, card.unit)),
                breaks=breaks,
            )


def _general(before: Scoreboard, board: Scoreboard) -> Iterator[Break]:
    """Yield what sets two scoreboards apart for every unit."""
    old, new = before.rulebook, board.rulebook
    if (old.id, old.version) != (new.id, new.version):
        yield Break.RULES
    elif old.population != new.population:
        yield Break.POPULATION
    elif old.digest != new.digest:
        yield Break.RULES
    if before.scale != board.scale:
        yield Break.SCALE
    if before.stage != board.stage:
        yield Break.STAGE
    if old.digest == new.digest and board.rules is not None:
        turned = all_turning_days(board.rules)
        if any(date_of(before) < day <= date_of(board) for day in turned):
            yield Break.RULES
