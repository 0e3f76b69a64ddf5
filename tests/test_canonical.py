import hashlib
import json
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.canonical import canonical_bytes, digest, plain, write_float
from egov_readiness.dates import PartialDate, Period
from egov_readiness.kinds import NOT_APPLICABLE, Between, Origin, Ratio, Text
from egov_readiness.testing import rulebooks, surveys


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (333333333.33333329, "333333333.3333333"),
        (1e30, "1e+30"),
        (4.50, "4.5"),
        (2e-3, "0.002"),
        (1e-27, "1e-27"),
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (-5e-324, "-5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (1e21, "1e+21"),
        (1e16, "10000000000000000"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (123456789012345680000.0, "123456789012345680000"),
        (2**60, "1152921504606847000"),
        (1.0, "1"),
    ],
)
def test_numbers_are_written_as_rfc_8785_asks(number, written):
    assert canonical_bytes(number).decode() == written


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_to_the_bit(number):
    assert float(canonical_bytes(number)) == number


def test_names_are_ordered_by_utf_16_units():
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical_bytes(dict.fromkeys(names, 0)))) == ordered


def test_small_values_have_their_spelling():
    value = {
        "bounds": Between(0, 1),
        "ratio": Ratio(1, 2),
        "none": NOT_APPLICABLE,
        "origin": Origin.PRESS,
        "text": Text({"vi": "ế"}),
        "money": Decimal("1.50"),
        "list": (1, True, None),
    }
    assert plain(value) == {
        "bounds": "0..1",
        "ratio": "1/2",
        "none": "n/a",
        "origin": "press",
        "text": {"vi": "ế"},
        "money": "1.50",
        "list": [1, True, None],
    }
    assert canonical_bytes({}) == b"{}"
    assert canonical_bytes([]) == b"[]"


@given(st.dictionaries(st.text(max_size=3), st.integers(), max_size=5))
def test_a_digest_does_not_see_the_order_of_names(mapping):
    assert digest(mapping) == digest(dict(reversed(mapping.items())))


def test_normal_form_makes_one_digest_of_one_text():
    assert digest("e\u0302\u0301") == digest("\u1ebf")


@given(surveys())
def test_an_object_is_written_as_its_plain_form_is(survey):
    assert canonical_bytes(survey) == canonical_bytes(plain(survey))


@given(rulebooks())
def test_a_rulebook_is_written_as_its_plain_form_is(rulebook):
    assert canonical_bytes(rulebook) == canonical_bytes(plain(rulebook))


def test_values_of_every_kind_are_written_as_their_plain_form_is():
    class Grade(IntEnum):
        GOOD = 2

    class Pair(Enum):
        BOTH = (1, "e\u0302")

    class Word(str):
        __slots__ = ()

    values = [True, 2**60, -0.0, date(2008, 10, 3), Decimal("1.50"), Grade.GOOD, Pair.BOTH]
    for value in [*values, Word("e\u0302"), PartialDate("2008"), Period(), [], (), {}, None]:
        assert canonical_bytes(value) == canonical_bytes(plain(value))
        assert canonical_bytes({"a": [value]}) == canonical_bytes({"a": [plain(value)]})


@pytest.mark.parametrize("length", [0, 1, 999, 1000, 1001, 2001])
def test_a_digest_is_that_of_the_canonical_bytes_however_long(length):
    value = {"numbers": list(range(length)), "more": {"texts": tuple("e\u0302" * length)}}
    expected = hashlib.sha256(canonical_bytes(value)).hexdigest()
    assert digest(value) == f"sha256:{expected}"


def test_what_json_cannot_say_is_refused():
    with pytest.raises(ValueError, match="cannot be written"):
        canonical_bytes(float("nan"))
    with pytest.raises(TypeError, match="no spelling"):
        canonical_bytes(object())


class OwnFloat(float):
    """A float that prints otherwise, as that of NumPy does."""

    def __repr__(self):
        return f"own({float(self)})"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_of_another_kind_is_written_as_pythons_own(number):
    expected = canonical_bytes([number, number])
    assert canonical_bytes([OwnFloat(number), number]) == expected
    assert write_float(OwnFloat(number)) == write_float(number)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1e-4, "0.0001"),
        (5e-5, "0.00005"),
        (1e-7, "1e-7"),
        (1e15, "1000000000000000"),
        (1e16, "10000000000000000"),
        (1e21, "1e+21"),
        (-0.5, "-0.5"),
        (-2.0, "-2"),
    ],
)
def test_a_number_is_written_as_ecmascript_does(number, expected):
    assert write_float(number) == expected


def test_truths_are_written_as_whole_numbers():
    assert [write_float(True), write_float(1.0)] == ["1", "1"]


def test_names_that_are_no_texts_are_written_as_such():
    assert canonical_bytes({1: "a", "b": 2}) == b'{"1":"a","b":2}'
    assert canonical_bytes({1: "a"}) == b'{"1":"a"}'
