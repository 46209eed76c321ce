"""Texts that belong to a drawing: names of axes and bars, which may stick out of its graphics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fabula.media.documents.pdf.box import Box, union
from fabula.media.documents.pdf.lines import Line

_BESIDE = 18.0  # points; a label stands at most this far to the left or right of its drawing
_BELOW = 25.0  # points; and this far from it, between it and the caption
_TOUCHES = 8.0  # points; and this far on the side that the caption does not bound
_PASSES = 4


def is_prose(line: Line, body: float) -> bool:
    """Whether a line alone reads as running text; `body` is that text's size in points."""
    words = sum(len(w.text) >= 3 and w.text[0].isalpha() for w in line.words)
    return line.size >= 0.93 * body and words >= 5 and not line.style.mono


def with_labels(
    region: Box, caption: Box, lines: Sequence[Line], marks: Sequence[Box], body: float
) -> tuple[Box, tuple[Line, ...]]:
    """A region grown by all of the labels at its edges, and the lines in it.

    Args:
        region: Around the graphics.
        caption: It bounds the region on its side.
        lines: Those of the page that may be labels.
        marks: Small graphics: letters that are turned, ends of axes.
        body: Size of the running text, in points.
    """
    running = {id(n) for n in _running(lines, body)}
    level = [n for n in lines if n.box.down(caption) <= 0]
    labels = [n for n in level if id(n) not in running]
    loose = [b for b in marks if b.down(caption) <= 0 and min(b.width, b.height) < 2 * body]
    for _ in range(_PASSES):  # a label may touch the region only through another one
        before = region
        for line in labels:
            if _is_label(line, region, caption, body):
                region = union([region, line.box])
        for mark in loose:
            if _is_beside(mark, region):
                region = union([region, mark])
        if region == before:
            break
    region = _beyond_caption(region, caption)
    return region, tuple(n for n in lines if region.holds(n.box))


def _running(lines: Sequence[Line], body: float) -> Iterator[Line]:
    """Lines of prose, the short ones that begin or end a paragraph of it, and narrow columns."""
    full = [n for n in lines if n.size >= 0.93 * body and not n.style.mono]
    for line in full:
        near = [n for n in full if n is not line and _are_stacked(n, line)]
        if any(is_prose(n, body) for n in (*near, line) if near) or len(near) > 1:
            yield line


def _are_stacked(one: Line, other: Line) -> bool:
    """Whether two lines follow each other as those of a paragraph do."""
    step = abs(one.box.y1 - other.box.y1)
    aligned = abs(one.box.x0 - other.box.x0) < 2 * one.size
    return aligned and 0.8 * one.size < step < 1.45 * one.size


def _is_label(line: Line, region: Box, caption: Box, body: float) -> bool:
    box = line.box
    if region.holds(box):
        return True
    if box.width > 1.2 * region.width:
        return False
    if _is_beside(box, region):
        return True
    gap = Box(region.x0, min(region.y1, caption.y1), region.x1, max(region.y0, caption.y0))
    if gap.holds(box) and box.meets(region, _BELOW):
        return True
    return line.size < 0.95 * body and box.meets(region, _TOUCHES)


def _is_beside(box: Box, region: Box) -> bool:
    return box.down(region) > 0.5 * box.height and box.across(region) > -_BESIDE


def _beyond_caption(region: Box, caption: Box) -> Box:
    """The region without what overlaps its caption."""
    if region.across(caption) <= 0:
        return region
    above = caption.y0 < region.middle[1]
    top = max(region.y0, caption.y1) if above else region.y0
    bottom = region.y1 if above else min(region.y1, caption.y0)
    return Box(region.x0, top, region.x1, bottom)
