"""The portal's OpenAPI document: the library's own schemas; what it does not say is not asked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import msgspec
from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Parameter,
    Reference,
    RequestBody,
    Schema,
)
from msgspec import Struct

from egov_readiness import Problem, UsageError
from egov_readiness.errors import nearest
from egov_readiness.formats.listed import first_of
from egov_readiness.formats.schema import Document, json_schema
from portal.checks import SET_HERE

JsonSchema = dict[str, object]

_COMPONENTS = "#/components/schemas/"

_PROBLEM: JsonSchema = {
    "type": "object",
    "required": ["code", "path", "message"],
    "properties": {name: {"type": "string"} for name in ("code", "path", "message", "hint")},
}
_PROBLEMS: JsonSchema = {
    "type": "object",
    "required": ["problems"],
    "properties": {"problems": {"type": "array", "items": _PROBLEM}},
}


@dataclass
class _Given(Schema):
    """A schema that is there already, as JSON."""

    document: JsonSchema = field(default_factory=dict)

    def to_schema(self) -> JsonSchema:
        """Return it as it is."""
        return self.document


def schemas() -> dict[str, JsonSchema]:
    """Return the schemas of what the portal takes and gives, by name."""
    evidence = _documents("survey")["Evidence"]
    properties = cast("JsonSchema", evidence["properties"])
    required = cast("list[str]", evidence["required"])
    received = {
        **evidence,
        "properties": {name: item for name, item in properties.items() if name not in SET_HERE},
        "required": [name for name in required if name not in SET_HERE],
    }
    return {
        **_documents("request"),
        **_documents("scoreboard"),
        "Evidence": received,
        "Problems": _PROBLEMS,
    }


def _documents(what: Document) -> dict[str, JsonSchema]:
    """Return the schema of a document and those of all within it, by name."""
    text = json.dumps(json_schema(what)).replace('"#/$defs/', f'"{_COMPONENTS}')
    whole = json.loads(text)
    del whole["$schema"]
    found: dict[str, JsonSchema] = whole.pop("$defs")
    return found | {whole.pop("title"): whole}


def operation(
    *, request: str = "", response: tuple[str, ...] = (), finding: bool = False
) -> type[Operation]:
    """Return how an operation is described that may be refused with problems.

    Args:
        request: the name of the schema of its request; empty where Litestar knows.
        response: the names of the schemas that its response may have; none where Litestar knows.
        finding: whether what it asks for may not be there.
    """

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            if request:
                self.request_body = RequestBody(content=_content(request), required=True)
            responses = self.responses or {}
            if response:
                for status in [status for status in responses if status.startswith("2")]:
                    responses[status] = OpenAPIResponse(
                        "what was asked for", content=_content(*response)
                    )
            responses.pop("400", None)
            refusals = {"422": "every problem"}
            if finding:
                refusals["404"] = "what is not there"
            if self.request_body is not None:
                refusals["413"] = "that the request is too large"
            for status, description in refusals.items():
                responses[status] = OpenAPIResponse(description, content=_content("Problems"))

    return Described


def queries_of(app: Litestar) -> dict[tuple[str, str], list[str]]:
    """Return the names that may stand in the query of a request, by its verb and its path."""
    return {
        (verb.upper(), path): [
            parameter.name
            for parameter in operation.parameters or ()
            if isinstance(parameter, Parameter) and parameter.param_in == "query"
        ]
        for path, item in (app.openapi_schema.paths or {}).items()
        for verb in ("get", "post")
        if (operation := getattr(item, verb)) is not None
    }


async def check_query(request: Request[None, None, State]) -> None:
    """Refuse names of a query that are not documented or stand twice; called before all else."""
    scope = request.scope
    asked = request.app.state.queries.get((scope["method"], scope["path_template"]))
    if not scope["query_string"] or asked is None:
        return
    names = [name for name, _ in request.query_params.multi_items()]
    problems = [
        Problem("unknown-key", name, f"nothing here asks for {name!r}", nearest(name, asked))
        for name in dict.fromkeys(names)
        if name not in asked
    ]
    problems += [
        Problem("duplicate-key", name, f"{name!r} stands here more than once")
        for name in asked
        if names.count(name) > 1
    ]
    if problems:
        raise UsageError(first_of(problems, "document"))


def with_schemas(app: Litestar, orders: Sequence[type[Struct]]) -> Litestar:
    """Add the schemas to the OpenAPI document of an application, and return it.

    Args:
        app: the application.
        orders: what its other bodies are.
    """
    _, of_orders = msgspec.json.schema_components(orders, ref_template=_COMPONENTS + "{name}")
    components = app.openapi_schema.components
    assert components is not None  # Litestar makes them for every application
    components.schemas = (components.schemas or {}) | {
        name: _Given(document=schema) for name, schema in {**schemas(), **of_orders}.items()
    }
    return app


def _content(*names: str) -> dict[str, OpenAPIMediaType]:
    references = [Reference(ref=_COMPONENTS + name) for name in names]
    schema = references[0] if len(references) == 1 else Schema(any_of=references)
    return {"application/json": OpenAPIMediaType(schema=schema)}
