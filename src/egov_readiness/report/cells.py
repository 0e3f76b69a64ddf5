"""What stands in a cell or a note of a table: points, names, how many of each kind."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from egov_readiness.report.wording import Wording
from egov_readiness.report.words import WORDS

__all__ = ["counted", "joined", "limited_points"]


def limited_points(points: float | None, wording: Wording) -> str:
    """Return points, or that nothing limits them.

    Args:
        points: the points; ``None`` where they have no limit.
        wording: how they are written.
    """
    return "no limit" if points is None else wording.points(points)


def joined(names: Iterable[str]) -> str:
    """Return names in one cell, and a dash where there are none.

    Args:
        names: the names.

    >>> joined(["a", "b"]), joined([])
    ('a, b', '–')
    """
    return ", ".join(names) or "–"


def counted(category: str, members: Iterable[StrEnum]) -> str:
    """Return how many there are of each kind, in the order in which the kinds come first.

    Args:
        category: the category of words that the kinds have.
        members: the kind of each.

    >>> from egov_readiness.observations import State
    >>> counted("state", [State.KNOWN, State.UNKNOWN, State.KNOWN])
    'known: 2, unknown: 1'
    """
    words = WORDS[category]
    return ", ".join(
        f"{words[member.value]['en']}: {times}" for member, times in Counter(members).items()
    )
