"""Books of Project Gutenberg: their frame, title page and typewriter habits taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile

from fabula.media.documents.document import Passage
from fabula.media.documents.prose import tidy

_START = re.compile(r"\*\*\* ?START OF TH[EI]S? PROJECT GUTENBERG.*?\*\*\*[^\n]*\n", re.DOTALL)
_END = re.compile(
    r"(?:\*\*\* ?END OF TH[EI]S? PROJECT GUTENBERG|^End of (?:the )?Project Gutenberg).*",
    re.DOTALL | re.MULTILINE,
)
_FIELD = re.compile(r"^(Title|Author|Language): (.+(?:\n {2,}\S.*)*)", re.MULTILINE)
_ASIDE = re.compile(r"\[(?:Illustration|Footnote|Sidenote|Transcriber)\b[^\]]*\]", re.IGNORECASE)
_MARK = re.compile(r"(?<=\S)\[(?:\d{1,3}|[A-Z*])\]")
_EMPHASIS = re.compile(r"(?<!\w)_([^_\n]+(?:\n[^_\n]+)?)_(?!\w)")
_DASH = re.compile(r"(?<=[^\s-])--(?=[^\s-])")
_ENDS = frozenset({"the end", "end", "finis", "fin"})
_LISTS = frozenset({"contents", "table of contents", "illustrations", "list of illustrations"})
_LONG = 150  # characters; no line of a title page or of a table of contents is as long


def opened(text: str) -> tuple[dict[str, str], str] | None:
    """The fields of the header, and the book without its frame; None where it is no such book."""
    start = _START.search(text)
    if start is None:
        return None
    head = text[: start.start()]
    fields = {name: _joined(said) for name, said in _FIELD.findall(head)}
    book = _END.sub("", text[start.end() :])
    for pattern, instead in ((_ASIDE, ""), (_MARK, ""), (_EMPHASIS, r"\1"), (_DASH, "\u2014")):
        book = pattern.sub(instead, book)
    return fields, book


def _joined(said: str) -> str:
    """A field on one line; what stands on a line of its own is a subtitle."""
    lines = [tidy(n) for n in said.split("\n")]
    text = lines[0]
    for line in lines[1:]:
        text += f" {line}" if text[-1] in ",;:" or line[0].islower() else f": {line}"
    return text


def without_title_page(passages: Sequence[Passage]) -> list[Passage]:
    """The passages from the first chapter, preface or long paragraph on, to before "The End"."""
    prose = next((i for i, p in enumerate(passages) if _is_prose(p, passages, i)), 0)
    first = prose
    while first > 0 and passages[first - 1].kind == "heading" and prose - first < 2:
        first -= 1
    ends = dropwhile(lambda p: p.text.strip(" .").casefold() in _ENDS, reversed(passages[first:]))
    return list(ends)[::-1]


def _is_prose(passage: Passage, passages: Sequence[Passage], at: int) -> bool:
    listed = at > 0 and passages[at - 1].text.casefold().strip(" .:") in _LISTS
    return passage.kind == "paragraph" and len(passage.text) > _LONG and not listed
