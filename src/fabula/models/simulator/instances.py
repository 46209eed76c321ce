"""Instances of a JSON schema: what a model that is held to the schema might have answered."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from random import Random
from typing import Any
from urllib.parse import unquote

from fabula.models.simulator.prose import WORDS
from fabula.models.simulator.schema_parts import merged, of_type, types_of
from fabula.models.simulator.strings import make_string

Schema = Mapping[str, Any]

DEEP = 5
"""Below this depth everything takes its shortest way to an end."""
_ENDLESS = math.inf


class Impossible(Exception):
    """Raised when no value fits a schema, or none that ends."""


def instance(schema: Any, dice: Random) -> Any:
    """A value that fits a JSON schema (2020-12, and what OpenAPI and pydantic write).

    Raises:
        Impossible: None does, or the schema refers to what is not in it.
    """
    return _Making(schema, dice).value(schema, 0, "")


class _Making:
    """One instance of one schema."""

    def __init__(self, root: Any, dice: Random) -> None:
        self._root, self._dice = root, dice

    def value(self, schema: Any, depth: int, name: str) -> Any:
        """A value; the name of its field says what it may be about."""
        schema = self._plain(schema, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            fit = [one for one in schema["enum"] if of_type(one, types_of(schema))]
            if not fit:
                raise Impossible("an enumeration without a member that fits")
            return self._dice.choice(fit)
        kind = self._type(schema, depth)
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, depth, name)
        return _SCALARS[kind](schema, self._dice, name)

    def _plain(self, schema: Any, depth: int) -> dict[str, Any]:
        """The schema without references and choices."""
        for _ in range(100):
            if isinstance(schema, bool) or not isinstance(schema, Mapping):
                if schema is False:
                    raise Impossible("a schema that nothing fits")
                return {}
            rest = dict(schema)
            if "$ref" in rest:
                schema = merged(self._referred(rest.pop("$ref")), rest)
            elif "allOf" in rest:
                schema = merged(*rest.pop("allOf"), rest)
            elif choice := next((key for key in ("anyOf", "oneOf") if rest.get(key)), ""):
                schema = merged(self._option(rest.pop(choice), depth), rest)
            else:
                return rest
        raise Impossible("a schema that refers to itself without end")

    def _referred(self, pointer: str) -> Any:
        """What a reference within the schema stands for."""
        found = self._root
        for part in filter(None, pointer.removeprefix("#").split("/")):
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            try:
                found = found[int(key)] if isinstance(found, list) else found[key]
            except (KeyError, IndexError, ValueError, TypeError):
                raise Impossible(f"a reference to {pointer!r}, which is not there") from None
        return found

    def _option(self, options: list[Any], depth: int) -> Any:
        if depth >= DEEP:
            return min(options, key=self._height)
        real = [one for one in options if not _is_null(one)]
        if not real or (len(real) < len(options) and self._dice.random() < 0.15):
            return next(filter(_is_null, options))
        return self._dice.choice([o for o in real if self._height(o) < _ENDLESS] or real)

    def _type(self, schema: Schema, depth: int) -> str:
        kinds = types_of(schema)
        if not kinds:
            return "string"
        if "null" in kinds and (depth >= DEEP or len(kinds) == 1 or self._dice.random() < 0.15):
            return "null"
        return self._dice.choice([kind for kind in kinds if kind != "null"])

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        fields: Schema = schema.get("properties", {})
        required = list(schema.get("required", ()))
        most = schema.get("maxProperties", math.inf)
        made: dict[str, Any] = {}
        for name in [
            *(n for n in fields if n in required),
            *(n for n in required if n not in fields),
        ]:
            made[name] = self.value(
                fields.get(name, schema.get("additionalProperties", True)), depth + 1, name
            )
        least = schema.get("minProperties", 0)
        for name in fields:
            wanted = depth < DEEP and self._dice.random() < 0.8
            if name not in made and len(made) < most and (wanted or len(made) < least):
                made |= self._optional(name, fields[name], depth)
        ordered = {name: made[name] for name in fields if name in made} | made
        more = 2 if "additionalProperties" in schema and not fields and depth < DEEP else 0
        return self._filled(ordered, schema, depth, int(min(max(least, more), most)))

    def _optional(self, name: str, schema: Any, depth: int) -> dict[str, Any]:
        try:
            return {name: self.value(schema, depth + 1, name)}
        except Impossible:
            return {}

    def _filled(
        self, made: dict[str, Any], schema: Schema, depth: int, least: int
    ) -> dict[str, Any]:
        """The object with more keys of its own choice, until it has enough."""
        patterns: Schema = schema.get("patternProperties", {})
        others = schema.get("additionalProperties", True)
        for turn in range(20 * least):
            if len(made) >= least:
                break
            if patterns:
                pattern, inner = next(iter(patterns.items()))
                key = make_string({"pattern": pattern}, self._dice)
            elif others is False:
                break
            else:
                inner = others
                names = schema.get("propertyNames")
                key = str(self.value(names, DEEP, "")) if names else WORDS[turn % len(WORDS)]
            if key not in made:
                made[key] = self.value(inner, depth + 1, key)
        return made

    def _array(self, schema: Schema, depth: int, name: str) -> list[Any]:
        first = list(schema.get("prefixItems", ()))
        least = int(schema.get("minItems", 0))
        most = schema.get("maxItems", math.inf)
        items = schema.get("items", True)
        usual = self._dice.randint(2, 4) if depth < DEEP else 0
        if items is False:
            most = min(most, len(first))
        wanted = int(min(most, max(least, len(first) if first else usual)))
        made: list[Any] = []
        if "contains" in schema:
            wanted = max(wanted, int(schema.get("minContains", 1)))
            made += [
                self.value(merged(schema["contains"], items), depth + 1, name)
                for _ in range(int(schema.get("minContains", 1)))
            ]
        seen = {_canon(one) for one in made}
        for _ in range(wanted * 20):
            if len(made) >= wanted:
                break
            inner = first[len(made)] if len(made) < len(first) else items
            one = self.value(inner, depth + 1, name.removesuffix("s"))
            if not schema.get("uniqueItems") or _canon(one) not in seen:
                made.append(one)
                seen.add(_canon(one))
        return made

    def _height(self, schema: Any, seen: frozenset[str] = frozenset()) -> float:
        """How many levels the shortest value of a schema has; infinite if it never ends."""
        if not isinstance(schema, Mapping):
            return 0
        levels: list[float] = [0]
        if "$ref" in schema:
            if schema["$ref"] in seen:
                return _ENDLESS
            levels.append(self._height(self._referred(schema["$ref"]), seen | {schema["$ref"]}))
        for options in (schema.get("anyOf"), schema.get("oneOf")):
            levels += [min(self._height(one, seen) for one in options)] if options else []
        levels += [self._height(one, seen) for one in schema.get("allOf", ())]
        fields = schema.get("properties", {})
        inside = [fields[name] for name in schema.get("required", ()) if name in fields]
        if schema.get("minItems"):
            inside += [schema.get("items", True), *schema.get("prefixItems", ())]
        if "null" not in types_of(schema):
            levels += [1 + self._height(one, seen) for one in inside]
        return max(levels)


def _number(schema: Schema, dice: Random, *, whole: bool) -> float:
    """A number in the range; a small one where there is none."""
    step = schema.get("multipleOf", 1 if whole else 0)
    tiny = step or 1e-6
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    if isinstance(above := schema.get("exclusiveMinimum"), int | float) and above is not True:
        low = max(low, math.floor(above / tiny) * tiny + tiny if step else above + tiny)
    if isinstance(below := schema.get("exclusiveMaximum"), int | float) and below is not True:
        high = min(high, math.ceil(below / tiny) * tiny - tiny if step else below - tiny)
    usual = 100 if whole else 1
    if low == -math.inf:
        low = 0 if high >= 0 else high - usual * tiny
    if high == math.inf:
        high = low + usual * max(step, 1)
    if not step:
        made = dice.uniform(low, high)
        return round(made, 3) if low <= round(made, 3) <= high else made
    least, most = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if whole and step != int(step):
        return next((n for n in range(math.ceil(low), math.floor(high) + 1) if not n % step), 0)
    if least > most:
        raise Impossible("a range without a number")
    made = dice.randint(least, most) * step
    return int(made) if whole else made


def _is_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "null"


def _canon(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


_SCALARS: dict[str, Callable[[Schema, Random, str], Any]] = {
    "null": lambda *_: None,
    "boolean": lambda _, dice, __: dice.random() < 0.5,
    "integer": lambda schema, dice, _: _number(schema, dice, whole=True),
    "number": lambda schema, dice, _: _number(schema, dice, whole=False),
    "string": make_string,
}
