"""What a change of rules does, as a table to read."""

from datetime import date

from attrs import evolve

import egov_readiness as egov
from egov_readiness.analysis import changes
from egov_readiness.report.changes import change_table


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
