import pytest

from egov_readiness.model import Evidence


def test_a_number_and_a_word_are_two_pieces_of_evidence(make):
    assert make.refused(Evidence, concept="lan", value=1, option="yes") == [
        ("two-values", "option")
    ]


def test_evidence_does_not_replace_itself(make):
    assert make.refused(Evidence, concept="lan", supersedes=("r",)) == [
        ("refers-to-itself", "supersedes")
    ]


@pytest.mark.parametrize("value", ["1", True, float("inf")])
def test_a_value_is_a_finite_number_a_ratio_or_bounds(make, value):
    ((_, field),) = make.refused(Evidence, concept="lan", value=value)
    assert field == "value"
