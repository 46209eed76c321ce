"""Slides of words: definitions, numbers, lists, a sentence alone, quotations."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.media.prose.breaths import breaths
from fabula.media.prose.clauses import brief, main_clause, spared
from fabula.media.prose.phrases import enumeration, key_phrases
from fabula.media.prose.words import has_verb, length, stems, words
from fabula.media.slides.visuals import (
    Bullets,
    Column,
    Comparison,
    Quote,
    Remark,
    Statement,
)
from fabula.media.speakable import readable
from fabula.productions.video.offline.cutting import Group, lines_of
from fabula.productions.video.offline.findings import definition, headline, striking
from fabula.productions.video.offline.frames import role_of, section_of
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.phrasebook import Phrasebook
from fabula.productions.video.offline.points import distinct, point, points, stressed
from fabula.productions.video.offline.sections import GENERIC, Genre
from fabula.productions.video.offline.sentences import Candidate
from fabula.productions.video.offline.slides.comparing import alike, contrast, subjects, unfolded
from fabula.productions.video.offline.slides.printed import Option
from fabula.productions.video.storyboard import Role

_CLAIM = 14  # words of a statement
_SHORT_QUOTE = 7  # words of a quotation that says something
_QUOTE = 30  # words of a quotation
_LONG_QUOTE = 40  # words of one that is shown for want of anything else
_POINTS = 5  # points of a list
_FEW = 3  # points of a list that is filled up from what stands around
_LISTED = 40  # words of all points of a list
# A story is worth quoting, and of a paper what it claims; a manual is not.
_QUOTED: dict[Genre, float] = {"prose": 2.8, "paper": 1.9, "guide": 0.0}
_CLAIMED: tuple[Role, ...] = ("problem", "limits", "so-what")
_REMARK = 2.1
_PARTS = (2, 5)  # headings below a heading that make a list
_NAMED = 3  # phrases that make a list of what is talked of
_CLOSE = 5  # sentences before and after what is said that are still about it


def in_words(material: Material, group: Group, title: str, told: set[int]) -> list[Option]:
    """Visuals made of words: always at least one."""
    found: list[Option] = []
    for c in group:
        defined, count = definition(c.written, material.book), striking(c.written, material.book)
        found += [Option(3.3, defined)] if defined else []
        found += [Option(3.5, count)] if count else []
        if material.passages[c.passage].kind == "quote" and _verbatim(c, material):
            found.append(Option(3.6, Quote(c.written.strip('"“”„«» '))))
    found += _beside(material, group, title, told)
    found += _lists(material, group, title, told)
    strong = sorted(group, key=lambda c: -c.score)
    found += [*_sentences(material, strong), *_remarks(material, strong, title)]
    return found + _plain(material, strong, title)


def _beside(material: Material, group: Group, title: str, told: set[int]) -> list[Option]:
    """Two or three things beside each other, or the parts that a sentence lists."""
    book = material.book
    listed = (unfolded(c.written, title, book) for c in group)
    ways: list[tuple[float, tuple[Column, ...]]] = [(3.5, contrast(c.written, book)) for c in group]
    ways.append((3.4, alike(group, _near(material, group, told), book)))
    ways.append((1.8, subjects(group, book)))
    options = [Option(worth, Comparison(title, columns)) for worth, columns in ways if columns]
    return options + [Option(3.8, made) for made in listed if made]


def _lists(material: Material, group: Group, title: str, told: set[int]) -> list[Option]:
    """Points, the best first: the document's own list, phrases, thoughts, names."""
    book, section = material.book, section_of(group)
    # What comes from another section has no place under this one's heading; abstracts hold all.
    abstract = material.told[section].abstract
    fit = (
        c for c in group if abstract or c.section == section or material.told[c.section].abstract
    )
    written = [c.written for c in fit]
    near = [c.written for c in _near(material, group, told)]
    said = [line for lines in lines_of(group) for line in lines]
    named = next((names for text in written if (names := enumeration(text))), ())
    topics = [made.claim if (made := headline(text, book)) else "" for text in written]
    thoughts = [brief(text, _CLAIM, book) for text in written]
    mixed = [thought or topic for thought, topic in zip(thoughts, topics, strict=True)]
    halves = [half for text in written for half in _halves(text, book)]
    rest = [half for text in near for half in _halves(text, book)]
    own = points(written, (), book)  # some of them are what is said, word by word
    ways: tuple[tuple[float, Sequence[str]], ...] = (
        (3.0, _items(material, group, said) or named or points(written, said, book)),
        (2.8, _parts(material, group)),
        (2.5, points([*written, *near], said, book) if own else ()),
        (2.4, own),
        (2.2, distinct(thoughts, book)),
        (2.1, distinct(halves, book)),
        (1.7, distinct([*halves, *rest], book)[:_FEW] if halves else ()),
        (1.0 if any(thoughts) else 0.0, distinct(mixed, book)),
        (0.3, distinct(topics, book)),
    )
    lists = (
        (worth, [p for p in listed if not _same(p, title)][:_POINTS]) for worth, listed in ways
    )
    return [
        Option(worth + 0.25 * min(4, len(listed)), Bullets(title, tuple(listed)))
        for worth, listed in lists
        if worth and len(listed) > 1 and sum(map(length, listed)) <= _LISTED
    ]


def _halves(sentence: str, book: Phrasebook) -> list[str]:
    """A sentence as two points, or as one, where each is short and says something by itself."""
    halves = [half.rstrip(".") for half in breaths(main_clause(sentence, book), book, _CLAIM)]
    loose = any(book.hanging.match(half) or _LOOSE.search(half) for half in halves)
    if loose or max(map(length, halves)) > _CLAIM:
        halves = [brief(sentence, _CLAIM, book)]
    return [half[:1].upper() + half[1:] for half in halves if half]


_LOOSE = re.compile(r"\b(?:I|me|my)\b|^(?i:for|with|without|in|on|at|by|from)\b")


def _same(point: str, title: str) -> bool:
    return words(point) == words(title)


def _near(material: Material, group: Group, told: set[int]) -> list[Candidate]:
    """What stands around the sentences of a scene in its section, and is said nowhere.

    An abstract holds the whole argument: of it, only what is the same part.
    """
    first, last = min(c.at for c in group) - _CLOSE, max(c.at for c in group) + _CLOSE
    section, role = section_of(group), role_of(group)
    near = (c for c in material.pool if c.section == section and first <= c.at <= last)
    mixed = material.told[section].abstract
    fit = (c for c in near if not mixed or c.role == role)
    return [c for c in fit if c.at not in told and not c.dangling]


def _parts(material: Material, group: Group) -> tuple[str, ...]:
    """The headings below that of a scene's section: what it is made of."""
    if material.kind == "paper":
        return ()  # told by its argument, not by its table of contents
    section = section_of(group)
    level = _level(material, section)
    below: list[tuple[int, str]] = []
    for index in range(section + 1, len(material.told)):
        depth = _level(material, index)
        if not level or depth <= level:
            break
        below.append((depth, material.heading(index)))
    top = min((depth for depth, _ in below), default=0)
    named = [name for depth, name in below if depth == top]
    named = [name for name in named if name and not GENERIC.match(name)]
    return tuple(named) if _PARTS[0] <= len(named) <= _PARTS[1] else ()


def _level(material: Material, section: int) -> int:
    mark = material.told[section].mark
    return material.passages[mark].level if mark else 0


def _sentences(material: Material, strong: Sequence[Candidate]) -> list[Option]:
    """One sentence alone: its name large, its claim, or the whole of it as a quotation."""
    book = material.book
    source = material.spoken_authors() or ("" if material.untitled else material.halves[0])
    claims = (brief(c.written, _CLAIM, book) for c in strong)
    found = [Option(2.4, Statement(claim)) for claim in claims if _telling(claim, material)][:1]
    named = (headline(c.written, book) for c in strong)
    large = (made for made in named if made and not _ANY.fullmatch(made.claim))
    found += [Option(1.8, made) for made in large][:1]
    worth = _QUOTED[material.kind]
    if worth and (material.kind == "prose" or strong[0].role in _CLAIMED):
        quoted = (c for c in strong if _verbatim(c, material))
        found += [Option(worth, Quote(c.written, source)) for c in quoted][:1]
    return found


def _remarks(material: Material, strong: Sequence[Candidate], title: str) -> list[Option]:
    """The best sentence that stands alone, whole, with its key words brought out."""
    if material.kind == "prose":
        return []
    book, around = material.book, [c.written for c in strong]
    alone = (c for c in strong if not c.dangling and not _BACK.search(c.written))
    best = next((c.written for c in alone if length(c.written) <= _QUOTE), "")
    return [Option(_REMARK, _remark(best, around, title, book))] if best else []


def _remark(text: str, around: Sequence[str], title: str, book: Phrasebook) -> Remark:
    heading = "" if _same(title, text) else title
    return Remark(heading, text, stressed(text, around, heading, book))


def _plain(material: Material, strong: Sequence[Candidate], title: str) -> list[Option]:
    """What is left where nothing else will do: a sentence under the title, or what is named."""
    group, book = strong, material.book
    detail = next(filter(None, (spared(c.written, _QUOTE, book) for c in strong)), "")
    phrases = key_phrases([c.written for c in group], book, least=1)
    phrases = [phrase for phrase in phrases if not _same(phrase, title)]
    whole = min(
        (c.written for c in strong), key=lambda text: (bool(_BACK.search(text)), length(text))
    )
    about = set(stems(title, book)) & set(stems(detail, book))  # "The idea" is about everything
    found = [Option(0.3, Statement(title, detail))] if about else []
    if length(whole) <= _LONG_QUOTE:
        around = [c.written for c in strong]
        story = material.kind == "prose"
        slide = Quote(whole) if story else _remark(whole, around, title, book)
        found.append(Option(0.6, slide))
    if len(phrases) >= _NAMED:
        found.append(Option(-1.0, Bullets(title, tuple(phrases))))
    return found or [Option(0.1, Statement(title, detail))]


def _verbatim(candidate: Candidate, material: Material) -> bool:
    """Whether a sentence can be quoted: short, and in the very words of the document."""
    text, source = candidate.written, material.passages[candidate.passage].text
    listed = material.passages[candidate.passage].kind == "item"
    if listed or candidate.dangling or _BACK.search(text):
        return False
    return _SHORT_QUOTE <= length(text) <= _QUOTE and text[1:] in readable(source)


# What stands alone may name nothing that was said before.
_BACK = re.compile(
    r"(?i)\b(?:this|these)\b(?! (?:paper|article|work|report|study))|"
    r"^(?:\S+ ){0,5}(?:they|it|those|such)\b|,\s(?:however|though|therefore)\b|\bhere\.$"
)


def _telling(claim: str, material: Material) -> bool:
    """Whether a phrase says something by itself: four words or more, a verb among them."""
    hangs = material.book.hanging.match(claim) or _ADDS.search(claim)
    return not hangs and length(claim) >= 4 and has_verb(claim, material.book)


# A name that says nothing when it stands alone: "The checklist", "The FAA".
_ANY = re.compile(r"(?:The|An?) [\w’'-]+")
# What is said "as well" adds to something that is not on the slide.
_ADDS = re.compile(r"\b(?:as well|also|too|here|there|however|though|in addition)$|\balso\b")


def _items(material: Material, group: Group, said: Sequence[str]) -> tuple[str, ...]:
    """The document's own list, where one stands next to what is said."""
    for c in group:
        passages = material.told[c.section].passages
        at = next((i for i, p in enumerate(passages) if p.id == c.passage), None)
        if at is None:
            continue
        start = at if passages[at].kind == "item" else at + 1
        texts = []
        for passage in passages[start : start + 8]:
            if passage.kind != "item":
                break
            texts.append(_term(passage.text))
        listed = distinct((point(text, material.book) for text in texts), material.book)
        if len(listed) >= 2:
            now = {" ".join(words(line)) for line in said}
            first = [p for p in listed if " ".join(words(p)) in now]  # a list shows what is said
            kept = {*first, *[p for p in listed if p not in first][: max(0, _POINTS - len(first))]}
            return tuple(p for p in listed if p in kept)[:_POINTS]
    return ()


def _term(text: str) -> str:
    """What an item of a list names: "Speed: it is fast" -> "Speed"."""
    name = re.match(r"^([^:.–—]{3,48}?)(?::| [–—-]) \S", readable(text))
    return name[1] if name and len(name[1].split()) >= 2 else text
