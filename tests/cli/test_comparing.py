"""The commands that set scoreboards against each other."""

import json

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.cli import DONE, PROBLEMS, USAGE
from egov_readiness.formats.files import write_whole
from egov_readiness.scoring.result import Carried

TUTORIAL = "examples/tutorial-province"
BOOK = ("--rulebook", "lam-dong-2009")


@pytest.fixture
def boards(run, tmp_path):
    """The scoreboards of two years, as files."""
    paths = []
    for day in ("2009-12-31", "2011-01-30"):
        path = tmp_path / f"{day}.json"
        score = ("score", TUTORIAL, *BOOK, "--as-of", day, "--format", "json", "-o", path)
        assert run(*score)[0] == DONE
        paths.append(path)
    return paths


def test_scoreboards_are_compared_with_and_without_their_data(run, boards, rows):
    code, out, err = run("compare", *boards)
    assert (code, err) == (DONE, "")
    assert "hoa-dao" in out
    _, out, _ = run("compare", *boards, "--format", "csv")
    assert len(rows(out)) == 10
    code, out, err = run("compare", *boards, "--data", TUTORIAL, "--format", "json")
    assert (code, err) == (DONE, "")
    parts = json.loads(out)
    assert {tuple(part["causes"]) for part in parts} == {("lapsed",), ("facts",)}
    assert "lapsed" in run("compare", *boards, "--data", TUTORIAL)[1]


def test_scores_over_time_are_listed(run, boards, rows):
    code, out, _ = run("series", *reversed(boards), "--data", TUTORIAL, "--format", "csv")
    assert code == DONE
    first = rows(out)[0]
    assert (first["unit"], first["as_of"], first["breaks"]) == ("hoa-mai", "2009-12-31", "")
    assert "2011-01-30" in run("series", *boards)[1]
    assert run("series")[0] == USAGE


def test_data_that_do_not_give_the_scoreboard_explain_nothing(run, boards):
    code, out, err = run("compare", *boards, "--data", "examples/lam-dong-2009")
    assert (code, out) == (PROBLEMS, "")
    assert "2009-12-31.json:" in err
    assert "differs" in err


def test_rules_are_those_of_the_scoreboards(run, boards, tmp_path):
    other = tmp_path / "other.toml"
    book = egov.load_rulebook("lam-dong-2009")
    egov.save_rulebook(evolve(book, version="2"), other)
    code, out, err = run("compare", *boards, "--rulebook", other)
    assert (code, out) == (USAGE, "")
    assert "other-rulebook" in err
    new = tmp_path / "new.json"
    score = ("score", TUTORIAL, "--rulebook", other, "--as-of", "2011-01-30")
    assert run(*score, "--format", "json", "-o", new)[0] == DONE
    changed = ("compare", boards[0], new, "--rulebook", other, "--data", TUTORIAL)
    assert run(*changed)[0] == DONE
    assert run(*changed, "--rulebook-before", "lam-dong-2009")[0] == DONE


def test_a_rulebook_that_is_not_packaged_has_to_be_given(run, boards, tmp_path):
    board = egov.from_json(egov.Scoreboard, boards[0].read_bytes())
    foreign = evolve(board, rulebook=evolve(board.rulebook, id="ours"))
    path = tmp_path / "ours.json"
    write_whole(path, egov.to_json(foreign).encode("utf-8"))
    code, _, err = run("compare", boards[0], path)
    assert code == USAGE
    assert "no-rulebook" in err


def test_only_scoreboards_of_one_date_as_they_were_scored_are_explained(run, boards, tmp_path):
    board = egov.from_json(egov.Scoreboard, boards[0].read_bytes())
    for name, changed, code in (
        ("no-date", evolve(board, as_of=None), USAGE),
        ("carried", evolve(board, carried=Carried(policy="none", on=board.as_of)), USAGE),
    ):
        path = tmp_path / f"{name}.json"
        write_whole(path, egov.to_json(changed).encode("utf-8"))
        found = run("compare", path, boards[1], "--data", TUTORIAL)
        assert (found[0], found[1]) == (code, "")
        assert name in found[2]


@pytest.mark.parametrize(
    "option",
    [("--data-before", TUTORIAL), ("--rulebook-before", "x"), ("--carry", "minimum")],
)
def test_what_only_explains_is_refused_where_there_are_no_data(run, boards, option):
    code, _, err = run("compare", *boards, *option)
    assert code == USAGE
    assert "no-data" in err


def test_changes_are_listed_without_the_rulebook(run, boards, tmp_path):
    paths = []
    for number, path in enumerate(boards):
        board = egov.from_json(egov.Scoreboard, path.read_bytes())
        ours = tmp_path / f"ours{number}.json"
        foreign = evolve(board, rulebook=evolve(board.rulebook, id="ours"))
        write_whole(ours, egov.to_json(foreign).encode("utf-8"))
        paths.append(ours)
    assert run("compare", *paths, "--format", "json")[0] == DONE
    assert run("compare", *paths)[0] == USAGE


def test_a_fitted_rulebook_is_asked_for(run, boards, tmp_path):
    board = egov.from_json(egov.Scoreboard, boards[0].read_bytes())
    fitted = evolve(board.rulebook, population="sha256:0", digest="sha256:0")
    path = tmp_path / "fitted.json"
    write_whole(path, egov.to_json(evolve(board, rulebook=fitted)).encode("utf-8"))
    code, _, err = run("series", path)
    assert code == USAGE
    assert "egov-readiness fit" in err


def test_a_series_may_be_of_several_rulebooks(run, boards, tmp_path, rows):
    board = egov.from_json(egov.Scoreboard, boards[0].read_bytes())
    older = evolve(board, rulebook=evolve(board.rulebook, id="older", digest="sha256:0"))
    path = tmp_path / "older.json"
    write_whole(path, egov.to_json(older).encode("utf-8"))
    code, out, _ = run("series", path, boards[1], "--format", "csv")
    assert code == DONE
    assert {row["breaks"] for row in rows(out)} == {"", "rules"}


def test_scores_are_carried_over_changes_of_units(run, rows):
    folder = "examples/field-work/lam-dong-2025"
    score = ("score", folder, "--rulebook", f"{folder}/rules.toml", "--format", "csv")
    carried = (*score, "--carry", "simple_mean", "--carry-to", "2025-07-01")
    code, out, err = run(*carried)
    assert (code, err) == (DONE, "")
    listed = rows(out)
    published = {row["unit"]: row["published"] for row in listed if row["node"] == "level"}
    assert published["lam-dong"] == "0.622"
    assert "binh-thuan" not in published
    assert "Carried to" in run(*carried[:4], *carried[6:])[1]
    early = (*carried, "--known-on", "2025-06-30")
    assert "no change says why" in run(*early)[2]
    assert run(*early, "--carry-known-on", "2025-07-01")[2] == ""
    for wrong in (
        ("--carry", "minimum"),
        ("--carry-to", "2025-07-01"),
        ("--carry-known-on", "2025-07-01"),
    ):
        code, out, err = run(*score, *wrong)
        assert (code, out) == (USAGE, "")
        assert "carry-halfway" in err
    code, _, err = run(
        *("score", "examples/un-egdi/egdi-2022.csv", "--rulebook", "un-egdi"),
        *("--unit-column", "country", "--as-of", "2022-07-01"),
        *("--carry", "minimum", "--carry-to", "2025-07-01"),
    )
    assert code == USAGE
    assert "not-a-survey" in err


def test_effects_are_listed_in_every_form(run, tmp_path, rows):
    folder = "examples/two-rounds"
    paths = []
    for day in ("2010-12-31", "2011-12-31"):
        paths.append(tmp_path / f"{day}.json")
        score = ("score", folder, "--rulebook", f"{folder}/rules.toml", "--as-of", day)
        assert run(*score, "--format", "json", "-o", paths[-1])[0] == DONE
    code, out, _ = run("effects", *paths, "--data", folder)
    assert code == DONE
    assert "+10 to +30" in out
    code, out, _ = run("effects", *paths, "--data", folder, "--format", "csv")
    found = {row["indicator"]: row["verdict"] for row in rows(out)}
    assert (code, found) == (DONE, {"lan_in_use": "as_expected", "staff_trained": "less"})


def test_check_carries_nothing_that_it_does_not_score(run):
    code, _, err = run("check", "un-egdi", "--carry", "minimum", "--carry-to", "2025-07-01")
    assert code == USAGE
    assert "not-together" in err


def test_effects_between_exchanged_scoreboards_are_a_wrong_usage(run, boards):
    assert run("effects", *reversed(boards), "--data", TUTORIAL)[0] == USAGE
