"""Changes as CSV and JSON."""

import csv
import io
import json

from egov_readiness.analysis import Change
from egov_readiness.formats.changes import COLUMNS, changes_to_csv, changes_to_json

CHANGE = Change(
    unit="=a",
    result="all",
    before=0.1,
    after=0.30000000000000004,
    difference=0.2,
    moved=True,
    band_before="low",
    rank_before=2,
    rank_after=1,
)


def test_a_table_of_changes_reads_back_to_the_last_bit():
    (row,) = csv.DictReader(io.StringIO(changes_to_csv([CHANGE])))
    assert tuple(row) == COLUMNS
    assert float(row["after"]) == CHANGE.after
    assert (row["period"], row["band_after"], row["rank_before"]) == ("", "", "2")


def test_no_spreadsheet_takes_a_unit_for_a_formula():
    (row,) = csv.DictReader(io.StringIO(changes_to_csv([CHANGE])))
    assert row["unit"] == "'=a"


def test_json_names_every_field():
    (item,) = json.loads(changes_to_json([CHANGE]))
    assert item["after"] == CHANGE.after
    assert item["band_after"] is None
    assert set(item) == set(COLUMNS)
