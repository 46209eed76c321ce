"""What a person writes: YAML read into typed values, each mistake told by line and field."""

from __future__ import annotations

import difflib
import io
import re
import types
import typing
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from fabula.errors import UnreadableInput, UserError

Kind = TypeVar("Kind")

LARGEST = 10_000_000
DEEPEST = 40
MOST_NUMBER = 10**18
"""Bytes of a file, levels of nesting, a number: far above what a person writes."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake that no field shows by itself: it does not go with the others.

    Args:
        way: To the field: names, and indexes of items.
        problem: What is wrong, as a clause without a full stop.
        remedy: What to do about it, as a sentence.
    """

    way: tuple[str | int, ...]
    problem: str
    remedy: str = ""

    @property
    def field(self) -> str:
        """The field as messages name it, items counted from 1: "scenes[2].number"."""
        place = _Place("", 0)
        for name in self.way:
            place = place.inner(0, f"[{name + 1}]" if isinstance(name, int) else name)
        return place.field


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in which file a value stands."""

    source: str
    line: int
    field: str = ""

    def inner(self, line: int, name: str) -> _Place:
        dot = "." if self.field and not name.startswith("[") else ""
        return _Place(self.source, line, f"{self.field}{dot}{name}")

    def wrong(self, problem: str, remedy: str = "") -> UnreadableInput:
        where = f"line {self.line}" + (f", field {self.field!r}" if self.field else "")
        return UnreadableInput(self.source, problem, remedy, place=where)


def _no_slips(value: object) -> tuple[Slip, ...]:  # noqa: ARG001
    """What is found in a file that nobody proofreads."""
    return ()


def read_written(
    data: bytes,
    source: str,
    kind: type[Kind],
    proof: Callable[[Kind], Iterable[Slip]] = _no_slips,
) -> Kind:
    """The value of a dataclass that a person wrote as YAML.

    Args:
        data: The file, UTF-8.
        source: Its name, for messages.
        kind: A dataclass of text, numbers, literals, tuples and further dataclasses. In a union
            of dataclasses, the field `kind` tells which one is meant.
        proof: Finds what does not go together in the value.

    Raises:
        UnreadableInput: With file, line, field, and what would be right.
    """
    root = _parse(data, source)
    if root is None:
        raise _Place(source, 1).wrong("is empty")
    value = cast("Kind", _value(root, kind, _Place(source, 1)))
    for slip in proof(value):
        raise _place_of(slip.way, root, source).wrong(slip.problem, slip.remedy)
    return value


def read_lines(data: bytes, source: str) -> dict[str, Any]:
    """The names and values of a file that a person wrote, unchecked: for who needs a few of them.

    Raises:
        UnreadableInput: It is not YAML, or has no names.
    """
    root = _parse(data, source)
    if not isinstance(root, CommentedMap):
        raise _Place(source, 1).wrong("has no lines like name: value")
    return dict(root)


def write_readable(value: object) -> bytes:
    """A dataclass, or names and values, as YAML that a person likes to read.

    `read_written` gives the same dataclass again.
    """
    out = io.BytesIO()
    _yaml().dump(_plain(value), out)
    return out.getvalue()


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width, yaml.allow_unicode = 96, True
    return yaml


def _parse(data: bytes, source: str) -> Any:
    if len(data) > LARGEST:
        raise _Place(source, 1).wrong("is too large for a file that a person edits")
    try:
        text = data.decode("utf-8-sig")
        _refuse_depth(text, source)
        return _yaml().load(text)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _Place(source, line).wrong("is not UTF-8 text", "Save it as UTF-8.") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _Place(source, line).wrong(f"is not YAML: {error.problem or error.context}") from None
    except (ValueError, RecursionError, YAMLError) as error:
        raise _Place(source, 1).wrong(f"is not YAML: {error}") from None


def _place_of(way: Sequence[str | int], root: Any, source: str) -> _Place:
    """Where a field stands; one that was left out counts as what it would be in."""
    place, node = _Place(source, 1), root
    for name in way:
        if isinstance(name, int) and isinstance(node, CommentedSeq):
            place = place.inner(node.lc.item(name)[0] + 1, f"[{name + 1}]")
        elif isinstance(name, str) and isinstance(node, CommentedMap) and name in node:
            place = place.inner(_line(node, name), name)
        else:
            break
        node = node[name]
    return place


def _refuse_depth(text: str, source: str) -> None:
    """Refuse brackets nested so deeply that the parser would run out of stack."""
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        depth = max(0, depth + sum(map(line.count, "[{")) - sum(map(line.count, "]}")))
        if depth > DEEPEST:
            raise _Place(source, number).wrong("is nested too deeply")


def _value(node: Any, hint: Any, place: _Place) -> Any:
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _one_of(node, inside, place)
    if origin is Literal:
        return _choice(node, inside, place)
    if origin is tuple:
        return _items(node, inside[0], place)
    if is_dataclass(hint):
        return _record(node, cast("type", hint), place)
    return _scalar(node, hint, place)


def _one_of(node: Any, members: Iterable[Any], place: _Place) -> Any:
    some = [member for member in members if member is not types.NoneType]
    if node is None and len(some) < len(tuple(members)):
        return None
    if len(some) == 1:
        return _value(node, some[0], place)
    kinds = {get_args(typing.get_type_hints(member)["kind"])[0]: member for member in some}
    if not isinstance(node, CommentedMap) or "kind" not in node:
        raise place.wrong("has no 'kind'", f"It can be {', '.join(kinds)}.")
    chosen = _choice(node["kind"], tuple(kinds), place.inner(_line(node, "kind"), "kind"))
    return _record(node, kinds[chosen], place)


def _choice(node: Any, words: tuple[Any, ...], place: _Place) -> Any:
    if node not in words:
        near = difflib.get_close_matches(str(node), [str(word) for word in words], n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        known = ", ".join(str(word) or "left out" for word in words)
        raise place.wrong(f"is {node!r}", f"It can be {known}.{hint}")
    return node


def _items(node: Any, hint: Any, place: _Place) -> tuple[Any, ...]:
    if isinstance(node, str) and get_origin(hint) is Literal:
        # One word, or some with commas, as on the command line.
        return tuple(_choice(word.strip(), get_args(hint), place) for word in node.split(","))
    if not isinstance(node, CommentedSeq):
        raise place.wrong(
            f"must be a list, not {node!r}", "Write one item a line, each after '- '."
        )
    return tuple(
        _value(item, hint, place.inner(node.lc.item(index)[0] + 1, f"[{index + 1}]"))
        for index, item in enumerate(node)
    )


def _record(node: Any, kind: type, place: _Place) -> Any:
    if not isinstance(node, CommentedMap):
        raise place.wrong(f"must have names and values, not {node!r}")
    hints = typing.get_type_hints(kind)
    known = {item.name: item for item in fields(kind)}
    for name in node:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise place.inner(_line(node, name), str(name)).wrong(
                "is not known here", f"Known: {', '.join(known)}.{hint}"
            )
    missing = [name for name, item in known.items() if _required(item) and name not in node]
    if missing:
        raise place.wrong(f"lacks {missing[0]!r}")
    values = {
        name: _value(item, hints[name], place.inner(_line(node, name), name))
        for name, item in node.items()
    }
    try:
        return kind(**values)
    except UserError as error:
        # The dataclass knows the ranges of its own fields, and its message names the field.
        told = str(error)
        name = next((n for n in node if re.search(rf"\b{re.escape(str(n))}\b", told)), None)
        spot = place if name is None else place.inner(_line(node, name), str(name))
        raise spot.wrong(told.rstrip(".")) from None


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _line(node: CommentedMap, name: object) -> int:
    """Where a name stands; one that was merged in from elsewhere counts as where the map begins."""
    try:
        return int(node.lc.key(name)[0]) + 1
    except KeyError:
        return int(node.lc.line) + 1


def _scalar(node: Any, hint: Any, place: _Place) -> Any:
    if isinstance(node, int) and abs(node) > MOST_NUMBER:
        raise place.wrong("has more digits than anything here is counted in")
    if hint is str and isinstance(node, str | int | float) and not isinstance(node, bool):
        return _text(str(node), place)
    if hint is float and isinstance(node, int | float) and not isinstance(node, bool):
        return float(node)
    if hint is int and isinstance(node, int) and not isinstance(node, bool):
        # The reader keeps how a number is written, "0" and "007", in a type of its own.
        return int(node)
    if type(node) is hint:
        return node
    names = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
    raise place.wrong(f"must be {names.get(hint, hint)}, not {node!r}")


def _text(text: str, place: _Place) -> str:
    """The text, if a file and a screen can hold it."""
    odd = next((c for c in text if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"), "")
    if odd:
        raise place.wrong(f"has the control character {odd!r}", "Take it out.")
    return text


def _plain(value: Any) -> Any:
    """The value as YAML has it; fields that have their default are left out, but for `kind`."""
    if is_dataclass(value) and not isinstance(value, type):
        # What a record is comes first, and what is as usual is left out.
        listed = sorted(fields(value), key=lambda item: item.name != "kind")
        said = {item.name: getattr(value, item.name) for item in listed}
        usual = {item.name: item.default for item in listed if item.name != "kind"}
        return {n: _plain(one) for n, one in said.items() if n not in usual or usual[n] != one}
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return _row([_plain(item) for item in value])
    if isinstance(value, str):
        if "\n" in value:
            return LiteralScalarString(value)
        # The library leaves "?" bare inside of brackets, where it means something else.
        return DoubleQuotedScalarString(value) if value.startswith("?") else value
    return value


def _row(items: list[Any]) -> CommentedSeq:
    """A list; one of a few short words stands on one line."""
    row = CommentedSeq(items)
    # In brackets, "?" at the start of a word would make it a key.
    short = all(isinstance(n, str | int | float) and str(n)[:1] != "?" for n in items)
    if short and sum(len(str(item)) + 2 for item in items) < 60:
        row.fa.set_flow_style()
    return row
