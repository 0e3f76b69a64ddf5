"""What changed, why, and over which breaks, as tables to read."""

from datetime import date

from attrs import evolve

import egov_readiness as egov
from egov_readiness.analysis import Break, Cause, ChangePart, SeriesPoint, changes
from egov_readiness.report.changes import change_table, part_table, series_table


def test_only_what_moves_is_listed_and_the_rest_is_counted():
    book = egov.load_rulebook("un-egdi")
    heavy = evolve(book, indicators=(evolve(book.indicators[0], weight=3), *book.indicators[1:]))
    table = egov.load_table(
        {
            "unit": ["same", "up", "open"],
            "osi": [0.5, 0.9, None],
            "tii": [0.5, 0.3, 0.3],
            "hci": [0.5, 0.3, 0.3],
        }
    )
    before, after = (egov.score(table, b, as_of=date(2022, 7, 1)) for b in (book, heavy))
    shown = change_table(changes(before, after), after)
    assert shown.rows[0] == ("up", "EGDI", "0.5000", "0.6600", "+0.1600", "", "")
    assert shown.note == "3 of 3 results move, 0 into another band; 0 stay as they are."
    assert shown.rows[2][2:4] == ("0.2000–0.5333", "0.1200–0.7200")


def test_bands_and_ranks_are_told_as_they_were_and_are():
    book = egov.load_rulebook("un-egdi")
    columns = {"unit": ["a", "b"], "period": ["2020", "2020"], "tii": [0.2, 0.6], "hci": [0.2, 0.6]}
    boards = [
        egov.score(egov.load_table({**columns, "osi": osi}), book) for osi in ([0.2, 0.6], [1, 0])
    ]
    rows = {row[0]: row for row in change_table(changes(*boards), boards[1]).rows}
    assert rows["a, 2020"][5:] == ("low → middle", "2 → 1")
    assert rows["b, 2020"][4:] == ("−0.2000", "high → middle", "1 → 2")


def test_parts_are_shown_with_their_causes_and_signs():
    book = egov.load_rulebook("lam-dong-2009")
    common = {"unit": "a", "result": "readiness"}
    parts = [
        ChangePart(
            before=40,
            after=45,
            causes=(Cause.CORRECTED, Cause.FACTS),
            points=5,
            low=5,
            high=-2.5,
            **common,
        ),
        ChangePart(
            before=None, after=None, causes=(Cause.LAPSED,), points=None, low=None, high=0, **common
        ),
    ]
    assert part_table(parts, book).rows == (
        ("a", "readiness", "40.0", "45.0", "corrections and new facts", "+5.0", "+5.0", "−2.5"),
        ("a", "readiness", "–", "–", "lapsed evidence", "–", "–", "0.0"),
    )


def test_a_series_shows_scores_movements_and_breaks():
    book = egov.load_rulebook("lam-dong-2009")
    common = {"unit": "a", "result": "readiness"}
    points = [
        SeriesPoint(
            as_of=date(2009, 12, 31),
            value=None,
            low=10,
            high=50,
            change=None,
            band=None,
            rank=None,
            **common,
        ),
        SeriesPoint(
            as_of=date(2010, 12, 31),
            value=40,
            low=40,
            high=40,
            change=0,
            band="weak",
            rank=2,
            breaks=(Break.RULES, Break.BOUNDARIES),
            **common,
        ),
    ]
    assert series_table(points, book).rows == (
        ("a", "readiness", "2009-12-31", "10.0–50.0", "", "", "", ""),
        ("a", "readiness", "2010-12-31", "40.0", "0.0", "weak", "2", "rules, boundaries"),
    )
