"""Training by unit and level."""

from datetime import date

import pytest

from egov_readiness.analysis import training
from egov_readiness.dates import PartialDate
from egov_readiness.errors import UsageError
from egov_readiness.model import Headcount, TrainingCohort

NOW = date(2024, 6, 30)


@pytest.fixture
def survey(make):
    staff = tuple(
        make.record(Headcount, f"h-{level}", level=level, staff=number)
        for level, number in (("district", 40), ("commune", 100))
    )
    cohorts = (
        make.record(TrainingCohort, "all", level="commune", completed=50, certified=30),
        make.record(TrainingCohort, "some", level="commune", completed=20, part_of="all"),
    )
    return make.survey(headcounts=staff, training=cohorts)


def test_every_level_of_a_unit_is_listed_and_nested_cohorts_are_not_added(survey):
    found = {item.level: item for item in training(survey, as_of=NOW)}
    assert [*found] == ["district", "commune"]
    commune = found["commune"]
    assert (commune.cohorts, commune.low, commune.high) == (2, 0.5, 0.5)
    assert (commune.people_low, commune.people_high) == (50, 50)
    assert (found["district"].people_low, found["district"].people_high) == (0, None)
    assert (found["district"].cohorts, found["district"].state.value) == (0, "unknown")


def test_what_counts_as_trained_is_asked_for(survey):
    (_, commune) = training(survey, as_of=NOW, counted="certified")
    assert (commune.low, commune.high) == (0.3, 0.3)
    with pytest.raises(UsageError, match="certified"):
        training(survey, as_of=NOW, counted="certifed")


def test_a_certificate_counts_until_it_ends(make):
    cohort = make.record(
        TrainingCohort,
        "c",
        level="commune",
        certified=30,
        certificates_until=PartialDate("2024-03"),
    )
    survey = make.survey(
        headcounts=(make.record(Headcount, "h", level="commune", staff=100),), training=(cohort,)
    )
    for day, share in ((date(2024, 3, 31), 0.3), (date(2024, 4, 1), 0)):
        (found,) = training(survey, as_of=day, counted="certified")
        assert found.low == found.high == share
