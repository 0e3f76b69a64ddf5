"""A scorecard in words: every point with its rule, its evidence and its clause, in a language."""

from collections.abc import Iterator

from egov_readiness.arithmetic import left_sum, snap
from egov_readiness.documents import normalised_number
from egov_readiness.errors import Because, Problem, UsageError, nearest
from egov_readiness.observations import State
from egov_readiness.report.wording import Wording, check_language
from egov_readiness.rules.bands import intervals
from egov_readiness.rules.rulebook import Group, Indicator
from egov_readiness.scoring.collect import ToCollect, to_collect
from egov_readiness.scoring.result import (
    Node,
    RulebookReference,
    Scoreboard,
    Scorecard,
    rules_of,
)

__all__ = ["explain"]

_INDENT = "  "


def explain(card: Scorecard, *, lang: str = "en", indicator: str | None = None) -> str:
    """Explain the scores of one unit in plain text: every point, its reason and its basis.

    The points of the parts of a group, with the adjustment where its points are not simply added
    up, sum to the points of the group.  What is not known is named with what would fill it.

    Args:
        card: the scorecard, with its rulebook at hand.
        lang: the language, ``"en"`` or ``"vi"``; titles without a text in it are in English.
        indicator: the code of one indicator or group to explain; ``None`` explains everything.

    Returns:
        Lines of text without colours; nothing is wrapped.

    Raises:
        UsageError: if there are no texts in the language, the card has no such indicator, or it
            was read from a file without its rulebook.

    >>> from datetime import date
    >>> try:
    ...     explain(Scorecard(unit="di-linh", as_of=date(2009, 6, 11)), lang="fr")
    ... except UsageError as error:
    ...     print(error)
    lang: unknown-language: there are no texts in 'fr' (one of en (English), vi (tiếng Việt))
    """
    check_language(lang)
    wording = Wording(lang, rules_of(card), card.as_of)
    shown = _shown(card, indicator)
    paragraphs = [[*_head(card, wording)]]
    paragraphs += [[*_result(result, wording, shown)] for result in card.results]
    paragraphs += [[*_documents(card, wording, shown)], [*_open(card, wording, shown)]]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def _shown(card: Scorecard, code: str | None) -> dict[str, bool]:
    """Return the codes of the nodes to be shown, and whether each is shown with its reasons.

    Of the nodes above the one that was asked for, only the head is shown.
    """
    if code is None:
        return {node.code: True for node in card.walk()}
    for result in card.results:
        path = _path(result, code)
        if path:
            below = {node.code: True for node in path[-1].walk()}
            return {node.code: False for node in path} | below
    known = [node.code for node in card.walk()]
    raise UsageError(
        [
            Problem(
                "unknown-indicator",
                "indicator",
                f"{card.unit} has no indicator or group {code!r}",
                nearest(code, known) or "one of " + ", ".join(known),
            )
        ]
    )


def _path(node: Node, code: str) -> tuple[Node, ...]:
    """Return the nodes from a node down to the one with a code; empty if it is not below."""
    if node.code == code:
        return (node,)
    for child in node.children:
        path = _path(child, code)
        if path:
            return (node, *path)
    return ()


def _head(card: Scorecard, wording: Wording) -> Iterator[str]:
    book = wording.rulebook
    name = card.unit if card.name is None else card.name.to(wording.lang)
    unit = None if name == card.unit else card.unit
    yield wording.phrase("scorecard", name=name, unit=unit, kind=card.kind, level=card.level)
    yield wording.phrase("dates", as_of=card.as_of.isoformat(), period=card.period)
    yield wording.phrase(
        "rulebook", title=book.title.to(wording.lang), id=book.id, version=book.version
    )
    if book.standing != "published":
        yield wording.phrase("standing", standing=book.standing)


def _result(result: Node, wording: Wording, shown: dict[str, bool]) -> Iterator[str]:
    if result.code not in shown:
        return
    yield wording.phrase("result", title=wording.title(result.code), code=result.code)
    yield _INDENT + _value(result, wording)
    if result.maximum not in (None, wording.rulebook.scale) and result.value is not None:
        points = result.value / wording.rulebook.scale * (result.maximum or 0.0)
        yield _INDENT + wording.phrase("applicable", points=points, maximum=result.maximum)
    if result.state is not State.NOT_APPLICABLE:
        yield _INDENT + wording.phrase("coverage", coverage=result.coverage)
    if result.possible_bands:
        name = "band" if len(result.possible_bands) == 1 else "possible_bands"
        yield _INDENT + wording.phrase(name, bands=_bands(result, wording))
    yield from _below(result, wording, shown, 1)


def _value(result: Node, wording: Wording) -> str:
    scale = wording.rulebook.scale
    if result.state is State.NOT_APPLICABLE:
        return wording.phrase("result_not_applicable")
    low = None if result.low is None else wording.published(result.low)
    high = None if result.high is None else wording.published(result.high)
    if result.value is None:
        name = "no_limits" if low is None or high is None else "no_value"
        return wording.phrase(name, low=low, high=high, scale=scale)
    value = wording.published(result.value)
    if result.low == result.high:
        low = high = None
    return wording.phrase("value", value=value, low=low, high=high, scale=scale)


def _bands(result: Node, wording: Wording) -> str:
    bands = wording.rulebook.bands_of(result.code)
    pairs = zip(bands, intervals(bands), strict=True)
    return "; ".join(
        f"{band.title.to(wording.lang)} ({wording.interval(interval, wording.number)})"
        for band, interval in pairs
        if band.code in result.possible_bands
    )


def _below(node: Node, wording: Wording, shown: dict[str, bool], depth: int) -> Iterator[str]:
    """Yield what stands below the head of a node: its reasons, its sum, its parts."""
    rule = wording.rulebook.node(node.code)
    assert rule is not None  # the card was scored by this rulebook
    indent = _INDENT * depth
    if shown[node.code]:
        yield from (indent + line for line in _reasons(node, rule, wording))
        yield from (indent + line for line in _sums(node, wording))
    for child in node.children:
        if child.code in shown:
            yield indent + _node_head(child, wording)
            yield from _below(child, wording, shown, depth + 1)


def _node_head(node: Node, wording: Wording) -> str:
    return wording.phrase(
        "node",
        title=wording.title(node.code),
        code=node.code,
        weight=node.weight,
        points=_points(node, wording),
    )


def _points(node: Node, wording: Wording) -> str:
    if node.state is State.NOT_APPLICABLE or node.effective_weight is None:
        return wording.phrase("not_applicable")
    if node.effective_weight == 0:
        value = None if node.value is None else wording.published(node.value)
        return wording.phrase("not_scored", value=value)
    maximum = node.effective_weight * wording.rulebook.scale
    low, high = _bound(node, node.low), _bound(node, node.high)
    if node.earned is not None:
        name = "earned" if low is None or high is None or low == high else "earned_open"
    elif low is None or high is None:
        name = "unlimited"
    else:
        name = "unknown" if node.state is State.UNKNOWN else "bounded"
    return wording.phrase(name, earned=node.earned, maximum=maximum, low=low, high=high)


def _bound(node: Node, bound: float | None) -> float | None:
    """Return a bound of a node in points of its result."""
    if bound is None or node.effective_weight is None:
        return None
    return node.effective_weight * bound


def _reasons(node: Node, rule: Group | Indicator, wording: Wording) -> Iterator[str]:
    if isinstance(rule, Indicator) and rule.description is not None:
        yield wording.phrase("description", text=rule.description.to(wording.lang))
    for reason in node.because:
        if reason.code not in (Because.ATTAINED, Because.CITED):
            yield wording.sentence(reason, rule)
    if isinstance(rule, Indicator) and node.state is not State.NOT_APPLICABLE:
        formula = wording.formula(rule)
        yield wording.phrase("method", method=rule.method.kind, formula=formula)
    yield from (
        wording.sentence(reason, rule) for reason in node.because if reason.code is Because.ATTAINED
    )
    if isinstance(rule, Indicator) and _is_open(node):
        evidence = wording.phrase("anything")
        if rule.evidence is not None:
            evidence = rule.evidence.to(wording.lang)
        proof = ", ".join(rule.proof) or None
        yield wording.phrase("needed", evidence=evidence, proof=proof, verifier=rule.verifier)
    for reason in node.because:
        if reason.code is Because.CITED:
            yield wording.sentence(reason, rule)


def _is_open(node: Node) -> bool:
    """Tell whether something about an indicator is left to be collected."""
    return bool(node.effective_weight) and (node.low is None or node.low != node.high)


def _sums(node: Node, wording: Wording) -> Iterator[str]:
    """Yield the sum of a group's points, or of its bounds where these add up."""
    if not node.children:
        return
    if node.earned is not None:
        terms = [child.earned for child in node.children if child.earned is not None]
        told = [reason for reason in node.because if reason.code is Because.ADJUSTED]
        adjustment = node.earned - left_sum(terms) if told else 0.0
        if len(terms) > 1 or adjustment:
            yield wording.phrase("sum", terms=_added(terms, adjustment, node.earned, wording))
        return
    parts = [child for child in node.children if child.effective_weight]
    for name, bounds, whole in (
        ("sum_low", [_bound(part, part.low) for part in parts], _bound(node, node.low)),
        ("sum_high", [_bound(part, part.high) for part in parts], _bound(node, node.high)),
    ):
        terms = [bound for bound in bounds if bound is not None]
        if (
            whole is not None
            and len(terms) == len(parts) > 1
            and (snap(left_sum(terms)) == snap(whole))
        ):
            yield wording.phrase(name, terms=_added(terms, 0.0, whole, wording))


def _added(terms: list[float], adjustment: float, whole: float, wording: Wording) -> str:
    """Write a sum in rounded figures; where these do not add up exactly, it says about."""
    figures = [wording.rounded(term) for term in terms]
    text = " + ".join(wording.points(term) for term in terms)
    if adjustment:
        sign = "\N{MINUS SIGN}" if adjustment < 0 else "+"
        amount = f"{sign} {wording.points(abs(adjustment))} {wording.phrase('adjustment')}"
        text = f"{text} {amount}" if terms else amount
        figures.append(wording.rounded(adjustment))
    equals = "=" if sum(figures) == wording.rounded(whole) else "\N{ALMOST EQUAL TO}"
    return f"{text} {equals} {wording.points(whole)}"


def _documents(card: Scorecard, wording: Wording, shown: dict[str, bool]) -> Iterator[str]:
    cited = {
        normalised_number(str(reason.facts["document"]))
        for node in card.walk()
        if shown.get(node.code)
        for reason in node.because
        if reason.code is Because.CITED
    }
    documents = [d for d in wording.rulebook.documents if normalised_number(d.id) in cited]
    if documents:
        yield wording.phrase("documents")
    for document in documents:
        title = None if document.title is None else document.title.to(wording.lang)
        yield _INDENT + wording.phrase("cited_document", document=document.id, title=title)


def _open(card: Scorecard, wording: Wording, shown: dict[str, bool]) -> Iterator[str]:
    book = wording.rulebook
    board = Scoreboard(
        rulebook=RulebookReference(id=book.id, version=book.version, digest=""),
        as_of=card.as_of,
        admitted="",
        scale=book.scale,
        cards=(card,),
    )
    items = [item for item in to_collect(board) if shown.get(item.indicator)]
    yield wording.phrase("to_collect" if items else "nothing_to_collect")
    for number, item in enumerate(items, start=1):
        yield f"{_INDENT}{number}. {_at_stake(item, wording)}"


def _at_stake(item: ToCollect, wording: Wording) -> str:
    return wording.phrase(
        "no_stake" if item.at_stake is None else "at_stake",
        title=wording.title(item.indicator),
        code=item.indicator,
        points=item.at_stake,
        result=item.result,
    )
