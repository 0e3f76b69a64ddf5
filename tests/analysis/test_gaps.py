"""What a unit says of itself against what was verified, and what will soon no longer count."""

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import egov_readiness as egov
from egov_readiness.analysis import expiring, gaps
from egov_readiness.dates import PartialDate
from egov_readiness.errors import UsageError
from egov_readiness.kinds import Origin, Text
from egov_readiness.model import AdministrativeUnit, Evidence, UnitVersion
from egov_readiness.rules import Applicability, Group, Identity, Indicator, Ratio, Rulebook

DAY = date(2024, 12, 31)
TITLE = Text({"en": "x", "vi": "x"})
SEEN = PartialDate("2024-06-30")


def indicator(code, weight=1.0, **fields):
    plain = {"parent": "all", "title": TITLE, "method": Ratio(), "weight": weight}
    return Indicator(code=code, **plain | fields)


BOOK = Rulebook(
    id="r",
    version="1",
    title=TITLE,
    languages=("en", "vi"),
    scale=100,
    groups=(Group(code="all", title=TITLE),),
    indicators=(indicator("files", 3), indicator("lan"), indicator("watched", 0)),
)


def said(concept, value, origin, unit="u", **fields):
    identity = f"{unit}-{concept}-{origin.value}"
    plain = {"observed_on": SEEN, "recorded_on": SEEN}
    return Evidence(
        id=identity, unit=unit, concept=concept, value=value, origin=origin, **plain | fields
    )


def survey(*evidence):
    version = UnitVersion(
        level="district", kind="huyện", name=TITLE, observed_on=SEEN, recorded_on=SEEN
    )
    units = tuple(
        AdministrativeUnit(id=unit, versions=(version,))
        for unit in sorted({item.unit for item in evidence})
    )
    return egov.Survey(id="s", title=TITLE, units=units, evidence=evidence)


SELF, CHECKED = Origin.SELF_REPORT, Origin.INSPECTED


def test_the_gap_is_what_is_claimed_beyond_what_was_verified_in_points_of_the_result():
    records = survey(said("files", 0.9, SELF), said("files", 0.6, CHECKED))
    (gap,) = gaps(records, BOOK, as_of=DAY)
    assert (gap.unit, gap.result, gap.indicator) == ("u", "all", "files")
    assert (gap.claimed, gap.verified) == (90, 60)
    # 3 of 4 of the weight.
    assert (gap.points, gap.at_risk) == pytest.approx((22.5, 22.5))
    assert gap.claimed_records == ("evidence/u-files-self_report",)
    assert gap.verified_records == ("evidence/u-files-inspected",)


def test_a_claim_that_nobody_verified_is_at_risk_as_a_whole_and_its_gap_is_open():
    (gap,) = gaps(survey(said("lan", 0.8, SELF)), BOOK, as_of=DAY)
    assert (gap.verified, gap.verified_low, gap.verified_high) == (None, 0, 100)
    assert (gap.points, gap.at_risk) == (None, pytest.approx(20))
    assert gap.verified_records == ()


def test_a_unit_that_claims_less_than_was_verified_risks_nothing():
    (gap,) = gaps(survey(said("lan", 0.5, SELF), said("lan", 0.8, CHECKED)), BOOK, as_of=DAY)
    assert gap.points == pytest.approx(-7.5)
    assert gap.at_risk == 0


def test_what_agrees_or_is_not_claimed_is_no_gap():
    records = survey(
        said("files", 0.6, SELF), said("files", 0.6, CHECKED), said("lan", 0.3, CHECKED)
    )
    assert gaps(records, BOOK, as_of=DAY) == ()


def test_the_press_verifies_nothing():
    (gap,) = gaps(survey(said("lan", 0.8, SELF), said("lan", 0.2, Origin.PRESS)), BOOK, as_of=DAY)
    assert gap.verified is None


def test_the_most_points_at_risk_come_first_and_what_has_no_limit_before_them():
    unlimited = evolve(
        BOOK, indicators=(*BOOK.indicators, indicator("open", method=Identity(), weight=0.001))
    )
    records = survey(
        said("files", 0.9, SELF, "a"),
        said("lan", 0.9, SELF, "a"),
        said("lan", 1, SELF, "b"),
        said("open", 1, SELF, "b"),
    )
    found = [(gap.unit, gap.indicator) for gap in gaps(records, unlimited, as_of=DAY)]
    assert found == [("b", "open"), ("a", "files"), ("b", "lan"), ("a", "lan")]


def test_a_hidden_unit_is_not_listed():
    hidden = evolve(BOOK, hidden=Applicability(units=("u",)))
    assert gaps(survey(said("lan", 0.8, SELF)), hidden, as_of=DAY) == ()


def test_the_stages_of_a_rulebook_may_say_what_the_two_sides_are(project: Path):
    folder = project / "examples" / "cookbook"
    records = egov.load_survey(folder / "r16-stages")
    book = egov.load_rulebook(folder / "r16-stages.toml")
    named = gaps(records, book, claimed="self_scored", verified="verified")
    assert named == gaps(records, book)
    assert [(gap.indicator, gap.points, gap.at_risk) for gap in named] == [
        ("lan_in_use", None, 40),
        ("online_files", pytest.approx(15), pytest.approx(15)),
    ]
    with pytest.raises(UsageError, match="unknown-stage"):
        gaps(records, book, claimed="selfscored")


def test_later_evidence_leaves_the_gap_that_was_known_then():
    early = survey(said("lan", 0.8, SELF), said("lan", 0.5, CHECKED))
    late = said("lan", 0.1, Origin.MEASURED, recorded_on=PartialDate("2025-03"))
    later = evolve(early, evidence=(*early.evidence, late))
    known = {"as_of": DAY, "known_on": DAY}
    assert gaps(later, BOOK, **known) == gaps(early, BOOK, **known)
    assert gaps(later, BOOK, as_of=DAY) != gaps(early, BOOK, as_of=DAY)


SHARES = st.integers(0, 10).map(lambda tenth: tenth / 10)


@given(SHARES, SHARES, SHARES, SHARES)
def test_the_gaps_of_a_plain_mean_add_up_to_that_of_its_result(files, lan, files_seen, lan_seen):
    claims = [said("files", files, SELF), said("lan", lan, SELF)]
    checks = [said("files", files_seen, CHECKED), said("lan", lan_seen, CHECKED)]
    found = gaps(survey(*claims, *checks), BOOK, as_of=DAY)
    totals = [
        egov.score(survey(*side), BOOK, as_of=DAY)["u"]["all"].value for side in (claims, checks)
    ]
    assert sum(gap.points for gap in found) == pytest.approx(totals[0] - totals[1], abs=1e-9)


# What will soon no longer count.

LATER = date(2025, 12, 31)


def test_evidence_that_lapses_before_a_cutoff_is_listed_with_what_it_costs():
    lapsing = said("files", 0.8, CHECKED, valid_until=PartialDate("2025-03-31"))
    (item,) = expiring(survey(lapsing, said("lan", 1, CHECKED)), BOOK, as_of=DAY, by=LATER)
    assert (item.unit, item.result, item.indicator) == ("u", "all", "files")
    assert item.records == ("evidence/u-files-inspected",)
    assert (item.value, item.later, item.later_low) == (80, None, 0)
    assert item.at_risk == pytest.approx(60)


def test_evidence_that_grows_too_old_for_its_indicator_is_listed_too():
    ageing = evolve(BOOK, indicators=(indicator("lan", stale_after=365),))
    records = survey(said("lan", 1, CHECKED))
    assert expiring(records, ageing, as_of=DAY, by=date(2025, 6, 30)) == ()
    (item,) = expiring(records, ageing, as_of=DAY, by=date(2025, 7, 1))
    assert item.at_risk == 100


def test_weaker_evidence_that_steps_in_bounds_the_loss():
    lapsing = said("files", 0.8, CHECKED, valid_until=PartialDate("2025-03-31"))
    records = survey(lapsing, said("files", 0.7, SELF))
    (item,) = expiring(records, BOOK, as_of=DAY, by=LATER)
    assert (item.later, item.at_risk) == (70, pytest.approx(7.5))


def test_what_is_not_used_today_cannot_be_lost():
    lapsed = said("files", 0.8, CHECKED, valid_until=PartialDate("2024-07-31"))
    assert expiring(survey(lapsed), BOOK, as_of=DAY, by=LATER) == ()


def test_a_hidden_unit_loses_nothing_that_is_listed():
    hidden = evolve(BOOK, hidden=Applicability(units=("u",)))
    lapsing = said("files", 0.8, CHECKED, valid_until=PartialDate("2025-03-31"))
    assert expiring(survey(lapsing), hidden, as_of=DAY, by=LATER) == ()


def test_a_policy_that_stands_in_is_neither_a_claim_nor_a_verification():
    counted = evolve(BOOK, missing="zero")
    (gap,) = gaps(survey(said("files", 0.75, SELF)), counted, as_of=DAY)
    assert (gap.verified, gap.verified_low, gap.points) == (None, 0, None)
    assert gap.at_risk == 75 * 0.75
    assert gaps(survey(said("files", 0.75, CHECKED)), counted, as_of=DAY) == ()
