"""The sentences of a document that a narrator could say, ranked."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sentencex import segment  # type: ignore[import-untyped]

from fabula.media.documents.document import Passage
from fabula.media.prose.breaths import breaths, standing_alone
from fabula.media.prose.ranking import rank
from fabula.media.prose.words import has_verb, length, stems, within
from fabula.media.speakable import readable, spoken
from fabula.productions.video.offline.phrasebook import Phrasebook
from fabula.productions.video.offline.rewriting import Narrator
from fabula.productions.video.offline.sections import Genre, Section
from fabula.productions.video.storyboard import Role

_CHUNK = 400  # sentences ranked together: a paper whole, a book a few chapters at a time
_UNNAMED = 2  # who wrote a paper that names nobody: "the authors"
_COUNTS = 1.8  # what a result with its number is worth against one without
_SETUP = 0.3  # what machines, rounds and medians are worth
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
    central: list[float] = []
    for start in range(0, len(raw), _CHUNK):
        central += rank(bags[start : start + _CHUNK])
    items = {p.id for section in told for p in section.passages if p.kind == "item"}
    sizes = Counter(c.section for c in raw)
    firsts: dict[int, int] = {}
    proposed = _proposed(raw, told, book)
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
                    if _promising(text, book) and not _subjectless(text, passage, book):
                        points_back = _dangling(text, book)
                        yield replace(
                            plain, written=text, passage=passage.id,
                            dangling=points_back, lead=place == 0,
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
        or any(name.endswith((".", "!", "?")) for name in names)
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
        opening = f"{section.heading}: {told}." if section.heading else f"{_capital(told)}."
        made.append((book.phrase("also").format(items=told) if start else opening, ids))
    return made


def split(passage: Passage, book: Phrasebook) -> list[str]:
    """The sentences of a passage, without citations and markup."""
    text = readable(passage.text)
    if passage.kind == "item" and text[-1:].isalnum() and _imperative(text, book):
        text += "."
    return [sentence.strip() for sentence in segment(book.language, text) if sentence.strip()]


def _subjectless(text: str, passage: Passage, book: Phrasebook) -> bool:
    """Whether a sentence leaves out what it is about: "Manages the settings"."""
    first, _, rest = text.lower().partition(" ")
    if first not in book.verbs:
        return False
    if first.endswith("ed"):
        return bool(re.match(r"(?:when|if|by|to)\b", rest))
    return first.endswith("s") and (passage.kind == "item" or bool(_OBJECT.match(rest)))


_OBJECT = re.compile(r"(?:the|an?|up|more|all|any|this|some|whether|if|to|no)\b")


def _imperative(text: str, book: Phrasebook) -> bool:
    first = text.split(maxsplit=1)[0].lower() if text.split() else ""
    orders = first in book.verbs and not re.search(r"[^s]s$|ed$", first)
    return len(text.split()) >= 5 and (orders or not book.verbs)


def _promising(text: str, book: Phrasebook) -> bool:
    """Whether a sentence is whole, in the language of the document, and about its subject."""
    words = text.split()
    known = sum(word.lower() in book.stop for word in words)
    capitals = sum(word[0].isupper() for word in words)
    return (
        5 <= length(text) <= 70
        and bool(_BEGINS.match(text))
        and text.rstrip("\"”'’»)").endswith(_ENDS)
        and (not book.stop or known >= 0.15 * len(words))
        and (book.language == "de" or capitals <= 0.6 * len(words))
        and has_verb(text, book)
        and not any(pattern.search(text) for pattern in (_TORN, _NAMES, book.half, book.banned))
    )


_ENDS = (".", "!", "?", "。", "！", "？")
_BEGINS = re.compile(r"[^\W\d_a-zß-öø-ÿ]|[\"“„«¿¡]|(?=\w*[A-Za-z])\w*[\dA-Z]\w* [a-z]")
# A sentence about a figure or table says nothing without it.
_NAMES = re.compile(
    r"^(?:Fig|Tab|Listing|Algorithm|Abb|Tableau)\w*\.?\s?\d|"
    r"^\d+[.)]?\s*$|^\d+\s+[A-Z]|\b[A-Z]\. ?[A-Z]\. [A-Z]\w+,"
)
# Two blocks run together by a reader ("Technical Tutorial In this example"), a word said twice,
# a line number left in a word, a hole where a formula stood.
_TORN = re.compile(
    r"(?<![.!?:;,\"“‘(—–-])\s(?:In|The|This|These|We|It|For|If|When|An|By|To|Our|Since|There|Here)\s[a-z]"
    r"|\b(\w{3,})\s(?i:\1)\b|[a-z]{3,}\d{2,}\s[a-z]|\s…\s"
)


def _dangling(text: str, book: Phrasebook) -> bool:
    """Whether a sentence points at the one before it, by its first word or an early pronoun."""
    if book.expletive.match(text):
        return False
    if book.dangling.match(standing_alone(text, book)):
        return True
    early = " ".join(text.split()[:7])
    pronoun = re.search(r"\b(?:they|them|he|she|him)\b", early) if book.language == "en" else None
    if not pronoun:
        return False
    before = early[: pronoun.start()]
    named = r"\w[a-rt-z]s\b" if pronoun[0] in ("they", "them") else r"(?<!^)\b[A-Z][a-z]+"
    return not re.search(named, before)


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
    words = length(text)
    score = (0.25 + central) * (0.5 + section.weight / 2)
    score *= 1.2 if candidate.lead else 1.0
    score *= 1.5 if section.abstract else 1.0
    score *= 1 + 0.06 * min(4, len(on_topic))
    role = section.role
    score *= 1.25 if role in book.cues and book.cues[role].search(text) else 1.0
    score *= 0.75 if candidate.dangling else 0.88 if _POINTS.search(text) else 1.0
    score *= 1.0 if 9 <= words <= 28 else 0.8 if words <= 38 else 0.5
    score *= 0.6 if "?" in text or "!" in text or text[0] in '"“„«' else 1.0
    score *= 0.6 ** len(re.findall(r"(?<![\w-])--?[A-Za-z]|\w+_\w+|\w+::|\b[a-z]+[A-Z]\w*\(", text))
    score *= 0.85 ** len(re.findall(r"[=<>^_\\|/{}\[\]@#]|\d+(?:\.\d+)?", text))
    score *= 0.85 ** len(re.findall(r"\([^()]*\)|:|(?<![\w'’])(?![AaIyYoOeEàÀ]\b)[^\W\d]\b", text))
    score *= 0.6 if re.search(r"\b(?:I|my|me)\b", text) and book.language == "en" else 1.0
    return score


_POINTS = re.compile(r"\b(?:this|these|those|such|they|them|their|it|he|she|him|his|her)\b")


def _polished(candidate: Candidate, book: Phrasebook, narrator: Narrator) -> Candidate | None:
    """The candidate with what is spoken, or None when it cannot be said well."""
    alone = _said(standing_alone(candidate.written, book), book, narrator)
    if not alone:
        return None
    linked = _said(candidate.written, book, narrator) or alone
    written = narrator.retell(standing_alone(candidate.written, book), book)
    return replace(candidate, written=written, alone=alone, linked=linked)


def _said(text: str, book: Phrasebook, narrator: Narrator) -> tuple[str, ...]:
    lines = tuple(
        _capital(spoken(line, book.language)) for line in breaths(narrator.retell(text, book), book)
    )
    return lines if all(_sound(line, book) for line in lines) else ()


def _capital(text: str) -> str:
    text = re.sub(r",\s(?:however|though|therefore|too)(?=[.!?]$)", "", text)
    return text[:1].upper() + text[1:]


def _sound(line: str, book: Phrasebook) -> bool:
    """Whether a line is whole after all that was taken out of it."""
    if not 4 <= length(line) <= 36 or line[-1] not in (*_ENDS, *'”"’»'):
        return False
    last = line.rsplit(maxsplit=1)[-1].strip('.!?”"’»').lower()
    if last in book.broken_end or book.banned.search(line):
        return False
    return line.count("“") == line.count("”") and line.count('"') % 2 == 0
