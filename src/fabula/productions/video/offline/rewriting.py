"""Tells in the third person what a document says of itself."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.media.prose.english import third
from fabula.productions.video.offline.phrasebook import Phrasebook


@dataclass(frozen=True, slots=True)
class Narrator:
    """Who the document's "we" is when someone else tells it: nobody, one author, several."""

    authors: int = 0

    def retell(self, text: str, book: Phrasebook) -> str:
        """We propose our method -> The authors propose their method (English papers only)."""
        if book.language != "en" or not self.authors:
            return text
        text = re.sub(r"(?i)^in this (?:paper|work|article|study|report),? we\b", "We", text)
        text = re.sub(r"(?i)^here,? we\b", "We", text)
        text = re.sub(r"\b(?:this paper|this article|this work)\b", "the paper", text)
        text = re.sub(r"^(?:This paper|This article|This work)\b", "The paper", text)
        name = book.phrase("author" if self.authors == 1 else "authors")
        text = self._subjects(text, name, book)
        if self.authors == 1:
            text = _COORDINATED.sub(lambda m: m[1] + _conjugated(m[2], book), text)
        for own, other in (
            ("our", "their"),
            ("ours", "theirs"),
            ("ourselves", "themselves"),
            ("us", "them"),
        ):
            text = re.sub(rf"\b{own}\b", other, text)
            text = re.sub(rf"\b{own.capitalize()}\b", other.capitalize(), text)
        return text

    def _subjects(self, text: str, name: str, book: Phrasebook) -> str:
        """The first "we" of a sentence is the authors, the others are they."""
        count = 0

        def say(match: re.Match[str]) -> str:
            nonlocal count
            count += 1
            subject, adverbs, verb = match["we"], match["adverbs"] or "", match["verb"]
            if count > 1:
                return f"they {adverbs}{verb}"
            verb = _conjugated(verb, book) if self.authors == 1 else verb
            said = name[0].upper() + name[1:] if subject == "We" else name
            return f"{said} {adverbs}{verb}"

        return re.sub(
            r"\b(?P<we>We|we)\s+(?P<adverbs>(?:\w+ly |also |then |first )*)(?P<verb>[\w’']+)",
            say,
            text,
        )


# The author takes a value and (use -> uses) it.
_COORDINATED = re.compile(
    r"((?:[Tt]he author|they)(?: \w+ly)? \w+s\b[^.;]*?\band (?:then )?)"
    r"(?!is\b|are\b)([a-z]+(?<![^s]s)(?<!ed)(?<!ing))"
    r"(?= (?:the|a|an|this|these|their|it|them|that|how)\b)"
)


def _conjugated(verb: str, book: Phrasebook) -> str:
    """The third person of a verb in the present; a past form or a modal stays."""
    if verb == "don't":
        return "doesn't"
    past = verb in book.unchanged or verb.endswith("ed")
    return verb if past and verb != "were" else third(verb)
