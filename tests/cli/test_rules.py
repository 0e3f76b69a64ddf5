"""The commands about rules: fit, verify, and what a change of rules does."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from egov_readiness.cli import DONE, PROBLEMS, USAGE, main

RULEBOOK = """\
format = 1
id = "peers"
version = "1"
title = { en = "Peers" }
scale = 100
decimals = 1

[[group]]
code = "total"
title = { en = "Total" }
band_order = "best_first"

[[indicator]]
code = "speed"
parent = "total"
title = { en = "Bandwidth" }
method = { kind = "min_max" }

[[indicator]]
code = "files"
parent = "total"
title = { en = "Files online" }
method = { kind = "ratio" }

[[band]]
result = "total"
code = "high"
title = { en = "High" }
at_least = 50

[[band]]
result = "total"
code = "low"
title = { en = "Low" }
below = 50
"""

TABLE = "unit,speed,files\na,10,0.5\nb,20,0.9\nc,40,0.3\n"
ON = ("--as-of", "2024-12-31")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "peers.toml").write_text(RULEBOOK, encoding="utf-8")
    (tmp_path / "data.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run the command line in process: exit code, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


def test_an_unfitted_rulebook_is_refused_and_the_hint_names_the_option(run):
    code, out, err = run("score", "data.csv", "--rulebook", "peers.toml", *ON)
    assert (code, out) == (PROBLEMS, "")
    assert "peers:indicator[speed].method: not-fitted" in err
    assert "--fit" in err


def test_fitting_in_one_go_and_in_two_gives_the_same_board(run, folder):
    one = run("score", "data.csv", "--rulebook", "peers.toml", *ON, "--fit", "--format", "json")
    assert one[0] == DONE
    assert run("fit", "data.csv", "--rulebook", "peers.toml", "-o", "fitted.toml", *ON)[0] == DONE
    text = (folder / "fitted.toml").read_text(encoding="utf-8")
    assert "worst = 10.0" in text
    assert "[population]" in text or "population = " in text
    two = run("score", "data.csv", "--rulebook", "fitted.toml", *ON, "--format", "json")
    assert two == one
    assert run("check", "fitted.toml")[0] == DONE


def test_a_file_of_any_size_is_fitted_to_as_its_table_is(run, folder):
    pq.write_table(pa_csv.read_csv(folder / "data.csv"), folder / "data.parquet")
    asked = "--rulebook", "peers.toml", *ON
    assert run("fit", "data.csv", *asked, "-o", "small.toml")[0] == DONE
    assert run("fit", "data.parquet", *asked, "-o", "large.toml")[0] == DONE
    small, large = ((folder / f"{name}.toml").read_text("utf-8") for name in ("small", "large"))
    assert large == small
    assert run("score", "data.parquet", *asked, "--fit", "-o", "one.parquet")[0] == DONE
    by_fitted = "--rulebook", "large.toml", *ON
    assert run("score", "data.parquet", *by_fitted, "-o", "two.parquet")[0] == DONE
    assert pq.read_table("one.parquet").equals(pq.read_table("two.parquet"))
    for option in (("--stage", "verified"), ("--layout", "long"), ("--known-on", "2024-01-01")):
        assert run("fit", "data.parquet", *asked, "-o", "other.toml", *option)[0] == USAGE


def test_what_cannot_be_fitted_is_listed_and_nothing_is_written(run, folder):
    (folder / "data.csv").write_text("unit,speed,files\na,10,x\nb,10,0.9\n", encoding="utf-8")
    code, out, err = run("fit", "data.csv", "--rulebook", "peers.toml", "-o", "fitted.toml")
    assert (code, out) == (PROBLEMS, "")
    assert "data.csv:speed: constant" in err
    assert not (folder / "fitted.toml").exists()


def board(run, folder, *options, rulebook="peers.toml"):
    code, _, err = run(
        "score",
        "data.csv",
        "--rulebook",
        rulebook,
        *ON,
        "--format",
        "json",
        "-o",
        "b.json",
        *options,
    )
    assert code == DONE, err
    return json.loads((folder / "b.json").read_text(encoding="utf-8"))


def verified(run, *options, rulebook="peers.toml"):
    return run("verify", "b.json", "data.csv", "--rulebook", rulebook, *options)


def test_a_scoreboard_that_holds_is_said_to(run, folder):
    board(run, folder, "--fit")
    code, out, err = verified(run)
    assert (code, out) == (DONE, "")
    assert "3 scorecards, no difference" in err


def test_a_scoreboard_of_an_already_fitted_rulebook_fitted_again_holds(run, folder):
    run("fit", "data.csv", "--rulebook", "peers.toml", "-o", "fitted.toml", *ON)
    (folder / "data.csv").write_text(TABLE.replace("40", "80"), encoding="utf-8")
    board(run, folder, "--fit", rulebook="fitted.toml")
    assert verified(run, rulebook="fitted.toml")[0] == DONE


def test_every_difference_is_listed_with_its_place(run, folder):
    found = board(run, folder, "--fit")
    found["cards"][1]["results"][0]["value"] += 1
    found["ranks"][0]["rank"] = 9
    (folder / "b.json").write_text(json.dumps(found), encoding="utf-8")
    code, out, err = verified(run)
    assert (code, out) == (PROBLEMS, "")
    assert "b.json:b:total:value: differs" in err
    assert "rank: differs" in err
    assert "2 problems" in err


def test_the_order_of_a_scoreboard_is_part_of_it(run, folder):
    found = board(run, folder, "--fit")
    found["cards"].reverse()
    (folder / "b.json").write_text(json.dumps(found), encoding="utf-8")
    code, _, err = verified(run)
    assert code == PROBLEMS
    assert "another order" in err


def test_other_data_do_not_hold(run, folder):
    board(run, folder, "--fit")
    (folder / "data.csv").write_text(TABLE.replace("0.5", "0.6"), encoding="utf-8")
    code, _, err = verified(run)
    assert code == PROBLEMS
    assert "b.json:admitted: differs" in err
    assert "b.json:a:total:files:value: differs" in err


def test_what_is_no_scoreboard_is_named(run, folder):
    (folder / "b.json").write_text("{}", encoding="utf-8")
    assert verified(run)[0] == PROBLEMS
    (folder / "b.json").unlink()
    assert verified(run)[0] == USAGE


def changed(run, folder, old, new, *options):
    (folder / "new.toml").write_text(RULEBOOK.replace(old, new), encoding="utf-8")
    return run("check", "new.toml", "--against", "peers.toml", "data.csv", *ON, "--fit", *options)


def test_a_change_of_rules_says_which_units_move_by_how_much_and_between_which_bands(run, folder):
    code, out, err = changed(run, folder, 'code = "files"', 'code = "files"\nweight = 3')
    assert code == DONE
    assert "new.toml: rulebook peers 1 with 2 indicators, no problems" in err
    rows = {
        line.split()[0]: line.split()[1:]
        for line in out.splitlines()
        if line[:2] in ("a ", "b ", "c ")
    }
    # a: 25 and 37.5; b: (33.3 + 90) ÷ 2 and (33.3 + 270) ÷ 4; c: 65 and (100 + 90) ÷ 4.
    assert rows["a"][1:4] == ["25.0", "37.5", "+12.5"]
    assert rows["b"][1:4] == ["61.7", "75.8", "+14.2"]
    assert rows["c"][1:4] == ["65.0", "47.5", "−17.5"]
    assert "high → low" in out
    assert "3 of 3 results move, 1 into another band" in out


def test_the_old_rules_are_those_after_against(run, folder):
    code, out, _ = changed(
        run, folder, 'code = "files"', 'code = "files"\nweight = 3', "--format", "csv"
    )
    assert code == DONE
    header, first = (line.split(",") for line in out.splitlines()[:2])
    found = dict(zip(header, first, strict=True))
    assert (found["unit"], found["before"], found["after"]) == ("c", "65.0", "47.5")


def test_an_interval_that_widens_has_moved(run, folder):
    (folder / "data.csv").write_text(TABLE.replace("0.3", ""), encoding="utf-8")
    code, out, _ = changed(
        run, folder, 'code = "files"', 'code = "files"\nweight = 3', "--format", "json"
    )
    assert code == DONE
    found = {change["unit"]: change for change in json.loads(out)}
    assert (found["c"]["before_low"], found["c"]["before_high"]) == (50, 100)
    assert (found["c"]["after_low"], found["c"]["after_high"]) == (25, 100)
    assert found["c"]["moved"]


def test_a_comparison_needs_data_and_data_a_comparison(run):
    assert run("check", "peers.toml", "--against", "peers.toml")[0] == USAGE
    assert run("check", "peers.toml", "data.csv")[0] == USAGE


@pytest.mark.parametrize("data", ["data.csv", "data.parquet"])
def test_a_fitted_rulebook_is_not_written_over_the_data_or_under_another_ending(run, folder, data):
    pq.write_table(pa_csv.read_csv(folder / "data.csv"), folder / "data.parquet")
    before = (folder / data).read_bytes()
    (folder / "link.toml").symlink_to(folder / data)
    for output, code in (
        (data, "unknown-format"),
        ("fitted.txt", "unknown-format"),
        ("link.toml", "same-file"),
        ("no-such/fitted.toml", "not-usable"),
    ):
        told = run("fit", data, "--rulebook", "peers.toml", *ON, "-o", output)
        assert told[:2] == (USAGE, "")
        assert f": {code}: " in told[2]
    assert (folder / data).read_bytes() == before
    assert not (folder / "fitted.txt").exists()


def test_what_is_wrong_with_a_command_is_told_before_anything_is_fitted(run, folder):
    # Fitting alone would find that nothing can be taken from this population.
    (folder / "data.csv").write_text("unit,speed,files\na,10,x\nb,10,0.9\n", encoding="utf-8")
    pq.write_table(pa_csv.read_csv(folder / "data.csv"), folder / "data.parquet")
    asked = "score", "data.parquet", "--rulebook", "peers.toml", "--fit"
    assert run(*asked, *ON, "-o", "out.parquet")[0] == PROBLEMS
    for options, code in (
        ((*ON, "-o", "out.txt"), "unknown-format"),
        ((*ON, "-o", "no-such/out.parquet"), "not-usable"),
        ((*ON, "-o", "data.parquet"), "same-file"),
        (("-o", "out.parquet"), "no-date"),
    ):
        told = run(*asked, *options)
        assert told[:2] == (USAGE, "")
        assert f": {code}: " in told[2]


def test_a_temporary_file_that_does_not_fit_on_the_disk_is_named(run, folder, monkeypatch):
    resource = pytest.importorskip("resource")
    temporary = folder / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    columns = {"unit": [f"u{n}" for n in range(2_000)]}
    columns |= {"speed": [*map(float, range(2_000))], "files": [0.5] * 2_000}
    pq.write_table(pa.table(columns), folder / "large.parquet")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        told = run("fit", "large.parquet", "--rulebook", "peers.toml", *ON, "-o", "out.toml")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert told[:2] == (USAGE, "")
    assert told[2].startswith(str(temporary))
    assert "rows.arrow: not-usable: the system refuses: " in told[2]
    assert [*temporary.iterdir()] == []


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_scores_are_not_written_over_the_data(run, folder, form):
    before = (folder / "data.csv").read_bytes()
    asked = "score", "data.csv", "--rulebook", "peers.toml", "--fit", *ON, "--format", form
    told = run(*asked, "-o", "data.csv")
    assert told[:2] == (USAGE, "")
    assert ": same-file: " in told[2]
    assert (folder / "data.csv").read_bytes() == before
