"""Strategies for records, and for whole surveys whose records agree with each other."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.documents import DocumentRelation, DocumentRelationKind, LegalDocument
from egov_readiness.kinds import Count, Origin, Quantifier, Text
from egov_readiness.model import (
    AdministrativeUnit,
    Application,
    ApplicationKind,
    Claim,
    Evidence,
    Finding,
    Headcount,
    InfrastructureItem,
    InfrastructureKind,
    InspectionPurpose,
    InspectionRound,
    InspectionTeam,
    Instruction,
    Milestone,
    Plan,
    Progress,
    PublicService,
    SupportAction,
    SupportArea,
    SupportStatus,
    Survey,
    TrainingCohort,
    UnitVersion,
    Visit,
)
from egov_readiness.testing.values import (
    betweens,
    codes,
    money,
    partial_dates,
    ratios,
    texts,
    words,
)

__all__ = [
    "administrative_units",
    "applications",
    "evidence",
    "findings",
    "headcounts",
    "infrastructure_items",
    "legal_documents",
    "milestones",
    "plans",
    "public_services",
    "surveys",
    "training_cohorts",
]

Record = TypeVar("Record")

LEVELS = ("province", "district", "commune")
DAY = PartialDate("2009-06-11")


def _origins() -> st.SearchStrategy[Origin | None]:
    return st.none() | st.sampled_from(Origin)


def _nested_counts(sizes: int) -> st.SearchStrategy[tuple[Count, ...]]:
    """Return counts each of which is some of the one before, any of them unknown."""

    def falling(parts: tuple[list[int], list[bool]]) -> tuple[Count, ...]:
        numbers, known = parts
        return tuple(
            number if is_known else None
            for number, is_known in zip(sorted(numbers, reverse=True), known, strict=True)
        )

    numbers = st.lists(st.integers(0, 300), min_size=sizes, max_size=sizes)
    known = st.lists(st.booleans(), min_size=sizes, max_size=sizes)
    return st.tuples(numbers, known).map(falling)


def _clocks() -> dict[str, st.SearchStrategy[object]]:
    """Return the fields that every record has, observed and recorded by June 2009."""
    return {
        "observed_on": st.sampled_from([PartialDate("2008"), PartialDate("2009-05"), DAY]),
        "recorded_on": st.sampled_from([DAY, PartialDate("2009-06")]),
        "origin": _origins(),
    }


@st.composite
def administrative_units(
    draw: st.DrawFn, identity: str = "unit", parent: str | None = None
) -> AdministrativeUnit:
    """Return a unit with one version that always held.

    Args:
        draw: given by Hypothesis.
        identity: the identity of the unit.
        parent: the identity of the unit it belongs to.
    """
    version = UnitVersion(
        level=draw(st.sampled_from(LEVELS)),
        kind=draw(st.sampled_from(["tỉnh", "huyện", "thị xã", "xã"])),
        name=draw(texts(("vi",))),
        codes=draw(st.dictionaries(st.just("vn-gso-district"), st.sampled_from(["001", "679"]))),
        parent=parent,
        tags=tuple(draw(st.lists(st.sampled_from(["mountain", "remote"]), unique=True))),
        observed_on=DAY,
        recorded_on=DAY,
    )
    return AdministrativeUnit(id=identity, versions=(version,))


def legal_documents(identity: str = "2599/QĐ-UBND") -> st.SearchStrategy[LegalDocument]:
    """Return documents with a number.

    Args:
        identity: the number.
    """
    return st.builds(
        LegalDocument,
        id=st.just(identity),
        kind=st.none() | st.sampled_from(["decision", "resolution"]),
        title=st.none() | texts(),
        issued_on=st.none() | partial_dates(),
        observed_on=st.just(DAY),
        recorded_on=st.just(DAY),
    )


def infrastructure_items(
    identity: str = "i", unit: str = "unit"
) -> st.SearchStrategy[InfrastructureItem]:
    """Return infrastructure items whose counts agree.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """

    def item(falling: tuple[Count, ...]) -> st.SearchStrategy[InfrastructureItem]:
        eligible, installed, connected, working, in_use = falling
        return st.builds(
            InfrastructureItem,
            id=st.just(identity),
            unit=st.just(unit),
            kind=st.sampled_from(InfrastructureKind),
            organisation=st.none() | words(),
            eligible=st.just(eligible),
            installed=st.just(installed),
            connected=st.just(connected),
            working=st.just(working),
            in_use=st.just(in_use),
            **_clocks(),
        )

    return _nested_counts(5).flatmap(item)


def headcounts(identity: str = "h", unit: str = "unit") -> st.SearchStrategy[Headcount]:
    """Return head-counts of all staff at a level.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """

    def count(falling: tuple[Count, ...]) -> st.SearchStrategy[Headcount]:
        return st.builds(
            Headcount,
            id=st.just(identity),
            unit=st.just(unit),
            level=st.sampled_from(LEVELS),
            staff=st.just(falling[0]),
            it_staff=st.just(falling[1]),
            **_clocks(),
        )

    return _nested_counts(2).flatmap(count)


def training_cohorts(identity: str = "c", unit: str = "unit") -> st.SearchStrategy[TrainingCohort]:
    """Return training cohorts whose counts agree.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """

    def cohort(falling: tuple[Count, ...]) -> st.SearchStrategy[TrainingCohort]:
        return st.builds(
            TrainingCohort,
            id=st.just(identity),
            unit=st.just(unit),
            course=texts(),
            level=st.sampled_from(LEVELS),
            attended=st.just(falling[0]),
            completed=st.just(falling[1]),
            certified=st.just(falling[2]),
            **_clocks(),
        )

    return _nested_counts(3).flatmap(cohort)


def applications(identity: str = "a", unit: str = "unit") -> st.SearchStrategy[Application]:
    """Return applications whose counts agree.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """

    def application(falling: tuple[Count, ...]) -> st.SearchStrategy[Application]:
        return st.builds(
            Application,
            id=st.just(identity),
            unit=st.just(unit),
            kind=st.sampled_from(ApplicationKind),
            name=st.none() | words(),
            deployed_on=st.none() | partial_dates(),
            accounts=st.just(falling[0]),
            active_accounts=st.just(falling[1]),
            documents=st.just(falling[0]),
            documents_electronic=st.just(falling[1]),
            **_clocks(),
        )

    return _nested_counts(2).flatmap(application)


def public_services(identity: str = "s", unit: str = "unit") -> st.SearchStrategy[PublicService]:
    """Return public services with a level, or without.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """

    def service(falling: tuple[Count, ...]) -> st.SearchStrategy[PublicService]:
        return st.builds(
            PublicService,
            id=st.just(identity),
            unit=st.just(unit),
            code=codes(),
            level_scheme=st.just("vn-43-2011"),
            level=st.none() | st.integers(0, 4),
            files=st.just(falling[0]),
            files_online=st.just(falling[1]),
            **_clocks(),
        )

    return _nested_counts(2).flatmap(service)


def plans(identity: str = "p", unit: str = "unit") -> st.SearchStrategy[Plan]:
    """Return plans.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """
    return st.builds(
        Plan,
        id=st.just(identity),
        unit=st.just(unit),
        title=texts(),
        horizon=st.none() | partial_dates(),
        **_clocks(),
    )


def milestones(identity: str = "m", unit: str = "unit") -> st.SearchStrategy[Milestone]:
    """Return milestones, dated or not, done or not.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
    """
    steps = st.builds(Progress, on=partial_dates(), share=st.sampled_from([0.0, 0.25, 1.0]))
    return st.builds(
        Milestone,
        id=st.just(identity),
        unit=st.just(unit),
        title=texts(),
        due=st.none() | partial_dates(),
        orientation=st.booleans(),
        completed_on=st.none() | partial_dates(),
        progress=st.lists(steps, max_size=2).map(tuple),
        **_clocks(),
    )


def evidence(
    identity: str = "e", unit: str = "unit", concept: str = "concept"
) -> st.SearchStrategy[Evidence]:
    """Return evidence that states a number, a ratio, bounds or a word.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
        concept: what it is about.
    """
    common = {
        "id": st.just(identity),
        "unit": st.just(unit),
        "concept": st.just(concept),
        "valid_until": st.none() | partial_dates(),
        "extract": st.none() | texts(),
        **_clocks(),
    }
    numbers = st.none() | st.integers(0, 100) | ratios() | betweens()
    stated = st.builds(Evidence, value=numbers, **common)
    return stated | st.builds(Evidence, option=words(), **common)


def findings(identity: str = "f", unit: str = "unit") -> st.SearchStrategy[Finding]:
    """Return findings with claims about a number of units.

    Args:
        identity: the identity of the record.
        unit: the unit they speak of.
    """
    claims = st.builds(
        Claim, concept=words(), quantifier=st.sampled_from(Quantifier), negated=st.booleans()
    )
    return st.builds(
        Finding,
        id=st.just(identity),
        unit=st.just(unit),
        statement=texts(),
        claims=st.lists(claims, max_size=2).map(tuple),
        reach=st.just("district"),
        **_clocks(),
    )


def _some(
    draw: st.DrawFn, of: Callable[[str], st.SearchStrategy[Record]], letter: str
) -> tuple[Record, ...]:
    """Return up to three records with identities of their own."""
    size = draw(st.integers(0, 3))
    return tuple(draw(of(f"{letter}{number}")) for number in range(size))


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """Return surveys in whose records :func:`~egov_readiness.model.check_survey` finds nothing.

    Args:
        draw: given by Hypothesis.
    """
    names = ["lam-dong", *(f"unit-{number}" for number in range(draw(st.integers(1, 3))))]
    units = tuple(
        draw(administrative_units(name, None if name == names[0] else names[0])) for name in names
    )
    unit = st.sampled_from(names)

    def for_a_unit(
        of: Callable[[str, str], st.SearchStrategy[Record]],
    ) -> Callable[[str], st.SearchStrategy[Record]]:
        return lambda identity: unit.flatmap(lambda name: of(identity, name))

    inspection = InspectionRound(
        id="r",
        organiser="Sở Thông tin và Truyền thông",
        territory=names[0],
        purposes=(InspectionPurpose.INSPECT, InspectionPurpose.URGE),
        window=DAY,
        observed_on=DAY,
        recorded_on=DAY,
    )
    team = InspectionTeam(id="t", round="r", lead="Giám đốc Sở", observed_on=DAY, recorded_on=DAY)
    visit = Visit(id="v", unit=names[1], team="t", window=DAY, observed_on=DAY, recorded_on=DAY)
    instruction = Instruction(
        id="n",
        issuer="Sở Thông tin và Truyền thông",
        addressees=("Phòng Kế hoạch", "Trung tâm"),
        statement=draw(texts()),
        observed_on=DAY,
        recorded_on=DAY,
    )
    action = SupportAction(
        id="x",
        area=draw(st.sampled_from(SupportArea)),
        level=draw(st.none() | st.sampled_from(LEVELS)),
        provider="Sở Thông tin và Truyền thông",
        beneficiaries=(names[1],),
        statement=draw(texts()),
        status=SupportStatus.PROMISED,
        instruction="n",
        cost_planned=draw(st.none() | money()),
        observed_on=DAY,
        recorded_on=DAY,
    )
    resolution = draw(legal_documents("16/NQ-TU"))
    decision = LegalDocument(
        id="2599/QĐ-UBND",
        relations=(DocumentRelation(kind=DocumentRelationKind.IMPLEMENTS, document="16/NQ-TU"),),
        observed_on=DAY,
        recorded_on=DAY,
    )
    return Survey(
        id=draw(words()),
        title=Text({"en": "Example", "vi": "Ví dụ"}),
        period=draw(st.none() | st.just(PartialDate("2009"))),
        quantifiers=draw(st.dictionaries(st.sampled_from(Quantifier), betweens(), max_size=2)),
        units=units,
        documents=(resolution, decision),
        plans=_some(draw, for_a_unit(plans), "p"),
        milestones=_some(draw, for_a_unit(milestones), "m"),
        infrastructure=_some(draw, for_a_unit(infrastructure_items), "i"),
        headcounts=_some(draw, for_a_unit(headcounts), "h"),
        training=_some(draw, for_a_unit(training_cohorts), "c"),
        applications=_some(draw, for_a_unit(applications), "a"),
        services=_some(draw, for_a_unit(public_services), "s"),
        evidence=_some(draw, for_a_unit(evidence), "e"),
        rounds=(inspection,),
        teams=(team,),
        visits=(visit,),
        findings=_some(draw, for_a_unit(findings), "f"),
        instructions=(instruction,),
        support=(action,),
    )
