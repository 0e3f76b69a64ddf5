"""The district scheme for teaching reads like a decision and uses every form of rule."""

from datetime import date
from pathlib import Path

import pytest

import egov_readiness as egov

DAY = date(2024, 12, 31)


@pytest.fixture(scope="module")
def book():
    return egov.load_rulebook("vn-district-teaching")


@pytest.fixture(scope="module")
def board(book, project: Path):
    table = egov.load_table(project / "examples" / "vn-district-teaching" / "districts.csv")
    return egov.score(table, egov.fit(table, book), as_of=DAY)


def test_it_is_labelled_as_an_illustration(book):
    assert book.standing == "illustrative"
    assert all(word in book.title["vi"] for word in ("minh họa", "không phải"))


def test_it_uses_every_form_of_rule(book):
    methods = {indicator.method.kind for indicator in book.indicators}
    assert methods >= {"ratio", "yes_no", "steps", "options", "per_item", "target"}
    assert "fraction_of_max" in methods
    assert {group.aggregation.kind for group in book.groups} == {"sum", "best_of"}
    assert [m.kind for group in book.groups for m in group.modifiers] == ["deduct"]
    assert any(indicator.members for indicator in book.indicators)
    assert [stage.code for stage in book.stages] == ["self_scored", "verified", "approved"]
    assert {group.band_order for group in book.results} == {"best_first", "worst_first"}
    assert None not in (book.roll_up, book.unranked, book.hidden)
    assert book.rank_within == ("level",)


@pytest.mark.parametrize(
    ("unit", "maximum"),
    [("Huyện A", 1000), ("Huyện đảo B", 900), ("Thành phố C", 800), ("Thị xã D", 750)],
)
def test_the_maximum_follows_from_what_applies(board, unit, maximum):
    card = board[unit]
    assert card["readiness"].maximum + card["achievement"].maximum == maximum


def test_every_scored_criterion_says_how_it_is_proven_and_who_verifies_it(book):
    lacking = [
        indicator.code
        for indicator in book.indicators
        if indicator.weight and indicator.members is None
        if indicator.evidence is None or indicator.verifier is None
    ]
    assert lacking == []


def test_a_district_is_worked_out_by_hand(board):
    card = board["Huyện A"]
    # 1: 20 + 20 × .75 + 20 × .6 + 20 + 20; 2: 40 + 60 × .8
    assert card["1"].value == pytest.approx(87)
    assert card["2"].value == pytest.approx(88)
    # 3: 30 × .95 + 30 × .7 + 40 × 120 ÷ 200 + (45 × .9 + 5) + 35 = 154 of 200
    assert card["3"].value == pytest.approx(77)
    # 7: (12 000 × (40 + 42) + 4 000 × (24 + 24)) ÷ 16 000
    assert card["7"].value == pytest.approx(73.5)
    # 6: 120 × .6 + 80 × .92 + 70 × .85 + 30 × .9 = 232.1; with 7: 305.6 of 400, less 0.01
    assert card["achievement"].value == pytest.approx(76.4 - 1)
    assert (card["readiness"].band, card["achievement"].band) == ("fair", "IV")


def test_a_merged_commune_follows_from_its_predecessors(board):
    card = board["Xã E"]
    assert card["commune"].value == pytest.approx((68 + 28) / 2)
    assert card.level == "commune"


def test_no_proof_is_no_points_and_the_bounds_say_what_was_not_known(board):
    node = board["Phường C2"]["commune"]
    assert (node.low, node.value, node.high) == pytest.approx((36, 36, 96))
