import pytest
from attrs import evolve

from egov_readiness.kinds import Text
from egov_readiness.rules import Group, Identity, Indicator, Rulebook, lint


class Make:
    """Small rulebooks to break one rule at a time."""

    def title(self, word="x"):
        return Text({"en": word})

    def group(self, code, parent=None, **fields):
        return Group(code=code, parent=parent, title=self.title(code), **fields)

    def indicator(self, code="i", parent="all", **fields):
        fields = {"method": Identity(), "title": self.title(code), **fields}
        return Indicator(code=code, parent=parent, **fields)

    def book(self, **fields):
        sound = Rulebook(
            id="book",
            version="1",
            title=self.title("Book"),
            groups=(self.group("all"),),
            indicators=(self.indicator(),),
        )
        return evolve(sound, **fields)

    def problems(self, measures=None, also_known=(), **fields):
        return lint(self.book(**fields), measures=measures, also_known=also_known)

    def found(self, **fields):
        return [(problem.code, problem.path) for problem in self.problems(**fields)]


@pytest.fixture
def make():
    return Make()
