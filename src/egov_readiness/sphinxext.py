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

from egov_readiness import __version__
from egov_readiness.documents import Citation, LegalDocument
from egov_readiness.errors import RulebookError, from_extra
from egov_readiness.formats.toml import load_rulebook
from egov_readiness.kinds import Between, Text
from egov_readiness.report.formulas import aggregation_formula, method_formula
from egov_readiness.report.labels import LABELS
from egov_readiness.report.weights import effective_weight, spare_points
from egov_readiness.report.wording import Wording, grouped, localised
from egov_readiness.report.words import WORDS
from egov_readiness.rules import (
    Applicability,
    Band,
    Borda,
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
    PercentileRank,
    Rank,
    Rescale,
    RollUp,
    Rulebook,
    Steps,
    Target,
)
from egov_readiness.rules.bands import Interval, IntervalEnds, intervals
from egov_readiness.rules.dated import Dated

with from_extra("docs", "the directive rulebook"):
    from docutils import nodes
    from docutils.parsers.rst import directives
    from sphinx.application import Sphinx
    from sphinx.util import logging
    from sphinx.util.docutils import SphinxDirective
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

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
        return localised(grouped(f"{number:.15g}"), self.lang)

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
        official = book.standing == "published"
        kind = "note" if official else "important"
        standing = "published scheme" if official else book.standing
        label = nodes.admonition(
            "",
            nodes.title("", words[kind]),
            self.paragraph(words[standing]),
            classes=[kind],
        )
        out: list[nodes.Node] = [heading, label]
        if book.description is not None:
            out.append(self.paragraph(self.text(book.description)))
        facts = [
            (words["id"], f"{book.id} {book.version}"),
            (words["validity"], self.period(book.valid.since, book.valid.until)),
            (
                words["scale"],
                f"{self.number(book.scale)}; {words['decimals']}: {self.dated(book.decimals)}",
            ),
            (words["missing"], words[book.missing]),
            (words["ranks"], words[book.ranks]),
            (words["banding"], words[book.banding] if book.bands else ""),
            (words["unranked"], self.units(book.unranked)),
            (words["hidden"], self.units(book.hidden)),
            (words["roll up"], "" if book.roll_up is None else self.below(book.roll_up)),
            (words["stages"], " → ".join(self.text(stage.title) for stage in book.stages)),
        ]
        if book.population is not None:
            size, digest = self.number(book.population.size), book.population.digest
            facts.append((words["population"], f"{size}; {digest}"))
        out += [self.fields(facts), self.paragraph(words["symbols"])]
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
            parts.append(f"({self.node(how.node)})")
        if how.weighted_by is not None:
            parts.append(f"{self.words['weighted by']} {self.node(how.weighted_by)}")
        return " ".join(parts)

    def node(self, code: str) -> str:
        """Return the title of a node in quotation marks."""
        return f"“{self.wording.title(code)}”"

    def units(self, meant: Applicability | None) -> str:
        """Say which units are meant."""
        if meant is None:
            return ""
        levels = [self.wording.word("level", level) for level in meant.levels]
        tags = [f"{self.words['tag']} {tag}" for tag in meant.tags]
        return ", ".join((*levels, *meant.kinds, *tags, *meant.units))

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
            share = effective_weight(self.rulebook, node)
            if share is not None and share != 1:
                term += nodes.Text(f"; {self.words['effective']} {self.wording.share(share)}")
        item = nodes.definition_list_item("", term, nodes.definition("", *body))
        return nodes.definition_list("", item)

    def group(self, group: Group) -> list[nodes.Node]:
        body: list[nodes.Node] = []
        if group.description is not None:
            body.append(self.paragraph(self.text(group.description)))
        spare = spare_points(self.rulebook, group)
        formula = aggregation_formula(group.aggregation, group.weight, self.lang, spare=spare)
        body.append(self.math(formula))
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
                threshold, form = modifier.at_most, "gate at"
                if threshold is None:
                    threshold, form = modifier.below or 0.0, "gate below"
                closed = self.words[form].format(
                    node=self.node(modifier.node),
                    threshold=self.number(threshold),
                    limit=self.wording.share(modifier.limit),
                )
                return "; ".join(
                    filter(None, (closed, self.period(modifier.since, modifier.until)))
                )
            case Deduct(node=node, at_most=at_most):
                return self.words["deduct"].format(
                    node=self.node(node), at_most=self.wording.share(at_most)
                )
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
            facts.append((self.words["applies"], self.units(applies)))
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
            (self.words["range"], self.possible(indicator.range)),
            (self.words["unit"], self.text(indicator.unit_of_measure)),
            (self.words["imputed"], self.stand_in(indicator)),
            (self.words["evidence"], self.text(indicator.evidence)),
            (
                self.words["proof"],
                ", ".join(self.wording.word("proof", name) for name in indicator.proof),
            ),
            (self.words["verifier"], indicator.verifier or ""),
            *self.common(indicator),
        ]
        body.append(self.fields(facts))
        return [self.definition(indicator, body)]

    def stand_in(self, indicator: Indicator) -> str:
        """Say which value stands in for an unknown, and how a population gives it."""
        by = indicator.impute_by
        how = "" if by is None else self.words[f"imputed {by}"]
        value = "" if indicator.imputed is None else self.number(indicator.imputed)
        return " = ".join(filter(None, (how, value)))

    def possible(self, values: Between | None) -> str:
        """Say which values an indicator can have."""
        if values is None:
            return ""
        return self.wording.interval(
            Interval(values.low, True, values.high, high_included=True), self.number
        )

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
            case Rank() | Borda() | PercentileRank() if method.values:
                pairs = zip(method.values, method.attains, strict=True)
                placed = [tuple(map(self.number, pair)) for pair in pairs]
                return [self.table((self.words["value"], self.words["attainment"]), placed)]
            case Goalposts(worst=worst, best=best) if tuple in (type(worst), type(best)):
                return [self.named(worst=worst, best=best)]
            case Target(target=target) if isinstance(target, tuple):
                return [self.named(target=target)]
            case _:
                return []

    def named(self, **numbers: Dated) -> nodes.field_list:
        """Print the numbers that a formula names, because they changed over time."""
        names = WORDS["formula"]
        return self.fields((names[name][self.lang], self.dated(n)) for name, n in numbers.items())

    def bands(self, bands: Sequence[Band]) -> nodes.table:
        rows = [(self.text(band.title), band.code, self.ends(band, bands)) for band in bands]
        return self.table((self.words["bands"], self.words["code"], self.words["from to"]), rows)

    def documents(self, documents: Sequence[LegalDocument]) -> list[nodes.Node]:
        if not documents:
            return []
        items = [
            nodes.definition_list_item(
                "",
                nodes.term("", "", nodes.strong("", document.id)),
                nodes.definition("", self.fields(self.about(document))),
            )
            for document in documents
        ]
        heading = self.paragraph(nodes.strong("", self.words["documents"]))
        return [heading, nodes.definition_list("", *items)]

    def about(self, document: LegalDocument) -> list[tuple[str, str]]:
        """Say what a document is, and what of it was checked."""
        issued = document.issued_on
        return [
            (self.words["title"], self.text(document.title)),
            (self.words["publisher"], document.publisher or self.text(document.issuer)),
            (self.words["issued"], "" if issued is None else self.wording.day(issued.text)),
            (self.words["licence"], document.licence or ""),
            (self.words["checked"], self.text(document.verified)),
        ]


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
