import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from egov_readiness import documents, model, rules
from egov_readiness.canonical import plain
from egov_readiness.describe import Checked, complaint, describe
from egov_readiness.formats.convert import structure
from egov_readiness.kinds import Between, NotApplicable, Ratio
from egov_readiness.testing import values_of

CLASSES = {
    name: value
    for room in (documents, model, rules)
    for name, value in vars(room).items()
    if name in room.__all__ and isinstance(value, type) and issubclass(value, Checked)
}
SHAPES = list(dict.fromkeys(field.shape for cls in CLASSES.values() for field in describe(cls)))


@pytest.mark.parametrize("name", [name for name in CLASSES if name not in ("Survey", "Rulebook")])
def test_every_record_and_rule_can_be_made_and_read_back_from_its_plain_form(name):
    @given(st.from_type(CLASSES[name]))
    def survives(made):
        assert structure(CLASSES[name], plain(made)) == made

    survives()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_values_made_for_a_field_fit_it(shape):
    @given(values_of(shape))
    def fits(value):
        assert complaint(shape, value) is None

    fits()


@pytest.mark.parametrize("kind", [float, Between, Ratio, NotApplicable, type(None)])
def test_a_field_is_tried_with_every_kind_of_value_it_may_have(kind):
    (shape,) = (field.shape for field in describe(model.Evidence) if field.name == "value")
    assert isinstance(find(values_of(shape), lambda value: isinstance(value, kind)), kind)
