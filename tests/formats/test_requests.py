"""Requests of a portal: the meaning and the bytes of a table, every problem at its pointer."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import egov_readiness as egov
from egov_readiness.errors import MissingExtraError, Problem
from egov_readiness.formats.requests import (
    LARGEST_REQUEST,
    MOST_ROWS,
    Bounds,
    UnitRequest,
    UnitsRequest,
    problems_json,
    score_json,
)
from egov_readiness.formats.schema import json_schema
from egov_readiness.kinds import LARGEST_TEXT
from egov_readiness.observations import State
from egov_readiness.testing import observation_rows, rulebooks

DAY = date(2022, 7, 1)
VALIDATOR = Draft202012Validator(json_schema("request"))


@pytest.fixture(scope="module")
def scorer() -> egov.Scorer:
    return egov.Scorer(egov.load_rulebook("un-egdi"))


def spelled(observation):
    """An observation as a table's cell and as a request's, in one of its spellings."""
    match observation.state:
        case State.UNKNOWN:
            return st.sampled_from([(None, None), ("", ""), (None, ...)])
        case State.NOT_APPLICABLE:
            return st.sampled_from([("n/a", "n/a"), (egov.NOT_APPLICABLE, " N/A ")])
        case State.BOUNDED:
            low, high = observation.low, observation.high
            between = egov.Between(low, high)
            text = f"{float(low)!r}..{float(high)!r}"
            ends = {"low": low, "high": high}
            return st.sampled_from([(between, ends), (text, text)])
        case State.KNOWN if isinstance(observation.value, float):
            return st.sampled_from([(observation.value,) * 2, (repr(observation.value),) * 2])
        case State.KNOWN:
            return st.just((observation.value,) * 2)


@st.composite
def requests(draw):
    """A rulebook, the columns of a table, and the rows of a request with the same cells."""
    book = draw(rulebooks())
    columns, rows = (
        {"unit": [], "period": [], "level": [], "kind": [], "tags": [], "parent": []},
        [],
    )
    # Where some row has a period every row has one.
    periods = draw(st.sampled_from([[None], ["2021", "2022-06/2022-07"]]))
    for number in range(draw(st.integers(1, 3))):
        about = {
            "unit": f"đơn-vị-{number}",
            "period": draw(st.sampled_from(periods)),
            "level": draw(st.sampled_from([None, "district"])),
            "kind": draw(st.sampled_from([None, "thị xã"])),
            "tags": draw(st.lists(st.sampled_from(["mountain", "remote"]), unique=True)),
            "parent": draw(st.sampled_from([None, "lam-dong"])),
        }
        for name, value in about.items():
            columns[name].append(";".join(value) if name == "tags" else value)
        observations = {}
        for code, observation in draw(observation_rows(book)).observations.items():
            cell, item = draw(spelled(observation))
            columns.setdefault(code, []).append(cell)
            if item is not ...:
                observations[code] = item
        stated = {name: value for name, value in about.items() if value or draw(st.booleans())}
        rows.append({**stated, "observations": observations})
    if periods == [None]:
        del columns["period"]
    return book, columns, rows


@given(requests(), st.data())
def test_a_unit_scores_byte_for_byte_as_the_row_of_a_table(case, data):
    book, columns, rows = case
    index = data.draw(st.integers(0, len(rows) - 1))
    table = egov.load_table({name: [values[index]] for name, values in columns.items()})
    card = egov.score(table, book, as_of=DAY).cards[0]
    payload = json.dumps(rows[index]).encode()
    assert score_json(payload, egov.Scorer(book), as_of=DAY) == egov.to_json(card).encode()


@given(requests(), st.booleans())
def test_rows_score_byte_for_byte_as_a_table(case, own_periods):
    book, columns, rows = case
    as_of = None if own_periods and "period" in columns else DAY
    board = egov.score(egov.load_table(columns), book, as_of=as_of)
    payload = json.dumps({"rows": rows}, ensure_ascii=False).encode()
    assert score_json(payload, egov.Scorer(book), as_of=as_of) == egov.to_json(board).encode()


@given(requests())
def test_what_is_scored_is_what_the_schema_says(case):
    _, _, rows = case
    assert VALIDATOR.is_valid({"rows": rows})
    assert VALIDATOR.is_valid(rows[0])


def test_units_below_and_above_score_as_in_a_table(project):
    folder = project / "examples" / "cookbook"
    book = egov.load_rulebook(folder / "r10-communes.toml")
    table = egov.load_table(folder / "r10-communes.csv")
    columns = set(table.columns)
    rows = []
    for row in table.rows:
        about = {name: getattr(row, name) for name in ("unit", "period", "level", "kind", "parent")}
        cells = {
            code: found.value for code, found in row.observations.items() if found.value is not None
        }
        known = {indicator.code for indicator in book.indicators}
        rows.append({**about, "observations": {c: v for c, v in cells.items() if c in known}})
    assert columns
    as_of = date(2024, 12, 31)
    board = egov.score(table, book, as_of=as_of)
    assert score_json(json.dumps({"rows": rows}).encode(), egov.Scorer(book), as_of=as_of) == (
        egov.to_json(board).encode()
    )


def test_the_period_of_a_request_is_scored_where_no_date_is_asked_for(scorer):
    request = {"unit": "a", "period": 2022, "observations": {"osi": 1, "tii": 1, "hci": 1}}
    card = json.loads(score_json(json.dumps(request).encode(), scorer))
    assert (card["as_of"], card["period"]) == ("2022-12-31", "2022")


def problems(request, scorer, as_of=DAY):
    """The problems of a request, as code and path."""
    payload = request if isinstance(request, bytes) else json.dumps(request).encode()
    with pytest.raises(egov.SurveyError) as caught:
        score_json(payload, scorer, as_of=as_of)
    return [(problem.code, problem.path) for problem in caught.value.problems]


FULL = {"osi": 0.5, "tii": 0.5, "hci": 0.5}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ([], [("wrong-type", "document")]),
        ({}, [("missing", "/unit"), ("missing", "/observations")]),
        ({"unit": "a", "observations": []}, [("wrong-type", "/observations")]),
        (
            {"unit": "a", "observation": {}},
            [("unknown-key", "/observation"), ("missing", "/observations")],
        ),
        ({"unit": " a", "observations": FULL}, [("malformed", "/unit")]),
        ({"unit": 5, "observations": FULL}, [("wrong-type", "/unit")]),
        ({"unit": "a", "period": "x", "observations": FULL}, [("not-a-date", "/period")]),
        ({"unit": "a", "tags": ["a;b"], "observations": FULL}, [("malformed", "/tags/0")]),
        ({"unit": "a", "tags": "x", "observations": FULL}, [("wrong-type", "/tags")]),
        ({"unit": "a", "observations": {"osi": True}}, [("wrong-type", "/observations/osi")]),
        ({"unit": "a", "observations": {"osi": [1]}}, [("wrong-type", "/observations/osi")]),
        ({"unit": "a", "observations": {"osi": "nan"}}, [("not-finite", "/observations/osi")]),
        (
            {"unit": "a", "observations": {"osi": "1..0"}},
            [("bounds-reversed", "/observations/osi")],
        ),
        (
            {"unit": "a", "observations": {"osi": {"low": 1, "high": 0}}},
            [("bounds-reversed", "/observations/osi")],
        ),
        (
            {"unit": "a", "observations": {"osi": {"low": "x", "hihg": 0}}},
            [
                ("unknown-key", "/observations/osi/hihg"),
                ("wrong-type", "/observations/osi/low"),
                ("missing", "/observations/osi/high"),
            ],
        ),
        (
            {"unit": "a", "observations": {"osi": "x" * (LARGEST_TEXT + 1)}},
            [("too-long", "/observations/osi")],
        ),
        ({"unit": "a", "observations": {"osi": "good"}}, [("not-a-number", "/observations/osi")]),
        ({"unit": "a", "observations": {"osi": 7}}, [("outside-range", "/observations/osi")]),
        ({"unit": "a", "observations": {"a/b": 1}}, [("unknown-indicator", "/observations/a~1b")]),
        (
            {"unit": "a", "observations": {"a/b": 0.5}},
            [("unknown-indicator", "/observations/a~1b")],
        ),
        ({"rows": []}, [("no-rows", "/rows")]),
        ({"rows": {}}, [("wrong-type", "/rows")]),
        (
            {"rows": [{"unit": "a", "observations": FULL}], "as_of": "2022"},
            [("unknown-key", "/as_of")],
        ),
        (
            {"rows": [{"unit": "a", "observations": FULL}, {"unit": "a", "observations": {}}]},
            [("duplicate-unit", "/rows/1/unit")],
        ),
    ],
)
def test_a_problem_is_named_at_its_pointer(request_, expected, scorer):
    assert problems(request_, scorer) == expected


def test_every_problem_is_listed_at_once_whether_of_form_or_of_meaning(scorer):
    request = (
        b'{"rows": [{"unit": "a", "observations": {"osi": NaN, "hcl": 1, "tii": 7, "hci": 1e999}},'
        b' {"unit": "b", "unit": "b", "observations": {"osi": 8, "osi": 8}}, 5]}'
    )
    assert sorted(problems(request, scorer)) == [
        ("duplicate-key", "/rows/1/observations/osi"),
        ("duplicate-key", "/rows/1/unit"),
        ("not-finite", "/rows/0/observations/hci"),
        ("not-finite", "/rows/0/observations/osi"),
        ("outside-range", "/rows/0/observations/tii"),
        ("outside-range", "/rows/1/observations/osi"),
        ("unknown-indicator", "/rows/0/observations/hcl"),
        ("wrong-type", "/rows/2"),
    ]


def test_a_number_that_is_none_says_how_the_unknown_is_written(scorer):
    with pytest.raises(egov.SurveyError) as caught:
        egov.score_json(b'{"unit": "a", "period": "2022", "observations": {"osi": NaN}}', scorer)
    assert [problem.hint for problem in caught.value.problems] == ["write null if it is unknown"]


def test_a_code_in_two_normal_forms_stands_there_twice():
    title = egov.Text({"en": "x"})
    book = egov.Rulebook(
        id="r",
        version="1",
        title=title,
        groups=(egov.rules.Group(code="all", title=title),),
        indicators=(
            egov.rules.Indicator(
                code="điện", parent="all", title=title, method=egov.rules.Identity()
            ),
        ),
    )
    for names in ("điện", "đie\u0323\u0302n"), ("đie\u0323\u0302n", "điện"):
        for value in (1, 0.5):
            request = {"unit": "a", "observations": dict.fromkeys(names, value)}
            expected = [("duplicate-key", f"/observations/{names[1]}")]
            assert problems(request, egov.Scorer(book)) == expected


def test_a_problem_of_a_group_names_the_group_at_the_observations():
    title = egov.Text({"en": "x"})
    book = egov.Rulebook(
        id="r",
        version="1",
        title=title,
        groups=(egov.rules.Group(code="all", title=title, aggregation=egov.rules.GeometricMean()),),
        indicators=(
            egov.rules.Indicator(
                code="one", parent="all", title=title, method=egov.rules.Identity()
            ),
        ),
    )
    with pytest.raises(egov.SurveyError) as caught:
        score_json(b'{"unit": "a", "observations": {"one": 0}}', egov.Scorer(book), as_of=DAY)
    (problem,) = caught.value.problems
    assert problem.path == "/observations"
    assert problem.message.startswith("all: ")


def test_a_loop_of_parents_is_a_problem_of_the_whole(project):
    book = egov.load_rulebook(project / "examples" / "cookbook" / "r10-communes.toml")
    rows = [
        {"unit": "a", "parent": "b", "observations": {}},
        {"unit": "b", "parent": "a", "observations": {}},
    ]
    found = problems({"rows": rows}, egov.Scorer(book), as_of=date(2024, 12, 31))
    assert ("loop", "document") in found


def test_of_very_many_problems_the_first_are_listed_and_the_rest_counted(scorer):
    wrong = {"unit": "a", "observations": {**FULL, "osi": 7}}
    rows = [{**wrong, "unit": f"u{number}"} for number in range(250)]
    with pytest.raises(egov.SurveyError) as caught:
        score_json(json.dumps({"rows": rows}).encode(), scorer, as_of=DAY)
    *first, last = caught.value.problems
    assert [problem.path for problem in first] == [
        f"/rows/{number}/observations/osi" for number in range(100)
    ]
    assert (last.code, last.message) == ("more-problems", "and 150 more problems")


@pytest.mark.parametrize("as_of", ["2022-07-01", datetime(2022, 7, 1)])  # noqa: DTZ001  # of any zone
def test_a_date_that_is_none_is_refused_as_the_argument_it_is(scorer, as_of):
    payload = json.dumps({"unit": "a", "observations": FULL}).encode()
    table = egov.load_table({"unit": ["a"], "osi": [0.5], "tii": [0.5], "hci": [0.5]})
    for run in (
        lambda: score_json(payload, scorer, as_of=as_of),
        lambda: egov.score(table, scorer, as_of=as_of),
        lambda: egov.score(table, scorer, as_of=DAY, known_on=as_of),
    ):
        with pytest.raises(egov.UsageError, match="not-a-date"):
            run()


def test_a_request_without_a_date_to_score_has_a_problem(scorer):
    request = {"unit": "a", "observations": FULL}
    assert problems(request, scorer, as_of=None) == [("no-date", "/period")]


def test_a_rulebook_that_is_not_valid_on_the_date_says_so(scorer):
    with pytest.raises(egov.RulebookError, match="not-valid"):
        score_json(
            json.dumps({"unit": "a", "observations": FULL}).encode(), scorer, as_of=date(1990, 1, 1)
        )


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "empty-file"),
        (b"{", "malformed-json"),
        (b'"\xe0"', "not-utf-8"),
        (b"[" * 100_000, "too-deep"),
        (b" " * (LARGEST_REQUEST + 1), "too-large"),
    ],
)
def test_what_cannot_be_read_is_one_problem(payload, code, scorer):
    assert [found for found, _ in problems(payload, scorer)] == [code]


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_nothing_but_problems_comes_of_any_bytes(payload):
    with pytest.raises(egov.SurveyError):
        score_json(payload, egov.Scorer(egov.load_rulebook("un-egdi")), as_of=DAY)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "n/a", "0.2..0.5", "yes", "2022", "\ud800"])
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["unit", "rows", "period", "observations", "osi", "low", "high", "tags"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    ANYTHING
    | st.builds(lambda cell: {"unit": "a", "observations": {**FULL, "osi": cell}}, ANYTHING)
    | st.builds(lambda row: {"rows": [{"unit": "a", "observations": FULL}, row]}, ANYTHING)
)
def test_a_request_is_scored_or_has_problems_and_nothing_else(request_):
    scorer = egov.Scorer(egov.load_rulebook("un-egdi"))
    with suppress(egov.SurveyError):
        json.loads(score_json(json.dumps(request_).encode(), scorer, as_of=DAY))


def test_many_codes_that_are_none_take_no_time(scorer):
    request = {"unit": "a", "observations": {f"code-{number}": 1 for number in range(100_000)}}
    assert problems(request, scorer)[99:] == [
        ("unknown-indicator", "/observations/code-99"),
        ("more-problems", "document"),
    ]


def test_a_request_of_very_many_rows_is_refused_before_any_is_read(scorer):
    row = {"unit": "a", "observations": {"no": 1}}
    assert problems({"rows": [row] * (MOST_ROWS + 1)}, scorer) == [("too-large", "/rows")]
    assert ("unknown-indicator", "/rows/0/observations/no") in problems({"rows": [row]}, scorer)


def test_threads_share_a_scorer_and_get_the_same_bytes(scorer):
    payloads = [
        json.dumps({"unit": f"u{n}", "observations": {**FULL, "osi": n / 40}}).encode()
        for n in range(40)
    ]
    alone = [score_json(payload, scorer, as_of=DAY) for payload in payloads]
    fresh = egov.Scorer(scorer.rulebook)
    with ThreadPoolExecutor(8) as pool:
        together = pool.map(lambda payload: score_json(payload, fresh, as_of=DAY), payloads * 3)
        assert [*together] == alone * 3


def test_problems_are_written_with_code_path_message_and_hint():
    error = egov.SurveyError([Problem("missing", "/unit", "'unit' is missing", "give it")])
    assert json.loads(problems_json(error)) == {
        "problems": [
            {"code": "missing", "path": "/unit", "message": "'unit' is missing", "hint": "give it"}
        ]
    }


def test_an_error_without_problems_is_written_as_one():
    (problem,) = json.loads(problems_json(MissingExtraError("tables", "scoring")))["problems"]
    assert problem["code"] == "not-available"


@given(st.text(st.characters(categories=["Cs", "L"]), max_size=3))
def test_problems_with_any_text_of_a_request_can_be_written(text):
    payload = json.dumps({"unit": "a", "observations": {text: text}}).encode()
    with pytest.raises(egov.SurveyError) as caught:
        score_json(payload, egov.Scorer(egov.load_rulebook("un-egdi")), as_of=DAY)
    assert json.loads(problems_json(caught.value))["problems"]


def test_a_request_owns_its_observations():
    given_ = {"osi": Bounds(low=0, high=1)}
    request = UnitRequest(unit="a", observations=given_)
    given_.clear()
    assert UnitsRequest(rows=(request,)).rows[0].observations["osi"].high == 1
