"""Surveys from JSON by way of msgspec: the same objects sooner, or none if it is not sure.

msgspec reads the document into structures made from the shapes of
:mod:`egov_readiness.describe`; these become objects column by column, each different text read
once, by the readers that every other format uses.  Nothing is said here about what is wrong with a
document: whoever gets no survey reads it again in the way that says so.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from functools import cache, partial
from itertools import chain, islice
from operator import attrgetter
from threading import Lock
from types import NoneType
from typing import Annotated, Final, Union, cast

from egov_readiness.describe import (
    Choice,
    Constant,
    Leaf,
    Nested,
    SequenceOf,
    Shape,
    TableOf,
    describe,
)
from egov_readiness.errors import RecordError, from_extra
from egov_readiness.formats.assemble import SURVEY_FORMAT
from egov_readiness.formats.files import LARGEST_FILE
from egov_readiness.formats.singles import LARGEST_INTEGER, Reader, one_of, spelling_of
from egov_readiness.kinds import NotApplicable, Text
from egov_readiness.making import make_all
from egov_readiness.model import Survey

with from_extra("fast", "reading surveys by way of msgspec"):
    import msgspec

__all__ = ["read_survey"]

_Column = Sequence[object]


class _Tally:
    """How many names of objects were read of a document.

    A document that has no more colons has no name twice, since there is one after each name.
    """

    def __init__(self) -> None:
        self.names = 0


_ReadColumn = Callable[[_Column, _Tally], _Column]
"""From the plain values of a field, one for each object, to the values of the model."""

_BYTE_ORDER_MARK: Final = "\ufeff".encode()
_COLON_IN_DISGUISE: Final = b"\\u003"
"""How escapes begin of which one is a colon."""


_LEARNING: Final = Lock()


class _NotSureError(Exception):
    """Something in a document is not plainly right."""


def read_survey(data: bytes | str) -> Survey | None:
    """Read a survey that is right in every field and record, without the checks between records.

    Args:
        data: the document; bytes are UTF-8, with or without byte order mark.

    Returns:
        The survey, or ``None`` if anything is wrong, odd, or not certain to be right.

    >>> read_survey('{"id": "s", "title": {"en": "Example"}}').id
    's'
    >>> read_survey('{"id": "s", "id": "s", "title": {"en": "Example"}}') is None
    True
    """
    if len(data) > LARGEST_FILE:
        return None
    try:
        content = data.encode() if isinstance(data, str) else data
        return _survey(content.removeprefix(_BYTE_ORDER_MARK))
    except (msgspec.MsgspecError, UnicodeError, RecordError, _NotSureError):
        return None


def _survey(content: bytes) -> Survey | None:
    plain = _decoder().decode(content)
    tally = _Tally()
    survey = _objects(Survey)([plain], tally)[0]
    if tally.names < content.count(b":") and _repeats(content, plain):
        return None
    assert isinstance(survey, Survey)
    return survey if survey.format <= SURVEY_FORMAT else None


def _repeats(content: bytes, plain: msgspec.Struct) -> bool:
    """Tell whether a name may stand twice in one object, of which msgspec keeps the last.

    Written again, what was read has as many colons as the document, unless something of it was
    left out: one for each name, and those in texts.
    """
    if _COLON_IN_DISGUISE in content and b"\\u003a" in content.lower():
        return True
    return msgspec.json.encode(plain).count(b":") != content.count(b":")


def _decoder() -> "msgspec.json.Decoder[msgspec.Struct]":
    # msgspec may crash where two threads have it learn the same structures at once.
    with _LEARNING:
        return _learnt()


@cache
def _learnt() -> "msgspec.json.Decoder[msgspec.Struct]":
    return msgspec.json.Decoder(_structure(Survey))


@cache
def _structure(cls: type) -> type[msgspec.Struct]:
    """Return the structure that msgspec reads for the objects of a class."""
    fields = describe(cls)
    return msgspec.defstruct(
        cls.__name__,
        [
            (field.name, _hint(field.shape))
            if field.required
            else (field.name, _either(_hint(field.shape), msgspec.UnsetType), msgspec.UNSET)
            for field in fields
        ],
        rename={field.name: field.key for field in fields},
        kw_only=True,
        forbid_unknown_fields=True,
        gc=False,
    )


_AS_THEY_ARE: Final = (bool, int, float, NoneType)
"""The kinds of single values that msgspec reads as the model has them."""


def _hint(shape: Shape) -> object:
    """Return what msgspec is told to read for a value of a shape, which some right ones are not."""
    match shape:
        case Leaf(kind):
            whole = Annotated[int, msgspec.Meta(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]
            hints = {int: whole, float: _either(whole, float), Text: dict[str, str]}
            own = kind in _AS_THEY_ARE or _is_word(kind)
            return hints.get(kind, kind if own else str)
        case Constant():
            return str
        case Nested(cls):
            return _structure(cls)
        case SequenceOf(item):
            return list[_hint(item)]  # type: ignore[misc]  # made at run time
        case TableOf(key, item):
            return dict[_hint(key), _hint(item)]  # type: ignore[misc]  # made at run time
        case Choice(options):
            return _either(*map(_hint, options))


def _either(*hints: object) -> object:
    return Union[hints]  # noqa: UP007  # made at run time


def _is_word(kind: type) -> bool:
    """Tell whether values are words of a list of its own; *n/a* stands beside other texts."""
    return issubclass(kind, Enum) and kind is not NotApplicable


def _column(shape: Shape) -> _ReadColumn:
    """Return what reads the values of a shape; what is not there or ``None`` it keeps."""
    match shape:
        case Leaf(kind) if kind in _AS_THEY_ARE or _is_word(kind):
            return lambda values, _: values
        case Leaf(kind) if kind is Text:
            return _only(dict, _texts_by_language)
        case Leaf(kind) if kind is str:
            return _normalised
        case Leaf(kind):
            return _texts(spelling_of(kind).read)
        case Constant(values):
            return _texts(partial(one_of, texts=values))
        case Nested(cls):
            return _only(_structure(cls), _objects(cls))
        case SequenceOf(item):
            return _only(list, _sequences(_column(item)))
        case TableOf(key, item):
            return _only(dict, _tables(_column(key), _column(item)))
        case Choice(options):
            return _choices([option for option in options if option != Leaf(NoneType)])


def _only(kind: type, read: _ReadColumn) -> _ReadColumn:
    """Return what reads the values of one plain type and keeps the others."""

    def column(values: _Column, tally: _Tally) -> _Column:
        own = [value for value in values if type(value) is kind]
        if len(own) == len(values):
            return read(values, tally)
        found = iter(read(own, tally))
        return [next(found) if type(value) is kind else value for value in values]

    return column


def _normalised(values: _Column, tally: _Tally) -> _Column:
    """Return texts in their normal form, and what is no text as it is."""
    # A text of ASCII is in normal form.
    if all(text.isascii() for text in {*values} if isinstance(text, str)):
        return values
    return _texts(spelling_of(str).read)(values, tally)


def _texts(read: Reader) -> _ReadColumn:
    """Return what reads texts, each different one once, and keeps what is no text."""

    def column(values: _Column, _: _Tally) -> _Column:
        different = {*values}
        known: dict[object, object] = {
            text: read(text) for text in different if isinstance(text, str)
        }
        if len(known) == len(different):
            return [*map(known.__getitem__, values)]
        return [*map(known.get, values, values)] if known else values

    return column


def _texts_by_language(values: _Column, tally: _Tally) -> _Column:
    read = spelling_of(Text).read
    tables = cast("Sequence[dict[str, str]]", values)
    tally.names += sum(map(len, tables))
    keys = [(*table, *table.values()) for table in tables]
    known = {key: read(table) for key, table in dict(zip(keys, tables, strict=True)).items()}
    return [known[key] for key in keys]


def _sequences(items: _ReadColumn) -> _ReadColumn:
    def column(values: _Column, tally: _Tally) -> _Column:
        lists = cast("Sequence[list[object]]", values)
        read = iter(items([*chain.from_iterable(lists)], tally))
        return [tuple(islice(read, len(value))) if value else () for value in lists]

    return column


def _tables(keys: _ReadColumn, items: _ReadColumn) -> _ReadColumn:
    def column(values: _Column, tally: _Tally) -> _Column:
        tables = cast("Sequence[dict[str, object]]", values)
        tally.names += sum(map(len, tables))
        read_keys = keys([*chain.from_iterable(tables)], tally)
        read_items = items([*chain.from_iterable(table.values() for table in tables)], tally)
        pairs = zip(read_keys, read_items, strict=True)
        read = [dict(islice(pairs, len(table))) for table in tables]
        if any(len(new) < len(old) for new, old in zip(read, tables, strict=True)):
            raise _NotSureError  # keys that are spelled differently mean the same
        return read

    return column


def _choices(options: Sequence[Shape]) -> _ReadColumn:
    """Return what reads values of one of several shapes."""
    if len(options) == 1:
        return _column(options[0])
    kinds = [option.type for option in options if isinstance(option, Leaf)]
    readers = [spelling_of(kind).read for kind in kinds if kind not in _AS_THEY_ARE]
    if len(kinds) < len(options) or Text in kinds or any(map(_is_word, kinds)):
        raise TypeError(f"fields of one of the shapes {options} are not read from columns")

    def read(text: object) -> object:
        for reader in readers:
            with suppress(RecordError):
                return reader(text)
        raise _NotSureError

    return _texts(read)


@cache
def _objects(cls: type) -> _ReadColumn:
    """Return what makes the objects of a class from the structures that msgspec has read."""
    fields = [(field, attrgetter(field.name), _column(field.shape)) for field in describe(cls)]

    def column(values: _Column, tally: _Tally) -> _Column:
        columns: dict[str, _Column] = {}
        for field, get, read in fields:
            plain = [*map(get, values)]
            missing = 0 if field.required else plain.count(msgspec.UNSET)
            tally.names += len(plain) - missing
            if missing < len(plain):
                found = read(plain, tally)
                default = field.default
                columns[field.name] = (
                    [default if value is msgspec.UNSET else value for value in found]
                    if missing
                    else found
                )
        return make_all(cls, columns, len(values))

    return column
