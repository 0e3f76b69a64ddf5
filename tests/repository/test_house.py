"""Rules about the house: layers, rooms, names, and tests that mirror them."""

import subprocess
import sys
from pathlib import Path

import egov_readiness

LARGEST_MODULE = 480
MOST_NAMES = 40
# Test folders that mirror no room; tests/README.md says what each holds.
OTHER_TESTS = {"engines", "examples", "laws", "reference", "repository", "typing"}


def modules(project: Path) -> dict[str, Path]:
    """Every module of the package by its path inside it."""
    package = project / "src" / "egov_readiness"
    return {path.relative_to(package).as_posix(): path for path in sorted(package.rglob("*.py"))}


def test_imports_go_one_way(project):
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_module_has_its_test_file(project):
    places = [
        Path(name) for name in modules(project) if not name.endswith(("__init__.py", "__main__.py"))
    ]
    missing = [
        place.as_posix()
        for place in places
        if not (project / "tests" / place.parent / f"test_{place.name}").exists()
    ]
    assert missing == []


def test_every_test_folder_mirrors_a_room_or_is_described(project):
    rooms = {name.split("/")[0] for name in modules(project) if "/" in name}
    folders = {path.parent.name for path in (project / "tests").glob("*/test_*.py")}
    readme = (project / "tests" / "README.md").read_text(encoding="utf-8")
    assert folders - rooms - OTHER_TESTS == set()
    assert [name for name in sorted(OTHER_TESTS) if f"`tests/{name}/`" not in readme] == []


def test_no_module_outgrows_its_reason(project):
    sizes = {
        name: len(path.read_text(encoding="utf-8").splitlines())
        for name, path in modules(project).items()
    }
    assert {name: size for name, size in sizes.items() if size > LARGEST_MODULE} == {}


def test_packaged_rulebooks_are_data_without_code(project):
    folder = project / "src" / "egov_readiness" / "rulebooks"
    assert {path.suffix for path in folder.iterdir()} == {".toml"}


def test_the_front_offers_few_names_and_all_of_them_load():
    assert len(egov_readiness.__all__) <= MOST_NAMES
    for name in egov_readiness.__all__:
        assert getattr(egov_readiness, name) is not None


def test_importing_the_package_loads_no_heavy_package():
    program = """
import sys
before = set(sys.modules)
import egov_readiness
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(loaded & {"numpy", "cattrs", "cattr", "attrs", "attr", "cyclopts", "rich"}))
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == []


def test_the_front_loads_neither_numpy_nor_a_command_line_for_a_score():
    program = """
import sys
from datetime import date
import egov_readiness as egov
table = egov.load_table({"unit": ["a"], "osi": [0.5], "tii": [0.5], "hci": [0.5]})
egov.score(table, egov.load_rulebook("un-egdi"), as_of=date(2022, 7, 1))
loaded = {name.partition(".")[0] for name in sys.modules}
print(*sorted(loaded & {"numpy", "cyclopts", "rich", "hypothesis", "sphinx", "tomli_w"}))
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == []
