from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.kinds import NOT_APPLICABLE, Origin
from egov_readiness.measures.services import at_level, filed_online
from egov_readiness.measures.view import UnitView
from egov_readiness.model import PublicService
from egov_readiness.observations import State


def service(code, level=None, scheme="vn-43-2011", observed="2012-06", **more):
    return PublicService(
        id=more.pop("identity", f"{code}-{scheme}"),
        unit="u",
        code=code,
        level_scheme=scheme,
        level=level,
        observed_on=PartialDate(observed),
        recorded_on=PartialDate("2012"),
        **more,
    )


def view(*services, stale_after=None):
    return UnitView(unit="u", as_of=date(2012, 12, 31), services=services, stale_after=stale_after)


def test_services_at_or_above_the_level_count():
    some = view(*(service(str(level), level) for level in (0, 1, 2, 3, 4)))
    assert [at_level(some, {"level": level}).value for level in (1, 2, 3, 4, 5)] == [
        0.8,
        0.6,
        0.4,
        0.2,
        0,
    ]


def test_a_service_whose_level_is_unknown_gives_bounds(codes):
    found = at_level(view(service("a", 3), service("b"), service("c", 1)), {"level": 3})
    assert (found.low, found.high) == (1 / 3, 2 / 3)
    assert codes(found)[-1] == ("not-recorded", "b-vn-43-2011")
    assert found.because[-1].facts["count"] == "level"


def test_if_no_level_is_known_nothing_is_said():
    assert at_level(view(service("a")), {"level": 3}).state is State.UNKNOWN


def test_levels_of_different_lists_are_not_compared(codes):
    mixed = view(service("a", 3), service("b", 1, "vn-42-2022"))
    found = at_level(mixed, {"level": 1})
    assert (found.state, codes(found)[-1]) == (State.UNKNOWN, ("levels-differ", None))
    assert found.because[-1].facts["schemes"] == "vn-42-2022, vn-43-2011"
    assert at_level(mixed, {"level": 3, "level_scheme": "vn-43-2011"}).value == 1


@pytest.mark.parametrize(
    ("arguments", "facts"),
    [
        ({"level": 1}, {"sheet": "services"}),
        ({"level": 1, "level_scheme": "x"}, {"sheet": "services", "level_scheme": "x"}),
    ],
)
def test_without_services_nobody_knows(arguments, facts):
    found = at_level(view(), arguments)
    assert (found.state, found.because[0].facts) == (State.UNKNOWN, facts)
    assert filed_online(view(), {}).state is State.UNKNOWN


def test_a_service_counts_once_by_the_record_that_is_believed(codes):
    found = at_level(
        view(
            service("a", 4, identity="told", origin=Origin.SELF_REPORT, observed="2012-07"),
            service("a", 2, identity="seen", origin=Origin.INSPECTED),
        ),
        {"level": 3},
    )
    assert found.value == 0
    assert codes(found) == [("record", "seen"), ("contested", "told")]


def test_a_record_too_old_for_the_indicator_leaves_its_service_unknown(codes):
    some = view(
        service("a", 3, files=4, files_online=1),
        service("b", 3, observed="2010", files=9, files_online=9),
        stale_after=365,
    )
    found = at_level(some, {"level": 3})
    assert (found.low, found.high) == (0.5, 1)
    assert codes(found)[-1] == ("stale", "b-vn-43-2011")
    assert filed_online(some, {}).state is State.UNKNOWN


def test_files_are_added_over_all_services():
    some = view(service("a", files=10, files_online=5), service("b", files=90, files_online=20))
    assert filed_online(some, {}).value == 0.25


def test_files_of_a_service_that_two_lists_grade_count_once():
    some = view(
        service("a", files=10, files_online=5, observed="2012-01"),
        service("a", files=20, files_online=5, scheme="vn-42-2022"),
    )
    assert filed_online(some, {}).value == 0.25


def test_files_filed_online_are_at_most_the_files(codes):
    some = view(service("a", files=10), service("b", files=30, files_online=30))
    found = filed_online(some, {})
    assert (found.low, found.high) == (0.75, 1)
    assert ("not-recorded", "a-vn-43-2011") in codes(found)


def test_a_service_without_files_leaves_both_sums_or_all_of_them_the_score():
    without = service("a", files=NOT_APPLICABLE)
    some = view(without, service("b", files=4, files_online=1))
    assert filed_online(some, {}).value == 0.25
    assert filed_online(view(without), {}).state is State.NOT_APPLICABLE
    assert filed_online(view(service("a", files=0)), {}).state is State.NOT_APPLICABLE


levels = st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=5)


@given(levels, st.integers(0, 5))
def test_every_completion_of_unknown_levels_lies_within_the_bounds(within, services, level):
    truth = view(*(service(str(n), reached) for n, (reached, _) in enumerate(services)))
    some = view(
        *(
            service(str(n), reached if known else None)
            for n, (reached, known) in enumerate(services)
        )
    )
    assert within(at_level(truth, {"level": level}), at_level(some, {"level": level}))


files = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans()),
    min_size=1,
    max_size=4,
)


@given(files)
def test_every_completion_of_unknown_files_lies_within_the_bounds(within, services):
    truth, some = [], []
    for number, (one, other, knows_all, knows_online) in enumerate(services):
        total, online = max(one, other), min(one, other)
        truth.append(service(str(number), files=total, files_online=online))
        some.append(
            service(
                str(number),
                files=total if knows_all else None,
                files_online=online if knows_online else None,
            )
        )
    assert within(filed_online(view(*truth), {}), filed_online(view(*some), {}))
