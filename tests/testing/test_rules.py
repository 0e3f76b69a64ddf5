from hypothesis import find, given

from egov_readiness.rules import lint
from egov_readiness.testing import rulebooks


@given(rulebooks())
def test_a_rulebook_has_no_problems(book):
    assert lint(book) == ()


@given(rulebooks(plain=True, policy="reweight"))
def test_a_plain_rulebook_has_means_only_and_one_policy(book):
    assert all(not group.modifiers for group in book.groups)
    assert {node.missing for node in book.nodes} == {"reweight"}


def test_rulebooks_shrink_to_one_indicator():
    assert len(find(rulebooks(), bool).indicators) == 1
