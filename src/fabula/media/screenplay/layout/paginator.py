"""Puts lines on pages as a typist in the trade does, and counts pages and eighths.

No heading at the foot of a page, no cue without its words, (MORE) and (CONT'D) where a speech is
parted, and that only at the end of a sentence. Every page count comes from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.media.screenplay.layout.blocks import Block, Line, Rows, blocks, setter
from fabula.media.screenplay.layout.eighths import SceneLength, measure_scenes
from fabula.media.screenplay.layout.layouts import FILM, Layout
from fabula.media.screenplay.script import Screenplay


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Args:
        number: From 1.
        rows: Lines with their rows, from 0; two lines may share a row.
    """

    number: int
    rows: tuple[tuple[int, Line], ...]


@dataclass(frozen=True, slots=True)
class Pagination:
    """A screenplay on pages.

    Args:
        layout: How it is typed.
        pages: In order; none if nothing is printed.
        scenes: How long each scene is, in order.
    """

    layout: Layout
    pages: tuple[Page, ...]
    scenes: tuple[SceneLength, ...]

    @property
    def eighths(self) -> int:
        """Eighths of a page of all scenes together."""
        return sum(scene.eighths for scene in self.scenes)


def paginate(screenplay: Screenplay, layout: Layout = FILM) -> Pagination:
    """The screenplay on pages.

    Args:
        screenplay: What is typed; notes, sections and synopses are not.
        layout: How; see `choose_layout`.
    """
    typed = _Typist(screenplay, layout).type_all()
    pages = tuple(Page(number, tuple(rows)) for number, rows in enumerate(typed, 1))
    return Pagination(layout, pages, measure_scenes(screenplay, typed, layout.lines))


class _Typist:
    """Pages so far, and the first row that is free on the last."""

    def __init__(self, screenplay: Screenplay, layout: Layout) -> None:
        self._blocks, self._again = blocks(screenplay, layout), setter(screenplay, layout)
        self._lines = layout.lines
        self._pages: list[Rows] = [[]]
        self._free = 0

    def type_all(self) -> list[Rows]:
        """All pages; none if nothing is printed."""
        for at, block in enumerate(self._blocks):
            self._type(at, block)
        return self._pages if self._blocks else []

    def _type(self, at: int, block: Block) -> None:
        """Put a block on the page, or on the next one, or on several."""
        if block.breaks:
            self._turn()
        while not self._fits(at, block):
            above = block.above if self._free else 0
            room = self._lines - self._free - above
            # On an empty page there is no use in waiting: no page has more room.
            parting = block.parting(room, forced=not self._free)
            if parting.lines:
                rows, block = block.part(parting, self._again)
                self._put(rows, above)
            self._turn()
        self._put(block.rows, block.above if self._free else 0)

    def _fits(self, at: int, block: Block) -> bool:
        above = block.above if self._free else 0
        rest = self._lines - self._free - above - block.height
        if block.leads and self._free:
            return rest >= 0 and self._begins(at + 1, rest)
        return rest >= 0

    def _begins(self, at: int, rest: int) -> bool:
        """Whether block `at` can begin, at least, in the rows that are left."""
        if at == len(self._blocks) or self._blocks[at].breaks:
            return True
        block = self._blocks[at]
        room = rest - block.above
        if block.leads:
            return room >= block.height and self._begins(at + 1, room - block.height)
        return room >= block.height or block.parting(room).lines > 0

    def _put(self, rows: Rows, above: int) -> None:
        top = self._free + above
        self._pages[-1] += [(top + row, line) for row, line in rows]
        self._free = top + rows[-1][0] + 1

    def _turn(self) -> None:
        if self._free:
            self._pages.append([])
            self._free = 0
