"""The check that the records of a survey agree with each other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from egov_readiness.describe import Checked
from egov_readiness.documents import normalised_number
from egov_readiness.errors import Problem, nearest
from egov_readiness.loops import find_loops
from egov_readiness.model.assessments import AssessmentStage
from egov_readiness.model.change_checks import change_problems
from egov_readiness.model.infrastructure import not_more_than
from egov_readiness.model.record import Record, UnitRecord
from egov_readiness.model.survey import SHEETS, Survey
from egov_readiness.model.training import StaffCategory

__all__ = ["check_survey"]


def _unknown(path: str, what: str, name: str, known: Iterable[str]) -> Problem:
    code = "unknown-" + what.replace(" ", "-")
    return Problem(code, path, f"there is no {what} {name!r} in this survey", nearest(name, known))


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
            (f"{sheet}/{i}/document", record.document)
            for sheet in ("unit_changes", "assessment_rounds", "assessment_steps")
            for i, record in enumerate(getattr(survey, sheet))
        ),
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
        if whole.level != cohort.level:
            message = f"{cohort.id} is of the level {cohort.level}, {whole.id} of {whole.level}"
            hint = "a cohort is part of one of the same level"
            yield Problem("part-of-another-level", f"training/{index}/part_of", message, hint)
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


_ANSWERABLE: Final = {
    AssessmentStage.CORRECTED: (
        AssessmentStage.APPEALED,
        AssessmentStage.PUBLISHED,
        AssessmentStage.APPROVED,
    ),
    AssessmentStage.UPHELD: (AssessmentStage.APPEALED,),
}
"""What a step of a stage can answer, where that is limited."""


def _assessments(survey: Survey) -> Iterator[Problem]:
    units = {unit.id: unit for unit in survey.units}
    rounds = {record.id: record for record in survey.assessment_rounds}
    steps = {record.id: record for record in survey.assessment_steps}
    evidence = {record.id: record for record in survey.evidence}
    yield from _refer("assessment_rounds", survey.assessment_rounds, "territory", "unit", units)
    yield from _refer("assessment_rounds", survey.assessment_rounds, "units", "unit", units)
    sheet = "assessment_steps"
    yield from _refer(sheet, survey.assessment_steps, "round", "assessment round", rounds)
    yield from _refer(sheet, survey.assessment_steps, "answers", "assessment step", steps)
    yield from _refer(sheet, survey.assessment_steps, "evidence", "evidence", evidence)
    for index, step in enumerate(survey.assessment_steps):
        place = f"{sheet}/{index}"
        asked = rounds.get(step.round)
        if asked is not None and step.observed_on.last_day < asked.sent_on.first_day:
            message = f"it is of {step.observed_on}, and the forms were sent on {asked.sent_on}"
            yield Problem("step-before-round", f"{place}/observed_on", message, "check both dates")
        unit = units.get(step.unit)
        there = unit is not None and asked is not None and unit.at(asked.sent_on.last_day, None)
        if asked is not None and asked.units and step.unit not in asked.units and there:
            message = f"{step.unit} is not among the units of {asked.id}"
            hint = "add it to the units of the round"
            yield Problem("unit-not-in-round", f"{place}/unit", message, hint)
        for identity in step.evidence:
            if identity in evidence and evidence[identity].unit != step.unit:
                message = f"{identity} is about {evidence[identity].unit}, not {step.unit}"
                hint = "bring evidence about the unit itself"
                yield Problem("evidence-of-another-unit", f"{place}/evidence", message, hint)
        answered = steps.get(step.answers or "")
        if answered is None:
            continue
        if (answered.unit, answered.round) != (step.unit, step.round):
            message = f"{answered.id} is of {answered.unit} in {answered.round}"
            hint = "a step answers one of the same unit and round"
            yield Problem("answers-another-unit", f"{place}/answers", message, hint)
        elif step.observed_on.last_day < answered.observed_on.first_day:
            message = f"it is of {step.observed_on}, before {answered.id}, which it answers"
            yield Problem("answer-before-question", f"{place}/answers", message, "check both dates")
        answerable = _ANSWERABLE.get(step.stage)
        if answerable is not None and answered.stage not in answerable:
            message = f"what is {step.stage.value} is not what was {answered.stage.value}"
            yield Problem("answers-no-appeal", f"{place}/answers", message, "name the appeal")
    yield from _out_of_order(survey)
    answers = {step.id: [step.answers] for step in steps.values() if step.answers is not None}
    position = {step.id: index for index, step in enumerate(survey.assessment_steps)}
    yield from _loop_problems(sheet, position, "answers", answers)


def _out_of_order(survey: Survey) -> Iterator[Problem]:
    """Yield a problem for each step that comes before the one that it presupposes.

    A step that nothing presupposed was recorded for may stand alone: who verifies may do so
    without a submission.
    """
    days: dict[tuple[str, str, AssessmentStage], date] = {}
    for step in survey.assessment_steps:
        key = step.round, step.unit, step.stage
        day = step.observed_on.first_day
        days[key] = min(day, days.get(key, day))
    for index, step in enumerate(survey.assessment_steps):
        presupposed = _PRESUPPOSED.get(step.stage, ())
        before = [(step.round, step.unit, stage) for stage in presupposed]
        first = min((days[key] for key in before if key in days), default=date.min)
        if step.observed_on.last_day < first:
            names = " or ".join(stage.value for stage in presupposed)
            message = f"it was {step.stage.value} before it was {names}, on {first} or later"
            path = f"assessment_steps/{index}/observed_on"
            yield Problem("step-out-of-order", path, message, "check both dates")


_PRESUPPOSED: Final = {
    AssessmentStage.VERIFIED: (AssessmentStage.SUBMITTED,),
    AssessmentStage.PUBLISHED: (AssessmentStage.APPROVED,),
    AssessmentStage.APPEALED: (AssessmentStage.APPROVED, AssessmentStage.PUBLISHED),
    AssessmentStage.CORRECTED: (AssessmentStage.APPROVED, AssessmentStage.PUBLISHED),
    AssessmentStage.UPHELD: (AssessmentStage.APPROVED, AssessmentStage.PUBLISHED),
}
"""What comes before a step, one or the other, where it comes at all."""


def _support(survey: Survey) -> Iterator[Problem]:
    units = {unit.id: unit for unit in survey.units}
    findings = {record.id: record for record in survey.findings}
    instructions = {record.id: record for record in survey.instructions}
    requests = {record.id: record for record in survey.support_requests}
    for sheet in ("support_requests", "support"):
        records: Sequence[Checked] = getattr(survey, sheet)
        yield from _refer(sheet, records, "because_of", "finding", findings)
        yield from _refer(sheet, records, "instruction", "instruction", instructions)
    yield from _refer("support", survey.support, "beneficiaries", "unit", units)
    yield from _refer("support", survey.support, "requests", "support request", requests)
    for index, action in enumerate(survey.support):
        place = f"support/{index}"
        yield from _refer(f"{place}/deliveries", action.deliveries, "beneficiaries", "unit", units)


def _inspections(survey: Survey) -> Iterator[Problem]:
    rounds = {record.id: record for record in survey.rounds}
    teams = {record.id: record for record in survey.teams}
    visits = {record.id: record for record in survey.visits}
    findings = {record.id: record for record in survey.findings}
    yield from _refer("teams", survey.teams, "round", "round", rounds)
    yield from _refer("visits", survey.visits, "team", "team", teams)
    yield from _refer("findings", survey.findings, "round", "round", rounds)
    yield from _refer("findings", survey.findings, "visit", "visit", visits)
    yield from _refer("instructions", survey.instructions, "because_of", "finding", findings)
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
    checked: identities, references, loops, the two clocks, changes that the versions of units do
    not bear out, nested cohorts, superseded evidence, steps and visits outside their round, and
    what help refers to.

    Args:
        survey: the survey.

    Returns:
        The problems, with paths such as ``evidence/3/supersedes``; empty when all is well.

    >>> from egov_readiness.kinds import Text
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
    for index, change in enumerate(survey.unit_changes):
        for end in ("before", "after"):
            place = f"unit_changes/{index}/links"
            problems.extend(_refer(place, change.links, end, "unit", units))
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
    for check in (
        _units,
        change_problems,
        _documents,
        _training,
        _headcounts,
        _evidence,
        _assessments,
        _inspections,
        _support,
    ):
        problems.extend(check(survey))
    return tuple(problems)
