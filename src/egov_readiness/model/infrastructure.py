"""Infrastructure: what is installed, what is connected, what works and what is used."""

from collections.abc import Iterator
from enum import StrEnum

from attrs import frozen

from egov_readiness.errors import Problem
from egov_readiness.kinds import Amount, Between, Code, Count, Line, NotApplicable
from egov_readiness.model.record import UnitRecord

__all__ = ["NETWORK_KINDS", "InfrastructureItem", "InfrastructureKind", "not_more_than"]


class InfrastructureKind(StrEnum):
    """What kind of equipment or network it is.

    ``SPECIALISED_DATA_NETWORK`` is the data transmission network of state bodies (mạng truyền
    số liệu chuyên dùng).
    """

    WORKSTATION = "workstation"
    LAN = "lan"
    WAN = "wan"
    SPECIALISED_DATA_NETWORK = "specialised_data_network"
    INTERNET = "internet"
    SERVER_ROOM = "server_room"
    FIREWALL = "firewall"
    BACKUP = "backup"
    SCANNER = "scanner"
    DIGITAL_SIGNATURE = "digital_signature"
    VIDEO_CONFERENCE = "video_conference"


NETWORK_KINDS = frozenset(
    {
        InfrastructureKind.LAN,
        InfrastructureKind.WAN,
        InfrastructureKind.SPECIALISED_DATA_NETWORK,
        InfrastructureKind.INTERNET,
    }
)
"""The kinds to which something is connected, so that only what is connected can be in use."""


def not_more_than(
    part_name: str, part: Amount, whole_name: str, whole: Amount
) -> tuple[Problem, ...]:
    """Return a problem if a part is surely more than the whole.

    Bounded quantities contradict each other only if no values within the bounds agree; unknown
    and not applicable quantities contradict nothing.

    Args:
        part_name: the field of the part.
        part: the part.
        whole_name: the field of the whole.
        whole: the whole.

    >>> [problem.code for problem in not_more_than("in_use", 5, "working", 4)]
    ['part-exceeds-whole']
    """
    if part is None or whole is None:
        return ()
    if isinstance(part, NotApplicable) or isinstance(whole, NotApplicable):
        return ()
    least = part.low if isinstance(part, Between) else part
    most = whole.high if isinstance(whole, Between) else whole
    if least <= most:
        return ()
    message = f"{part_name} is {part}, which is more than {whole_name}, {whole}"
    hint = f"{part_name} counts some of {whole_name}; check both"
    return (Problem("part-exceeds-whole", part_name, message, hint),)


@frozen(kw_only=True)
class InfrastructureItem(UnitRecord):
    """The state of one kind of equipment or network in a unit, as counts.

    Presence is not use: the four counts are kept apart, and each may be known, bounded, unknown
    or not applicable.  For a network the counts are those of the offices or workstations to be
    connected.

    Attributes:
        kind: what it is.
        organisation: the office it belongs to; ``None`` for the unit as a whole.
        eligible: how many there should be, or how many should be connected.
        installed: how many there are.
        connected: how many are connected; for networks.
        working: how many of the installed ones work.
        in_use: how many of the working ones are used in daily work.
        capacity: the capacity, such as a bandwidth.
        capacity_unit: the unit of measure of the capacity, such as ``Mbit/s``.

    >>> from egov_readiness.dates import PartialDate
    >>> InfrastructureItem(id="i", unit="di-linh", kind=InfrastructureKind.LAN, eligible=20,
    ...     connected=18, working=17, in_use=5,
    ...     observed_on=PartialDate("2009-06"), recorded_on=PartialDate("2009-06")).in_use
    5
    """

    kind: InfrastructureKind
    organisation: Line | None = None
    eligible: Count = None
    installed: Count = None
    connected: Count = None
    working: Count = None
    in_use: Count = None
    capacity: Amount = None
    capacity_unit: Code | None = None

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem for each pair of counts that contradict each other (domain 5.4)."""
        yield from not_more_than("working", self.working, "installed", self.installed)
        yield from not_more_than("connected", self.connected, "installed", self.installed)
        yield from not_more_than("connected", self.connected, "eligible", self.eligible)
        yield from not_more_than("in_use", self.in_use, "working", self.working)
        yield from not_more_than("in_use", self.in_use, "installed", self.installed)
        if self.kind in NETWORK_KINDS:
            yield from not_more_than("in_use", self.in_use, "connected", self.connected)
            if not isinstance(self.connected, NotApplicable):
                yield from not_more_than("in_use", self.in_use, "eligible", self.eligible)
        if self.capacity is not None and self.capacity_unit is None:
            yield Problem(
                "capacity-without-unit",
                "capacity_unit",
                "a capacity is given without its unit of measure",
                "for example Mbit/s",
            )
