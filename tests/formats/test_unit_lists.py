"""Public lists of Vietnamese units, in tiny files of each real shape."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from egov_readiness.dates import PartialDate, Period
from egov_readiness.errors import SurveyError, UsageError
from egov_readiness.formats import unit_lists
from egov_readiness.formats.files import LARGEST_FILE
from egov_readiness.formats.unit_lists import load_units
from egov_readiness.kinds import Text
from egov_readiness.model import Survey, check_survey

DAY = PartialDate("2025-07-01")
LEGACY = (
    "provinceCode TEXT, province TEXT, districtCode TEXT, district TEXT, wardCode TEXT, ward TEXT"
)
CURRENT = "provinceCode TEXT, province TEXT, wardCode TEXT, ward TEXT"
OLD_ROWS = [
    ("68", "Tỉnh Lâm Đồng", "672", "Thành phố Đà Lạt", "24769", "Phường 7"),
    ("68", "Tỉnh Lâm Đồng", "679", "Huyện Di Linh", "25000", "Thị trấn Di Linh"),
    ("68", "Tỉnh Lâm Đồng", "679", "Huyện Di Linh", "25003", "Xã Đinh Trang Thượng"),
    ("01", "Thành phố Hà Nội", "001", "Quận Ba Đình", "00004", "Phường Trúc Bạch"),
    ("48", "Thành phố Đà Nẵng", "498", "Huyện Hoàng Sa", None, None),
]
NEW_ROWS = [
    ("01", "Thành phố Hà Nội", "00004", "Phường Ba Đình"),
    ("68", "Tỉnh Lâm Đồng", "25000", "Xã Di Linh"),
    ("68", "Tỉnh Lâm Đồng", "23272", "Đặc khu Phú Quý"),
]
NESTED_OLD = [
    {
        "Code": "68",
        "FullName": "Tỉnh Lâm Đồng",
        "District": [
            {
                "Code": "679",
                "FullName": "Huyện Di Linh",
                "ProvinceCode": "68",
                "Ward": [
                    {"Code": "25000", "FullName": "Thị trấn Di Linh", "DistrictCode": "679"},
                ],
            },
            {"Code": "498", "FullName": "Huyện Hoàng Sa", "ProvinceCode": "68", "Ward": None},
        ],
    }
]
NESTED_NEW = [
    {
        "Type": "province",
        "Code": "01",
        "Name": "Hà Nội",
        "NameEn": "Hanoi",
        "FullName": "Thành phố Hà Nội",
        "FullNameEn": "Hanoi City",
        "PostalCodePrefix": "10, 11",
        "AdministrativeUnitId": 1,
        "Wards": [
            {
                "Type": "ward",
                "Code": "00004",
                "Name": "Ba Đình",
                "NameEn": "Ba Dinh",
                "FullName": "Phường Ba Đình",
                "ProvinceCode": "01",
            }
        ],
    }
]
TREE = {
    "68": {
        "name": "Lâm Đồng",
        "name_with_type": "Tỉnh Lâm Đồng",
        "type": "tinh",
        "code": "68",
        "quan-huyen": {
            "679": {
                "name_with_type": "Huyện  Di Linh",
                "code": "679",
                "parent_code": "68",
                "xa-phuong": {
                    "25000": {
                        "name_with_type": "Thị trấn Di Linh ",
                        "code": "25000",
                        "parent_code": "679",
                    }
                },
            }
        },
    }
}


def database(path: Path, **tables: tuple[str, list[tuple[object, ...]]]) -> Path:
    """A SQLite file with the tables named, each by its columns and rows."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name, (columns, rows) in tables.items():
            connection.execute(f"CREATE TABLE {name} ({columns})")
            marks = ", ".join("?" * len(columns.split(", ")))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    return path


@pytest.fixture
def both(tmp_path):
    """A SQLite file with the old and the new list."""
    return database(
        tmp_path / "dataset.db",
        admin_units_legacy=(LEGACY, OLD_ROWS),
        admin_units=(CURRENT, NEW_ROWS),
    )


def written(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def ids(path: Path, **options) -> list[str]:
    return [unit.id for unit in load_units(path, recorded_on=DAY, **options)]


def problems(path: Path, **options) -> list[tuple[str, str]]:
    """The code and the place of every problem, without the name of the file."""
    with pytest.raises(SurveyError) as error:
        load_units(path, recorded_on=DAY, **options)
    assert all(problem.path.startswith(path.name) for problem in error.value.problems)
    return [(found.code, found.path[len(path.name) :]) for found in error.value.problems]


def test_the_old_list_of_a_database_has_districts(both):
    assert ids(both, edition="legacy") == [
        "vn-gso-province-68",
        "vn-gso-district-672",
        "vn-gso-commune-24769",
        "vn-gso-district-679",
        "vn-gso-commune-25000",
        "vn-gso-commune-25003",
        "vn-gso-province-01",
        "vn-gso-district-001",
        "vn-gso-commune-00004",
        "vn-gso-province-48",
        "vn-gso-district-498",
    ]


def test_the_new_list_of_a_database_has_communes_below_provinces(both):
    units = load_units(both, recorded_on=DAY, edition="current")
    found = [(u.id, u.versions[0].kind, u.versions[0].parent) for u in units]
    assert found == [
        ("vn-gso-province-01", "thành phố", None),
        ("vn-gso-commune-00004", "phường", "vn-gso-province-01"),
        ("vn-gso-province-68", "tỉnh", None),
        ("vn-gso-commune-25000", "xã", "vn-gso-province-68"),
        ("vn-gso-commune-23272", "đặc khu", "vn-gso-province-68"),
    ]


def test_a_unit_has_one_version_as_the_list_has_it(tmp_path):
    path = written(tmp_path / "u.json", NESTED_NEW)
    valid = Period(date(2025, 7, 1))
    seen = PartialDate("2026-01")
    _, unit = load_units(path, recorded_on=DAY, observed_on=seen, valid=valid)
    (version,) = unit.versions
    assert (version.level, version.kind) == ("commune", "phường")
    assert version.name == Text({"vi": "Ba Đình", "en": "Ba Dinh"})
    assert version.codes == {"vn-gso-commune": "00004"}
    assert version.parent == "vn-gso-province-01"
    assert (version.valid, version.observed_on, version.recorded_on) == (valid, seen, DAY)


def test_a_unit_was_seen_when_it_was_recorded_unless_another_day_is_given(tmp_path):
    (province, _) = load_units(written(tmp_path / "u.json", NESTED_NEW), recorded_on=DAY)
    assert province.versions[0].observed_on == DAY


@pytest.mark.parametrize("value", [NESTED_OLD, TREE], ids=["list", "tree"])
def test_a_json_list_may_have_districts(tmp_path, value):
    units = load_units(written(tmp_path / "u.json", value), recorded_on=DAY)
    by_id = {unit.id: unit.versions[0] for unit in units}
    commune = by_id["vn-gso-commune-25000"]
    assert (commune.kind, commune.name.to("vi")) == ("thị trấn", "Di Linh")
    assert commune.parent == "vn-gso-district-679"
    assert by_id["vn-gso-district-679"].parent == "vn-gso-province-68"
    assert by_id["vn-gso-district-679"].name.to("vi") == "Di Linh"


def test_what_is_loaded_is_a_survey_that_agrees_with_itself(both):
    for edition in ("legacy", "current"):
        units = load_units(both, recorded_on=DAY, edition=edition)
        assert check_survey(Survey(id="s", title=Text({"en": "S"}), units=units)) == ()


def test_two_lists_meet_in_one_survey_under_different_suffixes(both):
    old = ids(both, edition="legacy")
    assert set(old) & set(ids(both, edition="current"))
    assert not set(old) & set(ids(both, edition="current", suffix="-2025"))
    units = load_units(both, recorded_on=DAY, edition="current", suffix="-2025")
    assert units[1].versions[0].parent == "vn-gso-province-01-2025"


@pytest.mark.parametrize("asked", ["68", "Lâm Đồng", "tỉnh LÂM ĐỒNG"])
def test_one_province_is_asked_for_by_code_or_name(both, asked):
    assert ids(both, edition="current", within=asked) == [
        "vn-gso-province-68",
        "vn-gso-commune-25000",
        "vn-gso-commune-23272",
    ]
    assert len(ids(both, edition="legacy", within=asked)) == 6


def test_a_province_may_be_asked_for_by_its_english_name(tmp_path):
    assert len(ids(written(tmp_path / "u.json", NESTED_NEW), within="hanoi")) == 2


def test_a_province_that_the_list_does_not_have_is_a_wrong_argument(both):
    with pytest.raises(UsageError, match=r"within: unknown-unit.*did you mean 'lâm đồng'"):
        load_units(both, recorded_on=DAY, edition="legacy", within="Lam Đồng")


def test_an_edition_is_asked_for_where_there_are_two_and_only_there(both, tmp_path):
    with pytest.raises(UsageError, match="edition: one-of"):
        ids(both)
    with pytest.raises(UsageError, match=r"edition: unknown-edition.*did you mean 'legacy'"):
        ids(both, edition="legacies")
    with pytest.raises(UsageError, match="edition: not-together"):
        ids(written(tmp_path / "u.json", NESTED_NEW), edition="current")
    one = database(tmp_path / "one.db", admin_units=(CURRENT, NEW_ROWS))
    assert ids(one) == ids(one, edition="current") == ids(both, edition="current")
    assert problems(one, edition="legacy") == [("missing-table", "")]


def test_the_name_of_a_file_says_nothing(both, tmp_path):
    renamed = both.rename(tmp_path / "ds ?mode=rwc#%41.json")
    assert len(ids(renamed, edition="current")) == 5


def test_a_database_is_left_as_it_is(both, tmp_path):
    before = both.read_bytes(), sorted(tmp_path.iterdir())
    ids(both, edition="legacy")
    assert (both.read_bytes(), sorted(tmp_path.iterdir())) == before


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", ("empty-file", "")),
        (b"\xff\xfe\x00", ("not-utf-8", "")),
        (b"Code,FullName\n", ("malformed-json", ":line 1, column 1")),
        (b"[]", ("not-a-unit-list", "")),
        (b"{}", ("not-a-unit-list", "")),
        (b"5", ("not-a-unit-list", "")),
        (b'["Code", "FullName"]', ("not-a-unit-list", "")),
        (b'{"Code": "68", "FullName": "x"}', ("not-a-unit-list", "")),
        (b'[{"Code": "68"}]', ("not-a-unit-list", "")),
        (b"[" * 100 + b"]" * 100, ("too-deep", "")),
        (b"SQLite format 3\0", ("malformed-sqlite", "")),
        (b"SQLite format 3\0" + b"x" * 5000, ("malformed-sqlite", "")),
    ],
)
def test_what_is_no_list_is_one_problem(tmp_path, content, problem):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    assert problems(path) == [problem]


def test_there_has_to_be_a_file_of_a_size_that_a_list_can_have(tmp_path):
    assert problems(tmp_path / "no.db") == [("not-found", "")]
    assert problems(tmp_path) == [("not-readable", "")]
    with (tmp_path / "large.db").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert problems(tmp_path / "large.db") == [("too-large", "")]


def test_a_list_without_its_provinces_is_refused_once(tmp_path):
    districts = TREE["68"]["quan-huyen"]
    assert problems(written(tmp_path / "quan_huyen.json", districts)) == [("part-of-a-list", "")]


def test_every_problem_of_a_json_list_is_said_at_its_place(tmp_path):
    value = [
        {"Code": 1, "FullName": "Thành phố Hà Nội", "Wards": "none"},
        {
            "Code": "68",
            "FullName": "Lâm Đồng",
            "NameEn": 5,
            "Wards": [
                7,
                {"Code": "1", "FullName": "Xã A"},
                {"Code": "00001", "FullName": "Xã A"},
                {"Code": "00001", "FullName": "Xã B"},
                {"FullName": "Xã C"},
                {"Code": "00002", "FullName": "Xã D", "Wards": [{"Code": "00003"}]},
            ],
        },
        {
            "Code": "67",
            "FullName": "Tỉnh Đắk Nông",
            "Districts": [{"Code": "660"}],
            "Wards": [{"Code": "00009", "FullName": "Xã E", "ProvinceCode": "68"}],
        },
    ]
    assert problems(written(tmp_path / "u.json", value)) == [
        ("wrong-type", ":/0/Code"),
        ("wrong-type", ":/0/Wards"),
        ("unknown-kind", ":/1/FullName"),
        ("wrong-type", ":/1/NameEn"),
        ("wrong-type", ":/1/Wards/0"),
        ("malformed-code", ":/1/Wards/1/Code"),
        ("duplicate-code", ":/1/Wards/3/Code"),
        ("missing", ":/1/Wards/4/Code"),
        ("unknown-key", ":/1/Wards/5/Wards"),
        ("unknown-key", ":/2/Districts"),
        ("parent-differs", ":/2/Wards/0/ProvinceCode"),
    ]


def test_a_code_of_a_tree_is_the_name_it_stands_under(tmp_path):
    value = {"67": {"code": "68", "name_with_type": "Tỉnh Lâm Đồng"}}
    assert problems(written(tmp_path / "tree.json", value)) == [("code-differs", ":/67")]


def test_a_name_that_stands_twice_in_json_is_a_problem(tmp_path):
    path = tmp_path / "u.json"
    path.write_text('[{"Code": "68", "Code": "67", "FullName": "Tỉnh A"}]', encoding="utf-8")
    assert problems(path) == [("duplicate-key", ":/0/Code")]


def test_every_problem_of_a_table_is_said_at_its_row(tmp_path):
    rows = [
        ("68", "Tỉnh Lâm Đồng", "679", "Huyện Di Linh", "25000", "Thị trấn Di Linh"),
        ("68", "Tỉnh Lâm Đồng", "679", "Huyện Bảo Lâm", "25001", "Xã A"),
        ("67", "Tỉnh Đắk Nông", "679", "Huyện Di Linh", "25002", "Xã A"),
        ("68", "Tỉnh Lâm Đồng", "679", "Huyện Di Linh", "25000", "Thị trấn Di Linh"),
        ("68", "Tỉnh Lâm Đồng", None, None, "25003", None),
        ("68", "Tỉnh Lâm Đồng", "679", "Huyện Di Linh", 4, "Xã B"),
    ]
    columns = LEGACY.replace("wardCode TEXT", "wardCode")  # keeps numbers as they are
    path = database(tmp_path / "d.db", admin_units_legacy=(columns, rows))
    assert problems(path) == [
        ("duplicate-code", ":admin_units_legacy:row 2:districtCode"),
        ("duplicate-code", ":admin_units_legacy:row 3:districtCode"),
        ("duplicate-code", ":admin_units_legacy:row 4:wardCode"),
        ("missing", ":admin_units_legacy:row 5:districtCode"),
        ("missing", ":admin_units_legacy:row 5:district"),
        ("missing", ":admin_units_legacy:row 5:ward"),
        ("wrong-type", ":admin_units_legacy:row 6:wardCode"),
    ]


def test_a_table_needs_its_columns_and_rows(tmp_path):
    columns = CURRENT.replace("wardCode", "wardcodes").replace("provinceCode", "pcode")
    path = database(tmp_path / "c.db", admin_units=(columns, NEW_ROWS))
    assert problems(path) == [("missing-column", ":admin_units")] * 2
    assert problems(database(tmp_path / "r.db", admin_units=(CURRENT, []))) == [
        ("no-rows", ":admin_units")
    ]
    assert problems(database(tmp_path / "t.db", units=(CURRENT, NEW_ROWS))) == [
        ("not-a-unit-list", "")
    ]


def test_nothing_is_computed_for_a_database(tmp_path):
    views = tmp_path / "views.db"
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    made_up = f"{endless} SELECT i AS provinceCode, i AS province, i AS wardCode, i AS ward FROM n"
    with closing(sqlite3.connect(views)) as connection, connection:
        connection.execute(f"CREATE VIEW admin_units AS {made_up}")
    assert problems(views) == [("not-a-unit-list", "")]
    columns = CURRENT.replace("ward TEXT", "ward TEXT AS (printf('%.*c', 999999999, 'x'))")
    computed = tmp_path / "computed.db"
    with closing(sqlite3.connect(computed)) as connection, connection:
        connection.execute(f"CREATE TABLE admin_units ({columns})")
    assert problems(computed) == [("missing-column", ":admin_units")]


def test_rows_and_values_of_a_table_are_limited(tmp_path):
    many = [("01", "Thành phố Hà Nội", "00004", "Phường Ba Đình")] * (unit_lists.MOST_ROWS + 1)
    path = database(tmp_path / "many.db", admin_units=(CURRENT, many))
    assert problems(path) == [("too-many-rows", ":admin_units")]
    long = [("01", "x" * (unit_lists.LONGEST_VALUE + 1), "00004", "Phường Ba Đình")]
    path = database(tmp_path / "long.db", admin_units=(CURRENT, long))
    assert problems(path) == [("malformed-sqlite", "")]


def test_texts_of_a_table_are_unicode(tmp_path):
    path = database(tmp_path / "d.db", admin_units=(CURRENT, NEW_ROWS))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE admin_units SET ward = CAST(x'ff' AS TEXT)")
    assert problems(path) == [("malformed-sqlite", "")]


def test_a_broken_table_of_contents_is_one_problem_even_where_it_is_no_unicode(tmp_path):
    path = database(tmp_path / "d.db", admin_units=(CURRENT, NEW_ROWS))
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE", b"CREATE T\xaeBLE"))
    assert problems(path) == [("malformed-sqlite", "")]


def test_the_whole_list_is_checked_whatever_part_is_asked_for(tmp_path):
    rows = [*NEW_ROWS, ("01", "Thành phố Hà Nội", "5", "Phường A")]
    path = database(tmp_path / "d.db", admin_units=(CURRENT, rows))
    assert problems(path, within="68") == [("malformed-code", ":admin_units:row 4:wardCode")]


def test_a_suffix_that_no_identity_can_end_with_is_refused(both):
    with pytest.raises(UsageError, match="suffix: malformed"):
        ids(both, edition="current", suffix=" 2025")
