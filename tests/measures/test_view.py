from datetime import date

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate, Period
from egov_readiness.documents import LegalDocument
from egov_readiness.kinds import Between, Origin, Quantifier, Text
from egov_readiness.measures.view import SurveyView, UnitView, admitted
from egov_readiness.model import (
    AdministrativeUnit,
    Evidence,
    InfrastructureItem,
    InfrastructureKind,
    InspectionTeam,
    Survey,
    TrainingCohort,
    UnitVersion,
)
from egov_readiness.model.survey import SHEETS
from egov_readiness.testing import surveys

DAY = date(2009, 6, 11)


def seen(observed="2009-06", recorded="2009-06"):
    return {"observed_on": PartialDate(observed), "recorded_on": PartialDate(recorded)}


def unit(identity, *versions):
    return AdministrativeUnit(id=identity, versions=versions)


def version(since=None, until=None, recorded="2005", kind="huyện", **more):
    return UnitVersion(
        valid=Period(since, until),
        level="district",
        kind=kind,
        name=Text({"vi": "Bảo Lộc"}),
        observed_on=PartialDate("2005"),
        recorded_on=PartialDate(recorded),
        **more,
    )


def lan(identity="i", unit="bao-loc", **more):
    return InfrastructureItem(
        id=identity, unit=unit, kind=InfrastructureKind.LAN, **{**seen("2009-06-01"), **more}
    )


def cohort(identity, *people, unit="bao-loc"):
    return TrainingCohort(
        id=identity,
        unit=unit,
        course=Text({"en": "Office"}),
        level="district",
        people=people,
        **seen("2009-05"),
    )


def survey(**sheets):
    sheets.setdefault("units", (unit("bao-loc", version()), unit("di-linh", version())))
    return Survey(id="s", title=Text({"en": "Survey"}), **sheets)


def digest(source, as_of=DAY, known_on=None):
    return SurveyView.of(source, as_of=as_of, known_on=known_on).digest()


@pytest.mark.parametrize(
    ("observed", "recorded", "known_on", "counted"),
    [
        ("2009-06-11", "2012", None, True),
        ("2009-06-12", "2009-06-12", None, False),
        ("2009-06-10/2009-06-11", "2009-06-11", None, True),
        ("2009-06-11/2009-06-12", "2009-06-12", None, False),
        ("2009-06", "2009-06-30", None, False),
        ("2009-06-01", "2009-07-01", date(2009, 6, 30), False),
        ("2009-06-01", "2009-06", date(2009, 6, 30), True),
        ("2009-06-01", "2009-06", date(2009, 6, 29), False),
    ],
)
def test_a_record_counts_by_both_clocks_and_a_window_from_its_last_day(
    observed, recorded, known_on, counted
):
    source = survey(infrastructure=(lan(**seen(observed, recorded)),))
    view = SurveyView.of(source, as_of=DAY, known_on=known_on)
    assert bool(view.unit("bao-loc").infrastructure) is counted


def test_documents_count_by_both_clocks_and_are_found_by_their_normalised_number():
    early = LegalDocument(id="16 / nq–tu", **seen("2008"))
    late = LegalDocument(id="2599/QĐ-UBND", **seen("2010"))
    view = SurveyView.of(survey(documents=(early, late)), as_of=DAY)
    assert view.unit("bao-loc").documents == {"16/NQ-TU": early}


def test_a_unit_sees_its_own_records_only():
    source = survey(infrastructure=(lan("a"), lan("b", unit="di-linh")))
    view = SurveyView.of(source, as_of=DAY)
    assert [item.id for item in view.unit("bao-loc").infrastructure] == ["a"]
    assert [item.id for item in view.unit("di-linh").infrastructure] == ["b"]


def test_a_unit_that_the_survey_does_not_have_has_no_records():
    view = SurveyView.of(survey(infrastructure=(lan(unit="da-lat"),)), as_of=DAY).unit("da-lat")
    assert (view.unit, view.as_of, view.infrastructure) == ("da-lat", DAY, ())


def test_a_unit_carries_the_precedence_and_the_words_of_quantity():
    source = survey(quantifiers={Quantifier.MOST: Between(0.7, 1)})
    view = SurveyView.of(source, as_of=DAY, precedence=(Origin.PRESS,)).unit("bao-loc")
    assert view.precedence == (Origin.PRESS,)
    assert view.quantifiers[Quantifier.MOST] == Between(0.7, 1)


def test_a_record_is_old_once_more_days_have_passed_than_the_indicator_allows():
    view = UnitView(unit="u", as_of=date(2009, 6, 11)).asked("lan", 10)
    assert not view.is_old(PartialDate("2009-06-01"))
    assert view.is_old(PartialDate("2009-05-31"))
    assert not view.is_old(PartialDate("2009-05-20/2009-06-01"))
    assert not view.asked("lan", None).is_old(PartialDate("1990"))


def test_the_same_records_are_asked_about_whatever_the_indicator():
    view = SurveyView.of(survey(infrastructure=(lan(),)), as_of=DAY).unit("bao-loc")
    asked = view.asked("lan", 10)
    assert (asked.indicator, asked.stale_after) == ("lan", 10)
    others = [
        name.name for name in fields(UnitView) if name.name not in ("indicator", "stale_after")
    ]
    assert all(getattr(asked, name) is getattr(view, name) for name in others)


def test_a_unit_exists_from_its_own_validity_on_however_late_it_was_observed():
    late = evolve(version(), observed_on=PartialDate("2019"))
    view = SurveyView.of(survey(units=(unit("bao-loc", late),)), as_of=DAY)
    assert view.survey.units[0].at(DAY, None) is not None


def test_what_becomes_of_a_unit_later_is_not_known_at_the_date():
    turn = date(2010, 4, 8)
    town = version(until=turn, kind="thị xã")
    city = version(since=turn, kind="thành phố")
    before = SurveyView.of(survey(units=(unit("bao-loc", town, city),)), as_of=DAY)
    assert [held.valid for held in before.survey.units[0].versions] == [Period()]
    after = SurveyView.of(survey(units=(unit("bao-loc", city, town),)), as_of=turn)
    assert [held.kind for held in after.survey.units[0].versions] == ["thị xã", "thành phố"]
    assert after.survey.units[0].versions[0].valid == Period(until=turn)


def test_what_names_a_record_is_kept_for_one_look_at_a_unit():
    view = SurveyView.of(survey(infrastructure=(lan(),)), as_of=DAY)
    assert view.unit("bao-loc").shared is not view.unit("bao-loc").shared


def test_a_unit_that_nobody_knew_of_is_not_admitted():
    source = survey(units=(unit("bao-loc", version(recorded="2010")), unit("da-lat")))
    assert SurveyView.of(source, as_of=DAY, known_on=DAY).survey.units == ()


def test_later_records_leave_the_digest_as_it_is():
    source = survey(infrastructure=(lan(in_use=1),))
    known_on = date(2009, 6, 30)
    town, city = version(until=date(2010, 4, 8)), version(since=date(2010, 4, 8))
    later = survey(
        units=(unit("bao-loc", town, city), unit("di-linh", version()), unit("moi", city)),
        infrastructure=(
            lan(in_use=1),
            lan("seen-later", **seen("2009-07-01")),
            lan("told-later", **seen("2009-06-01", "2009-07-01")),
        ),
        documents=(LegalDocument(id="688/QĐ-UBND", **seen("2013")),),
    )
    assert digest(later, known_on=known_on) == digest(source, known_on=known_on)


@pytest.mark.parametrize(
    "other",
    [
        {"infrastructure": (lan(in_use=2),)},
        {"infrastructure": (lan(in_use=1), lan("j"))},
        {"infrastructure": (lan(in_use=1),), "quantifiers": {Quantifier.ALL: Between(0.9, 1)}},
        {"infrastructure": (lan(in_use=1),), "units": (unit("bao-loc", version()),)},
        {
            "infrastructure": (lan(in_use=1),),
            "teams": (InspectionTeam(id="t", round="r", lead="Giám đốc Sở", **seen("2009-05")),),
        },
    ],
)
def test_whatever_is_admitted_is_in_the_digest(other):
    assert digest(survey(**other)) != digest(survey(infrastructure=(lan(in_use=1),)))


def test_what_a_survey_is_called_is_not_in_the_digest():
    source = survey(infrastructure=(lan(),))
    assert digest(evolve(source, title=Text({"vi": "Đợt 1"}))) == digest(source)


@given(st.permutations(range(5)), st.permutations(range(2)))
def test_the_order_of_records_and_units_is_not_in_the_digest(items, units):
    records = [lan(str(number), in_use=number) for number in range(5)]
    source = survey(infrastructure=tuple(records))
    mixed = survey(
        infrastructure=tuple(records[place] for place in items),
        units=tuple(source.units[place] for place in units),
    )
    assert digest(mixed) == digest(source)


def test_people_are_in_the_digest_by_what_they_attended_and_not_by_name():
    source = survey(training=(cohort("a", "p1", "p2"), cohort("b", "p2", "p3")))
    renamed = survey(training=(cohort("a", "x", "y"), cohort("b", "z", "y")))
    others = survey(training=(cohort("a", "p1", "p2"), cohort("b", "p3", "p4")))
    apart = survey(training=(cohort("a", "p1", "p2"), cohort("b", "p2", "p3", unit="di-linh")))
    same_pseudonym = survey(
        training=(cohort("a", "p1", "p2"), cohort("b", "p7", "p8", unit="di-linh"))
    )
    reordered = survey(training=(cohort("b", "p3", "p2"), cohort("a", "p2", "p1")))
    assert digest(renamed) == digest(reordered) == digest(source)
    assert digest(others) != digest(source)
    assert digest(apart) == digest(same_pseudonym)


def test_a_record_of_evidence_is_sorted_to_its_unit():
    item = Evidence(id="e", unit="di-linh", concept="c", value=1, **seen("2009-05"))
    assert SurveyView.of(survey(evidence=(item,)), as_of=DAY).unit("di-linh").evidence == (item,)


@given(surveys(), st.sampled_from(["observed_on", "recorded_on"]))
def test_the_clocks_refuse_the_records_of_every_sheet(source, clock):
    day = date(2012, 1, 1)
    later = evolve(
        source,
        **{
            sheet: tuple(
                evolve(record, **{"recorded_on": PartialDate.of(day), clock: PartialDate.of(day)})
                for record in getattr(source, sheet)
            )
            for sheet in SHEETS
            if sheet != "units"
        },
    )
    eve = date(2011, 12, 31)
    clocks = {"observed_on": {"as_of": eve}, "recorded_on": {"as_of": day, "known_on": eve}}[clock]
    known = admitted(later, **clocks)
    assert {sheet: getattr(known, sheet) for sheet in SHEETS if sheet != "units"} == {
        sheet: () for sheet in SHEETS if sheet != "units"
    }
