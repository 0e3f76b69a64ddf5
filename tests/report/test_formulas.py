from datetime import date

import pytest
from hypothesis import given

from egov_readiness.report.formulas import aggregation_formula, method_formula
from egov_readiness.rules import (
    DatedNumber,
    Goalposts,
    PerItem,
    PowerMean,
    Ratio,
    Sum,
    Target,
    YesNo,
)
from egov_readiness.testing import aggregations, methods


@given(methods())
def test_every_method_has_a_formula_with_its_braces_closed(method):
    formula = method_formula(method)
    assert formula.startswith("a = ")
    assert formula.count("{") == formula.count("}")


@given(aggregations())
def test_every_aggregation_has_a_formula_with_its_braces_closed(aggregation):
    formula = aggregation_formula(aggregation, 1.0)
    assert formula.startswith("a = ")
    assert formula.count("{") == formula.count("}")


@pytest.mark.parametrize(
    ("method", "part"),
    [
        (Goalposts(worst=0, best=0.9, clip="none"), r"\frac{x - 0}{0.9 - 0}"),
        (Goalposts(worst=1, best=9, log=True), r"\ln x - \ln 1"),
        (Ratio(over="full"), r"\min(x, 1)"),
        (PerItem(points=2, cap=10), r"\min(x \cdot 2,\; 10)"),
        (YesNo(), r"1\;(\text{yes})"),
        (Target(target=(DatedNumber(since=date(2008, 1, 1), value=1),)), r"\text{target}"),
    ],
)
def test_the_numbers_of_the_rulebook_stand_in_the_formula(method, part):
    assert part in method_formula(method)


def test_the_words_of_a_formula_are_in_its_language():
    assert r"1\;(\text{có}),\; 0\;(\text{không})" in method_formula(YesNo(), "vi")
    dated = (DatedNumber(since=date(2008, 1, 1), value=1),)
    assert r"\text{điểm tối đa}" in aggregation_formula(Sum(), dated, "vi")


def test_the_numbers_of_a_formula_are_written_as_its_language_does():
    goalposts = Goalposts(worst=0, best=1000.5, clip="none")
    assert "\\text{1\N{NO-BREAK SPACE}000.5} - 0" in method_formula(goalposts)
    assert r"\text{1.000,5} - 0" in method_formula(goalposts, "vi")


def test_the_numbers_of_an_aggregation_stand_in_its_formula():
    assert r"\min\left(40,\; \sum_i w_i\right)" in aggregation_formula(Sum(), 40.0)
    assert r"\min\left(100,\; \sum_i w_i\right)" in aggregation_formula(Sum(maximum=100), 40.0)
    spare = aggregation_formula(Sum(maximum=100), 40.0, spare=20)
    assert r"\min\left(100,\; \sum_i w_i + 20\right)" in spare
    assert r"\max(a_i, 0.1) + 1" in aggregation_formula(PowerMean(power=2, floor=0.1, shift=1), 1)
