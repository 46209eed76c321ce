"""What stays together on a page: an element set in lines, or a whole speech."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fabula.media.screenplay.element import SPOKEN, UNPRINTED, Element, Kind
from fabula.media.screenplay.layout.layouts import DUAL_SHIFT, Column, Layout
from fabula.media.screenplay.layout.wrapping import measure, wrap
from fabula.media.screenplay.script import Screenplay
from fabula.media.screenplay.slugs import begins_act, read_speaker
from fabula.media.screenplay.wording import Span

LineKind = Kind | Literal["more", "cast"]

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What scenes of a multi-camera show are called: I and O would be read as figures."""

_SENTENCE_END = re.compile(
    r"(?:(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)(?<!St)[.!?\u2026]|--|\u2014)[\"'\u201d\u2019)]*(?= |$)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line.

    Args:
        kind: Of the element; "more" for "(MORE)", "cast" for the list below a heading.
        column: Where it begins, in characters from the left margin.
        text: As printed, without spaces before it.
        element: The index of the element in the screenplay.
        spans: What of the text is bold, italic or underlined.
        number: Of the scene, on the first line of its heading.
        revised: Whether it gets a star in the margin.
        start: Offset of its first character in the text of the element.
    """

    kind: LineKind
    column: int
    text: str
    element: int
    spans: tuple[Span, ...] = ()
    number: str = ""
    revised: bool = False
    start: int = 0


Setter = Callable[[Line, int], list[Line]]
"""Sets the element of a line again, from an offset in its text on."""

Rows = list[tuple[int, Line]]
"""Lines with their rows, from the top of a block or of a page, 0 and up, in order."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Where a block is parted.

    Args:
        lines: How many of its lines come first; 0: it cannot be parted.
        letters: How much of the last of them, where a sentence ends within it; 0: all.
    """

    lines: int
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stay together, unless there is a good place to part them.

    Args:
        kind: Of its first element; "dual" for two speeches side by side.
        rows: Its lines.
        above: Empty rows above it, but at the head of a page.
        breaks: Whether it begins a page.
        spacing: Rows from one line of a speech to the next.
    """

    kind: Kind | Literal["dual"]
    rows: Rows
    above: int
    breaks: bool = False
    spacing: int = 1

    @property
    def height(self) -> int:
        """Rows from its first line to its last."""
        return self.rows[-1][0] + 1

    @property
    def leads(self) -> bool:
        """Whether it must not be the last on its page."""
        return self.kind in {"heading", "shot", "act"}

    def parting(self, room: int, *, forced: bool = False) -> Parting:
        """Where it can be parted so that the first part fits in `room` rows.

        Args:
            room: Rows that are free.
            forced: Whether it must be parted, be it in a bad place: no page could hold it.
        """
        fitting = sum(row < room for row, _ in self.rows)
        if self.kind == "character":
            return self._between_sentences(room) or Parting(min(fitting, self._last(room)) * forced)
        if forced:
            return Parting(fitting)
        best = min(fitting, len(self.rows) - 2)
        return Parting(best if best >= 2 and self.kind == "action" else 0)

    def _last(self, room: int) -> int:
        """Lines of a speech that fit in `room` rows with (MORE) below, at least one."""
        return max(sum(row + self.spacing < room for row, _ in self.rows), 1)

    def _between_sentences(self, room: int) -> Parting | None:
        """The last end of a sentence that leaves two lines on this page and about two for next."""
        last = len(self.rows) - 1
        for count in range(min(self._last(room), last), 2, -1):
            line = self.rows[count - 1][1]
            if line.kind not in {"dialogue", "lyric"}:
                continue
            ends = [found.end() for found in _SENTENCE_END.finditer(line.text)]
            if ends and ends[-1] == len(line.text) and count == last:
                ends.pop()
            if ends:
                return Parting(count, ends[-1] % len(line.text))
        return None

    def part(self, parting: Parting, again: Setter) -> tuple[Rows, Block]:
        """The first part, as it is printed, and the block that is left.

        A speech gets (MORE) below its first part, and its character's name again above the rest.
        """
        first, rest = self.rows[: parting.lines], self.rows[parting.lines :]
        if self.kind != "character":
            left = [(row - rest[0][0], line) for row, line in rest]
            return first, replace(self, rows=left, breaks=False)
        said = [line for _, line in rest]
        if parting.letters:
            row, line = first.pop()
            kept = line.text[: parting.letters]
            first.append((row, replace(line, text=kept, spans=_within(line.spans, 0, len(kept)))))
            after = [one for one in said if one.element != line.element]
            said = [*again(line, line.start + len(kept)), *after]
        cue = self.rows[0][1]
        continued = read_speaker(cue.text).continued
        name = cue if continued else replace(cue, text=f"{cue.text} (CONT'D)")
        more = Line("more", cue.column, "(MORE)", cue.element)
        left = [(n * self.spacing, line) for n, line in enumerate([name, *said])]
        below = first[-1][0] + self.spacing
        return [*first, (below, more)], replace(self, rows=left, breaks=False)


def setter(screenplay: Screenplay, layout: Layout) -> Setter:
    """What sets the rest of a parted speech."""

    def again(line: Line, start: int) -> list[Line]:
        element = screenplay.elements[line.element]
        while element.text[start : start + 1] == " ":
            start += 1
        return _set(element, line.element, layout.columns[element.kind], start)

    return again


def blocks(screenplay: Screenplay, layout: Layout) -> list[Block]:
    """All that is printed of a screenplay, in order."""
    return list(_pairs(_blocks(screenplay, layout)))


def letter(number: int) -> str:
    """What the scene of that number, from 0, is called: A to Z without I and O, then AA."""
    return LETTERS[number % len(LETTERS)] * (number // len(LETTERS) + 1)


def _blocks(screenplay: Screenplay, layout: Layout) -> Iterator[tuple[Block, bool]]:
    """Every block, and whether it is said together with the one before it."""
    elements = screenplay.elements
    breaks, scene, at, last = False, 0, 0, ""
    while at < len(elements):
        element, start = elements[at], at
        at += 1
        if element.kind in UNPRINTED:
            continue
        if element.kind == "page_break":
            breaks = True
            continue
        if element.kind == "character":
            while at < len(elements) and elements[at].kind in SPOKEN:
                at += 1
            dual = element.dual or _answered(elements, at)
            yield _speech(elements[start:at], start, layout, dual, breaks), element.dual
        elif element.kind == "heading":
            breaks = breaks or (layout.new_pages and last != "act")
            yield _heading(elements, start, layout, letter(scene), breaks), False
            scene += 1
        else:
            breaks = breaks or (element.kind == "act" and begins_act(element.text))
            column = layout.columns[element.kind]
            rows = list(enumerate(_set(element, start, column)))
            yield Block(element.kind, rows, column.above, breaks), False
        breaks, last = False, element.kind


def _answered(elements: Sequence[Element], at: int) -> bool:
    return at < len(elements) and elements[at].dual


def _pairs(found: Iterator[tuple[Block, bool]]) -> Iterator[Block]:
    """The blocks, those that are said together as one."""
    last: Block | None = None
    for block, together in found:
        if together and last is not None:
            shifted = [
                (row, replace(line, column=line.column + DUAL_SHIFT)) for row, line in block.rows
            ]
            rows = sorted([*last.rows, *shifted], key=lambda pair: (pair[0], pair[1].column))
            last = replace(last, kind="dual", rows=rows)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _speech(
    elements: Sequence[Element], start: int, layout: Layout, dual: bool, breaks: bool
) -> Block:
    columns = layout.dual if dual else layout.columns
    lines = itertools.chain.from_iterable(
        _set(element, start + n, columns[element.kind]) for n, element in enumerate(elements)
    )
    spacing = layout.spacing
    rows = [(n * spacing, line) for n, line in enumerate(lines)]
    return Block("character", rows, columns["character"].above, breaks, spacing)


def _heading(
    elements: Sequence[Element], start: int, layout: Layout, name: str, breaks: bool
) -> Block:
    element = elements[start]
    column = layout.columns["heading"]
    lines = _set(element, start, column)
    number = element.number or (name if layout.letters else "")
    lines[0] = replace(lines[0], number=number) if number else lines[0]
    if layout.cast_list and (cast := _cast(elements, start)):
        lines += [Line("cast", 0, cast[a:b], start) for a, b in wrap(cast, column.width)]
    return Block("heading", list(enumerate(lines)), column.above, breaks)


def _cast(elements: Sequence[Element], start: int) -> str:
    """Who speaks in the scene that begins at `start`: "(LUNA, RICK)"; empty if nobody does."""
    rest = itertools.islice(elements, start + 1, None)
    scene = itertools.takewhile(lambda element: element.kind != "heading", rest)
    spoken = (element.speaker.name for element in scene if element.kind == "character")
    names = dict.fromkeys(name if _is_written_so(name) else name.upper() for name in spoken)
    return f"({', '.join(names)})" if names else ""


def _set(element: Element, index: int, column: Column, start: int = 0) -> list[Line]:
    """The lines of an element in its column, from an offset in its text on."""
    text = _capitals(element) if column.capitals else element.text
    spans = element.spans
    if column.style:
        spans = (*spans, Span(0, len(text), column.style))
    revised = element.revision > 0
    lines = list[Line]()
    for first, end in wrap(text[start:] if start else text, column.width):
        said = text[start + first : start + end]
        indent = len(said) - len(said.lstrip(" ")) if said[:1] == " " else 0
        at = start + first + indent
        styled = _within(spans, at, start + end) if spans else ()
        left = column.start + indent
        if column.align != "left":
            spare = column.width - measure(said)
            left = column.start + max(spare if column.align == "right" else spare // 2, 0)
        lines.append(Line(element.kind, left, said[indent:], index, styled, "", revised, at))
    return lines


def _within(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """The spans of a line, with offsets of its own."""
    return tuple(
        Span(max(span.start, start) - start, min(span.end, end) - start, span.style)
        for span in spans
        if span.start < end and span.end > start
    )


def _capitals(element: Element) -> str:
    """The text in capitals, letter for letter: one that would become two stays, so offsets hold."""
    text = element.text
    if element.kind == "character" and (name := element.speaker.name) and _is_written_so(name):
        return text
    capitals = text.upper()
    if len(capitals) == len(text):
        return capitals
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def _is_written_so(name: str) -> bool:
    """Whether a cue is in capitals as far as its writer wanted: "McAVOY"."""
    return 2 * sum(c.isupper() for c in name) > sum(c.isalpha() for c in name)
