"""A scoreboard is recomputed from what it says of itself (design S10)."""

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.analysis import verify
from egov_readiness.errors import RulebookError
from egov_readiness.rules import GeometricMean, Goalposts, MinMax

DAY = date(2022, 7, 1)
EGDI = egov.load_rulebook("un-egdi")
TABLE = egov.load_table({"unit": ["a", "b"], "osi": [0.5, 0.6], "tii": [0.4, 0.9], "hci": [1, 0.2]})


def stored(board):
    """The board as it is read back from its document."""
    return egov.from_json(egov.Scoreboard, egov.to_json(board))


def places(problems):
    return [problem.path for problem in problems]


def test_a_stored_board_holds_against_what_it_was_scored_from():
    assert verify(stored(egov.score(TABLE, EGDI, as_of=DAY)), TABLE, EGDI) == ()


def test_a_board_scored_from_a_survey_holds(project: Path):
    survey = egov.load_survey(project / "examples" / "tutorial-province")
    book = egov.load_rulebook("lam-dong-2009")
    board = egov.score(survey, book, as_of=date(2009, 6, 11), known_on=date(2009, 12, 31))
    assert verify(stored(board), survey, book) == ()


def test_a_number_that_was_touched_is_named_at_its_place():
    board = stored(egov.score(TABLE, EGDI, as_of=DAY))
    card = board.cards[1]
    result = evolve(card.results[0], value=0.99)
    touched = evolve(board, cards=(board.cards[0], evolve(card, results=(result,))))
    (problem,) = verify(touched, TABLE, EGDI)
    assert (problem.code, problem.path) == ("differs", "b:EGDI:value")
    assert "0.99" in problem.message


def test_the_last_bit_counts():
    board = stored(egov.score(TABLE, EGDI, as_of=DAY))
    card = board.cards[0]
    value = card.results[0].value
    result = evolve(card.results[0], value=value + 2**-53)
    touched = evolve(board, cards=(evolve(card, results=(result,)), board.cards[1]))
    assert places(verify(touched, TABLE, EGDI)) == ["a:EGDI:value"]


def test_a_unit_that_is_gone_or_new_is_named():
    board = stored(egov.score(TABLE, EGDI, as_of=DAY))
    fewer = evolve(board, cards=board.cards[:1])
    assert "b" in places(verify(fewer, TABLE, EGDI))


def test_other_data_and_other_rules_are_named_by_their_digests():
    board = stored(egov.score(TABLE, EGDI, as_of=DAY))
    other = evolve(EGDI, version="2")
    assert places(verify(board, TABLE, other))[:2] == ["rulebook:version", "rulebook:digest"]
    data = egov.load_table(
        {"unit": ["a", "b"], "osi": [0.5, 0.6], "tii": [0.4, 0.9], "hci": [1, 0.3]}
    )
    assert places(verify(board, data, EGDI))[0] == "admitted"


def test_a_rulebook_without_its_population_is_fitted_as_it_was():
    book = evolve(
        EGDI,
        indicators=tuple(evolve(i, method=MinMax(), range=None) for i in EGDI.indicators),
    )
    board = stored(egov.score(TABLE, egov.fit(TABLE, book), as_of=DAY))
    assert verify(board, TABLE, book) == ()
    plain = evolve(board, rulebook=evolve(board.rulebook, population=None))
    with pytest.raises(RulebookError, match="not-fitted"):
        verify(plain, TABLE, book)


@pytest.mark.parametrize("kind", ["power", "log"])
def test_where_a_logarithm_takes_part_twelve_decimals_suffice(kind):
    if kind == "power":
        book = evolve(
            EGDI, groups=(evolve(EGDI.groups[0], aggregation=GeometricMean(), modifiers=()),)
        )
    else:
        method = Goalposts(worst=0.01, best=1, log=True)
        book = evolve(EGDI, indicators=tuple(evolve(i, method=method) for i in EGDI.indicators))
    board = stored(egov.score(TABLE, book, as_of=DAY))
    card = board.cards[0]

    def moved(by):
        result = evolve(card.results[0], value=card.results[0].value + by)
        return evolve(board, cards=(evolve(card, results=(result,)), board.cards[1]))

    assert verify(moved(1e-15), TABLE, book) == ()
    assert places(verify(moved(1e-9), TABLE, book)) == ["a:EGDI:value"]


def test_the_stage_of_a_board_is_verified_too(project: Path):
    folder = project / "examples" / "cookbook"
    survey = egov.load_survey(folder / "r16-stages")
    book = egov.load_rulebook(folder / "r16-stages.toml")
    board = stored(egov.score(survey, book, stage="self_scored"))
    assert verify(board, survey, book) == ()
    assert places(verify(evolve(board, stage="verified"), survey, book))[0] == "admitted"


def test_a_long_difference_is_cut_short():
    board = stored(egov.score(TABLE, EGDI, as_of=DAY))
    found = verify(evolve(board, cards=()), TABLE, EGDI)
    assert max(len(problem.message) for problem in found) < 250


def test_a_board_that_names_another_population_is_fitted_again():
    book = evolve(
        EGDI,
        indicators=tuple(evolve(i, method=MinMax(), range=None) for i in EGDI.indicators),
    )
    other = egov.load_table({"unit": ["c", "d"], "osi": [0, 1], "tii": [0, 1], "hci": [0, 1]})
    board = stored(egov.score(TABLE, egov.fit(TABLE, book), as_of=DAY))
    assert verify(board, TABLE, egov.fit(other, book)) == ()


def test_another_order_of_units_is_a_difference():
    board = stored(egov.score(TABLE, EGDI, as_of=DAY))
    (problem,) = verify(evolve(board, cards=board.cards[::-1]), TABLE, EGDI)
    assert (problem.path, problem.message) == ("cards", "the entries stand in another order")
