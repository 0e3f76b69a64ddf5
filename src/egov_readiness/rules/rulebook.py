"""The rulebook: a dated, versioned, cited scheme of groups, indicators and bands."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from annotated_types import Gt, Le
from attrs import field, frozen

from egov_readiness.arithmetic import Rounding
from egov_readiness.dates import Period
from egov_readiness.describe import Checked
from egov_readiness.documents import Citation, LegalDocument
from egov_readiness.errors import Problem
from egov_readiness.kinds import Between, Code, Line, Origin, Share, Text, own_mapping
from egov_readiness.rules.aggregation import Aggregation, Modifier, WeightedMean
from egov_readiness.rules.bands import Band, BandOrder
from egov_readiness.rules.dated import Dated
from egov_readiness.rules.methods import Method

__all__ = [
    "PRECEDENCE",
    "RULEBOOK_FORMAT",
    "Applicability",
    "Comparison",
    "Group",
    "Indicator",
    "MeasureArgument",
    "MeasureCall",
    "MissingPolicy",
    "Rulebook",
    "Standing",
]

RULEBOOK_FORMAT: Final = 1
"""The newest version of the rulebook format that this library reads."""

MissingPolicy = Literal["interval", "zero", "reweight", "impute"]
"""What becomes of an unknown (design S3).

``interval``: no value, only bounds; ``zero``: no proof, no points; ``reweight``: left out, and
the siblings share its weight; ``impute``: the declared value stands in.
"""

Comparison = Literal["exact", "published"]
"""Whether scores are compared exactly or as published, after rounding."""

Standing = Literal["published", "recovered", "illustrative"]
"""What a rulebook is: a published scheme, one recovered from results, or an illustration."""

PRECEDENCE: Final = (
    Origin.MEASURED,
    Origin.INSPECTED,
    Origin.DOCUMENT,
    Origin.THIRD_PARTY,
    Origin.SELF_REPORT,
    Origin.PRESS,
)
"""The order in which origins are believed unless a rulebook declares another (domain E3)."""

MeasureArgument = str | int | float | bool
"""An argument of a measure, as a rulebook can write it."""


@frozen(kw_only=True)
class Applicability(Checked):
    """Which units a node applies to; a list that is empty asks nothing (design S7).

    Attributes:
        levels: administrative levels.
        kinds: kinds of unit.
        tags: territory tags, any of which suffices.

    >>> Applicability(levels=("district",)).includes("province", "tỉnh", ())
    False
    """

    levels: tuple[Code, ...] = ()
    kinds: tuple[Line, ...] = ()
    tags: tuple[Code, ...] = ()

    def includes(self, level: str | None, kind: str | None, tags: tuple[str, ...]) -> bool:
        """Tell whether a unit of this level and kind, with these tags, is meant.

        A unit whose level or kind is not known, as in a plain table, is not excluded by it.

        Args:
            level: the unit's level, where it is known.
            kind: the unit's kind, where it is known.
            tags: the unit's tags.
        """
        return (
            (not self.levels or level is None or level in self.levels)
            and (not self.kinds or kind is None or kind in self.kinds)
            and (not self.tags or level is None or any(tag in self.tags for tag in tags))
        )


@frozen
class MeasureCall:
    """A measure by name, with its arguments.

    Attributes:
        name: the name in the catalogue of measures, such as ``infrastructure.in_use``.
        parameters: the arguments by parameter.

    >>> MeasureCall("infrastructure.in_use", {"kind": "lan"}).parameters["kind"]
    'lan'
    """

    name: str
    parameters: Mapping[str, MeasureArgument]


def _own_arguments(
    arguments: Mapping[str, MeasureArgument] | None,
) -> Mapping[str, MeasureArgument] | None:
    # Not generic, so that type checkers see what the field takes.
    return None if arguments is None else own_mapping(arguments)


@frozen(kw_only=True)
class Indicator(Checked):
    """A leaf of the rulebook's tree: what is measured, and what it brings.

    Attributes:
        code: its code, the publisher's own where there is one.
        parent: the code of its group.
        weight: its weight within the group, as the source prints it; 0 is measured, not scored.
        title: what it is called.
        description: what is counted, in words, with numerator and denominator.
        unit_of_measure: what its values are in, such as staff per computer or Mbit/s.
        measure: the measure that observes it, by ``name``, with its arguments; without one it is
            observed as direct evidence of the concept named by its code.
        method: how the observation becomes an attainment.
        range: the values it can have, ``LOW..HIGH``; a value outside is a problem.
        missing: what becomes of it when it is unknown; ``None`` is the rulebook's policy.
        imputed: the value that stands in under the policy ``impute``.
        applies_to: the units it applies to; ``None`` is all.
        stale_after: after how many days evidence of it is no longer used.
        evidence: what proves it.
        verifier: who checks it.
        cites: the clause it comes from, or several.

    >>> Indicator(code="osi", parent="EGDI", title=Text({"en": "Online Service Index"}),
    ...           method={"kind": "identity"})
    Traceback (most recent call last):
        ...
    egov_readiness.errors.RecordError: method: wrong-type: {'kind': 'identity'} is no Ratio
    """

    code: Code
    parent: Code
    weight: Dated = 1.0
    title: Text
    description: Text | None = None
    unit_of_measure: Text | None = None
    measure: Mapping[Code, MeasureArgument] | None = field(default=None, converter=_own_arguments)
    method: Method
    range: Between | None = None
    missing: MissingPolicy | None = None
    imputed: float | None = None
    applies_to: Applicability | None = None
    stale_after: Annotated[int, Gt(0)] | None = None
    evidence: Text | None = None
    verifier: Line | None = None
    cites: Citation | tuple[Citation, ...] | None = None

    def __hash__(self) -> int:
        """Hash by identity within the rulebook; its mappings are not hashable."""
        return hash((self.code, self.parent))

    def invariants(self) -> Iterator[Problem]:
        """Yield a problem if the measure is not named."""
        if self.measure is not None and not isinstance(self.measure.get("name"), str):
            yield Problem(
                "measure-without-name",
                "measure",
                "the measure is not named",
                'for example { name = "infrastructure.in_use", kind = "lan" }',
            )

    @property
    def measure_call(self) -> MeasureCall | None:
        """The measure's name and arguments, taken apart."""
        if self.measure is None:
            return None
        arguments = {name: value for name, value in self.measure.items() if name != "name"}
        return MeasureCall(str(self.measure["name"]), arguments)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses it comes from, none, one or several."""
        return _citations(self.cites)


@frozen(kw_only=True)
class Group(Checked):
    """An inner node of the rulebook's tree; without a parent it is a result.

    Attributes:
        code: its code, the publisher's own where there is one.
        parent: the code of its group; ``None`` makes it a result.
        weight: its weight within its parent, as the source prints it.
        title: what it is called.
        description: what it is about, in words.
        aggregation: how its attainment follows from its children.
        modifiers: what is done to it afterwards, in this order.
        missing: what its parent does when it is unknown; ``None`` is the rulebook's policy.
        needs: the least coverage; below it the group is unknown.
        applies_to: the units it applies to; ``None`` is all.
        band_order: in which direction the bands of this result are listed.
        cites: the clause it comes from, or several.

    >>> Group(code="readiness", title=Text({"en": "Readiness"})).aggregation.kind
    'weighted_mean'
    """

    code: Code
    parent: Code | None = None
    weight: Dated = 1.0
    title: Text
    description: Text | None = None
    aggregation: Aggregation = WeightedMean()
    modifiers: tuple[Modifier, ...] = ()
    missing: MissingPolicy | None = None
    needs: Share | None = None
    applies_to: Applicability | None = None
    band_order: BandOrder | None = None
    cites: Citation | tuple[Citation, ...] | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses it comes from, none, one or several."""
        return _citations(self.cites)


def _citations(cites: Citation | tuple[Citation, ...] | None) -> tuple[Citation, ...]:
    if cites is None:
        return ()
    return cites if isinstance(cites, tuple) else (cites,)


@frozen(kw_only=True)
class Rulebook(Checked):
    """A scheme of assessment as data: what counts, how much, since when, and by which text.

    Children of a group are folded in the order in which they are declared, groups before
    indicators.

    Attributes:
        format: the version of the file format.
        id: the identity of the rulebook.
        version: its version; results name it.
        title: what it is called.
        description: what a reader has to know before relying on it.
        standing: whether it is a published scheme, a recovered one or an illustration.
        languages: the languages that every text of it is given in.
        valid: the days on which it holds.
        scale: what a full score is published as.
        decimals: how many decimals are published; may be dated.
        rounding: what becomes of a score exactly between two published values.
        missing: what becomes of an unknown, unless a node says otherwise.
        ranks: whether ranks compare exact or published scores.
        banding: whether bands look at exact or published scores.
        rank_within: within which class of units ranks are given: ``level`` or ``kind``; empty is
            among all units.
        precedence: the order in which origins are believed, strongest first.
        documents: the documents it cites.
        groups: its groups; those without a parent are its results.
        indicators: its indicators.
        bands: the bands of its results.

    >>> book = Rulebook(id="tiny", version="1", title=Text({"en": "Tiny"}),
    ...     groups=(Group(code="all", title=Text({"en": "All"})),))
    >>> [group.code for group in book.results]
    ['all']
    """

    format: int = RULEBOOK_FORMAT
    id: Code
    version: Line
    title: Text
    description: Text | None = None
    standing: Standing = "published"
    languages: tuple[Code, ...] = ("en",)
    valid: Period = Period()
    scale: Annotated[float, Gt(0), Le(1e9)] = 1.0
    decimals: Dated = 4
    rounding: Rounding = "half_up"
    missing: MissingPolicy = "interval"
    ranks: Comparison = "exact"
    banding: Comparison = "exact"
    rank_within: tuple[Literal["level", "kind"], ...] = ()
    precedence: tuple[Origin, ...] = PRECEDENCE
    documents: tuple[LegalDocument, ...] = field(default=(), metadata={"key": "document"})
    groups: tuple[Group, ...] = field(default=(), metadata={"key": "group"})
    indicators: tuple[Indicator, ...] = field(default=(), metadata={"key": "indicator"})
    bands: tuple[Band, ...] = field(default=(), metadata={"key": "band"})

    @property
    def results(self) -> tuple[Group, ...]:
        """The groups without a parent, in the order declared."""
        return tuple(group for group in self.groups if group.parent is None)

    @property
    def nodes(self) -> tuple[Group | Indicator, ...]:
        """Every group and indicator, groups first, in the order declared."""
        nodes: list[Group | Indicator] = [*self.groups]
        nodes.extend(self.indicators)
        return tuple(nodes)

    def node(self, code: str) -> Group | Indicator | None:
        """Return the group or indicator with a code, or ``None``.

        Args:
            code: the code.
        """
        for node in self.nodes:
            if node.code == code:
                return node
        return None

    def children(self, code: str) -> tuple[Group | Indicator, ...]:
        """Return the children of a group in the order in which they are folded.

        Args:
            code: the code of the group.
        """
        return tuple(node for node in self.nodes if node.parent == code)

    def families(self) -> dict[str, list[Group | Indicator]]:
        """Return the children of every node that has any, in the order in which they are folded."""
        families: dict[str, list[Group | Indicator]] = {}
        for node in self.nodes:
            if node.parent is not None:
                families.setdefault(node.parent, []).append(node)
        return families

    def bands_of(self, result: str) -> tuple[Band, ...]:
        """Return the bands of a result in the order listed.

        Args:
            result: the code of the result.
        """
        return tuple(band for band in self.bands if band.result == result)
