r"""Fountain's marks within a line: `*italic*`, `**bold**`, `_underline_`, `[[note]]`, `/* */`.

Notes and boneyards may hold line breaks, so they are taken out of the whole text first, and a
character that no text can hold stands in their places until the lines are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.media.screenplay.wording import Remark, Span, Style, Wording

PLACE = "\x00"
"""Stands where a remark was taken out."""

_OUTSIDE = re.compile(r"\\.|/\*(.*?)\*/|\[\[((?:(?!\n\n).)*?)\]\](?!\])", re.DOTALL)
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
    """The text with `PLACE` for each note and boneyard, and those as (kind, text), in order."""
    found: list[tuple[str, str]] = []

    def place(match: re.Match[str]) -> str:
        if match[1] is None and match[2] is None:
            return match[0]
        kind, said = ("boneyard", match[1]) if match[1] is not None else ("note", match[2])
        found.append((kind, said.strip()))
        return PLACE

    if "/*" not in text and "[[" not in text:
        return text, found
    return _OUTSIDE.sub(place, text), found


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
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
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
    cuts = sorted(
        {0, len(wording.text)}
        | {offset for span in wording.spans for offset in (span.start, span.end)}
        | {remark.at for remark in wording.remarks}
    )
    written, active = "", frozenset[Style]()
    for start, end in zip(cuts, [*cuts[1:], cuts[-1]], strict=True):
        now = frozenset(s.style for s in wording.spans if s.start <= start < s.end)
        changed, active = active ^ now, now
        remarks = [r for r in wording.remarks if r.at == start]
        # What ends does so before a remark, what begins begins after it.
        ends, begins = changed - now, changed & now
        signs = _signs(changed, ends_first=bool(ends))
        written += _around(signs, remarks, after=bool(begins) and not ends)
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
