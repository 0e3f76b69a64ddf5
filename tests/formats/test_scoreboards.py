"""A scoreboard as tidy CSV keeps every number exact and starts no formula."""

import csv
import io

from attrs import evolve

from egov_readiness.formats.scoreboards import scoreboard_to_csv
from egov_readiness.scoring.result import Scoreboard


def test_the_columns_are_those_of_the_interface(board: Scoreboard) -> None:
    header = "unit,period,node,parent,weight,low,value,high,coverage,earned,published,band,rank"
    assert scoreboard_to_csv(board).splitlines()[0] == header
    assert scoreboard_to_csv(evolve(board, cards=(), ranks=())) == header + "\n"


def test_there_is_one_row_per_unit_and_node_parents_first(board: Scoreboard) -> None:
    rows = [*csv.DictReader(io.StringIO(scoreboard_to_csv(board)))]
    assert [(row["unit"], row["node"], row["parent"], row["rank"]) for row in rows] == [
        ("di-linh", "readiness", "", "1"),
        ("di-linh", "lan", "readiness", ""),
        ('\'=HYPERLINK("x")', "readiness", "", ""),
    ]


def test_numbers_are_written_exactly_and_nothing_is_empty(board: Scoreboard) -> None:
    known, bounded, unknown = csv.DictReader(io.StringIO(scoreboard_to_csv(board)))
    node = board.cards[0].results[0]
    assert float(known["value"]) == node.value
    assert (known["published"], known["band"], known["coverage"]) == ("33.3", "fair", "1.0")
    assert (bounded["low"], bounded["value"]) == ("10.0", "")
    assert bounded["high"] == "0.30000000000000004"
    assert [unknown[name] for name in ("low", "value", "high", "earned", "published")] == [""] * 5


def test_texts_that_look_like_formulas_are_neutralised(board: Scoreboard) -> None:
    for first in "=+-@\t\r\n":
        card = evolve(board.cards[0], unit=f"{first}cmd", period=f"{first}1")
        text = scoreboard_to_csv(evolve(board, cards=(card,)))
        row = next(csv.DictReader(io.StringIO(text, newline="")))
        assert (row["unit"], row["period"]) == (f"'{first}cmd", f"'{first}1")
