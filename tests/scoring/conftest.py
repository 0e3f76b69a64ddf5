"""Short ways to write rulebooks, rows and scores, so that a test shows only what it is about."""

from collections.abc import Mapping
from datetime import date

import pytest

from egov_readiness import score
from egov_readiness.errors import Because, Problem, Reason
from egov_readiness.kinds import Between, NotApplicable, Text
from egov_readiness.observations import (
    Observation,
    ObservationRow,
    ObservationTable,
    from_quantity,
)
from egov_readiness.rules import Aggregation, Group, Indicator, Method, Ratio, Rulebook
from egov_readiness.scoring import Node, Scoreboard, Scorecard, Scorer
from egov_readiness.scoring.one import attain_unit
from egov_readiness.scoring.plan import make_plan

Quantity = float | str | Between | NotApplicable | Observation | None


class Make:
    """Writes the parts of a score; what a test does not say is as plain as it can be."""

    day = date(2024, 6, 30)

    @staticmethod
    def text(words: str) -> Text:
        """A text in English."""
        return Text({"en": words})

    def indicator(self, code: str, method: Method | None = None, **fields: object) -> Indicator:
        """An indicator of the group ``all``; a ratio, so that its bounds are 0 and 1."""
        plain = {"parent": "all", "title": self.text(code), "method": method or Ratio()}
        return Indicator(code=code, **plain | fields)

    def group(self, code: str, **fields: object) -> Group:
        """A group; a result, unless a parent is given."""
        return Group(code=code, **{"title": self.text(code)} | fields)

    def book(self, *nodes: Group | Indicator, **fields: object) -> Rulebook:
        """A rulebook of these nodes, in this order; a result ``all`` is added if there is none."""
        groups = tuple(node for node in nodes if isinstance(node, Group))
        if all(group.parent is not None for group in groups):
            groups = (self.group("all"), *groups)
        indicators = tuple(node for node in nodes if isinstance(node, Indicator))
        plain = {"id": "book", "version": "1", "title": self.text("A rulebook")}
        return Rulebook(**plain | {"groups": groups, "indicators": indicators} | fields)

    @staticmethod
    def observations(observed: Mapping[str, Quantity]) -> dict[str, Observation]:
        """Observations from numbers, words and small values."""
        return {
            code: found if isinstance(found, Observation) else from_quantity(found)
            for code, found in observed.items()
        }

    def row(self, observed: Mapping[str, Quantity], unit: str = "u", **fields: object):
        """One row of a table."""
        return ObservationRow(unit, self.observations(observed), **fields)

    def table(self, *rows: ObservationRow, columns: tuple[str, ...] = (), source: str = ""):
        """A table of rows with a column for each indicator that a row speaks of."""
        found = dict.fromkeys(code for row in rows for code in row.observations)
        return ObservationTable.of(rows, columns or found, "sha256:0", source)

    def board(
        self, book: Rulebook, units: Mapping[str, Mapping[str, Quantity]], **options: object
    ) -> Scoreboard:
        """The scoreboard of units on the day."""
        rows = [self.row(observed, unit) for unit, observed in units.items()]
        codes = tuple(indicator.code for indicator in book.indicators)
        return score(self.table(*rows, columns=codes), book, **{"as_of": self.day} | options)

    def card(
        self,
        book: Rulebook,
        observed: Mapping[str, Quantity],
        day: date | None = None,
        **unit: object,
    ) -> Scorecard:
        """The scorecard of one unit; every value can be taken."""
        card = Scorer(book).card(self.row(observed, **unit), day or self.day)
        assert isinstance(card, Scorecard), card
        return card

    def problems(self, book: Rulebook, observed: Mapping[str, Quantity]) -> tuple[Problem, ...]:
        """The problems with the values of one unit, with the codes of nodes as paths."""
        plan = make_plan(book, self.day)
        return tuple(attain_unit(plan, self.row(observed)).problems)

    def leaf(self, method: Method, quantity: Quantity, **fields: object) -> Node:
        """The node of one indicator, ``a``."""
        return self.card(self.book(self.indicator("a", method, **fields)), {"a": quantity})["a"]

    def refused(self, method: Method, quantity: Quantity, **fields: object) -> Problem:
        """The one problem with the value of one indicator, ``a``."""
        (problem,) = self.problems(
            self.book(self.indicator("a", method, **fields)), {"a": quantity}
        )
        return problem

    def flat_book(
        self,
        aggregation: Aggregation,
        weights: list[float],
        method: Method | None = None,
        **group: object,
    ) -> Rulebook:
        """A rulebook of one group over the indicators ``a``, ``b``, ``c``, …"""
        indicators = [
            self.indicator(code, method, weight=weight)
            for code, weight in zip("abcdefghijkl", weights, strict=False)
        ]
        return self.book(self.group("all", aggregation=aggregation, **group), *indicators)

    def flat(
        self,
        aggregation: Aggregation,
        children: list[tuple[float, Quantity]],
        method: Method | None = None,
        **group: object,
    ) -> Node:
        """The node of one group over children, each a weight and a quantity."""
        book = self.flat_book(aggregation, [weight for weight, _ in children], method, **group)
        observed = zip("abcdefghijkl", (quantity for _, quantity in children), strict=False)
        return self.card(book, dict(observed))["all"]

    @staticmethod
    def ends(node: Node) -> tuple[float | None, float | None, float | None]:
        """Low, value and high of a node."""
        return node.low, node.value, node.high

    @staticmethod
    def reasons(node: Node, code: Because) -> list[Reason]:
        """The reasons of one code that a node gives."""
        return [reason for reason in node.because if reason.code is code]

    @staticmethod
    def facts(node: Node, code: Because) -> Mapping[str, object]:
        """The facts of the one reason of a code that a node gives."""
        (reason,) = Make.reasons(node, code)
        return reason.facts


@pytest.fixture(scope="session")
def make() -> Make:
    """Short ways to write rulebooks, rows and scores."""
    return Make()
