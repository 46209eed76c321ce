"""Short phrases for slides, cut out of sentences at places where grammar allows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from fabula.media.speakable import readable
from fabula.productions.video.offline.language import stem, words
from fabula.productions.video.offline.phrasebook import Phrasebook
from fabula.productions.video.offline.rewriting import standing_alone

MOST = 9  # words in a point
_LEADING = re.compile(
    r"^(?:By|In|For|To|With|When|While|If|Although|Though|Since|Because|As|Using|Through|After|"
    r"Before|Despite|Given|Unlike|At|On|From|Under|Based on|Leveraging|Among|During|Within|Until|"
    r"Once|Without|Compared|Following|Building|According to)\b[^,]{3,110},\s+"
)
_REPORTING = re.compile(
    r"^(?:(?:the|these|their|our|both|all|most|several|many) )?(?:\w+ )?(?:authors?|they|we|paper|results?|"
    r"experiments?|findings?|study|studies|analysis|evaluation|data|figure|table)\s(?:\w+ly |also |then |further |clearly )?"
    r"(?:propose|present|introduce|describe|show|find|found|demonstrate|argue|report|suggest|indicate|"
    r"conclude|observe|develop|discuss|offer|provide|reveal|confirm|note|believe|hope)(?:s|d|ed|n)?\s(?:that\s|how\s)?",
    re.IGNORECASE,
)
_BOUNDARY = frozenset(
    "in on at by for with from into through using via within across during over under against "
    "without because while which that who where when if although since whereas and but or so "
    "after before unless until including such rather even both thereby thus".split()
)
_OPEN_END = frozenset(
    "a an the of to in on at by for from with as and or but nor is are was were be been being has have had do does "
    "did will would can could may might must shall should not no than that which who whom whose this "
    "these those its their our his her my your it they he she we you more most less such very only also both "
    "either neither between into using via able based due according compared relative including like "
    "allow allows enable enables shows show found find suggest suggests indicate indicates ensure ensures "
    "means mean so if when while because since there each every some any all many much few same other "
    "make makes made need needs aims aim seems seem appear appears called known used let lets help helps "
    "becomes become remains remain consists consist depends depend often usually typically generally "
    "mainly simply just even still already first new different various several own et al rather upon "
    "within without through during over under against across about around up out off down then".split()
)
_PRONOUN = re.compile(
    r"(?i)^(?:it|they|this|these|that|those|he|she|such|there|here|its|their|his|her|we|you|i|one|both|"
    r"which|who|and|but|or|so|then|also|not)\b"
)


def point(sentence: str, book: Phrasebook) -> str:
    """A phrase of 2 to 9 words that says the main thing of a sentence; empty where none is safe.

    ```python
    point("By using caches, the engine avoids most of the work, which saves money.", english)
    # "The engine avoids most of the work"
    ```
    """
    text = _bare(sentence, book)
    if not text or "?" in text:
        return ""
    parts = text.split()
    fits = [size for size in range(min(MOST, len(parts)), 1, -1) if _may_end(parts, size, book)]
    if not fits:
        return ""
    cut = " ".join(parts[: fits[0]]).strip(" ,;:-–—")
    if _PRONOUN.match(cut) and book.language == "en":
        return ""
    return cut[:1].upper() + cut[1:]


def _bare(sentence: str, book: Phrasebook) -> str:
    """The main clause, without brackets, openings and who reports it."""
    text = re.sub(r"\s?\([^()]*\)|\s?\[[^\[\]]*\]|[“”\"„«»()\[\]]", "", readable(sentence))
    text = standing_alone(re.split(r"(?<=[a-z\d])[.!?;](?:\s|$)", text)[0].strip(" ."), book)
    if book.language != "en":
        return text
    for pattern in (_LEADING, _REPORTING):
        shorter = pattern.sub("", text, count=1)
        if len(shorter.split()) >= 4:
            text = shorter
    return text


def _may_end(parts: Sequence[str], size: int, book: Phrasebook) -> bool:
    """Whether a phrase may end after so many words."""
    last = parts[size - 1]
    bare = last.strip(",;:.–—").lower()
    if not bare or bare in _OPEN_END or bare in book.stop:
        return False
    if size == len(parts):
        return True
    head = " ".join(parts[:size])
    following = parts[size].strip(",;:").lower()
    if last.endswith((";", ":", ",")) or following in ("–", "—", "-"):
        return size >= 4 and not _listing(parts, size)
    if book.language != "en" or size < 3:
        return False
    if following not in _BOUNDARY or _verb_waits(bare):
        return False
    if following in ("and", "or") and (
        "," in head or re.search(r"(?i)\b(?:both|between|either|neither)\b", head)
    ):
        return False
    return not re.search(r"(?i)\b(?:between|both|either|neither)\b(?!.*\b(?:and|or|nor)\b)", head)


def _listing(parts: Sequence[str], size: int) -> bool:
    """Whether a comma stands inside an enumeration: a cut there would look torn off."""
    rest = " ".join(parts[size : size + 8])
    return bool(re.match(r"[\w’'-]+(?: [\w’'-]+){0,3}(?:,| and| or)\b", rest)) and (
        parts[size].lower().strip(",") not in _BOUNDARY
    )


def _verb_waits(word: str) -> bool:
    """Whether a word probably wants its object or preposition: "relies" (on), "developed" (by)."""
    return bool(re.search(r"(?:ed|ing|ive|ous|ful|able|ible|ly|ize|ise)$", word)) and len(word) > 4


def points(
    sentences: Iterable[str], said: Sequence[str], book: Phrasebook, most: int = 4
) -> tuple[str, ...]:
    """Different points, none of which repeats a spoken sentence whole."""
    whole = {_plain(line) for line in said}
    found: list[str] = []
    for sentence in sentences:
        phrase = point(sentence, book)
        bag = {stem(word, book.language) for word in words(phrase)} - book.stop
        if len(bag) < 2 or _plain(phrase) in whole:
            continue
        if any(len(bag & _stems(other, book)) > 0.6 * len(bag) for other in found):
            continue
        found.append(phrase)
    return tuple(found[:most])


def _plain(text: str) -> str:
    return " ".join(words(text))


def _stems(text: str, book: Phrasebook) -> set[str]:
    return {stem(word, book.language) for word in words(text)}


def key_phrases(texts: Iterable[str], book: Phrasebook, most: int = 4) -> list[str]:
    """Runs of two or three telling words that come back, as written most often."""
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
    ranked = sorted(counts, key=lambda key: (-counts[key] * len(key.split()), key))
    found: list[str] = []
    for key in ranked:
        if not any(set(key.split()) & set(other.lower().split()) for other in found):
            found.append(written[key])
    return [phrase[:1].upper() + phrase[1:] for phrase in found[:most]]


def _telling(word: str, book: Phrasebook) -> bool:
    low = word.lower()
    if len(low) < 4 or low in book.stop or not low.replace("-", "").isalpha():
        return False
    return not (book.language == "en" and re.search(r"(?:ly|ed|ing|es)$", low) and word.islower())
