"""Everything the offline writer has found out about a document before it writes."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from fabula.errors import BadSetting
from fabula.media.documents.document import Document, Passage
from fabula.media.prose.words import words
from fabula.media.speakable import readable, spoken
from fabula.productions.video.offline.phrasebook import ROLES, Phrasebook, phrasebook
from fabula.productions.video.offline.sections import Genre, Section, genre, parts_of, sections
from fabula.productions.video.offline.sentences import Candidate, candidates

_LONG_TITLE = 40  # letters of a title that is shown in two lines


@dataclass(frozen=True, slots=True)
class Material:
    """A document as the offline writer sees it.

    Args:
        document: What is told.
        book: Its language.
        kind: What sort of text it is.
        told: Its sections.
        pool: The sentences that can be said.
        passages: Its passages by id.
        parts: For each section, the first of those that stand together under one heading.
    """

    document: Document
    book: Phrasebook
    kind: Genre
    told: tuple[Section, ...]
    pool: tuple[Candidate, ...]
    passages: dict[str, Passage]
    parts: tuple[int, ...]

    def order(self, candidate: Candidate) -> tuple[int, int]:
        """Where a sentence is told: a paper by its argument, all else as it stands."""
        paper = self.kind == "paper"
        return ROLES.index(candidate.role) if paper else self.part(candidate), candidate.at

    def part(self, candidate: Candidate) -> int:
        """The part of the document that a sentence stands in: all that is under one heading."""
        return self.parts[candidate.section]

    def heading(self, section: int) -> str:
        """The heading of a section, or nothing where it is no heading a slide could carry."""
        text = self.told[section].heading
        return text if 2 < len(text) <= 60 else ""

    @property
    def untitled(self) -> bool:
        """Whether the document has no title but the name of its file."""
        path = PurePath(self.document.source)
        return self.document.title in ("", self.document.source, path.name, path.stem)

    @property
    def title(self) -> str:
        """The title as it is shown, without markup and number."""
        name = PurePath(self.document.source).stem.replace("_", " ")
        if self.untitled:
            return name[:1].upper() + name[1:]
        title = re.sub(r"^\d+(?:\.\d+)*[.:)]?\s+(?=[^\W\d])", "", readable(self.document.title))
        return title.strip(" .¶") or name

    @property
    def halves(self) -> tuple[str, str]:
        """A long title in two: "Rivers: a history of the valley" -> "Rivers", "A history …"."""
        first, *rest = re.split(r":\s|\s[—–]\s", self.title, maxsplit=1)
        if not rest or len(self.title) <= _LONG_TITLE:
            return self.title, ""
        return first, rest[0][:1].upper() + rest[0][1:]

    @property
    def source(self) -> str:
        """The file's name, or the address, as it is shown."""
        source = self.document.source
        return source if "://" in source else PurePath(source).name

    @property
    def title_sources(self) -> tuple[str, ...]:
        """Id of the passage that prints the title, or of the first there is."""
        wanted = _letters(self.document.title)
        for passage in self.document.passages[:12]:
            if passage.kind == "heading" and _letters(passage.text) == wanted:
                return (passage.id,)
        return tuple(p.id for p in self.document.passages[:1])

    def spoken_title(self) -> str:
        """The title as it is said: its first part where it is long."""
        title = re.sub(r"\s?\(([^()]*)\)", r", \1", self.title)
        said = spoken(title, self.book.language)
        short = re.split(r":\s|\s[—–-]\s|, (?=[A-Z])", said)[0] if len(said.split()) > 12 else said
        return short if len(short.split()) > 1 else said

    def spoken_authors(self) -> str:
        """Two names, or the first and how many more."""
        names = [spoken(name, self.book.language) for name in self.document.authors]
        names = [name for name in names if name]
        both = f" {self.book.phrase('and')} "
        if len(names) > 2:
            return names[0] + both + self.book.phrase("colleagues")
        return both.join(names)


def in_language(document: Document, wanted: str) -> Document:
    """The document as one in the wanted language, which a reader may have taken for another.

    Raises:
        BadSetting: It is in another language, and nobody here translates.
    """
    own, other = _family(document.language), _family(wanted)
    if not own or not other or own == other:
        return document
    if _small_words(document, other) > _small_words(document, own):
        return replace(document, language=other)
    raise BadSetting(
        f"language is {wanted!r}, but the document is in {document.language!r} and the offline "
        "writer does not translate. Choose a writer that does: --writer openrouter:MODEL; or leave "
        "--language out."
    )


def _family(language: str) -> str:
    """The language of a BCP 47 code, without country: "en-GB" -> "en"; Mandarin is Chinese."""
    code = re.split(r"[-_]", language.lower(), maxsplit=1)[0]
    return {"cmn": "zh", "yue": "zh", "nb": "no", "nn": "no"}.get(code, code)


def _small_words(document: Document, language: str) -> int:
    """How many words of a document carry no topic in a language; 0 where we do not know it."""
    stop = phrasebook(language).stop
    found = words(" ".join(p.text for p in document.passages[:200]))
    return sum(word in stop for word in found)


def gather(document: Document) -> Material:
    """Read a document for what could be told of it."""
    book = phrasebook(document.language or "en")
    material = _gathered(document, book)
    letters = sum(len(p.text) for p in document.passages if p.kind in ("paragraph", "item"))
    if sum(len(c.written) for c in material.pool) >= _LITTLE * letters:
        return material
    # Not the language it was taken for, or nothing but placeholder text: no rule of ours fits it.
    plain = _gathered(document, Phrasebook(book.language))
    return plain if len(plain.pool) > len(material.pool) else material


_LITTLE = 0.1


def _gathered(document: Document, book: Phrasebook) -> Material:
    kind = genre(document)
    told = sections(document, book, kind)
    pool = candidates(told, book, kind, document.title, _heads(document.authors))
    passages = {p.id: p for p in document.passages}
    return Material(document, book, kind, told, pool, passages, tuple(parts_of(told)))


def _heads(authors: Sequence[str]) -> int:
    """How many people wrote it, as far as grammar asks: a team is several."""
    return len(authors) + sum(bool(_TEAM.search(name)) for name in authors)


_TEAM = re.compile(
    r"(?i)^the\b|\b(?:team|group|developers|workgroup|consortium|committee|foundation|project)$"
)


def _letters(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())
