"""A rulebook of forty indicators between goalposts, in eight groups of two results, or more."""

from typing import Final

from egov_readiness import Rulebook, Text
from egov_readiness.rules import Goalposts, Group, Indicator

GROUPS: Final = 8
EACH: Final = 5


def rulebook(count: int = GROUPS) -> Rulebook:
    """Return two results over groups of five indicators.

    Args:
        count: how many groups there are, an even number.
    """
    results = ("readiness", "achievement")
    groups = [Group(code=result, title=Text({"en": result})) for result in results]
    indicators = []
    for number in range(count):
        parent = results[number * 2 // count]
        code = f"g{number}"
        groups.append(
            Group(code=code, parent=parent, weight=1.0 + number, title=Text({"en": code}))
        )
        for place in range(EACH):
            leaf = f"{code}i{place}"
            method = Goalposts(worst=0.0, best=0.9)
            title = Text({"en": leaf})
            weight = 1.0 + place / 3
            indicators.append(
                Indicator(code=leaf, parent=code, weight=weight, title=title, method=method)
            )
    return Rulebook(
        id="bench",
        version="1",
        title=Text({"en": "Bench"}),
        groups=tuple(groups),
        indicators=tuple(indicators),
    )
