"""Single sentences worth a slide of their own: a definition, a striking number."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re

from fabula.media.slides.visuals import Definition, Statement
from fabula.media.speakable import readable
from fabula.productions.video.offline.phrasebook import Phrasebook


def definition(sentence: str, book: Phrasebook) -> Definition | None:
    """X is a Y that … -> the term X and what it means, for a term of at most four words."""
    match = book.defines.match(readable(sentence))
    if not match:
        return None
    term = re.sub(r"\s?\([^()]*\)", "", match["term"]).strip()
    if (
        book.pointing.search(term)
        or not 1 <= len(term.split()) <= 4
        or term.lower().split()[0] in book.stop
    ):
        return None
    if len(term.split()) == 1 and len(term) < 3:
        return None
    meaning = re.sub(r"\s?\([^()]*\)", "", match["meaning"])
    clause = re.split(r",? (?:but|aber|mais|pero) ", meaning)[0]
    whole = len(clause.split()) >= 4 and not re.search(r"(?:ful|ive|able|ous|al|ic|ed)$", clause)
    meaning = shortened(clause if whole else meaning, 18, book)
    if not 3 <= len(meaning.split()) <= 18:
        return None
    return Definition(term[:1].upper() + term[1:], meaning[:1].upper() + meaning[1:])


def striking(sentence: str, book: Phrasebook) -> Statement | None:
    """A number with its unit, and the clause that says what it counts."""
    text = re.sub(r"\s?\([^()]*\)", "", readable(sentence))
    found = list(book.counted.finditer(text))
    if len(found) != 1:
        return None
    if re.match(r"\W*(?:confidence|credible|interval|CI\b)", text[found[0].end() :]):
        return None
    number = found[0]["number"].strip()
    detail = shortened(text, 20, book)
    if (
        found[0]["number"] not in detail
        or not 4 <= len(detail.split()) <= 20
        or book.dangling.match(detail)
    ):
        return None
    return Statement(number.replace(" percent", "%"), detail)


def shortened(text: str, most: int, book: Phrasebook) -> str:
    """The text up to the last clause that keeps it within so many words; whole where none does."""
    text = text.rstrip(" .")
    if len(text.split()) <= most:
        return text
    for match in reversed(list(_CLAUSES.finditer(text))):
        parts = text[: match.start()].rstrip(" ,;:").split()
        if parts and len(parts) <= most and parts[-1].lower() not in book.open_end:
            return " ".join(parts)
    return text


_CLAUSES = re.compile(
    r"[;:,]\s|\s(?:which|who|because|while|whereas|so that|weil|obwohl|parce que|porque)\s|\s[—–]\s"
)
