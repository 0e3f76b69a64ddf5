"""Which columns the sheet of a record type has, and which sheets of its own it brings."""

from collections.abc import Mapping
from functools import cache
from types import NoneType

from attrs import frozen

from egov_readiness.describe import Choice, Leaf, Nested, SequenceOf, Shape, TableOf, describe
from egov_readiness.kinds import Text

__all__ = ["Column", "child_sheets", "sheet_columns"]


@frozen
class Column:
    """One column of a sheet, or one column per key of a text or table.

    Attributes:
        name: the name in the first row; of a text or table, what stands before the dot.
        path: where its value stands in the record.
        shape: what its value looks like.
        required: whether the sheet must have it.
        keyed: true if there is one column per language or key.

    >>> from egov_readiness.dates import Period
    >>> [column.name for column in sheet_columns(Period)]
    ['since', 'until']
    """

    name: str
    path: tuple[str, ...]
    shape: Shape
    required: bool
    keyed: bool


def _core(shape: Shape) -> Shape:
    """Return a shape without the possibility that nothing is known."""
    if isinstance(shape, Choice):
        rest = [option for option in shape.options if option != Leaf(NoneType)]
        return rest[0] if len(rest) == 1 else Choice(tuple(rest))
    return shape


@cache
def sheet_columns(cls: type) -> tuple[Column, ...]:
    """Return the columns of the sheet of a record type, in the order of its fields.

    Args:
        cls: the record type.

    >>> from egov_readiness.model import Evidence
    >>> [column.name for column in sheet_columns(Evidence)][5:9]
    ['unit', 'concept', 'value', 'option']
    """
    columns: list[Column] = []
    for part in describe(cls):
        shape = _core(part.shape)
        match shape:
            case SequenceOf(Nested()):
                continue
            case Nested(inner):
                columns.extend(
                    Column(
                        f"{part.key}.{column.name}",
                        (part.key, *column.path),
                        column.shape,
                        part.required and column.required,
                        column.keyed,
                    )
                    for column in sheet_columns(inner)
                )
            case _:
                keyed = isinstance(shape, TableOf) or shape == Leaf(Text)
                columns.append(Column(part.key, (part.key,), shape, part.required, keyed))
    return tuple(columns)


@cache
def child_sheets(cls: type) -> Mapping[str, type]:
    """Return the record types of the child sheets of a record type, by field.

    >>> from egov_readiness.model import Milestone
    >>> {name: child.__name__ for name, child in child_sheets(Milestone).items()}
    {'progress': 'Progress'}
    """
    children: dict[str, type] = {}
    for part in describe(cls):
        match _core(part.shape):
            case SequenceOf(Nested(child)):
                children[part.key] = child
    return children
