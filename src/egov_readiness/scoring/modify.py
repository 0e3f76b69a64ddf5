"""Modifiers: what is done to the attainment of a group after aggregation (design §6)."""

from typing import assert_never

from egov_readiness.arithmetic import snap
from egov_readiness.errors import Because, Fact
from egov_readiness.rules.aggregation import Cap, Deduct, Floor, Gate, Rescale
from egov_readiness.scoring.attainments import Attainments, left_out, may_be_left_out
from egov_readiness.scoring.forms import image
from egov_readiness.scoring.plan import GroupPlan, Plan

__all__ = ["modify"]


def modify(plan: Plan, group: GroupPlan, out: Attainments) -> None:
    """Do to a group, in the order written, what its modifiers say.

    Args:
        plan: the plan.
        group: the group, aggregated.
        out: the attainments so far.
    """
    place = group.place
    for modifier in group.modifiers:
        before = (out.low[place], out.value[place], out.high[place])
        match modifier:
            case Cap(at_most=at_most):
                for numbers in (out.low, out.value):
                    numbers[place] = _at_most(numbers[place], at_most)
                out.high[place] = _at_most(out.high[place], at_most, unlimited=at_most)
                if before != (out.low[place], out.value[place], out.high[place]):
                    out.note(place, Because.CAPPED, {"at_most": at_most})
            case Floor(at_least=at_least):
                for numbers in (out.value, out.high):
                    number = numbers[place]
                    numbers[place] = None if number is None else max(number, at_least)
                low = out.low[place]
                out.low[place] = at_least if low is None else max(low, at_least)
                if before != (out.low[place], out.value[place], out.high[place]):
                    out.note(place, Because.FLOORED, {"at_least": at_least})
            case Gate():
                _gate(group, modifier, out)
            case Deduct():
                _deduct(plan, group, modifier, out)
            case Rescale():
                _rescale(group, modifier, out)
            case _:
                assert_never(modifier)


def _at_most(number: float | None, limit: float, unlimited: float | None = None) -> float | None:
    return unlimited if number is None else min(number, limit)


def _closed(gate: Gate, attained: float) -> bool:
    if gate.at_most is not None:
        return snap(attained) <= snap(gate.at_most)
    assert gate.below is not None  # a gate has one of the two thresholds
    return snap(attained) < snap(gate.below)


def _gate(group: GroupPlan, gate: Gate, out: Attainments) -> None:
    """Limit the group as far as the gate is closed, may be closed, or cannot be told."""
    place, node = group.place, group.looks_at[gate.node]
    if not out.applicable[node]:
        return
    least, actual, most = out.low[node], out.value[node], out.high[node]
    surely = most is not None and _closed(gate, most)
    possibly = least is None or _closed(gate, least)
    if possibly:
        out.low[place] = _at_most(out.low[place], gate.limit)
    if surely:
        out.high[place] = _at_most(out.high[place], gate.limit, unlimited=gate.limit)
    value = out.value[place]
    if surely or (actual is not None and _closed(gate, actual)):
        out.value[place] = _at_most(value, gate.limit)
        out.note(place, Because.GATED, {"node": gate.node, "limit": gate.limit})
    elif actual is None and possibly:
        if value is not None and snap(value) > snap(gate.limit):
            out.value[place] = None
        out.note(place, Because.GATE_UNDECIDED, {"node": gate.node, "limit": gate.limit})


def _deduct(plan: Plan, group: GroupPlan, deduct: Deduct, out: Attainments) -> None:
    """Take off what the node falls short of full, as far as that is known."""
    place, node = group.place, group.looks_at[deduct.node]
    if not out.applicable[node]:
        return

    def deducted(attained: float | None, of_node: float | None) -> float | None:
        if attained is None or of_node is None:
            return None
        off = deduct.at_most * min(1.0, max(0.0, 1.0 - of_node))
        return max(min(attained, 0.0), attained - off)

    actual = out.value[node]
    low, high = out.low[place], out.high[place]
    least, most = out.low[node], out.high[node]
    if least is None:
        out.low[place] = None if low is None else min(low, 0.0)
    else:
        out.low[place] = deducted(low, least)
    value = out.value[place]
    facts: dict[str, Fact] = {"node": deduct.node, "at_most": deduct.at_most}
    if actual is None:
        out.note(place, Because.DEDUCTION_OPEN, facts)
    if not may_be_left_out(plan, node, out):
        out.high[place] = deducted(high, 1.0 if most is None else most)
    if left_out(plan, node, out):
        return
    out.value[place] = after = deducted(value, actual)
    if value is not None and after is not None and after < value:
        out.note(place, Because.DEDUCTED, {**facts, "off": value - after})


def _rescale(group: GroupPlan, rescale: Rescale, out: Attainments) -> None:
    place = group.place
    form, attain = group.lines[rescale]
    value = out.value[place]
    out.low[place], out.high[place] = image(form, attain, out.low[place], out.high[place])
    out.value[place] = None if value is None else attain(value)
    out.note(place, Because.RESCALED, {"worst": form.worst, "best": form.best})
