"""An invented survey of as many districts as are asked for, always the same.

Each district has 60 records, of every type that the measures of ``lam-dong-2009`` read, and all
belong to one province with its findings.
"""

import random
from collections.abc import Iterator
from typing import Final, TypedDict, TypeVar

from egov_readiness import Ratio, Survey, Text
from egov_readiness.dates import PartialDate
from egov_readiness.documents import DocumentRelation, DocumentRelationKind, LegalDocument
from egov_readiness.kinds import NOT_APPLICABLE, Between, Origin, Quantifier
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
    Milestone,
    Plan,
    PublicService,
    StaffCategory,
    TrainingCohort,
    UnitVersion,
)
from egov_readiness.model.record import UnitRecord

__all__ = ["make_survey"]

RECORDS: Final = 60
SEED: Final = 2009
PROVINCE: Final = "lam-dong"

OFFICES: Final = ("Văn phòng HĐND và UBND", "Phòng Nội vụ", "Phòng Tài chính")
ROUNDS: Final = ((Origin.SELF_REPORT, "2008-12"), (Origin.INSPECTED, "2009-05"))
STEPS: Final = ("lan", "one-stop", "e-mail", "website", "backup", "training")
COURSES: Final = ("office software", "network", "e-mail", "document management")

Kind = TypeVar("Kind", bound=UnitRecord)


class Common(TypedDict):
    """What every record of a unit carries."""

    id: str
    unit: str
    observed_on: PartialDate
    recorded_on: PartialDate
    origin: Origin
    source: str


class Clerk:
    """Puts the records of one district on paper, the same for the same seed."""

    def __init__(self, number: int) -> None:
        self._chance = random.Random(SEED * 1_000_000 + number)  # noqa: S311  # invented records
        self._number = 0
        self.unit = f"district-{number:05}"

    def administrative_unit(self) -> AdministrativeUnit:
        """Return the district itself."""
        version = UnitVersion(
            level="district",
            kind=self._chance.choice(("huyện", "thị xã")),
            name=Text({"en": self.unit, "vi": self.unit}),
            codes={"vn-gso-district": self.unit[-5:]},
            parent=PROVINCE,
            tags=("mountain",) if self._chance.random() < 0.4 else (),
            observed_on=PartialDate("2008-10"),
            recorded_on=PartialDate("2008-10-15"),
        )
        return AdministrativeUnit(id=self.unit, versions=(version,))

    def records(self) -> list[UnitRecord]:
        """Return the records of the district, 60 of them."""
        records: list[UnitRecord] = [
            self.plan(),
            *self.infrastructure(),
            *self.headcounts(),
            *self.training(),
            *self.applications(),
            *self.services(),
            *self.milestones(),
            *self.evidence(),
        ]
        assert len(records) == RECORDS  # the figures printed are those of so many
        return records

    def plan(self) -> Plan:
        """Return the plan of the district."""
        return Plan(
            title=Text({"en": "Plan", "vi": "Kế hoạch"}),
            document="2599/QĐ-UBND",
            horizon=PartialDate("2008/2010"),
            **self._record("plan", Origin.DOCUMENT, "2008-10"),
        )

    def infrastructure(self) -> Iterator[InfrastructureItem]:
        """Yield networks and workstations by office, seen twice, and equipment of the unit."""
        for kind in (InfrastructureKind.LAN, InfrastructureKind.WORKSTATION):
            for office in OFFICES:
                for origin, month in ROUNDS:
                    eligible = self._chance.randint(5, 60)
                    installed = self._part(eligible)
                    connected = None if kind is InfrastructureKind.WORKSTATION else installed
                    working = self._part(installed)
                    yield InfrastructureItem(
                        kind=kind,
                        organisation=office,
                        eligible=eligible,
                        installed=installed,
                        connected=connected,
                        working=working if self._chance.random() < 0.9 else None,
                        in_use=self._in_use(working),
                        **self._record("item", origin, month),
                    )
        for kind in (
            InfrastructureKind.SPECIALISED_DATA_NETWORK,
            InfrastructureKind.BACKUP,
            InfrastructureKind.SERVER_ROOM,
        ):
            for origin, month in ROUNDS:
                there = self._chance.randint(0, 1)
                yield InfrastructureItem(
                    kind=kind,
                    installed=there,
                    connected=there
                    if kind is InfrastructureKind.SPECIALISED_DATA_NETWORK
                    else None,
                    **self._record("item", origin, month),
                )

    def headcounts(self) -> Iterator[Headcount]:
        """Yield the staff of the district by office and of its communes by category."""
        for office in OFFICES:
            staff = self._chance.randint(10, 40)
            yield Headcount(
                level="district",
                organisation=office,
                staff=staff,
                it_staff=self._part(min(staff, 4)),
                **self._record("staff", Origin.DOCUMENT, "2009-01"),
            )
        for category in (
            StaffCategory.OFFICIAL,
            StaffCategory.CIVIL_SERVANT,
            StaffCategory.PART_TIME,
        ):
            yield Headcount(
                level="commune",
                category=category,
                staff=self._chance.choice((self._chance.randint(30, 90), Between(30, 90))),
                **self._record("staff", Origin.SELF_REPORT, "2009-01"),
            )

    def training(self) -> Iterator[TrainingCohort]:
        """Yield cohorts of both levels; some name their people, one is within another."""
        for level in ("district", "commune"):
            whole = None
            for course in COURSES:
                attended = self._chance.randint(4, 12)
                completed = self._part(attended)
                named = self._chance.random() < 0.3
                cohort = TrainingCohort(
                    course=Text({"en": course, "vi": course}),
                    level=level,
                    held_on=PartialDate("2009-03"),
                    attended=None if whole else attended,
                    completed=None if whole else completed,
                    people=tuple(f"{self.unit}-{level}-{n}" for n in range(completed))
                    if named and not whole
                    else (),
                    part_of=whole,
                    **self._record("cohort", Origin.DOCUMENT, "2009-04"),
                )
                # The second course is held within the first one.
                whole = cohort.id if course == COURSES[0] else None
                yield cohort

    def applications(self) -> Iterator[Application]:
        """Yield applications by office, some of them not in service yet."""
        for kind in (
            ApplicationKind.DOCUMENT_MANAGEMENT,
            ApplicationKind.EMAIL,
            ApplicationKind.ONE_STOP_SHOP,
        ):
            for office in OFFICES[:2]:
                accounts, documents = self._chance.randint(5, 80), self._chance.randint(100, 900)
                yield Application(
                    kind=kind,
                    organisation=office,
                    deployed_on=PartialDate(self._chance.choice(("2008", "2009-02", "2009-09"))),
                    accounts=accounts,
                    active_accounts=self._part(accounts),
                    documents=documents,
                    documents_electronic=self._in_use(documents),
                    **self._record("application", Origin.MEASURED, "2009-05"),
                )

    def services(self) -> Iterator[PublicService]:
        """Yield procedures, seen twice, with their levels and files."""
        for code in ("1.001", "1.002", "1.003", "1.004"):
            for origin, month in ROUNDS:
                files = self._chance.randint(0, 500)
                yield PublicService(
                    code=code,
                    level_scheme="vn-43-2011",
                    level=self._chance.choice((1, 2, 2, 3, None)),
                    files=files,
                    files_online=self._part(files),
                    **self._record("service", origin, month),
                )

    def milestones(self) -> Iterator[Milestone]:
        """Yield steps of the plan: done in time or late, postponed, overdue or years away."""
        for step in STEPS:
            postponed = self._chance.random() < 0.2
            done = self._chance.choice((None, "2008-11", "2009-03"))
            yield Milestone(
                title=Text({"en": step, "vi": step}),
                document="2599/QĐ-UBND",
                due=PartialDate(self._chance.choice(("2008", "2009-03", "2009-12", "2010"))),
                earlier_due=(PartialDate("2008-12-15"),) if postponed else (),
                orientation=self._chance.random() < 0.1,
                completed_on=None if done is None else PartialDate(done),
                **self._record("milestone", Origin.DOCUMENT, "2009-04"),
            )

    def evidence(self) -> Iterator[Evidence]:
        """Yield what several origins say: renewed, run out, withdrawn, or about something else."""
        head = self._chance.choice(("Chủ tịch", "Phó Chủ tịch", "Không"))
        said = Evidence(
            concept="steering_head",
            option=self._chance.choice(("Chủ tịch", head)),
            **self._record("evidence", Origin.SELF_REPORT, "2008-11"),
        )
        yield said
        yield Evidence(
            concept="steering_head",
            option=head,
            document="2599/QĐ-UBND",
            extract=Text({"vi": "Chủ tịch Ủy ban nhân dân làm Trưởng ban"}),
            supersedes=(said.id,),
            valid_until=PartialDate(self._chance.choice(("2009-01", "2010", "2010"))),
            **self._record("evidence", Origin.DOCUMENT, "2008-12"),
        )
        for origin, month in (*ROUNDS, (Origin.PRESS, "2009-06")):
            withdrawn = self._chance.random() < 0.1
            yield Evidence(
                concept="hosted_by_province",
                option=self._chance.choice(("yes", "no")),
                withdrawn_on=PartialDate("2009-06-10") if withdrawn else None,
                **self._record("evidence", origin, month),
            )
        households = self._chance.randint(100, 5_000)
        yield Evidence(
            concept="households_online",
            value=Ratio(self._part(households), households),
            period=PartialDate("2008"),
            **self._record("evidence", Origin.THIRD_PARTY, "2009-01"),
        )
        yield Evidence(
            concept="staff_per_it_staff",
            value=NOT_APPLICABLE if self._chance.random() < 0.1 else self._chance.uniform(10, 90),
            **self._record("evidence", Origin.MEASURED, "2009-02"),
        )

    def _part(self, whole: int) -> int:
        return self._chance.randint(whole // 3, whole)

    def _in_use(self, working: int) -> int | Between | None:
        """Return how many are used: mostly counted, now and then only limited or not recorded."""
        used = self._chance.randint(0, working)
        return self._chance.choice((used, used, used, used, Between(0, used), None))

    def _record(self, kind: str, origin: Origin, month: str) -> "Common":
        """Return what every record carries; one in fifty was seen too late to count."""
        self._number += 1
        seen = month if self._chance.random() > 0.02 else "2009-07"
        return {
            "id": f"{self.unit}-{kind}-{self._number}",
            "unit": self.unit,
            "observed_on": PartialDate(f"{seen}-{self._chance.randint(1, 28):02}"),
            "recorded_on": PartialDate("2009-07-31"),
            "origin": origin,
            "source": f"Báo cáo của {self.unit}",
        }


def make_survey(units: int) -> Survey:
    """Return a survey of so many districts with 60 records each, and of their province.

    The records stand in it as a survey folder gives them: no two share a date or a text.
    """
    day = PartialDate("2008-10-03")
    documents = (
        LegalDocument(
            id="16/NQ-TU",
            issued_on=PartialDate("2008-08-18"),
            observed_on=PartialDate("2008-08-18"),
            recorded_on=day,
        ),
        LegalDocument(
            id="2599/QĐ-UBND",
            issued_on=day,
            relations=(
                DocumentRelation(kind=DocumentRelationKind.IMPLEMENTS, document="16/NQ-TU"),
            ),
            observed_on=day,
            recorded_on=day,
        ),
    )
    version = UnitVersion(
        level="province",
        kind="tỉnh",
        name=Text({"vi": "Lâm Đồng"}),
        observed_on=day,
        recorded_on=day,
    )
    claims = tuple(
        Claim(concept=concept, quantifier=Quantifier.MAJORITY, negated=concept == "lan_effective")
        for concept in ("lan_connected", "lan_effective", "plan_at_pace")
    )
    finding = Finding(
        id="finding",
        unit=PROVINCE,
        statement=Text({"vi": "phần lớn các đơn vị này đã kết nối mạng LAN"}),
        reach="district",
        claims=claims,
        observed_on=PartialDate("2009-06-10/2009-06-11"),
        recorded_on=PartialDate("2009-06"),
    )
    clerks = [Clerk(number) for number in range(units)]
    districts = [clerk.administrative_unit() for clerk in clerks]
    records: dict[type, list[UnitRecord]] = {}
    for clerk in clerks:
        for record in clerk.records():
            records.setdefault(type(record), []).append(record)

    def sheet(kind: type[Kind]) -> tuple[Kind, ...]:
        return tuple(record for record in records[kind] if isinstance(record, kind))

    return Survey(
        id="many-districts",
        title=Text({"en": "Many districts, invented"}),
        units=(AdministrativeUnit(id=PROVINCE, versions=(version,)), *districts),
        documents=documents,
        plans=sheet(Plan),
        milestones=sheet(Milestone),
        infrastructure=sheet(InfrastructureItem),
        headcounts=sheet(Headcount),
        training=sheet(TrainingCohort),
        applications=sheet(Application),
        services=sheet(PublicService),
        evidence=sheet(Evidence),
        findings=(finding,),
    )
