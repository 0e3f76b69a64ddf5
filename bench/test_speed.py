"""Suites of benchmarks, ours beside what else there is: ``make bench-suite``.

Nothing is asserted about time, which is another on every machine; every way is held once against
another that gives the same.  What the ways are stands in the scripts beside this file.
"""

import json
import tomllib
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Final

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from compare import Problem, alike, by_frame, by_kernel, by_loop, by_numpy, by_pandas, by_polars
from decoding import ways_of
from kernel import DAY, Numbers, naive, partly
from pytest_benchmark.fixture import BenchmarkFixture

from egov_readiness import (
    Scoreboard,
    Scorer,
    from_json,
    load_rulebook,
    load_table,
    score,
    score_json,
    to_json,
)
from egov_readiness.observations import ObservationRow, known
from egov_readiness.scoring.columns import columns_of_arrays
from egov_readiness.scoring.many import attain_many
from egov_readiness.scoring.one import attain_unit

UNITS: Final = 100_000
Way = Callable[[Problem], Callable[[], list[Numbers]]]

DECODING: Final = ways_of(100)
FRAMES: Final = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}


@pytest.fixture(scope="module")
def one() -> Problem:
    """The problem of one unit."""
    return Problem(1)


@pytest.fixture(scope="module")
def forty() -> Problem:
    """The problem of many units and forty indicators."""
    return Problem(UNITS)


@pytest.fixture(scope="module")
def fifty() -> Problem:
    """The problem of many units and fifty indicators in three levels."""
    return Problem(UNITS, groups=10)


def row_of(problem: Problem) -> ObservationRow:
    """Return the first unit of a problem as it is observed."""
    observed = {code: known(float(values[0])) for code, values in problem.arrays.items()}
    return ObservationRow(problem.names[0], observed)


def agree(problem: Problem, found: Sequence[Numbers]) -> None:
    """Hold results against those of plain NumPy."""
    assert alike(found, naive(problem.book, problem.arrays))


@pytest.mark.benchmark(group="one unit x 40 indicators")
def test_one_unit_values(benchmark: BenchmarkFixture, one: Problem) -> None:
    """Values and bounds of all nodes."""
    found = benchmark(attain_unit, one.plan, row_of(one))
    agree(one, [np.array([found.value[place]]) for place in one.plan.results])


@pytest.mark.benchmark(group="one unit x 40 indicators")
def test_one_unit_with_reasons(benchmark: BenchmarkFixture, one: Problem) -> None:
    """The tree of reasons as well."""
    card = benchmark(Scorer(one.book).card, row_of(one), DAY, reasons=True)
    agree(one, [np.array([node.value]) for node in card.results])


@pytest.mark.benchmark(group="one unit x 40 indicators")
def test_one_unit_json_in_and_out(benchmark: BenchmarkFixture, one: Problem) -> None:
    """A request of a portal, with all reasons in its response."""
    observed = {code: float(values[0]) for code, values in one.arrays.items()}
    request = json.dumps({"unit": one.names[0], "observations": observed}).encode()
    card = json.loads(benchmark(score_json, request, Scorer(one.book), as_of=DAY))
    agree(one, [np.array([node["value"]]) for node in card["results"]])


@pytest.mark.benchmark(group="one unit x 40 indicators")
def test_one_unit_naive_loop(benchmark: BenchmarkFixture, one: Problem) -> None:
    """The two results only, in plain Python."""
    agree(one, benchmark(by_loop(one)))


@pytest.mark.benchmark(group="100 000 units x 40 indicators")
@pytest.mark.parametrize("way", [by_kernel, by_numpy, by_pandas, by_polars])
def test_many_units(benchmark: BenchmarkFixture, forty: Problem, way: Way) -> None:
    """Complete data; the kernel gives bounds and coverage as well."""
    agree(forty, benchmark(way(forty)))


@pytest.mark.benchmark(group="100 000 units x 40 indicators")
def test_many_units_by_loop(benchmark: BenchmarkFixture, forty: Problem) -> None:
    """Complete data in plain Python, run once as it takes long."""
    agree(forty, benchmark.pedantic(by_loop(forty, UNITS), rounds=1))


@pytest.mark.benchmark(group="100 000 units x 40 indicators")
def test_many_units_by_kernel_with_unknowns(benchmark: BenchmarkFixture, forty: Problem) -> None:
    """Some of the figures unknown, with the bounds of both results."""
    columns = columns_of_arrays(forty.plan, partly(forty.arrays), forty.names)
    found = benchmark(attain_many, forty.plan, columns, forty.plan.results)
    for number in range(0, UNITS, UNITS // 10):
        unit = attain_unit(forty.plan, columns.row(number))
        for at, place in enumerate(forty.plan.results):
            assert (found.low[at, number], found.high[at, number]) == (
                unit.low[place],
                unit.high[place],
            )


@pytest.mark.benchmark(group="100 000 units x 50 indicators")
@pytest.mark.parametrize("way", [by_kernel, by_numpy])
def test_many_units_of_fifty(benchmark: BenchmarkFixture, fifty: Problem, way: Way) -> None:
    """Three levels, as COINr was measured with."""
    agree(fifty, benchmark(way(fifty)))


@pytest.mark.benchmark(group="a frame of 100 000 units in and out")
@pytest.mark.parametrize("library", FRAMES)
def test_frame(benchmark: BenchmarkFixture, forty: Problem, library: str) -> None:
    """With bounds, coverage and published values."""
    agree(forty, benchmark(by_frame(forty, FRAMES[library])))


@pytest.mark.benchmark(group="decoding 100 units of 60 records")
@pytest.mark.parametrize("way", DECODING)
def test_decoding(benchmark: BenchmarkFixture, way: str) -> None:
    """A survey from JSON; making the ways has held each against the others."""
    assert benchmark(DECODING[way]) is not None


@pytest.fixture(scope="module")
def board() -> Scoreboard:
    """A scoreboard of a hundred units with all their reasons."""
    problem = Problem(100)
    table = load_table({"unit": problem.names} | {c: v.tolist() for c, v in problem.arrays.items()})
    return score(table, problem.book, as_of=DAY, reasons=True)


@pytest.mark.benchmark(group="a scoreboard of 100 units as JSON")
def test_canonical_json(benchmark: BenchmarkFixture, board: Scoreboard) -> None:
    """Canonical, from the scoreboard itself."""
    text = benchmark(to_json, board)
    assert to_json(from_json(Scoreboard, text)) == text


@pytest.mark.benchmark(group="a scoreboard of 100 units as JSON")
def test_plain_json(benchmark: BenchmarkFixture, board: Scoreboard) -> None:
    """By the standard library, from plain lists and objects; what it does not do is no part."""
    document = json.loads(to_json(board))
    write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    assert json.loads(benchmark(write, document)) == document


@pytest.mark.benchmark(group="loading lam-dong-2009")
def test_load_rulebook(benchmark: BenchmarkFixture) -> None:
    """Read, checked field by field and linted."""
    assert benchmark(load_rulebook, "lam-dong-2009").id == "lam-dong-2009"


@pytest.mark.benchmark(group="loading lam-dong-2009")
def test_parse_toml(benchmark: BenchmarkFixture) -> None:
    """By the standard library, without a check."""
    text = (files("egov_readiness") / "rulebooks" / "lam-dong-2009.toml").read_text("utf-8")
    assert benchmark(tomllib.loads, text)["id"] == load_rulebook("lam-dong-2009").id
