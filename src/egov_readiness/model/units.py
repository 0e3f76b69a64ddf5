"""Administrative units: opaque identities with dated versions."""

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import field, frozen

from egov_readiness.dates import PartialDate, Period
from egov_readiness.describe import Checked
from egov_readiness.errors import Problem
from egov_readiness.kinds import Code, Line, Text, UnitId, own_mapping
from egov_readiness.model.record import counts

__all__ = ["AdministrativeUnit", "UnitVersion"]


def _own_codes(codes: Mapping[str, str]) -> Mapping[str, str]:
    # Not generic, so that type checkers see what the field takes.
    return own_mapping(codes)


@frozen(kw_only=True)
class UnitVersion(Checked):
    """What a unit was during one time: its level, kind, name, codes and parent.

    Names and codes are re-used by other units over time, so neither is an identity.

    Attributes:
        valid: from when to when this version held.
        level: the administrative level, such as ``province``, ``district`` or ``commune``.
        kind: the legal kind in the country's own words, such as ``huyện`` or ``thị xã``.
        name: the name, without the kind.
        codes: its code in each code scheme, such as ``vn-gso-district``; texts, zeros kept.
        parent: the identity of the unit it belongs to.
        tags: territory tags such as ``mountain`` or ``remote``.
        observed_on: when it was seen to be so; may be later than the validity begins.
        recorded_on: when it was put on record.

    >>> UnitVersion(
    ...     level="district", kind="huyện", name=Text({"vi": "Di Linh"}),
    ...     codes={"vn-gso-district": "679"},
    ...     observed_on=PartialDate("2009-06-11"), recorded_on=PartialDate("2009-06"),
    ... ).codes["vn-gso-district"]
    '679'
    """

    valid: Period = Period()
    level: Code
    kind: Line
    name: Text
    codes: Mapping[Code, Code] = field(factory=dict, converter=_own_codes)
    parent: UnitId | None = None
    tags: tuple[Code, ...] = ()
    observed_on: PartialDate
    recorded_on: PartialDate

    def __hash__(self) -> int:
        """Hash by what every version has; the mapping of codes is not hashable."""
        return hash((self.valid, self.level, self.kind, self.name, self.parent, self.tags))


@frozen(kw_only=True)
class AdministrativeUnit(Checked):
    """A unit of administration that is scored, followed through time under one identity.

    Attributes:
        id: the opaque identity, such as ``di-linh``; it never changes and is never re-used.
        versions: what it was, in order of time; no two versions hold on the same day.

    >>> AdministrativeUnit(id="di-linh", versions=()).at(date(2009, 6, 11), None) is None
    True
    """

    id: UnitId
    versions: tuple[UnitVersion, ...]

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if two versions hold on the same day."""
        for index, version in enumerate(self.versions):
            for earlier in self.versions[:index]:
                if version.valid.overlaps(earlier.valid):
                    yield Problem(
                        "versions-overlap",
                        f"versions/{index}/valid",
                        f"two versions of {self.id} hold on the same day",
                        "end the earlier version on the day the later one begins",
                    )

    def at(self, as_of: date, known_on: date | None) -> UnitVersion | None:
        """Return the version that holds on a day, as far as it was known.

        A version holds from its own validity on, whenever it was observed.

        Args:
            as_of: the day.
            known_on: the last day of knowledge; ``None`` for no cut-off.
        """
        for version in self.versions:
            if version.valid.contains(as_of) and counts(None, version.recorded_on, as_of, known_on):
                return version
        return None
