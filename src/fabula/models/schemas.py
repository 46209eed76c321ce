"""The type of an answer as a JSON schema, and a model's text as an answer of that type."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError
    from pydantic_core import ErrorDetails

MOST_FAULTS = 12
"""More would not help a model to put them right."""

FAULTS_TOLD = 3

_FENCE = re.compile(r"^```[a-z]*[ \t]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_BRACES = re.compile(r"\{.*\}", re.DOTALL)
# Open models that reason do so aloud, before the answer.
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_shapes: dict[Any, Shape] = {}
_DROPPED = {"default", "title", "discriminator"}


class Misfit(Exception):
    """Raised when a text is not an answer of the type; `faults` says why, a line each.

    As a message it names the first three: a model needs them all, a person does not.
    """

    def __init__(self, *faults: str) -> None:
        more = [f"and {len(faults) - FAULTS_TOLD} more"] if len(faults) > FAULTS_TOLD else []
        super().__init__("; ".join((*faults[:FAULTS_TOLD], *more)))
        self.faults = faults


class Unreadable(Misfit):
    """Raised when a text that shall be JSON is none."""


@dataclass(frozen=True)
class Shape:
    """The shape of an answer.

    Args:
        name: What the schema is called.
        schema: Fit for OpenAI's strict mode: closed objects, every property required, and an
            object at the root. None for plain text.
        wrapped: Whether the answer stands in the object under "answer".
        adapter: Reads it.
    """

    name: str
    schema: dict[str, Any] | None
    wrapped: bool
    adapter: TypeAdapter[Any]

    def form(self) -> str:
        """The schema in words, for a model that is not held to it otherwise."""
        if self.schema is None:
            return ""
        written = json.dumps(self.schema, ensure_ascii=False)
        return (
            f"Answer with one JSON object of this schema, and nothing before or after:\n{written}"
        )

    def read(self, text: str) -> Any:
        """The answer that a model wrote.

        Raises:
            Unreadable: It is not JSON.
            Misfit: It is not of the type.
        """
        text = _THOUGHTS.sub("", text).strip()
        if self.schema is None:
            return text
        tree = _parse(text)
        if self.wrapped:
            if not isinstance(tree, dict) or "answer" not in tree:
                raise Misfit("The property 'answer' is missing.")
            tree = tree["answer"]
        return self._validated(tree)

    def _validated(self, tree: Any) -> Any:
        from pydantic import ValidationError

        try:
            return self.adapter.validate_python(tree)
        except ValidationError as exc:
            faults = faults_in(exc)
        raise Misfit(*faults) from None


def spoken(text: str) -> str:
    """What is said in a text that may not be at its end: without the thoughts before it."""
    if not text.lstrip().startswith("<think>"):
        return text
    return _THOUGHTS.sub("", text) if "</think>" in text else ""


def faults_in(error: ValidationError) -> list[str]:
    """What is wrong, a line each, as a model is told; at most `MOST_FAULTS` lines."""
    return [_fault(one) for one in _meant(error.errors(include_url=False))][:MOST_FAULTS]


async def ready_shape(kind: Any) -> Shape:
    """As `shape_of`, without keeping the loop waiting the first time."""
    if kind not in _shapes:
        _shapes[kind] = await asyncio.to_thread(shape_of, kind)
    return _shapes[kind]


@cache
def shape_of(kind: Any) -> Shape:
    """The shape of a type: a frozen dataclass, a union of such, a literal, text, a number, a tuple.

    Takes 0.1 s the first time.
    """
    from pydantic import TypeAdapter

    adapter = TypeAdapter(kind)
    name = re.sub(r"\W+", "_", getattr(kind, "__name__", "") or "answer")
    if kind is str:
        return Shape(name, None, wrapped=False, adapter=adapter)
    schema = _strict(adapter.json_schema())
    if schema.get("type") == "object" and "properties" in schema:
        return Shape(name, schema, wrapped=False, adapter=adapter)
    shared = schema.pop("$defs", None)
    outer = _closed({"type": "object", "properties": {"answer": schema}})
    return Shape(name, outer | ({"$defs": shared} if shared else {}), wrapped=True, adapter=adapter)


def _strict(node: Any) -> Any:
    """A schema without what strict mode does not know; it knows `anyOf`, not `oneOf`."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key in {"properties", "$defs"}:
            made[key] = {name: _strict(item) for name, item in value.items()}
        elif key not in _DROPPED:
            made["anyOf" if key == "oneOf" else key] = _strict(value)
    return _closed(made) if "properties" in made else made


def _closed(node: dict[str, Any]) -> dict[str, Any]:
    return node | {"required": list(node["properties"]), "additionalProperties": False}


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number in JSON")


def _parse(text: str) -> Any:
    """The JSON in a text: all of it, or what stands in a fence, or what stands in braces."""
    wrapped = [_FENCE.search(text), _BRACES.search(text)]
    problem = ""
    for candidate in (text, *(match.group(match.re.groups) for match in wrapped if match)):
        try:
            return json.loads(candidate, parse_constant=_refuse)
        except ValueError as exc:
            problem = f"It is not JSON: {exc}."
    raise Unreadable(problem)


def _meant(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those of union members that were not meant: their `kind` is another.

    If no member has that kind, the errors about the kind are left.
    """
    kinds = [e for e in errors if e["type"] == "literal_error" and e["loc"][-1:] == ("kind",)]
    others = {error["loc"][:-1] for error in kinds}
    rest = [e for e in errors if not any(e["loc"][: len(other)] == other for other in others)]
    return rest or kinds or errors


def _fault(error: ErrorDetails) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the answer"
    value = repr(error["input"])
    return f"{place}: {error['msg']}" + (f" (it is {value})" if len(value) <= 60 else "")
