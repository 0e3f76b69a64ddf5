"""Laws of scores, for random rulebooks and random knowledge (design S3, S4, S5)."""

import random
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import egov_readiness as egov
from egov_readiness.errors import Because
from egov_readiness.kinds import Text
from egov_readiness.observations import (
    ObservationRow,
    ObservationStatus,
    ObservationTable,
    State,
    known,
    unknown,
)
from egov_readiness.rules import Band, Group, Identity, Indicator, Rulebook, WeightedMean
from egov_readiness.testing import (
    known_values,
    observation_rows,
    observation_tables,
    rulebooks,
)

DAY = date(2009, 6, 11)
CLOSE = 1e-12


def rows_for(**limits):
    return rulebooks(**limits).flatmap(
        lambda book: st.tuples(st.just(book), observation_rows(book))
    )


def card_of(book, row):
    return egov.score(table_of(book, [row]), book, as_of=DAY)[row.unit]


def table_of(book, rows):
    return ObservationTable.of(rows, [i.code for i in book.indicators], "sha256:0")


def numbers(card):
    return {node.code: (node.low, node.value, node.high, node.coverage) for node in card.walk()}


def alike(first, second):
    assert first.keys() == second.keys()
    for code, found in first.items():
        for one, other in zip(found, second[code], strict=True):
            assert (one is None) == (other is None), code
            if one is not None:
                assert one == pytest.approx(other, rel=CLOSE, abs=100 * CLOSE), code


@given(rows_for())
def test_a_value_lies_between_its_bounds(case):
    for node in card_of(*case).walk():
        if node.value is not None:
            assert node.low is None or node.low <= node.value
            assert node.high is None or node.value <= node.high
        if node.low is not None and node.high is not None:
            assert node.low <= node.high + 100 * CLOSE


@given(rows_for(), st.data())
def test_every_completion_scores_within_the_bounds(case, data):
    book, row = case
    card = card_of(book, row)
    completed = {}
    for indicator in book.indicators:
        seen = row.observations[indicator.code]
        if seen.state is State.BOUNDED:
            completed[indicator.code] = known(data.draw(st.floats(seen.low, seen.high)))
        elif seen.state is State.UNKNOWN or seen.status is ObservationStatus.IMPUTED:
            completed[indicator.code] = known(data.draw(known_values(indicator)))
        else:
            completed[indicator.code] = seen
    for node in card_of(book, evolve(row, observations=completed)).walk():
        if node.value is not None and not any(
            reason.code is Because.COUNTED_ZERO for reason in node.because
        ):
            before = card[node.code]
            assert before.low is None or before.low <= node.value + 100 * CLOSE
            assert before.high is None or node.value <= before.high + 100 * CLOSE


@given(rows_for(), st.data())
def test_replacing_an_observation_by_unknown_never_narrows(case, data):
    book, row = case
    code = data.draw(st.sampled_from([i.code for i in book.indicators]))
    if row.observations[code].state is State.NOT_APPLICABLE:
        return  # that it does not apply is knowledge of another kind
    forgotten = evolve(row, observations={**row.observations, code: unknown()})
    before, after = card_of(book, row), card_of(book, forgotten)
    for node in after.walk():
        was = before[node.code]
        assert node.low is None or (was.low is not None and node.low <= was.low + 100 * CLOSE)
        assert node.high is None or (was.high is not None and was.high <= node.high + 100 * CLOSE)


def rising(indicator):
    """Two values of an indicator, the second attaining no less."""
    values = st.tuples(known_values(indicator), known_values(indicator))
    match indicator.method.kind:
        case "yes_no":
            return st.just(("no", "yes"))
        case "options":
            return st.sampled_from([("none", "deputy"), ("deputy", "chair")])
        case "goalposts" | "min_max" if indicator.method.worst > indicator.method.best:
            return values.map(lambda pair: (max(pair), min(pair)))
        case _:
            return values.map(lambda pair: (min(pair), max(pair)))


@given(rows_for(), st.data())
def test_raising_one_known_observation_never_lowers_a_score(case, data):
    book, row = case
    indicator = data.draw(st.sampled_from(book.indicators))
    worse, better = data.draw(rising(indicator))
    lower, upper = (
        card_of(book, evolve(row, observations={**row.observations, indicator.code: known(value)}))
        for value in (worse, better)
    )
    for node in lower.walk():
        raised = upper[node.code]
        for before, after in (
            (node.low, raised.low),
            (node.value, raised.value),
            (node.high, raised.high),
        ):
            if before is not None and after is not None:
                assert after >= before - 100 * CLOSE


@given(rows_for())
def test_an_explanation_sums_to_its_result(case):
    for node in card_of(*case).walk():
        if node.children and node.earned is not None:
            adjusted = sum(
                float(reason.facts["points"])
                for reason in node.because
                if reason.code is Because.ADJUSTED
            )
            earned = sum(child.earned for child in node.children if child.earned is not None)
            assert earned + adjusted == pytest.approx(node.earned, abs=1e-9)


@given(rulebooks(plain=True).flatmap(lambda b: st.tuples(st.just(b), observation_rows(b))))
def test_a_result_that_is_a_plain_mean_earns_its_value(case):
    for result in card_of(*case).results:
        if result.value is not None:
            assert result.earned == pytest.approx(result.value, abs=1e-9)


@given(rulebooks().flatmap(lambda b: st.tuples(st.just(b), observation_tables(b))), st.data())
def test_adding_a_unit_changes_no_other_units_score(case, data):
    book, table = case
    before = egov.score(table, book, as_of=DAY)
    added = data.draw(observation_rows(book, "added"))
    after = egov.score(table_of(book, [added, *table.rows]), book, as_of=DAY)
    for card in before:
        assert after[card.unit] == card


@given(rulebooks().flatmap(lambda b: st.tuples(st.just(b), observation_tables(b))), st.randoms())
def test_the_order_of_units_changes_nothing_but_their_order(case, shuffler: random.Random):
    book, table = case
    rows = list(table.rows)
    shuffler.shuffle(rows)
    before = egov.score(table, book, as_of=DAY)
    after = egov.score(table_of(book, rows), book, as_of=DAY)
    assert {card.unit: card for card in before} == {card.unit: card for card in after}
    assert set(before.ranks) == set(after.ranks)


@given(rows_for(), st.randoms())
def test_the_order_of_nodes_changes_nothing(case, shuffler: random.Random):
    book, row = case
    groups, indicators = list(book.groups), list(book.indicators)
    shuffler.shuffle(groups)
    shuffler.shuffle(indicators)
    shuffled = evolve(book, groups=tuple(groups), indicators=tuple(indicators))
    alike(numbers(card_of(book, row)), numbers(card_of(shuffled, row)))


@given(
    rulebooks(plain=True).flatmap(lambda b: st.tuples(st.just(b), observation_rows(b))),
    st.sampled_from([0.1, 3.0, 1000.0]),
)
def test_scaling_all_weights_of_a_group_changes_nothing(case, factor):
    book, row = case
    parent = book.groups[0].code

    def scaled(nodes):
        return tuple(
            evolve(node, weight=node.weight * factor) if node.parent == parent else node
            for node in nodes
        )

    heavier = evolve(book, groups=scaled(book.groups), indicators=scaled(book.indicators))
    alike(numbers(card_of(book, row)), numbers(card_of(heavier, row)))


@given(rows_for())
def test_means_minimum_and_best_of_lie_between_their_children(case):
    book, row = case
    kinds = ("weighted_mean", "minimum", "best_of")
    for node in card_of(book, row).walk():
        rule = book.node(node.code)
        if not node.children or rule.aggregation.kind not in kinds or rule.modifiers or rule.needs:
            continue
        values = [c.value for c in node.children if c.weight > 0 and c.state is State.KNOWN]
        complete = len(values) == sum(
            c.weight > 0 and c.state is not State.NOT_APPLICABLE for c in node.children
        )
        if complete and node.value is not None and values:
            assert min(values) - 100 * CLOSE <= node.value <= max(values) + 100 * CLOSE


@given(
    st.integers(1, 99),
    st.lists(st.floats(0.01, 50, allow_subnormal=False), min_size=2, max_size=8),
)
def test_children_all_at_a_bands_edge_land_on_the_edge(edge, weights):
    title = Text({"en": "x"})
    book = Rulebook(
        id="edge",
        version="1",
        title=title,
        scale=100,
        groups=(Group(code="all", title=title, band_order="best_first"),),
        indicators=tuple(
            Indicator(code=f"i{n}", parent="all", weight=weight, title=title, method=Identity())
            for n, weight in enumerate(weights)
        ),
        bands=(
            Band(result="all", code="above", title=title, at_least=edge),
            Band(result="all", code="below", title=title, below=edge),
        ),
    )
    assert book.groups[0].aggregation == WeightedMean()
    row = ObservationRow("u", {i.code: known(edge / 100) for i in book.indicators})
    assert card_of(book, row)["all"].band == "above"


@given(rulebooks().flatmap(lambda b: st.tuples(st.just(b), observation_tables(b))))
def test_a_rank_lies_within_its_range_and_ties_share_it(case):
    board = egov.score(case[1], case[0], as_of=DAY)
    for rank in board.ranks:
        assert 1 <= rank.best <= rank.worst
        if rank.rank is not None:
            assert rank.best <= rank.rank <= rank.worst
    for one in board.ranks:
        for other in board.ranks:
            same = (one.result, board[one.unit][one.result].value) == (
                other.result,
                board[other.unit][other.result].value,
            )
            if same and None not in (board[one.unit][one.result].value, one.rank, other.rank):
                assert one.rank == other.rank
