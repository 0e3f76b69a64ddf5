"""The vocabulary: a word in every language for everything that an explanation can name."""

from enum import StrEnum
from typing import get_args

import pytest

from egov_readiness.analysis import Break, Cause, FollowUpStanding, Timeliness, Verdict
from egov_readiness.kinds import Origin, Quantifier
from egov_readiness.model import (
    ApplicationKind,
    AssessmentStage,
    InfrastructureKind,
    MilestoneStatus,
    UnitChangeKind,
)
from egov_readiness.model.survey import SHEETS
from egov_readiness.observations import ObservationStatus, State
from egov_readiness.report.texts import LANGUAGES
from egov_readiness.report.words import WORDS
from egov_readiness.rules.aggregation import Aggregation
from egov_readiness.rules.methods import Clip, Method
from egov_readiness.rules.rulebook import MissingPolicy, Proof, Standing
from egov_readiness.scoring.result import CarryPolicy

ENUMERATIONS: dict[str, type[StrEnum]] = {
    "origin": Origin,
    "quantifier": Quantifier,
    "application": ApplicationKind,
    "infrastructure": InfrastructureKind,
    "milestone": MilestoneStatus,
    "state": State,
    "timeliness": Timeliness,
    "stage": AssessmentStage,
    "follow_up": FollowUpStanding,
    "verdict": Verdict,
    "unit_change": UnitChangeKind,
    "moved_by": Cause,
    "break": Break,
}


@pytest.mark.parametrize("category", ENUMERATIONS)
def test_every_member_of_an_enumeration_has_a_word(category: str) -> None:
    assert set(WORDS[category]) == {member.value for member in ENUMERATIONS[category]}


def test_every_status_has_a_word() -> None:
    assert set(WORDS["status"]) == {status.name.casefold() for status in ObservationStatus}


@pytest.mark.parametrize(("category", "union"), [("method", Method), ("aggregation", Aggregation)])
def test_every_kind_of_a_union_has_a_word(category: str, union: object) -> None:
    kinds = {get_args(kind.__annotations__["kind"])[0] for kind in get_args(union)}
    assert set(WORDS[category]) == kinds


@pytest.mark.parametrize(
    ("category", "values"),
    [
        ("standing", set(get_args(Standing))),
        ("missing", set(get_args(MissingPolicy))),
        ("clip", set(get_args(Clip)) - {"both"}),
        ("sheet", set(SHEETS)),
        ("policy", set(get_args(CarryPolicy))),
        ("proof", set(get_args(Proof))),
    ],
)
def test_every_value_of_a_choice_has_a_word(category: str, values: set[str]) -> None:
    assert set(WORDS[category]) == values


def test_a_word_is_given_in_every_language() -> None:
    for words in WORDS.values():
        for word in words.values():
            assert set(word) == set(LANGUAGES)
