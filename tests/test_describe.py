from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

import pytest
from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.describe import (
    Checked,
    Choice,
    Constant,
    Leaf,
    Nested,
    SequenceOf,
    TableOf,
    all_right,
    check_of,
    complaint,
    describe,
    right_types,
    shape_of,
)
from egov_readiness.errors import Problem, RecordError
from egov_readiness.kinds import (
    NOT_APPLICABLE,
    Amount,
    Between,
    Code,
    Count,
    Line,
    Origin,
    Pattern,
    Ratio,
    Share,
)


@frozen(kw_only=True)
class Inner(Checked):
    """Inner.

    Attributes:
        word: a word
            on two lines.
    """

    word: str


@frozen(kw_only=True)
class Outer(Inner):
    """Outer.

    Attributes:
        count: how many.
        parts: the parts.

    Nothing more.
    """

    kind: Literal["outer"] = "outer"
    count: Count = None
    parts: tuple[Inner, ...] = field(default=(), metadata={"key": "part"})
    hidden: object = field(default=None, metadata={"aside": True})

    def invariants(self):
        if self.count == 0:
            yield Problem("none", "count", "there is none")


def test_a_class_is_described_by_its_types_limits_and_docstring():
    fields = {description.name: description for description in describe(Outer)}
    assert list(fields) == ["word", "kind", "count", "parts"]
    assert fields["word"].doc == "a word on two lines."
    assert fields["word"].required
    assert fields["count"].doc == "how many."
    assert fields["parts"].key == "part"
    assert fields["parts"].shape == SequenceOf(Nested(Inner))
    assert fields["kind"].shape == Constant(("outer",))
    assert fields["kind"].default == "outer"
    assert isinstance(fields["count"].shape, Choice)


@pytest.mark.parametrize(
    ("hint", "shape"),
    [
        (Mapping[str, float], TableOf(Leaf(str), Leaf(float))),
        (tuple[int, ...], SequenceOf(Leaf(int))),
        (Annotated[int, Ge(0), "a word to the reader"], Leaf(int, (Ge(0),))),
        (Between, Leaf(Between)),
    ],
)
def test_a_hint_has_a_shape(hint, shape):
    assert shape_of(hint) == shape


@pytest.mark.parametrize("hint", [list[int], tuple[int, str], Mapping[tuple[int, ...], int]])
def test_a_hint_that_records_may_not_use_is_refused(hint):
    with pytest.raises(TypeError):
        shape_of(hint)


@pytest.mark.parametrize(
    ("hint", "value", "code"),
    [
        (Annotated[int, Ge(1)], 0, "below-minimum"),
        (Annotated[float, Gt(0)], 0, "below-minimum"),
        (Annotated[float, Le(1)], 1.5, "above-maximum"),
        (Annotated[float, Lt(1)], 1, "above-maximum"),
        (Annotated[str, MinLen(1)], "", "too-short"),
        (Annotated[str, MaxLen(1)], "ab", "too-long"),
        (Annotated[str, Pattern("[0-9]+")], "a", "malformed"),
        (Annotated[tuple[int, ...], MinLen(1)], (), "too-short"),
        (int, True, "wrong-type"),
        (int, 1.0, "wrong-type"),
        (float, "1", "wrong-type"),
        (float, float("inf"), "not-finite"),
        (date, datetime(2009, 6, 11), "wrong-type"),  # noqa: DTZ001  # a time of day is no date
        (Origin, "press", "wrong-type"),
        (Literal["a", "b"], "c", "wrong-kind"),
        (Inner, "x", "wrong-type"),
        (tuple[int, ...], [1], "wrong-type"),
        (tuple[int, ...], (1, "x"), "wrong-type"),
        (Mapping[str, int], 5, "wrong-type"),
        (Mapping[str, int], {"a": "b"}, "wrong-type"),
        (Mapping[str, int], {1: 1}, "wrong-type"),
        (Count, "many", "wrong-type"),
        (Count, -1, "below-minimum"),
        (Count, Between(-1, 1), "below-minimum"),
    ],
)
def test_a_value_that_does_not_fit_is_named(hint, value, code):
    found = complaint(shape_of(hint), value)
    assert found is not None
    assert found[0] == code


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        (Annotated[float, Ge(0), Le(1)], 1),
        (Annotated[str, MinLen(1), MaxLen(3), Pattern("[a-c]+")], "abc"),
        (Mapping[str, int], {"a": 1}),
        (tuple[int, ...], (1, 2)),
        (Literal["a"], "a"),
        (Inner, Inner(word="x")),
        (Origin, Origin.PRESS),
        (Count, None),
        (Count, Between(0, 1)),
    ],
)
def test_a_value_that_fits_is_no_problem(hint, value):
    assert complaint(shape_of(hint), value) is None


def test_every_field_is_checked_before_the_rules_between_them():
    with pytest.raises(RecordError) as caught:
        Outer(word=1, count=-1)
    assert [p.path for p in caught.value.problems] == ["word", "count"]
    with pytest.raises(RecordError, match="there is none"):
        Outer(word="x", count=0)


def test_nothing_between_fields_is_asked_of_a_plain_record():
    assert list(Inner(word="x").invariants()) == []


HINTS = (
    *(str, int, float, bool, date, Line, Code, Count, Amount, Share, Origin, Origin | None),
    *(tuple[Code, ...], Annotated[tuple[Code, ...], MinLen(1), MaxLen(2)], Mapping[Code, Count]),
    *(Literal["a", "b"], Inner, tuple[Inner, ...], float | Ratio | Between | None),
    *(Annotated[float, Gt(0)], Annotated[int, Lt(9)] | Between, Between | Annotated[int, Ge(0)]),
    Annotated[str, MinLen(2)] | Between,
)
VALUES = st.recursive(
    st.sampled_from((None, True, NOT_APPLICABLE, Origin.PRESS, "", " ", "a", "b;", "x" * 201))
    | st.sampled_from((date(2009, 6, 1), datetime(2009, 6, 1), Between(-1, 2), Between(0, 2)))  # noqa: DTZ001  # it is refused
    | st.sampled_from((Ratio(1, 2), Inner(word="x"), Outer(word="x"), -0.0, 0, -1, 2**53, 8.5))
    | st.sampled_from((float("nan"), float("inf"), 1, 9, 1.0)),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from(("a", "b;", 1)), inner, max_size=2)
    ),
    max_leaves=4,
)


@pytest.mark.parametrize("hint", HINTS, ids=str)
@given(value=VALUES)
def test_what_is_told_quickly_is_what_is_told_at_length(hint, value):
    assert check_of(shape_of(hint))(value) == complaint(shape_of(hint), value)


@pytest.mark.parametrize("hint", HINTS, ids=str)
@given(values=st.lists(VALUES, max_size=4))
def test_values_that_are_right_together_are_right_one_by_one(hint, values):
    shape = shape_of(hint)
    if all_right(right_types(shape), values):
        assert [complaint(shape, value) for value in values] == [None] * len(values)
