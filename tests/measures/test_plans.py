from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.documents import DocumentRelation, DocumentRelationKind, LegalDocument
from egov_readiness.kinds import Origin, Text
from egov_readiness.measures.plans import issued_within
from egov_readiness.measures.view import UnitView
from egov_readiness.model import Plan
from egov_readiness.observations import State


def document(number, issued=None, *implements, kind=DocumentRelationKind.IMPLEMENTS):
    return LegalDocument(
        id=number,
        issued_on=None if issued is None else PartialDate(issued),
        relations=tuple(DocumentRelation(kind=kind, document=other) for other in implements),
    )


def plan(identity="p", number="QĐ", observed="2008-10-03", **more):
    return Plan(
        id=identity,
        unit="u",
        title=Text({"vi": "Kế hoạch"}),
        document=number,
        observed_on=PartialDate(observed),
        recorded_on=PartialDate("2009"),
        **more,
    )


def issued(days, *documents, plans=None):
    view = UnitView(
        unit="u",
        as_of=date(2009, 6, 11),
        plans=(plan(),) if plans is None else plans,
        documents={one.id: one for one in documents},
    )
    return issued_within(view, {"days": days})


RESOLUTION = document("NQ", "2008-08-18")
DECISION = document("QĐ", "2008-10-03", "NQ")


def test_the_plan_of_lam_dong_came_46_days_after_its_resolution(codes):
    found = issued(46, RESOLUTION, DECISION)
    assert (found.value, issued(45, RESOLUTION, DECISION).value) == ("yes", "no")
    assert codes(found) == [
        ("record", "p"),
        ("record", "QĐ"),
        ("record", "NQ"),
        ("issued-after", None),
    ]
    assert found.because[-1].facts == {"document": "QĐ", "within": 46, "days": 46}
    assert found.because[1].facts["issued_on"] == "2008-10-03"


@pytest.mark.parametrize(("days", "expected"), [(44, "no"), (45, None), (74, None), (75, "yes")])
def test_a_partial_date_gives_an_answer_only_if_it_is_sure(days, expected):
    # From 18 August the month of October begins 44 days later and ends 74 days later.
    found = issued(days - 1, RESOLUTION, document("QĐ", "2008-10", "NQ"))
    assert (found.value, found.state is State.UNKNOWN) == (expected, expected is None)
    assert (found.because[-1].facts["low"], found.because[-1].facts["high"]) == (44, 74)


def test_of_several_resolutions_the_last_one_counts():
    earlier = document("NQ-0", "2006-03")
    decision = document("QĐ", "2008-10-03", "NQ-0", "NQ")
    found = issued(46, earlier, RESOLUTION, decision)
    assert (found.value, found.because[-1].facts["days"]) == ("yes", 46)


def test_of_several_plans_the_one_observed_last_counts():
    old = plan("old", "QĐ-0", "2005", origin=Origin.MEASURED)
    found = issued(46, RESOLUTION, DECISION, plans=(plan("new"), old))
    assert (found.value, found.because[0].facts["record"]) == ("yes", "new")


@pytest.mark.parametrize(
    ("documents", "plans", "expected"),
    [
        ((), (), [("no-record", None)]),
        ((), (plan(number=None),), [("record", "p"), ("no-record", None)]),
        ((), None, [("record", "p"), ("no-record", None)]),
        (
            (document("QĐ", "2008-10-03"),),
            None,
            [("record", "p"), ("record", "QĐ"), ("no-record", None)],
        ),
        (
            (document("QĐ", "2008-10-03", "NQ", kind=DocumentRelationKind.BASED_ON), RESOLUTION),
            None,
            [("record", "p"), ("record", "QĐ"), ("no-record", None)],
        ),
        ((DECISION,), None, [("record", "p"), ("record", "QĐ"), ("no-record", None)]),
        (
            (DECISION, document("NQ")),
            None,
            [("record", "p"), ("record", "QĐ"), ("not-recorded", "NQ")],
        ),
        (
            (document("QĐ", None, "NQ"), RESOLUTION),
            None,
            [("record", "p"), ("not-recorded", "QĐ"), ("record", "NQ")],
        ),
        (
            (document("QĐ", "2008-10-03", "NQ", "CT"), RESOLUTION, document("CT")),
            None,
            [("record", "p"), ("record", "QĐ"), ("record", "NQ"), ("not-recorded", "CT")],
        ),
    ],
)
def test_whatever_is_missing_is_named_and_leaves_it_unknown(documents, plans, expected, codes):
    found = issued(9999, *documents, plans=plans)
    assert (found.state, codes(found)) == (State.UNKNOWN, expected)


def test_a_missing_document_is_named_by_its_number():
    assert issued(1).because[-1].facts == {"sheet": "documents", "document": "QĐ"}
    assert issued(1, document("QĐ", "2008")).because[-1].facts["implemented_by"] == "QĐ"


days = st.dates(date(2008, 1, 1), date(2009, 12, 31))
spellings = st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y"])


@given(days, st.integers(0, 400), spellings, spellings, st.integers(0, 500))
def test_an_answer_holds_for_every_day_that_a_partial_date_can_be(
    resolved, lag, one_spelling, other_spelling, allowed
):
    followed = resolved + timedelta(days=lag)
    found = issued(
        allowed,
        document("NQ", resolved.strftime(one_spelling)),
        document("QĐ", followed.strftime(other_spelling), "NQ"),
    )
    assert found.value in (None, "yes" if lag <= allowed else "no")
