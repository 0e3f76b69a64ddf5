"""A survey is one object with one meaning, whichever spelling it is loaded from."""

import json
from pathlib import Path

import pytest

from egov_readiness.canonical import digest, plain
from egov_readiness.errors import Problem, SurveyError
from egov_readiness.formats.files import LARGEST_FILE
from egov_readiness.formats.survey import load_survey, save_survey
from egov_readiness.model import Survey

UNKNOWN_UNIT = {
    "id": "s",
    "title": {"en": "x"},
    "infrastructure": [
        {"id": "i", "unit": "u", "kind": "lan", "observed_on": 2009, "recorded_on": "2009"}
    ],
}


def the_problem(source: Path | bytes | dict[str, object]) -> Problem:
    """Return the one problem of a survey."""
    with pytest.raises(SurveyError) as caught:
        load_survey(source)
    (problem,) = caught.value.problems
    return problem


def test_every_spelling_has_the_same_meaning(survey: Survey, tmp_path: Path) -> None:
    save_survey(survey, tmp_path / "survey")
    save_survey(survey, tmp_path / "survey.json")
    spellings = [
        load_survey(tmp_path / "survey"),
        load_survey(tmp_path / "survey.json"),
        load_survey((tmp_path / "survey.json").read_bytes()),
        load_survey(json.loads((tmp_path / "survey.json").read_bytes())),
    ]
    assert all(loaded == survey for loaded in spellings)
    assert {digest(loaded) for loaded in spellings} == {digest(survey)}


def test_a_problem_is_named_in_the_words_of_its_spelling(tmp_path: Path) -> None:
    data = json.dumps(UNKNOWN_UNIT)
    (tmp_path / "x.JSON").write_text(data)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "survey.toml").write_text('id = "s"\ntitle = { en = "x" }')
    (folder / "infrastructure.csv").write_text(
        "id,unit,kind,observed_on,recorded_on\n\ni,u,lan,2009,2009\n"
    )
    assert the_problem(data.encode()).path == "/infrastructure/0/unit"
    assert the_problem(UNKNOWN_UNIT).path == "/infrastructure/0/unit"
    assert the_problem(tmp_path / "x.JSON").path == "x.JSON:/infrastructure/0/unit"
    assert the_problem(folder).path == "infrastructure.csv:row 3:unit"


def test_a_record_that_cannot_be_read_does_not_shift_the_others() -> None:
    (item,) = UNKNOWN_UNIT["infrastructure"]
    document = {**UNKNOWN_UNIT, "infrastructure": [{**item, "kind": 5}, {**item, "id": "j"}]}
    with pytest.raises(SurveyError) as caught:
        load_survey(document)
    assert [problem.path for problem in caught.value.problems] == [
        "/infrastructure/0/kind",
        "/infrastructure/1/unit",
    ]


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("no.json", "not-found", ""),
        ("no-folder", "not-found", ""),
        ("units.csv", "not-a-survey", "load_table"),
        ("survey.toml", "not-a-survey", "give the folder"),
        ("survey.xlsx", "not-a-survey", "a folder or a .json file"),
    ],
)
def test_what_is_no_survey_is_named(tmp_path: Path, name: str, code: str, hint: str) -> None:
    if not name.startswith("no"):
        (tmp_path / name).write_text("x")
    problem = the_problem(tmp_path / name)
    assert (problem.code, problem.path) == (code, name)
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("content", "path"),
    [(b"", "x.json"), (b"{", "x.json:line 1, column 2"), (b"\xff", "x.json"), (b"[]", "x.json")],
)
def test_a_file_that_is_no_document_is_named(tmp_path: Path, content: bytes, path: str) -> None:
    (tmp_path / "x.json").write_bytes(content)
    assert the_problem(tmp_path / "x.json").path == path


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "x.json").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert the_problem(tmp_path / "x.json").code == "too-large"


def test_saving_json_replaces_the_file_whole(survey: Survey, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("old")
    save_survey(survey, tmp_path / "x.json")
    assert json.loads((tmp_path / "x.json").read_text()) == plain(survey)
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


def test_the_order_of_fields_and_of_sheets_changes_nothing(survey: Survey) -> None:
    document = plain(survey)
    assert isinstance(document, dict)
    assert load_survey(dict(reversed(document.items()))) == survey
