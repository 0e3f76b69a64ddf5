"""TOML: files read with declared limits, and the rulebooks written in it."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, cast

from egov_readiness.canonical import plain
from egov_readiness.dates import PartialDate
from egov_readiness.describe import Choice, Leaf, Nested, SequenceOf, Shape, describe
from egov_readiness.errors import Problem, RecordError, RulebookError, from_extra, nearest
from egov_readiness.formats.assemble import Draft, rulebook_of
from egov_readiness.formats.convert import member_types, tags_of
from egov_readiness.formats.files import DEEPEST, decode, read_bytes, write_whole
from egov_readiness.kinds import refuse
from egov_readiness.rules import Rulebook

__all__ = [
    "LARGEST_TOML",
    "load_rulebook",
    "read_toml",
    "rulebook_ids",
    "save_rulebook",
    "toml_bytes",
]

LARGEST_TOML: Final = 8 * 1024 * 1024
"""The largest TOML file, in bytes, that is read."""


def load_rulebook(source: str | Path) -> Rulebook:
    """Load a rulebook: a packaged one by its id, any other from its file.

    A text never opens a file, so that no payload can open a server's files.

    Args:
        source: the id of a packaged rulebook, or the path of a TOML file.

    Raises:
        RulebookError: if there is no such rulebook, or anything in it is wrong, with every
            problem; paths are such as ``lam-dong-2009.toml:indicator[lan_in_use].weight``.

    >>> try:
    ...     load_rulebook("un_egdi")
    ... except RulebookError as error:
    ...     print(error.problems[0].code)
    unknown-rulebook
    """
    if isinstance(source, str):
        known = rulebook_ids()
        if source not in known:
            hint = nearest(source, known) or f"one of {', '.join(known)}"
            if "/" in source or source.endswith(".toml"):
                hint = f"to read a file, give Path({source!r})"
            message = f"no packaged rulebook is called {source!r}"
            raise RulebookError([Problem("unknown-rulebook", source, message, hint)])
        name = f"{source}.toml"
        data = _packaged().joinpath(name).read_bytes()
    else:
        name = source.name
        try:
            data = read_bytes(source, largest=LARGEST_TOML)
        except RecordError as error:
            raise RulebookError(error.problems) from None
    try:
        value = _parsed(data, name)
    except RecordError as error:
        raise RulebookError(error.problems) from None
    return rulebook_of(Draft(value), name)


def _packaged() -> Traversable:
    return resources.files("egov_readiness").joinpath("rulebooks")


def rulebook_ids() -> tuple[str, ...]:
    """Return the ids of the packaged rulebooks, in alphabetical order.

    >>> "un-egdi" in rulebook_ids()
    True
    """
    names = (entry.name for entry in _packaged().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def save_rulebook(rulebook: Rulebook, path: Path) -> None:
    """Write a rulebook as a TOML file, whole or not at all; reading it gives the same rulebook.

    Args:
        rulebook: the rulebook.
        path: the file; replaced if it exists.

    Raises:
        MissingExtraError: if the extra ``toml`` is not installed.
        OSError: if the file cannot be written.
    """
    write_whole(path, toml_bytes(rulebook))


def read_toml(path: Path, *, largest: int = LARGEST_TOML) -> Mapping[str, object]:
    """Read a TOML file into plain values.

    Args:
        path: the file; UTF-8, with or without byte order mark.
        largest: the most bytes it may have.

    Raises:
        RecordError: if it cannot be read; a mistake of syntax is named with line and column.

    >>> try:
    ...     read_toml(Path("no-such.toml"))
    ... except RecordError as error:
    ...     print(error)
    no-such.toml: not-found: there is no such file
    """
    return _parsed(read_bytes(path, largest=largest), path.name)


_PART: Final = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY: Final = re.compile(rf"""(?<![\w."'-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{DEEPEST}}}""")
"""A dotted key of so many parts that the standard library would take minutes to read it."""

_PLACE: Final = re.compile(r"(?P<what>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)")


def _parsed(data: bytes, name: str) -> Mapping[str, object]:
    text = decode(data, name)
    if _DEEP_KEY.search(text):
        raise _too_deep(name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.fullmatch(str(error))
        where = f":line {found['line']}, column {found['column']}" if found else ""
        what = found["what"] if found else str(error)
        raise refuse(
            "malformed-toml",
            f"it is no TOML: {what}",
            "texts stand in double quotes; every name is given once in its table",
            name + where,
        ) from None
    except RecursionError:
        raise _too_deep(name) from None
    except ValueError:
        # tomllib lets int() refuse whole numbers of thousands of digits.
        raise refuse("not-finite", "a number has too many digits", path=name) from None


def _too_deep(name: str) -> RecordError:
    return refuse("too-deep", f"lists and tables are nested more than {DEEPEST} deep", path=name)


def toml_bytes(value: Rulebook | Mapping[str, object]) -> bytes:
    r"""Return a rulebook, or plain values, as TOML.

    Args:
        value: the rulebook or the plain values.

    Raises:
        MissingExtraError: if the extra ``toml`` is not installed.

    >>> toml_bytes({"id": "s"})
    b'id = "s"\n'
    """
    with from_extra("toml", "writing TOML"):
        import tomli_w  # noqa: PLC0415  # optional: only writing TOML needs it
    if isinstance(value, Rulebook):
        spelled = _with_days(Nested(Rulebook), plain(value))
        value = {"format": value.format, **cast("dict[str, object]", spelled)}
    return tomli_w.dumps(value).encode("utf-8")


def _with_days(shape: Shape, value: object) -> object:
    """Return plain values with calendar days as dates, which TOML writes without quotes."""
    match shape, value:
        case Leaf(kind), str() if kind is date or kind is PartialDate:
            day = PartialDate(value)
            return day.first_day if day.precision == "day" else value
        case Nested(cls), dict():
            shapes = {field.key: field.shape for field in describe(cls)}
            return {key: _with_days(shapes[key], item) for key, item in value.items()}
        case SequenceOf(item_shape), list():
            return [_with_days(item_shape, item) for item in value]
        case Choice(options), dict():
            classes = [option.cls for option in options if isinstance(option, Nested)]
            meant = tags_of(options).get(str(value.get("kind"))) or next(iter(classes), None)
            return value if meant is None else _with_days(Nested(meant), value)
        case Choice(options), _:
            fitting = [option for option in options if type(value) in member_types(option)]
            return _with_days(fitting[0], value) if len(fitting) == 1 else value
    return value
