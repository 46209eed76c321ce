"""Short phrases for slides, cut out of sentences at places where grammar allows."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from fabula.media.speakable import readable
from fabula.productions.video.offline.language import has_verb, stem, words
from fabula.productions.video.offline.phrasebook import Phrasebook
from fabula.productions.video.offline.rewriting import standing_alone

MOST = 9  # words in a point
_SUBJECTS = frozenset(("the", "a", "an", "it", "they", "we", "this", "users", "you", "there"))


def point(sentence: str, book: Phrasebook, most: int = MOST) -> str:
    """A phrase of 3 to 9 words that says the main thing of a sentence; empty where none is safe.

    ```python
    point("By using caches, the engine avoids most of the work, which saves money.", english)
    # "The engine avoids most of the work"
    ```
    """
    text = _bare(sentence, book)
    parts = text.split()
    size = 0 if "?" in text else _end(parts, most, 2, book)
    cut = " ".join(parts[:size]).strip(" ,;:.-–—")
    if size < 3 or book.hanging.match(cut):
        return ""
    rest = " ".join(parts[size:])
    reported = book.reporting.match(standing_alone(readable(sentence), book))
    if has_verb(rest, book) and not reported and not has_verb(cut, book):
        return ""  # only the subject of the sentence
    return cut[:1].upper() + cut[1:]


def _bare(sentence: str, book: Phrasebook) -> str:
    """The main clause, without brackets, openings and who reports it."""
    text = re.sub(r"\s?\([^()]*\)|\s?\[[^\[\]]*\]|[“”\"„«»()\[\]]", "", readable(sentence))
    text = standing_alone(re.split(r";\s", text)[0].strip(" ."), book)
    if book.language != "en":
        return text
    text = re.sub(r"\b(?:also|further|furthermore|thus|therefore|then|however),? ", "", text)
    for pattern in (book.leading, book.reporting):
        shorter = pattern.sub("", text, count=1)
        if len(shorter.split()) >= 4:
            text = shorter
    return text


def _end(parts: Sequence[str], most: int, least: int, book: Phrasebook) -> int:
    """The best number of words to keep, 0 for none: long, and best before a new clause."""
    fits = [n for n in range(least, min(most, len(parts)) + 1) if _may_end(parts, n, book)]
    return max(fits, key=lambda n: n + 3 * _clause_ends(parts, n, book), default=0)


def _clause_ends(parts: Sequence[str], size: int, book: Phrasebook) -> bool:
    """Whether a whole clause ends here: the next word is a relative or "and" with a verb."""
    if size == len(parts):
        return True
    following = parts[size].lower()
    if following in ("that", "which", "who", "while", "because", "where", "whereas", "although"):
        return True
    after = parts[size + 1].lower() if size + 1 < len(parts) else ""
    return following in ("and", "but") and after.endswith("s") and after in book.verbs


def _may_end(parts: Sequence[str], size: int, book: Phrasebook) -> bool:
    """Whether a phrase may end after so many words."""
    head, last = " ".join(parts[:size]), parts[size - 1]
    bare = last.strip(",;:.–—").lower()
    if not bare or bare in book.open_end or bare in book.stop or book.pointing.search(head):
        return False
    if ": " in head:
        return False
    if size == len(parts):
        return True
    following = parts[size].strip(",;:").lower()
    if last.endswith((";", ":", ",")) or following in ("–", "—", "-"):
        going_on = following in book.boundary or following.endswith("ing") or following in _SUBJECTS
        return size >= 4 and going_on and has_verb(head, book) and not _listing(parts, size, book)
    long = size >= (3 if book.verbs else 5)
    return (
        long and following in book.boundary and not _verb_waits(bare) and _paired(head, following)
    )


def _paired(head: str, following: str) -> bool:
    """Whether a cut leaves "between" its second half and a list its last member."""
    if following in ("and", "or") and (
        ", " in head or not head.endswith("s") or _PAIR.search(head)
    ):
        return False
    return not re.search(rf"{_PAIR.pattern}(?!.*\b(?:and|or|nor)\b)", head)


_PAIR = re.compile(r"(?i:\b(?:both|between|either|neither)\b)")


def _listing(parts: Sequence[str], size: int, book: Phrasebook) -> bool:
    """Whether a comma stands inside an enumeration: a cut there would look torn off."""
    rest = " ".join(parts[size : size + 8])
    return bool(re.match(r"[\w’'-]+(?: [\w’'-]+){0,3}(?:,| and| or)\b", rest)) and (
        parts[size].lower().strip(",") not in book.boundary
    )


def _verb_waits(word: str) -> bool:
    """Whether a word probably wants its object or preposition: "relies" (on), "developed" (by)."""
    return bool(re.search(r"(?:ed|ing|ive|ous|ful|able|ible|ly|ize|ise)$", word)) and len(word) > 4


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
    if _plain(phrase) in whole:
        phrase = point(sentence, book, len(phrase.split()) - 1)
    return phrase


def _fresh(phrase: str, found: Sequence[str], whole: set[str], book: Phrasebook) -> bool:
    """Whether a phrase says something, and something that no other says."""
    bag = _stems(phrase, book)
    if len(bag) < 2 or _plain(phrase) in whole:
        return False
    return all(len(bag & _stems(other, book)) <= 0.5 * len(bag) for other in found)


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
        rest = parts[at:]
        size = _end(rest, MOST - 1, 3, book)
        if size and not {"such", "this", "these", "of", "and", "or"} & {
            w.lower() for w in rest[1:size][:2]
        }:
            phrase = " ".join(rest[:size]).strip(" ,;:.-–—")
            found.append(phrase[:1].upper() + phrase[1:])
    return found


def enumeration(sentence: str) -> tuple[str, ...]:
    """The members of a list inside a sentence: "such as a, b and c" -> A, B, C."""
    text = re.sub(r"\s?\([^()]*\)|[“”\"«»]", "", readable(sentence)).rstrip(" .")
    match = _LIST.search(text)
    if not match:
        return ()
    members = re.split(r",\s(?:and|or)\s|,\s|\s(?:and|or)\s", match[1])
    if (
        not 3 <= len(members) <= 6
        or sum(map(len, members)) < 7 * len(members)
        or any(len(member.split()) > 5 for member in members)
    ):
        return ()
    return tuple(member[:1].upper() + member[1:] for member in members)


_LIST = re.compile(
    r"(?:\b(?:including|includes?|such as|namely|consists? of|comprises?|contains?)|:)\s"
    r"((?:[\w’'/+ -]{3,40},\s){1,5}(?:(?:and|or)\s)[\w’'/+ -]{3,40}?)"
    r"(?=$|[.;—–]|\s-\s|\s(?:in|for|with|to|by|that|which|is|are)\b|,\s)"
)


def _plain(text: str) -> str:
    return " ".join(words(text))


def _stems(text: str, book: Phrasebook) -> set[str]:
    return {stem(word, book.language) for word in words(text) if word not in book.stop}


def key_phrases(texts: Iterable[str], book: Phrasebook, most: int = 4, least: int = 2) -> list[str]:
    """Runs of two or three telling words that come back at least so often, or are names."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for text in texts:
        for run in re.split(r"[^\w\s’'-]+", re.sub(r"\([^()]*\)", ",", readable(text))):
            tokens = run.split()
            for size in (3, 2):
                for start in range(len(tokens) - size + 1):
                    part = tokens[start : start + size]
                    if all(_telling(word, book) for word in part):
                        key = " ".join(stem(word.lower(), book.language) for word in part)
                        counts[key] += 1
                        written.setdefault(key, " ".join(part))
    ranked = sorted(
        (key for key in counts if counts[key] >= least or written[key].istitle()),
        key=lambda key: (-counts[key] * len(key.split()), key),
    )
    found: list[str] = []
    for key in ranked:
        if not any(set(key.split()) & set(other.lower().split()) for other in found):
            found.append(written[key])
    return [phrase[:1].upper() + phrase[1:] for phrase in found[:most]]


def _telling(word: str, book: Phrasebook) -> bool:
    low = word.lower()
    if len(low) < 4 or low in book.stop or not low.replace("-", "").isalpha():
        return False
    if book.language != "en" or not word.islower():
        return True
    return low not in book.verbs and not re.search(
        r"(?:ly|ed|ing|ant|ent|ive|ous|ful|ble|al)$", low
    )
