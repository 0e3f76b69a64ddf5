from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.kinds import NOT_APPLICABLE, Between
from egov_readiness.measures.applications import (
    accounts_in_use,
    documents_electronic,
    in_service,
)
from egov_readiness.measures.view import UnitView
from egov_readiness.model import Application, ApplicationKind
from egov_readiness.observations import State


def application(identity, kind="email", observed="2009-05", deployed=None, **more):
    return Application(
        id=identity,
        unit="u",
        kind=ApplicationKind(kind),
        deployed_on=None if deployed is None else PartialDate(deployed),
        observed_on=PartialDate(observed),
        recorded_on=PartialDate("2009-06"),
        **more,
    )


def view(*applications, stale_after=None):
    return UnitView(
        unit="u", as_of=date(2009, 6, 11), applications=applications, stale_after=stale_after
    )


def documents(identity="d", **more):
    return application(identity, "document_management", **more)


def test_documents_are_those_of_document_management():
    some = view(
        documents("a", name="A", documents=100, documents_electronic=20),
        documents("b", name="B", documents=100, documents_electronic=30),
        application("mail", documents=100, documents_electronic=100),
    )
    assert documents_electronic(some, {}).value == 0.25


def test_electronic_documents_are_at_most_the_documents(codes):
    found = documents_electronic(
        view(
            documents("a", name="A", documents=Between(10, 20)),
            documents("b", name="B", documents=20, documents_electronic=20),
        ),
        {},
    )
    assert (found.low, found.high) == (0.5, 1)
    assert codes(found)[-1] == ("not-recorded", "a")


def test_accounts_are_those_of_one_kind_or_of_all():
    some = view(
        application("mail", accounts=40, active_accounts=10),
        application("portal", "portal", accounts=10, active_accounts=10),
    )
    assert accounts_in_use(some, {"kind": "email"}).value == 0.25
    assert accounts_in_use(some, {}).value == 0.4


def test_an_application_of_the_whole_unit_is_not_added_to_those_of_its_offices():
    some = view(
        application("whole", accounts=40, active_accounts=10),
        application("office", organisation="A", accounts=10, active_accounts=10),
    )
    assert accounts_in_use(some, {}).value == 0.25
    assert in_service(some, {}).value == 1


@pytest.mark.parametrize("measure", [documents_electronic, accounts_in_use, in_service])
def test_without_such_an_application_nobody_knows(measure):
    assert measure(view(), {}).state is State.UNKNOWN


def test_what_was_looked_for_is_named():
    found = in_service(view(application("mail")), {"kind": "portal"})
    assert (found.state, found.because[0].facts) == (
        State.UNKNOWN,
        {"sheet": "applications", "kind": "portal"},
    )
    assert in_service(view(), {}).because[0].facts == {"sheet": "applications"}


def test_without_accounts_or_where_records_say_so_it_is_not_applicable():
    for accounts in (0, NOT_APPLICABLE):
        found = accounts_in_use(view(application("a", accounts=accounts)), {})
        assert found.state is State.NOT_APPLICABLE


def test_applications_are_told_apart_by_kind_and_name_and_not_by_office():
    some = view(
        application("a", name="Outlook", organisation="A"),
        application("b", name="Outlook", organisation="B"),
        application("c", name="Thunderbird"),
        application("d", "portal", name="Outlook"),
    )
    assert in_service(some, {}).value == 3
    assert in_service(some, {"kind": "email"}).value == 2


@pytest.mark.parametrize(
    ("deployed", "count"),
    [(None, 1), ("2009-06-11", 1), ("2009-06-12", 0), ("2009-06", 0), ("2009", 0), ("2008", 1)],
)
def test_an_application_is_in_service_once_its_last_possible_day_has_come(deployed, count):
    assert in_service(view(application("a", deployed=deployed)), {}).value == count


def test_an_application_is_in_service_where_any_office_runs_it():
    some = view(
        application("a", name="X", organisation="A", deployed="2010"),
        application("b", name="X", organisation="B", deployed="2008"),
    )
    assert in_service(some, {}).value == 1


def test_a_record_too_old_for_the_indicator_leaves_it_open(codes):
    some = view(
        application("old", observed="2007", accounts=5, active_accounts=5),
        application("new", "portal", accounts=10, active_accounts=5),
        stale_after=365,
    )
    found = in_service(some, {})
    assert (found.low, found.high) == (1, 2)
    assert codes(found) == [("record", "new"), ("stale", "old")]
    assert accounts_in_use(some, {}).state is State.UNKNOWN


counts = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans()),
    min_size=1,
    max_size=4,
)


@given(counts)
def test_every_completion_lies_within_the_bounds(within, found):
    truth, some = [], []
    for number, (one, other, knows_all, knows_active) in enumerate(found):
        total, active = max(one, other), min(one, other)
        name = str(number)
        truth.append(application(name, name=name, accounts=total, active_accounts=active))
        some.append(
            application(
                name,
                name=name,
                accounts=total if knows_all else Between(total, total + 2),
                active_accounts=active if knows_active else None,
            )
        )
    assert within(accounts_in_use(view(*truth), {}), accounts_in_use(view(*some), {}))
