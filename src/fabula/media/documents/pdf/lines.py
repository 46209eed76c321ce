"""Words and lines as they stand on a page: what the rest of the PDF reader works on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fabula.media.documents.pdf.box import Box, union


@dataclass(frozen=True, slots=True)
class Style:
    """How a word is set: size in points after all scaling."""

    size: float
    bold: bool = False
    italic: bool = False
    mono: bool = False
    math: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place; `raised` is a superscript, `glued` has no space before it."""

    text: str
    box: Box
    style: Style
    raised: bool = False
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline without a gap as wide as a column's gutter between them.

    Its style is the one that most of its characters have; bold and italic only if most are.
    """

    words: tuple[Word, ...]
    box: Box
    style: Style

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return spell(self.words)

    @property
    def size(self) -> float:
        """Size of most of its characters, in points."""
        return self.style.size


def line_of(words: Sequence[Word]) -> Line:
    """A line around at least one word."""
    return Line(tuple(words), union(w.box for w in words), common_style(words))


def spell(words: Iterable[Word]) -> str:
    """Words as text, a space before each that is not glued to the one before."""
    parts: list[str] = []
    for word in words:
        if parts and not word.glued:
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def common_style(words: Iterable[Word]) -> Style:
    """The style of most characters of `words`."""
    weights: dict[Style, int] = {}
    for word in words:
        if not word.raised:
            weights[word.style] = weights.get(word.style, 0) + len(word.text)
    if not weights:
        return Style(0.0)
    return max(weights, key=lambda s: weights[s])
