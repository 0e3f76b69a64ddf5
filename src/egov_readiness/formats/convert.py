"""Plain values, as JSON and TOML give them, into objects of the library, with every problem.

The shapes of :mod:`egov_readiness.describe` say how each value is read; nothing about a field is
written here a second time.  Problems carry a JSON pointer such as ``/infrastructure/3/in_use``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import TypeVar, cast

import attrs

from egov_readiness.describe import (
    Checked,
    Choice,
    Constant,
    Leaf,
    Nested,
    SequenceOf,
    Shape,
    TableOf,
    complaint,
    describe,
)
from egov_readiness.errors import Problem, RecordError, nearest
from egov_readiness.formats.pointers import below, pointer
from egov_readiness.formats.singles import (
    Reader,
    not_a_number,
    one_of,
    spelling_of,
    wrong_type,
)
from egov_readiness.kinds import refuse

__all__ = ["member_types", "structure", "tags_of"]

_T = TypeVar("_T")


def structure(cls: type[_T], value: object) -> _T:
    """Return the object of a class that plain values describe.

    Args:
        cls: an attrs class of the library.
        value: dictionaries, lists, texts, numbers, truths, dates and ``None``.

    Raises:
        RecordError: if anything in it is wrong; its problems are all that were found, each with
            the JSON pointer of its place.

    >>> from egov_readiness.model import Claim
    >>> structure(Claim, {"concept": "lan_connected", "quantifier": "most"}).quantifier.value
    'most'
    >>> try:
    ...     structure(Claim, {"concept": "lan_connected", "quantifer": "most"})
    ... except RecordError as error:
    ...     print(error)
    /quantifer: unknown-key: 'quantifer' is no field here (did you mean 'quantifier'?)
    /quantifier: missing: 'quantifier' is missing
    """
    kind: type = cls
    return cast("_T", _object_reader(kind)(value))


def _plain_type(value: object) -> type:
    """Return the JSON or TOML type of a plain value."""
    for kind in (bool, int, float, str, datetime, date):
        if isinstance(value, kind):
            return kind
    if isinstance(value, Mapping):
        return dict
    return list if isinstance(value, list | tuple) else type(value)


def _sequence_reader(shape: SequenceOf) -> Reader:
    read_item = _reader(shape.item)

    def read(value: object) -> object:
        if not isinstance(value, list | tuple):
            raise wrong_type(value, "list", "write it in square brackets")
        items: list[object] = []
        problems: list[Problem] = []
        for index, item in enumerate(value):
            try:
                items.append(read_item(item))
            except RecordError as error:
                problems.extend(below(error, index))
        if problems:
            raise RecordError(problems)
        return tuple(items)

    return read


def _table_reader(shape: TableOf) -> Reader:
    read_key, read_item = _reader(shape.key), _reader(shape.value)

    def read(value: object) -> object:
        if not isinstance(value, Mapping):
            raise wrong_type(value, "table")
        members: dict[object, object] = {}
        problems: list[Problem] = []
        for key, item in value.items():
            try:
                name = read_key(key)
                if name in members:
                    raise refuse("duplicate-key", f"{key!r} stands here a second time")
                members[name] = None
                members[name] = read_item(item)
            except RecordError as error:
                problems.extend(below(error, str(key)))
        if problems:
            raise RecordError(problems)
        return members

    return read


@cache
def _object_reader(cls: type) -> Reader:
    fields = {field.key: (field, _reader(field.shape)) for field in describe(cls)}
    required = [field.key for field, _ in fields.values() if field.required]
    make: Callable[..., object] = cls
    checks_itself = issubclass(cls, Checked)

    def read(value: object) -> object:
        if not isinstance(value, Mapping):
            raise wrong_type(value, "table", "it has fields of its own: " + ", ".join(fields))
        members: dict[str, object] = {}
        problems: list[Problem] = []
        for key, item in value.items():
            known = fields.get(key)
            if known is None:
                problems.append(_unknown_key(str(key), fields))
                continue
            field, read_field = known
            try:
                members[field.name] = read_field(item)
            except RecordError as error:
                problems.extend(below(error, key))
        problems.extend(
            Problem("missing", pointer(key), f"{key!r} is missing")
            for key in required
            if key not in value
        )
        if problems or not checks_itself:
            problems.extend(_outside(cls, members))
        if problems:
            raise RecordError(problems)
        try:
            return make(**members)
        except RecordError as error:
            raise RecordError(
                [*_outside(cls, members)]
                or [
                    attrs.evolve(problem, path=_pointer_of(cls, problem.path))
                    for problem in error.problems
                ]
            ) from None

    return read


def _unknown_key(key: str, known: Iterable[str]) -> Problem:
    names = list(known)
    hint = nearest(key, names) or "one of " + ", ".join(names)
    return Problem("unknown-key", pointer(key), f"{key!r} is no field here", hint)


def _outside(cls: type, members: Mapping[str, object]) -> Iterator[Problem]:
    """Yield the limits that single fields break, each at the very item that breaks it."""
    for field in describe(cls):
        if field.name in members:
            for problem in _beyond(field.shape, members[field.name]):
                yield problem.under(pointer(field.key), "")


def _beyond(shape: Shape, value: object) -> Iterator[Problem]:
    inner: list[Problem] = []
    match shape, value:
        case SequenceOf(item), tuple():
            for index, part in enumerate(value):
                inner.extend(p.under(pointer(index), "") for p in _beyond(item, part))
        case TableOf(name, item), dict():
            for key, part in value.items():
                inner.extend(p.under(pointer(str(key)), "") for p in _beyond(name, key))
                inner.extend(p.under(pointer(str(key)), "") for p in _beyond(item, part))
    found = None if inner else complaint(shape, value)
    yield from inner
    if found is not None:
        code, message, hint = found
        yield Problem(code, "", message, hint)


def _pointer_of(cls: type, path: str) -> str:
    """Return the pointer of a path that a record gave, in which fields have their Python names."""
    if not path:
        return ""
    keys = {field.name: field.key for field in describe(cls)}
    first, slash, rest = path.partition("/")
    return f"/{keys.get(first, first)}{slash}{rest}"


def tags_of(options: Iterable[Shape]) -> dict[str, type]:
    """Return the classes of a union by the tag that tells them apart; empty if none has a tag.

    >>> from egov_readiness.rules.aggregation import Modifier
    >>> from egov_readiness.describe import shape_of
    >>> list(tags_of(shape_of(Modifier).options))
    ['cap', 'floor', 'gate']
    """
    tags: dict[str, type] = {}
    for option in options:
        if isinstance(option, Nested):
            for field in describe(option.cls):
                if field.is_tag and isinstance(field.shape, Constant):
                    tags[field.shape.values[0]] = option.cls
    return tags


def _tagged_reader(tags: Mapping[str, type]) -> Reader:
    key = next(field.key for field in describe(next(iter(tags.values()))) if field.is_tag)
    listed = ", ".join(tags)

    def read(value: object) -> object:
        if not isinstance(value, Mapping):
            hint = f'such as {{ {key} = "{next(iter(tags))}" }}'
            if isinstance(value, str) and value in tags:
                hint = f'write {{ {key} = "{value}" }}'
            raise wrong_type(value, "table", hint)
        if value.get(key) is None:
            message = f"{key!r} is missing"
            raise RecordError([Problem("missing", pointer(key), message, f"one of {listed}")])
        try:
            cls = tags[one_of(value[key], tags)]
        except RecordError as error:
            raise RecordError(below(error, key)) from None
        return _object_reader(cls)(value)

    return read


def member_types(shape: Shape) -> tuple[type, ...]:
    """Return the plain types that a value of a shape is read from, ``dict`` for a table.

    >>> from egov_readiness.describe import shape_of
    >>> member_types(shape_of(tuple[int, ...]))
    (<class 'list'>,)
    """
    match shape:
        case Leaf(kind):
            return spelling_of(kind).plain_types
        case Constant():
            return (str,)
        case Nested() | TableOf():
            return (dict,)
        case SequenceOf():
            return (list,)
        case Choice(options):
            return tuple(kind for option in options for kind in member_types(option))


def _named(shape: Shape) -> str:
    match shape:
        case Leaf(kind):
            return spelling_of(kind).name
        case Constant(values):
            return " or ".join(values)
        case SequenceOf():
            return "list"
        case Nested() | TableOf():
            return "table"
        case Choice(options):
            named = dict.fromkeys(_named(option) for option in options)
            return " or ".join(name for name in named if name != "null")


def _choice_reader(choice: Choice) -> Reader:
    tags = tags_of(choice.options)
    if len(tags) == len(choice.options):
        return _tagged_reader(tags)
    by_type: dict[type, list[tuple[Shape, Reader]]] = {}
    for option in choice.options:
        for kind in member_types(option):
            by_type.setdefault(kind, []).append((option, _reader(option)))

    def read(value: object) -> object:
        readers = by_type.get(_plain_type(value), [])
        failures: list[tuple[Shape, RecordError]] = []
        for option, reader in readers:
            try:
                return reader(value)
            except RecordError as error:
                failures.append((option, error))
        raise _closest(choice, value, failures)

    return read


def _closest(
    choice: Choice, value: object, failures: list[tuple[Shape, RecordError]]
) -> RecordError:
    """Return the error that tells most about a value that fits no option of a union."""
    for option, error in failures:
        mark = spelling_of(option.type).mark if isinstance(option, Leaf) else ""
        if mark and isinstance(value, str) and mark in value:
            return error
    wanted = _named(choice)
    kinds = {option.type for option in choice.options if isinstance(option, Leaf)}
    if isinstance(value, str) and kinds & {int, float}:
        return not_a_number(value, wanted)
    if failures and not (isinstance(value, str) and len(failures) > 1):
        return failures[-1][1]
    return wrong_type(value, wanted)


def _later(cls: type) -> Reader:
    """Return a reader that is looked up when it is used, so that a class may contain itself."""

    def read(value: object) -> object:
        return _object_reader(cls)(value)

    return read


def _reader(shape: Shape) -> Reader:
    match shape:
        case Leaf(kind):
            return spelling_of(kind).read
        case Constant(values):
            return lambda value: one_of(value, values)
        case Nested(cls):
            return _later(cls)
        case SequenceOf():
            return _sequence_reader(shape)
        case TableOf():
            return _table_reader(shape)
        case Choice():
            return _choice_reader(shape)
