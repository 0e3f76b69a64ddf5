"""Laws of fitting: exact, whatever the order, frozen, and the same after a round trip (S2)."""

import random
from datetime import date

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

import egov_readiness as egov
from egov_readiness.canonical import canonical_bytes
from egov_readiness.formats.toml import load_rulebook, save_rulebook, toml_bytes
from egov_readiness.kinds import Text
from egov_readiness.observations import ObservationRow, ObservationTable, known, unknown
from egov_readiness.rules import (
    DistanceToMax,
    DistanceToReference,
    FractionOfMax,
    GeometricMean,
    Goalposts,
    Group,
    Indicator,
    MinMax,
    Rescale,
    Rulebook,
    ZScore,
)
from egov_readiness.testing import unfitted_methods

DAY = date(2022, 7, 1)
CODES = ("a", "b", "c")

# Not made of halves, so that the order in which they are added would show.
numbers = st.integers(-(10**6), 10**6).map(lambda number: number / 70) | st.just(-0.0)
spread = st.lists(numbers, min_size=3, max_size=8, unique=True)


def text(words):
    return Text({"en": words})


def book_of(methods, **group):
    indicators = tuple(
        Indicator(code=code, parent="all", title=text(code), method=method, missing="reweight")
        for code, method in methods.items()
    )
    whole = Group(code="all", title=text("All"), missing="reweight", **group)
    return Rulebook(id="r", version="1", title=text("R"), groups=(whole,), indicators=indicators)


def table_of(columns):
    """A table of columns as long as the shortest; ``None`` is unknown."""
    size = min(map(len, columns.values()))
    rows = [
        ObservationRow(
            f"u{n}",
            {c: unknown() if v[n] is None else known(v[n]) for c, v in columns.items()},
        )
        for n in range(size)
    ]
    return egov.load_table(
        {
            "unit": [row.unit for row in rows],
            **{c: [row.observations[c].value for row in rows] for c in columns},
        }
    )


@st.composite
def fitted_cases(draw):
    """A rulebook of methods that need a population, with one that can give their numbers."""
    methods = {code: draw(unfitted_methods()) for code in CODES}
    modifiers = (Rescale(),) if draw(st.booleans()) else ()
    size = draw(st.integers(3, 12))
    columns = {}
    for code, method in methods.items():
        values = draw(st.lists(numbers, min_size=size, max_size=size, unique=True))
        columns[code] = suiting(method, values)
    gaps = draw(st.sets(st.integers(1, size - 1), max_size=size - 2))
    columns["c"] = [None if n in gaps else v for n, v in enumerate(columns["c"])]
    book = book_of(methods, modifiers=modifiers)
    if draw(st.booleans()):
        imputing = evolve(book.indicators[2], missing="impute", impute_by="mean")
        book = evolve(book, indicators=(*book.indicators[:2], imputing))
    return book, table_of(columns)


def suiting(method, values):
    """Values that a method can be fitted to: none below 0, or the best one first."""
    if isinstance(method, FractionOfMax):
        return [n + abs(value) for n, value in enumerate(values)]
    if isinstance(method, DistanceToReference):
        return sorted(values, reverse=method.better == "higher")
    return values


def fitted(book, table):
    """The fitted rulebook; a group that is the same for every unit cannot be rescaled."""
    try:
        return egov.fit(table, book)
    except egov.SurveyError as error:
        assume({problem.code for problem in error.problems} != {"constant"})
        raise


@given(spread, st.sampled_from(["higher", "lower"]))
def test_min_max_over_its_population_spans_exactly_0_and_1(values, better):
    table = table_of({"a": values})
    book = egov.fit(table, book_of({"a": MinMax(better=better)}))
    found = [card["a"].value for card in egov.score(table, book, as_of=DAY)]
    assert (min(found), max(found)) == (0.0, 1.0)


@given(fitted_cases(), st.randoms(use_true_random=False))
def test_a_permuted_population_gives_the_same_rulebook_to_the_last_bit(case, shuffler):
    book, table = case
    rows = list(table.rows)
    random.Random(shuffler.random()).shuffle(rows)
    shuffled = ObservationTable.of(rows, table.columns, table.digest)
    books = [fitted(book, population) for population in (shuffled, table)]
    assert canonical_bytes(books[0]) == canonical_bytes(books[1])
    assert toml_bytes(books[0]) == toml_bytes(books[1])


@given(case=fitted_cases())
def test_a_fitted_rulebook_scores_the_same_bits_after_it_was_saved(tmp_path_factory, case):
    book, table = case
    frozen = fitted(book, table)
    path = tmp_path_factory.getbasetemp() / "fitted.toml"
    save_rulebook(frozen, path)
    again = load_rulebook(path)
    assert again == frozen
    read = egov.from_json(Rulebook, egov.to_json(frozen))
    assert read == frozen
    boards = {egov.to_json(egov.score(table, b, as_of=DAY)) for b in (frozen, again, read)}
    assert len(boards) == 1


@given(fitted_cases(), st.fixed_dictionaries(dict.fromkeys(CODES, numbers)))
def test_a_unit_added_after_the_fit_changes_no_score(case, values):
    book, table = case
    frozen = fitted(book, table)
    for indicator in book.indicators:
        if isinstance(indicator.method, FractionOfMax):
            values = {**values, indicator.code: abs(values[indicator.code])}
    added = ObservationRow("added", {code: known(value) for code, value in values.items()})
    more = ObservationTable.of([added, *table.rows], table.columns, "sha256:0")
    before, after = (egov.score(t, frozen, as_of=DAY) for t in (table, more))
    for card in before:
        assert after[card.unit] == card


@given(
    st.lists(st.integers(-1000, 1000), min_size=3, max_size=8, unique=True),
    st.sampled_from([MinMax(), ZScore(), DistanceToMax(), MinMax(better="lower")]),
    st.sampled_from([0.001, 0.5556, 3.0, 1e6]),
    st.integers(-1000, 1000),
)
def test_another_unit_of_measure_changes_no_score(values, method, factor, shift):
    book = book_of({"a": method})
    plain = table_of({"a": [float(value) for value in values]})
    other = table_of({"a": [value * factor + shift * factor / 10 for value in values]})
    boards = [egov.score(t, egov.fit(t, book), as_of=DAY) for t in (plain, other)]
    for card in boards[0]:
        assert boards[1][card.unit]["a"].value == pytest.approx(card["a"].value, abs=1e-12)


@given(spread, st.sampled_from([MinMax, ZScore, DistanceToMax]))
def test_a_reversed_direction_mirrors(values, kind):
    table = table_of({"a": values})
    higher, lower = (
        egov.score(table, egov.fit(table, book_of({"a": kind(better=better)})), as_of=DAY)
        for better in ("higher", "lower")
    )
    whole = 0.0 if kind is ZScore else 1.0
    for card in higher:
        assert card["a"].value + lower[card.unit]["a"].value == pytest.approx(whole, abs=1e-12)


@given(spread)
def test_reversed_goalposts_mirror(values):
    table = table_of({"a": values})
    low, high = min(values), max(values)
    rising = egov.score(table, book_of({"a": Goalposts(worst=low, best=high)}), as_of=DAY)
    falling = egov.score(table, book_of({"a": Goalposts(worst=high, best=low)}), as_of=DAY)
    for card in rising:
        assert card["a"].value + falling[card.unit]["a"].value == pytest.approx(1, abs=1e-12)


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=1, max_size=4))
def test_re_weighting_with_nothing_missing_is_the_plain_mean(rows):
    goals = {code: Goalposts(worst=0, best=1) for code in CODES}
    table = table_of({code: [row[n] for row in rows] for n, code in enumerate(CODES)})
    reweighted = book_of(goals)
    indicators = tuple(evolve(i, missing="interval") for i in reweighted.indicators)
    plain = evolve(reweighted, indicators=indicators)
    boards = [egov.score(table, book, as_of=DAY) for book in (reweighted, plain)]
    for card in boards[0]:
        assert card["all"].value == boards[1][card.unit]["all"].value


@given(fitted_cases())
def test_a_mean_of_fitted_parts_lies_between_them(case):
    book, table = case
    plain = evolve(book, groups=(evolve(book.groups[0], modifiers=()),))
    for card in egov.score(table, egov.fit(table, plain), as_of=DAY):
        parts = [card[code].value for code in CODES]
        if None not in parts:
            assert min(parts) - 1e-12 <= card["all"].value <= max(parts) + 1e-12


@given(spread)
def test_a_rescaled_index_of_standard_scores_spans_exactly_0_and_1(values):
    table = table_of({"a": values, "b": values[::-1]})
    weights = {"a": 2.0, "b": 1.0}
    book = book_of({code: ZScore() for code in weights}, modifiers=(Rescale(),))
    indicators = tuple(evolve(i, weight=weights[i.code]) for i in book.indicators)
    book = fitted(evolve(book, indicators=indicators), table)
    found = [card["all"].value for card in egov.score(table, book, as_of=DAY)]
    assert (min(found), max(found)) == (0.0, 1.0)


@given(spread, st.sampled_from(["both", "none"]))
def test_an_unseen_value_below_all_is_nothing_where_clipped_and_else_refused_by_a_geometric_mean(
    values, clip
):
    table = table_of({"a": values})
    floor = GeometricMean(floor=0.01)
    far = table_of({"a": [min(values) * 10 - 1e6]})
    book = egov.fit(table, book_of({"a": MinMax(clip=clip)}, aggregation=floor))
    (card,) = egov.score(far, book, as_of=DAY)
    assert card["all"].value == pytest.approx(0.01)
    assert (card["a"].value == 0) == (clip == "both")
    bare = evolve(book, groups=(evolve(book.groups[0], aggregation=GeometricMean()),))
    with pytest.raises(egov.SurveyError) as error:
        egov.score(far, bare, as_of=DAY)
    assert [(p.code, p.hint) for p in error.value.problems] == [
        ("nothing-under-mean", "declare floor or shift in the aggregation")
    ]
