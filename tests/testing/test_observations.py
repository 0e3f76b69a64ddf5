from datetime import date

from hypothesis import given
from hypothesis import strategies as st

import egov_readiness as egov
from egov_readiness.observations import State
from egov_readiness.testing import any_observation_tables, observation_tables, rulebooks


@given(rulebooks().flatmap(lambda book: st.tuples(st.just(book), observation_tables(book))))
def test_a_rulebook_can_score_the_tables_made_for_it(case):
    book, table = case
    assert len(egov.score(table, book, as_of=date(2009, 6, 11))) == len(table.rows)


@given(
    rulebooks().flatmap(
        lambda book: st.tuples(st.just(book), observation_tables(book, complete=True))
    )
)
def test_a_complete_table_leaves_nothing_unknown(case):
    for row in case[1].rows:
        assert {seen.state for seen in row.observations.values()} == {State.KNOWN}


@given(any_observation_tables())
def test_any_table_has_a_column_for_every_observation(table):
    for row in table.rows:
        assert set(row.observations) == set(table.columns)
