"""Two scoreboards of the same units compared: who moved, by how much, and into which band."""

from collections.abc import Iterator

from attrs import frozen

from egov_readiness.arithmetic import snap
from egov_readiness.scoring.result import Node, Scoreboard, Scorecard

__all__ = ["Change", "changes"]


@frozen(kw_only=True)
class Change:
    """What one result of one unit was and became.

    Attributes:
        unit: the identity of the unit.
        period: the period, in a table over several periods.
        result: the code of the result.
        before: the score it had, on the scale of the scoreboard; ``None`` where there was none.
        after: the score it has; ``None`` where there is none.
        difference: how much it rose, on the scale of the later scoreboard; ``None`` unless there
            was a score and there is one.
        band_before: the band it was in, where there was exactly one.
        band_after: the band it is in, where there is exactly one.
        rank_before: the rank it had, where it was certain.
        rank_after: the rank it has, where it is certain.
    """

    unit: str
    period: str | None = None
    result: str
    before: float | None
    after: float | None
    difference: float | None
    band_before: str | None = None
    band_after: str | None = None
    rank_before: int | None = None
    rank_after: int | None = None

    @property
    def moved(self) -> bool:
        """Whether anything is not what it was; a difference by rounding alone is none."""
        scores_differ = (
            (self.before is None) != (self.after is None)
            if self.difference is None
            else snap(self.difference) != 0
        )
        return (
            scores_differ
            or self.band_before != self.band_after
            or self.rank_before != self.rank_after
        )


def changes(before: Scoreboard, after: Scoreboard) -> tuple[Change, ...]:
    """Compare the results of two scoreboards, the greatest movements first.

    The results are told by their codes; a result or a unit that only one of them has is compared
    with nothing.  Scores are compared as attainments, so that a change of scale is no movement.

    Args:
        before: the earlier scoreboard, or that of the earlier rules.
        after: the later one.

    Returns:
        One entry for every result of every unit, moved or not.

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
        old, new = cards[0].get(key), cards[1].get(key)
        codes = dict.fromkeys(node.code for card in (new, old) if card for node in card.results)
        for code in codes:
            was, now = _result(old, code), _result(new, code)
            rose = None
            if was is not None and now is not None and None not in (was.value, now.value):
                rose = (now.value or 0.0) / after.scale - (was.value or 0.0) / before.scale
            place = (code, *key)
            yield Change(
                unit=key[0],
                period=key[1],
                result=code,
                before=None if was is None else was.value,
                after=None if now is None else now.value,
                difference=None if rose is None else rose * after.scale,
                band_before=None if was is None else was.band,
                band_after=None if now is None else now.band,
                rank_before=ranks[0].get(place),
                rank_after=ranks[1].get(place),
            )


def _result(card: Scorecard | None, code: str) -> Node | None:
    if card is None:
        return None
    return next((node for node in card.results if node.code == code), None)
