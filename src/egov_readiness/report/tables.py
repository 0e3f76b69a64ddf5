"""Scoreboards and rulebooks as small tables of text, for a terminal or a page."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from attrs import evolve, frozen

from egov_readiness.dates import Period
from egov_readiness.observations import State
from egov_readiness.report.wording import Wording
from egov_readiness.report.words import WORDS
from egov_readiness.rules.bands import intervals
from egov_readiness.rules.rulebook import Group, Indicator, Rulebook
from egov_readiness.scoring.collect import ToCollect, ranking, to_collect
from egov_readiness.scoring.result import Node, Rank, Scoreboard, Scorecard, rules_of

__all__ = [
    "TextTable",
    "rulebook_list",
    "rulebook_tables",
    "score_tables",
    "to_collect_table",
]

_MOST_NAMES: Final = 3
"""How many units are named in one cell before the rest are only counted."""


@frozen
class TextTable:
    """A table of text.

    Attributes:
        title: what the table shows.
        headings: the heading of each column.
        rows: the cells, row by row.
        numeric: the headings of the columns of numbers, which stand flush right.
        note: what has to be said below the table; may be empty.

    >>> TextTable("Points", ("Unit", "Points"), (("di-linh", "10"),), ("Points",)).note
    ''
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[str, ...] = ()
    note: str = ""


def score_tables(board: Scoreboard) -> tuple[TextTable, ...]:
    """Return the scores of a board: what was scored, then one table per result, best first.

    Units of different periods or classes stand in tables of their own.  A score that is not
    known is shown as its bounds, and so is the rank that it leaves open.

    Args:
        board: the scoreboard, with its rulebook at hand.

    Raises:
        UsageError: if the board was read from a file without its rulebook.
    """
    book = rules_of(board)
    cards = {(card.unit, card.period): card for card in board}
    tables = [TextTable("Scoreboard", ("", ""), tuple(_facts(board, book)))]
    for group in book.results:
        classes = groupby(ranking(board, group.code), lambda rank: (rank.period, rank.among))
        for (period, among), ranks in classes:
            title = ", ".join(filter(None, (_named(group), *among, period)))
            ranked = [(rank, cards[rank.unit, rank.period]) for rank in ranks]
            rows = [_score_row(_place(rank), card[group.code], card, book) for rank, card in ranked]
            tables.append(_score_table(title, rows, with_band=bool(book.bands_of(group.code))))
        tables.extend(_without_rank(board, group, book))
        shown = [card for card in board if not card.hidden]
        outside = [card for card in shown if card[group.code].state is State.NOT_APPLICABLE]
        if outside:
            names = _some(_unit(card) for card in outside)
            note = f"{_named(group)} does not apply to {names}."
            tables.append(TextTable("", (), (), note=note))
    return tuple(tables)


def _facts(board: Scoreboard, book: Rulebook) -> Iterator[tuple[str, ...]]:
    yield "Rulebook", f"{book.title.to('en')} ({book.id}, version {book.version})"
    if book.standing != "published":
        yield "Standing", WORDS["standing"][book.standing]["en"]
    yield "As of", "the end of each period" if board.as_of is None else str(board.as_of)
    if board.known_on is not None:
        yield "Known on", str(board.known_on)
    if board.carried is not None:
        how = WORDS["policy"][board.carried.policy]["en"]
        yield "Carried to", f"{board.carried.on}, by {how}"


def _score_table(title: str, rows: Iterable[Sequence[str]], *, with_band: bool) -> TextTable:
    headings = ("Rank", "Unit", "Score", "Coverage", "Band")
    kept = len(headings) if with_band else len(headings) - 1
    cells = tuple(tuple(row[:kept]) for row in rows)
    return TextTable(title, headings[:kept], cells, ("Rank", "Score", "Coverage"))


def _without_rank(board: Scoreboard, group: Group, book: Rulebook) -> Iterator[TextTable]:
    """Yield what there is to say of units that have a score and no rank."""
    ranked = {(rank.unit, rank.period) for rank in board.ranks if rank.result == group.code}
    below = {(member, card.period) for card in board for member in card.members}
    others = [
        card
        for card in board
        if (card.unit, card.period) not in ranked | below
        and not card.hidden
        and card[group.code].state is not State.NOT_APPLICABLE
    ]
    if others:
        rows = [_score_row("", card[group.code], card, book) for card in others]
        title = f"{_named(group)}, without rank"
        yield _score_table(title, rows, with_band=bool(book.bands_of(group.code)))
    notes = []
    if below:
        notes.append(f"units without rank, since others follow from them: {len(below)}")
    hidden = sum(card.hidden for card in board)
    if hidden:
        notes.append(f"units left out as hidden: {hidden}")
    if notes:
        yield TextTable("", (), (), note="; ".join(notes).capitalize() + ".")


def _place(rank: Rank) -> str:
    between = f"{rank.best}–{rank.worst}"
    if rank.rank is None:
        return between
    return str(rank.rank) if rank.best == rank.worst else f"{rank.rank} ({between})"


def _score_row(place: str, node: Node, card: Scorecard, book: Rulebook) -> tuple[str, ...]:
    wording = Wording("en", book, card.as_of)
    coverage = wording.share(node.coverage)
    return place, _unit(card), _score(node, wording), coverage, _bands(node, book)


def _unit(card: Scorecard) -> str:
    name = card.unit if card.name is None else card.name.to("en")
    return name if name == card.unit else f"{name} ({card.unit})"


def _score(node: Node, wording: Wording) -> str:
    if node.low is None or node.high is None:
        bounds = "no bounds"
    else:
        bounds = f"{wording.published(node.low)}–{wording.published(node.high)}"
    if node.value is None:
        return bounds
    value = wording.published(node.value)
    return value if node.low == node.high else f"{value} ({bounds})"


def _bands(node: Node, book: Rulebook) -> str:
    bands = book.bands_of(node.code)
    titles = [band.title.to("en") for band in bands if band.code in node.possible_bands]
    return "any" if len(titles) == len(bands) > 1 else ", ".join(titles)


def _named(node: Group | Indicator) -> str:
    return f"{node.title.to('en')} ({node.code})"


def _some(names: Iterable[str]) -> str:
    """Name the first few and count the others."""
    listed = list(names)
    rest = len(listed) - _MOST_NAMES
    shown = ", ".join(listed[:_MOST_NAMES])
    return f"{shown} and {rest} more" if rest > 0 else shown


def to_collect_table(board: Scoreboard, *, most: int = 10) -> TextTable:
    """Return what is left to be collected, the most points at stake first.

    Units for which the same indicator holds the same points open share a row.

    Args:
        board: the scoreboard, with its rulebook at hand.
        most: how many rows are shown; the note says how many more there are.

    Raises:
        UsageError: if the board was read from a file without its rulebook.
    """
    book = rules_of(board)
    cards = {(card.unit, card.period): card for card in board}
    grouped: dict[tuple[str, str, str], list[ToCollect]] = {}
    for item in to_collect(board):
        card = cards[item.unit, item.period]
        if card.hidden or card.members:
            continue
        wording = Wording("en", book, card.as_of)
        points = "no bounds" if item.at_stake is None else wording.points(item.at_stake)
        grouped.setdefault((points, item.result, item.indicator), []).append(item)
    rows = []
    for (points, result, indicator), items in grouped.items():
        units = _some(_unit(cards[item.unit, item.period]) for item in items)
        node = book.node(indicator)
        name = indicator if node is None else _named(node)
        rows.append((points, name, result, units))
    headings = ("Points", "Indicator", "Result", "Units")
    note = "" if rows else "Nothing is left to be collected."
    if len(rows) > most:
        note = f"… and {len(rows) - most} more rows (--format csv lists every node)"
    title = "To collect, the most points at stake for a unit first"
    table = TextTable(title, headings, tuple(rows[:most]), ("Points",), note)
    return table if len(book.results) > 1 else _without(table, "Result")


def _without(table: TextTable, heading: str) -> TextTable:
    place = table.headings.index(heading)
    return evolve(
        table,
        headings=table.headings[:place] + table.headings[place + 1 :],
        rows=tuple(row[:place] + row[place + 1 :] for row in table.rows),
    )


def rulebook_list(books: Iterable[Rulebook]) -> TextTable:
    """Return a list of rulebooks with their standing, version and validity.

    >>> rulebook_list(()).rows
    ()
    """
    rows = tuple(
        (book.id, book.title.to("en"), book.standing, book.version, _period(book.valid))
        for book in books
    )
    return TextTable("Rulebooks", ("Id", "Title", "Standing", "Version", "Valid"), rows)


def _period(valid: Period) -> str:
    if valid.since is None and valid.until is None:
        return "always"
    since = "" if valid.since is None else f"since {valid.since}"
    until = "" if valid.until is None else f"until {valid.until}"
    return ", ".join(filter(None, (since, until)))


def rulebook_tables(book: Rulebook) -> tuple[TextTable, ...]:
    """Return a rulebook as tables: what it is, its tree, its bands, its documents.

    Args:
        book: the rulebook.
    """
    wording = Wording("en", book, None)
    scale = wording.number(book.scale)
    facts: list[tuple[str, ...]] = [
        ("Id", book.id),
        ("Title", book.title.to("en")),
        ("Standing", wording.word("standing", book.standing)),
        ("Version", book.version),
        ("Valid", _period(book.valid)),
        ("Scale", f"0 to {scale}; decimals: {wording.dated(book.decimals, wording.number)}"),
        ("If unknown", wording.word("missing", book.missing)),
    ]
    if book.description is not None:
        facts.append(("About", book.description.to("en")))
    tables = [
        TextTable("Rulebook", ("", ""), tuple(facts)),
        TextTable("Groups and indicators", ("Node", "Weight", "How"), tuple(_tree(book, wording))),
    ]
    for group in book.results:
        bands = book.bands_of(group.code)
        if bands:
            band_rows = tuple(
                (band.code, band.title.to("en"), wording.interval(interval, wording.number))
                for band, interval in zip(bands, intervals(bands), strict=True)
            )
            title = f"Bands of {_named(group)}, {str(group.band_order).replace('_', ' ')}"
            tables.append(TextTable(title, ("Band", "Title", "Score"), band_rows))
    if book.documents:
        documents = tuple(
            (wording.document(cited.id), "" if cited.title is None else cited.title.to("en"))
            for cited in book.documents
        )
        tables.append(TextTable("Documents", ("Document", "Title"), documents))
    return tuple(tables)


def _tree(book: Rulebook, wording: Wording) -> Iterator[tuple[str, ...]]:
    def below(node: Group | Indicator, depth: int) -> Iterator[tuple[str, ...]]:
        weight = "" if node.parent is None else wording.dated(node.weight, wording.number)
        how = wording.formula(node) if isinstance(node, Indicator) else _aggregated(node, wording)
        yield "  " * depth + _named(node), weight, how
        for child in book.children(node.code) if isinstance(node, Group) else ():
            yield from below(child, depth + 1)

    for group in book.results:
        yield from below(group, 0)


def _aggregated(group: Group, wording: Wording) -> str:
    modifiers = ", ".join(modifier.kind for modifier in group.modifiers)
    how = wording.word("aggregation", group.aggregation.kind)
    return f"{how}, then {modifiers}" if modifiers else how
