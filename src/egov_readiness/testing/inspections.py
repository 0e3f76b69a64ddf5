"""Strategies for inspection rounds, their findings and instructions."""

from collections.abc import Iterable

from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.model import (
    Finding,
    InspectionRound,
    InspectionTeam,
    Instruction,
    Visit,
)
from egov_readiness.testing.fields import objects_of, some
from egov_readiness.testing.records import LEVELS, clocks
from egov_readiness.testing.values import partial_dates

__all__ = [
    "findings",
    "inspection_rounds",
    "inspection_teams",
    "instructions",
    "visits",
]


def inspection_rounds(
    identity: str = "r", territory: str = "unit", documents: Iterable[str] = ()
) -> st.SearchStrategy[InspectionRound]:
    """Return inspection rounds.

    Args:
        identity: the identity of the record.
        territory: the identity of the unit whose units are inspected.
        documents: the numbers of the documents it may act on.
    """
    return objects_of(
        InspectionRound,
        id=st.just(identity),
        territory=st.just(territory),
        documents=some(documents),
        **clocks(),
    )


def inspection_teams(identity: str = "t", of: str = "r") -> st.SearchStrategy[InspectionTeam]:
    """Return teams of an inspection round.

    Args:
        identity: the identity of the record.
        of: the identity of the round.
    """
    return objects_of(InspectionTeam, id=st.just(identity), round=st.just(of), **clocks())


def visits(
    identity: str = "v", unit: str = "unit", team: str = "t", window: PartialDate | None = None
) -> st.SearchStrategy[Visit]:
    """Return visits of a team to a unit.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
        team: the identity of the team.
        window: when it takes place; ``None`` is any time.
    """
    return objects_of(
        Visit,
        id=st.just(identity),
        unit=st.just(unit),
        team=st.just(team),
        window=partial_dates() if window is None else st.just(window),
        **clocks(),
    )


def findings(identity: str = "f", unit: str = "unit") -> st.SearchStrategy[Finding]:
    """Return findings with claims about a number of units.

    Args:
        identity: the identity of the record.
        unit: the unit they speak of.
    """
    return objects_of(
        Finding,
        id=st.just(identity),
        unit=st.just(unit),
        round=st.none(),
        visit=st.none(),
        reach=st.sampled_from(LEVELS),
        **clocks(),
    )


def instructions(
    identity: str = "n", because_of: Iterable[str] = ()
) -> st.SearchStrategy[Instruction]:
    """Return instructions, often without a date.

    Args:
        identity: the identity of the record.
        because_of: the identities of the findings that may have led to it.
    """
    return objects_of(Instruction, id=st.just(identity), because_of=some(because_of), **clocks())
