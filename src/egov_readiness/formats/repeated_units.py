"""Which rows of a file of any size are about a unit that stood there before, told on disk."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import Final

from egov_readiness.errors import from_extra
from egov_readiness.formats.files import naming
from egov_readiness.formats.listed import MOST_PROBLEMS

with from_extra("tables", "scoring files of any size"):
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["RepeatedUnits"]

_PARTS: Final = 64
"""In how many parts the rows are looked at, each by itself."""


class RepeatedUnits:
    """The units of rows as they come, by sixteen bytes for each in temporary files.

    Args:
        files: removes what is opened.

    >>> with ExitStack() as files:
    ...     units = RepeatedUnits(files)
    ...     units.add(np.array([70, 80, 70]), np.array([2, 3, 4]))
    ...     units.first()
    (frozenset({70}), 1)
    """

    def __init__(self, files: ExitStack) -> None:
        self._folder = Path(gettempdir())
        self._files = ExitStack()
        files.callback(self._close)
        self._parts = [self._files.enter_context(TemporaryFile()) for _ in range(_PARTS)]  # noqa: SIM115  # the stack closes them

    def _close(self) -> None:
        with naming(self._folder):  # what could not be written is tried again
            self._files.close()

    def add(self, hashes: NDArray[np.int64], numbers: NDArray[np.int64]) -> None:
        """Take in the units of some rows.

        Args:
            hashes: one for each row, the same for the same unit.
            numbers: the number of each row.

        Raises:
            OSError: if the system refuses, such as where the disk is full; it names the folder.
        """
        parts = hashes % _PARTS
        order = np.argsort(parts, kind="stable")
        pairs = np.stack((hashes, numbers), axis=1)[order]
        ends = np.searchsorted(parts[order], np.arange(_PARTS + 1))
        with naming(self._folder):
            for part, file in enumerate(self._parts):
                file.write(pairs[ends[part] : ends[part + 1]].tobytes())

    def first(self) -> tuple[frozenset[int], int]:
        """Tell which rows have a hash that an earlier row has.

        Returns:
            The hashes of the first hundred such rows, and how many rows there are.
        """
        first = np.empty((0, 2), np.int64)
        count = 0
        for file in self._parts:
            with naming(self._folder):
                file.seek(0)
                pairs = np.frombuffer(file.read(), np.int64).reshape(-1, 2)
            pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
            again = pairs[1:][pairs[1:, 0] == pairs[:-1, 0]]
            count += len(again)
            first = np.concatenate([first, again])
            first = first[np.argsort(first[:, 1])[:MOST_PROBLEMS]]
        return frozenset(first[:, 0].tolist()), count
