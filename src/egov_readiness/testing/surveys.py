"""Strategies for whole surveys, whose records agree with each other."""

from collections.abc import Callable
from functools import cache, partial
from typing import TypeVar

from attrs import evolve
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.model import AdministrativeUnit, Survey
from egov_readiness.model.record import Record
from egov_readiness.testing.assessments import (
    assessment_rounds,
    assessment_steps,
    unit_changes,
)
from egov_readiness.testing.fields import objects_of
from egov_readiness.testing.inspections import (
    findings,
    inspection_rounds,
    inspection_teams,
    instructions,
    visits,
)
from egov_readiness.testing.records import (
    administrative_units,
    applications,
    evidence,
    headcounts,
    infrastructure_items,
    legal_documents,
    milestones,
    plans,
    public_services,
    training_cohorts,
)
from egov_readiness.testing.support import support_actions, support_requests

__all__ = ["surveys"]

R = TypeVar("R", bound=Record)

_PROVINCE = "lam-dong"
_DISTRICTS = ("di-linh", "Đơn Dương")
_RESOLUTION, _DECISION = "16/NQ-TU", "2599/QĐ-UBND"
_NUMBERS = (_RESOLUTION, _DECISION)
_WINDOW = PartialDate("2009-06-01/2009-06-11")


def _some(
    letter: str, of: Callable[[str, str], st.SearchStrategy[R]], at_least: int = 0
) -> st.SearchStrategy[tuple[R, ...]]:
    """Return a few records with identities of their own, each of one of the units."""
    units = (_PROVINCE, *_DISTRICTS)

    def named(records: list[R]) -> tuple[R, ...]:
        return tuple(
            evolve(record, id=f"{letter}{number}") for number, record in enumerate(records)
        )

    one = st.one_of(*(of(letter, unit) for unit in units))
    return st.lists(one, min_size=at_least, max_size=2).map(named)


def _units() -> st.SearchStrategy[tuple[AdministrativeUnit, ...]]:
    within = [administrative_units(name, (_PROVINCE,)) for name in _DISTRICTS]
    return st.tuples(administrative_units(_PROVINCE), *within)


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """Return surveys in whose records :func:`~egov_readiness.model.check_survey` finds nothing.

    Args:
        draw: given by Hypothesis.
    """
    return draw(_surveys())


@cache
def _surveys() -> st.SearchStrategy[Survey]:
    inspection = inspection_rounds("r", _PROVINCE, _NUMBERS)
    return objects_of(
        Survey,
        format=st.just(1),
        units=_units(),
        documents=st.tuples(
            legal_documents(_RESOLUTION), legal_documents(_DECISION, (_RESOLUTION,))
        ),
        unit_changes=st.tuples(unit_changes("k", _DISTRICTS, documents=_NUMBERS, ending=False)),
        plans=_some("p", partial(plans, documents=_NUMBERS)),
        milestones=_some("m", partial(milestones, documents=_NUMBERS)),
        infrastructure=_some("i", infrastructure_items),
        headcounts=_some("h", headcounts),
        training=_some("c", training_cohorts),
        applications=_some("a", applications),
        services=_some("s", public_services),
        evidence=_some("e", partial(evidence, documents=_NUMBERS)),
        assessment_rounds=st.tuples(
            assessment_rounds("z", _PROVINCE, (_PROVINCE, *_DISTRICTS), _NUMBERS)
        ),
        assessment_steps=_some("g", partial(assessment_steps, documents=_NUMBERS)),
        rounds=st.tuples(inspection.map(lambda one: evolve(one, window=_WINDOW))),
        teams=st.tuples(inspection_teams("t", "r")),
        visits=_some("v", partial(visits, team="t", window=_WINDOW)),
        findings=_some("f", findings, at_least=1),
        instructions=st.tuples(instructions("n", ("f0",))),
        support_requests=_some(
            "q", partial(support_requests, because_of=("f0",), instructions=("n",)), at_least=1
        ),
        support=st.tuples(support_actions("x", _DISTRICTS, ("f0",), ("n",), ("q0",))),
    )
