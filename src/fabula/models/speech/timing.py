"""When each word of a text is heard in a sound; pure functions, no numpy."""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from fabula.errors import AnswerEmpty
from fabula.media.sound import Sound, Spoken, Word, silence

LEAD_SECONDS = 0.05
"""Silence before the first sound of every utterance."""
TAIL_SECONDS = 0.1
"""Silence after the last."""

_QUIET = 100
"""A sample up to this is silence: -50 dB below full scale, under the floor of any clean voice."""
_PAUSE_SECONDS = 0.03
"""A shorter silence belongs to the word: the closure of a t or k."""
_FARTHEST = 40
"""Letters that a server may have read in its own words before it is back at the text."""


def trim(sound: Sound) -> Sound:
    """The sound with exactly `LEAD_SECONDS` of silence before it and `TAIL_SECONDS` after."""
    start, end = heard(sound)
    lead, tail = silence(LEAD_SECONDS, sound.rate), silence(TAIL_SECONDS, sound.rate)
    return Sound(lead.samples + sound.samples[2 * start : 2 * end] + tail.samples, sound.rate)


def heard(sound: Sound) -> tuple[int, int]:
    """The first sample that can be heard and the one after the last; (0, 0) if none can."""
    samples = _samples(sound)
    start = next((i for i, sample in enumerate(samples) if abs(sample) > _QUIET), 0)
    return start, _end_of_sound(samples, start, len(samples))


def audible(sound: Sound, text: str, who: str) -> Sound:
    """The sound, if there is anything to hear of the text in it.

    Raises:
        AnswerEmpty: There is not; `who` sent it.
    """
    if heard(sound) == (0, 0):
        raise AnswerEmpty(f"{who} sent no sound for {text!r:.60}.")
    return sound


def place_words(text: str, marks: Iterable[tuple[int, float]], sound: Sound) -> Spoken:
    """The sound trimmed, with every word of the text at the time when its mark says it starts.

    Words are what blanks divide, as written: "(40%)." is one. A word without a mark of its own
    ("of the" is spoken as one) shares the time of the word before it by its letters; one with
    nothing to say ("-") has no length.

    Args:
        text: What is said.
        marks: Places in the text, in characters from 0, and when they are spoken, in seconds from
            the start of the sound.
        sound: The text read aloud.
    """
    words = list(re.finditer(r"\S+", text))
    firsts = _first_marks(words, marks)
    samples = _samples(sound)
    start, end = heard(sound)
    shift = LEAD_SECONDS - start / sound.rate
    placed: list[Word] = []
    for group, begin, until in _groups(words, firsts, start / sound.rate, end / sound.rate):
        first, last = round(begin * sound.rate), round(until * sound.rate)
        stop = _end_of_sound(samples, first, last) / sound.rate
        stop = stop if until - stop >= _PAUSE_SECONDS else until
        shares = [(word, _letters(word), 0) for word in group]
        placed += _share(shares, begin + shift, stop + shift)
    return Spoken(trim(sound), tuple(placed))


def find_marks(text: str, pieces: Iterable[tuple[str, float]]) -> list[tuple[int, float]]:
    """Marks for `place_words` from pieces of a text and the time at which each is heard.

    A server may have read "3.50" as "three fifty": a piece that is not found is passed over.

    ```python
    find_marks("Sail on.", [("Sail", 0.0), ("on", 0.4)]) == [(0, 0.0), (5, 0.4)]
    ```
    """
    low, place = text.lower(), 0
    marks: list[tuple[int, float]] = []
    for piece, seconds in pieces:
        wanted = piece.strip().lower()
        found = low.find(wanted, place, place + len(wanted) + _FARTHEST) if wanted else -1
        if found >= 0:
            marks.append((found, seconds))
            place = found + len(wanted)
    return marks


def estimate_words(text: str, sound: Sound) -> Spoken:
    """The sound trimmed, with every word of the text at the time that its syllables suggest.

    For models that do not say when a word is spoken. Off by a few tenths of a second in a sentence
    of twenty words; exact at its start and end.
    """
    trimmed = trim(sound)
    shares = [(word, _syllables(word), _pause(word)) for word in text.split()]
    end = max(LEAD_SECONDS, trimmed.seconds - TAIL_SECONDS)
    return Spoken(trimmed, tuple(_share(shares, LEAD_SECONDS, end)), timed=False)


def _first_marks(
    words: Sequence[re.Match[str]], marks: Iterable[tuple[int, float]]
) -> dict[int, float]:
    """When the first mark of each word is heard, by the word's index; never going back in time."""
    ends = [word.end() for word in words]
    firsts: dict[int, float] = {}
    latest = 0.0
    for position, seconds in marks:
        # A place on a blank counts for the word after it: eSpeak NG is sometimes one too low.
        index = bisect_right(ends, position)
        if index < len(words) and index not in firsts and index >= max(firsts, default=0):
            latest = max(latest, seconds)
            firsts[index] = latest
    return firsts


def _groups(
    words: Sequence[re.Match[str]], firsts: dict[int, float], start: float, end: float
) -> Iterable[tuple[list[str], float, float]]:
    """Words that share a mark, when they start, and when the next ones do."""
    indexes = [index for index in firsts if index > 0]
    borders = [0, *indexes, len(words)]
    times = [start, *(min(max(firsts[index], start), end) for index in indexes), end]
    for i, (low, high) in enumerate(pairwise(borders)):
        yield [word.group() for word in words[low:high]], times[i], times[i + 1]


def _share(words: Sequence[tuple[str, float, float]], start: float, end: float) -> Iterable[Word]:
    """Words in a stretch of time, by how long each sounds and pauses after."""
    if words and not any(sounds for _, sounds, _ in words):
        words = [(text, 1, 0) for text, _, _ in words]
    total = sum(sounds + pauses for _, sounds, pauses in words)
    total -= words[-1][2] if words else 0
    pace = (end - start) / total if total else 0.0
    now = start
    for text, sounds, pauses in words:
        until = min(now + sounds * pace, end)
        yield Word(text, now, until)
        now = min(until + pauses * pace, end)


def _samples(sound: Sound) -> array[int]:
    samples = array("h", sound.samples)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _end_of_sound(samples: array[int], start: int, end: int) -> int:
    """The index after the last sample of a stretch that can be heard; `start` if none can."""
    end = min(end, len(samples))
    while end > start and abs(samples[end - 1]) <= _QUIET:
        end -= 1
    return end


def _letters(word: str) -> int:
    return sum(character.isalnum() for character in word)


_VOWELS = re.compile("[aeiouyæøœ]+")


def _syllables(word: str) -> float:
    """Groups of vowels, or half the letters in other alphabets; a digit is one and a half."""
    digits = sum(character.isdigit() for character in word)
    plain = unicodedata.normalize("NFD", word.lower())
    groups = len(_VOWELS.findall("".join(c for c in plain if not unicodedata.combining(c))))
    return groups + 1.5 * digits or _letters(word) / 2


def _pause(word: str) -> float:
    """How long a voice rests after a word, in syllables."""
    stop = word.rstrip("\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}»)]")[-1:]
    return 2.0 if stop in {".", "!", "?", ":"} else 1.0 if stop in {",", ";"} else 0.0
