"""Tests of values brought back from the form in which models read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from fabula.models.simulator.revival import Strange, revived


@dataclass(frozen=True)
class Chest:
    """What may be left out because it is empty."""

    label: str
    coins: tuple[int, ...]
    map: bytes
    owner: str | None
    marks: dict[str, str]
    names: Mapping[str, int]
    seal: Literal["", "wax"]


@pytest.mark.parametrize(
    ("kind", "tree", "value"),
    [
        (tuple[int, str], [1, "a"], (1, "a")),
        (frozenset[str], ["a", "b"], frozenset({"a", "b"})),
        (list[float], [1, 2.5], [1.0, 2.5]),
        (dict[str, tuple[int, ...]], {"a": [1]}, {"a": (1,)}),
        (int | str, "7", "7"),
        (int | None, None, None),
        (Any, {"a": 1}, {"a": 1}),
        (Chest, {}, Chest("", (), b"", None, {}, {}, "")),
    ],
)
def test_value_comes_back(kind: Any, tree: Any, value: Any) -> None:
    """A plain form becomes a value of its type; what was left out is empty."""
    assert revived(kind, tree) == value


@pytest.mark.parametrize(
    ("kind", "tree"),
    [
        (bytes, "(12 bytes)"),
        (Chest, {"lock": 1}),
        (tuple[int, ...], "a"),
        (dict[str, int], []),
        (Literal["a"], "b"),
        (str, None),
        (int | None, "many"),
        (tuple[Chest, ...], [{"marks": 3}]),
    ],
)
def test_what_does_not_fit_is_strange(kind: Any, tree: Any) -> None:
    """What a type cannot hold, and what was not told, is refused."""
    with pytest.raises((Strange, ValueError)):
        revived(kind, tree)
