"""Many clients at once: every answer is right, and nothing that was accepted is lost."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import httpx
import pytest
from serving import PATIENCE, SURVEY, serving

import egov_readiness as egov

CLIENTS = 8
EACH = 8
AS_OF = "2009-06-11"


@pytest.fixture(scope="module")
def address(database: str) -> Iterator[str]:
    """A portal of two processes."""
    with serving(database, workers=2) as address:
        yield address


def at_once(address, work):
    """What each of several clients, at the same time, gets from its work."""

    def one(number):
        with httpx.Client(base_url=address, timeout=PATIENCE) as client:
            return work(client, number)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [*pool.map(one, range(CLIENTS))]


def test_every_answer_to_many_clients_is_that_of_the_library(address):
    scorer = egov.Scorer(egov.load_rulebook("un-egdi"))

    def work(client, number):
        answers = []
        for turn in range(3 * EACH):
            share = (number * 3 * EACH + turn) / (CLIENTS * 3 * EACH)
            observations = {"osi": share, "tii": None if turn % 5 == 0 else 0.5, "hci": 1 - share}
            if turn % 7 == 0:
                observations["hcl"] = share
            payload = json.dumps({"unit": f"u{number}", "observations": observations}).encode()
            answers.append(
                (
                    payload,
                    client.post(
                        "/rulebooks/un-egdi/score", params={"as_of": "2022-07-01"}, content=payload
                    ),
                )
            )
        return answers

    answers = [answer for each in at_once(address, work) for answer in each]
    assert len(answers) == CLIENTS * 3 * EACH
    for payload, response in answers:
        try:
            expected = (200, egov.score_json(payload, scorer, as_of=date(2022, 7, 1)))
        except egov.SurveyError as error:
            expected = (422, egov.problems_json(error))
        assert (response.status_code, response.content) == expected


def test_small_requests_are_answered_while_large_ones_are_scored(database):
    rows = [{"unit": f"u{number}", "observations": {}} for number in range(1_500)]
    large = json.dumps({"rows": rows}).encode()
    waited = []
    with (
        serving(database) as address,
        httpx.Client(base_url=address, timeout=PATIENCE) as client,
        ThreadPoolExecutor(2) as pool,
    ):
        start = time.monotonic()
        asked = [
            pool.submit(client.post, f"/rulebooks/lam-dong-2009/score?as_of={AS_OF}", content=large)
            for _ in range(2)
        ]
        while not all(answer.done() for answer in asked):
            before = time.monotonic()
            assert client.get("/rulebooks").status_code == 200
            waited.append(time.monotonic() - before)
        taken = time.monotonic() - start
        assert {answer.result().status_code for answer in asked} == {200}
    # Behind a large one a small one would wait for half of the time that both take.
    assert max(waited) < taken / 4


def test_evidence_that_was_accepted_is_there_once_and_in_every_later_scoreboard(address, database):
    units = [unit.id for unit in egov.load_survey(SURVEY).units if unit.id != "lam-dong"]

    def work(client, number):
        for turn in range(EACH):
            item = {
                "id": f"load-{number}-{turn}",
                "unit": units[(number + turn) % len(units)],
                "concept": "steering_head",
                "option": "Chủ tịch",
                "observed_on": "2009-06-10",
                "origin": "document",
            }
            response = client.post("/evidence", json=item)
            assert response.status_code == 201, response.text
            # The identity of another client's evidence of this turn, which only one can have.
            contested = client.post("/evidence", json=item | {"id": f"contested-{turn}"})
            assert contested.status_code in (201, 422), contested.text
            if contested.status_code == 201:
                won.append(f"contested-{turn}")
            if turn % 4 == 0:
                order = {"rulebook": "lam-dong-2009", "as_of": AS_OF}
                listed = client.post("/scoreboards", json=order).json()
                body = client.get(f"/scoreboards/{listed['number']}").content
                boards[listed["number"]] = body

    won: list[str] = []
    boards: dict[int, bytes] = {}
    at_once(address, work)
    expected = {f"load-{number}-{turn}" for number in range(CLIENTS) for turn in range(EACH)}
    expected |= {f"contested-{turn}" for turn in range(EACH)}
    assert sorted(won) == sorted(f"contested-{turn}" for turn in range(EACH))

    with serving(database) as again, httpx.Client(base_url=again, timeout=PATIENCE) as client:
        listed = client.get("/evidence").json()
        assert sorted(item["id"] for item in listed) == sorted(expected)
        for number, body in boards.items():
            assert client.get(f"/scoreboards/{number}").content == body
        assert len(boards) == CLIENTS * -(-EACH // 4)
        order = {"rulebook": "lam-dong-2009", "as_of": AS_OF}
        last = client.post("/scoreboards", json=order).json()
        kept = client.get(f"/scoreboards/{last['number']}").text

    whole = json.loads(egov.to_json(egov.load_survey(SURVEY))) | {"evidence": listed}
    survey = egov.from_json(egov.Survey, json.dumps(whole))
    rulebook = egov.load_rulebook("lam-dong-2009")
    assert kept == egov.to_json(egov.score(survey, rulebook, as_of=date.fromisoformat(AS_OF)))
