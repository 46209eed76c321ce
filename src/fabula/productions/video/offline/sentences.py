"""The sentences of a document that a narrator could say, ranked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from fabula.media.documents.document import Passage
from fabula.media.prose import sentences
from fabula.media.prose.breaths import breaths, standing_alone
from fabula.media.prose.quoting import ease, points_back, whole
from fabula.media.prose.ranking import rank
from fabula.media.prose.words import stems, within
from fabula.media.speakable import readable, spoken
from fabula.productions.video.offline.phrasebook import Phrasebook
from fabula.productions.video.offline.rewriting import Narrator
from fabula.productions.video.offline.sections import Genre, Section
from fabula.productions.video.offline.soundness import sound
from fabula.productions.video.storyboard import Role

_UNNAMED = 2  # who wrote a paper that names nobody: "the authors"
_COUNTS = 1.8  # what a result with its number is worth against one without
_SETUP = 0.3  # what machines, rounds and medians are worth
_UNTOLD = 0.7  # what a sentence is worth whose subject was named in one that is not told
_KNOWN = 8  # sentences that speak of a thing that a document is about
_MOST = 700  # sentences worth polishing in the longest book


Listing = tuple[str, tuple[str, ...]]  # what is said, and the ids of the items it names


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of the document, ready to be spoken.

    Args:
        at: Position in the document, counted in sentences.
        written: As it stands, without citations.
        alone: As spoken out of its context: one line, or two where it was too long.
        linked: As spoken right after the sentence before it.
        passage: Id of the passage it comes from; the first one, for a sentence made of a list.
        section: Index of its section.
        role: Its place in the argument.
        score: How much it deserves to be said, 0 to about 2.
        bag: Stems of the words that carry its topic.
        dangling: Whether it makes sense only after the sentence before it.
        lead: Whether it opens its passage.
        others: Ids of the further passages that a sentence made of a list comes from.
    """

    at: int
    written: str
    alone: tuple[str, ...]
    linked: tuple[str, ...]
    passage: str
    section: int
    role: Role
    score: float
    bag: frozenset[str]
    dangling: bool
    lead: bool
    others: tuple[str, ...] = ()


def candidates(
    told: Sequence[Section], book: Phrasebook, kind: Genre, title: str, authors: int
) -> tuple[Candidate, ...]:
    """All sentences that can be spoken, with their scores, in reading order."""
    raw = list(_numbered(_raw(told, book)))
    topic = frozenset(stems(title, book))
    bags = [stems(c.written, book) for c in raw]
    central = rank(bags)
    items = {p.id for section in told for p in section.passages if p.kind == "item"}
    sizes = Counter(c.section for c in raw)
    firsts: dict[int, int] = {}
    proposed = _proposed(raw, told, book)
    often = Counter(stem for bag in bags for stem in set(bag))
    rare = {stem for stem, count in often.items() if count < _KNOWN} - topic
    scored = []
    for c, bag, score in zip(raw, bags, central, strict=True):
        section = told[c.section]
        depth = (c.at - firsts.setdefault(c.section, c.at)) / sizes[c.section]
        role = _role(c, section, book, kind)
        if section.abstract and role == "idea" and c.at < proposed:
            role = "problem"  # an abstract comes to its idea by way of the problem
        worth = _score(c, section, score, book, frozenset(bag) & topic)
        worth *= 1.15 - 0.3 * depth  # what a section says first, it says of itself
        worth *= _SETUP if book.setup.search(c.written) else 1.0
        worth *= _UNTOLD if _names_untold(c, section, book, rare) else 1.0
        if role == "evidence" and book.counted.search(c.written):
            worth *= _COUNTS
        if kind == "paper":
            worth *= 0.5 if c.passage in items else 1.0
            worth *= 1.25 - 0.5 * depth if role == "problem" else 1.0  # it is stated first
        scored.append(replace(c, bag=frozenset(bag), role=role, score=worth))
    best = sorted(scored, key=lambda c: -c.score)[:_MOST]
    narrator = Narrator((authors or _UNNAMED) if kind == "paper" else 0)
    polished = (_polished(c, book, narrator) for c in sorted(best, key=lambda c: c.at))
    return tuple(c for c in polished if c)


def _names_untold(
    candidate: Candidate, section: Section, book: Phrasebook, rare: Collection[str]
) -> bool:
    """Whether a sentence opens with "The checklist", and no heading has told of which."""
    named = _DEFINITE.match(candidate.written) if book.language == "en" else None
    found = stems(named[1], book) if named else []
    return bool(found) and found[0] in rare and found[0] not in stems(section.heading, book)


_DEFINITE = re.compile(
    r"The ([a-z]+) (?:[a-z]+s|[a-z]+ed|are|was|were|can|could|may|might|must|will|would|should)\b"
)


def _numbered(raw: Iterable[Candidate]) -> Iterator[Candidate]:
    for at, candidate in enumerate(raw):
        yield replace(candidate, at=at)


def _raw(told: Sequence[Section], book: Phrasebook) -> Iterator[Candidate]:
    """The sentences of all passages that pass a first, cheap look."""
    for index, section in enumerate(told):
        plain = Candidate(
            0, "", (), (), "", index, section.role, 0.0, frozenset(), dangling=False, lead=True
        )
        for run in runs(section.passages, book):
            made = listings(section, run, book) if run[0].kind == "item" else []
            for text, ids in made:
                yield replace(plain, written=text, passage=ids[0], others=ids[1:])
            for passage in run if not made else ():
                for place, text in enumerate(split(passage, book)):
                    if whole(text, book) and not _subjectless(text, passage, book):
                        back = points_back(text, book)
                        yield replace(
                            plain, written=text, passage=passage.id,
                            dangling=back, lead=place == 0,
                        )  # fmt: skip


def runs(passages: Iterable[Passage], book: Phrasebook) -> Iterator[list[Passage]]:
    """The prose of a section, with the names or the orders of one list together."""
    for _, run in groupby(
        (p for p in passages if p.kind in ("paragraph", "item", "quote")),
        key=lambda p: (p.kind == "item" or p.id, _imperative(readable(p.text), book)),
    ):
        yield list(run)


def listings(section: Section, items: Sequence[Passage], book: Phrasebook) -> list[Listing]:
    """A list of mere names as sentences, "Features: a, b and c."; nothing for any other list."""
    names = [readable(item.text) for item in items]
    if (
        len(names) < 2
        or not book.templates
        or any(name.endswith((".", "!", "?", ":")) for name in names)
    ):
        return []
    if any(len(name.split()) > 12 or ": " in name for name in names):
        return []
    if any(_imperative(name, book) for name in names):
        return []
    made = []
    size = -(-len(names) // -(-len(names) // 5))
    for start in range(0, len(names), size):
        part = [within(name.rstrip(" .;,"), book) for name in names[start : start + size]]
        comma = "; " if any("," in name for name in part) else ", "
        last = f"{';' if comma == '; ' else ''} {book.phrase('and')} {part[-1]}"
        told = comma.join(part[:-1]) + last if part[1:] else part[0]
        ids = tuple(item.id for item in items[start : start + size])
        named = section.heading.rpartition(": ")[2]
        opening = f"{named}: {told}." if named else f"{_capital(told)}."
        made.append((book.phrase("also").format(items=told) if start else opening, ids))
    return made


def split(passage: Passage, book: Phrasebook) -> list[str]:
    """The sentences of a passage, without citations and markup."""
    text = _ASIDE.sub("", readable(passage.text))
    if passage.kind == "item" and text[-1:].isalnum() and _imperative(text, book):
        text += "."
    return [sentence.text for sentence in sentences.split(text, book)]


# What is left of "as explained in Section 6, “Managing Priorities”".
_ASIDE = re.compile(
    r",? as (?:explained|described|shown|discussed|defined|detailed),? [“\"][^”\"]{3,60}[”\"]"
)


def _subjectless(text: str, passage: Passage, book: Phrasebook) -> bool:
    """Whether a sentence leaves out what it is about: "Manages the settings"."""
    first, _, rest = text.lower().partition(" ")
    if first not in book.verbs:
        return False
    if first.endswith("ed"):
        return bool(re.match(r"(?:when|if|by|to)\b", rest))
    return first.endswith("s") and (passage.kind == "item" or bool(_OBJECT.match(rest)))


_OBJECT = re.compile(r"(?:the|an?|up|more|all|any|this|some|whether|that|if|to|no)\b")


def _imperative(text: str, book: Phrasebook) -> bool:
    first = text.split(maxsplit=1)[0].lower() if text.split() else ""
    orders = first in book.verbs and not re.search(r"[^s]s$|ed$", first)
    return len(text.split()) >= 5 and (orders or not book.verbs)


def _proposed(raw: Sequence[Candidate], told: Sequence[Section], book: Phrasebook) -> int:
    """Where the abstract says what it proposes; 0 where it never does."""
    idea = book.cues.get("idea")
    places = (c.at for c in raw if told[c.section].abstract and idea and idea.search(c.written))
    return next(places, 0)


def _role(candidate: Candidate, section: Section, book: Phrasebook, kind: Genre) -> Role:
    """A paper's abstract and introduction hold the whole argument: let the sentence decide."""
    if kind != "paper" or not (section.abstract or section.role in ("problem", "so-what")):
        return section.role
    order: tuple[Role, ...] = ("limits", "idea", "evidence", "problem", "so-what", "how")
    if section.role == "so-what":
        order = ("limits",)
    elif section.role == "problem":
        order = ("idea",)
    for role in order:
        if role in book.cues and book.cues[role].search(candidate.written[:120]):
            return role
    return section.role


def _score(
    candidate: Candidate,
    section: Section,
    central: float,
    book: Phrasebook,
    on_topic: frozenset[str],
) -> float:
    """How central it is, and how well it would sound to someone who sees no page."""
    text = candidate.written
    score = (0.25 + central) * (0.5 + section.weight / 2)
    score *= 1.2 if candidate.lead else 1.0
    score *= 1.5 if section.abstract else 1.0
    score *= 1 + 0.06 * min(4, len(on_topic))
    role = section.role
    score *= 1.25 if role in book.cues and book.cues[role].search(text) else 1.0
    score *= 0.75 if candidate.dangling else 0.88 if _POINTS.search(text) else 1.0
    return score * ease(text, book)


_POINTS = re.compile(r"\b(?:this|these|those|such|they|them|their|it|he|she|him|his|her)\b")


def _polished(candidate: Candidate, book: Phrasebook, narrator: Narrator) -> Candidate | None:
    """The candidate with what is spoken, or None when it cannot be said well."""
    out_of_context = standing_alone(candidate.written, book)
    alone = _said(out_of_context, book, narrator)
    if not alone:
        return None
    same = out_of_context == candidate.written
    linked = alone if same else _said(candidate.written, book, narrator) or alone
    written = narrator.retell(out_of_context, book)
    return replace(candidate, written=written, alone=alone, linked=linked)


def _said(text: str, book: Phrasebook, narrator: Narrator) -> tuple[str, ...]:
    text = narrator.retell(text, book)
    lines = tuple(_capital(spoken(line, book.language)) for line in breaths(text, book))
    return lines if all(sound(line, book) for line in lines) else ()


def _capital(text: str) -> str:
    text = re.sub(r",\s(?:however|though|therefore|too)(?=[.!?]$)", "", text)
    return text[:1].upper() + text[1:]
