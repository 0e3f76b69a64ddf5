"""One byte string for one meaning: canonical JSON (RFC 8785) and its digest.

Objects are written as plain values through their field descriptions; a field that stands at its
default is left out, so that a later version may add a field without changing any digest.
"""

import hashlib
import json
import math
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

import attrs

from egov_readiness.describe import describe
from egov_readiness.kinds import Text

__all__ = ["Plain", "canonical_bytes", "digest", "plain"]

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
"""What JSON can say."""


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
        return unicodedata.normalize("NFC", value)
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
    if isinstance(number, int) and abs(number) >= 2**53:
        number = float(number)
    if isinstance(number, int):
        return str(number)
    if not math.isfinite(number):
        raise ValueError(f"{number} cannot be written in JSON")
    if number == 0:
        return "0"
    written = repr(number)
    if "e" not in written:
        return written.removesuffix(".0")
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
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


def _write(value: Plain, out: list[str]) -> None:
    if value is None or isinstance(value, bool | str):
        out.append(json.dumps(value, ensure_ascii=False))
    elif isinstance(value, int | float):
        out.append(_number(value))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            out.append("[" if index == 0 else ",")
            _write(item, out)
        out.append("]" if value else "[]")
    else:
        # RFC 8785 orders names by their UTF-16 code units, not by code points.
        for index, key in enumerate(sorted(value, key=lambda name: name.encode("utf-16-be"))):
            out.append("{" if index == 0 else ",")
            out.append(json.dumps(key, ensure_ascii=False) + ":")
            _write(value[key], out)
        out.append("}" if value else "{}")


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
    out: list[str] = []
    _write(plain(value), out)
    return "".join(out).encode("utf-8")


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical JSON of an object, as ``sha256:`` and 64 hex digits.

    >>> digest({})[:15]
    'sha256:44136fa3'
    """
    return "sha256:" + hashlib.sha256(canonical_bytes(value)).hexdigest()
