"""What can be read is checked, and what only follows from a missing part is not reported."""

import pytest

from egov_readiness.errors import Problem, RulebookError, SurveyError
from egov_readiness.formats.assemble import Draft, in_rulebook, itself, rulebook_of, survey_of

CLOCKS = {"observed_on": 2009, "recorded_on": 2009}
VERSION = {"level": "district", "kind": "huyện", "name": {"vi": "Di Linh"}, **CLOCKS}
UNIT = {"id": "di-linh", "versions": [VERSION]}
ITEM = {"id": "i", "unit": "di-linh", "kind": "lan", **CLOCKS}
HEAD = {"id": "s", "title": {"en": "Example"}}

TITLE = {"en": "Title"}
GROUP = {"code": "all", "title": TITLE}
LEAF = {"code": "osi", "parent": "all", "title": TITLE, "method": {"kind": "identity"}}
BOOK = {"id": "r", "version": "1", "title": TITLE, "group": [GROUP], "indicator": [LEAF]}


def survey_problems(value: object, **more: object) -> list[tuple[str, str]]:
    """Return code and path of every problem of a survey's plain values."""
    with pytest.raises(SurveyError) as caught:
        survey_of(Draft(value, **more))
    return [(problem.code, problem.path) for problem in caught.value.problems]


def rulebook_problems(value: object) -> list[tuple[str, str]]:
    """Return code and path of every problem of a rulebook's plain values."""
    with pytest.raises(RulebookError) as caught:
        rulebook_of(Draft(value), "r.toml")
    return [(problem.code, problem.path) for problem in caught.value.problems]


def test_parts_that_agree_become_a_whole() -> None:
    survey = survey_of(Draft({**HEAD, "units": [UNIT], "infrastructure": [ITEM]}))
    assert survey.infrastructure[0].unit == survey.units[0].id
    assert rulebook_of(Draft(BOOK)).results[0].code == "all"


def test_a_bad_head_does_not_hide_what_is_wrong_with_the_records() -> None:
    assert survey_problems({"titel": 1, "infrastructure": [ITEM]}) == [
        ("unknown-key", "/titel"),
        ("missing", "/id"),
        ("missing", "/title"),
        ("unknown-unit", "/infrastructure/0/unit"),
    ]


def test_a_reference_to_a_record_that_cannot_be_read_is_not_reported() -> None:
    units = [{**UNIT, "id": 5}]
    found = survey_problems({**HEAD, "units": units, "infrastructure": [ITEM]})
    assert found == [("wrong-type", "/units/0/id")]
    broken = frozenset({"units"})
    unread = Problem("ragged-row", "units.csv:row 2", "…")
    draft = {**HEAD, "infrastructure": [ITEM]}
    assert survey_problems(draft, problems=(unread,), broken=broken) == [
        ("ragged-row", "units.csv:row 2")
    ]


def test_a_reference_to_another_sheet_is_still_reported() -> None:
    items = [{**ITEM, "unit": "x"}, {**ITEM, "id": "j", "kind": 5}]
    found = survey_problems({**HEAD, "units": [UNIT], "infrastructure": items})
    assert found == [
        ("wrong-type", "/infrastructure/1/kind"),
        ("unknown-unit", "/infrastructure/0/unit"),
    ]


def test_a_list_that_is_no_list_is_a_problem() -> None:
    assert survey_problems({**HEAD, "units": UNIT}) == [("wrong-type", "/units")]


def test_places_that_were_reported_already_are_left_out() -> None:
    def locate(place: str) -> str | None:
        return None if place == "/id" else itself(place)

    assert survey_problems({"title": 5}, locate=locate) == [("wrong-type", "/title")]


def test_what_is_no_table_is_read_no_further() -> None:
    assert survey_problems([]) == [("wrong-type", "document")]
    assert rulebook_problems(None) == [("wrong-type", "r.toml")]


@pytest.mark.parametrize("number", [2, 10**30])
def test_a_newer_format_is_the_only_problem(number: int) -> None:
    assert survey_problems({"format": number, "x": 1}) == [("newer-format", "/format")]
    assert rulebook_problems({"format": number, "x": 1}) == [("newer-format", "r.toml:format")]


@pytest.mark.parametrize("number", [True, "2", None])
def test_a_format_that_is_no_number_is_a_problem_like_others(number: object) -> None:
    assert ("wrong-type", "/format") in survey_problems({**HEAD, "format": number})


def test_a_group_whose_children_cannot_be_read_is_not_called_childless() -> None:
    assert rulebook_problems({**BOOK, "indicator": [{**LEAF, "method": 5}]}) == [
        ("wrong-type", "r.toml:indicator[osi].method")
    ]
    assert rulebook_problems({**BOOK, "indicator": [5]}) == [
        ("wrong-type", "r.toml:indicator[0]"),
        ("no-children", "r.toml:group[all]"),
    ]


def test_a_head_that_falls_back_to_its_defaults_is_not_linted() -> None:
    assert rulebook_problems({**BOOK, "indicator": [], "scale": "x"}) == [
        ("wrong-type", "r.toml:scale")
    ]


def test_a_place_in_a_rulebook_is_named_by_code_id_or_first_day() -> None:
    value = {
        "group": [{"code": "a", "weight": [{"since": "2010-01-01", "value": 1}]}],
        "document": [{"id": "2599/QĐ-UBND"}],
        "band": [{"steps": [1]}],
    }
    locate = in_rulebook(value, "x.toml")
    assert locate("/group/0/weight/0/value") == "x.toml:group[a].weight[2010-01-01].value"
    assert locate("/document/0/title") == "x.toml:document[2599/QĐ-UBND].title"
    assert locate("/band/0/steps/0") == "x.toml:band[0].steps[0]"
    assert locate("/band/7/a~1b") == "x.toml:band.7.a/b"
    assert locate("") == "x.toml"
    assert in_rulebook(value)("") == "document"
