from hypothesis import given

from egov_readiness.model.change_checks import change_problems, unknown_reference
from egov_readiness.testing import surveys


@given(surveys())
def test_changes_that_agree_with_their_units_are_accepted(survey):
    assert [*change_problems(survey)] == []


def test_a_reference_that_leads_nowhere_is_named_with_the_nearest():
    problem = unknown_reference("support/0/requests", "support request", "q2", ["q1"])
    assert problem.code == "unknown-support-request"
    assert problem.hint == ""
