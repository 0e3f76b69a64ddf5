import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.kinds import NOT_APPLICABLE, Between, Origin
from egov_readiness.measures.staff import per_workstation, staff_of
from egov_readiness.measures.view import UnitView
from egov_readiness.model import (
    Headcount,
    InfrastructureItem,
    InfrastructureKind,
    StaffCategory,
)
from egov_readiness.observations import State

DAY = PartialDate("2009-06-01")


def people(identity="h", staff=None, level="district", observed=DAY, **more):
    return Headcount(
        id=identity,
        unit="u",
        level=level,
        staff=staff,
        observed_on=observed,
        recorded_on=DAY,
        **more,
    )


def machines(identity="i", kind=InfrastructureKind.WORKSTATION, **more):
    return InfrastructureItem(
        id=identity, unit="u", kind=kind, observed_on=DAY, recorded_on=DAY, **more
    )


def view(headcounts=(), infrastructure=(), stale_after=None):
    return UnitView(
        unit="u",
        as_of=date(2009, 6, 11),
        headcounts=tuple(headcounts),
        infrastructure=tuple(infrastructure),
        stale_after=stale_after,
    )


def ratio(staff, **counts):
    return per_workstation(view([people(staff=staff)], [machines(**counts)]), {})


def test_staff_of_all_levels_share_the_workstations_of_all_offices():
    found = per_workstation(
        view(
            [people("d", 60, "district"), people("c", 90, "commune")],
            [
                machines("a", organisation="A", working=20),
                machines("b", organisation="B", working=30),
                machines("other", InfrastructureKind.SCANNER, working=50),
            ],
        ),
        {},
    )
    assert found.value == 3.0


def test_without_a_count_of_the_working_ones_use_gives_the_upper_end(codes):
    found = ratio(80, installed=40, in_use=20)
    assert (found.low, found.high) == (2.0, 4.0)
    assert codes(found) == [("record", "h"), ("record", "i"), ("not-recorded", "i")]


def test_without_a_count_of_use_there_is_no_upper_end():
    assert ratio(80, installed=40).state is State.UNKNOWN


def test_a_unit_without_a_working_workstation_is_not_let_off(codes):
    found = ratio(80, working=0)
    assert found.state is State.UNKNOWN
    assert codes(found)[-1] == ("zero-denominator", None)


@pytest.mark.parametrize(
    ("staff", "working"),
    [(0, 0), (NOT_APPLICABLE, 5), (5, NOT_APPLICABLE)],
)
def test_without_anybody_or_anything_to_count_it_is_not_applicable(staff, working):
    assert ratio(staff, working=working).state is State.NOT_APPLICABLE


def test_what_nobody_recorded_is_named(codes):
    assert codes(per_workstation(view(), {})) == [("no-record", None), ("no-record", None)]
    found = per_workstation(view([people(staff=3)]), {})
    assert found.because[-1].facts == {"sheet": "infrastructure", "kind": "workstation"}
    found = per_workstation(view((), [machines(working=2)]), {})
    assert (found.state, found.because[0].facts) == (State.UNKNOWN, {"sheet": "headcounts"})


def test_a_head_count_without_records_is_unlimited_and_names_the_level():
    limits, because = staff_of(view([people(staff=3)]), "commune")
    assert limits == (0, math.inf)
    assert because[0].facts == {"sheet": "headcounts", "level": "commune"}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([people("a", 10), people("b", 20, level="commune")], (30, 30)),
        ([people("a", Between(5, 10)), people("b", 20, level="commune")], (25, 30)),
        ([people("a"), people("b", 20, level="commune")], (20, math.inf)),
        ([people("a", NOT_APPLICABLE), people("b", 20, level="commune")], (20, 20)),
        ([people("a", NOT_APPLICABLE)], None),
    ],
)
def test_head_counts_of_levels_add_with_their_bounds(records, expected):
    assert staff_of(view(records), None)[0] == expected


def category(which, staff, **more):
    return people(which, staff, category=StaffCategory(which), **more)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([category("leader", 3), category("official", 7)], 10),
        ([category("leader", 3), people("all", 20)], 20),
        ([people("a", 5, organisation="A"), people("b", 6, organisation="B")], 11),
        ([people("a", 5, organisation="A"), people("whole", 30)], 30),
        ([category("leader", 3, organisation="A"), people("a", 9, organisation="A")], 9),
        (
            [
                category("leader", 3, organisation="A"),
                category("official", 4, organisation="A"),
                people("b", 9, organisation="B"),
            ],
            16,
        ),
    ],
)
def test_what_contains_another_head_count_is_never_added_to_it(records, expected):
    assert staff_of(view(records), "district")[0] == (expected, expected)


def test_the_stronger_head_count_is_believed():
    records = [
        people("told", 90, origin=Origin.SELF_REPORT),
        people("seen", 80, origin=Origin.INSPECTED),
    ]
    assert staff_of(view(records), "district")[0] == (80, 80)


def test_a_head_count_too_old_for_the_indicator_is_not_used(codes):
    old = people("old", 80, observed=PartialDate("2005"))
    limits, because = staff_of(view([old], stale_after=365), "district")
    assert limits == (0, math.inf)
    assert [reason.code.value for reason in because] == ["stale"]
    found = per_workstation(view([old], [machines(working=5)], stale_after=365), {})
    assert codes(found) == [("stale", "old"), ("record", "i")]


@st.composite
def cases(draw):
    staff, installed = draw(st.integers(0, 20)), draw(st.integers(0, 12))
    works = draw(st.integers(0, installed))
    used = draw(st.integers(0, works))
    truth = {"installed": installed, "working": works, "in_use": used}
    known = {name: draw(st.sampled_from([number, None])) for name, number in truth.items()}
    around = Between(max(0, staff - draw(st.integers(0, 3))), staff + draw(st.integers(0, 3)))
    return (staff, truth), (draw(st.sampled_from([staff, None, around])), known)


@given(cases())
def test_every_completion_lies_within_the_bounds(within, case):
    (staff, truth), (some_staff, known) = case
    assert within(ratio(staff, **truth), ratio(some_staff, **known))
