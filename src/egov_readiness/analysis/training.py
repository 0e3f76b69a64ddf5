"""How many of the staff were trained, unit by unit and level by level (domain 5.4)."""

import math
from datetime import date

from attrs import frozen

from egov_readiness.errors import Problem, UsageError, nearest
from egov_readiness.measures.training import COUNTED, coverage, people
from egov_readiness.measures.view import SurveyView
from egov_readiness.model.survey import Survey
from egov_readiness.observations import State

__all__ = ["TrainingStanding", "training"]


@frozen(kw_only=True)
class TrainingStanding:
    """Which share of the staff of one unit at one level was trained, as far as it is known.

    Attributes:
        unit: the identity of the unit.
        level: the administrative level of the staff.
        cohorts: how many training cohorts are recorded; those within others are among them.
        people_low: the least number of different people trained.
        people_high: the greatest number; ``None`` where nothing limits it.
        state: whether the share is known, bounded, unknown or not applicable.
        low: the least share; ``None`` where nothing is known.
        high: the greatest share; ``None`` where nothing is known.
    """

    unit: str
    level: str
    cohorts: int
    people_low: float
    people_high: float | None
    state: State
    low: float | None
    high: float | None


def training(
    survey: Survey, *, as_of: date, known_on: date | None = None, counted: str = "completed"
) -> tuple[TrainingStanding, ...]:
    """Tell which share of the staff was trained, by unit and level, each person once.

    Cohorts that a source counts within others are never added to them, and people who may be in
    several cohorts leave bounds, as :func:`egov_readiness.measures.training.coverage` says.

    Args:
        survey: the survey.
        as_of: the date; a certificate that has ended by then does not count.
        known_on: the last day of knowledge.
        counted: who counts as trained: those who ``attended``, who ``completed`` the course, or
            who were ``certified``.

    Returns:
        One entry for every unit and level of which staff or training is recorded.

    Raises:
        UsageError: if something else is to be counted.

    >>> from egov_readiness.kinds import Text
    >>> training(Survey(id="s", title=Text({"en": "S"})), as_of=date(2009, 6, 11))
    ()
    """
    if counted not in COUNTED:
        hint = nearest(counted, COUNTED) or "one of " + ", ".join(COUNTED)
        raise UsageError([Problem("value-not-allowed", "counted", f"{counted!r} is not", hint)])
    view = SurveyView.of(survey, as_of=as_of, known_on=known_on)
    found = []
    for unit in view.survey.units:
        own = view.unit(unit.id)
        levels = [staff.level for staff in own.headcounts]
        levels += [cohort.level for cohort in own.training]
        for level in dict.fromkeys(levels):
            share = coverage(own, {"level": level, "counted": counted})
            number, _ = people(own, level, counted)
            most = math.inf if number is None else number[1]
            found.append(
                TrainingStanding(
                    unit=unit.id,
                    level=level,
                    cohorts=sum(cohort.level == level for cohort in own.training),
                    people_low=0.0 if number is None else float(number[0]),
                    people_high=None if math.isinf(most) else float(most),
                    state=share.state,
                    low=share.low,
                    high=share.high,
                )
            )
    return tuple(found)
