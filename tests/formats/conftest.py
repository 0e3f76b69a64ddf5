"""A survey, a rulebook and a scoreboard that use every kind of value a field can have."""

from datetime import date
from decimal import Decimal

import pytest

from egov_readiness import rules
from egov_readiness.dates import PartialDate, Period
from egov_readiness.errors import Because, Reason
from egov_readiness.kinds import (
    NOT_APPLICABLE,
    Between,
    Money,
    Origin,
    Quantifier,
    Ratio,
    Text,
)
from egov_readiness.model import (
    AdministrativeUnit,
    Application,
    ApplicationKind,
    Citation,
    Claim,
    DocumentRelation,
    DocumentRelationKind,
    Evidence,
    Finding,
    Headcount,
    InfrastructureItem,
    InfrastructureKind,
    InspectionPurpose,
    InspectionRound,
    InspectionTeam,
    Instruction,
    LegalDocument,
    Milestone,
    Plan,
    Progress,
    PublicService,
    StaffCategory,
    SupportAction,
    SupportArea,
    SupportStatus,
    Survey,
    TrainingCohort,
    UnitVersion,
    Visit,
)
from egov_readiness.observations import State, UnitCode
from egov_readiness.rules import (
    Aggregation,
    Applicability,
    Band,
    BestOf,
    Cap,
    DatedNumber,
    Floor,
    Gate,
    GeometricMean,
    Goalposts,
    Group,
    HarmonicMean,
    Identity,
    Indicator,
    Method,
    Minimum,
    Options,
    PerItem,
    PowerMean,
    Rulebook,
    Step,
    Steps,
    Sum,
    Target,
    WeightedMean,
    YesNo,
)
from egov_readiness.scoring.result import Node, Rank, RulebookReference, Scoreboard, Scorecard

SEEN = {"observed_on": PartialDate("2009-06-10/2009-06-11"), "recorded_on": PartialDate("2009-07")}


def _version(level: str, kind: str, name: str, **more: object) -> UnitVersion:
    return UnitVersion(level=level, kind=kind, name=Text({"vi": name}), **SEEN, **more)


@pytest.fixture(scope="session")
def survey() -> Survey:
    """Return a survey with at least one record of every type."""
    return Survey(
        id="round-1",
        title=Text({"en": "First round", "vi": "Đợt thứ nhất"}),
        period=PartialDate("2009"),
        note=Text({"en": 'Quoted "words",\nand a second line'}),
        quantifiers={Quantifier.MOST: Between(0.7, 1), Quantifier.SOME: Between(0.1, 0.5)},
        units=(
            AdministrativeUnit(id="lam-dong", versions=(_version("province", "tỉnh", "Lâm Đồng"),)),
            AdministrativeUnit(
                id="di-linh",
                versions=(
                    _version(
                        "district",
                        "huyện",
                        "Di Linh",
                        valid=Period(until=date(2010, 1, 1)),
                        codes={"vn-gso-district": "0679", "other.scheme": "x"},
                        parent="lam-dong",
                        tags=("mountain", "remote"),
                    ),
                    _version(
                        "district",
                        "huyện",
                        "Di Linh mới",
                        valid=Period(since=date(2010, 1, 1)),
                        parent="lam-dong",
                    ),
                ),
            ),
        ),
        documents=(
            LegalDocument(id="16/NQ-TU", issued_on=PartialDate("2007"), **SEEN),
            LegalDocument(
                id="2599/QĐ-UBND",
                kind="decision",
                title=Text({"vi": "Kế hoạch; ứng dụng"}),
                issuer=Text({"vi": "Ủy ban nhân dân tỉnh"}),
                issued_on=PartialDate("2008-10-03"),
                horizon=PartialDate("2008/2010"),
                relations=(
                    DocumentRelation(kind=DocumentRelationKind.IMPLEMENTS, document="16/NQ-TU"),
                ),
                **SEEN,
            ),
        ),
        plans=(
            Plan(
                id="plan",
                unit="lam-dong",
                title=Text({"en": "Plan"}),
                document="2599/QĐ-UBND",
                purposes=("administrative-reform",),
                **SEEN,
            ),
        ),
        milestones=(
            Milestone(
                id="m1",
                unit="di-linh",
                title=Text({"en": "LAN"}),
                plan="plan",
                due=PartialDate("2009"),
                earlier_due=(PartialDate("2008-06"), PartialDate("2008-12")),
                started_on=PartialDate("2008-01"),
                progress=(
                    Progress(on=PartialDate("2008-12"), share=0.25),
                    Progress(on=PartialDate("2009-05"), share=1),
                ),
                **SEEN,
            ),
            Milestone(
                id="m2", unit="di-linh", title=Text({"en": "Portal"}), orientation=True, **SEEN
            ),
        ),
        infrastructure=(
            InfrastructureItem(
                id="i1",
                unit="di-linh",
                kind=InfrastructureKind.LAN,
                organisation="=Office; of the \\ committee",
                eligible=20,
                connected=18,
                working=Between(10, 17),
                in_use=5,
                capacity=0.5,
                capacity_unit="Mbit/s",
                origin=Origin.INSPECTED,
                source="page 3",
                **SEEN,
            ),
            InfrastructureItem(
                id="i2",
                unit="lam-dong",
                kind=InfrastructureKind.SERVER_ROOM,
                installed=0,
                connected=NOT_APPLICABLE,
                **SEEN,
            ),
        ),
        headcounts=(
            Headcount(
                id="h",
                unit="di-linh",
                level="district",
                category=StaffCategory.LEADER,
                staff=80,
                it_staff=NOT_APPLICABLE,
                **SEEN,
            ),
        ),
        training=(
            TrainingCohort(
                id="t",
                unit="di-linh",
                course=Text({"en": "Office software"}),
                level="commune",
                completed=2,
                people=("p-1", "p-2"),
                **SEEN,
            ),
        ),
        applications=(
            Application(
                id="a",
                unit="di-linh",
                kind=ApplicationKind.EMAIL,
                name=" a name with spaces ",
                accounts=Between(5, 10),
                **SEEN,
            ),
        ),
        services=(
            PublicService(
                id="s", unit="di-linh", code="1.001", level_scheme="vn-43-2011", level=2, **SEEN
            ),
        ),
        evidence=(
            Evidence(id="e1", unit="di-linh", concept="lan_in_use", value=Ratio(5, 17), **SEEN),
            Evidence(
                id="e2",
                unit="di-linh",
                concept="lan_in_use",
                value=0.1 + 0.2,
                supersedes=("e1",),
                valid_until=PartialDate("2010"),
                document="2599/QĐ-UBND",
                confidential=True,
                **SEEN,
            ),
            Evidence(id="e3", unit="di-linh", concept="website", option="yes", **SEEN),
            Evidence(id="e4", unit="di-linh", concept="bounds", value=Between(0.5, 1), **SEEN),
            Evidence(id="e5", unit="di-linh", concept="no", value=NOT_APPLICABLE, **SEEN),
        ),
        rounds=(
            InspectionRound(
                id="r",
                organiser="Sở Thông tin và Truyền thông",
                territory="lam-dong",
                purposes=(InspectionPurpose.INSPECT, InspectionPurpose.URGE),
                window=PartialDate("2009-06-10/2009-06-11"),
                documents=("2599/QĐ-UBND",),
                **SEEN,
            ),
        ),
        teams=(
            InspectionTeam(
                id="team",
                round="r",
                lead="Phó Giám đốc",
                members=("Trưởng phòng; Tin học", " chuyên viên ", "a\\"),
                **SEEN,
            ),
        ),
        visits=(
            Visit(id="v", unit="di-linh", team="team", window=PartialDate("2009-06-10"), **SEEN),
        ),
        findings=(
            Finding(
                id="f",
                unit="lam-dong",
                round="r",
                statement=Text({"vi": "Phần lớn chưa dùng"}),
                claims=(
                    Claim(concept="lan_connected", quantifier=Quantifier.MOST),
                    Claim(concept="lan_effective", quantifier=Quantifier.MAJORITY, negated=True),
                ),
                reach="district",
                **SEEN,
            ),
        ),
        instructions=(
            Instruction(
                id="n",
                issuer="Đoàn kiểm tra",
                addressees=("UBND huyện",),
                addressees_open=True,
                statement=Text({"vi": "Khai thác mạng"}),
                because_of=("f",),
                **SEEN,
            ),
        ),
        support=(
            SupportAction(
                id="u",
                area=SupportArea.TRAINING,
                provider="Sở",
                beneficiaries=("di-linh",),
                statement=Text({"vi": "Tập huấn"}),
                status=SupportStatus.PLANNED,
                instruction="n",
                cost_planned=Money(Decimal("900000000.50"), "VND"),
                **SEEN,
            ),
        ),
    )


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Return a rulebook that uses every method, aggregation and modifier, dates and citations."""
    methods: tuple[Method, ...] = (
        rules.Ratio(over="full"),
        Goalposts(worst=0, best=(DatedNumber(since=date(2008, 10, 3), value=0.9),), clip="low"),
        Steps(of=20, steps=(Step(at_least=4, gives=20), Step(gives=0))),
        Options(of=10, options={"chair": 10, "phó": 5, "none": 0}),
        YesNo(),
        PerItem(points=1, cap=5),
        Target(target=0.6),
        Identity(),
    )
    aggregations: tuple[Aggregation, ...] = (
        WeightedMean(),
        Sum(maximum=8),
        PowerMean(power=0.5),
        GeometricMean(floor=0.01),
        HarmonicMean(shift=1),
        Minimum(),
        BestOf(),
    )
    title = Text({"en": "Title", "vi": "Tên"})
    return Rulebook(
        id="every-kind",
        version="2009.1",
        title=title,
        standing="illustrative",
        languages=("en", "vi"),
        valid=Period(since=date(2008, 10, 3)),
        scale=100,
        decimals=1,
        missing="zero",
        precedence=(Origin.INSPECTED, Origin.MEASURED),
        documents=(
            LegalDocument(
                id="2599/QĐ-UBND", issued_on=PartialDate("2008-10-03"), horizon=PartialDate("2008")
            ),
        ),
        groups=(
            Group(
                code="readiness",
                title=title,
                band_order="best_first",
                modifiers=(
                    Gate(node="i0", at_most=0, limit=0.5, since=date(2009, 1, 1)),
                    Cap(at_most=0.9),
                    Floor(at_least=0),
                ),
                cites=Citation(document="2599/QĐ-UBND", clause="Điều 1"),
            ),
            *(
                Group(
                    code=f"g{index}",
                    parent="readiness",
                    title=title,
                    aggregation=aggregation,
                    weight=(DatedNumber(since=date(2008, 10, 3), value=index + 1),),
                )
                for index, aggregation in enumerate(aggregations)
            ),
        ),
        indicators=tuple(
            Indicator(
                code=f"i{index}",
                parent=f"g{index % len(aggregations)}",
                title=title,
                method=method,
                range=Between(0, 100),
                applies_to=Applicability(levels=("district",)),
                cites=(Citation(document="2599/QĐ-UBND"), Citation(document="2599/QĐ-UBND")),
            )
            for index, method in enumerate(methods)
        ),
        bands=(
            Band(result="readiness", code="good", title=title, at_least=70),
            Band(result="readiness", code="poor", title=title),
        ),
    )


@pytest.fixture(scope="session")
def board() -> Scoreboard:
    """Return a scoreboard with a known, a bounded and an unknown unit, one named like a formula."""
    child = Node(
        code="lan",
        state=State.BOUNDED,
        low=10,
        value=None,
        high=0.1 + 0.2,
        coverage=0,
        weight=40,
        because=(Reason(Because.BOUNDED, {"low": 0.5, "high": 1, "what": "lan", "sure": False}),),
    )
    known = Node(
        code="readiness",
        state=State.KNOWN,
        low=100 / 3,
        value=100 / 3,
        high=100 / 3,
        coverage=1,
        weight=1,
        effective_weight=1,
        earned=-0.0,
        published=Decimal("33.3"),
        band="fair",
        possible_bands=("fair",),
        children=(child,),
    )
    unknown = Node(
        code="readiness", state=State.UNKNOWN, low=None, value=None, high=None, coverage=0, weight=1
    )
    day = date(2009, 6, 11)
    return Scoreboard(
        rulebook=RulebookReference(id="r", version="1", digest="sha256:0"),
        as_of=day,
        admitted="sha256:1",
        scale=100,
        cards=(
            Scorecard(
                unit="di-linh",
                as_of=day,
                level="district",
                name=Text({"vi": "Di Linh"}),
                codes=(UnitCode("vn-gso-district", "0679", Period(since=date(2004, 1, 1))),),
                results=(known,),
            ),
            Scorecard(unit='=HYPERLINK("x")', period="2009", as_of=day, results=(unknown,)),
        ),
        ranks=(Rank(result="readiness", unit="di-linh", rank=1, best=1, worst=1),),
    )
