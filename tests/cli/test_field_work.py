"""The commands of field work: gaps, what is to be collected, milestones."""

import json

import pytest

from egov_readiness.cli import DONE, USAGE

TUTORIAL = "examples/tutorial-province"
BOOK = ("--rulebook", "lam-dong-2009")


def test_gaps_are_listed_in_every_form(run, tmp_path, rows):
    code, out, err = run("gaps", TUTORIAL, *BOOK)
    assert (code, err) == (DONE, "")
    assert "hue-lan-reported / hue-lan" in out
    code, out, _ = run("gaps", TUTORIAL, *BOOK, "--format", "csv")
    listed = rows(out)
    assert (listed[0]["unit"], listed[0]["indicator"]) == ("hoa-hue", "lan_in_use")
    target = tmp_path / "gaps.json"
    code, out, _ = run("gaps", TUTORIAL, *BOOK, "--format", "json", "-o", str(target))
    assert (code, out) == (DONE, "")
    found = json.loads(target.read_text(encoding="utf-8"))
    assert found[0]["verified_records"] == ["infrastructure/hue-lan"]


def test_what_is_to_be_collected_is_listed_for_one_unit(run, rows):
    lam_dong = ("collect", "examples/lam-dong-2009", *BOOK, "--as-of", "2009-06-11")
    code, out, _ = run(*lam_dong, "--unit", "di-linh", "--format", "csv")
    assert code == DONE
    listed = rows(out)
    assert {row["unit"] for row in listed} == {"di-linh"}
    assert (listed[0]["indicator"], float(listed[0]["at_stake"])) == ("lan_in_use", 20)


def test_what_expires_before_a_cutoff_is_listed(run):
    collect = ("collect", TUTORIAL, *BOOK, "--expiring-by")
    code, out, _ = run(*collect, "2011-01-30", "--format", "json")
    assert code == DONE
    assert json.loads(out)[0]["records"] == ["infrastructure/dao-lan"]
    code, _, err = run(*collect, "2009-12-31")
    assert code == USAGE
    assert "not-later" in err


def test_milestones_are_listed_with_the_days_they_are_late(run, rows):
    code, out, _ = run("milestones", TUTORIAL, "--format", "csv")
    assert code == DONE
    listed = rows(out)
    first = listed[0]
    assert (first["unit"], first["status"], first["days_late"]) == ("hoa-dao", "done_late", "71")
    assert run("milestones", TUTORIAL, "--as-of", "2009-06-30")[1].endswith("no milestone.\n")


def test_units_are_those_of_the_date_and_a_code_that_moved_is_noted(run, rows):
    units = ("units", "examples/lam-dong-units", "--at")
    code, out, err = run(*units, "2024-12-01", "--code", "682", "--scheme", "vn-gso-district")
    assert code == DONE
    assert "da-huoai" in out
    assert "used-again: at another time 'da-teh' had the code '682'" in err
    code, out, _ = run(*units, "2009-06-11", "--format", "csv")
    assert code == DONE
    assert len(rows(out)) == 13
    assert run(*units, "2024-12-01", "--code", "681", "--scheme", "vn-gso-district")[0] == USAGE


@pytest.mark.parametrize("command", [("gaps", *BOOK), ("milestones",)])
def test_a_plain_table_has_no_records_to_look_at(run, command):
    name, *options = command
    code, out, err = run(name, "examples/un-egdi/egdi-2022.csv", *options)
    assert (code, out) == (USAGE, "")
    assert "not-a-survey" in err


def test_a_survey_that_does_not_exist_is_named(run):
    assert run("gaps", "examples/nowhere", *BOOK)[0] == USAGE


@pytest.mark.parametrize("more", [(), ("--expiring-by", "2011-01-30")])
def test_a_unit_that_there_is_not_is_named_and_nothing_is_said_to_be_complete(run, more):
    code, out, err = run("collect", TUTORIAL, *BOOK, "--unit", "hoa-cu", *more)
    assert (code, out) == (USAGE, "")
    assert "unknown-unit" in err
    assert "hoa-cuc" in err


@pytest.mark.parametrize("option", [("--fit",), ("--stage", "verified")])
def test_an_option_that_would_not_be_heeded_is_refused(run, option):
    code, out, err = run("collect", TUTORIAL, *BOOK, "--expiring-by", "2011-01-30", *option)
    assert (code, out) == (USAGE, "")
    assert "not-together" in err


def test_what_became_of_a_unit_is_listed(run, rows):
    changes = ("unit-changes", "examples/lam-dong-units")
    code, out, _ = run(*changes, "--unit", "cat-tien", "--format", "csv")
    assert code == DONE
    found = rows(out)
    assert [(row["effective_on"], row["kind"], row["after"]) for row in found] == [
        ("2024-12-01", "merge", "da-huoai"),
        ("2024-12-01", "recode", "da-huoai"),
        ("2025-07-01", "abolish", ""),
    ]
    assert "1245/NQ-UBTVQH15" in run(*changes)[1]
    code, _, err = run(*changes, "--unit", "cat-tein")
    assert code == USAGE
    assert "did you mean 'cat-tien'?" in err
