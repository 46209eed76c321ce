"""What the offline writer knows of a language: its small words, its cues and its own phrases."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from re import Pattern
from typing import Any, Literal

from fabula.productions.video.storyboard import Role

Heading = Literal["problem", "idea", "how", "evidence", "limits", "so-what"]
ROLES: tuple[Role, ...] = ("problem", "idea", "how", "evidence", "limits", "so-what")
_NEVER = re.compile(r"(?!)")
_SHELF = files("fabula.productions.video.offline").joinpath("phrasebooks")
# Read as the module is, so that the books count as its code: a better book makes new storyboards.
_BOOKS = {
    book.name.removesuffix(".toml"): book.read_text("utf-8")
    for book in sorted(_SHELF.iterdir(), key=lambda book: book.name)
    if book.name.endswith(".toml")
}
_COUNTED = (
    r"(?P<number>[$€£]?\b\d[\d,]*(?:\.\d+)?(?:\s?(?:%%|×|°C)|(?:\s|(?=-))(?:GB|MB|ms|x|%s)\b|x\b)"
    r"(?:\s(?:faster|slower|fewer|more|less|higher|lower|larger|smaller|better|cheaper))?)"
)

_SETS = ("stop", "open_end", "broken_end", "unchanged", "before_noun")
_OPENING = r"^[\"“‘'„«]?(?:%s)\b"
# How the lines of a book become patterns.
_FRAMES = {
    "optional": "(?:%s)",
    "setup": "(?:%s)",
    "condition": r"\b(?:%s)\b",
    "negation": r"\b(?:%s)\b",
    "relative": r"\b(?:%s)\b",
    "subordinate": r"^(?:%s)\b",
    "leading": "^(?:%s)",
    "reporting": "^(?:%s)",
    "pointing": r"\b(?:%s)\b",
    "hanging": r"^(?:%s)\b",
    "half": "^(?:%s)",
    "dangling": _OPENING,
    "expletive": _OPENING,
    "connectives": r"^(?:%s)(?:(?<=:)\s+|\b,\s*|(?<=that)\s+|\s+(?=(?:the|we|it|there|a|an)\b))",
    "banned": "(?:%s)",
    "defines": "^%s",
    "counted": _COUNTED,
}


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """One language.

    Args:
        language: Two-letter code.
        stop: Words that carry no topic.
        verbs: Common verbs in all their finite forms; empty where we know none.
        optional: Matches where something begins that a slide may leave out.
        condition: Matches what must not be left out with it.
        negation: Matches a word whose reach goes to the end of its clause.
        setup: Matches how an evaluation was set up, which is never the news.
        relative: Matches what opens a clause that only says which one is meant.
        open_end: Words after which nothing may be cut off.
        broken_end: Words in which no sentence ends.
        unchanged: Verb forms that are the same after "we" and "she".
        before_noun: Words after which no finite verb stands.
        subordinate: Matches the opening of a sentence that does not begin with its main clause.
        leading: Matches what stands before the main clause.
        reporting: Matches who says it ("The results show that").
        pointing: Matches a word that means something said before.
        hanging: Matches an opening that no phrase may have.
        half: Matches a sentence without a main clause.
        dangling: Matches an opening that points at the sentence before.
        expletive: Matches an opening that only looks as if it did.
        connectives: Matches an opening that can be left out.
        banned: Matches what must never be spoken.
        defines: Matches "X is a Y" as groups `term` and `meaning`.
        counted: Matches a number with a unit that is worth a slide, as group `number`.
        headings: Which part of an argument a heading names; "skip" for back matter.
        cues: Which part of an argument a sentence betrays itself to be.
        transitions: What a narrator says between parts; empty in an unknown language.
        templates: The writer's own sentences and words; empty in an unknown language.
    """

    language: str
    stop: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    open_end: frozenset[str] = frozenset()
    broken_end: frozenset[str] = frozenset()
    unchanged: frozenset[str] = frozenset()
    before_noun: frozenset[str] = frozenset()
    optional: Pattern[str] = _NEVER
    setup: Pattern[str] = _NEVER
    condition: Pattern[str] = _NEVER
    negation: Pattern[str] = _NEVER
    relative: Pattern[str] = _NEVER
    subordinate: Pattern[str] = _NEVER
    leading: Pattern[str] = _NEVER
    reporting: Pattern[str] = _NEVER
    pointing: Pattern[str] = _NEVER
    hanging: Pattern[str] = _NEVER
    half: Pattern[str] = _NEVER
    dangling: Pattern[str] = _NEVER
    expletive: Pattern[str] = _NEVER
    connectives: Pattern[str] = _NEVER
    banned: Pattern[str] = _NEVER
    defines: Pattern[str] = _NEVER
    counted: Pattern[str] = _NEVER
    headings: dict[str, Pattern[str]] = field(default_factory=dict)
    cues: dict[Role, Pattern[str]] = field(default_factory=dict)
    transitions: dict[str, list[str]] = field(default_factory=dict)
    templates: dict[str, Any] = field(default_factory=dict)

    @property
    def roles(self) -> dict[str, str]:
        """Headings for the parts of an argument; empty in an unknown language."""
        return dict(self.templates.get("roles", {}))

    def phrase(self, name: str, turn: int = 0) -> str:
        """One of the writer's own phrases; a later turn gets the next wording."""
        wordings = self.templates.get(name, "")
        return wordings if isinstance(wordings, str) else str(wordings[turn % len(wordings)])


def _match(frame: str, lines: str) -> Pattern[str]:
    """Alternatives that are written over several lines, set in a frame with one %s."""
    return re.compile(frame % re.sub(r"\|?\n\s*", "|", lines), re.IGNORECASE)


def _finite(verbs: str) -> Iterator[str]:
    """English verbs with the forms that they take: carry, carries, carried."""
    for verb in verbs.split():
        yield verb
        stem = re.sub(r"(?<=[^aeiou])y$", "i", verb)
        yield f"{stem}es" if re.search(r"(?:s|x|z|ch|sh|o|i)$", stem) else f"{verb}s"
        yield f"{verb}d" if verb.endswith("e") else f"{stem}ed"
        if re.search(r"[^aeiou][aeiou][bdgmnprt]$", verb):
            yield f"{verb}{verb[-1]}ed"


@lru_cache(maxsize=16)
def phrasebook(language: str) -> Phrasebook:
    """The phrasebook of a BCP 47 language; one without words of its own where we know none."""
    code = language.lower()[:2]
    if code not in _BOOKS:
        return Phrasebook(code)
    book = tomllib.loads(_BOOKS[code])
    sets: dict[str, Any] = {name: frozenset(book.get(name, "").split()) for name in _SETS}
    patterns: dict[str, Any] = {
        name: _match(frame, book[name]) for name, frame in _FRAMES.items() if name in book
    }
    return Phrasebook(
        language=code,
        verbs=frozenset(_finite(book.get("verbs", ""))),
        headings={name: _match("(?:%s)", text) for name, text in book["headings"].items()},
        cues={name: _match("(?:%s)", text) for name, text in book["cues"].items()},
        transitions=book["transitions"],
        templates=book["templates"],
        **sets,
        **patterns,
    )
