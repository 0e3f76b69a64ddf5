"""The teaching rulebook: what it promises its readers, held against the code.

Presence is not use: the same reach with less use scores less, inside achievement and as the total
of both results; and what is merely there brings nothing in achievement.
"""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import egov_readiness as egov
from egov_readiness.model import (
    AdministrativeUnit,
    InfrastructureItem,
    InfrastructureKind,
    UnitVersion,
)

DAY = egov.PartialDate("2009-06-11")
SCORED_ON = date(2009, 6, 11)
ELIGIBLE, CONNECTED = 20, 15
RULEBOOK = egov.load_rulebook("lam-dong-2009")
SCORER = egov.Scorer(RULEBOOK)


def district(in_use, kind=InfrastructureKind.LAN):
    """A district of which only the reach and the use of one kind of infrastructure are known."""
    version = UnitVersion(
        level="district",
        kind="huyện",
        name=egov.Text({"vi": "Giả định"}),
        observed_on=DAY,
        recorded_on=DAY,
    )
    item = InfrastructureItem(
        id="item",
        unit="district",
        kind=kind,
        eligible=ELIGIBLE,
        installed=CONNECTED,
        connected=CONNECTED if kind is InfrastructureKind.LAN else None,
        working=CONNECTED,
        in_use=in_use,
        observed_on=DAY,
        recorded_on=DAY,
    )
    survey = egov.Survey(
        id="reach-and-use",
        title=egov.Text({"en": "Reach and use"}),
        units=(AdministrativeUnit(id="district", versions=(version,)),),
        infrastructure=(item,),
    )
    return egov.score(survey, SCORER, as_of=SCORED_ON)["district"]


def complete(project, unit, in_use):
    """A unit of the tutorial province, fully known, with another use of its LAN."""
    survey = egov.load_survey(project / "examples" / "tutorial-province")
    items = tuple(
        evolve(item, in_use=in_use)
        if (item.unit, item.kind) == (unit, InfrastructureKind.LAN)
        else item
        for item in survey.infrastructure
    )
    return egov.score(evolve(survey, infrastructure=items), SCORER)[unit]


@given(
    in_use=st.integers(0, CONNECTED - 1),
    kind=st.sampled_from([InfrastructureKind.LAN, InfrastructureKind.WORKSTATION]),
)
def test_the_same_reach_with_less_use_scores_less_whatever_else_is_unknown(in_use, kind):
    less, more = district(in_use, kind), district(in_use + 1, kind)
    assert less["readiness"] == more["readiness"]
    assert less["achievement"].low < more["achievement"].low
    assert less["achievement"].high < more["achievement"].high


@pytest.mark.parametrize("in_use", [0, 3, 11])
def test_reach_without_use_scores_below_the_same_reach_with_use(project, in_use):
    idle, busy = complete(project, "hoa-sen", in_use), complete(project, "hoa-sen", 12)
    assert idle["readiness"] == busy["readiness"]
    assert idle["achievement"].value < busy["achievement"].value
    total = [card["readiness"].value + card["achievement"].value for card in (idle, busy)]
    assert total[0] < total[1]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (InfrastructureKind.LAN, "lan_in_use"),
        (InfrastructureKind.WORKSTATION, "workstations_in_use"),
    ],
)
def test_what_is_there_and_not_used_brings_nothing_in_achievement(kind, code):
    assert district(0, kind)[code].earned == 0


def test_use_that_is_not_recorded_is_bounded_by_what_is_connected():
    node = district(None)["lan_in_use"]
    # 15 of 20 can be in use at most: 0.75 of the 0.9 that is full.
    assert (node.low, node.high) == pytest.approx((0, 100 * 0.75 / 0.9), abs=1e-9)


def test_the_rulebook_says_in_both_languages_that_it_is_no_official_scheme():
    assert RULEBOOK.standing == "illustrative"
    assert "not an official scheme" in RULEBOOK.title["en"]
    assert "không phải bộ chỉ số chính thức" in RULEBOOK.title["vi"]
    for language in ("en", "vi"):
        assert "2392/QĐ-BTTTT" in RULEBOOK.description[language]
    assert "2392/QĐ-BTTTT" not in {document.id for document in RULEBOOK.documents}


def test_readiness_and_achievement_are_two_results_with_the_same_bands():
    assert [group.code for group in RULEBOOK.results] == ["readiness", "achievement"]
    for result in RULEBOOK.results:
        assert result.band_order == "best_first"
        assert [band.title["vi"] for band in RULEBOOK.bands_of(result.code)] == [
            "Tốt",
            "Khá",
            "Trung bình",
            "Yếu",
        ]


def test_its_weights_are_points_that_add_up_to_a_hundred_for_a_district():
    for result in district(0).results:
        assert sum(group.weight for group in result.children) == 100
        for group in result.children:
            asked = [c.weight for c in group.children if c.state.value != "not_applicable"]
            assert sum(asked) == group.weight, group.code


def test_every_form_of_criterion_that_it_teaches_is_there():
    methods = {indicator.method.kind for indicator in RULEBOOK.indicators}
    assert methods == {"ratio", "yes_no", "steps", "options", "per_item", "target", "goalposts"}
    assert {group.aggregation.kind for group in RULEBOOK.groups} == {
        "weighted_mean",
        "sum",
        "best_of",
    }
    assert [i.code for i in RULEBOOK.indicators if i.weight == 0] == ["lan_utilisation"]
    assert isinstance(RULEBOOK.node("email_in_use").method.target, tuple)


def test_every_criterion_says_what_proves_it_and_who_verifies_it():
    for indicator in RULEBOOK.indicators:
        assert indicator.evidence is not None, indicator.code
        assert indicator.verifier is not None, indicator.code


def test_the_shares_of_districts_are_asked_of_the_province_only():
    of_findings = [
        indicator
        for indicator in RULEBOOK.indicators
        if indicator.measure_call and indicator.measure_call.name == "findings.share_of_units"
    ]
    assert len(of_findings) == 3
    assert {indicator.applies_to.levels for indicator in of_findings} == {("province",)}


def test_the_target_for_e_mail_follows_the_year():
    method = RULEBOOK.node("email_in_use").method
    assert [(number.since.year, number.value) for number in method.target] == [
        (2008, 0.2),
        (2010, 0.3),
    ]


def test_no_document_it_cites_is_younger_than_its_year():
    for document in RULEBOOK.documents:
        assert document.issued_on.first_day.year <= 2009, document.id
