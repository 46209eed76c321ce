"""A visual becomes a slide: its pixels, the boxes that were set, the faults that were measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fabula.media.documents.document import Picture
from fabula.media.slides.checks import Box, faults_of
from fabula.media.slides.formulas import loosened
from fabula.media.slides.looks import Look
from fabula.media.slides.pages import page_of
from fabula.media.slides.pictures import finish
from fabula.media.slides.typesetting import Unsettable, typeset
from fabula.media.slides.visuals import Figure, TitleCard, Visual

MOST_UNKNOWN = 8


@dataclass(frozen=True, slots=True)
class Slide:
    """A painted slide.

    Args:
        png: RGB, exactly as wide and high as the look says; the same bytes on every machine.
        boxes: Where each piece stands, in reading order.
        faults: What is wrong with it, one sentence each; empty for a good slide.
    """

    png: bytes
    boxes: tuple[Box, ...]
    faults: tuple[str, ...] = ()


def paint(visual: Visual, look: Look, picture: Picture | None = None) -> Slide:
    """Paint `visual`.

    Text is fitted to its place: a smaller step of the type scale, two columns, fewer rows and
    lines with a note of how many more, at last words cut with an ellipsis (a fault).

    Args:
        visual: What to show.
        look: Theme, size, language, captions.
        picture: The picture of a figure; without it a figure has a fault and shows its words.
    """
    sheet, report = _typeset(page_of(visual, look, picture))
    png, smudges = finish(sheet, report, picture)
    if isinstance(visual, Figure) and picture is None:
        smudges = ("picture: the figure has none",)
    boxes = tuple(Box.read(entry) for entry in report)
    return Slide(png, boxes, faults_of(visual, look, report) + smudges)


def _typeset(page: dict[str, Any]) -> tuple[bytes, list[dict[str, Any]]]:
    """Set a page; a formula that Typst refuses is loosened, and at last set as plain text."""
    for _ in range(MOST_UNKNOWN):
        try:
            return typeset(page)
        except Unsettable as refusal:
            if page.get("math") is None:
                raise
            page = page | {"math": loosened(page["math"], str(refusal))}
    return typeset(page | {"math": None})


def cover(title: str, byline: str, look: Look) -> bytes:
    """The picture that stands for the whole film, as PNG: its title card."""
    return paint(TitleCard(title, byline=byline), look).png
