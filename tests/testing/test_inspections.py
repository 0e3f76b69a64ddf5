import pytest
from hypothesis import given

from egov_readiness import testing

RECORDS = [
    "findings",
    "inspection_rounds",
    "inspection_teams",
    "instructions",
    "visits",
]


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_can_be_made_for_an_identity(name):
    @given(getattr(testing, name)("my-id"))
    def made(record):
        assert record.id == "my-id"

    made()
