"""One paragraph of a screenplay: what it is, what it says, and how that is set."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from fabula.errors import UserError
from fabula.media.screenplay.slugs import (
    Slug,
    Speaker,
    names_act,
    names_shot,
    read_slug,
    read_speaker,
)
from fabula.media.screenplay.wording import Form, Remark, Span, Wording, harmless, join, tidy

Kind = Literal[
    "heading",
    "action",
    "character",
    "parenthetical",
    "dialogue",
    "lyric",
    "transition",
    "shot",
    "act",
    "centered",
    "section",
    "synopsis",
    "note",
    "boneyard",
    "page_break",
]

KINDS: tuple[Kind, ...] = get_args(Kind)
SPOKEN = frozenset({"parenthetical", "dialogue", "lyric"})
UNPRINTED = frozenset({"section", "synopsis", "note", "boneyard"})
_FORMS: dict[Kind, Form] = {
    "action": "indented",
    "dialogue": "verse",
    "lyric": "lines",
    "centered": "lines",
    "note": "verse",
    "boneyard": "verse",
}


@dataclass(frozen=True, slots=True)
class Element:
    """One paragraph of a screenplay, in normal form: loose spaces are taken out when it is made.

    Fountain has no mark for an act break or a shot, so there, as everywhere, the words decide: a
    centred "ACT ONE" is of kind "act", an action "ANGLE ON THE FERN" of kind "shot".

    Args:
        kind: What it is; see `KINDS`.
        text: What it says, as plain text; a parenthetical with its parentheses, a cue with its
            extensions. Empty for a page break only.
        number: Of a scene, as printed: "12A". Headings only.
        level: Depth of a section, 1 to 6. Sections only.
        dual: Whether this character speaks together with the one before. Characters only.
        revision: The revision that it was last changed in, counted from 1; 0: the first draft.
        spans: What is bold, italic or underlined.
        remarks: Notes within the text, which are not printed.
        id: Names the element in reports and pages; given by `Screenplay` where it is empty. Two
            elements that differ in nothing else are equal.

    Raises:
        UserError: The kind is unknown, there is no text, or a span lies outside of it.
    """

    kind: Kind
    text: str = ""
    number: str = ""
    level: int = 1
    dual: bool = False
    revision: int = 0
    spans: tuple[Span, ...] = ()
    remarks: tuple[Remark, ...] = ()
    id: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UserError(f"There is no element {self.kind!r}. Known: {', '.join(KINDS)}.")
        wording, told = self._settled()
        text = wording.text
        if not text and self.kind != "page_break":
            raise UserError(f"An element of kind {self.kind!r} has no text.")
        number = re.sub(r"[^\w.-]", "", self.number) if self.kind == "heading" else ""
        raw = self.kind in {"note", "boneyard", "page_break"}
        normal = {
            "kind": _kind(self.kind, text),
            "text": text,
            "number": number[:20],
            "level": min(max(self.level, 1), 6) if self.kind == "section" else 1,
            "dual": self.dual and self.kind == "character",
            "revision": 0 if raw else min(max(told or self.revision, 0), 999_999),
            "spans": wording.spans,
            "remarks": wording.remarks,
        }
        for name, value in normal.items():
            object.__setattr__(self, name, value)

    def _settled(self) -> tuple[Wording, int]:
        if self.kind == "page_break":
            return Wording(""), 0
        if self.kind in {"note", "boneyard"}:
            return Wording(harmless(tidy(self.text, "verse"), self.kind)), 0
        wording = self.wording
        if self.kind == "character":
            wording = wording.cut(0, len(wording.text.rstrip(" \n\t^")))
        elif self.kind == "parenthetical":
            wording = _bracketed(wording)
        return wording.settle(_FORMS.get(self.kind, "line"))

    @property
    def wording(self) -> Wording:
        """The text with its spans and remarks."""
        return Wording(self.text, self.spans, self.remarks)

    @property
    def slug(self) -> Slug:
        """Where and when: meaningful for a heading."""
        return read_slug(self.text)

    @property
    def speaker(self) -> Speaker:
        """Who speaks: meaningful for a character."""
        return read_speaker(self.text)


def is_empty(kind: Kind, text: str) -> bool:
    """Whether there is nothing in the text to make an element of."""
    return kind != "page_break" and not tidy(text, "line").strip(
        "^ " if kind == "character" else ""
    )


def _kind(kind: Kind, text: str) -> Kind:
    if kind in {"act", "centered"}:
        return "act" if names_act(text) else "centered"
    if kind in {"shot", "action"}:
        return "shot" if names_shot(text) else "action"
    return kind


def _bracketed(wording: Wording) -> Wording:
    text = wording.text.strip()
    if not (text.startswith("(") and text.endswith(")") and len(text) > 1):
        wording = join([Wording("("), wording, Wording(")")], "")
    # A remark before the parenthesis would hide it from readers of Fountain.
    first = wording.text.index("(") + 1
    inside = tuple(Remark(max(r.at, first), r.text, r.kind) for r in wording.remarks)
    return Wording(wording.text, wording.spans, inside)
