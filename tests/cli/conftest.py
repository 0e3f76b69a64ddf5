"""The command line, run in the project folder with what it prints."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from egov_readiness.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in the project folder: exit code, standard output, standard error."""
    monkeypatch.chdir(project)
    monkeypatch.setenv("COLUMNS", "120")

    def called(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return called


@pytest.fixture
def rows() -> Callable[[str], list[dict[str, str]]]:
    """Reads CSV."""
    return lambda text: [*csv.DictReader(io.StringIO(text))]
