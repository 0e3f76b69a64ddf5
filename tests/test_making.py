"""What is made many at a time is what the constructor makes one by one."""

import pytest
from attrs import field, fields, frozen
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate, Period
from egov_readiness.describe import Checked
from egov_readiness.errors import RecordError
from egov_readiness.kinds import NOT_APPLICABLE, Between, Text
from egov_readiness.making import make_all
from egov_readiness.model import Headcount, UnitVersion
from egov_readiness.testing import infrastructure_items, milestones, training_cohorts

DAY = PartialDate("2009")
CLOCKS = {"observed_on": [DAY, DAY], "recorded_on": [DAY, DAY]}
VERSION = {"level": ["a", "b"], "kind": ["x", "x"], "name": [Text({"en": "x"})] * 2, **CLOCKS}
STAFF = {"id": ["a", "b"], "unit": ["u", "u"], "level": ["x", "x"], **CLOCKS}


def columns_of(objects):
    """Return the values of objects by field."""
    names = [attribute.name for attribute in fields(type(objects[0]))]
    return {name: [getattr(one, name) for one in objects] for name in names}


@pytest.mark.parametrize(
    "records", [infrastructure_items, milestones, training_cohorts], ids=lambda of: of.__name__
)
@given(data=st.data())
def test_objects_made_together_are_those_made_one_by_one(records, data):
    one = st.one_of(records(f"r{number}", "di-linh") for number in range(3))
    objects = data.draw(st.lists(one, min_size=1, max_size=4))
    made = make_all(type(objects[0]), columns_of(objects), len(objects))
    assert [*made] == objects
    assert [*map(repr, made)] == [*map(repr, objects)]


def test_what_is_left_out_has_its_default():
    made = make_all(UnitVersion, VERSION, 2)
    assert [version.valid for version in made] == [Period(), Period()]
    assert [version.codes for version in made] == [{}, {}]
    assert made[0].codes is not made[1].codes


def test_a_mapping_that_is_given_is_copied_as_the_constructor_copies_it():
    codes = {"scheme": "1"}
    made = make_all(UnitVersion, {**VERSION, "codes": [codes, codes]}, 2)
    codes.clear()
    assert made[1].codes == {"scheme": "1"}


@pytest.mark.parametrize("columns", [{}, {"id": []}])
def test_no_objects_are_made_of_no_values(columns):
    assert [*make_all(Headcount, columns, 0)] == []


def test_quantities_of_every_kind_are_made():
    staff = [3, Between(1, 2)]
    it_staff = [None, NOT_APPLICABLE]
    made = make_all(Headcount, {**STAFF, "staff": staff, "it_staff": it_staff}, 2)
    assert [one.staff for one in made] == staff
    assert [one.it_staff for one in made] == it_staff


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("id", ["a", "b, c"], "malformed"),
        ("id", ["a", ""], "too-short"),
        ("id", ["a", 5], "wrong-type"),
        ("staff", [1, -1], "below-minimum"),
        ("staff", [1, True], "wrong-type"),
        ("staff", [1, Between(-1, 2)], "below-minimum"),
        ("it_staff", [None, 9], "part-exceeds-whole"),
    ],
)
def test_one_wrong_value_is_refused_as_the_constructor_refuses_it(name, values, code):
    columns = {**STAFF, "staff": [5, 5], name: values}
    with pytest.raises(RecordError) as caught:
        make_all(Headcount, columns, 2)
    with pytest.raises(RecordError) as alone:
        Headcount(**{key: column[1] for key, column in columns.items()})
    assert caught.value.problems == alone.value.problems
    assert [problem.code for problem in caught.value.problems] == [code]


def test_what_is_required_has_to_be_given():
    with pytest.raises(TypeError, match="level"):
        make_all(Headcount, {key: STAFF[key] for key in STAFF if key != "level"}, 2)


def test_a_value_of_a_derived_type_is_right_where_the_constructor_takes_it():
    class Word(str):
        __slots__ = ()

    made = make_all(Headcount, {**STAFF, "level": [Word("x"), "x"]}, 2)
    assert [one.level for one in made] == ["x", "x"]


def test_what_is_no_record_is_made_by_its_constructor():
    assert [one.low for one in make_all(Between, {"low": [0, 1], "high": [1, 1]}, 2)] == [0, 1]


@frozen(kw_only=True)
class Watched(Checked):
    """One with a check of its own on a field, and something kept beside it.

    Attributes:
        word: a word.
    """

    word: str = field(validator=lambda _, __, value: value.upper())
    aside: object = field(default=None, metadata={"aside": True})


def test_what_only_the_constructor_knows_is_left_to_it():
    assert [*make_all(Watched, {"word": ["a", "b"]}, 2)] == [Watched(word="a"), Watched(word="b")]
