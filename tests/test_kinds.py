from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import RecordError
from egov_readiness.kinds import (
    LARGEST_TEXT,
    NOT_APPLICABLE,
    Between,
    Money,
    Ratio,
    Text,
    own_mapping,
    parse_number,
    range_of,
)
from egov_readiness.testing import betweens, money, ratios, texts


@given(st.one_of(betweens(-1e6, 1e6), ratios(), money()))
def test_a_small_value_is_read_as_it_is_written(value):
    assert type(value).parse(str(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_is_read_as_it_is_written(number):
    assert parse_number(repr(number)) == number


@pytest.mark.parametrize(
    "text", ["nan", "inf", "1e999", "1,5", "1_000", "0x1", "", " 1", "1" * 500]
)
def test_what_is_no_finite_number_is_none(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("cls", "text"),
    [
        (Between, "0.5"),
        (Between, "a..b"),
        (Between, "1..0"),
        (Ratio, "1"),
        (Ratio, "a/b"),
        (Ratio, "3/2"),
        (Money, "VND"),
        (Money, "12 vnd"),
        (Money, "1e999 VND"),
        (Money, "1" * 50 + " VND"),
        (Money, "-1 VND"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_words(cls, text):
    with pytest.raises(RecordError) as caught:
        cls.parse(text)
    assert caught.value.problems[0].message


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Between(0, float("inf")),
        lambda: Between(True, 2),
        lambda: Between("0", 1),
        lambda: Ratio(-1, 2),
        lambda: Ratio(float("nan"), 2),
        lambda: Ratio(True, 2),
        lambda: Money(1, "VND"),
        lambda: Money(Decimal("NaN"), "VND"),
        lambda: Money(Decimal(1), 5),
    ],
)
def test_small_values_cannot_be_made_wrong(wrong):
    with pytest.raises(RecordError):
        wrong()


def test_a_ratio_of_nothing_has_no_share():
    assert Ratio(0, 0).share is None
    assert Ratio(10, 12).share == 10 / 12


def test_whole_numbers_stay_whole():
    assert str(Between.parse("3..5")) == "3..5"
    assert str(Between.parse("3.0..5")) == "3.0..5"


def test_a_known_quantity_is_a_range_of_one_number():
    assert range_of(3) == (3, 3)
    assert range_of(Between(1, 2)) == (1, 2)


def test_not_applicable_is_written_in_one_way():
    assert str(NOT_APPLICABLE) == "n/a"


@given(texts())
def test_a_text_falls_back_to_a_language_it_has(text):
    assert text.to("vi") == text["vi"]
    assert text.to("fr") == text["en"]
    assert Text({"vi": text["vi"]}).to("en") == text["vi"]
    assert dict(text) == {tag: text[tag] for tag in text}
    assert hash(text) == hash(Text(dict(reversed([*text.items()]))))
    assert len(text) == 2
    assert "Text(" in repr(text)


def test_a_text_is_kept_in_normal_form():
    decomposed = "e\u0302\u0301"
    assert Text({"vi": decomposed}) == Text({"vi": "\u1ebf"})


@pytest.mark.parametrize(
    "values",
    [
        {},
        None,
        "x",
        {"english": "x"},
        {"en": ""},
        {"en": " "},
        {"en": 1},
        {1: "x"},
        {"en": "x" * (LARGEST_TEXT + 1)},
    ],
)
def test_a_text_has_words_in_some_language(values):
    with pytest.raises(RecordError):
        Text(values)


def test_what_is_no_mapping_is_left_to_the_record_to_refuse():
    assert own_mapping(5) == 5
