"""Single sentences worth a slide of their own: a definition, a striking number, a subject."""

from __future__ import annotations

import re

from fabula.media.prose.facts import Subject, count_in, meaning_of, subject_of
from fabula.media.prose.lexicon import Lexicon
from fabula.media.slides.visuals import Definition, Statement

_AUXILIARY = re.compile(
    r"is|are|was|were|has|have|had|can|could|may|might|must|shall|should|will|would|does|do"
)
# A name never begins so: an order, or what stands before the subject.
_OPENS = re.compile(r"(?i)(?:please|by|in|on|at|for|from|with|without|to|as|after|before|under)\b")


def definition(sentence: str, lexicon: Lexicon) -> Definition | None:
    """X is a Y that … -> the term X and what it means."""
    found = meaning_of(sentence, lexicon)
    return Definition(found.term, found.means) if found else None


def striking(sentence: str, lexicon: Lexicon) -> Statement | None:
    """A number with its unit, large, and the clause that says what it counts."""
    found = count_in(sentence, lexicon)
    return Statement(found.number, found.clause) if found else None


def headline(sentence: str, lexicon: Lexicon) -> Statement | None:
    """What a sentence is about, large, and the rest of the sentence below: nothing is left out."""
    found = subject(sentence, lexicon)
    return Statement(found.name, found.says) if found else None


def subject(sentence: str, lexicon: Lexicon) -> Subject | None:
    """What a sentence is about and what it says of it, where subject and verb agree."""
    found = subject_of(sentence, lexicon)
    return found if found and _agrees(found, lexicon) else None


def _agrees(told: Subject, lexicon: Lexicon) -> bool:
    """Whether the verb is one: "the bug fixes and …" has none, "please mark …" no subject."""
    name, says = told.name.split(), told.says.split()
    if name[-1].lower() in lexicon.vague:
        return False  # "some large sets": the noun is still to come
    if lexicon.language != "en" or _AUXILIARY.fullmatch(says[0]):
        return not _OPENS.match(told.name)
    plural = name[-1].endswith("s") and not name[-1].endswith("ss")
    agrees = says[0].endswith(("s", "ed")) != plural
    return agrees and says[1] not in ("and", "or") and not _OPENS.match(told.name)
