"""Inspection rounds, and what follows from them at once: findings and instructions."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from annotated_types import MinLen
from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import Code, Line, Quantifier, Text, UnitId
from egov_readiness.model.record import Record, UnitRecord

__all__ = [
    "Claim",
    "Finding",
    "InspectionPurpose",
    "InspectionRound",
    "InspectionTeam",
    "Instruction",
    "Visit",
]


class InspectionPurpose(StrEnum):
    """What an inspection round is for: to check (kiểm tra), and to urge (đôn đốc)."""

    INSPECT = "inspect"
    URGE = "urge"


@frozen(kw_only=True)
class InspectionRound(Record):
    """One round of visits to some of the units of a territory.

    Attributes:
        organiser: the body that sends the teams, by its office.
        territory: the unit whose units are inspected.
        purposes: what the round is for.
        window: the days of the round.
        subject: what is inspected.
        documents: numbers of the documents it acts on.
    """

    organiser: Line
    territory: UnitId
    purposes: Annotated[tuple[InspectionPurpose, ...], MinLen(1)]
    window: PartialDate
    subject: Text | None = None
    documents: tuple[Code, ...] = ()


@frozen(kw_only=True)
class InspectionTeam(Record):
    """A team of an inspection round; people appear by post, not by name.

    Attributes:
        round: the identity of the round.
        lead: the post of the team's head.
        members: the posts of its members, where they are known.
    """

    round: Code
    lead: Line
    members: tuple[Line, ...] = ()


@frozen(kw_only=True)
class Visit(UnitRecord):
    """A team's visit to a unit, on a day or within a window of days.

    Attributes:
        team: the identity of the team.
        window: when; a window where the text does not say which day.
    """

    team: Code
    window: PartialDate


@frozen(kw_only=True)
class Claim(Checked):
    """What a finding says of a set of units: of how many a statement holds, or does not.

    Attributes:
        concept: the statement, such as ``lan_connected``.
        quantifier: of how many units; a word, never a figure.
        negated: true if it is said *not* to hold of so many units.

    >>> Claim(concept="lan_effective", quantifier=Quantifier.MAJORITY, negated=True).negated
    True
    """

    concept: Code
    quantifier: Quantifier
    negated: bool = False


@frozen(kw_only=True)
class Finding(UnitRecord):
    """What a round or a visit found.

    ``unit`` is the unit the finding speaks of.  A finding with claims over the units of a
    territory speaks of the territory (the province) and is no evidence for any unit within it
    (design S11).

    Attributes:
        round: the identity of the round.
        visit: the identity of the visit, if it was found there.
        statement: the words of the finding.
        claims: what it says of how many units.
        reach: the level of the units that the claims speak of, such as ``district``.
    """

    round: Code | None = None
    visit: Code | None = None
    statement: Text
    claims: tuple[Claim, ...] = ()
    reach: Code | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if claims do not say which units they are about."""
        if self.claims and self.reach is None:
            yield Problem(
                "claims-without-units",
                "reach",
                "it claims something of a number of units without saying of which level",
                "for example district",
            )


@frozen(kw_only=True)
class Instruction(Record):
    """What a body tells others to do because of findings; often without a date.

    Attributes:
        issuer: the body that instructs, by its office.
        addressees: the bodies instructed.
        addressees_open: true if the text's list of addressees ends in "and others".
        statement: what is to be done.
        due: by when; ``None`` is undated, which is reported and never guessed.
        because_of: identities of the findings that led to it.
    """

    issuer: Line
    addressees: Annotated[tuple[Line, ...], MinLen(1)]
    addressees_open: bool = False
    statement: Text
    due: PartialDate | None = None
    because_of: tuple[Code, ...] = ()
