"""What the tests of several measures share."""

import pytest

from egov_readiness.observations import State


def _within(narrow, wide):
    if wide.state is State.UNKNOWN:
        return True
    if narrow.state is State.NOT_APPLICABLE:
        # What may be not applicable cannot be said to have a value.
        return wide.state is not State.KNOWN
    if isinstance(narrow.value, str):
        return wide.value == narrow.value
    if narrow.state is State.UNKNOWN or wide.state is State.NOT_APPLICABLE:
        return False
    return wide.low <= narrow.low and narrow.high <= wide.high


@pytest.fixture(scope="session")
def within():
    """Tell whether what is known better lies within the bounds of what is known less well."""
    return _within


@pytest.fixture(scope="session")
def codes():
    """Return the codes of an observation's reasons, each with the record it names."""
    return lambda found: [(r.code.value, r.facts.get("record")) for r in found.because]
