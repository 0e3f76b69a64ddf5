"""Describe an attrs class once; validation, JSON Schema, sheets and docs are derived from it.

A field's type says what shape its value has, limits written inside ``Annotated`` say which values
are allowed, and the ``Attributes:`` section of the class' docstring says what it means.  Nothing
else is written about a field anywhere.
"""

import math
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Literal, Union, get_args, get_origin

import attrs
from annotated_types import BaseMetadata, Ge, Gt, Le, Lt, MaxLen, MinLen

from egov_readiness.errors import Problem, RecordError
from egov_readiness.kinds import Pattern

__all__ = [
    "Checked",
    "Choice",
    "Constant",
    "FieldDescription",
    "Leaf",
    "Limit",
    "Nested",
    "SequenceOf",
    "Shape",
    "TableOf",
    "describe",
]

Limit = BaseMetadata | Pattern
"""A limit on a value: those of annotated-types, and a pattern that a text has to match."""


@attrs.frozen
class Leaf:
    """A single value: text, number, truth, day, member of an enumeration or small value.

    Attributes:
        type: the Python type: ``str``, ``int``, ``float``, ``bool``, ``date``, an enumeration, a
            class of ``kinds``, or ``NoneType`` for unknown.
        limits: what else has to hold.

    >>> from egov_readiness.kinds import Share
    >>> shape_of(Share).type
    <class 'float'>
    """

    type: type
    limits: tuple[Limit, ...] = ()


@attrs.frozen
class Constant:
    """One of a few fixed texts, written as a ``Literal``; it tells kinds of a union apart.

    Attributes:
        values: the texts.
    """

    values: tuple[str, ...]


@attrs.frozen
class Nested:
    """An object of an attrs class with fields of its own.

    Attributes:
        cls: the class.
    """

    cls: type[attrs.AttrsInstance]


@attrs.frozen
class SequenceOf:
    """Any number of values of one shape, in order.

    Attributes:
        item: the shape of each.
        limits: least and greatest length, where there is one.
    """

    item: "Shape"
    limits: tuple[Limit, ...] = ()


@attrs.frozen
class TableOf:
    """Values of one shape by a text key.

    Attributes:
        key: the shape of each key.
        value: the shape of each value.
    """

    key: "Leaf"
    value: "Shape"


@attrs.frozen
class Choice:
    """One of several shapes.

    Attributes:
        options: the shapes, in the order of the type.
    """

    options: tuple["Shape", ...]


Shape = Leaf | Constant | Nested | SequenceOf | TableOf | Choice
"""What the value of a field looks like."""


@attrs.frozen
class FieldDescription:
    """One field of an attrs class, as every format and page needs to know it.

    Attributes:
        name: the field's name in Python.
        key: its name in files; a list of tables in TOML is spelled in the singular.
        shape: what its value looks like.
        doc: what it means, one sentence or more; may be empty.
        required: whether it has to be given.
        default: what stands when it is not given; meaningless where it is required.
    """

    name: str
    key: str
    shape: Shape
    doc: str
    required: bool
    default: object

    @property
    def is_tag(self) -> bool:
        """Whether it has one fixed text, which tells its class apart from others in a union."""
        return isinstance(self.shape, Constant) and len(self.shape.values) == 1


def shape_of(hint: object, limits: tuple[Limit, ...] = ()) -> Shape:
    """Return the shape that a type annotation says.

    Args:
        hint: an annotation as ``typing.get_type_hints`` returns it, with its extras.
        limits: limits already found on the way in.

    Raises:
        TypeError: if the annotation is none that records may use.

    >>> shape_of(tuple[int, ...])
    SequenceOf(item=Leaf(type=<class 'int'>, limits=()), limits=())
    """
    origin = get_origin(hint)
    arguments = get_args(hint)
    if origin is Annotated:
        own = tuple(extra for extra in arguments[1:] if isinstance(extra, Limit))
        return shape_of(arguments[0], limits + own)
    if origin in (Union, types.UnionType):
        return Choice(tuple(shape_of(option) for option in arguments))
    if origin is Literal:
        return Constant(tuple(str(value) for value in arguments))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return SequenceOf(shape_of(arguments[0]), limits)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        key = shape_of(arguments[0])
        if isinstance(key, Leaf):
            return TableOf(key, shape_of(arguments[1]))
    if isinstance(hint, type):
        if attrs.has(hint) and not hasattr(hint, "parse"):
            return Nested(hint)
        return Leaf(hint, limits)
    raise TypeError(f"no record may have a field of type {hint!r}")


_ENTRY = re.compile(r"^(?P<indent> *)(?P<name>\w+): (?P<text>.*)$")


@cache
def _field_docs(cls: type) -> Mapping[str, str]:
    """Read the ``Attributes:`` sections of a class and of the classes that it derives from."""
    docs: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        lines = (base.__doc__ or "").expandtabs().splitlines()
        inside, indent, name = False, -1, ""
        for line in lines:
            if line.strip() == "Attributes:":
                inside, indent = True, -1
                continue
            if not inside or not line.strip():
                inside = inside and bool(line.strip())
                continue
            match = _ENTRY.match(line)
            depth = len(line) - len(line.lstrip())
            if match and (indent < 0 or depth == indent):
                indent, name = depth, match["name"]
                docs[name] = match["text"].strip()
            elif depth > indent >= 0:
                docs[name] += " " + line.strip()
            else:
                inside = False
    return docs


@cache
def describe(cls: type) -> tuple[FieldDescription, ...]:
    """Describe every field of an attrs class, in the order of the class.

    Args:
        cls: the class.

    Returns:
        One description per field.

    Raises:
        TypeError: if a field has a type that records may not use.

    >>> from egov_readiness.dates import Period
    >>> [field.name for field in describe(Period)]
    ['since', 'until']
    """
    hints = typing.get_type_hints(cls, include_extras=True)
    docs = _field_docs(cls)
    descriptions = []
    for attribute in attrs.fields(cls):
        if attribute.metadata.get("aside"):
            continue  # kept in memory beside the object, no part of what it says
        default = attribute.default
        required = default is attrs.NOTHING
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # attrs types it as a function
            default = default.factory()
        descriptions.append(
            FieldDescription(
                attribute.name,
                str(attribute.metadata.get("key", attribute.name)),
                shape_of(hints[attribute.name]),
                docs.get(attribute.name, ""),
                required,
                None if required else default,
            )
        )
    return tuple(descriptions)


Complaint = tuple[str, str, str]
"""Code, message and hint of what is wrong with one value."""


def _outside(value: object, limits: tuple[Limit, ...]) -> Complaint | None:
    """Say which limit a value breaks; the ends of a bounded quantity obey the limits too."""
    for limit in limits:
        match limit, value:
            case Ge(least), int() | float() if value < least:  # type: ignore[operator]  # numbers
                return "below-minimum", f"{value} is below {least}", ""
            case Gt(least), int() | float() if value <= least:  # type: ignore[operator]  # numbers
                return "below-minimum", f"{value} is not above {least}", ""
            case Le(most), int() | float() if value > most:  # type: ignore[operator]  # numbers
                return "above-maximum", f"{value} is above {most}", ""
            case Lt(most), int() | float() if value >= most:  # type: ignore[operator]  # numbers
                return "above-maximum", f"{value} is not below {most}", ""
            case MinLen(least), str() | tuple() if len(value) < least:
                return "too-short", "it is empty", "leave the field out if there is nothing to say"
            case MaxLen(most), str() | tuple() if len(value) > most:
                return "too-long", f"longer than {most}", ""
            case Pattern(regex), str() if not re.fullmatch(regex, value):
                return "malformed", f"{value!r} is not written as this field asks", ""
    return None


def _named(kind: type) -> str:
    names = {int: "whole number", float: "number", str: "text", bool: "true or false", date: "date"}
    return names.get(kind, kind.__name__)


def _leaf_complaint(leaf: Leaf, value: object) -> Complaint | None:
    kind = leaf.type
    if kind is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if fits and not math.isfinite(typing.cast("float", value)):
            return "not-finite", f"{value} is no finite number", ""
    elif kind is int:
        fits = type(value) is int
    elif kind is date:
        fits = type(value) is date
    else:
        fits = isinstance(value, kind)
    if not fits:
        allowed = ""
        if issubclass(kind, Enum):
            allowed = "one of " + ", ".join(str(member.value) for member in kind)
        return "wrong-type", f"{value!r} is no {_named(kind)}", allowed
    return _outside(value, leaf.limits)


def complaint(shape: Shape, value: object) -> Complaint | None:
    """Say what is wrong with a value of a given shape; ``None`` when nothing is.

    Args:
        shape: what the value has to look like.
        value: the value, already a Python object of the model.

    Returns:
        Code, message and hint, or ``None``.

    >>> from egov_readiness.kinds import Share
    >>> complaint(shape_of(Share), 1.5)
    ('above-maximum', '1.5 is above 1', '')
    """
    match shape:
        case Leaf():
            return _leaf_complaint(shape, value)
        case Constant(values):
            if value in values:
                return None
            return "wrong-kind", f"{value!r} is none of {', '.join(values)}", ""
        case Nested(cls):
            if isinstance(value, cls):
                return None
            return "wrong-type", f"{value!r} is no {cls.__name__}", ""
        case SequenceOf(item, limits):
            if not isinstance(value, tuple):
                return "wrong-type", f"{value!r} is no tuple", "give a tuple"
            # A survey is made anew for every date, with records by the hundred thousand.
            if isinstance(item, Nested) and {*map(type, value)} <= {item.cls}:
                return _outside(value, limits)
            return next(
                filter(None, (complaint(item, part) for part in value)), _outside(value, limits)
            )
        case TableOf(key, item):
            if not isinstance(value, Mapping):
                return "wrong-type", f"{value!r} is no mapping", ""
            return next(
                filter(
                    None,
                    (complaint(key, k) or complaint(item, v) for k, v in value.items()),
                ),
                None,
            )
        case Choice(options):
            return _choice_complaint(options, value)


def _choice_complaint(options: tuple[Shape, ...], value: object) -> Complaint | None:
    found = []
    limits: tuple[Limit, ...] = ()
    for option in options:
        wrong = complaint(option, value)
        if wrong is None:
            ends = (getattr(value, "low", None), getattr(value, "high", None))
            if isinstance(option, Leaf) and ends != (None, None):
                return next(filter(None, (_outside(end, limits) for end in ends)), None)
            return None
        if isinstance(option, Leaf):
            limits = limits or option.limits
        found.append(wrong)
    closest = [wrong for wrong in found if wrong[0] not in ("wrong-type", "wrong-kind")]
    return (closest or found)[0]


@cache
def _checks(cls: type) -> tuple[tuple[str, Callable[[object], Complaint | None]], ...]:
    def check(shape: Shape) -> Callable[[object], Complaint | None]:
        return lambda value: complaint(shape, value)

    return tuple((field.name, check(field.shape)) for field in describe(cls))


@attrs.frozen(kw_only=True)
class Checked:
    """The base of every record and rule: a frozen object that cannot be made wrong.

    Construction collects every problem of every field, then those of the fields taken together,
    and raises them as one :class:`~egov_readiness.errors.RecordError`.
    """

    def __attrs_post_init__(self) -> None:
        problems = []
        cls: type = type(self)
        for name, check in _checks(cls):
            wrong = check(getattr(self, name))
            if wrong is not None:
                code, message, hint = wrong
                problems.append(Problem(code, name, message, hint))
        problems = problems or list(self.invariants())
        if problems:
            raise RecordError(problems)

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem for every rule between fields that is broken.

        It is called only when every field by itself is right.
        """
        return iter(())
