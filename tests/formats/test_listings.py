"""Lists of findings as CSV and JSON."""

import csv
import io
import json
from datetime import date

from attrs import fields, frozen

from egov_readiness.analysis import Change
from egov_readiness.dates import PartialDate
from egov_readiness.formats.listings import listing_to_csv, listing_to_json
from egov_readiness.kinds import Origin, Text

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
COLUMNS = tuple(attribute.name for attribute in fields(Change))


def rows(kind, items):
    return [*csv.DictReader(io.StringIO(listing_to_csv(kind, items)))]


def test_a_table_reads_back_to_the_last_bit():
    (row,) = rows(Change, [CHANGE])
    assert tuple(row) == COLUMNS
    assert float(row["after"]) == CHANGE.after
    assert (row["period"], row["band_after"], row["rank_before"]) == ("", "", "2")


def test_no_spreadsheet_takes_a_unit_for_a_formula():
    (row,) = rows(Change, [CHANGE])
    assert row["unit"] == "'=a"


def test_an_empty_list_has_its_header():
    assert listing_to_csv(Change, []) == ",".join(COLUMNS) + "\n"


def test_json_names_every_field():
    (item,) = json.loads(listing_to_json([CHANGE]))
    assert item["after"] == CHANGE.after
    assert item["band_after"] is None
    assert set(item) == set(COLUMNS)


@frozen
class Entry:
    moved: bool = True
    on: date = date(2009, 6, 11)
    due: PartialDate = PartialDate("2009")
    origin: Origin = Origin.PRESS
    title: Text = Text({"en": "LAN", "vi": "Mạng LAN"})
    records: tuple[str, ...] = ("a", "b")


def test_every_kind_of_value_is_written_in_its_one_spelling():
    written = {
        "moved": "true",
        "on": "2009-06-11",
        "due": "2009",
        "origin": "press",
        "title": "Mạng LAN",
        "records": "a;b",
    }
    assert rows(Entry, [Entry()]) == [written]
    (item,) = json.loads(listing_to_json([Entry()]))
    assert item == written | {"moved": True, "records": ["a", "b"]}
