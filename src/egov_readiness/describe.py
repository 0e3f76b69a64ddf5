"""Describe an attrs class once; validation, JSON Schema, sheets and docs are derived from it.

A field's type says what shape its value has, limits written inside ``Annotated`` say which values
are allowed, and the ``Attributes:`` section of the class' docstring says what it means.  Nothing
else is written about a field anywhere.
"""

import math
import re
import types
import typing
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Literal, Union, get_args, get_origin

import attrs

from egov_readiness.errors import Problem, RecordError
from egov_readiness.kinds import Between
from egov_readiness.limits import Complaint, Limit, Test, length_test, never, outside, range_test

__all__ = [
    "Checked",
    "Choice",
    "Constant",
    "FieldDescription",
    "Leaf",
    "Nested",
    "SequenceOf",
    "Shape",
    "TableOf",
    "describe",
]


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
    return outside(value, leaf.limits)


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
                return outside(value, limits)
            return next(
                filter(None, (complaint(item, part) for part in value)), outside(value, limits)
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
                return next(filter(None, (outside(end, limits) for end in ends)), None)
            return None
        if isinstance(option, Leaf):
            limits = limits or option.limits
        found.append(wrong)
    closest = [wrong for wrong in found if wrong[0] not in ("wrong-type", "wrong-kind")]
    return (closest or found)[0]


RightTypes = Mapping[type, Test | None]
"""The types of right values, each with what tells that one is right; ``None`` where all are."""


@cache
def right_types(shape: Shape) -> RightTypes:
    """Return what tells quickly that a value of a shape is right, by the type of the value.

    A value that passes is right.  Of any other :func:`complaint` says what is wrong, if anything
    is: it may be of a type that derives from one of these.

    Args:
        shape: what the value has to look like.

    >>> right_types(shape_of(date))
    {<class 'datetime.date'>: None}
    """
    match shape:
        case Leaf(kind, limits) if kind is float or kind is int:
            return dict.fromkeys((kind, int), range_test(limits, finite=kind is float))
        case Leaf(kind, limits):
            return {kind: length_test(limits)} if kind is str or not limits else {}
        case Constant(values):
            return {str: frozenset[object](values).__contains__}
        case Nested(cls):
            return {cls: None}
        case SequenceOf():
            return {tuple: _sequence_test(shape)}
        case TableOf():
            return {dict: _table_test(shape)}
        case Choice(options):
            found: RightTypes = {}
            limited: tuple[Limit, ...] = ()
            for option in options:
                found = {**right_types(option), **found}
                limited = limited or (option.limits if isinstance(option, Leaf) else ())
            if Between in found and limited:
                return {**found, Between: _ends_test(range_test(limited, finite=True))}
            return found


def _sequence_test(shape: SequenceOf) -> Test:
    items, so_long = right_types(shape.item), length_test(shape.limits)

    def test(value: object) -> bool:
        assert isinstance(value, tuple)
        return (so_long is None or so_long(value)) and all_right(items, value)

    return test


def _table_test(shape: TableOf) -> Test:
    keys, items = right_types(shape.key), right_types(shape.value)

    def test(value: object) -> bool:
        assert isinstance(value, dict)
        return all_right(keys, value) and all_right(items, value.values())

    return test


def _ends_test(test: Test) -> Test:
    return lambda value: isinstance(value, Between) and test(value.low) and test(value.high)


def all_right(right: RightTypes, values: Collection[object]) -> bool:
    """Tell whether all of some values are right, looking at equal texts and numbers once.

    Args:
        right: what tells of one that it is right.
        values: the values.

    >>> from egov_readiness.kinds import Share
    >>> all_right(right_types(shape_of(Share)), [0, 0.5]), all_right({int: None}, [0, "0"])
    (True, False)
    """
    kinds = {*map(type, values)}
    for kind in kinds:
        test = right.get(kind, never)
        if test is None:
            continue
        own = values if len(kinds) == 1 else [value for value in values if type(value) is kind]
        if not all(map(test, {*own} if kind in (str, int, float) else own)):
            return False
    return True


def check_of(shape: Shape) -> Callable[[object], Complaint | None]:
    """Return what :func:`complaint` says of a value, quicker where nothing is wrong with it.

    Args:
        shape: what the value has to look like.

    >>> check_of(shape_of(tuple[int, ...]))((1, 2)) is None
    True
    """
    right = right_types(shape)

    def check(value: object) -> Complaint | None:
        test = right.get(type(value), never)
        return None if test is None or test(value) else complaint(shape, value)

    return check


@cache
def _checks(cls: type) -> tuple[tuple[str, Callable[[object], Complaint | None]], ...]:
    return tuple((field.name, check_of(field.shape)) for field in describe(cls))


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
