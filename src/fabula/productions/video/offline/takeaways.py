"""What a viewer should remember: the idea, the main result and what follows from it."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fabula.media.prose.clauses import brief
from fabula.media.prose.words import length, likeness, stems
from fabula.media.slides.visuals import Closing
from fabula.productions.video.offline.cutting import Clock, Group
from fabula.productions.video.offline.findings import definition, headline
from fabula.productions.video.offline.frames import section_of
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.phrasebook import Phrasebook
from fabula.productions.video.offline.sections import GENERIC
from fabula.productions.video.offline.sentences import Candidate
from fabula.productions.video.storyboard import Role, Sentence

RECAP = 0.15
"""Share of a film that its last scene has to say again what to remember."""

_LEAST, _MOST = 2, 3  # points
_SHORT = 12  # words of a good point
_WORDS = 20  # of the longest
_ALL_WORDS = 38  # of all points: what can be taken in while the end is spoken
_SAID_NOW = 1.4  # what a point is worth that is said while the slide of the end is seen
_ALIKE = 0.5  # two points that share so many of their stems are one
_WEAK = 0.45  # of the best: a point worth less is none
_VAGUE = 0.3  # what a point about "the field" or "the value" is worth at the end of a film
_ANY = re.compile(r"(?:The|An?) [a-z]+")
_PARTS: tuple[Role, ...] = ("idea", "evidence", "so-what")


@dataclass(frozen=True, slots=True)
class Point:
    """What to remember: a sentence, and as much of it as a slide has room for."""

    candidate: Candidate
    text: str


def closing(material: Material, groups: Sequence[Group], kept: Sequence[Point]) -> Closing:
    """Two or three things to remember, and what they were taken from."""
    book = material.book
    told = [c for group in groups for c in group]
    points = tuple(p.text for p in kept or _chosen(material, told, math.inf, None, groups[-1]))
    if len(points) < _LEAST:
        named = (material.heading(section_of(group)) for group in groups)
        points = tuple(dict.fromkeys(h for h in named if h and not GENERIC.match(h)))[:_MOST]
    pages = sorted({p for c in told if (p := material.passages[c.passage].page)})
    names = ", ".join(material.document.authors[:3])
    sources = [f"{material.title}" + (f" — {names}" if names else "")]
    where = material.source
    if pages and book.templates:
        word = book.phrase("page" if len(pages) == 1 else "pages")
        where += f", {word} {_runs(pages)}"
    sources.append(where)
    return Closing(book.phrase("takeaways") or material.title, points, tuple(sources))


def recapped(material: Material, kept: Sequence[Point]) -> tuple[Sentence, ...]:
    """What to remember as it is said: a question of the narrator's, and the whole sentences."""
    if not kept:
        return ()
    said = [Sentence(line, (p.candidate.passage,)) for p in kept for line in p.candidate.alone]
    asked = material.book.phrase("recap", len(material.title))
    return (*((Sentence(asked),) if asked else ()), *said)


def remember(
    material: Material, told: Sequence[Candidate], seconds: float, clock: Clock
) -> tuple[Point, ...]:
    """What a last scene of so many seconds sums up; nothing where fewer than two points fit."""
    kept = _chosen(material, told, seconds, clock, ())
    return kept if len(kept) >= _LEAST else ()


def _chosen(
    material: Material,
    told: Sequence[Candidate],
    seconds: float,
    clock: Clock | None,
    last: Sequence[Candidate],
) -> tuple[Point, ...]:
    """Up to three points; of a paper, one for the idea, the result and what follows, if it can."""
    ranked = sorted(_eligible(material, told, last), key=lambda pair: -pair[0])
    strong = [c for worth, c in ranked if worth >= _WEAK * ranked[0][0]]
    kept: list[Point] = []

    def keep(found: Iterable[Candidate]) -> bool:
        left = seconds - sum(clock.lines(p.candidate.alone) for p in kept) if clock else seconds
        fits = (c for c in found if not clock or clock.lines(c.alone) <= left)
        return _keep(material, fits, kept)

    if material.kind == "paper":
        for part in _PARTS:
            keep(c for _, c in ranked if c.role == part)
    while len(kept) < _MOST and keep(strong):
        pass
    while len(kept) < _LEAST and keep(c for _, c in ranked):
        pass
    if material.kind != "paper":
        kept.sort(key=lambda point: point.candidate.at)
    return tuple(kept)


def _eligible(
    material: Material, told: Sequence[Candidate], last: Sequence[Candidate]
) -> Iterator[tuple[float, Candidate]]:
    """What was told, and what sums up a paper even if there was no time to tell it."""
    said = {c.at for c in told}
    lead = [c.at for c in told[:2]]
    end = {c.at for c in last}
    for c in material.pool:
        section = material.told[c.section]
        sums_up = material.kind == "paper" and (section.abstract or section.role == "so-what")
        if (c.at not in said and not sums_up) or c.others:
            continue
        if c.dangling or (c.role in ("limits", "problem") and material.kind == "paper"):
            continue
        if material.book.setup.search(c.written):
            continue
        worth = c.score * (1.5 if sums_up else 1.0) * (1.2 if c.at in said else 1.0)
        worth *= 1.5 if c.at in lead or definition(c.written, material.book) else 1.0
        worth *= _SAID_NOW if c.at in end else 1.0
        yield worth * _memorable(material, c), c


def _memorable(material: Material, candidate: Candidate) -> float:
    """How much better or worse a sentence is to end with than to tell: 1 for most."""
    subject = headline(candidate.written, material.book)
    worth = _VAGUE if subject and _ANY.fullmatch(subject.claim) else 1.0
    if material.kind != "guide":
        return worth
    # What a manual is about stands at its beginning; an order or a detail of a list is not it.
    worth *= 1.2 - 0.5 * candidate.at / max(1, material.pool[-1].at)
    worth *= 1 + 0.2 * len(candidate.bag & frozenset(stems(material.title, material.book)))
    listed = material.passages[candidate.passage].kind == "item"
    return worth * (0.5 if listed or _orders(candidate.written, material.book) else 1.0)


def _orders(sentence: str, book: Phrasebook) -> bool:
    first = sentence.split(maxsplit=1)[0].lower()
    return first in book.verbs and not first.endswith(("s", "ed"))


def _keep(material: Material, ranked: Iterable[Candidate], kept: list[Point]) -> bool:
    """Add the best that fits beside what is kept, and whether there was one."""
    room = _ALL_WORDS - sum(length(point.text) for point in kept)
    for c in ranked:
        other = (point.candidate for point in kept)
        if any(c.at == o.at or likeness(c.bag, o.bag) > _ALIKE for o in other):
            continue
        sizes = (min(size, room) for size in (_SHORT, _WORDS))
        text = next(filter(None, (brief(c.written, size, material.book) for size in sizes)), "")
        if length(text) >= 4:
            kept.append(Point(c, text))
            return True
    return False


def _runs(pages: Sequence[int]) -> str:
    """Pages that follow each other as one run: 1, 2, 3 and 7 are two."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
