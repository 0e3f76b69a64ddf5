"""Reading whole published tables."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

Rows = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="session")
def rows(reference_data: Path) -> Rows:
    """Read a published table by its place among the reference data."""

    def rows(name: str) -> list[dict[str, str]]:
        path = reference_data / name
        if not path.is_file():
            pytest.skip(f"no {name} among the reference data")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [*csv.DictReader(file)]

    return rows
