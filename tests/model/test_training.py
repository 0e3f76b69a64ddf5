import pytest

from egov_readiness.model import Headcount, TrainingCohort


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({"attended": 3, "completed": 4}, ("part-exceeds-whole", "completed")),
        ({"completed": 3, "certified": 4}, ("part-exceeds-whole", "certified")),
        ({"people": ("a", "a")}, ("person-twice", "people")),
        ({"people": ("a", "b"), "completed": 1}, ("part-exceeds-whole", "people")),
        ({"people": ("a",), "completed": 2}, ("part-exceeds-whole", "completed")),
        ({"part_of": "r"}, ("refers-to-itself", "part_of")),
    ],
)
def test_a_cohort_that_contradicts_itself_is_refused(make, counts, found):
    assert found in make.refused(TrainingCohort, course=make.text(), level="commune", **counts)


def test_a_cohort_may_name_everybody_who_completed_it(make):
    cohort = make.record(
        TrainingCohort, course=make.text(), level="commune", people=("a", "b"), completed=2
    )
    assert cohort.completed == 2


@pytest.mark.parametrize("field", ["it_staff", "chief_information_officers"])
def test_a_part_of_the_staff_is_not_more_than_the_staff(make, field):
    assert make.refused(Headcount, level="district", staff=3, **{field: 4}) == [
        ("part-exceeds-whole", field)
    ]
