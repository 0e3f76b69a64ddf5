"""Inspections: units in the order in which they need a visit, dealt out to teams."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.analysis import plan_inspection
from egov_readiness.dates import PartialDate
from egov_readiness.errors import UsageError
from egov_readiness.kinds import Origin
from egov_readiness.model import InspectionPurpose, InspectionRound, InspectionTeam, Visit

NOW = date(2024, 6, 30)


@pytest.fixture
def survey(make):
    claims = [
        make.evidence("stale", "a", value=0.9, valid_until=PartialDate("2024-03")),
        make.evidence("fresh", "a", "files", 0.5, origin=Origin.INSPECTED),
        make.evidence("claim-b", "b", value=0.9, origin=Origin.SELF_REPORT),
        make.evidence("seen-b", "b", value=0.2, origin=Origin.INSPECTED),
        make.evidence("claim-c", "c", value=0.5, origin=Origin.SELF_REPORT),
        make.evidence("seen-c", "c", value=0.4, origin=Origin.INSPECTED),
        make.evidence("seen-d", "d", value=0.5, origin=Origin.INSPECTED),
        make.evidence("files-d", "d", "files", 0.5, origin=Origin.INSPECTED),
    ]
    units = [make.unit(name, parent="p") for name in "abcd"]
    return make.survey(make.unit("p", level="province"), *units, evidence=tuple(claims))


def planned(survey, make, **options):
    options = {"teams": ("1", "2"), "level": "district", **options}
    found = plan_inspection(survey, make.book(), as_of=NOW, **options)
    return [(visit.team, visit.stop, visit.unit) for visit in found]


def test_stale_evidence_comes_first_then_gaps_then_what_is_open(survey, make):
    assert planned(survey, make, teams=("1",)) == [
        ("1", number, unit) for number, unit in enumerate("abcd", start=1)
    ]
    assert [unit for *_, unit in planned(survey, make, teams=("1",), order=("gap",))] == [*"bcad"]
    by_open = planned(survey, make, teams=("1",), order=("open", "stale"))
    assert [unit for *_, unit in by_open] == [*"abcd"]


def test_what_speaks_for_a_visit_is_given_with_it(survey, make):
    found = plan_inspection(survey, make.book(), as_of=NOW, teams=("1",), level="district")
    facts = {visit.unit: visit for visit in found}
    assert (facts["a"].stale, facts["a"].gap, facts["a"].open) == (1, 0, 50)
    assert facts["b"].gap == pytest.approx(35)
    assert (facts["d"].stale, facts["d"].open) == (0, 0)


def test_units_are_dealt_out_in_turn_and_the_rest_is_named_as_left_out(survey, make):
    assert planned(survey, make) == [
        ("1", 1, "a"),
        ("1", 2, "c"),
        ("2", 1, "b"),
        ("2", 2, "d"),
    ]
    assert planned(survey, make, visits=1) == [
        ("1", 1, "a"),
        ("2", 1, "b"),
        (None, None, "c"),
        (None, None, "d"),
    ]


def test_units_of_one_unit_may_be_visited_by_one_team(make):
    units = [make.unit("p"), make.unit("q"), make.unit("r", level="commune")]
    units += [make.unit(name, level="commune", parent=name[0]) for name in ("p1", "q1", "p2", "q2")]
    survey = make.survey(*units)
    apart = planned(survey, make, level="commune")
    assert [(team, unit) for team, _, unit in apart] == [
        ("1", "r"),
        ("1", "q1"),
        ("1", "q2"),
        ("2", "p1"),
        ("2", "p2"),
    ]
    together = planned(survey, make, level="commune", together=True)
    teams = {unit: team for team, _, unit in together}
    assert teams["p1"] == teams["p2"] != teams["q1"] == teams["q2"]


def test_of_units_alike_the_one_visited_longest_ago_comes_first(make):
    inspection = make.record(
        InspectionRound,
        "r",
        organiser="Sở",
        territory="a",
        purposes=(InspectionPurpose.INSPECT,),
        window=PartialDate("2024-01-01/2024-07-31"),
    )
    team = make.record(InspectionTeam, "t", round="r", lead="Giám đốc")
    visits = tuple(
        make.record(Visit, f"v{number}", unit=unit, team="t", window=PartialDate(day))
        for number, (unit, day) in enumerate(
            [("a", "2024-01-20"), ("b", "2024-01-10"), ("a", "2024-01-05"), ("c", "2024-07-31")]
        )
    )
    units = [make.unit(name) for name in "abc"]
    survey = make.survey(*units, rounds=(inspection,), teams=(team,), visits=visits)
    found = plan_inspection(survey, make.book(), as_of=NOW, teams=("1",))
    assert [(visit.unit, visit.last_visit) for visit in found] == [
        ("c", None),
        ("b", date(2024, 1, 10)),
        ("a", date(2024, 1, 20)),
    ]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"teams": ()}, "teams"),
        ({"teams": ("1", "1")}, "teams"),
        ({"teams": (" ",)}, "teams"),
        ({"level": "distrct"}, "unknown-level"),
        ({"visits": 0}, "visits"),
        ({"order": ("stael",)}, "unknown-concern"),
        ({"order": ("gap", "gap")}, "concerns"),
        ({"order": ()}, "concerns"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(survey, make, options, code):
    with pytest.raises(UsageError) as caught:
        planned(survey, make, **options)
    assert [problem.code for problem in caught.value.problems] == [code]


@given(st.integers(1, 9), st.integers(1, 4), st.none() | st.integers(1, 3), st.booleans())
def test_every_unit_is_planned_once_and_no_team_has_more_visits_than_it_makes(
    make, count, teams, visits, together
):
    units = [make.unit(f"u{number}", parent=f"p{number % 3}") for number in range(count)]
    parents = [make.unit(f"p{number}", level="province") for number in range(3)]
    survey = make.survey(*parents, *units)
    found = plan_inspection(
        survey,
        make.book(),
        as_of=NOW,
        teams=tuple(map(str, range(teams))),
        visits=visits,
        together=together,
        level="district",
    )
    assert sorted(visit.unit for visit in found) == sorted(unit.id for unit in units)
    loads = Counter(visit.team for visit in found if visit.team is not None)
    assert all(visits is None or load <= visits for load in loads.values())
    if any(visit.team is None for visit in found):
        assert all(loads[str(team)] == visits for team in range(teams))
    if not together and visits is None:
        assert max(loads.values()) - min(loads[str(team)] for team in range(teams)) <= 1
