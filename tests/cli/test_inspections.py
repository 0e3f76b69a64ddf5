"""The commands of inspections."""

import json

import pytest

from egov_readiness.cli import DONE, USAGE

TUTORIAL = "examples/tutorial-province"
LAM_DONG = "examples/lam-dong-2009"
BOOK = ("--rulebook", "lam-dong-2009")


def test_visits_are_planned_in_every_form(run, tmp_path, rows):
    plan = ("plan-inspection", TUTORIAL, *BOOK, "--level", "district")
    code, out, err = run(*plan, "--teams", "2")
    assert (code, err) == (DONE, "")
    assert "team-2" in out
    _, out, _ = run(*plan, "--team", "North", "--team", "South", "--visits", "1", "--format", "csv")
    assert [(row["team"], row["unit"]) for row in rows(out)] == [
        ("North", "hoa-hue"),
        ("South", "hoa-cuc"),
        ("", "hoa-dao"),
        ("", "hoa-sen"),
    ]
    target = tmp_path / "plan.json"
    code, out, _ = run(*plan, "--order", "open", "--format", "json", "-o", str(target))
    assert (code, out) == (DONE, "")
    assert json.loads(target.read_text(encoding="utf-8"))[0]["unit"] == "hoa-cuc"


@pytest.mark.parametrize(
    "options",
    [
        ("--teams", "0"),
        ("--teams", "300000000"),
        ("--teams", "2", "--team", "North"),
        ("--visits", "0"),
        ("--order", "far"),
        ("--level", "nope"),
    ],
)
def test_a_plan_that_makes_no_sense_is_a_wrong_usage(run, options):
    code, out, err = run("plan-inspection", TUTORIAL, *BOOK, *options)
    assert (code, out) == (USAGE, "")
    assert err


def test_assessments_say_where_units_stand(run, rows):
    rounds = ("assessments", "examples/two-rounds", "--as-of", "2011-01-31")
    code, out, _ = run(*rounds, "--format", "csv")
    assert code == DONE
    found = {row["unit"]: (row["submission"], row["days_late"]) for row in rows(out)}
    assert found["hoa-hue"] == ("late", "5")
    assert "late by 5 days" in run(*rounds)[1]
    assert run("assessments", LAM_DONG)[1].endswith("There is no assessment round.\n")


def test_follow_up_flags_what_is_undated(run, rows):
    code, out, _ = run("follow-up", LAM_DONG, "--format", "json")
    assert code == DONE
    (first, *_) = json.loads(out)
    assert (first["standing"], first["undated"]) == ("promised", ["guide-units"])
    assert "guide-units (undated)" in run("follow-up", LAM_DONG)[1]
    code, out, _ = run("follow-up", LAM_DONG, "--of", "deliveries", "--format", "csv")
    assert (code, rows(out)) == (DONE, [])


def test_networks_are_listed_by_counts_and_by_what_is_said(run, rows):
    code, out, _ = run("networks", TUTORIAL, "--format", "csv")
    assert code == DONE
    assert [(row["unit"], row["certain"]) for row in rows(out)] == [("hoa-hue", "true")]
    assert "hoa-hue" not in run("networks", TUTORIAL, "--in-use", "0.2")[1]
    code, out, _ = run("networks", LAM_DONG, "--of", "territories", "--format", "json")
    assert code == DONE
    (said,) = json.loads(out)
    assert (said["territory"], said["units"], said["unused_high"]) == ("lam-dong", 12, 12)
    assert "lam-dong" in run("networks", LAM_DONG, "--of", "territories")[1]
    code, _, err = run("networks", LAM_DONG, "--of", "territories", "--reach", "0.2")
    assert code == USAGE
    assert "not-together" in err
    assert run("networks", TUTORIAL, "--reach", "nan")[0] == USAGE


def test_training_is_listed_by_unit_and_level(run, rows):
    code, out, _ = run("training", TUTORIAL, "--format", "csv")
    assert code == DONE
    found = {(row["unit"], row["level"]): (row["low"], row["high"]) for row in rows(out)}
    assert found["hoa-cuc", "commune"] == ("0.3", "0.4")
    code, out, err = run("training", TUTORIAL, "--counted", "certifed")
    assert (code, out) == (USAGE, "")
    assert "did you mean 'certified'?" in err
    assert "30%–40%" in run("training", TUTORIAL)[1]
