"""Storyboards of the documents of the fixtures, as the offline writer makes them."""

from __future__ import annotations

from collections.abc import Callable

from fabula.media.documents.document import Document
from fabula.productions.video.offline.writer import storyboard_offline
from fabula.productions.video.storyboard import Storyboard
from fabula.productions.video.tasks import WriteStoryboard

KINDS = ["paper", "manual", "tale", "minutes", "memo", "packing", "turm", "wieża"]

PACE = 14.5

Find = Callable[[str], Document]


def told(document: Document, seconds: float = 60, scenes: int | None = None) -> Storyboard:
    """The storyboard of a document."""
    return storyboard_offline(asked(document, seconds, scenes))


def asked(document: Document, seconds: float = 60, scenes: int | None = None) -> WriteStoryboard:
    """The task that asks for it."""
    return WriteStoryboard(document, document.language, seconds, PACE, scenes)


def lines(board: Storyboard) -> list[str]:
    """All that is said."""
    return [sentence.text for scene in board.scenes for sentence in scene.narration]
