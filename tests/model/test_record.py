from datetime import date

import pytest

from egov_readiness.dates import PartialDate
from egov_readiness.model import UnitRecord, counts

AS_OF = date(2009, 6, 11)


@pytest.mark.parametrize(
    ("observed", "recorded", "known_on", "counted"),
    [
        ("2009-06-11", "2009-06-15", None, True),
        ("2009-06-12", "2009-06-15", None, False),
        ("2009-06-10/2009-06-11", "2009-06", None, True),
        ("2009-06-10/2009-06-12", "2009-06", None, False),
        ("2009", "2009", None, False),
        ("2009-06-11", "2009-06-15", date(2009, 6, 15), True),
        ("2009-06-11", "2009-06-15", date(2009, 6, 14), False),
        ("2009-06-11", "2009-06", date(2009, 6, 29), False),
    ],
)
def test_a_record_counts_by_both_clocks_and_a_window_from_its_last_day(
    observed, recorded, known_on, counted
):
    found = counts(PartialDate(observed), PartialDate(recorded), AS_OF, known_on)
    assert found is counted


def test_what_has_no_date_counts_always():
    assert counts(None, None, AS_OF, AS_OF)


@pytest.mark.parametrize("missing", ["id", "unit", "observed_on", "recorded_on"])
def test_every_record_has_an_identity_a_unit_and_both_clocks(make, missing):
    fields = {"id": "r", "unit": "u", "observed_on": make.day, "recorded_on": make.day}
    del fields[missing]
    with pytest.raises(TypeError, match=missing):
        UnitRecord(**fields)


def test_every_field_that_is_wrong_is_named_at_once(make):
    assert make.refused(UnitRecord, unit="", observed_on="2009", origin="press") == [
        ("wrong-type", "observed_on"),
        ("wrong-type", "origin"),
        ("too-short", "unit"),
    ]
