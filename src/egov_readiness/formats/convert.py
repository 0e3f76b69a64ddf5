"""Plain values, as JSON and TOML give them, into objects of the library, with every problem.

One cattrs converter structures classes, lists and tables; its hooks are made from the shapes of
:mod:`egov_readiness.describe`, so that nothing about a field is written here a second time.
Problems carry a JSON pointer such as ``/infrastructure/3/in_use``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Final, TypeVar, get_args, get_origin

from attrs import evolve, fields
from cattrs import BaseValidationError, ClassValidationError, Converter, ForbiddenExtraKeysError
from cattrs.cols import homogenous_tuple_structure_factory, mapping_structure_factory
from cattrs.errors import AttributeValidationNote, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from egov_readiness.describe import (
    Choice,
    Constant,
    Leaf,
    Nested,
    SequenceOf,
    Shape,
    TableOf,
    check_of,
    describe,
    shape_of,
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

_Hook = Callable[[object, object], object]
"""What cattrs calls with a plain value and the annotation that it is read for."""

_FromTable = Callable[[Mapping[str, object], object], object]
"""A hook of cattrs for a table or an object; what it is given has to be a mapping."""

_Refused = RecordError | BaseValidationError
"""What a hook raises: problems of one value, or cattrs' groups of such errors."""

_REFUSED: Final = (RecordError, BaseValidationError)


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
    try:
        return _CONVERTER.structure(value, cls)
    except _REFUSED as error:
        raise RecordError(_problems(error)) from None


def _problems(error: Exception) -> Iterator[Problem]:
    """Yield the problems of an error of any depth; paths are pointers from where it was raised."""
    match error:
        case RecordError():
            yield from error.problems
        case ForbiddenExtraKeysError():
            known = [field.key for field in describe(error.cl)]
            for key in sorted(map(str, error.extra_fields)):
                hint = nearest(key, known) or "one of " + ", ".join(known)
                yield Problem("unknown-key", pointer(key), f"{key!r} is no field here", hint)
        case BaseValidationError():
            keys = {}
            if isinstance(error, ClassValidationError):
                keys = {field.name: field.key for field in describe(error.cl)}
            # A misspelled key comes before the field that it leaves missing.
            for inner in sorted(
                error.exceptions, key=lambda part: not isinstance(part, ForbiddenExtraKeysError)
            ):
                yield from _problems_inside(inner, keys)
        case _:
            raise error  # a mistake of the library, which cattrs groups with those of the value


def _problems_inside(error: Exception, keys: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the problems of a part of a group, seen from the group.

    Args:
        error: the part, with the note that cattrs leaves on it.
        keys: the names in files of the fields of the class, if the group is of one.
    """
    for note in getattr(error, "__notes__", ()):
        match note:
            case AttributeValidationNote() if isinstance(error, KeyError):
                key = keys[note.name]
                yield Problem("missing", pointer(key), f"{key!r} is missing")
                return
            case AttributeValidationNote():
                place = pointer(keys[note.name])
            case IterableValidationNote():
                place = pointer(note.index)
            case _:
                continue
        for problem in _problems(error):
            yield problem.under(place, "")
        return
    # Without a place inside it is of the object as a whole, whose paths have its Python names.
    for problem in _problems(error):
        first, slash, rest = problem.path.partition("/")
        own = first in keys
        yield evolve(problem, path=f"/{keys[first]}{slash}{rest}") if own else problem


def _plain_type(value: object) -> type:
    """Return the JSON or TOML type of a plain value."""
    for kind in (bool, int, float, str, datetime, date):
        if isinstance(value, kind):
            return kind
    if isinstance(value, Mapping):
        return dict
    return list if isinstance(value, list | tuple) else type(value)


def _within(shape: Shape, hook: _Hook) -> _Hook:
    """Return a hook that also holds what it has read against the limits of its shape."""
    check = check_of(shape)

    def read(value: object, hint: object) -> object:
        found = hook(value, hint)
        wrong = check(found)
        if wrong is not None:
            raise refuse(*wrong)
        return found

    return read


def _single(value: object, hint: type) -> object:
    return spelling_of(hint).read(value)


def _leaf_hook(kind: type) -> _Hook:
    read = spelling_of(kind).read
    return lambda value, _: read(value)


def _sequence_hook(hint: type, converter: Converter) -> _Hook:
    structure_items = homogenous_tuple_structure_factory(hint, converter)

    def read(value: object, _: object) -> object:
        if not isinstance(value, list | tuple):
            raise wrong_type(value, "list", "write it in square brackets")
        return structure_items(value, hint)

    return read


def _table_hook(hint: type, converter: Converter) -> _Hook:
    structure_members: _FromTable = mapping_structure_factory(hint, converter)
    key_type = get_args(hint)[0]
    read_key = converter.get_structure_hook(key_type)

    def read(value: object, _: object) -> object:
        if not isinstance(value, Mapping):
            raise wrong_type(value, "table")
        # cattrs lets the last of equal keys win, and tells nothing of a key whose value is wrong.
        problems: list[Problem] = []
        names = set()
        for key in value:
            try:
                name = read_key(key, key_type)
                if name in names:
                    raise refuse("duplicate-key", f"{key!r} stands here a second time")
                names.add(name)
            except RecordError as error:
                problems.extend(below(error, str(key)))
        try:
            members = structure_members(value, hint)
        except BaseValidationError as error:
            raise RecordError(dict.fromkeys([*problems, *_problems(error)])) from None
        if problems:
            raise RecordError(problems)
        return members

    return read


def _object_hook(cls: type, converter: Converter) -> _Hook:
    described = {field.name: field.key for field in describe(cls)}
    structure_fields: _FromTable = make_dict_structure_fn(
        cls,
        converter,
        **{  # type: ignore[arg-type]  # cattrs types its own options only
            attribute.name: override(rename=described[attribute.name])
            if attribute.name in described
            else override(omit=True)
            for attribute in fields(cls)
        },
    )

    def read(value: object, _: object) -> object:
        if not isinstance(value, Mapping):
            hint = "it has fields of its own: " + ", ".join(described.values())
            raise wrong_type(value, "table", hint)
        return structure_fields(value, cls)

    return read


def tags_of(options: Iterable[Shape]) -> dict[str, type]:
    """Return the classes of a union by the tag that tells them apart; empty if none has a tag.

    >>> from egov_readiness.rules.aggregation import Modifier
    >>> from egov_readiness.describe import shape_of
    >>> list(tags_of(shape_of(Modifier).options))
    ['cap', 'floor', 'gate', 'deduct', 'rescale']
    """
    tags: dict[str, type] = {}
    for option in options:
        if isinstance(option, Nested):
            for field in describe(option.cls):
                if field.is_tag and isinstance(field.shape, Constant):
                    tags[field.shape.values[0]] = option.cls
    return tags


def _tagged_hook(tags: Mapping[str, type], converter: Converter) -> _Hook:
    key = next(field.key for field in describe(next(iter(tags.values()))) if field.is_tag)
    listed = ", ".join(tags)

    def read(value: object, _: object) -> object:
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
        return converter.structure(value, cls)

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


def _choice_hook(choice: Choice, hints: Iterable[type], converter: Converter) -> _Hook:
    tags = tags_of(choice.options)
    if len(tags) == len(choice.options):
        return _tagged_hook(tags, converter)
    by_type: dict[type, list[tuple[Shape, Reader]]] = {}
    for option, hint in zip(choice.options, hints, strict=True):
        for kind in member_types(option):
            by_type.setdefault(kind, []).append((option, _option_reader(option, hint, converter)))

    def read(value: object, _: object) -> object:
        failures: list[tuple[Shape, _Refused]] = []
        kind = type(value)
        for option, reader in by_type.get(kind if kind in by_type else _plain_type(value), ()):
            try:
                return reader(value)
            except _REFUSED as error:
                failures.append((option, error))
        raise _closest(choice, value, failures)

    return read


def _option_reader(option: Shape, hint: type, converter: Converter) -> Reader:
    if isinstance(option, Leaf):
        # Its limits hold for other options too, such as the ends of bounds, and are the choice's.
        return spelling_of(option.type).read
    hook = converter.get_structure_hook(hint)
    return lambda value: hook(value, hint)


def _closest(choice: Choice, value: object, failures: list[tuple[Shape, _Refused]]) -> _Refused:
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


def _hook(hint: type, converter: Converter) -> _Hook:
    """Return what reads the values of an annotation, limits included."""
    shape = shape_of(hint)
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    match shape:
        case Leaf(kind, limits):
            hook = _leaf_hook(kind)
            return _within(shape, hook) if limits else hook
        case Constant(values):
            return lambda value, _: one_of(value, values)
        case Nested(cls):
            return _object_hook(cls, converter)
        case SequenceOf(_, limits):
            hook = _sequence_hook(bare, converter)
            return _within(shape, hook) if limits else hook
        case TableOf():
            return _table_hook(bare, converter)
        case Choice(options):
            hook = _choice_hook(shape, get_args(bare), converter)
            limited = any(isinstance(option, Leaf) and option.limits for option in options)
            return _within(shape, hook) if limited else hook


def _converter() -> Converter:
    converter = Converter(detailed_validation=True, forbid_extra_keys=True)
    converter.register_structure_hook_factory(lambda _: True, _hook)
    for kind in (str, int, float):  # cattrs' own hooks for these would go before the factory
        converter.register_structure_hook(kind, _single)
    return converter


_CONVERTER: Final = _converter()
