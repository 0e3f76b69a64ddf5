"""A folder of sheets says the same as the survey, and every wrong cell is named with its row."""

import sys
import tempfile
from pathlib import Path
from unicodedata import normalize

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from egov_readiness.errors import MissingExtraError, Problem, SurveyError
from egov_readiness.formats.delimited import LONGEST_CELL
from egov_readiness.formats.sheets import _replace
from egov_readiness.formats.survey import load_survey, save_survey
from egov_readiness.kinds import Text
from egov_readiness.model import (
    Survey,
)

ITEMS = "id,unit,kind,observed_on,recorded_on,installed,working,in_use,capacity,organisation\n"
UNITS = {
    "units.csv": "id\ndi-linh\n",
    "units_versions.csv": "record,level,kind,name.vi,observed_on,recorded_on\n"
    "di-linh,district,huyện,Di Linh,2009,2009\n",
}
HEADER = 'id = "s"\ntitle = { en = "Example" }\n'


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    """Write a survey's folder with one unit; ``infrastructure="…"`` is its sheet's content."""
    named = {f"{name}.csv": content for name, content in files.items()}
    for name, content in {"survey.toml": HEADER, **UNITS, **named}.items():
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
    return tmp_path


def problems(path: Path) -> dict[str, Problem]:
    """Return the problems of a folder by path."""
    with pytest.raises(SurveyError) as caught:
        load_survey(path)
    return {problem.path: problem for problem in caught.value.problems}


def only_problem(path: Path) -> Problem:
    """Return the one problem of a folder."""
    (problem,) = problems(path).values()
    return problem


def test_a_survey_round_trips(survey: Survey, tmp_path: Path) -> None:
    save_survey(survey, tmp_path / "survey")
    assert load_survey(tmp_path / "survey") == survey


def test_writing_twice_gives_the_same_bytes(survey: Survey, tmp_path: Path) -> None:
    def content() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (tmp_path / "survey").iterdir()}

    save_survey(survey, tmp_path / "survey")
    first = content()
    save_survey(load_survey(tmp_path / "survey"), tmp_path / "survey")
    assert content() == first
    assert [path.name for path in tmp_path.iterdir()] == ["survey"]


lines = st.builds(
    "{}{}{}".format,
    st.text(alphabet=' \t\n\\;"=', max_size=3),
    st.characters(exclude_categories=["Cs", "Z", "Cc"]),
    st.text(alphabet=' \t\r\n\\;,"a', max_size=3),
)


@given(st.lists(lines, max_size=4), lines)
@settings(max_examples=50)
def test_no_text_is_changed_by_its_cell(survey: Survey, members: list[str], lead: str) -> None:
    composed = [normalize("NFC", text) for text in (lead, *members)]
    team = evolve(survey.teams[0], lead=composed[0], members=tuple(composed[1:]))
    changed = evolve(survey, title=Text({"en": lead}), teams=(team,))
    with tempfile.TemporaryDirectory() as name:
        save_survey(changed, Path(name) / "survey")
        assert load_survey(Path(name) / "survey") == changed


def test_empty_is_unknown_and_neither_zero_nor_not_applicable(tmp_path: Path) -> None:
    rows = "a,di-linh,lan,2009,2009,0,,n/a,,\nb,di-linh,lan,2009,2009,1e1,N/A,1..2, ,x\n"
    first, second = load_survey(folder(tmp_path, infrastructure=ITEMS + rows)).infrastructure
    assert (first.installed, first.working, str(first.in_use)) == (0, None, "n/a")
    assert (first.capacity, first.organisation) == (None, None)
    assert (second.installed, str(second.working), second.capacity) == (10, "n/a", None)
    assert (str(second.in_use), second.organisation) == ("1..2", "x")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_byte_order_marks_and_line_ends_change_nothing(
    survey: Survey, tmp_path: Path, mark: bytes, end: bytes
) -> None:
    note = Text({"en": "one line"})
    save_survey(evolve(survey, note=note), tmp_path / "survey")
    for path in (tmp_path / "survey").iterdir():
        path.write_bytes(mark + path.read_bytes().replace(b"\n", end))
    assert load_survey(tmp_path / "survey") == evolve(survey, note=note)


def test_every_problem_of_every_sheet_is_found_at_once(tmp_path: Path) -> None:
    items = (
        "a,di-linh,lan,2009,2009,-1,NaN,1e999,twelve,\n"
        "b,di-linh,lann,2009,2009-02-30,5,4,6,1,\n"
        "c,dilinh,lan,2009,2009,5,6,,,\n"
        "c,di-linh,lan,2009,2009,1.5,,,3..1,\n"
        "d,di-linh,lan,2009,2009,,5,6,,\n"
        "d,di-linh,lan,2009,2009,,,,,\n"
        "e,dilinh,lan,2009,2009,,,,,\n"
        "f,di-linh,lan,2009\n"
    )
    evidence = (
        "id,unit,concept,value,supersedes,observed_on,recorded_on\n"
        "x,di-linh,lan,3/2,,2009,2009\n"
        "y,di-linh,lan,1/2,z,2009,2009\n"
        "z,di-linh,lan,1/2,y,2009,2009\n"
    )
    found = problems(folder(tmp_path, infrastructure=ITEMS + items, evidence=evidence))
    sheet = "infrastructure.csv:row"
    assert {path: problem.code for path, problem in found.items()} == {
        f"{sheet} 9": "ragged-row",
        f"{sheet} 2:installed": "below-minimum",
        f"{sheet} 2:working": "not-finite",
        f"{sheet} 2:in_use": "not-finite",
        f"{sheet} 2:capacity": "wrong-type",
        f"{sheet} 3:kind": "unknown-value",
        f"{sheet} 3:recorded_on": "not-a-date",
        f"{sheet} 4:working": "part-exceeds-whole",
        f"{sheet} 5:installed": "wrong-type",
        f"{sheet} 5:capacity": "bounds-reversed",
        f"{sheet} 6:in_use": "part-exceeds-whole",
        f"{sheet} 8:unit": "unknown-unit",
        "evidence.csv:row 2:value": "numerator-exceeds-denominator",
        "evidence.csv:row 3:supersedes": "loop",
    }
    assert found[f"{sheet} 3:kind"].hint == "did you mean 'lan'?"
    assert found[f"{sheet} 8:unit"].hint == "did you mean 'di-linh'?"


def test_a_duplicate_is_named_by_its_second_row(tmp_path: Path) -> None:
    found = only_problem(folder(tmp_path, units="id\ndi-linh\na\ndi-linh\n"))
    assert (found.code, found.path) == ("duplicate-id", "units.csv:row 4:id")


def test_a_loop_of_parents_is_named_by_row(tmp_path: Path) -> None:
    versions = (
        "record,level,kind,name.vi,parent,observed_on,recorded_on\n"
        "b,district,huyện,B,a,2009,2009\n"
        "a,district,huyện,A,b,2009,2009\n"
    )
    found = only_problem(folder(tmp_path, units="id\na\nb\n", units_versions=versions))
    assert (found.code, found.path) == ("loop", "units.csv:row 2:versions")


def test_what_follows_from_an_unreadable_record_is_not_reported(tmp_path: Path) -> None:
    items = "a,di-linh,lan,2009,2009,,,,,\n"
    found = only_problem(folder(tmp_path, infrastructure=ITEMS + items, units="id\ndi-linh,x\n"))
    assert found.path == "units.csv:row 2"


def test_a_cell_of_a_child_sheet_is_named_there(tmp_path: Path) -> None:
    versions = (
        "record,valid.since,valid.until,level,kind,name.vi,codes.gso,parent,observed_on,recorded_on\n"
        "di-linh,,2010-01-01,district,huyện,Di Linh,,,2009,2009\n"
        'di-linh,2009-13-01,,,huyện,Di Linh,"a;b",,2009,2009\n'
        "di-linh,2010-01-01,2009-01-01,district,huyện,Di Linh,,,2009,2009\n"
        "dilinh,,,district,huyện,Di Linh,,,2009,2009\n"
        ",,,district,huyện,Di Linh,,,2009,2009\n"
    )
    found = problems(folder(tmp_path, units_versions=versions))
    sheet = "units_versions.csv:row"
    assert {path: problem.code for path, problem in found.items()} == {
        f"{sheet} 3:valid.since": "not-a-date",
        f"{sheet} 3:level": "missing",
        f"{sheet} 3:codes.gso": "malformed",
        f"{sheet} 4:valid": "period-reversed",
        f"{sheet} 5:record": "unknown-record",
        f"{sheet} 6:record": "missing",
    }
    assert found[f"{sheet} 5:record"].hint == "did you mean 'di-linh'?"


def test_overlapping_versions_are_named_by_row(tmp_path: Path) -> None:
    twice = UNITS["units_versions.csv"] + "di-linh,district,huyện,Di Linh,2009,2009\n"
    found = only_problem(folder(tmp_path, units_versions=twice))
    assert (found.code, found.path) == ("versions-overlap", "units_versions.csv:row 3:valid")


def test_a_missing_column_is_one_problem_and_names_the_misspelt_one(tmp_path: Path) -> None:
    header = "id,unit,knd,observed_on,recorded_on\n"
    rows = "a,di-linh,lan,2009,2009\nb,di-linh,lan,2009,2009\n"
    found = problems(folder(tmp_path, infrastructure=header + rows))
    assert {path: problem.code for path, problem in found.items()} == {
        "infrastructure.csv:row 1:knd": "unknown-column",
        "infrastructure.csv:row 1": "missing-column",
    }
    assert found["infrastructure.csv:row 1:knd"].hint == "did you mean 'kind'?"
    assert found["infrastructure.csv:row 1"].hint == "is it 'knd', misspelt?"


def test_a_text_column_without_language_is_named(tmp_path: Path) -> None:
    versions = UNITS["units_versions.csv"].replace("name.vi", "name")
    found = problems(folder(tmp_path, units_versions=versions))
    assert found["units_versions.csv:row 1:name"].hint == "say which one, such as name.vi"
    assert found["units_versions.csv:row 1"].message == "there is no column 'name.vi'"
    assert len(found) == 2


def test_a_column_twice_is_one_problem(tmp_path: Path) -> None:
    found = only_problem(folder(tmp_path, units="id,id\ndi-linh,x\n"))
    assert (found.code, found.path) == ("duplicate-column", "units.csv:row 1:id")


def test_an_unknown_column_like_no_other_gets_the_list_of_columns(tmp_path: Path) -> None:
    found = only_problem(folder(tmp_path, units="id,zzz\ndi-linh,1\n"))
    assert (found.path, found.hint) == ("units.csv:row 1:zzz", "columns are id")


def test_a_list_cell_with_an_empty_item_is_a_problem(tmp_path: Path) -> None:
    header = "id,unit,course.vi,level,people,observed_on,recorded_on\n"
    row = "t,di-linh,Tin học,commune,a;;b,2009,2009\n"
    found = only_problem(folder(tmp_path, training=header + row))
    assert (found.path, found.code) == ("training.csv:row 2:people", "too-short")


def test_files_that_are_no_sheet_are_named_and_other_files_left_alone(tmp_path: Path) -> None:
    path = folder(tmp_path, infrastucture=ITEMS)
    (path / "README.md").write_text("words")
    (path / ".~lock.units.csv").write_text("")
    found = only_problem(path)
    assert (found.code, found.path) == ("unknown-sheet", "infrastucture.csv")
    assert found.hint == "did you mean 'infrastructure.csv'?"
    (path / "infrastucture.csv").rename(path / "zzz.csv")
    assert only_problem(path).hint.startswith("sheets are applications.csv")


@pytest.mark.parametrize(
    ("content", "code", "path"),
    [
        (b"", "empty-file", "infrastructure.csv"),
        (ITEMS.encode() + b"\xe0,,,,,,,,,\n", "not-utf-8", "infrastructure.csv"),
        ((ITEMS + "a,b").encode("utf-16"), "not-utf-8", "infrastructure.csv"),
        (ITEMS.encode() + b'"a\n', "malformed-row", "infrastructure.csv:row 2"),
    ],
)
def test_a_file_that_is_no_sheet_is_one_problem(
    tmp_path: Path, content: bytes, code: str, path: str
) -> None:
    found = [*problems(folder(tmp_path, infrastructure=content)).values()]
    assert (found[0].code, found[0].path) == (code, path)


def test_a_sheet_with_a_header_only_has_no_records(tmp_path: Path) -> None:
    assert load_survey(folder(tmp_path, infrastructure=ITEMS)).infrastructure == ()


def test_the_header_file_is_needed_and_names_its_own_problems(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "survey.toml").write_text(
        'id = 5\ntitle = "x"\nunits = []\nnote = { en = 5 }\nnot = 1\n'
    )
    found = problems(path)
    assert {path: problem.code for path, problem in found.items()} == {
        "survey.toml:units": "misplaced-records",
        "survey.toml:id": "wrong-type",
        "survey.toml:title": "wrong-type",
        "survey.toml:note.en": "wrong-type",
        "survey.toml:not": "unknown-key",
    }
    (path / "survey.toml").write_text("id = ")
    assert only_problem(path).path == "survey.toml"
    (path / "survey.toml").unlink()
    found = only_problem(path)
    assert (found.code, found.path) == ("no-header-file", "survey.toml")


def test_a_newer_format_is_one_problem(tmp_path: Path) -> None:
    path = folder(tmp_path, infrastructure="whatever\n1\n")
    (path / "survey.toml").write_text("format = 2\nwhatever = 1\n")
    found = only_problem(path)
    assert (found.code, found.path) == ("newer-format", "survey.toml:format")


def test_a_folder_with_anything_else_in_it_is_not_written_to(
    survey: Survey, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(SurveyError, match="folder-in-use"):
        save_survey(survey, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    with pytest.raises(SurveyError, match="it is a file"):
        save_survey(survey, tmp_path / "notes.txt")


def test_a_folder_that_cannot_be_replaced_is_put_back(tmp_path: Path) -> None:
    old = tmp_path / "survey"
    old.mkdir()
    (old / "survey.toml").write_text("old")
    with pytest.raises(OSError, match="no-such"):
        _replace(tmp_path / "no-such", old)
    assert [path.name for path in tmp_path.iterdir()] == ["survey"]
    assert (old / "survey.toml").read_text() == "old"


def test_sheets_of_what_stood_there_before_are_gone(survey: Survey, tmp_path: Path) -> None:
    save_survey(survey, tmp_path / "survey")
    save_survey(evolve(survey, support=()), tmp_path / "survey")
    assert not (tmp_path / "survey" / "support.csv").exists()
    assert load_survey(tmp_path / "survey").support == ()


def test_a_cell_too_long_to_be_read_is_not_written(survey: Survey, tmp_path: Path) -> None:
    people = tuple(f"p-{number:06}" for number in range(LONGEST_CELL // 8))
    cohort = evolve(survey.training[0], people=people, completed=None)
    with pytest.raises(SurveyError, match=r"training.csv:row 2:people: too-long"):
        save_survey(evolve(survey, training=(cohort,)), tmp_path / "survey")
    assert [*tmp_path.iterdir()] == []


def test_without_the_extra_nothing_is_written(
    survey: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tomli_w", None)
    with pytest.raises(MissingExtraError, match="egov-readiness\\[toml\\]"):
        save_survey(survey, tmp_path / "survey")
    assert [*tmp_path.iterdir()] == []
