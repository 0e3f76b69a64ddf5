"""Connected but not used."""

from datetime import date
from pathlib import Path

import pytest

import egov_readiness as egov
from egov_readiness.analysis import connected_but_not_used
from egov_readiness.dates import PartialDate
from egov_readiness.kinds import Between, Text
from egov_readiness.model import (
    AdministrativeUnit,
    InfrastructureItem,
    InfrastructureKind,
    UnitVersion,
)

DAY = date(2009, 6, 30)
SEEN = PartialDate("2009-06")
LAN = InfrastructureKind.LAN


def survey(**units):
    """Units with the counts of their LAN: eligible, connected, working, in use."""
    version = UnitVersion(
        level="district", kind="huyện", name=Text({"vi": "A"}), observed_on=SEEN, recorded_on=SEEN
    )
    items = tuple(
        InfrastructureItem(
            id=unit,
            unit=unit,
            kind=LAN,
            observed_on=SEEN,
            recorded_on=SEEN,
            **dict(zip(("eligible", "connected", "working", "in_use"), counts, strict=True)),
        )
        for unit, counts in units.items()
        if counts
    )
    return egov.Survey(
        id="s",
        title=Text({"en": "S"}),
        units=tuple(AdministrativeUnit(id=unit, versions=(version,)) for unit in units),
        infrastructure=items,
    )


def listed(records, **asked):
    return {item.unit: item.certain for item in connected_but_not_used(records, as_of=DAY, **asked)}


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ((20, 18, 18, 4), {"u": True}),
        ((20, 18, 18, 15), {}),  # connected and used
        ((20, 4, 4, 0), {}),  # not connected
        ((20, 10, 10, 4), {"u": True}),  # the edge of reach belongs to it
        ((20, 18, 18, 9), {}),  # the edge of use does not
        ((20, 18, 18, None), {"u": False}),  # nobody looked at the use
        ((20, 18, 18, Between(2, 6)), {"u": True}),
        ((20, 18, 18, Between(2, 12)), {"u": False}),
        ((20, Between(8, 18), 8, 1), {"u": False}),
        ((0, 0, 0, 0), {}),  # nothing was to be connected
        ((), {}),  # nothing is recorded
    ],
)
def test_a_unit_is_listed_if_it_is_or_may_be_connected_and_hardly_uses_it(counts, found):
    assert listed(survey(u=counts)) == found


def test_the_thresholds_are_those_that_are_asked_for():
    records = survey(u=(20, 18, 18, 15))
    assert listed(records, utilisation_below=0.9) == {"u": True}
    assert listed(records, utilisation_below=0.9, reach_at_least=0.95) == {}


def test_certain_ones_come_first_and_the_rest_in_the_order_of_the_survey():
    records = survey(a=(20, 18, 18, None), b=(20, 18, 18, 1), c=(20, 18, 18, 2))
    assert [*listed(records)] == ["b", "c", "a"]


def test_only_the_kinds_that_are_asked_for_are_looked_at():
    assert listed(survey(u=(20, 18, 18, 4)), kinds=(InfrastructureKind.WAN,)) == {}


def test_the_district_that_the_tutorial_tells_of_is_found(project: Path):
    records = egov.load_survey(project / "examples" / "tutorial-province")
    (found,) = connected_but_not_used(records, as_of=date(2009, 12, 31))
    assert (found.unit, found.certain) == ("hoa-hue", True)
    assert (found.reach_low, found.utilisation_high) == (0.75, 0.2)


def test_a_text_that_speaks_of_the_province_is_no_evidence_for_a_district(project: Path):
    records = egov.load_survey(project / "examples" / "lam-dong-2009")
    assert connected_but_not_used(records, as_of=date(2009, 6, 11)) == ()
