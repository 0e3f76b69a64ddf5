"""The forms of the kernel."""

import pytest

from egov_readiness.rules.forms import LinearForm


@pytest.mark.parametrize(
    ("worst", "best", "at_worst", "at_best", "rises"),
    [(0, 1, 0, 1, True), (1, 0, 0, 1, False), (0, 1, 1, 0, False), (1, 0, 1, 0, True)],
)
def test_a_line_rises_where_a_greater_value_attains_more(worst, best, at_worst, at_best, rises):
    form = LinearForm(worst, best, True, True, False, at_worst, at_best)
    assert form.rises is rises
