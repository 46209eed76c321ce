"""What a scene sets beside each other: two halves of a contrast, things of one kind, parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from fabula.media.prose.clauses import main_clause
from fabula.media.prose.facts import Subject, meaning_of
from fabula.media.prose.lexicon import Lexicon
from fabula.media.prose.words import length, stems, words
from fabula.media.slides.visuals import Bullets, Column
from fabula.media.speakable import readable
from fabula.productions.video.offline.cutting import Group
from fabula.productions.video.offline.findings import subject
from fabula.productions.video.offline.sentences import Candidate

_COLUMNS = 3
_NAME = 6  # words over a column
_TEXT = 18  # words below it
_ALL = 36  # words in all columns
_HEADING = 9  # words over a list
_MEMBER = 12  # words in a point
_CONTRAST = re.compile(r",?\s(?:while|whereas)\s")
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
# Where the members of "two parts: a case and a lid" can be told from each other, safest first.
_SPLITS = tuple(
    map(
        re.compile,
        (
            r";\s(?:and\s|or\s)?",
            r",?\s(?:and|or)\s(?=(?:an?|the)\s)|,\s(?=(?:an?|the)\s)",
            r",\s(?:and\s|or\s)?|\s(?:and|or)\s",
        ),
    )
)


def contrast(sentence: str, lexicon: Lexicon) -> tuple[Column, ...]:
    """The two sides of "X is fast, while Y is slow"; nothing where a side has no subject.

    ```python
    contrast("The mill grinds by day, whereas the bakery works at night.", english)
    # (Column("The mill", "grinds by day"), Column("The bakery", "works at night"))
    ```
    """
    halves = _CONTRAST.split(readable(sentence))
    if len(halves) != 2 or lexicon.language != "en":
        return ()
    return _columns((subject(half, lexicon) for half in halves), lexicon)


def alike(group: Group, near: Sequence[Candidate], lexicon: Lexicon) -> tuple[Column, ...]:
    """Things of one kind that are told one after another: "the basic form …, the long form …".

    One of them at least is said; the others may stand beside it unsaid.
    """
    said = {c.at for c in group}
    around = sorted([*group, *near], key=lambda c: c.at)
    pairs = [(c.at, _subject(c, lexicon)) for c in around]
    named = [(at, told, _kind(told, lexicon)) for at, told in pairs if told]
    for kind in dict.fromkeys(kind for at, _, kind in named if kind and at in said):
        same = [told for _, told, other in named if other == kind][:_COLUMNS]
        found = _columns(same, lexicon)
        if found:
            return found
    return ()


def subjects(group: Group, lexicon: Lexicon) -> tuple[Column, ...]:
    """What each sentence of a scene is about and what it says of it, if all have a subject."""
    return (
        _columns((_subject(c, lexicon) for c in group), lexicon) if len(group) <= _COLUMNS else ()
    )


def unfolded(sentence: str, title: str, lexicon: Lexicon) -> Bullets | None:
    """A sentence that lists after a colon, as a list: "It has two parts: a case and a lid"."""
    head, colon, rest = main_clause(sentence, lexicon).partition(": ")
    if not colon or ": " in rest or lexicon.pointing.search(head) or length(head) < 3:
        return None
    members = _members(rest, next((n for w, n in _NUMBERS.items() if w in words(head)), 0))
    if not members or max(map(length, members)) > _MEMBER:
        return None
    heading = head if length(head) <= _HEADING else title
    return Bullets(heading, tuple(member[:1].upper() + member[1:] for member in members))


def _members(text: str, count: int) -> list[str]:
    """The members of a list, as many as were announced, or three and more."""
    for split in _SPLITS:
        found = [part.strip(" .,;") for part in split.split(text)]
        fits = len(found) == count if count else 3 <= len(found) <= 5
        if fits and all(found):
            return found
    return []


def _subject(candidate: Candidate, lexicon: Lexicon) -> Subject | None:
    defined = meaning_of(candidate.written, lexicon)
    if defined:
        return Subject(defined.term, defined.means)
    return None if candidate.dangling else subject(candidate.written, lexicon)


def _kind(told: Subject, lexicon: Lexicon) -> str:
    """The noun that a name ends with, where it says which one: "the basic interface"."""
    found = stems(told.name, lexicon)
    return found[-1] if len(found) > 1 else ""


def _columns(found: Iterable[Subject | None], lexicon: Lexicon) -> tuple[Column, ...]:
    """The subjects as columns, if there are two or more, all different and short enough."""
    made = list(found)
    whole = [one for one in made if one]
    if len(whole) != len(made) or not 2 <= len(whole) <= _COLUMNS:
        return ()
    names = [frozenset(stems(one.name, lexicon)) for one in whole]
    if any(a <= b or b <= a for a, b in combinations(names, 2)):
        return ()  # one thing is not compared with itself
    if any(length(s.name) > _NAME or not 2 <= length(s.says) <= _TEXT for s in whole):
        return ()
    columns = tuple(Column(one.name, one.says.rstrip(".")) for one in whole)
    size = sum(length(column.name) + length(column.text) for column in columns)
    return columns if size <= _ALL else ()
