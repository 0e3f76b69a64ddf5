"""Columns are aggregated as each unit's attainments are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.rules import (
    BestOf,
    GeometricMean,
    HarmonicMean,
    Minimum,
    PowerMean,
    Sum,
    WeightedMean,
)
from egov_readiness.scoring.aggregate import divisor
from egov_readiness.scoring.aggregate_columns import (
    aggregate_columns,
    fold_columns,
    share_columns,
)
from egov_readiness.scoring.forms import RefusedError
from egov_readiness.scoring.plan import make_plan

AGGREGATIONS = (
    WeightedMean(),
    Sum(maximum=4),
    Minimum(),
    BestOf(),
    GeometricMean(),
    HarmonicMean(),
    PowerMean(power=2),
)
WEIGHTS = (0.1, 0.7, 1.5)
numbers = st.sampled_from([0.0, -0.0, 5e-324, 0.3, 1.0]) | st.floats(0, 1)


def plan_of(make, aggregation):
    """The plan of one group of three indicators."""
    indicators = [
        make.indicator(code, weight=weight) for code, weight in zip("abc", WEIGHTS, strict=True)
    ]
    group = make.group("all", aggregation=aggregation)
    return make_plan(make.book(group, *indicators), make.day)


@pytest.mark.parametrize("aggregation", AGGREGATIONS, ids=lambda found: found.kind)
@given(attained=st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=4))
def test_columns_are_aggregated_as_each_of_their_units(make, bends, aggregation, attained):
    plan = plan_of(make, aggregation)
    (group,) = plan.groups
    columns = [np.array(column) for column in zip(*attained, strict=True)]
    with np.errstate(all="ignore"):  # as the kernel does: what is refused may be no number
        found, refused = aggregate_columns(
            group, None, columns, group.total, group.share, limits=False
        )
    for place, unit in enumerate(attained):
        try:
            alone = group.combine(unit, limits=False)
        except RefusedError:
            assert refused[place]
            continue
        assert not refused[place]
        assert abs(found[place] - alone) <= (1e-12 if bends(plan.rulebook) else 0)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=4))
def test_what_takes_no_part_adds_nothing_and_lowers_a_sum_by_what_is_out_of_reach(make, taking):
    (group,) = plan_of(make, Sum(maximum=2)).groups
    flags = [np.array(column) for column in zip(*taking, strict=True)]
    ones = [np.ones(len(taking))] * 3
    total = fold_columns(group.weights, flags, ones)
    shares = share_columns(group, total)
    for place, unit in enumerate(taking):
        alone = 0.0
        for weight, takes_part in zip(WEIGHTS, unit, strict=True):
            alone += weight if takes_part else 0.0
        assert total[place] == alone
        expected = divisor(group.aggregation, alone, group.total, group.own_weight)
        assert shares[place] == expected
