"""Aggregations: how the attainment of a group follows from its children; and modifiers."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final, Literal, assert_never

from annotated_types import Ge, Le
from attrs import frozen

from egov_readiness.dates import Period
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import Code, Share
from egov_readiness.rules.dated import Number, Positive
from egov_readiness.rules.population import Clip, too_large

__all__ = [
    "SMALLEST_POWER",
    "Aggregation",
    "BestOf",
    "Cap",
    "Deduct",
    "Floor",
    "Gate",
    "GeometricMean",
    "HarmonicMean",
    "Minimum",
    "Modifier",
    "PowerMean",
    "Rescale",
    "Sum",
    "WeightedMean",
    "power_of",
]


SMALLEST_POWER: Final = 1e-3
"""The least power that is not 0; below it a power mean cannot be told from the geometric mean."""


@frozen(kw_only=True)
class WeightedMean(Checked):
    r"""The mean of the children by their weights.

    .. math:: a = \frac{\sum_i w_i a_i}{\sum_i w_i}

    Attributes:
        kind: ``"weighted_mean"``.

    >>> WeightedMean().kind
    'weighted_mean'
    """

    kind: Literal["weighted_mean"] = "weighted_mean"


@frozen(kw_only=True)
class Sum(Checked):
    r"""The points of the children over the group's declared maximum (rule form R6).

    .. math:: a = \frac{\sum_i w_i a_i}{\text{maximum}}

    Children that are not applicable lower the maximum only by the points that are then out of
    reach of the others; and what lowers the maximum of a sum inside a sum lowers that of the sum
    around it, since there are no such points for the unit.

    Attributes:
        kind: ``"sum"``.
        maximum: the most points the group can have; ``None`` is the group's own weight.

    >>> Sum(maximum=100).maximum
    100
    """

    kind: Literal["sum"] = "sum"
    maximum: Positive | None = None


@frozen(kw_only=True)
class PowerMean(Checked):
    r"""The power mean of the children by their weights (OECD/JRC Handbook, step 7).

    .. math:: a = \left(\frac{\sum_i w_i (a_i + s)^p}{\sum_i w_i}\right)^{1/p} - s

    A power of 1 is the mean, 0 the geometric and −1 the harmonic mean; lower powers let a low
    child weigh more.

    Attributes:
        kind: ``"power_mean"``.
        power: the power p.
        floor: the least attainment a child enters with; needed where children can be 0.
        shift: what is added to every child and taken off again, s.

    >>> PowerMean(power=0.5).shift
    0.0
    """

    kind: Literal["power_mean"] = "power_mean"
    power: Annotated[float, Ge(-100), Le(100)]
    floor: Positive | None = None
    shift: Number = 0.0

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if the power is too near 0 to be computed."""
        if 0 < abs(self.power) < SMALLEST_POWER:
            yield Problem(
                "power-near-zero",
                "power",
                f"a power of {self.power} loses its digits",
                "0 is the geometric mean",
            )


@frozen(kw_only=True)
class GeometricMean(Checked):
    r"""The geometric mean: the power mean of power 0.

    .. math:: a = \exp\left(\frac{\sum_i w_i \ln(a_i + s)}{\sum_i w_i}\right) - s

    Attributes:
        kind: ``"geometric_mean"``.
        floor: the least attainment a child enters with.
        shift: what is added to every child and taken off again.

    >>> power_of(GeometricMean()).power
    0.0
    """

    kind: Literal["geometric_mean"] = "geometric_mean"
    floor: Positive | None = None
    shift: Number = 0.0


@frozen(kw_only=True)
class HarmonicMean(Checked):
    r"""The harmonic mean: the power mean of power −1.

    .. math:: a = \frac{\sum_i w_i}{\sum_i w_i / (a_i + s)} - s

    Attributes:
        kind: ``"harmonic_mean"``.
        floor: the least attainment a child enters with.
        shift: what is added to every child and taken off again.

    >>> power_of(HarmonicMean()).power
    -1.0
    """

    kind: Literal["harmonic_mean"] = "harmonic_mean"
    floor: Positive | None = None
    shift: Number = 0.0


@frozen(kw_only=True)
class Minimum(Checked):
    r"""The lowest attainment among the children; their weights only say which take part.

    .. math:: a = \min_i a_i

    Attributes:
        kind: ``"minimum"``.

    >>> Minimum().kind
    'minimum'
    """

    kind: Literal["minimum"] = "minimum"


@frozen(kw_only=True)
class BestOf(Checked):
    r"""The child that brings most points ("take the case giving most points", rule form R7).

    .. math:: a = \frac{\max_i w_i a_i}{\max_i w_i}

    Attributes:
        kind: ``"best_of"``.

    >>> BestOf().kind
    'best_of'
    """

    kind: Literal["best_of"] = "best_of"


Aggregation = WeightedMean | Sum | PowerMean | GeometricMean | HarmonicMean | Minimum | BestOf
"""Any aggregation that a rulebook can write."""


def power_of(aggregation: PowerMean | GeometricMean | HarmonicMean) -> PowerMean:
    """Return the power mean that the named mean stands for.

    >>> power_of(PowerMean(power=2)).power
    2
    """
    match aggregation:
        case PowerMean():
            return aggregation
        case GeometricMean(floor=floor, shift=shift):
            return PowerMean(power=0.0, floor=floor, shift=shift)
        case HarmonicMean(floor=floor, shift=shift):
            return PowerMean(power=-1.0, floor=floor, shift=shift)
        case _:
            assert_never(aggregation)


@frozen(kw_only=True)
class Cap(Checked):
    r"""The group attains at most so much.

    .. math:: a' = \min(a, \text{at\_most})

    Attributes:
        kind: ``"cap"``.
        at_most: the most it attains.

    >>> Cap(at_most=0.5).at_most
    0.5
    """

    kind: Literal["cap"] = "cap"
    at_most: Number


@frozen(kw_only=True)
class Floor(Checked):
    r"""The group attains at least so much.

    .. math:: a' = \max(a, \text{at\_least})

    Attributes:
        kind: ``"floor"``.
        at_least: the least it attains.

    >>> Floor(at_least=0).at_least
    0
    """

    kind: Literal["floor"] = "floor"
    at_least: Number


@frozen(kw_only=True)
class Gate(Checked):
    r"""If another node attains too little, the group attains at most so much; may be dated.

    .. math:: a' = \min(a, \text{limit}) \quad\text{if the node's attainment is too little}

    Attributes:
        kind: ``"gate"``.
        node: the code of the node that opens or closes the gate.
        below: the gate is closed while the node attains less than this.
        at_most: the gate is closed while the node attains no more than this.
        limit: the most the group attains while the gate is closed.
        since: the first day on which the gate exists.
        until: the first day on which it no longer exists.

    >>> Gate(node="osi", at_most=0, limit=0).on(date(2012, 7, 1))
    True
    """

    kind: Literal["gate"] = "gate"
    node: Code
    below: float | None = None
    at_most: float | None = None
    limit: Number
    since: date | None = None
    until: date | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem unless exactly one threshold is given and the dates are in order."""
        if (self.below is None) == (self.at_most is None):
            yield Problem(
                "gate-threshold",
                "below",
                "a gate needs either below or at_most, and not both",
                "below = 0.5 closes under one half; at_most = 0 closes at nothing",
            )
        if self.since is not None and self.until is not None and self.since >= self.until:
            yield Problem("dates-reversed", "until", f"it ends on {self.until}, before it begins")

    def on(self, day: date) -> bool:
        """Tell whether the gate exists on a day."""
        return Period(self.since, self.until).contains(day)


@frozen(kw_only=True)
class Deduct(Checked):
    r"""What another node falls short of is taken off the group (rule form R9, deductions).

    .. math:: a' = \max(0,\; a - \text{at\_most} \cdot (1 - a_{\text{node}}))

    A node that attains 1 has nothing held against the unit, one that attains 0 costs everything
    that can be deducted.  A node that is not applicable costs nothing.

    Attributes:
        kind: ``"deduct"``.
        node: the code of the node that counts what is held against a unit.
        at_most: the most that is taken off the group's attainment.

    >>> Deduct(node="late_reports", at_most=0.1).at_most
    0.1
    """

    kind: Literal["deduct"] = "deduct"
    node: Code
    at_most: Share


@frozen(kw_only=True)
class Rescale(Checked):
    r"""The group's attainment goes from its least to its greatest value in a population.

    .. math:: a' = \frac{a - \text{worst}}{\text{best} - \text{worst}}

    An index made of standardised parts is brought back to 0 to 1 this way.

    Attributes:
        kind: ``"rescale"``.
        clip: where an attainment beyond the two ends is set back.
        worst: the attainment that becomes 0; filled in by ``fit`` where it is not declared.
        best: the attainment that becomes 1; filled in by ``fit`` where it is not declared.
        from_population: whether ``fit`` filled them in.

    >>> Rescale().is_fitted, Rescale(worst=-1.5, best=2).is_fitted
    (False, True)
    """

    kind: Literal["rescale"] = "rescale"
    clip: Clip = "both"
    worst: float | None = None
    best: float | None = None
    from_population: bool = False

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem unless both ends are there, or neither, and are in order."""
        if self.worst is None and self.best is None:
            return
        if self.worst is None or self.best is None:
            yield Problem("half-fitted", "best", "of worst and best one is missing", "give both")
            return
        if self.worst >= self.best:
            yield Problem("ends-reversed", "best", f"{self.best} is not above {self.worst}")
        yield from too_large(worst=self.worst, best=self.best)

    @property
    def is_fitted(self) -> bool:
        """Whether the two ends are known."""
        return self.best is not None


Modifier = Cap | Floor | Gate | Deduct | Rescale
"""What may be done to a group's attainment after aggregation, in the order written."""
