"""The README does what it says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = re.findall(r"^    (egov-readiness .*)$", README, re.MULTILINE)


def test_the_two_commands_stand_at_the_top():
    commands = [line.split() for line in README.splitlines()[:6] if line.startswith("    ")]
    assert [words[:2] for words in commands] == [["make", "demo"], ["make", "test"]]


def test_the_readme_shows_python_and_the_command_line():
    assert BLOCKS
    assert COMMANDS


@pytest.mark.parametrize("block", BLOCKS)
def test_the_python_of_the_readme_runs(block, project, monkeypatch):
    monkeypatch.chdir(project)
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_readme_run(command, project):
    program, *arguments = shlex.split(command)
    run = subprocess.run(
        [Path(sys.executable).parent / program, *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout + run.stderr
