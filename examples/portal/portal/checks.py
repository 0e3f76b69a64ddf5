"""What is wrong with evidence before it is kept, in words for whoever sends it."""

from collections.abc import Iterator

import attrs

import egov_readiness as egov
from egov_readiness.model import Evidence
from egov_readiness.observations import ObservationRow, from_quantity, known
from egov_readiness.rules import Indicator
from egov_readiness.scoring.one import attain_unit
from portal.store import Document, evidence_there_already

SET_HERE = ("recorded_on", "withdrawn_on")
"""What the portal says of evidence, and nobody else."""


def problems_of_form(item: Document) -> Iterator[egov.Problem]:
    """Yield what a portal asks of evidence beyond what a survey does."""
    for name in SET_HERE:
        if name in item:
            yield egov.Problem("set-here", f"/{name}", f"the portal says {name!r}", "leave it out")
    identity = str(item.get("id"))
    if "/" in identity or "\0" in identity or identity in {".", ".."}:
        message = "it stands in addresses, as in that of its withdrawal"
        yield egov.Problem("malformed", "/id", message, "no / and no NUL, nor only dots")


def of_item(problem: egov.Problem, item: Document) -> egov.Problem:
    """Return a problem of a survey as one of its first evidence, all that its sender knows of."""
    if problem.code == "duplicate-id":
        return evidence_there_already(item.get("id"))
    path = problem.path.removeprefix("/evidence/0") or "document"
    # The portal has said the one date, so the other one is wrong.
    return attrs.evolve(problem, path="/observed_on" if path == "/recorded_on" else path)


def problems_of_rules(item: Evidence, scorer: egov.Scorer) -> Iterator[egov.Problem]:
    """Yield why a rulebook could not score by evidence, as it stands by itself.

    That is asked whatever other evidence goes before it today, and whether or not the unit is of
    a kind that the rulebook asks: either may change, and then it would stop every score.
    """
    rulebook = scorer.rulebook
    day = max(item.observed_on.last_day, rulebook.valid.since or item.observed_on.last_day)
    if not rulebook.valid.contains(day):
        return
    plan = attrs.evolve(scorer.plan(day), restricted=())
    stated = from_quantity(item.value) if item.option is None else known(item.option)
    for indicator in rulebook.indicators:
        if _concept(indicator) == item.concept:
            out = attain_unit(plan, ObservationRow(item.unit, {indicator.code: stated}))
            place = "/value" if item.option is None else "/option"
            for problem in out.problems:
                if problem.path == indicator.code:
                    message = f"{rulebook.id} {indicator.code}: {problem.message}"
                    yield attrs.evolve(problem, path=place, message=message)


def _concept(indicator: Indicator) -> object:
    """Return the concept whose direct evidence an indicator is observed by, if it is."""
    measure = indicator.measure or {"name": "evidence.value"}
    if measure["name"] != "evidence.value" or indicator.members is not None:
        return None
    return measure.get("concept", indicator.code)
