"""Cells of sheets: from the text of a cell to a plain value and back."""

import re
from typing import Final

from egov_readiness.canonical import Plain
from egov_readiness.describe import Choice, Leaf, SequenceOf, Shape
from egov_readiness.kinds import (
    NOT_APPLICABLE_SPELLING,
    NotApplicable,
    Pattern,
    Text,
    parse_number,
)

__all__ = ["plain_cell", "spelled_cell"]


def _takes_spaces(shape: Shape) -> bool:
    """Tell whether a text may begin or end with a space, so that the cell's spaces are its own."""
    if shape == Leaf(Text):
        return True
    return (
        isinstance(shape, Leaf)
        and shape.type is str
        and not any(
            isinstance(limit, Pattern) and not re.fullmatch(limit.regex, " a ")
            for limit in shape.limits
        )
    )


def plain_cell(shape: Shape, cell: str) -> Plain:
    """Return what a cell that is not empty says, as a plain value.

    A cell that does not say what its shape asks for is returned as the text it is, so that
    :func:`~egov_readiness.formats.convert.structure` can name what is wrong with it.

    Args:
        shape: what the value looks like.
        cell: the text of the cell.

    >>> from egov_readiness.describe import shape_of
    >>> from egov_readiness.kinds import Count
    >>> [plain_cell(shape_of(Count), cell) for cell in ("5", "N/A", "0.5..1", "five")]
    [5, 'n/a', '0.5..1', 'five']
    """
    if isinstance(shape, SequenceOf):
        return [plain_cell(shape.item, item) for item in _split(cell)]
    if _takes_spaces(shape):
        return cell
    cell = cell.strip()
    options = shape.options if isinstance(shape, Choice) else (shape,)
    kinds = {option.type for option in options if isinstance(option, Leaf)}
    if bool in kinds and cell.casefold() in ("true", "false"):
        return cell.casefold() == "true"
    if NotApplicable in kinds and cell.casefold() == NOT_APPLICABLE_SPELLING:
        return NOT_APPLICABLE_SPELLING
    number = parse_number(cell) if kinds & {int, float} else None
    if number is None:
        return cell
    return int(cell) if re.fullmatch(r"[+-]?\d+", cell) else number


def spelled_cell(value: Plain) -> str:
    r"""Return a plain value as a cell.

    >>> spelled_cell(["a", "b; c"]), spelled_cell(None), spelled_cell(True)
    ('a;b\\; c', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join(_escaped(spelled_cell(item)) for item in value)
    return value if isinstance(value, str) else repr(value)


def _escaped(item: str) -> str:
    """Return a list item so that :func:`_split` gives it back."""
    escaped = item.replace("\\", "\\\\").replace(";", "\\;")
    if escaped[:1].isspace():
        escaped = "\\" + escaped
    if escaped[-1:].isspace() and len(item) > 1:
        escaped = escaped[:-1] + "\\" + escaped[-1]
    return escaped


_ITEM: Final = re.compile(r"(?:[^;\\]|\\[\s\S])*+\\?")


def _split(cell: str) -> list[str]:
    """Return the items of a list cell, without the spaces around them."""
    items = []
    position = 0
    while position <= len(cell):
        found = _ITEM.match(cell, position)
        assert found is not None  # the expression also matches nothing
        items.append(_unescaped(found[0]))
        position = found.end() + 1
    return items


def _unescaped(item: str) -> str:
    left = item.lstrip()
    kept = left.rstrip()
    # A space after an odd number of backslashes belongs to the item.
    if len(kept) < len(left) and (len(kept) - len(kept.rstrip("\\"))) % 2:
        kept = left[: len(kept) + 1]
    return re.sub(r"\\([\s\S])", r"\1", kept)
