"""Laws of field work: later records change nothing, and carried scores can be computed again."""

from datetime import date, timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import egov_readiness as egov
from egov_readiness.analysis import (
    assessments,
    connected_but_not_used,
    effects,
    follow_up,
    milestones,
    said_of_territories,
    series,
    training,
    unit_deliveries,
    unit_history,
    verify,
)
from egov_readiness.dates import PartialDate
from egov_readiness.measures import observe
from egov_readiness.model.joining import joined
from egov_readiness.model.survey import SHEETS
from egov_readiness.scoring.carry import carry
from egov_readiness.testing import surveys

AS_OF = date(2009, 6, 11)
KNOWN_ON = date(2009, 12, 31)
BOOK = egov.load_rulebook("lam-dong-2009")
CLOCKS = {"as_of": AS_OF, "known_on": KNOWN_ON}
POLICIES = st.sampled_from(["none", "simple_mean", "weighted", "minimum"])


def lists(survey):
    """Everything that is told of a survey as it was known on a day."""
    boards = [
        egov.score(survey, BOOK, as_of=day, known_on=KNOWN_ON) for day in (date(2009, 1, 1), AS_OF)
    ]
    return (
        assessments(survey, **CLOCKS),
        follow_up(survey, **CLOCKS),
        unit_deliveries(survey, **CLOCKS),
        milestones(survey, **CLOCKS),
        training(survey, **CLOCKS),
        connected_but_not_used(survey, **CLOCKS),
        said_of_territories(survey, **CLOCKS),
        unit_history(survey, known_on=KNOWN_ON),
        effects(survey, *boards),
        series(boards, survey),
        carry(boards[0], survey, on=AS_OF, policy="simple_mean"),
    )


@given(surveys(), surveys())
def test_what_is_recorded_later_changes_nothing_that_was_told(source, future):
    later = PartialDate.of(KNOWN_ON + timedelta(days=1))
    more = evolve(
        source,
        **{
            sheet: (
                *getattr(source, sheet),
                *(
                    evolve(record, id=f"later-{record.id}", recorded_on=later)
                    for record in getattr(future, sheet)
                ),
            )
            for sheet in SHEETS
            if sheet != "units"
        },
    )
    assert lists(more) == lists(source)


@given(surveys())
def test_to_judge_on_the_date_itself_changes_nothing(source):
    assert observe(source, BOOK, **CLOCKS, judged_on=AS_OF) == observe(source, BOOK, **CLOCKS)


@given(surveys(), POLICIES)
def test_a_carried_scoreboard_survives_json_and_is_computed_again(source, policy):
    board = egov.score(source, BOOK, as_of=date(2008, 12, 31), known_on=KNOWN_ON)
    carried = carry(board, source, on=AS_OF, policy=policy)
    read = egov.from_json(egov.Scoreboard, egov.to_json(carried))
    assert read == carried
    assert verify(read, source, BOOK) == ()
    for card in carried:
        for node in card.walk():
            assert node.value is None or node.low is None or node.low <= node.value + 1e-9


@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing_that_is_carried(source, random):
    board = egov.score(source, BOOK, as_of=date(2008, 12, 31))
    shuffled = evolve(
        source, unit_changes=tuple(random.sample(source.unit_changes, len(source.unit_changes)))
    )
    one, other = (
        carry(board, survey, on=AS_OF, policy="weighted") for survey in (source, shuffled)
    )
    assert one.cards == other.cards


@given(surveys(), surveys())
def test_two_surveys_as_one_have_every_record_and_the_newer_is_right(old, new):
    both = joined(old, new)
    for sheet in SHEETS:
        ids = {record.id for record in getattr(both, sheet)}
        assert ids == {record.id for one in (old, new) for record in getattr(one, sheet)}
        if sheet != "units":
            assert {*getattr(new, sheet)} <= {*getattr(both, sheet)}
    for unit in new.units:
        (whole,) = [one for one in both.units if one.id == unit.id]
        for version in unit.versions:
            assert version in whole.versions
    assert joined(new, new) is new


@given(surveys())
def test_what_units_get_lies_within_what_a_support_action_delivers(source):
    for action in source.support:
        lines = action.deliveries
        if not lines or not all(line.beneficiaries for line in lines):
            continue
        most = sum(line.amount()[1] for line in lines)
        given_to = unit_deliveries(evolve(source, support=(action,)), as_of=date.max)
        assert sum(item.low for item in given_to) <= most
