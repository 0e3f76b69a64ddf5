"""What a scheme takes from the units below a unit."""

import pytest

from egov_readiness.errors import RecordError
from egov_readiness.rules import MemberScore, RollUp


@pytest.mark.parametrize("fields", [{"by": "share"}, {"by": "mean", "at_least": 0.5}])
def test_a_share_and_only_a_share_says_what_is_enough(fields):
    with pytest.raises(RecordError, match="share-threshold"):
        MemberScore(node="commune", **fields)


def test_a_minimum_has_no_weights():
    with pytest.raises(RecordError, match="weighted-minimum"):
        MemberScore(node="commune", by="minimum", weighted_by="population")
    with pytest.raises(RecordError, match="weighted-minimum"):
        RollUp(by="minimum", weighted_by="population")


def test_a_mean_may_be_weighted():
    assert RollUp(weighted_by="population").by == "mean"
    assert MemberScore(node="c", by="share", at_least=0.7, weighted_by="p").at_least == 0.7
