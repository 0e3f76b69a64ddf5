"""A survey: one round of knowledge about units, and the check that it agrees with itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import field, frozen

from egov_readiness.dates import PartialDate
from egov_readiness.describe import Checked
from egov_readiness.documents import LegalDocument, normalised_number
from egov_readiness.errors import Problem, nearest
from egov_readiness.kinds import Between, Code, Quantifier, Text, own_mapping
from egov_readiness.loops import find_loops
from egov_readiness.model.applications import Application
from egov_readiness.model.evidence import Evidence
from egov_readiness.model.infrastructure import InfrastructureItem, not_more_than
from egov_readiness.model.inspections import (
    Finding,
    InspectionRound,
    InspectionTeam,
    Instruction,
    SupportAction,
    Visit,
)
from egov_readiness.model.milestones import Milestone, Plan
from egov_readiness.model.record import Record, UnitRecord
from egov_readiness.model.services import PublicService
from egov_readiness.model.training import Headcount, StaffCategory, TrainingCohort
from egov_readiness.model.units import AdministrativeUnit

__all__ = ["SHEETS", "Survey", "check_survey"]


def _own_bounds(bounds: Mapping[Quantifier, Between]) -> Mapping[Quantifier, Between]:
    # Not generic, so that type checkers see what the field takes.
    return own_mapping(bounds)


@frozen(kw_only=True)
class Survey(Checked):
    """Everything reported or seen about a set of units in one round.

    Attributes:
        format: the version of the file format.
        id: the identity of the survey.
        title: what it is.
        period: the time it covers; its last day is the date that is scored by default.
        note: what a reader has to know about it, such as that it is invented.
        quantifiers: the share of units that each word of quantity stands for, where it differs
            from the library's.
        units: the administrative units.
        documents: the legal documents.
        plans: the plans.
        milestones: the policy milestones.
        infrastructure: the infrastructure items.
        headcounts: the head-counts of staff.
        training: the training cohorts.
        applications: the applications.
        services: the public services.
        evidence: direct evidence of indicators and other concepts.
        rounds: the inspection rounds.
        teams: the teams of the rounds.
        visits: the visits of the teams.
        findings: the findings.
        instructions: the instructions.
        support: the support actions.

    >>> survey = Survey(id="s", title=Text({"en": "Example"}), period=PartialDate("2009"))
    >>> check_survey(survey)
    ()
    """

    format: int = 1
    id: Code
    title: Text
    period: PartialDate | None = None
    note: Text | None = None
    quantifiers: Mapping[Quantifier, Between] = field(factory=dict, converter=_own_bounds)
    units: tuple[AdministrativeUnit, ...] = ()
    documents: tuple[LegalDocument, ...] = ()
    plans: tuple[Plan, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    infrastructure: tuple[InfrastructureItem, ...] = ()
    headcounts: tuple[Headcount, ...] = ()
    training: tuple[TrainingCohort, ...] = ()
    applications: tuple[Application, ...] = ()
    services: tuple[PublicService, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rounds: tuple[InspectionRound, ...] = ()
    teams: tuple[InspectionTeam, ...] = ()
    visits: tuple[Visit, ...] = ()
    findings: tuple[Finding, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    support: tuple[SupportAction, ...] = ()

    def __hash__(self) -> int:
        """Hash by identity and period; the records are compared, not hashed."""
        return hash((self.id, self.period))


SHEETS: Final = (
    "units",
    "documents",
    "plans",
    "milestones",
    "infrastructure",
    "headcounts",
    "training",
    "applications",
    "services",
    "evidence",
    "rounds",
    "teams",
    "visits",
    "findings",
    "instructions",
    "support",
)
"""The fields of a survey that hold records, in the order in which they refer to each other."""


def _unknown(path: str, what: str, name: str, known: Iterable[str]) -> Problem:
    return Problem(
        f"unknown-{what}", path, f"there is no {what} {name!r} in this survey", nearest(name, known)
    )


def _refer(
    sheet: str,
    records: Sequence[Checked],
    field_name: str,
    what: str,
    known: Mapping[str, object],
) -> Iterator[Problem]:
    """Yield a problem for each reference in a field that leads nowhere."""
    for index, record in enumerate(records):
        value: object = getattr(record, field_name)
        names = value if isinstance(value, tuple) else (value,)
        for name in names:
            if name is not None and name not in known:
                yield _unknown(f"{sheet}/{index}/{field_name}", what, str(name), known)


def _identities(sheet: str, records: Sequence[Checked]) -> Iterator[Problem]:
    identities = [str(getattr(record, "id")) for record in records]  # noqa: B009  # every sheet's records have one, their common base has not
    times = Counter(identities)
    first: dict[str, int] = {}
    for index, identity in enumerate(identities):
        if identity in first and times[identity] > 1:
            yield Problem(
                "duplicate-id",
                f"{sheet}/{index}/id",
                f"{identity!r} stands here a second time",
                "give every record of a sheet its own id",
            )
        first.setdefault(identity, index)


def _clocks(sheet: str, records: Sequence[Record]) -> Iterator[Problem]:
    for index, record in enumerate(records):
        if record.recorded_on.last_day < record.observed_on.first_day:
            yield Problem(
                "recorded-before-observed",
                f"{sheet}/{index}/recorded_on",
                f"recorded on {record.recorded_on}, but observed on {record.observed_on}",
                "check both dates",
            )


def _loop_problems(
    sheet: str, position: Mapping[str, int], field_name: str, references: Mapping[str, list[str]]
) -> Iterator[Problem]:
    for loop in find_loops(references):
        yield Problem(
            "loop",
            f"{sheet}/{position.get(loop[0], 0)}/{field_name}",
            "it leads back to itself: " + " -> ".join([*loop, loop[0]]),
            "take one of the references out",
        )


def _units(survey: Survey) -> Iterator[Problem]:
    known = {unit.id: index for index, unit in enumerate(survey.units)}
    parents: dict[str, list[str]] = {}
    for index, unit in enumerate(survey.units):
        for number, version in enumerate(unit.versions):
            if version.parent is None:
                continue
            path = f"units/{index}/versions/{number}/parent"
            if version.parent not in known:
                yield _unknown(path, "unit", version.parent, known)
                continue
            parents.setdefault(unit.id, []).append(version.parent)
            parent = survey.units[known[version.parent]]
            first_day = version.valid.since or date.min
            if not any(held.valid.overlaps(version.valid) for held in parent.versions):
                yield Problem(
                    "parent-not-valid",
                    path,
                    f"{version.parent} does not exist while {unit.id} belongs to it"
                    + ("" if first_day == date.min else f" (since {first_day})"),
                    "check the validity of both units",
                )
    yield from _loop_problems("units", known, "versions", parents)


def _documents(survey: Survey) -> Iterator[Problem]:
    known = {normalised_number(document.id): document.id for document in survey.documents}
    for index, document in enumerate(survey.documents):
        for name in ("observed_on", "recorded_on"):
            if getattr(document, name) is None:
                yield Problem(
                    "missing",
                    f"documents/{index}/{name}",
                    f"{name} is missing",
                    "every record of a survey says when it was observed and recorded",
                )
        for relation in document.relations:
            if normalised_number(relation.document) not in known:
                yield _unknown(
                    f"documents/{index}/relations", "document", relation.document, known.values()
                )
    cited = [
        *((f"plans/{i}/document", plan.document) for i, plan in enumerate(survey.plans)),
        *((f"milestones/{i}/document", item.document) for i, item in enumerate(survey.milestones)),
        *((f"evidence/{i}/document", item.document) for i, item in enumerate(survey.evidence)),
        *(
            (f"rounds/{i}/documents", number)
            for i, inspection in enumerate(survey.rounds)
            for number in inspection.documents
        ),
    ]
    for path, number in cited:
        if number is not None and normalised_number(number) not in known:
            yield _unknown(path, "document", number, known.values())


def _training(survey: Survey) -> Iterator[Problem]:
    cohorts = {cohort.id: cohort for cohort in survey.training}
    position = {cohort.id: index for index, cohort in enumerate(survey.training)}
    yield from _refer("training", survey.training, "part_of", "cohort", cohorts)
    nested = {
        cohort.id: [cohort.part_of] for cohort in survey.training if cohort.part_of is not None
    }
    yield from _loop_problems("training", position, "part_of", nested)
    for index, cohort in enumerate(survey.training):
        whole = cohorts.get(cohort.part_of or "")
        if whole is None:
            continue
        if whole.unit != cohort.unit:
            yield Problem(
                "part-of-another-unit",
                f"training/{index}/part_of",
                f"{cohort.id} is of {cohort.unit}, {whole.id} of {whole.unit}",
                "a cohort is part of one of the same unit",
            )
        for name in ("attended", "completed", "certified"):
            for problem in not_more_than(
                name, getattr(cohort, name), f"{name} of {whole.id}", getattr(whole, name)
            ):
                yield problem.under(f"training/{index}", "/")


def _headcounts(survey: Survey) -> Iterator[Problem]:
    seen: dict[tuple[str, str, str | None, str], set[StaffCategory]] = {}
    for index, count in enumerate(survey.headcounts):
        key = (count.unit, count.level, count.organisation, str(count.observed_on))
        categories = seen.setdefault(key, set())
        categories.add(count.category)
        if StaffCategory.ALL in categories and len(categories) > 1:
            yield Problem(
                "all-and-parts",
                f"headcounts/{index}/category",
                "staff of all categories and of single ones are counted side by side",
                "give either the head-count of all staff or those of the categories",
            )


def _evidence(survey: Survey) -> Iterator[Problem]:
    items = {item.id: item for item in survey.evidence}
    position = {item.id: index for index, item in enumerate(survey.evidence)}
    yield from _refer("evidence", survey.evidence, "supersedes", "evidence", items)
    superseded = {item.id: list(item.supersedes) for item in survey.evidence if item.supersedes}
    yield from _loop_problems("evidence", position, "supersedes", superseded)
    for index, item in enumerate(survey.evidence):
        for identity in item.supersedes:
            earlier = items.get(identity)
            if earlier is None:
                continue
            path = f"evidence/{index}/supersedes"
            if (earlier.unit, earlier.concept) != (item.unit, item.concept):
                yield Problem(
                    "supersedes-other-concept",
                    path,
                    f"{identity} is about {earlier.concept} of {earlier.unit}",
                    "evidence replaces evidence of the same concept and unit",
                )
            if item.recorded_on.last_day < earlier.recorded_on.first_day:
                yield Problem(
                    "supersedes-later",
                    path,
                    f"{identity} was recorded later ({earlier.recorded_on})",
                    "only earlier evidence can be replaced",
                )


def _inspections(survey: Survey) -> Iterator[Problem]:
    rounds = {record.id: record for record in survey.rounds}
    teams = {record.id: record for record in survey.teams}
    visits = {record.id: record for record in survey.visits}
    findings = {record.id: record for record in survey.findings}
    instructions = {record.id: record for record in survey.instructions}
    yield from _refer("teams", survey.teams, "round", "round", rounds)
    yield from _refer("visits", survey.visits, "team", "team", teams)
    yield from _refer("findings", survey.findings, "round", "round", rounds)
    yield from _refer("findings", survey.findings, "visit", "visit", visits)
    yield from _refer("instructions", survey.instructions, "because_of", "finding", findings)
    yield from _refer("support", survey.support, "because_of", "finding", findings)
    yield from _refer("support", survey.support, "instruction", "instruction", instructions)
    for index, visit in enumerate(survey.visits):
        team = teams.get(visit.team)
        inspection = rounds.get(team.round) if team is not None else None
        if inspection is not None and not (
            inspection.window.first_day <= visit.window.last_day
            and visit.window.first_day <= inspection.window.last_day
        ):
            yield Problem(
                "visit-outside-round",
                f"visits/{index}/window",
                f"the visit ({visit.window}) is outside its round ({inspection.window})",
                "check both dates",
            )
    for index, finding in enumerate(survey.findings):
        visited = visits.get(finding.visit or "")
        if visited is not None and visited.unit != finding.unit:
            yield Problem(
                "finding-of-another-unit",
                f"findings/{index}/unit",
                f"it was found at {visited.unit}, but speaks of {finding.unit}",
                "a finding of a visit speaks of the unit visited",
            )


def check_survey(survey: Survey) -> tuple[Problem, ...]:
    """Return every way in which the records of a survey do not agree with each other.

    Each record by itself is right already, or it could not have been constructed.  Here are
    checked: identities, references, loops, the two clocks, nested cohorts, superseded evidence
    and visits outside their round.

    Args:
        survey: the survey.

    Returns:
        The problems, with paths such as ``evidence/3/supersedes``; empty when all is well.

    >>> check_survey(Survey(id="s", title=Text({"en": "Example"})))
    ()
    """
    problems: list[Problem] = []
    units = {unit.id: unit for unit in survey.units}
    for sheet in SHEETS:
        records: Sequence[Checked] = getattr(survey, sheet)
        problems.extend(_identities(sheet, records))
        problems.extend(_clocks(sheet, [item for item in records if isinstance(item, Record)]))
        if records and isinstance(records[0], UnitRecord):
            problems.extend(_refer(sheet, records, "unit", "unit", units))
    problems.extend(_refer("rounds", survey.rounds, "territory", "unit", units))
    problems.extend(_refer("support", survey.support, "beneficiaries", "unit", units))
    plans = {plan.id: plan for plan in survey.plans}
    milestones = {milestone.id: milestone for milestone in survey.milestones}
    problems.extend(_refer("milestones", survey.milestones, "plan", "plan", plans))
    problems.extend(_refer("milestones", survey.milestones, "replaced_by", "milestone", milestones))
    replaced = {
        milestone.id: [milestone.replaced_by]
        for milestone in survey.milestones
        if milestone.replaced_by is not None
    }
    position = {milestone.id: index for index, milestone in enumerate(survey.milestones)}
    problems.extend(_loop_problems("milestones", position, "replaced_by", replaced))
    for check in (_units, _documents, _training, _headcounts, _evidence, _inspections):
        problems.extend(check(survey))
    return tuple(problems)
