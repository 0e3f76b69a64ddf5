"""Strategies for help: requests, actions, deliveries and expected effects."""

from collections.abc import Iterable

from hypothesis import strategies as st

from egov_readiness.kinds import Between
from egov_readiness.model import (
    Delivery,
    ExpectedEffect,
    SupportAction,
    SupportRequest,
    SupportStatus,
)
from egov_readiness.testing.fields import Given, objects_of, one_or_none, some
from egov_readiness.testing.records import clocks
from egov_readiness.testing.values import codes

__all__ = ["deliveries", "effects", "support_actions", "support_requests"]


def support_requests(
    identity: str = "q",
    unit: str = "unit",
    because_of: Iterable[str] = (),
    instructions: Iterable[str] = (),
) -> st.SearchStrategy[SupportRequest]:
    """Return support requests.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
        because_of: the identities of the findings that may have led to it.
        instructions: the identities of the instructions that it may refer to.
    """
    return objects_of(
        SupportRequest,
        id=st.just(identity),
        unit=st.just(unit),
        because_of=some(because_of),
        instruction=one_or_none(instructions),
        **clocks(),
    )


def effects() -> st.SearchStrategy[ExpectedEffect]:
    """Return expected effects whose bounds are in order."""
    ends = st.lists(st.floats(-1, 1, width=16), min_size=2, max_size=2).map(sorted).map(tuple)
    return objects_of(ExpectedEffect, {("low", "high"): ends}, indicator=codes())


def deliveries(beneficiaries: Iterable[str] = ()) -> st.SearchStrategy[Delivery]:
    """Return deliveries whose totals check out.

    Args:
        beneficiaries: the identities of the units that may get it.
    """
    known = st.tuples(st.integers(0, 50), st.integers(0, 9)).map(
        lambda pair: (pair[0], pair[1], pair[0] * pair[1])
    )
    ranged = st.tuples(st.integers(1, 50), st.integers(0, 4)).map(
        lambda pair: (pair[0], Between(pair[1], pair[1] + 3), pair[0] * (pair[1] + 1))
    )
    return objects_of(
        Delivery,
        {("bodies", "each", "total"): st.just((None, None, None)) | known | ranged},
        beneficiaries=some(beneficiaries).map(_each_once),
    )


def _each_once(units: object) -> object:
    return tuple(dict.fromkeys(units)) if isinstance(units, tuple) else units


def support_actions(
    identity: str = "x",
    beneficiaries: Iterable[str] = (),
    because_of: Iterable[str] = (),
    ordered_by: Iterable[str] = (),
    requests: Iterable[str] = (),
) -> st.SearchStrategy[SupportAction]:
    """Return support actions whose status and dates agree.

    Args:
        identity: the identity of the record.
        beneficiaries: the identities of the units it may help.
        because_of: the identities of the findings that may have led to it.
        ordered_by: the identities of the instructions that may order it.
        requests: the identities of the support requests that it may answer.
    """
    given: dict[str, Given] = {
        "id": st.just(identity),
        "beneficiaries": some(beneficiaries).map(_each_once),
        "because_of": some(because_of),
        "instruction": one_or_none(ordered_by),
        "requests": some(requests),
        "deliveries": st.lists(deliveries(beneficiaries), max_size=2).map(tuple),
        "quantity": st.none(),
        "expected": st.lists(effects(), max_size=2, unique_by=lambda effect: effect.indicator).map(
            tuple
        ),
        **clocks(),
    }
    done = objects_of(SupportAction, status=st.just(SupportStatus.DONE), **given)
    return objects_of(SupportAction, done_on=st.none(), **given) | done
