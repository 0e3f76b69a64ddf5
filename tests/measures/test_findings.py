from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.kinds import Between, Origin, Quantifier, Text
from egov_readiness.measures.findings import SHARES, share_of_units
from egov_readiness.measures.view import UnitView
from egov_readiness.model import Claim, Finding
from egov_readiness.observations import State

ASKED = {"concept": "lan"}


def finding(identity, *claims, observed="2009-06-10/2009-06-11", reach="district", **more):
    return Finding(
        id=identity,
        unit="lam-dong",
        statement=Text({"vi": "…"}),
        reach=reach,
        claims=tuple(
            Claim(concept=concept, quantifier=Quantifier(word), negated=negated)
            for concept, word, negated in claims
        ),
        observed_on=PartialDate(observed),
        recorded_on=PartialDate("2009-06"),
        **more,
    )


def share(*findings, stale_after=None, quantifiers=None):
    view = UnitView(
        unit="lam-dong",
        as_of=date(2009, 6, 30),
        findings=findings,
        stale_after=stale_after,
        quantifiers=quantifiers or {},
    )
    return share_of_units(view, ASKED)


@pytest.mark.parametrize(
    ("word", "negated", "expected"),
    [
        ("all", False, (1, 1)),
        ("most", False, (0.5, 1)),
        ("majority", False, (0.5, 1)),
        ("some", False, (None, None)),
        ("none", False, (0, 0)),
        ("all", True, (0, 0)),
        ("most", True, (0, 0.5)),
        ("majority", True, (0, 0.5)),
        ("some", True, (None, None)),
        ("none", True, (1, 1)),
    ],
)
def test_a_word_of_quantity_gives_bounds_and_never_a_figure(word, negated, expected):
    found = share(finding("f", ("lan", word, negated)))
    assert (found.low, found.high) == expected


def test_every_word_of_quantity_stands_for_a_share():
    assert set(SHARES) == set(Quantifier)


def test_the_reason_carries_the_word_and_the_finding(codes):
    found = share(finding("f", ("lan", "majority", False)))
    assert codes(found) == [("record", "f"), ("quantifier", "f")]
    assert found.because[1].facts == {
        "sheet": "findings",
        "record": "f",
        "quantifier": "majority",
        "negated": False,
        "level": "district",
        "low": 0.5,
        "high": 1,
    }


def test_a_survey_may_declare_what_its_words_mean():
    words = {Quantifier.MOST: Between(0.75, 1)}
    found = share(finding("f", ("lan", "most", True)), quantifiers=words)
    assert (found.low, found.high) == (0, 0.25)


def test_findings_that_agree_narrow_each_other():
    words = {Quantifier.SOME: Between(0.1, 0.6)}
    found = share(
        finding("a", ("lan", "majority", False)),
        finding("b", ("lan", "some", False)),
        quantifiers=words,
    )
    assert (found.low, found.high) == (0.5, 0.6)


def test_a_finding_that_excludes_a_stronger_one_contests_it(codes):
    found = share(
        finding("news", ("lan", "none", False), origin=Origin.PRESS, observed="2009-06-29"),
        finding("visit", ("lan", "majority", False), origin=Origin.INSPECTED),
    )
    assert (found.low, found.high) == (0.5, 1)
    assert codes(found) == [("record", "visit"), ("quantifier", "visit"), ("contested", "news")]


def test_of_equal_origins_the_later_finding_wins(codes):
    found = share(
        finding("a", ("lan", "all", False), observed="2009-01"),
        finding("b", ("lan", "none", False), observed="2009-02"),
    )
    assert (found.value, codes(found)[-1]) == (0, ("contested", "a"))


def test_findings_about_units_of_another_level_are_not_mixed_in():
    found = share(
        finding("a", ("lan", "all", False), reach="commune", observed="2009-01"),
        finding("b", ("lan", "majority", False)),
    )
    assert (found.low, found.high) == (0.5, 1)


@pytest.mark.parametrize(
    "findings",
    [(), (finding("f", ("portal", "all", False)),), (finding("f", reach=None),)],
)
def test_without_a_claim_about_it_nobody_knows(findings):
    found = share(*findings)
    assert (found.state, found.because[0].facts) == (
        State.UNKNOWN,
        {"sheet": "findings", "concept": "lan"},
    )


def test_a_finding_too_old_for_the_indicator_is_not_used(codes):
    old = finding("old", ("lan", "all", False), observed="2007")
    found = share(old, stale_after=365)
    assert (found.state, codes(found)) == (State.UNKNOWN, [("stale", "old")])
    found = share(old, finding("new", ("lan", "majority", False)), stale_after=365)
    assert (found.low, found.high) == (0.5, 1)


claims = st.lists(st.tuples(st.sampled_from(Quantifier), st.booleans()), max_size=4)


def true_of(word, negated, part):
    bounds = SHARES[word]
    said = 1 - part if negated else part
    return bounds.low <= said <= bounds.high


@given(claims, st.sampled_from([0, 0.25, 0.5, 0.75, 1]))
def test_a_share_of_which_every_claim_is_true_lies_within_the_bounds(words, part):
    true = [claim for claim in words if true_of(*claim, part)]
    found = share(
        *(
            finding(str(number), ("lan", word.value, negated))
            for number, (word, negated) in enumerate(true)
        )
    )
    if found.state is not State.UNKNOWN:
        assert found.low <= part <= found.high
