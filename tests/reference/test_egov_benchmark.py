"""The eGovernment Benchmark comes out, life event by life event and over the life events."""

from datetime import date

import pytest

import egov_readiness as egov

CLOSE = 1e-9
DAY = date(2023, 9, 1)
BUSINESS = ("Regular business operations (2021)", "Business Start-up (2022)")
YEARS = ("2020", "2021", "2022")


@pytest.fixture(scope="module")
def published(rows):
    """Every figure by country, code and column; ``.`` is no score."""
    found = {}
    for row in rows("egov_benchmark/egov_benchmark_2023_a_to_k.csv"):
        code = row["Scoring"].split(" ")[0].rstrip(".")
        for column, figure in row.items():
            found[row["Country"], code, column] = figure
    return found


@pytest.fixture(scope="module")
def events(published):
    """The life events of the three years, in the order of the table."""
    columns = dict.fromkeys(column for _, _, column in published)
    return [
        column
        for column in columns
        if column.endswith(tuple(f"({year})" for year in YEARS)) and "Average" not in column
    ]


@pytest.fixture(scope="module")
def compared(published):
    """How many figures were compared over some life events, and which differ."""
    book = egov.load_rulebook("ec-egov-benchmark-2023")
    leaves = [indicator.code for indicator in book.indicators]
    countries = sorted({country for country, _, _ in published})

    def compared(events, average):
        units = [(country, event) for country in countries for event in events]
        table = egov.load_table(
            {
                "unit": [f"{country} {event}" for country, event in units],
                "parent": [country for country, _ in units],
                **{code: [published[c, code, e] for c, e in units] for code in leaves},
            },
            unknown_marks=["."],
        )
        board = egov.score(table, book, as_of=DAY)
        cards = {(c, e): board[f"{c} {e}"] for c, e in units}
        cards |= {(country, average): board[country] for country in countries if average}
        count, wrong = 0, []
        for (country, column), card in cards.items():
            for code in ("0", "1", "2", "3", "4", *leaves):
                figure, value = published[country, code, column], card[code].value
                count += 1
                if figure == "." or value is None:
                    if figure != "." or value is not None:
                        wrong.append((country, column, code, figure, value))
                elif abs(value - float(figure)) > CLOSE:
                    wrong.append((country, column, code, figure, value))
        return count, wrong

    return compared


def test_every_life_event_of_every_country_comes_out(events, compared):
    count, wrong = compared(events, None)
    assert wrong == []
    assert count == 19 * 19 * len(events)
    assert len(events) == 13


@pytest.mark.parametrize(
    ("average", "members"),
    [
        ("Biennial average 2021 + 2022", lambda event: "2020" not in event),
        ("Biennial average 2020 + 2021", lambda event: "2022" not in event),
        ("Average (2022)", lambda event: "2022" in event),
        ("Average (2021)", lambda event: "2021" in event),
        ("Average (2020)", lambda event: "2020" in event),
        ("Business life events 2021 + 2022", lambda event: event in BUSINESS),
        (
            "Citizen life events 2021 + 2022",
            lambda event: "2020" not in event and event not in BUSINESS,
        ),
    ],
)
def test_an_average_over_life_events_comes_out_node_by_node(events, compared, average, members):
    count, wrong = compared([event for event in events if members(event)], average)
    assert wrong == []
    assert count > 700


def test_the_countries_are_ranked_and_not_their_life_events(published):
    book = egov.load_rulebook("ec-egov-benchmark-2023")
    columns = {
        "unit": ["AL one", "AL two", "AT one"],
        "parent": ["AL", "AL", "AT"],
        **{indicator.code: [10, 20, 30] for indicator in book.indicators},
    }
    board = egov.score(egov.load_table(columns), book, as_of=DAY)
    assert [(rank.unit, rank.rank) for rank in egov.ranking(board)] == [("AT", 1), ("AL", 2)]
    assert published
