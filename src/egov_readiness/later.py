"""Objects some of whose fields are made when somebody asks for them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

__all__ = ["Later"]


def _own(later: Mapping[str, Callable[[], object]]) -> dict[str, Callable[[], object]]:
    return dict(later)


@frozen(kw_only=True)
class Later:
    """The base of results that are costly to give in full and seldom asked for in full.

    What makes a field gives the same whenever it is called.  The field is then as any other one:
    in comparisons, in files and in copies it cannot be told whether it was made at once.

    Attributes:
        later: what makes the fields that nobody has asked for yet, by the name of the field.

    >>> @frozen(kw_only=True)
    ... class Total(Later):
    ...     number: int = 0
    >>> total = Total(later={"number": lambda: sum(range(5))})
    >>> total.number, total == Total(number=10), total.later
    (10, True, {})
    """

    later: dict[str, Callable[[], object]] = field(
        factory=dict, converter=_own, eq=False, repr=False, metadata={"aside": True}
    )

    def __attrs_post_init__(self) -> None:
        for name in self.later:
            object.__delattr__(self, name)

    if not TYPE_CHECKING:  # which knows the fields, and should not take any name for one

        def __getattr__(self, name: str) -> object:
            """Make a field that is not there yet."""
            later = object.__getattribute__(self, "later")
            make = later.get(name)
            if make is None:
                # Another thread has made it by now, or there is no such field.
                return object.__getattribute__(self, name)
            value = make()
            object.__setattr__(self, name, value)
            later.pop(name, None)
            return value
