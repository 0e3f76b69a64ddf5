from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.errors import Because
from egov_readiness.kinds import Origin
from egov_readiness.measures.selection import (
    Selection,
    cite,
    no_record,
    select,
    strength,
    too_old,
)
from egov_readiness.measures.view import UnitView
from egov_readiness.model import Evidence, InfrastructureItem, InfrastructureKind

VIEW = UnitView(unit="u", as_of=date(2009, 6, 30))


def item(identity, value=1.0, origin=None, observed="2009-01-01", recorded="2009-06-01", **more):
    return Evidence(
        id=identity,
        unit="u",
        concept="c",
        value=value,
        origin=origin,
        observed_on=PartialDate(observed),
        recorded_on=PartialDate(recorded),
        **more,
    )


def office(identity, organisation, observed="2009-01-01", origin=None, in_use=1, kind="lan"):
    return InfrastructureItem(
        id=identity,
        unit="u",
        kind=InfrastructureKind(kind),
        organisation=organisation,
        in_use=in_use,
        origin=origin,
        observed_on=PartialDate(observed),
        recorded_on=PartialDate("2009-06"),
    )


def believed(*records, view=VIEW, **how):
    return select(view, "evidence", records, about=lambda record: (record.concept,), **how)


def by_office(*records, view=VIEW):
    return select(
        view,
        "infrastructure",
        records,
        about=lambda record: (record.kind.value,),
        parts=lambda record: (record.organisation or "",),
    )


def named(view, *records):
    """The reasons that name the records in use, for an indicator that asks."""
    return by_office(*records, view=view.asked("any", 30)).used


def identities(selection):
    return [(chosen.record.id, chosen.current) for chosen in selection.chosen]


def notes(selection):
    return [(note.code, note.facts["record"]) for note in selection.notes]


ORIGINS = [*Origin, None]


@pytest.mark.parametrize(("stronger", "weaker"), list(pairwise(ORIGINS)))
def test_the_stronger_origin_is_believed_and_an_unstated_one_last(stronger, weaker):
    found = believed(
        item("weak", 0.2, weaker, observed="2009-05-01"), item("strong", 0.1, stronger)
    )
    assert identities(found) == [("strong", True)]


def test_a_rulebook_may_declare_another_order_and_leave_origins_out():
    view = UnitView(unit="u", as_of=VIEW.as_of, precedence=(Origin.PRESS, Origin.DOCUMENT))
    ordered = (Origin.PRESS, Origin.DOCUMENT, Origin.MEASURED, None)
    records = [item(str(rank), origin=origin) for rank, origin in enumerate(ordered)]
    ranked = sorted(records, key=lambda record: strength(view, record), reverse=True)
    assert [record.id for record in ranked] == ["0", "1", "2", "3"]
    unnamed = item("a", origin=Origin.INSPECTED), item("b", origin=Origin.MEASURED)
    assert strength(view, unnamed[0])[0] == strength(view, unnamed[1])[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"observed": "2009-02-01"}, {"observed": "2009-01-31", "recorded": "2009-06-15"}),
        ({"recorded": "2009-06-15"}, {"recorded": "2009-06-14"}),
        ({"observed": "2009-01/2009-02"}, {"observed": "2009-02-27"}),
    ],
)
def test_of_equal_origins_the_later_observation_then_the_later_record_is_believed(one, other):
    assert identities(believed(item("a", **one), item("b", **other))) == [("a", True)]


def test_the_identity_decides_between_records_that_are_otherwise_equal():
    assert identities(believed(item("a"), item("b"))) == [("b", True)]


def test_a_newer_but_weaker_record_contests_and_does_not_win():
    found = believed(
        item("visit", 0.1, Origin.INSPECTED),
        item("news", 0.9, Origin.PRESS, observed="2009-05-01"),
    )
    assert identities(found) == [("visit", True)]
    assert notes(found) == [(Because.CONTESTED, "news")]
    assert found.notes[0].facts["contests"] == "visit"


@pytest.mark.parametrize(
    "other",
    [
        item("same", 0.1, Origin.PRESS, observed="2009-05-01", source="báo", extract=None),
        item("older", 0.9, Origin.PRESS, observed="2008-12-31"),
        item("as-old", 0.9, Origin.PRESS),
    ],
)
def test_a_weaker_record_that_says_the_same_or_is_no_newer_contests_nothing(other):
    assert notes(believed(item("visit", 0.1, Origin.INSPECTED), other)) == []


def test_records_that_are_used_are_cited_before_those_that_are_not():
    found = believed(
        item("visit", 0.1, Origin.INSPECTED),
        item("news", 0.9, Origin.PRESS, observed="2009-05-01"),
    )
    assert [reason.code for reason in found.because] == [Because.RECORD, Because.CONTESTED]


def test_a_record_too_old_for_the_indicator_leaves_the_thing_known_and_its_figures_not():
    view = VIEW.asked("c", 100)
    found = believed(item("old"), view=view)
    assert identities(found) == [("old", False)]
    assert notes(found) == [(Because.STALE, "old")]
    assert found.because == found.notes
    assert found.notes[0].facts["cause"] == "old"
    assert found.notes[0].facts["stale_after"] == 100


def test_a_fresh_weak_record_is_used_where_the_strong_one_is_too_old():
    found = believed(
        item("old", 0.1, Origin.MEASURED),
        item("fresh", 0.2, Origin.PRESS, observed="2009-06-01"),
        view=VIEW.asked("c", 100),
    )
    assert identities(found) == [("fresh", True)]
    assert notes(found) == [(Because.STALE, "old")]


def test_why_a_record_is_no_longer_used_can_be_asked_otherwise():
    found = believed(
        item("a"),
        item("b"),
        lapsed=lambda record: no_record("evidence") if record.id == "b" else None,
    )
    assert identities(found) == [("a", True)]


def test_offices_are_added_where_nobody_speaks_of_the_whole():
    found = by_office(office("b", "B"), office("a", "A"), office("a2", "A", "2009-02-01"))
    assert identities(found) == [("a2", True), ("b", True)]


def test_a_record_of_the_whole_stands_before_those_of_its_parts():
    found = by_office(office("whole", None, "2009-02-01"), office("a", "A"), office("b", "B"))
    assert identities(found) == [("whole", True)]
    assert notes(found) == []


def test_parts_that_are_newer_or_stronger_contest_the_whole():
    found = by_office(
        office("whole", None, origin=Origin.DOCUMENT),
        office("newer", "A", "2009-02-01", Origin.PRESS),
        office("stronger", "B", origin=Origin.MEASURED),
        office("neither", "C", origin=Origin.PRESS),
    )
    assert identities(found) == [("whole", True)]
    assert notes(found) == [(Because.CONTESTED, "newer"), (Because.CONTESTED, "stronger")]


def test_parts_stand_in_for_a_whole_that_is_too_old():
    found = by_office(
        office("whole", None), office("a", "A", "2009-06-01"), view=VIEW.asked("lan", 100)
    )
    assert identities(found) == [("a", True)]
    assert notes(found) == [(Because.STALE, "whole")]


def test_if_all_are_too_old_the_parts_are_known_to_exist():
    found = by_office(office("whole", None), office("a", "A"), view=VIEW.asked("lan", 100))
    assert identities(found) == [("a", False)]
    assert notes(found) == [(Because.STALE, "whole"), (Because.STALE, "a")]


def test_different_things_do_not_compete():
    found = select(VIEW, "evidence", [item("a"), item("b")], about=lambda record: (record.id,))
    assert identities(found) == [("a", True), ("b", True)]


def test_nothing_gives_nothing():
    assert believed() == Selection("evidence")


def test_a_citation_names_origin_dates_source_and_document():
    record = item("e", origin=Origin.DOCUMENT, source="Báo cáo", document="78/BC-UBND")
    assert cite(Because.RECORD, "evidence", record, status="done").facts == {
        "sheet": "evidence",
        "record": "e",
        "origin": "document",
        "observed_on": "2009-01-01",
        "recorded_on": "2009-06-01",
        "source": "Báo cáo",
        "document": "78/BC-UBND",
        "status": "done",
    }


def test_what_is_confidential_is_cited_without_source_and_document():
    record = item("e", source="Báo cáo", document="78/BC-UBND", confidential=True)
    assert cite(Because.RECORD, "evidence", record).facts == {
        "sheet": "evidence",
        "record": "e",
        "observed_on": "2009-01-01",
        "recorded_on": "2009-06-01",
    }


def test_a_record_is_never_too_old_for_an_indicator_that_declares_nothing():
    assert too_old(VIEW, "evidence", item("e", observed="1990")) is None


facts = st.lists(
    st.tuples(
        st.sampled_from([None, "A", "B"]),
        st.sampled_from(["2008-01-01", "2009-01-01", "2009-03-01"]),
        st.sampled_from([None, Origin.MEASURED, Origin.PRESS]),
        st.integers(0, 2),
        st.sampled_from(["lan", "wan"]),
    ),
    max_size=6,
)


@given(facts, st.sampled_from([None, 200]), st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_of_the_records(found, stale_after, random):
    records = [office(str(number), *one) for number, one in enumerate(found)]
    mixed = random.sample(records, len(records))
    view = VIEW.asked("lan", stale_after)
    assert by_office(*mixed, view=view) == by_office(*records, view=view)


def test_a_record_in_use_is_named_once_for_all_indicators():
    records = (office("a", "one", "2009-06-01"), office("b", "two", "2009-06-02"))
    view = UnitView(unit="u", as_of=date(2009, 6, 30))
    for first, second in zip(named(view, *records), named(view, *records), strict=True):
        assert first is second
    assert [reason.facts["record"] for reason in named(view, *records)] == ["a", "b"]


def test_two_records_of_one_identity_are_each_named_by_what_they_say():
    view = UnitView(unit="u", as_of=date(2009, 6, 30))
    days = [
        named(view, office("a", "one", observed))[0].facts["observed_on"]
        for observed in ("2009-06-01", "2009-06-02")
    ]
    assert days == ["2009-06-01", "2009-06-02"]
