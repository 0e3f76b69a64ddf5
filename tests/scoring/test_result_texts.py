"""What is written from templates is what the tree writes, whatever a rulebook and a unit say."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness import load_rulebook, rulebook_ids
from egov_readiness.canonical import written
from egov_readiness.documents import Citation, LegalDocument
from egov_readiness.errors import Because, Reason
from egov_readiness.observations import ObservationStatus, bounded, known, not_applicable, unknown
from egov_readiness.rules import (
    Applicability,
    Band,
    BestOf,
    Cap,
    Goalposts,
    Identity,
    Minimum,
    MinMax,
    Options,
    Step,
    Steps,
    Sum,
)
from egov_readiness.rules.completeness import unfitted
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import make_plan
from egov_readiness.scoring.result_texts import ResultWriter
from egov_readiness.scoring.tree import build_nodes
from egov_readiness.testing import observation_rows, rulebooks


def agrees(plan, *rows):
    """Hold the texts of rows against the nodes of the tree, by one writer."""
    writer = ResultWriter(plan)
    for row in rows:
        out = attain_unit(plan, row)
        if not out.problems:
            assert writer.write(row, out) == written(build_nodes(plan, row.explained(), out))


@given(st.data(), st.booleans(), st.sampled_from(["", "row 2", '"Đà Lạt" 100 %']))
def test_any_unit_of_any_rulebook_is_written_as_its_tree(data, complete, place):
    book = data.draw(rulebooks())
    rows = [data.draw(observation_rows(book, "a", complete=complete)) for _ in range(2)]
    agrees(make_plan(book, book.valid.since), *[evolve(row, place=place) for row in rows])


@pytest.mark.parametrize("rulebook", [i for i in rulebook_ids() if not unfitted(load_rulebook(i))])
@given(st.data())
def test_any_unit_of_a_packaged_rulebook_is_written_as_its_tree(rulebook, data):
    book = load_rulebook(rulebook)
    row = data.draw(observation_rows(book, "a", complete=data.draw(st.booleans())))
    agrees(make_plan(book, book.valid.since), evolve(row, place="row 2"))


HARD = [
    {"a": 0.5, "b": 0.25},
    {"a": 0.0, "b": 1.0},
    {"a": -0.0, "b": 1},
    {"a": 1e-9, "b": 1e-300},
    {"a": 0.2718281828459045, "b": 0.3141592653589793},
    {"a": known(0.5, (Reason(Because.NO_RECORD, {}),)), "b": unknown((Reason(Because.STALE),))},
    {"a": known(0.5, status=ObservationStatus.IMPUTED), "b": 0.5},
    {"a": known(0.5, status=ObservationStatus.ESTIMATED), "b": 0.5},
    {"a": evolve(known(0.5), coverage=0.5), "b": 0.5},
    {"a": evolve(known(0.5), low=0.25), "b": 0.5},
    {"a": bounded(0.25, 0.5), "b": 0.5},
    {"a": bounded(0, 1), "b": bounded(0, 1)},
    {"a": not_applicable(), "b": 0.5},
    {"a": not_applicable(), "b": not_applicable()},
    {},
]


@pytest.mark.parametrize("policy", ["interval", "zero", "reweight"])
@pytest.mark.parametrize("aggregation", [Sum(maximum=7), Sum(), Minimum(), BestOf()])
def test_hard_units_are_written_as_their_tree(make, policy, aggregation):
    book = make.book(
        make.group("all", aggregation=aggregation),
        make.group("g", parent="all", weight=2.0),
        make.group("capped", parent="all", modifiers=(Cap(at_most=0.4),)),
        make.indicator("a", parent="g"),
        make.indicator("b", parent="g", weight=0),
        make.indicator("c", parent="capped"),
        missing=policy,
        scale=100.0,
    )
    plan = make_plan(book, make.day)
    agrees(plan, *[make.row({**hard, "c": 0.9}, place="row 2") for hard in HARD])
    agrees(plan, *[make.row(hard, place="row 2") for hard in HARD])


def test_words_bands_and_citations_are_written_as_their_tree(make):
    book = make.book(
        make.group("all", aggregation=Sum(maximum=2), band_order="best_first"),
        make.group("few", parent="all", applies_to=Applicability(levels=("district",))),
        make.indicator("a", Options(options={"có": 1.0, "không": 0.0, "50 %": 0.5})),
        make.indicator("b", cites=(Citation(document="16/NQ-TU %s", clause='Điều 5 "%"'),)),
        make.indicator("c", Goalposts(worst=0.9, best=0.1), parent="few"),
        documents=(LegalDocument(id="16/NQ-TU %s"),),
        bands=(
            Band(code="high", result="all", title=make.text("high"), at_least=0.5),
            Band(code="low", result="all", title=make.text("low")),
        ),
    )
    plan = make_plan(book, make.day)
    observed = [{"a": word, "b": 0.5, "c": c} for word in ("có", "50 %") for c in (0.2, 0.05, 0.95)]
    levels = ("district", "province")
    agrees(plan, *[make.row(o, place="row 2", level=level) for o in observed for level in levels])


def test_what_has_no_bounds_is_written_as_its_tree(make):
    book = make.book(make.indicator("a", Identity()), make.indicator("b"))
    plan = make_plan(book, make.day)
    agrees(plan, *[make.row(o, place="row 2") for o in ({"b": 0.5}, {"a": 2.5, "b": 0.5}, {})])


def test_bounds_within_one_step_are_written_as_their_tree(make):
    steps = (Step(at_least=0.5, gives=1), Step(gives=0))
    plan = make_plan(make.book(make.indicator("a", Steps(steps=steps))), make.day)
    agrees(plan, *[make.row({"a": bounded(low, 0.75)}, place="row 2") for low in (0.25, 0.6)])


def test_what_is_measured_and_not_scored_is_written_as_its_tree(make):
    book = make.book(
        make.indicator("a"),
        make.group("measured", parent="all"),
        make.indicator("b", parent="measured", weight=0),
    )
    agrees(make_plan(book, make.day), make.row({"a": 0.5, "b": 0.5}, place="row 2"))


def test_a_group_that_is_no_sum_of_its_children_is_written_as_its_tree(make):
    book = make.book(
        make.group("all", aggregation=Minimum()), make.indicator("a"), make.indicator("b")
    )
    agrees(make_plan(book, make.day), make.row({"a": 0.5, "b": 0.25}, place="row 2"))


@pytest.mark.parametrize("decimals", [0, 6, 7, 12])
@pytest.mark.parametrize("scale", [1e-7, 0.1, 1.0, 7.0, 1000.0])
def test_every_scale_and_number_of_decimals_is_written_as_its_tree(make, scale, decimals):
    book = make.book(make.indicator("a"), make.indicator("b"), scale=scale, decimals=decimals)
    rows = [make.row({"a": a, "b": 0.25}, place="row 2") for a in (0.0, 1e-9, 1 / 3, 1.0)]
    agrees(make_plan(book, make.day), *rows)


SAMPLES = (0.2718281828459045, 0.3141592653589793, 0.5772156649015329, 0.6180339887498949)


@pytest.mark.parametrize("sample", SAMPLES)
def test_numbers_of_a_rulebook_that_are_those_of_a_template_are_written_as_its_tree(make, sample):
    book = make.book(
        make.group("all"),
        make.group("g", parent="all", weight=sample),
        make.indicator("a", MinMax(worst=sample, best=1.0, lowest=sample), parent="g"),
        make.indicator("b", Goalposts(worst=0.0, best=sample), parent="g", weight=sample),
        make.indicator("c", MinMax(worst=0.5, best=1.0, lowest=sample)),
        scale=1.0,
    )
    values = (0.0, 0.3, sample, 0.75, 1.0)
    rows = [{"a": value, "b": value, "c": other} for value in values for other in (0.75, sample)]
    agrees(make_plan(book, make.day), *[make.row(row, place="row 2") for row in rows])


def test_a_value_beyond_ends_that_lie_side_by_side_is_written_as_its_tree(make):
    book = make.book(make.indicator("a", Goalposts(worst=1e16, best=1e16 + 2)))
    rows = [make.row({"a": value}, place="row 2") for value in (1e15, 1e16, 1e16 + 2, 2e16)]
    agrees(make_plan(book, make.day), *rows)


def test_a_unit_none_of_whose_children_is_left_out_is_written_as_its_tree(make):
    book = make.book(make.indicator("a"), make.indicator("b"), missing="reweight")
    rows = [make.row(row, place="row 2") for row in ({"a": 0.5, "b": 0.25}, {"a": 0.5}, {})]
    agrees(make_plan(book, make.day), *rows)
