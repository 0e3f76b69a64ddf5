"""A pointer leads to its place, whatever the names on the way are."""

from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import Problem, RecordError
from egov_readiness.formats.pointers import below, pointer, pointer_parts


@given(st.lists(st.text(alphabet="a/~0", min_size=1), min_size=1))
def test_a_pointer_leads_to_its_place(parts: list[str]) -> None:
    assert pointer_parts(pointer(*parts)) == parts


def test_a_problem_inside_keeps_its_own_place() -> None:
    error = RecordError([Problem("c", "", "m"), Problem("c", "/en", "m")])
    paths = [problem.path for problem in below(error, "units", 0, "a/b")]
    assert paths == ["/units/0/a~1b", "/units/0/a~1b/en"]
