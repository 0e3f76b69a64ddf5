"""Connected but not used."""

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.analysis import connected_but_not_used, said_of_territories
from egov_readiness.dates import PartialDate
from egov_readiness.errors import UsageError
from egov_readiness.kinds import Between, Quantifier, Text
from egov_readiness.model import (
    AdministrativeUnit,
    Claim,
    Finding,
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


def said(*claims, quantifiers=None, districts=4, more=()):
    """What is said of the districts of a province."""

    def unit(identity, level, parent=None):
        version = UnitVersion(
            level=level,
            kind="huyện",
            name=Text({"vi": identity}),
            parent=parent,
            observed_on=SEEN,
            recorded_on=SEEN,
        )
        return AdministrativeUnit(id=identity, versions=(version,))

    finding = Finding(
        id="f",
        unit="p",
        statement=Text({"en": "x"}),
        reach="district",
        claims=claims,
        observed_on=SEEN,
        recorded_on=SEEN,
    )
    units = [unit(f"d{number}", "district", "p") for number in range(districts)]
    survey = egov.Survey(
        id="s",
        title=Text({"en": "x"}),
        units=(unit("p", "province"), unit("c", "commune", "p"), *units),
        findings=(*more, finding),
        quantifiers=quantifiers or {},
    )
    return said_of_territories(survey, as_of=DAY)


def claim(concept, quantifier, *, negated=False):
    return Claim(concept=concept, quantifier=quantifier, negated=negated)


def test_words_of_quantity_bound_how_many_units_are_connected_and_do_not_use_it():
    majority = Quantifier.MAJORITY
    unclear = said(claim("lan_connected", majority), claim("lan_effective", majority, negated=True))
    (found,) = unclear
    assert (found.units, found.unused_low, found.unused_high) == (4, 0, 4)
    most = {majority: Between(0.75, 1)}
    (found,) = said(
        claim("lan_connected", majority),
        claim("lan_effective", majority, negated=True),
        quantifiers=most,
    )
    assert (found.connected_low, found.used_high) == (0.75, 0.25)
    assert (found.unused_low, found.unused_high) == (2, 4)
    (found,) = said(claim("lan_connected", Quantifier.ALL), claim("lan_effective", Quantifier.NONE))
    assert (found.unused_low, found.unused_high) == (4, 4)


def test_a_territory_is_listed_only_where_both_are_said():
    assert said(claim("lan_connected", Quantifier.ALL)) == ()
    assert said(claim("lan_effective", Quantifier.ALL)) == ()
    assert said() == ()


@pytest.mark.parametrize("share", [float("nan"), -0.1, 1.5])
@pytest.mark.parametrize("name", ["reach_at_least", "utilisation_below"])
def test_a_threshold_is_a_share(name, share):
    with pytest.raises(UsageError, match="no-share"):
        connected_but_not_used(survey(), as_of=DAY, **{name: share})


def test_only_what_is_said_of_units_of_one_level_is_taken_together():
    base = said(claim("lan_connected", Quantifier.ALL), claim("lan_effective", Quantifier.NONE))
    assert base[0].level == "district"
    other = Finding(
        id="g",
        unit="p",
        statement=Text({"en": "x"}),
        reach="commune",
        claims=(claim("website", Quantifier.MOST),),
        observed_on=SEEN,
        recorded_on=SEEN,
    )
    connected = claim("lan_connected", Quantifier.ALL)
    unused = claim("lan_effective", Quantifier.NONE)
    assert said(connected, unused, more=(other,)) == base
    lower = evolve(other, claims=(unused,))
    assert said(connected, more=(lower,)) == ()
