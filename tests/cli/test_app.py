"""The command line: what goes where, which exit code, and no traceback whatever is given."""

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from egov_readiness import __version__, cli
from egov_readiness.cli import BROKEN_PIPE, DONE, PROBLEMS, TERMINATED, USAGE, main
from egov_readiness.formats.files import LARGEST_FILE

RULEBOOK = """\
format = 1
id = "small"
version = "2009.1"
title = { en = "Small rulebook", vi = "Bộ chỉ số nhỏ" }
standing = "illustrative"
languages = ["en", "vi"]
scale = 100
decimals = 1

[[group]]
code = "readiness"
title = { en = "Readiness", vi = "Điều kiện sẵn sàng" }

[[indicator]]
code = "lan"
parent = "readiness"
weight = 40
title = { en = "LAN in use", vi = "Mạng LAN được sử dụng" }
method = { kind = "goalposts", worst = 0, best = 0.9 }

[[indicator]]
code = "trained"
parent = "readiness"
weight = 60
title = { en = "Trained staff", vi = "Cán bộ được đào tạo" }
method = { kind = "ratio" }
"""

TABLE = "unit,lan,trained\ndi-linh,0.45,0.5\nbao-lam,,0.5..1\nĐạ Huoai,0.9,1\n"

SURVEY = {
    "id": "small-survey",
    "title": {"en": "Small survey"},
    "period": "2009",
    "units": [
        {
            "id": "di-linh",
            "versions": [
                {
                    "level": "district",
                    "kind": "huyện",
                    "name": {"vi": "Di Linh"},
                    "observed_on": "2009",
                    "recorded_on": "2009-01",
                }
            ],
        }
    ],
    "evidence": [
        {
            "id": "e1",
            "unit": "di-linh",
            "concept": "trained",
            "value": "12/34",
            "observed_on": "2009-06-11",
            "recorded_on": "2009-06-15",
        }
    ],
}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a rulebook, a table and a survey."""
    (tmp_path / "small.toml").write_text(RULEBOOK, encoding="utf-8")
    (tmp_path / "small.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "small.json").write_text(json.dumps(SURVEY), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run the command line in process: exit code, standard output, standard error."""
    before = set(folder.rglob("*"))

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    yield run
    assert not [path for path in set(folder.rglob("*")) - before if path.suffix == ".tmp"]


TABLE_RUN = ("score", "small.csv", "--rulebook", "small.toml", "--as-of", "2009-06-11")


# What each command does.


def test_score_prints_intervals_coverage_and_what_to_collect(run: Run) -> None:
    code, out, err = run(*TABLE_RUN)
    assert (code, err) == (DONE, "")
    assert "Small rulebook (small, version 2009.1)" in out
    assert "an illustration; not an official scheme" in out
    lines = out.splitlines()
    ranked = [line.split() for line in lines if "%" in line]
    assert ranked == [
        ["1", "Đạ", "Huoai", "100.0", "100%"],
        ["1–3", "bao-lam", "30.0–100.0", "60%"],
        ["2", "(2–3)", "di-linh", "50.0", "100%"],
    ]
    collect = out[out.index("To collect") :]
    assert [line.split()[0] for line in collect.splitlines()[3:]] == ["40", "30"]


def test_score_writes_tidy_csv(run: Run) -> None:
    code, out, _ = run(*TABLE_RUN, "--format", "csv")
    assert code == DONE
    lines = out.splitlines()
    assert lines[0] == (
        "unit,period,node,parent,weight,low,value,high,coverage,earned,published,band,rank"
    )
    assert lines[1].startswith("di-linh,,readiness,,1.0,50.0,50.0,50.0,1.0,50.0,50.0,")
    assert len(lines) == 1 + 3 * 3


def test_score_writes_canonical_json(run: Run) -> None:
    code, out, _ = run(*TABLE_RUN, "--format", "json")
    assert code == DONE
    assert out.endswith("}\n")
    assert json.loads(out)["cards"][0]["unit"] == "di-linh"
    assert json.loads(out)["as_of"] == "2009-06-11"


def test_a_survey_is_scored_at_the_end_of_its_period_with_names(run: Run) -> None:
    code, out, err = run("score", "small.json", "--rulebook", "small.toml")
    assert (code, err) == (DONE, "")
    assert "2009-12-31" in out
    assert "Di Linh (di-linh)" in out


def test_what_was_recorded_after_the_last_day_of_knowledge_does_not_count(run: Run) -> None:
    options = ("score", "small.json", "--rulebook", "small.toml", "--format", "csv")
    known, unknown = (
        run(*options, "--known-on", day)[1].splitlines()[-1].split(",")
        for day in ("2009-06-15", "2009-06-14")
    )
    assert (known[6] != "", unknown[6]) == (True, "")


def test_the_column_of_units_can_be_named(run: Run, folder: Path) -> None:
    (folder / "named.csv").write_text(TABLE.replace("unit", "country"), encoding="utf-8")
    options = ("--rulebook", "small.toml", "--as-of", "2009-06-11")
    assert run("score", "named.csv", *options, "--unit-column", "country")[0] == DONE
    code, _, err = run("score", "named.csv", *options)
    assert code == PROBLEMS
    assert "country" in err
    assert "--unit-column" in err


def test_columns_that_are_no_indicator_are_noted_and_left_alone(run: Run, folder: Path) -> None:
    rows = [line + (",other" if n == 0 else ",1") for n, line in enumerate(TABLE.splitlines())]
    (folder / "more.csv").write_text("\n".join(rows), encoding="utf-8")
    plain = run(*TABLE_RUN, "--format", "csv")
    code, out, err = run("score", "more.csv", *TABLE_RUN[2:], "--format", "csv")
    assert (code, out) == (DONE, plain[1])
    assert err == (
        "note: more.csv: not-an-indicator: the column 'other' is no indicator of small and is left"
        " alone\n"
    )


def test_explain_reads_in_both_languages(run: Run) -> None:
    options = ("explain", "small.csv", "--unit", "bao-lam", *TABLE_RUN[2:])
    code, out, err = run(*options, "--lang", "vi")
    assert (code, err) == (DONE, "")
    assert "chưa có minh chứng – điểm có thể từ 0 đến 40" in out
    assert "no evidence yet" in run(*options)[1]


def test_explain_can_show_one_indicator(run: Run) -> None:
    code, out, _ = run(
        "explain", "small.csv", "--unit", "di-linh", "--indicator", "lan", *TABLE_RUN[2:]
    )
    assert code == DONE
    assert "(lan)" in out
    assert "(trained)" not in out


def test_explain_shows_every_period_of_a_unit(run: Run, folder: Path) -> None:
    (folder / "periods.csv").write_text(
        "unit,period,lan,trained\na,2008,0,0\na,2009,0.9,1\n", encoding="utf-8"
    )
    code, out, _ = run("explain", "periods.csv", "--unit", "a", "--rulebook", "small.toml")
    assert code == DONE
    assert "period 2008" in out
    assert "period 2009" in out


def test_check_says_what_is_right_on_standard_error_only(run: Run) -> None:
    code, out, err = run("check", "small.toml")
    assert (code, out) == (DONE, "")
    assert err == "small.toml: rulebook small 2009.1 with 2 indicators, no problems\n"
    code, out, err = run("check", "small.json")
    assert (code, out) == (DONE, "")
    assert err == "small.json: survey small-survey with 1 units, no problems\n"


def test_check_takes_a_folder_or_its_header_for_a_survey(run: Run, folder: Path) -> None:
    (folder / "survey").mkdir()
    (folder / "survey" / "survey.toml").write_text(
        'id = "s"\ntitle = { en = "S" }\nperiod = "2009"\n', encoding="utf-8"
    )
    for path in ("survey", "survey/survey.toml"):
        code, _, err = run("check", path)
        assert code == DONE, err
        assert "survey s with 0 units, no problems" in err


def test_check_lists_every_problem_of_a_rulebook_with_place_and_count(
    run: Run, folder: Path
) -> None:
    text = RULEBOOK.replace("weight = 40", "weight = -1").replace(
        'parent = "readiness"\nweight = 60', 'parent = "reddiness"\nweight = 60'
    )
    (folder / "bad.toml").write_text(text, encoding="utf-8")
    code, out, err = run("check", "bad.toml")
    assert (code, out) == (PROBLEMS, "")
    lines = err.splitlines()
    assert any(
        line.startswith("bad.toml:indicator[lan].weight: negative-weight: ") for line in lines
    )
    assert any("(did you mean 'readiness'?)" in line for line in lines)
    assert lines[-1] == f"{len(lines) - 1} problems"


def test_rulebooks_lists_the_packaged_ones_and_shows_one(run: Run) -> None:
    code, out, err = run("rulebooks")
    assert (code, err) == (DONE, "")
    assert "un-egdi" in out
    assert "lam-dong-2009" in out
    code, out, err = run("rulebooks", "un-egdi")
    assert (code, err) == (DONE, "")
    assert "EGDI" in out
    code, out, _ = run("rulebooks", "small.toml")
    assert code == DONE
    assert "LAN in use (lan)" in out


@pytest.mark.parametrize("document", ["rulebook", "survey", "scoreboard", "request"])
def test_schema_prints_a_json_schema(run: Run, document: str) -> None:
    code, out, err = run("schema", document)
    assert (code, err) == (DONE, "")
    assert json.loads(out)["title"] == document.capitalize()


def test_version_and_help_go_to_standard_output(run: Run) -> None:
    assert run("--version") == (DONE, f"{__version__}\n", "")
    code, out, err = run("--help")
    assert (code, err) == (DONE, "")
    for command in ("score", "explain", "check", "rulebooks", "schema", "Exit codes"):
        assert command in out
        if command != "Exit codes":
            assert run(command, "--help")[0] == DONE


# Output that others read.


@pytest.mark.parametrize("command", [TABLE_RUN, ("rulebooks", "small.toml"), ("rulebooks",)])
def test_tables_fit_the_width_and_have_no_escapes_in_a_pipe(
    run: Run, command: tuple[str, ...]
) -> None:
    _, out, _ = run(*command)
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80
    assert all(line == line.rstrip() for line in out.splitlines())


def test_a_narrow_terminal_loses_no_text(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "36")
    _, out, _ = run(*TABLE_RUN)
    assert max(map(len, out.splitlines())) <= 36
    assert "…" not in out


def test_a_name_with_markup_or_controls_is_shown_and_commands_nothing(
    run: Run, folder: Path
) -> None:
    (folder / "odd.csv").write_text(
        'unit,lan,trained\n[bold]x[/bold],0,0\n"a\x1b[31mb",0,0\n:smile: [/],0,0\n',
        encoding="utf-8",
    )
    code, out, _ = run("score", "odd.csv", *TABLE_RUN[2:])
    assert code == DONE
    assert "[bold]x[/bold]" in out
    assert ":smile: [/]" in out
    assert "\x1b" not in out
    _, out, _ = run("explain", "odd.csv", "--unit", "a\x1b[31mb", *TABLE_RUN[2:])
    assert "\x1b" not in out


def test_a_file_gets_the_same_bytes_as_the_standard_output(run: Run, folder: Path) -> None:
    for form in ("csv", "json", "table"):
        _, out, _ = run(*TABLE_RUN, "--format", form)
        code, nothing, _ = run(*TABLE_RUN, "--format", form, "-o", f"out.{form}")
        assert (code, nothing) == (DONE, "")
        assert (folder / f"out.{form}").read_bytes() == out.encode("utf-8")


def test_a_file_is_replaced_whole_or_left_as_it_was(run: Run, folder: Path) -> None:
    (folder / "out.csv").write_text("before", encoding="utf-8")
    (folder / "bad.csv").write_text("unit,lan,trained\na,2,x\n", encoding="utf-8")
    options = (*TABLE_RUN[2:], "--format", "csv", "-o", "out.csv")
    assert run("score", "bad.csv", *options)[0] == PROBLEMS
    assert (folder / "out.csv").read_text(encoding="utf-8") == "before"
    assert run("score", "small.csv", *options)[0] == DONE
    assert (folder / "out.csv").read_text(encoding="utf-8").startswith("unit,period,node")


@pytest.mark.parametrize("output", ["no-such-folder/out.csv", "."])
def test_a_place_that_cannot_be_written_is_wrong_usage(run: Run, output: str) -> None:
    code, out, err = run(*TABLE_RUN, "-o", output)
    assert (code, out) == (USAGE, "")
    assert output in err


def test_a_device_is_not_replaced_by_a_file(run: Run) -> None:
    code, _, err = run(*TABLE_RUN, "-o", os.devnull)
    assert code == USAGE
    assert "not-writable" in err
    assert Path(os.devnull).is_char_device()


# Wrong usage: exit 2.

WRONG = {
    "an unknown command": ("scor",),
    "an unknown option": (*TABLE_RUN, "--frmat", "csv"),
    "an unknown format": (*TABLE_RUN, "--format", "xml"),
    "a date that is none": (*TABLE_RUN[:4], "--as-of", "2009-02-30"),
    "an option without its value": ("score", "small.csv", "--rulebook"),
    "a missing argument": ("score",),
    "one argument too many": ("score", "small.csv", "again.csv", *TABLE_RUN[2:]),
    "an unknown document": ("schema", "table"),
    "an unknown packaged rulebook": ("score", "small.csv", "--rulebook", "un-egd"),
    "a rulebook file that does not exist": ("score", "small.csv", "--rulebook", "none.toml"),
    "a rulebook in a folder that does not exist": ("score", "small.csv", "--rulebook", "no/such"),
    "data that does not exist": ("score", "none.csv", "--rulebook", "small.toml"),
    "data that is neither": ("score", "small.toml", "--rulebook", "small.toml"),
    "a unit column for a survey": (
        "score",
        "small.json",
        "--rulebook",
        "small.toml",
        "--unit-column",
        "unit",
    ),
    "an unknown unit": ("explain", "small.csv", "--unit", "di-lin", *TABLE_RUN[2:]),
    "an unknown indicator": (
        "explain",
        "small.csv",
        "--unit",
        "di-linh",
        "--indicator",
        "lann",
        *TABLE_RUN[2:],
    ),
    "an unknown language": (
        "explain",
        "small.csv",
        "--unit",
        "di-linh",
        "--lang",
        "fr",
        *TABLE_RUN[2:],
    ),
    "a file to check that does not exist": ("check", "none.toml"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_usage_exits_2_and_prints_nothing_but_a_message(run: Run, what: str) -> None:
    code, out, err = run(*WRONG[what])
    assert (code, out) == (USAGE, ""), err
    assert err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (WRONG["an unknown command"], 'Did you mean "score"?'),
        (WRONG["an unknown option"], "Did you mean --format?"),
        (WRONG["an unknown packaged rulebook"], "did you mean 'un-egdi'?"),
        (WRONG["an unknown unit"], "did you mean 'di-linh'?"),
        (WRONG["an unknown indicator"], "did you mean 'lan'?"),
    ],
)
def test_a_near_name_is_suggested(run: Run, arguments: tuple[str, ...], hint: str) -> None:
    assert hint in run(*arguments)[2]


def test_a_file_never_stands_in_for_a_packaged_rulebook(run: Run, folder: Path) -> None:
    (folder / "un-egdi").write_text(RULEBOOK, encoding="utf-8")
    assert "LAN in use" not in run("rulebooks", "un-egdi")[1]
    assert "LAN in use" in run("rulebooks", "./un-egdi")[1]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads everything")
def test_a_file_that_cannot_be_read_is_wrong_usage(run: Run, folder: Path) -> None:
    (folder / "small.csv").chmod(0)
    code, _, err = run(*TABLE_RUN)
    assert code == USAGE
    assert "not-readable" in err


# Problems in the data or the rulebook: exit 1, all listed.

BAD_TABLES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "a missing column that is nearly there": (
        b"unit,lann,trained\na,0,0\n",
        ("missing-column", "is it the column 'lann'?"),
    ),
    "a column, a cell and a value in one run": (
        b"unit,lann,trained\na,0,1.5\nb,0,nan\n",
        ("missing-column", "row 2:trained: outside-range", "row 3:trained: not-finite"),
    ),
    "duplicate units": (b"unit,lan,trained\na,0,0\na,1,1\n", ("row 3", "duplicate-unit")),
    "not a number": (b"unit,lan,trained\na,NaN,0\nb,inf,1e999\n", ("row 2:lan", "row 3:trained")),
    "text for a number": (b"unit,lan,trained\na,much,0\n", ("row 2", "lan", "not-a-number")),
    "a share above one": (b"unit,lan,trained\na,0,1.5\n", ("row 2", "trained", "outside-range")),
    "bounds the wrong way round": (b"unit,lan,trained\na,0,1..0.5\n", ("row 2:trained",)),
    "another encoding": ("unit,lan,trained\nĐạ,0,0\n".encode("utf-16"), ("not-utf-8",)),
    "an empty file": (b"", ("empty",)),
    "binary data": (bytes(range(256)) * 8, ("bad.csv",)),
    "a ragged row": (b"unit,lan,trained\na,0\n", ("row 2", "ragged-row")),
}


@pytest.mark.parametrize("what", BAD_TABLES)
def test_problems_of_a_table_exit_1_with_their_places(run: Run, folder: Path, what: str) -> None:
    content, expected = BAD_TABLES[what]
    (folder / "bad.csv").write_bytes(content)
    code, out, err = run("score", "bad.csv", *TABLE_RUN[2:], "-o", "out.txt")
    assert (code, out) == (PROBLEMS, ""), err
    for part in expected:
        assert part in err, err
    assert "Traceback" not in err
    assert not (folder / "out.txt").exists()


def bad_survey(**changes: object) -> bytes:
    return json.dumps({**SURVEY, **changes}).encode("utf-8")


ITEM = {"unit": "di-linh", "observed_on": "2009", "recorded_on": "2009"}

BAD_SURVEYS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "more than all": (
        bad_survey(evidence=[{**ITEM, "id": "e", "concept": "lan", "value": "5/4"}]),
        ("/evidence/0/value", "numerator-exceeds-denominator"),
    ),
    "a negative count and more in use than works": (
        bad_survey(
            infrastructure=[
                {**ITEM, "id": "i", "kind": "lan", "eligible": -1},
                {**ITEM, "id": "j", "kind": "lan", "working": 2, "in_use": 3},
            ]
        ),
        ("/infrastructure/0/eligible", "/infrastructure/1/in_use", "2 problems"),
    ),
    "an impossible date": (
        bad_survey(evidence=[{**ITEM, "id": "e", "concept": "lan", "observed_on": "2009-02-30"}]),
        ("/evidence/0/observed_on", "not-a-date"),
    ),
    "a loop of superseding evidence": (
        bad_survey(
            evidence=[
                {**ITEM, "id": "a", "concept": "lan", "supersedes": ["b"]},
                {**ITEM, "id": "b", "concept": "lan", "supersedes": ["a"]},
            ]
        ),
        ("supersedes", "loop"),
    ),
    "an unknown unit": (
        bad_survey(evidence=[{**ITEM, "id": "e", "concept": "lan", "unit": "di-lin"}]),
        ("/evidence/0/unit", "did you mean 'di-linh'?"),
    ),
    "a newer format": (bad_survey(format=99), ("newer-format",)),
    "too deep": (b"[" * 100_000, ("too-deep",)),
    "no JSON": (b'{"id": ', ("malformed-json", "line 1")),
    "a huge number": (bad_survey(period="2009") + b" 1", ("malformed-json",)),
    "an empty file": (b"", ("empty-file",)),
    "binary data": (b"\xff\xfe\x00\x01" * 9, ("not-utf-8",)),
}


@pytest.mark.parametrize("what", BAD_SURVEYS)
@pytest.mark.parametrize("command", ["check", "score"])
def test_problems_of_a_survey_exit_1_with_their_places(
    run: Run, folder: Path, what: str, command: str
) -> None:
    content, expected = BAD_SURVEYS[what]
    (folder / "bad.json").write_bytes(content)
    options = () if command == "check" else ("--rulebook", "small.toml")
    code, out, err = run(command, "bad.json", *options)
    assert (code, out) == (PROBLEMS, ""), err
    for part in expected:
        assert part in err, err
    assert "Traceback" not in err


BAD_RULEBOOKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "no TOML": ("id = = 1", ("malformed-toml", "line 1")),
    "an empty file": ("", ("bad.toml",)),
    "a newer format": (RULEBOOK.replace("format = 1", "format = 99"), ("newer-format",)),
    "a loop of parents": (
        RULEBOOK
        + "".join(
            f'[[group]]\ncode = "{a}"\nparent = "{b}"\ntitle = {{ en = "{a}", vi = "{a}" }}\n'
            for a, b in (("x", "y"), ("y", "x"))
        ),
        ("loop", "x -> y"),
    ),
    "a text missing in a declared language": (
        RULEBOOK.replace(', vi = "Cán bộ được đào tạo"', ""),
        ("indicator[trained]", "text-missing"),
    ),
    "a measure that does not exist": (
        RULEBOOK + 'measure = { name = "infrastructure.in_us" }\n',
        ("unknown-measure", "did you mean 'infrastructure.in_use'?"),
    ),
}


@pytest.mark.parametrize("what", BAD_RULEBOOKS)
@pytest.mark.parametrize("command", ["check", "score"])
def test_problems_of_a_rulebook_exit_1_with_their_places(
    run: Run, folder: Path, what: str, command: str
) -> None:
    content, expected = BAD_RULEBOOKS[what]
    (folder / "bad.toml").write_text(content, encoding="utf-8")
    if command == "check":
        code, out, err = run("check", "bad.toml")
    else:
        code, out, err = run("score", "small.csv", "--rulebook", "bad.toml")
    assert (code, out) == (PROBLEMS, ""), err
    for part in expected:
        assert part in err, err
    assert "Traceback" not in err


def test_a_folder_without_survey_toml_says_so(run: Run, folder: Path) -> None:
    (folder / "empty").mkdir()
    for arguments in (("check", "empty"), ("score", "empty", "--rulebook", "small.toml")):
        code, out, err = run(*arguments)
        assert code == PROBLEMS
        assert out == ""
        assert "survey.toml" in err


def test_a_table_without_a_date_asks_for_one(run: Run) -> None:
    code, out, err = run("score", "small.csv", "--rulebook", "small.toml")
    assert code in (PROBLEMS, USAGE)
    assert out == ""
    assert "--as-of" in err


def test_a_bom_and_windows_line_ends_are_accepted(run: Run, folder: Path) -> None:
    _, expected, _ = run(*TABLE_RUN)
    content = b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode("utf-8")
    (folder / "small.csv").write_bytes(content)
    assert run(*TABLE_RUN)[1] == expected


# What surrounds a run.


def start(
    folder: Path, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    package = str(Path(cli.__file__).parent.parent)
    paths = [package, os.environ.get("PYTHONPATH", "")]
    settings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        **(environment or {}),
    }
    return subprocess.run(
        [sys.executable, "-m", "egov_readiness.cli", *arguments],
        cwd=folder,
        env=settings,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_output_is_utf_8_whatever_the_locale(folder: Path, locale: str) -> None:
    environment = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    arguments = ("explain", "small.csv", "--unit", "bao-lam", "--lang", "vi", *TABLE_RUN[2:])
    done = start(folder, *arguments, environment=environment)
    assert (done.returncode, done.stderr) == (DONE, b"")
    assert "chưa có minh chứng" in done.stdout.decode("utf-8")


def test_a_process_exits_with_the_code_of_the_run(folder: Path) -> None:
    assert start(folder, *TABLE_RUN).returncode == DONE
    assert start(folder, "score", "none.csv", "--rulebook", "small.toml").returncode == USAGE
    (folder / "bad.csv").write_text("unit,lan\n", encoding="utf-8")
    assert start(folder, "score", "bad.csv", *TABLE_RUN[2:]).returncode == PROBLEMS


def test_a_reader_that_goes_away_ends_the_run_quietly(folder: Path) -> None:
    rows = "".join(f"unit-{n},0.5,0.5\n" for n in range(3_000))
    (folder / "long.csv").write_text("unit,lan,trained\n" + rows, encoding="utf-8")
    command = [sys.executable, "-m", "egov_readiness.cli", "score", "long.csv", *TABLE_RUN[2:]]
    package = str(Path(cli.__file__).parent.parent)
    paths = [package, os.environ.get("PYTHONPATH", "")]
    with subprocess.Popen(
        [*command, "--format", "csv"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == BROKEN_PIPE


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize(
    ("output", "ending"),
    [
        ("scores.csv", "SIGTERM"),
        ("scores.parquet", "SIGTERM"),
        ("scores.parquet", "SIGHUP"),
        ("fitted.toml", "SIGTERM"),
    ],
)
def test_a_run_that_is_ended_leaves_nothing_half_written(
    folder: Path, output: str, ending: str
) -> None:
    asked: int = getattr(signal, ending)
    source, temporary = folder / "long.parquet", folder / "temporary"
    temporary.mkdir()
    fitting = output.endswith(".toml")
    if fitting:
        book = folder / "small.toml"
        text = book.read_text(encoding="utf-8")
        book.write_text(text.replace('"goalposts", worst = 0, best = 0.9', '"min_max"'), "utf-8")
    count = 200_000  # a publisher's status is read row by row, which takes seconds
    columns = {"lan": [0.5] * count, "trained": [0.5] * count, "lan.status": ["E"] * count}
    pq.write_table(pa.table({"unit": [f"u{n}" for n in range(count)], **columns}), source)
    before = {*folder.rglob("*")}
    command = [sys.executable, "-m", "egov_readiness.cli", "fit" if fitting else "score"]
    paths = [str(Path(cli.__file__).parent.parent.parent), os.environ.get("PYTHONPATH", "")]
    with subprocess.Popen(
        [*command, source.name, *TABLE_RUN[2:], "-o", output],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(paths)},
        stderr=subprocess.PIPE,
    ) as process:
        # One in the folder itself is Python's own, which tries whether it can be written to.
        while process.poll() is None and not any(
            path.is_file() and path.parent != temporary for path in {*folder.rglob("*")} - before
        ):
            time.sleep(0.01)
        process.send_signal(asked)
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 128 + asked
    assert TERMINATED == 128 + signal.SIGTERM
    assert {*folder.rglob("*")} == before


def test_a_table_that_is_too_large_to_be_held_is_told_what_takes_it(run: Run, folder: Path) -> None:
    with (folder / "small.csv").open("rb+") as file:
        file.truncate(LARGEST_FILE + 1)
    day = TABLE_RUN[-1]
    for options, told in ((), True), (("--layout", "long"), False), (("--known-on", day), False):
        status, _, err = run(*TABLE_RUN, *options)
        assert status == PROBLEMS
        assert "too-large" in err
        assert ("-o scores.parquet" in err) == told


def test_a_host_that_runs_a_command_looks_for_garbage_as_before(run: Run) -> None:
    before, looked = gc.get_threshold(), []
    look = lambda phase, about: looked.append((phase, about))  # noqa: E731  # to take it out again
    gc.callbacks.append(look)
    try:
        assert run(*TABLE_RUN)[0] == DONE
    finally:
        gc.callbacks.remove(look)
    assert len(looked) < 10
    assert run("score", "none.csv", *TABLE_RUN[2:])[0] == USAGE
    assert gc.get_threshold() == before


def test_the_name_of_the_output_says_its_form(run: Run, folder: Path) -> None:
    for form in ("csv", "json"):
        assert run(*TABLE_RUN, "-o", f"named.{form}")[0] == DONE
        assert run(*TABLE_RUN, "--format", form, "-o", f"asked.{form}")[0] == DONE
        named, asked = (folder / f"{name}.{form}" for name in ("named", "asked"))
        assert named.read_bytes() == asked.read_bytes()
    assert run(*TABLE_RUN, "--format", "table", "-o", "table.csv")[0] == DONE
    assert run(*TABLE_RUN, "-o", "table.txt")[0] == DONE
    assert (folder / "table.csv").read_bytes() == (folder / "table.txt").read_bytes()


def test_a_run_leaves_signals_as_it_finds_them() -> None:
    signals = signal.SIGTERM, signal.SIGHUP
    before = [*map(signal.getsignal, signals)]
    assert main(["--version"]) == DONE
    with ThreadPoolExecutor() as pool:
        assert pool.submit(main, ["--version"]).result() == DONE
    assert [*map(signal.getsignal, signals)] == before


def test_without_the_extra_one_line_names_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cyclopts", None)
    code, out, err = run("--version")
    assert (code, out) == (USAGE, "")
    assert err == "the command line needs the extra 'cli': pip install 'egov-readiness[cli]'\n"


def test_the_command_line_is_importable_without_its_extra() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, egov_readiness.cli; print({'cyclopts', 'rich'} & set(sys.modules))",
        ],
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent.parent)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "set()\n"


def test_a_parquet_file_is_scored_batch_by_batch_into_another_file(tmp_path, capsys):
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    columns = {"unit": ["a", "b"], "osi": [0.5, 0.9], "tii": [0.2, 0.8], "hci": [0.8, 0.7]}
    pq.write_table(pa.table(columns), source)
    asked = ["score", str(source), "--rulebook", "un-egdi", "--as-of", "2022-07-01"]
    assert main([*asked, "-o", str(target)]) == DONE
    assert pq.read_table(target)["EGDI_band"].to_pylist() == ["high", "very-high"]
    assert capsys.readouterr().out == ""
    for more in (
        [],
        ["-o", str(target), "--format", "json"],
        ["-o", str(target), "--stage", "verified"],
        ["-o", str(target), "--layout", "long"],
    ):
        assert main([*asked, *more]) == USAGE
    pq.write_table(pa.table(columns | {"osi": [0.5, 1.5]}), source)
    assert main([*asked, "-o", str(target)]) == PROBLEMS
    assert "in.parquet:row 3:osi: outside-range" in capsys.readouterr().err
