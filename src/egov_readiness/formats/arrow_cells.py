"""Arrays of Arrow as the cells of a plain table: numbers at once, texts once for each text.

A cell means here what :mod:`~egov_readiness.formats.rows` reads from it; what an array cannot say
at once is named bad, so that the cells of that row are read one by one.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from decimal import Decimal
from typing import Final

from attrs import frozen

from egov_readiness.errors import Problem, from_extra
from egov_readiness.formats.rows import read_cell
from egov_readiness.observations import Observation, ObservationStatus, unknown
from egov_readiness.scoring.columns import Column, Flags, Numbers, column_of, numbers_for
from egov_readiness.scoring.plan import LeafPlan

with from_extra("tables", "scoring data frames"):
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    from numpy.typing import NDArray

__all__ = [
    "Cells",
    "Texts",
    "cells_of",
    "decoded",
    "is_text",
    "odd_statuses",
    "readable",
    "texts_of",
]

_NUMBER: Final = r"^\s*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$"
"""A text that is a number; one in other digits is read one by one."""

_LONGEST: Final = 400
"""The most characters of a text that is read as a number."""

_EXACT_BELOW: Final = 2.0**53
"""Beyond this a whole number need not be a double."""


@frozen(eq=False)
class Texts:
    """A column of texts: the different ones, and which of them stands in each row.

    Attributes:
        different: the different texts.
        places: for each row the place of its text; -1 where the cell is empty.
        bad: whether the cell is no text.
    """

    different: tuple[str, ...]
    places: NDArray[np.intp]
    bad: Flags


@frozen(eq=False)
class Cells:
    """What stands in the column of an indicator.

    Attributes:
        numbers: the numbers; not a number where there is none.
        read: what the different cells say that are no plain numbers.
        places: for each row the place of what it says; -1 where that is a number or unknown.
        bad: whether the cell has to be read by itself, as nothing can be made of it here.
    """

    numbers: Numbers
    read: tuple[Observation, ...]
    places: NDArray[np.intp]
    bad: Flags

    def column(self, leaf: LeafPlan) -> Column:
        """Return the cells as what is observed of an indicator.

        Args:
            leaf: the indicator on the date that is scored.
        """
        values, odd = numbers_for(leaf, self.numbers)
        odd = odd | self.bad
        applies = np.ones(len(values), dtype=bool)
        said = self.places >= 0
        if not said.any():
            return Column(values, None, None, applies, odd)
        words = column_of(leaf, self.read)
        own = self.places[said]
        low, high = (np.full(len(values), np.nan) for _ in range(2))
        if values is self.numbers:
            values = values.copy()
        values[said], applies[said] = words.value[own], words.applies[own]
        odd[said] |= words.odd[own]
        if words.low is None or words.high is None:
            return Column(values, None, None, applies, odd)
        low[said], high[said] = words.low[own], words.high[own]
        return Column(values, low, high, applies, odd)


def cells_of(array: pa.Array, marks: frozenset[str]) -> Cells:
    """Return the cells of an indicator's column.

    Args:
        array: the column.
        marks: the texts by which the publisher marks what is not known.

    >>> cells_of(pa.array([0.5, None]), frozenset()).numbers.tolist()
    [0.5, nan]
    >>> cells_of(pa.array(["0.5", "yes"]), frozenset()).places.tolist()
    [-1, 0]
    """
    if is_text(array.type):
        return _of_texts(array, marks)
    kind = array.type
    empty = _flags(array.is_null())
    nothing, nowhere = np.full(len(array), np.nan), np.full(len(array), -1, dtype=np.intp)
    if pa.types.is_integer(kind):
        numbers = _numbers(array.cast(pa.float64(), safe=False))
        return Cells(numbers, (), nowhere, np.abs(numbers) >= _EXACT_BELOW)
    if pa.types.is_floating(kind):
        numbers = _numbers(array.cast(pa.float64()))
        return Cells(numbers, (), nowhere, ~np.isfinite(numbers) & ~empty)
    if pa.types.is_decimal(kind):
        if pa.types.is_decimal32(kind) or pa.types.is_decimal64(kind):
            array = array.cast(pa.decimal128(kind.precision, kind.scale))
        coded = array.dictionary_encode()
        different = np.array([_double(number) for number in coded.dictionary.to_pylist()])
        places = _places(coded)
        numbers = nothing
        numbers[places >= 0] = different[places[places >= 0]]
        return Cells(numbers, (), nowhere, ~np.isfinite(numbers) & ~empty)
    return Cells(nothing, (), nowhere, ~empty)


def texts_of(array: pa.Array) -> Texts:
    """Return a column of texts, such as levels; spaces around them are left to who reads them.

    Args:
        array: the column.

    >>> texts_of(pa.array(["district", None, "district"])).places.tolist()
    [0, -1, 0]
    """
    nowhere = np.full(len(array), -1, dtype=np.intp)
    if not is_text(array.type):
        return Texts((), nowhere, ~_flags(array.is_null()))
    coded = _coded(array)
    found = coded.dictionary.to_pylist()
    # A dictionary may have nothing among its texts.
    named = np.array([text is not None for text in found] + [False])
    places = np.where(named[_places(coded)], _places(coded), -1)
    texts = tuple("" if text is None else str(text) for text in found)
    return Texts(texts, places, np.zeros(len(array), dtype=bool))


def odd_statuses(array: pa.Array) -> Flags:
    """Return which rows have a publisher's status that is not the usual one.

    Args:
        array: the column of statuses.

    >>> odd_statuses(pa.array(["A", "E", None])).tolist()
    [False, True, False]
    """
    texts = texts_of(array)
    usual = [
        not text.strip() or ObservationStatus.parse(text.strip()) is ObservationStatus.NORMAL
        for text in texts.different
    ]
    odd = texts.bad.copy()
    said = texts.places >= 0
    odd[said] = ~np.array(usual, dtype=bool)[texts.places[said]]
    return odd


def _of_texts(array: pa.Array, marks: frozenset[str]) -> Cells:
    if pa.types.is_string_view(array.type):
        # There is less that can be done to it.
        array = array.cast(pa.large_string())
    if pa.types.is_dictionary(array.type):
        numbers, rest = np.full(len(array), np.nan), array
    else:
        short = pc.less_equal(pc.utf8_length(array), _LONGEST)
        plain = pc.and_(pc.match_substring_regex(array, _NUMBER), short)
        if marks:
            own = pa.array([*marks], array.type)
            plain = pc.and_not(plain, pc.is_in(pc.utf8_trim_whitespace(array), own))
        nothing = pa.scalar(None, array.type)
        written = pc.utf8_trim_whitespace(pc.if_else(plain, array, nothing))
        numbers = _numbers(_cast(written))
        rest = pc.if_else(plain, nothing, array)
    coded = _coded(rest)
    found = [read_cell(text, marks) for text in coded.dictionary.to_pylist()]
    places = _places(coded)
    wrong = np.array([isinstance(said, Problem) for said in found], dtype=bool)
    bad = np.isinf(numbers)
    bad[places >= 0] |= wrong[places[places >= 0]]
    read = tuple(unknown() if isinstance(said, Problem) else said for said in found)
    return Cells(numbers, read, places, bad)


def _cast(written: pa.Array) -> pa.Array:
    # Arrow reads no plus sign in front of a number.
    return pc.utf8_ltrim(written, "+").cast(pa.float64())


def _coded(array: pa.Array) -> pa.DictionaryArray:
    if pa.types.is_dictionary(array.type):
        return array
    if pa.types.is_string_view(array.type):
        array = array.cast(pa.large_string())
    return array.dictionary_encode()


def is_text(kind: pa.DataType) -> bool:
    """Tell whether a column of a type holds texts.

    Args:
        kind: the type.

    >>> is_text(pa.string()), is_text(pa.int64())
    (True, False)
    """
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(kind) for test in tests)


def decoded(array: pa.Array) -> pa.Array:
    """Return an array whose values stand in it one by one, or as a dictionary of texts.

    Args:
        array: a column of any type; a damaged one is returned as it is.

    >>> decoded(pa.array([1, 1, 2]).dictionary_encode()).type
    DataType(int64)
    """
    kind = array.type
    runs = pa.types.is_run_end_encoded(kind)
    texts = pa.string(), pa.large_string()
    if not (runs or (pa.types.is_dictionary(kind) and kind.value_type not in texts)):
        return array
    if _is_damaged(_found_wrong(array)):
        return array
    if runs:
        return decoded(pc.run_end_decode(array))
    try:
        return array.cast(kind.value_type)
    except pa.ArrowNotImplementedError:  # of what no cell holds
        return array


def _found_wrong(array: pa.Array) -> str:
    """Return what is wrong with a column that says where its values stand; numbers do not."""
    kind = array.type
    encoded = pa.types.is_run_end_encoded(kind) or pa.types.is_dictionary(kind)
    try:
        array.validate(full=encoded or is_text(kind))
    except pa.ArrowInvalid as error:
        return str(error)
    return ""


def _is_damaged(wrong: str) -> bool:
    return bool(wrong) and "Invalid UTF8" not in wrong


def readable(array: pa.Array) -> tuple[pa.Array, dict[int, Problem]]:
    r"""Return a column that can be read, which nobody has checked; what cannot be read is none.

    Args:
        array: a column whose values stand in it one by one, or as a dictionary.

    Returns:
        The column, and what is wrong with its cells, by their places.

    >>> texts, wrong = readable(pa.array([b"a", b"\xe0"]).view(pa.string()))
    >>> texts.to_pylist(), wrong[1].message
    (['a', None], 'byte 0xe0 of the cell is not UTF-8')
    """
    found = _found_wrong(array)
    if not found:
        return array, {}
    if _is_damaged(found):
        problem = Problem("damaged", "", f"the column cannot be read: {found}", "write it anew")
        return pa.nulls(len(array)), {0: problem}
    plain = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
    texts: list[str | None] = []
    wrong = {}
    for place, cell in enumerate(plain.cast(pa.large_binary()).to_pylist()):
        try:
            texts.append(None if cell is None else cell.decode())
        except UnicodeDecodeError as error:
            texts.append(None)
            message = f"byte 0x{error.object[error.start]:02x} of the cell is not UTF-8"
            wrong[place] = Problem("not-utf-8", "", message, "write texts as UTF-8")
    return pa.array(texts, pa.large_string()), wrong


def _places(coded: pa.DictionaryArray) -> NDArray[np.intp]:
    places: NDArray[np.intp] = (
        coded.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    )
    return places


def _double(number: Decimal | None) -> float:
    return float("nan") if number is None else float(number)


def _numbers(array: pa.Array) -> Numbers:
    numbers: Numbers = array.to_numpy(zero_copy_only=False)
    return numbers


def _flags(array: pa.Array) -> Flags:
    flags: Flags = array.to_numpy(zero_copy_only=False)
    return flags
