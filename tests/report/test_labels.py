"""The labels on the page of a rulebook."""

from egov_readiness.report.labels import LABELS
from egov_readiness.report.texts import LANGUAGES


def test_every_label_is_given_in_every_language():
    assert set(LABELS) == set(LANGUAGES)
    assert set(LABELS["en"]) == set(LABELS["vi"])
