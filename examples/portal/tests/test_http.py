"""What the portal answers over HTTP is what the library says."""

import hashlib
import json
import unicodedata
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from jsonschema import Draft202012Validator
from serving import SURVEY

import egov_readiness as egov

AS_OF = "2009-06-11"
UNIT = "/rulebooks/lam-dong-2009/units"
FULL = {"osi": 0.5, "tii": "0.5..0.7", "hci": {"low": 0.1, "high": 0.2}}


def item(identity: str, unit: str = "di-linh", option: str = "Chủ tịch", **more: object) -> dict:
    return {
        "id": identity,
        "unit": unit,
        "concept": "steering_head",
        "option": option,
        "observed_on": "2009-06-10",
        "origin": "document",
        **more,
    }


def problems(response: httpx.Response) -> list[tuple[str, str]]:
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/json"
    return [(found["code"], found["path"]) for found in response.json()["problems"]]


def points(client: httpx.Client, unit: str, **when: str) -> float:
    """The least that a unit can have, so that evidence shows."""
    response = client.get(f"{UNIT}/{unit}/score", params={"as_of": AS_OF, **when})
    assert response.status_code == 200, response.text
    low: float = response.json()["results"][0]["low"]
    return low


def yesterday() -> str:
    return (datetime.now(UTC).date() - timedelta(days=1)).isoformat()


def test_posted_observations_score_as_the_library_scores_them(client):
    scorer = egov.Scorer(egov.load_rulebook("un-egdi"))
    row = {"unit": "a", "observations": FULL}
    for body in (row, {"rows": [row, {"unit": "b", "observations": {}}]}):
        payload = json.dumps(body).encode()
        response = client.post(
            "/rulebooks/un-egdi/score", params={"as_of": "2022-07-01"}, content=payload
        )
        assert response.status_code == 200
        assert response.content == egov.score_json(payload, scorer, as_of=date(2022, 7, 1))


def test_every_problem_of_a_request_is_answered_at_its_pointer(client):
    body = {"unit": "a", "observations": {"osi": 7, "hcl": 1, "tii": True}}
    response = client.post(
        "/rulebooks/un-egdi/score", params={"as_of": "2022-07-01"}, content=json.dumps(body)
    )
    assert sorted(problems(response)) == [
        ("outside-range", "/observations/osi"),
        ("unknown-indicator", "/observations/hcl"),
        ("wrong-type", "/observations/tii"),
    ]


def test_a_date_that_is_none_and_a_day_without_rules_are_problems(client):
    score = "/rulebooks/un-egdi/score"
    body = json.dumps({"unit": "a", "observations": FULL})
    assert problems(client.post(score, params={"as_of": "June"}, content=body))[0][1] == "as_of"
    old = client.post(score, params={"as_of": "1990-01-01"}, content=body)
    assert problems(old) == [("not-valid", "un-egdi:valid")]


@pytest.mark.parametrize(
    "path",
    [
        f"/rulebooks/none/units/di-linh/score?as_of={AS_OF}",
        f"{UNIT}/none/score?as_of={AS_OF}",
        "/scoreboards/99999",
        "/none",
    ],
)
def test_what_is_not_there_is_not_found(path, client):
    response = client.get(path)
    assert response.status_code == 404
    assert len(response.json()["problems"]) == 1


def test_a_request_that_is_too_large_is_refused(client):
    response = client.post("/rulebooks/un-egdi/score", content=b" " * 70_000)
    assert response.status_code == 413


def test_units_are_those_of_the_survey_on_a_day(client):
    survey = egov.load_survey(SURVEY)
    listed = [unit["unit"] for unit in client.get("/units", params={"on": AS_OF}).json()]
    assert listed == [unit.id for unit in survey.units]


def test_evidence_counts_from_the_day_it_was_recorded_on(client):
    assert points(client, "lam-ha") == 0
    assert client.post("/evidence", json=item("lam-ha-1", "lam-ha")).status_code == 201
    assert points(client, "lam-ha") > 0
    assert points(client, "lam-ha", known_on=yesterday()) == 0
    assert points(client, "lam-ha", as_of="2009-06-01") == 0


def test_a_correction_replaces_what_it_supersedes_and_keeps_it(client):
    client.post("/evidence", json=item("da-lat-1", "da-lat", "Chủ tịch"))
    before = points(client, "da-lat")
    correction = item("da-lat-2", "da-lat", "none", supersedes=["da-lat-1"])
    correction["option"] = "Phó Chủ tịch"
    assert client.post("/evidence", json=correction).status_code == 201
    assert points(client, "da-lat") < before
    listed = client.get("/evidence", params={"unit": "da-lat"}).json()
    assert [found["id"] for found in listed] == ["da-lat-1", "da-lat-2"]


def test_withdrawn_evidence_stays_and_counts_for_nothing(client):
    client.post("/evidence", json=item("bao-lam-1", "bao-lam"))
    assert points(client, "bao-lam") > 0
    path = "/evidence/bao-lam-1/withdrawal"
    assert client.post(path, json={"withdrawn_on": AS_OF}).status_code == 201
    assert points(client, "bao-lam") == 0
    (listed,) = client.get("/evidence", params={"unit": "bao-lam"}).json()
    assert listed["withdrawn_on"] == AS_OF
    assert problems(client.post(path, json={})) == [("not-standing", "evidence")]
    assert problems(client.post("/evidence/none/withdrawal", json={})) == [
        ("not-standing", "evidence")
    ]


def test_evidence_is_never_replaced(client):
    first = item("cat-tien-1", "cat-tien")
    assert client.post("/evidence", json=first).status_code == 201
    answers = [
        client.post("/evidence", json=item("cat-tien-1", unit, "Phó Chủ tịch"))
        for unit in ("cat-tien", "da-huoai")
    ]
    assert [problems(answer) for answer in answers] == [[("duplicate-id", "/id")]] * 2
    assert answers[0].content == answers[1].content
    listed = client.get("/evidence", params={"unit": "cat-tien"}).json()
    assert [found["option"] for found in listed] == ["Chủ tịch"]
    assert client.get("/evidence", params={"unit": "da-huoai"}).json() == []


def test_every_problem_of_evidence_is_answered_at_its_pointer(client):
    wrong = item("wrong-1", "di-lin", supersedes=["none"], recorded_on="2009", valid_until="June")
    found = problems(client.post("/evidence", json=wrong))
    assert {("set-here", "/recorded_on"), ("not-a-date", "/valid_until")} <= {*found}
    del wrong["valid_until"], wrong["recorded_on"]
    found = problems(client.post("/evidence", json=wrong))
    assert {path for _, path in found} == {"/unit", "/supersedes"}
    assert problems(client.post("/evidence", json=5))
    assert client.get("/evidence", params={"unit": "di-lin"}).json() == []


def test_evidence_by_which_no_unit_could_be_scored_is_a_problem(client):
    for day in ("2009-06-10", "2001"):  # before the rules as well, under which it would count
        posted = item("da-teh-1", "da-teh", option="Vua", observed_on=day)
        answer = client.post("/evidence", json=posted)
        assert problems(answer) == [("unknown-option", "/option")]
    assert client.get("/evidence", params={"unit": "da-teh"}).json() == []
    assert client.get(f"{UNIT}/da-teh/score", params={"as_of": AS_OF}).status_code == 200
    assert client.post("/evidence", json=item("da-teh-1", "da-teh")).status_code == 201
    # Beside it a document goes unheard, but it may be withdrawn.
    unheard = client.post("/evidence", json=item("da-teh-2", "da-teh", option="Vua"))
    assert problems(unheard) == [("unknown-option", "/option")]
    figure = {"concept": "osi", "option": None, "value": 7}
    answer = client.post("/evidence", json=item("da-teh-3", "da-teh", **figure))
    assert problems(answer) == [("outside-range", "/value")]
    assert "un-egdi osi: " in answer.json()["problems"][0]["message"]


def test_evidence_has_one_identity_however_its_letters_are_composed(client):
    apart, composed = (unicodedata.normalize(form, "Tờ trình") for form in ("NFD", "NFC"))
    assert client.post("/evidence", json=item(apart, "bao-loc")).json()["id"] == composed
    for unit in ("bao-loc", "da-huoai"):
        answer = client.post("/evidence", json=item(composed, unit))
        assert problems(answer) == [("duplicate-id", "/id")]
    assert client.post(f"/evidence/{apart}/withdrawal", json={}).status_code == 201
    assert problems(client.post(f"/evidence/{composed}/withdrawal", json={})) == [
        ("not-standing", "evidence")
    ]


def test_evidence_of_a_day_to_come_is_told_the_day_that_its_sender_gave(client):
    answer = client.post("/evidence", json=item("early", "bao-loc", observed_on="2999"))
    assert problems(answer) == [("recorded-before-observed", "/observed_on")]


def test_of_very_many_problems_the_first_are_answered_and_the_rest_counted(client):
    more = {f"name-{number}": 1 for number in range(250)}
    twice = "{" + ", ".join(f'"{name}": 1, "{name}": 1' for name in more) + "}"
    for answer in (
        client.post("/evidence", content=twice),
        client.post("/evidence", json=item("many", "bao-loc", **more)),
        client.get("/rulebooks", params=more),
    ):
        assert len(problems(answer)) == 101
        assert problems(answer)[-1] == ("more-problems", "document")


def test_a_character_that_no_database_keeps_is_a_problem_and_is_found_nowhere(client):
    for identity in ("a\0b", "a/b", ".."):
        assert problems(client.post("/evidence", json=item(identity))) == [("malformed", "/id")]
    assert client.get("/evidence", params={"unit": "\0"}).json() == []
    assert problems(client.post("/evidence/%00/withdrawal", json={})) == [
        ("not-standing", "evidence")
    ]


def test_what_is_confidential_is_not_listed(client):
    posted = item("duc-trong-1", "duc-trong", confidential=True)
    assert client.post("/evidence", json=posted).status_code == 201
    assert points(client, "duc-trong") > 0
    assert client.get("/evidence", params={"unit": "duc-trong"}).json() == []


def test_a_text_is_never_a_statement_to_the_database(client):
    text = "x'; DROP TABLE evidence; --"
    posted = item(f"id {text}".replace(";", ""), "don-duong", source=text)
    assert client.post("/evidence", json=posted).status_code == 201
    (listed,) = client.get("/evidence", params={"unit": "don-duong"}).json()
    assert (listed["id"], listed["source"]) == (posted["id"], text)
    assert client.get("/evidence", params={"unit": text}).json() == []


def test_a_scoreboard_is_kept_byte_for_byte(client):
    order = {"rulebook": "lam-dong-2009", "as_of": AS_OF}
    listed = client.post("/scoreboards", json=order).json()
    body = client.get(f"/scoreboards/{listed['number']}").content
    assert listed["digest"] == "sha256:" + hashlib.sha256(body).hexdigest()
    board = egov.from_json(egov.Scoreboard, body)
    assert egov.to_json(board).encode() == body
    assert (listed["rulebook"], listed["rulebook_version"], listed["rulebook_digest"]) == (
        board.rulebook.id,
        board.rulebook.version,
        board.rulebook.digest,
    )
    client.post("/evidence", json=item(f"later-{listed['number']}", "bao-loc"))
    later = client.post("/scoreboards", json=order).json()
    assert later["digest"] != listed["digest"]
    assert client.get(f"/scoreboards/{listed['number']}").content == body
    after = client.get("/scoreboards", params={"after": listed["number"] - 1}).json()
    assert [found["number"] for found in after] == [listed["number"], later["number"]]


def test_a_scoreboard_known_before_any_evidence_is_that_of_the_survey_alone(client):
    order = {"rulebook": "lam-dong-2009", "as_of": AS_OF, "known_on": yesterday()}
    client.post("/evidence", json=item("later-than-that", "lac-duong"))
    listed = client.post("/scoreboards", json=order).json()
    board = egov.score(
        egov.load_survey(SURVEY),
        egov.load_rulebook("lam-dong-2009"),
        as_of=date.fromisoformat(AS_OF),
        known_on=date.fromisoformat(yesterday()),
    )
    assert client.get(f"/scoreboards/{listed['number']}").text == egov.to_json(board)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_an_explanation_is_that_of_the_library(lang, client):
    when = {"as_of": AS_OF, "known_on": yesterday()}
    response = client.get(f"{UNIT}/di-linh/explanation", params={**when, "lang": lang})
    board = egov.score(
        egov.load_survey(SURVEY),
        egov.load_rulebook("lam-dong-2009"),
        as_of=date.fromisoformat(AS_OF),
        known_on=date.fromisoformat(yesterday()),
    )
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == egov.explain(board["di-linh"], lang=lang)


def test_the_openapi_document_speaks_of_the_bodies_as_the_library_does(client):
    document = client.get("/schema/openapi.json").json()

    def references(value):
        if isinstance(value, dict):
            yield from [value["$ref"]] if isinstance(value.get("$ref"), str) else ()
            value = [*value.values()]
        if isinstance(value, list):
            for inner in value:
                yield from references(inner)

    for reference in references(document):
        here = document
        for part in reference.removeprefix("#/").split("/"):
            here = here[part]
    paths = document["paths"]
    answers = {
        (verb, path): {*operation["responses"]}
        for path, operations in paths.items()
        for verb, operation in operations.items()
    }
    assert answers["post", "/rulebooks/{rulebook}/score"] == {"200", "404", "413", "422"}
    assert answers["get", "/units"] == {"200", "422"}
    assert answers["get", "/scoreboards/{number}"] == {"200", "404", "422"}
    assert answers["post", "/evidence"] == {"201", "413", "422"}

    def accepts(name: str, body: object) -> bool:
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        return Draft202012Validator(schema).is_valid(body)

    body = paths["/rulebooks/{rulebook}/score"]["post"]["requestBody"]["content"]
    assert body["application/json"]["schema"] == {"$ref": "#/components/schemas/Request"}
    assert accepts("Request", {"unit": "a", "observations": FULL})
    assert not accepts("Request", {"unit": "a"})
    assert accepts("Evidence", item("a"))
    assert not accepts("Evidence", item("a", recorded_on="2009"))
    card = client.get(f"{UNIT}/di-linh/score", params={"as_of": AS_OF}).json()
    assert accepts("Scorecard", card)
    refused = client.post("/rulebooks/un-egdi/score", content=b"{}")
    assert accepts("Problems", refused.json())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"id": "a", "id": "b"}', "duplicate-key"),
        (b'{"id": "\xff"}', "not-utf-8"),
        (b'{"id": "\\ud800"}', "not-unicode"),
        (b'{"id": NaN}', "wrong-type"),
        (b"[]", "wrong-type"),
        (b"{", "malformed-json"),
    ],
)
def test_evidence_that_cannot_be_read_is_a_problem(client, body, code):
    answer = client.post("/evidence", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert code in [problem["code"] for problem in answer.json()["problems"]]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/evidence/none/withdrawal",
            b'{"withdrawn_on": "2009", "withdrawn_on": "2009-01-01"}',
        ),
        ("/scoreboards", b'{"rulebook": "un-egdi", "rulebook": "lam-dong-2009"}'),
    ],
)
def test_a_name_that_stands_twice_in_an_order_is_a_problem(client, path, body):
    answer = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert [code for code, _ in problems(answer)] == ["duplicate-key"]


@pytest.mark.parametrize("path", ["/evidence", "/evidence/none/withdrawal", "/scoreboards"])
@pytest.mark.parametrize(
    ("body", "code"), [(b"[" * 2000, "too-deep"), (b"", "empty-file"), (b"\xff{}", "not-utf-8")]
)
def test_a_body_that_cannot_be_read_is_a_problem_wherever_it_is_sent(client, path, body, code):
    answer = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert code in [found for found, _ in problems(answer)]


@pytest.mark.parametrize(
    ("query", "code"),
    [("asof=2009-06-11", "unknown-key"), ("as_of=2009-06-11&as_of=2009-06-12", "duplicate-key")],
)
def test_a_name_of_a_query_that_nobody_asks_for_or_that_stands_twice_is_a_problem(
    client, query, code
):
    answer = client.get(f"{UNIT}/di-linh/score?{query}")
    assert problems(answer) == [(code, query.partition("=")[0])]
    assert client.get(f"{UNIT}/di-linh/score?as_of=2009-06-11").status_code == 200


def test_many_rows_are_scored_as_few_are(client):
    rows = [{"unit": f"u{number}", "observations": FULL} for number in range(200)]
    payload = json.dumps({"rows": rows}).encode()
    asked = {"params": {"as_of": "2022-07-01"}, "content": payload}
    answer = client.post("/rulebooks/un-egdi/score", **asked)
    scorer = egov.Scorer(egov.load_rulebook("un-egdi"))
    assert answer.content == egov.score_json(payload, scorer, as_of=date(2022, 7, 1))


def test_a_withdrawal_with_a_name_that_there_is_not_withdraws_nothing(client):
    client.post("/evidence", json=item("dam-rong-1", "dam-rong")).raise_for_status()
    before = points(client, "dam-rong")
    answer = client.post("/evidence/dam-rong-1/withdrawal", json={"withdrawn": AS_OF})
    assert answer.status_code == 422
    assert "withdrawn" in answer.json()["problems"][0]["message"]
    (listed,) = client.get("/evidence", params={"unit": "dam-rong"}).json()
    assert "withdrawn_on" not in listed
    assert points(client, "dam-rong") == before > 0


@pytest.mark.parametrize("number", [-1, 0, 10**9, 2**63, 10**30, -(10**30)])
def test_numbers_that_no_scoreboard_has_are_not_found(client, number):
    client.post("/scoreboards", json={"rulebook": "lam-dong-2009"}).raise_for_status()
    assert client.get(f"/scoreboards/{number}").status_code == 404
    listed = client.get("/scoreboards", params={"after": number})
    every = client.get("/scoreboards").json()
    assert listed.json() == ([] if number > 0 else every)
    assert every != []
