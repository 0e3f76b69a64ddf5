"""Applications: the software a unit runs, and how much of the work goes through it."""

from collections.abc import Iterator
from enum import StrEnum

from attrs import frozen

from egov_readiness.dates import PartialDate
from egov_readiness.errors import Problem
from egov_readiness.kinds import Count, Line
from egov_readiness.model.infrastructure import not_more_than
from egov_readiness.model.record import UnitRecord

__all__ = ["Application", "ApplicationKind"]


class ApplicationKind(StrEnum):
    """What an application is for."""

    DOCUMENT_MANAGEMENT = "document_management"
    EMAIL = "email"
    ONE_STOP_SHOP = "one_stop_shop"
    PORTAL = "portal"
    ACCOUNTING = "accounting"
    OTHER = "other"


@frozen(kw_only=True)
class Application(UnitRecord):
    """An application that a unit has, with how much it is used.

    Attributes:
        kind: what it is for.
        name: what it is called.
        organisation: the office that runs it; ``None`` for the unit as a whole.
        deployed_on: when it came into service; ``None`` where that is unknown.
        accounts: how many accounts were given out.
        active_accounts: how many of them were used in the period observed.
        documents: how many documents the unit handled in the period observed.
        documents_electronic: how many of them were handled electronically.

    >>> Application(id="a", unit="di-linh", kind=ApplicationKind.EMAIL, accounts=50,
    ...     active_accounts=20,
    ...     observed_on=PartialDate("2009-05"), recorded_on=PartialDate("2009-06")).accounts
    50
    """

    kind: ApplicationKind
    name: Line | None = None
    organisation: Line | None = None
    deployed_on: PartialDate | None = None
    accounts: Count = None
    active_accounts: Count = None
    documents: Count = None
    documents_electronic: Count = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if more is used than there is."""
        yield from not_more_than("active_accounts", self.active_accounts, "accounts", self.accounts)
        yield from not_more_than(
            "documents_electronic", self.documents_electronic, "documents", self.documents
        )
