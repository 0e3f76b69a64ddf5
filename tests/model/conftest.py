import pytest

from egov_readiness.dates import PartialDate
from egov_readiness.errors import RecordError
from egov_readiness.kinds import Text

DAY = PartialDate("2009-06-11")


class Make:
    """Records with the fields that every record has filled in."""

    day = DAY

    def text(self, word="x"):
        return Text({"en": word})

    def record(self, cls, identity="r", **fields):
        common = {"id": identity, "observed_on": DAY, "recorded_on": DAY}
        if "unit" in {field.name for field in cls.__attrs_attrs__}:
            common["unit"] = "di-linh"
        return cls(**{**common, **fields})

    def refused(self, cls, **fields):
        with pytest.raises(RecordError) as caught:
            self.record(cls, **fields)
        return [(problem.code, problem.path) for problem in caught.value.problems]


@pytest.fixture
def make():
    return Make()
