"""What became of administrative units: merged, split, renamed, recoded, abolished (domain 3.2)."""

import math
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import MinLen
from attrs import frozen

from egov_readiness.arithmetic import snap
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import Code, Line, Share, UnitId
from egov_readiness.model.record import Record

__all__ = ["ChangeLink", "UnitChange", "UnitChangeKind"]


class UnitChangeKind(StrEnum):
    """What kind of change it is.

    A unit that is reclassified (a town becomes a city), renamed or recoded stays the same unit.
    """

    CREATE = "create"
    RECLASSIFY = "reclassify"
    RENAME = "rename"
    RECODE = "recode"
    MERGE = "merge"
    SPLIT = "split"
    TRANSFER_PART = "transfer_part"
    ABOLISH = "abolish"

    @property
    def keeps_the_unit(self) -> bool:
        """Whether the unit only gets another class, name or code."""
        return self in {UnitChangeKind.RECLASSIFY, UnitChangeKind.RENAME, UnitChangeKind.RECODE}


@frozen(kw_only=True)
class ChangeLink(Checked):
    """That a unit came, wholly or in part, from an earlier one.

    Attributes:
        before: the unit as it was; empty if the later unit came from none that is known.
        after: the unit that came from it; empty if nothing did.
        share: the share of the later unit that came from the earlier one, as the change measures
            it; empty where nobody said.

    >>> ChangeLink(before="da-teh", after="da-huoai").share is None
    True
    """

    before: UnitId | None = None
    after: UnitId | None = None
    share: Share | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if it links nothing, or if a share is of nothing."""
        if self.before is None and self.after is None:
            yield Problem("links-nothing", "before", "neither unit is named", "name at least one")
        elif self.share is not None and (self.before is None or self.after is None):
            yield Problem("share-of-nothing", "share", "a share links two units", "name both")


@frozen(kw_only=True)
class UnitChange(Record):
    """A change of one or several units on one day, with who came from whom.

    Links are many to many: a new commune may draw on two districts, and a district may end in
    several communes.  A unit that goes on is linked to itself, so that a merger into one of the
    units names that one as well.

    Attributes:
        kind: what kind of change it is.
        effective_on: the first day on which it holds.
        links: which unit came from which.
        share_of: what shares are measured in, such as ``population`` or ``area``.
        document: the number of the document that decides it.

    >>> from egov_readiness.dates import PartialDate
    >>> day = PartialDate("2024-10-24")
    >>> merger = UnitChange(id="da-huoai-2024", kind=UnitChangeKind.MERGE,
    ...     effective_on=date(2024, 12, 1), observed_on=day, recorded_on=day,
    ...     links=tuple(ChangeLink(before=unit, after="da-huoai")
    ...                 for unit in ("da-huoai", "da-teh", "cat-tien")))
    >>> merger.predecessors()["da-huoai"]["cat-tien"] is None
    True
    """

    kind: UnitChangeKind
    effective_on: date
    links: Annotated[tuple[ChangeLink, ...], MinLen(1)]
    share_of: Line | None = None
    document: Code | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem for each link that its kind does not allow, and for wrong shares."""
        pairs = [(link.before, link.after) for link in self.links]
        for index, link in enumerate(self.links):
            problem = self._wrong(link)
            if problem is not None:
                yield Problem(self.kind.value, f"links/{index}", problem, _HINTS[self.kind])
            if pairs.index(pairs[index]) != index:
                message = "the same two units are linked a second time"
                yield Problem("linked-twice", f"links/{index}", message, "link them once")
        befores = [link.before for link in self.links if link.before is not None]
        afters = [link.after for link in self.links if link.after is not None]
        if self.kind is UnitChangeKind.MERGE and len({*befores}) < 2:
            message = "fewer than two units are merged"
            yield Problem("merge", "links", message, _HINTS[self.kind])
        if self.kind is UnitChangeKind.SPLIT and len({*afters}) < 2:
            message = "it is split into fewer than two units"
            yield Problem("split", "links", message, _HINTS[self.kind])
        for after, came_from in self.predecessors().items():
            shares = [share for share in came_from.values() if share is not None]
            total = snap(math.fsum(shares))
            # A unit that gets a part goes on as well, whether or not it is linked to itself.
            goes_on = self.kind is UnitChangeKind.TRANSFER_PART and after not in came_from
            open_ended = goes_on or after in self.of_unknown_origin()
            whole = len(shares) == len(came_from) and not open_ended
            if total > 1 or (whole and shares and total != 1):
                message = f"the shares of {after} add up to {total!r}"
                yield Problem("shares-not-whole", "links", message, "the shares of a unit make 1")

    def _wrong(self, link: ChangeLink) -> str | None:
        """Return what is wrong with a link of a change of this kind; ``None`` if nothing is."""
        if self.kind.keeps_the_unit:
            return None if link.before == link.after else "it links two different units"
        if self.kind is UnitChangeKind.ABOLISH:
            return None if link.before is not None else "it names no unit that ends"
        if link.after is None:
            return "it names no unit that comes of it"
        if self.kind is not UnitChangeKind.CREATE and link.before is None:
            return "it names no earlier unit"
        return None

    def predecessors(self) -> dict[str, dict[str, float | None]]:
        """Return the units that each later unit came from, with their shares where given."""
        found: dict[str, dict[str, float | None]] = {}
        for link in self.links:
            if link.before is not None and link.after is not None:
                found.setdefault(link.after, {})[link.before] = link.share
        return found

    def of_unknown_origin(self) -> frozenset[str]:
        """Return the later units that came, wholly or in part, from none that is known."""
        return frozenset(
            link.after for link in self.links if link.before is None and link.after is not None
        )


_HINTS: Final = {
    UnitChangeKind.CREATE: "name the new unit as after, and as before what it came from, if known",
    UnitChangeKind.RECLASSIFY: "name the unit as before and as after",
    UnitChangeKind.RENAME: "name the unit as before and as after",
    UnitChangeKind.RECODE: "name the unit as before and as after",
    UnitChangeKind.MERGE: "give one link for every unit that is merged",
    UnitChangeKind.SPLIT: "give one link for every unit that it is split into",
    UnitChangeKind.TRANSFER_PART: "name the unit that gives as before, the one that gets as after",
    UnitChangeKind.ABOLISH: "name the unit that ends as before",
}
