"""Every form of rule has a small rulebook, and gives what is worked out by hand."""

from datetime import date
from pathlib import Path

import pytest

import egov_readiness as egov
from egov_readiness.observations import State

DAY = date(2024, 12, 31)
TABLES = [
    "r01-ratio",
    "r02-yes-no",
    "r03-steps",
    "r04-options",
    "r05-per-item",
    "r06-sum",
    "r07-best-of",
    "r08-peers",
    "r09-deductions",
    "r10-communes",
    "r11-zero-weight",
    "r12-applicability",
    "r13-bands",
    "r14-evidence",
    "r15-ranking-groups",
    "r17-two-results",
    "r18-successors",
]


@pytest.fixture(scope="module")
def folder(project: Path) -> Path:
    return project / "examples" / "cookbook"


@pytest.fixture(scope="module")
def boards(folder: Path):
    found = {}
    for name in TABLES:
        table = egov.load_table(folder / f"{name}.csv")
        book = egov.fit(table, egov.load_rulebook(folder / f"{name}.toml"))
        found[name] = egov.score(table, book, as_of=DAY)
    return found


def test_every_form_has_a_rulebook_that_lint_finds_nothing_wrong_with(folder: Path):
    names = sorted(path.stem for path in folder.glob("*.toml"))
    assert names == sorted([*TABLES, "r16-stages"])
    for name in names:
        book = egov.load_rulebook(folder / f"{name}.toml")
        assert egov.lint(book) == ()
        assert (book.id, book.standing) == (f"cookbook-{name}", "illustrative")
        assert set(book.languages) == {"en", "vi"}


# Each value worked out by hand: the unit, the node, and its low, value and high.
WORKED = [
    ("r01-ratio", "A", "infrastructure", (3, 3, 3)),  # 1 × 2 + 0.5 × 2
    ("r01-ratio", "B", "infrastructure", (1.6, None, 3.6)),  # 0.8 × 2 + nothing to 2
    ("r01-ratio", "C", "infrastructure", (2.3, None, 3.3)),  # 0.9 × 2 + 0.5 to 1.5
    ("r02-yes-no", "A", "equipment", (2, 2, 2)),
    ("r02-yes-no", "B", "equipment", (4, 4, 4)),
    ("r02-yes-no", "C", "equipment", (0, None, 2)),
    ("r03-steps", "A", "awareness", (20, 20, 20)),
    ("r03-steps", "B", "awareness", (15, 15, 15)),
    ("r03-steps", "D", "awareness", (5, None, 10)),
    ("r04-options", "B", "awareness", (5, 5, 5)),
    ("r04-options", "D", "awareness", (0, None, 10)),
    ("r05-per-item", "A", "wan", (5, 5, 5)),  # 7 applications, at most 5 points
    ("r05-per-item", "B", "wan", (3, 3, 3)),
    ("r06-sum", "A", "infrastructure", (41, 41, 41)),  # 45 × 0.8 + 5
    ("r06-sum", "B", "infrastructure", (47, 47, 47)),  # 45 + 2
    ("r06-sum", "C", "infrastructure", (25, 25, 25)),  # 22.5 of the 45 that apply
    ("r07-best-of", "A", "data_centre", (35, 35, 35)),  # 24 or 35
    ("r07-best-of", "B", "data_centre", (54, 54, 54)),  # 54 or 35
    ("r08-peers", "B", "infrastructure", (10, 10, 10)),  # 200 of 800
    ("r08-peers", "D", "infrastructure", (30, 30, 30)),  # 90 of 120
    ("r09-deductions", "A", "total", (80, 80, 80)),
    ("r09-deductions", "B", "total", (74, 74, 74)),  # 3 × 2 off
    ("r09-deductions", "C", "total", (0, 0, 0)),  # 5 − 10 is no less than nothing
    ("r09-deductions", "D", "total", (70, None, 80)),
    ("r10-communes", "District", "communes", (87.5, 87.5, 87.5)),  # (30 + 5) / 40
    ("r10-communes", "District", "district", (81.875, 81.875, 81.875)),  # 60 + 21.875
    ("r10-communes", "District", "communes_good", (50, 50, 50)),
    ("r10-communes", "Other district", "communes", (40, None, 90)),
    ("r11-zero-weight", "A", "index", (250, 250, 250)),  # 160 + 90
    ("r11-zero-weight", "B", "index", (250, 250, 250)),
    ("r12-applicability", "With procedures", "total", (660, 660, 660)),  # 560 + 100
    ("r12-applicability", "Without procedures", "total", (700, 700, 700)),  # 560 of 800
    ("r14-evidence", "B", "awareness", (0, 0, 20)),  # no proof, no points
    ("r18-successors", "New province", "government", (0.7, 0.7, 0.7)),
    ("r18-successors", "New province", "index", (0.61, 0.61, 0.61)),  # .28 + .18 + .15
]


@pytest.mark.parametrize(("name", "unit", "node", "ends"), WORKED)
def test_a_form_gives_what_is_worked_out_by_hand(boards, name, unit, node, ends):
    found = boards[name][unit][node]
    for value, expected in zip((found.low, found.value, found.high), ends, strict=True):
        assert value == (None if expected is None else pytest.approx(expected, abs=1e-9))


def test_what_does_not_apply_lowers_the_maximum(boards):
    board = boards["r12-applicability"]
    assert board["With procedures"]["total"].maximum == 1000
    assert board["Without procedures"]["total"].maximum == 800


def test_every_number_has_one_grade(boards):
    bands = {card.unit: card["total"].band for card in boards["r13-bands"]}
    assert bands == {"A": "good", "B": "fair", "C": "fair", "D": "weak", "E": None}
    assert boards["r13-bands"]["E"]["total"].possible_bands == ("fair", "average")


def test_groups_are_ranked_apart_and_some_units_not_at_all(boards):
    board = boards["r15-ranking-groups"]
    ranks = {rank.unit: (rank.among, rank.rank) for rank in board.ranks}
    assert ranks == {
        "Department 1": (("sở",), 2),
        "Department 2": (("sở",), 1),
        "District 1": (("huyện",), 2),
        "District 2": (("huyện",), 1),
    }
    assert board["Advisory council"]["total"].value == pytest.approx(80)
    assert [card.unit for card in board if card.hidden] == ["Police"]


def test_two_results_have_bands_in_opposite_directions(boards):
    card = boards["r17-two-results"]["A"]
    assert (card["readiness"].band, card["achievement"].band) == ("1", "I")
    assert boards["r17-two-results"]["C"]["achievement"].possible_bands == ("I", "II", "III", "IV")


def test_a_stage_says_what_origins_count(folder: Path):
    survey = egov.load_survey(folder / "r16-stages")
    book = egov.load_rulebook(folder / "r16-stages.toml")
    claimed = egov.score(survey, book, stage="self_scored")["huyen-a"]
    verified = egov.score(survey, book, stage="verified")["huyen-a"]
    assert claimed["total"].value == pytest.approx(85)
    assert (verified["online_files"].value, verified["lan_in_use"].state) == (60, State.UNKNOWN)
    assert egov.score(survey, book)["huyen-a"]["total"].value == pytest.approx(70)


def test_a_successor_follows_from_its_predecessors(boards):
    card = boards["r18-successors"]["New province"]
    assert card.members == ("Old province A", "Old province B")
