"""What a viewer should remember: the idea, the main result and what follows from it."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fabula.media.prose.clauses import brief
from fabula.media.prose.words import length, likeness
from fabula.media.slides.visuals import Closing
from fabula.productions.video.offline.cutting import Group
from fabula.productions.video.offline.findings import definition, headline
from fabula.productions.video.offline.frames import section_of
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.sections import GENERIC
from fabula.productions.video.offline.sentences import Candidate
from fabula.productions.video.storyboard import Role

_MOST = 3
_SHORT = 12  # words of a good point
_WORDS = 20  # of the longest
_ALL_WORDS = 38  # of all points: what can be taken in while the end is spoken
_ALIKE = 0.5  # two points that share so many of their stems are one
_VAGUE = 0.4  # what a point about "the field" or "the value" is worth at the end of a film
_ANY = re.compile(r"(?:The|An?) [a-z]+")
_PARTS: tuple[Role, ...] = ("idea", "evidence", "so-what")


def closing(material: Material, groups: Sequence[Group]) -> Closing:
    """Two or three things to remember, and what they were taken from."""
    book = material.book
    kept = to_remember(material, groups)
    if len(kept) < 2:
        named = (material.heading(section_of(group)) for group in groups)
        kept = tuple(dict.fromkeys(h for h in named if h and not GENERIC.match(h)))[:_MOST]
    told = [c for group in groups for c in group]
    pages = sorted({p for c in told if (p := material.passages[c.passage].page)})
    names = ", ".join(material.document.authors[:3])
    sources = [f"{material.title}" + (f" — {names}" if names else "")]
    where = material.source
    if pages and book.templates:
        word = book.phrase("page" if len(pages) == 1 else "pages")
        where += f", {word} {_runs(pages)}"
    sources.append(where)
    return Closing(book.phrase("takeaways") or material.title, kept, tuple(sources))


def to_remember(material: Material, groups: Sequence[Group]) -> tuple[str, ...]:
    """Up to three points; of a paper, one for the idea, the result and what follows, if it can."""
    ranked = sorted(_eligible(material, groups), key=lambda pair: -pair[0])
    kept: list[tuple[Candidate, str]] = []
    if material.kind == "paper":
        for part in _PARTS:
            _keep(material, (c for _, c in ranked if c.role == part), kept)
    while len(kept) < _MOST and _keep(material, (c for _, c in ranked), kept):
        pass
    if material.kind != "paper":
        kept.sort(key=lambda pair: pair[0].at)
    return tuple(text for _, text in kept)


def _eligible(material: Material, groups: Sequence[Group]) -> Iterator[tuple[float, Candidate]]:
    """What was told, and what sums up a paper even if there was no time to tell it."""
    told = {c.at for group in groups for c in group}
    lead = [c.at for c in groups[0][:2]]
    for c in material.pool:
        section = material.told[c.section]
        sums_up = material.kind == "paper" and (section.abstract or section.role == "so-what")
        if (c.at not in told and not sums_up) or c.others:
            continue
        if c.dangling or (c.role in ("limits", "problem") and material.kind == "paper"):
            continue
        if material.book.setup.search(c.written):
            continue
        worth = c.score * (1.5 if sums_up else 1.0) * (1.2 if c.at in told else 1.0)
        worth *= 1.5 if c.at in lead or definition(c.written, material.book) else 1.0
        subject = headline(c.written, material.book)
        worth *= _VAGUE if subject and _ANY.fullmatch(subject.claim) else 1.0
        yield worth, c


def _keep(
    material: Material, ranked: Iterator[Candidate], kept: list[tuple[Candidate, str]]
) -> bool:
    """Add the best that fits beside what is kept, and whether there was one."""
    room = _ALL_WORDS - sum(length(text) for _, text in kept)
    for c in ranked:
        if any(c.at == o.at or likeness(c.bag, o.bag) > _ALIKE for o, _ in kept):
            continue
        sizes = (min(size, room) for size in (_SHORT, _WORDS))
        text = next(filter(None, (brief(c.written, size, material.book) for size in sizes)), "")
        if length(text) >= 4:
            kept.append((c, text))
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
