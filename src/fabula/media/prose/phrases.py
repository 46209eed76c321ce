"""The phrases of a text: what comes back in it, whom it names, what a sentence lists."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from fabula.media.prose.dates import calendar
from fabula.media.prose.lexicon import Lexicon
from fabula.media.prose.sentences import split
from fabula.media.prose.words import stem
from fabula.media.speakable import readable


def key_phrases(texts: Iterable[str], lexicon: Lexicon, most: int = 4, least: int = 2) -> list[str]:
    """Runs of two or three telling words that come back at least so often, or are names."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for text in texts:
        for part in _runs(text, lexicon):
            key = " ".join(stem(word.lower(), lexicon.language) for word in part)
            counts[key] += 1
            written.setdefault(key, " ".join(part))
    ranked = sorted(
        (key for key in counts if counts[key] >= least or written[key].istitle()),
        key=lambda key: (-counts[key] * len(key.split()), key),
    )
    found: list[str] = []
    for key in ranked:
        if not any(set(key.split()) & set(other.split()) for other in found):
            found.append(key)
    return [written[key][:1].upper() + written[key][1:] for key in found[:most]]


def _runs(text: str, lexicon: Lexicon) -> Iterator[list[str]]:
    """All runs of two or three telling words; of a longer name only the whole."""
    for run in re.split(r"[^\w\s’'-]+", re.sub(r"\([^()]*\)", ",", readable(text))):
        tokens = run.split()
        named: set[int] = set()
        for match in _LONG_NAME.finditer(run):
            start = len(run[: match.start()].split())
            named |= set(range(start, start + len(match[0].split())))
            yield match[0].split()
        for size in (3, 2):
            for start in range(len(tokens) - size + 1):
                part = tokens[start : start + size]
                inside = named & set(range(start, start + size))
                if not inside and all(_telling(word, lexicon) for word in part):
                    yield part


_LONG_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+){3,5}")


def names(texts: Iterable[str], lexicon: Lexicon, most: int = 12) -> list[str]:
    """Whom and what texts name, the most frequent first: "Count Waldstein", "Vienna".

    A name has its capital inside a sentence too. In German all nouns have one, so that only names
    of two words and more can be told there. Who is told by a part of a name is told by that part:
    "Ludwig van Beethoven" counts for "Beethoven".
    """
    counts = Counter(name for text in texts for name in _named(text, lexicon))
    for name in [name for name in counts if " " in name]:
        last = name.rsplit(" ", maxsplit=1)[-1]
        if counts[last] > counts[name]:
            counts[last] += counts.pop(name)
    return [name for name, _ in counts.most_common(most)]


def _named(text: str, lexicon: Lexicon) -> Iterator[str]:
    none = lexicon.stop | calendar(lexicon.language)
    for sentence in split(readable(text), lexicon):
        for match in _NAME.finditer(sentence.text):
            name = re.sub(r"['’]s$", "", match[0])
            if not any(map(str.isalnum, sentence.text[: match.start()])):
                # The capital may be that of the sentence: "Later Moor", "Madame von Breuning".
                name = re.sub(r"^\S+(?:\s[a-z]+)*\s?", "", name)
            alone = " " not in name and lexicon.language == "de"
            if name and not alone and name.split()[0].lower() not in none:
                yield name


_NAME = re.compile(
    r"\b[A-Z][\w’'-]*[a-zß-ÿ][\w’'-]*(?:\s(?:(?:of|von|van|de|da|del|der|the)\s){0,2}[A-Z][\w’'-]*[a-zß-ÿ]\b)*"
)


def _telling(word: str, lexicon: Lexicon) -> bool:
    low = word.lower()
    if (
        low in lexicon.vague
        or len(low) < 4
        or low in lexicon.stop
        or not low.replace("-", "").isalpha()
    ):
        return False
    if lexicon.language != "en" or not word.islower():
        return True
    return low not in lexicon.verbs and not re.search(
        r"(?:ly|ed|ing|ant|ent|ive|ous|ful|ble|al)$", low
    )


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
