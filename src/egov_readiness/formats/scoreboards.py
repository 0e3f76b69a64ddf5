"""Scoreboards as tidy CSV, one row per unit and node, for spreadsheets and statistics."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from egov_readiness.formats.delimited import written_cell, written_row
from egov_readiness.scoring.result import Node, Scoreboard, Scorecard

__all__ = ["COLUMNS", "scoreboard_rows", "scoreboard_to_csv"]

COLUMNS: Final = (
    "unit",
    "period",
    "node",
    "parent",
    "weight",
    "low",
    "value",
    "high",
    "coverage",
    "earned",
    "published",
    "band",
    "rank",
)
"""The header: ``low`` to ``high`` and ``earned`` on the rulebook's scale, not rounded."""

Value = str | float | Decimal | None
"""A value of a row: a text, a number, one as published, or nothing."""


def scoreboard_to_csv(board: Scoreboard) -> str:
    """Return a scoreboard as tidy CSV: a header, then one row per unit and node.

    Numbers are written so that reading them gives the same number, and nothing where there is
    none; ``published`` is rounded as the rulebook says; ``rank`` stands on results whose rank is
    certain.  A text that a spreadsheet would take for a formula gets an apostrophe in front.
    Units that the rulebook hides are left out.

    Args:
        board: the scoreboard.

    >>> from egov_readiness.scoring.result import RulebookReference
    >>> board = Scoreboard(rulebook=RulebookReference(id="r", version="1", digest="sha256:0"),
    ...     as_of=None, admitted="sha256:0", scale=1.0, cards=())
    >>> scoreboard_to_csv(board).splitlines()[0][:24]
    'unit,period,node,parent,'
    """
    lines = [written_row(COLUMNS)]
    lines += [written_row([*map(written_cell, row)]) for row in scoreboard_rows(board)]
    return "".join(lines)


def scoreboard_rows(board: Scoreboard) -> Iterator[tuple[Value, ...]]:
    """Yield the rows of a scoreboard, one per unit and node, with a value for each column.

    Units that the rulebook hides are left out.

    Args:
        board: the scoreboard.

    >>> import egov_readiness as egov
    >>> from datetime import date
    >>> table = egov.load_table({"unit": ["a"], "osi": [0.5], "tii": [0.2], "hci": [0.8]})
    >>> board = egov.score(table, egov.load_rulebook("un-egdi"), as_of=date(2022, 7, 1))
    >>> next(scoreboard_rows(board))[:4]
    ('a', None, 'EGDI', None)
    """
    ranks = {(rank.result, rank.unit, rank.period): rank.rank for rank in board.ranks}
    for card in board:
        if card.hidden:
            continue
        for node, parent in _nodes(card):
            yield (
                card.unit,
                card.period,
                node.code,
                parent,
                float(node.weight),
                _number(node.low),
                _number(node.value),
                _number(node.high),
                float(node.coverage),
                _number(node.earned),
                node.published,
                node.band,
                ranks.get((node.code, card.unit, card.period)),
            )


def _nodes(card: Scorecard) -> Iterator[tuple[Node, str | None]]:
    """Yield every node of a card with the code of its parent, parents before children."""

    def below(node: Node, parent: str | None) -> Iterator[tuple[Node, str | None]]:
        yield node, parent
        for child in node.children:
            yield from below(child, node.code)

    for result in card.results:
        yield from below(result, None)


def _number(number: float | None) -> float | None:
    return None if number is None else float(number)
