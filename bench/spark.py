"""How far Spark is from the plain kernel, on the same rows and the same two cores.

Invented states in Parquet files, scored by ``un-egdi`` into Parquet files: by two processes that
each score half of the files batch by batch, and by Spark with two local cores.  Seconds are of the
clock, since the work is done in other processes; the start of Spark is not counted.  Beside them
stands what Spark takes to send the same rows through Python and back, with as many columns and
without any scoring.  The scores are compared bit by bit:

    python bench/spark.py
    python bench/spark.py --rows 10000000

It needs Java and the extra ``engines``.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from egov_readiness import load_rulebook
from egov_readiness.formats.engines import score_spark
from egov_readiness.formats.streams import score_file

DAY: Final = date(2022, 7, 1)
FILES: Final = 8
BATCH: Final = 65_536
"""How many rows Spark sends together, as many as the plain kernel reads together."""
Given = TypeVar("Given")
UNKNOWN: Final = 0.08


def write_rows(folder: Path, rows: int) -> None:
    """Write the rows, in files of equal size."""
    chance = np.random.default_rng(2009)
    each = rows // FILES
    for number in range(FILES):
        columns: dict[str, pa.Array] = {
            "unit": pa.array([f"u{n}" for n in range(number * each, (number + 1) * each)])
        }
        for code in ("osi", "tii", "hci"):
            unknown = chance.random(each) < UNKNOWN
            columns[code] = pa.array(chance.random(each), mask=unknown)
        pq.write_table(pa.table(columns), folder / f"{number}.parquet")


def score_part(name: str, target: Path) -> float:
    """Score one file with the plain kernel; return the most megabytes of the process."""
    score_file(Path(name), target / Path(name).name, load_rulebook("un-egdi"), as_of=DAY)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def by_kernel(source: Path, target: Path, pool: ProcessPoolExecutor) -> float:
    """Score all files in two processes; return the most megabytes of one."""
    return max(pool.map(partial(score_part, target=target), map(str, source.glob("*.parquet"))))


def by_spark(source: Path, target: Path, spark: SparkSession) -> None:
    """Score all files by Spark."""
    frame = score_spark(spark.read.parquet(str(source)), load_rulebook("un-egdi"), as_of=DAY)
    frame.write.mode("overwrite").parquet(str(target))


def unscored(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield batches of the columns that scores have, filled with what there is."""
    for batch in batches:
        unit, *numbers = batch.columns
        yield pa.RecordBatch.from_arrays([unit, *numbers, *numbers[:2], unit], names=[*"abcdefg"])


def through_python(source: Path, target: Path, spark: SparkSession) -> None:
    """Send all rows through Python and back, unscored."""
    columns = "a string, b double, c double, d double, e double, f double, g string"
    frame = spark.read.parquet(str(source)).mapInArrow(unscored, columns)
    frame.write.mode("overwrite").parquet(str(target))


def seconds(work: Callable[[], Given]) -> tuple[float, Given]:
    """Return how long some work takes, and what it gives."""
    start = time.perf_counter()
    given = work()
    return time.perf_counter() - start, given


def in_order(folder: Path) -> pa.Table:
    """Return all scores of a folder, by unit."""
    table = ds.dataset(folder, format="parquet", exclude_invalid_files=True).to_table()
    return table.take(pc.sort_indices(table, [("unit", "ascending")]))


def main() -> None:
    """Print both, and their ratio."""
    parser = argparse.ArgumentParser(description="Spark beside the plain kernel")
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    with (
        TemporaryDirectory() as folder,
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool,
    ):
        source, plain, engine = (Path(folder, name) for name in ("rows", "plain", "engine"))
        source.mkdir()
        plain.mkdir()
        write_rows(source, asked.rows)
        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", BATCH)
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        by_kernel(source, plain, pool)  # once before, as what is done once is not counted
        by_spark(source, engine, spark)
        kernel, memory = seconds(partial(by_kernel, source, plain, pool))
        engines, _ = seconds(partial(by_spark, source, engine, spark))
        assert in_order(plain).equals(in_order(engine))
        bare, _ = seconds(partial(through_python, source, engine, spark))
        spark.stop()
    print(f"{asked.rows} rows, two cores, Parquet in and out, the same bits")
    print(f"two processes of the plain kernel      {kernel:9.2f} s{memory:8.0f} MB each")
    print(f"Spark, local[2]                        {engines:9.2f} s")
    print(f"Spark, through Python without scoring  {bare:9.2f} s")
    print(f"Spark takes {engines / kernel:.2f} × as long as the plain kernel")


if __name__ == "__main__":
    main()
