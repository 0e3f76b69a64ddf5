"""What the type checkers are told about the public interface; read by them, never run."""
# pyright: strict

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import assert_type

import egov_readiness as egov
from egov_readiness.errors import Problem, Reason
from egov_readiness.model import InfrastructureItem, InfrastructureKind
from egov_readiness.observations import ObservationTable
from egov_readiness.scoring import Rank, ToCollect


def what_is_loaded_has_the_type_of_its_format() -> None:
    assert_type(egov.load_rulebook("un-egdi"), egov.Rulebook)
    assert_type(egov.load_rulebook(Path("scheme.toml")), egov.Rulebook)
    assert_type(egov.load_survey(Path("examples/lam-dong-2009")), egov.Survey)
    assert_type(egov.load_table(Path("egdi.csv")), ObservationTable)
    assert_type(egov.load_table({"unit": ["a"], "osi": [0.5]}), ObservationTable)
    assert_type(egov.from_json(egov.Survey, b"{}"), egov.Survey)
    assert_type(egov.rulebook_ids(), tuple[str, ...])


def a_survey_and_a_table_are_scored_by_the_same_function(
    survey: egov.Survey, table: ObservationTable, rulebook: egov.Rulebook
) -> None:
    day = date(2009, 6, 11)
    assert_type(egov.score(survey, rulebook, as_of=day, known_on=None), egov.Scoreboard)
    assert_type(egov.score(table, egov.Scorer(rulebook)), egov.Scoreboard)


def a_board_leads_to_cards_and_cards_to_nodes(board: egov.Scoreboard) -> None:
    card = board["di-linh"]
    assert_type(card, egov.Scorecard)
    assert_type(board.unit(code="679", scheme="vn-gso-district"), egov.Scorecard)
    assert_type([card.unit for card in board], list[str])
    node = card["readiness"]
    assert_type(node, egov.Node)
    assert_type(node.low, float | None)
    assert_type(node.value, float | None)
    assert_type(node.high, float | None)
    assert_type(node.coverage, float)
    assert_type(node.published, Decimal | None)
    assert_type(node.band, str | None)
    assert_type(node.because, tuple[Reason, ...])
    assert_type(node.children, tuple[egov.Node, ...])


def what_is_said_of_a_board_is_text_or_plain_records(board: egov.Scoreboard) -> None:
    assert_type(egov.explain(board["di-linh"], lang="vi"), str)
    assert_type(egov.ranking(board), tuple[Rank, ...])
    assert_type(egov.to_collect(board), tuple[ToCollect, ...])
    assert_type(egov.to_json(board), str)


def checks_return_every_problem(rulebook: egov.Rulebook, survey: egov.Survey) -> None:
    assert_type(egov.lint(rulebook), tuple[Problem, ...])
    assert_type(egov.check_survey(survey), tuple[Problem, ...])


def a_quantity_is_known_bounded_unknown_or_not_applicable() -> None:
    InfrastructureItem(
        id="i",
        unit="di-linh",
        kind=InfrastructureKind.LAN,
        eligible=20,
        connected=egov.Between(10, 18),
        in_use=None,
        working=egov.NOT_APPLICABLE,
        observed_on=egov.PartialDate("2009"),
        recorded_on=egov.PartialDate("2009-06"),
    )


# Below, each suppression stands on what has to stay an error: a checker that finds none there
# complains about the suppression.


def unknown_is_no_number(node: egov.Node) -> float:
    return node.value  # type: ignore[return-value]  # pyright: ignore[reportReturnType]  # or unknown


def results_do_not_change(node: egov.Node) -> None:
    node.value = 1.0  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # frozen


def a_kind_is_no_text() -> None:
    InfrastructureItem(
        id="i",
        unit="di-linh",
        kind="lan",  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a kind is no text
        observed_on=egov.PartialDate("2009"),
        recorded_on=egov.PartialDate("2009-06"),
    )


def a_rulebook_is_no_survey(rulebook: egov.Rulebook) -> None:
    egov.score(rulebook, rulebook)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no source
