"""Strategies for records about a unit.

Every field of a record is tried with every value that fits it; what is written here is only how
fields depend on each other.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from hypothesis import strategies as st

from egov_readiness.dates import PartialDate, Period
from egov_readiness.documents import DocumentRelation, LegalDocument
from egov_readiness.kinds import Between, Count
from egov_readiness.model import (
    AdministrativeUnit,
    Application,
    Evidence,
    Headcount,
    InfrastructureItem,
    Milestone,
    Plan,
    PublicService,
    StaffCategory,
    TrainingCohort,
    UnitVersion,
)
from egov_readiness.testing.fields import Given, objects_of, one_or_none
from egov_readiness.testing.values import codes, days, lines, partial_dates

__all__ = [
    "LEVELS",
    "administrative_units",
    "applications",
    "clocks",
    "evidence",
    "headcounts",
    "infrastructure_items",
    "legal_documents",
    "milestones",
    "plans",
    "public_services",
    "training_cohorts",
    "unit_versions",
]

LEVELS: Final = ("province", "district", "commune")
_OBSERVED_FROM = date(2007, 1, 1)
_RECORDED_FROM = date(2009, 6, 11)
_RECORDED_TO = date(2010, 12, 31)


def clocks() -> dict[str, Given]:
    """Return the two clocks of a record, the first of which comes first."""
    return {
        "observed_on": partial_dates(_OBSERVED_FROM, _RECORDED_FROM),
        "recorded_on": partial_dates(_RECORDED_FROM, _RECORDED_TO),
    }


def level() -> dict[str, Given]:
    return {"level": st.sampled_from(LEVELS)}


def _falling(size: int) -> st.SearchStrategy[tuple[Count, ...]]:
    """Return counts each of which is some of the one before, any of them bounded or unknown."""

    def falling(parts: tuple[list[int], list[int | None]]) -> tuple[Count, ...]:
        numbers, margins = parts
        return tuple(map(_loosened, sorted(numbers, reverse=True), margins))

    numbers = st.lists(st.integers(0, 300), min_size=size, max_size=size)
    margins = st.lists(st.none() | st.integers(0, 5), min_size=size, max_size=size)
    return st.tuples(numbers, margins).map(falling)


def _loosened(number: int, margin: int | None) -> Count:
    if margin is None:
        return None
    return Between(max(0, number - margin), number + margin) if margin else number


def unit_versions(
    parents: Iterable[str] = (), valid: Period | None = None
) -> st.SearchStrategy[UnitVersion]:
    """Return versions of units.

    Args:
        parents: the identities of the units it may belong to.
        valid: when it holds; ``None`` is any time.
    """
    given: dict[str, Given] = {
        "parent": one_or_none(parents),
        "kind": st.sampled_from(["tỉnh", "huyện", "thị xã", "xã"]) | lines(),
        **level(),
        **clocks(),
    }
    if valid is not None:
        given["valid"] = st.just(valid)
    return objects_of(UnitVersion, **given)


def administrative_units(
    identity: str = "unit", parents: Iterable[str] = ()
) -> st.SearchStrategy[AdministrativeUnit]:
    """Return units with one version, or with a second one since some day.

    Args:
        identity: the identity of the unit.
        parents: the identities of the units it may belong to.
    """
    known = tuple(parents)

    def changed(day: date) -> st.SearchStrategy[tuple[UnitVersion, ...]]:
        return st.tuples(
            unit_versions(known, Period(None, day)), unit_versions(known, Period(day, None))
        )

    return objects_of(
        AdministrativeUnit,
        id=st.just(identity),
        versions=st.tuples(unit_versions(known, Period())) | days().flatmap(changed),
    )


def legal_documents(
    identity: str = "2599/QĐ-UBND", related: Iterable[str] = ()
) -> st.SearchStrategy[LegalDocument]:
    """Return documents with a number.

    Args:
        identity: the number.
        related: the numbers of the documents that it may implement, amend or replace.
    """
    numbers = list(related)
    relation = objects_of(DocumentRelation, document=st.sampled_from(numbers or [""]))
    return objects_of(
        LegalDocument,
        {("issued_on", "effective_on"): _in_order()},
        id=st.just(identity),
        relations=st.lists(relation, max_size=2 if numbers else 0).map(tuple),
        **clocks(),
    )


def _in_order() -> st.SearchStrategy[tuple[PartialDate | None, ...]]:
    """Return two dates in order of time, either of them perhaps unknown."""

    def ordered(pair: list[PartialDate | None]) -> tuple[PartialDate | None, ...]:
        known = iter(sorted((day for day in pair if day is not None), key=_first_day))
        return tuple(None if day is None else next(known) for day in pair)

    return st.lists(st.none() | partial_dates(), min_size=2, max_size=2).map(ordered)


def _first_day(day: PartialDate) -> date:
    return day.first_day


def infrastructure_items(
    identity: str = "i", unit: str = "unit"
) -> st.SearchStrategy[InfrastructureItem]:
    """Return infrastructure items whose counts agree.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """
    return objects_of(
        InfrastructureItem,
        {("eligible", "installed", "connected", "working", "in_use"): _falling(5)},
        id=st.just(identity),
        unit=st.just(unit),
        capacity_unit=st.sampled_from(["Mbit/s", "kVA"]),
        **clocks(),
    )


def headcounts(identity: str = "h", unit: str = "unit") -> st.SearchStrategy[Headcount]:
    """Return head-counts of all staff at a level.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """
    return objects_of(
        Headcount,
        {("staff", "it_staff", "chief_information_officers"): _falling(3)},
        id=st.just(identity),
        unit=st.just(unit),
        category=st.just(StaffCategory.ALL),
        **level(),
        **clocks(),
    )


def training_cohorts(identity: str = "c", unit: str = "unit") -> st.SearchStrategy[TrainingCohort]:
    """Return training cohorts whose counts agree, some with the people named by pseudonyms.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """
    unnamed = _falling(3).map(lambda counts: (*counts, ()))
    named = st.lists(codes(), unique=True, min_size=1, max_size=3).map(
        lambda people: (None, len(people), None, tuple(people))
    )
    return objects_of(
        TrainingCohort,
        {("attended", "completed", "certified", "people"): unnamed | named},
        id=st.just(identity),
        unit=st.just(unit),
        part_of=st.none(),
        **level(),
        **clocks(),
    )


def applications(identity: str = "a", unit: str = "unit") -> st.SearchStrategy[Application]:
    """Return applications whose counts agree.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """
    return objects_of(
        Application,
        {
            ("accounts", "active_accounts"): _falling(2),
            ("documents", "documents_electronic"): _falling(2),
        },
        id=st.just(identity),
        unit=st.just(unit),
        **clocks(),
    )


def public_services(identity: str = "s", unit: str = "unit") -> st.SearchStrategy[PublicService]:
    """Return public services with a level, or without.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """
    return objects_of(
        PublicService,
        {("files", "files_online"): _falling(2)},
        id=st.just(identity),
        unit=st.just(unit),
        level_scheme=st.just("vn-43-2011"),
        level=st.none() | st.integers(0, 4),
        **clocks(),
    )


def plans(
    identity: str = "p", unit: str = "unit", documents: Iterable[str] = ()
) -> st.SearchStrategy[Plan]:
    """Return plans.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
        documents: the numbers of the documents that may issue it.
    """
    return objects_of(
        Plan,
        id=st.just(identity),
        unit=st.just(unit),
        document=one_or_none(documents),
        **clocks(),
    )


def milestones(
    identity: str = "m", unit: str = "unit", documents: Iterable[str] = ()
) -> st.SearchStrategy[Milestone]:
    """Return milestones, dated or not, moved or not, done or not, revoked or not.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
        documents: the numbers of the documents that may require it or take it back.
    """
    numbers = list(documents)
    moved = st.tuples(partial_dates(), st.lists(partial_dates(), max_size=2).map(tuple))
    revoked = st.tuples(partial_dates(), one_or_none(numbers))
    return objects_of(
        Milestone,
        {
            ("started_on", "completed_on"): _in_order(),
            ("due", "earlier_due"): st.just((None, ())) | moved,
            ("revoked_on", "revoked_by"): st.just((None, None)) | revoked,
        },
        id=st.just(identity),
        unit=st.just(unit),
        plan=st.none(),
        document=one_or_none(numbers),
        replaced_by=st.none(),
        **clocks(),
    )


def evidence(
    identity: str = "e",
    unit: str = "unit",
    concept: str = "concept",
    documents: Iterable[str] = (),
) -> st.SearchStrategy[Evidence]:
    """Return evidence that states a number, a ratio, bounds or a word.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
        concept: what it is about.
        documents: the numbers of the documents it may be found in.
    """
    given: dict[str, Given] = {
        "id": st.just(identity),
        "unit": st.just(unit),
        "concept": st.just(concept),
        "document": one_or_none(documents),
        "supersedes": st.just(()),
        **clocks(),
    }
    said = objects_of(Evidence, value=st.none(), **given)
    return objects_of(Evidence, option=st.none(), **given) | said
