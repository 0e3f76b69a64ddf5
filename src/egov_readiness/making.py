"""Many objects of one class made at once, from a column of values for each field.

Large surveys have records by the hundred thousand, of which most fields are right and many values
are the same.  What is made here is what the constructor makes; it is looked at column by column,
and whatever is not plainly right is left to the constructor.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import repeat
from types import MemberDescriptorType
from typing import TypeVar

import attrs

from egov_readiness.describe import Checked, RightTypes, all_right, describe, right_types
from egov_readiness.errors import Problem

__all__ = ["make_all"]

_T = TypeVar("_T")


@attrs.frozen
class _Place:
    """Where the values of a field go.

    Attributes:
        name: the name of the field.
        put: puts a value into an object.
        convert: what the class makes of a value that it is given, if it makes anything.
        default: gives what stands where no value is given.
        right: what tells that a value is right.
    """

    name: str
    put: Callable[[object, object], None]
    convert: Callable[[object], object] | None
    default: Callable[[], object]
    right: RightTypes


def make_all(cls: type[_T], columns: Mapping[str, Sequence[object]], how_many: int) -> Sequence[_T]:
    """Make many objects of a class, as its constructor makes each of them.

    Args:
        cls: an attrs class.
        columns: for each field the values of all objects, in their order; a field that is left
            out has its default everywhere.
        how_many: how many objects there are, which is the length of every column.

    Raises:
        RecordError: if one of them cannot be made, with what its constructor says.

    >>> from egov_readiness.documents import Citation
    >>> [citation.clause for citation in make_all(Citation, {"document": ["A", "B"]}, 2)]
    [None, None]
    """
    kind: type = cls
    places = _places(kind)
    made = None if places is None else _made(cls, places, columns, how_many)
    if made is not None:
        return made
    rows = zip(*columns.values(), strict=True) if columns else repeat((), how_many)
    return [cls(**dict(zip(columns, row, strict=True))) for row in rows]


@cache
def _places(cls: type) -> tuple[_Place, ...] | None:
    """Return where the values of a class go; ``None`` if only its constructor knows."""
    init = "__attrs_post_init__"
    if getattr(cls, init, None) is not getattr(Checked, init):
        return None
    right = {field.name: right_types(field.shape) for field in describe(cls)}
    places = []
    for attribute in attrs.fields(cls):
        slot = getattr(cls, attribute.name, None)
        known = attribute.name in right and attribute.init and attribute.validator is None
        if not known or not isinstance(slot, MemberDescriptorType):
            return None
        places.append(
            _Place(
                attribute.name,
                slot.__set__,
                attribute.converter,
                _default_of(attribute.default),
                right[attribute.name],
            )
        )
    return tuple(places)


def _default_of(default: object) -> Callable[[], object]:
    if not isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # attrs types it as a function
        return lambda: default
    make: Callable[[], object] = getattr(default, "factory")  # noqa: B009  # see above
    return make


def _made(
    cls: type[_T], places: Sequence[_Place], columns: Mapping[str, Sequence[object]], how_many: int
) -> list[_T] | None:
    """Return the objects; ``None`` if anything about them is not plainly right."""
    made = [*map(cls.__new__, repeat(cls, how_many))]
    for place in places:
        values = columns.get(place.name)
        if place.convert is not None:
            given = (place.default() for _ in made) if values is None else values
            values = [*map(place.convert, given)]
        default = place.default() if values is None else None
        if not all_right(place.right, [default] if values is None else values):
            return None
        # A deque of no length runs through what it is given, without a line of Python for each.
        deque(map(place.put, made, repeat(default) if values is None else values), maxlen=0)
    # Whatever has places is checked, which type checkers cannot know.
    invariants: Callable[[_T], Iterator[Problem]] = getattr(cls, "invariants")  # noqa: B009  # see above
    broken = invariants is not Checked.invariants and any(map(any, map(invariants, made)))
    return None if broken else made
