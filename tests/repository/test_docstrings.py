"""Rules about what is said of public names; that each has a docstring at all, ruff sees to."""

import importlib
import inspect
import pkgutil
import re

import attrs
import pytest

import egov_readiness

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(egov_readiness.__path__, "egov_readiness.")
)
# Functions whose docstring shows no example, with the reason.
NO_DOCTEST: dict[str, str] = {}


def public(module_name):
    """The names that a module offers as its own, each with what it stands for."""
    module = importlib.import_module(module_name)
    named = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
    return {
        name: value
        for name, value in named.items()
        if getattr(value, "__module__", None) == module_name
    }


def documented(doc, section, name):
    """Whether a section of a docstring has an entry for a name."""
    entries = re.search(rf"^ *{section}:\n(.*?)(?:\n\s*\n|\Z)", doc, re.DOTALL | re.MULTILINE)
    return entries is not None and re.search(rf"^ *{name}: \S", entries[1], re.MULTILINE)


@pytest.mark.parametrize("module_name", MODULES)
def test_a_module_says_which_of_its_names_are_public(module_name):
    module = importlib.import_module(module_name)
    own = [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module_name
    ]
    assert hasattr(module, "__all__") or own == []


@pytest.mark.parametrize("module_name", MODULES)
def test_every_public_name_says_what_it_is(module_name):
    silent = [
        name
        for name, value in public(module_name).items()
        if (inspect.isclass(value) or inspect.isfunction(value)) and not inspect.getdoc(value)
    ]
    assert silent == []


@pytest.mark.parametrize("module_name", MODULES)
def test_every_field_of_a_public_class_is_documented(module_name):
    silent = [
        f"{name}.{field.name}"
        for name, value in public(module_name).items()
        if inspect.isclass(value) and attrs.has(value)
        for field in attrs.fields(value)
        if not any(
            documented(base.__doc__ or "", "Attributes", field.name) for base in value.__mro__
        )
    ]
    assert silent == []


@pytest.mark.parametrize("module_name", MODULES)
def test_every_argument_of_a_public_function_is_documented(module_name):
    silent = [
        f"{name}({argument})"
        for name, value in public(module_name).items()
        if inspect.isfunction(value)
        for argument in inspect.signature(value).parameters
        if not documented(value.__doc__ or "", "Args", argument)
    ]
    assert silent == []


@pytest.mark.parametrize("module_name", MODULES)
def test_every_public_function_shows_an_example(module_name):
    silent = {
        f"{module_name}.{name}"
        for name, value in public(module_name).items()
        if inspect.isfunction(value) and ">>>" not in (value.__doc__ or "")
    }
    excepted = {name for name in NO_DOCTEST if name.rpartition(".")[0] == module_name}
    assert silent == excepted
