"""Fit, then score: what a rulebook takes from a population, and what it says of it (design S2)."""

from datetime import date

import pytest
from attrs import evolve

import egov_readiness as egov
from egov_readiness.dates import Period
from egov_readiness.errors import RulebookError, SurveyError, UsageError
from egov_readiness.observations import ObservationStatus, known
from egov_readiness.rules import (
    Applicability,
    Cap,
    DatedNumber,
    FractionOfMax,
    Gate,
    Group,
    MemberScore,
    MinMax,
    PercentileRank,
    PerItem,
    Ratio,
    Rescale,
    RollUp,
    ZScore,
)
from egov_readiness.rules.completeness import unfitted


@pytest.fixture
def book(make):
    return make.book(make.indicator("a", MinMax()), make.indicator("b", ZScore()), scale=100)


def table(**columns):
    return egov.load_table({"unit": ["u", "v", "w"], **columns})


def codes(error):
    return [problem.code for problem in error.value.problems]


def test_an_unfitted_rulebook_names_fit(make, book):
    with pytest.raises(RulebookError) as error:
        egov.score(table(a=[1, 2, 3], b=[1, 2, 3]), book, as_of=make.day)
    assert codes(error) == ["not-fitted", "not-fitted"]
    assert "--fit" in error.value.problems[0].hint
    assert error.value.problems[0].path == "book:indicator[a].method"


def test_a_fitted_rulebook_says_what_population_it_was_fitted_to(make, book):
    population = table(a=[1, 2, 3], b=[1, 2, 4])
    fitted = egov.fit(population, book)
    assert unfitted(fitted) == ()
    assert (fitted.population.digest, fitted.population.size) == (population.digest, 3)
    board = egov.score(population, fitted, as_of=make.day)
    assert board.rulebook.population == population.digest
    assert board["w"]["a"].value == 100


def test_a_rulebook_that_needs_no_population_is_returned_as_it_is(make):
    book = make.book(make.indicator("a"))
    assert egov.fit(table(a=[1, 0, 1]), book) is book


def test_fitting_again_forgets_the_population_before(book):
    first = egov.fit(table(a=[1, 2, 3], b=[1, 2, 4]), book)
    other = table(a=[0, 5, 10], b=[3, 4, 9])
    assert egov.fit(other, first) == egov.fit(other, book)


@pytest.mark.parametrize(
    "method", [MinMax(), ZScore(), PercentileRank(), FractionOfMax()], ids=lambda m: m.kind
)
def test_every_kind_of_number_is_forgotten(make, method):
    book = make.book(
        make.group("all", modifiers=(Rescale(),)),
        make.indicator("a", method, impute_by="mean", missing="impute"),
    )
    first = egov.fit(table(a=[1, 2, 3]), book)
    other = table(a=[0, 5, 10])
    assert egov.fit(other, first) == egov.fit(other, book)


def test_every_number_that_cannot_be_taken_is_named_at_once(make):
    book = make.book(
        make.indicator("blank", MinMax()),
        make.indicator("one", ZScore()),
        make.indicator("same", MinMax()),
        make.indicator("word", MinMax()),
        make.indicator("negative", FractionOfMax()),
        make.indicator("huge", MinMax()),
        make.indicator("good", MinMax()),
        make.indicator("absent", MinMax()),
    )
    columns = {
        "blank": [None] * 3,
        "one": [1, None, None],
        "same": [2, 2, 2],
        "word": [1, "many", 2],
        "negative": [1, -1, 2],
        "huge": [1, 1e200, 2],
        "good": [1, 2, 3],
    }
    with pytest.raises(SurveyError) as error:
        egov.fit(table(**columns), book)
    assert [(problem.code, problem.path) for problem in error.value.problems] == [
        ("missing-column", "table"),
        ("nothing-to-fit", "table:blank"),
        ("one-unit", "table:one"),
        ("constant", "table:same"),
        ("not-a-number", "table:word"),
        ("outside-range", "table:negative"),
        ("too-large", "table:huge"),
        ("nothing-to-fit", "table:absent"),
    ]


def test_what_is_bounded_or_unknown_is_no_part_of_the_population(make):
    book = make.book(make.indicator("a", MinMax()))
    fitted = egov.fit(egov.load_table({"unit": list("uvwx"), "a": [1, 3, "0..9", None]}), book)
    assert (fitted.indicators[0].method.worst, fitted.indicators[0].method.best) == (1.0, 3.0)


def test_what_the_publisher_imputed_is_part_of_the_population(make):
    rows = [make.row({"a": value}, unit) for unit, value in (("u", 1), ("v", 3))]
    rows.append(make.row({"a": known(9.0, status=ObservationStatus.IMPUTED)}, "w"))
    fitted = egov.fit(make.table(*rows), make.book(make.indicator("a", MinMax())))
    assert fitted.indicators[0].method.best == 9.0


def test_the_peers_are_the_units_that_the_indicator_applies_to(make):
    book = make.book(
        make.group("all", applies_to=Applicability(levels=("district",))),
        make.indicator("a", FractionOfMax(), applies_to=Applicability(kinds=("huyện",))),
    )
    rows = [
        make.row({"a": 800}, "department", level="department", kind="sở"),
        make.row({"a": 500}, "town", level="district", kind="thị xã"),
        make.row({"a": 120}, "first", level="district", kind="huyện"),
        make.row({"a": 90}, "second", level="district", kind="huyện"),
    ]
    fitted = egov.fit(make.table(*rows), book)
    assert fitted.indicators[0].method.best == 120.0


def test_a_value_outside_the_range_is_refused_before_it_enters_a_population(make):
    book = make.book(make.indicator("a", MinMax(), range=egov.Between(0, 1)))
    with pytest.raises(SurveyError, match="outside-range"):
        egov.fit(table(a=[0.5, 0.6, 7]), book)


@pytest.mark.parametrize(("how", "value"), [("mean", 4.0), ("median", 3.0)])
def test_a_value_to_impute_comes_from_the_population(make, how, value):
    book = make.book(
        make.indicator("a", PerItem(points=1, cap=10), missing="impute", impute_by=how)
    )
    with pytest.raises(RulebookError, match="not-fitted"):
        egov.score(table(a=[1, 2, 3]), book, as_of=make.day)
    population = egov.load_table({"unit": list("uvwx"), "a": [2, 3, 7, None]})
    fitted = egov.fit(population, book)
    assert fitted.indicators[0].imputed == value
    assert egov.score(population, fitted, as_of=make.day)["x"]["a"].value == value / 10


def standardised(make, **fields):
    """An index like the United Nations': standardised parts, rescaled at two levels."""
    return make.book(
        make.group("all", modifiers=(Rescale(),)),
        make.group("part", parent="all", modifiers=(Rescale(),)),
        make.indicator("a", ZScore(), parent="part"),
        make.indicator("b", ZScore(), parent="part"),
        make.indicator("c", ZScore(), parent="all"),
        **fields,
    )


def test_groups_are_rescaled_from_below_over_the_whole_population(make):
    population = table(a=[1, 2, 6], b=[3, 2, 7], c=[1, 5, 2])
    fitted = egov.fit(population, standardised(make))
    board = egov.score(population, fitted, as_of=make.day)
    for code in ("all", "part"):
        values = [board[unit][code].value for unit in "uvw"]
        assert (min(values), max(values)) == (0.0, 1.0)


def over_communes(make, node, **group):
    """A group of districts that rests on a node of their communes."""
    return make.book(
        make.group("district", applies_to=Applicability(levels=("district",)), **group),
        make.group("commune", applies_to=Applicability(levels=("commune",))),
        make.indicator("own", parent="district"),
        make.indicator("communes", parent="district", members=MemberScore(node=node)),
        make.indicator("staff", parent="commune"),
        missing="zero",
    )


def districts_with_communes(make):
    rows = [
        make.row({"own": own}, name, level="district")
        for name, own in (("D", 0.1), ("E", 0.2), ("F", 0.9))
    ]
    rows += [
        make.row({"staff": staff}, f"commune of {name}", level="commune", parent=name)
        for name, staff in (("D", 1.0), ("E", 0.5), ("F", 0.2))
    ]
    return make.table(*rows)


def test_a_rescaled_group_sees_what_is_observed_on_the_units_below(make):
    population = districts_with_communes(make)
    fitted = egov.fit(population, over_communes(make, "commune", modifiers=(Rescale(),)))
    (rescale,) = fitted.groups[0].modifiers
    # (0.1 + 1) ÷ 2 and (0.9 + 0.2) ÷ 2 are the greatest, (0.2 + 0.5) ÷ 2 the least.
    assert (rescale.worst, rescale.best) == pytest.approx((0.35, 0.55))
    board = egov.score(population, fitted, as_of=make.day)
    assert [board[unit]["district"].value for unit in "DEF"] == pytest.approx([1, 0, 1])


def test_a_unit_that_follows_from_others_is_no_part_of_the_population(make):
    book = make.book(
        make.group("all", modifiers=(Rescale(),)), make.indicator("a"), roll_up=RollUp(by="mean")
    )
    rows = [make.row({"a": value}, f"{value}", parent="P") for value in (0.2, 0.6)]
    (rescale,) = egov.fit(make.table(*rows), book).groups[0].modifiers
    assert (rescale.worst, rescale.best) == (0.2, 0.6)


def test_a_group_is_not_rescaled_by_itself_in_the_units_below(make):
    book = over_communes(make, "district", modifiers=(Rescale(),))
    with pytest.raises(RulebookError) as error:
        egov.fit(districts_with_communes(make), book)
    assert [(p.code, p.path) for p in error.value.problems] == [
        ("loop", "book:group[district].modifiers")
    ]


def test_an_end_that_the_rulebook_declares_itself_stays(make):
    declared = Rescale(worst=-2, best=2)
    book = make.book(make.group("all", modifiers=(declared,)), make.indicator("a", ZScore()))
    fitted = egov.fit(table(a=[1, 2, 3]), book)
    assert fitted.groups[0].modifiers == (declared,)
    assert egov.fit(table(a=[2, 4, 7]), fitted).groups[0].modifiers == (declared,)


def test_a_rescaling_waits_for_what_its_gate_looks_at(make):
    book = make.book(
        make.group("all"),
        make.group(
            "gated",
            parent="all",
            modifiers=(Gate(node="open", below=0.5, limit=-0.5), Rescale()),
        ),
        make.group("open", parent="all", modifiers=(Rescale(),)),
        make.indicator("a", ZScore(), parent="gated"),
        make.indicator("b", ZScore(), parent="open"),
    )
    population = table(a=[1, 2, 6], b=[3, 2, 7])
    board = egov.score(population, egov.fit(population, book), as_of=make.day)
    # The gate is closed for u and v; v would have -0.378, and has -0.5 between -0.756 and 1.134.
    assert [board[unit]["gated"].value for unit in "uw"] == [0.0, 1.0]
    assert board["v"]["gated"].value == pytest.approx(0.25593 / 1.88982, abs=1e-5)


def test_a_group_that_is_the_same_for_all_cannot_be_rescaled(make):
    book = make.book(make.group("all", modifiers=(Rescale(),)), make.indicator("a"))
    with pytest.raises(SurveyError) as error:
        egov.fit(table(a=[1, 1, 1]), book)
    assert [(p.code, p.path) for p in error.value.problems] == [("constant", "table:all")]


def test_a_value_that_a_method_refuses_is_named_while_rescaling(make):
    book = make.book(make.group("all", modifiers=(Rescale(),)), make.indicator("a"))
    with pytest.raises(SurveyError) as error:
        egov.fit(table(a=[0, 1, 7]), book)
    assert [(p.code, p.path) for p in error.value.problems] == [("outside-range", "table:row 4:a")]


def test_a_date_is_asked_for_only_where_dated_numbers_decide(make):
    dated = (
        DatedNumber(since=date(2000, 1, 1), value=1),
        DatedNumber(since=date(2020, 1, 1), value=2),
    )
    population = table(a=[1, 2, 6], b=[3, 2, 7], c=[1, 5, 2])
    valid = Period(date(2000, 1, 1))
    plain = standardised(make, valid=valid)
    assert unfitted(egov.fit(population, plain)) == ()
    weighted = evolve(
        plain, indicators=(evolve(plain.indicators[0], weight=dated), *plain.indicators[1:])
    )
    with pytest.raises(UsageError, match="no-date"):
        egov.fit(population, weighted)
    with pytest.raises(UsageError, match="not-a-date"):
        egov.fit(population, plain, as_of="2010")
    with pytest.raises(UsageError, match="not-a-date"):
        egov.fit(population, egov.fit(population, plain), as_of="2010")
    for day in ({"as_of": "2010"}, {"known_on": "2010"}):  # also where nothing is to be fitted
        with pytest.raises(UsageError, match="not-a-date"):
            egov.fit(population, make.book(), **day)
    on = [egov.fit(population, weighted, as_of=date(year, 1, 1)) for year in (2010, 2022)]
    assert on[0] != on[1]


@pytest.mark.parametrize(
    "valid", [Period(), Period(date(2000, 1, 1)), Period(None, date(2000, 1, 1))]
)
def test_without_a_date_any_valid_day_will_do(make, valid):
    population = table(a=[1, 2, 6], b=[3, 2, 7], c=[1, 5, 2])
    assert unfitted(egov.fit(population, standardised(make, valid=valid))) == ()


def test_rows_with_periods_of_their_own_are_one_population(make):
    columns = {"unit": ["u", "u", "v"], "period": ["2020", "2021", "2021"], "a": [1, 2, 5]}
    book = make.book(make.group("all", modifiers=(Rescale(),)), make.indicator("a", MinMax()))
    fitted = egov.fit(egov.load_table(columns), book)
    assert fitted.indicators[0].method.best == 5.0
    assert fitted.population.size == 3


def test_a_period_that_is_none_is_named(make):
    columns = {"unit": ["u", "v"], "period": ["2020", "soon"], "a": [1, 2]}
    book = make.book(make.group("all", modifiers=(Rescale(),)), make.indicator("a", MinMax()))
    with pytest.raises(SurveyError, match="table:row 3:period"):
        egov.fit(egov.load_table(columns), book)


def test_a_rulebook_with_problems_is_not_fitted(make):
    book = make.book(Group(code="empty", parent="all", title=make.text("x")), make.indicator("a"))
    with pytest.raises(RulebookError, match="no-children"):
        egov.fit(table(a=[1, 2, 3]), book)


def test_units_that_are_unranked_or_hidden_are_no_part_of_the_population(make):
    book = make.book(
        make.indicator("a", MinMax()),
        unranked=Applicability(units=("EU",)),
        hidden=Applicability(kinds=("công an",)),
    )
    rows = [
        make.row({"a": 1}, "u", kind="sở"),
        make.row({"a": 3}, "v", kind="sở"),
        make.row({"a": 0}, "EU", kind="liên minh"),
        make.row({"a": 9}, "police", kind="công an"),
    ]
    fitted = egov.fit(make.table(*rows), book)
    assert (fitted.indicators[0].method.worst, fitted.indicators[0].method.best) == (1.0, 3.0)
    assert fitted.population.size == 2


def test_only_the_records_of_the_stage_are_fitted_to(project):
    folder = project / "examples" / "cookbook"
    survey = egov.load_survey(folder / "r16-stages")
    book = egov.load_rulebook(folder / "r16-stages.toml")
    fitting = evolve(book.indicators[0], missing="impute", impute_by="mean")
    book = evolve(book, indicators=(fitting, book.indicators[1]))
    first = survey.units[0]
    other = [evolve(e, id=f"{e.id}-b", unit="b", value=0.1) for e in survey.evidence]
    survey = evolve(
        survey, units=(first, evolve(first, id="b")), evidence=(*survey.evidence, *other)
    )
    means = {
        stage: egov.fit(survey, book, stage=stage).indicators[0].imputed
        for stage in ("self_scored", "verified")
    }
    assert means == pytest.approx({"self_scored": (0.9 + 0.1) / 2, "verified": (0.6 + 0.1) / 2})


def test_a_survey_without_a_date_is_not_fitted_on_any_day(make):
    survey = egov.Survey(id="s", title=make.text("S"))
    with pytest.raises(UsageError, match="no-date"):
        egov.fit(survey, make.book(make.indicator("a", MinMax())))


def test_a_rulebook_is_not_fitted_on_a_day_on_which_it_is_not_valid(make):
    book = make.book(make.indicator("a", MinMax()), valid=Period(date(2010, 1, 1)))
    with pytest.raises(RulebookError, match="not-valid"):
        egov.fit(table(a=[1, 2, 3]), book, as_of=date(2009, 1, 1))


def test_a_greatest_value_next_to_nothing_is_refused_at_its_place(make):
    with pytest.raises(SurveyError) as error:
        egov.fit(table(a=[1e-12, 2e-12, 0]), make.book(make.indicator("a", FractionOfMax())))
    assert [(p.code, p.path) for p in error.value.problems] == [("below-minimum", "table:a:best")]


def test_every_group_that_cannot_be_rescaled_is_named_at_once(make):
    book = make.book(
        make.group("r", modifiers=(Rescale(),)),
        make.group("s", modifiers=(Rescale(),)),
        make.indicator("a", parent="r"),
        make.indicator("b", parent="s"),
    )
    with pytest.raises(SurveyError) as error:
        egov.fit(table(a=[1, 1, 1], b=[0, 0, 0]), book)
    assert [problem.path for problem in error.value.problems] == ["table:r", "table:s"]


def test_a_population_without_units_is_named(make):
    book = make.book(make.group("all", modifiers=(Rescale(),)), make.indicator("a"))
    with pytest.raises(SurveyError, match="nothing-to-fit"):
        egov.fit(make.table(columns=("a",)), book, as_of=make.day)


def test_a_unit_that_stands_in_the_population_twice_is_named(make):
    rows = [make.row({"a": value}, "u") for value in (1, 2)]
    with pytest.raises(SurveyError, match="duplicate-unit"):
        egov.fit(make.table(*rows), make.book(make.indicator("a", MinMax())))


def test_nothing_is_the_same_with_either_sign(make):
    book = make.book(make.indicator("a", MinMax()))
    for values in ([-0.0, 0.0, -5.0], [0.0, -0.0, -5.0]):
        best = egov.fit(table(a=values), book).indicators[0].method.best
        assert str(best) == "0.0"


def test_a_modifier_after_a_rescaling_is_kept(make):
    modifiers = (Rescale(), Cap(at_most=0.5))
    book = make.book(make.group("all", modifiers=modifiers), make.indicator("a"))
    fitted = egov.fit(table(a=[0, 0.5, 1]), book)
    assert [m.kind for m in fitted.groups[0].modifiers] == ["rescale", "cap"]
    assert egov.score(table(a=[0, 0.5, 1]), fitted, as_of=make.day)["w"]["all"].value == 0.5


def test_a_value_that_a_rulebook_declares_itself_to_impute_stays(make):
    declared = make.indicator("a", MinMax(), missing="impute", imputed=1.5)
    assert egov.fit(table(a=[1, 2, 3]), make.book(declared)).indicators[0].imputed == 1.5


def test_a_population_has_no_value_that_its_indicator_cannot_have(make):
    method = Ratio(over="problem")
    book = make.book(make.indicator("a", method, missing="impute", impute_by="mean"))
    rows = [make.row({"a": share}, unit=f"u{n}") for n, share in enumerate((0.4, 7.0))]
    with pytest.raises(SurveyError, match="outside-range"):
        egov.fit(make.table(*rows), book)
