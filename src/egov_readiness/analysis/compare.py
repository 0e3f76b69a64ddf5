"""Two scoreboards of the same units compared: who moved, by how much, and into which band."""

from collections.abc import Iterator

from attrs import frozen

from egov_readiness.arithmetic import snap
from egov_readiness.scoring.result import Ends, Node, Scoreboard, Scorecard

__all__ = ["Change", "changes", "seen"]


@frozen(kw_only=True)
class Change:
    """What one result of one unit was and became.

    Attributes:
        unit: the identity of the unit.
        period: the period, in a table over several periods.
        result: the code of the result.
        before: the score it had, on the scale of the scoreboard; ``None`` where there was none.
        before_low: the least that full knowledge could have given; ``None`` for no limit.
        before_high: the greatest that full knowledge could have given; ``None`` for no limit.
        after: the score it has; ``None`` where there is none.
        after_low: the least that full knowledge could give; ``None`` for no limit.
        after_high: the greatest that full knowledge could give; ``None`` for no limit.
        difference: how much it rose, on the scale of the later scoreboard; ``None`` unless there
            was a score and there is one.
        moved: whether anything is not what it was; a difference by rounding alone is none.
        band_before: the band it was in, where there was exactly one.
        band_after: the band it is in, where there is exactly one.
        rank_before: the rank it had, where it was certain.
        rank_after: the rank it has, where it is certain.
    """

    unit: str
    period: str | None = None
    result: str
    before: float | None
    before_low: float | None = None
    before_high: float | None = None
    after: float | None
    after_low: float | None = None
    after_high: float | None = None
    difference: float | None
    moved: bool
    band_before: str | None = None
    band_after: str | None = None
    rank_before: int | None = None
    rank_after: int | None = None


def changes(before: Scoreboard, after: Scoreboard) -> tuple[Change, ...]:
    """Compare the results of two scoreboards, the greatest movements first.

    The results, and the groups that have bands, are told by their codes; what only one of the two
    scoreboards has is compared with nothing.  Scores are compared as attainments, so that a change
    of scale is no movement.  Hidden units are left out.

    Args:
        before: the earlier scoreboard, or that of the earlier rules.
        after: the later one.

    Returns:
        One entry for every result and banded group of every unit, moved or not.

    >>> from datetime import date
    >>> import egov_readiness as egov
    >>> table = egov.load_table({"unit": ["a"], "osi": [0.9], "tii": [0.3], "hci": [0.3]})
    >>> book = egov.load_rulebook("un-egdi")
    >>> boards = [egov.score(table, book, as_of=date(year, 7, 1)) for year in (2010, 2022)]
    >>> (change,) = changes(*boards)
    >>> round(change.difference, 6), change.moved
    (-0.004, True)
    """
    found = [*_changes(before, after)]
    return tuple(
        sorted(
            found, key=lambda change: 0 if change.difference is None else -abs(change.difference)
        )
    )


def _changes(before: Scoreboard, after: Scoreboard) -> Iterator[Change]:
    ranks = [
        {(rank.result, rank.unit, rank.period): rank.rank for rank in board.ranks}
        for board in (before, after)
    ]
    cards = [{(card.unit, card.period): card for card in board} for board in (before, after)]
    for key in dict.fromkeys((*cards[1], *cards[0])):
        old, new = _nodes(cards[0].get(key)), _nodes(cards[1].get(key))
        for code in dict.fromkeys((*new, *old)):
            was, now = old.get(code), new.get(code)
            scores = [_ends(was, before.scale), _ends(now, after.scale)]
            first, last = scores[0][1], scores[1][1]
            rose = None if first is None or last is None else last - first
            bands = [None if node is None else node.band for node in (was, now)]
            placed = [found.get((code, *key)) for found in ranks]
            yield Change(
                unit=key[0],
                period=key[1],
                result=code,
                before=None if was is None else was.value,
                before_low=None if was is None else was.low,
                before_high=None if was is None else was.high,
                after=None if now is None else now.value,
                after_low=None if now is None else now.low,
                after_high=None if now is None else now.high,
                difference=None if rose is None else rose * after.scale,
                moved=seen(scores[0]) != seen(scores[1])
                or bands[0] != bands[1]
                or placed[0] != placed[1],
                band_before=bands[0],
                band_after=bands[1],
                rank_before=placed[0],
                rank_after=placed[1],
            )


def _nodes(card: Scorecard | None) -> dict[str, Node]:
    """Return the results and the banded groups of a card by code; none of a hidden one."""
    if card is None or card.hidden:
        return {}
    results = {node.code for node in card.results}
    return {n.code: n for n in card.walk() if n.code in results or n.possible_bands}


def _ends(node: Node | None, scale: float) -> Ends:
    return (None, None, None) if node is None else node.attainments(scale)


def seen(ends: Ends) -> Ends:
    """Return attainments as they are compared: without differences by rounding alone.

    Args:
        ends: the least, the actual and the greatest attainment.

    >>> seen((0.1 + 0.2, None, 1.0))
    (0.3, None, 1.0)
    """
    low, value, high = (None if end is None else snap(end) for end in ends)
    return low, value, high
