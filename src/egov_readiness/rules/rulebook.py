"""The rulebook: a dated, versioned, cited scheme of groups, indicators and bands."""

from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Annotated, Final, Literal

from annotated_types import Gt, Le, MinLen
from attrs import field, frozen

from egov_readiness.arithmetic import Rounding
from egov_readiness.dates import Period
from egov_readiness.describe import Checked
from egov_readiness.documents import Citation, LegalDocument
from egov_readiness.errors import Problem
from egov_readiness.kinds import Between, Code, Line, Origin, Share, Text, own_mapping
from egov_readiness.rules.aggregation import Aggregation, Modifier, WeightedMean
from egov_readiness.rules.applicability import Applicability
from egov_readiness.rules.bands import Band, BandOrder
from egov_readiness.rules.dated import Dated
from egov_readiness.rules.members import MemberScore, RollUp
from egov_readiness.rules.methods import Method

__all__ = [
    "PRECEDENCE",
    "RULEBOOK_FORMAT",
    "Comparison",
    "Group",
    "Indicator",
    "MeasureArgument",
    "MeasureCall",
    "MissingPolicy",
    "Population",
    "Rulebook",
    "Stage",
    "Standing",
    "place_of",
]

RULEBOOK_FORMAT: Final = 1
"""The newest version of the rulebook format that this library reads."""

Proof = Literal["number", "title", "date", "extract"]
"""What can be asked of the document that proves an indicator."""

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
        members: what observes it on the units below the unit, in place of a measure.
        method: how the observation becomes an attainment.
        range: the values it can have, ``LOW..HIGH``; a value outside is a problem.
        missing: what becomes of it when it is unknown; ``None`` is the rulebook's policy.
        imputed: the value that stands in under the policy ``impute``.
        impute_by: how ``fit`` takes that value from a population: the ``mean`` or the ``median``
            of the values known there.
        applies_to: the units it applies to; ``None`` is all.
        stale_after: after how many days evidence of it is no longer used.
        evidence: what proves it.
        proof: what evidence has to state of the document that proves it: its ``number``, its
            ``title``, its ``date``, an ``extract``.  Evidence that does not is not used, unless
            it was inspected or measured; together with the policy ``zero`` that is "no proof, no
            points".
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
    members: MemberScore | None = None
    method: Method
    range: Between | None = None
    missing: MissingPolicy | None = None
    imputed: float | None = None
    impute_by: Literal["mean", "median"] | None = None
    applies_to: Applicability | None = None
    stale_after: Annotated[int, Gt(0)] | None = None
    evidence: Text | None = None
    proof: tuple[Proof, ...] = ()
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
        if self.measure is not None and self.members is not None:
            yield Problem(
                "observed-twice", "members", "a measure observes it already", "keep one of them"
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
        needs_children: the least share, by number, of its scored children that have a value;
            below it the group is unknown.
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
    needs_children: Share | None = None
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
class Stage(Checked):
    """A stage of an assessment, such as self-scored, verified, approved (rule form R16).

    Attributes:
        code: its code.
        title: what it is called.
        origins: the origins of the records that count at this stage.
        decided_by: who decides on it.

    >>> Stage(code="self_scored", title=Text({"en": "Self-scored"}),
    ...     origins=(Origin.SELF_REPORT,)).origins[0].value
    'self_report'
    """

    code: Code
    title: Text
    origins: Annotated[tuple[Origin, ...], MinLen(1)]
    decided_by: Text | None = None


@frozen(kw_only=True)
class Population(Checked):
    """The population that a rulebook was fitted to.

    Attributes:
        digest: the digest of what was known of it.
        size: how many units it has, or rows where there are several periods.

    >>> Population(digest="sha256:0", size=193).size
    193
    """

    digest: Line
    size: Annotated[int, Gt(0)]


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
        unranked: the units that are scored and have no rank.
        hidden: the units that are scored, have no rank and are left out of what is published.
        precedence: the order in which origins are believed, strongest first.
        roll_up: how a unit without observations of its own follows from the units below it.
        population: the population it was fitted to; written by ``fit``.
        stages: the stages of an assessment, first to last.
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
    unranked: Applicability | None = None
    hidden: Applicability | None = None
    precedence: tuple[Origin, ...] = PRECEDENCE
    roll_up: RollUp | None = None
    population: Population | None = None
    stages: tuple[Stage, ...] = field(default=(), metadata={"key": "stage"})
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

    def applicabilities(self) -> dict[str, Applicability]:
        """Return which units each node can apply to, by code.

        A group that does not say so itself applies where all its children do, if they agree.
        """
        declared = {node.code: node.applies_to for node in self.nodes}
        below = {
            code: [child.code for child in children] for code, children in self.families().items()
        }
        found: dict[str, Applicability] = {}
        for code in TopologicalSorter(below).static_order():
            meant = {found[child] for child in below.get(code, ())}
            together = meant.pop() if len(meant) == 1 else Applicability()
            found[code] = declared.get(code) or together
        return found

    def bands_of(self, result: str) -> tuple[Band, ...]:
        """Return the bands of a result in the order listed.

        Args:
            result: the code of the result.
        """
        return tuple(band for band in self.bands if band.result == result)


def place_of(node: Group | Indicator) -> str:
    """Return the place of a node in problems, such as ``indicator[osi]``.

    Args:
        node: the node.

    >>> place_of(Group(code="EGDI", title=Text({"en": "EGDI"})))
    'group[EGDI]'
    """
    return f"{'group' if isinstance(node, Group) else 'indicator'}[{node.code}]"
