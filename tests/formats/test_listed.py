"""However many problems a table has, the first hundred are told and the rest are counted."""

from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import Problem
from egov_readiness.formats.listed import MOST_PROBLEMS, Listed, first_of


def problems(count):
    return [Problem("missing", f"table:row {n}:unit", "the cell is empty") for n in range(count)]


@given(st.lists(st.integers(0, 2 * MOST_PROBLEMS), max_size=4))
def test_problems_taken_in_piece_by_piece_are_told_as_all_at_once(counts):
    listed = Listed()
    for count in counts:
        listed.extend(problems(count))
    every = [problem for count in counts for problem in problems(count)]
    assert listed.told("table") == first_of(every, "table")
    assert len(listed) + listed.more == len(every)


@given(st.lists(st.tuples(st.integers(2, 300), st.sampled_from(["unit", "osi:row 7"]))))
def test_the_first_problems_by_row_are_told_in_whatever_order_they_come(found):
    every = [Problem("missing", f"table:row {row}:{name}", "") for row, name in found]
    every.insert(len(every) // 2, Problem("not-utf-8", "table:row x", ""))
    listed = Listed()
    for problem in every:
        listed.append(problem)
    in_order = [
        every[len(found) // 2],
        *sorted(
            (problem for problem in every if problem.code == "missing"),
            key=lambda problem: int(problem.path.split(":")[1].removeprefix("row ")),
        ),
    ]
    assert [*listed] == in_order[:MOST_PROBLEMS]
    assert listed.more == len(every) - len(listed)


def test_what_a_list_only_counts_is_counted_by_the_list_that_takes_it_in():
    first, second = Listed(), Listed()
    first.extend(problems(MOST_PROBLEMS + 3))
    second.extend(first)
    assert second.told("table") == first.told("table")


def test_few_problems_are_told_without_a_count():
    listed = Listed()
    listed.append(Problem("a", "b", "c"))
    assert listed.told("table") == [Problem("a", "b", "c")]
