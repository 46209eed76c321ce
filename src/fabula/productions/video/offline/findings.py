"""Single sentences worth a slide of their own: a definition, a striking number, a subject."""

from __future__ import annotations

from fabula.media.prose.facts import count_in, meaning_of, subject_of
from fabula.media.prose.lexicon import Lexicon
from fabula.media.slides.visuals import Definition, Statement


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
    found = subject_of(sentence, lexicon)
    return Statement(found.name, found.says) if found else None
