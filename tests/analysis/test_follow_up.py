"""From findings to instructions, requests and help; and who gets how many of what is delivered."""

from datetime import date

import pytest

from egov_readiness.analysis import FollowUpStanding, follow_up, unit_deliveries
from egov_readiness.dates import PartialDate
from egov_readiness.kinds import Between, Text
from egov_readiness.model import (
    Delivery,
    Finding,
    Instruction,
    SupportAction,
    SupportArea,
    SupportRequest,
    SupportStatus,
)

NOW = date(2024, 6, 30)


@pytest.fixture
def chain(make):
    """What became of one finding."""

    def found(*records, as_of=NOW):
        sheets = {"findings": (make.record(Finding, "f"),)}
        places = {
            Instruction: "instructions",
            SupportRequest: "support_requests",
            SupportAction: "support",
        }
        for record in records:
            sheet = places[type(record)]
            sheets[sheet] = (*sheets.get(sheet, ()), record)
        (item,) = follow_up(make.survey(**sheets), as_of=as_of)
        return item

    return found


@pytest.fixture
def instruction(make):
    return lambda identity="i", **fields: make.record(
        Instruction, identity, issuer="Sở", addressees=("Phòng",), because_of=("f",), **fields
    )


@pytest.fixture
def action(make):
    def help_given(identity="x", status="promised", **fields):
        plain = {"area": SupportArea.TRAINING, "provider": "Sở"}
        return make.record(SupportAction, identity, status=SupportStatus(status), **plain | fields)

    return help_given


@pytest.fixture
def request_for(make):
    return lambda **fields: make.record(SupportRequest, "q", area=SupportArea.TRAINING, **fields)


def test_a_finding_without_follow_up_says_so(chain):
    assert chain().standing is FollowUpStanding.NOTHING


def test_an_instruction_without_a_date_is_flagged_and_never_overdue(chain, instruction):
    item = chain(instruction())
    assert item.standing is FollowUpStanding.INSTRUCTED
    assert (item.undated, item.overdue) == (("i",), ())


def test_an_instruction_is_overdue_once_its_date_has_passed_without_help_that_is_done(
    chain, instruction, action
):
    dated = instruction(due=PartialDate("2024-06"))
    assert chain(dated).overdue == ()
    assert chain(dated, as_of=date(2024, 7, 1)).overdue == ("i",)
    done = action(status="done", instruction="i")
    assert chain(dated, done, as_of=date(2024, 7, 1)).overdue == ()


def test_help_follows_by_itself_by_an_instruction_or_by_a_request(
    chain, instruction, action, request_for
):
    assert chain(action(because_of=("f",))).support == ("x",)
    assert chain(instruction(), action(instruction="i")).support == ("x",)
    asked = request_for(because_of=("f",))
    assert chain(asked, action(requests=("q",))).support == ("x",)
    assert chain(action()).support == ()
    ordered = chain(instruction(), request_for(instruction="i"))
    assert (ordered.standing, ordered.unanswered) == (FollowUpStanding.REQUESTED, ("q",))


@pytest.mark.parametrize(
    ("statuses", "standing"),
    [
        (["promised"], "promised"),
        (["planned"], "promised"),
        (["running", "promised"], "running"),
        (["done", "promised"], "running"),
        (["done", "done"], "done"),
        (["done", "cancelled"], "done"),
        (["cancelled"], "nothing"),
    ],
)
def test_the_standing_is_that_of_the_help_as_a_whole(chain, action, statuses, standing):
    actions = [
        action(f"x{number}", status, because_of=("f",)) for number, status in enumerate(statuses)
    ]
    assert chain(*actions).standing is FollowUpStanding(standing)


def test_help_without_a_date_is_flagged_unless_it_is_done(chain, action):
    planned = action("p", "planned", because_of=("f",), planned_on=PartialDate("2024-09"))
    done = action("d", "done", because_of=("f",))
    item = chain(action(because_of=("f",)), planned, done)
    assert item.support_undated == ("x",)


def line(bodies=None, each=None, total=None, to=()):
    words = Text({"en": "offices"})
    return Delivery(recipients=words, beneficiaries=to, bodies=bodies, each=each, total=total)


@pytest.fixture
def shared(make, action):
    def shares(*lines, status="done", **fields):
        given = action(status=status, deliveries=lines, **fields)
        found = unit_deliveries(make.survey(support=(given,)), as_of=NOW)
        return {item.unit: (item.low, item.high) for item in found}

    return shares


@pytest.mark.parametrize(
    ("lines", "a"),
    [
        ([line(2, 3, to=("a", "b"))], (3, 3)),
        ([line(4, 3, to=("a", "b"))], (6, 6)),
        ([line(2, 3, to=("a", "b")), line(1, 5, to=("a",))], (8, 8)),
        ([line(14, Between(1, 4), 32, to=("a",))], (32, 32)),
        ([line(total=9, to=("a", "b"))], (0, 9)),
        ([line(3, 2, to=("a", "b"))], (0, 6)),
        ([line(2, 3, to=("a", "b")), line(total=9)], (3, 12)),
        ([line(to=("a",))], (0, None)),
        ([line(2, 3, to=("b",)), line(1, 1, to=("a",))], (1, 1)),
    ],
)
def test_a_unit_gets_what_its_lines_say_and_no_average_is_made(shared, lines, a):
    assert shared(*lines)["a"] == a


def test_units_helped_without_a_line_of_their_own_may_get_what_is_not_named(shared):
    assert shared(line(total=9), beneficiaries=("b",)) == {"b": (0, 9)}


def test_cancelled_help_delivers_nothing(shared):
    assert shared(line(1, 1, to=("a",)), status="cancelled") == {}


def test_what_is_delivered_in_all_narrows_a_line_without_a_total(shared):
    given = shared(line(2, 3, to=("a",)), line(14, Between(1, 4), to=("b",)), quantity=38)
    assert given == {"a": (6, 6), "b": (32, 32)}
    bounded = shared(line(to=("a",)), quantity=Between(5, 9))
    assert bounded == {"a": (5, 9)}


def test_help_is_not_done_before_the_day_on_which_it_was_done(chain, instruction, action):
    dated = instruction(due=PartialDate("2024-05"))
    done = action(status="done", done_on=PartialDate("2024-08-15"), instruction="i")
    early = chain(dated, done)
    assert (early.standing, early.overdue) == (FollowUpStanding.PROMISED, ("i",))
    assert chain(dated, done, as_of=date(2024, 8, 15)).standing is FollowUpStanding.DONE


def test_an_instruction_is_carried_out_by_help_for_its_request_or_its_finding(
    chain, instruction, action, request_for
):
    dated = instruction(due=PartialDate("2024-05"))
    asked = request_for(instruction="i")
    assert chain(dated, asked, action(status="done", requests=("q",))).overdue == ()
    assert chain(dated, action(status="done", because_of=("f",))).overdue == ()
    assert chain(dated, asked, action(requests=("q",))).overdue == ("i",)
