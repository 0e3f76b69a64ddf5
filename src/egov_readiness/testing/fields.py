"""Strategies for the fields of a class, made from what ``describe`` says of them.

So a new field is tried with every value it may have as soon as its class declares it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Final, TypeVar

from annotated_types import Ge, Gt, Le, Lt, MinLen
from hypothesis import strategies as st

from egov_readiness.dates import PartialDate
from egov_readiness.describe import (
    Choice,
    Constant,
    Leaf,
    Nested,
    SequenceOf,
    Shape,
    TableOf,
    describe,
    shape_of,
)
from egov_readiness.kinds import (
    NOT_APPLICABLE,
    Between,
    Code,
    Line,
    Money,
    NotApplicable,
    Ratio,
    Text,
    UnitId,
)
from egov_readiness.limits import Limit
from egov_readiness.testing.values import (
    betweens,
    codes,
    days,
    lines,
    money,
    numbers,
    partial_dates,
    ratios,
    texts,
    unit_ids,
)

__all__ = ["Given", "objects_of", "one_or_none", "some", "values_of"]

Object = TypeVar("Object")
Given = st.SearchStrategy[object]
"""How a field is made."""


_WIDEST: Final = 1000.0
_MOST_ITEMS: Final = 2
_SMALL: Final[dict[Shape, st.SearchStrategy[object]]] = {
    shape_of(Code): codes(),
    shape_of(Line): lines(),
    shape_of(UnitId): unit_ids(),
    Leaf(Text): texts() | texts(("vi",)),
    Leaf(PartialDate): partial_dates(),
    Leaf(date): days(),
    Leaf(Ratio): ratios(),
    Leaf(Money): money(),
    Leaf(Between): betweens(),
    Leaf(NotApplicable): st.just(NOT_APPLICABLE),
}


def _ends(limits: tuple[Limit, ...]) -> tuple[float, float]:
    """Return the least and the greatest number to try; an end not included is kept away from."""
    low, high = -_WIDEST, _WIDEST
    for limit in limits:
        match limit:
            case Ge(ge=int() | float() as least):
                low = max(low, least)
            case Gt(gt=int() | float() as least):
                low = max(low, least + 1)
            case Le(le=int() | float() as most):
                high = min(high, most)
            case Lt(lt=int() | float() as most):
                high = min(high, most - 1)
    return low, high


def _least_length(limits: tuple[Limit, ...]) -> int:
    return max((limit.min_length for limit in limits if isinstance(limit, MinLen)), default=0)


def _leaves(leaf: Leaf) -> st.SearchStrategy[object]:
    low, high = _ends(leaf.limits)
    if leaf.type is int:
        return st.integers(int(low), int(high))
    if leaf.type is float:
        return numbers(low, high)
    if leaf.type is str:
        return lines()
    known: st.SearchStrategy[object] = st.from_type(leaf.type)
    return known


@cache
def values_of(shape: Shape) -> st.SearchStrategy[object]:
    """Return values of the shape that a field has.

    Args:
        shape: the shape; bounds among its choices obey the limits of the numbers beside them.
    """
    if shape in _SMALL:
        return _SMALL[shape]
    match shape:
        case Leaf():
            return _leaves(shape)
        case Constant(values):
            return st.sampled_from(values)
        case Nested(cls):
            return st.from_type(cls)
        case SequenceOf(item, limits):
            items = st.lists(values_of(item), min_size=_least_length(limits), max_size=_MOST_ITEMS)
            return items.map(tuple)
        case TableOf(key, value):
            return st.dictionaries(values_of(key), values_of(value), max_size=_MOST_ITEMS)
        case Choice(options):
            limits = next((o.limits for o in options if isinstance(o, Leaf) and o.limits), ())
            # Nothing known comes first, so that it is what failures shrink to.
            ordered = sorted(options, key=lambda option: option != Leaf(type(None)))
            return st.one_of(
                [
                    betweens(*_ends(limits)) if option == Leaf(Between) else values_of(option)
                    for option in ordered
                ]
            )


def objects_of(
    cls: type[Object],
    together: Mapping[tuple[str, ...], st.SearchStrategy[tuple[object, ...]]] | None = None,
    /,
    **given: Given,
) -> st.SearchStrategy[Object]:
    """Return objects of a class, each of whose other fields has any value that fits it by itself.

    Args:
        cls: a class of records or rules.
        together: strategies for fields whose values depend on each other, by their names.
        given: strategies for single fields, by name.
    """
    described: type = cls
    joined = together or {}
    apart = {name for names in joined for name in names}
    single = {
        field.name: given[field.name] if field.name in given else values_of(field.shape)
        for field in describe(described)
        if not field.is_tag and field.name not in apart
    }

    def made(parts: tuple[Mapping[str, object], tuple[tuple[object, ...], ...]]) -> Object:
        values = dict(parts[0])
        for names, found in zip(joined, parts[1], strict=True):
            values.update(zip(names, found, strict=True))
        return cls(**values)

    return st.tuples(st.fixed_dictionaries(single), st.tuples(*joined.values())).map(made)


def one_or_none(values: Iterable[object]) -> Given:
    """Return nothing, or one of the values."""
    return st.sampled_from([None, *values])


def some(values: Iterable[object]) -> Given:
    """Return up to two of the values, or nothing if there are none."""
    known = list(values)
    return (
        st.lists(st.sampled_from(known), max_size=_MOST_ITEMS).map(tuple) if known else st.just(())
    )
