"""Bytes come in within limits and go out whole or not at all."""

import os
from pathlib import Path

import pytest

from egov_readiness.errors import RecordError, UsageError
from egov_readiness.formats.files import check_output, decode, naming, read_bytes, write_whole


def test_what_cannot_be_read_is_a_problem_at_the_file(tmp_path: Path) -> None:
    (tmp_path / "large.csv").write_bytes(b"12345")
    (tmp_path / "folder.csv").mkdir()
    for name, code in [("no.csv", "not-found"), ("folder.csv", "not-readable")]:
        with pytest.raises(RecordError) as caught:
            read_bytes(tmp_path / name)
        assert [(p.code, p.path) for p in caught.value.problems] == [(code, name)]
    with pytest.raises(RecordError) as caught:
        read_bytes(tmp_path / "large.csv", largest=4)
    assert caught.value.problems[0].code == "too-large"
    assert read_bytes(tmp_path / "large.csv", largest=5) == b"12345"


def test_a_byte_order_mark_is_accepted() -> None:
    assert decode("\ufeffĐà Lạt".encode()) == "Đà Lạt"


@pytest.mark.parametrize(
    ("data", "where", "hint"),
    [
        ("unit\nĐà Lạt".encode("utf-16"), "offset 0 (line 1)", "UTF-16"),
        ("unit\nĐà".encode() + b"\xe0", "offset 9 (line 2)", "save the file as UTF-8"),
        (b"\xef\xbb\xbfunit\n\xff", "byte 0xff at offset 8 (line 2)", "save the file as UTF-8"),
    ],
)
def test_another_encoding_is_named_by_its_first_wrong_byte(
    data: bytes, where: str, hint: str
) -> None:
    with pytest.raises(RecordError) as caught:
        decode(data, "x.csv")
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("not-utf-8", "x.csv")
    assert where in problem.message
    assert hint in problem.hint


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.json"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError):  # noqa: PT011  # which one depends on the system
        write_whole(tmp_path / "taken", b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["taken"]


def test_what_is_written_is_no_folder_and_not_what_it_is_made_from(tmp_path):
    survey, data = tmp_path / "survey.toml", tmp_path / "data.csv"
    survey.touch()
    data.touch()
    (tmp_path / "link.csv").symlink_to(data)
    for output, source, code in (
        (tmp_path, data, "not-usable"),
        (data / "scores.csv", data, "not-usable"),
        (tmp_path / "no-such" / "scores.csv", data, "not-usable"),
        (data, data, "same-file"),
        (tmp_path / "link.csv", data, "same-file"),
        (survey, tmp_path, "same-file"),
    ):
        with pytest.raises(UsageError) as caught:
            check_output(output, source)
        assert [problem.code for problem in caught.value.problems] == [code]
    check_output(tmp_path / "scores.csv", data)
    check_output(survey, data)


def test_an_error_that_names_its_file_or_is_none_of_the_system_stays_as_it_is() -> None:
    for error in (OSError(28, "full", "own.csv"), OSError("no number"), ValueError("other")):
        with pytest.raises(type(error)) as caught, naming(Path("rows.tmp")):
            raise error
        assert caught.value is error
    with pytest.raises(OSError, match=r"rows\.tmp") as found, naming(Path("rows.tmp")):
        raise OSError(28, "Error writing bytes to file")
    assert (found.value.errno, found.value.strerror) == (28, os.strerror(28))
