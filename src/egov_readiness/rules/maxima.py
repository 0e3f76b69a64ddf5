"""Whether a unit can earn more points than a sum has."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from egov_readiness.arithmetic import left_sum, snap
from egov_readiness.errors import Problem
from egov_readiness.rules.aggregation import Cap, Sum
from egov_readiness.rules.applicability import Applicability
from egov_readiness.rules.dated import number_on, turning_days
from egov_readiness.rules.rulebook import Rulebook, place_of

__all__ = ["maximum_problems"]

_MOST_CLASSES: Final = 64
"""Of how many classes of units every combination is looked at; a scheme has a handful."""


def maximum_problems(rulebook: Rulebook) -> Iterator[Problem]:
    """Yield a problem for every sum of which a unit can earn more points than it has, uncapped.

    Args:
        rulebook: the rulebook; no group of it lies below itself.
    """
    families = rulebook.families()
    applicabilities = rulebook.applicabilities()
    for group in rulebook.groups:
        how, children = group.aggregation, families.get(group.code, [])
        if not isinstance(how, Sum) or any(isinstance(m, Cap) for m in group.modifiers):
            continue
        days = {day for node in (group, *children) for day in turning_days(node.weight)}
        for day in sorted(days | {rulebook.valid.since or date.min}):
            maximum = number_on(group.weight, day) if how.maximum is None else how.maximum
            if not maximum or not rulebook.valid.contains(day):
                continue
            points: dict[Applicability, float] = {}
            for child in children:
                meant = applicabilities[child.code]
                points[meant] = points.get(meant, 0.0) + (number_on(child.weight, day) or 0.0)
            offered = _offered(points)
            if snap(offered) > snap(maximum):
                when = f" from {day} on" if days else ""
                yield Problem(
                    "more-than-maximum",
                    f"{place_of(group)}.aggregation",
                    f"its children bring up to {offered:g} points{when}, of a maximum of"
                    f" {maximum:g}",
                    "raise the maximum on the same day, or say what counts of more points:"
                    ' modifiers = [{ kind = "cap", at_most = 1 }]',
                )
                break


def _offered(points: Mapping[Applicability, float]) -> float:
    """Return the most points that one unit is offered, of the points that each class is offered.

    Of classes that no unit can be in together the one with more points is taken first.
    """
    if len(points) > _MOST_CLASSES:
        return 0.0
    most = 0.0
    for first in points:
        together = [first]
        for meant in sorted(points, key=lambda one: -points[one]):
            if meant is not first and not any(meant.excludes(other) for other in together):
                together.append(meant)
        most = max(most, left_sum(points[one] for one in together))
    return most
