"""Expected against observed effect: less, as expected, more, or open."""

from datetime import date

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.analysis import Verdict, effects
from egov_readiness.dates import PartialDate
from egov_readiness.errors import UsageError
from egov_readiness.kinds import Between
from egov_readiness.model import ExpectedEffect, SupportAction, SupportArea, SupportStatus
from egov_readiness.rules import Applicability

BEFORE, AFTER = date(2024, 2, 29), date(2024, 8, 31)


@pytest.fixture
def seen(make):
    def effect(before, after, low=0.1, high=0.3, done="2024-06", code="lan", to=("a",)):
        action = make.record(
            SupportAction,
            "x",
            area=SupportArea.TRAINING,
            provider="Sở",
            status=SupportStatus.DONE,
            done_on=PartialDate(done),
            beneficiaries=to,
            expected=(ExpectedEffect(indicator=code, low=low, high=high),),
        )
        items = (
            make.evidence("e", value=before),
            make.evidence("f", value=after, observed_on="2024-08-01", recorded_on="2024-08-01"),
        )
        survey = make.survey(evidence=items, support=(action,))
        boards = [egov.score(survey, make.book(), as_of=day) for day in (BEFORE, AFTER)]
        return effects(survey, *boards)

    return effect


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (0.5, 0.55, "less"),
        (0.5, 0.6, "as_expected"),
        (0.5, 0.8, "as_expected"),
        (0.5, 0.9, "more"),
        (0.5, Between(0.62, 0.7), "as_expected"),
        (0.5, Between(0.52, 0.7), "open"),
        (0.5, Between(0.4, 0.55), "less"),
    ],
)
def test_what_moved_is_held_against_what_was_expected(seen, before, after, verdict):
    (effect,) = seen(before, after)
    assert effect.verdict is Verdict(verdict)
    assert effect.before == before


def test_a_change_of_known_values_is_a_number_and_of_bounds_a_range(seen):
    (effect,) = seen(0.5, 0.75)
    assert (effect.seen_low, effect.seen_high) == (0.25, 0.25)
    (effect,) = seen(Between(0.25, 0.5), 0.75)
    assert (effect.before, effect.seen_low, effect.seen_high) == (None, 0.25, 0.5)


@pytest.mark.parametrize(
    "fields",
    [{"done": "2024-01"}, {"done": "2024-09"}, {"code": "other"}, {"to": ()}],
)
def test_help_of_another_time_or_of_nobody_has_no_effect_to_look_at(seen, fields):
    assert seen(0.5, 0.9, **fields) == ()


def test_what_stands_in_for_an_unknown_is_no_observation(make):
    action = make.record(
        SupportAction,
        "x",
        area=SupportArea.TRAINING,
        provider="Sở",
        status=SupportStatus.DONE,
        done_on=PartialDate("2024-06"),
        beneficiaries=("a", "b"),
        expected=(ExpectedEffect(indicator="lan", low=0.1, high=0.3),),
        recorded_on="2024-07-31",
    )
    new = make.evidence("f", value=0.6, observed_on="2024-08-01", recorded_on="2024-08-01")
    survey = make.survey(evidence=(new,), support=(action,))
    book = evolve(make.book(), missing="zero", hidden=Applicability(units=("b",)))
    boards = [egov.score(survey, book, as_of=day) for day in (BEFORE, AFTER)]
    (effect,) = effects(survey, *boards)
    assert (effect.unit, effect.before, effect.verdict) == ("a", None, Verdict.OPEN)
    early = [egov.score(survey, book, as_of=AFTER, known_on=date(2024, 7, 1))]
    assert effects(survey, boards[0], *early) == ()
    with pytest.raises(UsageError, match="not-later"):
        effects(survey, *reversed(boards))
    with pytest.raises(UsageError, match="no-date"):
        effects(survey, evolve(boards[0], as_of=None), boards[1])
