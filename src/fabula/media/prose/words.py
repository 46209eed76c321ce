"""Words, stems and likeness of sentences; of Chinese and Japanese, pairs of signs are words."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
import unicodedata

from fabula.media.prose.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_][\w’'-]*[^\W_]|[^\W\d_]")
_SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SIGNS_A_WORD = 2  # Chinese words are one to three signs long, most of them two
_ENDINGS = {
    "en": "ations ation ings ing edly ies ied iness ness ments ment ers er ed es ly al s e y",
    "de": "ungen ung heiten heit keiten keit ischen ische isch lichen liche lich en er es em e n s",
    "fr": "ations ation ements ement euses euse eurs eur iques ique ées ée és er es ent e s",
    "es": "aciones ación mente idades idad adores ador icas icos ica ico ados ado as os es a o s",
}


def words(text: str) -> list[str]:
    """The words of a text, in small letters, digits left out."""
    found = _WORD.findall(text.lower())
    if not _SIGNS.search(text):
        return found
    return [pair for word in found for pair in _pairs(word)]


def _pairs(word: str) -> list[str]:
    """A run of signs as pairs that overlap, which match wherever the words in it begin."""
    if not _SIGNS.search(word):
        return [word]
    return [word[at : at + _SIGNS_A_WORD] for at in range(max(1, len(word) - 1))]


def length(text: str) -> int:
    """How many words a text has; two signs that need no spaces count as one."""
    signs = len(_SIGNS.findall(text))
    return len(_SIGNS.sub(" ", text).split() if signs else text.split()) + signs // _SIGNS_A_WORD


def stem(word: str, language: str) -> str:
    """A word without a common ending, at least four letters of it."""
    word = word.replace("’", "'").removesuffix("'s")
    for ending in _ENDINGS.get(language, "").split():
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def stems(text: str, lexicon: Lexicon) -> list[str]:
    """The stems of the words that carry the topic, in order."""
    return [
        stem(word, lexicon.language)
        for word in words(unicodedata.normalize("NFC", text))
        if word not in lexicon.stop and (len(word) > 2 or _SIGNS.match(word))
    ]


def has_verb(text: str, lexicon: Lexicon) -> bool:
    """Whether a text says something rather than names it; always, where we know no verbs."""
    found = words(text)
    return not lexicon.verbs or any(
        word in lexicon.verbs and before not in lexicon.before_noun
        for before, word in zip(["", *found], found, strict=False)
    )


def tells(clause: str, lexicon: Lexicon) -> bool:
    """Whether a clause has a verb that agrees with what stands before it; English only.

    "The mill grinds" and "they grind" tell something, "a mill that they" and "users guides" do not.
    """
    if lexicon.language != "en":
        return has_verb(clause, lexicon)
    found = words(clause)
    return bool(_FINITE.search(clause)) or any(
        word in lexicon.verbs
        and before not in lexicon.before_noun
        and (word.endswith(_INFLECTED) or word in lexicon.unchanged or _PLURAL.fullmatch(before))
        for before, word in zip(["", *found], found, strict=False)
    )


_INFLECTED = ("s", "ed")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|could|may|might|must|shall|should|will|would|do|does|"
    r"did|cannot|isn[’']t|aren[’']t|don[’']t|doesn[’']t)\b"
)
_PLURAL = re.compile(r"\w*[^s]s|they|we|you|i|who|and|people|data|to")


def within(name: str, lexicon: Lexicon) -> str:
    """A heading or an item as it is written inside a sentence; acronyms keep their capitals."""
    first = name.split(" ", maxsplit=1)[0]
    small = first.lower() in lexicon.stop
    plain = small or (first[1:].islower() and not re.search(r" [A-Z]", name))
    if lexicon.language not in ("en", "fr", "es") or not plain:
        return name
    return name[0].lower() + name[1:]


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Share of the smaller set of stems that is in the other, 0 to 1."""
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0
