"""Short phrases for slides, cut out of sentences at places where grammar allows; key words."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from fabula.media.prose.clauses import brief
from fabula.media.prose.phrases import key_phrases
from fabula.media.prose.words import has_verb, stem, words
from fabula.media.speakable import readable
from fabula.productions.video.offline.phrasebook import Phrasebook

MOST = 11  # words in a point
_SMALL = 4  # letters of a word that hardly says anything
SHORT = 9  # words in a good one


def point(sentence: str, book: Phrasebook, most: int = MOST) -> str:
    """The main clause of a sentence as a phrase for a slide; empty where no cut is safe.

    ```python
    point("By using caches, the engine avoids most of the work, which saves money.", english)
    # "The engine avoids most of the work"
    ```
    """
    short = brief(sentence, min(most, SHORT), book)
    return short or brief(sentence, most, book)


def points(
    sentences: Sequence[str], said: Sequence[str], book: Phrasebook, most: int = 4
) -> tuple[str, ...]:
    """Different points, none of which repeats a spoken sentence whole."""
    whole = {_plain(line) for line in said}
    each = [[_unlike(sentence, whole, book), *further(sentence, book)] for sentence in sentences]
    room = max(1, most // max(1, len(each)))
    found: list[str] = []
    for phrases in each:
        mine = 0
        for phrase in phrases:
            if mine < room + (len(each) == 1) and _fresh(phrase, found, whole, book):
                found.append(phrase)
                mine += 1
    return tuple(found[:most])


def _unlike(sentence: str, whole: set[str], book: Phrasebook) -> str:
    """The point of a sentence; a shorter one where it would repeat what is spoken."""
    phrase = point(sentence, book)
    return brief(sentence, len(phrase.split()) - 1, book) if _plain(phrase) in whole else phrase


def distinct(phrases: Iterable[str], book: Phrasebook) -> tuple[str, ...]:
    """Phrases of two telling words or more, none of which says what another says."""
    found: list[str] = []
    for phrase in phrases:
        if _fresh(phrase, found, set(), book):
            found.append(phrase)
    return tuple(found)


def _fresh(phrase: str, found: Sequence[str], whole: set[str], book: Phrasebook) -> bool:
    """Whether a phrase says something, and something that no other says."""
    bag = _stems(phrase, book)
    torn = phrase.endswith(("-", "–", "—")) or (book.language == "en" and _LOOSE.match(phrase))
    if torn or len(bag) < 2 or _plain(phrase) in whole:
        return False
    return all(len(bag & _stems(other, book)) <= 0.5 * len(bag) for other in found)


def stressed(
    sentence: str, around: Sequence[str], heading: str, book: Phrasebook
) -> tuple[str, ...]:
    """The words to bring out: a number, a new term, or what all is about and no heading says."""
    marked = book.counted.search(sentence) or _TERM.search(sentence)
    if marked:
        return (marked[1],)
    about = Counter(stem for text in around for stem in _stems(text, book))
    known, low = _stems(heading, book), sentence.lower()
    own = key_phrases([sentence], book, most=8, least=1)
    places = [(low.find(p.lower()), p) for p in own if not _stems(p, book) <= known]
    found = [sentence[at : at + len(phrase)] for at, phrase in places if at >= 0]
    found = found or [run for run in _runs(sentence, book) if not _stems(run, book) <= known]
    best = max(
        found, key=lambda p: (sum(about[stem] for stem in _stems(p, book)), len(p)), default=""
    )
    return (best,) if best else ()


def _runs(sentence: str, book: Phrasebook) -> Iterator[str]:
    """What stands between the small words and the verbs of a sentence: no more than three words."""
    run: list[str] = []
    for word, gap in re.findall(r"([\w’'-]+)(\W*)", sentence):
        low = word.lower()
        if len(low) > _SMALL and low not in book.stop | book.verbs | book.vague and low.isalpha():
            run.append(word)
            if gap == " ":
                continue
        if run and not _NO_NOUN.search(run[-1]):
            yield " ".join(run[-3:])
        run = []


_NO_NOUN = re.compile(r"(?:ly|ways|ed|ing|ant|ive|ous|ful|ble|al)$")


# What stands before a main clause, and no main clause behind it.
_LOOSE = re.compile(r"(?:For|With|Without|In|On|At|By|From)\b[^,]*$")
_TERM = re.compile(r"[“\"]([^“”\"]{3,30})[”\"]")


def further(sentence: str, book: Phrasebook) -> list[str]:
    """What a sentence says besides its main clause: "… that supports X and generates Y"."""
    if not book.verbs:
        return []
    parts = re.sub(r"\s?\([^()]*\)|[“”\"«»]", "", readable(sentence)).rstrip(" .").split()
    found = []
    for at in range(3, len(parts) - 2):
        opens, verb = parts[at - 1].lower(), parts[at].lower()
        clause = opens in ("that", "which", "and") or opens.endswith(",")
        if not (clause and len(verb) > 3 and verb.endswith("s") and verb in book.verbs):
            continue
        before = " ".join(parts[: at - 1])
        if book.negation.search(before) or not has_verb(before, book):
            continue
        phrase = brief(" ".join(parts[at:]), MOST, book)
        if phrase:
            found.append(phrase)
    return found


def _plain(text: str) -> str:
    return " ".join(words(text))


def _stems(text: str, book: Phrasebook) -> set[str]:
    return {stem(word, book.language) for word in words(text) if word not in book.stop}
