"""Writes Fountain that every reader takes as it is meant: what is ambiguous is forced."""

from __future__ import annotations

from fabula.media.screenplay.element import SPOKEN, Element
from fabula.media.screenplay.fountain.emphasis import PLACE, enclose, take_out, write_inline
from fabula.media.screenplay.fountain.marks import (
    HEADING,
    NUMBER,
    PAGE_BREAK,
    is_parenthetical,
    judge,
)
from fabula.media.screenplay.fountain.title import begins_title, write_title
from fabula.media.screenplay.script import Screenplay
from fabula.media.screenplay.wording import Remark, Wording

NEXT = "words"
"""Any line that follows: what could be a cue counts as one."""


def write_fountain(screenplay: Screenplay) -> str:
    """The screenplay as Fountain 1.1; `read_fountain` gives the same screenplay again."""
    front = write_title(screenplay.title, screenplay.revisions)
    paragraphs: list[list[str]] = []
    speaking = False
    for number, element in enumerate(screenplay.elements):
        following = screenplay.elements[number + 1 : number + 2]
        if element.kind in SPOKEN and speaking:
            paragraphs[-1] += _said(element)
        elif element.kind == "character":
            speaking = True
            paragraphs.append([_cue(element, bool(following) and following[0].kind in SPOKEN)])
        else:
            speaking = False
            paragraphs.append(_lines(element))
    body = "\n\n".join("\n".join(lines) for lines in paragraphs)
    if front:
        return "\n".join(front) + ("\n\n" + body if body else "") + "\n"
    # Words with a colon in the first line of a file would make it a title page.
    empty = "\n" if begins_title(body.split("\n", 1)[0]) else ""
    return f"{empty}{body}\n" if body else ""


def _lines(element: Element) -> list[str]:
    """An element that nobody says."""
    kind = element.kind
    if kind in {"note", "boneyard"}:
        return [enclose(element.text, kind)]
    written = _written(element)
    if kind in {"action", "shot"}:
        return [_action(line, first=number == 0) for number, line in enumerate(written)]
    if kind in {"heading", "transition"}:
        (text,) = written
        return [_heading(text, element.number) if kind == "heading" else _transition(text)]
    before, after = {
        "centered": ("> ", " <"),
        "act": ("> ", " <"),
        "lyric": ("~", ""),
        "section": ("#" * element.level + " ", ""),
        "synopsis": ("= ", ""),
        "page_break": ("===", ""),
    }[kind]
    return [f"{before}{line}{after}" for line in written]


def _said(element: Element) -> list[str]:
    """Dialogue, a parenthetical or a lyric within a speech."""
    written = _written(element)
    if element.kind == "lyric":
        return [f"~{line}" for line in written]
    return [_dialogue(line) for line in written] if element.kind == "dialogue" else written


def _written(element: Element) -> list[str]:
    """The lines of an element with their marks; the revision is a note at its end."""
    wording = element.wording
    if element.revision:
        told = Remark(len(element.text), f"revision {element.revision}")
        wording = Wording(element.text, element.spans, (*element.remarks, told))
    return [write_inline(line) for line in wording.lines()]


def _action(line: str, *, first: bool) -> str:
    words = take_out(line)[0].strip()
    special = judge(words, NEXT if first else None) != "action" or words[:1] in {"!", ".", "@"}
    return f"!{line}" if special or (first and not words.replace(PLACE, "")) else line


def _heading(text: str, number: str) -> str:
    if NUMBER.fullmatch(text):
        text = text[:-1] + r"\#"
    if not HEADING.match(text):
        # Two full stops are an ellipsis, and so an action.
        text = rf".\{text}" if text.startswith(".") else f".{text}"
    return f"{text} #{number}#" if number else text


def _cue(element: Element, spoken: bool) -> str:
    (text,) = _written(element)
    plain = spoken and text[0] not in "!.@" and judge(take_out(text)[0], NEXT) == "character"
    return ("" if plain else "@") + text + " ^" * element.dual


def _transition(text: str) -> str:
    if text[0] not in "!.@>" and judge(take_out(text)[0], "") == "transition":
        return text
    return f"> {text[:-1]}\\<" if text.endswith("<") else f"> {text}"


def _dialogue(line: str) -> str:
    words = take_out(line)[0].strip()
    if not words:
        return f"  {line.strip()}"
    special = is_parenthetical(words) or words[0] == "~" or PAGE_BREAK.fullmatch(words)
    return rf"\{line}" if special else line
