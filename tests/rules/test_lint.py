from datetime import date

import pytest
from hypothesis import given

from egov_readiness.dates import Period
from egov_readiness.documents import (
    Citation,
    DocumentRelation,
    DocumentRelationKind,
    LegalDocument,
)
from egov_readiness.kinds import Between, Origin, Text
from egov_readiness.measures import CATALOGUE
from egov_readiness.rules import (
    Band,
    Cap,
    DatedNumber,
    Deduct,
    Floor,
    Gate,
    Goalposts,
    Identity,
    MemberScore,
    MinMax,
    Options,
    RollUp,
    Stage,
    Sum,
    YesNo,
    lint,
)
from egov_readiness.rules.lint import LARGEST_DEPTH, LARGEST_NODES
from egov_readiness.testing import rulebooks


def since(year, value, until=None):
    end = None if until is None else date(until, 1, 1)
    return DatedNumber(since=date(year, 1, 1), until=end, value=value)


@given(rulebooks())
def test_a_sound_rulebook_has_no_problems(book):
    assert lint(book, measures=CATALOGUE) == ()


def test_proof_is_asked_of_direct_evidence_only(make):
    asked = {"proof": ("number", "extract")}
    assert make.found(indicators=(make.indicator(**asked),)) == []
    direct = make.indicator(measure={"name": "evidence.value", "concept": "x"}, **asked)
    assert make.found(indicators=(direct,)) == []
    counted = make.indicator(measure={"name": "milestones.met"}, **asked)
    assert make.found(indicators=(counted,)) == [("proof-of-no-evidence", "indicator[i].proof")]


def test_a_parent_that_does_not_exist_is_named_with_the_nearest(make):
    problems = make.problems(
        groups=(make.group("readiness"), make.group("g", "reddiness")),
        indicators=(make.indicator("i", "readiness"), make.indicator("j", "g")),
    )
    (problem,) = problems
    assert (problem.code, problem.path) == ("unknown-parent", "group[g].parent")
    assert problem.hint == "did you mean 'readiness'?"


def test_an_indicator_cannot_have_children(make):
    found = make.problems(indicators=(make.indicator("i"), make.indicator("j", "i")))
    assert [(p.code, p.path) for p in found] == [("unknown-parent", "indicator[j].parent")]
    assert "indicator" in found[0].message


def test_a_loop_of_parents_is_named(make):
    found = make.found(
        groups=(make.group("all"), make.group("a", "b"), make.group("b", "a")),
        indicators=(make.indicator(),),
    )
    assert ("loop", "group[a].parent") in found


def test_a_group_without_children_is_named(make):
    found = make.found(groups=(make.group("all"), make.group("empty", "all")))
    assert found == [("no-children", "group[empty]")]


def test_a_rulebook_without_a_result_is_named(make):
    found = make.found(groups=(make.group("all", "all2"), make.group("all2", "all")))
    assert ("no-result", "group") in found


@pytest.mark.parametrize(
    ("weight", "code"),
    [
        (-1, "negative-weight"),
        ((since(2010, 1.0), since(2012, -1.0)), "negative-weight"),
        (1e-12, "weight-out-of-range"),
        (1e12, "weight-out-of-range"),
        ((since(2010, 1.0), since(2010, 2.0)), "dates-overlap"),
    ],
)
def test_weights_that_cannot_be_are_named(make, weight, code):
    found = make.found(
        valid=Period(date(2010, 1, 1)),
        indicators=(make.indicator(weight=weight), make.indicator("j")),
    )
    assert (code, "indicator[i].weight") in found


def test_weights_that_sum_to_nothing_are_named_also_if_only_from_a_day_on(make):
    assert make.found(indicators=(make.indicator(weight=0),)) == [
        ("weights-sum-to-nothing", "group[all]")
    ]
    problems = make.problems(
        valid=Period(date(2010, 1, 1)),
        indicators=(make.indicator(weight=(since(2010, 1.0), since(2012, 0.0))),),
    )
    assert [problem.code for problem in problems] == ["weights-sum-to-nothing"]
    assert "2012-01-01" in problems[0].message


def test_a_group_that_is_measured_and_not_scored_may_have_weights_of_nothing(make):
    found = make.found(
        groups=(make.group("all"), make.group("city", "all", weight=0)),
        indicators=(make.indicator(), make.indicator("j", "city", weight=0)),
    )
    assert found == []


def test_codes_and_documents_are_described_once(make):
    found = make.found(
        indicators=(make.indicator("i"), make.indicator("i")),
        documents=(LegalDocument(id="1/QĐ"), LegalDocument(id="1 / QĐ")),
    )
    assert [code for code, _ in found] == ["duplicate-code", "duplicate-document"]


def band(make, code, result="all", **ends):
    return Band(result=result, code=code, title=make.title(), **ends)


def test_bands_that_leave_a_gap_or_overlap_are_named(make):
    found = make.found(
        scale=100,
        groups=(make.group("all", band_order="best_first"),),
        bands=(band(make, "a", at_least=85), band(make, "b", at_most=84)),
    )
    assert found == [("gap", "band[a]")]
    found = make.found(
        groups=(make.group("all", band_order="best_first"),),
        bands=(band(make, "a", at_least=0.5), band(make, "b", at_most=0.5)),
    )
    assert found == [("overlap", "band[a]")]


@pytest.mark.parametrize("order", [None, "best_first", "worst_first"])
def test_bands_declare_the_direction_in_which_they_are_listed(make, order):
    found = make.found(
        groups=(make.group("all", band_order=order),),
        bands=(band(make, "1", at_least=0.5), band(make, "2", below=0.5)),
    )
    expected = {
        None: [("no-band-order", "group[all].band_order")],
        "best_first": [],
        "worst_first": [("band-order", "group[all].band_order")],
    }
    assert found == expected[order]


def test_bands_belong_to_results_and_have_codes_of_their_own(make):
    found = make.found(
        groups=(make.group("all", band_order="best_first"),),
        bands=(
            band(make, "a", at_least=0.5),
            band(make, "a", below=0.5),
            band(make, "x", result="al"),
        ),
    )
    assert found == [("unknown-result", "band[x].result"), ("duplicate-code", "band[a]")]


def test_measures_that_do_not_exist_or_are_called_wrongly_are_named(make):
    calls = (
        {"name": "infrastructure.in_us", "kind": "lan"},
        {"name": "infrastructure.in_use"},
        {"name": "infrastructure.in_use", "kind": "lam"},
        {"name": "infrastructure.in_use", "kind": "lan", "sort": "x"},
    )
    indicators = tuple(
        make.indicator(f"i{number}", measure=call) for number, call in enumerate(calls)
    )
    problems = make.problems(measures=CATALOGUE, indicators=indicators)
    assert [problem.path.split(".")[0] for problem in problems] == [
        f"indicator[i{number}]" for number in range(4)
    ]
    assert problems[0].code == "unknown-measure"
    assert problems[0].hint == "did you mean 'infrastructure.in_use'?"
    assert all(problem.hint for problem in problems)
    assert make.problems(measures=None, indicators=indicators) == ()


def test_texts_are_given_in_every_declared_language(make):
    both = Text({"en": "x", "vi": "x"})
    found = make.found(
        languages=("en", "vi"),
        title=both,
        groups=(make.group("all"),),
        indicators=(make.indicator(title=both, cites=Citation(document="A")),),
        documents=(LegalDocument(id="A", title=Text({"vi": "quoted as it is"})),),
    )
    assert found == [("text-missing", "group[all].title")]


def test_documents_that_are_cited_are_described(make):
    related = LegalDocument(
        id="2599/QĐ-UBND",
        relations=(DocumentRelation(kind=DocumentRelationKind.IMPLEMENTS, document="16/NQ-TU"),),
    )
    problems = make.problems(
        indicators=(make.indicator(cites=Citation(document="2599/QD-UBND")),),
        documents=(related,),
    )
    assert [(p.code, p.path) for p in problems] == [
        ("unknown-document", "indicator[i].cites.document"),
        ("unknown-document", "document[2599/QĐ-UBND].relations"),
    ]
    assert problems[0].hint == "did you mean '2599/QĐ-UBND'?"
    described = LegalDocument(id="16/NQ-TU")
    assert make.problems(documents=(related, described)) == ()


def test_gates_look_at_nodes_that_exist_and_do_not_wait_for_themselves(make):
    gate = Gate(node="ii", below=0.5, limit=0)
    assert make.found(groups=(make.group("all", modifiers=(gate,)),)) == [
        ("unknown-node", "group[all].modifiers[0].node")
    ]
    waits = Gate(node="all", below=0.5, limit=0)
    found = make.found(
        groups=(make.group("all"), make.group("g", "all", modifiers=(waits,))),
        indicators=(make.indicator("i", "g"),),
    )
    assert found == [("loop", "group[all].modifiers")]


def test_a_floor_above_a_cap_is_named(make):
    modifiers = (Cap(at_most=0.3), Floor(at_least=0.5))
    found = make.found(groups=(make.group("all", modifiers=modifiers),))
    assert found == [("floor-above-cap", "group[all].modifiers")]


def test_a_sum_needs_a_maximum(make):
    found = make.found(
        groups=(make.group("all"), make.group("g", "all", weight=0, aggregation=Sum())),
        indicators=(make.indicator(), make.indicator("j", "g")),
    )
    assert found == [("sum-without-maximum", "group[g].aggregation")]


def test_imputing_needs_a_value_that_the_indicator_can_have(make):
    assert make.found(groups=(make.group("all", missing="impute"),)) == [
        ("impute-group", "group[all].missing")
    ]
    assert make.found(indicators=(make.indicator(missing="impute"),)) == [
        ("nothing-to-impute", "indicator[i].imputed")
    ]
    inside = make.indicator(missing="impute", imputed=1, range=Between(0, 1))
    assert make.found(indicators=(inside,)) == []
    outside = make.indicator(missing="impute", imputed=2, range=Between(0, 1))
    assert make.found(indicators=(outside,)) == [("imputed-outside-range", "indicator[i].imputed")]
    for method in (YesNo(), Options(options={"a": 1})):
        word = make.indicator(missing="impute", imputed=1, method=method)
        assert make.found(indicators=(word,)) == [("imputed-number", "indicator[i].imputed")]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"format": 2}, ("newer-format", "format")),
        ({"format": 0}, ("newer-format", "format")),
        ({"decimals": 2.5}, ("decimals", "decimals")),
        ({"decimals": 13}, ("decimals", "decimals")),
        ({"precedence": (Origin.PRESS, Origin.PRESS)}, ("origin-twice", "precedence")),
    ],
)
def test_what_is_wrong_with_the_whole_is_named(make, fields, found):
    assert make.found(**fields) == [found]


def test_a_rulebook_of_more_nodes_than_declared_is_refused(make):
    many = tuple(make.indicator(f"i{number}") for number in range(LARGEST_NODES))
    assert make.found(indicators=many)[0] == ("too-large", "")


def test_a_rulebook_deeper_than_declared_is_refused(make):
    groups = [make.group("g0")]
    groups += [make.group(f"g{n}", f"g{n - 1}") for n in range(1, LARGEST_DEPTH + 2)]
    indicator = make.indicator("i", f"g{LARGEST_DEPTH + 1}")
    found = make.found(groups=tuple(groups), indicators=(indicator,))
    assert [code for code, _ in found] == ["too-deep"]


def test_every_problem_comes_in_one_run_with_a_message(make):
    problems = make.problems(
        measures=CATALOGUE,
        groups=(make.group("all"), make.group("empty", "al")),
        indicators=(
            make.indicator(weight=-1, method=Goalposts(worst=1, best=1)),
            make.indicator("j", measure={"name": "nothing"}, cites=Citation(document="A")),
        ),
    )
    assert {problem.code for problem in problems} == {
        "unknown-parent",
        "no-children",
        "negative-weight",
        "best-equals-worst",
        "unknown-measure",
        "unknown-document",
    }
    assert all(problem.message for problem in problems)


def test_what_could_not_be_read_is_not_missed_a_second_time(make):
    fields = {
        "groups": (make.group("all"), make.group("g", "lost")),
        "indicators": (make.indicator(cites=Citation(document="9/QĐ")), make.indicator("j", "g")),
        "bands": (band(make, "a", result="lost"),),
    }
    fields["groups"] += (make.group("childless", "all"),)
    assert make.problems(also_known=("lost", "9/QĐ", "childless"), **fields) == ()
    assert len(make.problems(**fields)) == 4


def test_what_is_asked_of_units_below_exists(make):
    indicator = make.indicator(
        members=MemberScore(node="comune", weighted_by="all"), method=Identity()
    )
    groups = (make.group("all"), make.group("commune"))
    indicators = (indicator, make.indicator("c", parent="commune"))
    assert make.found(groups=groups, indicators=indicators, roll_up=RollUp(weighted_by="d")) == [
        ("unknown-node", "indicator[i].members.node"),
        ("unknown-indicator", "indicator[i].members.weighted_by"),
        ("unknown-indicator", "roll_up.weighted_by"),
    ]


@pytest.mark.parametrize(
    "fields",
    [{"method": MinMax()}, {"method": Identity(), "missing": "impute", "impute_by": "mean"}],
)
def test_what_is_observed_on_the_units_below_takes_nothing_from_a_population(make, fields):
    indicator = make.indicator("i", members=MemberScore(node="c"), **fields)
    groups = (make.group("all"), make.group("commune"))
    indicators = (indicator, make.indicator("c", parent="commune"))
    assert make.found(groups=groups, indicators=indicators) == [
        ("members-population", "indicator[i].members")
    ]


def test_stages_have_codes_of_their_own(make):
    stage = Stage(code="self", title=make.title(), origins=(Origin.SELF_REPORT,))
    assert make.found(stages=(stage, stage)) == [("duplicate-code", "stage[self]")]


def test_deductions_look_at_nodes_that_exist_and_do_not_wait_for_themselves(make):
    group = make.group("all", modifiers=(Deduct(node="late", at_most=0.1),))
    assert make.found(groups=(group,)) == [("unknown-node", "group[all].modifiers[0].node")]
    itself = make.group("all", modifiers=(Deduct(node="all", at_most=0.1),))
    assert make.found(groups=(itself,)) == [("loop", "group[all].modifiers")]


def test_bands_may_belong_to_any_group(make):
    part = make.group("part", parent="all", band_order="best_first")
    bands = (
        Band(result="part", code="high", title=make.title(), at_least=0.5),
        Band(result="part", code="low", title=make.title(), below=0.5),
    )
    indicators = (make.indicator(parent="part"),)
    assert make.found(groups=(make.group("all"), part), indicators=indicators, bands=bands) == []


def test_a_value_to_impute_may_come_from_a_population(make):
    by_mean = make.indicator(missing="impute", impute_by="mean")
    assert make.found(indicators=(by_mean,)) == []
    by_word = make.indicator(missing="impute", impute_by="mean", method=YesNo())
    assert make.found(indicators=(by_word,)) == [("imputed-number", "indicator[i].imputed")]


def test_a_stand_in_without_a_logarithm_is_found_before_anything_is_scored(make):
    log = Goalposts(worst=1, best=10, log=True)
    indicator = make.indicator(method=log, missing="impute", imputed=-1)
    assert make.found(indicators=(indicator,)) == [("log-of-nothing", "indicator[i].imputed")]


def test_goalposts_with_the_same_logarithm_are_found_before_anything_is_scored(make):
    near = Goalposts(worst=1e16, best=1e16 + 2, log=True)
    assert make.found(indicators=(make.indicator(method=near),)) == [
        ("best-equals-worst", "indicator[i].method.worst")
    ]
    lines = Goalposts(worst=1e16, best=1e16 + 2)
    assert make.found(indicators=(make.indicator(method=lines),)) == []


def test_goalposts_beyond_any_measure_are_found(make):
    indicator = make.indicator(method=Goalposts(worst=-1e308, best=1e308))
    assert make.found(indicators=(indicator,)) == [
        ("too-large", "indicator[i].method.worst"),
        ("too-large", "indicator[i].method.best"),
    ]
