import pytest
from hypothesis import given

from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.model import InfrastructureItem, InfrastructureKind
from egov_readiness.testing import infrastructure_items

LAN, WORKSTATION = InfrastructureKind.LAN, InfrastructureKind.WORKSTATION


@given(infrastructure_items())
def test_counts_that_agree_are_accepted(item):
    assert item.unit == "unit"


@pytest.mark.parametrize(
    ("counts", "field"),
    [
        ({"in_use": 5, "working": 4}, "in_use"),
        ({"working": 5, "installed": 4}, "working"),
        ({"connected": 5, "installed": 4}, "connected"),
        ({"connected": 5, "eligible": 4}, "connected"),
        ({"in_use": 5, "connected": 4}, "in_use"),
        ({"in_use": 5, "eligible": 4}, "in_use"),
        ({"in_use": 5, "installed": 4}, "in_use"),
        ({"in_use": Between(5, 9), "working": 4}, "in_use"),
        ({"in_use": 5, "working": Between(0, 4)}, "in_use"),
    ],
)
def test_more_than_there_can_be_is_refused(make, counts, field):
    assert ("part-exceeds-whole", field) in make.refused(InfrastructureItem, kind=LAN, **counts)


def test_without_connections_what_is_in_use_need_not_have_been_asked_for(make):
    item = make.record(InfrastructureItem, kind=LAN, eligible=4, connected=NOT_APPLICABLE, in_use=5)
    assert item.in_use == 5


@pytest.mark.parametrize(
    "counts",
    [
        {"in_use": 5, "working": None},
        {"in_use": 5, "working": NOT_APPLICABLE},
        {"in_use": NOT_APPLICABLE, "working": 4},
        {"in_use": Between(3, 9), "working": 4},
        {"in_use": 0, "working": 0},
    ],
)
def test_what_may_agree_is_accepted(make, counts):
    assert make.record(InfrastructureItem, kind=LAN, **counts).in_use == counts["in_use"]


def test_only_of_a_network_must_what_is_used_be_connected(make):
    assert make.record(InfrastructureItem, kind=WORKSTATION, in_use=5, connected=4).in_use == 5


def test_unknown_not_applicable_and_zero_are_three_things(make):
    states = [
        make.record(InfrastructureItem, kind=LAN, in_use=n) for n in (None, NOT_APPLICABLE, 0)
    ]
    assert len(set(states)) == 3


@pytest.mark.parametrize("count", [-1, Between(-1, 2), 2.5, "3", True, float("nan"), 2**53])
def test_a_count_is_a_whole_number_of_at_least_nothing(make, count):
    ((_, field),) = make.refused(InfrastructureItem, kind=LAN, installed=count)
    assert field == "installed"


def test_a_capacity_has_a_unit_of_measure(make):
    assert make.refused(InfrastructureItem, kind=LAN, capacity=10.5) == [
        ("capacity-without-unit", "capacity_unit")
    ]
