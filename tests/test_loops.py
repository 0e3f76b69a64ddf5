from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.loops import find_loops


def test_a_loop_is_named_once_along_its_references():
    assert find_loops({"b": ["c"], "c": ["a"], "a": ["b"]}) == [("a", "b", "c")]
    assert find_loops({"a": ["a"]}) == [("a",)]
    assert find_loops({"a": ["b"], "b": ["a"], "x": ["y"], "y": ["x"]}) == [("a", "b"), ("x", "y")]


def test_a_reference_that_leads_nowhere_is_no_loop():
    assert find_loops({"a": ["b", "missing"], "b": []}) == []


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6))))
def test_references_that_only_lead_forward_have_no_loops_and_found_ones_are_real(pairs):
    forward: dict[str, list[str]] = {}
    anywhere: dict[str, list[str]] = {}
    for one, other in pairs:
        anywhere.setdefault(str(one), []).append(str(other))
        if one < other:
            forward.setdefault(str(one), []).append(str(other))
    assert find_loops(forward) == []
    for loop in find_loops(anywhere):
        for here, there in zip(loop, (*loop[1:], loop[0]), strict=True):
            assert there in anywhere[here]
