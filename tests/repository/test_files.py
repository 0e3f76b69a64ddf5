"""Rules about every committed file."""

import io
import re
import shutil
import subprocess
import tokenize
import unicodedata
from pathlib import Path

import pytest

# Hosts of package registries, and folders of somebody's machine, written in parts so that this
# file does not name what it forbids.
FORBIDDEN = re.compile(
    r"py" + r"pi\.org|python" + r"hosted\.org|npm" + r"js\.|ana" + r"conda\.org|deb" + r"ian\.org"
    r"|(?<![\w.~-])/(?:work|root|home|Users|tmp|opt)/"
)
SUPPRESSION = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|(?:type|pyright):\s*ignore(?:\[[\w, -]*\])?"
    r"|pragma:\s*no (?:cover|branch))"
)
# An entry of a list of lint exceptions that ends without saying why.
UNREASONED_EXCEPTION = re.compile(r'^\s+"[A-Z]+\d*",?\s*$', re.MULTILINE)


@pytest.fixture(scope="module")
def committed(project) -> list[Path]:
    """Every file that is, or is about to be, committed."""
    if shutil.which("git") is None or not (project / ".git").exists():
        pytest.skip("git lists the files of a checkout; here is no git, or no checkout")
    run = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=project,
        capture_output=True,
        check=True,
    )
    names = [name for name in run.stdout.decode().split("\0") if name]
    return [project / name for name in names if (project / name).is_file()]


def test_no_file_names_a_registry_host_or_a_path_of_a_machine(committed):
    found = [
        f"{path}:{number}"
        for path in committed
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if FORBIDDEN.search(line)
    ]
    assert found == []


def test_every_file_is_utf_8_in_normal_form_with_unix_line_ends(committed):
    for path in committed:
        text = path.read_bytes().decode("utf-8")
        assert "\r" not in text, path
        assert not text.startswith("\ufeff"), path
        assert unicodedata.is_normalized("NFC", text), path


def test_every_suppression_says_why(committed):
    unreasoned = []
    for path in committed:
        if path.suffix != ".py":
            continue
        source = io.StringIO(path.read_text(encoding="utf-8"))
        for token in tokenize.generate_tokens(source.readline):
            rest, suppressions = SUPPRESSION.subn("", token.string)
            if token.type == tokenize.COMMENT and suppressions and not re.search(r"\w", rest):
                unreasoned.append(f"{path}:{token.start[0]}")
    assert unreasoned == []


def test_every_lint_exception_of_the_project_says_why(project):
    configuration = (project / "pyproject.toml").read_text(encoding="utf-8")
    assert UNREASONED_EXCEPTION.findall(configuration) == []
