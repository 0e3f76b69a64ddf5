"""Engines score piece by piece what the table scores as a whole."""

from datetime import date

import dask.dataframe as dd
import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from egov_readiness import load_rulebook
from egov_readiness.errors import SurveyError, UsageError
from egov_readiness.formats.arrow import score_batch
from egov_readiness.formats.engines import score_batches, score_dask, score_spark

EGDI = load_rulebook("un-egdi")
DAY = date(2022, 7, 1)


def table_of(size):
    osi = np.linspace(0, 1, size)
    osi[::7] = np.nan
    return pa.table(
        {
            "unit": [f"u{n}" for n in range(size)],
            "osi": pa.array(osi, from_pandas=True),
            "tii": np.linspace(1, 0, size),
            "hci": np.full(size, 0.7),
        }
    )


def whole(table):
    return pa.Table.from_batches(
        [score_batch(table.combine_chunks().to_batches()[0], EGDI, as_of=DAY)]
    )


def test_a_stream_is_scored_as_it_is_read():
    table = table_of(100)
    stream = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=7))
    scored = score_batches(stream, EGDI, as_of=DAY)
    assert next(iter(scored)).num_rows == 7
    assert score_batches(table, EGDI, as_of=DAY).read_all().equals(whole(table))


def test_a_bad_row_of_a_stream_is_told_with_its_number():
    table = table_of(100)
    bad = table.set_column(1, "osi", pa.array([*[0.5] * 60, 2.0, *[0.5] * 39]))
    stream = pa.RecordBatchReader.from_batches(bad.schema, bad.to_batches(max_chunksize=7))
    with pytest.raises(SurveyError) as caught:
        score_batches(stream, EGDI, as_of=DAY).read_all()
    assert [problem.path for problem in caught.value.problems] == ["table:row 62:osi"]


@pytest.mark.parametrize(("score_with", "engine"), [(score_dask, "Dask"), (score_spark, "Spark")])
def test_a_frame_of_another_kind_is_refused_with_the_kind_that_is_read(score_with, engine):
    with pytest.raises(UsageError) as caught:
        score_with(pd.DataFrame({"unit": ["a"]}), EGDI, as_of=DAY)
    (problem,) = caught.value.problems
    assert problem.code == "not-a-frame"
    assert problem.message == f"pandas.DataFrame is no frame of {engine}"


def test_duckdb_gives_its_rows_and_reads_the_scores():
    table = table_of(100)
    scores = score_batches(duckdb.from_arrow(table), EGDI, as_of=DAY)
    connection = duckdb.connect()
    connection.register("scores", scores)
    [(count, low)] = connection.sql("select count(*), sum(EGDI_low) from scores").fetchall()
    assert count == 100
    assert low == pytest.approx(sum(whole(table)["EGDI_low"].to_pylist()))


def test_dask_scores_every_partition_as_the_whole():
    table = table_of(50)
    frame = dd.from_pandas(table.to_pandas(), npartitions=4)
    scores = score_dask(frame, EGDI, as_of=DAY).compute(scheduler="threads")
    expected = whole(table).to_pandas()
    pd.testing.assert_frame_equal(scores.reset_index(drop=True), expected, check_exact=True)
    with pytest.raises(SurveyError):
        score_dask(frame.assign(osi=2.0), EGDI, as_of=DAY).compute(scheduler="threads")
    with pytest.raises(SurveyError):
        score_dask(frame[["unit", "osi"]], EGDI, as_of=DAY)
