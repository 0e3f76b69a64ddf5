from datetime import date

from attrs import evolve

from egov_readiness.dates import Period
from egov_readiness.kinds import Text
from egov_readiness.model import AdministrativeUnit, Evidence, Survey, UnitVersion
from egov_readiness.model.joining import joined

CHANGE = date(2024, 9, 1)


def survey(make, valid=None, kind="huyện", **sheets):
    version = UnitVersion(
        valid=valid or Period(),
        level="district",
        kind=kind,
        name=Text({"vi": "A"}),
        observed_on=make.day,
        recorded_on=make.day,
    )
    unit = AdministrativeUnit(id="a", versions=(version,))
    return Survey(id="s", title=make.text(), units=(unit,), **sheets)


def test_of_the_same_record_the_newer_survey_is_right(make):
    old = make.record(Evidence, "e", unit="a", concept="lan", value=0.4)
    gone = evolve(old, id="gone")
    new = evolve(old, value=0.7)
    both = joined(survey(make, evidence=(old, gone)), survey(make, evidence=(new,)))
    assert both.evidence == (new, gone)


def test_a_unit_is_what_the_newer_survey_says_and_before_that_what_the_older_said(make):
    newer = survey(make, Period(CHANGE, date(2025, 1, 1)), "thị xã")
    (unit,) = joined(survey(make), newer).units
    kinds = {day: unit.at(day, None).kind for day in (date(2024, 8, 31), CHANGE)}
    assert [*kinds.values()] == ["huyện", "thị xã"]
    assert unit.at(date(2025, 1, 1), None) is None
    always = survey(make, Period(None, CHANGE))
    assert joined(survey(make), always).units == always.units
    nothing = evolve(always, units=(AdministrativeUnit(id="a", versions=()),))
    assert joined(always, nothing).units == always.units


def test_a_unit_that_only_one_survey_has_is_kept(make):
    other = evolve(survey(make).units[0], id="b")
    both = joined(evolve(survey(make), units=(other,)), survey(make))
    assert [unit.id for unit in both.units] == ["a", "b"]
