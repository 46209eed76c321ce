"""Data files that code reads: prompts, templates and tables that lie beside the modules.

They count as code does: a better prompt in a file makes new results, as one in a constant does.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fabula.engine.keys import digest_of_bytes

_CODE = {".py", ".pyc", ".pyi", ".pyd", ".so"}


def digests_below(place: Path) -> Iterator[tuple[str, str]]:
    """Each data file at or below a place, with its digest; code and hidden files do not count.

    A file is named by its path from the folder above the place, so that a project that moves
    keeps its keys.
    """
    if place.is_file():
        yield f"{place.parent.name}/{place.name}", _digest(place)
        return
    for file in sorted(place.rglob("*")):
        inside = file.relative_to(place)
        hidden = any(part.startswith((".", "__pycache__")) for part in inside.parts)
        if not hidden and file.suffix not in _CODE and file.is_file():
            yield f"{place.name}/{inside.as_posix()}", _digest(file)


def is_resources(value: Any) -> bool:
    """Whether a name stands for `importlib.resources`, or for a function of it."""
    if isinstance(value, types.ModuleType):
        return value.__name__ == "importlib.resources"
    module = getattr(value, "__module__", None)
    return isinstance(module, str) and module.startswith("importlib.resources")


def texts_in(code: types.CodeType) -> Iterator[str]:
    """Every text that stands in a piece of code or in one nested in it: names of packages too."""
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, types.CodeType):
            yield from texts_in(constant)


def _digest(file: Path) -> str:
    found = file.stat()
    return _digest_of_file(file, found.st_size, found.st_mtime_ns)


@functools.cache
def _digest_of_file(file: Path, _size: int, _changed: int) -> str:
    """Read once a process, and again if the file changed meanwhile."""
    return digest_of_bytes(file.read_bytes())
