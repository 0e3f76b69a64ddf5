"""JSON documents: one text for one meaning, safe to read, every problem at its pointer."""

import json

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import Problem, RecordError, RulebookError, SurveyError
from egov_readiness.formats.files import DEEPEST
from egov_readiness.formats.json import from_json, parse_json, to_json
from egov_readiness.model import Survey
from egov_readiness.rules import Rulebook
from egov_readiness.scoring.result import Scoreboard

HEAD = '"id":"s","title":{"en":"x"}'


def survey_problems(data: bytes | str) -> list[Problem]:
    """Return the problems of a survey's document."""
    with pytest.raises(SurveyError) as caught:
        from_json(Survey, data)
    return list(caught.value.problems)


def test_a_survey_round_trips(survey: Survey) -> None:
    text = to_json(survey)
    assert from_json(Survey, text) == survey
    assert from_json(Survey, text.encode()) == survey
    assert to_json(from_json(Survey, text)) == text


def test_formatting_order_and_byte_order_mark_change_nothing(survey: Survey) -> None:
    loose = json.dumps(dict(reversed(json.loads(to_json(survey)).items())), indent=4)
    assert from_json(Survey, b"\xef\xbb\xbf" + loose.encode()) == survey
    assert from_json(Survey, "\ufeff" + loose) == survey
    assert to_json(from_json(Survey, loose)) == to_json(survey)


def test_a_rulebook_round_trips(rulebook: Rulebook) -> None:
    text = to_json(rulebook)
    assert from_json(Rulebook, text) == rulebook
    assert to_json(from_json(Rulebook, text)) == text


def test_a_scoreboard_round_trips(board: Scoreboard) -> None:
    text = to_json(board)
    assert from_json(Scoreboard, text) == board
    assert to_json(from_json(Scoreboard, text)) == text


def test_a_scoreboard_as_deep_as_a_rulebook_may_be_round_trips(board: Scoreboard) -> None:
    node = board.cards[0].results[0]
    for _ in range(64):
        node = evolve(node, children=(node,))
    deep = evolve(board, cards=(evolve(board.cards[0], results=(node,)),))
    assert from_json(Scoreboard, to_json(deep)) == deep


def test_problems_of_a_scoreboard_are_named() -> None:
    with pytest.raises(SurveyError) as caught:
        from_json(Scoreboard, '{"as_of":null,"as_of":null,"scale":"1"}')
    assert {problem.path for problem in caught.value.problems} == {
        "/as_of",
        "/scale",
        "/rulebook",
        "/admitted",
        "/cards",
    }


def test_a_name_twice_in_a_scoreboard_is_its_only_problem(board: Scoreboard) -> None:
    twice = to_json(board).replace('"scale":100', '"scale":100,"scale":100')
    with pytest.raises(SurveyError) as caught:
        from_json(Scoreboard, twice)
    assert [problem.path for problem in caught.value.problems] == ["/scale"]


def test_problems_of_a_rulebook_are_named_by_code() -> None:
    indicator = {"code": "osi", "parent": "all", "title": {"en": "x"}, "method": {"kind": "rato"}}
    book = {"id": "r", "version": "1", "title": {"en": "R"}, "indicator": [indicator]}
    with pytest.raises(RulebookError) as caught:
        from_json(Rulebook, json.dumps(book))
    assert "indicator[osi].method.kind" in {problem.path for problem in caught.value.problems}


def test_a_name_that_stands_twice_is_a_problem_at_its_place() -> None:
    found = survey_problems(f'{{{HEAD},"units":[{{"id":"u","id":"v","versions":[]}}],"id":"s"}}')
    assert [(problem.code, problem.path) for problem in found] == [
        ("duplicate-key", "/id"),
        ("duplicate-key", "/units/0/id"),
    ]


def test_many_names_that_stand_twice_take_no_time() -> None:
    members = ",".join(f'"{number}":1' for number in range(100_000))
    _, problems = parse_json("{" + members + "," + members + "}")
    assert len(problems) == 100_000


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" * 5000])
def test_a_number_that_is_not_finite_is_a_problem_at_its_place(number: str) -> None:
    head = '"id":"i","unit":"u","kind":"lan","observed_on":"2009","recorded_on":"2009"'
    found = survey_problems(f'{{{HEAD},"infrastructure":[{{{head},"capacity":{number}}}]}}')
    assert [(problem.code, problem.path) for problem in found] == [
        ("not-finite", "/infrastructure/0/capacity")
    ]


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        (b"", "empty-file", "document"),
        (b" \n", "empty-file", "document"),
        (b"{", "malformed-json", "line 1, column 2"),
        (b'{"id": "s",\n"x" 1}', "malformed-json", "line 2, column 5"),
        (b"{'id': 's'}", "malformed-json", "line 1, column 2"),
        (b'{"id": "\xe0"}', "not-utf-8", "document"),
        (b"[]", "wrong-type", "document"),
        (b"null", "wrong-type", "document"),
        (b"[" * 100_000, "too-deep", "document"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "too-deep", "document"),
        (b'{"format": 2, "whatever": 1}', "newer-format", "/format"),
    ],
)
def test_what_cannot_be_read_is_one_problem(data: bytes, code: str, path: str) -> None:
    found = survey_problems(data)
    assert [(problem.code, problem.path) for problem in found] == [(code, path)]


def test_nesting_up_to_the_limit_is_read() -> None:
    value, problems = parse_json("[" * DEEPEST + "]" * DEEPEST)
    assert value is not None
    assert problems == ()


def test_a_document_beyond_the_limit_is_refused() -> None:
    with pytest.raises(RecordError, match="too-large"):
        parse_json(b"[1, 2]", largest=5)


def test_half_of_a_surrogate_pair_is_no_text() -> None:
    found = survey_problems('{"id":"\\ud800","title":{"en":"x"},"note":{"\\udfff":"x"}}')
    assert {problem.path for problem in found if problem.code == "not-unicode"} == {"/id", "/note"}


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_nothing_but_problems_comes_of_any_bytes(data: bytes) -> None:
    with pytest.raises(SurveyError):
        from_json(Survey, data)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=8,
)


@given(json_values.map(json.dumps))
def test_plain_values_are_read_as_the_standard_library_reads_them(text: str) -> None:
    value, problems = parse_json(text)
    assert value == json.loads(text)
    assert problems == ()


@pytest.mark.parametrize("key", ["~", "a/b", "~1", "~instructions"])
def test_a_key_with_the_marks_of_a_pointer_is_a_problem_like_any_other(key):
    document = {"id": "s", "title": {"en": "S"}, key: []}
    with pytest.raises(SurveyError) as caught:
        from_json(Survey, json.dumps(document))
    assert [problem.code for problem in caught.value.problems] == ["unknown-key"]
