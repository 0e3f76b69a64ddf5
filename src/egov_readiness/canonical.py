"""One byte string for one meaning: canonical JSON (RFC 8785) and its digest.

Objects are written as plain values through their field descriptions; a field that stands at its
default is left out, so that a later version may add a field without changing any digest.  A class
with a method ``canonical_json`` writes its objects itself, to the same text and sooner.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache, lru_cache, partial
from itertools import chain, compress, islice, repeat
from json.encoder import encode_basestring
from operator import attrgetter, is_not, itemgetter, ne
from types import NoneType
from typing import Final, TypeVar, cast
from unicodedata import normalize

import attrs
from attrs import frozen

from egov_readiness.describe import describe
from egov_readiness.kinds import Text

__all__ = ["Plain", "Written", "canonical_bytes", "digest", "plain", "write_float", "written"]

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
"""What JSON can say."""

_Item = TypeVar("_Item")

_INEXACT: Final = 2**53
"""From here on not every whole number is one of JSON's."""

_normal_form: Final = partial(normalize, "NFC")

_ALWAYS: Final = object()
"""The default of a field that is written whatever it holds."""

_AT_ONCE: Final = 1_000
"""How many items of a list are written before the digest takes them in."""

_FEW: Final = 32
"""Up to how many names of a mapping are remembered in the order in which they are written."""


def plain(value: object) -> Plain:
    """Return an object of the library as plain JSON values.

    Args:
        value: a record, a rule, a result, a small value, or a container of them.

    Returns:
        Dictionaries, lists, texts, numbers, truths and ``None``; fields at their default are
        left out, except the tag that tells the kinds of a union apart.

    Raises:
        TypeError: if something in it has no spelling.

    >>> from egov_readiness.kinds import Between
    >>> plain({"reach": Between(0.5, 1)})
    {'reach': '0.5..1'}
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Text | Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    cls: type = type(value)
    if attrs.has(cls):
        if hasattr(value, "parse"):
            return str(value)
        members: dict[str, Plain] = {}
        for description in describe(cls):
            item = getattr(value, description.name)
            if description.required or item != description.default or description.is_tag:
                members[description.key] = plain(item)
        return members
    raise TypeError(f"{cls.__name__} has no spelling in JSON")


def _number(number: float) -> str:
    """Write a number as ECMAScript does, which RFC 8785 prescribes."""
    if isinstance(number, int) and abs(number) >= _INEXACT:
        number = float(number)
    if isinstance(number, int):
        return str(int(number))
    if not math.isfinite(number):
        raise ValueError(f"{number} cannot be written in JSON")
    if number == 0:
        return "0"
    written = float.__repr__(number)
    if "e" not in written:
        return written.removesuffix(".0")
    sign, digits, exponent = Decimal(written).normalize().as_tuple()
    assert isinstance(exponent, int)  # the number is finite
    text = "".join(map(str, digits))
    point = len(text) + exponent
    if 0 < point <= 21:
        text = text.ljust(point, "0")
        written = text if len(text) == point else f"{text[:point]}.{text[point:]}"
    elif -6 < point <= 0:
        written = "0." + "0" * -point + text
    else:
        mantissa = text if len(text) == 1 else f"{text[0]}.{text[1:]}"
        written = f"{mantissa}e{point - 1:+d}"
    return ("-" if sign else "") + written


def write_float(number: float) -> str:
    """Return a floating-point number as it stands in canonical JSON.

    Args:
        number: the number.

    Raises:
        ValueError: if it is not finite.

    >>> write_float(0.5), write_float(1.0), write_float(1e-7)
    ('0.5', '1', '1e-7')
    """
    if type(number) is float and 1e-4 <= number < 1e16:
        return repr(number).removesuffix(".0")  # as most are; Python writes no exponent
    return "0" if number == 0 else _number(number)


def _writer(cls: type) -> Callable[..., str]:
    """Return what writes the values of a class: the canonical JSON of their plain form.

    It does not make the plain form of a record first: a survey has records by the hundred
    thousand.
    """
    itself: Callable[..., str] | None = getattr(cls, "canonical_json", None)
    if itself is not None:
        return itself
    spell = _speller(cls)
    if spell is not None:
        return lambda value: _write_text(spell(value))
    if issubclass(cls, str) and not issubclass(cls, Enum):
        return _write_text
    if cls is NoneType:
        return lambda _: "null"
    if cls is int:
        return lambda number: str(number) if abs(number) < _INEXACT else _number(number)
    if cls is float:
        return write_float
    if issubclass(cls, Decimal):
        return lambda number: f'"{number:f}"'
    if issubclass(cls, Enum | int | float | date):
        return _write_single
    if issubclass(cls, Mapping):
        return _write_mapping
    if issubclass(cls, tuple | list):
        return _write_list
    if attrs.has(cls):
        return _write_object
    return _write_single


class _Writers(dict[type, Callable[..., str]]):
    """What writes the values of each class met so far; asking it takes less than asking a cache."""

    def __missing__(self, cls: type) -> Callable[..., str]:
        """Find what writes the values of a class."""
        self[cls] = _writer(cls)
        return self[cls]


_WRITERS: Final = _Writers()


def written(value: object) -> str:
    """Return the canonical JSON of an object, as :func:`canonical_bytes` does, as a text.

    Args:
        value: anything that :func:`plain` accepts.

    Raises:
        TypeError: if something in it has no spelling.
        ValueError: if it contains a number that is not finite.

    >>> written({"b": None, "a": "Đà Lạt"})
    '{"a":"Đà Lạt","b":null}'
    """
    return _WRITERS[type(value)](value)


@frozen
class Written:
    """A part of an object that is canonical JSON already.

    Attributes:
        text: the canonical JSON.

    >>> canonical_bytes({"card": Written('{"unit":"a"}')})
    b'{"card":{"unit":"a"}}'
    """

    text: str

    def canonical_json(self) -> str:
        """Return the text as it is."""
        return self.text


@frozen
class _Member:
    """A field of a class, ready to be written.

    Attributes:
        of: takes its value from an object.
        name: its name as it stands in JSON, between comma and colon.
        default: the value that is left out; ``_ALWAYS`` where none is.
    """

    of: Callable[[object], object]
    name: str
    default: object


@cache
def _members_of(cls: type) -> tuple[_Member, ...] | None:
    """Return the fields of a class that is written as an object, in the order of their names."""
    if not attrs.has(cls) or hasattr(cls, "parse") or hasattr(cls, "canonical_json"):
        return None
    described = sorted(describe(cls), key=lambda description: _order(description.key))
    return tuple(
        _Member(
            attrgetter(description.name),
            "," + encode_basestring(description.key) + ":",
            _ALWAYS if description.required or description.is_tag else description.default,
        )
        for description in described
    )


def _write_object(value: object) -> str:
    cls: type = type(value)
    members = _members_of(cls)
    assert members is not None  # others have a writer of their own
    stated = [
        member.name + written(item)
        for member in members
        if (item := member.of(value)) is not member.default and item != member.default
    ]
    return "{" + "".join(stated)[1:] + "}"


def _rows(members: Iterable[_Member], objects: Sequence[object]) -> Iterator[str]:
    """Yield objects of one class as written, all values of a field at once.

    A survey has records by the hundred thousand, and few different values in most fields.
    """
    pieces: list[Iterable[str]] = [repeat("", len(objects))]
    for member in members:
        column, default = [*map(member.of, objects)], member.default
        # Only None is equal to None; most fields have it as their default.
        stated = [*map(is_not if default in (None, _ALWAYS) else ne, column, repeat(default))]
        if False not in stated:
            pieces += repeat(member.name), _each(column)
        elif True in stated:
            written = _each([*compress(column, stated)])
            pieces.append([member.name + next(written) if there else "" for there in stated])
    return (f"{{{row[1:]}}}" for row in map("".join, zip(*pieces, strict=False)))


def _each(items: Sequence[object]) -> Iterator[str]:
    """Yield every item of a sequence as written; many of one kind are written together."""
    kinds: list[type] = [*map(type, items)]
    different_kinds = {*kinds}
    kind: type = different_kinds.pop() if len(different_kinds) == 1 else object
    spell = _speller(kind)
    if spell is not None:
        items, kind = [*map(spell, items)], str
    if kind is str:
        texts = cast("Sequence[str]", items)
        different = {*texts}
        quoted = map(encode_basestring, map(_normal_form, different))
        return map(dict(zip(different, quoted, strict=True)).__getitem__, texts)
    if kind is int or kind is float:
        return map(_WRITERS[kind], items)
    if kind is tuple:
        lists = cast("Sequence[tuple[object, ...]]", items)
        within = _each([*chain.from_iterable(lists)])
        return ("[" + ",".join(islice(within, len(item))) + "]" for item in lists)
    members = _members_of(kind)
    if members is not None:
        return _rows(members, items)
    return iter([_WRITERS[kind](item) for kind, item in zip(kinds, items, strict=True)])


@cache
def _speller(cls: type) -> Callable[..., str] | None:
    """Return what gives the one text that says what a value of a class is, if there is one."""
    if issubclass(cls, StrEnum):
        return str.__str__  # whatever the class would print
    return str if attrs.has(cls) and hasattr(cls, "parse") else None


def _write_text(text: str) -> str:
    return encode_basestring(_normal_form(text))


def _write_list(items: Sequence[object]) -> str:
    return "[" + ",".join(_each(items)) + "]"


def _write_mapping(mapping: Mapping[str, object]) -> str:
    if len(mapping) > _FEW:
        members = [name + written(item) for name, item in _members(mapping.items())]
        return "{" + ",".join(members) + "}"
    template, take = _layout(tuple(map(str, mapping)))
    return template % tuple([_WRITERS[type(item)](item) for item in take([*mapping.values()])])


@lru_cache(maxsize=1024)
def _layout(names: tuple[str, ...]) -> tuple[str, Callable[[Sequence[object]], Sequence[object]]]:
    """Return how a mapping with these names is written, and what puts its values in that order."""
    in_order = [*_members(zip(names, range(len(names)), strict=True))]
    template = ",".join(name.replace("%", "%%") + "%s" for name, _ in in_order)
    places = [place for _, place in in_order]
    if len(places) > 1:
        return "{" + template + "}", itemgetter(*places)
    return "{" + template + "}", lambda values: [values[place] for place in places]


def _members(items: Iterable[tuple[object, _Item]]) -> Iterator[tuple[str, _Item]]:
    """Yield the names of a mapping, written and in order, with what stands under them."""
    named = {str(key): item for key, item in items}
    names: Iterable[str] = named if len(named) == 1 else sorted(named, key=_order)
    for name in names:
        yield encode_basestring(name) + ":", named[name]


def _order(name: str) -> bytes:
    """Return a key that orders names by their UTF-16 code units, not by code points (RFC 8785)."""
    return name.encode("utf-16-be")


def _write_single(value: object) -> str:
    single = plain(value)
    if single is None or isinstance(single, bool):
        return json.dumps(single)
    if isinstance(single, int | float):
        return _number(single)
    return encode_basestring(single) if isinstance(single, str) else written(single)


def _pieces(value: object) -> Iterator[str]:
    """Yield the canonical JSON of an object piece by piece, so that no long one is held whole."""
    if isinstance(value, Text | Mapping):
        before = "{"
        for name, item in _members(value.items()):
            yield before + name
            yield from _pieces(item)
            before = ","
        yield "}" if value else "{}"
    elif isinstance(value, tuple | list) and value:
        for start in range(0, len(value), _AT_ONCE):
            yield "," if start else "["
            yield _write_list(value[start : start + _AT_ONCE])[1:-1]
        yield "]"
    else:
        yield written(value)


def canonical_bytes(value: object) -> bytes:
    """Return the canonical JSON of an object: UTF-8, sorted names, no spaces (RFC 8785).

    Args:
        value: anything that :func:`plain` accepts.

    Raises:
        TypeError: if something in it has no spelling.
        ValueError: if it contains a number that is not finite.

    >>> canonical_bytes({"b": 1e21, "a": [0.5, 1.0]})
    b'{"a":[0.5,1],"b":1e+21}'
    """
    return written(value).encode("utf-8")


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical JSON of an object, as ``sha256:`` and 64 hex digits.

    >>> digest({})[:15]
    'sha256:44136fa3'
    """
    hashed = hashlib.sha256()
    for piece in _pieces(value):
        hashed.update(piece.encode("utf-8"))
    return "sha256:" + hashed.hexdigest()
