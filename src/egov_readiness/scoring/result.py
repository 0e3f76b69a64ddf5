"""What scoring gives back: nodes with their reasons, scorecards, and a scoreboard with ranks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from attrs import field, frozen

from egov_readiness.canonical import write_float, written
from egov_readiness.errors import Because, Problem, Reason, UsageError, nearest
from egov_readiness.kinds import Text
from egov_readiness.later import Later
from egov_readiness.observations import State, UnitCode
from egov_readiness.rules.rulebook import Rulebook

__all__ = [
    "Carried",
    "CarryPolicy",
    "Ends",
    "Node",
    "Rank",
    "RulebookReference",
    "Scoreboard",
    "Scorecard",
]


_STAND_INS: Final = (Because.COUNTED_ZERO, Because.IMPUTED, Because.IMPUTED_AT_BOUND)

Ends = tuple[float | None, float | None, float | None]
"""The least, the actual and the greatest of a node; ``None`` where there is none."""


# With slots, a frozen object is set field by field through a call, which takes longer than all that
# a node is computed from.
@frozen(kw_only=True, slots=False)
class Node:
    """The score of one indicator or group of one unit, with its reasons.

    ``low``, ``value``, ``high`` and ``earned`` are on the rulebook's scale, with full precision;
    rounding happens once, in ``published``.

    Attributes:
        code: the code of the indicator or group.
        state: known if there is a value; bounded, unknown or not applicable otherwise.
        low: the least that full knowledge could give; ``None`` where there is no bound.
        value: the score; ``None`` where it is not known or not applicable.
        high: the most that full knowledge could give; ``None`` where there is no bound.
        coverage: the share of weight backed by usable evidence, from 0 to 1.
        weight: the weight within the parent, as the rulebook declares it on the date.
        effective_weight: the share of the result that this node decides; ``None`` where it has
            none, because it is not applicable.
        earned: effective weight × attainment × scale, the points it brings to its result.
        maximum: of a sum of points, the most points that the unit can have in the scheme's own
            points; what does not apply to the unit lowers it.
        published: the value as published; results and groups and indicators alike.
        band: the code of the band of a result, if there is exactly one that it can be in.
        possible_bands: the codes of the bands it can be in, in the order listed.
        because: why it is what it is.
        children: the nodes below, in the order in which they are folded.
    """

    code: str
    state: State
    low: float | None
    value: float | None
    high: float | None
    coverage: float
    weight: float
    effective_weight: float | None = None
    earned: float | None = None
    maximum: float | None = None
    published: Decimal | None = None
    band: str | None = None
    possible_bands: tuple[str, ...] = ()
    because: tuple[Reason, ...] = ()
    children: "tuple[Node, ...]" = ()

    @property
    def stands_in(self) -> bool:
        """Whether its value is what a policy puts in place of an unknown."""
        return any(reason.code in _STAND_INS for reason in self.because)

    def attainments(self, scale: float) -> Ends:
        """Return the least, the actual and the greatest attainment.

        Args:
            scale: what a full score is published as, as the scoreboard says.

        >>> Node(code="n", state=State.KNOWN, low=0, value=50, high=100, coverage=1,
        ...     weight=1).attainments(100)
        (0.0, 0.5, 1.0)
        """
        low, value, high = (
            None if number is None else number / scale
            for number in (self.low, self.value, self.high)
        )
        return low, value, high

    def canonical_json(self) -> str:
        """Return its canonical JSON, as any other object would be written, but sooner.

        >>> Node(code="n", state=State.UNKNOWN, low=0, value=None, high=1, coverage=0,
        ...     weight=1).canonical_json()
        '{"code":"n","coverage":0,"high":1,"low":0,"state":"unknown","value":null,"weight":1}'
        """
        return self.json_over([node.canonical_json() for node in self.children])

    def json_over(self, children: Sequence[str]) -> str:
        """Return its canonical JSON with these children in place of its own.

        Args:
            children: the canonical JSON of the nodes below.
        """
        value = "null" if self.value is None else write_float(self.value)
        # Most are known exactly.
        low = value if self.low is self.value else written(self.low)
        high = value if self.high is self.value else written(self.high)
        first = "" if self.band is None else f'"band":{written(self.band)},'
        if self.because:
            first += f'"because":[{",".join(map(_reason, self.because))}],'
        if children:
            first += f'"children":[{",".join(children)}],'
        points = "" if self.earned is None else f',"earned":{write_float(self.earned)}'
        if self.effective_weight is not None:
            points += f',"effective_weight":{write_float(self.effective_weight)}'
        last = "" if self.maximum is None else f',"maximum":{write_float(self.maximum)}'
        if self.possible_bands:
            last += f',"possible_bands":{written(self.possible_bands)}'
        if self.published is not None:
            last += f',"published":"{self.published:f}"'
        return (
            f'{{{first}"code":{written(self.code)},"coverage":{write_float(self.coverage)}{points}'
            f',"high":{high},"low":{low}{last},"state":"{self.state}","value":{value}'
            f',"weight":{write_float(self.weight)}}}'
        )

    def walk(self) -> "Iterator[Node]":
        """Yield this node and every node below it, each parent before its children."""
        yield self
        for child in self.children:
            yield from child.walk()


def _reason(reason: Reason) -> str:
    facts = f',"facts":{written(reason.facts)}' if reason.facts else ""
    return f'{{"code":"{reason.code}"{facts}}}'


@frozen(kw_only=True)
class Scorecard(Later):
    """The scores of one unit, with their reasons.

    Attributes:
        unit: the identity of the unit.
        period: the period of the row, in a table over several periods.
        as_of: the date that is scored.
        level: the unit's administrative level, where it is known.
        kind: the unit's kind, where it is known.
        tags: the unit's tags.
        parent: the identity of the unit it belongs to, where it is known.
        members: the identities of the units it was rolled up from, where it has no observations
            of its own.
        carried_from: the identities of the units whose scores were carried over to it.
        hidden: whether it is left out of what is published.
        name: what the unit is called, where that differs from its identity.
        codes: the unit's public codes, with their dates.
        results: the results, in the order of the rulebook.
        rules: the rulebook, kept beside the card; it is no part of what the card says.
        scored: the least, the actual and the greatest score of each result, at hand before
            anybody asks for the results with their nodes and reasons.
    """

    unit: str
    period: str | None = None
    as_of: date
    level: str | None = None
    kind: str | None = None
    tags: tuple[str, ...] = ()
    parent: str | None = None
    members: tuple[str, ...] = ()
    carried_from: tuple[str, ...] = ()
    hidden: bool = False
    name: Text | None = None
    codes: tuple[UnitCode, ...] = ()
    results: tuple[Node, ...] = ()
    rules: Rulebook | None = field(default=None, eq=False, repr=False, metadata={"aside": True})
    scored: Mapping[str, Ends | None] = field(
        factory=dict, eq=False, repr=False, metadata={"aside": True}
    )

    def ends(self, result: str) -> Ends | None:
        """Return the least, the actual and the greatest score of a result.

        Args:
            result: the code of the result.

        Returns:
            The scores on the rulebook's scale; ``None`` if the result does not apply to the unit.

        Raises:
            KeyError: if the card has no such result.
        """
        if "results" in self.not_made_yet and result in self.scored:
            return self.scored[result]
        node = next((node for node in self.results if node.code == result), None) or self[result]
        return None if node.state is State.NOT_APPLICABLE else (node.low, node.value, node.high)

    def __getitem__(self, code: str) -> Node:
        """Return the node with a code.

        Args:
            code: the code of a result, a group or an indicator.

        Raises:
            KeyError: if the card has no such node.
        """
        for node in self.walk():
            if node.code == code:
                return node
        known = [node.code for node in self.walk()]
        raise KeyError(f"{self.unit} has no node {code!r}; {nearest(code, known)}".rstrip("; "))

    def walk(self) -> Iterator[Node]:
        """Yield every node, each parent before its children."""
        for result in self.results:
            yield from result.walk()


@frozen(kw_only=True)
class Rank:
    """The place of one unit in one result, among the units of its class and period.

    Attributes:
        result: the code of the result.
        unit: the identity of the unit.
        period: the period, in a table over several periods.
        among: the class of units that it is ranked among; empty is all units.
        rank: its rank among the units as far as they are known, 1 for the best, ties sharing the
            better rank; ``None`` while it has no value and missing knowledge leaves it open.
        best: the best rank that full knowledge could give it.
        worst: the worst rank that full knowledge could give it.
    """

    result: str
    unit: str
    period: str | None = None
    among: tuple[str, ...] = ()
    rank: int | None
    best: int
    worst: int


@frozen(kw_only=True)
class RulebookReference:
    """Which rulebook a scoreboard was scored by.

    Attributes:
        id: the identity of the rulebook.
        version: its version.
        digest: the digest of its canonical form.
        population: the digest of the population it was fitted to, where it needs one.
    """

    id: str
    version: str
    digest: str
    population: str | None = None


CarryPolicy = Literal["none", "simple_mean", "weighted", "minimum"]
"""What becomes of scores when units merge or end: nothing, or what the predecessors give."""


@frozen(kw_only=True)
class Carried:
    """That the scores of a scoreboard were carried over changes of units.

    Attributes:
        policy: how the scores of successors follow from those of their predecessors.
        on: the day on which the units are the ones there are.
        known_on: the last day of knowledge of the changes; ``None`` for no cut-off.
    """

    policy: CarryPolicy
    on: date
    known_on: date | None = None


@frozen(kw_only=True)
class Scoreboard(Later):
    """The scores of all units, with ranks, and what is needed to compute them again (S10).

    Attributes:
        format: the version of the file format.
        rulebook: which rulebook it was scored by.
        as_of: the date that is scored; ``None`` where every row has the end of its own period.
        known_on: the last day of knowledge; ``None`` for no cut-off.
        stage: the stage of the assessment whose records count; ``None`` for all.
        admitted: the digest of what these two dates admitted.
        carried: how its scores were carried over changes of units; ``None`` if they were not.
        scale: what a full score is published as.
        cards: one scorecard per unit, or per unit and period, in the order of the data.
        ranks: the ranks in every result.
        notes: remarks on the input that are no problems; no part of what the board says.
        rules: the rulebook, kept beside the board; it is no part of what the board says.
    """

    format: int = 1
    rulebook: RulebookReference
    as_of: date | None
    known_on: date | None = None
    stage: str | None = None
    admitted: str
    carried: Carried | None = None
    scale: float
    cards: tuple[Scorecard, ...]
    ranks: tuple[Rank, ...] = ()
    notes: tuple[Problem, ...] = field(default=(), eq=False, repr=False, metadata={"aside": True})
    rules: Rulebook | None = field(default=None, eq=False, repr=False, metadata={"aside": True})

    def __len__(self) -> int:
        """Return how many scorecards there are."""
        return len(self.cards)

    def __iter__(self) -> Iterator[Scorecard]:
        """Iterate over the scorecards in the order of the data."""
        return iter(self.cards)

    def __getitem__(self, key: str | tuple[str, str]) -> Scorecard:
        """Return the scorecard of a unit, or of a unit and period.

        Args:
            key: the identity of the unit, with the period in a table over several periods.

        Raises:
            KeyError: if there is no such card, or several periods and none is named.
        """
        unit, period = key if isinstance(key, tuple) else (key, None)
        found = [
            card
            for card in self.cards
            if card.unit == unit and (period is None or card.period == period)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise KeyError(f"{unit} has several periods: board[unit, period] names one")
        hint = nearest(unit, [card.unit for card in self.cards])
        raise KeyError(f"there is no unit {unit!r}; {hint}".rstrip("; "))

    def unit(self, *, code: str, scheme: str, on: date | None = None) -> Scorecard:
        """Return the scorecard of the unit that had a public code on a day.

        Args:
            code: the code, a text with its zeros.
            scheme: the code scheme, such as ``vn-gso-district``.
            on: the day; the scored date of each card where it is not given.

        Raises:
            KeyError: if no unit of the board, or more than one card, had the code on that day.
        """
        found = [
            card
            for card in self.cards
            if any(
                (held.scheme, held.code) == (scheme, code) and held.valid.contains(on or card.as_of)
                for held in card.codes
            )
        ]
        if len(found) != 1:
            raise KeyError(f"{len(found)} cards have the code {code!r} of {scheme!r}")
        return found[0]


def rules_of(thing: Scorecard | Scoreboard) -> Rulebook:
    """Return the rulebook that a card or board was scored by.

    Raises:
        UsageError: if it was read from a file without its rulebook.
    """
    if thing.rules is None:
        raise UsageError(
            [
                Problem(
                    "no-rulebook",
                    "rules",
                    "the rulebook is not at hand",
                    "read the scoreboard together with its rulebook",
                )
            ]
        )
    return thing.rules


def date_of(board: Scoreboard, place: str = "board") -> date:
    """Return the one date that a scoreboard is of.

    Args:
        board: the scoreboard.
        place: where it stands, for the problem.

    Raises:
        UsageError: if it is of several periods.
    """
    if board.as_of is None:
        message = "a scoreboard over several periods is of no one date"
        raise UsageError([Problem("no-date", place, message, "score one date")])
    return board.as_of
