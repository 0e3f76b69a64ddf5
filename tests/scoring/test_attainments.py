"""The attainments of one unit while they are computed."""

from egov_readiness.errors import Because
from egov_readiness.kinds import Between
from egov_readiness.rules import Gate, Sum
from egov_readiness.scoring.attainments import Attainments, left_out, may_be_left_out, weight_of
from egov_readiness.scoring.plan import make_plan


def test_nothing_is_known_before_anything_is_computed():
    out = Attainments.empty(2)
    assert (out.low, out.value, out.high, out.coverage) == (
        [None] * 2,
        [None] * 2,
        [None] * 2,
        [0.0] * 2,
    )
    assert (out.notes, out.problems) == ({}, [])


def test_what_happens_to_a_node_is_remembered_in_order():
    out = Attainments.empty(1)
    out.note(0, Because.LEFT_OUT)
    out.note(0, Because.CAPPED, {"at_most": 0.5})
    assert [reason.code for reason in out.notes[0]] == [Because.LEFT_OUT, Because.CAPPED]


def test_a_node_is_left_out_while_it_has_no_value_and_its_policy_says_so(make):
    book = make.book(make.indicator("a", missing="reweight"), make.indicator("b"))
    plan = make_plan(book, make.day)
    out = Attainments.empty(len(plan.codes))
    places = {code: place for place, code in enumerate(plan.codes)}
    assert left_out(plan, places["a"], out)
    assert not left_out(plan, places["b"], out)
    out.value[places["a"]] = 0.5
    assert not left_out(plan, places["a"], out)


def test_behind_a_gate_only_what_is_known_exactly_cannot_be_left_out_any_more(make):
    gate = Gate(node="b", below=0.5, limit=0.3)
    book = make.book(
        make.group("all"),
        make.group("a", parent="all", missing="reweight", modifiers=(gate,)),
        make.indicator("x", parent="a", missing="reweight"),
        make.indicator("b"),
    )
    plan = make_plan(book, make.day)
    out = Attainments.empty(len(plan.codes))
    a, b, x = (plan.codes.index(code) for code in "abx")
    assert may_be_left_out(plan, x, out)
    out.value[x] = 0.5
    assert not may_be_left_out(plan, x, out)
    out.value[a] = 0.5
    assert may_be_left_out(plan, a, out)
    out.low[a], out.high[a] = 0.5, 0.6
    assert may_be_left_out(plan, a, out)
    out.low[a] = out.high[a] = 0.5
    assert not may_be_left_out(plan, a, out)
    assert not may_be_left_out(plan, b, out)


def test_a_weight_is_the_declared_one_unless_points_do_not_apply(make):
    book = make.book(make.group("all", aggregation=Sum(maximum=5)), make.indicator("a", weight=5))
    plan = make_plan(book, make.day)
    out = Attainments.empty(len(plan.codes))
    assert weight_of(plan, 1, out) == 5
    out.lowered[1] = 2.5
    assert weight_of(plan, 1, out) == 2.5
    assert make.card(book, {"a": Between(0, 1)})["all"].maximum == 5
