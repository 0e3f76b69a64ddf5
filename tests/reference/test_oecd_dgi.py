"""The OECD Digital Government Index comes out, but for three ties of rounded dimensions."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.dates import Period

TIES = {"GBR", "LTU", "LUX"}


@pytest.fixture(scope="module")
def published(rows):
    return {row["country"]: row for row in rows("oecd_dgi/oecd_dgi_2023.csv")}


@pytest.fixture(scope="module")
def board(published):
    book = egov.load_rulebook("oecd-dgi-2023")
    columns = {i.code: [row[i.code] for row in published.values()] for i in book.indicators}
    table = egov.load_table({"unit": [*published], **columns})
    return egov.score(table, book, as_of=date(2023, 12, 31))


def test_36_of_39_composites_come_out_to_the_published_digit(published, board):
    differing = {
        card.unit
        for card in board
        if str(card["DGI"].published) != published[card.unit]["composite"]
    }
    assert differing == TIES
    assert len(board) == 39


def test_the_other_three_lie_exactly_between_two_published_digits(published, board):
    for country in TIES:
        gap = Decimal(str(round(board[country]["DGI"].value, 12)))
        assert gap - Decimal(published[country]["composite"]) == Decimal("0.0005")


def test_every_member_has_its_published_rank_and_nobody_else_has_one(published, board):
    ranks = {rank.unit: rank.rank for rank in board.ranks}
    assert ranks == {c: int(row["rank"]) for c, row in published.items() if row["rank"]}


def test_a_blank_counts_nothing_where_an_edition_says_so_as_that_of_2019_did():
    book = evolve(egov.load_rulebook("oecd-dgi-2023"), missing="zero", valid=Period())
    columns = {i.code: [0.6] for i in book.indicators} | {"proactiveness": [None]}
    board = egov.score(egov.load_table({"unit": ["A"], **columns}), book, as_of=date(2019, 12, 31))
    index = board["A"]["DGI"]
    assert (index.low, index.value, index.high) == pytest.approx((0.5, 0.5, 4 / 6))
