"""The types of the OpenAPI document as TypeScript, for the front end's checker: the shapes that our answers have."""

import inspect
import json
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

HEADER = "/** The API's values. Generated from its OpenAPI document by `make api-types`; not to be edited. */\n"
PRIMITIVES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def typescript(document: Json) -> str:
    """A declaration file: every schema of the document's components under its name."""
    schemas = document["components"]["schemas"]
    return "\n".join([HEADER, *(_declaration(name, schema) for name, schema in schemas.items())])


def _declaration(name: str, schema: Json) -> str:
    if "properties" in schema:
        return f"{_comment(schema, '')}export interface {name} {_object(schema, '')}\n"
    return f"{_comment(schema, '')}export type {name} = {_type(schema)};\n"


def _object(schema: Json, indent: str) -> str:
    lines = (line for name in schema["properties"] for line in _property(schema, name, indent + "  "))
    return "\n".join(["{", *lines, indent + "}"])


def _property(schema: Json, name: str, indent: str) -> Iterator[str]:
    declared = schema["properties"][name]
    optional = "" if name in schema.get("required", ()) else "?"
    yield f"{_comment(declared, indent)}{indent}{name}{optional}: {_type(declared)};"


def _type(schema: Json) -> str:
    """The type of a schema of the kinds that answers are made of."""
    for keyword, written in BY_KEYWORD.items():
        if keyword in schema:
            return written(schema)
    return BY_TYPE.get(schema.get("type", ""), _primitive)(schema)


def _primitive(schema: Json) -> str:
    return PRIMITIVES.get(schema.get("type", ""), "unknown")


def _list(schema: Json) -> str:
    item = _type(schema.get("items", {}))
    return f"({item})[]" if " | " in item else f"{item}[]"


BY_KEYWORD: dict[str, Callable[[Json], str]] = {
    "$ref": lambda schema: str(schema["$ref"]).rpartition("/")[2],
    "anyOf": lambda schema: " | ".join(map(_type, schema["anyOf"])),
    "enum": lambda schema: " | ".join(map(json.dumps, schema["enum"])),
    "prefixItems": lambda schema: f"[{', '.join(map(_type, schema['prefixItems']))}]",
}
BY_TYPE: dict[str, Callable[[Json], str]] = {
    "array": _list,
    "object": lambda schema: f"Record<string, {_type(schema.get('additionalProperties') or {})}>",
}


def _comment(schema: Json, indent: str) -> str:
    text = inspect.cleandoc(schema.get("description", ""))
    if not text:
        return ""
    first, *rest = text.splitlines()
    if not rest:
        return f"{indent}/** {first} */\n"
    return "\n".join([f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in (first, *rest)), f"{indent} */\n"])
