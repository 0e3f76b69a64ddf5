"""Evidence: direct statements of the value of a concept for a unit."""

from collections.abc import Iterator

from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.errors import Problem
from egov_readiness.kinds import Between, Code, NotApplicable, Ratio, Text
from egov_readiness.model.record import UnitRecord

__all__ = ["Evidence", "EvidenceValue"]

EvidenceValue = float | Ratio | Between | NotApplicable | None
"""A number, a share as a ratio, bounds, not applicable, or unknown (``None``)."""


@frozen(kw_only=True)
class Evidence(UnitRecord):
    """Why one value of one concept is believed for one unit.

    The concept is the code of an indicator, or a name that a rulebook's measure asks for.  A
    value that is a word (yes, no, one of the options of an indicator) stands in ``option``.

    Attributes:
        concept: what the evidence is about.
        value: the number, ratio or bounds it states.
        option: the word it states.
        valid_until: the last day it may be used; ``None`` for no end.
        supersedes: identities of earlier evidence that this replaces.
        withdrawn_on: when it was withdrawn; it counts for nothing from then on.
        document: the number of the document that proves it.
        title: the title of that document, or of the page or report.
        extract: the words that prove it.
        period: the time it speaks of.
        confidential: true if it must not be shown.

    >>> Evidence(id="e", unit="di-linh", concept="lan_in_use", value=Ratio(5, 17),
    ...     observed_on=PartialDate("2009-06-11"), recorded_on=PartialDate("2009-06-15")).value
    Ratio(numerator=5, denominator=17)
    """

    concept: Code
    value: EvidenceValue = None
    option: Code | None = None
    valid_until: PartialDate | None = None
    supersedes: tuple[Code, ...] = ()
    withdrawn_on: PartialDate | None = None
    document: Code | None = None
    title: Text | None = None
    extract: Text | None = None
    period: PartialDate | None = None
    confidential: bool = False

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if it states both a number and a word, or replaces itself."""
        if self.value is not None and self.option is not None:
            yield Problem(
                "two-values",
                "option",
                "it states a value and an option",
                "give evidence of two concepts as two records",
            )
        if self.id in self.supersedes:
            yield Problem("refers-to-itself", "supersedes", "evidence cannot replace itself")
