import pytest
from hypothesis import given

from egov_readiness import testing


@pytest.mark.parametrize("name", ["support_actions", "support_requests"])
def test_every_record_can_be_made_for_an_identity(name):
    @given(getattr(testing, name)("my-id"))
    def made(record):
        assert record.id == "my-id"

    made()


@given(testing.deliveries())
def test_the_totals_of_deliveries_check_out(delivery):
    least, most = delivery.amount()
    assert least <= most


@given(testing.effects())
def test_the_bounds_of_effects_are_in_order(effect):
    assert effect.low <= effect.high
