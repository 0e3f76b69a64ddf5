"""The invented province of the tutorial: every point worked out by hand, held against the code.

The figures below were worked out with exact fractions and owe nothing to the library. The pages of
the tutorial show them rounded; their tables, their Python and their commands are checked here too.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

import egov_readiness as egov

DISTRICTS = ("hoa-dao", "hoa-sen", "hoa-hue", "hoa-cuc")
PAGES = sorted((Path(__file__).parents[2] / "docs" / "tutorial").glob("*.md"))
WORKED = "worked-example.md"

# Points by indicator, for the four districts in their order; a pair is the least and the most.
POINTS = {
    "plan_issued_in_time": (12, 12, 12, 0),
    "steering_head": (8, 4, 4, 8),
    "workstations": (
        8 * (3 - Fraction(120, 80)) / 2,
        8 * (3 - Fraction(100, 50)) / 2,
        8 * (3 - Fraction(100, 50)) / 2,
        0,
    ),
    "lan_reach": (14, 14 * Fraction(15, 20), 14 * Fraction(15, 20), 14 * Fraction(9, 20)),
    "data_network": (6, 6, 6, 0),
    "backup": (4, 0, 0, 0),
    "trained_district": (
        15 * Fraction(60, 80) / Fraction(9, 10),
        15 * Fraction(27, 60) / Fraction(9, 10),
        15 * Fraction(27, 60) / Fraction(9, 10),
        15 * Fraction(18, 50) / Fraction(9, 10),
    ),
    "trained_commune": (
        15 * Fraction(24, 40) / Fraction(6, 10),
        15 * Fraction(12, 40) / Fraction(6, 10),
        15 * Fraction(12, 40) / Fraction(6, 10),
        (15 * Fraction(12, 40) / Fraction(6, 10), 15 * Fraction(16, 40) / Fraction(6, 10)),
    ),
    "applications_in_service": (10, 6, 6, 4),
    "milestones_met": (15, 15 * Fraction(1, 2), 15 * Fraction(1, 2), 15 * Fraction(1, 2)),
    "milestones_on_time": (10 * Fraction(2, 3), 10 * Fraction(1, 2), 10 * Fraction(1, 2), 0),
    "lan_in_use": (
        20,
        20 * Fraction(12, 20) / Fraction(9, 10),
        20 * Fraction(3, 20) / Fraction(9, 10),
        (0, 20 * Fraction(8, 20) / Fraction(9, 10)),
    ),
    "workstations_in_use": (
        15 * Fraction(75, 100),
        15 * Fraction(40, 80),
        15 * Fraction(40, 80),
        15 * Fraction(15, 75),
    ),
    "lan_utilisation": (0, 0, 0, (0, 0)),  # measured, not scored
    "documents_electronic": (
        18 * Fraction(1800, 3000),
        18 * Fraction(500, 2000),
        18 * Fraction(500, 2000),
        18 * Fraction(120, 1200),
    ),
    "email_in_use": (
        12,
        12 * Fraction(15, 100) / Fraction(2, 10),
        12 * Fraction(15, 100) / Fraction(2, 10),
        Fraction(12, 4),
    ),
    "services_level_2": (10, 6, 6, 3),
}
# Points by group; each is the sum of its indicators but for hosting, where the best case counts.
GROUPS = {
    "policy": (20, 16, 16, 8),
    "hosting": (8, 5, 5, 0),
    "infrastructure": (38, Fraction("25.5"), Fraction("25.5"), Fraction("6.3")),
    "training": (Fraction("27.5"), 15, 15, (Fraction("13.5"), 16)),
    "applications": (10, 6, 6, 4),
    "implementation": (Fraction(65, 3), Fraction("12.5"), Fraction("12.5"), Fraction("7.5")),
    "infrastructure_use": (
        Fraction("31.25"),
        Fraction(125, 6),
        Fraction(65, 6),
        (3, Fraction(107, 9)),
    ),
    "work_online": (Fraction("22.8"), Fraction("13.5"), Fraction("13.5"), Fraction("4.8")),
    "online_services": (10, 6, 6, 3),
}
RESULTS = {
    "readiness": (
        Fraction("95.5"),
        Fraction("62.5"),
        Fraction("62.5"),
        (Fraction("31.8"), Fraction("34.3")),
    ),
    "achievement": (
        Fraction(5143, 60),
        Fraction(317, 6),
        Fraction(257, 6),
        (Fraction("18.3"), Fraction(2447, 90)),
    ),
}
PUBLISHED = {
    "readiness": ("95.5", "62.5", "62.5", None),
    "achievement": ("85.7", "52.8", "42.8", None),
}
BANDS = {
    "readiness": ("good", "average", "average", "weak"),
    "achievement": ("good", "average", "weak", "weak"),
}
BY_HAND = {**POINTS, **GROUPS, **RESULTS}
PARTS = {
    "policy": ("plan_issued_in_time", "steering_head"),
    "infrastructure": ("hosting", "workstations", "lan_reach", "data_network", "backup"),
    "training": ("trained_district", "trained_commune"),
    "applications": ("applications_in_service",),
    "readiness": ("policy", "infrastructure", "training", "applications"),
    "implementation": ("milestones_met", "milestones_on_time"),
    "infrastructure_use": ("lan_in_use", "workstations_in_use", "lan_utilisation"),
    "work_online": ("documents_electronic", "email_in_use"),
    "online_services": ("services_level_2",),
    "achievement": ("implementation", "infrastructure_use", "work_online", "online_services"),
}


@pytest.fixture(scope="module")
def survey(project):
    return egov.load_survey(project / "examples" / "tutorial-province")


@pytest.fixture(scope="module")
def board(survey):
    return egov.score(survey, egov.load_rulebook("lam-dong-2009"))


def ends(points):
    """The least and the most of what was worked out by hand."""
    return points if isinstance(points, tuple) else (points, points)


def float_ends(points):
    return tuple(float(end) for end in ends(points))


def points_of(node):
    """The least and the most points that a node brings to its result."""
    share = node.effective_weight or 0
    return share * (node.low or 0), share * (node.high or 0)


# The work by hand agrees with itself


@pytest.mark.parametrize("whole", PARTS)
def test_by_hand_the_points_of_the_parts_add_up_to_those_of_the_whole(whole):
    for place in range(len(DISTRICTS)):
        parts = [ends(BY_HAND[part][place]) for part in PARTS[whole]]
        least, most = (sum(Fraction(part[end]) for part in parts) for end in (0, 1))
        assert (least, most) == ends(BY_HAND[whole][place]), DISTRICTS[place]


# The code agrees with the work by hand


def test_every_indicator_asked_of_a_district_was_worked_out(board):
    asked = {
        node.code
        for node in board["hoa-dao"].walk()
        if not node.children and node.state.value != "not_applicable"
    }
    # Of the two cases of hosting the better one counts, which is worked out as a group.
    assert asked == {*POINTS, "server_room", "hosted_by_province"}


@pytest.mark.parametrize("code", BY_HAND)
def test_the_points_are_those_worked_out_by_hand(board, code):
    for unit, points in zip(DISTRICTS, BY_HAND[code], strict=True):
        node = board[unit][code]
        assert points_of(node) == pytest.approx(float_ends(points), abs=1e-9), unit
        known = not isinstance(points, tuple)
        assert (node.value is not None) == known, unit


@pytest.mark.parametrize("result", RESULTS)
def test_the_published_scores_and_bands_are_those_worked_out_by_hand(board, result):
    found = [board[unit][result] for unit in DISTRICTS]
    published = [node.published and str(node.published) for node in found]
    assert tuple(published) == PUBLISHED[result]
    assert tuple(node.band for node in found) == BANDS[result]


def test_three_districts_are_known_completely_and_one_is_not(board):
    open_units = {item.unit for item in egov.to_collect(board)}
    assert open_units & set(DISTRICTS) == {"hoa-cuc"}


def test_the_two_districts_that_differ_in_use_alone_differ_in_achievement_alone(board):
    sen, hue = board["hoa-sen"], board["hoa-hue"]
    differing = {
        node.code
        for node in sen.walk()
        if (node.low, node.value, node.high)
        != (hue[node.code].low, hue[node.code].value, hue[node.code].high)
    }
    assert differing == {"achievement", "infrastructure_use", "lan_in_use", "lan_utilisation"}
    assert sen["achievement"].value - hue["achievement"].value == pytest.approx(10, abs=1e-9)


def test_the_inspection_is_believed_before_the_newer_report_of_the_district_itself(board):
    reasons = {reason.code.value: reason.facts for reason in board["hoa-hue"]["lan_in_use"].because}
    assert reasons["record"]["record"] == "hue-lan"
    assert reasons["contested"]["record"] == "hue-lan-reported"


def test_evidence_of_use_lapses_after_a_year(board):
    reasons = {reason.code.value: reason.facts for reason in board["hoa-cuc"]["lan_in_use"].because}
    assert reasons["stale"]["record"] == "cuc-lan-2008"


def test_the_province_is_bounded_by_the_words_of_the_inspection(board):
    card = board["hoa-mai"]
    # Readiness: (20 × 1 + 40 × 1) ÷ 60; achievement: (25 × 0…0.25 + 35 × 0…0.5) ÷ 60.
    assert str(card["readiness"].published) == "100.0"
    achievement = card["achievement"]
    assert achievement.low == 0
    assert achievement.high == pytest.approx(float(100 * Fraction("23.75") / 60), abs=1e-9)
    assert (achievement.value, achievement.band) == (None, "weak")


def test_the_survey_and_its_readme_say_that_everything_is_invented(project, survey):
    assert "invented" in survey.note["en"]
    assert "giả định" in survey.note["vi"]
    for unit in survey.units:
        assert all("giả định" in version.name["vi"] for version in unit.versions)
    readme = (project / "examples" / "tutorial-province" / "README.md").read_text(encoding="utf-8")
    assert "invented" in readme


# The pages of the tutorial show what the code gives


def blocks(page, language):
    """The fenced blocks of a page in one language."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{re.escape(language)}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_the_tables_of_the_worked_example_show_the_points_worked_out_by_hand():
    (page,) = [page for page in PAGES if page.name == WORKED]
    rows = re.findall(
        r"^\| `(\w+)` \(\d+\) \|(.*)\|$", page.read_text(encoding="utf-8"), re.MULTILINE
    )
    shown = {
        code: tuple(re.search(r"\*\*([\d.]+)(?:–([\d.]+))?\*\*$", cell.strip()) for cell in cells)
        for code, line in rows
        for cells in [line.split("|")]
    }
    assert set(shown) == set(BY_HAND) - {"lan_utilisation"}
    for code, cells in shown.items():
        for match, points in zip(cells, BY_HAND[code], strict=True):
            least, most = ends(points)
            assert abs(Fraction(match[1]) - least) <= Fraction(1, 200), (code, match[0])
            assert abs(Fraction(match[2] or match[1]) - most) <= Fraction(1, 200), (code, match[0])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_of_the_tutorial_gives_what_is_shown(page, project, monkeypatch):
    monkeypatch.chdir(project)
    code = "\n".join(blocks(page, "{doctest}"))
    test = doctest.DocTestParser().get_doctest(code, {}, page.name, str(page), 0)
    report = []
    doctest.DocTestRunner().run(test, out=report.append)
    assert "".join(report) == ""


COMMANDS = {
    command: output
    for page in PAGES
    for block in blocks(page, "console")
    for command, _, output in [block.removeprefix("$ ").partition("\n")]
    if command.startswith("egov-readiness")
}


def test_the_tutorial_shows_python_and_the_command_line():
    assert any(blocks(page, "{doctest}") for page in PAGES)
    assert len(COMMANDS) == 3


@pytest.mark.parametrize(("command", "output"), COMMANDS.items(), ids=COMMANDS)
def test_the_commands_of_the_tutorial_print_what_is_shown(command, output, project):
    program, *arguments = shlex.split(command)
    run = subprocess.run(
        [Path(sys.executable).parent / program, *arguments],
        cwd=project,
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert doctest.OutputChecker().check_output(output, run.stdout, doctest.ELLIPSIS), run.stdout
