"""JSON Schema (Draft 2020-12) of the documents, derived from the classes that hold them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Final, Literal

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen

from egov_readiness.canonical import Plain, plain
from egov_readiness.dates import PartialDate
from egov_readiness.describe import (
    Choice,
    Constant,
    FieldDescription,
    Leaf,
    Nested,
    SequenceOf,
    Shape,
    TableOf,
    describe,
)
from egov_readiness.formats.convert import tags_of
from egov_readiness.formats.requests import UnitRequest, UnitsRequest
from egov_readiness.formats.singles import LARGEST_INTEGER
from egov_readiness.kinds import LARGEST_TEXT, Between, Money, Pattern, Ratio, Text
from egov_readiness.limits import Limit
from egov_readiness.model import Survey
from egov_readiness.rules import Rulebook
from egov_readiness.scoring.result import Scoreboard

__all__ = ["Document", "json_schema"]

Document = Literal["rulebook", "survey", "scoreboard", "request"]
"""What there is a schema of."""

Schema = dict[str, Plain]

_ROOTS: Final[Mapping[Document, tuple[type, ...]]] = {
    "rulebook": (Rulebook,),
    "survey": (Survey,),
    "scoreboard": (Scoreboard,),
    "request": (UnitRequest, UnitsRequest),
}
"""The class, or one of several classes, that holds a document."""


def json_schema(what: Document) -> Schema:
    """Return the JSON Schema of a document.

    It says what a document may look like; what records must agree on with each other is checked
    when the document is loaded.

    Args:
        what: ``"rulebook"``, ``"survey"``, ``"scoreboard"`` or ``"request"``.

    Returns:
        The schema, Draft 2020-12, with one definition per class.

    >>> json_schema("rulebook")["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    definitions: dict[str, Schema] = {}
    tops = [_define(root, definitions) for root in _ROOTS[what]]
    top: Schema = {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in tops]}
    if len(tops) == 1:
        top = definitions.pop(tops[0])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": what.capitalize(),
        **top,
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


def _summary(cls: type) -> str:
    """Return the first paragraph of a class' documentation."""
    return " ".join((cls.__doc__ or "").strip().split("\n\n")[0].split())


def _define(cls: type, definitions: dict[str, Schema]) -> str:
    """Add the definition of a class, and of every class it contains; return its name."""
    name = cls.__name__
    if name in definitions:
        return name
    definitions[name] = {}
    properties: Schema = {field.key: _property(field, definitions) for field in describe(cls)}
    required: list[Plain] = [field.key for field in describe(cls) if field.required]
    definitions[name] = {
        "description": _summary(cls),
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }
    return name


def _property(field: FieldDescription, definitions: dict[str, Schema]) -> Schema:
    schema = _schema(field.shape, definitions)
    if field.doc:
        schema = {"description": field.doc, **schema}
    if not field.required and field.default is not None:
        schema["default"] = plain(field.default)
    return schema


def _schema(shape: Shape, definitions: dict[str, Schema]) -> Schema:
    match shape:
        case Leaf(kind, limits):
            return {**_leaf(kind), **_limits(limits, "Length")}
        case Constant(values):
            return {"const": values[0]} if len(values) == 1 else {"enum": list(values)}
        case Nested(cls):
            return {"$ref": f"#/$defs/{_define(cls, definitions)}"}
        case SequenceOf(item, limits):
            return {
                "type": "array",
                "items": _schema(item, definitions),
                **_limits(limits, "Items"),
            }
        case TableOf(key, value):
            return {
                "type": "object",
                "propertyNames": _schema(key, definitions),
                "additionalProperties": _schema(value, definitions),
            }
        case Choice(options):
            return {"anyOf": [*_options(options, definitions)]}


def _options(options: tuple[Shape, ...], definitions: dict[str, Schema]) -> list[Schema]:
    tagged = len(tags_of(options)) > 1
    schemas = []
    for option in options:
        schema = _schema(option, definitions)
        if tagged and isinstance(option, Nested):
            tag = next(field.key for field in describe(option.cls) if field.is_tag)
            schema["required"] = [tag]
        schemas.append(schema)
    return schemas


_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_DAY: Final = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_PART: Final = r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
_TAG: Final = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


_LEAVES: Final[Mapping[type, Callable[[], Schema]]] = {
    str: lambda: {"type": "string"},
    int: lambda: {
        "type": "integer",
        "minimum": -LARGEST_INTEGER,
        "maximum": LARGEST_INTEGER,
    },
    float: lambda: {"type": "number"},
    bool: lambda: {"type": "boolean"},
    NoneType: lambda: {"type": "null"},
    date: lambda: {**_text(_DAY), "format": "date"},
    Decimal: lambda: _text(_NUMBER),
    PartialDate: lambda: {
        "anyOf": [
            _text(f"{_PART}(?:/{_PART})?"),
            {"type": "integer", "minimum": 1000, "maximum": 9999},
        ]
    },
    Between: lambda: _text(rf"\s*{_NUMBER}\s*\.\.\s*{_NUMBER}\s*"),
    Ratio: lambda: _text(rf"\s*{_NUMBER}\s*/\s*{_NUMBER}\s*"),
    Money: lambda: _text(rf"\s*{_NUMBER} [A-Z]{{3}}\s*"),
    Text: lambda: {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": f"^(?:{_TAG})$"},
        "additionalProperties": {"type": "string", "pattern": r"\S", "maxLength": LARGEST_TEXT},
    },
}


def _leaf(kind: type) -> Schema:
    if kind in _LEAVES:
        return _LEAVES[kind]()
    if issubclass(kind, Enum):
        return {"enum": [plain(member) for member in kind]}
    raise TypeError(f"{kind!r} has no spelling in files")


def _limits(limits: tuple[Limit, ...], counted: Literal["Length", "Items"]) -> Schema:
    schema: Schema = {}
    for limit in limits:
        match limit:
            case Ge(ge=least):
                schema["minimum"] = _number(least)
            case Gt(gt=least):
                schema["exclusiveMinimum"] = _number(least)
            case Le(le=most):
                schema["maximum"] = _number(most)
            case Lt(lt=most):
                schema["exclusiveMaximum"] = _number(most)
            case MinLen(least):
                schema[f"min{counted}"] = least
            case MaxLen(most):
                schema[f"max{counted}"] = most
            case Pattern(regex):
                schema["pattern"] = f"^(?:{regex})$"
    return schema


def _number(value: object) -> float:
    assert isinstance(value, int | float)  # limits on numbers are numbers
    return value
