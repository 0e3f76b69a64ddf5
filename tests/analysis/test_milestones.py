"""Where milestones stand, and how late."""

from datetime import date

import pytest

import egov_readiness as egov
from egov_readiness.analysis import milestones
from egov_readiness.dates import PartialDate
from egov_readiness.errors import UsageError
from egov_readiness.kinds import Text
from egov_readiness.model import Milestone, MilestoneStatus, Plan

TITLE = Text({"en": "LAN"})
SEEN = PartialDate("2008-12")
DAY = date(2009, 6, 11)


def milestone(identity="m", **fields):
    dates = {
        name: PartialDate(value)
        for name, value in fields.items()
        if name in ("due", "completed_on", "revoked_on")
    }
    earlier = tuple(map(PartialDate, fields.get("earlier_due", ())))
    plain = {"unit": "u", "title": TITLE, "observed_on": SEEN, "recorded_on": SEEN}
    return Milestone(id=identity, **{**plain, **fields, **dates, "earlier_due": earlier})


def standing(on=DAY, due_soon=30, **fields):
    survey = egov.Survey(id="s", title=TITLE, milestones=(milestone(**fields),))
    (found,) = milestones(survey, as_of=on, due_soon=due_soon)
    return found


@pytest.mark.parametrize(
    ("fields", "status", "days_late"),
    [
        ({}, "undated", None),
        ({"due": "2010"}, "planned", 0),
        ({"due": "2009-07-10"}, "due_soon", 0),
        ({"due": "2009-07-11"}, "planned", 0),
        ({"due": "2009-06-11"}, "due_soon", 0),
        ({"due": "2009-06-10"}, "overdue", 1),
        ({"due": "2008"}, "overdue", 162),
        ({"due": "2009-03", "completed_on": "2009-03-31"}, "done", 0),
        ({"due": "2009-03", "completed_on": "2009-05-10"}, "done_late", 40),
        ({"due": "2008", "revoked_on": "2009-01"}, "revoked", None),
        ({"due": "2008", "revoked_on": "2009-01", "replaced_by": "n"}, "replaced", None),
        ({"due": "2020", "orientation": True}, "planned", None),
        ({"due": "2008", "orientation": True}, "planned", None),
        # Postponed: not overdue by its new date, and behind its first one all the same.
        ({"due": "2009-12", "earlier_due": ("2008", "2009-03")}, "planned", 162),
        (
            {"due": "2009-12", "earlier_due": ("2009-03",), "completed_on": "2009-04-10"},
            "done_late",
            10,
        ),
    ],
)
def test_a_standing_follows_from_the_dates_and_lateness_from_the_first_one(
    fields, status, days_late
):
    found = standing(**fields)
    assert (found.status.value, found.days_late) == (status, days_late)


def test_rescheduling_shows_both_dates_and_how_often():
    found = standing(due="2009-12", earlier_due=("2008", "2009-03"))
    assert (found.due.text, found.original_due.text, found.rescheduled) == ("2009-12", "2008", 2)


def test_nothing_is_due_soon_within_no_days():
    assert standing(due="2009-06-11", due_soon=0).status is MilestoneStatus.PLANNED


def test_a_milestone_without_document_has_that_of_its_plan():
    plan = Plan(
        id="p", unit="u", title=TITLE, document="2599/QĐ-UBND", observed_on=SEEN, recorded_on=SEEN
    )
    survey = egov.Survey(
        id="s",
        title=TITLE,
        plans=(plan,),
        milestones=(milestone(plan="p"), milestone("n", plan="p", document="1/KH")),
    )
    found = {item.milestone: item.document for item in milestones(survey, as_of=DAY)}
    assert found == {"m": "2599/QĐ-UBND", "n": "1/KH"}


def test_those_furthest_behind_come_first():
    survey = egov.Survey(
        id="s",
        title=TITLE,
        milestones=(milestone("a"), milestone("b", due="2009-03"), milestone("c", due="2008")),
    )
    assert [item.milestone for item in milestones(survey, as_of=DAY)] == ["c", "b", "a"]


def test_what_was_not_known_then_is_not_told():
    late = milestone("n", due="2008", recorded_on=PartialDate("2009-07"))
    survey = egov.Survey(id="s", title=TITLE, milestones=(late,))
    assert milestones(survey, as_of=DAY, known_on=DAY) == ()
    assert len(milestones(survey, as_of=DAY)) == 1


def test_due_soon_is_a_number_of_days_ahead(project):
    survey = egov.load_survey(project / "examples" / "tutorial-province")
    with pytest.raises(UsageError, match="due_soon"):
        milestones(survey, as_of=date(2009, 12, 31), due_soon=-1)
