"""The five forms that the kernel knows; every method becomes one of them on a date (design §6)."""

from collections.abc import Mapping

from attrs import frozen

from egov_readiness.rules.bands import Interval

__all__ = ["Form", "IdentityForm", "LinearForm", "OptionsForm", "PerItemForm", "StepsForm"]


@frozen
class LinearForm:
    """A line through ``worst`` and ``best``, clipped where it says.

    Attributes:
        worst: the value that attains ``at_worst``.
        best: the value that attains ``at_best``.
        clip_low: whether less than ``at_worst`` becomes ``at_worst``.
        clip_high: whether more than ``at_best`` becomes ``at_best``.
        log: whether logarithms are used.
        at_worst: the attainment of the worst value.
        at_best: the attainment of the best value.
        span: best − worst, where it is known more exactly than the two numbers give it.

    >>> LinearForm(0.0, 1.0, True, True, False).best
    1.0
    """

    worst: float
    best: float
    clip_low: bool
    clip_high: bool
    log: bool
    at_worst: float = 0.0
    at_best: float = 1.0
    span: float | None = None

    @property
    def rises(self) -> bool:
        """Whether a greater value attains more."""
        return (self.best > self.worst) == (self.at_best > self.at_worst)


@frozen
class StepsForm:
    """Intervals and the attainment of each.

    Attributes:
        steps: the intervals with their attainments.
        exact: whether values are compared as they are; those of a population are data, and two
            of them differ as soon as they are not the same number.

    >>> StepsForm(()).steps
    ()
    """

    steps: tuple[tuple[Interval, float], ...]
    exact: bool = False


@frozen
class OptionsForm:
    """Words and the attainment of each.

    Attributes:
        attainments: the attainment of each word, and of each other spelling of it.
        words: the words as the rulebook spells them.

    >>> OptionsForm({"yes": 1.0}, ("yes",)).attainments["yes"]
    1.0
    """

    attainments: Mapping[str, float]
    words: tuple[str, ...]


@frozen
class PerItemForm:
    """Points for each item up to a cap.

    Attributes:
        points: the points of one item.
        cap: the most points there are.

    >>> PerItemForm(1.0, 5.0).cap
    5.0
    """

    points: float
    cap: float


@frozen
class IdentityForm:
    """The value itself.

    >>> IdentityForm()
    IdentityForm()
    """


Form = LinearForm | StepsForm | OptionsForm | PerItemForm | IdentityForm
"""What the kernel knows."""
