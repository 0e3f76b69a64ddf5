import pytest
from hypothesis import given

from egov_readiness.describe import complaint, shape_of
from egov_readiness.kinds import Amount, Code, Count, Line, UnitId
from egov_readiness.testing import amounts, codes, counts, words


@pytest.mark.parametrize(
    ("strategy", "hint"),
    [(codes(), Code), (counts(), Count), (amounts(), Amount), (words(), Line), (words(), UnitId)],
)
def test_what_is_made_fits_the_field_it_is_for(strategy, hint):
    @given(strategy)
    def fits(value):
        assert complaint(shape_of(hint), value) is None

    fits()
