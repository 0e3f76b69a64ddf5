"""The kernel for many units: what the kernel for one unit computes, unit by unit, as columns.

Both give the same bits where only sums, products and comparisons take part (design S5).  A unit
whose values no column can say, or whose policies look at more than its own node, is handed to the
kernel for one unit, so that there is one meaning; such units are odd.
"""

from collections.abc import Sequence
from typing import Final, assert_never

from attrs import evolve, frozen

from egov_readiness.errors import Problem, UsageError, from_extra
from egov_readiness.rules.aggregation import (
    Cap,
    Deduct,
    Floor,
    Gate,
    Rescale,
    Sum,
    WeightedMean,
)
from egov_readiness.scoring.aggregate_columns import (
    aggregate_columns,
    fold_columns,
    share_columns,
)
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

_BLOCK: Final = 16_384
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


def attain_many(
    plan: Plan, columns: Columns, places: Sequence[int] | None = None, *, into: Many | None = None
) -> Many:
    """Compute the attainments of some nodes of many units.

    Args:
        plan: the rulebook on the date that is scored.
        columns: what is observed of the units.
        places: the places of the nodes that are wanted; all by default.  Beyond the input no more
            memory is needed than these take and a block of units does.
        into: attainments of as many nodes and units that nobody needs any more; their arrays are
            written over and returned, so that no new ones are made.

    Returns:
        The attainments; those of a unit with problems are not to be used.

    Raises:
        UsageError: if the arrays to write over have another shape.

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
    out = _empty(shape) if into is None else into
    if out.value.shape != shape:
        message = f"the arrays have the shape {out.value.shape}, not {shape}"
        raise UsageError([Problem("other-shape", "into", message, "leave it out")])
    problems: dict[int, tuple[Problem, ...]] = {}
    space = _Space.of(plan, min(_BLOCK, columns.size))
    for begin in range(0, columns.size, _BLOCK):
        units = slice(begin, min(begin + _BLOCK, columns.size))
        with np.errstate(all="ignore"):
            found = _Kernel(plan, columns.part(units), space).run()
        for whole, part in (
            (out.low, found.low),
            (out.value, found.value),
            (out.high, found.high),
            (out.coverage, found.coverage),
        ):
            whole[:, units] = part[wanted]
        out.applicable[:, units] = found.applicable[wanted]
        problems |= {begin + number: wrong for number, wrong in found.problems.items()}
    return evolve(out, problems=problems)


def _empty(shape: tuple[int, int]) -> Many:
    low, value, high, coverage = (np.empty(shape) for _ in range(4))
    return Many(low, value, high, coverage, np.empty(shape, dtype=bool), {})


@frozen(eq=False)
class _Space:
    """The arrays that blocks are computed in, one after another; made once, as that takes long."""

    low: Numbers
    value: Numbers
    high: Numbers
    coverage: Numbers
    applicable: Flags
    following: frozenset[int]

    @classmethod
    def of(cls, plan: Plan, size: int) -> "_Space":
        shape = len(plan.codes), size
        low, value, high, coverage = (np.empty(shape) for _ in range(4))
        applicable = np.empty(shape, dtype=bool)
        return cls(low, value, high, coverage, applicable, _following(plan))


def _following(plan: Plan) -> frozenset[int]:
    """Return the groups whose value is where the least and the most are the same, and only there.

    They are sums and means of what is known or is between bounds; no policy puts anything else in
    the place of an unknown.
    """
    plain = {leaf.place for leaf in plan.leaves if leaf.policy == "interval"}
    found = set()
    for group in plan.groups:
        sums = isinstance(group.aggregation, WeightedMean | Sum) and not group.modifiers
        if sums and plan.policies[group.place] == "interval" and plain.issuperset(group.scored):
            plain.add(group.place)
            found.add(group.place)
    return frozenset(found)


class _Kernel:
    """The arrays of one block of units."""

    def __init__(self, plan: Plan, columns: Columns, space: _Space) -> None:
        size = columns.size
        self.plan = plan
        self.columns = columns
        self.space = space
        # Whether every node takes part for every unit.
        self.alike = (
            all(group.scored for group in plan.groups)
            and all(flags.all() for flags in columns.applies.values())
            and all(leaf.is_asked_of_all for leaf in columns.leaves)
        )
        self.finite = [bool(np.isfinite(leaf.value).all()) for leaf in columns.leaves]
        self.complete = self.alike and all(self.finite)
        self.value, self.coverage = space.value[:, :size], space.coverage[:, :size]
        self.applicable = space.applicable[:, :size]
        self.applicable.fill(True)
        if self.complete:
            self.coverage.fill(1.0)
        # Where all is known of all units, the least and the most are the values themselves.
        self.low = self.value if self.complete else space.low[:, :size]
        self.high = self.value if self.complete else space.high[:, :size]
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
        leaves = zip(self.plan.leaves, self.columns.leaves, self.finite, strict=True)
        for leaf, column, finite in leaves:
            place = leaf.place
            attained, refused = attain_column(leaf.form, leaf.allowed, column.value)
            self.odd |= refused
            self.value[place] = attained
            if self.complete:
                continue
            self.odd |= column.odd
            self.low[place] = self.high[place] = attained
            self.applicable[place] &= column.applies
            if finite:
                self.coverage[place] = self.applicable[place]
                continue
            unknown = np.isnan(column.value)
            self.coverage[place] = ~unknown & self.applicable[place]
            if unknown.any():
                self._not_known(leaf, column, unknown)

    def _not_known(self, leaf: LeafPlan, column: Column, unknown: Flags) -> None:
        """Enter the bounds of what is not known exactly, and the value that its policy gives it."""
        place = leaf.place
        self.inexact |= unknown & self.applicable[place]
        low, value, high = self.low[place], self.value[place], self.high[place]
        numbers = np.flatnonzero(unknown)
        low[numbers] = np.nan if leaf.worst is None else leaf.worst
        high[numbers] = np.nan if leaf.best is None else leaf.best
        if column.low is not None and column.high is not None:
            self._between(leaf, column.low, column.high)
        value[numbers] = np.where(low[numbers] == high[numbers], low[numbers], np.nan)
        if leaf.policy == "interval":
            return
        open_ = unknown & np.isnan(value)
        match leaf.policy:
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
            self.coverage[leaf.place, number] = self.applicable[leaf.place, number]
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
            self.coverage[place] = 0.0
            for numbers in (self.low, self.value, self.high):
                numbers[place] = np.nan
            return
        takes_part = None if self.alike else children
        coverage = [self.coverage[child] for child in scored]
        total: Numbers | float = group.total
        share: Numbers | float = group.share
        if takes_part is not None:
            total = fold_columns(
                group.weights, takes_part, [np.ones(applicable.shape)] * len(scored)
            )
            share = share_columns(group, total)
        np.divide(
            fold_columns(group.weights, takes_part, coverage), total, out=self.coverage[place]
        )
        follows = place in self.space.following
        for numbers, limits in ((self.value, False), (self.low, True), (self.high, True)):
            if follows and not limits:
                continue
            attained = [numbers[child] for child in scored]
            whole, refused = aggregate_columns(
                group, takes_part, attained, total, share, limits=limits
            )
            self.odd |= applicable & refused
            numbers[place] = whole
        for modifier in group.modifiers:
            self._modify(group, modifier)
        if follows:
            low, high = self.low[place], self.high[place]
            self.value[place] = np.where(low == high, low, np.nan)
            if not self.alike:
                self.coverage[place, ~applicable] = 0.0
            return
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
        share = group.share
        whole, refused = aggregate_columns(group, None, attained, group.total, share, limits=False)
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
