"""Values at rest: they come back equal, or not at all."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional

import pytest

from fabula.engine.values import INLINE_BYTES, Codec, Stale
from fabula.errors import Unstorable

if TYPE_CHECKING:
    from decimal import Decimal


class Mood(enum.Enum):
    """An enum."""

    GLAD = "glad"


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes, and a default that is an enum."""

    data: bytes
    mood: Mood = Mood.GLAD


@dataclass(frozen=True, slots=True)
class Title:
    """One member of a union."""

    text: str
    kind: Literal["title"] = "title"


@dataclass(frozen=True, slots=True)
class Tree:
    """A class that holds itself."""

    name: str
    children: tuple[Tree, ...] = ()
    shown: Title | Picture | None = None
    weights: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Even:
    """A class that refuses some values."""

    number: int

    def __post_init__(self) -> None:
        if self.number % 2:
            raise ValueError("odd")


@dataclass
class Hidden:
    """A field that cannot be given."""

    secret: int = field(init=False)


@dataclass
class Unseen:
    """A field whose type only type checkers see."""

    amount: Decimal


@dataclass
class HoldsPath:
    """A class that cannot be stored."""

    inner: HeldByPath
    place: Path


@dataclass
class HeldByPath:
    """A class that refers to one that cannot."""

    outer: list[HoldsPath]


@pytest.mark.parametrize(
    ("returns", "value"),
    [
        (str, "é\ud800"),
        (int, 10**20),
        (float, 0.1),
        (float, float("inf")),
        (bool, True),
        (None, None),
        (bytes, b"\x00\xff"),
        (bytes, b""),
        (list[int], [1, 2]),
        (tuple[str, ...], ("a", "b")),
        (tuple[str, int], ("a", 1)),
        (tuple[int, ...], ()),
        (set[str], {"a", "b"}),
        (frozenset[int], frozenset({1})),
        (dict[str, list[int]], {"b": [1], "a": []}),
        (dict[tuple[int, int], None], {(1, 2): None}),
        (Optional[str], None),  # noqa: UP045
        (str | None, "x"),
        (str | int | None, 3),
        (str | int | None, None),
        (list[int] | Title, [1]),
        (Literal["a", 1], 1),
        (Literal["a", "b"] | int, "b"),
        (Literal["a", "b"] | int, 7),
        (Mood, Mood.GLAD),
        (Mood | Title, Mood.GLAD),
        (Annotated[int, "unit"], 4),
        (Picture, Picture(b"png")),
        (Title | Picture, Picture(b"png")),
        (
            Tree,
            Tree(
                "a", (Tree("b", shown=Title("t")), Tree("c", shown=Picture(b"x"))), None, {1: 0.5}
            ),
        ),
    ],
    ids=str,
)
def test_values_come_back_equal(returns: Any, value: object) -> None:
    """Every storable type comes back equal and of the same type."""
    codec: Codec[object] = Codec(returns)
    body, blobs = codec.pack(value)
    again = codec.unpack(body, blobs)

    assert (type(again), again, blobs) == (type(value), value, {})


def test_dict_order_is_kept() -> None:
    """A dict comes back in the order in which it was made."""
    codec: Codec[dict[str, int]] = Codec(dict[str, int])
    body, _ = codec.pack({"b": 1, "a": 2})

    assert list(codec.unpack(body, {})) == ["b", "a"]


def test_whole_numbers_become_floats() -> None:
    """A step that declares float may return an int, as type checkers allow."""
    codec: Codec[float] = Codec(float)
    body, _ = codec.pack(3)

    assert repr(codec.unpack(body, {})) == "3.0"


def test_large_bytes_become_blobs() -> None:
    """Past 4 KB bytes leave the row; a blob that is not there makes the row stale."""
    codec: Codec[list[bytes]] = Codec(list[bytes])
    large = bytes(INLINE_BYTES + 1)
    body, blobs = codec.pack([bytes(INLINE_BYTES), large, large])

    assert list(blobs.values()) == [large]
    assert len(body) < 2 * INLINE_BYTES
    assert codec.unpack(body, blobs) == [bytes(INLINE_BYTES), large, large]
    with pytest.raises(Stale):
        codec.unpack(body, {})


@pytest.mark.parametrize(
    "returns",
    [
        object,
        Any,
        Path,
        tuple,
        dict,
        complex,
        3,
        list[Path],
        Hidden,
        Unseen,
        HoldsPath,
        Literal[b"x"],
        list[int] | list[str],
        int | Path,
        type,
        Tree | Path,
    ],
    ids=str,
)
def test_types_without_form_are_refused(returns: Any) -> None:
    """What cannot be stored is said before any work is done, each time anew."""
    for _ in range(2):
        with pytest.raises(Unstorable):
            Codec(returns)


def test_refused_class_leaves_nothing_behind() -> None:
    """A class that refers to a refused one is refused too, also when it is asked for later."""
    for returns in (HoldsPath, HeldByPath, HoldsPath):
        with pytest.raises(Unstorable, match="Path"):
            Codec(returns)


@pytest.mark.parametrize(
    ("returns", "value"),
    [
        (str, 1),
        (int, True),
        (int, 1.0),
        (float, "1"),
        (bytes, bytearray(b"x")),
        (list[int], (1,)),
        (list[int], ["1"]),
        (tuple[int, ...], [1]),
        (tuple[int, int], (1,)),
        (tuple[int, int], [1, 2]),
        (dict[str, int], [("a", 1)]),
        (Title, Picture(b"")),
        (Title | Picture, "title"),
        (Literal["a"], "b"),
        (Literal[1], True),
        (Mood, "GLAD"),
        (str | None, 1),
        (str, None),
    ],
    ids=str,
)
def test_values_of_other_types_are_refused(returns: Any, value: object) -> None:
    """A value that is not what the step declares is never stored as if it were."""
    codec: Codec[object] = Codec(returns)
    with pytest.raises(Unstorable):
        codec.pack(value)


@pytest.mark.parametrize(
    ("returns", "tree"),
    [
        (str, 1),
        (int, "1"),
        (int, True),
        (list[int], {"0": 1}),
        (list[int], None),
        (tuple[int, int], [1]),
        (dict[str, int], [["a"]]),
        (Title, ["title"]),
        (Title, {"text": "x"}),
        (Title, {"text": "x", "kind": "other"}),
        (Title, {"text": "x", "kind": "title", "more": 1}),
        (Title | Picture, ["nobody.Knows", {}]),
        (Title | Picture, 3),
        (Literal["a"], "b"),
        (Literal["a"], ["a"]),
        (Mood, "SAD"),
        (Mood, ["GLAD"]),
        (bytes, "not base64!"),
        (bytes, {"blob": "gone"}),
        (bytes, {}),
        (bytes, 3),
        (Even, {"number": 3}),
    ],
    ids=str,
)
def test_rows_of_other_forms_are_stale(returns: Any, tree: object) -> None:
    """A row that was stored when the classes were others is a miss, never a wrong value."""
    codec: Codec[object] = Codec(returns)
    with pytest.raises(Stale):
        codec.unpack(json.dumps(tree).encode(), {})


def test_broken_json_is_stale() -> None:
    """A row that is no JSON at all is a miss too."""
    codec: Codec[str] = Codec(str)
    for body in (b"{", b"\xff\xfe", b""):
        with pytest.raises(Stale):
            codec.unpack(body, {})
