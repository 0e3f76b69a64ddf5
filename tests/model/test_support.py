from math import inf

import pytest

from egov_readiness.errors import RecordError
from egov_readiness.kinds import Between
from egov_readiness.model import (
    Delivery,
    ExpectedEffect,
    SupportAction,
    SupportArea,
    SupportStatus,
)


def test_what_was_done_says_so(make):
    fields = {
        "area": SupportArea.TRAINING,
        "provider": "Sở TT&TT",
        "statement": make.text(),
        "done_on": make.day,
    }
    assert make.refused(SupportAction, status=SupportStatus.PLANNED, **fields) == [
        ("done-but-not-done", "status")
    ]
    assert make.record(SupportAction, status=SupportStatus.DONE, **fields).done_on == make.day


def refused(cls, **fields):
    with pytest.raises(RecordError) as caught:
        cls(**fields)
    return [(problem.code, problem.path) for problem in caught.value.problems]


def test_a_delivery_is_what_so_many_bodies_with_so_many_each_can_get(make):
    to = make.text("14 bodies")
    ranged = Delivery(recipients=to, bodies=14, each=Between(1, 4))
    assert ranged.amount() == (14, 56)
    assert Delivery(recipients=to, bodies=14, each=Between(1, 4), total=32).amount() == (32, 32)
    wrong = {"recipients": to, "bodies": 14, "each": Between(1, 4), "total": 57}
    assert refused(Delivery, **wrong) == [("total-not-so-many", "total")]


def test_a_delivery_of_which_nothing_is_said_has_no_limit_but_nothing_to_nobody_is_nothing(make):
    assert Delivery(recipients=make.text()).amount() == (0, inf)
    assert Delivery(recipients=make.text(), bodies=0).amount() == (0, 0)


def test_deliveries_make_the_quantity_of_the_action(make):
    lines = tuple(
        Delivery(recipients=make.text(), bodies=bodies, each=each)
        for bodies, each in ((12, 2), (14, Between(1, 4)))
    )
    fields = {
        "area": SupportArea.INFRASTRUCTURE,
        "provider": "Sở TT&TT",
        "statement": make.text(),
        "status": SupportStatus.PLANNED,
        "deliveries": lines,
    }
    assert make.record(SupportAction, quantity=66, **fields).quantity == 66
    assert make.refused(SupportAction, quantity=81, **fields) == [("total-not-so-many", "quantity")]


def test_an_effect_is_expected_once_and_with_bounds_in_order(make):
    assert refused(ExpectedEffect, indicator="lan", low=1.0, high=0.0) == [
        ("bounds-reversed", "low")
    ]
    effect = ExpectedEffect(indicator="lan", low=0.1, high=0.2)
    fields = {"area": SupportArea.POLICY, "provider": "x", "statement": make.text()}
    assert make.refused(
        SupportAction, status=SupportStatus.PLANNED, expected=(effect, effect), **fields
    ) == [("effect-twice", "expected/1")]


def test_a_delivery_names_each_unit_once(make):
    twice = {"recipients": make.text(), "beneficiaries": ("a", "a")}
    assert refused(Delivery, **twice) == [("unit-twice", "beneficiaries")]
    fields = {"area": SupportArea.POLICY, "provider": "x", "statement": make.text()}
    assert make.refused(
        SupportAction, status=SupportStatus.PLANNED, beneficiaries=("a", "a"), **fields
    ) == [("unit-twice", "beneficiaries")]
