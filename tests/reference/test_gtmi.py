"""The GovTech Maturity Index comes out of the coded answers by the recovered table of points."""

from collections import Counter
from datetime import date

import pytest

import egov_readiness as egov

CLOSE = 1e-9
# Each score with the column of its group, as the World Bank's file names them.
SCORES = {"GTMI": "Grp", "CGSI": "GT1", "PSDI": "GT2", "DCEI": "GT3", "GTEI": "GT4"}
# Three economies whose fourth component no table of points reproduces.
OTHERWISE = {"CAF", "MOZ", "SDN"}
EXTERNAL = ("I-16", "I-18", "I-27", "I-43", "I-44")


@pytest.fixture(scope="module")
def rulebook():
    return egov.load_rulebook("wb-gtmi-2022")


@pytest.fixture(scope="module")
def published(rows):
    return {row["Code"]: row for row in rows("gtmi/gtmi_2022_a_to_m.csv")}


@pytest.fixture(scope="module")
def board(published, rulebook):
    columns = {i.code: [row[i.code] for row in published.values()] for i in rulebook.indicators}
    table = egov.load_table({"unit": [*published], **columns})
    return egov.score(table, rulebook, as_of=date(2022, 12, 31))


def test_every_component_and_index_comes_out(published, board):
    wrong = [
        (economy, code, card[code].value, published[economy][code])
        for economy, card in ((card.unit, card) for card in board)
        for code in SCORES
        if economy not in OTHERWISE or code in ("CGSI", "PSDI", "DCEI")
        if abs(card[code].value - float(published[economy][code])) > CLOSE
    ]
    assert wrong == []


def test_every_economy_is_in_its_published_groups(published, board):
    found = {(c.unit, code): c[code].band for c in board for code in SCORES}
    assert found == {
        (economy, code): row[column]
        for economy, row in published.items()
        for code, column in SCORES.items()
    }


def test_an_economy_without_an_external_index_is_scored_without_it(published, board):
    blank = [economy for economy, row in published.items() if not row["I-16"]]
    assert blank
    for economy in blank:
        for code in EXTERNAL:
            assert board[economy][code].value is None
        assert board[economy]["GTMI"].low < board[economy]["GTMI"].value
        assert board[economy]["GTMI"].value < board[economy]["GTMI"].high


def test_the_points_are_those_of_the_recovered_table(rows, rulebook):
    recovered = Counter()
    for row in rows("gtmi/gtmi_2022_point_table_recovered.csv"):
        recovered[row["component"]] = float(row["component_max_points"])
        method = rulebook.node(row["indicator"]).method
        if row["is_external_index"] == "0":
            assert method.options[row["answer_code"]] == float(row["points"])
    for component, maximum in recovered.items():
        children = rulebook.children(component)
        assert sum(float(child.weight) for child in children) == maximum


def test_the_table_is_labelled_as_recovered(rulebook):
    assert rulebook.standing == "recovered"
    assert "not official" in rulebook.title["en"]
