"""Reads tables of targets: TOML files with one `[[target]]` for each demand.

What all of a file have in common stands once, in `[usual]`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, get_args

from fabula.errors import BadInput
from fabula.lab.record import Relation, Target

FOLDER = Path(__file__).parent

DOCUMENTS: Mapping[str, str] = {
    "S": "sitcom script generator",
    "B": "BookGen biographies",
    "T": "text-to-video service",
    "V": "AI voice agent",
    "M": "movie platform",
    "F": "Fabula itself",
}
"""The documents that demand something, by the letter that ids of targets begin with."""

HOLDS = "holds"
"""`holds = true` in place of a limit: each sample is a yes (1) or a no (0), and all must be yes."""

_TEXT = {"id", "document", "suite", "metric", "says", "unit", "statistic", "origin", "advice"}


@cache
def all_targets() -> tuple[Target, ...]:
    """Everything that the documents demand."""
    return tuple(target for path in sorted(FOLDER.glob("*.toml")) for target in read_targets(path))


def targets_of(suites: Iterable[str]) -> list[Target]:
    """What is demanded of these suites."""
    wanted = set(suites)
    return [target for target in all_targets() if target.suite in wanted]


def read_targets(path: Path) -> tuple[Target, ...]:
    """Read a table.

    Raises:
        BadInput: A row has something that cannot be, lacks something, or has the id of another.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(str(path), "is not there") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(str(path), f"is not TOML: {error}") from None
    usual = said.get("usual", {})
    targets = tuple(_targets(str(path), (usual | row for row in said.get("target", []))))
    ids = [target.id for target in targets]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise BadInput(str(path), f"has two targets called {twice[0]!r}", "Rename one of them.")
    return targets


def _targets(source: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Target]:
    for number, row in enumerate(rows, 1):
        try:
            yield _target(dict(row))
        except (TypeError, ValueError) as error:
            place = f"target {row.get('id', number)!r}"
            raise BadInput(source, str(error), "docs/lab.md has the fields.", place=place) from None


def _target(row: dict[str, Any]) -> Target:
    relation, limit = _limit(row)
    if relation == "at_least" and limit == 1.0 and row.get("unit") is None:
        row |= {"unit": "yes", "statistic": "min"}
    known = {field.name for field in fields(Target)}
    unknown = sorted(set(row) - known)
    if unknown:
        raise ValueError(f"has no field {unknown[0]!r}")
    for name in _TEXT & set(row):
        if not isinstance(row[name], str):
            raise TypeError(f"{name!r} must be text")
    where = {name: str(label) for name, label in row.pop("where", {}).items()}
    return Target(**row, relation=relation, limit=limit, where=where)


def _limit(row: dict[str, Any]) -> tuple[Relation, float]:
    """Take the limit out of a row: `below = 2.0`, or `holds = true`."""
    if row.pop(HOLDS, False):
        return "at_least", 1.0
    found = [name for name in get_args(Relation) if name in row]
    if len(found) != 1:
        raise ValueError(f"needs one of {', '.join((*get_args(Relation), HOLDS))}")
    if "unit" not in row:
        raise ValueError("needs a unit")
    return found[0], float(row.pop(found[0]))
