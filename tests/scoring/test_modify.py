"""What is done to a group after aggregation; caps, floors and gates are in test_one."""

import pytest
from attrs import evolve

from egov_readiness.errors import Because
from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.rules import Deduct, Goalposts, Identity, Rescale, Step, Steps


def deducting(make, at_most=0.2, **fields):
    return make.book(
        make.group("all", modifiers=(Deduct(node="late", at_most=at_most),)),
        make.indicator("a"),
        make.indicator("late", Goalposts(worst=5, best=0), weight=0, **fields),
    )


@pytest.mark.parametrize(
    ("late", "ends"),
    [
        (0, (0.5, 0.5, 0.5)),
        (5, (0.3, 0.3, 0.3)),
        (Between(0, 5), (0.3, None, 0.5)),
        (None, (0.3, None, 0.5)),
        (NOT_APPLICABLE, (0.5, 0.5, 0.5)),
    ],
)
def test_what_a_node_falls_short_of_is_taken_off(make, late, ends):
    card = make.card(deducting(make), {"a": 0.5, "late": late})
    assert make.ends(card["all"]) == pytest.approx(ends)


def test_a_deduction_takes_no_more_than_there_is(make):
    card = make.card(deducting(make, 0.9), {"a": 0.5, "late": 5})
    assert make.ends(card["all"]) == (0, 0, 0)
    (reason,) = make.reasons(card["all"], Because.DEDUCTED)
    assert reason.facts["off"] == 0.5


def test_a_node_far_below_nothing_costs_no_more_than_is_declared(make):
    book = make.book(
        make.group("all", modifiers=(Deduct(node="late", at_most=0.2),)),
        make.indicator("a"),
        make.indicator("late", Goalposts(worst=5, best=0, clip="none"), weight=0),
    )
    assert make.ends(make.card(book, {"a": 0.9, "late": 15})["all"]) == pytest.approx((0.7,) * 3)


def test_a_node_beyond_full_adds_nothing(make):
    book = make.book(
        make.group("all", modifiers=(Deduct(node="late", at_most=0.2),)),
        make.indicator("a"),
        make.indicator("late", Goalposts(worst=5, best=1, clip="none"), weight=0),
    )
    card = make.card(book, {"a": 0.9, "late": 0})
    assert make.ends(card["all"]) == (0.9, 0.9, 0.9)
    assert make.reasons(card["all"], Because.DEDUCTED) == []


def test_a_node_that_is_full_costs_nothing_and_is_not_said_to(make):
    card = make.card(deducting(make), {"a": 0.5, "late": 0})
    assert make.reasons(card["all"], Because.DEDUCTED) == []


def test_what_is_left_out_bounds_the_group_as_if_it_cost_nothing_too(make):
    book = deducting(make, missing="reweight")
    steps = evolve(
        book.indicators[1],
        method=Steps(of=10, steps=(Step(at_least=3, gives=5), Step(gives=8))),
    )
    book = evolve(book, indicators=(book.indicators[0], steps))
    assert make.ends(make.card(book, {"a": 0.5, "late": None})["all"]) == pytest.approx(
        (0.4, 0.5, 0.5)
    )


def test_without_proof_everything_that_can_be_is_taken_off(make):
    card = make.card(deducting(make, missing="zero"), {"a": 0.5, "late": None})
    assert make.ends(card["all"]) == pytest.approx((0.3, 0.3, 0.5))


def test_an_unknown_that_is_left_out_costs_nothing_and_still_bounds(make):
    card = make.card(deducting(make, missing="reweight"), {"a": 0.5, "late": None})
    assert make.ends(card["all"]) == pytest.approx((0.3, 0.5, 0.5))
    assert make.reasons(card["all"], Because.DEDUCTION_OPEN)


def test_a_deduction_for_something_without_limits_has_no_low_end_but_nothing(make):
    book = make.book(
        make.group("all", modifiers=(Deduct(node="late", at_most=0.2),)),
        make.indicator("a"),
        make.indicator("late", Identity(), weight=0),
    )
    assert make.ends(make.card(book, {"a": 0.5, "late": None})["all"]) == (0, None, 0.5)
    assert make.ends(make.card(book, {"a": None, "late": None})["all"]) == (0, None, 1)
    open_book = make.book(
        make.group("all", modifiers=(Deduct(node="late", at_most=0.2),)),
        make.indicator("a", Identity()),
        make.indicator("late", Identity(), weight=0),
    )
    assert make.ends(make.card(open_book, {"a": None, "late": None})["all"]) == (None, None, None)


def test_what_is_below_nothing_already_is_not_lowered(make):
    book = make.book(
        make.group("all", modifiers=(Deduct(node="late", at_most=0.2),)),
        make.indicator("a", Identity()),
        make.indicator("late", Goalposts(worst=5, best=0), weight=0),
    )
    assert make.card(book, {"a": -0.5, "late": 5})["all"].value == -0.5


def test_a_group_is_rescaled_between_its_two_ends(make):
    book = make.book(
        make.group("all", modifiers=(Rescale(worst=0.25, best=0.75),)),
        make.indicator("a"),
        make.indicator("b"),
    )
    assert make.ends(make.card(book, {"a": 0.5, "b": 0.5})["all"]) == (0.5, 0.5, 0.5)
    assert make.ends(make.card(book, {"a": 0, "b": 0})["all"]) == (0, 0, 0)
    assert make.ends(make.card(book, {"a": 0.5, "b": None})["all"]) == (0, None, 1)


def test_a_rescaled_group_without_bounds_has_those_of_its_ends(make):
    clipped = make.book(
        make.group("all", modifiers=(Rescale(worst=-2, best=2),)), make.indicator("a", Identity())
    )
    assert make.ends(make.card(clipped, {"a": None})["all"]) == (0, None, 1)
    going_on = make.book(
        make.group("all", modifiers=(Rescale(worst=-2, best=2, clip="none"),)),
        make.indicator("a", Identity()),
    )
    assert make.ends(make.card(going_on, {"a": None})["all"]) == (None, None, None)
    assert make.card(going_on, {"a": 4})["all"].value == 1.5
