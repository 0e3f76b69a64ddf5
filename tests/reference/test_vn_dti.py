"""The Digital Transformation Index of provinces comes out of its main indices."""

from datetime import date

import pytest

import egov_readiness as egov

# The columns of the table by the number of the main index; smart cities are not in it.
COLUMNS = {
    "1": "nhan_thuc_so",
    "2": "the_che_so",
    "3": "ha_tang_so",
    "4": "nhan_luc_so",
    "5": "attt_mang",
    "7": "hd_chinh_quyen_so",
    "8": "hd_kinh_te_so",
    "9": "hd_xa_hoi_so",
}


@pytest.fixture(scope="module")
def published(rows):
    found = rows("vietnam/vn_dti_province_2022.csv")
    return {row["province"]: row for row in found if row["pdti_published"]}


@pytest.fixture(scope="module")
def board(published):
    columns = {code: [row[c] for row in published.values()] for code, c in COLUMNS.items()}
    table = egov.load_table({"unit": [*published], **columns})
    book = egov.load_rulebook("vn-dti-province-2022")
    return egov.score(table, book, as_of=date(2022, 12, 31))


def test_five_provinces_come_out_within_one_unit_of_the_last_digit(published, board):
    assert len(published) == 5
    for province, row in published.items():
        assert abs(board[province]["DTI"].value - float(row["pdti_published"])) < 1e-4


def test_four_of_them_come_out_to_the_published_digit(published, board):
    same = [
        p for p, row in published.items() if str(board[p]["DTI"].published) == row["pdti_published"]
    ]
    assert len(same) == 4


def test_the_ranks_agree(published, board):
    ranks = {rank.unit: rank.rank for rank in board.ranks}
    assert ranks == {province: int(row["rank"]) for province, row in published.items()}


def test_the_points_are_those_of_the_decision(rows):
    book = egov.load_rulebook("vn-dti-province-2022")
    for row in rows("vietnam/vn_dti_province_structure_922_2022.csv"):
        assert book.node(row["code"]).weight == float(row["max_points"])
        assert book.node(row["code"]).title["vi"] == row["main_index"]
    assert sum(float(indicator.weight) for indicator in book.indicators) == 1000
