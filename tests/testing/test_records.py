import pytest
from hypothesis import find, given

from egov_readiness import testing

RECORDS = [
    "administrative_units",
    "applications",
    "evidence",
    "headcounts",
    "infrastructure_items",
    "legal_documents",
    "milestones",
    "plans",
    "public_services",
    "training_cohorts",
]


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_can_be_made_for_an_identity(name):
    @given(getattr(testing, name)("my-id"))
    def made(record):
        assert record.id == "my-id"

    made()


def test_records_shrink_to_what_matters():
    smallest = find(testing.infrastructure_items(), lambda item: item.in_use == 5)
    assert (smallest.organisation, smallest.capacity, smallest.origin) == (None, None, None)
