"""The tables of sentences: complete, bilingual, and filled by facts that reasons really carry."""

import re
import unicodedata
from collections.abc import Iterator
from typing import get_args

import pytest

from egov_readiness.errors import Because
from egov_readiness.kinds import Text
from egov_readiness.report.texts import FORMULAS, INTERVALS, LANGUAGES, PHRASES, SENTENCES
from egov_readiness.report.wording import HOW, PLACEHOLDER
from egov_readiness.rules.methods import Method
from egov_readiness.scoring import Scoreboard


def every_text() -> Iterator[tuple[str, Text]]:
    for code, text in SENTENCES.items():
        yield f"sentence {code}", text
    for name, text in FORMULAS.items():
        yield f"formula {name}", text
    for ends, text in INTERVALS.items():
        yield f"interval {ends}", text
    for name, text in PHRASES.items():
        yield f"phrase {name}", text


TEXTS = dict(every_text())
# Methods that share a formula: "placed" and "between_ends".
BY_PLACE = {"rank", "borda", "percentile_rank"}
BETWEEN_ENDS = {"min_max", "distance_to_max", "distance_to_reference"}


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Because)


def test_every_method_has_a_formula() -> None:
    kinds = {get_args(kind.__annotations__["kind"])[0] for kind in get_args(Method)}
    assert kinds - BY_PLACE - BETWEEN_ENDS <= set(FORMULAS)


def test_every_combination_of_ends_has_words() -> None:
    assert set(INTERVALS) == {
        (lower, upper) for lower in ("", "at_least", "above") for upper in ("", "at_most", "below")
    }


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_given_in_every_language(name: str) -> None:
    assert set(TEXTS[name]) == set(LANGUAGES)


@pytest.mark.parametrize("name", TEXTS)
def test_translations_name_the_same_facts_written_the_same_way(name: str) -> None:
    named = {
        lang: {(m["fact"], m["how"]) for m in PLACEHOLDER.finditer(text)}
        for lang, text in TEXTS[name].items()
    }
    assert named["en"] == named["vi"]


@pytest.mark.parametrize("name", TEXTS)
def test_a_template_is_well_formed(name: str) -> None:
    for text in TEXTS[name].values():
        assert unicodedata.is_normalized("NFC", text)
        assert "  " not in text
        assert {m["how"] for m in PLACEHOLDER.finditer(text)} <= {None, *HOW}
        rest = re.sub(r"\[[^\[\]]*\]", "", PLACEHOLDER.sub("", text))
        assert not set("{}[]") & set(rest), "a brace or bracket is left over"


def test_an_optional_part_names_a_fact() -> None:
    for text in TEXTS.values():
        for template in text.values():
            for optional in re.findall(r"\[([^\[\]]*)\]", template):
                assert PLACEHOLDER.search(optional), template


def named(template: str) -> set[str]:
    return {match["fact"] for match in PLACEHOLDER.finditer(template)}


def test_a_sentence_names_only_facts_that_its_reasons_carry(
    board: Scoreboard,
    odd_board: Scoreboard,
    measured_board: Scoreboard,
    staged_boards: tuple[Scoreboard, ...],
) -> None:
    given: dict[Because, list[set[str]]] = {}
    boards = (board, odd_board, measured_board, *staged_boards)
    for card in (card for each in boards for card in each):
        for node in card.walk():
            for reason in node.because:
                facts = {name for name, fact in reason.facts.items() if fact is not None}
                given.setdefault(reason.code, []).append(facts)
    assert set(given) == set(Because), "the boards give every reason at least once"
    for code, sets in given.items():
        template = SENTENCES[code]["en"]
        needed = named(re.sub(r"\[[^\[\]]*\]", "", template))
        assert needed <= set.intersection(*sets), code
        assert named(template) <= set.union(*sets), code
