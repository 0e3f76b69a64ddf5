import pytest
from hypothesis import given

from egov_readiness import testing


@pytest.mark.parametrize("name", ["assessment_rounds", "assessment_steps", "unit_changes"])
def test_every_record_can_be_made_for_an_identity(name):
    @given(getattr(testing, name)("my-id"))
    def made(record):
        assert record.id == "my-id"

    made()


@given(testing.change_links())
def test_links_name_a_unit(link):
    assert link.before is not None or link.after is not None
