"""The days on which a rulebook is valid, and those on which it changes."""

from datetime import date

from egov_readiness.dates import check_day
from egov_readiness.errors import Problem, RulebookError
from egov_readiness.rules.aggregation import Gate
from egov_readiness.rules.dated import turning_days
from egov_readiness.rules.methods import dated_numbers
from egov_readiness.rules.rulebook import Rulebook

__all__ = ["all_turning_days", "check_valid"]


def check_valid(rulebook: Rulebook, day: date) -> None:
    """Refuse a day on which a rulebook is not valid.

    Args:
        rulebook: the rulebook.
        day: the date that is scored.

    Raises:
        RulebookError: if it is not valid on the day.
        UsageError: if the day is no calendar day.

    >>> from egov_readiness import load_rulebook
    >>> check_valid(load_rulebook("un-egdi"), date(2022, 7, 1))
    """
    check_day("as_of", day)
    valid = rulebook.valid
    if not valid.contains(day):
        since = "" if valid.since is None else f"from {valid.since} on"
        until = "" if valid.until is None else f"until before {valid.until}"
        hint = f"it is valid {' '.join(filter(None, (since, until)))}"
        message = f"{rulebook.id} {rulebook.version} is not valid on {day}"
        raise RulebookError([Problem("not-valid", f"{rulebook.id}:valid", message, hint)])


def all_turning_days(rulebook: Rulebook) -> set[date]:
    """Return the days on which some number or gate of the rulebook changes.

    Args:
        rulebook: the rulebook.

    >>> from egov_readiness import load_rulebook
    >>> sorted(all_turning_days(load_rulebook("lam-dong-2009")))
    [datetime.date(2008, 10, 3), datetime.date(2010, 1, 1)]
    """
    days = set(turning_days(rulebook.decimals))
    for node in rulebook.nodes:
        days.update(turning_days(node.weight))
    for indicator in rulebook.indicators:
        for dated in dated_numbers(indicator.method).values():
            days.update(turning_days(dated))
    modifiers = [modifier for group in rulebook.groups for modifier in group.modifiers]
    gates = [modifier for modifier in modifiers if isinstance(modifier, Gate)]
    days.update(day for gate in gates for day in (gate.since, gate.until) if day is not None)
    return days
