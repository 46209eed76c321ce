"""Writes files of the lab into a project: the documents' test trees, and templates of one's own.

A file that is there already is somebody's work, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from fabula.errors import BadSetting, UnknownName

TEMPLATES = Path(__file__).parent / "templates"
EVERYWHERE = "all"
DOCUMENTS = ("S", "B", "T", "V", "M")


@dataclass(frozen=True, slots=True)
class Planted:
    """What was written, and what stayed as it was."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def plant(folder: Path, documents: Iterable[str] = DOCUMENTS) -> Planted:
    """Write the test trees and runners of documents into a project.

    Raises:
        UnknownName: There is no such document.
    """
    files: dict[Path, str] = {}
    for letter in (*documents, EVERYWHERE):
        if letter not in (*DOCUMENTS, EVERYWHERE):
            raise UnknownName("document", letter, DOCUMENTS)
        root = TEMPLATES / letter
        for path in sorted(one for one in root.rglob("*") if one.is_file()):
            if "__pycache__" not in path.parts:
                # Wheels and listings tend to lose names that begin with a dot.
                place = str(path.relative_to(root)).replace("dot-", ".", 1)
                files[folder / place] = path.read_text(encoding="utf-8")
    return _write(files)


KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "benchmark": (("benchmark.py", "lab/$name.py"), ("benchmark.toml", "lab/$name.toml")),
    "load-task": (("load-task.py", "lab/$name.py"),),
    "stress": (("stress.py", "lab/$name.py"),),
}
"""What can be begun: templates, and where each goes."""


def begin(kind: str, name: str, folder: Path) -> Planted:
    """Begin a benchmark, a load task or a stress scenario.

    Raises:
        UnknownName: There is no such kind.
        BadSetting: The name cannot be that of a file and a function.
    """
    if kind not in KINDS:
        raise UnknownName("template", kind, KINDS)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise BadSetting(f"{name!r} is no name: letters, digits and _, such as `chapter_speed`.")
    words = {
        "name": name,
        "Class": name.title().replace("_", ""),
        "file": f"lab/{name}.py",
        "targets": f"lab/{name}.toml",
    }
    return _write(
        {
            folder / Template(place).substitute(words): Template(
                (TEMPLATES / "new" / f"{template}.txt").read_text(encoding="utf-8")
            ).substitute(words)
            for template, place in KINDS[kind]
        }
    )


def _write(files: Mapping[Path, str]) -> Planted:
    written, kept = [], []
    for path, text in files.items():
        if path.exists():
            kept.append(path)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return Planted(tuple(written), tuple(kept))
