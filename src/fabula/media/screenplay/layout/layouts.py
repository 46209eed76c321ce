"""Where each kind of element stands on a page: columns in characters, rows in lines.

Courier of 12 points gives 10 characters and 6 lines an inch. Columns count from the left margin at
1.5 inches, so that dialogue stands at 2.5, parentheticals at 3.1 and cues at 3.7 inches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from fabula.errors import UnknownName
from fabula.media.screenplay.element import Kind
from fabula.media.screenplay.wording import Style

Paper = Literal["letter", "a4"]
Setting = Literal["film", "multicam"]

WIDTH = 60
"""Characters from the left margin to the right one."""

DUAL_SHIFT = 32
"""Columns between the two characters who speak at the same time."""


@dataclass(frozen=True, slots=True)
class Column:
    """How one kind of element is set.

    Args:
        start: First column, from the left margin.
        width: Characters a line.
        align: Where a line stands within the column.
        above: Empty rows above, but at the head of a page.
        capitals: Whether it is set in capitals.
        style: What all of it is set in.
    """

    start: int
    width: int
    align: Literal["left", "center", "right"] = "left"
    above: int = 1
    capitals: bool = False
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a screenplay is typed.

    Args:
        name: "film" or "multicam".
        paper: "letter" (8.5 by 11 inches) or "a4" (210 by 297 mm).
        lines: Rows a page.
        columns: For each kind that is printed.
        dual: The same for two who speak at once, the left one.
        spacing: Rows from one line of a speech to the next.
        cast_list: Whether those who speak in a scene are listed below its heading.
        letters: Whether scenes without a number get a letter.
        new_pages: Whether each scene begins a page, as each act does.
    """

    name: Setting
    paper: Paper
    lines: int
    columns: Mapping[Kind, Column]
    dual: Mapping[Kind, Column]
    spacing: int = 1
    cast_list: bool = False
    letters: bool = False
    new_pages: bool = False


_FILM: dict[Kind, Column] = {
    "heading": Column(0, WIDTH, above=2, capitals=True, style="bold"),
    "action": Column(0, WIDTH),
    "shot": Column(0, WIDTH, capitals=True),
    "character": Column(22, 38, capitals=True),
    "parenthetical": Column(16, 20, above=0),
    "dialogue": Column(10, 35, above=0),
    "lyric": Column(10, 35, style="italic"),
    "transition": Column(0, WIDTH, align="right", capitals=True),
    "centered": Column(0, WIDTH, align="center"),
    "act": Column(0, WIDTH, align="center", capitals=True, style="underline"),
}
_DUAL: dict[Kind, Column] = {
    "character": Column(9, 19, capitals=True),
    "parenthetical": Column(4, 20, above=0),
    "dialogue": Column(0, 28, above=0),
    "lyric": Column(0, 28, above=0, style="italic"),
}
_MULTICAM: dict[Kind, Column] = _FILM | {
    "heading": Column(0, WIDTH, above=2, capitals=True, style="underline"),
    "action": Column(0, WIDTH, capitals=True),
    "parenthetical": Column(16, 20, above=0, capitals=True),
}

FILM = Layout("film", "letter", 54, MappingProxyType(_FILM), MappingProxyType(_DUAL))
MULTICAM = replace(
    FILM,
    name="multicam",
    columns=MappingProxyType(_MULTICAM),
    spacing=2,
    cast_list=True,
    letters=True,
    new_pages=True,
)
LINES: dict[Paper, int] = {"letter": 54, "a4": 58}
"""Rows between margins of an inch."""


def choose_layout(name: str = "film", paper: str = "letter") -> Layout:
    """The layout of that name on that paper.

    Args:
        name: "film", as single-camera work is typed; "multicam", as shows before an audience are:
            dialogue with space for changes, action in capitals, lettered scenes with their cast.
        paper: "letter", 54 rows; "a4", 58 rows.

    Raises:
        UnknownName: There is no such layout or paper.
    """
    layouts = {"film": FILM, "multicam": MULTICAM}
    if name not in layouts:
        raise UnknownName("layout", name, layouts)
    known = {paper_name: lines for paper_name, lines in LINES.items() if paper_name == paper}
    if not known:
        raise UnknownName("paper", paper, LINES)
    ((chosen, lines),) = known.items()
    return replace(layouts[name], paper=chosen, lines=lines)
