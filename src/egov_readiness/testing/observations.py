"""Strategies for observations, and for tables that a rulebook can score."""

from hypothesis import strategies as st

from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationStatus,
    ObservationTable,
    bounded,
    known,
    not_applicable,
    unknown,
)
from egov_readiness.rules import Indicator, Options, Rulebook, YesNo
from egov_readiness.testing.rules import OPTIONS, rulebooks

__all__ = [
    "any_observation_rows",
    "any_observation_tables",
    "any_observations",
    "known_values",
    "observation_rows",
    "observation_tables",
    "observations",
]

_EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


def known_values(indicator: Indicator) -> st.SearchStrategy[float | str]:
    """Return values that an indicator of these strategies' rulebooks can have.

    Args:
        indicator: the indicator.
    """
    if isinstance(indicator.method, YesNo):
        return st.sampled_from(["yes", "no", "có", "không"])
    if isinstance(indicator.method, Options):
        return st.sampled_from(OPTIONS)
    return _numbers()


def _numbers() -> st.SearchStrategy[float]:
    return st.sampled_from(_EDGES) | st.floats(0, 1, allow_subnormal=False)


def observations(indicator: Indicator) -> st.SearchStrategy[Observation]:
    """Return known, imputed, bounded, unknown and not applicable observations of an indicator.

    Args:
        indicator: the indicator.
    """
    by_word = isinstance(indicator.method, YesNo | Options)
    exact = known_values(indicator).map(known)
    imputed = known_values(indicator).map(
        lambda value: known(value, status=ObservationStatus.IMPUTED)
    )
    between = st.tuples(_numbers(), _numbers()).map(lambda ends: bounded(min(ends), max(ends)))
    return st.one_of(
        exact,
        imputed,
        exact if by_word else between,
        st.just(unknown()),
        st.just(not_applicable()),
    )


@st.composite
def observation_rows(
    draw: st.DrawFn, rulebook: Rulebook, unit: str = "unit", *, complete: bool = False
) -> ObservationRow:
    """Return the observations of one unit for a rulebook.

    Args:
        draw: given by Hypothesis.
        rulebook: the rulebook.
        unit: the identity of the unit.
        complete: true if every indicator is known.
    """
    found = {
        indicator.code: (
            known(draw(known_values(indicator))) if complete else draw(observations(indicator))
        )
        for indicator in rulebook.indicators
    }
    return ObservationRow(unit, found)


@st.composite
def observation_tables(
    draw: st.DrawFn, rulebook: Rulebook, *, complete: bool = False
) -> ObservationTable:
    """Return tables of one to five units for a rulebook.

    Args:
        draw: given by Hypothesis.
        rulebook: the rulebook.
        complete: true if every indicator of every unit is known.
    """
    size = draw(st.integers(1, 5))
    rows = [
        draw(observation_rows(rulebook, f"unit-{number}", complete=complete))
        for number in range(size)
    ]
    return ObservationTable.of(
        rows, (indicator.code for indicator in rulebook.indicators), "sha256:0"
    )


def any_observations() -> st.SearchStrategy[Observation]:
    """Return observations for an indicator of their own."""
    return rulebooks().flatmap(lambda book: observations(book.indicators[0]))


def any_observation_rows() -> st.SearchStrategy[ObservationRow]:
    """Return the observations of one unit for a rulebook of their own."""
    return rulebooks().flatmap(observation_rows)


def any_observation_tables() -> st.SearchStrategy[ObservationTable]:
    """Return tables of observations for a rulebook of their own."""
    return rulebooks().flatmap(observation_tables)
