"""How fast the kernel for many units is, beside what an analyst would write with NumPy.

A million units, forty indicators between goalposts in eight groups of two results, complete or
with 8 % unknown; the figures are invented and always the same.  Every way is run several times in
turn and the quickest run counts, so that what shares the machine weighs on all alike:

    python bench/kernel.py
    python bench/kernel.py --units 100000 --json
"""

import argparse
import json
import time
from collections.abc import Callable
from datetime import date
from typing import Final

import numpy as np
from forty_indicators import EACH, rulebook
from numpy.typing import NDArray

from egov_readiness import Rulebook
from egov_readiness.scoring.columns import columns_of_arrays
from egov_readiness.scoring.many import attain_many
from egov_readiness.scoring.plan import make_plan

Numbers = NDArray[np.float64]

PAUSE: Final = 0.2
"""How many seconds there are between two measurements."""
UNKNOWN: Final = 0.08
DAY: Final = date(2024, 6, 30)


def naive(book: Rulebook, arrays: dict[str, Numbers]) -> list[Numbers]:
    """Return the two results as an analyst would compute them, for complete data."""
    table = np.column_stack([arrays[indicator.code] for indicator in book.indicators])
    attained = np.clip(table / 0.9, 0, 1)
    weights = np.array([float(str(i.weight)) for i in book.indicators]).reshape(-1, EACH)
    groups = len(weights)
    inner = np.array([1.0 + number for number in range(groups)])
    grouped = np.column_stack(
        [
            (attained[:, EACH * g : EACH * g + EACH] * weights[g]).sum(axis=1) / weights[g].sum()
            for g in range(groups)
        ]
    )
    half = groups // 2
    return [
        (grouped[:, part] * inner[part]).sum(axis=1) / inner[part].sum()
        for part in (slice(0, half), slice(half, groups))
    ]


def partly(arrays: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return the same figures without some, the same ones every time."""
    chance = np.random.default_rng(2025)
    return {
        code: np.where(chance.random(len(values)) < UNKNOWN, np.nan, values)
        for code, values in arrays.items()
    }


def quickest(ways: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Return the seconds of the quickest run of each way, run in turn."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(runs):
        for name, way in ways.items():
            # Threads of the way before wait for more work at the cost of the processor.
            time.sleep(PAUSE if len(ways) > 1 else 0)
            start = time.process_time()
            way()
            best[name] = min(best[name], time.process_time() - start)
    return best


def main() -> None:
    """Print units per second, and ratios to plain NumPy."""
    parser = argparse.ArgumentParser(description="the kernel for many units beside plain NumPy")
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    asked = parser.parse_args()
    book = rulebook()
    plan = make_plan(book, DAY)
    chance = np.random.default_rng(2009)
    complete = {i.code: chance.random(asked.units) for i in book.indicators}
    units = ["u"] * asked.units
    columns = {
        "complete": columns_of_arrays(plan, complete, units),
        "8 % unknown, with bounds": columns_of_arrays(plan, partly(complete), units),
    }
    ours = attain_many(plan, columns["complete"], plan.results).value
    for mine, theirs in zip(ours, naive(book, complete), strict=True):
        assert np.allclose(mine, theirs, rtol=0, atol=1e-12)
    ways: dict[str, Callable[[], object]] = {
        "plain NumPy, complete": lambda: naive(book, complete),
        "copying the same numbers": lambda: [values.copy() for values in complete.values()],
    }
    for name, found in columns.items():
        ways[name] = lambda found=found: attain_many(plan, found, plan.results)  # type: ignore[misc]  # bound now
    seconds = quickest(ways, asked.runs)
    rates = {name: asked.units / taken for name, taken in seconds.items()}
    plain = rates["plain NumPy, complete"]
    if asked.json:
        print(json.dumps({name: [rate, rate / plain] for name, rate in rates.items()}, indent=2))
        return
    for name, rate in rates.items():
        print(f"{name:28}{rate / 1e6:8.2f} million units a second{rate / plain:8.2f} × plain NumPy")


if __name__ == "__main__":
    main()
