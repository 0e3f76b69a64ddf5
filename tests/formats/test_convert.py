"""Plain values become objects, or every problem is named with its pointer and a hint."""

from datetime import UTC, date, datetime

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.canonical import plain
from egov_readiness.dates import PartialDate
from egov_readiness.errors import Problem, RecordError
from egov_readiness.formats.convert import structure
from egov_readiness.formats.singles import LARGEST_INTEGER
from egov_readiness.kinds import NOT_APPLICABLE, Between, Ratio, Text
from egov_readiness.model import (
    Evidence,
    InfrastructureItem,
    Milestone,
    SupportAction,
    Survey,
    UnitVersion,
)
from egov_readiness.rules import Gate, Group, Indicator, Rulebook
from egov_readiness.rules.dated import DatedNumber

CLOCKS = {"observed_on": "2009-06-11", "recorded_on": 2009}
ITEM = {"id": "i", "unit": "di-linh", "kind": "lan", **CLOCKS}
EVIDENCE = {"id": "e", "unit": "di-linh", "concept": "lan", **CLOCKS}
INDICATOR = {"code": "osi", "parent": "EGDI", "title": {"en": "OSI"}}


def problems(cls: type, value: object) -> dict[str, Problem]:
    """Return the problems of a value by path."""
    with pytest.raises(RecordError) as caught:
        structure(cls, value)
    return {problem.path: problem for problem in caught.value.problems}


def test_what_plain_writes_structure_reads(survey: Survey) -> None:
    assert structure(Survey, plain(survey)) == survey


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (0, 0),
        (5.0, 5),
        (5e3, 5000),
        ("n/a", NOT_APPLICABLE),
        ("3..7", Between(3, 7)),
        (None, None),
        (LARGEST_INTEGER, LARGEST_INTEGER),
    ],
)
def test_a_count_is_known_bounded_not_applicable_or_unknown(written: object, meant: object) -> None:
    assert structure(InfrastructureItem, {**ITEM, "installed": written}).installed == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (0.5, 0.5),
        ("5/17", Ratio(5, 17)),
        ("0.5..1", Between(0.5, 1)),
        ("n/a", NOT_APPLICABLE),
        (10**20, 1e20),
    ],
)
def test_a_value_is_read_by_its_spelling(written: object, meant: object) -> None:
    assert structure(Evidence, {**EVIDENCE, "value": written}).value == meant


@pytest.mark.parametrize(
    ("field", "written", "code", "words"),
    [
        ("installed", True, "wrong-type", "true is no whole number"),
        ("installed", "12", "wrong-type", "write 12 without quotes"),
        ("installed", "twelve", "wrong-type", "leave it out if it is unknown"),
        ("installed", "1,5", "wrong-type", "decimal point"),
        ("installed", 5.5, "wrong-type", "5.5 is no whole number"),
        ("installed", -1, "below-minimum", "-1 is below 0"),
        ("installed", float("nan"), "not-finite", "leave it out"),
        ("installed", float("inf"), "not-finite", "leave it out"),
        ("installed", 10**400, "not-finite", "leave it out"),
        ("installed", "1e999", "not-finite", "1e999"),
        ("installed", LARGEST_INTEGER + 1, "too-large", "9007199254740991"),
        ("installed", "7..3", "bounds-reversed", "smaller number first"),
        ("installed", "7..x", "not-bounds", "0.5..1"),
        ("installed", [5], "wrong-type", "a list is no whole number"),
        ("kind", "lann", "unknown-value", "did you mean 'lan'?"),
        ("kind", "road", "unknown-value", "workstation, lan, wan"),
        ("kind", None, "wrong-type", "nothing (null) is no text"),
        ("kind", 7, "wrong-type", "one of workstation"),
        ("unit", 679, "wrong-type", "write it in quotes"),
        ("unit", "", "too-short", "leave the field out"),
        ("observed_on", "2009-02-30", "not-a-date", "2008-10-03"),
        ("observed_on", 20090611, "not-a-date", "2008-10-03"),
        ("observed_on", 2009.5, "wrong-type", "2008-10"),
        ("observed_on", datetime(2009, 6, 11, tzinfo=UTC), "wrong-type", "without a time"),
        ("capacity", "x" * 100, "wrong-type", "…"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_do(
    field: str, written: object, code: str, words: str
) -> None:
    found = problems(InfrastructureItem, {**ITEM, field: written})
    assert list(found) == [f"/{field}"]
    assert found[f"/{field}"].code == code
    assert words in str(found[f"/{field}"])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3/2", "numerator-exceeds-denominator"),
        ("a/2", "not-ratio"),
        ("abc", "wrong-type"),
        ("1..x", "not-bounds"),
        ({"low": 1}, "wrong-type"),
    ],
)
def test_the_reason_of_a_small_value_is_not_hidden_by_its_union(written: object, code: str) -> None:
    assert problems(Evidence, {**EVIDENCE, "value": written})["/value"].code == code


def test_every_problem_is_found_at_once() -> None:
    found = problems(
        Survey,
        {
            "id": 1,
            "tittle": {"en": "x"},
            "infrastructure": [
                {**ITEM, "installed": -1, "working": "x", "in_usee": 3},
                {**ITEM, "installed": 1, "working": 2},
            ],
        },
    )
    assert {path: problem.code for path, problem in found.items()} == {
        "/id": "wrong-type",
        "/tittle": "unknown-key",
        "/title": "missing",
        "/infrastructure/0/installed": "below-minimum",
        "/infrastructure/0/working": "wrong-type",
        "/infrastructure/0/in_usee": "unknown-key",
        "/infrastructure/1/working": "part-exceeds-whole",
    }
    assert found["/tittle"].hint == "did you mean 'title'?"
    assert found["/infrastructure/0/in_usee"].hint == "did you mean 'in_use'?"


def test_an_unknown_key_like_no_other_gets_the_list_of_keys() -> None:
    hint = problems(InfrastructureItem, {**ITEM, "zzz": 1})["/zzz"].hint
    assert hint.startswith("one of id, observed_on")


def test_problems_of_fields_taken_together_have_the_keys_of_the_file() -> None:
    version = {"level": "district", "kind": "huyện", "name": {"vi": "Di Linh"}, **CLOCKS}
    found = problems(Survey, {"units": [{"id": "u", "versions": [version, version]}]})
    assert found["/units/0/versions/1/valid"].code == "versions-overlap"


def test_fields_spelled_otherwise_in_files_are_named_as_in_files() -> None:
    with pytest.raises(RecordError) as caught:
        structure(Rulebook, {"id": "r", "version": "1", "title": {"en": "R"}, "groups": []})
    assert caught.value.problems[0].hint == "did you mean 'group'?"


def test_an_object_that_is_no_table_is_refused() -> None:
    assert "a list is no table" in str(problems(Survey, [])[""])
    assert problems(Survey, {"units": {"id": "u"}})["/units"].hint == "write it in square brackets"
    assert "/valid" in problems(UnitVersion, {"valid": "2009"})


def test_a_text_needs_its_languages() -> None:
    milestone = {"id": "m", "unit": "u", **CLOCKS}
    assert problems(Milestone, {**milestone, "title": "LAN"})["/title"].hint.startswith("write {")
    assert problems(Milestone, {**milestone, "title": {"en": 5}})["/title/en"].code == "wrong-type"
    assert (
        problems(Milestone, {**milestone, "title": {"en": " "}})["/title/en"].code == "empty-text"
    )
    assert problems(Milestone, {**milestone, "title": {}})["/title"].code == "no-text"
    assert structure(Milestone, {**milestone, "title": {"vi": "a"}}).title == Text({"vi": "a"})


def test_texts_are_read_in_their_composed_form() -> None:
    decomposed = "D\u0069 Linh \u0061\u0302"
    read = structure(UnitVersion, {"level": "x", "kind": decomposed, "name": {"vi": "x"}, **CLOCKS})
    assert read.kind == "Di Linh \u00e2"


def test_keys_that_are_the_same_text_are_refused() -> None:
    codes = {"\u00e2": "1", "a\u0302": "2"}
    version = {"level": "x", "kind": "x", "name": {"vi": "x"}, "codes": codes, **CLOCKS}
    assert [problem.code for problem in problems(UnitVersion, version).values()] == [
        "duplicate-key"
    ]


def test_a_wrong_key_or_value_of_a_table_is_named_by_its_key() -> None:
    method = {"kind": "options", "options": {"a/b": "x"}}
    assert "/method/options/a~1b" in problems(Indicator, {**INDICATOR, "method": method})
    assert "/measure" in problems(
        Indicator, {**INDICATOR, "method": {"kind": "ratio"}, "measure": "staff"}
    )


def test_a_table_or_list_that_is_none_is_refused() -> None:
    method = {"kind": "options", "options": ["chair"]}
    assert "/method/options" in problems(Indicator, {**INDICATOR, "method": method})
    assert "/applies_to/levels" in problems(
        Indicator, {**INDICATOR, "method": {"kind": "ratio"}, "applies_to": {"levels": "district"}}
    )


def test_a_key_beyond_its_limits_is_named() -> None:
    method = {"kind": "options", "options": {"a;b": 1, "c": 2}}
    found = problems(Indicator, {**INDICATOR, "method": method})
    assert {path: problem.code for path, problem in found.items()} == {
        "/method/options/a;b": "malformed"
    }


def test_a_wrong_key_and_its_wrong_value_are_both_found() -> None:
    version = {"level": "x", "kind": "x", "name": {"vi": "x"}, "codes": {"a;b": 5}, **CLOCKS}
    with pytest.raises(RecordError) as caught:
        structure(UnitVersion, version)
    assert {problem.code for problem in caught.value.problems} == {"malformed", "wrong-type"}
    assert {problem.path for problem in caught.value.problems} == {"/codes/a;b"}


def test_a_mistake_of_the_library_is_no_problem_of_the_value() -> None:
    @frozen
    class Broken:
        number: int

        def __attrs_post_init__(self) -> None:
            raise TypeError("a mistake")

    with pytest.raises(TypeError, match="a mistake"):
        structure(Broken, {"number": 1})


def test_partial_dates_are_read_from_texts_days_and_years() -> None:
    for written in ("2009-06", date(2009, 6, 11), 2009):
        read = structure(InfrastructureItem, {**ITEM, "observed_on": written})
        assert read.observed_on == PartialDate(str(written))


def test_days_are_read_from_texts_and_dates_and_nothing_else() -> None:
    gate = {"kind": "gate", "node": "osi", "below": 0.5, "limit": 0}
    assert structure(Gate, {**gate, "since": date(2012, 1, 1)}).since == date(2012, 1, 1)
    assert structure(Gate, {**gate, "since": "2012-01-01"}).since == date(2012, 1, 1)
    for wrong in ("2012", "20120101", "2012-02-30", 2012, datetime(2012, 1, 1)):  # noqa: DTZ001  # TOML has such times
        assert "/since" in problems(Gate, {**gate, "since": wrong})


def test_a_union_is_told_apart_by_its_kind() -> None:
    read = structure(
        Indicator, {**INDICATOR, "method": {"kind": "per_item", "points": 1, "cap": 5}}
    )
    assert read.method.kind == "per_item"
    group = {"code": "g", "title": {"en": "G"}}
    read_group = structure(Group, {**group, "aggregation": {"kind": "power_mean", "power": 0.5}})
    assert read_group.aggregation.kind == "power_mean"
    capped = structure(Group, {**group, "modifiers": [{"kind": "cap", "at_most": 0.5}]})
    assert capped.modifiers[0].kind == "cap"


@pytest.mark.parametrize(
    ("method", "path", "code", "words"),
    [
        ({}, "/method/kind", "missing", "one of ratio, goalposts"),
        ({"kind": None}, "/method/kind", "missing", "one of ratio, goalposts"),
        ({"kind": "goalpost"}, "/method/kind", "unknown-value", "did you mean 'goalposts'?"),
        ({"kind": "magic"}, "/method/kind", "unknown-value", "none of ratio, goalposts"),
        ({"kind": 7}, "/method/kind", "wrong-type", "one of ratio, goalposts"),
        ("ratio", "/method", "wrong-type", 'write { kind = "ratio" }'),
        (["ratio"], "/method", "wrong-type", 'such as { kind = "ratio" }'),
        ({"kind": "ratio", "ovr": "full"}, "/method/ovr", "unknown-key", "did you mean 'over'?"),
        ({"kind": "ratio", "over": "ful"}, "/method/over", "unknown-value", "'full'"),
        ({"kind": "ratio", "over": 1}, "/method/over", "wrong-type", "problem, full"),
        ({"kind": "per_item", "points": 0, "cap": 1}, "/method/points", "below-minimum", "0"),
    ],
)
def test_a_wrong_member_of_a_union_is_named_with_the_known_ones(
    method: object, path: str, code: str, words: str
) -> None:
    found = problems(Indicator, {**INDICATOR, "method": method})
    assert list(found) == [path]
    assert found[path].code == code
    assert words in str(found[path])


def test_a_number_may_be_dated() -> None:
    method = {"kind": "identity"}
    assert structure(Indicator, {**INDICATOR, "method": method, "weight": 3}).weight == 3
    dated = [{"since": date(2010, 1, 1), "value": 0.34}]
    read = structure(Indicator, {**INDICATOR, "method": method, "weight": dated})
    assert read.weight == (DatedNumber(since=date(2010, 1, 1), value=0.34),)
    wrong = {**INDICATOR, "method": method, "weight": [{"since": "2010", "value": "x"}]}
    assert set(problems(Indicator, wrong)) == {"/weight/0/since", "/weight/0/value"}
    assert "/weight" in problems(Indicator, {**INDICATOR, "method": method, "weight": "0.34"})
    assert "/weight" in problems(Indicator, {**INDICATOR, "method": method, "weight": True})


def test_money_needs_its_currency() -> None:
    support = {"id": "s", "area": "training", "provider": "x", "statement": {"en": "x"}}
    wrong = {**support, **CLOCKS, "status": "done", "cost_actual": 900, "cost_planned": "900 vnd"}
    found = problems(SupportAction, wrong)
    assert found["/cost_actual"].code == "wrong-type"
    assert found["/cost_planned"].code == "not-currency"


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["n/a", "0.5..1", "1/2", "2009", "lan", "ratio", "kind", "id", "5 VND"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "kind", "title", "en", "code", "value"]), inner)
    ),
    max_leaves=6,
)


PLACES = [
    ("title", Survey),
    ("units", Survey),
    ("group", Rulebook),
    ("weight", Indicator),
    ("method", Indicator),
    ("cites", Indicator),
    ("value", Evidence),
    ("since", Gate),
]


@given(
    st.sampled_from(PLACES),
    json_values,
)
def test_nothing_but_problems_comes_of_any_plain_value(
    place: tuple[str, type], value: object
) -> None:
    field, cls = place
    with pytest.raises(RecordError) as caught:
        structure(cls, {field: value})
    assert all(problem.code and problem.message for problem in caught.value.problems)
