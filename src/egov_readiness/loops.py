"""Find references that lead back to where they began."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

__all__ = ["find_loops"]


def find_loops(references: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Return the loops among references, each once, as the names along it.

    References to names that refer to nothing are followed no further.

    Args:
        references: for each name, the names that it refers to.

    Returns:
        The loops; empty when there are none.  A name in several loops is reported in one.

    >>> find_loops({"a": ["b"], "b": ["a"], "c": ["a"]})
    [('a', 'b')]
    """
    remaining = {name: set(targets) for name, targets in references.items()}
    found = []
    while True:
        try:
            TopologicalSorter(remaining).prepare()
        except CycleError as error:
            loop: list[str] = error.args[1][:-1]
            start = loop.index(min(loop))
            # graphlib reports a loop against the direction of the references.
            forward = [*loop[start:], *loop[:start]]
            found.append((forward[0], *reversed(forward[1:])))
            for name in loop:
                remaining.pop(name, None)
        else:
            return sorted(found)
