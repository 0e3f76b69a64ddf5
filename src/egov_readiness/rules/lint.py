"""Lint a rulebook: everything that is wrong with it, in one run, each with its place and a hint."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Protocol

from egov_readiness.dates import Period
from egov_readiness.documents import normalised_number
from egov_readiness.errors import Problem, nearest
from egov_readiness.loops import find_loops
from egov_readiness.rules.aggregation import Cap, Deduct, Floor, Gate, Sum
from egov_readiness.rules.bands import Band, cover_problems, intervals
from egov_readiness.rules.completeness import citation_problems, language_problems
from egov_readiness.rules.dated import Dated, dated_problems, number_on, turning_days
from egov_readiness.rules.maxima import maximum_problems
from egov_readiness.rules.methods import Goalposts, Options, YesNo, method_problems
from egov_readiness.rules.population import PopulationMethod
from egov_readiness.rules.rulebook import RULEBOOK_FORMAT, Group, Indicator, Rulebook, place_of

__all__ = [
    "LARGEST_DECIMALS",
    "LARGEST_DEPTH",
    "LARGEST_NODES",
    "LARGEST_WEIGHT",
    "SMALLEST_WEIGHT",
    "MeasureLike",
    "lint",
]

LARGEST_NODES: Final = 20_000
"""The most groups and indicators that a rulebook may have."""

LARGEST_DEPTH: Final = 64
"""The most levels that a rulebook may have."""

SMALLEST_WEIGHT: Final = 1e-9
"""The least weight above 0; smaller ones would be lost in rounding."""

LARGEST_WEIGHT: Final = 1e9
"""The greatest weight."""

LARGEST_DECIMALS: Final = 12
"""The most decimals that can be published; comparisons keep no more."""


class MeasureLike(Protocol):
    """What lint has to know of a measure: whether a call of it is right."""

    def check(self, parameters: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems with the arguments of a call, with paths such as ``kind``."""
        ...


def _under(prefix: str, problems: Iterator[Problem]) -> Iterator[Problem]:
    for problem in problems:
        yield problem.under(prefix, ".")


def _values(dated: Dated) -> list[float]:
    return [number.value for number in dated] if isinstance(dated, tuple) else [dated]


def _identity_problems(rulebook: Rulebook) -> Iterator[Problem]:
    times = Counter(node.code for node in rulebook.nodes)
    for code, count in times.items():
        if count > 1:
            node = rulebook.node(code)
            assert node is not None  # the code was counted on a node
            yield Problem(
                "duplicate-code",
                place_of(node),
                f"{count} nodes have the code {code!r}",
                "give every group and indicator its own code",
            )
    for number, count in Counter(normalised_number(d.id) for d in rulebook.documents).items():
        if count > 1:
            yield Problem("duplicate-document", f"document[{number}]", f"described {count} times")


def _tree_problems(rulebook: Rulebook, also_known: Collection[str]) -> Iterator[Problem]:
    groups = {group.code for group in rulebook.groups}
    indicators = {indicator.code for indicator in rulebook.indicators}
    if not rulebook.results and not also_known:
        yield Problem(
            "no-result",
            "group",
            "every group has a parent, so there is no result",
            "a result is a group without a parent",
        )
    for node in rulebook.nodes:
        parent = node.parent
        if parent is None or parent in groups or parent in also_known:
            continue
        message = f"there is no group {parent!r}"
        if parent in indicators:
            message = f"{parent!r} is an indicator and cannot have children"
        yield Problem(
            "unknown-parent", f"{place_of(node)}.parent", message, nearest(parent, groups)
        )
    references = {g.code: [g.parent] for g in rulebook.groups if g.parent is not None}
    for loop in find_loops(references):
        yield Problem(
            "loop",
            f"group[{loop[0]}].parent",
            "a group is its own ancestor: " + " -> ".join([*loop, loop[0]]),
            "one of them needs another parent, or none",
        )


def _weight_problems(rulebook: Rulebook, also_known: Collection[str]) -> Iterator[Problem]:
    for node in rulebook.nodes:
        place = f"{place_of(node)}.weight"
        yield from dated_problems(node.weight, rulebook.valid, place)
        for value in _values(node.weight):
            if value < 0:
                yield Problem(
                    "negative-weight",
                    place,
                    f"the weight {value} is negative",
                    "turn the method round (worst above best) where less is better",
                )
            elif value != 0 and not SMALLEST_WEIGHT <= value <= LARGEST_WEIGHT:
                yield Problem(
                    "weight-out-of-range",
                    place,
                    f"the weight {value} is out of proportion",
                    f"0, or between {SMALLEST_WEIGHT:g} and {LARGEST_WEIGHT:g}",
                )
    families = rulebook.families()
    for group in rulebook.groups:
        children = families.get(group.code)
        if not children:
            if group.code not in also_known:
                yield Problem(
                    "no-children",
                    place_of(group),
                    "the group has no children",
                    "give it indicators, or take it out",
                )
            continue
        yield from _weights_sum(group, children, rulebook.valid)


def _weights_sum(
    group: Group, children: Sequence[Group | Indicator], valid: Period
) -> Iterator[Problem]:
    unscored_itself = not isinstance(group.weight, tuple) and group.weight == 0
    if unscored_itself and group.parent is not None:
        return
    days = {day for child in children for day in turning_days(child.weight)}
    for day in sorted(days | {valid.since or date.min}):
        weights = [number_on(child.weight, day) for child in children]
        if valid.contains(day) and all(weight == 0 for weight in weights):
            when = f" from {day} on" if days else ""
            yield Problem(
                "weights-sum-to-nothing",
                place_of(group),
                f"the weights of its children add up to 0{when}",
                "a scored group needs at least one weight above 0",
            )
            return


def _modifier_problems(rulebook: Rulebook, also_known: Collection[str]) -> Iterator[Problem]:
    codes = {node.code for node in rulebook.nodes}
    needs: dict[str, list[str]] = {group.code: [] for group in rulebook.groups} | {
        parent: [child.code for child in children]
        for parent, children in rulebook.families().items()
    }
    tree_is_sound = not find_loops(needs)
    for group in rulebook.groups:
        place = place_of(group)
        floors = [m.at_least for m in group.modifiers if isinstance(m, Floor)]
        caps = [m.at_most for m in group.modifiers if isinstance(m, Cap)]
        if floors and caps and max(floors) > min(caps):
            yield Problem(
                "floor-above-cap",
                f"{place}.modifiers",
                f"the floor {max(floors)} is above the cap {min(caps)}",
                "attainments run from 0 to 1; check both",
            )
        for index, modifier in enumerate(group.modifiers):
            if not isinstance(modifier, Gate | Deduct):
                continue
            if modifier.node not in codes | set(also_known):
                yield Problem(
                    "unknown-node",
                    f"{place}.modifiers[{index}].node",
                    f"there is no node {modifier.node!r}",
                    nearest(modifier.node, codes),
                )
            else:
                needs[group.code].append(modifier.node)
        if (
            isinstance(group.aggregation, Sum)
            and group.aggregation.maximum is None
            and 0 in _values(group.weight)
        ):
            yield Problem(
                "sum-without-maximum",
                f"{place}.aggregation",
                "a sum needs a maximum, and the group's own weight is 0",
                'write { kind = "sum", maximum = … }',
            )
        if group.missing == "impute":
            yield Problem(
                "impute-group",
                f"{place}.missing",
                "a group cannot be imputed",
                "declare impute, with a value, on its indicators",
            )
    if tree_is_sound:
        yield from maximum_problems(rulebook)
    for loop in find_loops(needs) if tree_is_sound else ():
        yield Problem(
            "loop",
            f"group[{loop[0]}].modifiers",
            "a modifier depends on what it decides: " + " -> ".join([*loop, loop[0]]),
            "let it look at a node outside the groups that it changes",
        )


def _indicator_problems(
    rulebook: Rulebook, measures: Mapping[str, MeasureLike] | None
) -> Iterator[Problem]:
    for indicator in rulebook.indicators:
        place = place_of(indicator)
        yield from _under(
            f"{place}.method", method_problems(indicator.method, indicator.range, rulebook.valid)
        )
        policy = indicator.missing or rulebook.missing
        if policy == "impute" and indicator.imputed is None and indicator.impute_by is None:
            yield Problem(
                "nothing-to-impute",
                f"{place}.imputed",
                "the policy is to impute, but there is no value to impute",
                "declare imputed or impute_by, or another policy for this indicator",
            )
        yield from _imputed_problems(indicator, place)
        call = indicator.measure_call
        direct = call is None or call.name == "evidence.value"
        if indicator.proof and (indicator.members is not None or not direct):
            message = "proof is asked of direct evidence, and it is observed otherwise"
            hint = "leave out proof, or the measure"
            yield Problem("proof-of-no-evidence", f"{place}.proof", message, hint)
        if call is None or measures is None:
            continue
        measure = measures.get(call.name)
        if measure is None:
            yield Problem(
                "unknown-measure",
                f"{place}.measure.name",
                f"there is no measure {call.name!r}",
                nearest(call.name, measures) or "see the reference of measures",
            )
        else:
            yield from _under(f"{place}.measure", iter(measure.check(call.parameters)))


def _imputed_problems(indicator: Indicator, place: str) -> Iterator[Problem]:
    imputed, possible = indicator.imputed, indicator.range
    if imputed is None and indicator.impute_by is None:
        return
    if isinstance(indicator.method, YesNo | Options):
        yield Problem(
            "imputed-number",
            f"{place}.imputed",
            "a number cannot stand in for a word",
            "declare another policy for this indicator",
        )
    elif (
        imputed is not None
        and imputed <= 0
        and isinstance(indicator.method, Goalposts)
        and indicator.method.log
    ):
        yield Problem("log-of-nothing", f"{place}.imputed", f"{imputed} has no logarithm")
    elif (
        imputed is not None
        and possible is not None
        and not possible.low <= imputed <= possible.high
    ):
        yield Problem(
            "imputed-outside-range",
            f"{place}.imputed",
            f"{imputed} is outside the range {possible}",
            "impute a value that the indicator can have",
        )


def _member_problems(rulebook: Rulebook, also_known: Collection[str]) -> Iterator[Problem]:
    codes = {node.code for node in rulebook.nodes}
    indicators = {indicator.code for indicator in rulebook.indicators}
    named: list[tuple[str, str | None, set[str], str]] = []
    for indicator in rulebook.indicators:
        if indicator.members is not None:
            place = f"{place_of(indicator)}.members"
            named.append((f"{place}.node", indicator.members.node, codes, "node"))
            weigher = indicator.members.weighted_by
            named.append((f"{place}.weighted_by", weigher, indicators, "indicator"))
            if isinstance(indicator.method, PopulationMethod) or indicator.impute_by is not None:
                yield Problem(
                    "members-population",
                    place,
                    "what is observed on the units below takes no numbers from a population",
                    "put it into a group of its own, with the modifier rescale",
                )
    if rulebook.roll_up is not None:
        weigher = rulebook.roll_up.weighted_by
        named.append(("roll_up.weighted_by", weigher, indicators, "indicator"))
    for path, code, known, what in named:
        if code is not None and code not in known | set(also_known):
            message = f"there is no {what} {code!r}"
            yield Problem(f"unknown-{what}", path, message, nearest(code, known))
    for code, count in Counter(stage.code for stage in rulebook.stages).items():
        if count > 1:
            yield Problem("duplicate-code", f"stage[{code}]", f"{count} stages have this code")


def _band_problems(rulebook: Rulebook, also_known: Collection[str]) -> Iterator[Problem]:
    groups = {group.code: group for group in rulebook.groups}
    for band in rulebook.bands:
        if band.result not in groups and band.result not in also_known:
            yield Problem(
                "unknown-result",
                f"band[{band.code}].result",
                f"there is no result or group {band.result!r}",
                nearest(band.result, groups) or "a result is a group without a parent",
            )
    for code, group in groups.items():
        bands = rulebook.bands_of(code)
        if not bands:
            continue
        for band_code, count in Counter(band.code for band in bands).items():
            if count > 1:
                yield Problem(
                    "duplicate-code", f"band[{band_code}]", f"{code} has {count} such bands"
                )
        names = [f"band[{band.code}]" for band in bands]
        found = list(cover_problems(bands, names, 0.0, rulebook.scale))
        yield from found
        if group.band_order is None:
            yield Problem(
                "no-band-order",
                f"{place_of(group)}.band_order",
                "the bands do not say in which direction they are listed",
                'write band_order = "best_first" or "worst_first"',
            )
        elif not found:
            yield from _order_problems(group, bands)


def _order_problems(group: Group, bands: tuple[Band, ...]) -> Iterator[Problem]:
    lows = [float("-inf") if i.low is None else i.low for i in intervals(bands)]
    if lows != sorted(lows, reverse=group.band_order == "best_first"):
        yield Problem(
            "band-order",
            f"{place_of(group)}.band_order",
            f"the bands are not listed {str(group.band_order).replace('_', ' ')}",
            "list them so, or declare the other direction",
        )


def _whole_problems(rulebook: Rulebook) -> Iterator[Problem]:
    if not 1 <= rulebook.format <= RULEBOOK_FORMAT:
        yield Problem(
            "newer-format",
            "format",
            f"this library reads format {RULEBOOK_FORMAT}, not {rulebook.format}",
            "use a newer version of the library",
        )
    nodes = len(rulebook.groups) + len(rulebook.indicators)
    if nodes > LARGEST_NODES:
        yield Problem("too-large", "", f"{nodes} nodes are more than {LARGEST_NODES}")
    yield from dated_problems(rulebook.decimals, rulebook.valid, "decimals")
    for value in _values(rulebook.decimals):
        if value != int(value) or not 0 <= value <= LARGEST_DECIMALS:
            yield Problem(
                "decimals",
                "decimals",
                f"{value} is no number of decimals",
                f"a whole number from 0 to {LARGEST_DECIMALS}",
            )
    if len(set(rulebook.precedence)) != len(rulebook.precedence):
        yield Problem("origin-twice", "precedence", "an origin stands in the order twice")


def _depth_problems(rulebook: Rulebook) -> Iterator[Problem]:
    parents = {group.code: group.parent for group in rulebook.groups}
    for group in rulebook.groups:
        above: set[str] = {group.code}
        code = group.parent
        while code is not None and code not in above and len(above) <= LARGEST_DEPTH:
            above.add(code)
            code = parents.get(code)
        if len(above) > LARGEST_DEPTH:
            yield Problem(
                "too-deep",
                place_of(group),
                f"it lies deeper than {LARGEST_DEPTH} levels",
                "take out levels that have one child only",
            )
            return


def lint(
    rulebook: Rulebook,
    *,
    measures: Mapping[str, MeasureLike] | None = None,
    also_known: Collection[str] = (),
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a rulebook.

    Args:
        rulebook: the rulebook.
        measures: the catalogue of measures; ``None`` leaves the measures unchecked, as for a
            rulebook that only plain tables are scored with.
        also_known: codes and document numbers of parts that could not be read; what refers to
            them is not reported a second time.

    Returns:
        The problems, with paths such as ``indicator[lan_in_use].weight``; empty when all is well.

    >>> from egov_readiness.kinds import Text
    >>> from egov_readiness.rules.rulebook import Group
    >>> book = Rulebook(id="tiny", version="1", title=Text({"en": "Tiny"}),
    ...     groups=(Group(code="all", title=Text({"en": "All"})),))
    >>> [problem.code for problem in lint(book)]
    ['no-children']
    """
    checks: tuple[Callable[[], Iterator[Problem]], ...] = (
        lambda: _whole_problems(rulebook),
        lambda: _identity_problems(rulebook),
        lambda: _tree_problems(rulebook, also_known),
        lambda: _depth_problems(rulebook),
        lambda: _weight_problems(rulebook, also_known),
        lambda: _modifier_problems(rulebook, also_known),
        lambda: _indicator_problems(rulebook, measures),
        lambda: _member_problems(rulebook, also_known),
        lambda: _band_problems(rulebook, also_known),
        lambda: language_problems(rulebook),
        lambda: citation_problems(rulebook, also_known),
    )
    return tuple(problem for check in checks for problem in check())
