"""Observe every indicator of a rulebook for every unit of a survey."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from attrs import frozen

from egov_readiness.errors import Because, Problem, Reason, RulebookError
from egov_readiness.measures.catalogue import CATALOGUE, Measure, check_call
from egov_readiness.measures.view import SurveyView, UnitView
from egov_readiness.model.survey import Survey
from egov_readiness.model.units import AdministrativeUnit, UnitVersion
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationTable,
    UnitCode,
    not_applicable,
)
from egov_readiness.rules.applicability import Applicability
from egov_readiness.rules.rulebook import Indicator, MeasureArgument, MeasureCall, Rulebook, Stage

__all__ = ["codes_of", "observe"]


def observe(
    survey: Survey,
    rulebook: Rulebook,
    *,
    as_of: date,
    known_on: date | None = None,
    measures: Mapping[str, Measure] | None = None,
    stage: Stage | None = None,
    judged_on: date | None = None,
    reasons: bool = True,
) -> ObservationTable:
    """Observe what a survey knew of each unit at a date.

    Args:
        survey: the survey.
        rulebook: which indicators are observed by which measures, and which origins are believed
            first.
        as_of: the date that is scored; what was observed later does not count.
        known_on: the last day of knowledge; what was recorded later does not count.
        measures: a catalogue of measures in place of the library's own.
        stage: the stage of the assessment, which says what origins count; ``None`` for all.
        judged_on: the day on which records have lapsed or not, to tell what lapsed from what is
            new; ``None`` is ``as_of``.
        reasons: whether observations say what they rest on; if not, each row is ready to explain
            itself, which leaves time and memory to the units that somebody looks at.

    Returns:
        One row for each unit that existed at ``as_of`` as far as was known, in the order of the
        survey, with one observation for each indicator; and the digest of what was admitted.

    Raises:
        RulebookError: if the rulebook calls a measure that does not exist, or with arguments it
            does not take; all such problems are listed.

    >>> from egov_readiness.kinds import Text
    >>> survey = Survey(id="s", title=Text({"en": "Example"}))
    >>> rulebook = Rulebook(id="r", version="1", title=Text({"en": "Tiny"}))
    >>> observe(survey, rulebook, as_of=date(2009, 6, 11)).rows
    ()
    """
    questions = _questions(rulebook, CATALOGUE if measures is None else measures)
    view = SurveyView.of(
        survey,
        as_of=as_of,
        known_on=known_on,
        precedence=rulebook.precedence,
        origins=None if stage is None else stage.origins,
        judged_on=judged_on,
    )
    rows = []
    for unit in view.survey.units:
        version = unit.at(as_of, known_on)
        if version is not None:
            rows.append(_row(unit, version, view, questions, reasons=reasons))
    codes = [question.indicator.code for question in questions.asked]
    return ObservationTable.of(rows, codes, view.digest, survey.id)


@frozen
class _Question:
    """An indicator with the measure that observes it and the arguments of the call.

    Attributes:
        indicator: the indicator.
        measure: the measure.
        arguments: the arguments of the call.
        restriction: the place, among those of all questions, of what restricts the units asked.
        own: whether the measure is the library's own; one of a host may look at the reasons that
            the measures it builds upon give.
    """

    indicator: Indicator
    measure: Measure
    arguments: Mapping[str, MeasureArgument]
    restriction: int
    own: bool

    def answer(self, view: UnitView) -> Observation:
        indicator = self.indicator
        reasons = view.reasons or not self.own
        asked = view.asked(indicator.code, indicator.stale_after, indicator.proof, reasons=reasons)
        found = self.measure.function(asked, self.arguments)
        if view.reasons or not found.because:
            return found
        # Written out, since it is done for many indicators of every unit.
        return Observation(
            found.state, found.value, found.low, found.high, found.status, (), found.coverage
        )


@frozen
class _Questions:
    """What is observed of every unit.

    Attributes:
        asked: the questions, in the order of the rulebook.
        restrictions: the different restrictions to some units, each once.
    """

    asked: tuple[_Question, ...]
    restrictions: tuple[Applicability | None, ...]

    def answers(self, view: UnitView, version: UnitVersion) -> dict[str, Observation]:
        """Return what is observed of one unit, by indicator code."""
        level, kind, tags = version.level, version.kind, version.tags
        applies = [
            units is None or units.includes(view.unit, level, kind, tags)
            for units in self.restrictions
        ]
        facts = {"level": level, "kind": kind}
        not_asked = (Reason(Because.NOT_ASKED, facts),) if view.reasons else ()
        return {
            question.indicator.code: question.answer(view)
            if applies[question.restriction]
            else not_applicable(not_asked)
            for question in self.asked
        }


def _questions(rulebook: Rulebook, measures: Mapping[str, Measure]) -> _Questions:
    problems: list[Problem] = []
    questions: list[_Question] = []
    restrictions: dict[Applicability | None, int] = {}
    for indicator in rulebook.indicators:
        if indicator.members is not None:
            continue  # the second stage of scoring observes it
        call = indicator.measure_call or MeasureCall("evidence.value", {})
        found = check_call(call, measures)
        if found:
            place = f"{rulebook.id}:indicator[{indicator.code}].measure"
            problems.extend(problem.under(place, ".") for problem in found)
        else:
            measure, arguments = measures[call.name], call.parameters
            place_of = restrictions.setdefault(indicator.applies_to, len(restrictions))
            own = CATALOGUE.get(call.name) is measure
            complete = measure.complete(arguments)
            questions.append(_Question(indicator, measure, complete, place_of, own))
    if problems:
        raise RulebookError(problems)
    return _Questions(tuple(questions), tuple(restrictions))


def codes_of(unit: AdministrativeUnit) -> tuple[UnitCode, ...]:
    """Return the public codes that a unit ever had, with their dates.

    Args:
        unit: the unit.

    >>> codes_of(AdministrativeUnit(id="di-linh", versions=()))
    ()
    """
    return tuple(
        UnitCode(scheme, code, version.valid)
        for version in unit.versions
        for scheme, code in sorted(version.codes.items())
    )


def _explained(
    unit: str, version: UnitVersion, survey: SurveyView, questions: _Questions
) -> dict[str, Observation]:
    return questions.answers(survey.unit(unit), version)


def _row(
    unit: AdministrativeUnit,
    version: UnitVersion,
    survey: SurveyView,
    questions: _Questions,
    *,
    reasons: bool,
) -> ObservationRow:
    return ObservationRow(
        unit=unit.id,
        observations=questions.answers(survey.unit(unit.id, reasons=reasons), version),
        explain=None if reasons else partial(_explained, unit.id, version, survey, questions),
        level=version.level,
        kind=version.kind,
        tags=version.tags,
        parent=version.parent,
        codes=codes_of(unit),
        name=version.name,
    )
