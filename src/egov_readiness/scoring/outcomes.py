"""What follows from the attainments of many units: published scores, bands and ranks, as columns.

They are those that the kernel for one unit and :mod:`~egov_readiness.scoring.ranks` give, bit for
bit, since all of them compare and round by the same rules (design S5).
"""

from typing import Final

from attrs import frozen

from egov_readiness.errors import from_extra
from egov_readiness.rules.bands import Interval
from egov_readiness.scoring.columns import Flags, Numbers, snap_all
from egov_readiness.scoring.plan import Plan

with from_extra("tables", "scoring many units as arrays"):
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NO_BAND", "EndsColumns", "RankColumns", "band_column", "publish_column", "rank_columns"]

NO_BAND: Final = -1
"""The number of the band of a unit that is surely in none, or may be in several."""

_NEAR_A_TIE: Final = 1e-9
"""Products of doubles are right to far more than this share of themselves."""

_WHOLE_BELOW: Final = 1e6
"""Up to here that share is far from the next number that is published."""


EndsColumns = tuple[Numbers, Numbers, Numbers]
"""The least, the actual and the greatest attainment of each unit; not a number where none is."""


@frozen(eq=False)
class RankColumns:
    """The ranks of many units in one result; not a number where a unit has none.

    Attributes:
        rank: the rank among the units of the class, ties sharing the better one.
        best: the best rank that full knowledge could give.
        worst: the worst rank that full knowledge could give.
    """

    rank: Numbers
    best: Numbers
    worst: Numbers


def publish_column(plan: Plan, attainments: Numbers) -> Numbers:
    """Round attainments once, to what is published.

    Args:
        plan: the rulebook on the date that is scored, with its scale, decimals and rounding.
        attainments: the attainments; not a number where there is none.

    Returns:
        The published numbers, on the rulebook's scale, as the nearest doubles.

    >>> from datetime import date
    >>> from egov_readiness import load_rulebook
    >>> from egov_readiness.scoring.plan import make_plan
    >>> plan = make_plan(load_rulebook("un-egdi"), date(2022, 7, 1))
    >>> publish_column(plan, np.array([0.67125, np.nan])).tolist()
    [0.6713, nan]
    """
    scale, decimals = plan.rulebook.scale, plan.decimals
    unit = 10.0**decimals
    with np.errstate(all="ignore"):
        units = snap_all(attainments) * scale * unit
        below = np.floor(units)
        published = np.where(units - below < 0.5, below, below + 1) / unit
        sure = np.abs(units - below - 0.5) > _NEAR_A_TIE * np.maximum(np.abs(units), 1.0)
    sure &= np.abs(units) < _WHOLE_BELOW
    unsure = ~sure & ~np.isnan(attainments)
    if unsure.any():
        # A tie is settled by the digits of the number, as for one unit.
        different, places = np.unique(attainments[unsure], return_inverse=True)
        settled = [plan.publish(float(n)) for n in different]
        published[unsure] = np.array([float(number) for number in settled])[places]
    return published + 0.0  # no score is minus zero


def band_column(plan: Plan, place: int, ends: EndsColumns) -> NDArray[np.intp]:
    """Return the band of many units in a node that has bands.

    Args:
        plan: the rulebook on the date that is scored.
        place: the place of the node.
        ends: the attainments of the node.

    Returns:
        The number of each unit's band, in the order listed; ``NO_BAND`` where it may be in
        several or is in none.

    >>> from datetime import date
    >>> from egov_readiness import load_rulebook
    >>> from egov_readiness.scoring.plan import make_plan
    >>> plan = make_plan(load_rulebook("un-egdi"), date(2022, 7, 1))
    >>> low, value, high = np.array([[0.9, 0.1], [0.9, np.nan], [0.9, 0.8]])
    >>> band_column(plan, plan.results[0], (low, value, high)).tolist()
    [0, -1]
    """
    low, value, high = ends
    if plan.banding == "published":
        scale = plan.rulebook.scale
        low, value, high = (publish_column(plan, end) / scale for end in ends)
    low, value, high = snap_all(low), snap_all(value), snap_all(high)
    valued = ~np.isnan(value)
    # What has a value is in the band of it, and whatever it may be otherwise is not asked.
    least, most = np.where(valued, value, low), np.where(valued, value, high)
    known = ~(np.isnan(least) & np.isnan(most))
    count = np.zeros(len(value), dtype=np.intp)
    found = np.full(len(value), NO_BAND, dtype=np.intp)
    for number, interval in enumerate(plan.bands[place].intervals):
        possible = known & _touched(interval, least, most)
        count += possible
        found[possible] = number
    found[count != 1] = NO_BAND
    return found


def _touched(interval: Interval, least: Numbers, most: Numbers) -> Flags:
    """Tell for each unit whether a number between two snapped bounds can lie in an interval."""
    touched = np.ones(len(least), dtype=bool)
    if interval.high is not None:
        end = snap_all(np.array(interval.high))
        touched &= ~(least > end if interval.high_included else least >= end)
    if interval.low is not None:
        end = snap_all(np.array(interval.low))
        touched &= ~(most < end if interval.low_included else most <= end)
    return touched


def rank_columns(
    plan: Plan, ends: EndsColumns, classes: NDArray[np.intp], takes_part: Flags
) -> RankColumns:
    """Rank many units in one result, each among its class.

    Args:
        plan: the rulebook on the date that is scored.
        ends: the attainments of the result.
        classes: the number of the class that each unit is ranked in.
        takes_part: whether a unit is ranked, and the result applies to it.

    >>> from datetime import date
    >>> from egov_readiness import load_rulebook
    >>> from egov_readiness.scoring.plan import make_plan
    >>> plan = make_plan(load_rulebook("un-egdi"), date(2022, 7, 1))
    >>> scores = np.array([0.5, 0.7, 0.5, 0.2])
    >>> alike, all_of_them = np.zeros(4, dtype=np.intp), np.ones(4, dtype=bool)
    >>> rank_columns(plan, (scores, scores, scores), alike, all_of_them).rank.tolist()
    [2.0, 1.0, 2.0, 4.0]
    """
    ranks = RankColumns(*(np.full(len(classes), np.nan) for _ in range(3)))
    low, value, high = (_compared(plan, end) for end in ends)
    low, high = np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)
    order = np.argsort(np.where(takes_part, classes, NO_BAND), kind="stable")
    order = order[np.count_nonzero(~takes_part) :]
    for members in np.split(order, np.flatnonzero(np.diff(classes[order])) + 1):
        _rank_class(ranks, (low[members], value[members], high[members]), members)
    return ranks


def _compared(plan: Plan, attainments: Numbers) -> Numbers:
    # A card holds what is on the scale, and a rank compares what is read from it.
    scale = plan.rulebook.scale
    read = attainments * scale / scale
    return snap_all(read) if plan.rulebook.ranks == "exact" else publish_column(plan, read)


def _rank_class(ranks: RankColumns, ends: EndsColumns, members: NDArray[np.intp]) -> None:
    low, value, high = ends
    valued = ~np.isnan(value)
    count = len(members)
    best = 1 + count - np.searchsorted(np.sort(low), high, side="right")
    worst = 1 + count - np.searchsorted(np.sort(high), low, side="right") - (high > low)
    values, without = np.sort(value[valued]), np.sort(low[~valued])
    better = len(values) - np.searchsorted(values, value, side="right")
    surely = len(without) - np.searchsorted(without, value, side="right")
    rank = np.where(best == worst, best, np.nan)
    ranks.rank[members] = np.where(valued, 1 + better + surely, rank)
    ranks.best[members] = best
    ranks.worst[members] = worst
