"""Values of a type, of JSON in which anything may still be missing."""

from __future__ import annotations

import dataclasses
import enum
import typing
from collections.abc import Callable, Mapping
from functools import cache
from types import UnionType
from typing import Any, Literal, NamedTuple

Fill = Callable[[Any], Any]
"""Makes a value of JSON, or of `MISSING`."""

MISSING = object()

_LISTS: dict[Any, Any] = {tuple: tuple, list: list, set: list, frozenset: list}
_NOTHING: tuple[Any, ...] = (None, "", (), [])


@cache
def filler_of(kind: Any) -> Fill:
    """What makes values of a type. Built once: a stream makes one for each state that is looked at.

    Texts and lists may be short. What is missing is None, or empty where it is a text, a list or a
    dict; a dataclass has all of its fields, those that are missing by their defaults.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, UnionType}:
        return _one_of(arguments)
    if origin is Literal:
        return lambda tree: tree if tree in arguments else None
    if (origin or kind) in {*_LISTS, dict, Mapping}:
        return _gathered(origin or kind, arguments)
    return _single(kind)


def _gathered(kind: Any, arguments: tuple[Any, ...]) -> Fill:
    """Of a list, a tuple, a set or a dict."""
    if kind is tuple and arguments and arguments[-1] is not ...:
        return _row(arguments)
    if kind in _LISTS:
        return _listed(kind, arguments[0] if arguments else Any)
    return _mapped(arguments[1] if arguments else Any)


def _single(kind: Any) -> Fill:
    """Of a class."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return lambda tree: next((one for one in kind if one.value == tree), None)
    return _scalar(kind)


def _scalar(kind: Any) -> Fill:
    if kind is str:
        return lambda tree: tree if isinstance(tree, str) else ""
    if kind is float:
        return lambda tree: float(tree) if isinstance(tree, int | float) else None
    if not isinstance(kind, type):
        return lambda tree: None if tree is MISSING else tree
    return lambda tree: tree if isinstance(tree, kind) else None


def _row(kinds: tuple[Any, ...]) -> Fill:
    """A tuple of so many values, each of its own type."""
    fills = [filler_of(kind) for kind in kinds]

    def fill(tree: Any) -> Any:
        items = tree if isinstance(tree, list) else []
        missing = [MISSING] * (len(fills) - len(items))
        return tuple(one(item) for one, item in zip(fills, [*items, *missing], strict=False))

    return fill


def _listed(kind: Any, item: Any) -> Fill:
    each, made_of = filler_of(item), _LISTS[kind]

    def fill(tree: Any) -> Any:
        values = map(each, tree) if isinstance(tree, list) else ()
        return made_of(value for value in values if value is not None)

    return fill


def _mapped(item: Any) -> Fill:
    each = filler_of(item)

    def fill(tree: Any) -> Any:
        items = tree.items() if isinstance(tree, dict) else ()
        return {name: each(value) for name, value in items}

    return fill


class _Field(NamedTuple):
    """One field of a dataclass: what makes its value, and what it is while it is missing."""

    fill: Fill
    missing: Callable[[], Any]


def _record(kind: Any) -> Fill:
    def fill(tree: Any) -> Any:
        given = tree if isinstance(tree, dict) else {}
        made = object.__new__(kind)
        for name, one in _fields(kind).items():
            value = one.fill(given[name]) if name in given else one.missing()
            object.__setattr__(made, name, value)
        return made

    return fill


@cache
def _fields(kind: Any) -> Mapping[str, _Field]:
    """The fields of a dataclass; looked up late, for a class may have itself in a field."""
    hints = typing.get_type_hints(kind)
    return {one.name: _field(one, hints[one.name]) for one in dataclasses.fields(kind)}


def _field(one: dataclasses.Field[Any], hint: Any) -> _Field:
    fill = filler_of(hint)
    if one.default is not dataclasses.MISSING:
        return _Field(fill, lambda: one.default)
    if one.default_factory is not dataclasses.MISSING:
        return _Field(fill, one.default_factory)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _Field(fill, lambda: None)
    return _Field(fill, lambda: fill(MISSING))


def _one_of(kinds: tuple[Any, ...]) -> Fill:
    """The member of a union that the JSON fits, so far; None while that cannot be told."""
    members = [(kind, filler_of(kind)) for kind in kinds if kind is not type(None)]

    def fill(tree: Any) -> Any:
        if tree is MISSING or tree is None:
            return None
        if isinstance(tree, dict):
            return next((one(tree) for kind, one in members if _may_be(kind, tree)), None)
        values = (one(tree) for _, one in members)
        return next((value for value in values if value not in _NOTHING), None)

    return fill


def _may_be(kind: Any, tree: dict[str, Any]) -> bool:
    """Whether an object is one of a class: its choices say so, or else the names of its fields."""
    if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
        return typing.get_origin(kind) is dict
    marks = _marks(kind)
    return all(tree.get(name) in marks[name] for name in marks) and tree.keys() <= _names(kind)


@cache
def _marks(kind: Any) -> Mapping[str, tuple[Any, ...]]:
    """The fields of a dataclass that are a choice, and what may be chosen."""
    hints = typing.get_type_hints(kind)
    return {
        name: typing.get_args(hint)
        for name, hint in hints.items()
        if typing.get_origin(hint) is Literal
    }


@cache
def _names(kind: Any) -> frozenset[str]:
    return frozenset(_fields(kind))
