"""The UN E-Government Development Index comes out as the United Nations published it.

The whole tables of the editions 2018 and 2022 are reference data; what the editions 2010 and 2012
did otherwise is held by small cases.
"""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

import egov_readiness as egov

COMPONENTS = ("osi", "tii", "hci")
# The number of states in each level, as published.
LEVELS = {
    2018: {"very-high": 40, "high": 71, "middle": 66, "low": 16},
    2022: {"very-high": 60, "high": 73, "middle": 53, "low": 7},
}
STATES = 193


@pytest.fixture(scope="module")
def rulebook():
    return egov.load_rulebook("un-egdi")


@pytest.fixture(scope="module")
def published(reference_data):
    """The published rows of both editions, by year and state."""
    path = reference_data / "egdi" / "egdi_2018_2022.csv"
    if not path.is_file():
        pytest.skip(f"no {path.name} among the reference data")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    return {
        year: {row["country"]: row for row in rows if row["year"] == str(year)} for year in LEVELS
    }


@pytest.fixture(scope="module")
def boards(published, rulebook):
    """The scoreboard of each edition, from its published components."""
    found = {}
    for year, rows in published.items():
        columns = {"country": [*rows]} | {
            code: [row[code] for row in rows.values()] for code in COMPONENTS
        }
        table = egov.load_table(columns, unit="country")
        found[year] = egov.score(table, rulebook, as_of=date(year, 7, 1))
    return found


def scored(rulebook, year, osi, tii, hci):
    """The index of one state in one edition."""
    columns = {"unit": ["state"], "osi": [osi], "tii": [tii], "hci": [hci]}
    return egov.score(egov.load_table(columns), rulebook, as_of=date(year, 7, 1))["state"]["EGDI"]


@pytest.mark.parametrize("year", LEVELS)
def test_every_state_of_an_edition_is_scored(boards, year):
    assert len(boards[year]) == STATES


def test_the_edition_of_2018_comes_out_to_the_published_digit_for_every_state(boards, published):
    differing = {
        country: (boards[2018][country]["EGDI"].published, row["egdi"])
        for country, row in published[2018].items()
        if boards[2018][country]["EGDI"].published != Decimal(row["egdi"]).quantize(Decimal("1e-4"))
    }
    assert differing == {}


def test_the_edition_of_2022_comes_out_within_one_unit_of_the_last_digit(boards, published):
    # Only rounded components are published; the index was computed from unrounded ones.
    errors = [
        abs(boards[2022][country]["EGDI"].value - float(row["egdi"]))
        for country, row in published[2022].items()
    ]
    assert max(errors) < 1e-4
    assert sum(error <= 0.5e-4 for error in errors) == 171


@pytest.mark.parametrize("year", LEVELS)
def test_the_levels_hold_as_many_states_as_published(boards, year):
    assert Counter(card["EGDI"].band for card in boards[year]) == LEVELS[year]


@pytest.mark.parametrize("year", LEVELS)
def test_every_state_has_its_published_rank(boards, published, year):
    ranks = {rank.unit: rank.rank for rank in boards[year].ranks}
    assert ranks == {country: int(float(row["rank"])) for country, row in published[year].items()}


def test_no_state_stands_at_the_edge_of_a_level(published):
    # So these tables cannot tell to which level an edge belongs, as the rulebook says.
    edges = {Decimal("0.25"), Decimal("0.5"), Decimal("0.75")}
    assert not [
        row for rows in published.values() for row in rows.values() if Decimal(row["egdi"]) in edges
    ]


def test_the_online_services_weigh_a_little_more_in_the_edition_of_2010_only(rulebook):
    # .34 OSI + .33 TII + .33 HCI; by equal weights it would be one third of 1 = 0.33333.
    assert str(scored(rulebook, 2010, 1, 0, 0).published) == "0.34000"
    assert str(scored(rulebook, 2010, 0, 1, 0).published) == "0.33000"
    for year in (2008, 2012, 2014):
        assert str(scored(rulebook, year, 1, 0, 0).published) == "0.33333"


@pytest.mark.parametrize(
    ("year", "index"),
    [(2010, "0.23100"), (2012, "0.00000"), (2014, "0.23333"), (2018, "0.2333"), (2022, "0.2333")],
)
def test_a_state_without_online_services_has_no_index_in_the_edition_of_2012_only(
    rulebook, year, index
):
    # (0 + 0.2 + 0.5) ÷ 3; in 2010 0.33 × 0.2 + 0.33 × 0.5.
    node = scored(rulebook, year, 0, 0.2, 0.5)
    assert str(node.published) == index
    assert node.band == "low"


def test_a_state_with_little_online_passes_the_gate_of_2012(rulebook):
    assert str(scored(rulebook, 2012, "0.0001", 0.2, 0.5).published) == "0.23337"


def test_four_decimals_are_published_since_2018_and_five_before(rulebook):
    exponents = {
        year: scored(rulebook, year, 0.5, 0.5, 0.5).published.as_tuple().exponent
        for year in (2003, 2016, 2018, 2020, 2022)
    }
    assert exponents == {2003: -5, 2016: -5, 2018: -4, 2020: -4, 2022: -4}


def test_a_component_that_is_not_known_leaves_an_interval_of_its_weight(rulebook):
    node = scored(rulebook, 2022, None, 0.6, 0.9)
    assert (node.value, node.band) == (None, None)
    assert (node.low, node.high) == pytest.approx((0.5, 2.5 / 3), abs=1e-12)
