"""Units through time: whose a code or a name was on a date."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import egov_readiness as egov
from egov_readiness.analysis import resolve, units_at
from egov_readiness.errors import UsageError

GSO = "vn-gso-district"
BEFORE, AFTER = date(2024, 11, 30), date(2024, 12, 1)


@pytest.fixture(scope="module")
def survey(project: Path):
    return egov.load_survey(project / "examples" / "lam-dong-units")


def by_code(survey, code, on):
    return resolve(survey, on=on, code=code, scheme=GSO)


def test_a_code_that_moved_means_different_units_before_and_after_and_that_is_said(survey):
    before, after = by_code(survey, "682", BEFORE), by_code(survey, "682", AFTER)
    assert (before.unit, after.unit) == ("da-teh", "da-huoai")
    (note,) = after.notes
    assert (note.code, note.path) == ("used-again", "code")
    assert note.message == "at another time 'da-teh' had the code '682' of 'vn-gso-district'"
    assert [note.message for note in before.notes] == [
        "at another time 'da-huoai' had the code '682' of 'vn-gso-district'"
    ]


@pytest.mark.parametrize("code", ["681", "683"])
def test_a_code_that_ended_means_nobody_afterwards(survey, code):
    assert by_code(survey, code, BEFORE).unit in ("da-huoai", "cat-tien")
    with pytest.raises(UsageError, match="no unit had the code"):
        by_code(survey, code, AFTER)


def test_a_unit_keeps_its_identity_and_its_name_while_its_code_changes(survey):
    for on in (BEFORE, AFTER):
        assert resolve(survey, on=on, name="Đạ Huoai").unit == "da-huoai"
        assert resolve(survey, on=on, name="HUYỆN  đạ huoai").unit == "da-huoai"


def test_a_unit_of_another_kind_keeps_its_code(survey):
    kinds = {}
    for on in (date(2010, 4, 7), date(2010, 4, 8)):
        unit = by_code(survey, "673", on).unit
        kinds[on.day] = next(item.kind for item in units_at(survey, on) if item.unit == unit)
    assert kinds == {7: "thị xã", 8: "thành phố"}
    assert resolve(survey, on=date(2010, 4, 8), name="thành phố Bảo Lộc").unit == "bao-loc"


def test_the_units_there_were_follow_from_the_dates(survey):
    counts = {
        on: sum(item.level == "district" for item in units_at(survey, on))
        for on in (date(2009, 6, 11), BEFORE, AFTER, date(2025, 6, 30), date(2025, 7, 1))
    }
    assert [*counts.values()] == [12, 12, 10, 10, 0]


def test_a_text_is_no_date_on_which_there_were_units(survey):
    for run in (
        lambda: units_at(survey, "2009-06-11"),
        lambda: units_at(survey, AFTER, known_on="2025"),
        lambda: by_code(survey, "682", "2009-06-11"),
    ):
        with pytest.raises(UsageError, match="not-a-date"):
            run()


def test_a_unit_says_which_others_had_its_code(survey):
    others = {item.unit: item.others for item in units_at(survey, AFTER) if item.others}
    assert others == {"da-huoai": ("da-teh",)}


def test_a_change_that_was_not_recorded_yet_was_not_known(survey):
    known = {"on": date(2025, 1, 1), "known_on": date(2024, 6, 30), "scheme": GSO}
    with pytest.raises(UsageError):
        resolve(survey, code="682", **known)
    early = {"on": date(2024, 6, 30), "known_on": date(2024, 6, 30), "scheme": GSO}
    assert resolve(survey, code="682", **early).notes == ()


def test_a_name_that_nobody_had_is_named_with_one_like_it(survey):
    with pytest.raises(UsageError) as error:
        resolve(survey, on=BEFORE, name="Di Lin")
    assert "di linh" in error.value.problems[0].hint


@pytest.mark.parametrize(
    "asked",
    [{}, {"code": "682"}, {"scheme": GSO, "name": "x"}, {"code": "1", "scheme": GSO, "name": "x"}],
)
def test_a_unit_is_asked_for_in_exactly_one_way(survey, asked):
    with pytest.raises(UsageError, match="one-of"):
        resolve(survey, on=BEFORE, **asked)


@given(st.integers(0, 6000))
def test_resolving_is_a_function_of_the_date(project, days):
    survey = egov.load_survey(project / "examples" / "lam-dong-units")
    on = date(2009, 6, 11) + timedelta(days=days)
    for item in units_at(survey, on):
        for mark in item.codes:
            scheme, code = mark.split(":")
            assert resolve(survey, on=on, code=code, scheme=scheme).unit == item.unit
