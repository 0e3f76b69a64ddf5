"""Observations of many units as columns, and what a method makes of a whole column (design S5)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, assert_never

from attrs import frozen

from egov_readiness.arithmetic import EXACT_ABOVE, LARGEST_ATTAINMENT
from egov_readiness.errors import from_extra
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationStatus,
    State,
    known,
    unknown,
)
from egov_readiness.rules.applicability import Applicability
from egov_readiness.rules.forms import (
    Form,
    IdentityForm,
    LinearForm,
    OptionsForm,
    PerItemForm,
    StepsForm,
)
from egov_readiness.scoring.forms import IDENTITY_LINE, Ends, RefusedError, check_allowed
from egov_readiness.scoring.plan import LeafPlan, Plan

with from_extra("tables", "scoring many units as arrays"):
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Column",
    "Columns",
    "Flags",
    "Numbers",
    "attain_column",
    "column_of",
    "columns_of_arrays",
    "columns_of_rows",
    "numbers_for",
    "restricted_places",
    "snap_all",
]

Numbers = NDArray[np.float64]
"""A number for each unit; not a number where there is none."""

Flags = NDArray[np.bool_]
"""A truth for each unit."""

_UNKNOWN: Final = unknown()


@frozen(eq=False)
class Column:
    """What is observed of one indicator, with an entry for each unit.

    Words stand in it as what they attain, since a rulebook lists every word.

    Attributes:
        value: the value; none where it is bounded, unknown or not applicable.
        low: the least that a bounded value can be; ``None`` where no value is bounded.
        high: the most that a bounded value can be; ``None`` likewise.
        applies: whether the indicator applies to the unit.
        odd: what no column can say and the kernel for one unit has to be asked about: a
            publisher's status, a share of it that is not backed by evidence, a bounded word, a
            value that the method does not take.
    """

    value: Numbers
    low: Numbers | None
    high: Numbers | None
    applies: Flags
    odd: Flags

    @property
    def is_asked_of_all(self) -> bool:
        """Whether the indicator applies to every unit, and nothing is odd."""
        return bool(self.applies.all() and not self.odd.any())

    def part(self, units: slice | NDArray[np.intp]) -> "Column":
        """Return the entries of some units, without copying them where they follow each other.

        Args:
            units: which, as a slice or by their places.
        """
        return Column(
            self.value[units],
            None if self.low is None else self.low[units],
            None if self.high is None else self.high[units],
            self.applies[units],
            self.odd[units],
        )


@frozen(eq=False)
class Columns:
    """What is observed of many units.

    Attributes:
        size: how many units there are.
        leaves: a column for each indicator, in the order of the plan's leaves.
        applies: whether a node applies to the units, by its place, where some are restricted.
        row: gives the observations of one unit, by its number.
    """

    size: int
    leaves: tuple[Column, ...]
    applies: Mapping[int, Flags]
    row: Callable[[int], ObservationRow]

    def part(self, units: slice) -> "Columns":
        """Return some units that follow each other, without copying what is observed of them.

        Args:
            units: which; a slice with a start and a stop.
        """
        begin, end = units.start, units.stop
        return Columns(
            end - begin,
            tuple(leaf.part(units) for leaf in self.leaves),
            {place: flags[units] for place, flags in self.applies.items()},
            lambda number: self.row(begin + number),
        )


def columns_of_rows(plan: Plan, rows: Sequence[ObservationRow]) -> Columns:
    """Return the observations of rows as columns.

    Args:
        plan: the rulebook on the date that is scored.
        rows: what was observed, unit by unit.
    """
    applies = restricted_places(
        plan, lambda meant: [meant.includes(r.unit, r.level, r.kind, r.tags) for r in rows]
    )
    leaves = tuple(
        column_of(leaf, [row.observations.get(leaf.indicator.code, _UNKNOWN) for row in rows])
        for leaf in plan.leaves
    )
    return Columns(len(rows), leaves, applies, rows.__getitem__)


def columns_of_arrays(plan: Plan, arrays: Mapping[str, Numbers], units: Sequence[str]) -> Columns:
    """Return arrays of values as columns; nothing is copied but words and numbers of options.

    Args:
        plan: the rulebook on the date that is scored.
        arrays: the values of an indicator, by its code; not a number where it is unknown.  An
            indicator without an array is unknown.
        units: the identities of the units, whose level, kind and tags are not known.
    """
    size = len(units)
    all_of_them = np.ones(size, dtype=bool)
    nothing = np.full(size, np.nan)
    applies = restricted_places(
        plan, lambda meant: [meant.includes(unit, None, None, ()) for unit in units]
    )

    def column(leaf: LeafPlan) -> Column:
        values, odd = numbers_for(leaf, arrays.get(leaf.indicator.code, nothing))
        return Column(values, None, None, all_of_them, odd)

    def row(number: int) -> ObservationRow:
        found = {code: float(values[number]) for code, values in arrays.items()}
        return ObservationRow(
            units[number],
            {code: _UNKNOWN if np.isnan(value) else known(value) for code, value in found.items()},
        )

    return Columns(size, tuple(map(column, plan.leaves)), applies, row)


def numbers_for(leaf: LeafPlan, numbers: Numbers) -> tuple[Numbers, Flags]:
    """Return the numbers that a column of an indicator holds, and which of them are odd.

    Args:
        leaf: the indicator on the date that is scored.
        numbers: what is observed; not a number where that is unknown.

    Returns:
        The same numbers, or what they attain where they are options; no option is odd.
    """
    if not isinstance(leaf.form, OptionsForm):
        return numbers, np.zeros(len(numbers), dtype=bool)
    different, places = np.unique(numbers, return_inverse=True)
    attained = np.array([_of_option(leaf, float(number)) for number in different], dtype=float)
    return attained[places], np.isnan(attained)[places] & ~np.isnan(numbers)


def restricted_places(
    plan: Plan, included: Callable[[Applicability], Sequence[bool] | Flags]
) -> dict[int, Flags]:
    """Return whether a node applies to the units, by its place, where some are restricted.

    Args:
        plan: the rulebook on the date that is scored.
        included: tells for each unit whether it is meant.
    """
    applies: dict[int, Flags] = {}
    for meant, places in plan.restricted:
        flags = np.array(included(meant), dtype=bool)
        for place in places:
            applies[place] = applies[place] & flags if place in applies else flags
    return applies


def column_of(leaf: LeafPlan, observations: Sequence[Observation]) -> Column:
    """Return what is observed of one indicator as a column.

    Args:
        leaf: the indicator on the date that is scored.
        observations: the observations.
    """
    size = len(observations)
    value, low, high = (np.full(size, np.nan) for _ in range(3))
    applies, odd = np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
    for number, observation in enumerate(observations):
        state, stated = observation.state, observation.value
        if state is State.NOT_APPLICABLE:
            applies[number] = False
        elif state is State.UNKNOWN:
            continue
        elif stated is not None:
            if isinstance(leaf.form, OptionsForm):
                value[number] = _of_option(leaf, stated)
                odd[number] = np.isnan(value[number])
            elif isinstance(stated, str) or not (observation.low == stated == observation.high):
                odd[number] = True
            else:
                value[number] = stated
        else:
            low[number] = np.nan if observation.low is None else observation.low
            high[number] = np.nan if observation.high is None else observation.high
            odd[number] = isinstance(leaf.form, OptionsForm | StepsForm)
        odd[number] |= observation.status is not ObservationStatus.NORMAL
        odd[number] |= observation.coverage != 1.0
    return Column(value, low, high, applies, odd)


def _of_option(leaf: LeafPlan, value: float | str) -> float:
    """Return what an option attains; not a number if it is none."""
    try:
        check_allowed(leaf.allowed, value)
        return leaf.attain(value)
    except RefusedError:
        return float("nan")


def snap_all(numbers: Numbers) -> Numbers:
    """Return the numbers that stand for others on both sides of every comparison.

    Args:
        numbers: the numbers.

    >>> bool(snap_all(np.array([0.1 + 0.2]))[0] == snap_all(np.array([0.3]))[0])
    True
    """
    near = np.abs(numbers) <= EXACT_ABOVE
    return np.where(near, np.rint(numbers * 1e12) / 1e12, numbers)


def attain_column(form: Form, allowed: Ends, values: Numbers) -> tuple[Numbers, Flags]:
    """Return what a method makes of the values of a column, and which it cannot take.

    Args:
        form: the form of the method.
        allowed: the least and the greatest value that the indicator can have.
        values: the values; not a number where there is none.

    Returns:
        The attainments, and whether the kernel for one unit has to say what is wrong.

    >>> attained, refused = attain_column(PerItemForm(2.0, 10.0), (0.0, None), np.array([3.0, -1]))
    >>> attained.tolist(), refused.tolist()
    ([0.6, -0.2], [False, True])
    """
    refused = np.isinf(values)
    low, high = allowed
    if low is not None:
        refused |= (values < low) & (snap_all(values) < snap_all(np.array(low)))
    if high is not None:
        refused |= (values > high) & (snap_all(values) > snap_all(np.array(high)))
    match form:
        case LinearForm():
            attained, beyond = _on_line(form, values)
        case IdentityForm():
            attained, beyond = _on_line(IDENTITY_LINE, values)
        case PerItemForm(points=points, cap=cap):
            attained, beyond = np.minimum(values * points, cap) / cap + 0.0, refused
        case StepsForm():
            attained, beyond = _on_steps(form, values)
        case OptionsForm():
            attained, beyond = values, refused
        case _:
            assert_never(form)
    return attained, refused | beyond


def _on_line(form: LinearForm, values: Numbers) -> tuple[Numbers, Flags]:
    worst, best, numbers = form.worst, form.best, values
    beyond = np.zeros(len(values), dtype=bool)
    if (
        form.clip_low
        and form.clip_high
        and not form.log
        and (form.at_worst, form.at_best) == (0, 1)
    ):
        # The way along the line is then what is attained, and cannot be too long.
        way = values - worst
        way /= best - worst if form.span is None else form.span
        np.clip(way, 0.0, 1.0, out=way)
        way += 0.0
        return way, beyond
    if form.log:
        beyond = values <= 0
        worst, best, numbers = float(np.log(worst)), float(np.log(best)), np.log(values)
    span = best - worst if form.span is None else form.span
    way = (numbers - worst) / span
    attained = way * (form.at_best - form.at_worst) + form.at_worst + 0.0
    attained[(way == 1.0) | ((way > 1.0) if form.clip_high else False)] = form.at_best
    if form.clip_low:
        attained[way < 0.0] = form.at_worst
    return attained, beyond | (np.abs(attained) > LARGEST_ATTAINMENT)


def _on_steps(form: StepsForm, values: Numbers) -> tuple[Numbers, Flags]:
    def begin(low: float | None, *, included: bool) -> float:
        if low is None:
            return -np.inf
        compared = low if form.exact else float(snap_all(np.array(low)))
        return compared if included else float(np.nextafter(compared, np.inf))

    steps = sorted(form.steps, key=lambda step: begin(step[0].low, included=step[0].low_included))
    begins = [begin(interval.low, included=interval.low_included) for interval, _ in steps]
    compared = values if form.exact else snap_all(values)
    found = np.maximum(np.searchsorted(begins, compared, side="right") - 1, 0)
    attained = np.array([attained for _, attained in steps])[found]
    attained[np.isnan(values)] = np.nan
    outside = np.zeros(len(values), dtype=bool)
    if not form.exact:
        outside = compared < begins[0]
        for place, (interval, _) in enumerate(steps):
            if interval.high is not None:
                high = snap_all(np.array(interval.high))
                ended = compared > high if interval.high_included else compared >= high
                outside |= (found == place) & ended
    return attained, outside
