"""Columns of observations, and what a method makes of a column, against one unit at a time."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.arithmetic import snap
from egov_readiness.rules import Applicability, Goalposts, Options, Step, Steps
from egov_readiness.scoring.columns import columns_of_arrays, columns_of_rows, snap_all
from egov_readiness.scoring.many import attain_many
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import make_plan


def compared(plan, columns, size):
    """What many units attain in every node, and what each does alone; problems by their codes."""
    many, found = attain_many(plan, columns), []
    for number in range(size):
        one = attain_unit(plan, columns.row(number))
        codes = [problem.code for problem in one.problems]
        assert [problem.code for problem in many.problems.get(number, ())] == codes
        ends = [None if math.isnan(end) else end for end in many.value[:, number].tolist()]
        assert codes or ends == pytest.approx(one.value, abs=1e-12)
        found.append(codes or ends)
    return found


@given(st.floats(-1e9, 1e9) | st.floats(-2, 2))
def test_a_column_is_snapped_as_each_of_its_numbers(number):
    assert snap_all(np.array([number]))[0] == snap(number)


def test_options_that_are_numbers_are_looked_up(make):
    method = Options(options={"1": 0, "2": 0.5, "3": 1})
    plan = make_plan(make.book(make.group("all"), make.indicator("a", method)), make.day)
    arrays = {"a": np.array([1.0, 3.0, 2.0, np.nan, 4.0])}
    found = compared(plan, columns_of_arrays(plan, arrays, [*"uvwxy"]), 5)
    assert found == [[0, 0], [1, 1], [0.5, 0.5], [None, None], ["unknown-option"]]


def test_a_word_where_a_number_is_asked_for_is_said_of_its_unit(make):
    plan = make_plan(make.book(make.group("all"), make.indicator("a")), make.day)
    rows = [make.row({"a": value}, f"u{n}") for n, value in enumerate(("x", 0.5))]
    assert compared(plan, columns_of_rows(plan, rows), 2) == [["not-a-number"], [0.5, 0.5]]


def test_goalposts_on_a_logarithm_refuse_what_has_none(make):
    method = Goalposts(worst=1, best=100, log=True, clip="none")
    plan = make_plan(make.book(make.group("all"), make.indicator("a", method)), make.day)
    arrays = {"a": np.array([10.0, 100.0, 0.0, 1000.0])}
    found = compared(plan, columns_of_arrays(plan, arrays, [*"uvwx"]), 4)
    assert found[1:3] == [[1, 1], ["log-of-nothing"]]
    assert found[0] == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("clip", ["low", "high", "both", "none"])
@given(numbers=st.lists(st.floats(-3, 3), min_size=1, max_size=4))
def test_goalposts_are_clipped_as_for_one_unit(make, clip, numbers):
    for ends in ((0.0, 0.9), (2.0, -1.0)):
        method = Goalposts(worst=ends[0], best=ends[1], clip=clip)
        plan = make_plan(make.book(make.group("all"), make.indicator("a", method)), make.day)
        arrays = {"a": np.array(numbers)}
        units = [f"u{n}" for n in range(len(numbers))]
        compared(plan, columns_of_arrays(plan, arrays, units), len(numbers))


def test_units_may_be_restricted_by_their_identity(make):
    book = make.book(
        make.group("all", applies_to=Applicability(units=("u", "v"))),
        make.indicator("a", applies_to=Applicability(units=("u", "w"))),
        make.indicator("b"),
    )
    plan = make_plan(book, make.day)
    arrays = {"a": np.array([0.25, 0.5, 0.75]), "b": np.array([0.75, 0.5, 0.25])}
    found = compared(plan, columns_of_arrays(plan, arrays, ["u", "v", "w"]), 3)
    assert found == [[0.5, 0.25, 0.75], [0.5, None, 0.5], [None, None, None]]


def test_what_belongs_to_no_step_is_said_of_its_unit(make):
    method = Steps(
        of=2,
        steps=(Step(at_least=4, gives=2), Step(above=3, below=4, gives=1), Step(below=3, gives=0)),
    )
    plan = make_plan(make.book(make.group("all"), make.indicator("a", method)), make.day)
    arrays = {"a": np.array([3.0, 4.0, 3.5, 4 - 1e-14, np.nan, -9.0])}
    found = compared(plan, columns_of_arrays(plan, arrays, [*"uvwxyz"]), 6)
    assert found == [["no-step"], [1, 1], [0.5, 0.5], [1, 1], [None, None], [0, 0]]
