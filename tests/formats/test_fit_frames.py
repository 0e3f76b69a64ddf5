"""A table that a library holds is fitted to as the same table in memory, to the last bit."""

import unicodedata
from datetime import date

import dask.dataframe as dd
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness import fit, load_rulebook, load_table
from egov_readiness.canonical import canonical_bytes
from egov_readiness.errors import EgovReadinessError, RulebookError, SurveyError
from egov_readiness.formats import frame_pieces
from egov_readiness.formats.fit_frames import fit_frame, fit_pieces
from egov_readiness.formats.frame_pieces import FramePieces
from egov_readiness.kinds import NOT_APPLICABLE, Between, Text
from egov_readiness.rules import (
    Applicability,
    Cap,
    DatedNumber,
    DistanceToReference,
    FractionOfMax,
    GeometricMean,
    Goalposts,
    Group,
    Indicator,
    MemberScore,
    MinMax,
    Rank,
    Ratio,
    Rescale,
    Rulebook,
    ZScore,
)
from egov_readiness.testing import unfitted_methods

TITLE = Text({"en": "x"})
CODES = ("a", "b.c", "d")
dated = (
    DatedNumber(value=1, since=date(2020, 1, 1)),
    DatedNumber(value=2, since=date(2021, 1, 1)),
)
FRAMES = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "polars lazy": lambda columns: pl.DataFrame(columns).lazy(),
    "pyarrow": pa.table,
    "duckdb": lambda columns: duckdb.from_arrow(pa.table(columns)),
}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Tables of several pieces need not be large."""
    monkeypatch.setattr(frame_pieces, "ROWS", 3)


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


@pytest.mark.parametrize("library", FRAMES)
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


WHOLE = {"unit": [*"abcd"], "a": [1.0, 2.0, None, 4.0], "b": [3, 1, 1, 2]}
BOOK = book_of(indicator("a", MinMax()), indicator("b", Rank()))


class Watched(FramePieces):
    """A frame that keeps what was read of it, and what its engine was asked."""

    def __init__(self, frame):
        super().__init__(frame)
        self.read, self.asked = [], []

    def pieces(self, read, unit, period, first=2):
        self.read.append({*read} & {*self.names})
        return super().pieces(read, unit, period, first)

    def alike(self, numeric, texts, unit, units):
        self.asked.append(([*numeric], [*texts]))
        return super().alike(numeric, texts, unit, units)


def test_a_column_of_which_the_ends_are_taken_is_never_read():
    only = Applicability(levels=("x",), kinds=("town",))
    book = book_of(
        indicator("a", MinMax()),
        indicator("b", FractionOfMax(), applies_to=only),
        indicator("c", ZScore()),
        indicator("d", Rank(), applies_to=only),
    )
    numbers = {code: [1.0, 2.0, 4.0] for code in "abcd"}
    columns = {"unit": [*"uvw"], "level": ["x", "x", "y"], "kind": ["town"] * 3, **numbers}
    frame = Watched(pa.table(columns))
    fitted = fit_pieces(frame, book, digest="edition 3")
    assert [i.method for i in fitted.indicators] == [
        i.method for i in fit(load_table(columns), book).indicators
    ]
    assert frame.asked == [(["a", "b"], ["level", "kind"])]
    assert frame.read == [{"unit", "level", "kind"}, {"c"}, {"d", "level", "kind"}]


def test_a_column_with_a_number_that_is_none_is_read_to_tell_where():
    frame = Watched(pa.table(WHOLE | {"a": [1.0, 2.0, float("nan"), 4.0]}))
    with pytest.raises(SurveyError) as caught:
        fit_pieces(frame, BOOK, digest="edition 3")
    assert [(p.code, p.path) for p in caught.value.problems] == [("not-finite", "table:row 4:a")]
    assert frame.read == [{"unit"}, {"a"}, {"b"}]


@pytest.mark.parametrize("wrong", [-1.0, 11.0, 1e300])
def test_an_end_that_the_indicator_cannot_have_is_told_with_its_row(wrong):
    book = book_of(indicator("a", MinMax(), range=Between(0, 10)))
    columns = {"unit": ["u", "v", "w", "x"], "a": [1.0, 2.0, 3.0, wrong]}
    assert outcome(lambda: fit_frame(pa.table(columns), book)) == outcome(
        lambda: fit(load_table(columns), book)
    )
    with pytest.raises(SurveyError, match="outside-range"):
        fit_frame(pa.table(columns), book)


def test_partitions_of_dask_are_asked_one_by_one_and_none_may_be_empty():
    columns = {"unit": [*"abcdef"], "a": [1.0, 2.0, None, 4.0, 9.0, 0.5], "b": [3, 1, 1, 2, 7, 9]}
    pieces = [pd.DataFrame(columns)[begin:end] for begin, end in ((0, 5), (5, 5), (5, 6))]
    frame = dd.concat([dd.from_pandas(piece, npartitions=1) for piece in pieces])
    assert fit_frame(frame, BOOK) == fit(load_table(columns), BOOK)


def test_objects_of_python_are_read_as_cells():
    columns = WHOLE | {"a": [Between(0, 9), NOT_APPLICABLE, 2, "0.5"]}
    assert fit_frame(pd.DataFrame(columns), BOOK) == fit(load_table(columns), BOOK)


def test_objects_of_python_that_are_no_cells_are_told_whatever_names_the_population():
    cells = {"a": [1, True, None, 4], "b": [1, 2, object(), 4]}
    frame = pd.DataFrame({"unit": [*"abcd"]} | cells, dtype=object)
    posts = Goalposts(worst=0, best=10)
    book = book_of(indicator("a", posts), indicator("b", posts), group={"modifiers": (Rescale(),)})
    told = problems_of(lambda: fit_frame(frame, book))
    assert [path for _, path in told] == ["table:row 3:a", "table:row 4:b"]
    assert problems_of(lambda: fit_frame(frame, book, digest="edition 3")) == told


def problems_of(work):
    with pytest.raises(SurveyError) as caught:
        work()
    return [(problem.code, problem.path) for problem in caught.value.problems]


def test_columns_are_called_as_the_caller_says_and_marks_are_unknown():
    plain = {"unit": [*"aabb"], "period": [2020, 2021] * 2, "a": ["1", ".", "3", "4"]}
    plain |= {"b": WHOLE["b"]}
    columns = {"Đơn vị": plain["unit"], "năm": plain["period"], "a": plain["a"], "b": plain["b"]}
    frame = pa.table([*pa.table(columns)], [unicodedata.normalize("NFD", name) for name in columns])
    book = evolve(BOOK, groups=(evolve(BOOK.groups[0], modifiers=(Rescale(),)),))
    found = fit_frame(frame, book, unit="Đơn vị", period="năm", unknown_marks=["."])
    assert found == fit(load_table(plain, unknown_marks=["."]), book)


def test_a_rulebook_that_has_its_numbers_is_returned_as_it_is():
    book = load_rulebook("un-egdi")
    assert fit_frame(pa.table({"unit": ["a"]}), book) is book


def test_a_rulebook_that_needs_the_units_below_is_refused_with_what_does_it():
    members = indicator("c", Ratio(), members=MemberScore(node="all"))
    with pytest.raises(RulebookError, match=r"needs-all-units.*fit\(load_table"):
        fit_frame(pa.table(WHOLE), book_of(indicator("a", MinMax()), members))


@pytest.mark.parametrize(
    ("columns", "book"),
    [
        (WHOLE | {"b": [1] * 4}, book_of(indicator("c", ZScore()), indicator("b", MinMax()))),
        ({"area": [*"abcd"], "a": [1] * 4}, BOOK),
        (WHOLE | {"a": [None, None, None, 1.0]}, BOOK),
        (WHOLE | {"unit": [*"abca"]}, BOOK),
        (WHOLE, book_of(indicator("a", DistanceToReference(unit="A")))),
        (WHOLE, book_of(indicator("a", MinMax()), unranked=Applicability(units=("a", "b")))),
        (WHOLE, book_of(indicator("a", MinMax()), hidden=Applicability(units=(*"abcd",)))),
        (WHOLE, book_of(indicator("a", MinMax(), parent="nowhere"))),
        (
            WHOLE,
            book_of(
                indicator("a", MinMax()),
                indicator("b", Ratio(), weight=dated),
                group={"modifiers": (Rescale(),)},
            ),
        ),
        (
            WHOLE | {"b": [7] * 4},
            book_of(
                indicator("a", MinMax()), indicator("b", Ratio()), group={"modifiers": (Rescale(),)}
            ),
        ),
        (
            WHOLE | {"period": ["2020", "2020", "soon", "2021"]},
            book_of(indicator("a", MinMax()), group={"modifiers": (Rescale(),)}),
        ),
    ],
)
def test_what_is_wrong_is_told_as_of_the_table(columns, book):
    expected = outcome(lambda: fit(load_table(columns), book))
    assert not isinstance(expected, bytes)
    assert outcome(lambda: fit_frame(pa.table(columns), book)) == expected


def test_two_columns_of_one_name_are_a_problem():
    twice = pa.table([*pa.table(WHOLE), pa.array([0.1] * 4)], [*WHOLE, "a"])
    with pytest.raises(SurveyError, match="duplicate-column"):
        fit_frame(twice, BOOK)
