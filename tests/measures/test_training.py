from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.errors import Because
from egov_readiness.kinds import NOT_APPLICABLE, Between, Text
from egov_readiness.measures.training import COUNTED, coverage
from egov_readiness.measures.view import UnitView
from egov_readiness.model import Headcount, TrainingCohort
from egov_readiness.observations import State

DAY = PartialDate("2009-06-01")


def cohort(identity, completed=None, level="commune", **more):
    return TrainingCohort(
        id=identity,
        unit="u",
        course=Text({"vi": "Tin học văn phòng"}),
        level=level,
        completed=completed,
        observed_on=DAY,
        recorded_on=DAY,
        **more,
    )


def staff(number, level="commune", observed=DAY):
    return Headcount(
        id=f"h-{level}", unit="u", level=level, staff=number, observed_on=observed, recorded_on=DAY
    )


def trained(*cohorts, staff_is=100, counted="completed", stale_after=None, headcounts=None):
    view = UnitView(
        unit="u",
        as_of=date(2009, 6, 11),
        training=cohorts,
        headcounts=(staff(staff_is),) if headcounts is None else headcounts,
        stale_after=stale_after,
    )
    return coverage(view, {"level": "commune", "counted": counted})


def ends(found):
    return (found.low, found.high)


def test_one_cohort_is_exact():
    assert trained(cohort("a", 30)).value == 0.3


def test_cohorts_may_hold_the_same_people_so_they_give_bounds(codes):
    found = trained(cohort("a", 30), cohort("b", 20))
    assert ends(found) == (0.3, 0.5)
    assert codes(found) == [
        ("record", "a"),
        ("record", "b"),
        ("record", "h-commune"),
        ("overlap-possible", None),
    ]
    assert found.because[-1].facts == {"low": 30, "high": 50}


def test_no_more_people_were_trained_than_work_there():
    assert ends(trained(cohort("a", 60), cohort("b", 70))) == (0.7, 1.0)


def test_a_cohort_within_another_is_never_added_to_it_as_in_dak_lak_2009():
    classes = cohort("18-classes", 534)
    advanced = cohort("3-advanced", 55, part_of="18-classes")
    rounds = cohort("2-rounds", 120)
    districts = cohort("8-classes-in-4-districts", 180)
    assert trained(classes, advanced, staff_is=2000).value == 534 / 2000
    found = trained(classes, advanced, rounds, districts, staff_is=2000)
    assert ends(found) == (534 / 2000, (534 + 120 + 180) / 2000)


def test_a_cohort_whose_whole_does_not_count_counts_by_itself():
    assert trained(cohort("b", 20, part_of="a")).value == 0.2
    whole = cohort("a", NOT_APPLICABLE)
    assert trained(whole, cohort("b", 20, part_of="a")).value == 0.2


def test_a_part_says_the_least_of_a_whole_that_gives_no_count(codes):
    found = trained(cohort("a"), cohort("b", 20, part_of="a"))
    assert ends(found) == (0.2, 1.0)
    assert ("not-recorded", "a") in codes(found)
    assert ("overlap-possible", None) not in codes(found)


def test_people_who_are_named_are_counted_once(codes):
    found = trained(cohort("a", people=("p", "q")), cohort("b", 2, people=("q", "r")))
    assert found.value == 0.03
    assert {code for code, _ in codes(found)} == {"record"}


def test_people_are_named_where_they_can_be_and_bounded_elsewhere():
    named = cohort("a", people=("p", "q")), cohort("b", people=("q", "r"))
    assert ends(trained(*named, cohort("c", 2))) == (0.03, 0.05)
    assert ends(trained(*named, cohort("c", 9))) == (0.09, 0.12)


def test_whoever_is_named_took_part_even_if_the_whole_forgot_them():
    whole = cohort("a", people=("p",))
    assert trained(whole, cohort("b", people=("q",), part_of="a")).value == 0.02


def test_names_are_of_those_who_completed_and_only_bound_those_who_came():
    found = trained(
        cohort("a", 2, attended=5, people=("p", "q")), cohort("b", attended=4), counted="attended"
    )
    assert ends(found) == (0.05, 0.09)


@pytest.mark.parametrize(
    ("counted", "expected"), [("attended", 0.5), ("completed", 0.4), ("certified", 0.3)]
)
def test_the_rulebook_says_what_counts_as_trained(counted, expected):
    found = trained(cohort("a", 40, attended=50, certified=30), counted=counted)
    assert found.value == expected


@pytest.mark.parametrize(
    ("counts", "counted", "expected"),
    [
        ({"attended": 40}, "completed", (0, 0.4)),
        ({"attended": 40, "certified": 10}, "completed", (0.1, 0.4)),
        ({"completed": 40}, "attended", (0.4, 1)),
        ({"completed": 40}, "certified", (0, 0.4)),
        ({"people": ("p", "q")}, "attended", (0.02, 1)),
        ({"people": ("p", "q")}, "certified", (0, 0.02)),
    ],
)
def test_a_missing_count_is_bounded_by_the_others(counts, counted, expected):
    assert ends(trained(cohort("a", **counts), counted=counted)) == expected


def test_turnover_is_said_and_as_many_as_the_staff_count(codes):
    found = trained(cohort("a", 120))
    assert found.value == 1.0
    assert codes(found)[-1] == ("trained-exceeds-staff", None)
    assert found.because[-1].facts == {"trained": 120, "staff": 100}


def test_turnover_is_said_only_where_it_is_sure(codes):
    found = trained(cohort("a", 90), staff_is=Between(80, 100))
    assert ends(found) == (0.9, 1.0)
    assert ("trained-exceeds-staff", None) not in codes(found)


def test_other_levels_do_not_count():
    headcounts = (staff(100), staff(50, "district"))
    found = trained(cohort("a", 20), cohort("b", 40, "district"), headcounts=headcounts)
    assert found.value == 0.2


def test_training_that_is_still_to_come_does_not_count():
    planned = cohort("b", held_on=PartialDate("2009"))
    assert trained(cohort("a", 20, held_on=PartialDate("2009-05")), planned).value == 0.2
    assert trained(planned).state is State.UNKNOWN


def test_without_cohorts_nobody_knows(codes):
    found = trained()
    assert (found.state, codes(found)) == (
        State.UNKNOWN,
        [("no-record", None), ("record", "h-commune")],
    )
    assert found.because[0].facts == {"sheet": "training", "level": "commune"}


def test_without_a_head_count_nobody_knows_the_share(codes):
    found = trained(cohort("a", 20), headcounts=())
    assert (found.state, codes(found)) == (
        State.UNKNOWN,
        [("record", "a"), ("no-record", None)],
    )


@pytest.mark.parametrize(
    ("cohorts", "staff_is"),
    [
        ([cohort("a", NOT_APPLICABLE)], 100),
        ([cohort("a", 20)], NOT_APPLICABLE),
        ([], NOT_APPLICABLE),
        ([cohort("a", 0)], 0),
    ],
)
def test_without_anybody_to_train_it_is_not_applicable(cohorts, staff_is):
    assert trained(*cohorts, staff_is=staff_is).state is State.NOT_APPLICABLE


def test_training_does_not_grow_old_but_a_head_count_does(codes):
    fresh = trained(cohort("a", 20), stale_after=5, headcounts=(staff(100, observed=DAY),))
    assert (fresh.state, codes(fresh)) == (
        State.UNKNOWN,
        [("record", "a"), ("stale", "h-commune")],
    )
    assert trained(cohort("a", 20), stale_after=10).value == 0.2


@st.composite
def courses(draw):
    """What really happened: who works there, and who of them came to which course."""
    everybody = [f"p{number}" for number in range(draw(st.integers(1, 8)))]
    cohorts = []
    some = st.sets(st.sampled_from(everybody))
    for number in range(draw(st.integers(1, 4))):
        inside = draw(st.sampled_from([None, *range(number)]))
        attended = draw(some)
        completed = attended & draw(some)
        certified = completed & draw(some)
        if inside is not None:
            _, *whole = cohorts[inside]
            attended, completed, certified = (
                mine & theirs
                for mine, theirs in zip((attended, completed, certified), whole, strict=True)
            )
        cohorts.append((inside, attended, completed, certified))
    return everybody, cohorts


def blurred(draw, number):
    low, high = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    around = Between(max(0, number - low), number + high)
    return draw(st.sampled_from([number, None, around]))


@given(courses(), st.data(), st.sampled_from(COUNTED))
def test_the_truth_lies_within_the_bounds(course, data, counted):
    everybody, cohorts = course
    records = []
    for number, (inside, *sets) in enumerate(cohorts):
        came, completed, certified = (len(people) for people in sets)
        named = data.draw(st.booleans())
        records.append(
            cohort(
                str(number),
                attended=blurred(data.draw, came),
                completed=completed if named else blurred(data.draw, completed),
                certified=blurred(data.draw, certified),
                people=tuple(sorted(sets[1])) if named else (),
                part_of=None if inside is None else str(inside),
            )
        )
    found = trained(*records, staff_is=blurred(data.draw, len(everybody)), counted=counted)
    distinct = set().union(*(sets[COUNTED.index(counted)] for _, *sets in cohorts))
    if found.state is not State.UNKNOWN:
        assert found.low <= len(distinct) / len(everybody) <= found.high


@given(courses())
def test_people_who_are_all_named_give_the_truth(course):
    everybody, cohorts = course
    records = [
        cohort(str(number), people=tuple(sorted(completed)), completed=len(completed))
        for number, (_, _, completed, _) in enumerate(cohorts)
    ]
    distinct = set().union(*(completed for _, _, completed, _ in cohorts))
    assert trained(*records, staff_is=len(everybody)).value == len(distinct) / len(everybody)


def test_certificates_count_until_they_end(codes):
    def certified(until):
        item = cohort("c", 30, certified=20, certificates_until=PartialDate(until))
        return trained(item, counted="certified")

    assert ends(certified("2009-06-11")) == (0.2, 0.2)
    ended = certified("2009-06-10")
    assert (ended.state, ends(ended)) == (State.KNOWN, (0, 0))
    assert ("stale", "c") in codes(ended)
    assert ends(trained(cohort("c", 30, certificates_until=PartialDate("2009-01")))) == (0.3, 0.3)


def test_a_cohort_within_one_whose_certificates_ended_is_counted_by_itself():
    outer = cohort("o", 40, certified=30, certificates_until=PartialDate("2009-05"))
    inner = cohort("i", 10, certified=10, part_of="o")
    assert ends(trained(outer, inner, counted="certified")) == (0.1, 0.1)


def test_where_nothing_limits_the_people_no_limit_is_named():
    found = trained(cohort("a", 30), cohort("b"), headcounts=(staff(100),))
    (overlap,) = [r for r in found.because if r.code is Because.OVERLAP_POSSIBLE]
    assert overlap.facts == {"low": 30}


@pytest.mark.parametrize(
    ("inner", "share"),
    [(20, (0.1, 0.1)), (Between(5, 20), (0.1, 0.25)), (None, (0, 0.3)), (30, (0, 0))],
)
def test_certificates_that_ended_within_a_valid_cohort_are_taken_from_it(inner, share):
    outer = cohort("o", 40, certified=30)
    ended = cohort("i", certified=inner, part_of="o", certificates_until=PartialDate("2009-05"))
    deeper = cohort("d", certified=5, part_of="i", certificates_until=PartialDate("2009-04"))
    found = trained(outer, ended, counted="certified")
    assert ends(found) == pytest.approx(share) or (found.state, share) == (State.KNOWN, (0, 0))
    assert ends(trained(outer, ended, deeper, counted="certified")) == ends(found)


def test_certificates_that_ended_are_taken_from_every_cohort_around_them():
    ended = {"certificates_until": PartialDate("2009-05")}
    outer, middle = cohort("o", 40, certified=30), cohort("m", 25, certified=20, part_of="o")
    inner = cohort("i", certified=10, part_of="m", **ended)
    assert ends(trained(outer, middle, inner, counted="certified")) == (0.2, 0.2)
    nobody = cohort("i", certified=NOT_APPLICABLE, part_of="m", **ended)
    assert ends(trained(outer, middle, nobody, counted="certified")) == (0.3, 0.3)
    elsewhere = cohort("e", certified=10, part_of="gone", **ended)
    assert ends(trained(outer, elsewhere, counted="certified")) == (0.3, 0.3)
