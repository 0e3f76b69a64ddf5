"""Several scorecards taken together, node by node."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.errors import Because, Reason
from egov_readiness.observations import ObservationRow, from_quantity
from egov_readiness.scoring import Scorer
from egov_readiness.scoring.together import Together

shares = st.none() | st.integers(0, 10).map(lambda tenth: tenth / 10)
values = st.tuples(shares, shares)


@pytest.fixture(scope="module")
def together(make):
    """The results of cards with these values, taken together."""

    def taken(*observed, weights=None, by="mean"):
        group = make.group("all")
        scorer = Scorer(make.book(group, make.indicator("a"), make.indicator("b", weight=3)))
        cards = []
        for number, (a, b) in enumerate(observed):
            found = {"a": from_quantity(a), "b": from_quantity(b)}
            cards.append(scorer.card(ObservationRow(f"u{number}", found), date(2024, 6, 30)))
        plan = scorer.plan(date(2024, 6, 30))
        counted = weights or [(1.0, True)] * len(cards)
        results = Together.of(scorer.rulebook).results(
            plan,
            cards,
            counted,
            by,
            lambda units, valued: Reason(Because.ROLLED_UP, {"units": units, "counted": valued}),
        )
        return results, cards

    return taken


@given(values)
def test_a_card_alone_gives_itself(together, observed):
    (result,), (card,) = together(observed)
    for one, other in zip(result.walk(), card.walk(), strict=True):
        assert (one.low, one.value, one.high, one.coverage) == (
            other.low,
            other.value,
            other.high,
            other.coverage,
        )


@given(st.lists(values, min_size=1, max_size=4), st.sampled_from(["mean", "minimum"]))
def test_points_still_sum_to_the_result(together, observed, by):
    (result,), _ = together(*observed, by=by)
    if result.value is None:
        return
    points = [child.earned for child in result.children]
    adjusted = [r.facts["points"] for r in result.because if r.code is Because.ADJUSTED]
    if None not in points:
        assert sum((*points, *adjusted)) == pytest.approx(result.value, abs=1e-9)


def test_weights_that_are_not_known_leave_the_range(together):
    (result,), _ = together((0, 0), (1, 1), weights=[(0.5, True), (None, True)])
    assert (result.low, result.value, result.high) == (0, None, 1)


def test_the_reason_counts_the_cards_and_those_with_a_value(together):
    (result,), _ = together((0.5, 0.5), (None, 0.5))
    assert result.children[0].because[0].facts == {"units": 2, "counted": 2}
