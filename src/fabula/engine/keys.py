"""Keys: a digest of any plain value, by its content and never by its place in memory or on disk."""

from __future__ import annotations

import dataclasses
import enum
import os
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

from fabula.errors import Unkeyable

DIGEST_BYTES = 20
_LARGE_BYTES = 4096

Feeder = Callable[[Any, list[bytes]], None]


def digest_of(value: object) -> str:
    """Digest of a value by its content: equal values give equal digests in every process.

    Told apart: types (1, 1.0, True and "1"; a list and a tuple), dataclasses by their qualified
    name. Not told apart: the order of a dict or a set. An object with an `identity: str` (a model)
    counts as that.

    Returns:
        40 hexadecimal digits.

    Raises:
        Unkeyable: Somewhere in the value is an object without content, such as a path or a
            function.
    """
    chunks: list[bytes] = []
    _feed(value, chunks)
    return digest_of_bytes(b"".join(chunks))


def digest_of_bytes(content: bytes) -> str:
    """Digest of a byte string alone: the name of a blob. 40 hexadecimal digits."""
    return blake2b(content, digest_size=DIGEST_BYTES).hexdigest()


def _feed(value: object, chunks: list[bytes]) -> None:
    _feeders[type(value)](value, chunks)


def _feed_str(value: str, chunks: list[bytes]) -> None:
    content = value.encode("utf-8", "surrogatepass")
    chunks.append(b"s%d:%b" % (len(content), content))


def _feed_bytes(value: bytes, chunks: list[bytes]) -> None:
    if len(value) > _LARGE_BYTES:
        chunks.append(b"B%d:" % len(value))
        chunks.append(blake2b(value, digest_size=DIGEST_BYTES).digest())
    else:
        chunks.append(b"b%d:" % len(value))
        chunks.append(bytes(value))


def _feed_in_order(tag: bytes) -> Feeder:
    def feed(value: Any, chunks: list[bytes]) -> None:
        chunks.append(tag + b"%d:" % len(value))
        for item in value:
            _feeders[type(item)](item, chunks)

    return feed


def _feed_set(value: frozenset[object], chunks: list[bytes]) -> None:
    chunks.append(b"S%d:" % len(value))
    chunks.extend(sorted(_content_of(item) for item in value))


def _feed_dict(value: Mapping[object, object], chunks: list[bytes]) -> None:
    chunks.append(b"d%d:" % len(value))
    for pair in sorted((_content_of(key), _content_of(item)) for key, item in value.items()):
        chunks.extend(pair)


def _content_of(value: object) -> bytes:
    chunks: list[bytes] = []
    _feed(value, chunks)
    return b"".join(chunks)


def _feed_enum(value: enum.Enum, chunks: list[bytes]) -> None:
    chunks.append(b"e")
    _feed_str(f"{_name_of(type(value))}.{value.name}", chunks)


def _feed_identity(value: Any, chunks: list[bytes]) -> None:
    identity = value.identity
    if not isinstance(identity, str):
        raise Unkeyable(
            f"The `identity` of a {_name_of(type(value))} is {identity!r}; it must be a string."
        )
    chunks.append(b"I")
    _feed_str(identity, chunks)


def _feed_fields(kind: type) -> Feeder:
    names = tuple(field.name for field in dataclasses.fields(kind))
    head = _content_of(("dataclass", _name_of(kind), names))

    def feed(value: object, chunks: list[bytes]) -> None:
        chunks.append(head)
        for name in names:
            _feed(getattr(value, name), chunks)

    return feed


def _refuse(value: object, _chunks: list[bytes]) -> None:
    kind = _name_of(type(value))
    if isinstance(value, os.PathLike):
        remedy = "A path says where, not what: give the file's bytes, or their digest."
    else:
        remedy = (
            "Give plain values (numbers, text, bytes, lists, dicts, dataclasses), "
            "or let the object have an `identity: str` that names all that matters about it."
        )
    raise Unkeyable(f"No key can be made of {value!r:.80} ({kind}). {remedy}")


_plain: dict[type, Feeder] = {
    str: _feed_str,
    bytes: _feed_bytes,
    bytearray: _feed_bytes,
    bool: lambda value, chunks: chunks.append(b"T" if value else b"F"),
    int: lambda value, chunks: chunks.append(b"i%d;" % value),
    float: lambda value, chunks: chunks.append(b"f%s;" % repr(float(value)).encode()),
    type(None): lambda _value, chunks: chunks.append(b"n"),
    tuple: _feed_in_order(b"t"),
    list: _feed_in_order(b"l"),
    dict: _feed_dict,
    set: _feed_set,
    frozenset: _feed_set,
}


class _Feeders(dict[type, Feeder]):
    """Feeders by type, each found when its type is first met."""

    def __missing__(self, kind: type) -> Feeder:
        feeder = self[kind] = _feeder_of(kind)
        return feeder


_feeders = _Feeders(_plain)


def _feeder_of(kind: type) -> Feeder:
    if issubclass(kind, enum.Enum):
        return _feed_enum
    if hasattr(kind, "identity"):
        return _feed_identity
    if dataclasses.is_dataclass(kind):
        return _feed_fields(kind)
    for plain, feeder in _plain.items():
        if issubclass(kind, plain):
            return feeder
    return _refuse


def _name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
