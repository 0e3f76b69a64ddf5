"""The news item of June 2009: what it says is recorded, and nobody gets a number it does not say.

The correct result is an interval for every district and a long list of what to collect.
"""

from datetime import date

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.kinds import Quantifier
from egov_readiness.model import (
    Claim,
    DocumentRelationKind,
    Finding,
    InspectionPurpose,
    SupportArea,
    SupportStatus,
)

INSPECTED = date(2009, 6, 11)
WINDOW = "2009-06-10/2009-06-11"
VISITED = {
    "team-1": {"di-linh", "bao-lam", "bao-loc"},
    "team-2": {"lam-ha", "dam-rong"},
}
# Results and groups apart, the indicators asked of a district and of the province.
ASKED_OF_A_DISTRICT = 19
ASKED_OF_THE_PROVINCE = 4


@pytest.fixture(scope="module")
def folder(project):
    return project / "examples" / "lam-dong-2009"


@pytest.fixture(scope="module")
def survey(folder):
    return egov.load_survey(folder)


@pytest.fixture(scope="module")
def rulebook():
    return egov.load_rulebook("lam-dong-2009")


@pytest.fixture(scope="module")
def board(survey, rulebook):
    return egov.score(survey, rulebook, as_of=INSPECTED)


@pytest.fixture(scope="module")
def districts(board):
    return [card for card in board if card.level == "district"]


def applicable_indicators(card):
    return [
        node for node in card.walk() if not node.children and node.state.value != "not_applicable"
    ]


# What the text says


def test_there_are_twelve_districts_and_the_province_they_belong_to(survey):
    versions = {unit.id: unit.at(INSPECTED, None) for unit in survey.units}
    levels = [version.level for version in versions.values()]
    assert (levels.count("province"), levels.count("district")) == (1, 12)
    assert versions.pop("lam-dong").codes == {"vn-gso-province": "68"}
    assert {version.parent for version in versions.values()} == {"lam-dong"}
    codes = [version.codes["vn-gso-district"] for version in versions.values()]
    assert sorted(codes) == [str(code) for code in range(672, 684)]
    assert (versions["bao-loc"].kind, versions["da-lat"].kind) == ("thị xã", "thành phố")


def test_the_round_is_to_inspect_and_to_urge_by_two_teams_led_by_officials(survey):
    (inspection,) = survey.rounds
    assert inspection.purposes == (InspectionPurpose.INSPECT, InspectionPurpose.URGE)
    assert inspection.window.text == WINDOW
    assert {team.id: team.lead for team in survey.teams} == {
        "team-1": "Tỉnh ủy viên – Giám đốc Sở TT&TT",
        "team-2": "Phó giám đốc Sở TT&TT",
    }


def test_officials_appear_by_post_and_not_by_name(folder):
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "Nguyễn" not in text, path.name


def test_five_units_are_visited_on_a_day_that_is_not_said(survey):
    assert {visit.window.text for visit in survey.visits} == {WINDOW}
    assert {
        team: {visit.unit for visit in survey.visits if visit.team == team} for team in VISITED
    } == VISITED


def test_two_findings_speak_of_the_districts_of_the_province_by_words_of_quantity(survey):
    assert len(survey.findings) == 2
    assert {(f.unit, f.reach, f.origin.value) for f in survey.findings} == {
        ("lam-dong", "district", "press")
    }
    claims = {claim for finding in survey.findings for claim in finding.claims}
    assert {(claim.concept, claim.quantifier.value, claim.negated) for claim in claims} == {
        ("plan_at_pace", "most", True),
        ("lan_connected", "majority", False),
        ("lan_effective", "majority", True),
    }


def test_the_instruction_is_undated_and_its_list_of_addressees_is_open(survey):
    (instruction,) = survey.instructions
    assert instruction.due is None
    assert len(instruction.addressees) == 3
    assert instruction.addressees_open
    assert set(instruction.because_of) == {finding.id for finding in survey.findings}


def test_support_is_promised_in_three_areas_at_two_levels_for_those_that_ask(survey):
    assert {(action.area, action.level) for action in survey.support} == {
        (area, level)
        for area in (SupportArea.POLICY, SupportArea.INFRASTRUCTURE, SupportArea.TRAINING)
        for level in ("district", "commune")
    }
    assert len(survey.support) == 6
    for action in survey.support:
        assert (action.status, action.on_demand) == (SupportStatus.PROMISED, True)
        assert (action.planned_on, action.done_on, action.cost_planned) == (None, None, None)
        assert action.beneficiaries == ()


def test_the_decision_implements_the_resolution(survey):
    documents = {document.id: document for document in survey.documents}
    assert set(documents) == {"16/NQ-TU", "2599/QĐ-UBND"}
    decision = documents["2599/QĐ-UBND"]
    assert decision.related(DocumentRelationKind.IMPLEMENTS) == ("16/NQ-TU",)
    resolution = documents["16/NQ-TU"]
    assert (decision.issued_on.first_day - resolution.issued_on.first_day).days == 46
    assert (resolution.horizon.text, resolution.orientation_to.text) == ("2008/2010", "2020")


def test_the_vietnamese_words_of_the_records_are_those_of_the_text(survey, reference_data):
    folder = reference_data / "lam_dong"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    if not texts:
        pytest.skip(f"no text in {folder}")
    quoted = [
        *(finding.statement["vi"] for finding in survey.findings),
        *(instruction.statement["vi"] for instruction in survey.instructions),
        *(addressee for item in survey.instructions for addressee in item.addressees),
        *(action.statement["vi"] for action in survey.support),
        *(team.lead for team in survey.teams),
        *(inspection.subject["vi"].removeprefix("Việc ") for inspection in survey.rounds),
    ]
    missing = [words for words in quoted if not any(words in text for text in texts)]
    assert missing == []


def test_nothing_is_recorded_of_any_district_but_that_it_was_visited(survey):
    counted = (
        *survey.milestones,
        *survey.infrastructure,
        *survey.headcounts,
        *survey.training,
        *survey.applications,
        *survey.services,
        *survey.evidence,
    )
    assert counted == ()
    assert {record.unit for record in (*survey.plans, *survey.findings)} == {"lam-dong"}


# What follows from it, and what does not


def test_every_district_scores_an_interval_as_wide_as_the_scale(districts):
    assert len(districts) == 12
    for card in districts:
        for result in card.results:
            assert (result.value, result.published, result.band) == (None, None, None)
            assert (result.low, result.high) == pytest.approx((0, 100), abs=1e-9)
            assert result.coverage == 0
            assert len(result.possible_bands) == 4


def test_no_district_is_given_a_value_of_anything(districts):
    for card in districts:
        asked = applicable_indicators(card)
        assert len(asked) == ASKED_OF_A_DISTRICT
        assert {node.state.value for node in asked} == {"unknown"}


def test_everything_that_counts_is_to_be_collected_for_every_district(board, districts):
    items = egov.to_collect(board)
    scored_of_a_district = ASKED_OF_A_DISTRICT - 1  # one is measured and not scored
    for card in districts:
        mine = [item for item in items if item.unit == card.unit]
        assert len(mine) == scored_of_a_district
    stakes = [item.at_stake for item in items]
    assert stakes == sorted(stakes, reverse=True)


def test_districts_cannot_be_ranked(board):
    for rank in board.ranks:
        if rank.among == ("district",):
            assert (rank.rank, rank.best, rank.worst) == (None, 1, 12)


def test_the_shares_of_the_province_are_bounded_by_the_words_of_the_text(board):
    card = board["lam-dong"]
    bounds = {
        node.code: (node.low, node.high)
        for node in applicable_indicators(card)
        if node.state.value == "bounded"
    }
    assert bounds == {
        "districts_with_lan": (50, 100),
        "districts_at_pace": (0, 50),
        "districts_with_effective_lan": (0, 50),
    }
    assert len(applicable_indicators(card)) == ASKED_OF_THE_PROVINCE


def test_the_plan_of_the_province_was_issued_46_days_after_its_resolution(board):
    node = board["lam-dong"]["plan_issued_in_time"]
    assert node.value == 100
    assert [reason.facts["days"] for reason in node.because if "days" in reason.facts] == [46]


def test_the_province_is_scored_between_bounds(board):
    # Readiness: policy 20 × 1 + infrastructure 40 × (0.5 … 1), of 60: 66.7 … 100.
    # Achievement: implementation 25 × (0 … 0.5) + use 35 × (0 … 0.5), of 60: 0 … 50.
    card = board["lam-dong"]
    readiness, achievement = card.results
    assert (readiness.low, readiness.high) == pytest.approx((200 / 3, 100), abs=1e-9)
    assert (achievement.low, achievement.high) == pytest.approx((0, 50), abs=1e-9)
    assert (readiness.value, achievement.value) == (None, None)


def test_no_district_inherits_what_is_said_of_the_province(survey, rulebook, board):
    silent = egov.score(evolve(survey, findings=()), rulebook, as_of=INSPECTED)
    for card in board:
        same = silent[card.unit] == card
        assert same == (card.level == "district"), card.unit


def test_a_finding_about_one_district_leaves_the_province_as_it_was(survey, rulebook, board):
    named = Finding(
        id="di-linh-pace",
        unit="di-linh",
        statement=egov.Text({"vi": "triển khai kế hoạch còn rất chậm"}),
        claims=(Claim(concept="plan_at_pace", quantifier=Quantifier.NONE),),
        reach="commune",
        observed_on=egov.PartialDate(WINDOW),
        recorded_on=egov.PartialDate("2009-06"),
    )
    more = evolve(survey, findings=(*survey.findings, named))
    other = egov.score(more, rulebook, as_of=INSPECTED)
    assert other["lam-dong"] == board["lam-dong"]


def test_on_the_first_day_of_the_inspection_nothing_of_it_is_known(survey, rulebook):
    board = egov.score(survey, rulebook, as_of=date(2009, 6, 10))
    assert board["lam-dong"]["districts_with_lan"].state.value == "unknown"


def test_before_the_news_item_nothing_is_known_at_all(survey, rulebook):
    assert len(egov.score(survey, rulebook, as_of=INSPECTED, known_on=INSPECTED)) == 0
