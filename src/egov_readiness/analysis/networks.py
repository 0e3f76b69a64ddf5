"""Connected but not used: the finding of June 2009 in Lâm Đồng, unit by unit (design §1)."""

from datetime import date

from attrs import frozen

from egov_readiness.arithmetic import snap
from egov_readiness.measures.infrastructure import reach, utilisation
from egov_readiness.measures.view import SurveyView
from egov_readiness.model.infrastructure import InfrastructureKind
from egov_readiness.model.survey import Survey
from egov_readiness.observations import Observation, State

__all__ = ["Unused", "connected_but_not_used"]


@frozen(kw_only=True)
class Unused:
    """One kind of infrastructure of one unit that is there and hardly used, as far as is known.

    Attributes:
        unit: the identity of the unit.
        kind: the kind of infrastructure.
        certain: whether it surely is so; otherwise the counts leave it open.
        reach_low: the least share of what there should be that is there.
        reach_high: the greatest such share.
        utilisation_low: the least share of what works that is in use.
        utilisation_high: the greatest such share.
    """

    unit: str
    kind: InfrastructureKind
    certain: bool
    reach_low: float
    reach_high: float
    utilisation_low: float
    utilisation_high: float


def connected_but_not_used(
    survey: Survey,
    *,
    as_of: date,
    known_on: date | None = None,
    kinds: tuple[InfrastructureKind, ...] = (InfrastructureKind.LAN,),
    reach_at_least: float = 0.5,
    utilisation_below: float = 0.5,
) -> tuple[Unused, ...]:
    """List the units in which something is there and is hardly used.

    A share of which nothing is known lies between 0 and 1, so that a unit whose use nobody looked
    at is listed as uncertain, and one of which nothing at all is recorded is not listed.

    Args:
        survey: the survey.
        as_of: the date.
        known_on: the last day of knowledge.
        kinds: the kinds of infrastructure that are looked at.
        reach_at_least: the reach from which on it counts as being there.
        utilisation_below: the utilisation below which it counts as hardly used.

    Returns:
        One entry per unit and kind, those that are certain first, then in the order of the survey.

    >>> from egov_readiness.kinds import Text
    >>> connected_but_not_used(Survey(id="s", title=Text({"en": "S"})), as_of=date(2009, 6, 11))
    ()
    """
    view = SurveyView.of(survey, as_of=as_of, known_on=known_on)
    found = []
    for unit in view.survey.units:
        if unit.at(as_of, known_on) is None:
            continue
        for kind in kinds:
            arguments = {"kind": kind.value}
            present = _share(reach(view.unit(unit.id), arguments))
            used = _share(utilisation(view.unit(unit.id), arguments))
            if present is None or used is None or not _recorded(view, unit.id, kind):
                continue
            certain = _reaches(present[0], reach_at_least) and not _reaches(
                used[1], utilisation_below
            )
            possible = _reaches(present[1], reach_at_least) and not _reaches(
                used[0], utilisation_below
            )
            if possible:
                found.append(
                    Unused(
                        unit=unit.id,
                        kind=kind,
                        certain=certain,
                        reach_low=present[0],
                        reach_high=present[1],
                        utilisation_low=used[0],
                        utilisation_high=used[1],
                    )
                )
    return tuple(sorted(found, key=lambda item: not item.certain))


def _recorded(view: SurveyView, unit: str, kind: InfrastructureKind) -> bool:
    return any(item.kind is kind for item in view.unit(unit).infrastructure)


def _share(observation: Observation) -> tuple[float, float] | None:
    """Return the bounds of a share; none where it does not apply."""
    if observation.state is State.NOT_APPLICABLE:
        return None
    low, high = observation.low, observation.high
    return 0.0 if low is None else low, 1.0 if high is None else high


def _reaches(share: float, threshold: float) -> bool:
    return snap(share) >= snap(threshold)
