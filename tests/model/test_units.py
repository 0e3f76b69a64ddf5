from datetime import date

import pytest

from egov_readiness.dates import PartialDate, Period
from egov_readiness.errors import RecordError
from egov_readiness.model import AdministrativeUnit, UnitVersion

CITY_SINCE = date(2010, 4, 8)


def version(make, kind, valid, recorded="2009-06"):
    return UnitVersion(
        valid=valid,
        level="district",
        kind=kind,
        name=make.text("Bảo Lộc"),
        codes={"vn-gso-district": "673"},
        observed_on=make.day,
        recorded_on=PartialDate(recorded),
    )


@pytest.fixture
def bao_loc(make):
    town = version(make, "thị xã", Period(until=CITY_SINCE))
    city = version(make, "thành phố", Period(since=CITY_SINCE), "2010-04")
    return AdministrativeUnit(id="bao-loc", versions=(town, city))


@pytest.mark.parametrize(("day", "kind"), [(date(2010, 4, 7), "thị xã"), (CITY_SINCE, "thành phố")])
def test_bao_loc_is_a_town_until_the_day_it_becomes_a_city_and_keeps_its_code(bao_loc, day, kind):
    held = bao_loc.at(day, None)
    assert held.kind == kind
    assert held.codes["vn-gso-district"] == "673"


def test_a_version_recorded_later_was_not_known(bao_loc):
    assert bao_loc.at(CITY_SINCE, date(2010, 4, 29)) is None
    assert bao_loc.at(CITY_SINCE, date(2010, 4, 30)).kind == "thành phố"


def test_two_versions_never_hold_on_the_same_day(make):
    with pytest.raises(RecordError, match="versions-overlap"):
        AdministrativeUnit(
            id="u",
            versions=(version(make, "huyện", Period()), version(make, "huyện", Period())),
        )


def test_codes_belong_to_the_version_that_was_given_them(make):
    codes = {"vn-gso-district": "673"}
    held = UnitVersion(
        level="district",
        kind="huyện",
        name=make.text(),
        codes=codes,
        observed_on=make.day,
        recorded_on=make.day,
    )
    codes.clear()
    assert held.codes == {"vn-gso-district": "673"}
    assert hash(held) == hash(held)
