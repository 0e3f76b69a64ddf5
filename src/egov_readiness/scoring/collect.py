"""The to-collect list: which unknowns hold most points open, for whom."""

from typing import Final

from attrs import frozen

from egov_readiness.errors import Because
from egov_readiness.observations import State
from egov_readiness.scoring.result import Node, Rank, Scoreboard, Scorecard

__all__ = ["ToCollect", "ranking", "to_collect"]


@frozen(kw_only=True)
class ToCollect:
    """One indicator of one unit whose value is not fully known.

    Attributes:
        unit: the identity of the unit.
        period: the period, in a table over several periods.
        result: the result that is held open.
        indicator: the code of the indicator.
        state: whether it is unknown, bounded, or known only by a stand-in.
        at_stake: the points between its worst and its best, by its effective weight in the
            result, on the rulebook's scale; ``None`` where it has no bounds.  Of an indicator
            that a deduction or a gate looks at, the most that these can cost.
    """

    unit: str
    period: str | None = None
    result: str
    indicator: str
    state: State
    at_stake: float | None


def _open_leaves(card: Scorecard) -> list[ToCollect]:
    found = []
    for result in card.results:
        for node in result.walk():
            if node.children or node.state is State.NOT_APPLICABLE or not node.effective_weight:
                continue
            if node.low is not None and node.low == node.high:
                continue
            found.append(
                ToCollect(
                    unit=card.unit,
                    period=card.period,
                    result=result.code,
                    indicator=node.code,
                    state=node.state,
                    at_stake=_at_stake(node),
                )
            )
    return found


def _looked_at(card: Scorecard, result: Node) -> list[ToCollect]:
    """Return the open indicators without weight of their own on which a deduction or gate rests."""
    most: dict[str, float | None] = {}
    for group in result.walk():
        for reason in group.because:
            if reason.code not in _RESTS_ON_ANOTHER or not group.effective_weight:
                continue
            stake = _cost(group)
            for leaf in card[str(reason.facts["node"])].walk():
                if leaf.children or leaf.effective_weight or leaf.low == leaf.high:
                    continue
                known = most.get(leaf.code, 0.0)
                both = stake is not None and known is not None
                most[leaf.code] = max(stake or 0.0, known or 0.0) if both else None
    return [
        ToCollect(
            unit=card.unit,
            period=card.period,
            result=result.code,
            indicator=code,
            state=card[code].state,
            at_stake=stake,
        )
        for code, stake in most.items()
    ]


_RESTS_ON_ANOTHER: Final = frozenset(
    {Because.DEDUCTED, Because.DEDUCTION_OPEN, Because.GATED, Because.GATE_UNDECIDED}
)


def _cost(group: Node) -> float | None:
    """Return the most that a deduction from a group, or a gate before it, can cost its result."""
    if group.low is None or group.high is None or group.effective_weight is None:
        return None
    return group.effective_weight * (group.high - group.low)


def _at_stake(node: Node) -> float | None:
    if node.low is None or node.high is None or node.effective_weight is None:
        return None
    return node.effective_weight * (node.high - node.low)


def to_collect(board: Scoreboard) -> tuple[ToCollect, ...]:
    """Return what is not known, the most points at stake first.

    Args:
        board: the scoreboard.

    Returns:
        One entry per unit and indicator whose bounds are not one number; those without bounds
        come first, since nothing limits what they hold open.  Hidden units are left out.

    >>> import egov_readiness as egov
    >>> from datetime import date
    >>> table = egov.load_table({"unit": ["a"], "osi": [0.5], "tii": [None], "hci": [0.8]})
    >>> board = egov.score(table, egov.load_rulebook("un-egdi"), as_of=date(2022, 7, 1))
    >>> [(item.indicator, round(item.at_stake, 4)) for item in to_collect(board)]
    [('tii', 0.3333)]
    """
    cards = [card for card in board if not card.hidden]
    found = [item for card in cards for item in _open_leaves(card)]
    for card in cards:
        for result in card.results:
            found.extend(_looked_at(card, result))
    return tuple(
        sorted(
            found,
            key=lambda item: -float("inf") if item.at_stake is None else -item.at_stake,
        )
    )


def ranking(board: Scoreboard, result: str | None = None) -> tuple[Rank, ...]:
    """Return the ranks of a scoreboard, best first.

    Args:
        board: the scoreboard.
        result: the code of one result; ``None`` is every result, in the order of the rulebook.

    Returns:
        The ranks by result, period and class, then by best and worst rank; ties keep the order
        of the data.

    >>> import egov_readiness as egov
    >>> from datetime import date
    >>> scores = {"unit": ["a", "b"], "osi": [0.5, 0.9], "tii": [0.5, 0.9], "hci": [0.5, 0.9]}
    >>> rulebook = egov.load_rulebook("un-egdi")
    >>> board = egov.score(egov.load_table(scores), rulebook, as_of=date(2022, 7, 1))
    >>> [(rank.rank, rank.unit) for rank in ranking(board)]
    [(1, 'b'), (2, 'a')]
    """
    order = {code: index for index, code in enumerate(dict.fromkeys(r.result for r in board.ranks))}
    return tuple(
        sorted(
            (rank for rank in board.ranks if result is None or rank.result == result),
            key=lambda rank: (
                order[rank.result],
                rank.period or "",
                rank.among,
                rank.rank if rank.rank is not None else rank.best,
                rank.worst,
            ),
        )
    )
