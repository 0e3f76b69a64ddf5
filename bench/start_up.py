"""What it costs to import the package, and to reach the first score from a cold start.

Each figure is the median over fresh interpreters, less what bare Python takes in the same run:

    python bench/start_up.py
"""

import statistics
import subprocess
import sys
import time

RUNS = 15
PROGRAMS = {
    "import egov_readiness": "import egov_readiness",
    "load_rulebook": "import egov_readiness as e; e.load_rulebook('un-egdi')",
    "load_rulebook and first score": (
        "import egov_readiness as e, datetime;"
        "e.score(e.load_table({'unit': ['a'], 'osi': [.5], 'tii': [.5], 'hci': [.5]}),"
        " e.load_rulebook('un-egdi'), as_of=datetime.date(2022, 7, 1))"
    ),
}


def seconds(program: str) -> float:
    """Return how long a fresh interpreter takes to run a program."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print one line per program: milliseconds over bare Python."""
    taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(RUNS):
        bare = seconds("pass")
        for name, program in PROGRAMS.items():
            taken[name].append(seconds(program) - bare)
    for name, runs in taken.items():
        print(f"{name}: {statistics.median(runs) * 1000:.0f} ms over bare Python")


if __name__ == "__main__":
    main()
