"""Recompute a scoreboard and say what differs (design S10)."""

from collections.abc import Iterator, Mapping

from egov_readiness.canonical import Plain, plain
from egov_readiness.errors import Problem
from egov_readiness.measures import Measure
from egov_readiness.model.survey import Survey
from egov_readiness.rules.aggregation import (
    GeometricMean,
    HarmonicMean,
    PowerMean,
)
from egov_readiness.rules.completeness import unfitted
from egov_readiness.rules.methods import Goalposts
from egov_readiness.rules.rulebook import Rulebook
from egov_readiness.scoring.carry import carry
from egov_readiness.scoring.fitting import fit
from egov_readiness.scoring.pipeline import score
from egov_readiness.scoring.result import Scoreboard
from egov_readiness.scoring.sources import Source

__all__ = ["bends", "verify"]


def verify(
    board: Scoreboard,
    source: Source,
    rulebook: Rulebook,
    *,
    measures: Mapping[str, Measure] | None = None,
) -> tuple[Problem, ...]:
    """Score the source again as the scoreboard says it was scored, and list every difference.

    A rulebook that needs a population and has none, or another one than the scoreboard names, is
    fitted to the source first, as it was for the scoreboard.  Numbers have to be the same to the
    last bit; where a logarithm or a power takes part, to twelve decimals of the attainment
    (design S5).

    Args:
        board: the scoreboard.
        source: the data it was scored from, perhaps with later records, which its dates leave out.
        rulebook: the rulebook it was scored by.
        measures: a catalogue of measures in place of the library's own.

    Returns:
        A problem for each difference, with paths such as ``di-linh:readiness:value``; none if
        the scoreboard holds.

    Raises:
        RulebookError: if the rulebook has problems.
        SurveyError: if the source cannot be scored.
        UsageError: if there is no date to score.

    >>> from datetime import date
    >>> import egov_readiness as egov
    >>> table = egov.load_table({"unit": ["a"], "osi": [0.9], "tii": [0.3], "hci": [0.3]})
    >>> book = egov.load_rulebook("un-egdi")
    >>> board = egov.score(table, book, as_of=date(2022, 7, 1))
    >>> verify(board, table, book)
    ()
    >>> other = egov.load_table({"unit": ["a"], "osi": [0.8], "tii": [0.3], "hci": [0.3]})
    >>> [problem.path for problem in verify(board, other, book)][:2]
    ['admitted', 'a:EGDI:low']
    """
    fitted_to = None if rulebook.population is None else rulebook.population.digest
    asked = board.rulebook.population
    if asked is not None and (unfitted(rulebook) or fitted_to != asked):
        rulebook = fit(
            source,
            rulebook,
            as_of=board.as_of,
            known_on=board.known_on,
            measures=measures,
            stage=board.stage,
        )
    again = score(
        source,
        rulebook,
        as_of=board.as_of,
        known_on=board.known_on,
        measures=measures,
        stage=board.stage,
        reasons=True,
    )
    if board.carried is not None and isinstance(source, Survey):
        how = board.carried
        again = carry(again, source, on=how.on, policy=how.policy, known_on=how.known_on)
    within = 1e-12 * float(rulebook.scale) if bends(rulebook) else 0.0
    return tuple(_differences(plain(board), plain(again), "", within))


def bends(rulebook: Rulebook) -> bool:
    """Tell whether a logarithm or a power takes part in any score.

    Args:
        rulebook: the rulebook.

    >>> import egov_readiness as egov
    >>> bends(egov.load_rulebook("un-egdi"))
    False
    """
    means = (PowerMean, GeometricMean, HarmonicMean)
    return any(isinstance(group.aggregation, means) for group in rulebook.groups) or any(
        isinstance(indicator.method, Goalposts) and indicator.method.log
        for indicator in rulebook.indicators
    )


def _differences(old: Plain, new: Plain, path: str, within: float) -> Iterator[Problem]:
    match old, new:
        case dict(), dict():
            for name in dict.fromkeys((*old, *new)):
                place = f"{path}:{name}" if path else name
                yield from _differences(old.get(name), new.get(name), place, within)
        case list(), list():
            olds, news = _named(old), _named(new)
            if [*olds] != [*news] and {*olds} == {*news}:
                yield Problem("differs", path, "the entries stand in another order")
            for name in dict.fromkeys((*olds, *news)):
                place = _joined(path, name)
                yield from _differences(olds.get(name), news.get(name), place, within)
        case int() | float(), int() | float() if _same(old, new, within):
            return
        case _ if old == new:
            return
        case _:
            yield Problem(
                "differs",
                path,
                f"the scoreboard says {_short(old)}, but it is now {_short(new)}",
            )


def _same(old: float, new: float, within: float) -> bool:
    return old == new or abs(old - new) <= within


def _named(items: list[Plain]) -> dict[str, Plain]:
    """Return the items of a list by what tells them apart: unit and period, or code."""
    named: dict[str, Plain] = {}
    for index, item in enumerate(items):
        name = str(index)
        if isinstance(item, dict) and "facts" not in item:
            parts = (item.get("unit"), item.get("period"), item.get("code"), item.get("result"))
            name = " ".join(str(part) for part in parts if part is not None) or name
        named[name if name not in named else f"{name} {index}"] = item
    return named


def _joined(path: str, name: str) -> str:
    """Return the place of an item: of cards, results and children their names suffice."""
    *above, last = path.split(":")
    kept = [*above, name] if last in ("cards", "results", "children") else [path, name]
    return ":".join(part for part in kept if part)


def _short(value: Plain) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
