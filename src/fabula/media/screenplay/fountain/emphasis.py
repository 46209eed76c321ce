r"""Fountain's marks within a line: `*italic*`, `**bold**`, `_underline_`, `[[note]]`, `/* */`.

Notes and boneyards may hold line breaks, so they are taken out of the whole text first, and a
character that no text can hold stands in their places until the lines are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from fabula.media.screenplay.wording import Remark, Span, Style, Wording

PLACE = "\x00"
"""Stands where a remark was taken out."""

_BEGIN = re.compile(r"\\.|\[\[|/\*", re.DOTALL)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|\*+|_+|\x00|[^\\*_\x00]+|\\")
_BEGUN = re.compile(r"\[\[|/\*")
_SPECIAL = re.compile(r"[\\*_]|\[\[|/\*")
_STYLES: dict[str, tuple[Style, ...]] = {
    "*": ("italic",),
    "**": ("bold",),
    "***": ("bold", "italic"),
    "_": ("underline",),
}


@dataclass(slots=True)
class _Mark:
    """One run of stars or one underscore, and which styles it was found to begin or end."""

    sign: str
    styles: tuple[Style, ...] = ()
    used: int = 0


def take_out(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text with `PLACE` for each note and boneyard, and those as (kind, text), in order.

    A note may hold line breaks, but no empty line; what has no end is text.
    """
    if not _BEGUN.search(text):
        return text, []
    kept, found = list[str](), list[tuple[str, str]]()
    ends = {mark: _Ends(text, mark) for mark in ("]]", "*/", "\n\n")}
    copied, at = 0, 0
    while begin := _BEGIN.search(text, at):
        at = begin.end()
        if begin[0][0] == "\\":
            continue
        note = begin[0] == "[["
        end = ends["]]" if note else "*/"].after(at)
        if end < 0 or (note and 0 <= ends["\n\n"].after(at) < end):
            continue
        while note and text[end + 2 : end + 3] == "]":
            end += 1
        kept += [text[copied : begin.start()], PLACE]
        found.append(("note" if note else "boneyard", text[at:end].strip()))
        copied = at = end + 2
    return "".join([*kept, text[copied:]]), found


class _Ends:
    """The next place of a mark, looked for once only, so that marks without end cost no time."""

    def __init__(self, text: str, mark: str) -> None:
        self._text, self._mark, self._next = text, mark, text.find(mark)

    def after(self, start: int) -> int:
        """Where the mark stands at `start` or later, -1 if nowhere; `start` never goes back."""
        if 0 <= self._next < start:
            self._next = self._text.find(self._mark, start)
        return self._next


def read_inline(text: str, remarks: Iterator[tuple[str, str]]) -> Wording:
    """The wording of marked text.

    Args:
        text: As `take_out` left it.
        remarks: What was taken out; one is used for each `PLACE`.
    """
    if not _SPECIAL.search(text) and PLACE not in text:
        return Wording(text)
    pieces = _pieces(text)
    plain, spans, notes = "", list[Span](), list[Remark]()
    begun: dict[Style, int] = {}
    for piece in pieces:
        if isinstance(piece, _Mark):
            plain += piece.sign[0] * (len(piece.sign) - piece.used)
            for style in piece.styles:
                if style in begun:
                    spans.append(Span(begun.pop(style), len(plain), style))
                else:
                    begun[style] = len(plain)
        elif piece == PLACE:
            kind, said = next(remarks)
            if said:
                notes.append(Remark(len(plain), said, "note" if kind == "note" else "boneyard"))
        else:
            plain += _ESCAPE.sub(r"\1", piece)
    return Wording(plain, tuple(spans), tuple(notes))


def write_inline(wording: Wording) -> str:
    """Marked text of which `read_inline` gives the same wording; escaped only where it must be."""
    if not wording.spans and not wording.remarks and not _SPECIAL.search(wording.text):
        return wording.text
    marked = _marked(wording, escaped=False)
    left, found = take_out(marked)
    again, _ = read_inline(left, iter(found)).settle("verse")
    same = (again.text, again.spans) == (wording.text, wording.spans)
    # What only begins a remark here might find its end in a later line.
    begun = _BEGUN.search(left)
    if same and not begun and found == [(r.kind, r.text) for r in wording.remarks]:
        return marked
    return _marked(wording, escaped=True)


def _pieces(text: str) -> list[str | _Mark]:
    """The text cut at its marks; those that neither begin nor end anything keep no styles."""
    pieces: list[str | _Mark] = []
    opened: dict[Style, _Mark] = {}
    for found in _TOKEN.finditer(text):
        said = found[0]
        if said[0] not in "*_":
            pieces.append(said)
            continue
        mark = _Mark(said)
        pieces.append(mark)
        start, end = found.span()
        before, after = text[max(start - 1, 0) : start], text[end : end + 1]
        for style in _STYLES.get(said, ()):
            if style in opened and before not in {"", " ", "\n"}:
                _use(mark, style)
                _use(opened.pop(style), style)
            elif style not in opened and after not in {"", " ", "\n"}:
                opened[style] = mark
    return pieces


def _use(mark: _Mark, style: Style) -> None:
    mark.styles = (*mark.styles, style)
    mark.used += 2 if style == "bold" else 1


def _marked(wording: Wording, *, escaped: bool) -> str:
    written, active = "", frozenset[Style]()
    remarks = {at: list(found) for at, found in groupby(wording.remarks, lambda r: r.at)}
    for start, end, now in wording.runs():
        changed, active = active ^ now, now
        # What ends does so before a remark, what begins begins after it.
        ends, begins = changed - now, changed & now
        signs = _signs(changed, ends_first=bool(ends))
        written += _around(signs, remarks.get(start, []), after=bool(begins) and not ends)
        piece = wording.text[start:end]
        # A slash before a star would begin a boneyard.
        written += re.sub(r"([\\*_\[\]]|/\Z)", r"\\\1", piece) if escaped else piece
    return written


def _signs(changed: frozenset[Style], *, ends_first: bool) -> str:
    stars = "*" * (2 * ("bold" in changed) + ("italic" in changed))
    line = "_" * ("underline" in changed)
    return stars + line if ends_first else line + stars


def _around(signs: str, remarks: Sequence[Remark], *, after: bool) -> str:
    noted = "".join(map(write_remark, remarks))
    return noted + signs if after else signs + noted


def write_remark(remark: Remark) -> str:
    """A note or a boneyard as Fountain has it; an empty line in it keeps two spaces."""
    return enclose(remark.text, remark.kind)


def enclose(text: str, kind: str) -> str:
    """Text between the marks of a note or of a boneyard."""
    kept = re.sub(r"\n(?=\n)", "\n  ", text)
    return f"/* {kept} */" if kind == "boneyard" else f"[[{kept}]]"
