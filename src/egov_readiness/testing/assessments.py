"""Strategies for assessment rounds, their steps, and changes of units."""

from collections.abc import Iterable
from datetime import date

from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.model import (
    AssessmentRound,
    AssessmentStage,
    AssessmentStep,
    ChangeLink,
    UnitChange,
    UnitChangeKind,
)
from egov_readiness.testing.fields import Given, objects_of, one_or_none
from egov_readiness.testing.records import clocks
from egov_readiness.testing.values import partial_dates, shares, texts, unit_ids

__all__ = ["assessment_rounds", "assessment_steps", "change_links", "unit_changes"]

_SENT = PartialDate("2009-06-01")


def assessment_rounds(
    identity: str = "z",
    territory: str = "unit",
    units: Iterable[str] = (),
    documents: Iterable[str] = (),
) -> st.SearchStrategy[AssessmentRound]:
    """Return assessment rounds with a deadline of each kind, or with none.

    Args:
        identity: the identity of the record.
        territory: the identity of the unit whose units are assessed.
        units: the identities of the units that may be assessed; all of them, or nobody named.
        documents: the numbers of the documents that may open it.
    """
    later = partial_dates(date(2009, 6, 2), date(2010, 12, 31))
    deadline = (
        st.just((None, None))
        | st.tuples(later, st.none())
        | st.tuples(st.none(), st.integers(1, 200))
    )
    return objects_of(
        AssessmentRound,
        {("submit_by", "submit_within"): deadline, ("verify_by", "verify_within"): deadline},
        id=st.just(identity),
        territory=st.just(territory),
        units=st.sampled_from([(), tuple(units)]),
        sent_on=st.just(_SENT),
        document=one_or_none(documents),
        **clocks(),
    )


def assessment_steps(
    identity: str = "g", unit: str = "unit", of: str = "z", documents: Iterable[str] = ()
) -> st.SearchStrategy[AssessmentStep]:
    """Return steps of an assessment that answer no other step.

    Args:
        identity: the identity of the record.
        unit: the identity of the unit.
        of: the identity of the assessment round.
        documents: the numbers of the documents that may decide it.
    """
    given: dict[str, Given] = {
        "id": st.just(identity),
        "unit": st.just(unit),
        "round": st.just(of),
        "evidence": st.just(()),
        "answers": st.none(),
        "document": one_or_none(documents),
        **clocks(),
    }

    def taken(stage: AssessmentStage) -> st.SearchStrategy[AssessmentStep]:
        # Steps of a life cycle follow each other in time.
        day = PartialDate.of(date(2009, 6, 1 + list(AssessmentStage).index(stage)))
        more = {"statement": texts()} if stage is AssessmentStage.APPEALED else {}
        fields = given | {"stage": st.just(stage), "observed_on": st.just(day)} | more
        return objects_of(AssessmentStep, **fields)

    return st.one_of([taken(stage) for stage in AssessmentStage])


def change_links() -> st.SearchStrategy[ChangeLink]:
    """Return links between two units, or of one unit with nothing."""
    ends = (
        st.tuples(unit_ids(), unit_ids(), st.none() | shares())
        | st.tuples(unit_ids(), st.none(), st.none())
        | st.tuples(st.none(), unit_ids(), st.none())
    )
    return objects_of(ChangeLink, {("before", "after", "share"): ends})


def unit_changes(
    identity: str = "k",
    units: Iterable[str] = ("unit", "other"),
    effective_on: date = date(2009, 1, 1),
    documents: Iterable[str] = (),
    *,
    ending: bool = True,
) -> st.SearchStrategy[UnitChange]:
    """Return changes of every kind, with shares or without.

    Args:
        identity: the identity of the record.
        units: the identities of at least two units, which exist before and after.
        effective_on: the day of the change.
        documents: the numbers of the documents that may decide it.
        ending: whether units begin, end, are renamed, recoded or reclassified, which their
            versions have to bear out in a survey.
    """
    first, second, *_ = units
    share = st.none() | st.sampled_from([0.25, 0.5])

    def linked(kind: UnitChangeKind, *links: ChangeLink) -> st.SearchStrategy[tuple[object, ...]]:
        return st.just((kind, links))

    def merged(part: float | None) -> tuple[object, ...]:
        parts = (part, None if part is None else 1 - part)
        links = zip((first, second), parts, strict=True)
        return UnitChangeKind.MERGE, tuple(
            ChangeLink(before=unit, after=first, share=part) for unit, part in links
        )

    kept = [kind for kind in UnitChangeKind if kind.keeps_the_unit]
    ends = st.one_of(
        linked(UnitChangeKind.ABOLISH, ChangeLink(before=first)),
        linked(UnitChangeKind.CREATE, ChangeLink(after=first)),
        *(linked(kind, ChangeLink(before=first, after=first)) for kind in kept),
        share.map(merged),
    )
    goes_on = st.one_of(
        linked(UnitChangeKind.TRANSFER_PART, ChangeLink(before=first, after=second)),
        linked(
            UnitChangeKind.SPLIT,
            ChangeLink(before=first, after=first),
            ChangeLink(before=first, after=second),
        ),
    )
    kinds = goes_on | ends if ending else goes_on
    return objects_of(
        UnitChange,
        {("kind", "links"): kinds},
        id=st.just(identity),
        effective_on=st.just(effective_on),
        document=one_or_none(documents),
        **clocks(),
    )
