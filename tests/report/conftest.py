"""A small rulebook that uses every kind of rule, and units in every state of knowledge."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from egov_readiness import load_rulebook, load_table, score
from egov_readiness.dates import PartialDate, Period
from egov_readiness.documents import (
    Citation,
    DocumentRelation,
    DocumentRelationKind,
    LegalDocument,
)
from egov_readiness.kinds import Origin, Quantifier, Text
from egov_readiness.kinds import Ratio as Fraction
from egov_readiness.model import (
    AdministrativeUnit,
    ChangeLink,
    Claim,
    Evidence,
    Finding,
    Headcount,
    InfrastructureItem,
    InfrastructureKind,
    Milestone,
    Plan,
    PublicService,
    Survey,
    TrainingCohort,
    UnitChange,
    UnitChangeKind,
    UnitVersion,
)
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationStatus,
    ObservationTable,
    bounded,
    known,
    not_applicable,
    unknown,
)
from egov_readiness.rules import (
    Applicability,
    Band,
    BestOf,
    Cap,
    Floor,
    Gate,
    GeometricMean,
    Goalposts,
    Group,
    Identity,
    Indicator,
    Minimum,
    Options,
    PerItem,
    Ratio,
    Rescale,
    RollUp,
    Rulebook,
    Step,
    Steps,
    Sum,
    Target,
    YesNo,
)
from egov_readiness.scoring import Scoreboard
from egov_readiness.scoring.carry import carry

AS_OF = date(2009, 6, 11)


def text(en: str, vi: str) -> Text:
    return Text({"en": en, "vi": vi})


RULEBOOK = Rulebook(
    id="every-rule",
    version="2009.1",
    title=text("Every rule", "Mọi quy tắc"),
    standing="illustrative",
    languages=("en", "vi"),
    scale=100,
    decimals=1,
    documents=(
        LegalDocument(
            id="2599/QĐ-UBND",
            kind="decision",
            issued_on=PartialDate("2008-10-03"),
            title=text("Plan to carry out the resolution", "Kế hoạch thực hiện Nghị quyết"),
        ),
        LegalDocument(id="1/BC", title=text("Never cited", "Không được viện dẫn")),
    ),
    groups=(
        Group(
            code="readiness",
            title=text("Readiness", "Điều kiện sẵn sàng"),
            band_order="best_first",
        ),
        Group(
            code="infrastructure",
            parent="readiness",
            weight=40,
            title=text("Infrastructure", "Hạ tầng kỹ thuật"),
            aggregation=Sum(maximum=40),
            cites=Citation(document="2599/QĐ-UBND", clause="Điều 1"),
        ),
        Group(
            code="people",
            parent="readiness",
            weight=40,
            title=text("People", "Nhân lực"),
            aggregation=GeometricMean(floor=0.01),
            modifiers=(Gate(node="lan", below=0.5, limit=0.4), Cap(at_most=0.9)),
        ),
        Group(
            code="policy",
            parent="readiness",
            weight=20,
            title=text("Policy", "Chính sách"),
            aggregation=Minimum(),
            modifiers=(Floor(at_least=0.1),),
            needs=0.5,
        ),
        Group(code="achievement", title=text("Achievement", "Mức độ đạt được")),
        Group(
            code="use",
            parent="achievement",
            title=text("Use", "Sử dụng"),
            aggregation=BestOf(),
            modifiers=(Cap(at_most=0.3),),
        ),
    ),
    indicators=(
        Indicator(
            code="lan",
            parent="infrastructure",
            weight=10,
            title=text("LAN in use", "Mạng LAN được sử dụng"),
            description=text("workstations using the LAN", "số máy tính sử dụng mạng LAN"),
            measure={"name": "infrastructure.in_use", "kind": "lan"},
            method=Goalposts(worst=0, best=0.9),
            evidence=text("Signed inventory.", "Biên bản kiểm kê có xác nhận."),
            verifier="Sở TT&TT",
            cites=Citation(document="2599/QĐ-UBND", clause="Điều 2"),
        ),
        Indicator(
            code="meetings",
            parent="infrastructure",
            weight=20,
            title=text("Meetings", "Số cuộc họp"),
            method=Steps(
                of=20,
                steps=(Step(at_least=4, gives=20), Step(at_least=2, gives=10), Step(gives=0)),
            ),
        ),
        Indicator(
            code="head",
            parent="infrastructure",
            weight=10,
            title=text("Head of the board", "Trưởng ban chỉ đạo"),
            method=Options(of=10, options={"chair": 10, "deputy": 5, "none": 0}),
            missing="reweight",
        ),
        Indicator(
            code="trained",
            parent="people",
            weight=1,
            title=text("Trained staff", "Cán bộ được đào tạo"),
            method=Ratio(),
        ),
        Indicator(
            code="computers",
            parent="people",
            weight=2,
            title=text("Computers", "Máy tính"),
            measure={"name": "infrastructure.reach", "kind": "workstation"},
            method=Target(target=0.9),
        ),
        Indicator(
            code="firewall",
            parent="policy",
            weight=1,
            title=text("Firewall", "Tường lửa"),
            method=YesNo(),
            missing="zero",
        ),
        Indicator(
            code="rules",
            parent="policy",
            weight=1,
            title=text("Rules issued", "Quy chế đã ban hành"),
            method=PerItem(points=1, cap=5),
            missing="impute",
            imputed=2,
        ),
        Indicator(
            code="bandwidth",
            parent="policy",
            weight=0,
            title=text("Bandwidth", "Băng thông"),
            unit_of_measure=Text({"en": "Mbit/s", "vi": "Mbit/s"}),
            method=Goalposts(worst=1, best=100, log=True, clip="low"),
        ),
        Indicator(
            code="index",
            parent="use",
            title=text("Index", "Chỉ số tổng hợp"),
            method=Identity(),
        ),
        Indicator(
            code="filed",
            parent="use",
            weight=0.5,
            title=text("Filed online", "Hồ sơ trực tuyến"),
            method=Ratio(over="full"),
        ),
    ),
    bands=(
        Band(result="readiness", code="good", title=text("Good", "Tốt"), at_least=85),
        Band(result="readiness", code="fair", title=text("Fair", "Khá"), at_least=70),
        Band(result="readiness", code="weak", title=text("Weak", "Yếu")),
    ),
)
"""A rulebook with every method, most aggregations, every modifier and every missing policy."""


FULL: Mapping[str, Observation] = {
    "lan": known(0.6),
    "meetings": known(3),
    "head": known("chair"),
    "trained": known(0.5),
    "computers": known(0.7),
    "firewall": known("yes"),
    "rules": known(3, status=ObservationStatus.PROVISIONAL),
    "bandwidth": known(20),
    "index": known(0.3333),
    "filed": known(0.25),
}
PART: Mapping[str, Observation] = {
    "trained": bounded(0.5, 1),
    "computers": known(0.333),
    "head": not_applicable(),
    "index": unknown(),
}
BEYOND: Mapping[str, Observation] = {
    **FULL,
    "lan": known(0.2),
    "computers": known(0.95),
    "trained": known(1.0),
    "firewall": known("no"),
    "rules": bounded(3, 9),
    "head": unknown(),
    "index": not_applicable(),
    "filed": not_applicable(),
}


def scored(units: Mapping[str, Mapping[str, Observation]]) -> Scoreboard:
    rows = [
        ObservationRow(
            unit,
            observations,
            place=f"row {number}",
            name=None if unit == "bao-lam" else text(unit.title(), "Di Linh"),
            kind="huyện",
            level="district",
        )
        for number, (unit, observations) in enumerate(units.items(), start=2)
    ]
    columns = [indicator.code for indicator in RULEBOOK.indicators]
    return score(ObservationTable.of(rows, columns, "sha256:0"), RULEBOOK, as_of=AS_OF)


@pytest.fixture(scope="session")
def board() -> Scoreboard:
    """Return the scores of a unit that is known, one that is known in part, one beyond limits."""
    return scored({"di-linh": FULL, "bao-lam": PART, "lam-ha": BEYOND})


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Return the rulebook of the board."""
    return RULEBOOK


@pytest.fixture(scope="session")
def score_units() -> Callable[[Mapping[str, Mapping[str, Observation]]], Scoreboard]:
    """Return the function that scores any observations by the rulebook."""
    return scored


def dated(day: str = "2009-05-01") -> dict[str, PartialDate]:
    return {"observed_on": PartialDate(day), "recorded_on": PartialDate("2009-06-01")}


def asked(code: str, name: str, parent: str = "asked", **parameters: str | int) -> Indicator:
    return Indicator(
        code=code,
        parent=parent,
        title=text(code, code),
        measure={"name": name, **parameters},
        method=YesNo() if name in WORDS_GIVEN else Goalposts(worst=0, best=10),
        stale_after=365,
    )


WORDS_GIVEN = ("plans.issued_within", "infrastructure.present")

MEASURED = Rulebook(
    id="every-measure",
    version="1",
    title=text("Every measure", "Mọi phép đo"),
    groups=(Group(code="asked", title=text("Asked", "Được hỏi")),),
    indicators=(
        asked("lan", "infrastructure.in_use", kind="lan"),
        asked("wan", "infrastructure.reach", kind="wan"),
        asked("wan-used", "infrastructure.utilisation", kind="wan"),
        asked("mail", "applications.accounts_in_use", kind="email"),
        asked("paper", "documents.electronic"),
        asked("desk", "staff.per_workstation"),
        asked("taught", "training.coverage", level="commune"),
        asked("taught-above", "training.coverage", level="district"),
        asked("done", "milestones.met"),
        asked("plan", "plans.issued_within", days=60),
        asked("online", "services.at_level", level=3),
        asked("online-2011", "services.at_level", level=3, level_scheme="vn-43-2011"),
        asked("said", "findings.share_of_units", concept="lan_connected"),
        asked("unsaid", "findings.share_of_units", concept="wan_connected"),
        asked("proof", "evidence.value"),
        Indicator(
            code="elsewhere",
            parent="asked",
            title=text("elsewhere", "nơi khác"),
            method=Ratio(),
            applies_to=Applicability(levels=("commune",)),
        ),
    ),
)
"""A rulebook that asks measures of every kind."""


def survey_of_everything() -> Survey:
    """Return a survey whose records are late, contested, missing, doubled and withdrawn."""
    title = text("Title", "Tên")
    lan = {"kind": InfrastructureKind.LAN, "eligible": 20, "connected": 18}
    strong = {"origin": Origin.INSPECTED, "source": "Sở TT&TT"}
    weak = {"origin": Origin.SELF_REPORT}
    return Survey(
        id="everything",
        title=title,
        units=tuple(
            AdministrativeUnit(
                id=unit,
                versions=(
                    UnitVersion(
                        level="district", kind="huyện", name=text(unit, unit), **dated("2009-01-01")
                    ),
                ),
            )
            for unit in ("full", "bare", "early", "adrift")
        ),
        documents=(
            LegalDocument(id="16/NQ-TU", issued_on=PartialDate("2008-08-18"), **dated()),
            LegalDocument(
                id="2599/QĐ-UBND",
                issued_on=PartialDate("2008-10-03"),
                relations=(implements("16/NQ-TU"),),
                **dated(),
            ),
            LegalDocument(
                id="7/KH-UBND",
                issued_on=PartialDate("2008-10"),
                relations=(implements("16/NQ-TU"),),
                **dated(),
            ),
            LegalDocument(id="8/KH-UBND", issued_on=PartialDate("2008-10"), **dated()),
            LegalDocument(
                id="9/KH-UBND",
                issued_on=PartialDate("2008-10"),
                relations=(implements("99/NQ-TU"),),
                **dated(),
            ),
        ),
        plans=(
            Plan(id="p1", unit="full", title=title, document="2599/QĐ-UBND", **dated()),
            Plan(id="p2", unit="bare", title=title, document="7/KH-UBND", **dated()),
            Plan(id="p3", unit="early", title=title, document="8/KH-UBND", **dated()),
            Plan(id="p4", unit="adrift", title=title, document="9/KH-UBND", **dated()),
        ),
        milestones=(
            Milestone(
                id="m1", unit="full", title=title, document="2599/QĐ-UBND", **strong, **dated()
            ),
            Milestone(
                id="m2",
                unit="full",
                title=title,
                due=PartialDate("2009-03"),
                earlier_due=(PartialDate("2008"),),
                completed_on=PartialDate("2009-02-10"),
                **dated(),
            ),
            Milestone(
                id="m3",
                unit="full",
                title=title,
                due=PartialDate("2010"),
                revoked_on=PartialDate("2009-02"),
                **strong,
                **dated(),
            ),
            Milestone(id="m4", unit="bare", title=title, due=PartialDate("2020"), **dated()),
        ),
        infrastructure=(
            InfrastructureItem(id="i1", unit="full", in_use=5, **lan, **strong, **dated()),
            InfrastructureItem(
                id="i2", unit="full", in_use=9, **lan, **weak, **dated("2009-05-20")
            ),
            InfrastructureItem(id="i3", unit="full", in_use=1, **lan, **strong, **dated("2007")),
            InfrastructureItem(id="i4", unit="bare", **lan, **dated()),
            InfrastructureItem(
                id="i5",
                unit="bare",
                kind=InfrastructureKind.WAN,
                connected=10,
                in_use=5,
                **dated(),
            ),
        ),
        headcounts=(
            Headcount(id="h1", unit="full", level="commune", staff=40, **dated()),
            Headcount(id="h2", unit="bare", level="commune", staff=10, **dated()),
        ),
        training=tuple(
            TrainingCohort(
                id=identity, unit=unit, course=title, level="commune", completed=people, **dated()
            )
            for identity, unit, people in (
                ("c1", "full", 20),
                ("c2", "full", 15),
                ("c3", "bare", 12),
            )
        ),
        services=tuple(
            PublicService(id=code, unit="full", code=code, level_scheme=scheme, **dated())
            for code, scheme in (("s1", "vn-43-2011"), ("s2", "vn-42-2022"))
        ),
        evidence=(
            Evidence(id="e1", unit="full", concept="proof", value=0.1, document="1/BC", **dated()),
            Evidence(
                id="e2",
                unit="full",
                concept="proof",
                value=0.2,
                withdrawn_on=PartialDate("2009-05-30"),
                **dated(),
            ),
            Evidence(
                id="e3",
                unit="full",
                concept="proof",
                value=0.3,
                supersedes=("e1",),
                **strong,
                **dated(),
            ),
            Evidence(
                id="e6",
                unit="full",
                concept="proof",
                value=0.6,
                document="1/BC",
                source="Phòng VH-TT",
                **weak,
                **dated("2009-05-20"),
            ),
            Evidence(
                id="e4",
                unit="full",
                concept="proof",
                value=0.4,
                valid_until=PartialDate("2009-05"),
                **dated(),
            ),
            Evidence(id="e5", unit="bare", concept="proof", value=Fraction(0, 0), **dated()),
        ),
        findings=tuple(
            Finding(
                id=identity,
                unit=unit,
                statement=title,
                reach="district",
                claims=(Claim(concept="lan_connected", quantifier=quantifier, negated=negated),),
                **dated(),
            )
            for identity, unit, quantifier, negated in (
                ("f1", "full", Quantifier.MAJORITY, False),
                ("f2", "bare", Quantifier.MOST, True),
            )
        ),
    )


def implements(number: str) -> DocumentRelation:
    return DocumentRelation(kind=DocumentRelationKind.IMPLEMENTS, document=number)


@pytest.fixture(scope="session")
def measured_board() -> Scoreboard:
    """Return the scores of a survey that gives measures every reason to give reasons."""
    return score(survey_of_everything(), MEASURED, as_of=AS_OF)


def odd_rulebook() -> Rulebook:
    title = text("Odd", "Lạ")
    return Rulebook(
        id="odd",
        version="1",
        title=title,
        missing="reweight",
        groups=(
            Group(code="odd", title=title),
            Group(code="unscored", parent="odd", title=title),
            Group(
                code="held",
                parent="odd",
                title=title,
                aggregation=Minimum(),
            ),
        ),
        indicators=(
            Indicator(code="a", parent="unscored", weight=0, title=title, method=Ratio()),
            Indicator(code="e", parent="unscored", title=title, method=Ratio()),
            Indicator(code="b", parent="held", title=title, method=Ratio()),
            Indicator(code="c", parent="held", title=title, method=Ratio()),
            Indicator(
                code="d",
                parent="odd",
                title=title,
                method=PerItem(points=1, cap=4),
                imputed=1,
                missing="impute",
            ),
        ),
    )


@pytest.fixture(scope="session")
def odd_board() -> Scoreboard:
    """Return the scores of a unit whose stand-ins contradict what is known of it."""
    observations = {
        "a": known(0.5),
        "b": known(0.9),
        "c": bounded(0.1, 0.4),
        "d": bounded(2, 3),
        "e": not_applicable(),
    }
    rows = [ObservationRow("x", observations)]
    return score(ObservationTable.of(rows, "abcde", "sha256:0"), odd_rulebook(), as_of=AS_OF)


@pytest.fixture(scope="session")
def staged_boards(project: Path) -> tuple[Scoreboard, ...]:
    """Boards of deductions, of units below, of successors, and of a rescaled population."""
    day = date(2024, 12, 31)
    folder = project / "examples" / "cookbook"
    boards = [
        score(load_table(folder / f"{name}.csv"), load_rulebook(folder / f"{name}.toml"), as_of=day)
        for name in ("r09-deductions", "r10-communes", "r18-successors")
    ]
    successors = load_rulebook(folder / "r18-successors.toml")
    people = evolve(successors, roll_up=RollUp(weighted_by=successors.indicators[0].code))
    boards.append(score(load_table(folder / "r18-successors.csv"), people, as_of=day))
    alone = ObservationRow("alone", {"email": known(1.0)}, level="district")
    codes = [i.code for i in load_rulebook(folder / "r10-communes.toml").indicators]
    boards.append(
        score(
            ObservationTable.of([alone], codes, "sha256:0"),
            load_rulebook(folder / "r10-communes.toml"),
            as_of=day,
        )
    )
    group = Group(
        code="all",
        title=text("All", "Tất cả"),
        modifiers=(Rescale(worst=0.2, best=0.8),),
        needs_children=1.0,
    )
    indicators = tuple(
        Indicator(code=code, parent="all", title=text(code, code), method=Ratio())
        for code in ("a", "b")
    )
    book = Rulebook(
        id="r",
        version="1",
        title=text("R", "R"),
        missing="reweight",
        groups=(group,),
        indicators=indicators,
    )
    rows = [ObservationRow("u", {"a": known(0.5), "b": unknown()})]
    boards.append(score(ObservationTable.of(rows, ["a", "b"], "sha256:0"), book, as_of=day))
    return (*boards, *merged_boards(book))


def merged_boards(book: Rulebook) -> tuple[Scoreboard, ...]:
    """Two units with evidence that lacks its proof, before and after they were merged."""
    merged = date(2009, 12, 1)
    units = tuple(
        AdministrativeUnit(
            id=name,
            versions=(
                UnitVersion(
                    valid=Period(None, until),
                    level="district",
                    kind="huyện",
                    name=text(name, name),
                    **dated(),
                ),
            ),
        )
        for name, until in (("u", None), ("v", merged))
    )
    links = tuple(ChangeLink(before=unit.id, after="u") for unit in units)
    change = UnitChange(
        id="merger",
        kind=UnitChangeKind.MERGE,
        effective_on=merged,
        links=links,
        document="1/NQ",
        **dated(),
    )
    evidence = tuple(
        Evidence(
            id=f"e-{unit.id}",
            unit=unit.id,
            concept="a",
            value=0.5,
            origin=Origin.SELF_REPORT,
            source="v",
            document="1/NQ",
            **dated(),
        )
        for unit in units
    )
    survey = Survey(
        id="merged",
        title=text("M", "M"),
        units=units,
        evidence=evidence,
        unit_changes=(change,),
        documents=(LegalDocument(id="1/NQ", title=text("M", "M"), **dated()),),
    )
    first, *others = book.indicators
    asked = evolve(book, indicators=(evolve(first, proof=("number", "extract")), *others))
    board = score(survey, asked, as_of=date(2009, 6, 30))
    on = date(2009, 12, 31)
    return board, *(
        carry(board, survey, on=on, policy=policy) for policy in ("minimum", "weighted")
    )
