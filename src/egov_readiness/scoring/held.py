"""A population, wherever it is held, and the numbers that it has of an indicator (design S2)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from attrs import frozen

from egov_readiness.arithmetic import LARGEST_ATTAINMENT
from egov_readiness.errors import Problem
from egov_readiness.observations import ObservationRow, State
from egov_readiness.rules.applicability import Applicability
from egov_readiness.rules.population import (
    DistanceToMax,
    DistanceToReference,
    FractionOfMax,
    MinMax,
)
from egov_readiness.rules.rulebook import Indicator, Rulebook
from egov_readiness.scoring.forms import RefusedError, check_allowed
from egov_readiness.scoring.plan import allowed_ends

__all__ = ["Held", "Values", "allowed_ends", "known_number", "takes_ends_only"]


@frozen
class Values:
    """The known values of one indicator in a population.

    Attributes:
        numbers: the values; where only the ends are taken, the least and the greatest stand for
            all, and one value stands for itself.
        units: the different values that each unit has over the periods, where they are asked for.

    >>> Values([2.0, 10.0]).units
    {}
    """

    numbers: Sequence[float]
    units: Mapping[str, Collection[float]] = {}


class Held(Protocol):
    """A population, wherever it is held."""

    @property
    def source(self) -> str:
        """The name of its table, for problems."""
        ...

    @property
    def digest(self) -> str:
        """The digest of what is known of it."""
        ...

    @property
    def size(self) -> int:
        """How many units it has, or rows where there are several periods."""
        ...

    def problems(self) -> Sequence[Problem]:
        """Return what is wrong with its columns and its units."""
        ...

    def values(self, indicator: Indicator, peers: Sequence[Applicability]) -> Values:
        """Return what is known of an indicator of the units that all of these mean.

        Raises:
            RefusedError: if a value is none that the indicator can have.
            SurveyError: if a value cannot be read.
        """
        ...

    def attained(self, rulebook: Rulebook, code: str, day: date | None) -> Sequence[float]:
        """Return what the units attain in a group, or the least and the most of it."""
        ...


def takes_ends_only(indicator: Indicator) -> bool:
    """Tell whether an indicator takes nothing from a population but its least and greatest value.

    Args:
        indicator: the indicator.

    >>> from egov_readiness.kinds import Text
    >>> from egov_readiness.rules import MinMax, ZScore
    >>> title = Text({"en": "Bandwidth"})
    >>> [takes_ends_only(Indicator(code="mbit", parent="all", title=title, method=method))
    ...     for method in (MinMax(), ZScore())]
    [True, False]
    """
    method = indicator.method
    by_reference = isinstance(method, DistanceToReference) and method.unit is None
    by_ends = isinstance(method, MinMax | DistanceToMax | FractionOfMax)
    return (by_ends or by_reference) and indicator.impute_by is None


def known_number(row: ObservationRow, indicator: Indicator) -> float | None:
    """Return the number that a population has of a unit; ``None`` where it is not known.

    Args:
        row: what is observed of the unit.
        indicator: the indicator.

    Raises:
        RefusedError: if it is none that the indicator can have.
    """
    observation = row.observations.get(indicator.code)
    if observation is None or observation.state is not State.KNOWN or observation.value is None:
        return None
    value = observation.value
    if isinstance(value, str):
        hint = f"{row.place or row.unit}; leave it empty if unknown"
        raise RefusedError("not-a-number", f"{value!r} is no number", hint)
    check_allowed(allowed_ends(indicator), value)
    if not -LARGEST_ATTAINMENT <= value <= LARGEST_ATTAINMENT:
        raise RefusedError(
            "too-large", f"{value} is out of proportion", "check its unit of measure"
        )
    return value + 0.0  # nothing is the same with either sign
