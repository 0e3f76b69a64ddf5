from hypothesis import given

from egov_readiness.model.change_checks import change_problems
from egov_readiness.testing import surveys


@given(surveys())
def test_changes_that_agree_with_their_units_are_accepted(survey):
    assert [*change_problems(survey)] == []
