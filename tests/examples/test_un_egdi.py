"""The example table of the UN index: twenty-four states of 2022, held against what is published."""

import csv
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

import egov_readiness as egov


@pytest.fixture(scope="module")
def path(project):
    return project / "examples" / "un-egdi" / "egdi-2022.csv"


@pytest.fixture(scope="module")
def published(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {row["country"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def board(path):
    table = egov.load_table(path, unit="country")
    return egov.score(table, egov.load_rulebook("un-egdi"), as_of=date(2022, 7, 1))


def test_every_state_comes_out_within_one_unit_of_the_last_published_digit(board, published):
    assert len(board) == len(published) == 24
    for card in board:
        assert abs(card["EGDI"].value - float(published[card.unit]["egdi"])) < 1e-4, card.unit


def test_the_states_that_differ_in_the_last_digit_are_those_that_the_readme_names(
    board, published, project
):
    differing = {
        card.unit
        for card in board
        if card["EGDI"].published != Decimal(published[card.unit]["egdi"])
    }
    assert differing == {"New Zealand", "China", "Cambodia", "Myanmar", "Somalia"}
    readme = (project / "examples" / "un-egdi" / "README.md").read_text(encoding="utf-8")
    assert all(state in readme for state in differing)


def test_the_order_is_the_published_one(board, published):
    ours = {rank.unit: rank.rank for rank in board.ranks}
    in_published_order = sorted(published, key=lambda state: int(published[state]["rank"]))
    for better, worse in pairwise(in_published_order):
        tied = published[better]["rank"] == published[worse]["rank"]
        assert (ours[better] == ours[worse]) if tied else (ours[better] < ours[worse])


def test_viet_nam_is_scored_as_published(board):
    index = board["Viet Nam"]["EGDI"]
    # (0.6484 + 0.6973 + 0.6903) ÷ 3 = 2.0360 ÷ 3 = 0.67867
    assert index.value == pytest.approx(2.0360 / 3, abs=1e-12)
    assert (str(index.published), index.band) == ("0.6787", "high")


def test_a_state_without_online_services_keeps_its_index_outside_the_edition_of_2012(board):
    assert board["Eritrea"]["osi"].value == 0
    assert str(board["Eritrea"]["EGDI"].published) == "0.1709"


def test_columns_that_are_no_component_are_named_and_left_alone(board):
    named = [note.message for note in board.notes]
    assert len(named) == 3
    assert all(any(repr(name) in text for text in named) for name in ("iso3", "egdi", "rank"))
