"""Values of a JSON schema that have no parts: what makes them, worked out once for each schema."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from fabula.models.simulator.schema.strings import string_maker

Maker = Callable[[Random], Any]

USUAL_WIDTH = 100
"""Of a range of whole numbers without an end; of others, 1."""


class Impossible(Exception):
    """Raised when no value fits a schema, or none that ends."""


def leaf_maker(schema: Mapping[str, Any], kind: str, name: str) -> Maker | None:
    """What makes values for a schema; None for objects and arrays.

    Args:
        schema: Without references and choices.
        kind: Its only type; empty for any.
        name: Of the field: it says what a string may be about.
    """
    if "const" in schema:
        return lambda _: schema["const"]
    if "enum" in schema:
        return _member_maker(schema["enum"])
    if kind in {"integer", "number"}:
        return _number_maker(schema, whole=kind == "integer")
    return _SIMPLE[kind] if kind in _SIMPLE else string_maker(schema, name)


_SIMPLE: dict[str, Maker | None] = {
    "object": None,
    "array": None,
    "null": lambda _: None,
    "boolean": lambda dice: dice.random() < 0.5,
}


def _member_maker(members: list[Any]) -> Maker:
    if not members:
        raise Impossible("an enumeration without a member that fits")
    return lambda dice: members[int(dice.random() * len(members))]


def _number_maker(schema: Mapping[str, Any], *, whole: bool) -> Maker:
    """What makes numbers in a range; small ones where there is none."""
    step = schema.get("multipleOf", 1 if whole else 0)
    low, high = _range(schema, step or 1e-6, USUAL_WIDTH if whole else 1)
    if not step:
        return lambda dice: _rounded(dice.uniform(low, high), low, high)
    if whole and step != int(step):
        # Rare, and small: try them all.
        return _member_maker(
            [n for n in range(math.ceil(low), math.floor(high) + 1) if not n % step]
        )
    least, most = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if least > most:
        raise Impossible("a range without a number")
    width = most - least + 1
    if whole:
        step = int(step)
    return lambda dice: (least + int(dice.random() * width)) * step


def _range(schema: Mapping[str, Any], step: float, width: float) -> tuple[float, float]:
    """The smallest and the largest number that is meant."""
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if above is not None:
        low = max(low, math.floor(above / step) * step + step if step >= 1 else above + step)
    if below is not None:
        high = min(high, math.ceil(below / step) * step - step if step >= 1 else below - step)
    if low == -math.inf:
        low = 0.0 if high >= 0 else high - width * max(step, 1)
    if high == math.inf:
        high = low + width * max(step, 1)
    return low, high


def _rounded(number: float, low: float, high: float) -> float:
    """With three places, where that leaves it in its range."""
    short = round(number, 3)
    return short if low <= short <= high else number
