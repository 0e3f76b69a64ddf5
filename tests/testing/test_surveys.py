from hypothesis import given

from egov_readiness.model import check_survey
from egov_readiness.testing import surveys


@given(surveys())
def test_a_survey_has_no_problems(survey):
    assert check_survey(survey) == ()
