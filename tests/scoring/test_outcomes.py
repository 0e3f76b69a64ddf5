"""What follows for many units against what follows for each of them alone."""

from datetime import date

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness import Scorer, load_rulebook, score
from egov_readiness.arithmetic import publish
from egov_readiness.errors import SurveyError
from egov_readiness.scoring.columns import columns_of_rows
from egov_readiness.scoring.many import attain_many
from egov_readiness.scoring.outcomes import band_column, publish_column, rank_columns
from egov_readiness.scoring.plan import make_plan
from egov_readiness.scoring.tree import possible_bands
from egov_readiness.testing import observation_tables, rulebooks

EGDI = load_rulebook("un-egdi")
DAY = date(2022, 7, 1)
EDGES = (0.0, 0.25, 0.5, 0.75, 1.0, 0.1 + 0.2, 0.3, 0.749999999999, 0.75 - 5e-14, 0.67125, 0.00005)
ends = st.sampled_from(EDGES) | st.floats(0, 1) | st.integers(0, 20_000).map(lambda n: n / 20_000)


roundings = st.fixed_dictionaries(
    {
        "scale": st.sampled_from([1.0, 100.0, 1000.0, 7.0]),
        "decimals": st.integers(0, 6),
        "rounding": st.sampled_from(["half_up", "half_even"]),
    }
)


@given(roundings, st.lists(ends | st.floats(-1e3, 1e3), max_size=8))
def test_a_column_is_published_as_each_of_its_numbers(changes, attainments):
    plan = make_plan(evolve(EGDI, **changes), DAY)
    alone = [
        float(publish(n, changes["scale"], changes["decimals"], changes["rounding"]))
        for n in attainments
    ]
    assert publish_column(plan, np.array(attainments)).tolist() == alone


@pytest.mark.parametrize("attainment", [1e300, 1e12 / 3, 2.0**53, -1e15])
def test_what_is_far_beyond_the_scale_is_published_as_for_one(attainment):
    plan = make_plan(EGDI, DAY)
    alone = float(publish(attainment, 1.0, plan.decimals, EGDI.rounding))
    assert publish_column(plan, np.array([attainment])).tolist() == [alone]


@given(
    st.sampled_from(["exact", "published"]),
    st.lists(st.tuples(ends | st.none(), ends | st.none(), ends | st.none()), max_size=8),
)
def test_a_column_has_the_bands_that_each_unit_has(banding, triples):
    plan = evolve(make_plan(EGDI, DAY), banding=banding)
    place = plan.results[0]
    units = [in_order(triple) for triple in triples]
    low, value, high = np.array(units, dtype=float).reshape(-1, 3).T
    found = band_column(plan, place, (low, value, high))
    for number, attained in zip(found, units, strict=True):
        published = None
        if attained[1] is not None:
            published = plan.publish(attained[1])
        alone = possible_bands(plan, place, attained, published)
        codes = [band.code for band in plan.bands[place].bands]
        assert (None if number < 0 else codes[number]) == (alone[0] if len(alone) == 1 else None)


def in_order(triple):
    """A low, a value and a high of which none is above the next; some may be missing."""
    numbers = iter(sorted(number for number in triple if number is not None))
    return tuple(None if number is None else next(numbers) for number in triple)


@given(st.data())
def test_units_have_the_ranks_that_the_scoreboard_gives_them(make, data):
    book = data.draw(rulebooks())
    book = evolve(book, ranks=data.draw(st.sampled_from(["exact", "published"])))
    table = data.draw(observation_tables(book))
    rows = tuple(evolve(row, period=None) for row in table.rows)
    try:
        board = score(evolve(table, rows=rows), Scorer(book), as_of=make.day)
    except SurveyError:
        return
    plan = make_plan(book, make.day)
    many = attain_many(plan, columns_of_rows(plan, rows), plan.results)
    ranks = {(rank.result, rank.unit): rank for rank in board.ranks}
    among = sorted({rank.among for rank in board.ranks})
    for at, place in enumerate(plan.results):
        code = plan.codes[place]
        own = [ranks.get((code, row.unit)) for row in rows]
        classes = np.array([-1 if r is None else among.index(r.among) for r in own], dtype=np.intp)
        found = rank_columns(
            plan, (many.low[at], many.value[at], many.high[at]), classes, classes >= 0
        )
        for number, rank in enumerate(own):
            alone = (None,) * 3 if rank is None else (rank.rank, rank.best, rank.worst)
            for column, expected in zip((found.rank, found.best, found.worst), alone, strict=True):
                got = float(column[number])
                assert np.isnan(got) if expected is None else got == expected
