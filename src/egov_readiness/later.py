"""Objects some of whose fields are made when somebody asks for them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

__all__ = ["Later", "made_later", "maker_of"]


class Later:
    """The base of results that are costly to give in full and seldom asked for in full.

    A field that is made later is as any other one: in comparisons, in files and in copies it
    cannot be told from one that was made at once.  Changing another field of a frozen object makes
    it, too.  Threads that ask together may each make it; they are all given the same.

    What makes a field keeps what it is made from; reading the field lets go of it.
    """

    # Beside the fields, so that nothing that goes through them comes upon a function.
    __slots__ = ("_makers",)

    @property
    def not_made_yet(self) -> tuple[str, ...]:
        """The names of the fields that nobody has asked for yet."""
        return tuple(_makers_of(self))

    if not TYPE_CHECKING:  # which knows the fields, and should not take any name for one

        def __getattr__(self, name: str) -> object:
            """Make a field that is not there yet."""
            make = _makers_of(self).get(name)
            if make is None:
                # Another thread has made it by now, or there is no such field.
                return object.__getattribute__(self, name)
            try:
                value = make()
            except AttributeError as error:
                # Python would take it to mean that there is no such field.
                raise RuntimeError(f"{name} could not be made: {error}") from error
            object.__setattr__(self, name, value)
            _makers_of(self).pop(name, None)
            return value


_Made = TypeVar("_Made", bound=Later)


def _makers_of(thing: Later) -> dict[str, Callable[[], object]]:
    try:
        found: dict[str, Callable[[], object]] = object.__getattribute__(thing, "_makers")
    except AttributeError:  # all was made at once
        return {}
    return found


def maker_of(thing: Later, field: str) -> Callable[[], object]:
    """Return what gives a field of an object, without keeping the object for it.

    Args:
        thing: the object.
        field: the name of the field, made or not.

    >>> class Total(Later):
    ...     pass
    >>> total = Total()
    >>> total.number = 3
    >>> maker_of(total, "number")()
    3
    """
    make = _makers_of(thing).get(field)
    if make is not None:
        return make
    value: object = getattr(thing, field)
    return lambda: value


def made_later(thing: _Made, **makers: Callable[[], object]) -> _Made:
    """Return an object whose fields are made when they are first read.

    Args:
        thing: the object, new and known to nobody else; what it holds in these fields is dropped.
        makers: for each field what makes it, the same whenever it is called.

    >>> from attrs import frozen
    >>> @frozen
    ... class Total(Later):
    ...     number: int
    >>> total = made_later(Total(0), number=lambda: sum(range(5)))
    >>> total.not_made_yet, total == Total(10), total.not_made_yet
    (('number',), True, ())
    """
    for name in makers:
        object.__delattr__(thing, name)
    object.__setattr__(thing, "_makers", makers)
    return thing
