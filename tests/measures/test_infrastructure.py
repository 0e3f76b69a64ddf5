from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.kinds import NOT_APPLICABLE, Between, Origin
from egov_readiness.measures.catalogue import CATALOGUE
from egov_readiness.measures.infrastructure import (
    in_use,
    items_of,
    present,
    reach,
    utilisation,
    working,
)
from egov_readiness.measures.view import UnitView
from egov_readiness.model import InfrastructureItem, InfrastructureKind
from egov_readiness.model.infrastructure import NETWORK_KINDS
from egov_readiness.observations import State

DAY = PartialDate("2009-06-01")
LAN, SCANNER = {"kind": "lan"}, {"kind": "scanner"}
COUNTS = ("eligible", "installed", "connected", "working", "in_use")
SHARES = (reach, working, in_use, utilisation)


def item(identity="i", kind="lan", observed=DAY, **counts):
    return InfrastructureItem(
        id=identity,
        unit="u",
        kind=InfrastructureKind(kind),
        observed_on=observed,
        recorded_on=DAY,
        **counts,
    )


def view(*items, stale_after=None):
    return UnitView(
        unit="u", as_of=date(2009, 6, 11), infrastructure=items, stale_after=stale_after
    )


def ends(found):
    return (found.low, found.high)


def test_a_network_is_measured_by_what_is_connected():
    lan = view(item(eligible=20, installed=19, connected=16, working=12, in_use=3))
    values = [measure(lan, LAN).value for measure in SHARES]
    assert values == [16 / 20, 12 / 16, 3 / 20, 3 / 12]


def test_equipment_is_measured_by_what_is_installed():
    scanners = view(
        item(kind="scanner", eligible=20, installed=16, connected=1, working=12, in_use=3)
    )
    values = [measure(scanners, SCANNER).value for measure in SHARES]
    assert values == [16 / 20, 12 / 16, 3 / 20, 3 / 12]


def test_the_same_reach_with_less_use_is_less():
    used = view(item(eligible=20, connected=18, working=18, in_use=17))
    unused = view(item(eligible=20, connected=18, working=18, in_use=2))
    assert reach(used, LAN).value == reach(unused, LAN).value
    assert in_use(used, LAN).value > in_use(unused, LAN).value
    assert utilisation(used, LAN).value > utilisation(unused, LAN).value


def test_offices_are_added_before_they_are_divided():
    offices = view(
        item("a", organisation="A", eligible=10, connected=10),
        item("b", organisation="B", eligible=30, connected=10),
    )
    assert reach(offices, LAN).value == 0.5


def test_a_kind_that_nobody_recorded_is_unknown_and_the_reason_says_what_was_looked_for(codes):
    found = reach(view(item()), {"kind": "wan"})
    assert (found.state, codes(found)) == (State.UNKNOWN, [("no-record", None)])
    assert found.because[0].facts == {"sheet": "infrastructure", "kind": "wan"}
    assert present(view(), LAN).state is State.UNKNOWN


def test_zero_is_known_and_unknown_is_not_zero():
    assert in_use(view(item(eligible=20, in_use=0)), LAN).value == 0
    assert in_use(view(item(eligible=20)), LAN).state is State.UNKNOWN


def test_missing_counts_are_bounded_by_those_they_are_part_of(codes):
    found = in_use(view(item(eligible=20, connected=18, working=15)), LAN)
    assert ends(found) == (0, 0.75)
    assert codes(found) == [("record", "i"), ("not-recorded", "i")]
    assert found.because[1].facts["count"] == "in_use"
    assert found.because[1].facts["high"] == 15


@pytest.mark.parametrize(
    ("measure", "counts", "expected"),
    [
        (in_use, {"eligible": 20, "installed": 10}, (0, 0.5)),
        (in_use, {"eligible": 20, "connected": 10}, (0, 0.5)),
        (reach, {"eligible": 20, "installed": 10, "in_use": 5}, (0.25, 0.5)),
        (reach, {"eligible": 20, "connected": Between(5, 10)}, (0.25, 0.5)),
        (reach, {"eligible": Between(10, 20), "connected": 5}, (0.25, 0.5)),
        (utilisation, {"installed": 20, "in_use": 5}, (0.25, 1)),
        (utilisation, {"working": 20, "connected": 5}, (0, 0.25)),
    ],
)
def test_what_the_counts_imply_is_used(measure, counts, expected):
    assert ends(measure(view(item(**counts)), LAN)) == expected


def test_one_unknown_office_leaves_the_sum_within_its_limits():
    found = reach(
        view(
            item("a", organisation="A", eligible=10, connected=10),
            item("b", organisation="B", eligible=10),
        ),
        LAN,
    )
    assert ends(found) == (0.5, 1)


def test_equipment_beyond_what_there_should_be_is_shown_and_not_clipped():
    scanners = view(item(kind="scanner", eligible=20, installed=25, working=25, in_use=25))
    assert reach(scanners, SCANNER).value == 1.25
    assert in_use(scanners, SCANNER).value == 1.25
    unknown_need = view(item(kind="scanner", installed=25))
    assert reach(unknown_need, SCANNER).state is State.UNKNOWN


@pytest.mark.parametrize("measure", SHARES)
def test_a_share_of_nothing_is_not_applicable(measure, codes):
    found = measure(view(item(eligible=0, installed=0)), LAN)
    assert found.state is State.NOT_APPLICABLE
    assert codes(found)[-1] == ("zero-denominator", None)


@pytest.mark.parametrize("measure", [*SHARES, present])
def test_records_that_say_not_applicable_are_believed(measure):
    all_counts = dict.fromkeys(COUNTS, NOT_APPLICABLE)
    assert measure(view(item(**all_counts)), LAN).state is State.NOT_APPLICABLE


def test_an_office_to_which_it_does_not_apply_leaves_both_sums(codes):
    found = reach(
        view(
            item("a", organisation="A", eligible=10, connected=5),
            item("b", organisation="B", eligible=NOT_APPLICABLE),
        ),
        LAN,
    )
    assert found.value == 0.5
    assert ("not-recorded", "b") not in codes(found)


def test_working_ones_are_counted_among_the_connected():
    assert working(view(item(connected=16, working=12)), LAN).value == 0.75


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"installed": 20, "connected": 10, "working": 20}, (1, 1)),
        ({"installed": 20, "connected": 10, "working": 15}, (0.5, 1)),
        ({"installed": 20, "connected": 10, "working": 12, "in_use": 4}, (0.4, 1)),
        ({"connected": 10, "working": 12, "in_use": 4}, (0.4, 1)),
        (
            {"connected": 10, "working": 12, "in_use": NOT_APPLICABLE, "installed": NOT_APPLICABLE},
            (None, None),
        ),
        ({"connected": NOT_APPLICABLE, "working": 12}, (None, None)),
    ],
)
def test_where_more_work_than_are_connected_only_what_is_sure_counts(counts, expected):
    assert ends(working(view(item(**counts)), LAN)) == expected


@pytest.mark.parametrize(
    ("kind", "counts", "expected"),
    [
        ("lan", {"connected": 1}, "yes"),
        ("lan", {"in_use": 1}, "yes"),
        ("lan", {"connected": Between(0.5, 3)}, "yes"),
        ("lan", {"connected": 0}, "no"),
        ("lan", {"installed": 0}, "no"),
        ("lan", {"installed": 1}, None),
        ("lan", {"connected": Between(0, 1)}, None),
        ("firewall", {"installed": 1}, "yes"),
        ("firewall", {"working": 1}, "yes"),
        ("firewall", {"installed": 0}, "no"),
        ("firewall", {"connected": 0}, None),
    ],
)
def test_one_is_present_if_the_counts_make_sure_of_it(kind, counts, expected):
    found = present(view(item(kind=kind, **counts)), {"kind": kind})
    assert (found.value, found.state is State.UNKNOWN) == (expected, expected is None)


def test_presence_names_the_count_that_is_missing(codes):
    found = present(view(item(installed=1)), LAN)
    assert codes(found) == [("record", "i"), ("not-recorded", "i")]


def test_a_record_too_old_for_the_indicator_leaves_its_office_unknown(codes):
    old = item(
        "old",
        observed=PartialDate("2005"),
        organisation="B",
        eligible=10,
        connected=10,
        in_use=NOT_APPLICABLE,
    )
    offices = view(item("new", organisation="A", eligible=10, connected=5), old, stale_after=365)
    found = reach(offices, LAN)
    assert ends(found) == (None, None)
    assert codes(found) == [("record", "new"), ("stale", "old")]
    assert all(limits[0] == 0 for limits in items_of(offices, old.kind)[1][1].values())


def test_the_stronger_origin_counts_for_each_office():
    found = reach(
        view(
            item("a", organisation="A", eligible=10, connected=9, origin=Origin.SELF_REPORT),
            item("b", organisation="A", eligible=10, connected=4, origin=Origin.INSPECTED),
        ),
        LAN,
    )
    assert found.value == 0.4


@st.composite
def counted(draw, network):
    """One office as it is, and as much of it as somebody knew."""
    installed, eligible = draw(st.integers(0, 12)), draw(st.integers(0, 12))
    connected = draw(st.integers(0, min(installed, eligible)))
    works = draw(st.integers(0, installed))
    used = draw(st.integers(0, min(works, connected) if network else works))
    truth = dict(zip(COUNTS, (eligible, installed, connected, works, used), strict=True))
    known = {name: draw(blurred(number)) for name, number in truth.items()}
    for name in draw(st.sets(st.sampled_from(COUNTS), max_size=1)):
        truth[name] = known[name] = NOT_APPLICABLE
    return truth, known


def blurred(number):
    around = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(
        lambda off: Between(max(0, number - off[0]), number + off[1])
    )
    return st.just(number) | st.none() | around


@st.composite
def offices(draw):
    kind = draw(st.sampled_from(["lan", "scanner"]))
    network = InfrastructureKind(kind) in NETWORK_KINDS
    found = draw(st.lists(counted(network), min_size=1, max_size=3))
    blank = draw(st.sampled_from(COUNTS))

    def seen(which):
        return view(
            *(
                item(str(place), kind, organisation=str(place), **which(*pair))
                for place, pair in enumerate(found)
            )
        )

    truth = seen(lambda true, _: true)
    known = seen(lambda _, known: known)
    forgotten = {blank: None}
    less = seen(
        lambda _, known: known if known[blank] is NOT_APPLICABLE else {**known, **forgotten}
    )
    return kind, truth, known, less


MEASURES = [name for name in CATALOGUE if name.startswith("infrastructure.")]


@pytest.mark.parametrize("name", MEASURES)
@given(case=offices())
def test_every_completion_lies_within_the_bounds(name, within, case):
    kind, truth, known, less = case
    measure = CATALOGUE[name].function
    complete, partial = measure(truth, {"kind": kind}), measure(known, {"kind": kind})
    assert within(complete, partial)
    assert within(partial, measure(less, {"kind": kind}))
