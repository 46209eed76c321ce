"""A fresh environment without the network: only what a distribution asks for, linked into it."""

from __future__ import annotations

import sys
import venv
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import fabula


def fresh_environment(folder: Path, wanted: Iterable[str]) -> Path:
    """The interpreter of an environment that has what is wanted, and what that asks for.

    Args:
        folder: Where it is made.
        wanted: As pip takes them: "fabula[lab]", "pytest".
    """
    venv.create(folder, with_pip=False)
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "fabula").symlink_to(Path(fabula.__file__).parent)
    for name in sorted(_closure(wanted)):
        for path in _tops(name):
            place = site / path.name
            if path.exists() and not place.exists():
                place.symlink_to(path)
    return folder / "bin" / "python"


def _closure(wanted: Iterable[str]) -> set[str]:
    """The names of all distributions that are asked for, directly or not."""
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(one) for one in wanted]
    while waiting:
        one = waiting.pop()
        name, extras = canonicalize_name(one.name), frozenset(one.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            asked = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        found.add(name)
        for text in asked:
            more = Requirement(text)
            cases = [{"extra": extra} for extra in ("", *extras)]
            if more.marker is None or any(more.marker.evaluate(case) for case in cases):
                waiting.append(more)
    return found


def _tops(name: str) -> Iterator[Path]:
    """The files and folders that a distribution has right below site-packages."""
    site = next(Path(sys.prefix).glob("lib/python*/site-packages")).resolve()
    for file in distribution(name).files or ():
        path = Path(str(distribution(name).locate_file(file))).resolve()
        if path.is_relative_to(site) and not path.name.endswith(".pth"):
            yield site / path.relative_to(site).parts[0]
