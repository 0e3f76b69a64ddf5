"""The schemas accept what is read and refuse what is refused for its form."""

import copy
import json
from collections.abc import Iterator
from typing import Annotated

import attrs
import pytest
from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from egov_readiness.canonical import Plain, plain
from egov_readiness.errors import Problem, RulebookError, SurveyError
from egov_readiness.formats.json import from_json
from egov_readiness.formats.requests import score_json
from egov_readiness.formats.schema import Document, _define, json_schema
from egov_readiness.formats.survey import load_survey
from egov_readiness.formats.toml import load_rulebook
from egov_readiness.model import Survey
from egov_readiness.rules import Rulebook
from egov_readiness.scoring.result import Scoreboard
from egov_readiness.scoring.scorer import Scorer

VALIDATORS = {
    what: Draft202012Validator(json_schema(what)) for what in ("survey", "rulebook", "scoreboard")
}

Place = tuple[str | int, ...]


def places(value: object, here: Place = ()) -> Iterator[Place]:
    """Yield the place of every value inside plain values."""
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items.extend(value.items())
    if isinstance(value, list):
        items.extend(enumerate(value))
    for key, item in items:
        yield (*here, key)
        yield from places(item, (*here, key))


def changed(document: object, place: Place, value: object) -> object:
    """Return a copy of plain values with one of them replaced; ``...`` takes it out."""
    copied = copy.deepcopy(document)
    here = copied
    for key in place[:-1]:
        here = here[key]
    if value is ...:
        del here[place[-1]]
    else:
        here[place[-1]] = value
    return copied


@pytest.mark.parametrize("what", ["survey", "rulebook", "scoreboard", "request"])
def test_a_schema_is_a_schema(what: Document) -> None:
    schema = json_schema(what)
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


def test_real_documents_are_accepted(survey: Survey, rulebook: Rulebook, board: Scoreboard) -> None:
    for what, document in (("survey", survey), ("rulebook", rulebook), ("scoreboard", board)):
        assert [*VALIDATORS[what].iter_errors(plain(document))] == []


def test_every_field_says_what_it_means() -> None:
    for what in VALIDATORS:
        schema = json_schema(what)
        definitions = schema["$defs"]
        assert isinstance(definitions, dict)
        for definition in [schema, *definitions.values()]:
            assert isinstance(definition, dict)
            assert definition["description"]
            assert definition["additionalProperties"] is False
            properties = definition["properties"]
            assert isinstance(properties, dict)
            undocumented = [key for key, field in properties.items() if "description" not in field]
            assert undocumented == []


def test_every_field_of_a_request_says_what_it_means() -> None:
    definitions = json_schema("request")["$defs"]
    assert isinstance(definitions, dict)
    assert sorted(definitions) == ["Bounds", "UnitRequest", "UnitsRequest"]
    for definition in definitions.values():
        assert isinstance(definition, dict)
        assert definition["description"]
        assert definition["additionalProperties"] is False
        properties = definition["properties"]
        assert isinstance(properties, dict)
        assert [key for key, field in properties.items() if "description" not in field] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("unit",), ...),
        (("unit",), " a"),
        (("tags",), "mountain"),
        (("period",), "June"),
        (("observation",), {}),
        (("observations",), []),
        (("observations", "osi"), True),
        (("observations", "osi"), [1]),
        (("observations", "osi"), {"low": 1}),
        (("observations", "osi"), {"low": 0, "high": 1, "mid": 0.5}),
    ],
)
def test_a_request_refused_for_its_form_is_refused_by_the_schema(
    place: Place, value: object
) -> None:
    request = {"unit": "a", "tags": [], "period": 2022, "observations": {"osi": 0.5}}
    validator = Draft202012Validator(json_schema("request"))
    assert validator.is_valid(request)
    assert validator.is_valid({"rows": [request]})
    document = changed(
        {**request, "observation": 0} if place == ("observation",) else request, place, value
    )
    with pytest.raises(SurveyError):
        score_json(json.dumps(document).encode(), Scorer(load_rulebook("un-egdi")))
    assert not validator.is_valid(document)


def test_every_limit_has_its_word() -> None:
    @attrs.frozen
    class Limited:
        above: Annotated[float, Gt(0), Lt(1)]
        few: Annotated[tuple[Annotated[str, MaxLen(3)], ...], MinLen(1), MaxLen(2)] = ("a",)
        unit: Annotated[int, Ge(0), Le(9)] = 1

    definitions: dict[str, dict[str, Plain]] = {}
    assert definitions[_define(Limited, definitions)]["properties"] == {
        "above": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        "few": {
            "type": "array",
            "items": {"type": "string", "maxLength": 3},
            "minItems": 1,
            "maxItems": 2,
            "default": ["a"],
        },
        "unit": {"type": "integer", "minimum": 0, "maximum": 9, "default": 1},
    }


def test_a_field_without_spelling_is_a_mistake_of_the_library() -> None:
    @attrs.frozen
    class Wrong:
        data: bytes

    with pytest.raises(TypeError, match="bytes"):
        _define(Wrong, {})


MUTATIONS: list[tuple[Place, object]] = [
    (("id",), ...),
    (("id",), 5),
    (("id",), ""),
    (("id",), " s"),
    (("title",), "x"),
    (("title",), {}),
    (("title", "en"), " "),
    (("title", "EN"), "x"),
    (("period",), "June 2009"),
    (("period",), "2009-13"),
    (("period",), 20090611),
    (("quantifiers", "most"), "many"),
    (("quantifiers", "few"), "0..1"),
    (("units",), {}),
    (("units", 0, "extra"), 1),
    (("units", 1, "versions", 0, "codes", "a;b"), "x"),
    (("units", 1, "versions", 0, "valid", "until"), "2010"),
    (("infrastructure", 0, "kind"), "lann"),
    (("infrastructure", 0, "installed"), -1),
    (("infrastructure", 0, "installed"), 1.5),
    (("infrastructure", 0, "installed"), "5"),
    (("infrastructure", 0, "installed"), True),
    (("infrastructure", 0, "installed"), 2**53),
    (("infrastructure", 0, "origin"), None),
    (("milestones", 0, "progress", 0, "share"), 1.5),
    (("evidence", 0, "value"), "1/x"),
    (("evidence", 0, "confidential"), "yes"),
    (("support", 0, "cost_planned"), 5),
    (("findings", 0, "claims", 0, "negated"), None),
]


@pytest.mark.parametrize(("place", "value"), MUTATIONS)
def test_what_is_refused_for_its_form_is_refused_by_the_schema(
    survey: Survey, place: Place, value: object
) -> None:
    document = changed(plain(survey), place, value)
    if place == ("infrastructure", 0, "origin"):
        load_survey(document)
        assert VALIDATORS["survey"].is_valid(document)
        return
    with pytest.raises(SurveyError):
        load_survey(document)
    assert not VALIDATORS["survey"].is_valid(document)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("indicator", 0, "method", "kind"), ...),
        (("indicator", 0, "method", "kind"), "rato"),
        (("indicator", 0, "method", "over"), "ful"),
        (("indicator", 2, "method", "steps"), []),
        (("indicator", 2, "method", "of"), 0),
        (("indicator", 0, "weight"), "1"),
        (("indicator", 0, "cites"), "1/NQ"),
        (("group", 0, "modifiers", 0, "kind"), ...),
        (("group", 0, "modifiers", 0, "node"), ...),
        (("group", 1, "weight", 0, "since"), "2010"),
        (("precedence",), ["rumour"]),
        (("groups",), []),
        (("missing",), "ignore"),
    ],
)
def test_a_rulebook_refused_for_its_form_is_refused_by_the_schema(
    rulebook: Rulebook, place: Place, value: object
) -> None:
    document = changed(plain(rulebook), place, value)
    with pytest.raises(RulebookError):
        from_json(Rulebook, json.dumps(document))
    assert not VALIDATORS["rulebook"].is_valid(document)


replacements = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.floats(-1, 2),
    st.sampled_from(
        ["", " x", "n/a", "0.5..1", "1..0", "1/2", "2009", "2009-06-11", "lan", "5 VND"]
    ),
    st.sampled_from([{}, [], {"en": "x"}, [1], ["x"], {"since": "2009-01-01"}, ...]),
)

FORM = {
    "wrong-type",
    "unknown-key",
    "unknown-value",
    "missing",
    "below-minimum",
    "above-maximum",
    "too-short",
    "malformed",
    "not-finite",
    "too-large",
    "not-a-language",
    "empty-text",
    "no-text",
    "not-ratio",
    "not-currency",
}
"""Problems of form, which the schema has to see; the others are about meaning."""


def problems_of(document: object) -> list[Problem]:
    """Return the problems of a survey's plain values."""
    try:
        load_survey(document)
    except SurveyError as error:
        return [*error.problems]
    return []


def is_of_form(problem: Problem) -> bool:
    """Tell whether a problem is one that the schema has to see."""
    # A document says when it was seen only in a survey; the class is that of rulebooks too.
    of_survey_only = problem.path.startswith("/documents/") and problem.path.endswith("_on")
    return problem.code in FORM and not (problem.code == "missing" and of_survey_only)


@given(st.data())
@settings(max_examples=150)
def test_schema_and_reader_agree_on_a_survey_changed_anywhere(
    survey: Survey, data: st.DataObject
) -> None:
    document = plain(survey)
    place = data.draw(st.sampled_from([*places(document)]))
    document = changed(document, place, data.draw(replacements))
    problems = problems_of(document)
    accepted = VALIDATORS["survey"].is_valid(document)
    if any(map(is_of_form, problems)):
        assert not accepted
    if not problems:
        assert accepted
