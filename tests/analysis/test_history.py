"""What became of units through time."""

from datetime import date

import pytest

import egov_readiness as egov
from egov_readiness.analysis import unit_history


@pytest.fixture(scope="module")
def survey(project):
    return egov.load_survey(project / "examples" / "lam-dong-units")


def test_a_unit_is_listed_with_what_it_came_from_and_what_came_from_it(survey):
    events = unit_history(survey, "cat-tien")
    assert [(event.kind.value, event.before, event.after) for event in events] == [
        ("merge", "cat-tien", "da-huoai"),
        ("recode", "da-huoai", "da-huoai"),
        ("abolish", "da-huoai", None),
    ]
    assert {event.before for event in unit_history(survey, "da-huoai")} == {
        "da-huoai",
        "da-teh",
        "cat-tien",
    }


def test_what_another_unit_was_before_it_took_a_unit_up_is_not_that_units_history(survey):
    assert not any(event.before == "bao-loc" for event in unit_history(survey, "da-teh"))
    ward = unit_history(survey, "phuong-2-bao-loc")
    assert [event.change for event in ward] == ["bao-loc-city", *["communes-of-two-districts"] * 2]


def test_four_communes_draw_on_two_districts(survey):
    drawn = {}
    for event in unit_history(survey):
        if event.change == "communes-of-two-districts":
            drawn.setdefault(event.after, []).append(event.before)
    assert len(drawn) == 4
    assert {len(befores) for befores in drawn.values()} == {2}
    assert drawn["phuong-2-bao-loc"] == ["bao-loc", "bao-lam"]


def test_a_change_is_listed_in_order_of_time_and_once_it_is_on_record(survey):
    days = [event.effective_on for event in unit_history(survey)]
    assert days == sorted(days)
    known = unit_history(survey, known_on=date(2024, 10, 24))
    assert known[-1].effective_on == date(2024, 12, 1)
    assert known[-1].document == "1245/NQ-UBTVQH15"
