"""Single values are read from one spelling each, and what is none of them is named."""

from datetime import date
from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.canonical import plain
from egov_readiness.dates import PartialDate
from egov_readiness.errors import RecordError
from egov_readiness.formats.singles import LONGEST_SHOWN, one_of, shown, spelling_of
from egov_readiness.kinds import Between, Money, Origin, Ratio, Text

numbers = st.integers(0, 2**53 - 1) | st.floats(0, 1e300)
pairs = st.tuples(numbers, numbers).map(sorted)
values = st.one_of(
    st.text(st.characters(codec="ascii")),
    st.integers(-(2**53) + 1, 2**53 - 1),
    numbers,
    st.booleans(),
    st.dates(),
    st.sampled_from(Origin),
    st.dates().map(PartialDate.of),
    pairs.map(lambda pair: Between(*pair)),
    pairs.map(lambda pair: Ratio(*pair)),
    st.decimals(0, 10**20, places=2).map(lambda amount: Money(amount, "VND")),
    st.decimals(-100, 100, places=4),
    st.just(Text({"vi": "Đà Lạt"})),
    st.none(),
)


@given(values)
def test_what_plain_writes_is_read_back(value: object) -> None:
    assert spelling_of(type(value)).read(plain(value)) == value


@pytest.mark.parametrize("kind", [str, int, float, bool, date, type(None), Text, Between, Ratio])
def test_nothing_else_is_read_for_a_single_value(kind: type) -> None:
    for wrong in ([], object()):
        with pytest.raises(RecordError, match="wrong-type"):
            spelling_of(kind).read(wrong)


def test_what_has_no_spelling_is_a_mistake_of_the_library() -> None:
    with pytest.raises(TypeError, match="bytes"):
        spelling_of(bytes)


def test_an_enumeration_is_named_by_its_members() -> None:
    class Colour(Enum):
        RED = "red"
        BLUE = "blue"

    assert spelling_of(Colour).name == "red or blue"
    assert spelling_of(Colour).read("blue") is Colour.BLUE


def test_one_of_a_few_texts_or_the_list_of_them() -> None:
    assert one_of("lan", ["lan", "wan"]) == "lan"
    with pytest.raises(RecordError, match=r"'lann' is none of lan, wan \(did you mean 'lan'"):
        one_of("lann", ["lan", "wan"])
    with pytest.raises(RecordError, match=r"5 is no text \(one of lan, wan\)"):
        one_of(5, ["lan", "wan"])


def test_a_message_repeats_no_more_of_a_value_than_a_reader_needs() -> None:
    assert len(shown("x" * 10_000)) == LONGEST_SHOWN + 1
    assert shown({"a": 1}) == "a table"
    assert shown(True) == "true"
    assert shown(date(2009, 6, 11)) == "2009-06-11"


def test_a_decimal_is_written_in_quotes() -> None:
    assert spelling_of(Decimal).read("33.30") == Decimal("33.3")
    for wrong in (33.3, "NaN", "x"):
        with pytest.raises(RecordError, match="decimal number in quotes"):
            spelling_of(Decimal).read(wrong)
