"""What became of the units of Viet Nam on 1 July 2025, in tiny files of the real shape."""

import json
import sqlite3
from contextlib import closing

import pytest

from egov_readiness.errors import SurveyError, UsageError
from egov_readiness.formats.unit_changes import load_unit_changes

OLD = [
    ("67", "Tỉnh Đắk Nông", "660", "Thành phố Gia Nghĩa", "24611", "Phường A", "p67", "d660", "w1"),
    ("68", "Tỉnh Lâm Đồng", "679", "Huyện Di Linh", "25000", "Xã B", "p68", "d679", "w1"),
    ("68", "Tỉnh Lâm Đồng", "679", "Huyện Di Linh", "25003", "Xã C", "p68", "d679", "w2"),
    ("68", "Tỉnh Lâm Đồng", "680", "Huyện Phú Quý", None, None, "p68", "d680", None),
]
NEW = [
    ("68", "Tỉnh Lâm Đồng", "25000", "Xã Di Linh", "p68", "w1"),
    ("68", "Tỉnh Lâm Đồng", "25003", "Xã Hòa Ninh", "p68", "w3"),
]
CHANGES = {
    "DICT_PROVINCE": {"p68": ["p67", "p68"]},
    "DICT_PROVINCE_WARD_NO_DIVIDED": {
        "p68": {"w1": ["p68_d679_w1", "p67_d660_w1"], "w3": ["p68_d680_"]}
    },
    "DICT_PROVINCE_WARD_DIVIDED": {
        "p68": {
            "p68_d679_w2": [
                {"newWardKey": "w1", "isDefaultNewWard": True},
                {"newWardKey": "w3", "isDefaultNewWard": False},
            ]
        }
    },
}


@pytest.fixture
def files(tmp_path):
    """A function that writes both files and returns their paths."""

    def write(old=OLD, new=NEW, changes=CHANGES):
        units = tmp_path / "dataset.db"
        units.unlink(missing_ok=True)
        parts = ("province", "district", "ward")
        with closing(sqlite3.connect(units)) as connection, connection:
            for table, names, rows in [
                ("admin_units_legacy", parts, old),
                ("admin_units", parts[::2], new),
            ]:
                columns = [column for name in names for column in (f"{name}Code", name)]
                columns += [f"{name}Key" for name in names]
                connection.execute(f"CREATE TABLE {table} ({' TEXT, '.join(columns)} TEXT)")
                marks = ", ".join("?" * len(columns))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        path = tmp_path / "converter_2025.json"
        path.write_text(json.dumps(changes), encoding="utf-8")
        return units, path

    return write


def problems(paths):
    with pytest.raises(SurveyError) as error:
        load_unit_changes(*paths)
    return [(problem.code, problem.path) for problem in error.value.problems]


def test_merged_and_split_units_stand_in_pairs(files):
    links = load_unit_changes(*files(), suffixes=("", "-2025"))
    assert tuple((link.before, link.after) for link in links) == (
        ("vn-gso-province-67", "vn-gso-province-68-2025"),
        ("vn-gso-province-68", "vn-gso-province-68-2025"),
        ("vn-gso-commune-25000", "vn-gso-commune-25000-2025"),
        ("vn-gso-commune-24611", "vn-gso-commune-25000-2025"),
        ("vn-gso-district-680", "vn-gso-commune-25003-2025"),
        ("vn-gso-commune-25003", "vn-gso-commune-25000-2025"),
        ("vn-gso-commune-25003", "vn-gso-commune-25003-2025"),
    )


def test_a_unit_that_a_list_does_not_have_is_a_problem(files):
    changes = {
        "DICT_PROVINCE": {"p68": ["p66"], "p99": ["p68"]},
        "DICT_PROVINCE_WARD_NO_DIVIDED": {"p68": {"w9": ["p68_d679_w9"]}},
        "DICT_PROVINCE_WARD_DIVIDED": {"p68": {"p68_d679_w1": [{"newWardKey": "w2"}]}},
    }
    assert problems(files(changes=changes)) == [
        ("unknown-unit", "converter_2025.json:/DICT_PROVINCE/p68/0"),
        ("unknown-unit", "converter_2025.json:/DICT_PROVINCE/p99/0"),
        ("unknown-unit", "converter_2025.json:/DICT_PROVINCE_WARD_NO_DIVIDED/p68/w9/0"),
        ("unknown-unit", "converter_2025.json:/DICT_PROVINCE_WARD_NO_DIVIDED/p68/w9/0"),
        ("unknown-unit", "converter_2025.json:/DICT_PROVINCE_WARD_DIVIDED/p68/p68_d679_w1/0"),
    ]


def test_every_part_of_a_wrong_shape_is_a_problem_at_its_place(files):
    changes = {
        "DICT_PROVINCE": {"p68": "p67"},
        "DICT_PROVINCE_WARD_NO_DIVIDED": {"p68": {"w1": [5]}, "p67": []},
        "DICT_PROVINCE_WARD_DIVIDED": {"p68": {"a": {}, "b": ["w1", {"newWardKey": 1}]}},
    }
    assert problems(files(changes=changes)) == [
        ("wrong-type", "converter_2025.json:/DICT_PROVINCE/p68"),
        ("wrong-type", "converter_2025.json:/DICT_PROVINCE_WARD_NO_DIVIDED/p68/w1/0"),
        ("wrong-type", "converter_2025.json:/DICT_PROVINCE_WARD_NO_DIVIDED/p67"),
        ("wrong-type", "converter_2025.json:/DICT_PROVINCE_WARD_DIVIDED/p68/a"),
        ("wrong-type", "converter_2025.json:/DICT_PROVINCE_WARD_DIVIDED/p68/b/0"),
        ("wrong-type", "converter_2025.json:/DICT_PROVINCE_WARD_DIVIDED/p68/b/1"),
    ]


@pytest.mark.parametrize("changes", [[], {"DICT_PROVINCE": {}}, None])
def test_what_holds_no_changes_is_one_problem(files, changes):
    assert problems(files(changes=changes)) == [("not-unit-changes", "converter_2025.json")]


def test_a_key_belongs_to_one_unit(files):
    twice = [*NEW, ("68", "Tỉnh Lâm Đồng", "25006", "Xã D", "p68", "w3")]
    assert problems(files(new=twice)) == [("duplicate-key", "dataset.db:admin_units:row 3")]
    without = [("68", "Tỉnh Lâm Đồng", "25006", "Xã D", "p68", None)]
    assert ("missing", "dataset.db:admin_units:row 1") in problems(files(new=without))


def test_the_units_are_checked_before_their_changes(files):
    wrong = [("68", "Lâm Đồng", "25000", "Xã Di Linh", "p68", "w1")]
    assert problems(files(new=wrong)) == [("unknown-kind", "dataset.db:admin_units:row 1:province")]


def test_files_that_are_not_there_are_problems(files, tmp_path):
    units, changes = files()
    assert problems((tmp_path / "no.db", changes)) == [("not-found", "no.db")]
    assert problems((units, tmp_path / "no.json")) == [("not-found", "no.json")]
    assert problems((changes, units)) != []


def test_a_suffix_that_no_identity_can_end_with_is_refused(files):
    with pytest.raises(UsageError, match="suffixes: malformed"):
        load_unit_changes(*files(), suffixes=("", " "))
