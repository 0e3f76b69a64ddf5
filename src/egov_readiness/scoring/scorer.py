"""A rulebook made ready once: its plans by date, and the scorecard of one unit."""

from bisect import bisect_right
from datetime import date
from functools import partial
from typing import cast

from egov_readiness.canonical import Written, digest, written
from egov_readiness.errors import Problem, RulebookError
from egov_readiness.later import made_later
from egov_readiness.observations import ObservationRow
from egov_readiness.rules.completeness import unfitted
from egov_readiness.rules.lint import lint
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.rules.validity import all_turning_days, check_valid
from egov_readiness.scoring.attainments import Attainments
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import Plan, make_plan
from egov_readiness.scoring.ranks import meant
from egov_readiness.scoring.result import Node, RulebookReference, Scorecard
from egov_readiness.scoring.result_texts import ResultWriter
from egov_readiness.scoring.tree import build_nodes, result_ends

__all__ = ["Scorer"]


def _explained(plan: Plan, row: ObservationRow) -> tuple[Node, ...]:
    # What the row attains is computed again: kept for all cards, it would cost more than it saves.
    return build_nodes(plan, row.explained(), attain_unit(plan, row))


class Scorer:
    """A rulebook made ready once, for any number of surveys and by any number of threads.

    Args:
        rulebook: the rules.

    Raises:
        RulebookError: if the rulebook has problems; all are listed.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        problems = lint(rulebook)
        if problems:
            raise RulebookError([problem.under(rulebook.id) for problem in problems])
        unfit = unfitted(rulebook)
        if unfit:
            raise RulebookError([problem.under(rulebook.id) for problem in unfit])
        self.rulebook: Rulebook = rulebook
        self.reference: RulebookReference = RulebookReference(
            id=rulebook.id,
            version=rulebook.version,
            digest=digest(rulebook),
            population=None if rulebook.population is None else rulebook.population.digest,
        )
        self._turning_days: list[date] = sorted(all_turning_days(rulebook))
        self._plans: dict[int, Plan] = {}
        self._writers: dict[int, ResultWriter] = {}

    def plan(self, day: date) -> Plan:
        """Return the rulebook made ready for a day; made once for each of its versions.

        Raises:
            RulebookError: if the rulebook is not valid on the day.
        """
        check_valid(self.rulebook, day)
        version = self._version(day)
        if version not in self._plans:
            self._plans[version] = make_plan(self.rulebook, day)
        return self._plans[version]

    def _version(self, day: date) -> int:
        return bisect_right(self._turning_days, day)

    def card(
        self, row: ObservationRow, day: date, *, reasons: bool = False
    ) -> Scorecard | tuple[Problem, ...]:
        """Score one unit; return its scorecard, or the problems with its values.

        Args:
            row: what is observed of the unit.
            day: the date that is scored.
            reasons: whether the nodes of the card and their reasons are made at once, and not when
                somebody asks for them.
        """
        plan = self.plan(day)
        attained = attain_unit(plan, row)
        if attained.problems:
            return _problems(row, attained)
        if reasons:
            results = build_nodes(plan, row.explained(), attained)
            return self._card(plan, row, day, attained, results)
        card = self._card(plan, row, day, attained)
        return made_later(card, results=partial(_explained, plan, row))

    def card_json(self, row: ObservationRow, day: date) -> Written | tuple[Problem, ...]:
        """Score one unit; return its scorecard as canonical JSON, sooner than by its nodes.

        Args:
            row: what is observed of the unit.
            day: the date that is scored.

        Returns:
            The text of the scorecard that :meth:`card` returns; or the problems with the values
            of the unit.

        Raises:
            RulebookError: if the rulebook is not valid on the day.
        """
        plan, version = self.plan(day), self._version(day)
        attained = attain_unit(plan, row)
        if attained.problems:
            return _problems(row, attained)
        if version not in self._writers:
            self._writers[version] = ResultWriter(plan)
        results = Written(self._writers[version].write(row.explained(), attained))
        # Nobody but who writes the card comes to see it.
        card = self._card(plan, row, day, attained, cast("tuple[Node, ...]", results))
        return Written(written(card))

    def _card(
        self,
        plan: Plan,
        row: ObservationRow,
        day: date,
        attained: Attainments,
        results: tuple[Node, ...] = (),
    ) -> Scorecard:
        return Scorecard(
            unit=row.unit,
            period=row.period,
            as_of=day,
            level=row.level,
            kind=row.kind,
            tags=row.tags,
            parent=row.parent,
            hidden=meant(self.rulebook.hidden, row),
            name=row.name,
            codes=row.codes,
            results=results,
            scored=result_ends(plan, attained),
            rules=self.rulebook,
        )


def _problems(row: ObservationRow, attained: Attainments) -> tuple[Problem, ...]:
    return tuple(problem.under(row.place or row.unit) for problem in attained.problems)
