"""Reads Fountain: paragraph by paragraph, lenient with what people write."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.media.screenplay.element import Element, Kind, is_empty
from fabula.media.screenplay.fountain.emphasis import PLACE, read_inline, take_out
from fabula.media.screenplay.fountain.marks import (
    CENTERED,
    NUMBER,
    PAGE_BREAK,
    SECTION,
    LineKind,
    is_parenthetical,
    judge,
)
from fabula.media.screenplay.fountain.title import read_title
from fabula.media.screenplay.script import Screenplay
from fabula.media.screenplay.wording import Wording, clear, join


def read_fountain(text: str) -> Screenplay:
    """The screenplay that a Fountain text tells; every text tells one.

    Args:
        text: Fountain 1.1. Characters that no format can hold are left out.
    """
    text = clear(text)
    (title, revisions), count = read_title(text.split("\n"))
    body, remarks = take_out("\n".join(text.split("\n")[count:]))
    elements = _Body(body.split("\n"), iter(remarks)).read()
    return Screenplay(tuple(elements), title, revisions)


class _Body:
    """The lines after the title page, and what was read of them so far."""

    def __init__(self, lines: list[str], remarks: Iterator[tuple[str, str]]) -> None:
        self._lines, self._remarks = lines, remarks
        self._elements: list[Element] = []
        self._paragraph: list[Wording] = []
        self._kind: Kind = "action"

    def read(self) -> list[Element]:
        at, begins = 0, True
        while at < len(self._lines):
            line = self._lines[at]
            at += 1
            if not line.strip():
                self._end()
                begins = True
            elif begins and not line.replace(PLACE, "").strip():
                self._standing(line)
            else:
                following = self._lines[at] if at < len(self._lines) else ""
                if self._line(line, following if begins else None) == "character":
                    at = self._speech(at)
                begins = False
        self._end()
        return self._elements

    def _line(self, line: str, following: str | None) -> LineKind:
        """Read one line outside of a speech, and tell what it was."""
        words = line.strip()
        forced = _forced(words, begins=following is not None)
        kind = forced or judge(words, following)
        if kind == "action":
            # The mark of a forced action stands before its spaces.
            self._add("action", line.lstrip()[1:] if words.startswith("!") else line)
        elif kind in {"centered", "lyric"}:
            centered = CENTERED.fullmatch(words)
            self._add(
                "lyric" if kind == "lyric" else "centered", centered[1] if centered else words[1:]
            )
        else:
            self._end()
            self._single(kind, words[1:] if forced else words)
        return kind

    def _single(self, kind: LineKind, words: str) -> None:
        """An element that is one line."""
        more: dict[str, object] = {}
        if kind == "heading" and (found := NUMBER.fullmatch(words)):
            words, more["number"] = found[1], found[2]
        elif kind == "section" and (depth := SECTION.fullmatch(words)):
            words, more["level"] = depth[2], len(depth[1])
        elif kind == "character" and words.endswith("^"):
            words, more["dual"] = words.rstrip("^ "), True
        elif kind == "synopsis" or (kind == "transition" and words.startswith(">")):
            words = words[1:]
        elif kind == "page_break":
            words = ""
        self._append(kind, read_inline(words, self._remarks), **more)

    def _speech(self, at: int) -> int:
        """Read what a character says from line `at` on; returns the line after it."""
        while at < len(self._lines):
            line = self._lines[at]
            words = line.strip()
            if not words and not line.startswith("  "):
                break
            if PAGE_BREAK.fullmatch(words):
                break
            at += 1
            if is_parenthetical(words):
                self._end()
                self._single("parenthetical", words)  # type: ignore[arg-type]
            elif words.startswith("~"):
                self._add("lyric", words[1:])
            else:
                self._add("dialogue", words)
        self._end()
        return at

    def _standing(self, line: str) -> None:
        """Notes and boneyards that stand alone."""
        for _ in range(line.count(PLACE)):
            kind, said = next(self._remarks)
            self._append("note" if kind == "note" else "boneyard", Wording(said))

    def _add(self, kind: Kind, line: str) -> None:
        """One more line of an element that may have several."""
        if kind != self._kind:
            self._end()
        self._kind = kind
        self._paragraph.append(read_inline(line, self._remarks))

    def _end(self) -> None:
        if self._paragraph:
            self._append(self._kind, join(self._paragraph, "\n"))
            self._paragraph = []

    def _append(self, kind: Kind, wording: Wording, **more: object) -> None:
        """Keep an element, if it says anything; remarks without words stand for themselves."""
        if not is_empty(kind, wording.text):
            spans, remarks = wording.spans, wording.remarks
            self._elements.append(
                Element(kind, wording.text, spans=spans, remarks=remarks, **more)  # type: ignore[arg-type]
            )
        else:
            self._elements += [Element(r.kind, r.text) for r in wording.remarks]


def _forced(words: str, *, begins: bool) -> LineKind | None:
    """What a mark at the beginning of a line forces it to be."""
    if words.startswith("!"):
        return "action"
    if begins and words.startswith(".") and words[1:2] not in {".", ""}:
        return "heading"
    if begins and words.startswith("@") and words[1:].strip(" ^"):
        return "character"
    return None
