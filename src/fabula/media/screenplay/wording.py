"""What stands in an element: plain text, its emphasis, and the remarks that are not printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from fabula.errors import UserError

Style = Literal["bold", "italic", "underline"]
Form = Literal["line", "lines", "verse", "indented"]

STYLES: tuple[Style, ...] = ("bold", "italic", "underline")

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_LOOSE: dict[Form, tuple[re.Pattern[str], str]] = {
    "line": (re.compile(r"\A[ \n]+|[ \n]+\Z|[ ]*\n[ \n]*"), " "),
    "lines": (re.compile(r"\A[ \n]+|[ \n]+\Z|[ ]*\n[ \n]*"), "\n"),
    "verse": (re.compile(r"\A[ \n]+|[ \n]+\Z|[ ]*\n[ ]*"), "\n"),
    "indented": (re.compile(r"\A(?:[ ]*\n)+|[ \n]+\Z|(?:[ ]*\n)+"), "\n"),
}
_REVISION = re.compile(r"revision ([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that is set differently.

    Args:
        start: Offset of its first character, 0 or more.
        end: Offset after its last character.
        style: How it is set.
    """

    start: int
    end: int
    style: Style

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise UserError(f"A span cannot be {self.style!r}. Known: {', '.join(STYLES)}.")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something written into the text of an element that is not printed.

    Args:
        at: Offset in the text before which it stands.
        text: What it says; what would end it early is kept apart by a space.
        kind: A note to read, or a boneyard: text put out of use.
    """

    at: int
    text: str
    kind: Literal["note", "boneyard"] = "note"

    def __post_init__(self) -> None:
        text = tidy(self.text, "verse")
        object.__setattr__(self, "text", harmless(text, self.kind))


@dataclass(frozen=True, slots=True)
class Wording:
    """Text with its emphasis and remarks; `settle` brings it into the one form that is compared."""

    text: str
    spans: tuple[Span, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def settle(self, form: Form) -> tuple[Wording, int]:
        """The same wording in normal form, and the revision that its last remark tells, or 0.

        Lines have no loose spaces, spans neither touch their like nor begin or end in spaces,
        remarks are in order.
        """
        given = _closed(self) if self.remarks and "  " in self.text else self
        clean = clear(given.text)
        if clean != given.text and (given.spans or given.remarks):
            raise UserError("Text with emphasis or remarks may hold no control characters or tabs.")
        text = tidy(clean, form)
        if not given.spans and not given.remarks:
            return Wording(text), 0
        moved, last = _moves(clean, form), len(clean)
        spans = [
            Span(moved[min(s.start, last)], moved[min(s.end, last)], s.style) for s in given.spans
        ]
        placed = [Remark(moved[min(r.at, last)], r.text, r.kind) for r in given.remarks if r.text]
        remarks = sorted(placed, key=lambda remark: remark.at)
        told = [r for r in remarks if r.kind == "note" and _REVISION.fullmatch(r.text)]
        kept = tuple(remark for remark in remarks if remark not in told)
        revision = int(told[-1].text.split()[1]) if told else 0
        return Wording(text, tuple(_joined(text, spans)), kept), revision

    def cut(self, start: int, end: int) -> Wording:
        """What stands from `start` to `end`, a remark at the end with it; offsets begin anew."""
        spans = tuple(
            Span(max(s.start, start) - start, min(s.end, end) - start, s.style)
            for s in self.spans
            if s.start < end and s.end > start
        )
        inside = (r for r in self.remarks if start <= r.at <= end)
        remarks = tuple(Remark(r.at - start, r.text, r.kind) for r in inside)
        return Wording(self.text[start:end], spans, remarks)

    def runs(self) -> list[tuple[int, int, frozenset[Style]]]:
        """The text cut where its style changes or a remark stands: start, end and styles of each.

        The last begins and ends at the end of the text.
        """
        changes: dict[int, list[Style]] = {0: [], len(self.text): []}
        for span in self.spans:
            changes.setdefault(span.start, []).append(span.style)
            changes.setdefault(span.end, []).append(span.style)
        for remark in self.remarks:
            changes.setdefault(remark.at, [])
        cuts = sorted(changes)
        styles, found = frozenset[Style](), []
        for start, end in zip(cuts, [*cuts[1:], cuts[-1]], strict=True):
            # Spans of one style never touch, so that each edge changes what is so.
            styles ^= frozenset(changes[start])
            found.append((start, end, styles))
        return found

    def lines(self) -> list[Wording]:
        """Its lines, one wording each."""
        if "\n" not in self.text:
            return [self]
        ends = [found.start() for found in re.finditer(r"\n|\Z", self.text)]
        return [self.cut(a, b) for a, b in zip([0, *(e + 1 for e in ends)], ends, strict=False)]


def join(parts: Iterable[Wording], between: str) -> Wording:
    """Several wordings as one, with `between` between them."""
    text, spans, remarks = "", list[Span](), list[Remark]()
    for number, part in enumerate(parts):
        text += between if number else ""
        start = len(text)
        spans += [Span(s.start + start, s.end + start, s.style) for s in part.spans]
        remarks += [Remark(r.at + start, r.text, r.kind) for r in part.remarks]
        text += part.text
    return Wording(text, tuple(spans), tuple(remarks))


def clear(text: str) -> str:
    r"""Text that every format can hold: line breaks as "\n", tabs as four spaces, no controls."""
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub("", _BREAKS.sub("\n", text).replace("\t", "    "))


def tidy(text: str, form: Form) -> str:
    """Text without loose spaces and lines.

    Args:
        text: Any text.
        form: "line": all on one line; "lines": no empty lines between; "verse": empty lines stay;
            "indented": spaces at the beginning of a line stay.
    """
    loose, gap = _LOOSE[form]
    text = clear(text)
    return loose.sub(lambda found: gap if _between(found) else "", text)


def harmless(text: str, kind: str) -> str:
    """The text of a note or a boneyard without what would end it early."""
    return re.sub(r"\](?=\])", "] ", text) if kind == "note" else re.sub(r"\*(?=/)", "* ", text)


def _closed(wording: Wording) -> Wording:
    """The wording with one space where a remark stands between two: printed, they would be one."""
    for remark in sorted(wording.remarks, key=lambda remark: -remark.at):
        at = remark.at
        while at and wording.text[at - 1 : at + 1] == "  ":
            wording = join([wording.cut(0, at), wording.cut(at + 1, len(wording.text))], "")
    return wording


def _between(found: re.Match[str]) -> bool:
    return found.start() > 0 and found.end() < len(found.string)


def _moves(text: str, form: Form) -> list[int]:
    """For every offset of `text`, and its end, the offset in the tidy text."""
    loose, gap = _LOOSE[form]
    moved, new, old = list[int](), 0, 0
    for found in loose.finditer(text):
        moved += range(new, new + found.start() - old)
        new += found.start() - old
        width = len(gap) if _between(found) else 0
        moved += [new] + [new + width] * (found.end() - found.start() - 1)
        new, old = new + width, found.end()
    moved += range(new, new + len(text) - old + 1)
    return moved


def _joined(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Spans of which none touches its like, crosses a line or has spaces at its ends, in order."""
    styled = list(spans)
    found = [span for style in STYLES for span in _of_style(text, styled, style)]
    return iter(sorted(found, key=lambda span: (span.start, -span.end, span.style)))


def _of_style(text: str, spans: list[Span], style: Style) -> Iterator[Span]:
    covered = bytearray(len(text))
    for span in spans:
        if span.style == style and span.end > span.start:
            covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    for offset, letter in enumerate(text):
        if letter == "\n":
            covered[offset] = 0
    for found in re.finditer(rb"\x01+", bytes(covered)):
        piece = text[found.start() : found.end()]
        start = found.start() + len(piece) - len(piece.lstrip(" "))
        end = found.start() + len(piece.rstrip(" "))
        if start < end:
            yield Span(start, end, style)
