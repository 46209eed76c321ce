"""An answer while it is written: what has come of it so far, as text and as a value of its type."""

from __future__ import annotations

import asyncio
import dataclasses
import enum
import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Any, Generic, Literal, TypeVar, cast

from fabula.models.schemas import shape_of, spoken

Answer = TypeVar("Answer")

# The end of a number may still be missing, and half a number is a wrong one.
_LAST_NUMBER = re.compile(r"-?\d[\d.eE+-]*\Z")
_LISTS: dict[Any, Any] = {tuple: tuple, list: list, set: list, frozenset: list}
_MISSING = object()


class Draft:
    """Where a model's words go while it writes; whoever reads them waits for more.

    A reader that is slower than the writer skips states, and misses nothing.
    """

    def __init__(self) -> None:
        self.text, self.turn = "", 0
        self._more = asyncio.Event()

    def begin(self) -> None:
        """A text begins: the first, or one after tools were called, or another attempt."""
        self.text = ""
        self.turn += 1

    def add(self, piece: str) -> None:
        """More of the text."""
        self.text += piece
        self._more.set()

    def wake(self) -> None:
        """Let the reader look, though there is nothing more to read."""
        self._more.set()

    async def more(self) -> None:
        """Return when something was added since the last time."""
        await self._more.wait()
        self._more.clear()


@dataclass(frozen=True)
class Partial(Generic[Answer]):
    """As much of an answer as there is.

    Args:
        kind: Type of the whole answer.
        text: What the model has written, in words or in JSON; empty for one that is not heard.
        turn: Counts the texts from 1: when a model begins anew, for it has called a tool, or its
            answer broke off or did not fit, then the text before is void. 0: it was remembered.
        whole: Whether this is all of it, and checked.
    """

    kind: Any = field(repr=False)
    text: str
    turn: int
    whole: bool = False
    answer: Answer | None = None

    @property
    def value(self) -> Answer:
        """The answer as far as it goes, read anew at each look.

        Texts and lists grow; what has not come yet is None, or empty where it is a text or a list.
        A number, or a choice among names, is there when it is there in full.
        """
        if self.whole:
            return cast("Answer", self.answer)
        if self.kind is str:
            return cast("Answer", spoken(self.text).lstrip())
        tree = _tree_in(spoken(self.text))
        if shape_of(self.kind).wrapped:
            tree = tree.get("answer", _MISSING) if isinstance(tree, dict) else _MISSING
        return cast("Answer", fill(self.kind, tree))


def _tree_in(text: str) -> Any:
    """The JSON in a text that has not come to its end; `_MISSING` before it has begun."""
    from pydantic_core import from_json

    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=-1)
    if start < 0:
        return _MISSING
    try:
        return from_json(_LAST_NUMBER.sub("", text[start:]), allow_partial="trailing-strings")
    except ValueError:
        return _MISSING


def fill(kind: Any, tree: Any) -> Any:
    """A value of a type, of JSON in which anything may be missing."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, UnionType}:
        return _one_of(arguments, tree)
    if origin is Literal:
        return tree if tree in arguments else None
    if (origin or kind) in _LISTS:
        return _listed(origin or kind, arguments, tree)
    if (origin or kind) in {dict, Mapping}:
        items = tree.items() if isinstance(tree, dict) else ()
        return {name: fill(arguments[1] if arguments else Any, item) for name, item in items}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _record(kind, tree)
    return _scalar(kind, tree)


def _scalar(kind: Any, tree: Any) -> Any:
    if kind is str:
        return tree if isinstance(tree, str) else ""
    if tree is _MISSING or tree is None:
        return None
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next((one for one in kind if one.value == tree), None)
    if kind is float and isinstance(tree, int):
        return float(tree)
    return tree if not isinstance(kind, type) or isinstance(tree, kind) else None


def _listed(kind: Any, arguments: tuple[Any, ...], tree: Any) -> Any:
    items = tree if isinstance(tree, list) else []
    if kind is tuple and arguments and arguments[-1] is not ...:
        missing = [_MISSING] * (len(arguments) - len(items))
        return tuple(map(fill, arguments, [*items, *missing]))
    made = [fill(arguments[0] if arguments else Any, item) for item in items]
    return _LISTS[kind](one for one in made if one is not None)


def _record(kind: Any, tree: Any) -> Any:
    """A dataclass whose missing fields have their defaults, or are empty."""
    if not isinstance(tree, dict):
        tree = {}
    made = object.__new__(kind)
    for name, (hint, default) in _fields(kind).items():
        value = fill(hint, tree[name]) if name in tree else default()
        object.__setattr__(made, name, value)
    return made


@cache
def _fields(kind: Any) -> dict[str, tuple[Any, Any]]:
    """The type of each field, and what makes its value while it is missing."""
    hints = typing.get_type_hints(kind)
    own = dataclasses.fields(kind)
    return {one.name: (hints[one.name], _maker(one, hints[one.name])) for one in own}


def _maker(one: dataclasses.Field[Any], hint: Any) -> Any:
    if one.default is not dataclasses.MISSING:
        return lambda: one.default
    if one.default_factory is not dataclasses.MISSING:
        return one.default_factory
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return lambda: None
    return lambda: fill(hint, _MISSING)


def _one_of(kinds: tuple[Any, ...], tree: Any) -> Any:
    """The member of a union that the JSON fits, so far; None while that cannot be told."""
    if tree is _MISSING or tree is None:
        return None
    if isinstance(tree, dict):
        return next((fill(kind, tree) for kind in kinds if _may_be(kind, tree)), None)
    filled = (fill(kind, tree) for kind in kinds if kind is not type(None))
    return next((value for value in filled if value not in (None, "", (), [])), None)


def _may_be(kind: Any, tree: dict[str, Any]) -> bool:
    """Whether an object is one of a class: its choices say so, or else the names of its fields."""
    if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
        return typing.get_origin(kind) is dict
    own = _fields(kind)
    marks = {name: hint for name, (hint, _) in own.items() if typing.get_origin(hint) is Literal}
    fits = all(tree.get(name) in typing.get_args(hint) for name, hint in marks.items())
    return fits and tree.keys() <= own.keys()
