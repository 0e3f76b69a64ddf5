import pytest
from hypothesis import find, given

from egov_readiness import testing
from egov_readiness.model import check_survey
from egov_readiness.testing import surveys

RECORDS = [
    "administrative_units",
    "applications",
    "evidence",
    "findings",
    "headcounts",
    "infrastructure_items",
    "legal_documents",
    "milestones",
    "plans",
    "public_services",
    "training_cohorts",
]


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_can_be_made_for_an_identity(name):
    @given(getattr(testing, name)("my-id"))
    def made(record):
        assert record.id == "my-id"

    made()


@given(surveys())
def test_a_survey_has_no_problems(survey):
    assert check_survey(survey) == ()


def test_surveys_shrink_to_few_records():
    smallest = find(surveys(), lambda survey: len(survey.evidence) > 0)
    assert len(smallest.evidence) == 1
    assert smallest.infrastructure == ()
