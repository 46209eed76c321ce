"""Tests of instances of JSON schemas, against an independent validator."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field, TypeAdapter

from fabula.models.simulator.dice import dice
from fabula.models.simulator.schema.instances import instance
from fabula.models.simulator.schema.leaves import Impossible

SEEDS = range(20)


def check(schema: Any, seeds: range = SEEDS) -> list[Any]:
    """Instances of a schema, each of which the validator accepts."""
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    made = [instance(schema, dice(seed)) for seed in seeds]
    for value in made:
        validator.validate(value)
    return made


STRINGS = st.one_of(
    st.sampled_from(["date", "date-time", "time", "email", "uri", "uuid", "ipv4", "hostname"]).map(
        lambda form: {"type": "string", "format": form}
    ),
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(
        lambda ends: {"type": "string", "minLength": min(ends), "maxLength": max(ends)}
    ),
    st.sampled_from(
        [
            r"^[A-Z]{2}\d{3,5}$",
            r"^(red|green|blue)-\w+$",
            r"[^aeiou\s]+",
            r"^\+?[0-9 ]{7,12}$",
            r"(\w)x\1",
            r"^v\d+\.\d+\.\d+(-[a-z]+)?$",
        ]
    ).map(lambda pattern: {"type": "string", "pattern": pattern}),
)
NUMBERS = st.builds(
    lambda kind, low, width, step: (
        {"type": kind, "minimum": low, "maximum": low + width}
        | ({"multipleOf": step} if step and width >= step else {})
    ),
    st.sampled_from(["integer", "number"]),
    st.integers(-1000, 1000),
    st.integers(0, 500),
    st.sampled_from([0, 1, 5, 7]),
)
LEAVES = st.one_of(
    STRINGS,
    NUMBERS,
    st.just({"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5}),
    st.just({"type": "number", "exclusiveMinimum": 0, "maximum": 1}),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"const": 7}, True, {}]),
    st.lists(st.one_of(st.integers(), st.text(max_size=5)), min_size=1, unique=True).map(
        lambda values: {"enum": values}
    ),
    st.just({"type": ["string", "null"]}),
)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas of objects, arrays and choices of others."""
    fields = st.dictionaries(st.sampled_from("abcdefg"), inner, max_size=4)
    return st.one_of(
        st.builds(
            lambda own, closed, least: {
                "type": "object",
                "properties": own,
                "required": sorted(own)[:least],
                "additionalProperties": not closed,
            },
            fields,
            st.booleans(),
            st.integers(0, 4),
        ),
        st.builds(
            lambda one: {"type": "object", "additionalProperties": one, "minProperties": 2}, inner
        ),
        st.builds(
            lambda one, least, more: {
                "type": "array",
                "items": one,
                "minItems": least,
                "maxItems": least + more,
            },
            inner,
            st.integers(0, 5),
            st.integers(0, 5),
        ),
        st.builds(
            lambda own: {"type": "array", "prefixItems": own, "items": False}, st.lists(inner)
        ),
        st.builds(lambda own: {"anyOf": own}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(
            lambda one, other: {
                "allOf": [
                    {"type": "object", "properties": {"x": one}, "required": ["x"]},
                    {"type": "object", "properties": {"y": other}, "required": ["y"]},
                ]
            },
            inner,
            inner,
        ),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.recursive(LEAVES, nested, max_leaves=8), st.integers(0, 2**32))
def test_instance_fits_any_schema(schema: Any, seed: int) -> None:
    """Whatever the schema, its instance is valid, and JSON."""
    made = instance(schema, dice(seed))

    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(made)
    assert json.loads(json.dumps(made)) == made


class Node(BaseModel):
    """A tree."""

    name: str = Field(min_length=3, max_length=12)
    children: list[Node] = []
    partner: Node | None


class Leaf(BaseModel):
    """An expression without parts."""

    kind: str = Field(pattern="^leaf$")
    value: float = Field(ge=0, lt=1)


class Sum(BaseModel):
    """An expression of at least two parts."""

    parts: list[Sum | Leaf] = Field(min_length=2)


def test_recursion_comes_to_an_end() -> None:
    """Types that contain themselves have instances, of a reasonable size."""
    made = [*check(Node.model_json_schema()), *check(Sum.model_json_schema())]

    assert max(len(json.dumps(value)) for value in made) < 100_000


def test_endless_schema_is_impossible() -> None:
    """What can never end is refused, and does not hang."""
    endless = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}

    with pytest.raises(Impossible):
        instance(endless, dice(0))
    with pytest.raises(Impossible):
        instance({"$ref": "#/$defs/missing"}, dice(0))


def test_siblings_of_reference_hold() -> None:
    """What stands beside a `$ref` holds too."""
    schema = {
        "type": "object",
        "properties": {"list": {"$ref": "#/$defs/list", "minItems": 4}},
        "required": ["list"],
        "$defs": {"list": {"type": "array", "items": {"type": "integer"}, "maxItems": 5}},
    }

    assert {len(value["list"]) for value in check(schema)} == {4}


def test_unique_items_are_unique() -> None:
    """No item comes twice where that is not allowed."""
    check({"type": "array", "items": {"enum": list("abcdef")}, "uniqueItems": True, "minItems": 5})
    check({"type": "array", "contains": {"const": 3}, "items": {"type": "integer"}})
    check({"type": "object", "propertyNames": {"pattern": "^[a-z]{3}$"}, "minProperties": 3})
    check(
        {
            "type": "object",
            "patternProperties": {"^x-[a-z]+$": {"type": "integer"}},
            "minProperties": 2,
            "additionalProperties": False,
        }
    )


def test_openapi_and_pydantic_are_understood() -> None:
    """A discriminated union as pydantic writes it, with `oneOf`, is answered."""
    schema = TypeAdapter(list[Leaf | Sum | dict[str, int] | tuple[int, str]]).json_schema()
    schema["minItems"] = 3

    assert all(len(value) >= 3 for value in check(schema))


def test_same_dice_same_instance() -> None:
    """An instance depends on the schema and the dice alone."""
    schema = Sum.model_json_schema()

    assert instance(schema, dice(5)) == instance(schema, dice(5))
