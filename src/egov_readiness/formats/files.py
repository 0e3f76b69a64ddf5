"""Bytes in with declared limits, bytes out whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from egov_readiness.errors import Problem, RecordError, UsageError
from egov_readiness.kinds import refuse

__all__ = [
    "DEEPEST",
    "LARGEST_FILE",
    "check_other",
    "check_output",
    "decode",
    "naming",
    "not_utf_8",
    "read_bytes",
    "temporary_beside",
    "too_large",
    "write_whole",
]

LARGEST_FILE: Final = 64 * 1024 * 1024
"""The largest file or payload, in bytes, that is read unless the caller says otherwise."""

DEEPEST: Final = 64
"""How deep lists and objects may be nested in a file or payload."""


def read_bytes(path: Path, *, largest: int = LARGEST_FILE) -> bytes:
    """Return the content of a file.

    Args:
        path: the file.
        largest: the most bytes it may have.

    Raises:
        RecordError: if there is no such file, it cannot be read, is empty or is too large; the
            path of the problem is the file's name.

    >>> try:
    ...     read_bytes(Path("no-such.csv"))
    ... except RecordError as error:
    ...     print(error)
    no-such.csv: not-found: there is no such file
    """
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except FileNotFoundError:
        raise refuse("not-found", "there is no such file", path=path.name) from None
    except OSError as error:
        reason = error.strerror or "the system refuses"
        raise refuse("not-readable", f"it cannot be read: {reason}", path=path.name) from None
    if len(data) > largest:
        raise too_large(largest, path.name)
    return data


def too_large(largest: int, path: str = "") -> RecordError:
    """Return the error about a file or payload that exceeds the declared limit.

    Args:
        largest: the limit, in bytes.
        path: the name of the file; empty for a payload.

    >>> too_large(10).problems[0].message
    'it has more than 10 bytes'
    """
    return refuse(
        "too-large", f"it has more than {largest} bytes", "split it, or raise the limit", path
    )


def decode(data: bytes, path: str = "") -> str:
    r"""Return UTF-8 bytes as text, with or without a byte order mark.

    Args:
        data: the bytes.
        path: the name of the file, for the problem.

    Raises:
        RecordError: if the bytes are not UTF-8; the problem names the offset of the first wrong
            byte and its line.

    >>> decode(b"\xef\xbb\xbfabc")
    'abc'
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # What was decoded begins behind the byte order mark.
        offset = len(data) - len(error.object) + error.start
        line = data.count(b"\n", 0, offset) + 1
        raise not_utf_8(error, offset, line, path) from None


def not_utf_8(error: UnicodeDecodeError, offset: int, line: int, path: str = "") -> RecordError:
    r"""Return the error about bytes that are not UTF-8.

    Args:
        error: what decoding said.
        offset: where the first wrong byte is.
        line: in which line it is.
        path: the name of the file; empty for a payload.

    >>> try:
    ...     _ = b"a\xff".decode()
    ... except UnicodeDecodeError as error:
    ...     print(not_utf_8(error, 1, 1, "t.csv").problems[0].message)
    byte 0xff at offset 1 (line 1) is not UTF-8
    """
    utf16 = offset == 0 and error.object[:2] in (b"\xff\xfe", b"\xfe\xff")
    return refuse(
        "not-utf-8",
        f"byte 0x{error.object[error.start]:02x} at offset {offset} (line {line}) is not UTF-8",
        "it is UTF-16; save it as UTF-8" if utf16 else "save the file as UTF-8",
        path,
    )


def check_output(output: Path, data: Path) -> None:
    """Refuse a file to write that cannot be one, before any work is done for it.

    Args:
        output: the file to write; it may exist.
        data: what it is made from: a file, or the folder of a survey.

    Raises:
        UsageError: if it is no file, there is no such folder, or it is the data.

    >>> try:
    ...     check_output(Path("no-such", "scores.csv"), Path("data.csv"))
    ... except UsageError as error:
    ...     print(error.problems[0].message)
    there is no folder no-such
    """
    folder = output.parent
    if output.exists():
        if not output.is_file():
            raise UsageError([Problem("not-usable", str(output), "it exists and is no file")])
        check_other(output, data)
    elif not folder.is_dir():
        message = f"there is no folder {folder}"
        raise UsageError([Problem("not-usable", str(output), message, "make it")])


def check_other(output: Path, data: Path) -> None:
    """Refuse to write over what is read.

    Args:
        output: the file to write.
        data: what it is made from: a file, or the folder of a survey.

    Raises:
        UsageError: if they are the same.

    >>> check_other(Path("scores.csv"), Path("data.csv"))
    """
    for source in (data, data / "survey.toml"):
        if output.exists() and source.exists() and output.samefile(source):
            message, hint = "it is the data, which would be lost", "name another file"
            raise UsageError([Problem("same-file", str(output), message, hint)])


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let an error of the system name the file it is about, where it names none by itself.

    Args:
        path: the file, or the folder in which a file without a name is.

    >>> try:
    ...     with naming(Path("rows.tmp")):
    ...         raise OSError(28, "the disk is full")
    ... except OSError as error:
    ...     print(error.filename)
    rows.tmp
    """
    try:
        yield
    except OSError as error:
        if error.errno is None or error.filename is not None:
            raise
        raise OSError(error.errno, os.strerror(error.errno), str(path)) from error


def temporary_beside(path: Path) -> Path:
    """Return an unused hidden name in the folder of a path, to write to before renaming.

    >>> temporary_beside(Path("data/survey.json")).parent.name
    'data'
    """
    return path.with_name(f".{path.name}.{os.urandom(8).hex()}.tmp")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: whoever reads it sees the old or the new content.

    Args:
        path: the file; replaced if it exists.
        data: the new content.

    Raises:
        OSError: if the system refuses; the file is then as it was.
    """
    temporary = temporary_beside(path)
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
