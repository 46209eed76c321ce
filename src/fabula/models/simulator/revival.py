"""Values of typed dataclasses out of the plain form in which models read them."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


class Strange(Exception):
    """Raised where the plain form does not say enough, as for pictures."""


def revived(hint: Any, tree: Any) -> Any:
    """A value of a type, out of its plain form; what is empty was left out there.

    Raises:
        Strange: The plain form does not fit, or does not say enough.
    """
    kind = get_origin(hint) or hint
    if kind is Any:
        return tree
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind, tree)
    if kind in _KINDS:
        return _KINDS[kind](get_args(hint), tree)
    if kind in {tuple, list, set, frozenset}:
        return kind(_items(hint, tree))
    if tree is None and kind is not type(None):
        raise Strange(f"nothing where {hint} is wanted")
    return None if tree is None else kind(tree)


def _dataclass(kind: Any, tree: Any) -> Any:
    hints = get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind) if field.init]
    if not isinstance(tree, dict) or tree.keys() - set(names):
        raise Strange(f"{tree!r:.40} where {kind.__name__} is wanted")
    told = {
        name: revived(hints[name], tree[name]) if name in tree else _nothing(hints[name])
        for name in names
    }
    return kind(**told)


def _items(hint: Any, tree: Any) -> list[Any]:
    if not isinstance(tree, list):
        raise Strange(f"{tree!r:.40} where {hint} is wanted")
    kinds = get_args(hint)
    if get_origin(hint) is tuple and kinds and kinds[-1] is not ...:
        return [revived(kind, item) for kind, item in zip(kinds, tree, strict=True)]
    return [revived(kinds[0] if kinds else Any, item) for item in tree]


def _member(members: tuple[Any, ...], tree: Any) -> Any:
    """A value of the first member of a union that it fits; a number is not taken for a text."""
    for member in members:
        try:
            value = revived(member, tree)
        except (Strange, ValueError, TypeError):
            continue
        if isinstance(value, str) == isinstance(tree, str) and (value is None) == (tree is None):
            return value
    raise Strange(f"{tree!r:.40} is no {members}")


def _literal(words: tuple[Any, ...], tree: Any) -> Any:
    if tree not in words:
        raise Strange(f"{tree!r:.40} is not among {words}")
    return tree


def _mapping(kinds: tuple[Any, ...], tree: Any) -> dict[Any, Any]:
    if not isinstance(tree, dict):
        raise Strange(f"{tree!r:.40} where a mapping is wanted")
    of_key, of_value = kinds or (Any, Any)
    return {revived(of_key, key): revived(of_value, value) for key, value in tree.items()}


def _bytes(_: tuple[Any, ...], tree: Any) -> bytes:
    raise Strange(f"bytes are not told to models: {tree!r:.40}")


_KINDS: dict[Any, Any] = {
    Union: _member,
    types.UnionType: _member,
    Literal: _literal,
    dict: _mapping,
    Mapping: _mapping,
    bytes: _bytes,
}


def _nothing(hint: Any) -> Any:
    """The empty value of a type."""
    kind = get_origin(hint) or hint
    if kind in {Union, types.UnionType}:
        members = get_args(hint)
        return None if type(None) in members else _nothing(members[0])
    if kind is Literal:
        return _literal(get_args(hint), "")
    if kind in {str, bytes, tuple, list, set, frozenset, dict}:
        return kind()
    if kind is Mapping:
        return {}
    raise Strange(f"nothing where {hint} is wanted")
