"""Real engines score every packaged rulebook as one table: Spark, a cluster of Dask, DuckDB.

They need Java and packages that the rest of the tests do without, so they are run by
``make engines-test``.
"""

import math
import os
import sys
from datetime import date
from pathlib import Path

import dask.dataframe as dd
import duckdb
import numpy as np
import pyarrow as pa
import pytest
from attrs import evolve
from dask.distributed import Client, LocalCluster
from pyspark.errors import PythonException
from pyspark.sql import SparkSession

from egov_readiness import Text, fit, load_rulebook, load_table, rulebook_ids
from egov_readiness.errors import SurveyError
from egov_readiness.formats.arrow import BatchScorer
from egov_readiness.formats.engines import score_batches, score_dask, score_spark
from egov_readiness.formats.fit_frames import fit_frame
from egov_readiness.rules import (
    Applicability,
    DistanceToReference,
    FractionOfMax,
    Group,
    Indicator,
    MinMax,
    Options,
    PercentileRank,
    Rescale,
    Rulebook,
    YesNo,
    ZScore,
)
from egov_readiness.rules.completeness import needs_all_units, unfitted
from egov_readiness.rules.rulebook import Population

SIZE = 500
DAY = date(2022, 7, 1)
BOOKS = [
    book
    for book in map(load_rulebook, rulebook_ids())
    if not unfitted(book) and not needs_all_units(book)
]
EGDI = load_rulebook("un-egdi")

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")


def table_of(book, size=SIZE):
    """A table of invented values for every indicator, one in nine of them missing."""
    chance = np.random.default_rng(1)
    columns = {"unit": pa.array([f"u{n}" for n in range(size)])}
    for indicator in book.indicators:
        match indicator.method:
            case Options(options=options):
                words = np.array([str(option) for option in options])
                values = words[chance.integers(0, len(words), size)].tolist()
            case YesNo():
                values = np.array(["yes", "no"])[chance.integers(0, 2, size)].tolist()
            case _:
                values = chance.random(size).tolist()
        missing = chance.random(size) < 1 / 9
        columns[indicator.code] = pa.array(values, mask=missing)
    return pa.table(columns)


def whole(table, book, day):
    """The scores of a table in one piece, by unit."""
    scorer = BatchScorer(book, table.schema.names, as_of=day)
    found = scorer.score(table.combine_chunks().to_batches()[0])
    assert found.problems == ()
    return by_unit(found.scores)


def by_unit(scores):
    rows = {row["unit"]: row for row in scores.to_pylist()}
    assert len(rows) == scores.num_rows
    return rows


def day_of(book):
    return max(DAY, book.valid.since) if book.valid.until is None else book.valid.since


@pytest.fixture(scope="session")
def spark():
    """A Spark of two cores, whose workers have this Python."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "100")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def cluster():
    """A cluster of Dask with two workers, each a process of its own."""
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as found,
        Client(found) as client,
    ):
        yield client


def skewed(spark, table):
    """A frame with one large partition, a small one, and empty ones."""
    large, small = table.slice(0, SIZE - 7), table.slice(SIZE - 7)
    frames = [spark.createDataFrame(piece).coalesce(1) for piece in (large, small)]
    return frames[0].union(frames[1]).union(spark.createDataFrame(table).where("false"))


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_spark_scores_skewed_and_empty_partitions_as_one_table(spark, book):
    table, day = table_of(book), day_of(book)
    frame = score_spark(skewed(spark, table), book, as_of=day)
    assert by_unit(frame.toArrow()) == whole(table, book, day)


def test_spark_ends_with_the_problem_of_a_bad_row_in_the_middle(spark):
    table = table_of(EGDI)
    osi = table["osi"].to_pylist()
    osi[250] = 2.0
    bad = table.set_column(1, "osi", pa.array(osi))
    with pytest.raises(PythonException, match=r"row \d+:osi: outside-range"):
        score_spark(spark.createDataFrame(bad), EGDI, as_of=DAY).toArrow()


def test_spark_tries_again_where_a_worker_was_killed_and_loses_and_doubles_nothing(spark, tmp_path):
    table = table_of(EGDI)
    mark = tmp_path / "killed"

    def die_once(batches):
        for batch in batches:
            try:
                mark.touch(exist_ok=False)
            except FileExistsError:
                yield batch
            else:
                os._exit(137)

    frame = spark.createDataFrame(table).repartition(4)
    dying = frame.mapInArrow(die_once, frame.schema)
    assert by_unit(score_spark(dying, EGDI, as_of=DAY).toArrow()) == whole(table, EGDI, DAY)
    assert mark.exists()


def partitions(table):
    """A frame of Dask with one large partition, a small one and an empty one."""
    pandas = table.to_pandas()
    cuts = [pandas.iloc[: SIZE - 7], pandas.iloc[SIZE - 7 :], pandas.iloc[:0]]
    return dd.concat([dd.from_pandas(piece, npartitions=1) for piece in cuts])


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_a_cluster_of_dask_scores_skewed_and_empty_partitions_as_one_table(cluster, book):
    table, day = table_of(book), day_of(book)
    scores = score_dask(partitions(table), book, as_of=day)
    found = cluster.compute(scores).result()
    assert by_unit(pa.Table.from_pandas(found, preserve_index=False)) == whole(table, book, day)


def test_a_cluster_of_dask_ends_with_the_problem_of_a_bad_row_in_the_middle(cluster):
    table = table_of(EGDI)
    osi = table["osi"].to_pylist()
    osi[250] = 2.0
    bad = partitions(table.set_column(1, "osi", pa.array(osi)))
    with pytest.raises(SurveyError, match=r"row 252:osi: outside-range"):
        cluster.compute(score_dask(bad, EGDI, as_of=DAY)).result()


def test_a_cluster_of_dask_tries_again_where_a_worker_was_killed(cluster, tmp_path):
    table = table_of(EGDI)
    mark = tmp_path / "killed"

    def die_once(piece):
        if len(piece) > 10:
            try:
                mark.touch(exist_ok=False)
            except FileExistsError:
                return piece
            os._exit(137)
        return piece

    frame = partitions(table)
    dying = frame.map_partitions(die_once, meta=frame)
    found = cluster.compute(score_dask(dying, EGDI, as_of=DAY)).result()
    assert by_unit(pa.Table.from_pandas(found, preserve_index=False)) == whole(table, EGDI, DAY)
    assert mark.exists()


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_duckdb_streams_its_rows_through_and_writes_what_comes_out(book, tmp_path):
    table, day = table_of(book), day_of(book)
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    duckdb.connect().from_arrow(table).write_parquet(str(source), row_group_size=2048)
    relation = duckdb.connect().sql(f"from '{source}' union all (from '{source}' limit 0)")
    scores = score_batches(relation, book, as_of=day)
    writer = duckdb.connect()
    writer.register("scores", scores)
    writer.sql(f"copy (from scores) to '{target}'")
    found = duckdb.connect().sql(f"from '{target}'").to_arrow_table()
    assert by_unit(found) == whole(table, book, day)


def test_duckdb_ends_with_the_problem_of_a_bad_row_and_writes_nothing(tmp_path):
    target = Path(tmp_path, "out.parquet")
    table = table_of(EGDI)
    osi = table["osi"].to_pylist()
    osi[250] = 2.0
    bad = table.set_column(1, "osi", pa.array(osi))
    scores = score_batches(duckdb.connect().from_arrow(bad), EGDI, as_of=DAY)
    writer = duckdb.connect()
    writer.register("scores", scores)
    with pytest.raises(duckdb.Error, match=r"row 252:osi: outside-range"):
        writer.sql(f"copy (from scores) to '{target}'")
    assert not target.exists()


def fitted_book():
    """A rulebook that needs ends, sums and orders of a population, some of them restricted."""
    title = Text({"en": "x"})
    methods = {
        "ends": MinMax(),
        "restricted": FractionOfMax(),
        "sums": ZScore(),
        "order.1": PercentileRank(),
        "texts": MinMax(better="lower"),
        "near": DistanceToReference(unit="u3"),
    }
    indicators = tuple(
        Indicator(code=code, parent="all", title=title, method=method, missing="reweight")
        for code, method in methods.items()
    )
    only = Applicability(levels=("district",))
    indicators = tuple(
        evolve(i, applies_to=only) if i.code == "restricted" else i for i in indicators
    )
    group = Group(code="all", title=title, missing="reweight", modifiers=(Rescale(),))
    return Rulebook(
        id="book",
        version="1",
        title=title,
        groups=(group,),
        indicators=indicators,
        unranked=Applicability(units=("u5", "Lâm Đồng")),
    )


def population():
    """A table of invented values, one in nine of them missing, of which one unit is left out."""
    chance = np.random.default_rng(2)

    def numbers():
        return pa.array(chance.random(SIZE), mask=chance.random(SIZE) < 1 / 9)

    near = np.sort(chance.random(SIZE))[::-1]
    near[:4] = near[3]
    return pa.table(
        {
            "unit": [f"u{n}" for n in range(SIZE - 1)] + ["Lâm Đồng "],
            "level": np.array(["district", "commune", None])[chance.integers(0, 3, SIZE)].tolist(),
            "ends": pa.array([*numbers().to_pylist()[:-1], 9.0]),
            "restricted": numbers(),
            "sums": numbers(),
            "order.1": pa.array(chance.integers(0, 50, SIZE)),
            "texts": ["0.1..0.2", "n/a", *map(str, chance.random(SIZE - 3)), None],
            "near": near,
            "note": ["as seen"] * SIZE,
        }
    )


def held_in(engine, table, request):
    if engine == "spark":  # the only one that needs Java
        return skewed(request.getfixturevalue("spark"), table)
    return partitions(table) if engine == "dask" else duckdb.connect().from_arrow(table)


@pytest.mark.parametrize("engine", ["spark", "dask", "duckdb"])
@pytest.mark.usefixtures("cluster")
def test_an_engine_gives_a_rulebook_the_numbers_of_its_population(engine, request):
    book, table = fitted_book(), population()
    expected = fit(load_table(table.to_pydict()), book)
    frame = held_in(engine, table, request)
    assert fit_frame(frame, book) == expected
    named = fit_frame(frame, book, digest="edition 3")
    assert named == evolve(expected, population=Population(digest="edition 3", size=SIZE - 2))


@pytest.mark.parametrize("engine", ["spark", "duckdb"])
def test_an_engine_tells_units_apart_whatever_their_column_is_called(engine, request):
    columns = {"unit": ["a", "b", "c"], "ends": [1.0, 2.0, 4.0]}
    title = Text({"en": "x"})
    meant = Applicability(units=("a", "b"))
    ends = Indicator(code="ends", parent="all", title=title, method=MinMax(), applies_to=meant)
    groups = (Group(code="all", title=title),)
    book = Rulebook(id="r", version="1", title=title, groups=groups, indicators=(ends,))
    table = pa.table({"unit.id" if name == "unit" else name: columns[name] for name in columns})
    expected = fit(load_table(columns), book)
    assert fit_frame(held_in(engine, table, request), book, unit="unit.id") == expected


WRONG = {
    "not-finite": ({"ends": [math.nan] + [0.5] * (SIZE - 1)}, "table:row 2:ends"),
    "outside-range": ({"restricted": [-1.0] * SIZE}, "table:restricted"),
    "duplicate-unit": (
        {"unit": ["a", *map(str, range(SIZE - 2)), " a "]},
        f"table:row {SIZE + 1}:unit",
    ),
    "constant": ({"sums": [0.5] * SIZE}, "table:sums"),
}


@pytest.mark.parametrize(
    ("engine", "code"),
    [
        (engine, code)
        for engine in ("spark", "dask", "duckdb")
        for code in WRONG
        # pandas does not tell a number that is none from a missing one.
        if (engine, code) != ("dask", "not-finite")
    ],
)
@pytest.mark.usefixtures("cluster")
def test_an_engine_tells_what_is_wrong_with_a_population(engine, code, request):
    changes, path = WRONG[code]
    columns = population().to_pydict() | changes
    with pytest.raises(SurveyError) as caught:
        fit_frame(held_in(engine, pa.table(columns), request), fitted_book())
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [(code, path)]
