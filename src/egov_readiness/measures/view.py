"""What counts at a date: the records that two clocks admit, by unit, and their digest."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import date
from operator import attrgetter, is_
from typing import TypeVar, cast

from attrs import evolve, field, frozen

from egov_readiness.canonical import digest
from egov_readiness.dates import PartialDate, Period, check_day
from egov_readiness.documents import LegalDocument, normalised_number
from egov_readiness.kinds import Between, Origin, Quantifier
from egov_readiness.model.applications import Application
from egov_readiness.model.evidence import Evidence
from egov_readiness.model.infrastructure import InfrastructureItem
from egov_readiness.model.inspections import Finding
from egov_readiness.model.milestones import Milestone, Plan
from egov_readiness.model.record import Record, UnitRecord, counts
from egov_readiness.model.services import PublicService
from egov_readiness.model.survey import SHEETS, Survey
from egov_readiness.model.training import Headcount, TrainingCohort
from egov_readiness.model.units import AdministrativeUnit, UnitVersion
from egov_readiness.rules.rulebook import PRECEDENCE, Proof

__all__ = ["SurveyView", "UnitView", "admitted"]

Dated = TypeVar("Dated", bound=Record | LegalDocument)
OfUnit = TypeVar("OfUnit", bound=UnitRecord)
Believed = TypeVar("Believed", bound=Record)
Shared = TypeVar("Shared")


@frozen(kw_only=True, slots=False)  # a view is copied for every indicator, which slots make slow
class UnitView:
    """The records of one unit that count at a date, and what a measure is asked of them.

    A measure sees nothing else: no other unit, no record from after the date, no clock.

    Attributes:
        unit: the identity of the unit.
        as_of: the date that is scored.
        precedence: the order in which origins are believed, strongest first.
        quantifiers: the share of units that words of quantity stand for, where the survey says.
        documents: the legal documents that count, by normalised number.
        plans: the unit's plans.
        milestones: its policy milestones.
        infrastructure: its infrastructure items.
        headcounts: its head-counts.
        training: its training cohorts.
        applications: its applications.
        services: its public services.
        evidence: the direct evidence about it.
        findings: the findings that speak of it.
        indicator: the code of the indicator that is observed.
        stale_after: after how many days a record is no longer used; ``None`` is never.
        proof: what evidence has to state of the document that proves it.
        judged_on: the day on which a record has lapsed or not; ``None`` is the date that is
            scored.
        reasons: whether observations say what they rest on.  If not, any reason may be missing
            from them, and what they observe is the same.
        shared: what was worked out once for all indicators; several rest on the same records.
            A view with other records or dates shares nothing with this one.

    >>> UnitView(unit="di-linh", as_of=date(2009, 6, 11)).infrastructure
    ()
    """

    unit: str
    as_of: date
    precedence: tuple[Origin, ...] = PRECEDENCE
    quantifiers: Mapping[Quantifier, Between] = field(factory=dict)
    documents: Mapping[str, LegalDocument] = field(factory=dict)
    plans: tuple[Plan, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    infrastructure: tuple[InfrastructureItem, ...] = ()
    headcounts: tuple[Headcount, ...] = ()
    training: tuple[TrainingCohort, ...] = ()
    applications: tuple[Application, ...] = ()
    services: tuple[PublicService, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    indicator: str = ""
    stale_after: int | None = None
    proof: tuple[Proof, ...] = ()
    judged_on: date | None = None
    reasons: bool = True
    shared: dict[tuple[object, ...], object] = field(init=False, factory=dict, eq=False, repr=False)

    def asked(
        self,
        indicator: str,
        stale_after: int | None,
        proof: tuple[Proof, ...] = (),
        *,
        reasons: bool | None = None,
    ) -> "UnitView":
        """Return the same records, asked about another indicator.

        Args:
            indicator: the code of the indicator.
            stale_after: after how many days a record is no longer used.
            proof: what evidence has to state of the document that proves it.
            reasons: whether the observation says what it rests on; ``None`` as this view says.
        """
        changes: dict[str, object] = {
            "indicator": indicator,
            "stale_after": stale_after,
            "proof": proof,
        }
        if reasons is None or reasons is self.reasons:
            return _changed(self, changes)
        # What was worked out without reasons is not for a view that asks for them.
        return _changed(self, {**changes, "reasons": reasons, "shared": {}})

    def once(self, key: tuple[object, ...], make: Callable[[], Shared]) -> Shared:
        """Return what is the same for several indicators of the unit, worked out once.

        Args:
            key: what it is; all that it depends on besides the records of the unit.
            make: works it out.

        >>> view = UnitView(unit="u", as_of=date(2009, 6, 11))
        >>> first = view.asked("lan_reach", None).once(("staff",), lambda: ["one"])
        >>> first is view.asked("lan_in_use", 365).once(("staff",), lambda: ["another"])
        True
        """
        found = self.shared.get(key)
        if found is None:
            found = self.shared[key] = make()
        return cast("Shared", found)

    @property
    def lapses_by(self) -> date:
        """The day on which records are still used or no longer."""
        return self.judged_on or self.as_of

    def is_old(self, observed_on: PartialDate) -> bool:
        """Tell whether something was observed more than ``stale_after`` days ago.

        Args:
            observed_on: when it was observed; a window counts from its last day.

        >>> UnitView(unit="u", as_of=date(2009, 6, 11), stale_after=365).is_old(PartialDate("2008"))
        False
        """
        if self.stale_after is None:
            return False
        return (self.lapses_by - observed_on.last_day).days > self.stale_after


def _changed(view: UnitView, changes: dict[str, object]) -> UnitView:
    """Return a view with other fields; one is needed for every indicator of every unit."""
    changed = object.__new__(UnitView)
    object.__setattr__(changed, "__dict__", view.__dict__ | changes)
    return changed


@frozen
class SurveyView:
    """A survey as it counts at a date: every unit's records, found at once.

    Attributes:
        survey: what the two clocks admit, as a survey of its own.
        units: the view of each unit that has records.
        blank: the view of a unit that has none.

    >>> from egov_readiness.kinds import Text
    >>> survey = Survey(id="s", title=Text({"en": "Example"}))
    >>> SurveyView.of(survey, as_of=date(2009, 6, 11)).unit("di-linh").evidence
    ()
    """

    survey: Survey
    units: Mapping[str, UnitView]
    blank: UnitView

    @classmethod
    def of(
        cls,
        survey: Survey,
        *,
        as_of: date,
        known_on: date | None = None,
        precedence: tuple[Origin, ...] = PRECEDENCE,
        origins: tuple[Origin, ...] | None = None,
        judged_on: date | None = None,
    ) -> "SurveyView":
        """Admit the records of a survey by the two clocks and sort them by unit.

        Args:
            survey: the survey.
            as_of: the date that is scored; what was observed later does not count.
            known_on: the last day of knowledge; what was recorded later does not count.
            precedence: the order in which origins are believed, strongest first.
            origins: the origins of the records about units that count; ``None`` for all, whether
                or not a record states one.
            judged_on: the day on which a record has lapsed or not; ``None`` is ``as_of``.
        """
        known = admitted(survey, as_of=as_of, known_on=known_on, origins=origins)
        blank = UnitView(
            unit="",
            as_of=as_of,
            judged_on=judged_on,
            precedence=precedence,
            quantifiers=known.quantifiers,
            documents={
                normalised_number(document.id): document
                for document in sorted(known.documents, key=lambda document: document.id)
            },
        )
        plans = _by_unit(known.plans)
        milestones = _by_unit(known.milestones)
        infrastructure = _by_unit(known.infrastructure)
        headcounts = _by_unit(known.headcounts)
        training = _by_unit(known.training)
        applications = _by_unit(known.applications)
        services = _by_unit(known.services)
        evidence = _by_unit(known.evidence)
        findings = _by_unit(known.findings)
        units = {
            unit.id: evolve(
                blank,
                unit=unit.id,
                plans=tuple(plans.get(unit.id, ())),
                milestones=tuple(milestones.get(unit.id, ())),
                infrastructure=tuple(infrastructure.get(unit.id, ())),
                headcounts=tuple(headcounts.get(unit.id, ())),
                training=tuple(training.get(unit.id, ())),
                applications=tuple(applications.get(unit.id, ())),
                services=tuple(services.get(unit.id, ())),
                evidence=tuple(evidence.get(unit.id, ())),
                findings=tuple(findings.get(unit.id, ())),
            )
            for unit in known.units
        }
        return cls(known, units, blank)

    def unit(self, identity: str, *, reasons: bool = True) -> UnitView:
        """Return the records of one unit; none if the survey does not have it.

        Args:
            identity: the identity of the unit.
            reasons: whether observations say what they rest on.
        """
        # A view of its own, so that what is worked out for the unit is let go with it.
        found = self.units.get(identity, self.blank)
        return _changed(found, {"unit": identity, "reasons": reasons, "shared": {}})

    def digest(self) -> str:
        """Return the digest of what was admitted, whatever the order of records and units.

        Records from after the cut-offs leave it as it is.  People are in it only by how many of
        them attended the same cohorts, so that a pseudonym can be replaced without a trace.
        """
        survey = self.survey
        sheets: dict[str, object] = {
            "quantifiers": survey.quantifiers,
            "people": _shared_people(survey.training),
        }
        for sheet in SHEETS:
            records: tuple[Record | LegalDocument | AdministrativeUnit, ...] = getattr(
                survey, sheet
            )
            sheets[sheet] = sorted(records, key=attrgetter("id"))
        sheets["training"] = [
            _without_people(cohort) for cohort in sorted(survey.training, key=attrgetter("id"))
        ]
        return digest({name: part for name, part in sheets.items() if part})


def _by_unit(records: Iterable[OfUnit]) -> dict[str, list[OfUnit]]:
    found: dict[str, list[OfUnit]] = {}
    for record in records:
        found.setdefault(record.unit, []).append(record)
    return found


def admitted(
    survey: Survey,
    *,
    as_of: date,
    known_on: date | None = None,
    origins: tuple[Origin, ...] | None = None,
) -> Survey:
    """Return what a survey knew at a date: the same survey without what the two clocks refuse.

    Args:
        survey: the survey.
        as_of: the date; what was observed later does not count.
        known_on: the last day of knowledge; what was recorded later does not count.
        origins: the origins of the records about units that count; ``None`` for all, whether or
            not a record states one.

    Raises:
        UsageError: if a date is no calendar day.

    >>> from egov_readiness.kinds import Text
    >>> admitted(Survey(id="s", title=Text({"en": "S"})), as_of=date(2009, 6, 11)).units
    ()
    """
    check_day("as_of", as_of)
    check_day("known_on", known_on, needed=False)

    def admit(records: tuple[Dated, ...]) -> tuple[Dated, ...]:
        return tuple(
            [
                record
                for record in records
                if counts(record.observed_on, record.recorded_on, as_of, known_on)
            ]
        )

    def believe(records: tuple[Believed, ...]) -> tuple[Believed, ...]:
        if origins is None:
            return admit(records)
        return tuple(record for record in admit(records) if record.origin in origins)

    units = [_unit_as_known(unit, as_of, known_on) for unit in survey.units]
    return evolve(
        survey,
        units=tuple(unit for unit in units if unit.versions),
        documents=admit(survey.documents),
        unit_changes=admit(survey.unit_changes),
        plans=believe(survey.plans),
        milestones=believe(survey.milestones),
        infrastructure=believe(survey.infrastructure),
        headcounts=believe(survey.headcounts),
        training=believe(survey.training),
        applications=believe(survey.applications),
        services=believe(survey.services),
        evidence=tuple(
            _evidence_as_known(item, as_of, known_on) for item in believe(survey.evidence)
        ),
        assessment_rounds=admit(survey.assessment_rounds),
        assessment_steps=admit(survey.assessment_steps),
        rounds=admit(survey.rounds),
        teams=admit(survey.teams),
        visits=admit(survey.visits),
        findings=believe(survey.findings),
        instructions=admit(survey.instructions),
        support_requests=admit(survey.support_requests),
        support=admit(survey.support),
    )


def _evidence_as_known(item: Evidence, as_of: date, known_on: date | None) -> Evidence:
    """Leave out a withdrawal that lies ahead, or that nobody could know of yet."""
    withdrawn = item.withdrawn_on
    if withdrawn is None or counts(withdrawn, withdrawn, as_of, known_on):
        return item
    return evolve(item, withdrawn_on=None)


def _unit_as_known(
    unit: AdministrativeUnit, as_of: date, known_on: date | None
) -> AdministrativeUnit:
    versions = sorted(
        (
            _version_as_known(version, as_of)
            for version in unit.versions
            if counts(None, version.recorded_on, as_of, known_on)
            and (version.valid.since is None or version.valid.since <= as_of)
        ),
        key=lambda version: version.valid.since or date.min,
    )
    if len(versions) == len(unit.versions) and all(map(is_, versions, unit.versions)):
        return unit
    return evolve(unit, versions=tuple(versions))


def _version_as_known(version: UnitVersion, as_of: date) -> UnitVersion:
    """Leave the end of a version open if it lies ahead: on the date, nobody could know it."""
    until = version.valid.until
    if until is None or until <= as_of:
        return version
    return evolve(version, valid=Period(version.valid.since, None))


def _without_people(cohort: TrainingCohort) -> TrainingCohort:
    """Return what a cohort says but for the people who took part."""
    if not cohort.people:
        return cohort
    nameless = copy(cohort)
    # A record made anew would be checked anew, and this one is shown to nobody.
    object.__setattr__(nameless, "people", ())
    return nameless


def _shared_people(cohorts: Iterable[TrainingCohort]) -> Mapping[str, object]:
    """Return, for each unit and person, the cohorts that the person took part in; no names."""
    attended: dict[str, dict[str, list[str]]] = {}
    for cohort in cohorts:
        for person in cohort.people:
            attended.setdefault(cohort.unit, {}).setdefault(person, []).append(cohort.id)
    return {
        unit: sorted(sorted(cohorts) for cohorts in people.values())
        for unit, people in attended.items()
    }
