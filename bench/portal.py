"""What the example of a portal answers a second, on one core: ``make portal-bench``.

The portal runs on one core and its clients on the others, where the system has ``taskset`` and
more than one.  A request is the observations of one unit, forty indicators in three levels of
which 8 % are unknown, and its answer the scorecard with all reasons.  A durable request adds
evidence to the database, which is checked against the survey and waits for the disk.  Beside them
stands what the library alone takes, in this process.  Requests a second of the processor are what
a core of its own would answer: waiting for the disk, or for whoever shares the machine, is not
counted.  The requests are invented and always the same, and go to this machine only:

    python bench/portal.py
    python bench/portal.py --requests 500 --runs 5 --json

``PORTAL_TEST_DATABASE`` names another database than an SQLite file.  Needs Linux.
"""

import argparse
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from attrs import asdict, astuple, frozen
from forty_indicators import rulebook

from egov_readiness import Scorer, save_rulebook, score_json

PORTAL: Final = Path(__file__).parents[1] / "examples" / "portal"
DAY: Final = date(2024, 6, 30)
UNKNOWN: Final = 0.08
DIFFERENT: Final = 100
"""How many different requests there are; they are sent in turn."""
WARM: Final = 50
"""How many requests are sent before any is counted."""
UNITS: Final = ("di-linh", "da-lat", "lam-ha", "bao-loc", "don-duong", "duc-trong")


@frozen
class Figures:
    """What one run measured.

    Attributes:
        rate: requests a second.
        core: requests a second of the processor time of whoever answers them.
        median: the milliseconds within which half of the answers came.
        slowest: the milliseconds within which 99 % of them came.
    """

    rate: float
    core: float
    median: float
    slowest: float


def payloads() -> list[bytes]:
    """Return the requests of several units."""
    chance = random.Random(2009)  # noqa: S311  # invented figures, always the same
    return [
        json.dumps(
            {
                "unit": f"unit-{number}",
                "level": "district",
                "observations": {
                    indicator.code: None if chance.random() < UNKNOWN else chance.random()
                    for indicator in rulebook().indicators
                },
            }
        ).encode()
        for number in range(DIFFERENT)
    ]


def evidence(run: int, count: int) -> list[bytes]:
    """Return evidence, each item with an identity of its own."""
    return [
        json.dumps(
            {
                "id": f"run-{run}-{number}",
                "unit": UNITS[number % len(UNITS)],
                "concept": "steering_head",
                "option": "Chủ tịch",
                "observed_on": "2009-06-10",
            }
        ).encode()
        for number in range(count)
    ]


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """Start the portal on one core; give its port and its process."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    book = folder / "bench.toml"
    save_rulebook(rulebook(), book)
    environment = os.environ | {
        "PORTAL_DATABASE": os.environ.get("PORTAL_TEST_DATABASE", f"sqlite:///{folder}/bench.db"),
        "PORTAL_RULEBOOKS": f"lam-dong-2009,{book}",
        "PORTAL_PORT": str(port),
    }
    pinned = shutil.which("taskset") is not None and (os.cpu_count() or 1) > 1
    command = [*(["taskset", "-c", "0"] if pinned else []), sys.executable, "-m", "portal"]
    if pinned:
        os.sched_setaffinity(0, {*range(1, os.cpu_count() or 1)})
    process = subprocess.Popen(command, cwd=PORTAL, env=environment)
    try:
        while process.poll() is None:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        assert process.poll() is None, "the portal has ended"
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def ask(connection: socket.socket, path: str, body: bytes) -> tuple[int, bytes]:
    """Send one request; return the status and the body of its answer."""
    head = f"POST {path} HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json\r\n"
    connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    headers, _, found = answer.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in headers.split(b"\r\n")[1:])
    while len(found) < int(fields[b"content-length"]):
        found += connection.recv(65536)
    return int(headers.split(b" ", 2)[1]), found


def processor_time(process: int) -> float:
    """Return how many seconds of the processor a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(
    served: tuple[int, int], path: str, bodies: list[bytes], expected: int, clients: int
) -> Figures:
    """Send requests from several clients at once, each after the answer to the one before."""
    port, process = served
    taken: list[float] = []

    def work(mine: list[bytes]) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for body in mine:
                start = time.perf_counter()
                status, answer = ask(connection, path, body)
                taken.append(time.perf_counter() - start)
                assert status == expected, answer

    threads = [threading.Thread(target=work, args=(bodies[n::clients],)) for n in range(clients)]
    worked, start = processor_time(process), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    worked = processor_time(process) - worked
    assert len(taken) == len(bodies), "a client has failed"
    return figures_of(taken, seconds, worked)


def figures_of(taken: list[float], seconds: float, worked: float) -> Figures:
    """Return the figures of requests that took so long each, all together, and on the processor."""
    cuts = statistics.quantiles(taken, n=100)
    return Figures(len(taken) / seconds, len(taken) / worked, cuts[49] * 1000, cuts[98] * 1000)


def alone(bodies: list[bytes]) -> Figures:
    """Score the same requests in this process, one after the other."""
    scorer = Scorer(rulebook())
    taken = []
    worked = time.process_time()
    for body in bodies:
        start = time.perf_counter()
        score_json(body, scorer, as_of=DAY)
        taken.append(time.perf_counter() - start)
    return figures_of(taken, sum(taken), time.process_time() - worked)


def main() -> None:
    """Print the best and the median of several runs."""
    parser = argparse.ArgumentParser(description="requests a second of the example of a portal")
    parser.add_argument("--requests", type=int, default=1000, help="in each run")
    parser.add_argument("--writes", type=int, default=200, help="durable ones, in each run")
    parser.add_argument("--clients", type=int, default=4, help="at once")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    asked = parser.parse_args()
    different = payloads()
    bodies = [different[number % DIFFERENT] for number in range(asked.requests)]
    runs: dict[str, list[Figures]] = {"library alone": [], "scored": [], "durable": []}
    path = f"/rulebooks/{rulebook().id}/score?as_of={DAY}"
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as served:
        measure(served, path, bodies[:WARM], 200, asked.clients)
        for run in range(asked.runs):
            runs["scored"].append(measure(served, path, bodies, 200, asked.clients))
            written = evidence(run, asked.writes)
            runs["durable"].append(measure(served, "/evidence", written, 201, asked.clients))
            runs["library alone"].append(alone(bodies))
    if asked.json:
        print(json.dumps({name: [*map(asdict, found)] for name, found in runs.items()}, indent=2))
        return
    for name, found in runs.items():
        best = max(found, key=lambda figures: figures.rate)
        middle = Figures(*map(statistics.median, zip(*map(astuple, found), strict=True)))
        print(f"{name}:")
        for title, figures in (("best", best), (f"median of {len(found)}", middle)):
            print(
                f"  {title:12} {figures.rate:6.0f} a second, {figures.core:6.0f} a second of the"
                f" processor, p50 {figures.median:7.2f} ms, p99 {figures.slowest:7.2f} ms"
            )


if __name__ == "__main__":
    main()
