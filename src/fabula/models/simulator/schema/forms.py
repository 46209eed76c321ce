"""JSON schemas made ready: references followed, all-of put together, any-of told apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from fabula.models.simulator.schema.leaves import Impossible, Maker, leaf_maker

ENDLESS = math.inf


class Book:
    """A schema and the schemas that stand in it; each is made ready once.

    Args:
        root: What references are looked up in.
    """

    def __init__(self, root: Any) -> None:
        self._root = root
        self._forms: dict[tuple[str, str], Form] = {}
        self.first = Form(root, self, "")

    def form(self, schema: Any, name: str) -> Form:
        """A schema, ready, for a field of some name; the same one for the same reference."""
        if not isinstance(schema, Mapping) or list(schema) != ["$ref"]:
            return Form(schema, self, name)
        place = (schema["$ref"], name)
        if place not in self._forms:
            self._forms[place] = Form(schema, self, name)
        return self._forms[place]

    def referred(self, pointer: str) -> Any:
        """What a reference within the schema stands for."""
        found = self._root
        for part in filter(None, pointer.removeprefix("#").split("/")):
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            try:
                found = found[int(key)] if isinstance(found, list) else found[key]
            except (KeyError, IndexError, ValueError, TypeError):
                raise Impossible(f"a reference to {pointer!r}, which is not there") from None
        return found


class Form:
    """One schema, ready.

    Args:
        schema: As it is written.
        book: Where references are looked up.
        name: Of the field that it is the schema of.
    """

    def __init__(self, schema: Any, book: Book, name: str) -> None:
        self._book, self._name = book, name
        self._refs: set[str] = set()
        self._choices: list[Any] = []
        self.plain = self._followed(schema)
        kinds = types_of(self.plain)
        if "enum" in self.plain:
            self.plain["enum"] = [one for one in self.plain["enum"] if of_type(one, kinds)]
        elif len(kinds) > 1 and not self._choices:
            self._choices = [{"type": kind} for kind in kinds]
        self.kind = kinds[0] if len(kinds) == 1 else ""

    def _followed(self, schema: Any) -> dict[str, Any]:
        """The schema without references, and with its choices put aside."""
        for _ in range(100):
            if schema is False:
                raise Impossible("a schema that nothing fits")
            if not isinstance(schema, Mapping):
                return {}
            rest = dict(schema)
            if "$ref" in rest:
                self._refs.add(rest["$ref"])
                schema = merged(self._book.referred(rest.pop("$ref")), rest)
            elif "allOf" in rest:
                schema = merged(*rest.pop("allOf"), rest)
            else:
                self._choices = rest.pop("anyOf", None) or rest.pop("oneOf", None) or []
                return rest
        raise Impossible("a schema that refers to itself without end")

    @cached_property
    def options(self) -> list[Form]:
        """What there is to choose from, less what nothing fits; empty if this is one schema."""
        made = []
        for one in self._choices:
            with suppress(Impossible):
                whole = merged(one, self.plain) if self.plain else one
                made.append(self._book.form(whole, self._name))
        if self._choices and not made:
            raise Impossible("a choice between schemas that nothing fits")
        return made

    @cached_property
    def usual(self) -> list[Form]:
        """The options that are worth something: not null, and not without end."""
        return [one for one in self.options if one.kind != "null" and one.height < ENDLESS]

    @cached_property
    def shortest(self) -> Form:
        """The option that ends soonest: null, if that is one."""
        return min(self.options, key=lambda one: one.height)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The properties that there must be."""
        return tuple(self.plain.get("required", ()))

    @cached_property
    def fields(self) -> dict[str, Form]:
        """The properties that are named; those that nothing fits only if they are required."""
        made = {}
        for name, schema in self.plain.get("properties", {}).items():
            if schema is not False or name in self.required:
                made[name] = self._book.form(schema, name)
        return made

    @cached_property
    def fixed(self) -> bool:
        """Whether it has exactly the properties that are named: as strict schemas have it."""
        named = self.fields
        enough = self.plain.get("minProperties", 0) <= len(named)
        return bool(named) and enough and set(self.required) == set(named)

    @cached_property
    def others(self) -> Form | None:
        """Properties that are not named; None if there may be none."""
        told = self.plain.get("additionalProperties", True)
        return None if told is False else self.part(told)

    @cached_property
    def first(self) -> list[Form]:
        """The items whose place is told."""
        return [self.part(one) for one in self.plain.get("prefixItems", ())]

    @cached_property
    def items(self) -> Form | None:
        """All other items; None if there may be none."""
        told = self.plain.get("items", True)
        return None if told is False else self.part(told)

    def part(self, *schemas: Any) -> Form:
        """What fits all of several schemas, for an item or a further field."""
        whole = schemas[0] if len(schemas) == 1 else merged(*schemas)
        return self._book.form(whole, self._name.removesuffix("s"))

    @cached_property
    def leaf(self) -> Maker | None:
        """What makes values of this schema; None if they have parts, or if there is a choice."""
        return None if self.options else leaf_maker(self.plain, self.kind, self._name)

    @cached_property
    def height(self) -> float:
        """How many levels its shortest value has; infinite if it never ends."""
        return self._height(frozenset())

    def _height(self, seen: frozenset[str]) -> float:
        if self._refs & seen:
            return ENDLESS
        seen |= self._refs
        if self.options:
            return min(one._height(seen) for one in self.options)  # noqa: SLF001 its own kind
        if self.kind == "null":
            return 0
        inside = [
            self.fields[name] for name in self.plain.get("required", ()) if name in self.fields
        ]
        if self.plain.get("minItems"):
            inside += [*self.first, *([self.items] if self.items else [])]
        return max((1 + one._height(seen) for one in inside), default=0)  # noqa: SLF001


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
