from datetime import date

import pytest

from egov_readiness.errors import RecordError
from egov_readiness.model import ChangeLink, UnitChange, UnitChangeKind

DAY = date(2024, 12, 1)


def link(before, after, share=None):
    return ChangeLink(before=before, after=after, share=share)


def test_a_link_names_a_unit_and_a_share_two():
    for fields, code in (
        ({}, "links-nothing"),
        ({"after": "a", "share": 0.5}, "share-of-nothing"),
    ):
        with pytest.raises(RecordError) as caught:
            ChangeLink(**fields)
        assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize("kind", ["rename", "recode", "reclassify"])
def test_what_only_changes_its_name_code_or_class_stays_the_same_unit(make, kind):
    kind = UnitChangeKind(kind)
    assert make.record(UnitChange, kind=kind, effective_on=DAY, links=(link("a", "a"),)).links
    assert make.refused(UnitChange, kind=kind, effective_on=DAY, links=(link("a", "b"),)) == [
        (kind.value, "links/0")
    ]


@pytest.mark.parametrize(
    ("kind", "links", "path"),
    [
        ("merge", [("a", "a")], "links"),
        ("merge", [(None, "a"), ("b", "a")], "links/0"),
        ("split", [("a", "b")], "links"),
        ("abolish", [(None, "a")], "links/0"),
        ("create", [("a", None)], "links/0"),
        ("transfer_part", [(None, "a")], "links/0"),
    ],
)
def test_a_change_links_what_its_kind_says(make, kind, links, path):
    found = make.refused(
        UnitChange,
        kind=UnitChangeKind(kind),
        effective_on=DAY,
        links=tuple(link(*ends) for ends in links),
    )
    assert (kind, path) in found


def test_two_units_are_linked_once(make):
    links = (link("a", "c"), link("b", "c"), link("a", "c"))
    assert make.refused(UnitChange, kind=UnitChangeKind.MERGE, effective_on=DAY, links=links) == [
        ("linked-twice", "links/2")
    ]


@pytest.mark.parametrize(
    ("shares", "right"),
    [((0.25, 0.75), True), ((0.25, None), True), ((0.25, 0.5), False), ((0.75, 0.75), False)],
)
def test_the_shares_of_a_unit_make_one(make, shares, right):
    links = tuple(link(unit, "c", share) for unit, share in zip("ab", shares, strict=True))
    fields = {"kind": UnitChangeKind.MERGE, "effective_on": DAY, "links": links}
    if right:
        change = make.record(UnitChange, **fields)
        assert change.predecessors() == {"c": dict(zip("ab", shares, strict=True))}
    else:
        assert make.refused(UnitChange, **fields) == [("shares-not-whole", "links")]


def test_what_ends_without_a_successor_has_none(make):
    ended = make.record(
        UnitChange, kind=UnitChangeKind.ABOLISH, effective_on=DAY, links=(link("a", None),)
    )
    assert ended.predecessors() == {}
