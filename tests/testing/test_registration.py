import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import egov_readiness as egov


@given(st.from_type(egov.Survey), st.from_type(egov.Rulebook))
def test_hypothesis_knows_our_types_by_itself(survey, rulebook):
    assert isinstance(survey, egov.Survey)
    assert isinstance(rulebook, egov.Rulebook)


@pytest.mark.parametrize(
    "first", ["egov_readiness.testing.values", "egov_readiness.testing", "hypothesis"]
)
def test_it_does_not_matter_what_is_imported_first(first):
    program = (
        f"import {first}, egov_readiness;"
        "from hypothesis import strategies as st;"
        "print(st.from_type(egov_readiness.Survey))"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert "surveys" in run.stdout, run.stderr
