import importlib
import sys

import pytest

from egov_readiness.errors import (
    Because,
    EgovReadinessError,
    MissingExtraError,
    Problem,
    Reason,
    RecordError,
    RulebookError,
    SurveyError,
    UsageError,
    check_choice,
    nearest,
)

WRONG = Problem("negative", "working", "-2 is below 0", "check the count")


def test_a_problem_is_one_line_with_place_code_message_and_hint():
    assert str(WRONG) == "working: negative: -2 is below 0 (check the count)"
    assert str(Problem("empty", "a.csv", "nothing")) == "a.csv: empty: nothing"


def test_a_problem_keeps_its_place_when_seen_from_further_out():
    assert (
        WRONG.under("row 3").under("infrastructure.csv").path == "infrastructure.csv:row 3:working"
    )
    assert WRONG.under("", "/").path == "working"
    assert Problem("empty", "", "nothing").under("a.csv").path == "a.csv"


@pytest.mark.parametrize("error", [RecordError, RulebookError, SurveyError, UsageError])
def test_an_exception_carries_every_problem_and_has_a_built_in_parent(error):
    raised = error(iter([WRONG, WRONG]))
    assert raised.problems == (WRONG, WRONG)
    assert str(raised).count("\n") == 1
    assert isinstance(raised, ValueError)
    assert isinstance(raised, EgovReadinessError)


def test_a_missing_extra_is_named_with_what_installs_it():
    raised = MissingExtraError("cli", "the command line")
    assert raised.extra == "cli"
    assert "egov-readiness[cli]" in str(raised)
    assert isinstance(raised, ImportError)


@pytest.mark.parametrize(
    ("module", "package", "extra"),
    [
        ("egov_readiness.testing", "hypothesis", "testing"),
        ("egov_readiness.formats.fast", "msgspec", "fast"),
        ("egov_readiness.sphinxext", "sphinx.application", "docs"),
    ],
)
def test_a_module_without_its_packages_names_the_extra_that_brings_them(
    monkeypatch, module, package, extra
):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, module, raising=False)
    with pytest.raises(MissingExtraError) as raised:
        importlib.import_module(module)
    assert raised.value.extra == extra


@pytest.mark.parametrize(
    ("given", "hint"),
    [("al", "did you mean 'all'?"), ("some", "one of results, all"), (None, "one of results, all")],
)
def test_an_argument_is_one_of_those_that_there_are(given, hint):
    check_choice("nodes", "all", ("results", "all"))
    with pytest.raises(UsageError) as raised:
        check_choice("nodes", given, ("results", "all"))
    assert raised.value.problems == (
        Problem("unknown-choice", "nodes", f"nodes cannot be {given!r}", hint),
    )


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("reddiness", "did you mean 'readiness'?"),
        ("READINESS", "did you mean 'readiness'?"),
        ("zebra", ""),
        ("2599/QD-UBND", "did you mean '2599/QĐ-UBND'?"),
    ],
)
def test_only_a_near_name_is_suggested(written, hint):
    assert nearest(written, ["readiness", "2599/QĐ-UBND"]) == hint


def test_a_reason_owns_its_facts_and_their_order_does_not_matter():
    facts = {"low": 0.0, "high": 1.0}
    reason = Reason(Because.BOUNDED, facts)
    facts.clear()
    assert reason == Reason(Because.BOUNDED, {"high": 1.0, "low": 0.0})
    assert hash(reason) == hash(Reason(Because.BOUNDED, {"high": 1.0, "low": 0.0}))
