"""What is written and read again is the same, and says the same under one digest."""

import json
import random
import tempfile
from datetime import date
from pathlib import Path

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import egov_readiness as egov
from egov_readiness.canonical import digest, plain
from egov_readiness.measures import observe
from egov_readiness.model.survey import SHEETS
from egov_readiness.testing import observation_tables, rulebooks, surveys

DAY = date(2009, 12, 31)


@given(surveys())
def test_a_survey_survives_json(survey):
    assert egov.from_json(egov.Survey, egov.to_json(survey)) == survey


@given(surveys())
def test_a_survey_survives_its_folder(survey):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "survey"
        egov.save_survey(survey, place)
        assert egov.load_survey(place) == survey


@given(rulebooks())
def test_a_rulebook_survives_json_and_toml(rulebook):
    assert egov.from_json(egov.Rulebook, egov.to_json(rulebook)) == rulebook
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "random.toml"
        egov.save_rulebook(rulebook, place)
        assert egov.load_rulebook(place) == rulebook


@given(rulebooks().flatmap(lambda b: st.tuples(st.just(b), observation_tables(b))))
def test_a_scoreboard_survives_json(case):
    board = egov.score(case[1], case[0], as_of=DAY)
    assert egov.from_json(egov.Scoreboard, egov.to_json(board)) == board


@given(surveys(), st.integers(0, 4), st.booleans())
def test_a_digest_does_not_see_the_formatting(survey, indent, ascii_only):
    spelled = json.dumps(plain(survey), indent=indent, ensure_ascii=ascii_only)
    assert digest(egov.from_json(egov.Survey, spelled)) == digest(survey)


@given(surveys(), st.randoms())
def test_the_order_of_records_changes_nothing(survey, shuffler: random.Random):
    def shuffled(records):
        mixed = list(records)
        shuffler.shuffle(mixed)
        return tuple(mixed)

    mixed = evolve(survey, **{sheet: shuffled(getattr(survey, sheet)) for sheet in SHEETS})
    rulebook = egov.load_rulebook("lam-dong-2009")
    one, other = (observe(s, rulebook, as_of=DAY) for s in (survey, mixed))
    assert one.digest == other.digest
    assert {r.unit: r for r in one.rows} == {r.unit: r for r in other.rows}
