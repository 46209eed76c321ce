"""What a line of Fountain is: the one judge whom the reader and the writer both ask.

Syntax: https://fountain.io/syntax (version 1.1).
"""

from __future__ import annotations

import re
from typing import Literal

from fabula.media.screenplay.fountain.emphasis import PLACE

LineKind = Literal[
    "action",
    "centered",
    "character",
    "heading",
    "lyric",
    "page_break",
    "section",
    "synopsis",
    "transition",
]

HEADING = re.compile(r"(?i)(?:INT|EXT|EST|INT\.?/EXT|EXT\.?/INT|I/E)[. ](?=.*\S)")
PAGE_BREAK = re.compile(r"={3,}")
SECTION = re.compile(r"(#{1,6})(?!#)\s*(.*\S)")
CENTERED = re.compile(r">\s*(.*?)\s*(?<!\\)<")
NUMBER = re.compile(r"(.*?)\s*(?<!\\)#([\w.-]+)#")
TITLE_KEY = re.compile(r"([A-Za-z][A-Za-z0-9 _-]*):[ \t]*(.*)")


def judge(line: str, following: str | None) -> LineKind:
    """What a line is that stands outside of a speech.

    Args:
        line: Without spaces at its ends.
        following: The next line if this one begins a paragraph, "" at the end of one; None if this
            line does not begin a paragraph, so that only its own marks can make it special.
    """
    marked = _marked(line)
    if marked or following is None:
        return marked or "action"
    if HEADING.match(line):
        return "heading"
    spoken = bool(following.replace(PLACE, "").strip()) or following.startswith("  ")
    if line.isupper() and line.endswith("TO:") and not spoken:
        return "transition"
    return "character" if spoken and is_cue(line) else "action"


def is_cue(line: str) -> bool:
    """Whether a line names a character by being in capitals, but for what is in parentheses."""
    return line.split("(", 1)[0].isupper()


def is_parenthetical(line: str) -> bool:
    """Whether a line of a speech stands in parentheses, but for a remark after them."""
    return line.startswith("(") and line.rstrip(f"{PLACE} ").endswith(")")


def _marked(line: str) -> LineKind | None:
    """What the first character of a line makes it, whatever stands around it."""
    first = line[:1]
    if first == "=":
        return (
            "page_break" if PAGE_BREAK.fullmatch(line) else "synopsis" if line[1:].strip() else None
        )
    if first == ">":
        if CENTERED.fullmatch(line):
            return "centered"
        return "transition" if line[1:].strip() else None
    if first == "#":
        return "section" if SECTION.fullmatch(line) else None
    if first == "~":
        return "lyric" if line[1:].strip() else None
    return None
