"""Keys in words: what is told of a value, and what of a difference."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.engine.telling import changes, code_changes, told


@dataclass(frozen=True)
class Voice:
    """A model has an identity, a record has fields."""

    identity: str


@dataclass(frozen=True)
class Scene:
    """A record."""

    title: str
    words: str


def test_values_are_told_by_their_length() -> None:
    """A short value stands as it is, a long one by its digest, a model by its identity."""
    parts = {"scene": "1", "voice": "2", "lines": "3", "speed": "4"}
    scene = Scene("Rain", "drip " * 30)
    found = told(parts, {"scene": scene, "voice": Voice("tts 1"), "lines": ["a"], "speed": 1.5})

    assert len(found.pop("scene.words")) == 16
    assert found == {
        **parts,
        "scene.title": "= 'Rain'",
        "voice.": "model tts 1",
        "lines.[1]": "= 'a'",
        "speed.": "= 1.5",
    }


def test_each_difference_is_one_line() -> None:
    """A record is told by its fields; what is new or gone is told as such."""
    before = {"scene": "1", "scene.title": "= 'a'", "scene.words": "77", "old": "5"}
    now = {"scene": "2", "scene.title": "= 'b'", "scene.words": "78", "new": "6"}

    assert changes(before, now) == [
        "scene.title: 'a' -> 'b'",
        "scene.words changed",
        "old is used no more",
        "new is new",
    ]
    assert changes(now, now) == []


def test_accepted_difference_is_not_told() -> None:
    """Where the digest is that of before, what stands in the fields does not count."""
    same = {"voice": "1", "voice.": "model a"}

    assert changes(same, {"voice": "1", "voice.": "model b"}) == []


def test_code_is_told_by_its_pieces() -> None:
    """A name that only leads elsewhere is told where nothing else explains the change."""
    before = {"function a.b": "1", "name a.c": "2", "file d/e.md": "3"}

    assert code_changes(before, {**before, "function a.b": "9", "name a.c": "8"}) == [
        "function a.b changed"
    ]
    assert code_changes(before, {**before, "name a.c": "8"}) == ["name a.c means something else"]
    assert code_changes(before, {"function a.b": "1", "name a.c": "2"}) == [
        "file d/e.md is used no more"
    ]
