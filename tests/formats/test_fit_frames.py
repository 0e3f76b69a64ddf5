"""A table that a library holds is fitted to as the same table in memory, to the last bit."""

import dask.dataframe as dd
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from egov_readiness import fit, load_rulebook, load_table
from egov_readiness.canonical import canonical_bytes
from egov_readiness.errors import EgovReadinessError, RulebookError, SurveyError, UsageError
from egov_readiness.formats import frame_pieces
from egov_readiness.formats.fit_frames import fit_frame
from egov_readiness.kinds import Between, Text
from egov_readiness.rules import (
    Applicability,
    Cap,
    DatedNumber,
    DistanceToReference,
    FractionOfMax,
    GeometricMean,
    Group,
    Indicator,
    MemberScore,
    MinMax,
    PercentileRank,
    Rank,
    Ratio,
    Rescale,
    Rulebook,
    ZScore,
)
from egov_readiness.testing import unfitted_methods

TITLE = Text({"en": "x"})
CODES = ("a", "b.c", "d")
FRAMES = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "polars lazy": lambda columns: pl.DataFrame(columns).lazy(),
    "pyarrow": pa.table,
    "duckdb": lambda columns: duckdb.from_arrow(pa.table(columns)),
    "dask": lambda columns: dd.from_pandas(pd.DataFrame(columns), npartitions=2),
}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Tables of several pieces need not be large."""
    monkeypatch.setattr(frame_pieces, "_ROWS", 3)


def indicator(code, method, **fields):
    plain = {"parent": "all", "title": TITLE, "missing": "reweight"}
    return Indicator(code=code, method=method, **plain | fields)


def book_of(*indicators, **fields):
    group = {"code": "all", "title": TITLE, "missing": "reweight"} | fields.pop("group", {})
    plain = {"id": "r", "version": "1", "title": TITLE, "groups": (Group(**group),)}
    return Rulebook(**plain | {"indicators": indicators} | fields)


def outcome(work):
    """The rulebook that comes out, or the problems with their places."""
    try:
        return canonical_bytes(work())
    except EgovReadinessError as error:
        return type(error), {(p.code, p.path, p.message, p.hint) for p in error.problems}


plain = st.integers(0, 200).map(lambda n: n / 7) | st.sampled_from([0.0, -0.0])
spoilt = plain | st.sampled_from([-3.5, 1e101, 41.0])
said = st.sampled_from(["n/a", "0.1..0.4", "0.7", " 1e-1 ", "-0.0", ""])
spoilt_words = said | st.sampled_from(["word", "inf", "0.4..0.1"])
restrictions = st.sampled_from(
    [
        Applicability(levels=("district",)),
        Applicability(kinds=("town",), levels=("commune",)),
        Applicability(tags=("poor",)),
        Applicability(units=("u0", "u1", "u2", "Lâm Đồng", "u5")),
    ]
)
seldom = st.none() | st.none() | restrictions
UNITS = ["u0", " u1", "u2", "Lâm Đồng", "u4", "u5", "z", "EU "]
ABOUT = {
    "level": st.sampled_from(["district", "district", "commune", None]),
    "kind": st.sampled_from(["town", "ward ", ""]),
    "tags": st.sampled_from(["poor", "poor; far", "", None]),
    "parent": st.sampled_from(["p", None]),
    "period": st.sampled_from(["2020", "2021"]),
}


@st.composite
def cases(draw):
    """A rulebook and columns, half of which are as they should be."""
    bad = draw(st.booleans())
    size = draw(st.integers(1 if bad else 5, len(UNITS)))

    def column(cells):
        return draw(st.lists(cells, min_size=size, max_size=size))

    columns = {"unit": UNITS[:size]}
    columns |= {name: column(texts) for name, texts in ABOUT.items() if draw(st.booleans())}
    numbers, words = (spoilt, spoilt_words) if bad else (plain, said)
    indicators = []
    for code in CODES:
        method = draw(unfitted_methods() | st.just(DistanceToReference(value=500)))
        fields = {"applies_to": draw(seldom)}
        if draw(st.booleans()):
            fields |= {"impute_by": draw(st.sampled_from(["mean", "median"])), "missing": "impute"}
        if draw(st.booleans()):
            fields["range"] = Between(0, 40)
        indicators.append(indicator(code, method, **fields))
        cells = [numbers, numbers, numbers | st.none(), st.integers(0, 9) | st.none()]
        cells.append(numbers.map(repr) | words | st.none())
        columns[code] = column(draw(st.sampled_from(cells)))
        if draw(st.integers(0, 3)) == 0:
            columns[f"{code}.status"] = column(st.sampled_from(["A", "E", "A", "n/a", None]))
    columns |= {"note": [*"some text"][:size], "other": column(plain)}
    modifiers = draw(st.sampled_from([(), (Rescale(),), (Rescale(), Cap(at_most=0.5))]))
    mean = draw(st.sampled_from([{}, {"aggregation": GeometricMean(floor=0.01)}]))
    fields = {"unranked": draw(seldom), "hidden": draw(seldom)}
    return book_of(*indicators, group={"modifiers": modifiers, **mean}, **fields), columns


def typed(columns):
    """The same columns of Arrow, in which a column without any cell is one of numbers."""
    arrays = {name: pa.array(cells) for name, cells in columns.items()}
    return pa.table(
        {
            name: cells.cast(pa.float64()) if pa.types.is_null(cells.type) else cells
            for name, cells in arrays.items()
        }
    )


@pytest.mark.parametrize("library", ["pandas", "polars", "polars lazy", "pyarrow", "duckdb"])
@given(cases())
def test_a_frame_gives_the_rulebook_and_the_problems_that_its_table_gives(library, case):
    book, columns = case
    expected = outcome(lambda: fit(load_table(columns), book))
    frame = FRAMES[library](columns if library == "pandas" else typed(columns))
    told = outcome(lambda: fit_frame(frame, book))
    named = outcome(lambda: without_digest(fit_frame(frame, book, digest="edition 3")))
    if library == "pandas":  # there a whole number beside a gap is written with a decimal point
        expected, told, named = map(without_messages, (expected, told, named))
    assert told == expected
    if isinstance(expected, bytes):
        assert named == outcome(lambda: without_digest(fit(load_table(columns), book)))
    else:  # of cells that nothing is taken from nothing is told
        assert not isinstance(named, bytes)


def without_digest(book):
    return evolve(book, population=evolve(book.population, digest="any"))


def without_messages(told):
    if isinstance(told, bytes):
        return told
    return told[0], {(code, path) for code, path, _, _ in told[1]}
