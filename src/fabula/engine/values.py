"""Values at rest: a step's result as JSON and blobs, and back, by the type that it declares."""

from __future__ import annotations

import binascii
import dataclasses
import enum
import json
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from fabula.engine.keys import digest_of_bytes
from fabula.errors import Unstorable

INLINE_BYTES = 4096
"""Byte strings up to this length stand in the JSON; longer ones become blobs."""

Value = TypeVar("Value")
Pack = Callable[[Any, dict[str, bytes]], Any]
Unpack = Callable[[Any, Mapping[str, bytes]], Any]


class Stale(Exception):
    """Raised when stored JSON does not fit the type of today."""


class _Form(NamedTuple):
    """How one type becomes JSON (large bytes go into the dict), and comes back."""

    pack: Pack
    unpack: Unpack


class Codec(Generic[Value]):
    """Packs and unpacks the values of one type.

    Only the classes that the type names are ever built, so a stored row cannot run code.

    Raises:
        Unstorable: The type names something that cannot be stored.
    """

    def __init__(self, returns: object) -> None:
        before = set(_forms)
        try:
            self._form = _form_of(returns)
        except Unstorable:
            # A class that refers to the refused one must not stay behind half built.
            for hint in _forms.keys() - before:
                del _forms[hint]
            raise

    def pack(self, value: Value) -> tuple[bytes, dict[str, bytes]]:
        """The value as JSON, and its large byte strings by digest.

        Raises:
            Unstorable: The value is not of the declared type.
        """
        blobs: dict[str, bytes] = {}
        tree = self._form.pack(value, blobs)
        return _encode(tree).encode("utf-8", "surrogatepass"), blobs

    def unpack(self, body: bytes, blobs: Mapping[str, bytes]) -> Value:
        """The value again.

        Raises:
            Stale: The JSON does not fit the type: its classes have changed since.
        """
        try:
            tree = json.loads(body.decode("utf-8", "surrogatepass"))
            return typing.cast("Value", self._form.unpack(tree, blobs))
        except (ValueError, TypeError, KeyError) as exc:
            raise Stale(str(exc)) from exc


# Made once: json.dumps makes a new encoder for each call that has options.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_forms: dict[object, _Form] = {}


def _form_of(hint: Any) -> _Form:
    form = _forms.get(hint)
    if form is None:
        form = _forms[hint] = _build(hint)
    return form


def _build(hint: Any) -> _Form:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in _GENERICS and arguments:
        return _GENERICS[origin](arguments)
    if hint in _SCALARS:
        return _scalar(_SCALARS[hint])
    if hint is bytes:
        return _Form(_pack_bytes, _unpack_bytes)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _enumeration(hint)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _dataclass(hint)
    raise Unstorable(
        f"A value of type {_name_of(hint)} cannot be stored. A step returns dataclasses, str, "
        "bytes, int, float, bool, None, enums and literals, or unions, lists, tuples, dicts and "
        "sets of these, with the types of their items (`tuple[str, ...]`)."
    )


_SCALARS: dict[Any, type] = {
    str: str,
    int: int,
    bool: bool,
    float: float,
    None: type(None),
    type(None): type(None),
}


def _scalar(kind: type) -> _Form:
    def pack(value: Any, _blobs: dict[str, bytes]) -> Any:
        if kind is float and type(value) is int:
            return float(value)
        if type(value) is not kind:
            raise _unlike(value, kind)
        return value

    def unpack(tree: Any, _blobs: Mapping[str, bytes]) -> Any:
        if type(tree) is not kind:
            raise ValueError(f"{tree!r:.80} is not {_name_of(kind)}")
        return tree

    return _Form(pack, unpack)


def _pack_bytes(value: Any, blobs: dict[str, bytes]) -> Any:
    if type(value) is not bytes:
        raise _unlike(value, bytes)
    if len(value) <= INLINE_BYTES:
        return binascii.b2a_base64(value, newline=False).decode()
    digest = digest_of_bytes(value)
    blobs[digest] = value
    return {"blob": digest}


def _unpack_bytes(tree: Any, blobs: Mapping[str, bytes]) -> bytes:
    return blobs[tree["blob"]] if isinstance(tree, dict) else binascii.a2b_base64(tree)


def _literal(choices: tuple[Any, ...]) -> _Form:
    known = {(type(choice), choice) for choice in choices}
    if any(kind not in _SCALARS for kind, _ in known):
        raise Unstorable(f"A literal of {choices!r} cannot be stored: only text, numbers and None.")

    def pack(value: Any, _blobs: dict[str, bytes]) -> Any:
        if (type(value), value) not in known:
            raise Unstorable(f"{value!r:.80} is none of the literals {choices!r}.")
        return value

    def unpack(tree: Any, _blobs: Mapping[str, bytes]) -> Any:
        if (type(tree), tree) not in known:
            raise ValueError(f"{tree!r:.80} is none of {choices!r}")
        return tree

    return _Form(pack, unpack)


def _enumeration(kind: type[enum.Enum]) -> _Form:
    def pack(value: Any, _blobs: dict[str, bytes]) -> Any:
        if type(value) is not kind:
            raise _unlike(value, kind)
        return value.name

    return _Form(pack, lambda tree, _blobs: kind[tree])


def _dataclass(kind: type) -> _Form:
    fields = dataclasses.fields(kind)
    if any(not field.init for field in fields):
        raise Unstorable(f"{_name_of(kind)} has a field with init=False: it cannot be rebuilt.")
    names = frozenset(field.name for field in fields)
    # Filled below: a class may hold itself.
    forms: list[tuple[str, _Form]] = []

    def pack(value: Any, blobs: dict[str, bytes]) -> Any:
        if type(value) is not kind:
            raise _unlike(value, kind)
        return {name: form.pack(getattr(value, name), blobs) for name, form in forms}

    def unpack(tree: Any, blobs: Mapping[str, bytes]) -> Any:
        if not isinstance(tree, dict) or tree.keys() != names:
            raise ValueError(f"{_name_of(kind)} has other fields than {tree!r:.80}")
        return kind(**{name: form.unpack(tree[name], blobs) for name, form in forms})

    form = _forms[kind] = _Form(pack, unpack)
    try:
        hints = typing.get_type_hints(kind)
        forms.extend((field.name, _form_of(hints[field.name])) for field in fields)
    except NameError as exc:
        raise Unstorable(
            f"{_name_of(kind)} cannot be stored: {exc}. Define its field types in its module."
        ) from exc
    return form


def _union(members: tuple[Any, ...]) -> _Form:
    """None is null, a single other member is itself, several are [name of the class, value]."""
    some = [member for member in members if member not in (None, type(None))]
    optional = len(some) < len(members)
    forms = {_tag_of(member): _form_of(member) for member in some}
    if len(forms) < len(some):
        raise Unstorable(f"Two members of {members!r} look the same when stored.")

    def pack(value: Any, blobs: dict[str, bytes]) -> Any:
        if value is None and optional:
            return None
        if len(some) == 1:
            return next(iter(forms.values())).pack(value, blobs)
        tag = _name_of(type(value))
        for choice in (tag, "literal"):
            if choice in forms:
                return [choice, forms[choice].pack(value, blobs)]
        raise Unstorable(f"{value!r:.80} is none of {', '.join(forms)}.")

    def unpack(tree: Any, blobs: Mapping[str, bytes]) -> Any:
        if tree is None and optional:
            return None
        if len(some) == 1:
            return next(iter(forms.values())).unpack(tree, blobs)
        tag, content = tree
        return forms[tag].unpack(content, blobs)

    return _Form(pack, unpack)


def _tag_of(member: Any) -> str:
    origin = typing.get_origin(member)
    if origin is typing.Literal:
        return "literal"
    return _name_of(origin if isinstance(origin, type) else member)


def _items(kind: Any) -> Callable[[tuple[Any, ...]], _Form]:
    """A form for list, set, frozenset, or a tuple of any length."""

    def build(arguments: tuple[Any, ...]) -> _Form:
        item = _form_of(arguments[0])

        def pack(value: Any, blobs: dict[str, bytes]) -> Any:
            if type(value) is not kind:
                raise _unlike(value, kind)
            return [item.pack(one, blobs) for one in value]

        def unpack(tree: Any, blobs: Mapping[str, bytes]) -> Any:
            if not isinstance(tree, list):
                raise TypeError(f"{tree!r:.80} is not a list")
            return kind(item.unpack(one, blobs) for one in tree)

        return _Form(pack, unpack)

    return build


def _tuple(arguments: tuple[Any, ...]) -> _Form:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return _items(tuple)(arguments)
    forms = [_form_of(argument) for argument in arguments]

    def pack(value: Any, blobs: dict[str, bytes]) -> Any:
        if type(value) is not tuple or len(value) != len(forms):
            raise Unstorable(f"{value!r:.80} is not a tuple of {len(forms)}.")
        return [form.pack(one, blobs) for form, one in zip(forms, value, strict=True)]

    def unpack(tree: Any, blobs: Mapping[str, bytes]) -> Any:
        return tuple(form.unpack(one, blobs) for form, one in zip(forms, tree, strict=True))

    return _Form(pack, unpack)


def _dict(arguments: tuple[Any, ...]) -> _Form:
    keys, items = (_form_of(argument) for argument in arguments)

    def pack(value: Any, blobs: dict[str, bytes]) -> Any:
        if type(value) is not dict:
            raise _unlike(value, dict)
        return [[keys.pack(key, blobs), items.pack(item, blobs)] for key, item in value.items()]

    def unpack(tree: Any, blobs: Mapping[str, bytes]) -> Any:
        return {keys.unpack(key, blobs): items.unpack(item, blobs) for key, item in tree}

    return _Form(pack, unpack)


_GENERICS: dict[Any, Callable[[tuple[Any, ...]], _Form]] = {
    typing.Annotated: lambda arguments: _form_of(arguments[0]),
    typing.Union: _union,
    types.UnionType: _union,
    typing.Literal: _literal,
    list: _items(list),
    set: _items(set),
    frozenset: _items(frozenset),
    tuple: _tuple,
    dict: _dict,
}


def _unlike(value: object, kind: type) -> Unstorable:
    return Unstorable(
        f"{value!r:.80} is {_name_of(type(value))}, but {_name_of(kind)} was declared."
    )


def _name_of(kind: Any) -> str:
    if not isinstance(kind, type):
        return repr(kind)
    if kind.__module__ == "builtins":
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"
