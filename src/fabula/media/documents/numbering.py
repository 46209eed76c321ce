"""Ids of passages: "p3.2" by page, "s4.1" by section where there are no pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fabula.media.documents.document import Passage


def numbered(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """The passages with their ids; a section begins at each heading."""
    counts: dict[str, int] = {}
    section = 0
    result: list[Passage] = []
    for passage in passages:
        if passage.kind == "heading":
            section += 1
        group = f"s{section}" if passage.page is None else f"p{passage.page}"
        counts[group] = counts.get(group, 0) + 1
        result.append(replace(passage, id=f"{group}.{counts[group]}"))
    return tuple(result)
