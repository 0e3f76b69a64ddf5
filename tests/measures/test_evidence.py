from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.documents import LegalDocument, normalised_number
from egov_readiness.kinds import NOT_APPLICABLE, Between, Origin, Ratio, Text
from egov_readiness.measures.evidence import value
from egov_readiness.measures.view import UnitView
from egov_readiness.model import Evidence
from egov_readiness.observations import State


def item(identity="e", says=1.0, observed="2009-06-01", concept="lan", **more):
    dates = {
        name: PartialDate(more.pop(name))
        for name in ("valid_until", "withdrawn_on")
        if name in more
    }
    return Evidence(
        id=identity,
        unit="u",
        concept=concept,
        value=says,
        observed_on=PartialDate(observed),
        recorded_on=PartialDate("2009-06-10"),
        **dates,
        **more,
    )


def stated(*items, stale_after=None, **arguments):
    view = UnitView(
        unit="u",
        as_of=date(2009, 6, 11),
        evidence=items,
        indicator="lan",
        stale_after=stale_after,
    )
    return value(view, arguments)


@pytest.mark.parametrize(
    ("says", "state", "low", "high"),
    [
        (0.5, State.KNOWN, 0.5, 0.5),
        (0, State.KNOWN, 0, 0),
        (Ratio(1, 4), State.KNOWN, 0.25, 0.25),
        (Ratio(0, 0), State.NOT_APPLICABLE, None, None),
        (Between(0.5, 1), State.BOUNDED, 0.5, 1),
        (NOT_APPLICABLE, State.NOT_APPLICABLE, None, None),
        (None, State.UNKNOWN, None, None),
    ],
)
def test_evidence_gives_what_it_states(says, state, low, high, codes):
    found = stated(item(says=says))
    assert (found.state, found.low, found.high) == (state, low, high)
    assert codes(found)[0] == ("record", "e")


def test_evidence_may_state_a_word():
    assert stated(item(says=None, option="chair")).value == "chair"


def test_the_concept_is_the_indicators_code_unless_the_rulebook_says_otherwise():
    items = item("a", 0.25), item("b", 0.5, concept="portal")
    assert stated(*items).value == 0.25
    assert stated(*items, concept="portal").value == 0.5


def test_without_evidence_nobody_knows():
    found = stated(item(concept="portal"))
    assert (found.state, found.because[0].facts) == (
        State.UNKNOWN,
        {"sheet": "evidence", "concept": "lan"},
    )


def test_the_stronger_evidence_is_believed_and_the_newer_contests_it(codes):
    found = stated(
        item("visit", 0.25, origin=Origin.INSPECTED),
        item("report", 0.9, origin=Origin.SELF_REPORT, observed="2009-06-09"),
    )
    assert (found.value, codes(found)) == (0.25, [("record", "visit"), ("contested", "report")])


def test_evidence_that_states_nothing_beats_none_that_does():
    found = stated(
        item("visit", None, origin=Origin.INSPECTED),
        item("report", 0.9, origin=Origin.SELF_REPORT),
        item("word", None, option="yes", origin=Origin.PRESS),
    )
    assert found.value == 0.9


@pytest.mark.parametrize(
    ("dates", "cause", "since"),
    [
        ({"withdrawn_on": "2009-06-11"}, "withdrawn", "2009-06-11"),
        ({"withdrawn_on": "2009-05"}, "withdrawn", "2009-05"),
        ({"valid_until": "2009-06-10"}, "expired", "2009-06-10"),
        ({"valid_until": "2008"}, "expired", "2008"),
    ],
)
def test_withdrawn_or_expired_evidence_is_listed_and_not_used(dates, cause, since):
    found = stated(item(**dates))
    facts = found.because[0].facts
    assert (found.state, len(found.because)) == (State.UNKNOWN, 1)
    assert (facts["record"], facts["cause"], facts["since"]) == ("e", cause, since)


@pytest.mark.parametrize(
    "dates",
    [
        {"withdrawn_on": "2009-06-12"},
        {"withdrawn_on": "2009-06"},
        {"valid_until": "2009-06-11"},
        {"valid_until": "2009"},
    ],
)
def test_evidence_is_used_until_its_last_day(dates):
    assert stated(item(**dates)).value == 1


def test_evidence_older_than_the_indicator_allows_is_not_used():
    assert stated(item(observed="2009-06-01"), stale_after=10).value == 1
    found = stated(item(observed="2009-05-31"), stale_after=10)
    assert (found.state, found.because[0].facts["cause"]) == (State.UNKNOWN, "old")


def test_superseded_evidence_is_not_used_even_if_it_is_stronger():
    found = stated(
        item("old", 0.25, origin=Origin.MEASURED),
        item("new", 0.5, origin=Origin.PRESS, supersedes=("old",)),
    )
    assert (found.value, found.because[1].facts["by"]) == (0.5, "new")
    assert found.because[1].facts["cause"] == "superseded"


def test_evidence_that_was_withdrawn_supersedes_nothing():
    found = stated(
        item("old", 0.25),
        item("new", 0.5, supersedes=("old",), withdrawn_on="2009-06-05"),
    )
    assert found.value == 0.25


def test_evidence_that_supersedes_without_stating_anything_leaves_it_unknown(codes):
    found = stated(item("old", 0.25), item("new", None, supersedes=("old",)))
    assert (found.state, codes(found)) == (State.UNKNOWN, [("stale", "old")])


def test_evidence_that_expired_has_still_superseded():
    found = stated(
        item("old", 0.25), item("new", 0.5, supersedes=("old",), valid_until="2009-06-05")
    )
    assert found.state is State.UNKNOWN


def test_confidential_evidence_counts_and_its_source_is_not_shown():
    found = stated(item(confidential=True, source="Biên bản", document="1/BB"))
    assert found.value == 1
    assert {"source", "document"} & set(found.because[0].facts) == set()


ASKED = ("number", "title", "date", "extract")
PROVEN = {"document": "12/BC-UBND", "extract": Text({"en": "5 of 20"})}
REPORT = LegalDocument(
    id="12/BC-UBND", issued_on=PartialDate("2009-05-30"), title=Text({"vi": "x"})
)


def proven(*items, documents=(REPORT,), proof=ASKED):
    view = UnitView(
        unit="u",
        as_of=date(2009, 6, 11),
        evidence=items,
        indicator="lan",
        documents={normalised_number(one.id): one for one in documents},
        proof=proof,
    )
    return value(view, {})


def test_evidence_is_used_where_it_states_what_proof_has_to():
    assert proven(item(**PROVEN)).state is State.KNOWN
    assert proven(item(), proof=()).state is State.KNOWN


@pytest.mark.parametrize(
    ("fields", "documents", "lacks"),
    [
        ({}, (REPORT,), "number, title, date, extract"),
        (PROVEN, (), "title, date"),
        (PROVEN | {"title": Text({"vi": "x"})}, (), "date"),
        ({"document": "12/BC-UBND"}, (REPORT,), "extract"),
    ],
)
def test_evidence_without_proof_is_named_with_what_it_lacks_and_not_used(
    fields, documents, lacks, codes
):
    found = proven(item(**fields), documents=documents)
    assert (found.state, codes(found)) == (State.UNKNOWN, [("unproven", "e")])
    assert found.because[0].facts["lacks"] == lacks


@pytest.mark.parametrize("origin", [Origin.INSPECTED, Origin.MEASURED])
def test_what_was_inspected_or_measured_needs_no_document(origin):
    assert proven(item(origin=origin)).state is State.KNOWN


def test_unproven_evidence_does_not_stand_before_proven_evidence():
    stronger = item("d", 0.9, origin=Origin.DOCUMENT)
    weaker = item("e", 0.4, origin=Origin.SELF_REPORT, **PROVEN)
    assert proven(stronger, weaker).value == 0.4


@given(st.data())
def test_the_order_in_which_evidence_supersedes_does_not_matter(data):
    values = data.draw(st.lists(st.integers(0, 10), min_size=1, max_size=5))
    names = data.draw(st.permutations([f"e{place}" for place in range(len(values))]))
    earlier = st.lists(st.integers(0, 4), max_size=2)
    items = []
    for place, tenth in enumerate(values):
        replaced = [names[n] for n in data.draw(earlier) if n < place]
        origin = data.draw(st.sampled_from([*Origin]))
        items.append(
            item(
                names[place],
                tenth / 10,
                origin=origin,
                supersedes=tuple(dict.fromkeys(replaced)),
                observed=data.draw(st.sampled_from(["2009-05-01", "2009-06-01"])),
            )
        )
    found = stated(*items)
    mixed = [
        evolve(one, supersedes=tuple(data.draw(st.permutations(one.supersedes)))) for one in items
    ]
    assert stated(*data.draw(st.permutations(mixed))) == found
    superseded = {name for one in items for name in one.supersedes}
    used = [reason.facts["record"] for reason in found.because if reason.code.value == "record"]
    assert not superseded & {*used}


def test_evidence_that_lacks_its_proof_supersedes_nothing():
    old, new = item("old", 0.4, **PROVEN), item("new", 0.9, supersedes=("old",))
    assert proven(old, new).value == 0.4
