"""Units below a unit: what a scheme takes from them in its second stage (design S2, R10, R18)."""

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import Code
from egov_readiness.rules.applicability import Applicability

__all__ = ["MemberScore", "RollUp"]


@frozen(kw_only=True)
class MemberScore(Checked):
    """An indicator that is observed on the units below the unit (rule form R10).

    Its value is an attainment, from 0 to 1 as a rule: that of a node of the units below, or the
    share of them in which the node attains enough.

    Attributes:
        node: the code of the node that is looked at in the units below.
        by: their ``mean``, their ``minimum``, or the ``share`` of them that attain enough.
        at_least: the attainment that is enough for the share.
        weighted_by: the indicator whose observed value weighs each unit, such as its
            population; without it they weigh the same.

    >>> MemberScore(node="commune", by="share", at_least=0.7).weighted_by is None
    True
    """

    node: Code
    by: Literal["mean", "minimum", "share"] = "mean"
    at_least: float | None = None
    weighted_by: Code | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem unless a share, and only a share, has its threshold."""
        if (self.by == "share") != (self.at_least is not None):
            yield Problem(
                "share-threshold",
                "at_least",
                "a share, and only a share, says what is enough",
                'by = "share" together with at_least',
            )
        yield from _weights(self.by, self.weighted_by)


@frozen(kw_only=True)
class RollUp(Checked):
    """How a unit without observations of its own follows from the units below it, node by node.

    So the score of a country follows from its life events, and that of a unit made by a merger
    from its predecessors (rule form R18).

    Attributes:
        members: the units that others follow from, such as those tagged as merged; ``None`` is all
            that name a parent without a row of its own.
        by: the ``mean`` of the units below, or their ``minimum``.
        weighted_by: the indicator whose observed value weighs each unit, such as its
            population; without it they weigh the same.

    >>> RollUp().by
    'mean'
    """

    members: Applicability | None = None
    by: Literal["mean", "minimum"] = "mean"
    weighted_by: Code | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if a minimum is weighted."""
        yield from _weights(self.by, self.weighted_by)


def _weights(by: str, weighted_by: str | None) -> Iterator[Problem]:
    if by == "minimum" and weighted_by is not None:
        yield Problem("weighted-minimum", "weighted_by", "a minimum has no weights", "leave it out")
