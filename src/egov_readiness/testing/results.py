"""Strategies for results: what the library itself makes of random observations."""

from datetime import date

from hypothesis import strategies as st

from egov_readiness.scoring import Node, RulebookReference, Scoreboard, Scorecard, score
from egov_readiness.testing.observations import observation_tables
from egov_readiness.testing.rules import rulebooks

__all__ = ["nodes", "rulebook_references", "scoreboards", "scorecards"]


def scoreboards() -> st.SearchStrategy[Scoreboard]:
    """Return the scores of one to five units by a rulebook of their own."""
    return rulebooks().flatmap(
        lambda book: observation_tables(book).map(
            lambda table: score(table, book, as_of=date(2009, 6, 11))
        )
    )


def scorecards() -> st.SearchStrategy[Scorecard]:
    """Return the scores of one unit by a rulebook of its own."""
    return scoreboards().map(lambda board: board.cards[0])


def nodes() -> st.SearchStrategy[Node]:
    """Return results with everything below them."""
    return scorecards().map(lambda card: card.results[0])


def rulebook_references() -> st.SearchStrategy[RulebookReference]:
    """Return references to rulebooks."""
    return scoreboards().map(lambda board: board.rulebook)
