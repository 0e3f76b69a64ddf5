"""Strategies for rules, and for whole rulebooks in which lint finds nothing."""

from datetime import date, timedelta
from typing import Literal

from hypothesis import strategies as st

from egov_readiness.kinds import Between, Text
from egov_readiness.rules import (
    Aggregation,
    Band,
    BestOf,
    Cap,
    DatedNumber,
    Deduct,
    Floor,
    Gate,
    GeometricMean,
    Goalposts,
    Group,
    HarmonicMean,
    Identity,
    Indicator,
    Method,
    Minimum,
    Modifier,
    Options,
    PerItem,
    PowerMean,
    Ratio,
    Rescale,
    Rulebook,
    Step,
    Steps,
    Sum,
    Target,
    WeightedMean,
    YesNo,
)
from egov_readiness.testing.fields import objects_of
from egov_readiness.testing.population import fitted_methods, member_scores
from egov_readiness.testing.values import codes, days, numbers, words

__all__ = [
    "OPTIONS",
    "aggregations",
    "bands",
    "dated_numbers",
    "gates",
    "indicators",
    "methods",
    "modifiers",
    "options",
    "power_means",
    "rulebooks",
    "steps",
]

OPTIONS = ("chair", "deputy", "none")
"""The options of every ``options`` method that these strategies make."""

_UNIT = Between(0, 1)


def methods() -> st.SearchStrategy[Method]:
    """Return every kind of method, each for values from 0 to 1, or for words."""
    tenths = st.integers(1, 10).map(lambda tenth: tenth / 10)
    steps = st.tuples(st.integers(0, 10), st.integers(10, 20)).map(
        lambda points: Steps(
            of=20,
            steps=(
                Step(at_least=0.7, gives=points[1]),
                Step(at_least=0.3, below=0.7, gives=points[0]),
                Step(gives=0),
            ),
        )
    )
    return st.one_of(
        st.just(Ratio()),
        st.just(Identity()),
        tenths.map(lambda best: Goalposts(worst=0, best=best)),
        tenths.map(lambda tenth: Goalposts(worst=1, best=tenth / 2, clip="none")),
        tenths.map(lambda target: Target(target=target)),
        st.integers(1, 5).map(lambda cap: PerItem(points=1, cap=cap)),
        steps,
        st.just(YesNo()),
        st.just(Options(of=10, options=dict(zip(OPTIONS, (10, 5, 0), strict=True)))),
        fitted_methods(),
    )


def aggregations() -> st.SearchStrategy[Aggregation]:
    """Return every kind of aggregation, able to take children that attain nothing."""
    small = st.sampled_from([0.01, 0.1])
    return st.one_of(
        st.just(WeightedMean()),
        st.sampled_from([10.0, 20.0]).map(lambda maximum: Sum(maximum=maximum)),
        st.sampled_from([0.5, 2.0, -2.0]).map(lambda power: PowerMean(power=power, floor=0.01)),
        small.map(lambda floor: GeometricMean(floor=floor)),
        small.map(lambda shift: HarmonicMean(shift=shift)),
        st.just(Minimum()),
        st.just(BestOf()),
    )


def modifiers(node: str | None = None) -> st.SearchStrategy[tuple[Modifier, ...]]:
    """Return modifiers of a group that do not contradict each other.

    Args:
        node: the node that gates and deductions look at; none of them without it.
    """
    halves = st.sampled_from([0.5, 0.9])
    caps = st.lists(halves.map(lambda most: Cap(at_most=most)), max_size=1)
    floors = st.lists(st.sampled_from([0.0, 0.1]).map(lambda a: Floor(at_least=a)), max_size=1)
    rescales = st.lists(st.just(Rescale(worst=0.1, best=0.9)), max_size=1)
    looking: st.SearchStrategy[list[Gate | Deduct]] = st.just([])
    if node is not None:
        gate = halves.map(lambda below: Gate(node=node, below=below, limit=0.3))
        deduct = st.sampled_from([0.1, 0.5]).map(lambda most: Deduct(node=node, at_most=most))
        looking = st.lists(gate | deduct, max_size=2)
    return st.tuples(caps, floors, looking, rescales).map(
        lambda lists: (*lists[0], *lists[1], *lists[2], *lists[3])
    )


def dated_numbers() -> st.SearchStrategy[DatedNumber]:
    """Return numbers and the time they hold for, by themselves."""
    return objects_of(DatedNumber, {("since", "until"): _in_time()})


def _in_time() -> st.SearchStrategy[tuple[date, date | None]]:
    """Return a first day, and a later one or none."""

    def ends(pair: tuple[date, int | None]) -> tuple[date, date | None]:
        since, days_after = pair
        return since, None if days_after is None else since + timedelta(days=days_after)

    return st.tuples(days(), st.none() | st.integers(1, 1000)).map(ends)


def gates() -> st.SearchStrategy[Gate]:
    """Return gates with one threshold, by themselves."""
    thresholds = st.tuples(numbers(), st.none()) | st.tuples(st.none(), numbers())
    return objects_of(Gate, {("below", "at_most"): thresholds, ("since", "until"): _in_time()})


def _ends() -> dict[tuple[str, ...], st.SearchStrategy[tuple[object, ...]]]:
    """Return how the ends of an interval are made: one lower and one upper end at most."""
    nothing = st.just((None, None))
    one = nothing | st.tuples(numbers(), st.none()) | st.tuples(st.none(), numbers())
    return {("at_least", "above"): one, ("at_most", "below"): one}


def bands() -> st.SearchStrategy[Band]:
    """Return bands by themselves."""
    return objects_of(Band, _ends())


def steps() -> st.SearchStrategy[Step]:
    """Return single steps of a step table."""
    return objects_of(Step, _ends())


def options() -> st.SearchStrategy[Options]:
    """Return points by option, with any words for the options."""
    points = st.dictionaries(codes(), numbers(), min_size=1, max_size=3)
    return objects_of(Options, options=points)


def power_means() -> st.SearchStrategy[PowerMean]:
    """Return power means of powers that are not too near 0."""
    powers = st.just(0.0) | numbers(0.5, 10) | numbers(-10, -0.5)
    return objects_of(PowerMean, power=powers)


def indicators() -> st.SearchStrategy[Indicator]:
    """Return indicators by themselves, each field of which fits but need not suit the others."""
    arguments = st.dictionaries(codes(), st.booleans() | st.integers() | words(), max_size=2)
    named = st.tuples(arguments, codes()).map(lambda pair: {**pair[0], "name": pair[1]})
    observed = st.tuples(st.none() | named, st.none()) | st.tuples(st.none(), member_scores())
    return objects_of(Indicator, {("measure", "members"): observed})


@st.composite
def rulebooks(draw: st.DrawFn, *, plain: bool = False, policy: str | None = None) -> Rulebook:
    """Return rulebooks of up to three levels in which lint finds nothing.

    Args:
        draw: given by Hypothesis.
        plain: true for weighted means without modifiers, zero weights and ``needs``.
        policy: the missing policy of every node; ``None`` mixes all of them.
    """
    groups: list[Group] = []
    indicators: list[Indicator] = []

    def missing() -> Literal["interval", "zero", "reweight"]:
        names: tuple[Literal["interval", "zero", "reweight"], ...] = (
            "interval",
            "zero",
            "reweight",
        )
        return draw(st.sampled_from([n for n in names if policy in (None, n)]))

    def grow(parent: str, depth: int) -> None:
        for number in range(draw(st.integers(1, 3))):
            code = f"{parent}.{number}"
            weights = [0.5, 1.0, 2.0, 3.0] if plain or number == 0 else [0.0, 0.5, 1.0, 2.0]
            weight = draw(st.sampled_from(weights))
            title = Text({"en": code})
            if depth < 2 and draw(st.booleans()):
                groups.append(
                    Group(
                        code=code,
                        parent=parent,
                        weight=weight or 1.0,
                        title=title,
                        aggregation=WeightedMean() if plain else draw(aggregations()),
                        modifiers=() if plain else draw(modifiers()),
                        missing=missing(),
                        needs=None if plain else draw(st.sampled_from([None, 0.5])),
                        needs_children=None if plain else draw(st.sampled_from([None, 0.5])),
                    )
                )
                grow(code, depth + 1)
                continue
            method = draw(methods())
            by_word = isinstance(method, YesNo | Options)
            indicators.append(
                Indicator(
                    code=code,
                    parent=parent,
                    weight=weight,
                    title=title,
                    method=method,
                    range=None if by_word else _UNIT,
                    missing=missing(),
                )
            )

    results = ["a", "b"][: draw(st.integers(1, 2))]
    roots = []
    for result in results:
        grow(result, 0)
        gated = draw(st.sampled_from([i.code for i in indicators if i.code.startswith(result)]))
        roots.append(
            Group(
                code=result,
                title=Text({"en": result}),
                aggregation=WeightedMean() if plain else draw(aggregations()),
                modifiers=() if plain else draw(modifiers(gated)),
                missing=missing(),
                band_order="best_first",
            )
        )
    bands = tuple(
        band
        for result in results
        for band in (
            Band(result=result, code="high", title=Text({"en": "High"}), at_least=70),
            Band(result=result, code="low", title=Text({"en": "Low"}), below=70),
        )
    )
    return Rulebook(
        id="random",
        version="1",
        title=Text({"en": "Random"}),
        scale=100,
        decimals=draw(st.integers(0, 4)),
        ranks=draw(st.sampled_from(["exact", "published"])),
        groups=(*roots, *groups),
        indicators=tuple(indicators),
        bands=bands,
    )
