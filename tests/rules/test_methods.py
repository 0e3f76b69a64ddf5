from datetime import date

import pytest
from hypothesis import given

from egov_readiness.dates import Period
from egov_readiness.errors import RecordError
from egov_readiness.kinds import Between
from egov_readiness.rules import methods as m
from egov_readiness.rules.dated import DatedNumber
from egov_readiness.testing import methods

DAY = date(2009, 6, 11)
VALID = Period(date(2008, 1, 1))


def codes(method, declared=None):
    return [(p.code, p.path) for p in m.method_problems(method, declared, VALID)]


def dated(*pairs):
    return tuple(DatedNumber(since=date(year, 1, 1), value=value) for year, value in pairs)


@given(methods())
def test_every_method_takes_a_form_the_kernel_knows(method):
    assert isinstance(m.form_on(method, DAY), m.Form)


@pytest.mark.parametrize(
    ("method", "form"),
    [
        (m.Ratio(), m.LinearForm(0.0, 1.0, False, False, False)),
        (m.Ratio(over="full"), m.LinearForm(0.0, 1.0, False, True, False)),
        (m.Goalposts(worst=3, best=1), m.LinearForm(3.0, 1.0, True, True, False)),
        (
            m.Goalposts(worst=1, best=9, clip="low", log=True),
            m.LinearForm(1.0, 9.0, True, False, True),
        ),
        (m.Goalposts(worst=0, best=1, clip="high"), m.LinearForm(0.0, 1.0, False, True, False)),
        (m.Target(target=0.9), m.LinearForm(0.0, 0.9, True, True, False)),
        (m.PerItem(points=2, cap=10), m.PerItemForm(2.0, 10.0)),
        (m.Identity(), m.IdentityForm()),
    ],
)
def test_a_method_takes_its_form(method, form):
    assert m.form_on(method, DAY) == form


def test_a_target_with_yearly_steps_is_that_of_its_year():
    method = m.Target(target=dated((2008, 0.6), (2010, 0.9)))
    assert m.form_on(method, date(2009, 12, 31)).best == 0.6
    assert m.form_on(method, date(2010, 1, 1)).best == 0.9
    assert codes(method) == []


def test_points_are_divided_by_the_points_of_full_attainment():
    steps = m.form_on(m.Steps(of=20, steps=(m.Step(at_least=4, gives=20), m.Step(gives=5))), DAY)
    assert [attained for _, attained in steps.steps] == [1.0, 0.25]
    options = m.form_on(m.Options(of=10, options={"chair": 10, "deputy": 5}), DAY)
    assert dict(options.attainments) == {"chair": 1.0, "deputy": 0.5}


def test_yes_and_no_are_understood_in_both_languages():
    form = m.form_on(m.YesNo(), DAY)
    assert form.attainments["có"] == form.attainments["yes"] == 1.0
    assert form.attainments["không"] == form.attainments["no"] == 0.0


@pytest.mark.parametrize(
    ("method", "code", "path"),
    [
        (m.Goalposts(worst=1, best=1), "best-equals-worst", "worst"),
        (m.Target(target=0), "best-equals-worst", "target"),
        (m.Goalposts(worst=0, best=1, log=True), "log-of-nothing", "worst"),
        (m.Goalposts(worst=0, best=dated((2008, 1.0), (2010, 0.0))), "best-equals-worst", "worst"),
        (m.Target(target=dated((2010, 0.9))), "dates-leave-a-gap", "target"),
        (m.Options(options={}), "no-options", "options"),
        (m.Options(options={"Có": 1, "có": 0}), "same-option", "options.Có"),
        (m.Steps(steps=(m.Step(at_least=1, gives=1),)), "gap", "steps[0]"),
    ],
)
def test_what_is_wrong_with_a_method_is_named_with_its_place(method, code, path):
    assert (code, path) in codes(method)


def test_steps_need_to_cover_only_the_declared_range():
    method = m.Steps(steps=(m.Step(at_least=1, gives=1), m.Step(at_least=0, below=1, gives=0)))
    assert codes(method, Between(0, 5)) == []
    assert codes(method) == [("gap", "steps[1]")]


@pytest.mark.parametrize("of", [0, -1, 1e-300, float("nan")])
def test_what_is_divided_by_is_a_number_in_proportion(of):
    with pytest.raises(RecordError):
        m.Options(of=of, options={"a": 1})


def test_every_problem_has_words():
    for problem in m.method_problems(m.Goalposts(worst=1, best=1), None, VALID):
        assert problem.message
        assert problem.hint
