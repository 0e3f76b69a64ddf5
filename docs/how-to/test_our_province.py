"""Two districts, worked out by hand."""

from datetime import date
from pathlib import Path

import egov_readiness as egov


def test_two_districts():
    rulebook = egov.load_rulebook(Path(__file__).with_name("our-province.toml"))
    table = egov.load_table(
        {"unit": ["A", "B"], "1.1": [3, 5], "1.2": [0.75, None], "2": [0.8, 0.9]}
    )
    board = egov.score(table, rulebook, as_of=date(2024, 12, 31))
    total = board["A"]["total"]
    assert (str(total.published), total.band) == ("73.0", "fair")  # 10 + 15 + 48
    total = board["B"]["total"]
    assert (str(total.published), total.band) == ("74.0", "fair")  # 20 + 54, no proof of 1.2
    assert (total.low, total.high) == (74.0, 94.0)
