import attrs
import pytest

from egov_readiness.kinds import Text
from egov_readiness.measures import CATALOGUE, Measure, Parameter, check_call
from egov_readiness.model import ApplicationKind, InfrastructureKind
from egov_readiness.observations import unknown
from egov_readiness.rules import Group, Indicator, MeasureCall, Ratio, Rulebook, lint

NAMES = {
    "infrastructure.reach": ["kind"],
    "infrastructure.working": ["kind"],
    "infrastructure.in_use": ["kind"],
    "infrastructure.utilisation": ["kind"],
    "infrastructure.present": ["kind"],
    "staff.per_workstation": [],
    "training.coverage": ["level", "counted"],
    "milestones.met": [],
    "milestones.on_time": [],
    "milestones.overdue": [],
    "plans.issued_within": ["days"],
    "services.at_level": ["level", "level_scheme"],
    "services.filed_online": [],
    "documents.electronic": [],
    "applications.accounts_in_use": ["kind"],
    "applications.in_service": ["kind"],
    "findings.share_of_units": ["concept"],
    "evidence.value": ["concept"],
}


def problems(name, **parameters):
    return [(p.code, p.path, p.hint) for p in CATALOGUE[name].check(parameters)]


def test_rulebooks_can_rely_on_every_name_and_parameter():
    found = {name: [p.name for p in measure.parameters] for name, measure in CATALOGUE.items()}
    assert found == NAMES


def test_every_measure_has_its_own_name_title_and_definition():
    for name, measure in CATALOGUE.items():
        assert measure.name == name
        assert set(measure.title) == {"en", "vi"}
        assert "Source:" in (measure.function.__doc__ or "")
        assert "nknown" in measure.function.__doc__


def test_the_catalogue_cannot_be_changed():
    with pytest.raises(TypeError):
        CATALOGUE["mine"] = CATALOGUE["evidence.value"]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        CATALOGUE["evidence.value"].name = "mine"


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("infrastructure.in_use", {"kind": "lan"}),
        ("staff.per_workstation", {}),
        ("training.coverage", {"level": "commune"}),
        ("training.coverage", {"level": "commune", "counted": "certified"}),
        ("plans.issued_within", {"days": 0}),
        ("services.at_level", {"level": 3}),
        ("services.at_level", {"level": 3, "level_scheme": "vn-43-2011"}),
        ("applications.in_service", {}),
        ("applications.in_service", {"kind": "email"}),
        ("evidence.value", {}),
        ("evidence.value", {"concept": "lan"}),
    ],
)
def test_a_right_call_has_no_problems(name, parameters):
    assert problems(name, **parameters) == []
    assert check_call(MeasureCall(name, parameters), CATALOGUE) == ()


def test_every_kind_can_be_asked_for():
    for kind in InfrastructureKind:
        assert problems("infrastructure.reach", kind=kind.value) == []
    for kind in ApplicationKind:
        assert problems("applications.in_service", kind=kind.value) == []


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        (
            "infrastructure.in_use",
            {"kind": "lann"},
            [("value-not-allowed", "kind", "did you mean 'lan'?")],
        ),
        ("training.coverage", {}, [("missing-parameter", "level", "")]),
        (
            "training.coverage",
            {"levl": "commune", "counted": 3},
            [
                ("unknown-parameter", "levl", "did you mean 'level'?"),
                ("missing-parameter", "level", ""),
                ("wrong-type", "counted", ""),
            ],
        ),
        ("milestones.met", {"x": 1}, [("unknown-parameter", "x", "it takes none")]),
        ("plans.issued_within", {"n": 1, "days": 2}, [("unknown-parameter", "n", "it takes days")]),
        ("plans.issued_within", {"days": -1}, [("wrong-type", "days", "")]),
        ("plans.issued_within", {"days": 1.5}, [("wrong-type", "days", "")]),
        ("plans.issued_within", {"days": True}, [("wrong-type", "days", "")]),
        ("services.at_level", {"level": "3"}, [("wrong-type", "level", "")]),
        ("evidence.value", {"concept": " "}, [("wrong-type", "concept", "")]),
        (
            "training.coverage",
            {"level": "commune", "counted": "xyz"},
            [("value-not-allowed", "counted", "one of attended, completed, certified")],
        ),
    ],
)
def test_a_wrong_call_has_every_problem_with_its_parameter_and_a_hint(name, parameters, expected):
    assert problems(name, **parameters) == expected


def test_what_is_missing_is_hinted_by_what_is_allowed():
    [(code, path, hint)] = problems("infrastructure.reach")
    assert (code, path) == ("missing-parameter", "kind")
    assert hint.startswith("one of workstation, lan, ")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("infrastructure.inuse", "did you mean 'infrastructure.in_use'?"),
        ("xyz", "see the reference of measures"),
    ],
)
def test_a_measure_that_does_not_exist_is_a_problem_with_the_nearest_name(name, hint):
    [problem] = check_call(MeasureCall(name, {}), CATALOGUE)
    assert (problem.code, problem.path, problem.hint) == ("unknown-measure", "name", hint)


def test_defaults_are_filled_in_and_what_is_given_stands():
    measure = CATALOGUE["training.coverage"]
    assert measure.complete({"level": "commune"}) == {"level": "commune", "counted": "completed"}
    assert measure.complete({"counted": "attended"}) == {"counted": "attended"}
    assert CATALOGUE["evidence.value"].complete({}) == {}


def test_the_lint_of_rulebooks_checks_calls_against_the_catalogue():
    rulebook = Rulebook(
        id="r",
        version="1",
        title=Text({"en": "Rulebook"}),
        groups=(Group(code="all", title=Text({"en": "All"})),),
        indicators=(
            Indicator(
                code="lan",
                parent="all",
                title=Text({"en": "LAN"}),
                method=Ratio(),
                measure={"name": "infrastructure.reach", "kind": "lam"},
            ),
        ),
    )
    [problem] = lint(rulebook, measures=CATALOGUE)
    assert problem.code == "value-not-allowed"
    assert problem.path.endswith("indicator[lan].measure.kind")


def test_a_host_may_describe_a_measure_of_its_own():
    mine = Measure(
        name="mine.count",
        title=Text({"en": "Mine"}),
        parameters=(Parameter(name="n", value="whole_number", required=False, default=2),),
        function=lambda *_: unknown(),
    )
    assert (mine.gives, mine.complete({})) == ("any", {"n": 2})
