from datetime import date

import pytest

from egov_readiness.dates import PartialDate
from egov_readiness.model import Milestone, MilestoneStatus, Progress

AS_OF = date(2009, 6, 11)


def when(**texts):
    return {name: PartialDate(text) for name, text in texts.items()}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "undated"),
        (when(due="2009-06-11"), "planned"),
        (when(due="2009"), "planned"),
        (when(due="2009-06-10"), "overdue"),
        (when(due="2008"), "overdue"),
        (when(due="2008") | {"orientation": True}, "planned"),
        (when(due="2009-06-10", completed_on="2009-06-10"), "done"),
        (when(due="2009-06-10", completed_on="2009-06-11"), "done_late"),
        (when(due="2009-06-10", completed_on="2009-06-12"), "overdue"),
        (when(due="2009", completed_on="2009-06"), "planned"),
        (when(completed_on="2009-05"), "done"),
        (
            when(due="2009-06-30", completed_on="2009-05")
            | {"earlier_due": (PartialDate("2009-04"),)},
            "done_late",
        ),
        (when(due="2008", completed_on="2009-01") | {"orientation": True}, "done"),
        (when(due="2008", revoked_on="2009-06-11"), "revoked"),
        (when(due="2008", revoked_on="2009-06-11") | {"replaced_by": "other"}, "replaced"),
        (when(due="2008", revoked_on="2009-06-12"), "overdue"),
        (when(due="2008", completed_on="2008-05", revoked_on="2009"), "done"),
        (
            when(due="2009-12") | {"progress": (Progress(on=PartialDate("2009-05"), share=0.5),)},
            "partial",
        ),
        (
            when(due="2009-12") | {"progress": (Progress(on=PartialDate("2009-07"), share=0.5),)},
            "planned",
        ),
        (
            when(due="2009-12") | {"progress": (Progress(on=PartialDate("2009-05"), share=0.0),)},
            "planned",
        ),
    ],
)
def test_the_status_follows_from_the_dates(make, fields, status):
    milestone = make.record(Milestone, title=make.text(), **fields)
    assert milestone.status(AS_OF) is MilestoneStatus(status)


def test_lateness_counts_from_the_first_due_date(make):
    moved = make.record(
        Milestone,
        title=make.text(),
        due=PartialDate("2010"),
        earlier_due=(PartialDate("2008"), PartialDate("2009")),
    )
    assert moved.original_due == PartialDate("2008")
    assert make.record(Milestone, title=make.text()).original_due is None


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (
            when(started_on="2009-06", completed_on="2009-05"),
            ("completed-before-started", "completed_on"),
        ),
        ({"earlier_due": (PartialDate("2008"),)}, ("due-date-lost", "due")),
        ({"revoked_by": "1/QĐ"}, ("revoked-without-date", "revoked_on")),
        ({"replaced_by": "r"}, ("refers-to-itself", "replaced_by")),
    ],
)
def test_dates_that_contradict_each_other_are_refused(make, fields, found):
    assert make.refused(Milestone, title=make.text(), **fields) == [found]
