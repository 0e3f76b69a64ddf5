"""The Digital Economy and Society Index comes out of the Commission's own figures."""

import pytest

import egov_readiness as egov
from egov_readiness.observations import State

CLOSE = 1e-12
IMPUTED = " (imputed)"


def code(title):
    return title.split(" ", 1)[0]


@pytest.fixture(scope="module")
def published(rows):
    return rows("desi/desi_2021_2022.csv")


@pytest.fixture(scope="module")
def board(published):
    """Every country and edition; a blank figure is replaced by the Commission's imputed one."""
    titles = [title for title in published[0] if title.endswith(IMPUTED)]
    columns = {
        "unit": [row["country"] for row in published],
        "period": [row["desi_edition"] for row in published],
    }
    for title in titles:
        raw = title.removesuffix(IMPUTED)
        columns[code(raw)] = [row[raw] or row[title] for row in published]
        columns[f"{code(raw)}.status"] = ["" if row[raw] else "imputed" for row in published]
    return egov.score(egov.load_table(columns), egov.load_rulebook("ec-desi-2022"))


def test_every_score_of_every_country_comes_out(published, board):
    book = egov.load_rulebook("ec-desi-2022")
    groups = {group.code for group in book.groups}
    compared, wrong = 0, []
    for row in published:
        card = board[row["country"], row["desi_edition"]]
        for title, figure in row.items():
            if code(title) in groups:
                compared += 1
                if abs(card[code(title)].value - float(figure)) > CLOSE:
                    wrong.append((row["country"], title, figure, card[code(title)].value))
    assert wrong == []
    assert compared == 56 * 15


def test_an_imputed_figure_is_used_shown_and_no_evidence(published, board):
    for row in published:
        card = board[row["country"], row["desi_edition"]]
        given = sum(bool(row[title.removesuffix(IMPUTED)]) for title in row if IMPUTED in title)
        assert (card["DESI"].coverage == 1) == (given == 33)
        assert card["DESI"].low <= card["DESI"].value <= card["DESI"].high


def test_the_union_has_a_score_and_no_rank(board):
    assert {rank.unit for rank in board.ranks} == {card.unit for card in board} - {"EU"}
    assert board["EU", "2022"]["DESI"].state is State.KNOWN


def test_the_ranks_of_2022_are_those_of_the_published_scores(published, board):
    scores = {
        row["country"]: float(row["DESI"])
        for row in published
        if row["desi_edition"] == "2022" and row["country"] != "EU"
    }
    for rank in board.ranks:
        if rank.period == "2022":
            better = sum(score > scores[rank.unit] for score in scores.values())
            assert rank.best <= 1 + better <= rank.worst
            assert rank.rank == 1 + better
