"""Observations: what is known of one indicator, for one unit, at one date.

An observation is *known*, *bounded*, *unknown* or *not applicable*; these four are never mixed
up, and none of them is zero.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from numbers import Integral
from typing import Final, SupportsFloat

from attrs import evolve, field, fields, frozen

from egov_readiness.dates import Period
from egov_readiness.errors import Because, Problem, Reason
from egov_readiness.kinds import (
    NOT_APPLICABLE,
    Between,
    NotApplicable,
    Ratio,
    Text,
    parse_number,
)
from egov_readiness.later import Later, made_later

__all__ = [
    "Observation",
    "ObservationRow",
    "ObservationStatus",
    "ObservationTable",
    "State",
    "UnitCode",
    "bounded",
    "from_quantity",
    "known",
    "not_applicable",
    "parse_cell",
    "quotient",
    "unknown",
]


class State(StrEnum):
    """How much is known of a value."""

    KNOWN = "known"
    BOUNDED = "bounded"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class ObservationStatus(StrEnum):
    """The status a publisher gives a figure, as in SDMX's code list ``CL_OBS_STATUS``."""

    NORMAL = "A"
    ESTIMATED = "E"
    IMPUTED = "I"
    PROVISIONAL = "P"
    MISSING = "M"
    NOT_APPLICABLE = "Z"

    @classmethod
    def parse(cls, text: str) -> "ObservationStatus | None":
        """Read a status by its SDMX letter or its English word; ``None`` if it is neither.

        >>> ObservationStatus.parse("imputed"), ObservationStatus.parse("I")
        (<ObservationStatus.IMPUTED: 'I'>, <ObservationStatus.IMPUTED: 'I'>)
        """
        folded = text.strip().casefold().replace(" ", "_")
        for status in cls:
            if folded in (status.value.casefold(), status.name.casefold()):
                return status
        return cls.NOT_APPLICABLE if folded == "n/a" else None


@frozen
class Observation:
    """The value of one indicator for one unit at a date, as far as it is known.

    Attributes:
        state: known, bounded, unknown or not applicable.
        value: the number or the word, when known.
        low: the least it can be, when known or bounded as a number.
        high: the most it can be, when known or bounded as a number.
        status: the publisher's status of the figure.
        because: what it rests on: the records, or why there are none.
        coverage: the share of it that is backed by usable evidence; less than 1 where it was
            computed from units of which not everything is known.

    >>> known(0.5).low, bounded(0.5, 1).value
    (0.5, None)
    """

    state: State
    value: float | str | None = None
    low: float | None = None
    high: float | None = None
    status: ObservationStatus = ObservationStatus.NORMAL
    because: tuple[Reason, ...] = ()
    coverage: float = 1.0


# Surveys have them by the hundred thousand, and nothing tells one from another.
_UNKNOWN: Final = Observation(State.UNKNOWN)
_NOT_APPLICABLE: Final = Observation(State.NOT_APPLICABLE)


def known(
    value: float | str,
    because: tuple[Reason, ...] = (),
    status: ObservationStatus = ObservationStatus.NORMAL,
) -> Observation:
    """Return a known observation, a number or a word.

    Args:
        value: the number or the word.
        because: what it rests on.
        status: the publisher's status of the figure.

    >>> known("yes").state.value
    'known'
    """
    if isinstance(value, str):
        return Observation(State.KNOWN, value, None, None, status, because)
    if type(value) is not float:
        value = _own_number(value)
    return Observation(State.KNOWN, value, value, value, status, because)


def _own_number(number: SupportsFloat) -> float:
    """Return a number of whatever kind, such as one of NumPy, as one of Python's own."""
    return int(number) if isinstance(number, Integral) else float(number)


def bounded(low: float, high: float, because: tuple[Reason, ...] = ()) -> Observation:
    """Return an observation known only to lie between two numbers; known if they are equal.

    Args:
        low: the least it can be.
        high: the most it can be.
        because: what it rests on.

    >>> bounded(1, 1).state.value
    'known'
    """
    if low == high:
        return known(low, because)
    least, most = _own_number(low), _own_number(high)
    return Observation(State.BOUNDED, None, least, most, because=because)


def unknown(because: tuple[Reason, ...] = ()) -> Observation:
    """Return an observation of which nothing is known.

    >>> unknown().state.value
    'unknown'
    """
    return Observation(State.UNKNOWN, because=because) if because else _UNKNOWN


def not_applicable(because: tuple[Reason, ...] = ()) -> Observation:
    """Return an observation of something that does not arise for the unit.

    >>> not_applicable().state.value
    'not_applicable'
    """
    return Observation(State.NOT_APPLICABLE, because=because) if because else _NOT_APPLICABLE


def from_quantity(
    quantity: float | str | Ratio | Between | NotApplicable | None,
    because: tuple[Reason, ...] = (),
) -> Observation:
    """Return a quantity of a record as an observation; a ratio of nothing is not applicable.

    Args:
        quantity: the quantity; ``None`` is unknown.
        because: what it rests on.

    >>> from_quantity(Ratio(0, 0)).state.value, from_quantity(None).state.value
    ('not_applicable', 'unknown')
    """
    if quantity is None:
        return unknown(because)
    if quantity is NOT_APPLICABLE or isinstance(quantity, NotApplicable):
        return not_applicable(because)
    if isinstance(quantity, Between):
        return bounded(quantity.low, quantity.high, because)
    if isinstance(quantity, Ratio):
        share = quantity.share
        if share is None:
            return not_applicable((*because, Reason(Because.ZERO_DENOMINATOR)))
        return known(share, because)
    return known(quantity, because)


def quotient(
    numerator: tuple[float, float],
    denominator: tuple[float, float],
    *,
    part: bool,
    because: tuple[Reason, ...],
) -> Observation:
    """Divide one quantity by another, each known to lie between two numbers.

    Args:
        numerator: the least and the most that is divided; numbers of at least 0.
        denominator: the least and the most that it is divided by; numbers of at least 0.
        part: true if the numerator counts some of what the denominator counts, so that the
            result is at most 1 whatever the bounds are.
        because: what both rest on.

    Returns:
        Not applicable if the denominator is 0; unknown if it may be and nothing can be said.

    >>> quotient((6, 12), (12, 12), part=True, because=()).low
    0.5
    """
    least, most = denominator
    if most == 0:
        return not_applicable((*because, Reason(Because.ZERO_DENOMINATOR)))
    if least == 0 and not part:
        return unknown(because)
    low = numerator[0] / most
    high = numerator[1] / least if least else 1.0
    return bounded(low, min(high, 1.0) if part else high, because)


def parse_cell(text: str) -> Observation | Problem:
    """Read one cell of a plain table.

    An empty cell is unknown, ``n/a`` not applicable, ``0.5..1`` bounded, a number a number;
    any other text is a word, such as an option.

    Returns:
        The observation, or the problem with the cell (without its place).

    >>> parse_cell("").state.value, parse_cell("0.5..1").high, parse_cell("yes").value
    ('unknown', 1.0, 'yes')
    >>> parse_cell("NaN").code
    'not-finite'
    """
    text = text.strip()
    if not text:
        return unknown()
    if text.casefold() == "n/a":
        return not_applicable()
    number = parse_number(text)
    if number is not None:
        return known(number)
    low_text, dots, high_text = text.partition("..")
    low, high = parse_number(low_text.strip()), parse_number(high_text.strip())
    if dots and low is not None and high is not None:
        if low > high:
            return Problem("bounds-reversed", "", f"{text!r}: the lower bound is the larger")
        return bounded(low, high)
    if text.casefold().lstrip("+-") in ("nan", "inf", "infinity") or _overflows(text):
        return Problem(
            "not-finite", "", f"{text!r} is no finite number", "leave the cell empty if unknown"
        )
    return known(text)


def _overflows(text: str) -> bool:
    if text.isascii() and text.lstrip("+-").isdecimal():
        return True
    mantissa, mark, exponent = text.casefold().partition("e")
    return bool(mark) and parse_number(mantissa) is not None and exponent.lstrip("+-").isdecimal()


@frozen
class UnitCode:
    """A public code of a unit and the time it was the unit's; codes are re-used.

    Attributes:
        scheme: the code scheme, such as ``vn-gso-district``.
        code: the code, a text with its zeros kept.
        valid: when it was this unit's code.

    >>> UnitCode("vn-gso-district", "679").code
    '679'
    """

    scheme: str
    code: str
    valid: Period = Period()


def _observations(values: Mapping[str, Observation]) -> dict[str, Observation]:
    return dict(values)


@frozen
class ObservationRow:
    """The observations of one unit, by indicator code.

    Attributes:
        unit: the identity of the unit.
        observations: what is known of each indicator; a missing one is unknown.
        period: the period of the row, in a table over several periods.
        place: where the row stands in its file, for problems.
        level: the unit's administrative level, where it is known.
        kind: the unit's kind, where it is known.
        tags: the unit's tags.
        parent: the identity of the unit it belongs to, where it is known.
        codes: the unit's public codes with their dates.
        name: the unit's name in the languages it is known in, where it differs from its identity.
        explain: gives the observations with what they rest on, where they do not say so.
    """

    unit: str
    observations: Mapping[str, Observation] = field(converter=_observations)
    period: str | None = None
    place: str = ""
    level: str | None = None
    kind: str | None = None
    tags: tuple[str, ...] = ()
    parent: str | None = None
    codes: tuple[UnitCode, ...] = ()
    name: Text | None = None
    explain: Callable[[], Mapping[str, Observation]] | None = field(
        default=None, eq=False, repr=False, metadata={"aside": True}
    )

    def explained(self) -> "ObservationRow":
        """Return the same row with observations that say what they rest on.

        An observation that is no longer what the records say has nothing to rest on.

        >>> row = ObservationRow("a", {"osi": known(0.5)})
        >>> row.explained() is row
        True
        """
        if self.explain is None:
            return self
        observations = dict(self.observations)
        for code, found in self.explain().items():
            if observations.get(code) == evolve(found, because=()):
                observations[code] = found
        return evolve(self, observations=observations, explain=None)

    def __reduce__(self) -> tuple[Callable[..., "ObservationRow"], tuple[object, ...]]:
        """Copy and pickle the row as it explains itself, without the records it does so from."""
        row = self.explained()
        return type(self), tuple(getattr(row, attribute.name) for attribute in fields(type(self)))


@frozen
class ObservationTable(Later):
    """Observations of many units: what a plain table says, or what measures found in a survey.

    Attributes:
        rows: one row per unit, or per unit and period.
        columns: the codes that the table has a column for.
        digest: the digest of what was read or admitted.
        source: the name of the file, for problems.
    """

    rows: tuple[ObservationRow, ...]
    columns: tuple[str, ...]
    digest: str
    source: str = ""

    @classmethod
    def of(
        cls,
        rows: Iterable[ObservationRow],
        columns: Iterable[str],
        digest: str | Callable[[], str],
        source: str = "",
    ) -> "ObservationTable":
        """Build a table from any rows and columns.

        Args:
            rows: the rows.
            columns: the codes that the table has a column for.
            digest: the digest of what was read or admitted, or what makes it when it is asked
                for.
            source: the name of the file, for problems.

        >>> ObservationTable.of([], ["osi"], "sha256:0").columns
        ('osi',)
        """
        if isinstance(digest, str):
            return cls(tuple(rows), tuple(columns), digest, source)
        return made_later(cls(tuple(rows), tuple(columns), "", source), digest=digest)
