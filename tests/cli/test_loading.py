"""What the arguments of the command line name."""

from datetime import date
from pathlib import Path

import pytest

from egov_readiness.cli.loading import (
    Reading,
    Scoring,
    checked,
    loaded_board,
    loaded_rulebook,
    loaded_source,
    scored,
)
from egov_readiness.errors import SurveyError, UsageError
from egov_readiness.observations import ObservationTable

LONG = "unit,indicator,value\na,osi,0.5\na,tii,.\na,hci,1\n"


@pytest.fixture
def long_table(tmp_path: Path) -> Path:
    path = tmp_path / "long.csv"
    path.write_text(LONG, encoding="utf-8")
    return path


def test_a_packaged_rulebook_comes_before_a_file():
    assert loaded_rulebook("un-egdi").id == "un-egdi"
    assert checked("un-egdi").startswith("rulebook un-egdi")


def test_a_long_table_with_marks_of_the_publisher_is_read(long_table: Path):
    source, problems = loaded_source(long_table, Reading(layout="long", unknown=(".",)))
    assert isinstance(source, ObservationTable)
    assert (source.columns, problems) == (("osi", "tii", "hci"), ())


@pytest.mark.parametrize(
    ("reading", "option"),
    [
        (Reading(unit_column="u"), "--unit-column"),
        (Reading(period_column="p"), "--period-column"),
        (Reading(layout="long"), "--layout"),
        (Reading(unknown=(".",)), "--unknown"),
    ],
)
def test_options_of_tables_are_refused_for_a_survey(project: Path, reading: Reading, option: str):
    with pytest.raises(UsageError, match=f"{option}: not-a-table"):
        loaded_source(project / "examples" / "lam-dong-2009", reading)


def test_problems_of_cells_come_with_those_of_values(tmp_path: Path):
    path = tmp_path / "t.csv"
    path.write_text("unit,osi,tii,hci\na,1e999,0.5,7\n", encoding="utf-8")
    with pytest.raises(SurveyError) as error:
        scored(path, "un-egdi", Scoring(as_of=date(2022, 7, 1)))
    assert [problem.code for problem in error.value.problems] == ["not-finite", "outside-range"]


def test_a_scoreboard_that_is_none_is_named_by_its_file(tmp_path: Path):
    path = tmp_path / "board.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(SurveyError, match=r"board\.json"):
        loaded_board(path)
    with pytest.raises(UsageError, match="not-found"):
        loaded_board(tmp_path / "none.json")
