"""Record batches score what the same table scores unit by unit, with the same problems."""

import unicodedata
from datetime import date
from types import NoneType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from egov_readiness import Scorer, load_rulebook, load_table, rulebook_ids, score
from egov_readiness.errors import RulebookError, SurveyError, UsageError
from egov_readiness.formats.arrow import BatchScorer, score_batch
from egov_readiness.formats.listed import MOST_PROBLEMS
from egov_readiness.formats.tables import draft_table, spelled
from egov_readiness.kinds import Text
from egov_readiness.rules import (
    Applicability,
    Band,
    Group,
    Indicator,
    MemberScore,
    Ratio,
    Rulebook,
)
from egov_readiness.rules.completeness import needs_all_units, unfitted
from egov_readiness.testing import observation_tables, rulebooks

DAY = date(2024, 6, 30)
EGDI = load_rulebook("un-egdi")
FITTED = [
    book.id
    for book in map(load_rulebook, rulebook_ids())
    if not unfitted(book) and not needs_all_units(book)
]
PLAIN = {"unit": ["a", "b"], "osi": [0.5, 0.9], "tii": [0.2, 0.8], "hci": [0.8, 0.7]}


def cells(table, *, as_text):
    """The columns of a plain table that say what observations do."""
    columns = {"unit": [row.unit for row in table.rows]}
    for name in ("level", "kind", "parent"):
        columns[name] = [getattr(row, name) for row in table.rows]
    columns["tags"] = [";".join(row.tags) for row in table.rows]
    for code in table.columns:
        said = [
            None if (o := row.observations.get(code)) is None else spelled(o) for row in table.rows
        ]
        if as_text or any(isinstance(cell, str) for cell in said):
            said = [
                cell if cell is None or isinstance(cell, str) else repr(float(cell))
                for cell in said
            ]
        columns[code] = said
    return columns


def batch_of(columns):
    return pa.RecordBatch.from_pydict(columns)


def told(work):
    """The problems of a piece of work, or none."""
    try:
        work()
    except SurveyError as error:
        return {(problem.code, problem.path, problem.message) for problem in error.problems}
    return set()


@pytest.fixture(scope="session")
def agree(bends):
    """Holds the scores of a batch against those of the table scored unit by unit."""

    def compare(book, columns, day):
        problems = told(lambda: score(load_table(columns), book, as_of=day))
        batch = batch_of(columns)
        scorer = BatchScorer(book, batch.schema.names, as_of=day, nodes="all", ranks=True)
        found = scorer.score(batch)
        assert {(p.code, p.path, p.message) for p in found.problems} == problems
        if problems:
            return
        board = score(load_table(columns), book, as_of=day)
        scores = found.scores.to_pylist()
        shown = [card for card in board if not card.hidden]
        assert [row["unit"] for row in scores] == [card.unit for card in shown]
        ranks = {(rank.result, rank.unit): rank for rank in board.ranks}
        within = 1e-12 * book.scale if bends(book) else 0
        for row, card in zip(scores, shown, strict=True):
            for node in book.nodes:
                found = card[node.code]
                for name in ("low", "value", "high", "coverage"):
                    near(row[f"{node.code}_{name}"], getattr(found, name), within)
                published = None if found.published is None else float(found.published)
                assert row[f"{node.code}_published"] == published
                assert row.get(f"{node.code}_band") == found.band
            for group in book.results:
                rank = ranks.get((group.code, card.unit))
                for name in ("rank", "best", "worst"):
                    assert row[f"{group.code}_{name}"] == (
                        None if rank is None else getattr(rank, name)
                    )

    return compare


def near(found, expected, within):
    assert (found is None) == (expected is None)
    assert found is None or abs(found - expected) <= within


@given(st.data())
def test_a_batch_scores_what_the_table_scores(agree, data):
    book = data.draw(rulebooks())
    if needs_all_units(book):
        return
    table = data.draw(observation_tables(book))
    agree(book, cells(table, as_text=data.draw(st.booleans())), DAY)


@settings(max_examples=5)
@pytest.mark.parametrize("rulebook", FITTED)
@given(st.data())
def test_every_packaged_rulebook_scores_a_batch_as_its_table(agree, rulebook, data):
    book = load_rulebook(rulebook)
    table = data.draw(observation_tables(book))
    agree(book, cells(table, as_text=data.draw(st.booleans())), book.valid.since)


@pytest.mark.parametrize(
    "changes",
    [
        {"osi": [0.5, 1.5]},
        {"osi": ["0.5", "yes"]},
        {"osi": ["0.5", "1e999"]},
        {"osi": ["0.5", "+0.25"]},
        {"osi": ["0.5", "0.9..0.1"]},
        {"osi": ["0.5", " 0.2..0.9 "]},
        {"osi": ["0.5", "N/A"]},
        {"osi": ["0.5", "١"]},
        {"osi": ["0.5", "1" * 500]},
        {"osi": [True, False]},
        {"osi": [None, None]},
        {"unit": ["a", "a"]},
        {"unit": ["a", " a "]},
        {"unit": ["a", None]},
        {"unit": ["a", " "]},
        {"unit": [1, 2]},
        {"osi.status": ["A", "missing"], "osi": [0.5, 7.0]},
        {"osi.status": ["A", "estimated"]},
        {"osi.status": ["A", "perhaps"]},
        {"level": [5, 6]},
    ],
    ids=repr,
)
def test_a_batch_has_the_problems_that_the_table_has(changes):
    columns = PLAIN | changes
    batch = batch_of(columns)
    problems = told(lambda: score(load_table(columns), EGDI, as_of=date(2022, 7, 1)))
    assert told(lambda: score_batch(batch, EGDI, as_of=date(2022, 7, 1))) == problems


def told_of_table(columns, **options):
    """All problems of a table: those with its cells, and those with its values."""
    table, problems = draft_table(columns)
    every = {(p.code, p.path, p.message) for p in problems}
    every |= told(lambda: score(table, EGDI, **options))
    # A row whose period is missing has no date for the same reason.
    return {problem for problem in every if problem[0] != "no-date"}


CELLS = st.sampled_from(["0.5", "1.5", "perhaps", "1e999", None])


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "unit": st.sampled_from(["a", " a", "b", " ", 5]),
                "period": st.sampled_from(["2022", "2020", "someday", None, 2022]),
                "level": st.sampled_from(["x", None, 5]),
                "osi": CELLS,
                "tii": CELLS,
                "osi.status": st.sampled_from([None, "A", "missing", "what"]),
            }
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([None, date(2022, 7, 1)]),
    st.sets(st.sampled_from(["unit", "period", "level"])),
)
def test_a_batch_tells_of_every_row_what_the_table_tells_of_it(rows, day, plain):
    sound = {"unit": "z", "period": "2022", "level": None, "osi": None, "tii": None}
    rows = [sound | {"osi.status": None}, *rows]  # without any period there is no date to score
    columns = {name: [row[name] for row in rows] for name in rows[0]} | {"hci": [0.5] * len(rows)}
    for name in columns:  # a column of Arrow has one type
        kinds = {type(cell) for cell in columns[name]} - {NoneType}
        if len(kinds) > 1:
            kept = int if name in plain else str
            columns[name] = [cell if isinstance(cell, kept) else None for cell in columns[name]]
            if name == "period":
                columns[name][0] = kept(2022)
    if day is not None and "period" in plain:
        del columns["period"]
    scorer = BatchScorer(EGDI, [*columns], as_of=day)
    found = scorer.score(batch_of(columns)).problems
    assert {(p.code, p.path, p.message) for p in found} == told_of_table(columns, as_of=day)
    assert len(found) == len({*found})


def test_a_missing_value_is_unknown_and_no_number_is_a_problem():
    batch = batch_of(PLAIN | {"osi": pa.array([None, float("nan")])})
    with pytest.raises(SurveyError) as caught:
        score_batch(batch, EGDI, as_of=date(2022, 7, 1))
    assert [problem.path for problem in caught.value.problems] == ["table:row 3:osi"]
    batch = batch_of(PLAIN | {"osi": pa.array([None, 0.5])})
    assert score_batch(batch, EGDI, as_of=date(2022, 7, 1))["EGDI_value"].null_count == 1


def test_rows_of_different_periods_are_scored_on_the_last_day_of_each():
    columns = PLAIN | {"unit": ["a", "a"], "period": [2020, 2022]}
    board = score(load_table(columns), EGDI)
    batch = batch_of(columns)
    scores = BatchScorer(EGDI, batch.schema.names, ranks=True).score(batch).scores
    assert scores["period"].to_pylist() == ["2020", "2022"]
    assert scores["EGDI_value"].to_pylist() == [card["EGDI"].value for card in board]
    assert scores["EGDI_rank"].to_pylist() == [1.0, 1.0]


@pytest.mark.parametrize("periods", [["2020", "someday"], ["2020", None], ["2020", " "]])
def test_a_period_that_is_no_date_is_told_with_its_row(periods):
    columns = PLAIN | {"period": periods}
    problems = told(lambda: score(load_table(columns), EGDI))
    assert problems
    assert told(lambda: score_batch(batch_of(columns), EGDI)) == problems


def test_decimals_and_dictionaries_are_read_as_numbers_and_texts():
    columns = PLAIN | {
        "osi": pa.array([0.1, 0.7]).cast(pa.decimal128(5, 2)),
        "unit": pa.array(["a", "b"]).dictionary_encode(),
        "tii": pa.array(["0.2", "0.8"], pa.string_view()),
        "hci": pa.array(["0.8", "0.7"]).dictionary_encode(),
    }
    plain = score_batch(batch_of(PLAIN | {"osi": [0.1, 0.7]}), EGDI, as_of=date(2022, 7, 1))
    assert score_batch(batch_of(columns), EGDI, as_of=date(2022, 7, 1)).equals(plain)


def test_marks_of_unknown_cells_are_unknown_even_where_they_are_numbers():
    columns = PLAIN | {"osi": ["-99", "0.5"], "tii": [".", "0.5"]}
    scores = score_batch(
        batch_of(columns), EGDI, as_of=date(2022, 7, 1), unknown_marks=["-99", "."]
    )
    assert scores["EGDI_coverage"].to_pylist() == [pytest.approx(1 / 3), 1.0]


def book_of(**fields):
    title = Text({"en": "x"})
    plain = {
        "id": "book",
        "version": "1",
        "title": title,
        "groups": (Group(code="all", title=title, band_order="best_first"),),
        "indicators": (Indicator(code="a", parent="all", title=title, method=Ratio()),),
    }
    return Rulebook(**plain | fields)


def test_restricted_hidden_and_unranked_units_are_what_they_are_in_a_scoreboard(agree):
    title = Text({"en": "x"})
    book = book_of(
        indicators=(
            Indicator(code="a", parent="all", title=title, method=Ratio()),
            Indicator(
                code="b",
                parent="all",
                title=title,
                method=Ratio(),
                applies_to=Applicability(levels=("district",), tags=("mountain",)),
            ),
            Indicator(
                code="c",
                parent="all",
                title=title,
                method=Ratio(),
                applies_to=Applicability(units=("u1", "u4")),
            ),
        ),
        bands=(
            Band(result="all", code="good", title=title, at_least=0.5),
            Band(result="all", code="other", title=title),
        ),
        rank_within=("level",),
        unranked=Applicability(units=("u2",)),
        hidden=Applicability(kinds=("ward",)),
    )
    columns = {
        "unit": [f"u{n}" for n in range(6)],
        "level": ["district", "district", "district", "commune", "commune", None],
        "kind": [None, "town", "town", "ward", "commune", None],
        "tags": ["mountain; poor", None, "sea", "", None, None],
        "a": [0.1, 0.5, 0.7, 0.9, 0.4, None],
        "b": [0.3, 0.1, 0.9, 0.2, None, 0.7],
        "c": [0.3, 0.1, 0.9, 0.2, 0.1, 0.7],
    }
    agree(book, columns, DAY)


def test_what_follows_from_other_units_is_not_scored_by_pieces():
    title = Text({"en": "x"})
    members = Indicator(
        code="b", parent="all", title=title, method=Ratio(), members=MemberScore(node="all")
    )
    book = book_of(indicators=(book_of().indicators[0], members))
    with pytest.raises(RulebookError) as caught:
        BatchScorer(Scorer(book), ["unit", "a"], as_of=DAY)
    assert [problem.code for problem in caught.value.problems] == ["needs-all-units"]


def test_missing_columns_and_dates_are_told_before_any_row_is_read():
    with pytest.raises(SurveyError) as caught:
        BatchScorer(EGDI, ["units", "osi", "tii"], as_of=DAY)
    assert {p.code for p in caught.value.problems} == {"no-unit-column", "missing-column"}
    with pytest.raises(UsageError):
        BatchScorer(EGDI, [*PLAIN])


def test_the_first_hundred_problems_are_listed_and_the_rest_are_counted():
    columns = {name: column * 100 for name, column in PLAIN.items()}
    columns["unit"] = [f"u{n}" for n in range(200)]
    columns["osi"] = [2.0] * 200
    with pytest.raises(SurveyError) as caught:
        score_batch(batch_of(columns), EGDI, as_of=date(2022, 7, 1))
    *listed, rest = caught.value.problems
    assert len(listed) == MOST_PROBLEMS
    assert rest.message == "and 100 more problems"


@pytest.mark.parametrize(
    "encoded",
    [
        pa.array([2022, 2020]).dictionary_encode(),
        pa.array(["2022", " 2020 "]).dictionary_encode(),
        pa.array(["2022", "2020"], pa.string_view()),
        pc.run_end_encode(pa.array(["2022", "2020"])),
        pa.array([2022, 2020], pa.int16()),
    ],
    ids=lambda array: str(array.type),
)
def test_a_period_is_read_from_whatever_column_holds_it(encoded):
    scores = score_batch(batch_of(PLAIN | {"period": encoded}), EGDI)
    plain = score_batch(batch_of(PLAIN | {"period": ["2022", "2020"]}), EGDI)
    assert scores.equals(plain)


@pytest.mark.parametrize("name", ["unit", "period"])
def test_a_unit_or_period_that_cannot_be_read_is_a_problem_and_never_passed_over(name):
    days = pa.array([date(2022, 1, 1), date(2021, 1, 1)])
    with pytest.raises(SurveyError, match="wrong-type"):
        score_batch(batch_of(PLAIN | {name: days}), EGDI, as_of=date(2022, 7, 1))


def not_utf_8():
    """A column of Arrow whose second text is none."""
    ends = pa.array([0, 3, 5], pa.int32()).buffers()[1]
    return pa.Array.from_buffers(pa.string(), 2, [None, ends, pa.py_buffer(b"0.5\xff!")])


@pytest.mark.parametrize("name", ["unit", "period", "level", "osi", "osi.status"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda array: array,
        lambda array: array.cast(pa.large_string()),
        lambda array: array.cast(pa.string_view()),
        lambda array: pa.DictionaryArray.from_arrays(pa.array([0, 1]), array),
        pc.run_end_encode,
    ],
    ids=["string", "large", "view", "dictionary", "runs"],
)
def test_a_text_that_is_not_utf_8_is_told_with_its_row(name, encode):
    batch = batch_of(PLAIN | {name: encode(not_utf_8())})
    scorer = BatchScorer(EGDI, batch.schema.names, as_of=date(2022, 7, 1))
    problems = scorer.score(batch).problems
    assert [(p.code, p.path) for p in problems if p.path.startswith("table:row 3")] == [
        ("not-utf-8", f"table:row 3:{name}")
    ]


def test_a_text_that_is_not_utf_8_is_left_alone_where_nobody_reads_it():
    found = score_batch(batch_of(PLAIN | {"note": not_utf_8()}), EGDI, as_of=date(2022, 7, 1))
    assert found.equals(score_batch(batch_of(PLAIN), EGDI, as_of=date(2022, 7, 1)))


def test_nothing_among_the_texts_of_a_dictionary_is_nothing():
    level = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int8()), pa.array([None, "x"]))
    title = Text({"en": "x"})
    one, *_ = book_of().indicators
    only = Applicability(levels=("x",))
    other = Indicator(code="b", parent="all", title=title, method=Ratio(), applies_to=only)
    book = book_of(indicators=(one, other))
    columns = {"unit": ["a", "b"], "a": [0.2, 0.2], "b": [1.0, 1.0]}
    plain = score(load_table(columns | {"level": [None, "x"]}), book, as_of=DAY)
    scores = score_batch(batch_of(columns | {"level": level}), book, as_of=DAY)
    assert scores["all_value"].to_pylist() == [card["all"].value for card in plain]


def test_periods_are_compared_in_composed_form():
    spelled = ["Quý 1", unicodedata.normalize("NFD", "Quý 1")]
    batch = batch_of(PLAIN | {"unit": ["a", "a"], "period": spelled})
    with pytest.raises(SurveyError, match="duplicate-unit"):
        score_batch(batch, EGDI, as_of=date(2022, 7, 1))


def test_columns_that_are_no_indicators_are_left_alone_whatever_they_hold():
    others = {"osi.status": ["P", "A"], "surveyed": [date(2022, 1, 1)] * 2}
    plain = score_batch(batch_of(PLAIN), EGDI, as_of=date(2022, 7, 1))
    found = score_batch(batch_of(PLAIN | others), EGDI, as_of=date(2022, 7, 1))
    assert found["EGDI_value"].equals(plain["EGDI_value"])


def test_a_bounded_cell_of_an_indicator_that_does_not_apply_covers_nothing(agree):
    only = Applicability(levels=("x",))
    title = Text({"en": "x"})
    other = Indicator(code="b", parent="all", title=title, method=Ratio(), applies_to=only)
    book = book_of(indicators=(book_of().indicators[0], other))
    agree(book, {"unit": ["u"], "level": ["y"], "a": [0.5], "b": ["0.1..0.2"]}, DAY)


def test_a_column_of_scores_does_not_take_the_name_of_another():
    with pytest.raises(UsageError, match="name-taken"):
        BatchScorer(EGDI, ["EGDI_value", "osi", "tii", "hci"], as_of=DAY, unit="EGDI_value")


def test_no_rows_score_nothing():
    batch = batch_of({name: pa.array([], pa.string()) for name in PLAIN})
    assert score_batch(batch, EGDI, as_of=date(2022, 7, 1)).num_rows == 0


def test_a_batch_keeps_the_number_of_its_rows_in_the_table():
    scorer = BatchScorer(EGDI, [*PLAIN], as_of=date(2022, 7, 1), source="t.parquet")
    found = scorer.score(batch_of(PLAIN | {"osi": [0.5, 2.0]}), [1_000, 1_003])
    assert [problem.path for problem in found.problems] == ["t.parquet:row 1003:osi"]
    assert found.scores["EGDI_value"].to_pylist()[0] == pytest.approx(0.5)


def test_what_is_wrong_with_a_row_leaves_its_scores_empty():
    scorer = BatchScorer(EGDI, [*PLAIN], as_of=date(2022, 7, 1))
    found = scorer.score(batch_of(PLAIN | {"osi": [0.5, 2.0]}))
    assert {value for name, value in found.scores.to_pylist()[1].items() if name != "unit"} == {
        None
    }
    assert np.isfinite(found.scores["EGDI_value"].to_pylist()[0])
    assert evolve(found).problems == found.problems


@pytest.mark.parametrize("name", ["unit", "osi"])
@pytest.mark.parametrize("values", [pa.array(["0.5"]), pa.array([0.5])], ids=["texts", "numbers"])
def test_a_damaged_column_is_told_and_not_read(name, values):
    damaged = pa.DictionaryArray.from_arrays([0, 5], values, safe=False)
    columns = {"unit": ["a", "b"], "osi": [0.5, 0.5], "tii": [0.5, 0.5], "hci": [0.5, 0.5]}
    with pytest.raises(SurveyError) as caught:
        score_batch(pa.RecordBatch.from_pydict(columns | {name: damaged}), EGDI, as_of=DAY)
    first = caught.value.problems[0]
    assert (first.code, first.path) == ("damaged", f"table:row 2:{name}")
