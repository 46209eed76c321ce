"""What the offline writer of storyboards knows of a language: headings, cues, its own phrases."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from re import Pattern
from typing import Any, Literal

from fabula.media.prose.lexicon import NEVER, Lexicon, entries, match, patterns
from fabula.productions.video.storyboard import Role

Heading = Literal["problem", "idea", "how", "evidence", "limits", "so-what"]
ROLES: tuple[Role, ...] = ("problem", "idea", "how", "evidence", "limits", "so-what")
_SHELF = files("fabula.productions.video.offline").joinpath("phrasebooks")
# Read as the module is, so that the books count as its code: a better book makes new storyboards.
_BOOKS = {
    book.name.removesuffix(".toml"): book.read_text("utf-8")
    for book in sorted(_SHELF.iterdir(), key=lambda book: book.name)
    if book.name.endswith(".toml")
}


@dataclass(frozen=True, slots=True)
class Phrasebook(Lexicon):
    """One language, as a narrator needs it.

    Args:
        setup: Matches how an evaluation was set up, which is never the news.
        waiting: Matches a sentence that ends before what it announces ("use the option.").
        headings: Which part of an argument a heading names; "skip" for back matter.
        cues: Which part of an argument a sentence betrays itself to be.
        transitions: What a narrator says between parts; empty in an unknown language.
        templates: The writer's own sentences and words; empty in an unknown language.
    """

    setup: Pattern[str] = NEVER
    waiting: Pattern[str] = NEVER
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


@lru_cache(maxsize=16)
def phrasebook(language: str) -> Phrasebook:
    """The phrasebook of a BCP 47 language; one without words of its own where we know none."""
    known = entries(language)
    if known["language"] not in _BOOKS:
        return Phrasebook(**known)
    book = tomllib.loads(_BOOKS[known["language"]])
    own = patterns(book, {"setup": "(?:%s)", "waiting": r"(?:%s)[.:]$"})
    return Phrasebook(
        **known,
        headings={name: match("(?:%s)", text) for name, text in book["headings"].items()},
        cues={name: match("(?:%s)", text) for name, text in book["cues"].items()},
        transitions=book["transitions"],
        templates=book["templates"],
        setup=own.get("setup", NEVER),
        waiting=own.get("waiting", NEVER),
    )
