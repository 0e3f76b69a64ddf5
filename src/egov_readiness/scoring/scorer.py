"""A rulebook made ready once: its plans by date, and the scorecard of one unit."""

from bisect import bisect_right
from datetime import date

from egov_readiness.canonical import digest
from egov_readiness.errors import Problem, RulebookError
from egov_readiness.observations import ObservationRow
from egov_readiness.rules.aggregation import Gate
from egov_readiness.rules.dated import turning_days
from egov_readiness.rules.lint import lint
from egov_readiness.rules.methods import dated_numbers
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import Plan, make_plan
from egov_readiness.scoring.result import RulebookReference, Scorecard
from egov_readiness.scoring.tree import build_nodes

__all__ = ["Scorer"]


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
        self.rulebook: Rulebook = rulebook
        self.reference: RulebookReference = RulebookReference(
            id=rulebook.id, version=rulebook.version, digest=digest(rulebook)
        )
        self._turning_days: list[date] = sorted(_all_turning_days(rulebook))
        self._plans: dict[int, Plan] = {}

    def plan(self, day: date) -> Plan:
        """Return the rulebook made ready for a day; made once for each of its versions.

        Raises:
            RulebookError: if the rulebook is not valid on the day.
        """
        valid = self.rulebook.valid
        if not valid.contains(day):
            message = f"{self.rulebook.id} is not valid on {day}"
            hint = f"it is valid since {valid.since or 'always'} and until {valid.until or 'now'}"
            raise RulebookError([Problem("not-valid", f"{self.rulebook.id}:valid", message, hint)])
        version = bisect_right(self._turning_days, day)
        if version not in self._plans:
            self._plans[version] = make_plan(self.rulebook, day)
        return self._plans[version]

    def card(self, row: ObservationRow, day: date) -> Scorecard | tuple[Problem, ...]:
        """Score one unit; return its scorecard, or the problems with its values."""
        plan = self.plan(day)
        attained = attain_unit(
            plan, row.observations, level=row.level, kind=row.kind, tags=row.tags
        )
        if attained.problems:
            return tuple(problem.under(row.place or row.unit) for problem in attained.problems)
        return Scorecard(
            unit=row.unit,
            period=row.period,
            as_of=day,
            level=row.level,
            kind=row.kind,
            name=row.name,
            codes=row.codes,
            results=build_nodes(plan, row, attained),
            rules=self.rulebook,
        )


def _all_turning_days(rulebook: Rulebook) -> set[date]:
    """Return the days on which some number or gate of the rulebook changes."""
    days = set(turning_days(rulebook.decimals))
    for node in rulebook.nodes:
        days.update(turning_days(node.weight))
    for indicator in rulebook.indicators:
        for dated in dated_numbers(indicator.method).values():
            days.update(turning_days(dated))
    modifiers = [modifier for group in rulebook.groups for modifier in group.modifiers]
    gates = [modifier for modifier in modifiers if isinstance(modifier, Gate)]
    days.update(day for gate in gates for day in (gate.since, gate.until) if day is not None)
    return days
