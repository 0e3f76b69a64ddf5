from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.kinds import Text
from egov_readiness.measures.milestones import met, on_time, overdue
from egov_readiness.measures.view import UnitView
from egov_readiness.model import Milestone
from egov_readiness.observations import State

AS_OF = date(2009, 6, 30)


def milestone(identity, due=None, done=None, observed="2009-06", **more):
    dates = {"due": due, "completed_on": done, "revoked_on": more.pop("revoked", None)}
    return Milestone(
        id=identity,
        unit="u",
        title=Text({"vi": "Kết nối mạng LAN"}),
        observed_on=PartialDate(observed),
        recorded_on=PartialDate("2009-06"),
        earlier_due=tuple(PartialDate(text) for text in more.pop("earlier", ())),
        **{name: PartialDate(text) for name, text in dates.items() if text is not None},
        **more,
    )


def shares(*milestones, as_of=AS_OF, stale_after=None):
    view = UnitView(unit="u", as_of=as_of, milestones=milestones, stale_after=stale_after)
    return [measure(view, {}) for measure in (met, on_time, overdue)]


def values(*milestones, **more):
    return [found.value for found in shares(*milestones, **more)]


DONE = milestone("done", "2008", "2008-11")
LATE = milestone("late", "2008", "2009-02")
OVERDUE = milestone("overdue", "2008")
AHEAD = milestone("ahead", "2010")
EARLY = milestone("early", "2010", "2009-03")


def test_done_late_is_met_but_not_on_time_and_not_overdue():
    assert values(DONE, LATE, OVERDUE, milestone("more", "2009-03")) == [0.5, 0.25, 0.5]


def test_what_is_not_due_yet_counts_only_if_it_is_done():
    assert values(DONE, AHEAD) == [1, 1, 0]
    assert values(OVERDUE, AHEAD, EARLY) == [0.5, 0.5, 0.5]


def test_a_milestone_is_due_on_its_last_day_and_overdue_from_the_next():
    assert values(OVERDUE, as_of=date(2008, 12, 31)) == [0, 0, 0]
    assert values(OVERDUE, as_of=date(2009, 1, 1)) == [0, 0, 1]
    assert shares(OVERDUE, as_of=date(2008, 12, 30))[0].state is State.NOT_APPLICABLE


def test_postponing_does_not_make_punctual():
    postponed = milestone("p", "2009-03", "2009-02", earlier=("2008", "2009-01"))
    assert values(postponed) == [1, 0, 0]
    assert shares(milestone("p", "2010", earlier=("2008",)))[0].state is State.NOT_APPLICABLE


@pytest.mark.parametrize(
    "left_out",
    [
        milestone("r", "2008", revoked="2009-01"),
        milestone("r", "2008", revoked="2009-01", replaced_by="done"),
        milestone("r", "2008", replaced_by="done"),
        milestone("r"),
        milestone("r", done="2009-01"),
        milestone("r", "2008", orientation=True),
        milestone("r", "2008", "2008-11", orientation=True),
    ],
)
def test_what_was_taken_back_or_has_no_binding_date_leaves_both_sides(left_out):
    assert values(DONE, OVERDUE, left_out) == [0.5, 0.5, 0.5]
    not_due = milestone("done", "2010")
    assert shares(left_out, not_due)[0].state is State.NOT_APPLICABLE


def test_what_was_done_before_it_was_revoked_stays_done():
    assert values(milestone("r", "2008", "2008-11", revoked="2009-01")) == [1, 1, 0]


@pytest.mark.parametrize(
    "still_due",
    [
        milestone("r", "2008", revoked="2010"),
        milestone("r", "2008", revoked="2010", replaced_by="done"),
        milestone("r", "2008", replaced_by="not-on-record"),
    ],
)
def test_what_is_taken_back_later_is_still_due(still_due):
    assert values(DONE, still_due) == [0.5, 0.5, 0.5]


def test_nothing_recorded_is_unknown_and_nothing_due_is_not_applicable(codes):
    nothing, ahead = shares()[0], shares(AHEAD)[0]
    assert (nothing.state, codes(nothing)) == (State.UNKNOWN, [("no-record", None)])
    assert (ahead.state, codes(ahead)) == (
        State.NOT_APPLICABLE,
        [("record", "ahead"), ("nothing-due", None)],
    )


def test_every_milestone_is_listed_with_its_dates_and_where_it_stands(codes):
    postponed = milestone("postponed", "2009-03", "2009-02", earlier=("2008",))
    revoked = milestone("revoked", "2008", revoked="2009-01")
    found = shares(DONE, milestone("open"), postponed, revoked)[0]
    assert codes(found) == [
        ("record", "done"),
        ("undated", "open"),
        ("record", "postponed"),
        ("record", "revoked"),
    ]
    facts = found.because[2].facts
    assert (facts["status"], facts["due"], facts["original_due"], facts["completed_on"]) == (
        "done_late",
        "2009-03",
        "2008",
        "2009-02",
    )
    assert found.because[3].facts["revoked_on"] == "2009-01"
    assert found.because[3].facts["status"] == "revoked"


def test_an_old_record_of_something_undone_leaves_it_open(codes):
    old = milestone("old", "2008", observed="2008-06")
    found = shares(DONE, old, stale_after=100)
    assert [(one.low, one.high) for one in found] == [(0.5, 1), (0.5, 1), (0, 0.5)]
    assert codes(found[0])[-1] == ("stale", "old")


def test_an_old_record_from_after_the_due_date_was_surely_not_on_time():
    old = milestone("old", "2008-03", observed="2008-06")
    found = shares(DONE, old, stale_after=100)
    assert [(one.low, one.high) for one in found] == [(0.5, 1), (0.5, 0.5), (0, 0.5)]


def test_what_was_done_does_not_grow_old(codes):
    old = milestone("old", "2008", "2008-03", observed="2008-06")
    assert values(old, stale_after=100) == [1, 1, 0]
    assert codes(shares(old, stale_after=100)[0]) == [("record", "old")]


months = st.sampled_from(["2008-03", "2008-09", "2009-02", "2009-06", "2009-12"])


@st.composite
def histories(draw):
    """Milestones as an old record saw them, and as they are in truth."""
    known, truth = [], []
    for number in range(draw(st.integers(1, 4))):
        observed = draw(st.sampled_from(["2008-06", "2009-06"]))
        seen = milestone(str(number), draw(months), observed=observed)
        done = draw(st.sampled_from([None, "2008-01", "2008-05", "2008-08", "2009-05"]))
        if done is not None:
            finished = evolve(seen, completed_on=PartialDate(done))
            truth.append(finished)
            known.append(seen if done > "2008-06" and observed == "2008-06" else finished)
        else:
            truth.append(seen)
            known.append(seen)
    return known, truth


@given(histories())
def test_whatever_happened_since_lies_within_the_bounds(within, history):
    known, truth = history
    due = [one for one in truth if one.due.last_day <= AS_OF]
    for complete, partial in zip(
        shares(*due),
        shares(*[k for k in known if k.due.last_day <= AS_OF], stale_after=100),
        strict=True,
    ):
        assert within(complete, partial)
