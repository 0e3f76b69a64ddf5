"""The kernel for many units against the kernel for one, which says what scores mean."""

import importlib
import math
import sys

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from egov_readiness import load_rulebook, rulebook_ids
from egov_readiness.errors import MissingExtraError, UsageError
from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.observations import ObservationRow, bounded, known, not_applicable, unknown
from egov_readiness.rules import (
    Applicability,
    BestOf,
    Cap,
    Deduct,
    Floor,
    Gate,
    GeometricMean,
    Goalposts,
    HarmonicMean,
    Identity,
    Minimum,
    PerItem,
    PowerMean,
    Ratio,
    Rescale,
    Sum,
    WeightedMean,
)
from egov_readiness.rules.completeness import unfitted
from egov_readiness.scoring.columns import columns_of_arrays, columns_of_rows
from egov_readiness.scoring.many import attain_many
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import make_plan
from egov_readiness.testing import observation_rows, observation_tables, rulebooks

AGGREGATIONS = (
    WeightedMean(),
    Sum(maximum=4),
    Minimum(),
    BestOf(),
    GeometricMean(),
    HarmonicMean(),
    GeometricMean(floor=0.01, shift=0.5),
    PowerMean(power=1),
    PowerMean(power=2),
    PowerMean(power=-2),
    PowerMean(power=0.5),
)
ENDS = (0.0, -0.0, 5e-324, 2.2e-308, 1e-12, 0.1 + 0.2, 0.3, 0.5, 1 - 2**-53, 1.0)


@pytest.fixture(scope="session")
def agree(bends):
    """Holds what many units attain against what each attains alone."""

    def compare(plan, columns, rows):
        many, within = attain_many(plan, columns), 1e-12 if bends(plan.rulebook) else 0
        for number, row in enumerate(rows):
            one = attain_unit(plan, row)
            assert many.problems.get(number, ()) == tuple(one.problems)
            if one.problems:
                continue
            assert many.applicable[:, number].tolist() == one.applicable
            for place, code in enumerate(plan.codes):
                for found, expected in (
                    (many.low, one.low),
                    (many.value, one.value),
                    (many.high, one.high),
                    (many.coverage, one.coverage),
                ):
                    number_found = float(found[place, number])
                    if expected[place] is None or (
                        found is not many.coverage and not one.applicable[place]
                    ):
                        assert math.isnan(number_found), code
                    else:
                        assert abs(number_found - expected[place]) <= within, code
        return many

    return compare


@given(st.data())
def test_many_units_attain_what_each_attains_alone(agree, make, data):
    book = data.draw(rulebooks())
    table = data.draw(observation_tables(book, complete=data.draw(st.booleans())))
    plan = make_plan(book, make.day)
    agree(plan, columns_of_rows(plan, table.rows), table.rows)


@given(st.data())
def test_plain_groups_are_computed_in_columns_whatever_is_known(agree, make, data):
    codes = "abcd"
    aggregation = data.draw(st.sampled_from(AGGREGATIONS))
    policy = data.draw(st.sampled_from(["interval", "zero", "impute"]))
    methods = (Goalposts(worst=0, best=0.9), Ratio(), PerItem(points=2, cap=4), Identity())
    inner = make.group("inner", parent="all", weight=2.0, aggregation=aggregation)
    indicators = [
        make.indicator(code, method, parent="inner" if code in "ab" else "all", weight=weight)
        for code, method, weight in zip(codes, methods, (0.1, 0.7, 1 / 3, 1.0), strict=True)
    ]
    indicators[3] = evolve(indicators[3], range=Between(0, 1))
    if policy == "impute":
        indicators = [evolve(indicator, imputed=0.25) for indicator in indicators]
    group = make.group("all", aggregation=data.draw(st.sampled_from(AGGREGATIONS)))
    book = make.book(group, inner, *indicators, missing=policy)
    plan = make_plan(book, make.day)
    numbers = st.sampled_from(ENDS) | st.floats(0, 1)
    between = st.tuples(numbers, numbers).map(lambda pair: bounded(min(pair), max(pair)))
    seen = st.one_of(numbers.map(known), between, st.just(unknown()), st.just(not_applicable()))
    rows = [ObservationRow(f"u{n}", {code: data.draw(seen) for code in codes}) for n in range(4)]
    agree(plan, columns_of_rows(plan, rows), rows)


@settings(max_examples=settings.default.max_examples // 5)  # of each of them
@pytest.mark.parametrize("rulebook", [i for i in rulebook_ids() if not unfitted(load_rulebook(i))])
@given(st.data())
def test_every_packaged_rulebook_gives_many_units_what_it_gives_one(agree, rulebook, data):
    book = load_rulebook(rulebook)
    plan = make_plan(book, book.valid.since)
    complete = data.draw(st.booleans())
    units = ("province", "district", None)
    rows = [
        evolve(
            data.draw(observation_rows(book, f"u{n}", complete=complete)),
            level=data.draw(st.sampled_from(units)),
        )
        for n in range(3)
    ]
    agree(plan, columns_of_rows(plan, rows), rows)


def modified(make):
    """A rulebook of a group under every modifier, which looks at another group."""
    modifiers = (
        Gate(node="x", below=0.5, limit=0.7),
        Deduct(node="x", at_most=0.2),
        Cap(at_most=0.8),
        Floor(at_least=0.1),
        Rescale(worst=0.0, best=0.9),
        Gate(node="g", at_most=0.3, limit=0.4),
    )
    return make.book(
        make.group("all"),
        make.group("g", parent="all"),
        make.group("m", parent="all", modifiers=modifiers),
        make.indicator("x", parent="g"),
        make.indicator("a", parent="m", weight=2.0),
        make.indicator("b", parent="m"),
    )


@given(st.lists(st.tuples(*[st.sampled_from(ENDS) | st.floats(0, 1) | st.none()] * 3), max_size=4))
def test_modifiers_do_to_a_column_what_they_do_to_one_unit(agree, make, observed):
    plan = make_plan(modified(make), make.day)
    rows = [
        ObservationRow(
            f"u{n}",
            {
                code: not_applicable() if number is None else known(number)
                for code, number in zip("xab", numbers, strict=True)
            },
        )
        for n, numbers in enumerate(observed)
    ]
    agree(plan, columns_of_rows(plan, rows), rows)


@given(st.data())
def test_arrays_give_what_rows_with_the_same_values_give(agree, make, data):
    book = data.draw(rulebooks())
    table = data.draw(observation_tables(book, complete=True))
    rows = [evolve(row, observations=numeric(row)) for row in table.rows]
    arrays = {
        indicator.code: np.array(
            [row.observations.get(indicator.code, known(np.nan)).value for row in rows], dtype=float
        )
        for indicator in book.indicators
    }
    plan = make_plan(book, make.day)
    agree(plan, columns_of_arrays(plan, arrays, [row.unit for row in rows]), rows)


def numeric(row):
    """The observations of a row that are numbers."""
    return {c: o for c, o in row.observations.items() if not isinstance(o.value, str)}


@pytest.mark.parametrize(
    ("value", "code"),
    [(math.inf, "not-finite"), (1.5, "outside-range"), (-1e-6, "outside-range")],
)
def test_what_cannot_be_taken_is_said_of_its_unit_as_for_one(agree, make, value, code):
    book = make.book(make.group("all"), make.indicator("a", Ratio()))
    plan = make_plan(
        evolve(book, indicators=(evolve(book.indicators[0], range=Between(0, 1)),)), make.day
    )
    arrays = {"a": np.array([0.5, value, 1 + 1e-14])}
    columns = columns_of_arrays(plan, arrays, ["u0", "u1", "u2"])
    many = agree(plan, columns, [columns.row(number) for number in range(3)])
    assert [[problem.code for problem in found] for found in many.problems.values()] == [[code]]


def test_a_bound_that_cannot_be_taken_is_said_of_its_unit_as_for_one(agree, make):
    plan = make_plan(make.book(make.group("all"), make.indicator("a", Identity())), make.day)
    rows = [make.row({"a": Between(0, most)}, f"u{most}") for most in (1, 1e300)]
    many = agree(plan, columns_of_rows(plan, rows), rows)
    assert [problem.code for problem in many.problems[1]] == ["too-large"]


def test_units_beyond_one_block_are_scored_alike_and_only_what_is_wanted_is_kept():
    plan = make_plan(load_rulebook("un-egdi"), load_rulebook("un-egdi").valid.since)
    size = 20_000
    arrays = {leaf.indicator.code: np.linspace(0, 1, size) for leaf in plan.leaves}
    arrays["osi"] = np.where(np.arange(size) % 7 == 0, np.nan, arrays["osi"])
    columns = columns_of_arrays(plan, arrays, [f"u{n}" for n in range(size)])
    results = attain_many(plan, columns, plan.results)
    assert results.value.shape == (len(plan.results), size)
    for number in (0, 1, 16_383, 16_384, 16_390, size - 1):
        one = attain_unit(plan, columns.row(number))
        place = plan.results[0]
        for found, expected in ((results.low, one.low), (results.high, one.high)):
            assert float(found[0, number]) == pytest.approx(expected[place], abs=1e-12)


@pytest.mark.parametrize("places", [(0, 1), (3, 0), ()])
def test_some_nodes_are_given_in_the_order_asked_for(make, places):
    book = make.book(
        make.group("x"),
        make.group("y"),
        make.indicator("a", parent="x"),
        make.indicator("b", parent="y"),
    )
    plan = make_plan(book, make.day)
    arrays = {"a": np.array([0.25, 0.5, 0.75]), "b": np.array([0.1, np.nan, 1.0])}
    columns = columns_of_arrays(plan, arrays, ["u", "v", "w"])
    every, some = attain_many(plan, columns), attain_many(plan, columns, places)
    for name in ("low", "value", "high", "coverage", "applicable"):
        expected = [getattr(every, name)[place].tolist() for place in places]
        np.testing.assert_array_equal(getattr(some, name).tolist(), expected)


def test_what_is_known_of_a_unit_that_is_not_asked_covers_nothing(agree, make):
    only = Applicability(units=("u1",))
    plan = make_plan(
        make.book(make.group("all"), make.indicator("a"), make.indicator("b", applies_to=only)),
        make.day,
    )
    rows = [make.row({"a": 0.5, "b": 0.25}, unit) for unit in ("u0", "u1")]
    many = agree(plan, columns_of_rows(plan, rows), rows)
    assert many.coverage[plan.codes.index("b")].tolist() == [0.0, 1.0]


def test_no_units_give_nothing(make):
    plan = make_plan(make.book(make.group("all"), make.indicator("a")), make.day)
    many = attain_many(plan, columns_of_arrays(plan, {"a": np.array([])}, []))
    assert many.value.shape == (2, 0)
    assert many.problems == {}


def test_points_that_do_not_apply_are_no_points_of_a_sum_of_sums_either(agree, make):
    book = make.book(
        make.group("all", aggregation=Sum(maximum=10)),
        make.group("g", parent="all", weight=6, aggregation=Sum()),
        make.indicator("a", parent="g", weight=4),
        make.indicator("b", parent="g", weight=2),
        make.indicator("c", parent="all", weight=4),
    )
    plan = make_plan(book, make.day)
    observed = [{"a": 0.5, "b": NOT_APPLICABLE, "c": 1}, {"a": 0.5, "b": 1, "c": None}]
    rows = [make.row(seen, f"u{n}") for n, seen in enumerate(observed)]
    agree(plan, columns_of_rows(plan, rows), rows)


def test_a_group_of_which_nothing_is_scored_takes_no_part(agree, make):
    book = make.book(
        make.group("all"),
        make.group("g", parent="all"),
        make.indicator("a", parent="g", weight=0),
        make.indicator("b", parent="all"),
    )
    plan = make_plan(book, make.day)
    rows = [make.row({"a": 0.5, "b": 0.25}, "u0"), make.row({"a": None, "b": 0.25}, "u1")]
    many = agree(plan, columns_of_rows(plan, rows), rows)
    assert many.value[plan.results[0]].tolist() == [0.25, 0.25]


def test_arrays_of_the_caller_are_written_over(make):
    plan = make_plan(make.book(make.indicator("a"), make.indicator("b")), make.day)
    first = [make.row({"a": 0.5, "b": None}, "u0"), make.row({"a": 2, "b": 1}, "u1")]
    second = [make.row({"a": 0.25, "b": 1}, "u0"), make.row({"a": None, "b": 1}, "u1")]
    used = attain_many(plan, columns_of_rows(plan, first))
    anew = attain_many(plan, columns_of_rows(plan, second))
    found = attain_many(plan, columns_of_rows(plan, second), into=used)
    for name in ("low", "value", "high", "coverage", "applicable"):
        assert getattr(found, name) is getattr(used, name)
        np.testing.assert_array_equal(getattr(found, name), getattr(anew, name))
    assert (found.problems, [*used.problems]) == ({}, [1])


def test_arrays_of_another_shape_are_not_written_over(make):
    plan = make_plan(make.book(make.indicator("a")), make.day)
    columns = columns_of_rows(plan, [make.row({"a": 0.5}, "u0")])
    used = attain_many(plan, columns, plan.results)
    with pytest.raises(UsageError, match="have the shape"):
        attain_many(plan, columns, into=used)


def test_no_score_of_an_item_is_minus_zero(make):
    book = make.book(
        make.group("all", aggregation=Minimum()),
        make.indicator("a", Identity()),
        make.indicator("b", PerItem(points=1.0, cap=5.0)),
    )
    plan = make_plan(book, make.day)
    rows = [make.row({"a": 0.0, "b": -0.0}, "u0"), make.row({"a": -0.0, "b": 0.0}, "u1")]
    many = attain_many(plan, columns_of_rows(plan, rows))
    assert not np.signbit(many.value).any()
    for row in rows:
        assert not np.signbit(np.array(attain_unit(plan, row).value)).any()


@pytest.mark.parametrize("module", ["columns", "many"])
def test_without_the_extra_it_is_said_which_one_brings_arrays(monkeypatch, module):
    monkeypatch.setitem(sys.modules, "numpy", None)
    monkeypatch.delitem(sys.modules, f"egov_readiness.scoring.{module}")
    with pytest.raises(MissingExtraError, match="egov-readiness\\[tables\\]"):
        importlib.import_module(f"egov_readiness.scoring.{module}")
