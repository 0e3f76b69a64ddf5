"""Methods whose numbers come from a population: declared here, filled in by ``fit`` (design S2).

A rulebook declares the method; ``fit`` takes the numbers from a reference population and writes
them into the method, where they stay.  From then on a unit is scored by itself.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from attrs import evolve, frozen

from egov_readiness.arithmetic import LARGEST_ATTAINMENT
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import UnitId
from egov_readiness.rules.bands import Interval
from egov_readiness.rules.dated import Number, Positive
from egov_readiness.rules.forms import LinearForm, StepsForm

__all__ = [
    "Better",
    "Borda",
    "Clip",
    "DistanceToMax",
    "DistanceToReference",
    "FractionOfMax",
    "MinMax",
    "PercentileRank",
    "PopulationMethod",
    "Rank",
    "Ties",
    "ZScore",
    "fitted_form",
    "is_fitted",
    "too_large",
    "without_population",
]

Better = Literal["higher", "lower"]
"""Which values are the better ones."""

Clip = Literal["both", "low", "high", "none"]
"""At which ends an attainment beyond the two ends of a line is set back to them."""

Ties = Literal["least", "average"]
"""The rank that equal values share: the least of theirs, or the mean of theirs."""


def too_large(**ends: float) -> Iterator[Problem]:
    """Yield a problem for every end of a line that is out of proportion.

    >>> [problem.code for problem in too_large(worst=0, best=1e200)]
    ['too-large']
    """
    for name, end in ends.items():
        if abs(end) > LARGEST_ATTAINMENT:
            yield Problem(
                "too-large", name, f"{end} is out of proportion", "check its unit of measure"
            )


@frozen(kw_only=True)
class _BetweenEnds(Checked):
    """A line between two values of the population.

    Attributes:
        better: which values are the better ones.
        clip: where a value beyond the two ends is set back; units that were not in the
            population can have such values.
        worst: the value at the lower end of the line, filled in by ``fit``.
        best: the value at the upper end of the line, filled in by ``fit``.
    """

    better: Better = "higher"
    clip: Clip = "both"
    worst: float | None = None
    best: float | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem unless both fitted numbers are there, or neither, and differ."""
        if (self.worst is None) != (self.best is None):
            yield Problem("half-fitted", "best", "of worst and best one is missing", "fit again")
        elif self.worst is not None and self.best is not None:
            if self.worst == self.best:
                yield Problem("best-equals-worst", "best", f"worst and best are both {self.best}")
            elif (self.best > self.worst) != (self.better == "higher"):
                yield Problem(
                    "ends-reversed",
                    "best",
                    f"{self.better} is better, and the best is {self.best}, the worst {self.worst}",
                    "fit again",
                )
            yield from too_large(worst=self.worst, best=self.best)


@frozen(kw_only=True)
class MinMax(_BetweenEnds):
    r"""A straight line from the worst to the best value of the population (Handbook, step 5).

    .. math:: a = l + (h - l) \frac{x - \text{worst}}{\text{best} - \text{worst}}

    Attributes:
        kind: ``"min_max"``.
        lowest: the attainment l of the worst value of the population.
        highest: the attainment h of the best value of the population.

    >>> MinMax(worst=2, best=10).better
    'higher'
    """

    kind: Literal["min_max"] = "min_max"
    lowest: Number = 0.0
    highest: Number = 1.0

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if the attainments of the two ends are not in order."""
        yield from super().invariants()
        if self.lowest >= self.highest:
            yield Problem(
                "ends-reversed",
                "highest",
                f"the best value would attain {self.highest}, the worst {self.lowest}",
                'where less is better, write better = "lower"',
            )


@frozen(kw_only=True)
class DistanceToMax(_BetweenEnds):
    r"""How near a value is to the best of the population (Handbook, step 5).

    .. math:: a = 1 - \frac{\text{best} - x}{\text{best} - \text{worst}}

    Attributes:
        kind: ``"distance_to_max"``.

    >>> DistanceToMax().kind
    'distance_to_max'
    """

    kind: Literal["distance_to_max"] = "distance_to_max"


@frozen(kw_only=True)
class DistanceToReference(_BetweenEnds):
    r"""How near a value is to that of a reference, counted from the worst of the population.

    .. math:: a = 1 - \frac{\text{reference} - x}{\text{reference} - \text{worst}}

    Attributes:
        kind: ``"distance_to_reference"``.
        unit: the unit of the population that is the reference.
        value: the value that is the reference, where it is no unit's.

    >>> DistanceToReference(unit="di-linh", clip="none").clip
    'none'
    """

    kind: Literal["distance_to_reference"] = "distance_to_reference"
    unit: UnitId | None = None
    value: float | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem unless exactly one reference is given."""
        yield from super().invariants()
        if (self.unit is None) == (self.value is None):
            yield Problem(
                "reference", "unit", "a reference is either a unit or a value", "give one of them"
            )
        elif self.best is not None and self.value is not None and self.best != self.value:
            yield Problem(
                "other-reference",
                "best",
                f"it was fitted to {self.best}, not {self.value}",
                "fit again",
            )


@frozen(kw_only=True)
class FractionOfMax(Checked):
    r"""The value over the greatest of its peers (rule form R8, "normalised by the best").

    .. math:: a = \frac{x}{\text{best}}

    The peers are the units of the population that the indicator applies to.

    Attributes:
        kind: ``"fraction_of_max"``.
        clip: where a value above the best of the peers is set back.
        best: the greatest value, filled in by ``fit``.

    >>> FractionOfMax(best=40).best
    40
    """

    kind: Literal["fraction_of_max"] = "fraction_of_max"
    clip: Clip = "both"
    best: Positive | None = None


@frozen(kw_only=True)
class ZScore(Checked):
    r"""How many standard deviations a value lies from the mean of the population.

    .. math:: a = m + s \frac{x - \text{mean}}{\text{deviation}}

    The deviation is that of a sample (divisor n − 1).

    Attributes:
        kind: ``"z_score"``.
        better: which values are the better ones; for ``"lower"`` the sign is turned.
        to_mean: the attainment m of the mean.
        to_deviation: what one standard deviation adds, s.
        mean: the mean, filled in by ``fit``.
        deviation: the standard deviation, filled in by ``fit``.

    >>> ZScore(to_mean=10, to_deviation=2).to_deviation
    2
    """

    kind: Literal["z_score"] = "z_score"
    better: Better = "higher"
    to_mean: Number = 0.0
    to_deviation: Positive = 1.0
    mean: float | None = None
    deviation: float | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem unless both fitted numbers are there, or neither."""
        if (self.mean is None) != (self.deviation is None):
            yield Problem(
                "half-fitted", "mean", "of mean and deviation one is missing", "fit again"
            )
        elif self.deviation is not None and self.deviation <= 0:
            yield Problem("no-deviation", "deviation", f"{self.deviation} is not above 0")


@frozen(kw_only=True)
class _Placed(Checked):
    """The place of a value among those of the population.

    A value that the population does not have takes the place of the next worse one that it has;
    one that is worse than all takes the lowest place.

    Attributes:
        better: which values are the better ones.
        ties: the rank that equal values share.
        values: the distinct values of the population, rising, filled in by ``fit``.
        attains: the attainment of each of these values, filled in by ``fit``.
    """

    better: Better = "higher"
    ties: Ties = "least"
    values: tuple[float, ...] = ()
    attains: tuple[float, ...] = ()

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem unless the values rise and every one has its attainment."""
        if len(self.values) != len(self.attains):
            yield Problem(
                "half-fitted",
                "attains",
                f"{len(self.values)} values, but {len(self.attains)} attainments",
                "fit again",
            )
        if any(a >= b for a, b in pairwise(self.values)):
            yield Problem("not-rising", "values", "the values do not rise", "fit again")
        rising = self.attains if self.better == "higher" else self.attains[::-1]
        if any(a >= b for a, b in pairwise(rising)):
            yield Problem(
                "not-rising", "attains", "a better value does not attain more", "fit again"
            )


@frozen(kw_only=True)
class Rank(_Placed):
    r"""The rank among the population, the worst with 1 and the best of n with n.

    .. math:: a = \text{rank}(x)

    Attributes:
        kind: ``"rank"``.

    >>> Rank(ties="average").ties
    'average'
    """

    kind: Literal["rank"] = "rank"


@frozen(kw_only=True)
class Borda(_Placed):
    r"""How many of the population are outranked: the rank less 1.

    .. math:: a = \text{rank}(x) - 1

    Attributes:
        kind: ``"borda"``.

    >>> Borda().kind
    'borda'
    """

    kind: Literal["borda"] = "borda"


@frozen(kw_only=True)
class PercentileRank(_Placed):
    r"""The share of the population that is outranked.

    .. math:: a = \frac{\text{rank}(x) - 1}{n - 1}

    Attributes:
        kind: ``"percentile_rank"``.

    >>> PercentileRank().better
    'higher'
    """

    kind: Literal["percentile_rank"] = "percentile_rank"


PopulationMethod = (
    MinMax
    | DistanceToMax
    | DistanceToReference
    | FractionOfMax
    | ZScore
    | Rank
    | Borda
    | PercentileRank
)
"""Any method that has to be fitted before it can score."""


def is_fitted(method: PopulationMethod) -> bool:
    """Tell whether a method has the numbers of a population.

    >>> is_fitted(MinMax()), is_fitted(MinMax(worst=0, best=1))
    (False, True)
    """
    match method:
        case Rank() | Borda() | PercentileRank():
            return bool(method.values)
        case ZScore():
            return method.mean is not None
        case _:
            return method.best is not None


def without_population(method: PopulationMethod) -> PopulationMethod:
    """Return a method as it was declared, without the numbers of a population.

    >>> without_population(MinMax(worst=0, best=1)) == MinMax()
    True
    """
    match method:
        case Rank() | Borda() | PercentileRank():
            return evolve(method, values=(), attains=())
        case ZScore():
            return evolve(method, mean=None, deviation=None)
        case FractionOfMax():
            return evolve(method, best=None)
        case _:
            return evolve(method, worst=None, best=None)


def fitted_form(method: PopulationMethod) -> LinearForm | StepsForm:
    """Return the form that a fitted method takes.

    Args:
        method: the method, with the numbers of its population.

    >>> fitted_form(FractionOfMax(best=40)).best
    40.0
    """
    assert is_fitted(method)  # the scorer refuses a rulebook that is not fitted
    match method:
        case Rank() | Borda() | PercentileRank():
            return StepsForm(_steps(method), exact=True)
        case ZScore(mean=mean, deviation=deviation, to_mean=middle, to_deviation=step):
            assert mean is not None  # as above
            assert deviation is not None  # as above
            span = deviation if method.better == "higher" else -deviation
            ends = (middle, middle + step)
            return LinearForm(mean, mean + span, False, False, False, *ends, span=span)
        case _:
            worst = 0.0 if isinstance(method, FractionOfMax) else method.worst
            low, high = method.clip in ("both", "low"), method.clip in ("both", "high")
            assert worst is not None  # as above
            assert method.best is not None  # as above
            ends = (method.lowest, method.highest) if isinstance(method, MinMax) else (0.0, 1.0)
            return LinearForm(float(worst), float(method.best), low, high, False, *ends)


def _steps(method: Rank | Borda | PercentileRank) -> tuple[tuple[Interval, float], ...]:
    """Return the steps between the values: each goes on to the next better value."""
    values, attains = method.values, method.attains
    if method.better == "higher":
        lows = (None, *values[1:])
        highs = (*values[1:], None)
        return tuple(
            (Interval(low, low is not None, high, high_included=False), attained)
            for low, high, attained in zip(lows, highs, attains, strict=True)
        )
    lows = (None, *values[:-1])
    highs = (*values[:-1], None)
    return tuple(
        (Interval(low, low_included=False, high=high, high_included=high is not None), attained)
        for low, high, attained in zip(lows, highs, attains, strict=True)
    )
