"""What an entry of a list of Vietnamese units has to be, whatever file it stands in."""

import unicodedata

import pytest

from egov_readiness.errors import UsageError
from egov_readiness.formats.unit_entries import LEVELS, LONGEST_NAME, Cell, Gathering, check_suffix


def added(level, code, full_name, **more):
    """A gathering with one entry more or less, and what came of the entry."""
    gathering = Gathering()
    listed = gathering.add(
        level, code=Cell(code, "code"), full_name=Cell(full_name, "name"), **more
    )
    return gathering, listed


def test_kind_and_name_are_the_two_parts_of_a_full_name():
    for full_name, kind, name in [
        ("Thị Xã  Kỳ Anh ", "thị xã", "Kỳ Anh"),
        ("Quận 1", "quận", "1"),
        (unicodedata.normalize("NFD", "Huyện Đạ Huoai"), "huyện", "Đạ Huoai"),
        ("Thành phố Thành phố", "thành phố", "Thành phố"),
    ]:
        gathering, listed = added("district", "682", full_name)
        assert gathering.problems == []
        assert (listed.kind, listed.name) == (kind, name)


@pytest.mark.parametrize(
    ("level", "code", "full_name", "problem"),
    [
        ("district", 1, "Quận Ba Đình", "wrong-type"),
        ("district", True, "Quận Ba Đình", "wrong-type"),
        ("district", ["001"], "Quận Ba Đình", "wrong-type"),
        ("district", "1", "Quận Ba Đình", "malformed-code"),
        ("district", "0001", "Quận Ba Đình", "malformed-code"),
        ("district", "00x", "Quận Ba Đình", "malformed-code"),
        ("district", "00１", "Quận Ba Đình", "malformed-code"),
        ("district", "001\n", "Quận Ba Đình", "malformed-code"),
        ("district", "", "Quận Ba Đình", "missing"),
        ("district", None, "Quận Ba Đình", "missing"),
        ("district", "001", None, "missing"),
        ("district", "001", "  ", "missing"),
        ("district", "001", 5, "wrong-type"),
        ("district", "001", "Ba Đình", "unknown-kind"),
        ("district", "001", "Quận", "unknown-kind"),
        ("district", "001", "Quận5", "unknown-kind"),
        ("province", "01", "Huyện Ba Đình", "unknown-kind"),
        ("commune", "00001", "Xã " + "a" * LONGEST_NAME, "too-long"),
    ],
)
def test_what_is_no_code_or_no_name_is_a_problem_at_its_place(level, code, full_name, problem):
    gathering, listed = added(level, code, full_name)
    assert listed is None
    assert [(found.code, found.path) for found in gathering.problems] == [
        (problem, "name" if code == "001" or problem in ("unknown-kind", "too-long") else "code")
    ]


def test_a_code_that_lost_its_zeros_is_refused_and_not_padded():
    gathering, _ = added("commune", 4, "Phường Ba Đình")
    (problem,) = gathering.problems
    assert "5 digits, zeros in front included" in problem.hint


def test_everything_wrong_with_an_entry_is_said_at_once():
    gathering, _ = added("commune", None, None, english=Cell(5, "english"))
    assert [problem.path for problem in gathering.problems] == ["code", "name", "english"]


def test_a_message_never_repeats_a_whole_file():
    gathering, _ = added("commune", "9" * 1_000_000, ["x"] * 1_000_000)
    assert max(len(problem.message) for problem in gathering.problems) < 200


def test_an_english_name_may_be_absent():
    for english in (None, ""):
        gathering, listed = added("province", "68", "Tỉnh Lâm Đồng", english=Cell(english, "e"))
        assert (gathering.problems, listed.english) == ([], None)


def test_a_code_belongs_to_one_unit_of_a_level():
    gathering, _ = added("province", "68", "Tỉnh Lâm Đồng")
    for repeats, problems in [(True, 0), (False, 1)]:
        gathering.problems.clear()
        again = {"code": Cell("68", "again"), "full_name": Cell("TỈNH Lâm Đồng", "n")}
        gathering.add("province", **again, repeats=repeats)
        assert len(gathering.problems) == problems


def test_a_unit_that_stands_in_many_rows_is_the_same_in_all_of_them():
    gathering, old = added("province", "68", "Tỉnh Lâm Đồng")
    other = gathering.add("province", code=Cell("67", "c"), full_name=Cell("Tỉnh Đắk Nông", "n"))
    row = {"code": Cell("679", "c"), "repeats": True}
    gathering.add("district", **row, full_name=Cell("Huyện Di Linh", "n"), parent=old)
    assert gathering.problems == []
    gathering.add("district", **row, full_name=Cell("Thị xã Di Linh", "n"), parent=old)
    gathering.add("district", **row, full_name=Cell("Huyện Di Linh", "n"), parent=other)
    gathering.add("district", **row, full_name=Cell("Huyện Di Linh", "n"), parent=None)
    assert [problem.code for problem in gathering.problems] == ["duplicate-code"] * 2


def test_identities_of_all_levels_differ():
    assert len({rule.scheme for rule in LEVELS.values()}) == len(LEVELS)


def test_a_name_that_two_provinces_have_means_neither():
    gathering, _ = added("province", "67", "Tỉnh Lâm Đồng")
    gathering.add("province", code=Cell("68", "c"), full_name=Cell("Thành phố Lâm Đồng", "n"))
    with pytest.raises(UsageError, match=r"ambiguous-unit.*67, 68"):
        gathering.within("Lâm Đồng")
    assert [unit.code for unit in gathering.within("thành phố lâm đồng")] == ["68"]


def test_a_suffix_has_no_blanks_and_an_end():
    check_suffix("-2025", "suffix")
    for suffix in ("a b", "\t", "x" * 51):
        with pytest.raises(UsageError, match="suffix: malformed"):
            check_suffix(suffix, "suffix")


@pytest.mark.parametrize("letter", ["\0", "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{ZERO WIDTH SPACE}"])
def test_a_name_with_characters_that_cannot_be_seen_is_a_problem(letter):
    gathering, listed = added("province", "68", f"Tỉnh Lâm{letter}Đồng")
    assert listed is None
    assert [problem.code for problem in gathering.problems] == ["unseen-characters"]
