"""Connected but not used: the finding of June 2009 in Lâm Đồng, unit by unit (design §1)."""

import math
from datetime import date

from attrs import frozen

from egov_readiness.arithmetic import snap
from egov_readiness.errors import Because, Problem, UsageError
from egov_readiness.measures.findings import share_of_units
from egov_readiness.measures.infrastructure import reach, utilisation
from egov_readiness.measures.view import SurveyView, UnitView
from egov_readiness.model.infrastructure import InfrastructureKind
from egov_readiness.model.survey import Survey
from egov_readiness.observations import Observation, State

__all__ = ["Unused", "UnusedWithin", "connected_but_not_used", "said_of_territories"]


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

    Raises:
        UsageError: if a threshold is no share.

    >>> from egov_readiness.kinds import Text
    >>> connected_but_not_used(Survey(id="s", title=Text({"en": "S"})), as_of=date(2009, 6, 11))
    ()
    """
    for name, share in (
        ("reach_at_least", reach_at_least),
        ("utilisation_below", utilisation_below),
    ):
        if not 0 <= share <= 1:
            message = f"{share!r} is no share"
            raise UsageError([Problem("no-share", name, message, "from 0 to 1")])
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


@frozen(kw_only=True)
class UnusedWithin:
    """Of how many units within a territory findings say that they are connected and do not use it.

    Attributes:
        territory: the identity of the unit that the findings speak of, such as a province.
        level: the level of the units within it that they speak of.
        units: how many units of that level there are directly below it.
        connected_low: the least share of them that is connected, as far as words tell.
        connected_high: the greatest such share.
        used_low: the least share of them of which use is said.
        used_high: the greatest such share.
        unused_low: the least number of units that are connected and do not use it.
        unused_high: the greatest such number.
    """

    territory: str
    level: str
    units: int
    connected_low: float
    connected_high: float
    used_low: float
    used_high: float
    unused_low: int
    unused_high: int


def said_of_territories(
    survey: Survey,
    *,
    as_of: date,
    known_on: date | None = None,
    connected: str = "lan_connected",
    used: str = "lan_effective",
) -> tuple[UnusedWithin, ...]:
    """Tell of how many units findings say that they are connected and do not use it.

    Findings over the units of a territory speak in words of quantity, so that they give bounds;
    they name no unit, and no unit inherits anything.  Two shares do not tell how far
    the units overlap: at least those count that both must share, at most those that both may.

    Args:
        survey: the survey.
        as_of: the date.
        known_on: the last day of knowledge.
        connected: the concept of the claims that units are connected.
        used: the concept of the claims that they use it, or that it is effective.

    Returns:
        One entry per territory of whose units of one level both is said, in the order of the
        survey.

    Source: the inspection of June 2009 in Lâm Đồng: "phần lớn các đơn vị này đã kết nối mạng LAN
    nhưng chưa phát huy được tác dụng và hiệu quả".

    >>> from egov_readiness.kinds import Text
    >>> said_of_territories(Survey(id="s", title=Text({"en": "S"})), as_of=date(2009, 6, 11))
    ()
    """
    view = SurveyView.of(survey, as_of=as_of, known_on=known_on)
    found = []
    for unit in view.survey.units:
        own = view.unit(unit.id)
        reached, in_use = _said(own, connected), _said(own, used)
        if reached is None or in_use is None or reached[1] != in_use[1]:
            continue
        (connected_low, connected_high), level = reached
        used_low, used_high = in_use[0]
        versions = (other.at(as_of, known_on) for other in view.survey.units)
        units = sum(v is not None and (v.parent, v.level) == (unit.id, level) for v in versions)
        least, most = max(0.0, connected_low - used_high), min(connected_high, 1 - used_low)
        found.append(
            UnusedWithin(
                territory=unit.id,
                level=level,
                units=units,
                connected_low=connected_low,
                connected_high=connected_high,
                used_low=used_low,
                used_high=used_high,
                unused_low=math.ceil(snap(least * units)),
                unused_high=math.floor(snap(most * units)),
            )
        )
    return tuple(found)


def _said(view: UnitView, concept: str) -> tuple[tuple[float, float], str] | None:
    """Return the bounds of the share of units that findings give, and the level of these units."""
    observed = share_of_units(view, {"concept": concept})
    levels = [
        str(reason.facts["level"])
        for reason in observed.because
        if reason.code is Because.QUANTIFIER
    ]
    share = _share(observed)
    return None if share is None or not levels else (share, levels[0])
