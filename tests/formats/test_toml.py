"""Rulebooks in TOML: loaded by id or path, every problem by the code of its node."""

import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from egov_readiness.errors import MissingExtraError, Problem, RecordError, RulebookError
from egov_readiness.formats.files import DEEPEST
from egov_readiness.formats.toml import load_rulebook, read_toml, rulebook_ids, save_rulebook
from egov_readiness.rules import Rulebook

SMALL = """
format = 1
id = "small"
version = "1"
title = { en = "Small" }

[[group]]
code = "all"
title = { en = "All" }

[[indicator]]
code = "osi"
parent = "all"
weight = 0.34
title = { en = "Online Service Index" }
method = { kind = "identity" }
"""


def book(tmp_path: Path, text: str | bytes) -> Path:
    """Write a rulebook's file."""
    path = tmp_path / "small.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems(tmp_path: Path, text: str | bytes) -> dict[str, Problem]:
    """Return the problems of a rulebook by path."""
    with pytest.raises(RulebookError) as caught:
        load_rulebook(book(tmp_path, text))
    return {problem.path: problem for problem in caught.value.problems}


def test_a_rulebook_is_read_from_its_file(tmp_path: Path) -> None:
    loaded = load_rulebook(book(tmp_path, SMALL))
    assert (loaded.id, loaded.indicators[0].weight) == ("small", 0.34)
    assert load_rulebook(book(tmp_path, b"\xef\xbb\xbf" + SMALL.encode())) == loaded
    assert load_rulebook(book(tmp_path, SMALL.replace("\n", "\r\n"))) == loaded


def test_a_rulebook_round_trips(rulebook: Rulebook, tmp_path: Path) -> None:
    save_rulebook(rulebook, tmp_path / "book.toml")
    assert load_rulebook(tmp_path / "book.toml") == rulebook
    assert [path.name for path in tmp_path.iterdir()] == ["book.toml"]


def test_days_are_written_as_dates(rulebook: Rulebook, tmp_path: Path) -> None:
    save_rulebook(rulebook, tmp_path / "book.toml")
    written = tomllib.loads((tmp_path / "book.toml").read_text(encoding="utf-8"))
    assert written["format"] == 1
    assert written["valid"]["since"] == date(2008, 10, 3)
    assert written["document"][0]["issued_on"] == date(2008, 10, 3)
    assert written["document"][0]["horizon"] == "2008"
    assert written["group"][0]["modifiers"][0]["since"] == date(2009, 1, 1)
    assert written["group"][1]["weight"][0]["since"] == date(2008, 10, 3)


def test_every_packaged_rulebook_loads_and_round_trips(tmp_path: Path) -> None:
    assert rulebook_ids() == tuple(sorted(rulebook_ids()))
    for name in rulebook_ids():
        loaded = load_rulebook(name)
        assert loaded.id == name
        save_rulebook(loaded, tmp_path / "book.toml")
        assert load_rulebook(tmp_path / "book.toml") == loaded


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("un-egd", "did you mean 'un-egdi'?"),
        ("zzz", "one of "),
        ("../secret", "Path('../secret')"),
        ("small.toml", "Path('small.toml')"),
    ],
)
def test_a_text_names_a_packaged_rulebook_only(name: str, hint: str) -> None:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(name)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("unknown-rulebook", name)
    assert hint in problem.hint


def test_every_problem_is_found_at_once_and_named_by_code(tmp_path: Path) -> None:
    text = SMALL.replace('kind = "identity"', 'kind = "identiti"').replace("weight", "wieght")
    text += """
[[indicator]]
code = "tii"
parent = "al"
weight = -1
title = { vi = "Hạ tầng" }
method = { kind = "goalposts", worst = 1, best = 1 }
cites = { document = "1/NQ" }

[[indicator]]
parent = "all"
title = { en = "No code" }
method = { kind = "steps", steps = [{ gives = "x" }] }

[[indicator]]
code = "hci"
parent = "all"
title = { en = "Dated" }
method = { kind = "identity" }
weight = [{ since = 2010-01-01, value = "x" }]

[[band]]
result = "osi"
code = "good"
title = { en = "Good" }
"""
    found = problems(tmp_path, text)
    assert {path: problem.code for path, problem in found.items()} == {
        "small.toml:indicator[osi].wieght": "unknown-key",
        "small.toml:indicator[osi].method.kind": "unknown-value",
        "small.toml:indicator[2].code": "missing",
        "small.toml:indicator[2].method.steps[0].gives": "wrong-type",
        "small.toml:indicator[hci].weight[2010-01-01].value": "wrong-type",
        "small.toml:indicator[tii].parent": "unknown-parent",
        "small.toml:indicator[tii].weight": "negative-weight",
        "small.toml:indicator[tii].method.worst": "best-equals-worst",
        "small.toml:indicator[tii].title": "text-missing",
        "small.toml:indicator[tii].cites.document": "unknown-document",
    }
    assert found["small.toml:indicator[osi].method.kind"].hint == "did you mean 'identity'?"
    assert found["small.toml:indicator[tii].parent"].hint == "did you mean 'all'?"


def test_a_measure_that_does_not_exist_is_named(tmp_path: Path) -> None:
    wrong = 'weight = 1\nmeasure = { name = "infrastructure.inuse", kind = "lan" }'
    found = problems(tmp_path, SMALL.replace("weight = 0.34", wrong))
    (problem,) = found.values()
    assert problem.path == "small.toml:indicator[osi].measure.name"
    assert problem.hint == "did you mean 'infrastructure.in_use'?"


def test_what_follows_from_a_part_that_cannot_be_read_is_not_reported(tmp_path: Path) -> None:
    found = problems(tmp_path, SMALL.replace('code = "all"', 'code = "all"\nneeds = 2'))
    assert [*found] == ["small.toml:group[all].needs"]


@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        ('version = "1"', "", ["small.toml:version"]),
        ('title = { en = "Small" }', 'title = "Small"', ["small.toml:title"]),
        ('version = "1"', 'version = "1"\nscale = "x"', ["small.toml:scale"]),
        ('version = "1"', 'version = "1"\nlanguages = ["en", 5]', ["small.toml:languages[1]"]),
        ('version = "1"', 'version = "1"\nindicatr = 1', ["small.toml:indicatr"]),
        ("[[group]]", "[[grup]]", ["small.toml:grup", "small.toml:indicator[osi].parent"]),
    ],
)
def test_problems_of_the_head_do_not_hide_nor_make_others(
    tmp_path: Path, old: str, new: str, paths: list[str]
) -> None:
    found = problems(tmp_path, SMALL.replace(old, new, 1))
    assert [path for path in found if path != "small.toml:group"] == paths


def test_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    found = problems(tmp_path, SMALL + '[[document]]\nid = "1"\nissued_on = 2008-10-03T00:00:00\n')
    assert "without a time" in found["small.toml:document[1].issued_on"].hint


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e999"])
def test_a_weight_that_is_not_finite_is_a_problem(tmp_path: Path, number: str) -> None:
    found = problems(tmp_path, SMALL.replace("0.34", number))
    assert found["small.toml:indicator[osi].weight"].code == "not-finite"


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("format = 2\nwhatever = 1", "newer-format", "small.toml:format"),
        ("id = 'a'\nid = 'b'", "malformed-toml", "small.toml"),
        ("id = 'a'\nx = \n", "malformed-toml", "small.toml:line 2, column 5"),
        ("x = 2009-02-30", "malformed-toml", "small.toml:line 1, column 5"),
        ("x = " + "[" * 5000, "too-deep", "small.toml"),
        (".".join("a" * 100_000) + " = 1", "too-deep", "small.toml"),
        ("[" + ".".join(['"a"'] * (DEEPEST + 1)) + "]", "too-deep", "small.toml"),
        ("x = " + "1" * 5000, "not-finite", "small.toml"),
        (b"x = '\xe0'", "not-utf-8", "small.toml"),
    ],
)
def test_what_cannot_be_read_is_one_problem(
    tmp_path: Path, text: str | bytes, code: str, path: str
) -> None:
    (problem,) = problems(tmp_path, text).values()
    assert problem.code == code
    assert problem.path.startswith(path)


def test_long_plain_words_are_no_deep_keys(tmp_path: Path) -> None:
    path = book(tmp_path, f'text = "{"a" * 300_000}{" " * 300_000}{". " * 300_000}"')
    assert len(str(read_toml(path)["text"])) == 1_200_000


def test_a_file_that_is_not_there_or_too_large_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="not-found"):
        load_rulebook(tmp_path / "no.toml")
    with pytest.raises(RecordError, match="too-large"):
        read_toml(book(tmp_path, SMALL), largest=10)


def test_without_the_extra_nothing_is_written(
    rulebook: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tomli_w", None)
    with pytest.raises(MissingExtraError, match="egov-readiness\\[toml\\]"):
        save_rulebook(rulebook, tmp_path / "book.toml")
    assert [*tmp_path.iterdir()] == []
