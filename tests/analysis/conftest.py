"""Small surveys of districts, written as shortly as a test allows."""

from datetime import date

import pytest

import egov_readiness as egov
from egov_readiness.dates import PartialDate, Period
from egov_readiness.kinds import Text
from egov_readiness.model import (
    AdministrativeUnit,
    ChangeLink,
    Evidence,
    UnitChange,
    UnitChangeKind,
    UnitVersion,
)
from egov_readiness.rules import Group, Indicator, Ratio, Rulebook


class Make:
    """Writes units, records and a rulebook of two ratios; what a test does not say is plain."""

    day = PartialDate("2024-01-31")
    title = Text({"en": "x"})

    def record(self, cls, identity, **fields):
        common = {"id": identity, "observed_on": self.day, "recorded_on": self.day}
        named = {attribute.name for attribute in cls.__attrs_attrs__}
        plain = {"unit": "a", "statement": self.title, "course": self.title, "title": self.title}
        required = {name: value for name, value in plain.items() if name in named}
        for name in ("observed_on", "recorded_on"):
            if name in fields:
                fields[name] = PartialDate(fields[name])
        if cls is Evidence:
            required.pop("statement", None), required.pop("title")
        return cls(**common | required | fields)

    def unit(self, identity, since=None, until=None, **fields):
        plain = {"level": "district", "kind": "huyện", "parent": None}
        version = UnitVersion(
            valid=Period(since, until),
            name=Text({"vi": identity}),
            observed_on=self.day,
            recorded_on=self.day,
            **plain | fields,
        )
        return AdministrativeUnit(id=identity, versions=(version,))

    def evidence(self, identity, unit="a", concept="lan", value=0.5, **fields):
        return self.record(Evidence, identity, unit=unit, concept=concept, value=value, **fields)

    def change(self, kind, *links, on=date(2024, 7, 1)):
        return UnitChange(
            id=f"{kind}-{on}",
            kind=UnitChangeKind(kind),
            effective_on=on,
            links=tuple(ChangeLink(before=before, after=after) for before, after in links),
            observed_on=self.day,
            recorded_on=self.day,
        )

    def survey(self, *units, **sheets):
        units = units or (self.unit("a"), self.unit("b"))
        survey = egov.Survey(id="s", title=self.title, units=units, **sheets)
        assert egov.check_survey(survey) == ()
        return survey

    def book(self, weights=(1, 1), **fields):
        indicators = tuple(
            Indicator(
                code=code, parent="all", weight=weight, title=self.title, method=Ratio(), **fields
            )
            for code, weight in zip(("lan", "files"), weights, strict=True)
        )
        return Rulebook(
            id="r",
            version="1",
            title=self.title,
            scale=100,
            groups=(Group(code="all", title=self.title),),
            indicators=indicators,
        )


@pytest.fixture(scope="session")
def make():
    return Make()
