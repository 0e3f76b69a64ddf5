"""The type checkers agree about the public interface, each at its strictest."""

import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
CHECKERS = {
    "mypy": [BIN / "mypy", "--strict", "tests/typing/public.py"],
    "pyright": [BIN / "pyright", "--pythonpath", sys.executable, "tests/typing/public.py"],
}


@pytest.mark.parametrize("checker", CHECKERS)
def test_the_types_of_the_public_interface_are_as_stated(project, checker):
    run = subprocess.run(
        CHECKERS[checker], cwd=project, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
