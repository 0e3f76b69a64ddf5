import pytest

from egov_readiness.model import Application, ApplicationKind


@pytest.mark.parametrize(
    ("part", "whole"),
    [("active_accounts", "accounts"), ("documents_electronic", "documents")],
)
def test_no_more_is_used_than_there_is(make, part, whole):
    fields = {"kind": ApplicationKind.EMAIL, part: 5, whole: 4}
    assert make.refused(Application, **fields) == [("part-exceeds-whole", part)]
    assert make.record(Application, **(fields | {whole: 5}))
