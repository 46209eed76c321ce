"""Half an answer is a value of its type in which nothing is wrong, only missing."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from fabula.models.text.draft import Draft, Partial

pytestmark = pytest.mark.anyio


class Colour(enum.Enum):
    """Of a cat."""

    BLACK = "black"


@dataclass(frozen=True)
class Cat:
    """Purrs."""

    name: str
    lives: int
    colour: Colour
    kind: Literal["cat"] = "cat"


@dataclass(frozen=True, slots=True)
class Dog:
    """Barks."""

    name: str
    tricks: tuple[str, ...]
    kind: Literal["dog"] = "dog"


@dataclass(frozen=True)
class House:
    """Has pets."""

    street: str
    door: tuple[int, str]
    pets: tuple[Cat | Dog, ...]
    owner: Cat | None
    front: Dog
    rent: float
    sold: bool
    signs: Mapping[str, str] = field(default_factory=dict)
    floors: int = 1


def so_far(kind: Any, text: str) -> Any:
    """The value in a text."""
    return Partial[Any](kind, text, 1).value


def test_nothing_yet_is_empty() -> None:
    """Before the first word, texts and lists are empty, defaults stand, the rest is None."""
    empty = House("", (None, ""), (), None, None, None, None, {}, 1)  # type: ignore[arg-type]

    for text in ("", "Sure! Here", "{", "<think>{", '<think>{"street": "x"}'):
        assert so_far(House, text) == empty


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ('{"street": "Har', "street", "Har"),
        ('```json\n{"street": "Har', "street", "Har"),
        ('<think>{"street": "no"}</think>{"street": "Har', "street", "Har"),
        ('{"door": [1', "door", (None, "")),
        ('{"door": [12,', "door", (12, "")),
        ('{"door": [12, "b', "door", (12, "b")),
        ('{"pets": [{"kind": "d', "pets", ()),
        ('{"pets": [{"kind": "dog", "tricks": ["si', "pets", (Dog("", ("si",)),)),
        ('{"owner": null', "owner", None),
        ('{"front": {"na', "front", Dog("", ())),
        ('{"front": {"name": "Rex', "front", Dog("Rex", ())),
        ('{"rent": 12', "rent", None),
        ('{"rent": 120, ', "rent", 120.0),
        ('{"rent": 1.5e', "rent", None),
        ('{"sold": tru', "sold", None),
        ('{"sold": true', "sold", True),
        ('{"signs": {"door": "Be', "signs", {"door": "Be"}),
        ('{"floors": "three"', "floors", None),
    ],
)
def test_what_has_come_is_there(text: str, name: str, value: object) -> None:
    """Texts and lists grow; numbers and choices are there when they are there in full."""
    assert getattr(so_far(House, text), name) == value


def test_union_is_told_by_its_mark() -> None:
    """Which of two an object is shows in its marks; a choice that is half written is no choice."""
    text = '{"answer": {"kind": "cat", "name": "Tom", "lives": 9, "colour": "bla'
    half, whole = so_far(Cat | Dog, text), so_far(Cat | Dog, text + 'ck"}}')

    assert half == Cat("Tom", 9, None)  # type: ignore[arg-type]
    assert whole == Cat("Tom", 9, Colour.BLACK)
    assert so_far(Cat | Dog, '{"answer": {') is None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (str, "<think>Hm", ""),
        (str, "<think>Hm</think>\n Aho", "Aho"),
        (str, "I <th", "I <th"),
        (tuple[str, ...], '{"answer": ["a", "b', ("a", "b")),
        (list[int], '{"answer": [1, 2', [1]),
        (dict[str, int], '{"answer": {"a": 1, "b', {"a": 1}),
        (int | str, '{"answer": "x', "x"),
        (int | None, '{"answer": 3}', 3),
        (str, "", ""),
    ],
)
def test_plain_types_are_read(kind: Any, text: str, value: object) -> None:
    """Not only dataclasses grow."""
    assert so_far(kind, text) == value


@dataclass(frozen=True)
class Nest:
    """Has others in it."""

    name: str
    inner: tuple[Nest, ...] = ()


def test_class_may_hold_itself() -> None:
    """A tree grows at its leaves."""
    text = '{"answer": {"name": "a", "inner": [{"name": "b", "inner": [{"name": "c'

    assert so_far(Nest, text) == Nest("a", (Nest("b", (Nest("c"),)),))


def test_every_prefix_has_a_value() -> None:
    """Wherever an answer is cut, what there is can be looked at, and nothing gets lost again."""
    cat = {"kind": "cat", "name": 'Tom \\ "x" \u00e9', "lives": 9, "colour": "black"}
    tree = {"street": "Harbour", "door": [7, "b"], "pets": [cat], "owner": cat, "rent": 1200.5}
    text, seen = json.dumps(tree), 0
    for end in range(len(text) + 1):
        house = so_far(House, text[:end])
        known = len(house.street) + len(house.pets) + (house.rent is not None)

        assert known >= seen
        seen = known


async def test_slow_reader_skips_states() -> None:
    """A reader sees the text of now, and waits only for what it has not seen."""
    draft = Draft()
    pen = draft.begin()
    for piece in ("a", "b", "c"):
        pen(piece)
    await draft.more()

    assert (draft.text, draft.turn) == ("abc", 1)


def test_late_writer_is_not_read() -> None:
    """When a call is made once more beside a late one, their words are not mixed."""
    draft = Draft()
    late, second = draft.begin(), draft.begin()
    late("x")
    second("a")
    late("y")

    assert (draft.text, draft.turn) == ("a", 2)
