"""Types become schemas that strict servers take, and texts become answers of those types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from fabula.models.schemas import Misfit, shape_of
from fabula.productions.video.storyboard import Storyboard


@dataclass(frozen=True)
class Cat:
    """Purrs."""

    lives: int = 9
    kind: Literal["cat"] = "cat"


@dataclass(frozen=True)
class Dog:
    """Barks."""

    tricks: tuple[str, ...]
    kind: Literal["dog"] = "dog"


@dataclass(frozen=True)
class House:
    """Has pets."""

    pets: tuple[Cat | Dog, ...]
    number: int | None = None


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in a schema."""
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for item in node.values():
            yield from objects(item)
    elif isinstance(node, list):
        for item in node:
            yield from objects(item)


@pytest.mark.parametrize("kind", [Storyboard, House, int, tuple[Cat, ...], Cat | Dog])
def test_schema_fits_strict_mode(kind: Any) -> None:
    """Objects are closed and ask for all of their properties, from the root down."""
    schema = shape_of(kind).schema

    assert schema is not None
    assert schema["type"] == "object"
    for node in objects(schema):
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])
    assert not any(word in str(schema) for word in ("'default'", "'oneOf'", "'discriminator'"))


@pytest.mark.parametrize(
    ("kind", "text", "answer"),
    [
        (str, " Ahoy \n", "Ahoy"),
        (str, "<think>Hm. {no}</think>\nAhoy", "Ahoy"),
        (int, '{"answer": 3}', 3),
        (int, '<think>{"answer": 1}?</think>{"answer": 3}', 3),
        (int, 'See:\n```json\n{"answer": 3}\n```\nFor {reasons}.', 3),
        (dict[str, str], '{"answer": {"code": "```\\n{}\\n```"}}', {"code": "```\n{}\n```"}),
        (tuple[int, ...], '{"answer": [1, 2]}', (1, 2)),
        (Cat | Dog, '{"answer": {"kind": "dog", "tricks": ["sit"]}}', Dog(("sit",))),
        (House, '{"pets": [{"kind": "cat", "lives": 3}], "number": null}', House((Cat(3),))),
    ],
)
def test_text_becomes_an_answer(kind: Any, text: str, answer: object) -> None:
    """What is no object of its own stands under "answer"."""
    assert shape_of(kind).read(text) == answer


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('{"pets": [{"kind": "dog"}]}', ["pets.0.Dog.tricks: Field required"]),
        ('{"pets": [{"kind": "cow"}]}', ["pets.0.Cat.kind: ", "pets.0.Dog.kind: "]),
        ('{"pets": 7}', ["pets: Input should be a valid tuple (it is 7)"]),
        ('{"pets": [', ["It is not JSON: "]),
        ("", ["It is not JSON: "]),
        ("[]", ["the answer: "]),
    ],
)
def test_misfit_says_what_was_meant(text: str, faults: list[str]) -> None:
    """Faults name the place; those of union members that were not meant are left out."""
    with pytest.raises(Misfit) as caught:
        shape_of(House).read(text)
    told = caught.value.faults

    assert len(told) == len(faults)
    assert all(line.startswith(fault) for line, fault in zip(told, faults, strict=True))


def test_wrapper_is_asked_for() -> None:
    """An answer without its wrapper is a misfit, not a crash."""
    with pytest.raises(Misfit, match="'answer' is missing"):
        shape_of(int).read("7")


def test_message_names_few_faults() -> None:
    """A person is told the first three, and how many more there are; a model is told all."""
    misfit = Misfit("one", "two", "three", "four", "five")

    assert str(misfit) == "one; two; three; and 2 more"
    assert misfit.faults == ("one", "two", "three", "four", "five")
