"""A screenplay as every format here reads and writes it: a title page and a row of elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from fabula.media.screenplay.element import SPOKEN, Element
from fabula.media.screenplay.front import Revision, TitlePage
from fabula.media.screenplay.wording import join

_COUNTED = re.compile(r"s\d+(?:-\d+)?\.\d+")


@dataclass(frozen=True, slots=True)
class Screenplay:
    """A whole screenplay; its elements are put in order when it is made.

    Dialogue that no character speaks becomes action, speeches in several pieces become one, and
    each element gets an id: `12.5` is the fifth element of the scene numbered 12, `s3.1` the
    heading of the third scene where it has no number, `s0.1` the first element before any scene.

    Args:
        elements: In order.
        title: The title page.
        revisions: Sets of changed pages, oldest first; `Element.revision` counts them from 1.
        notes: What a reader of a file could not keep, for a person to know; not compared.
    """

    elements: tuple[Element, ...] = ()
    title: TitlePage = field(default_factory=TitlePage)
    revisions: tuple[Revision, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "elements", tuple(_identified(_ordered(self.elements))))

    @property
    def scenes(self) -> list[tuple[Element, ...]]:
        """The elements of each scene, its heading first; what comes before all is in none."""
        starts = [n for n, element in enumerate(self.elements) if element.kind == "heading"]
        places = pairwise((*starts, len(self.elements)))
        return [self.elements[start:end] for start, end in places]


def number_scenes(screenplay: Screenplay) -> Screenplay:
    """The screenplay with a number for each scene that has none; numbers that are there stay."""
    taken = {element.number for element in screenplay.elements if element.number}
    numbered, last = list[Element](), 0
    for element in screenplay.elements:
        if element.kind == "heading" and not element.number:
            last += 1
            while str(last) in taken:
                last += 1
            element = replace(element, number=str(last))  # noqa: PLW2901
        # An id that was counted is counted again, one that somebody gave stays.
        counted = _COUNTED.fullmatch(element.id)
        numbered.append(replace(element, id="") if counted else element)
    return replace(screenplay, elements=tuple(numbered))


def _ordered(elements: tuple[Element, ...]) -> Iterator[Element]:
    """The elements with every word in a place where it can be spoken."""
    last: Element | None = None
    speaking, pair = False, False
    for element in elements:
        if element.kind in {"dialogue", "parenthetical"} and not speaking:
            element = replace(element, kind="action")  # noqa: PLW2901
        if element.kind == "character":
            # At most two speak together, and the second directly after the first.
            dual = element.dual and speaking and not pair
            if element.dual != dual:
                element = replace(element, dual=dual)  # noqa: PLW2901
            speaking, pair = True, dual
        elif element.kind not in SPOKEN:
            speaking = pair = False
        if last is not None and last.kind == element.kind and element.kind in {"dialogue", "lyric"}:
            last = _as_one(last, element)
            continue
        if last is not None:
            yield last
        last = element
    if last is not None:
        yield last


def _as_one(first: Element, second: Element) -> Element:
    both = join([first.wording, second.wording], "\n")
    revision = max(first.revision, second.revision)
    return replace(first, text=both.text, spans=both.spans, remarks=both.remarks, revision=revision)


def _identified(elements: Iterator[Element]) -> Iterator[Element]:
    scene, within, taken = 0, 0, {"s0"}
    name = "s0"
    for element in elements:
        if element.kind == "heading":
            scene, within = scene + 1, 0
            name = element.number or f"s{scene}"
            name = f"{name}-{scene}" if name in taken else name
            taken.add(name)
        within += 1
        yield element if element.id else replace(element, id=f"{name}.{within}")
