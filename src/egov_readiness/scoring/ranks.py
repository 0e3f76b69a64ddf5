"""Ranks, the third stage of scoring: ties, classes of units, and what missing knowledge leaves."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from egov_readiness.arithmetic import publish, snap
from egov_readiness.observations import ObservationRow
from egov_readiness.rules.applicability import Applicability
from egov_readiness.rules.dated import number_on
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.result import Ends, Rank, Scorecard

__all__ = ["meant", "rank_cards"]

_Scored = tuple[Scorecard, Ends]
"""A card and what it scores in the result that is ranked."""


def meant(applicability: Applicability | None, unit: ObservationRow | Scorecard) -> bool:
    """Tell whether a rulebook certainly means a unit; where nothing is declared it means none.

    Args:
        applicability: which units are meant.
        unit: the row or the card of the unit.

    >>> meant(Applicability(units=("EU",)), ObservationRow("EU", {}))
    True
    """
    return applicability is not None and applicability.includes(
        unit.unit, unit.level, unit.kind, unit.tags, if_not_known=False
    )


def rank_cards(rulebook: Rulebook, cards: Sequence[Scorecard]) -> tuple[Rank, ...]:
    """Return the rank of every unit in every result, among its class and period.

    Units that the rulebook declares unranked or hidden take no part, and neither do those that
    a unit was rolled up from.

    The best unit has rank 1 and ties share the better rank (1, 2, 2, 4).  The rank of a unit with
    a value is one more than how many units have a better value or, without a value, are surely
    better; so a unit of which nothing is known takes no rank from the others.  The best and the
    worst rank are those that full knowledge could give; a unit without a value has a rank only
    where these two are equal.

    Args:
        rulebook: the rulebook.
        cards: the scorecards.

    Returns:
        The ranks, by result, in the order of the cards; units that a result does not apply to
        have none.
    """
    ranks: list[Rank] = []
    below = {(member, card.period) for card in cards for member in card.members}
    cards = [
        card
        for card in cards
        if not card.hidden
        and (card.unit, card.period) not in below
        and not meant(rulebook.unranked, card)
    ]
    for group in rulebook.results:
        classes: dict[tuple[str | None, tuple[str, ...]], list[_Scored]] = {}
        for card in cards:
            ends = card.ends(group.code)
            if ends is not None:
                alike = (card.period, _among(rulebook, card))
                classes.setdefault(alike, []).append((card, ends))
        found: dict[tuple[str, str | None], Rank] = {}
        for (_, among), members in classes.items():
            for rank in _rank_class(rulebook, group.code, among, members):
                found[rank.unit, rank.period] = rank
        ranks.extend(
            found[card.unit, card.period] for card in cards if (card.unit, card.period) in found
        )
    return tuple(ranks)


def _among(rulebook: Rulebook, card: Scorecard) -> tuple[str, ...]:
    classes = {"level": card.level, "kind": card.kind}
    return tuple(classes[name] or "" for name in rulebook.rank_within)


def _compared(rulebook: Rulebook, card: Scorecard, number: float) -> float:
    attainment = number / rulebook.scale
    if rulebook.ranks == "exact":
        return snap(attainment)
    decimals = number_on(rulebook.decimals, card.as_of)
    return float(publish(attainment, rulebook.scale, int(decimals or 0), rulebook.rounding))


def _rank_class(
    rulebook: Rulebook, result: str, among: tuple[str, ...], members: Sequence[_Scored]
) -> Iterable[Rank]:
    def seen(card: Scorecard, number: float | None, otherwise: float) -> float:
        return otherwise if number is None else _compared(rulebook, card, number)

    lows = [seen(card, low, float("-inf")) for card, (low, _, _) in members]
    highs = [seen(card, high, float("inf")) for card, (_, _, high) in members]
    values = sorted(seen(c, value, 0.0) for c, (_, value, _) in members if value is not None)
    sorted_lows, sorted_highs = sorted(lows), sorted(highs)
    without = sorted(low for (_, e), low in zip(members, lows, strict=True) if e[1] is None)
    count = len(members)
    for (card, (_, actual, _)), low, high in zip(members, lows, highs, strict=True):
        surely_better = count - bisect_right(sorted_lows, high)
        possibly_better = count - bisect_right(sorted_highs, low) - (1 if high > low else 0)
        best, worst = 1 + surely_better, 1 + possibly_better
        rank = best if best == worst else None
        if actual is not None:
            value = seen(card, actual, 0.0)
            better = len(values) - bisect_right(values, value)
            rank = 1 + better + len(without) - bisect_right(without, value)
        yield Rank(
            result=result,
            unit=card.unit,
            period=card.period,
            among=among,
            rank=rank,
            best=best,
            worst=worst,
        )
