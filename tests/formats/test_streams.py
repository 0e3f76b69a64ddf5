"""Files of any size are scored as their table is, and written whole or not at all."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from egov_readiness import Text, fit, load_rulebook, load_table
from egov_readiness.errors import SurveyError, UsageError
from egov_readiness.formats import streams
from egov_readiness.formats.arrow import BatchScorer
from egov_readiness.formats.frames import score_frame
from egov_readiness.formats.streams import check_scoring, fit_file, score_file
from egov_readiness.rules import Group, Indicator, MinMax, Rank, Rescale, Rulebook, ZScore

EGDI = load_rulebook("un-egdi")
DAY = date(2022, 7, 1)
SIZE = 300


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Files of several batches need not be large."""
    monkeypatch.setattr(streams, "_ROWS", 64)


def table_of(**changes):
    columns = {
        "unit": [f"u{n}" for n in range(SIZE)],
        "osi": [None if n % 9 == 0 else n / SIZE for n in range(SIZE)],
        "tii": [0.5] * SIZE,
        "hci": [1.0] * SIZE,
    }
    return pa.table(columns | changes)


def write(table, path):
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    elif path.suffix == ".csv":
        pa_csv.write_csv(table, path)
    else:
        with pa.ipc.new_file(path, table.schema) as file:
            file.write_table(table, max_chunksize=100)
    return path


def read(path):
    if path.suffix == ".parquet":
        return pq.read_table(path)
    if path.suffix == ".csv":
        options = pa_csv.ConvertOptions(strings_can_be_null=True)
        return pa_csv.read_csv(path, convert_options=options)
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


@pytest.mark.parametrize("kind", [".parquet", ".arrow", ".csv"])
@pytest.mark.parametrize("written", [".parquet", ".arrow", ".csv"])
def test_a_file_is_scored_as_its_table(tmp_path, kind, written):
    source = write(table_of(), tmp_path / f"in{kind}")
    target = tmp_path / f"out{written}"
    told = []
    score_file(source, target, EGDI, as_of=DAY, progress=lambda *at: told.append(at))
    expected = score_frame(table_of(), EGDI, as_of=DAY)
    assert read(target).to_pylist() == expected.to_pylist()
    assert told[-1][0] == SIZE
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("kind", [".parquet", ".arrow", ".csv"])
def test_a_bad_row_in_the_middle_leaves_no_file_and_the_old_one_as_it_was(tmp_path, kind):
    osi = [0.5] * SIZE
    osi[150], osi[299] = 2.0, 3.0
    source = write(table_of(osi=osi), tmp_path / f"in{kind}")
    target = tmp_path / "out.parquet"
    for before in (None, b"old"):
        if before is not None:
            target.write_bytes(before)
        with pytest.raises(SurveyError) as caught:
            score_file(source, target, EGDI, as_of=DAY)
        paths = [problem.path for problem in caught.value.problems]
        assert paths == [f"in{kind}:row 152:osi", f"in{kind}:row 301:osi"]
        assert target.exists() == (before is not None)
    assert target.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {f"in{kind}", "out.parquet"}


def test_the_first_hundred_problems_are_told_and_the_rest_counted(tmp_path):
    source = write(table_of(osi=[2.0] * SIZE), tmp_path / "in.parquet")
    with pytest.raises(SurveyError) as caught:
        score_file(source, tmp_path / "out.parquet", EGDI, as_of=DAY)
    assert len(caught.value.problems) == 101
    assert caught.value.problems[-1].message == "and 200 more problems"


def test_rows_of_a_csv_keep_their_numbers_and_what_is_wrong_with_them_is_told(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("\ufeffunit;osi;tii;hci\na;0.5;0.5;0.5\n\nb;2;0.5;0.5\nc;0.5\n", "utf-8")
    with pytest.raises(SurveyError) as caught:
        score_file(source, tmp_path / "out.csv", EGDI, as_of=DAY)
    assert sorted((p.path, p.code) for p in caught.value.problems) == [
        ("in.csv:row 4:osi", "outside-range"),
        ("in.csv:row 5", "ragged-row"),
    ]


def test_names_that_look_like_formulas_are_none_in_what_is_written(tmp_path):
    source = write(table_of(unit=[f"=cmd{n}" for n in range(SIZE)]), tmp_path / "in.parquet")
    score_file(source, tmp_path / "out.csv", EGDI, as_of=DAY)
    assert (tmp_path / "out.csv").read_text().splitlines()[1].startswith("'=cmd0,")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"unit,osi,osi\na,1,1\n", "duplicate-column"),
        (b"", "empty-file"),
        (b"unit,osi,tii,hci\na,0.5,0.5,\xff\n", "not-utf-8"),
        (b'unit,osi,tii,hci\na,0.5,0.5,"0.5\n', "malformed-row"),
        (b"unit,osi\na,0.5\n", "missing-column"),
    ],
)
def test_what_is_no_table_is_told(tmp_path, content, code):
    source = tmp_path / "in.csv"
    source.write_bytes(content)
    with pytest.raises(SurveyError) as caught:
        score_file(source, tmp_path / "out.parquet", EGDI, as_of=DAY)
    assert code in {problem.code for problem in caught.value.problems}
    assert not (tmp_path / "out.parquet").exists()


def test_bytes_that_are_not_utf_8_are_told_as_of_a_table_wherever_they_stand(tmp_path):
    lines = ["unit,osi,tii,hci", *(f"Đà Lạt {n},0.5,0.5,0.5" for n in range(2_000))]
    source = tmp_path / "in.csv"
    for mark in (b"", b"\xef\xbb\xbf"):
        whole = mark + "\n".join(lines).encode()
        for wrong in (b"\n\xff", b"\xc4"):
            for offset in (len(mark), 700, 8_191, len(whole)):
                source.write_bytes(whole[:offset] + wrong + whole[offset:])
                with pytest.raises(SurveyError) as table:
                    load_table(source)
                with pytest.raises(SurveyError) as stream:
                    score_file(source, tmp_path / "out.csv", EGDI, as_of=DAY)
                assert table.value.problems[0] in stream.value.problems


def test_a_file_that_the_system_stops_reading_is_no_malformed_one(tmp_path):
    if not Path("/proc/self/mem").exists():
        pytest.skip("no file of this system is there and cannot be read")
    source = tmp_path / "in.csv"
    source.symlink_to("/proc/self/mem")
    with pytest.raises(SurveyError) as caught:
        score_file(source, tmp_path / "out.csv", EGDI, as_of=DAY)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("not-readable", "in.csv")


@pytest.mark.parametrize("kind", [".parquet", ".arrow", ".csv"])
def test_a_file_without_rows_is_a_problem_as_a_table_without_rows_is(tmp_path, kind):
    source = write(table_of().slice(0, 0), tmp_path / f"in{kind}")
    with pytest.raises(SurveyError, match="no-rows"):
        score_file(source, tmp_path / "out.parquet", EGDI, as_of=DAY)


def test_blank_lines_part_no_rows(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("unit,osi,tii,hci\na,0.5,0.2,0.8\n\na,0.6,0.2,0.8\n")
    with pytest.raises(SurveyError) as caught:
        score_file(source, tmp_path / "out.csv", EGDI, as_of=DAY)
    assert [problem.path for problem in caught.value.problems] == ["in.csv:row 4:unit"]


@pytest.mark.parametrize("kind", [".parquet", ".arrow", ".csv"])
def test_a_unit_that_stands_twice_is_told_as_of_a_table_however_far_apart(tmp_path, kind):
    units = [f"u{n}" for n in range(SIZE)]
    units[70] = units[200] = units[201] = "u7"
    units[290] = "u289"
    columns = table_of(unit=units).to_pydict()
    source = write(pa.table(columns), tmp_path / f"in{kind}")
    with pytest.raises(SurveyError) as table:
        load_table(columns)
    with pytest.raises(SurveyError) as stream:
        score_file(source, tmp_path / "out.parquet", EGDI, as_of=DAY)
    told = [(p.path.replace(source.name, "table"), p.message) for p in stream.value.problems]
    assert told == [(p.path, p.message) for p in table.value.problems]
    assert {p.code for p in stream.value.problems} == {"duplicate-unit"}
    assert "'u7' stands in row 9 already" in {p.message for p in stream.value.problems}
    assert {path.name for path in tmp_path.iterdir()} == {source.name}


def test_a_unit_stands_twice_in_one_period_only(tmp_path):
    periods = ["2022"] * 200 + ["2020"] * 100
    same = table_of(unit=[f"u{n % 200}" for n in range(SIZE)], period=periods)
    source = write(same, tmp_path / "in.parquet")
    score_file(source, tmp_path / "out.parquet", EGDI)
    assert read(tmp_path / "out.parquet").num_rows == SIZE
    write(table_of(unit=same["unit"], period=["2022"] * SIZE), source)
    with pytest.raises(SurveyError) as caught:
        score_file(source, tmp_path / "out.parquet", EGDI)
    assert len(caught.value.problems) == 100
    assert caught.value.problems[0].message == "'u0' in 2022 stands in row 2 already"


def test_units_that_stand_again_beyond_those_listed_are_counted(tmp_path):
    source = write(table_of(unit=[f"u{n % 100}" for n in range(SIZE)]), tmp_path / "in.parquet")
    with pytest.raises(SurveyError) as caught:
        score_file(source, tmp_path / "out.parquet", EGDI, as_of=DAY)
    assert len(caught.value.problems) == 101
    assert caught.value.problems[-1].message == "and 100 more problems"


@pytest.mark.parametrize("kind", [".parquet", ".csv"])
def test_the_first_problems_of_a_file_are_those_of_its_table(tmp_path, kind):
    again = range(100, 103)
    units = [f"u{n % 3}" if n in again else f"u{n}" for n in range(SIZE)]
    wrong = [2.0 if n > 90 and n not in again else 0.5 for n in range(SIZE)]
    table = table_of(unit=units, osi=wrong)
    source = write(table, tmp_path / f"in{kind}")
    with pytest.raises(SurveyError) as stream:
        score_file(source, tmp_path / "out.csv", EGDI, as_of=DAY)
    with pytest.raises(SurveyError) as frame:
        score_frame(table, EGDI, as_of=DAY)
    told = [(p.code, p.path.partition(":")[2], p.message) for p in stream.value.problems]
    assert told == [(p.code, p.path.partition(":")[2], p.message) for p in frame.value.problems]
    assert "duplicate-unit" in {code for code, _, _ in told}


def test_rows_that_may_stand_twice_by_their_hash_do_so_by_their_text_only(tmp_path):
    source = write(table_of(), tmp_path / "in.parquet")
    scorer = BatchScorer(EGDI, table_of().schema.names, as_of=DAY)
    (batch,) = table_of().to_batches()
    every = frozenset(scorer.units_of(batch).hashes().tolist())
    assert [*streams._standing_again(source, scorer, every)] == []


@pytest.mark.parametrize("kind", [".parquet", ".arrow"])
def test_a_file_that_is_damaged_inside_is_told_by_its_name(tmp_path, kind):
    source = write(table_of(), tmp_path / f"in{kind}")
    content = bytearray(source.read_bytes())
    content[8:400] = b"\xff" * 392
    source.write_bytes(content)
    with pytest.raises(SurveyError) as caught:
        score_file(source, tmp_path / "out.parquet", EGDI, as_of=DAY)
    assert {problem.path.split(":")[0] for problem in caught.value.problems} == {f"in{kind}"}


@pytest.mark.parametrize("name", ["in.parquet", "in.arrow"])
def test_what_is_no_file_of_its_kind_is_told(tmp_path, name):
    (tmp_path / name).write_bytes(b"nothing of the kind")
    with pytest.raises(SurveyError) as caught:
        score_file(tmp_path / name, tmp_path / "out.parquet", EGDI, as_of=DAY)
    assert [problem.code for problem in caught.value.problems] == ["malformed-file"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("in.xlsx", "out.csv"),
        ("no-such.csv", "out.csv"),
        ("in.csv", "out.txt"),
        ("in.csv", ""),
        ("in.csv", "in.csv"),
        ("in.csv", "no-such/out.csv"),
    ],
)
def test_files_that_cannot_be_used_are_refused(tmp_path, source, target):
    write(table_of(), tmp_path / "in.csv")
    with pytest.raises(UsageError) as caught:
        score_file(tmp_path / source, tmp_path / target, EGDI, as_of=DAY)
    with pytest.raises(UsageError) as checked:
        check_scoring(tmp_path / source, tmp_path / target, as_of=DAY)
    assert checked.value.problems == caught.value.problems
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


def test_a_file_without_date_or_period_is_refused_before_it_is_scored(tmp_path):
    source, target = write(table_of(), tmp_path / "in.csv"), tmp_path / "out.csv"
    for refused in (
        lambda: score_file(source, target, EGDI),
        lambda: check_scoring(source, target),
        lambda: check_scoring(source, target, period="year"),
    ):
        with pytest.raises(UsageError, match="no-date"):
            refused()
    check_scoring(source, target, period="tii")


def population_book():
    title = Text({"en": "x"})
    methods = {"osi": MinMax(), "tii": Rank(), "hci": ZScore()}
    indicators = tuple(
        Indicator(code=code, parent="all", title=title, method=method, missing="reweight")
        for code, method in methods.items()
    )
    group = Group(code="all", title=title, missing="reweight", modifiers=(Rescale(),))
    return Rulebook(id="r", version="1", title=title, groups=(group,), indicators=indicators)


def population_of(**changes):
    columns = {
        "tii": [n % 7 for n in range(SIZE)],
        "hci": [n / 7 for n in range(SIZE)],
        "hci.status": ["E", "M", None] * (SIZE // 3),
    }
    return table_of(**columns | changes)


@pytest.mark.parametrize("kind", [".parquet", ".arrow", ".csv"])
def test_a_file_gives_a_rulebook_the_numbers_of_its_table(tmp_path, kind):
    table, book = population_of(), population_book()
    source = write(table, tmp_path / f"in{kind}")
    assert fit_file(source, book) == fit(load_table(table.to_pydict()), book)


def test_what_is_wrong_with_a_population_is_told_with_its_file_and_row(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("unit,osi,tii,hci\na,0.5,1,2\nb,0.9..0.1,1,3\na,0.2,1,4\n")
    with pytest.raises(SurveyError) as caught:
        fit_file(source, population_book())
    assert [(p.code, p.path) for p in caught.value.problems] == [
        ("bounds-reversed", "in.csv:row 3:osi"),
        ("duplicate-unit", "in.csv:row 4:unit"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        b"a,0.5,1,2\nb,0.9,1\n",
        b"a,0.5,1,2\n,0.9,1,1\nb,0.9..0.1,1,1\nc,1\na,0.2,1,4\n",
        b"a,0.5\nb,0.9\n",
        b'a,0.5,1,2\n,0.9,1,1\nb,"0.9,1,1\n',
        b"a,0.5,1,\xff\n",
        b"",
    ],
)
def test_rows_that_cannot_be_read_are_told_of_a_population_with_all_that_is_wrong(tmp_path, rows):
    source = tmp_path / "in.csv"
    source.write_bytes(b"unit,osi,tii,hci\n" + rows)
    with pytest.raises(SurveyError) as table:
        load_table(source)
    with pytest.raises(SurveyError) as stream:
        fit_file(source, population_book())
    assert {*stream.value.problems} == {*table.value.problems}
