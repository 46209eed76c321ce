"""Single sentences worth a slide of their own: a definition, a striking number."""

from __future__ import annotations

import re

from fabula.media.slides.visuals import Definition, Statement
from fabula.media.speakable import readable
from fabula.productions.video.offline.clauses import main_clause, spared
from fabula.productions.video.offline.phrasebook import Phrasebook

_MEANING = 22  # words below a term
_DETAIL = 22  # words below a number


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
    meaning = spared(meaning, _MEANING, book, clause=False)
    if len(meaning.split()) < 3:
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
    detail = spared(text, _DETAIL, book)
    points_back = book.dangling.match(detail) or book.pointing.search(detail)
    if number not in detail or len(detail.split()) < 4 or points_back:
        return None
    return Statement(number.replace(" percent", "%"), detail)


def headline(sentence: str, book: Phrasebook) -> Statement | None:
    """What a sentence is about, large, and the rest of the sentence below: nothing is left out.

    ```python
    headline("The old mill takes water from the river.", english)
    # Statement("The old mill", "takes water from the river")
    ```
    """
    text = spared(main_clause(sentence, book), _DETAIL, book)
    parts = text.split()
    orders = parts[:1] and parts[0].lower() in book.verbs
    if orders or "?" in text or book.hanging.match(text) or book.pointing.search(text):
        return None
    at = _verb_at(parts, book)
    claim, rest = " ".join(parts[:at]), " ".join(parts[at:])
    # "Films joined from pieces lose time": the first verb form only says which films.
    only_says_which = parts[at].endswith("ed") and _AUXILIARY.search(rest) if at else None
    if not at or only_says_which or _LOOSE.search(claim) or parts[at - 1].lower() in book.stop:
        return None
    return Statement(claim[:1].upper() + claim[1:], rest)


def _verb_at(parts: list[str], book: Phrasebook) -> int:
    """Where the first word stands that is a verb, as it seems; 0 for none among the first seven."""
    for at in range(1, min(7, len(parts) - 1)):
        before = parts[at - 1]
        follows_noun = before[-1].isalnum() and before.lower() not in book.before_noun
        noun = _AUXILIARY.fullmatch(parts[at + 1])  # "Several data sets are …"
        if parts[at].lower() in book.verbs and follows_noun and not noun:
            return at
    return 0


_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|can|could|may|might|must|shall|should|will)\b"
)
# A name that is no name: it points back, or its clause goes on.
_LOOSE = re.compile(
    r"(?i)^the (?:results?|problem|reason|idea|goal|aim|purpose|way|fact|paper|first|second)$|"
    r"\b(?:this|these|such|it|they|that|which|who|where|if|when|to|authors?|since|because|"
    r"although|as|while|after|before|unless)\b|[,;:]"
)
