"""The bodies in the portal's OpenAPI document: the library's own schemas."""

import json
from dataclasses import dataclass, field
from typing import cast

from litestar import Litestar
from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Reference,
    RequestBody,
    Schema,
)

from egov_readiness.formats.schema import Document, json_schema

JsonSchema = dict[str, object]

_COMPONENTS = "#/components/schemas/"
_SET_HERE = ("recorded_on", "withdrawn_on")
"""What the portal says of evidence, and nobody else."""

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
        "properties": {name: item for name, item in properties.items() if name not in _SET_HERE},
        "required": [name for name in required if name not in _SET_HERE],
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


def with_schemas(app: Litestar) -> Litestar:
    """Add the schemas to the OpenAPI document of an application, and return it."""
    components = app.openapi_schema.components
    assert components is not None  # Litestar makes them for every application
    components.schemas = (components.schemas or {}) | {
        name: _Given(document=schema) for name, schema in schemas().items()
    }
    return app


def _content(*names: str) -> dict[str, OpenAPIMediaType]:
    references = [Reference(ref=_COMPONENTS + name) for name in names]
    schema = references[0] if len(references) == 1 else Schema(any_of=references)
    return {"application/json": OpenAPIMediaType(schema=schema)}
