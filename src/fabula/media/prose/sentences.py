"""The sentences of a text, each with the place that it stands in."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

from fabula.media.documents.document import Passage, PassageKind
from fabula.media.prose.lexicon import Lexicon

PROSE: tuple[PassageKind, ...] = ("paragraph", "item", "quote")
"""The kinds of passages that hold sentences."""

_END = re.compile(r"(?<!\.)[.!?][\"”’»)\]]*\s+(?=[\"“«(]?([A-Z]\w*))")
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z][a-z]{0,2}|e\.g|i\.e|cf|vs|al|Prof|Capt|Fig|Figs|Eq|Sect|Vol|resp|approx)\.\s*$"
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a document, quoted: `passage.text[start:end]` is its text.

    Args:
        text: Its very words.
        source: Id of the passage that it stands in; empty for a text that is no document.
        start: Where it begins in the text of the passage, in characters.
        end: Where it ends.
    """

    text: str
    source: str
    start: int
    end: int


def excerpts(passages: Iterable[Passage], lexicon: Lexicon) -> tuple[Excerpt, ...]:
    """All sentences of the prose among the passages, in order."""
    return tuple(
        sentence
        for passage in passages
        if passage.kind in PROSE
        for sentence in split(passage.text, lexicon, passage.id)
    )


def split(text: str, lexicon: Lexicon, source: str = "") -> tuple[Excerpt, ...]:
    """The sentences of a text.

    Where the splitter of the language sees one sentence, and yet a full stop is followed by a
    small word with a capital ("in base R. The others …"), there are two.
    """
    found = []
    for boundary in get_sentence_boundaries(lexicon.language, text):
        begin = boundary["start_index"]
        whole = text[begin : boundary["end_index"]]
        for start, end in _pieces(whole, lexicon):
            found.append(Excerpt(whole[start:end], source, begin + start, begin + end))
    return tuple(found)


def _pieces(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Where the parts of what was taken for one sentence lie, without the spaces around them."""
    start = len(text) - len(text.lstrip())
    for match in _END.finditer(text):
        opens = match[1].lower() in lexicon.stop and match[1] != "I"
        if opens and not _is_abbreviation(text[start : match.start() + 1]):
            yield start, match.start() + len(match[0].rstrip())
            start = match.end()
    end = len(text.rstrip())
    if start < end:
        yield start, end


def _is_abbreviation(text: str) -> bool:
    """Whether a text ends in a short form that may stand before a capital: "Mr.", not "R."."""
    match = _ABBREVIATION.search(text)
    return bool(match) and not re.search(r"\b[A-Z]\.$", text)
