"""Safe repairs that turn a sentence for the eye into one or two for the ear."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.productions.video.offline.language import has_verb
from fabula.productions.video.offline.phrasebook import Phrasebook

LONG = 30  # words in one breath, about twelve seconds
_THIRD = {"have": "has", "are": "is", "do": "does", "go": "goes", "were": "was", "don't": "doesn't"}
_SUBJECT = (
    r"(?:the|a|an|this|these|that|those|they|it|he|she|we|there|its|their|his|her|each|most|many|"
    r"some|all|no|users?|people|[A-Z]\w+)\b"
)


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
    if verb in _THIRD:
        return _THIRD[verb]
    if verb in book.unchanged or verb.endswith("ed"):
        return verb
    if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
        return verb + "es"
    return re.sub(r"(?<=[^aeiou])y$", "ie", verb) + "s"


def standing_alone(text: str, book: Phrasebook) -> str:
    """Without the opening that ties it to the sentence before."""
    for _ in range(2):
        text = book.connectives.sub("", text, count=1)
    return text[:1].upper() + text[1:]


def breaths(text: str, book: Phrasebook) -> tuple[str, ...]:
    """A sentence that is too long for one breath as two, where that is safe; else as it is."""
    text = trimmed(text, book)
    if len(text.split()) <= LONG:
        return (text,)
    for pattern in _CUTS:
        for match in pattern.finditer(text):
            first, second = text[: match.start()], text[match.end() :]
            sizes = len(first.split()), len(second.split())
            if min(sizes) < 6 or max(sizes) > LONG or not _whole(first, book):
                continue
            # "Users report that it is slow, and that it fails": the second part hangs on the verb.
            if _HANGING.match(second):
                continue
            if has_verb(first, book) and has_verb(" ".join(second.split()[1:6]), book):
                return (first.rstrip(" ,;") + ".", second[:1].upper() + second[1:])
    return (text,)


_HANGING = re.compile(r"(?:that|which|who|whom|whose|whether|how|why|to)\b", re.IGNORECASE)
_CUTS = (
    re.compile(r";\s+(?:and\s+|but\s+)?(?=\w)"),
    re.compile(rf",\s+and\s+(?={_SUBJECT})"),
    re.compile(rf",\s+(?=(?:but|yet|so)\s+{_SUBJECT})"),
    re.compile(rf":\s+(?={_SUBJECT})"),
)
_TAILS = (
    re.compile(
        r",\s+(?:which|where|whereas|while|who|although|though|thereby|thus|"
        r"such as|including|especially|e\.g\.|i\.e\.|namely|resulting|leading|making|allowing|"
        r"as well as|rather than|with)\b[^;:]*\.$"
    ),
    re.compile(r"\s+(?:—|–|-)\s+[^—–]*\.$"),
    re.compile(r"(?<!:);\s[^;:]*\.$"),
    re.compile(r"\s(?:because|since|so that|in order to|whereas|although)\s[^,;]*\.$"),
)


def trimmed(text: str, book: Phrasebook) -> str:
    """An over-long sentence without what trails behind its main clause."""
    if book.language != "en":
        return text
    for pattern in _TAILS:
        if len(text.split()) <= LONG:
            break
        match = pattern.search(text)
        if (
            match
            and len(text[: match.start()].split()) >= 9
            and _whole(text[: match.start()], book)
        ):
            text = text[: match.start()].rstrip(" ,;") + "."
    return text


def _whole(text: str, book: Phrasebook) -> bool:
    """Whether a cut left no bracket, quotation or pair of dashes open, nor a subordinate alone."""
    if (
        text.count("(") != text.count(")")
        or text.count('"') % 2
        or text.count("“") != text.count("”")
    ):
        return False
    opens = re.match(
        r"(?:If|When|While|Although|Though|Because|Since|Whereas|As|After|Before|Unless|Once)\b",
        text,
    )
    if text.rsplit(maxsplit=1)[-1].lower().strip(",;") in book.broken_end:
        return False
    return not (opens and "," not in text) and len(re.findall(r"\s[—–]\s", text)) % 2 == 0
