"""Public services offered online, with their level."""

from collections.abc import Iterator
from typing import Annotated

from annotated_types import Ge
from attrs import frozen

from egov_readiness.errors import Problem
from egov_readiness.kinds import Code, Count, Text
from egov_readiness.model.infrastructure import not_more_than
from egov_readiness.model.record import UnitRecord

__all__ = ["PublicService", "ServiceLevel"]

ServiceLevel = Annotated[int, Ge(0)] | None
"""The level of an online service in its scheme; ``None`` is unknown."""


@frozen(kw_only=True)
class PublicService(UnitRecord):
    """An administrative procedure that citizens or firms use, and how far it is online.

    The four Vietnamese levels of 2011 are cumulative: 1 information, 2 forms to download,
    3 filing online, 4 paying online (Decree 43/2011/NĐ-CP).

    Attributes:
        code: the code of the procedure.
        name: what it is called.
        level_scheme: which list of levels is meant, such as ``vn-43-2011``.
        level: the level reached; 0 is not online at all.
        files: how many files were handled in the period observed.
        files_online: how many of them were filed online.

    >>> from egov_readiness.dates import PartialDate
    >>> PublicService(id="s", unit="di-linh", code="1.001", level_scheme="vn-43-2011", level=2,
    ...     observed_on=PartialDate("2012"), recorded_on=PartialDate("2013-01")).level
    2
    """

    code: Code
    name: Text | None = None
    level_scheme: Code
    level: ServiceLevel = None
    files: Count = None
    files_online: Count = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if more files are online than there are."""
        yield from not_more_than("files_online", self.files_online, "files", self.files)
