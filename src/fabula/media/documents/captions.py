"""Captions that are written as paragraphs beside their figure or table, as Word writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fabula.media.documents.document import Passage
from fabula.media.documents.prose import CAPTION, labelled

_TABULAR = ("tab",)


def with_captions(passages: Sequence[Passage]) -> list[Passage]:
    """The passages, each caption joined to the figure or table next to it."""
    kept = list(passages)
    at = 0
    while at < len(kept):
        owner = _owner(kept, at)
        if owner is None:
            at += 1
            continue
        label, text = labelled(kept[at].text)
        kept[owner] = replace(kept[owner], label=label, text=text)
        del kept[at]
    return kept


def _owner(passages: Sequence[Passage], at: int) -> int | None:
    """Where the figure or table of a caption is; None where the passage is no caption."""
    match = CAPTION.match(passages[at].text) if passages[at].kind == "paragraph" else None
    if match is None or not (match["mark"].strip() or match.end() == len(match.string)):
        return None
    tabular = match["word"].casefold().startswith(_TABULAR)
    # Tables have their captions above, figures below; where there is none, the other side.
    for near in (at + 1, at - 1) if tabular else (at - 1, at + 1):
        kind = "table" if tabular else "figure"
        if 0 <= near < len(passages) and passages[near].kind == kind and not passages[near].label:
            return near
    return None
