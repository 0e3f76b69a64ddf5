"""The first problems of a table that may have any number of them, and how many more there are."""

import re
from bisect import insort
from collections.abc import Iterable
from typing import Final

from egov_readiness.errors import Problem

__all__ = ["MOST_PROBLEMS", "Listed", "first_of", "more_problems"]

MOST_PROBLEMS: Final = 100
"""How many problems of a table are listed before the rest are only counted."""


_ROW: Final = re.compile(r":row ([0-9]+)(?::|$)")


class Listed(list[Problem]):
    """The first problems of a table by row; no more are kept than are told, however many there are.

    They may come in any order; those that are not about a row stand first.

    Attributes:
        more: how many there are that are not kept.

    >>> listed = Listed()
    >>> listed.extend([Problem("missing", "table:row 2:unit", "the cell is empty")] * 102)
    >>> len(listed), listed.told("table")[-1].message
    (100, 'and 2 more problems')
    """

    def __init__(self) -> None:
        super().__init__()
        self.more: int = 0

    def append(self, problem: Problem) -> None:
        """Take in a problem.

        Args:
            problem: the problem.
        """
        self.extend((problem,))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take in problems; those that a list of this kind only counts are counted.

        Args:
            problems: the problems.
        """
        if isinstance(problems, Listed):
            self.more += problems.more
        for problem in problems:
            full = len(self) == MOST_PROBLEMS
            self.more += full
            if full and _row(problem) >= _row(self[-1]):
                continue
            if full:
                self.pop()
            insort(self, problem, key=_row)

    def told(self, source: str) -> list[Problem]:
        """Return the problems that are kept, and how many more there are.

        Args:
            source: the name of the table.
        """
        return [*self, *more_problems(self.more, source)]


def first_of(problems: Iterable[Problem], source: str) -> list[Problem]:
    """Return the first problems of a table, and how many more there are.

    Args:
        problems: the problems.
        source: the name of the table.

    >>> problems = [Problem("missing", f"table:row {n}:unit", "the cell is empty")
    ...     for n in range(2, 1002)]
    >>> first_of(problems, "table")[-1].message
    'and 900 more problems'
    """
    listed = Listed()
    listed.extend(problems)
    return listed.told(source)


def more_problems(count: int, source: str) -> list[Problem]:
    """Return what is said of problems that are not listed; nothing if there are none.

    Args:
        count: how many there are.
        source: the name of the table.

    >>> more_problems(2, "table")[0].message, more_problems(0, "table")
    ('and 2 more problems', [])
    """
    return [Problem("more-problems", source, f"and {count} more problems")] if count else []


def _row(problem: Problem) -> int:
    found = _ROW.search(problem.path)
    return int(found[1]) if found else 0
