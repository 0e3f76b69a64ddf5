"""The kernel for many units: what the kernel for one unit computes, unit by unit, as columns.

Both give the same bits where only sums, products and comparisons take part (design S5).  A unit
whose values no column can say, or whose policies look at more than its own node, is handed to the
kernel for one unit, so that there is one meaning; such units are odd.
"""

from collections.abc import Sequence
from typing import Final, assert_never

from attrs import frozen

from egov_readiness.errors import Problem, from_extra
from egov_readiness.rules.aggregation import (
    BestOf,
    Cap,
    Deduct,
    Floor,
    Gate,
    GeometricMean,
    HarmonicMean,
    Minimum,
    PowerMean,
    Rescale,
    Sum,
    WeightedMean,
    power_of,
)
from egov_readiness.scoring.aggregate import divisor
from egov_readiness.scoring.columns import (
    Column,
    Columns,
    Flags,
    Numbers,
    attain_column,
    snap_all,
)
from egov_readiness.scoring.forms import Ends, RefusedError, image
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import GroupPlan, LeafPlan, Plan

with from_extra("tables", "scoring many units as arrays"):
    import numpy as np

__all__ = ["Many", "attain_many"]

_ANY_VALUE: Final[Ends] = (None, None)

_BLOCK: Final = 8_192
"""How many units are computed together; their numbers then stay near the processor."""


@frozen(eq=False)
class Many:
    """What many units attain; rows are the nodes that were asked for, columns are the units.

    Attributes:
        low: the least attainment; not a number where there is no limit.
        value: the attainment; not a number where there is none.
        high: the greatest attainment; not a number where there is no limit.
        coverage: the share of weight backed by usable evidence.
        applicable: whether the node takes part.
        problems: for the number of each unit whose values cannot be taken, what is wrong.
    """

    low: Numbers
    value: Numbers
    high: Numbers
    coverage: Numbers
    applicable: Flags
    problems: dict[int, tuple[Problem, ...]]


def attain_many(plan: Plan, columns: Columns, places: Sequence[int] | None = None) -> Many:
    """Compute the attainments of some nodes of many units.

    Args:
        plan: the rulebook on the date that is scored.
        columns: what is observed of the units.
        places: the places of the nodes that are wanted; all by default.  Beyond the input no more
            memory is needed than these take and a block of units does.

    Returns:
        The attainments; those of a unit with problems are not to be used.

    >>> from datetime import date
    >>> from egov_readiness import load_rulebook
    >>> from egov_readiness.scoring.columns import columns_of_arrays
    >>> from egov_readiness.scoring.plan import make_plan
    >>> plan = make_plan(load_rulebook("un-egdi"), date(2022, 7, 1))
    >>> arrays = {code: np.array([0.5, 0.25]) for code in ("osi", "tii", "hci")}
    >>> many = attain_many(plan, columns_of_arrays(plan, arrays, ["a", "b"]), plan.results)
    >>> many.value.tolist()
    [[0.5, 0.25]]
    """
    wanted = [*range(len(plan.codes))] if places is None else [*places]
    shape = (len(wanted), columns.size)
    low, value, high = (np.full(shape, np.nan) for _ in range(3))
    coverage, applicable = np.zeros(shape), np.ones(shape, dtype=bool)
    problems: dict[int, tuple[Problem, ...]] = {}
    for begin in range(0, columns.size, _BLOCK):
        units = slice(begin, min(begin + _BLOCK, columns.size))
        with np.errstate(all="ignore"):
            found = _Kernel(plan, columns.part(units)).run()
        for whole, part in (
            (low, found.low),
            (value, found.value),
            (high, found.high),
            (coverage, found.coverage),
        ):
            whole[:, units] = part[wanted]
        applicable[:, units] = found.applicable[wanted]
        problems |= {begin + number: wrong for number, wrong in found.problems.items()}
    return Many(low, value, high, coverage, applicable, problems)


class _Kernel:
    """The arrays of one block of units."""

    def __init__(self, plan: Plan, columns: Columns) -> None:
        shape = (len(plan.codes), columns.size)
        self.plan = plan
        self.columns = columns
        # Whether every node takes part for every unit.
        self.alike = (
            all(group.scored for group in plan.groups)
            and all(flags.all() for flags in columns.applies.values())
            and all(leaf.is_asked_of_all for leaf in columns.leaves)
        )
        self.complete = self.alike and all(leaf.is_complete for leaf in columns.leaves)
        self.value = np.full(shape, np.nan)
        # Where all is known of all units, the least and the most are the values themselves.
        self.low, self.high = (
            self.value if self.complete else np.full(shape, np.nan) for _ in range(2)
        )
        self.coverage = np.full(shape, 1.0 if self.complete else 0.0)
        self.applicable = np.ones(shape, dtype=bool)
        for place, applies in columns.applies.items():
            self.applicable[place] = applies
        self.odd = np.zeros(columns.size, dtype=bool)
        self.problems: dict[int, tuple[Problem, ...]] = {}
        # Units of which not all is known exactly; their groups are plain ones, or they are odd.
        self.inexact = np.zeros(columns.size, dtype=bool)

    def run(self) -> Many:
        """Return what the units attain in every node."""
        self._leaves()
        for group in self.plan.groups:
            self._group(group)
        self._ask_about_the_odd()
        return Many(self.low, self.value, self.high, self.coverage, self.applicable, self.problems)

    def _leaves(self) -> None:
        for leaf, column in zip(self.plan.leaves, self.columns.leaves, strict=True):
            place = leaf.place
            attained, refused = attain_column(leaf.form, leaf.allowed, column.value)
            self.odd |= column.odd | refused
            self.value[place] = attained
            if self.complete:
                continue
            self.low[place] = self.high[place] = attained
            self.applicable[place] &= column.applies
            unknown = np.isnan(column.value)
            self.coverage[place] = ~unknown & self.applicable[place]
            if unknown.any():
                self._not_known(leaf, column, unknown)

    def _not_known(self, leaf: LeafPlan, column: Column, unknown: Flags) -> None:
        """Enter the bounds of what is not known exactly, and the value that its policy gives it."""
        place = leaf.place
        self.inexact |= unknown & self.applicable[place]
        low, value, high = self.low[place], self.value[place], self.high[place]
        np.copyto(low, np.nan if leaf.worst is None else leaf.worst, where=unknown)
        np.copyto(high, np.nan if leaf.best is None else leaf.best, where=unknown)
        if column.low is not None and column.high is not None:
            self._between(leaf, column.low, column.high)
        np.copyto(value, low, where=unknown & (low == high))
        open_ = unknown & np.isnan(value)
        match leaf.policy:
            case "interval":
                pass
            case "zero":
                value[open_] = _within(np.zeros(open_.sum()), low[open_], high[open_])
            case "impute":
                assert leaf.imputed is not None  # lint asks for a value to impute
                stand_in = np.full(open_.sum(), leaf.imputed)
                value[open_] = _within(stand_in, low[open_], high[open_])
            case "reweight":
                self.odd |= open_ & self.applicable[place]
            case _:
                assert_never(leaf.policy)

    def _between(self, leaf: LeafPlan, least: Numbers, most: Numbers) -> None:
        """Enter the attainments of the ends of bounded values; few are, so one by one."""
        for number in map(int, np.flatnonzero(~np.isnan(least) & ~self.odd)):
            ends = np.array([least[number], most[number]])
            try:
                attained = image(leaf.form, leaf.attain, float(ends[0]), float(ends[1]))
            except RefusedError:
                self.odd[number] = True
                continue
            _, refused = attain_column(leaf.form, leaf.allowed, ends)
            self.odd[number] |= bool(refused.any())
            self.coverage[leaf.place, number] = 1.0
            for numbers, end in zip((self.low, self.high), attained, strict=True):
                numbers[leaf.place, number] = np.nan if end is None else end

    def _group(self, group: GroupPlan) -> None:
        place = group.place
        asks = group.group.needs is not None or group.group.needs_children is not None
        if group.modifiers or asks or group.leaves_out:
            self.odd |= self.inexact
        scored = group.scored
        applicable = self.applicable[place]
        if self.complete:
            self._complete(group)
            return
        children = [self.applicable[child] for child in scored]
        applicable &= np.logical_or.reduce(children) if scored else False
        if group.adds_up and scored:
            # Points that do not apply are no points of the sum above either.
            self.odd |= applicable & ~np.logical_and.reduce(children)
        if not applicable.any():
            return
        takes_part = None if self.alike else children
        coverage = [self.coverage[child] for child in scored]
        total = np.full(applicable.shape, group.total)
        if takes_part is not None:
            total = _fold(group.weights, takes_part, [np.ones(applicable.shape)] * len(scored))
        share = _shares(group, total)
        self.coverage[place] = _fold(group.weights, takes_part, coverage) / total
        for numbers, limits in ((self.value, False), (self.low, True), (self.high, True)):
            attained = [numbers[child] for child in scored]
            whole, refused = _aggregated(group, takes_part, attained, total, share, limits=limits)
            self.odd |= applicable & refused
            numbers[place] = whole
        for modifier in group.modifiers:
            self._modify(group, modifier)
        self._settle(place, applicable)

    def _settle(self, place: int, applicable: Flags) -> None:
        """Make value and bounds of a group agree, then let its policy speak."""
        low, value, high = self.low[place], self.value[place], self.high[place]
        self.coverage[place, ~applicable] = 0.0
        without = np.isnan(value)
        np.copyto(value, low, where=without & (low == high))
        if self.plan.policies[place] == "zero":
            without = np.isnan(value)
            value[without] = _within(np.zeros(without.sum()), low[without], high[without])
        # Only rounding on the way can have put it beyond them.
        np.copyto(value, _within(value, low, high))

    def _complete(self, group: GroupPlan) -> None:
        """Enter what a group attains where all is known of all units."""
        attained = [self.value[child] for child in group.scored]
        share = divisor(group.aggregation, group.total, group.total, group.own_weight)
        whole, refused = _aggregated(group, None, attained, group.total, share, limits=False)
        self.value[group.place] = whole
        self.odd |= refused
        for modifier in group.modifiers:
            self._modify(group, modifier)

    def _modify(self, group: GroupPlan, modifier: Cap | Floor | Gate | Deduct | Rescale) -> None:
        """Do to a group of which all is known what a modifier says."""
        place = group.place
        value = self.value[place]
        match modifier:
            case Cap(at_most=at_most):
                value = np.minimum(value, at_most)
            case Floor(at_least=at_least):
                value = np.maximum(value, at_least)
            case Gate():
                node = group.looks_at[modifier.node]
                seen = snap_all(self.value[node])
                if modifier.at_most is not None:
                    closed = seen <= snap_all(np.array(modifier.at_most))
                else:
                    assert modifier.below is not None  # a gate has one of the two thresholds
                    closed = seen < snap_all(np.array(modifier.below))
                closed &= self.applicable[node]
                value = np.where(closed, np.minimum(value, modifier.limit), value)
            case Deduct():
                node = group.looks_at[modifier.node]
                short = np.minimum(1.0, np.maximum(0.0, 1.0 - self.value[node]))
                deducted = np.maximum(np.minimum(value, 0.0), value - modifier.at_most * short)
                value = np.where(self.applicable[node], deducted, value)
            case Rescale():
                form, _ = group.lines[modifier]
                applicable = self.applicable[place]
                value, refused = attain_column(form, _ANY_VALUE, value)
                self.odd |= applicable & refused
            case _:
                assert_never(modifier)
        for numbers in (self.low, self.value, self.high):
            # Units of which not all is known are odd where a group has modifiers.
            numbers[place] = value

    def _ask_about_the_odd(self) -> None:
        """Let the kernel for one unit compute those that are odd."""
        if not self.alike:
            for numbers in (self.low, self.value, self.high):
                numbers[~self.applicable] = np.nan
        if self.complete and self.odd.any():
            self.low, self.high = self.value.copy(), self.value.copy()
        for number in map(int, np.flatnonzero(self.odd)):
            out = attain_unit(self.plan, self.columns.row(number))
            if out.problems:
                self.problems[number] = tuple(out.problems)
            self.applicable[:, number] = out.applicable
            self.coverage[:, number] = out.coverage
            pairs = ((self.low, out.low), (self.value, out.value), (self.high, out.high))
            for numbers, found in pairs:
                numbers[:, number] = [
                    np.nan if end is None or not applies else end
                    for end, applies in zip(found, out.applicable, strict=True)
                ]


def _within(numbers: Numbers, low: Numbers, high: Numbers) -> Numbers:
    """Return numbers as far as their limits let them; where there is none, they have none."""
    found = np.maximum(numbers, low)
    np.copyto(found, numbers, where=np.isnan(low))
    unlimited = found.copy()
    np.minimum(found, high, out=found)
    np.copyto(found, unlimited, where=np.isnan(high))
    return found


def _fold(
    weights: Sequence[float], takes_part: Sequence[Flags] | None, numbers: Sequence[Numbers]
) -> Numbers:
    """Add weighted numbers from left to right; what takes no part adds nothing."""
    total = weights[0] * numbers[0]
    if takes_part is not None:
        total[~takes_part[0]] = 0.0
    total += 0.0  # as a sum that begins with nothing, which is never minus zero
    for place in range(1, len(weights)):
        addend = weights[place] * numbers[place]
        if takes_part is not None:
            addend[~takes_part[place]] = 0.0
        total += addend
    return total


def _shares(group: GroupPlan, total: Numbers) -> Numbers:
    """Return what a child's weight is divided by, as ``divisor`` does for one unit."""
    if not isinstance(group.aggregation, Sum):
        return total
    maximum = group.aggregation.maximum
    whole = group.own_weight if maximum is None else maximum
    reached = np.minimum(whole, total + max(0.0, whole - group.total))
    return np.where(total == group.total, whole, reached)


def _aggregated(
    group: GroupPlan,
    takes_part: Sequence[Flags] | None,
    attained: Sequence[Numbers],
    total: Numbers | float,
    share: Numbers | float,
    *,
    limits: bool,
) -> tuple[Numbers, Flags]:
    """Return what a group attains, and of which units the mean has no value for nothing."""
    aggregation, weights = group.aggregation, group.weights
    refused = np.zeros(attained[0].shape, dtype=bool)
    match aggregation:
        case WeightedMean() | Sum():
            return _fold(weights, takes_part, attained) / share, refused
        case Minimum():
            return _extreme(takes_part, attained, least=True), refused
        case BestOf():
            points = [w * a for w, a in zip(weights, attained, strict=True)]
            heaviest = _extreme(takes_part, [np.full(refused.shape, w) for w in weights])
            most = _extreme(takes_part, points) / heaviest
            return np.minimum(most, _extreme(takes_part, attained)), refused
        case PowerMean() | GeometricMean() | HarmonicMean():
            mean = power_of(aggregation)
            return _power_mean(mean, weights, takes_part, attained, total, limits=limits)
        case _:
            assert_never(aggregation)


def _extreme(
    takes_part: Sequence[Flags] | None, numbers: Sequence[Numbers], *, least: bool = False
) -> Numbers:
    nothing = np.inf if least else -np.inf
    parts = numbers
    if takes_part is not None:
        parts = [np.where(flags, n, nothing) for flags, n in zip(takes_part, numbers, strict=True)]
    found: Numbers = np.minimum.reduce(parts) if least else np.maximum.reduce(parts)
    return found


def _power_mean(
    mean: PowerMean,
    weights: Sequence[float],
    takes_part: Sequence[Flags] | None,
    attained: Sequence[Numbers],
    total: Numbers | float,
    *,
    limits: bool,
) -> tuple[Numbers, Flags]:
    shift, power = mean.shift, mean.power
    entered = [(a if mean.floor is None else np.maximum(a, mean.floor)) + shift for a in attained]
    refused = np.zeros(attained[0].shape, dtype=bool)
    if power == 1:
        return _fold(weights, takes_part, entered) / total - shift, refused
    # What is not known neither refuses a mean nor limits it.
    present = [np.where(np.isnan(a), np.inf, a) for a in entered]
    least = _extreme(takes_part, present, least=True)
    if limits:
        entered = [np.maximum(a, 0.0) for a in entered]
    else:
        refused = (least < 0) | ((least == 0) & (power <= 0))
    if power == 0:
        whole = np.exp(_fold(weights, takes_part, [np.log(a) for a in entered]) / total)
    elif power == -1:
        whole = total / _fold(weights, takes_part, [1.0 / a for a in entered])
    else:
        # Powers of numbers relative to the dominant one cannot overflow.
        dominant = _extreme(takes_part, entered, least=power < 0)
        powers = [(a / dominant) ** power for a in entered]
        whole = dominant * (_fold(weights, takes_part, powers) / total) ** (1 / power)
        whole = np.where(dominant == 0, 0.0, whole)
    if power <= 0 and limits:
        unlimited = np.isnan(_fold(weights, takes_part, attained))
        whole = np.where((least <= 0) & ~unlimited, 0.0, whole)
    return whole - shift, refused
