"""JSON schemas taken apart and put together: their types, and one schema for all of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}
_TELLING = {
    "properties": "object",
    "additionalProperties": "object",
    "required": "object",
    "items": "array",
    "prefixItems": "array",
    "minItems": "array",
    "minimum": "number",
    "maximum": "number",
    "multipleOf": "number",
}
"""What tells the type of a schema that does not."""


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """The types that a schema allows; empty for any."""
    told = schema.get("type")
    if told is None:
        return next(([kind] for key, kind in _TELLING.items() if key in schema), [])
    return [told] if isinstance(told, str) else list(told)


def of_type(value: Any, kinds: list[str]) -> bool:
    """Whether a value is of one of the types; of any, if there are none."""
    if isinstance(value, bool):
        return not kinds or "boolean" in kinds
    return not kinds or any(isinstance(value, TYPES[kind]) for kind in kinds)


def merged(*schemas: Any) -> Any:
    """One schema for what fits all of several."""
    made: dict[str, Any] = {}
    for schema in schemas:
        if schema is False:
            return False
        if isinstance(schema, Mapping):
            for key, value in schema.items():
                made[key] = _both(key, made[key], value) if key in made else value
    return made


def _both(key: str, one: Any, other: Any) -> Any:
    """What a keyword says when it is said twice."""
    join = _JOINS.get(key)
    return join(one, other) if join else other


def _types_of_both(one: list[str], other: list[str]) -> list[str]:
    """Every integer is a number."""
    both = [kind for kind in one if kind in other]
    if "integer" in {*one, *other} and "number" in {*one, *other} and "integer" not in both:
        both.append("integer")
    return both


def _fields(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {name: merged(one.get(name, True), other.get(name, True)) for name in [*one, *other]}


def _all_of_both(one: list[Any], other: list[Any]) -> list[Any]:
    return [*one, *(value for value in other if value not in one)]


_JOINS: dict[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("properties", "patternProperties", "$defs"), _fields),
    **dict.fromkeys(("required", "allOf"), _all_of_both),
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
    **dict.fromkeys(("items", "additionalProperties", "contains", "propertyNames"), merged),
    "enum": lambda one, other: [value for value in one if value in other],
    "type": lambda one, other: _types_of_both(types_of({"type": one}), types_of({"type": other})),
}
