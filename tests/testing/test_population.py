"""Strategies for what takes its numbers from a population."""

from typing import get_args

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from egov_readiness.rules.population import PopulationMethod, is_fitted
from egov_readiness.testing import fitted_methods, unfitted_methods


@given(fitted_methods())
def test_fitted_methods_have_their_numbers(method):
    assert is_fitted(method)


@given(unfitted_methods())
def test_unfitted_methods_have_none(method):
    assert not is_fitted(method)


@pytest.mark.parametrize("kind", get_args(PopulationMethod))
def test_every_kind_of_method_is_made(kind):
    assert isinstance(find(st.from_type(kind), bool), kind)
