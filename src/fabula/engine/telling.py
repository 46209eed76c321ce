"""What went into a key, in words: what changed since the last time, named as a person names it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fabula.engine.archive import CODE, TAKE, Take
from fabula.engine.keys import digest_of
from fabula.errors import Unkeyable

SHORT = 60
"""Letters up to which a value is told as it is; a longer one only as changed or not."""

SAME, MODEL = "= ", "model "
"""How a value that is told as it is begins, and a model that is told by its identity."""

LISTED = 64
"""Items up to which those of a list are told one by one."""


def told(parts: Mapping[str, str], inputs: Mapping[str, Any]) -> dict[str, str]:
    """The parts of a key with those of its inputs that can be told: two levels deep.

    ```
    told({"<code>": "5e…", "task": "9a…"}, {"task": Task(Document(...), seconds=60)})
        == {"<code>": "5e…", "task": "9a…", "task.document": "17…", "task.seconds": "= 60"}
    ```

    Args:
        parts: Digests by name.
        inputs: The values by the same names.
    """
    found = dict(parts)
    for name, value in inputs.items():
        if _identity(value) is None:
            for inner, item in _items(value):
                if (text := _said(item)) is not None:
                    found[f"{name}.{inner}"] = text
        if (text := _short(value)) is not None:
            found[f"{name}."] = text
    return found


def _items(value: object) -> Iterator[tuple[str, object]]:
    """The fields of a record, or the items of a short list."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield field.name, getattr(value, field.name)
    elif isinstance(value, tuple | list) and len(value) <= LISTED:
        for number, item in enumerate(value, 1):
            yield f"[{number}]", item


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What a person should know about two tellings of a key: one short line for each difference.

    The code is told as "code"; `code_changes` knows more.
    """
    differ = {name for name in {**before, **now} if before.get(name) != now.get(name)}
    # Where a person accepted a difference, the digest is that of before, whatever the fields say.
    names = [n for n in {**before, **now} if n in differ and n.partition(".")[0] in differ]
    inner = {name.partition(".")[0] for name in names if "." in name}
    return [
        _line(name, before.get(name), now.get(name))
        for name in names
        # A record that changed is told by its fields.
        if "." in name or name not in inner
    ]


def code_changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Which functions, classes, constants, files and packages differ between two codes."""
    lines = []
    for name in sorted({**before, **now}):
        if name.startswith("name ") or before.get(name) == now.get(name):
            continue
        verb = "changed" if name in before and name in now else "is new"
        lines.append(f"{name} {'is used no more' if name not in now else verb}")
    # A name that means another function now: told only where nothing else explains it.
    return lines or [
        f"{name} means something else"
        for name in sorted({**before, **now})
        if before.get(name) != now.get(name)
    ]


def nearest(parts: Mapping[str, str], takes: Iterable[Take]) -> Take | None:
    """The take whose key has most in common with these parts; of equals, the latest."""
    known = list(takes)
    ranked = [
        (sum(parts.get(name) == value for name, value in take.parts.items()), take.made_at, place)
        for place, take in enumerate(known)
    ]
    return known[max(ranked)[2]] if ranked else None


def _said(value: object) -> str | None:
    """A short value as it is, a longer one as its digest, None if it has no content."""
    try:
        return _short(value) or digest_of(value)[:16]
    except Unkeyable:
        return None


def _short(value: object) -> str | None:
    """A model by its identity, a short value as it is, None for all others."""
    identity = _identity(value)
    if identity is not None:
        return f"{MODEL}{identity}"
    if isinstance(value, str) and len(value) > SHORT:
        return None
    if isinstance(value, str | int | float | bool | None) and len(text := repr(value)) <= SHORT:
        return f"{SAME}{text}"
    return None


def _identity(value: object) -> str | None:
    identity = getattr(value, "identity", None)
    return identity if isinstance(identity, str) else None


def _line(name: str, before: str | None, now: str | None) -> str:
    if name == CODE:
        return "code changed"
    if name == TAKE:
        return f"take {now or 1} in place of take {before or 1}"
    what = name.rstrip(".").replace(".[", "[")
    if before is None or now is None:
        return f"{what} is {'new' if before is None else 'used no more'}"
    for kind in (SAME, MODEL):
        if before.startswith(kind) and now.startswith(kind):
            return f"{what}: {before.removeprefix(kind)} -> {now.removeprefix(kind)}"
    return f"{what} changed"


def other_models(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names of the inputs that are models in both tellings, and not the same ones."""
    return [
        name
        for name in now
        if before.get(name) != now[name]
        and before.get(f"{name}.", "").startswith(MODEL)
        and now.get(f"{name}.", "").startswith(MODEL)
    ]
