from attrs import fields
from hypothesis import given

from egov_readiness.model import Survey
from egov_readiness.model.survey import SHEETS
from egov_readiness.testing import surveys


def test_every_list_of_records_is_a_sheet():
    lists = [field.name for field in fields(Survey) if field.default == ()]
    assert tuple(lists) == SHEETS


@given(surveys())
def test_a_survey_is_told_by_its_identity_and_period(survey):
    assert hash(survey) == hash(Survey(id=survey.id, title=survey.title, period=survey.period))
