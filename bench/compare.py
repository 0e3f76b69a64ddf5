"""How fast scoring is beside everything an analyst would otherwise use, side by side in one run.

One made-up problem: forty indicators between goalposts in eight groups of two results, or more of
each.  Every way gets its data in the form that suits it, is checked to give the same two results,
and is run in turn with the others; the quickest run of each counts.  What has no groups
(scikit-criteria, pymcdm) gets the same problem flattened to one weighted sum per result, which is
less work.

    python bench/compare.py
    python bench/compare.py --units 1000000 --runs 5 --json ratios.json
    python bench/compare.py --units 100000 --indicators 50

It also reads a survey from JSON beside pydantic (bench/decoding.py).  A table of its own shows the
growth: seconds against units, and against indicators:

    python bench/compare.py --growth --plot docs/_static/growth.svg

It needs the packages it compares with: pip install -e '.[bench,dev]'.
"""

import argparse
import json
import os
import platform
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

import decoding
import numpy as np
import pandas as pd
import polars as pl
from forty_indicators import EACH, GROUPS, rulebook
from kernel import DAY, Numbers, naive, quickest

from egov_readiness import Rulebook, Scorer, Text, score_frame
from egov_readiness.observations import ObservationRow, known
from egov_readiness.rules import Goalposts, Group, Indicator
from egov_readiness.scoring.columns import columns_of_arrays
from egov_readiness.scoring.many import attain_many
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import Plan, make_plan

BEST: Final = 0.9
SIZES: Final = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
WIDTHS: Final = (10, 30, 100, 300, 1_000)
SURVEYED: Final = 500
"""How many units the survey has that is read from JSON, beside pydantic."""

ONE_BY_ONE: Final = 2_000
"""How many units the ways that go unit by unit are given; their time is scaled up."""


class Problem:
    """The problem in the forms that the different ways take.

    Args:
        units: how many units there are.
        groups: how many groups of five indicators there are, an even number.
    """

    def __init__(self, units: int, groups: int = GROUPS) -> None:
        chance = np.random.default_rng(2009)
        self.units = units
        self.book = rulebook(groups)
        self.plan = make_plan(self.book, DAY)
        self.arrays = {i.code: chance.random(units) for i in self.book.indicators}
        self.codes = [*self.arrays]
        self.table = np.column_stack([*self.arrays.values()])
        self.names = [f"u{number}" for number in range(units)]
        self.weights = [float(i.weight) for i in self.book.indicators]  # type: ignore[arg-type]  # plain numbers here
        half = groups // 2
        inner = [1.0 + number for number in range(groups)]
        self.results = {"readiness": range(half), "achievement": range(half, groups)}
        self.inner = {name: [inner[g] for g in groups] for name, groups in self.results.items()}

    def members(self, group: int) -> range:
        """The places of the indicators of a group."""
        return range(EACH * group, EACH * group + EACH)

    def flat(self, result: str) -> Numbers:
        """The weight of every indicator in a result, all of them adding up to 1."""
        weights = np.zeros(len(self.codes))
        for group, inner in zip(self.results[result], self.inner[result], strict=True):
            own = np.array([self.weights[place] for place in self.members(group)])
            places = [*self.members(group)]
            weights[places] = own / own.sum() * inner / sum(self.inner[result])
        return weights


def by_kernel(problem: Problem) -> Callable[[], list[Numbers]]:
    """Return arrays of the kernel for many units."""
    columns = columns_of_arrays(problem.plan, problem.arrays, problem.names)
    return lambda: [*attain_many(problem.plan, columns, problem.plan.results).value]


def by_frame(
    problem: Problem, make: Callable[[dict[str, object]], object] = pl.DataFrame
) -> Callable[[], list[Numbers]]:
    """Return a frame in and out, of polars or of what makes another one."""
    frame = make({"unit": problem.names, **problem.arrays})
    scorer = Scorer(problem.book)

    def run() -> list[Numbers]:
        scores = score_frame(frame, scorer, as_of=DAY)
        return [scores[f"{result}_value"].to_numpy() for result in problem.results]

    return run


def by_numpy(problem: Problem) -> Callable[[], list[Numbers]]:
    """Return what an analyst would write with NumPy."""
    return lambda: naive(problem.book, problem.arrays)


def by_pandas(problem: Problem) -> Callable[[], list[Numbers]]:
    """Return what an analyst would write with pandas."""
    frame = pd.DataFrame(problem.arrays)

    def run() -> list[Numbers]:
        attained = (frame / BEST).clip(0, 1)
        found = []
        for result, groups in problem.results.items():
            whole = pd.Series(0.0, index=frame.index)
            for group, inner in zip(groups, problem.inner[result], strict=True):
                codes = [problem.codes[place] for place in problem.members(group)]
                own = pd.Series([problem.weights[p] for p in problem.members(group)], codes)
                whole += inner * (attained[codes] * own).sum(axis=1) / own.sum()
            found.append((whole / sum(problem.inner[result])).to_numpy())
        return found

    return run


def by_polars(problem: Problem) -> Callable[[], list[Numbers]]:
    """Return what an analyst would write as expressions of polars."""
    frame = pl.DataFrame(problem.arrays)

    def result(name: str) -> pl.Expr:
        groups = []
        for group, inner in zip(problem.results[name], problem.inner[name], strict=True):
            places = problem.members(group)
            points = [
                (pl.col(problem.codes[place]) / BEST).clip(0, 1) * problem.weights[place]
                for place in places
            ]
            whole = sum(problem.weights[place] for place in places)
            groups.append(pl.sum_horizontal(points) / whole * inner)
        return (pl.sum_horizontal(groups) / sum(problem.inner[name])).alias(name)

    def run() -> list[Numbers]:
        scores = frame.select(*map(result, problem.results))
        return [scores[name].to_numpy() for name in problem.results]

    return run


def by_one(problem: Problem) -> Callable[[], list[Numbers]]:
    """Return the kernel for one unit, for some of the units."""
    rows = [
        ObservationRow(
            problem.names[n], {code: known(float(v[n])) for code, v in problem.arrays.items()}
        )
        for n in range(min(ONE_BY_ONE, problem.units))
    ]

    def run() -> list[Numbers]:
        found = [attain_unit(problem.plan, row).value for row in rows]
        return [np.array([unit[place] for unit in found]) for place in problem.plan.results]

    return run


def by_loop(problem: Problem, most: int = ONE_BY_ONE) -> Callable[[], list[Numbers]]:
    """Return a loop of plain Python, for some of the units."""
    rows = problem.table[:most].tolist()

    def unit(row: Sequence[float], result: str) -> float:
        whole = 0.0
        for group, inner in zip(problem.results[result], problem.inner[result], strict=True):
            points = weights = 0.0
            for place in problem.members(group):
                weight = problem.weights[place]
                points += weight * min(max(row[place] / BEST, 0.0), 1.0)
                weights += weight
            whole += inner * points / weights
        return whole / sum(problem.inner[result])

    return lambda: [np.array([unit(row, name) for row in rows]) for name in problem.results]


def by_scikit_criteria(problem: Problem) -> Callable[[], list[Numbers]]:
    """Return the weighted sums of scikit-criteria."""
    import skcriteria  # noqa: PLC0415  # takes long to import
    from skcriteria.agg.simple import WeightedSumModel  # noqa: PLC0415  # as above

    def run() -> list[Numbers]:
        attained = np.clip(problem.table / BEST, 0, 1)
        found = []
        for weights in map(problem.flat, problem.results):
            own = weights > 0
            matrix = skcriteria.mkdm(
                attained[:, own], objectives=[max] * int(own.sum()), weights=weights[own]
            )
            found.append(WeightedSumModel().evaluate(matrix).e_.score)
        return found

    return run


def by_pymcdm(problem: Problem) -> Callable[[], list[Numbers]]:
    """Return the weighted sums of pymcdm."""
    from pymcdm.methods import WSM  # noqa: PLC0415  # takes long to import

    method = WSM(lambda column, cost=False: column)  # noqa: ARG005  # what it is called with

    def run() -> list[Numbers]:
        attained = np.clip(problem.table / BEST, 0, 1)
        found = []
        for weights in map(problem.flat, problem.results):
            own = weights > 0
            kinds = np.ones(int(own.sum()))
            found.append(method(attained[:, own], weights[own], kinds, validation=False))
        return found

    return run


WAYS: Final = {
    "ours, arrays": by_kernel,
    "ours, a polars frame in and out": by_frame,
    "ours, unit by unit": by_one,
    "plain NumPy": by_numpy,
    "pandas": by_pandas,
    "polars expressions": by_polars,
    "a Python loop": by_loop,
    "scikit-criteria (flat)": by_scikit_criteria,
    "pymcdm (flat)": by_pymcdm,
}


def alike(found: Sequence[Numbers], expected: Sequence[Numbers]) -> bool:
    """Tell whether two ways give the same results, as far as the first one goes."""
    return all(
        np.allclose(mine, theirs[: len(mine)], rtol=0, atol=1e-12)
        for mine, theirs in zip(found, expected, strict=True)
    )


def compare(units: int, groups: int, runs: int) -> dict[str, float]:
    """Return units per second of every way, which all give the same results."""
    problem = Problem(units, groups)
    expected = naive(problem.book, problem.arrays)
    ways = {name: way(problem) for name, way in WAYS.items()}
    sizes = {}
    for name, way in ways.items():
        found = way()
        sizes[name] = len(found[0])
        assert alike(found, expected), name
    seconds = quickest(ways, runs)
    return {name: sizes[name] / taken for name, taken in seconds.items()}


def wide_plan(indicators: int) -> Plan:
    """Return a plan of one result over groups of ten indicators."""
    title = Text({"en": "x"})
    groups = [Group(code="result", title=title)]
    leaves = []
    for number in range(indicators):
        group = f"g{number // 10}"
        if number % 10 == 0:
            groups.append(Group(code=group, parent="result", title=title))
        method = Goalposts(worst=0.0, best=BEST)
        leaves.append(Indicator(code=f"i{number}", parent=group, title=title, method=method))
    book = Rulebook(
        id="wide", version="1", title=title, groups=tuple(groups), indicators=tuple(leaves)
    )
    return make_plan(book, DAY)


def growth(runs: int) -> dict[str, list[tuple[int, float]]]:
    """Return the seconds for every number of units, and for every number of indicators."""
    chance = np.random.default_rng(2009)
    taken: dict[str, list[tuple[int, float]]] = {"units": [], "indicators": []}
    for axis, sizes in (("units", SIZES), ("indicators", WIDTHS)):
        for size in sizes:
            units, width = (size, 10) if axis == "units" else (20_000, size)
            plan = wide_plan(width)
            arrays = {leaf.indicator.code: chance.random(units) for leaf in plan.leaves}
            columns = columns_of_arrays(plan, arrays, range(units))  # type: ignore[arg-type]  # names are not read here
            run = {"it": lambda plan=plan, c=columns: attain_many(plan, c, plan.results)}
            taken[axis].append((size, quickest(run, runs)["it"]))  # type: ignore[arg-type]  # bound now
    return taken


def plot(points: dict[str, list[tuple[int, float]]], path: Path) -> None:
    """Draw the growth: one curve against units, one against indicators, with what is linear."""
    import matplotlib as mpl  # noqa: PLC0415  # takes long to import

    mpl.use("svg")
    # The same figures give the same file.
    mpl.rcParams |= {"svg.hashsalt": "growth", "svg.fonttype": "none", "font.family": "sans-serif"}
    from matplotlib import pyplot as plt  # noqa: PLC0415  # as above

    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    of = {"units": "10 indicators", "indicators": "20 000 units"}
    for axis, (name, found) in zip(axes, points.items(), strict=True):
        sizes, seconds = zip(*found, strict=True)
        last = seconds[-1] / sizes[-1]
        linear = [last * size for size in sizes]
        axis.loglog(sizes, linear, "--", color="0.6", label="linear, through the largest")
        axis.loglog(sizes, seconds, "o-", color="#1f5fa8", label=f"measured, {of[name]}")
        axis.set_xlabel(name)
        axis.set_ylabel("seconds of one core")
        axis.grid(visible=True, which="major", alpha=0.3)
        axis.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def at_least_one(text: str) -> int:
    """Return a number of the command line that is at least one."""
    if int(text) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return int(text)


def machine() -> dict[str, object]:
    """Return what the figures were measured on."""
    packages = ("numpy", "pandas", "polars", "pyarrow", "scikit-criteria", "pymcdm", "pydantic")
    return {
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "packages": {name: version(name) for name in packages},
    }


def main() -> None:
    """Print the tables, and write them as JSON if a file is named."""
    parser = argparse.ArgumentParser(description="scoring beside what else there is")
    parser.add_argument("--units", type=at_least_one, default=100_000)
    parser.add_argument("--indicators", type=int, default=GROUPS * EACH, help="a multiple of 10")
    parser.add_argument("--runs", type=at_least_one, default=3)
    parser.add_argument("--growth", action="store_true", help="seconds against size instead")
    parser.add_argument("--plot", type=Path, help="a file for the drawing of the growth (.svg)")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    asked = parser.parse_args()
    if asked.indicators < 1 or asked.indicators % (2 * EACH):
        parser.error(f"--indicators is a multiple of {2 * EACH}: two results over groups of {EACH}")
    warnings.simplefilter("ignore")  # of the packages compared with, about each other
    figures: dict[str, object] = {"machine": machine()}
    if asked.growth:
        found = growth(asked.runs)
        for axis, points in found.items():
            print(f"{axis:>12}     seconds   per million {axis}")
            for size, taken in points:
                print(f"{size:>12}{taken:>12.4f}{taken / size * 1e6:>12.2f}")
        figures |= found
        if asked.plot is not None:
            plot(found, asked.plot)
    else:
        rates = compare(asked.units, asked.indicators // EACH, asked.runs)
        ours = rates["ours, arrays"]
        print(f"{asked.units} units × {asked.indicators} indicators, complete")
        for name, rate in rates.items():
            print(
                f"{name:34}{asked.units / rate:10.4f} s{rate:14,.0f} units a second"
                f"{ours / rate:10.2f} × slower"
            )
        read = decoding.measure(SURVEYED, asked.runs)
        print(f"\n{SURVEYED} units of a survey read from JSON")
        for line in decoding.lines_of(read):
            print(line)
        figures |= {
            "units": asked.units,
            "indicators": asked.indicators,
            "units_per_second": rates,
            "decoding": read,
        }
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
