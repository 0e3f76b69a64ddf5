"""What was known on a day stays what was known on that day."""

from datetime import date

import httpx
import pytest
from portal.app import make_app
from portal.settings import Settings
from portal.store import Store, open_database
from serving import PATIENCE, SURVEY, serving_here

import egov_readiness as egov

AS_OF = "2009-06-11"
FIRST, SECOND, THIRD = date(2009, 7, 1), date(2009, 7, 15), date(2009, 8, 3)


@pytest.fixture
def calendar():
    """The day on the portal's calendar, which a test turns."""
    return [FIRST]


@pytest.fixture
def client(database, calendar):
    store = Store(open_database(database))
    store.prepare(egov.load_survey(SURVEY))
    store.engine.dispose()
    settings = Settings(database=database, rulebooks=("lam-dong-2009",))
    app = make_app(settings, today=lambda: calendar[0])
    with serving_here(app) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


def board(client, known_on=None):
    order = {"rulebook": "lam-dong-2009", "as_of": AS_OF}
    if known_on is not None:
        order["known_on"] = known_on.isoformat()
    number = client.post("/scoreboards", json=order).json()["number"]
    return client.get(f"/scoreboards/{number}").content


def item(identity, option, **more):
    return {
        "id": identity,
        "unit": "di-linh",
        "concept": "steering_head",
        "option": option,
        "observed_on": "2009-06-10",
        **more,
    }


def test_corrections_and_withdrawals_leave_what_was_known_before_byte_for_byte(client, calendar):
    client.post("/evidence", json=item("first", "Chủ tịch")).raise_for_status()
    known_first = board(client, FIRST)
    calendar[0] = SECOND
    correction = item("second", "Phó Chủ tịch", supersedes=["first"])
    client.post("/evidence", json=correction).raise_for_status()
    known_second = board(client, SECOND)
    calendar[0] = THIRD
    client.post("/evidence/second/withdrawal", json={"withdrawn_on": AS_OF}).raise_for_status()
    known_third = board(client, THIRD)
    lows = [
        egov.from_json(egov.Scoreboard, body)["di-linh"]["readiness"].low
        for body in (known_first, known_second, known_third)
    ]
    assert lows[0] > lows[1] > 0
    assert lows[2] == lows[0]  # what the withdrawn correction replaced stands again
    assert board(client, FIRST) == known_first
    assert board(client, SECOND) == known_second
    assert client.get("/evidence").json() == [
        item("first", "Chủ tịch", recorded_on=FIRST.isoformat()),
        {**correction, "recorded_on": SECOND.isoformat(), "withdrawn_on": AS_OF},
    ]
