"""What is read fast is what is read at leisure, and whatever is not certain is left to that."""

import copy
import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.describe import Choice, Constant, Leaf, Nested, TableOf, describe
from egov_readiness.errors import RecordError, SurveyError
from egov_readiness.formats import fast, files
from egov_readiness.formats.assemble import survey_of
from egov_readiness.formats.fast import read_survey
from egov_readiness.formats.json import draft_of_json, from_json, to_json
from egov_readiness.formats.survey import load_survey
from egov_readiness.kinds import Origin, Quantifier, Text
from egov_readiness.model import Survey
from egov_readiness.testing import surveys

HEAD = '"id":"s","title":{"en":"x"}'
ITEM = '"id":"i","unit":"u","kind":"lan","observed_on":"2009","recorded_on":"2009"'
UNIT = (
    '"units":[{"id":"u","versions":[{"level":"l","kind":"k","name":{"en":"x"},'
    '"observed_on":"2009","recorded_on":"2009"}]}]'
)

# Texts, numbers and other values as documents may have them, right in some place or in none.
ODD = (
    *("null", "true", "false", "[]", "{}", "[1]", '{"en":"x"}', '{"en":"x","en":"y"}'),
    *('{"e\\u006e":"x"}', '{"vi":" "}', '{"en":5}', '{"e\u0301":"x"}', '{"a":"1","b":"2"}'),
    *("0", "-0", "-0.0", "1", "-1", "5.0", "2.5", "1e2", "1e-400", "1e999", "NaN", "-Infinity"),
    *("9007199254740991", "9007199254740992", "-9007199254740993", "1" * 40, "1" * 500, "01"),
    *('""', '" "', '"x"', '"a;b"', '"a:b"', '":"', '"\\u003a"', '"\\u003A:"', '"x\\u0000"'),
    *('"e\u0301"', '"e\\u0301"', '"\u00e9"', '"\u212a"', '"\u1e69\u0323"', '"\ud83d\ude00"'),
    *('"\\ud83d\\ude00"', '"\\ud800"', '"\\ud800\\u0041"', '"x\ny"', '"x' + "y" * 250 + '"'),
    *('"2009"', "2009", '"2009-02-30"', '"2009-02-28"', '"2010/2008"', '"2008/2010-02"', '"209"'),
    *('"n/a"', '"n\\/a"', '"0..1"', '"2..1"', '"1..x"', '"1/2"', '"2/1"', '"5"', '"1,5"'),
    *('"9 VND"', '"-9 VND"', '"lan"', '"LAN"', '"inspected"', "[" * 70 + "]" * 70),
)


class Members(list):
    """The members of an object, each a list of name and value; a name may stand twice."""


def tree_of(value):
    """Return plain values as a tree in which every name and every single value is JSON already."""
    if isinstance(value, dict):
        return Members([json.dumps(key), tree_of(item)] for key, item in value.items())
    if isinstance(value, list):
        return [tree_of(item) for item in value]
    return json.dumps(value, ensure_ascii=False)


def text_of(tree, colon=":", comma=","):
    """Return the document that a tree stands for."""
    if isinstance(tree, Members):
        members = (f"{name}{colon}{text_of(item, colon, comma)}" for name, item in tree)
        return "{" + comma.join(members) + "}"
    if isinstance(tree, list):
        return "[" + comma.join(text_of(item, colon, comma) for item in tree) + "]"
    return tree


def places_in(tree):
    """Yield every list or object of a tree with the number of each of its items."""
    if isinstance(tree, list):
        for number, item in enumerate(tree):
            yield tree, number
            yield from places_in(item[1] if isinstance(tree, Members) else item)


def result_of(read, data):
    """Return the survey that comes of a document, to the type of each number, or its problems."""
    try:
        return repr(read(data))
    except SurveyError as error:
        return error.problems


def at_leisure(data):
    """Read a survey in the way that says what is wrong."""
    return survey_of(draft_of_json(data, SurveyError))


def agrees(data):
    """Tell whether a document comes out the same, and whether it was read fast."""
    expected = result_of(at_leisure, data)
    assert result_of(lambda given: from_json(Survey, given), data) == expected
    found = read_survey(data)
    if isinstance(expected, str):
        assert found is None or repr(found) == expected
    return found is not None


@settings(max_examples=15, suppress_health_check=[*HealthCheck])
@given(surveys())
def test_whatever_survey_is_read_fast_and_the_same(survey):
    text = to_json(survey)
    assert read_survey(text) == survey
    assert agrees(text)
    assert agrees(text.encode())


def test_a_survey_with_every_record_is_read_fast_and_the_same(survey):
    assert agrees(to_json(survey))


def test_every_field_of_a_survey_can_be_read_fast():
    assert issubclass(fast._structure(Survey), fast.msgspec.Struct)


@settings(max_examples=4 * settings.default.max_examples)  # there are many places and oddities
@given(st.data())
def test_one_odd_thing_in_a_survey_comes_out_the_same(survey, data):
    tree = copy.deepcopy(tree_of(json.loads(to_json(survey))))
    places = [*places_in(tree)]
    for _ in range(data.draw(st.integers(1, 2))):
        where, number = data.draw(st.sampled_from(places))
        if number >= len(where):
            continue
        odd = data.draw(st.sampled_from(ODD))
        change = data.draw(st.sampled_from(("value", "twice", "again", "name", "out", "more")))
        named = isinstance(where, Members)
        if change == "value" and named:
            where[number] = [where[number][0], odd]
        elif change == "value":
            where[number] = odd
        elif change == "twice":
            where.insert(number, copy.deepcopy(where[number]))
        elif change == "again" and named:
            where.append([where[number][0], odd])
        elif change == "name" and named:
            name = data.draw(st.sampled_from(('"x"', '"id"', '"\\u0069d"', '"e\u0301"', '""')))
            where[number] = [name, where[number][1]]
        elif change == "out":
            del where[number]
        elif named:
            where.append(
                ['"' + data.draw(st.sampled_from(("note", "unit", "nonsense"))) + '"', odd]
            )
    colon = data.draw(st.sampled_from((":", " : ", ": ", "\n:\t")))
    comma = data.draw(st.sampled_from((",", ", ", ",\n  ")))
    document = text_of(tree, colon, comma)
    agrees(document)
    agrees(document.encode("utf-8", "surrogatepass"))


@settings(max_examples=100)
@given(st.data())
def test_a_damaged_document_comes_out_the_same(survey, data):
    document = bytearray(to_json(survey).encode())
    start = data.draw(st.integers(0, len(document) - 1))
    document[start : start + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    agrees(bytes(document))


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["", "\n", " \t\r\n"])
def test_a_byte_order_mark_and_blanks_around_change_nothing(survey, start, end):
    text = start + to_json(survey) + end
    assert agrees(text)
    assert agrees(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff\ufeff{" + HEAD + "}",
        "\x0b{" + HEAD + "}",
        "{" + HEAD + "}}",
        "{" + HEAD + ',"note":{"en":"\ud800"}}',
        "{" + HEAD + ',"format":2}',
        "{" + HEAD + ',"format":1.0}',
        "{" + HEAD + ',"period":2009}',
        "",
        "[]",
        "null",
    ],
)
def test_what_is_odd_about_a_whole_document_is_left_to_reading_at_leisure(text):
    assert not agrees(text)


@pytest.mark.parametrize("format_number", [0, 1, -3])
def test_an_older_format_is_read_fast(format_number):
    assert agrees(f'{{{HEAD},"format":{format_number}}}')


@pytest.mark.parametrize(
    ("words", "certain"),
    [
        ("a: b", True),
        ("http://x", True),
        ("\\u003a", True),
        ("\\u003c:", True),
        ("\\u003a:", False),
        ("\\u003A:", False),
    ],
)
def test_colons_in_texts_are_no_names(words, certain):
    title = f'"title":{{"en":"{words}"}}'
    assert agrees(f'{{"id":"s",{title}}}') is certain
    assert not agrees(f'{{"id":"s","id":"s",{title}}}')


@pytest.mark.parametrize(
    "members",
    [
        '"note":{"en":"x","en":"x"}',
        '"quantifiers":{"most":"0..1","most":"0..1"}',
        '"units":[],"units":[]',
        '"note":null,"note":null',
    ],
)
def test_a_name_that_stands_twice_anywhere_is_left_to_reading_at_leisure(members):
    assert not agrees(f"{{{HEAD},{members}}}")


def test_keys_that_mean_the_same_are_left_to_reading_at_leisure():
    for codes, certain in (('"\u00e9":"1","e\u0301":"2"', False), ('"\u00e9":"1"', True)):
        units = f'{UNIT[:-4]},"codes":{{{codes}}}}}]}}]'
        assert agrees(f"{{{HEAD},{units}}}") is certain


@pytest.mark.parametrize("number", ["1", "1.0", "-0.0", "1e2", "0.1", "5e-324", "9007199254740991"])
def test_numbers_keep_their_type(number):
    amount = f'"capacity":{number},"capacity_unit":"x"'
    assert agrees(f'{{{HEAD},{UNIT},"infrastructure":[{{{ITEM},{amount}}}]}}')


def test_numbers_that_are_equal_and_of_two_types_are_kept_apart():
    items = ",".join(
        "{" + ITEM.replace('"i"', f'"{name}"') + f',"capacity":{number},"capacity_unit":"x"}}'
        for name, number in (("a", "1"), ("b", "1.0"), ("c", "0.0"), ("d", "0"))
    )
    assert agrees(f'{{{HEAD},{UNIT},"infrastructure":[{items}]}}')


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: number >= 0))
@example(2.2250738585072011e-308)
def test_every_number_is_read_to_its_last_bit(number):
    amount = f'"capacity":{number!r},"capacity_unit":"x"'
    assert agrees(f'{{{HEAD},{UNIT},"infrastructure":[{{{ITEM},{amount}}}]}}')


def test_what_does_not_agree_is_found_after_reading_fast():
    text = f'{{{HEAD},"infrastructure":[{{{ITEM}}}]}}'
    assert agrees(text)
    with pytest.raises(SurveyError, match="/infrastructure/0/unit: unknown-unit"):
        from_json(Survey, text)


def test_a_document_beyond_the_limit_is_left_to_reading_at_leisure(monkeypatch):
    monkeypatch.setattr(fast, "LARGEST_FILE", 10)
    assert read_survey(f"{{{HEAD}}}") is None
    assert files.LARGEST_FILE > 10


def test_a_file_and_a_payload_are_read_alike(tmp_path, survey):
    path = tmp_path / "survey.json"
    path.write_bytes(to_json(survey).encode())
    assert load_survey(path) == load_survey(path.read_bytes()) == survey
    path.write_text("{", encoding="utf-8")
    with pytest.raises(SurveyError, match=r"survey\.json:line 1, column 2"):
        load_survey(path)


def test_a_shape_that_no_column_has_is_refused_when_it_is_asked_for():
    word, number = Leaf(Origin), Leaf(int)
    for shape in (
        Choice((word, number)),
        Choice((Leaf(Text), number)),
        Choice((Nested(Survey), number)),
    ):
        with pytest.raises(TypeError, match="not read from columns"):
            fast._column(shape)


def test_one_of_a_few_texts_is_read_from_a_text():
    shape = Constant(("a", "b"))
    assert fast._hint(shape) is str
    assert fast._column(shape)(["b", "a", None], fast._Tally()) == ["b", "a", None]
    with pytest.raises(RecordError, match="unknown-value"):
        fast._column(shape)(["c"], fast._Tally())


def test_a_table_may_have_words_as_keys():
    shape = next(field.shape for field in describe(Survey) if field.name == "quantifiers")
    assert isinstance(shape, TableOf)
    read = from_json(Survey, f'{{{HEAD},"quantifiers":{{"most":"0.5..1"}}}}')
    assert [*read.quantifiers] == [Quantifier.MOST]


def test_equal_texts_and_dates_are_read_once():
    items = ",".join("{" + ITEM.replace('"i"', f'"{name}"') + "}" for name in "ab")
    first, second = from_json(
        Survey, f'{{{HEAD},{UNIT},"infrastructure":[{items}]}}'
    ).infrastructure
    assert first.observed_on == PartialDate("2009")
    assert first.observed_on is second.observed_on


WITHOUT = """
import sys
sys.modules["msgspec"] = None  # as if it were not installed
from egov_readiness import Survey
from egov_readiness.errors import SurveyError
from egov_readiness.formats.json import from_json, to_json
text = sys.stdin.read()
assert to_json(from_json(Survey, text)) == text
try:
    from_json(Survey, text[:-1])
except SurveyError as error:
    print(error.problems[0].code)
assert "egov_readiness.formats.fast" not in sys.modules
"""


def test_without_the_extra_everything_is_read_and_nothing_is_said(survey):
    command = [sys.executable, "-c", WITHOUT]
    run = subprocess.run(
        command, input=to_json(survey), encoding="utf-8", capture_output=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "malformed-json\n", "")


def test_a_mistake_of_the_library_is_not_taken_for_a_missing_extra():
    program = """
import sys
sys.modules["egov_readiness.making"] = None
from egov_readiness import Survey
from egov_readiness.formats.json import from_json
from_json(Survey, "{}")
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert b"ModuleNotFoundError" in run.stderr


THREADS = """
import sys, threading, time
from pathlib import Path
from egov_readiness import Survey, from_json, load_survey, to_json
from egov_readiness.formats import fast

sys.setswitchinterval(1e-5)
document = to_json(load_survey(Path(sys.argv[1])))

def read(number):
    together.wait()
    time.sleep(number * float(sys.argv[2]))
    found.append(from_json(Survey, document).id)

together, found = threading.Barrier(8), []
threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(found) == 8
"""


@pytest.mark.parametrize("pause", ["0.003", "0.004", "0.005", "0.006"])
def test_the_first_surveys_may_be_read_by_several_threads_at_once(project, pause):
    survey = project / "examples" / "lam-dong-2009"
    run = subprocess.run(
        [sys.executable, "-c", THREADS, survey, pause], capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr
