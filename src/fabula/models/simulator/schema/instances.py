"""Instances of a JSON schema: what a model that is held to the schema might have answered."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from random import Random
from typing import Any

from fabula.models.simulator.prose import WORDS
from fabula.models.simulator.schema.forms import ENDLESS, Book, Form
from fabula.models.simulator.schema.strings import of_pattern

DEEP = 5
"""Below this depth everything takes its shortest way to an end."""
MOST_TRIES = 20
"""How often an item or a key is made anew because it was there already."""
_NULL_SHARE = 0.15


def instance(schema: Any, dice: Random) -> Any:
    """A value that fits a JSON schema (2020-12, and what OpenAPI and pydantic write).

    Raises:
        Impossible: None does, or the schema refers to what is not in it.
    """
    return _Making(dice).value(_book(json.dumps(schema)).first, 0)


@lru_cache(maxsize=256)
def _book(schema: str) -> Book:
    """A schema made ready: clients hold many answers to the same one."""
    return Book(json.loads(schema))


class _Making:
    """One instance of one schema."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice

    def value(self, form: Form, depth: int) -> Any:
        """A value."""
        if form.leaf is not None:
            return form.leaf(self._dice)
        if form.options:
            return self.value(self._option(form, depth), depth)
        if form.kind == "object" and form.fixed:
            return {name: self.value(field, depth + 1) for name, field in form.fields.items()}
        if form.kind == "object":
            return self._object(form, depth)
        return self._array(form, depth)

    def _option(self, form: Form, depth: int) -> Form:
        if depth >= DEEP or not form.usual:
            return form.shortest
        if len(form.usual) < len(form.options) and self._dice.random() < _NULL_SHARE:
            return form.shortest
        return form.usual[int(self._dice.random() * len(form.usual))]

    def _object(self, form: Form, depth: int) -> dict[str, Any]:
        schema, fields = form.plain, form.fields
        required = form.required
        least, most = schema.get("minProperties", 0), schema.get("maxProperties", math.inf)
        room = most - len(required)
        made: dict[str, Any] = {}
        for name, field in fields.items():
            if name in required:
                made[name] = self.value(field, depth + 1)
            elif room > 0 and field.height < ENDLESS:
                wanted = depth < DEEP and self._dice.random() < 0.8
                if wanted or len(required) + len(made) < least:
                    made[name] = self.value(field, depth + 1)
                    room -= 1
        for name in required:
            if name not in made:
                made[name] = self.value(form.others or form.part(True), depth + 1)
        more = 2 if "additionalProperties" in schema and not fields and depth < DEEP else 0
        self._fill(made, form, depth, int(min(max(least, more), most)))
        return made

    def _fill(self, made: dict[str, Any], form: Form, depth: int, least: int) -> None:
        """Add keys of its own choice to an object, until it has enough."""
        if len(made) >= least:
            return
        patterns = form.plain.get("patternProperties")
        names = form.plain.get("propertyNames")
        inner = form.part(next(iter(patterns.values()))) if patterns else form.others
        for turn in range(MOST_TRIES * least):
            if len(made) >= least or inner is None:
                return
            if patterns:
                key = of_pattern(next(iter(patterns)), self._dice)
            elif names:
                key = self.value(form.part({"type": "string"}, names), DEEP)
            else:
                key = WORDS[turn % len(WORDS)]
            if key not in made:
                made[key] = self.value(inner, depth + 1)

    def _array(self, form: Form, depth: int) -> list[Any]:
        schema, first, items = form.plain, form.first, form.items
        least, most = int(schema.get("minItems", 0)), schema.get("maxItems", math.inf)
        if items is None or items.height == ENDLESS:
            most = min(most, len(first))
        usual = self._dice.randint(2, 4) if depth < DEEP else 0
        wanted = int(min(most, max(least, len(first) or usual)))
        made = []
        if "contains" in schema:
            held = form.part(schema["contains"], schema.get("items", True))
            count = int(schema.get("minContains", 1))
            made = [self.value(held, depth + 1) for _ in range(count)]
        unique = bool(schema.get("uniqueItems"))
        seen = {_canon(one) for one in made} if unique else set()
        for _ in range(MOST_TRIES * wanted):
            if len(made) >= wanted:
                break
            inner = first[len(made)] if len(made) < len(first) else items
            one = self.value(inner, depth + 1) if inner else None
            if unique:
                if _canon(one) in seen:
                    continue
                seen.add(_canon(one))
            made.append(one)
        return made


def _canon(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
