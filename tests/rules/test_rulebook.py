import pytest

from egov_readiness.documents import Citation
from egov_readiness.errors import RecordError
from egov_readiness.rules import (
    Band,
    MeasureCall,
    MemberScore,
)


def test_a_measure_is_named_and_its_arguments_stand_beside_the_name(make):
    indicator = make.indicator(measure={"name": "training.coverage", "level": "commune"})
    assert indicator.measure_call == MeasureCall("training.coverage", {"level": "commune"})
    assert make.indicator().measure_call is None


def test_a_measure_without_a_name_is_refused(make):
    with pytest.raises(RecordError, match="measure-without-name"):
        make.indicator(measure={"kind": "lan"})


def test_nobody_else_can_change_a_rule(make):
    arguments = {"name": "infrastructure.reach", "kind": "lan"}
    indicator = make.indicator(measure=arguments)
    arguments["kind"] = "wan"
    assert indicator.measure_call.parameters == {"kind": "lan"}
    assert hash(indicator) == hash(make.indicator())


def test_one_clause_or_several_are_citations(make):
    one, other = Citation(document="A"), Citation(document="B")
    assert make.group("g").citations == ()
    assert make.group("g", cites=one).citations == (one,)
    assert make.indicator(cites=(one, other)).citations == (one, other)


def test_children_come_in_the_order_declared_groups_before_indicators(make):
    book = make.book(
        groups=(make.group("all"), make.group("g", "all")),
        indicators=(make.indicator("b"), make.indicator("a"), make.indicator("x", "g")),
    )
    assert [node.code for node in book.children("all")] == ["g", "b", "a"]
    assert {code: [n.code for n in nodes] for code, nodes in book.families().items()} == {
        "all": ["g", "b", "a"],
        "g": ["x"],
    }
    assert book.node("x").parent == "g"
    assert book.node("y") is None
    assert [group.code for group in book.results] == ["all"]


def test_bands_belong_to_their_result(make):
    band = Band(result="all", code="good", title=make.title())
    book = make.book(bands=(band,))
    assert book.bands_of("all") == (band,)
    assert book.bands_of("other") == ()


def test_an_indicator_is_observed_in_one_way_only(make):
    with pytest.raises(RecordError, match="observed-twice"):
        make.indicator(measure={"name": "evidence.value"}, members=MemberScore(node="all"))
