"""Fit, then score: the numbers that a rulebook takes from a population (design S2)."""

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve, frozen

from egov_readiness.dates import check_day
from egov_readiness.errors import Problem, RecordError, RulebookError, SurveyError, UsageError
from egov_readiness.measures import Measure
from egov_readiness.model.survey import Survey
from egov_readiness.observations import ObservationTable
from egov_readiness.rules.aggregation import Deduct, Gate, Rescale
from egov_readiness.rules.applicability import Applicability
from egov_readiness.rules.completeness import unfitted
from egov_readiness.rules.lint import lint
from egov_readiness.rules.population import PopulationMethod, without_population
from egov_readiness.rules.rulebook import Group, Indicator, Population, Rulebook
from egov_readiness.rules.validity import all_turning_days, check_valid
from egov_readiness.scoring.forms import RefusedError
from egov_readiness.scoring.freezing import check_population, check_spread, frozen_method
from egov_readiness.scoring.held import Held, Values, known_number
from egov_readiness.scoring.pipeline import score
from egov_readiness.scoring.plan import restrictions
from egov_readiness.scoring.ranks import meant
from egov_readiness.scoring.sources import (
    Source,
    check_columns,
    check_rows,
    scored_day,
    stage_of,
    table_of,
)

__all__ = ["bare_rulebook", "fit", "fit_held", "fitting_day"]


def fit(
    source: Source,
    rulebook: Rulebook,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    measures: Mapping[str, Measure] | None = None,
    stage: str | None = None,
) -> Rulebook:
    """Return a rulebook with the numbers that it takes from a population filled in.

    A method that was fitted before is fitted again; numbers that the rulebook declares itself, as
    a rescaling can, stay.  The result is a rulebook like any other, which says what population it
    was fitted to; it does not depend on the order of the units.  Units that the rulebook declares
    unranked or hidden are no part of the population.

    Args:
        source: the population: a survey, or a table of observations.
        rulebook: the rules.
        as_of: the date on which they are taken; of a table it is needed only where numbers of the
            rulebook are dated and a group is rescaled.
        known_on: the last day of knowledge.
        measures: a catalogue of measures in place of the library's own.
        stage: the stage of the assessment whose records count; by default all records do.

    Raises:
        RulebookError: if the rulebook has problems, or is not valid on the date.
        SurveyError: if the population cannot give a number: nothing is known of an indicator, of
            one unit only, or every unit has the same value; all such problems are listed.
        UsageError: if a date is needed, or there is no such stage.

    >>> import egov_readiness as egov
    >>> from egov_readiness.kinds import Text
    >>> from egov_readiness.rules import MinMax
    >>> title = Text({"en": "Bandwidth"})
    >>> book = Rulebook(id="r", version="1", title=title, groups=(Group(code="all", title=title),),
    ...     indicators=(Indicator(code="mbit", parent="all", title=title, method=MinMax()),))
    >>> table = egov.load_table({"unit": ["a", "b", "c"], "mbit": [2, 10, 4]})
    >>> fitted = fit(table, book)
    >>> fitted.indicators[0].method.worst, fitted.indicators[0].method.best
    (2.0, 10.0)
    >>> egov.score(table, fitted, as_of=date(2022, 7, 1))["c"]["all"].value
    0.25
    """
    check_day("as_of", as_of, needed=False)
    check_day("known_on", known_on, needed=False)
    bare = bare_rulebook(rulebook)
    if not unfitted(bare):
        return rulebook
    day = fitting_day(source, bare, as_of)
    at = stage_of(bare, stage)
    table = table_of(source, bare, as_of=day, known_on=known_on, measures=measures, stage=at)
    return fit_held(_Table(_population(table, bare), bare), bare, day)


def fit_held(population: Held, rulebook: Rulebook, day: date | None) -> Rulebook:
    """Return a rulebook with the numbers of a population, wherever that is held.

    Args:
        population: the population.
        rulebook: the rules, without the numbers of an earlier population.
        day: the date on which they are taken; ``None`` where every row has its own.

    Raises:
        RulebookError: if a group would be rescaled by its own numbers.
        SurveyError: if the population cannot give a number; all such problems are listed.
    """
    problems = [*population.problems()]
    restricting: dict[str, list[Applicability]] = {}
    for place, applicability in restrictions(rulebook.nodes):
        restricting.setdefault(rulebook.nodes[place].code, []).append(applicability)
    indicators = []
    for indicator in rulebook.indicators:
        found = _fitted_indicator(indicator, population, restricting.get(indicator.code, []))
        if isinstance(found, Indicator):
            indicators.append(found)
        else:
            problems.extend(found)
    if not population.size and not problems:
        problems.append(Problem("nothing-to-fit", population.source, "the population has no unit"))
    if problems:
        raise SurveyError(problems)
    fitted = evolve(
        rulebook,
        indicators=tuple(indicators),
        population=Population(digest=population.digest, size=population.size),
    )
    for code in _bottom_up(fitted):
        try:
            fitted = _with_rescales(fitted, code, population, day)
        except RefusedError as refused:
            path = ":".join(filter(None, (population.source, code)))
            problems.append(Problem(refused.code, path, refused.message, refused.hint))
    if problems:
        raise SurveyError(problems)
    return fitted


@frozen
class _Table:
    """A population that is held in memory."""

    table: ObservationTable
    rulebook: Rulebook

    @property
    def source(self) -> str:
        return self.table.source

    @property
    def digest(self) -> str:
        return self.table.digest

    @property
    def size(self) -> int:
        return len(self.table.rows)

    def problems(self) -> list[Problem]:
        return [*check_columns(self.table, self.rulebook)[0], *check_rows(self.table)]

    def values(self, indicator: Indicator, peers: Sequence[Applicability]) -> Values:
        numbers = []
        units: dict[str, set[float]] = {}
        for row in self.table.rows:
            if all(a.includes(row.unit, row.level, row.kind, row.tags) for a in peers):
                number = known_number(row, indicator)
                if number is not None:
                    numbers.append(number)
                    units.setdefault(row.unit, set()).add(number)
        return Values(numbers, units)

    def attained(self, rulebook: Rulebook, code: str, day: date | None) -> list[float]:
        cards = score(self.table, rulebook, as_of=day)
        # A unit that follows from those below it is no further unit of the population.
        values = [card[code].value for card in cards if not card.members]
        return [value for value in values if value is not None]


def fitting_day(source: Source, rulebook: Rulebook, as_of: date | None) -> date | None:
    """Return the date on which numbers are taken; of a table without one any valid day will do.

    Args:
        source: the population.
        rulebook: the rules, without the numbers of an earlier population.
        as_of: the date that was asked for.

    Returns:
        The date; ``None`` for a table whose rows have periods.

    Raises:
        RulebookError: if the rulebook is not valid on the date.
        UsageError: if a date is needed and there is none.
    """
    try:
        day = scored_day(source, as_of)
    except UsageError:
        if isinstance(source, Survey) or (
            all_turning_days(rulebook) and any(_open_rescales(rulebook))
        ):
            raise
        return _any_day(rulebook)
    if day is not None:
        check_valid(rulebook, day)
    return day


def _population(table: ObservationTable, rulebook: Rulebook) -> ObservationTable:
    """Return a table without the units that the rulebook leaves out of the comparison."""
    rows = [
        row
        for row in table.rows
        if not meant(rulebook.unranked, row) and not meant(rulebook.hidden, row)
    ]
    return ObservationTable.of(rows, table.columns, table.digest, table.source)


def bare_rulebook(rulebook: Rulebook) -> Rulebook:
    """Return a rulebook without what an earlier fit filled in.

    Args:
        rulebook: the rulebook.

    Raises:
        RulebookError: if the rulebook has problems; all are listed.
    """
    wrong = lint(rulebook)
    if wrong:
        raise RulebookError([problem.under(rulebook.id) for problem in wrong])

    def bare(indicator: Indicator) -> Indicator:
        method = indicator.method
        if isinstance(method, PopulationMethod):
            method = without_population(method)
        imputed = None if indicator.impute_by is not None else indicator.imputed
        return evolve(indicator, method=method, imputed=imputed)

    fresh = evolve(rulebook, indicators=tuple(map(bare, rulebook.indicators)), population=None)
    if rulebook.population is None:
        return fresh
    return evolve(
        fresh,
        groups=tuple(
            evolve(
                group,
                modifiers=tuple(
                    evolve(modifier, worst=None, best=None)
                    if isinstance(modifier, Rescale) and modifier.from_population
                    else modifier
                    for modifier in group.modifiers
                ),
            )
            for group in rulebook.groups
        ),
    )


def _any_day(rulebook: Rulebook) -> date:
    """Return some day on which a rulebook without dated numbers is valid."""
    valid = rulebook.valid
    if valid.since is not None:
        return valid.since
    return date.max if valid.until is None else valid.until - timedelta(days=1)


def _fitted_indicator(
    indicator: Indicator, population: Held, restricting: Sequence[Applicability]
) -> Indicator | Sequence[Problem]:
    method = indicator.method
    by_population = isinstance(method, PopulationMethod)
    if not by_population and indicator.impute_by is None:
        return indicator
    path = ":".join(filter(None, (population.source, indicator.code)))
    try:
        values = population.values(indicator, restricting)
        numbers = values.numbers
        check_population(numbers)
        if isinstance(method, PopulationMethod):
            method = frozen_method(method, numbers, values.units)
    except RefusedError as refused:
        return [Problem(refused.code, path, refused.message, refused.hint)]
    except RecordError as error:
        # A number that no method takes, such as a greatest value next to nothing.
        return [error.problems[0].under(path)]
    except SurveyError as error:
        return error.problems
    imputed = indicator.imputed
    if indicator.impute_by == "mean":
        imputed = math.fsum(numbers) / len(numbers)
    elif indicator.impute_by == "median":
        imputed = statistics.median(numbers)
    return evolve(indicator, method=method, imputed=imputed)


def _open_rescales(rulebook: Rulebook) -> Iterator[str]:
    """Yield the code of every group with a rescaling that has no numbers."""
    for group in rulebook.groups:
        if any(isinstance(m, Rescale) and not m.is_fitted for m in group.modifiers):
            yield group.code


def _bottom_up(rulebook: Rulebook) -> list[str]:
    """Return the codes of the groups to be rescaled, each after everything it depends on."""
    needs: dict[str, list[str]] = {
        code: [child.code for child in children] for code, children in rulebook.families().items()
    }
    for group in rulebook.groups:
        needs[group.code] += [m.node for m in group.modifiers if isinstance(m, Gate | Deduct)]
    for indicator in rulebook.indicators:
        if indicator.members is not None:
            needs[indicator.code] = [indicator.members.node]

    def reached(code: str) -> set[str]:
        found: set[str] = set()
        waiting = [*needs[code]]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting.extend(needs.get(node, ()))
        return found

    depends = {code: reached(code) for code in _open_rescales(rulebook)}
    problems = [
        Problem(
            "loop",
            f"{rulebook.id}:group[{code}].modifiers",
            "it would be rescaled by numbers of units below that are rescaled by the same numbers",
            "declare its worst and best",
        )
        for code, nodes in depends.items()
        if code in nodes
    ]
    if problems:
        raise RulebookError(problems)
    # Whatever one depends on reaches less than it does.
    return sorted(depends, key=lambda code: len(depends[code]))


def _with_rescales(rulebook: Rulebook, code: str, population: Held, day: date | None) -> Rulebook:
    """Return a rulebook in which the rescalings of one group have their numbers.

    Raises:
        RefusedError: if the population cannot give them.
    """
    group = next(group for group in rulebook.groups if group.code == code)
    for index, modifier in enumerate(group.modifiers):
        if not isinstance(modifier, Rescale) or modifier.is_fitted:
            continue
        attained = population.attained(_cut(rulebook, code, index), code, day)
        check_population(attained)
        check_spread(min(attained), max(attained))
        found = evolve(modifier, worst=min(attained), best=max(attained), from_population=True)
        modifiers = (*group.modifiers[:index], found, *group.modifiers[index + 1 :])
        group = evolve(group, modifiers=modifiers)
        groups = tuple(group if g.code == code else g for g in rulebook.groups)
        rulebook = evolve(rulebook, groups=groups)
    return rulebook


def _cut(rulebook: Rulebook, code: str, index: int) -> Rulebook:
    """Return a rulebook that scores attainments, without what is not fitted yet.

    Args:
        rulebook: the rulebook.
        code: the group that keeps its modifiers up to one of them.
        index: that modifier.
    """

    def cut(group: Group) -> Group:
        kept = group.modifiers[:index] if group.code == code else group.modifiers
        fitted = (m for m in kept if not isinstance(m, Rescale) or m.is_fitted)
        return evolve(group, modifiers=tuple(fitted))

    return evolve(rulebook, scale=1.0, bands=(), groups=tuple(map(cut, rulebook.groups)))
