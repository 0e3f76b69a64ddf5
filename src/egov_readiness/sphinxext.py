"""A Sphinx directive that prints a rulebook: indicators, formulas, tables, bands, clauses.

    .. rulebook:: un-egdi
       :lang: vi

The argument is the id of a packaged rulebook, or a path ending in ``.toml`` relative to the
document.  Everything printed comes from the rulebook; its texts are inserted as text and are
never read as markup.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from egov_readiness import __version__
from egov_readiness.arithmetic import left_sum
from egov_readiness.documents import Citation, LegalDocument
from egov_readiness.errors import RulebookError
from egov_readiness.formats.toml import load_rulebook
from egov_readiness.kinds import Text
from egov_readiness.report.formulas import aggregation_formula, method_formula
from egov_readiness.report.labels import LABELS
from egov_readiness.report.wording import Wording
from egov_readiness.rules import (
    Applicability,
    Band,
    BestOf,
    Cap,
    Deduct,
    Floor,
    Gate,
    Goalposts,
    Group,
    Indicator,
    MemberScore,
    Method,
    Modifier,
    Options,
    Rescale,
    RollUp,
    Rulebook,
    Steps,
    Sum,
    Target,
)
from egov_readiness.rules.bands import IntervalEnds, intervals
from egov_readiness.rules.dated import Dated, number_on

__all__ = ["RulebookDirective", "setup"]

_logger = logging.getLogger(__name__)


class _Printer:
    """Print one rulebook in one language as docutils nodes."""

    def __init__(self, rulebook: Rulebook, lang: str, prefix: str) -> None:
        self.rulebook = rulebook
        self.lang = lang
        self.words = LABELS[lang]
        self.prefix = prefix
        self.wording = Wording(lang, rulebook, None)

    def text(self, text: Text | None) -> str:
        return "" if text is None else text.to(self.lang)

    def number(self, number: float) -> str:
        text = f"{number:.15g}"
        return text.replace(".", ",") if self.lang == "vi" else text

    def period(self, since: date | None, until: date | None) -> str:
        """Say from when to when something holds; nothing if it always does."""
        ends = (("since", since), ("until", until))
        return " ".join(
            f"{self.words[name]} {self.wording.day(day.isoformat())}"
            for name, day in ends
            if day is not None
        )

    def paragraph(self, *parts: str | nodes.Node) -> nodes.paragraph:
        paragraph = nodes.paragraph()
        for part in parts:
            paragraph += nodes.Text(part) if isinstance(part, str) else part
        return paragraph

    def math(self, formula: str) -> nodes.math_block:
        return nodes.math_block(formula, formula, nowrap=False, number=None, xml_space="preserve")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> nodes.table:
        group = nodes.tgroup(cols=len(head))
        group += [nodes.colspec(colwidth=1) for _ in head]
        group += nodes.thead("", self._row(head))
        group += nodes.tbody("", *(self._row(row) for row in rows))
        return nodes.table("", group)

    def _row(self, cells: Sequence[str]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", self.paragraph(cell)) for cell in cells))

    def dated(self, dated: Dated) -> str:
        if not isinstance(dated, tuple):
            return self.number(dated)
        return "; ".join(f"{self.number(n.value)} ({self.period(n.since, None)})" for n in dated)

    def ends(self, ends: IntervalEnds, every: Sequence[IntervalEnds]) -> str:
        resolved = intervals(every)[[*every].index(ends)]
        parts = []
        if resolved.low is not None:
            word = "at least" if resolved.low_included else "above"
            parts.append(f"{self.words[word]} {self.number(resolved.low)}")
        if resolved.high is not None:
            word = "at most" if resolved.high_included else "below"
            parts.append(f"{self.words[word]} {self.number(resolved.high)}")
        return ", ".join(parts) or self.words["else"]

    def citation(self, citation: Citation) -> str:
        note = self.text(citation.note)
        return ", ".join(filter(None, (citation.document, citation.clause, note)))

    def print(self) -> list[nodes.Node]:
        book, words = self.rulebook, self.words
        heading = self.paragraph(nodes.strong("", self.text(book.title)))
        kind = "note" if book.standing == "published" else "important"
        label = nodes.admonition(
            "",
            nodes.title("", words[kind]),
            self.paragraph(words[book.standing]),
            classes=[kind],
        )
        out: list[nodes.Node] = [heading, label]
        if book.description is not None:
            out.append(self.paragraph(self.text(book.description)))
        compared = "exact" if book.ranks == "exact" else "published scores"
        facts = [
            ("id", f"{book.id} {book.version}"),
            (words["validity"], self.period(book.valid.since, book.valid.until)),
            (
                words["scale"],
                f"{self.number(book.scale)}; {words['decimals']}: {self.dated(book.decimals)}",
            ),
            (words["missing"], words[book.missing]),
            (words["ranks"], words[compared]),
            (words["unranked"], "" if book.unranked is None else _listed(book.unranked)),
            (words["hidden"], "" if book.hidden is None else _listed(book.hidden)),
            (words["roll up"], "" if book.roll_up is None else self.below(book.roll_up)),
            (words["stages"], " → ".join(self.text(stage.title) for stage in book.stages)),
        ]
        if book.population is not None:
            facts.append((words["population"], self.number(book.population.size)))
        out.append(self.fields(facts))
        for result in book.results:
            out.extend(self.group(result))
        out.extend(self.documents(book.documents))
        return out

    def below(self, how: MemberScore | RollUp) -> str:
        """Say what is taken from the units below."""
        parts = [self.words[how.by]]
        if isinstance(how, MemberScore):
            if how.at_least is not None:
                parts.append(self.wording.share(how.at_least))
            parts.append(f"({how.node})")
        if how.weighted_by is not None:
            parts.append(f"{self.words['weighted by']} {how.weighted_by}")
        return " ".join(parts)

    def fields(self, facts: Iterable[tuple[str, str]]) -> nodes.field_list:
        return nodes.field_list(
            "",
            *(
                nodes.field(
                    "", nodes.field_name("", name), nodes.field_body("", self.paragraph(value))
                )
                for name, value in facts
                if value
            ),
        )

    def definition(
        self, node: Group | Indicator, body: Iterable[nodes.Node]
    ) -> nodes.definition_list:
        term = nodes.term(
            "",
            "",
            nodes.strong("", self.text(node.title)),
            nodes.Text(" "),
            nodes.literal("", node.code),
            ids=[nodes.make_id(f"rulebook-{self.prefix}-{node.code}")],
        )
        if node.parent is not None:
            term += nodes.Text(f" — {self.words['weight']} {self.dated(node.weight)}")
            share = self.effective(node)
            if share is not None and share != 1:
                term += nodes.Text(f"; {self.words['effective']} {self.wording.share(share)}")
        item = nodes.definition_list_item("", term, nodes.definition("", *body))
        return nodes.definition_list("", item)

    def effective(self, node: Group | Indicator) -> float | None:
        """Return a node's share of its result by the weights that hold last, if all apply.

        Nothing for a node below a sum or mean that has no such weights.
        """
        share = 1.0
        while node.parent is not None:
            parent = self.rulebook.node(node.parent)
            weights = [number_on(n.weight, date.max) for n in self.rulebook.children(node.parent)]
            own = number_on(node.weight, date.max)
            if own is None or None in weights or not isinstance(parent, Group):
                return None
            whole = left_sum(weight or 0.0 for weight in weights)
            if isinstance(parent.aggregation, BestOf):
                whole = max(weight or 0.0 for weight in weights)
            elif isinstance(parent.aggregation, Sum):
                maximum = parent.aggregation.maximum or number_on(parent.weight, date.max)
                whole = maximum or whole
            if whole == 0:
                return None
            share *= own / whole
            node = parent
        return share

    def group(self, group: Group) -> list[nodes.Node]:
        body: list[nodes.Node] = []
        if group.description is not None:
            body.append(self.paragraph(self.text(group.description)))
        body.append(self.math(aggregation_formula(group.aggregation, group.weight, self.lang)))
        if group.modifiers:
            body.append(
                nodes.bullet_list(
                    "",
                    *(
                        nodes.list_item("", self.paragraph(self.modifier(modifier)))
                        for modifier in group.modifiers
                    ),
                )
            )
        body.append(self.fields(self.common(group)))
        bands = self.rulebook.bands_of(group.code)
        if bands:
            body.append(self.bands(bands))
        for child in self.rulebook.children(group.code):
            body.extend(self.group(child) if isinstance(child, Group) else self.indicator(child))
        return [self.definition(group, body)]

    def modifier(self, modifier: Modifier) -> str:
        match modifier:
            case Cap(at_most=at_most):
                return f"{self.words['cap']} {self.wording.share(at_most)}"
            case Floor(at_least=at_least):
                return f"{self.words['floor']} {self.wording.share(at_least)}"
            case Gate():
                threshold = (
                    f"≤ {self.number(modifier.at_most)}"
                    if modifier.at_most is not None
                    else f"< {self.number(modifier.below or 0.0)}"
                )
                period = self.period(modifier.since, modifier.until)
                closed = f"{modifier.node} {threshold} → ≤ {self.number(modifier.limit)}"
                return "; ".join(filter(None, (closed, period)))
            case Deduct(node=node, at_most=at_most):
                off = rf"−{self.wording.share(at_most)} × (1 − {node})"
                return f"{self.words['deduct']}: {off}"
            case Rescale(worst=worst, best=best):
                ends = (
                    ""
                    if worst is None or best is None
                    else f": {self.number(worst)} → 0, {self.number(best)} → 1"
                )
                return self.words["rescale"] + ends

    def common(self, node: Group | Indicator) -> list[tuple[str, str]]:
        facts = []
        applies = node.applies_to
        if applies is not None:
            facts.append((self.words["applies"], _listed(applies)))
        if isinstance(node, Group) and node.needs is not None:
            facts.append((self.words["needs"], self.wording.share(node.needs)))
        if isinstance(node, Group) and node.needs_children is not None:
            asked = self.wording.share(node.needs_children)
            facts.append((self.words["needs children"], asked))
        if node.missing is not None:
            facts.append((self.words["missing"], self.words[node.missing]))
        facts.append((self.words["clause"], "; ".join(map(self.citation, node.citations))))
        return facts

    def indicator(self, indicator: Indicator) -> list[nodes.Node]:
        body: list[nodes.Node] = []
        if indicator.description is not None:
            body.append(self.paragraph(self.text(indicator.description)))
        body.append(self.math(method_formula(indicator.method, self.lang)))
        body.extend(self.method_table(indicator.method))
        call = indicator.measure_call
        measured = self.words["evidence of"]
        if call is not None:
            arguments = ", ".join(f"{name} = {value}" for name, value in call.parameters.items())
            measured = f"{call.name}({arguments})"
        if indicator.members is not None:
            measured = self.below(indicator.members)
        facts = [
            (self.words["measure"], measured),
            (self.words["range"], "" if indicator.range is None else str(indicator.range)),
            (self.words["evidence"], self.text(indicator.evidence)),
            (self.words["verifier"], indicator.verifier or ""),
            *self.common(indicator),
        ]
        body.append(self.fields(facts))
        return [self.definition(indicator, body)]

    def method_table(self, method: Method) -> list[nodes.Node]:
        head = (self.words["value"], self.words["points"])
        match method:
            case Steps(steps=steps, of=of):
                rows = [
                    (
                        self.ends(s, steps),
                        f"{self.number(s.gives)} {self.words['of']} {self.number(of)}",
                    )
                    for s in steps
                ]
                return [self.table(head, rows)]
            case Options(options=options, of=of):
                rows = [
                    (word, f"{self.number(points)} {self.words['of']} {self.number(of)}")
                    for word, points in options.items()
                ]
                return [self.table(head, rows)]
            case Goalposts(worst=worst, best=best) if tuple in (type(worst), type(best)):
                return [self.fields((("worst", self.dated(worst)), ("best", self.dated(best))))]
            case Target(target=target) if isinstance(target, tuple):
                return [self.fields((("target", self.dated(target)),))]
            case _:
                return []

    def bands(self, bands: Sequence[Band]) -> nodes.table:
        rows = [(self.text(band.title), band.code, self.ends(band, bands)) for band in bands]
        return self.table((self.words["bands"], "", self.words["from to"]), rows)

    def documents(self, documents: Sequence[LegalDocument]) -> list[nodes.Node]:
        if not documents:
            return []
        rows = [
            (
                d.id if d.issued_on is None else f"{d.id} ({self.wording.day(d.issued_on.text)})",
                self.text(d.title),
                ", ".join(filter(None, (d.publisher, d.licence))),
                self.text(d.verified),
            )
            for d in documents
        ]
        words = self.words
        head = (words["document"], words["title"], words["licence"], words["checked"])
        return [self.paragraph(nodes.strong("", self.words["documents"])), self.table(head, rows)]


def _listed(applicability: Applicability) -> str:
    a = applicability
    return ", ".join((*a.levels, *a.kinds, *a.tags, *a.units))


def _language(argument: str) -> str:
    return str(directives.choice(argument, tuple(LABELS)))


class RulebookDirective(SphinxDirective):
    """Print a rulebook in English or Vietnamese.

    Every node gets the target ``rulebook-ID-CODE``; in Vietnamese ``rulebook-ID-vi-CODE``.
    Problems of the rulebook become warnings that name file and place.
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec | None] = {"lang": _language}

    def run(self) -> list[nodes.Node]:
        """Return the printed rulebook, or nothing if it has problems."""
        argument: str = self.arguments[0]
        source: str | Path = argument
        if argument.endswith(".toml"):
            relative, absolute = self.env.relfn2path(argument)
            self.env.note_dependency(relative)
            source = Path(absolute)
        try:
            rulebook = load_rulebook(source)
        except RulebookError as error:
            for problem in error.problems:
                _logger.warning("%s", problem, location=self.get_location())
            return []
        lang = self.options.get("lang", "en")
        prefix = rulebook.id if lang == "en" else f"{rulebook.id}-{lang}"
        return _Printer(rulebook, lang, prefix).print()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive with Sphinx.

    Args:
        app: the application.
    """
    app.add_directive("rulebook", RulebookDirective)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
