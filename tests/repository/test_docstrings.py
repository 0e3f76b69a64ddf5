"""Rules about what is said of public names, beyond what ruff sees to."""

import importlib
import inspect
import pkgutil
import re

import attrs

import egov_readiness

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(egov_readiness.__path__, "egov_readiness.")
)
# Public functions whose docstring shows no example, with the reason.
NO_EXAMPLE = {
    "main": "it talks to a terminal and ends with an exit code",
    "save_rulebook": "it writes a file",
    "save_survey": "it writes a folder",
    "setup": "Sphinx calls it",
}
# Modules with public names that the reference leaves out, with the reason.
NOT_IN_REFERENCE = {
    "egov_readiness.cli.app": "its commands print their own help, and the how-to shows them",
    "egov_readiness.loops": "the rooms share it, and it says nothing about the domain",
}
# What a strategy makes is random; tests/testing says what holds of it.
NO_EXAMPLE_IN = "egov_readiness.testing"


def own_names(module_name):
    """The names that a module offers as its own, each with what it stands for."""
    module = importlib.import_module(module_name)
    named = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
    return {
        name: value
        for name, value in named.items()
        if getattr(value, "__module__", None) == module_name
    }


def public_names():
    """The names offered by the front, by a room, or by a module beside the rooms."""
    doors = [egov_readiness.__name__, *(name for name in MODULES if name.count(".") == 1)]
    return {
        name: getattr(module, name)
        for module in map(importlib.import_module, doors)
        for name in getattr(module, "__all__", ())
    }


def public_functions():
    """The functions among the public names."""
    return {name: value for name, value in public_names().items() if inspect.isfunction(value)}


def documented(doc, section, name):
    """Whether a section of a docstring has an entry for a name."""
    entries = re.search(rf"^ *{section}:\n(.*?)(?:\n\s*\n|\Z)", doc, re.DOTALL | re.MULTILINE)
    return entries is not None and re.search(rf"^ *{name}: \S", entries[1], re.MULTILINE)


def test_every_module_with_names_says_which_of_them_are_public():
    undecided = []
    for module in map(importlib.import_module, MODULES):
        own = [
            name
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
        ]
        if own and not hasattr(module, "__all__"):
            undecided.append(module.__name__)
    assert undecided == []


def test_every_public_name_says_what_it_is():
    silent = [
        f"{module_name}.{name}"
        for module_name in MODULES
        for name, value in own_names(module_name).items()
        if (inspect.isclass(value) or inspect.isfunction(value)) and not value.__doc__
    ]
    assert silent == []


def test_every_field_of_a_public_class_is_documented():
    silent = []
    for module_name in MODULES:
        for name, value in own_names(module_name).items():
            if not (inspect.isclass(value) and attrs.has(value)):
                continue
            docs = [base.__doc__ or "" for base in value.__mro__]
            silent += [
                f"{module_name}.{name}.{field.name}"
                for field in attrs.fields(value)
                if not any(documented(doc, "Attributes", field.name) for doc in docs)
            ]
    assert silent == []


def test_every_argument_of_a_public_function_is_documented():
    silent = []
    for name, function in public_functions().items():
        arguments = list(inspect.signature(function).parameters)
        if len(arguments) > 1:  # the summary speaks of a single one
            doc = function.__doc__ or ""
            silent += [f"{name}({a})" for a in arguments if not documented(doc, "Args", a)]
    assert silent == []


def test_every_public_function_shows_an_example():
    silent = {
        name
        for name, function in public_functions().items()
        if ">>>" not in (function.__doc__ or "")
        and not function.__module__.startswith(NO_EXAMPLE_IN)
    }
    assert silent == set(NO_EXAMPLE)


def test_every_public_name_stands_in_the_reference(project):
    pages = [path.read_text(encoding="utf-8") for path in (project / "docs/reference").glob("*.md")]
    printed = set(re.findall(r"^\.\. auto\w+:: (\S+)", "\n".join(pages), re.MULTILINE))
    absent = {
        value.__module__
        for name, value in public_names().items()
        if (inspect.isclass(value) or inspect.isfunction(value))
        and not {value.__module__, f"egov_readiness.{name}"} & printed
    }
    assert absent == set(NOT_IN_REFERENCE)
