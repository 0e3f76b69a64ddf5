"""What it costs to observe and score a survey of many units, in seconds, megabytes and growth.

The total is from the survey to every unit's scores and ranks.  Beside it stands what is made when
somebody asks for it: the digest of what was admitted, which every file of a scoreboard has, and
the nodes of all units with their reasons; and what all of it costs if it is asked for at once.

The survey is invented and always the same: districts with 60 records each, of every type that the
measures of ``lam-dong-2009`` read, and the province that they belong to.  Every size is measured
in a fresh interpreter, or in several of which the quickest is printed; seconds are those of the
processor, so that waiting for whoever shares the machine is not counted.  ``--json`` prints the
figures for programs:

    python bench/field_work.py
    python bench/field_work.py --units 2000 --runs 3 --json
"""

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from attrs import asdict, frozen
from many_districts import make_survey

from egov_readiness import Rulebook, Scoreboard, Scorer, Survey, load_rulebook, score
from egov_readiness.measures import observe
from egov_readiness.measures.view import SurveyView
from egov_readiness.scoring.ranks import rank_cards

SIZES: Final = (1_000, 3_000, 10_000)
AS_OF: Final = date(2009, 6, 11)
RULEBOOK: Final = "lam-dong-2009"

Result = TypeVar("Result")


@frozen
class Costs:
    """What one size costs: seconds of processor time of one core, and megabytes.

    Attributes:
        units: how many districts, of 60 records each.
        making: making the survey, which is no part of the total.
        total: from the survey to the scoreboard.
        view: of it, admitting the records by the clocks and sorting them by unit.
        measures: of it, the measures.
        cards: of it, the attainments of every node.
        ranks: of it, the ranks.
        digest: beside it, the digest of what was admitted.
        reasons: beside it, all nodes of all units with their reasons.
        whole: in place of all of it, the scoreboard with its digest and all reasons at once.
        megabytes: the most memory the process has had when the scoreboard is there, with the
            interpreter, the survey, the observations and the scoreboard.
        opened: the same when the digest and all reasons are there as well.
        held: what of it is the interpreter with the survey.
    """

    units: int
    making: float
    total: float
    view: float
    measures: float
    cards: float
    ranks: float
    digest: float
    reasons: float
    whole: float
    megabytes: float
    opened: float
    held: float


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return how many seconds of the processor something takes, and what it gives."""
    gc.collect()
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def most_memory() -> float:
    """Return the most megabytes that this process has had."""
    # Linux counts in kilobytes, macOS in bytes.
    per_megabyte = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_megabyte


def measure(units: int) -> Costs:
    """Measure one size in this process, which has measured nothing before."""
    rulebook = load_rulebook(RULEBOOK)
    making, survey = timed(lambda: make_survey(units))
    held = most_memory()
    costs = _asked_for(survey, rulebook)
    # Last, when the other scoreboard has been let go.
    whole, _ = timed(lambda: _whole(survey, rulebook))
    return Costs(units=units, making=making, held=held, whole=whole, **costs)


def _asked_for(survey: Survey, rulebook: Rulebook) -> dict[str, float]:
    """Measure a scoreboard, and what is asked of it afterwards."""
    total, board = timed(lambda: score(survey, Scorer(rulebook), as_of=AS_OF))
    megabytes = most_memory()
    digest, _ = timed(lambda: board.admitted)
    # Repeated one by one, since a part cannot be timed from within without slowing it down.
    ranks, _ = timed(lambda: rank_cards(rulebook, board.cards))
    view, _ = timed(lambda: SurveyView.of(survey, as_of=AS_OF, precedence=rulebook.precedence))
    observing, _ = timed(lambda: observe(survey, rulebook, as_of=AS_OF, reasons=False))
    reasons, _ = timed(lambda: [card.results for card in board])
    return {
        "total": total,
        "view": view,
        "measures": observing - view,
        "cards": total - observing - ranks,
        "ranks": ranks,
        "digest": digest,
        "reasons": reasons,
        "megabytes": megabytes,
        "opened": most_memory(),
    }


def _whole(survey: Survey, rulebook: Rulebook) -> Scoreboard:
    """Return a scoreboard of which everything has been read."""
    board = score(survey, Scorer(rulebook), as_of=AS_OF, reasons=True)
    assert board.admitted
    assert all(card.results for card in board)
    return board


def least(units: int, runs: int) -> Costs:
    """Return the costs of the quickest of several fresh interpreters."""
    command = [sys.executable, str(Path(__file__)), "--alone", "--units", str(units)]
    found = []
    for _ in range(runs):
        run = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        found.append(Costs(**json.loads(run.stdout)))
    return min(found, key=lambda costs: costs.total)


def lines_of(rows: list[Costs]) -> Iterator[str]:
    """Yield the lines of a table, one row for each size."""
    parts = ("total", "view", "measures", "cards", "ranks", "digest", "reasons", "whole")
    memory = ("memory", "opened", "survey")
    yield "  units  " + "".join(f"{name:>10}" for name in (*parts, "per unit", *memory))
    for row in rows:
        seconds = "".join(f"{getattr(row, part):8.2f} s" for part in parts)
        each = f"{row.total / row.units * 1000:7.2f} ms"
        held = "".join(f"{size:7.0f} MB" for size in (row.megabytes, row.opened, row.held))
        yield f"{row.units:>7}  {seconds}{each}{held}"
    yield "making the survey, not counted: " + ", ".join(
        f"{row.making:.1f} s for {row.units}" for row in rows
    )


def main() -> None:
    """Print what each size costs."""
    parser = argparse.ArgumentParser(description="observe and score a survey of many units")
    parser.add_argument("--units", type=int, action="append", help="a size; may be repeated")
    parser.add_argument("--runs", type=int, default=1, help="fresh interpreters for each size")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--alone", action="store_true", help="measure one size in this process")
    asked = parser.parse_args()
    sizes = asked.units or SIZES
    if asked.alone:
        print(json.dumps(asdict(measure(sizes[0]))))
        return
    rows = [least(units, asked.runs) for units in sizes]
    if asked.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return
    for line in lines_of(rows):
        print(line)


if __name__ == "__main__":
    main()
