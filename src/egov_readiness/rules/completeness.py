"""Whether a rulebook says everything it has to: texts, documents, numbers of a population."""

from collections.abc import Collection, Iterator

import attrs

from egov_readiness.describe import describe
from egov_readiness.documents import Citation, normalised_number
from egov_readiness.errors import Problem, nearest
from egov_readiness.kinds import Text
from egov_readiness.rules.aggregation import Rescale
from egov_readiness.rules.population import PopulationMethod, is_fitted
from egov_readiness.rules.rulebook import Rulebook, place_of

__all__ = ["citation_problems", "language_problems", "needs_all_units", "unfitted"]


def _texts(value: object, path: str) -> Iterator[tuple[str, Text]]:
    """Yield every text inside a rule with its path, except in documents, which are quoted."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            code = getattr(item, "code", index)
            yield from _texts(item, f"{path}[{code}]")
    elif attrs.has(type(value)):
        cls: type = type(value)
        for description in describe(cls):
            if description.name != "documents":
                inner = getattr(value, description.name)
                yield from _texts(inner, f"{path}.{description.key}" if path else description.key)


def language_problems(rulebook: Rulebook) -> Iterator[Problem]:
    """Yield a problem for every text that lacks a language the rulebook declares.

    Args:
        rulebook: the rulebook.
    """
    for path, text in _texts(rulebook, ""):
        for language in rulebook.languages:
            if language not in text:
                yield Problem(
                    "text-missing",
                    path,
                    f"there is no text in {language!r}",
                    "every text is given in every language the rulebook declares",
                )


def citation_problems(rulebook: Rulebook, also_known: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for every document that is cited and not described.

    Args:
        rulebook: the rulebook.
        also_known: numbers of documents that could not be read.
    """
    numbers = {normalised_number(document.id): document.id for document in rulebook.documents}
    known = set(numbers) | {normalised_number(number) for number in also_known}
    cited: list[tuple[str, Citation]] = [
        (f"{place_of(node)}.cites.document", citation)
        for node in rulebook.nodes
        for citation in node.citations
    ]
    for path, citation in cited:
        if normalised_number(citation.document) not in known:
            yield Problem(
                "unknown-document",
                path,
                f"no document {citation.document!r} is described",
                nearest(citation.document, numbers.values()) or "describe it under [[document]]",
            )
    for document in rulebook.documents:
        for relation in document.relations:
            if normalised_number(relation.document) not in known:
                yield Problem(
                    "unknown-document",
                    f"document[{document.id}].relations",
                    f"no document {relation.document!r} is described",
                    nearest(relation.document, numbers.values()),
                )


def unfitted(rulebook: Rulebook) -> tuple[Problem, ...]:
    """Return a problem for every number of a rulebook that only a population can give.

    Args:
        rulebook: the rulebook.

    >>> from egov_readiness.rules.population import MinMax
    >>> from egov_readiness.rules.rulebook import Group, Indicator
    >>> title = Text({"en": "Reach"})
    >>> book = Rulebook(id="r", version="1", title=title, groups=(Group(code="all", title=title),),
    ...     indicators=(Indicator(code="reach", parent="all", title=title, method=MinMax()),))
    >>> unfitted(book)[0].code
    'not-fitted'
    """
    places = [
        f"indicator[{indicator.code}].method"
        for indicator in rulebook.indicators
        if isinstance(indicator.method, PopulationMethod) and not is_fitted(indicator.method)
    ]
    places += [
        f"indicator[{indicator.code}].imputed"
        for indicator in rulebook.indicators
        if indicator.impute_by is not None and indicator.imputed is None
    ]
    places += [
        f"group[{group.code}].modifiers[{index}]"
        for group in rulebook.groups
        for index, modifier in enumerate(group.modifiers)
        if isinstance(modifier, Rescale) and not modifier.is_fitted
    ]
    message = "it takes its numbers from a population, and has none yet"
    hint = "fit(table, rulebook) returns a rulebook with them (--fit on the command line)"
    return tuple(Problem("not-fitted", place, message, hint) for place in places)


def needs_all_units(rulebook: Rulebook) -> bool:
    """Tell whether a rulebook takes something from the units below a unit.

    Args:
        rulebook: the rulebook.

    >>> from egov_readiness import load_rulebook
    >>> needs_all_units(load_rulebook("un-egdi"))
    False
    """
    members = any(indicator.members is not None for indicator in rulebook.indicators)
    return members or rulebook.roll_up is not None
