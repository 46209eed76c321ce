"""Keys: what is told apart, what is not, and what is refused."""

from __future__ import annotations

import enum
import subprocess
import sys
from collections import OrderedDict
from dataclasses import dataclass, make_dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.engine import digest_of, digest_of_bytes
from fabula.errors import Unkeyable


@dataclass(frozen=True, slots=True)
class Point:
    """A dataclass."""

    x: int
    y: object = None


@dataclass(frozen=True, slots=True)
class Dot:
    """Another one with the same fields."""

    x: int
    y: object = None


class Mood(enum.Enum):
    """An enum."""

    GLAD = 1
    SAD = 2


class Tone(enum.IntEnum):
    """An enum of numbers."""

    GLAD = 1


class Pair(NamedTuple):
    """A tuple by another name."""

    first: int
    second: int


class Model:
    """Something that says what it is."""

    def __init__(self, identity: Any) -> None:
        self.identity = identity

    identity: Any = None


DIFFERENT: list[object] = [
    None, True, False, 0, 1, -1, 1.0, 0.0, float("inf"), "", "1", "None", b"", b"1", "a", b"a",
    "é", "\ud800", b"a" * 5000, b"a" * 4999 + b"b", (), [], {}, set(), (1, 2), [1, 2], (2, 1),
    {1, 2}, {1: 2}, {2: 1}, {"1": 2}, ("ab",), ("a", "b"), [["a"], "b"], [["a", "b"]], ((),),
    Point(1), Point(1, 2), Dot(1), {"x": 1, "y": None}, Mood.GLAD, Mood.SAD, Tone.GLAD, "GLAD",
    Model("x"), Model("y"), "x", 10**30, [None], [[]], {"a": {"b": 1}}, {"a": {"c": 1}},
]  # fmt: skip


def test_different_values_differ() -> None:
    """Type, order, nesting, length and class all tell values apart."""
    digests = {digest_of(value): value for value in DIFFERENT}

    assert len(digests) == len(DIFFERENT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a", "b", "c"}, frozenset({"c", "b", "a"})),
        (b"abc", bytearray(b"abc")),
        ({"a": 1}, OrderedDict(a=1)),
        ((1, 2), Pair(1, 2)),
        (Model("gpt"), Model("gpt")),
        (Point(1, (b"x",)), Point(1, (b"x",))),
    ],
)
def test_equal_content_is_equal(one: object, other: object) -> None:
    """Order of dicts and sets, and plain subclasses, do not matter."""
    assert digest_of(one) == digest_of(other)


def test_field_names_count() -> None:
    """A field that got another name is another question."""
    one = make_dataclass("Frame", ["width"], namespace={"__module__": "studio"})
    other = make_dataclass("Frame", ["height"], namespace={"__module__": "studio"})

    assert digest_of(one(1)) != digest_of(other(1))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Path("a.pdf"), "A path says where, not what"),
        (print, "identity"),
        (object(), "identity"),
        ([{"deep": {Path("x")}}], "A path"),
        (Point(1, Path("x")), "A path"),
        (Model(3), "must be a string"),
    ],
)
def test_values_without_content_are_refused(value: object, said: str) -> None:
    """What has no content of its own is refused, however deep it is, with a remedy."""
    with pytest.raises(Unkeyable, match=said):
        digest_of(value)


def test_digest_holds_over_processes() -> None:
    """Hash seeds do not matter, and the form of a digest is part of every stored key."""
    script = (
        "from fabula.engine import digest_of\n"
        "print(digest_of([{'b', 'a', 'c'}, {'x': 1.5, 'y': None}, b'z', 'é']))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }

    assert answers == {digest_of([{"b", "a", "c"}, {"x": 1.5, "y": None}, b"z", "é"])}
    assert answers == {"bd4bde8f6c6d2f95e97c02abb129f7499e0578e4"}


def test_digest_of_bytes_is_blake2b() -> None:
    """Blobs can be checked by any other tool: `b2sum -l 160`."""
    assert digest_of_bytes(b"") == "3345524abf6bbe1809449224b5972c41790b6cf2"


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    | st.binary(),
    lambda inner: st.lists(inner)
    | st.lists(inner).map(tuple)
    | st.dictionaries(st.text(), inner),
    max_leaves=8,
)  # fmt: skip


@given(plain, plain)
def test_digests_agree_with_repr(one: object, other: object) -> None:
    """Two plain values have one digest exactly if they look the same (dicts sorted)."""
    same = digest_of(one) == digest_of(other)

    assert same == (shown(one) == shown(other))


def shown(value: object) -> str:
    """The value as text, with dicts in order of their keys."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{shown(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({','.join(shown(item) for item in value)})"
    return repr(value)
