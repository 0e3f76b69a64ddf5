"""Observe every indicator of a rulebook for every unit of a survey."""

from collections.abc import Mapping
from datetime import date

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
            rows.append(_row(unit, version, view.unit(unit.id), questions))
    codes = [question.indicator.code for question in questions]
    return ObservationTable.of(rows, codes, view.digest(), survey.id)


@frozen
class _Question:
    """An indicator with the measure that observes it and the arguments of the call."""

    indicator: Indicator
    measure: Measure
    arguments: Mapping[str, MeasureArgument]

    def answer(self, unit: str, view: UnitView, version: UnitVersion) -> Observation:
        applies_to = self.indicator.applies_to
        if applies_to is not None and not applies_to.includes(
            unit, version.level, version.kind, version.tags
        ):
            facts = {"level": version.level, "kind": version.kind}
            return not_applicable((Reason(Because.NOT_ASKED, facts),))
        indicator = self.indicator
        asked = view.asked(indicator.code, indicator.stale_after, indicator.proof)
        return self.measure.function(asked, self.arguments)


def _questions(rulebook: Rulebook, measures: Mapping[str, Measure]) -> list[_Question]:
    problems: list[Problem] = []
    questions: list[_Question] = []
    for indicator in rulebook.indicators:
        if indicator.members is not None:
            continue  # the second stage of scoring observes it
        call = indicator.measure_call or MeasureCall("evidence.value", {})
        found = check_call(call, measures)
        if found:
            place = f"{rulebook.id}:indicator[{indicator.code}].measure"
            problems.extend(problem.under(place, ".") for problem in found)
        else:
            measure = measures[call.name]
            questions.append(_Question(indicator, measure, measure.complete(call.parameters)))
    if problems:
        raise RulebookError(problems)
    return questions


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


def _row(
    unit: AdministrativeUnit, version: UnitVersion, view: UnitView, questions: list[_Question]
) -> ObservationRow:
    return ObservationRow(
        unit=unit.id,
        observations={
            question.indicator.code: question.answer(unit.id, view, version)
            for question in questions
        },
        level=version.level,
        kind=version.kind,
        tags=version.tags,
        parent=version.parent,
        codes=codes_of(unit),
        name=version.name,
    )
