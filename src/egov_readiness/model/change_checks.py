"""The check that changes of units are borne out by what the units were before and after."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from egov_readiness.errors import Problem
from egov_readiness.model.changes import UnitChange, UnitChangeKind
from egov_readiness.model.survey import Survey
from egov_readiness.model.units import AdministrativeUnit

__all__ = ["change_problems"]


_SECOND_DAY: Final = date.min + timedelta(days=1)
"""The first day that has a day before it."""


def change_problems(survey: Survey) -> Iterator[Problem]:
    """Yield a problem for each change that the versions of units do not bear out.

    Args:
        survey: the survey.

    >>> from egov_readiness.kinds import Text
    >>> [*change_problems(Survey(id="s", title=Text({"en": "Example"})))]
    []
    """
    units = {unit.id: unit for unit in survey.units}
    for index, change in enumerate(survey.unit_changes):
        eve = max(change.effective_on, _SECOND_DAY) - timedelta(days=1)
        for number, link in enumerate(change.links):
            for name, identity, day in (
                ("before", link.before, eve),
                ("after", link.after, change.effective_on),
            ):
                path = f"unit_changes/{index}/links/{number}/{name}"
                unit = units.get(identity or "")
                if unit is None:
                    continue  # nothing is linked, or the reference leads nowhere
                held = unit.at(day, None)
                if held is None:
                    message = f"{unit.id} does not exist on {day}"
                    hint = "check the validity of its versions and the day of the change"
                    yield Problem("change-without-unit", path, message, hint)
                elif change.kind.keeps_the_unit and name == "after" and unit.at(eve, None) is held:
                    message = f"no version of {unit.id} begins on {change.effective_on}"
                    yield Problem("change-without-version", path, message, "add what it became")
        place = f"unit_changes/{index}"
        match change.kind:
            case UnitChangeKind.CREATE:
                yield from _was_there(change, eve, place, units)
            case UnitChangeKind.MERGE:
                yield from _goes_on(change, eve, place, units)
                yield from _lives_on(change, place, units)
            case UnitChangeKind.ABOLISH:
                yield from _lives_on(change, place, units)
    yield from _shared_twice(survey)


def _shared_twice(survey: Survey) -> Iterator[Problem]:
    """Yield a problem where two changes of one day give shares of the same unit."""
    first: dict[tuple[date, str], str] = {}
    for index, change in enumerate(survey.unit_changes):
        for after, came_from in change.predecessors().items():
            if all(share is None for share in came_from.values()):
                continue
            other = first.setdefault((change.effective_on, after), change.id)
            if other != change.id:
                message = f"{other} gives shares of {after} on the same day"
                hint = "give the shares of a unit in one change"
                yield Problem("shares-of-two-changes", f"unit_changes/{index}/links", message, hint)


_Units = Mapping[str, AdministrativeUnit]


def _was_there(change: UnitChange, eve: date, place: str, units: _Units) -> Iterator[Problem]:
    """Yield a problem for each unit that a change creates and that was there before it."""
    for number, link in enumerate(change.links):
        unit = None if link.before == link.after else units.get(link.after or "")
        if unit is not None and unit.at(eve, None) is not None:
            message = f"{unit.id} is there on {eve} already"
            hint = "begin its first version on the day of the change"
            path = f"{place}/links/{number}/after"
            yield Problem("created-unit-was-there", path, message, hint)


def _goes_on(change: UnitChange, eve: date, place: str, units: _Units) -> Iterator[Problem]:
    """Yield a problem for each unit that takes others up and is not linked to itself."""
    for identity, came_from in change.predecessors().items():
        unit = units.get(identity)
        if unit is not None and unit.at(eve, None) is not None and identity not in came_from:
            message = f"{identity} is there on {eve}, and is not linked to itself"
            hint = "link a unit that goes on to itself"
            yield Problem("not-linked-to-itself", f"{place}/links", message, hint)


def _lives_on(change: UnitChange, place: str, units: _Units) -> Iterator[Problem]:
    """Yield a problem for each unit that a change ends and that is still there."""
    afters = {link.after for link in change.links}
    for number, link in enumerate(change.links):
        unit = units.get(link.before or "")
        if unit is None or unit.id in afters:
            continue
        if unit.at(change.effective_on, None) is not None:
            message = f"{unit.id} is still there on {change.effective_on}"
            hint = "end its version on that day, or link it to itself"
            yield Problem("ended-unit-lives-on", f"{place}/links/{number}/before", message, hint)
