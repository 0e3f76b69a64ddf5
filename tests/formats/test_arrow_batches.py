"""A batch is read as rows of a table, and knows which rows need a second look."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.formats.arrow_batches import Batch, BatchReader
from egov_readiness.rules import Applicability


def batch_of(columns, codes=("a",), first_row=2, **names):
    arrays = pa.RecordBatch.from_pydict(columns)
    options = {"unit": "unit", "period": "period"} | names
    reader = BatchReader.of([*columns], options["unit"], options["period"], (), "table")
    return Batch(reader, arrays, codes, range(first_row, first_row + arrays.num_rows))


def test_the_columns_of_a_unit_are_no_indicators():
    reader = BatchReader.of(["unit", "level", "a", "a.status"], "unit", "period", (), "table")
    assert reader.codes == ("a",)
    assert reader.problems == ()
    assert [p.code for p in BatchReader.of(["a"], "unit", "period", (), "t").problems] == [
        "no-unit-column"
    ]


def test_two_columns_of_one_name_are_a_problem():
    reader = BatchReader.of(["unit", "a", "a"], "unit", "period", (), "t")
    assert [problem.code for problem in reader.problems] == ["duplicate-column"]


def test_units_are_compared_without_spaces_and_in_composed_form():
    batch = batch_of({"unit": [" Lâm Đồng ", "", None], "a": [1.0, 1.0, 1.0]})
    assert batch.units.to_pylist() == ["Lâm Đồng", None, None]
    assert batch.bad.tolist() == [False, True, True]


def test_a_row_is_read_as_a_row_of_a_file():
    batch = batch_of({"unit": ["x", "y"], "a": ["0.5", "true?"]}, first_row=10)
    assert batch.row(0).place == "row 10"
    assert batch.row(1).observations["a"].value == "true?"
    assert batch.problems(1) == ()


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", " a", "b", "", None]), st.sampled_from(["1", "2", None])),
        max_size=6,
    ),
    st.booleans(),
)
def test_the_same_unit_in_the_same_period_has_the_same_hash_and_no_other_one(rows, dated):
    columns = {"unit": pa.array([unit for unit, _ in rows], pa.string())}
    if dated:
        columns["period"] = pa.array([period for _, period in rows], pa.string())
    batch = batch_of(columns, codes=())
    found = [
        (identity, number)
        for identity, number in zip(batch.identities(), batch.hashes().tolist(), strict=True)
        if identity is not None
    ]
    assert len({*found}) == len(dict(found)) == len({number for _, number in found})
    assert all(period is None for (_, period), _ in found) or dated


about = st.fixed_dictionaries(
    {
        "level": st.sampled_from([None, "", "district", "commune"]),
        "kind": st.sampled_from([None, "town", " town "]),
        "tags": st.sampled_from([None, "", "poor", "poor; mountain", ";"]),
    }
)


@given(st.lists(about, max_size=6), st.booleans())
def test_a_rulebook_means_the_units_of_a_batch_that_it_means_one_by_one(rows, if_not_known):
    columns = {"unit": [f"u{n}" for n in range(len(rows))]}
    for name in ("level", "kind", "tags"):
        columns[name] = pa.array([row[name] for row in rows], pa.string())
    batch = batch_of(columns, codes=())
    for meant in (
        Applicability(levels=("district",)),
        Applicability(kinds=("town",), tags=("mountain",)),
        Applicability(units=("u1",), tags=("poor",)),
    ):
        alone = []
        for place in range(len(rows)):
            row = batch.row(place)
            alone.append(
                meant.includes(row.unit, row.level, row.kind, row.tags, if_not_known=if_not_known)
            )
        assert batch.meant(meant, if_not_known=if_not_known).tolist() == alone


def test_classes_are_of_one_period_and_alike_in_what_they_are_ranked_within():
    batch = batch_of(
        {
            "unit": [*"abcd"],
            "period": ["2020", "2020 ", "2021", "2020"],
            "level": ["district", "district", "district", None],
        },
        codes=(),
    )
    first, second, third, fourth = batch.classes(("level",)).tolist()
    assert first == second
    assert len({first, third, fourth}) == 3
    assert len({*batch.classes(()).tolist()}) == 2


@pytest.mark.parametrize(
    ("name", "cells"), [("level", [5, None]), ("period", [2020.5, 2020.5]), ("tags", [True, None])]
)
def test_what_is_no_text_where_one_is_asked_for_needs_a_second_look(name, cells):
    batch = batch_of({"unit": ["a", "b"], name: cells}, codes=())
    assert bool(batch.bad[0])
    assert [problem.code for problem in batch.problems(0)] == ["wrong-type"]
