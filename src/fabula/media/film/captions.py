"""Captions: what is said, cut into cues that can be read, and written as SRT or WebVTT.

The rules are those of the trade (Netflix Timed Text Style Guide, BBC Subtitle Guidelines): at most
two lines of 42 characters, one to seven seconds, about 17 characters a second, lines that break
where the sentence does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import pairwise

from fabula.media.sound import Word

_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", "۔", "।")  # noqa: RUF001
_CLAUSE_END = (",", ";", ":", "—", "–", "，", "、", "；", "：", "،")  # noqa: RUF001
_CLOSING = "\"'”’»)]}"  # noqa: RUF001
# A line should not end with a word that leans on the next one.
_LEANING_WORDS = """
a an the of to in on at by for from with and or but as if that than is are was were be our its
der die das ein eine und oder mit von zu im le la les un une des de du et ou el los las en y o
"""
_LEANING = frozenset(_LEANING_WORDS.split())


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption: when it is shown, in seconds, its text (lines parted by newlines) and words."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()

    @property
    def reading_speed(self) -> float:
        """Characters to be read in a second."""
        return width_of(self.text.replace("\n", " ")) / max(self.end - self.start, 0.001)


@dataclass(frozen=True, slots=True)
class CaptionRules:
    """What a reader can follow.

    Args:
        columns: Most characters in a line; a Chinese or Japanese one counts as two.
        lines: Most lines in a cue.
        shortest: Shortest time on screen, in seconds, where the speech leaves it.
        longest: Longest time on screen, in seconds.
        speed: Most characters to read in a second, where the speech leaves it.
        gap: Time between two cues, in seconds (two frames at 30 a second).
        linger: How long a cue may stay after its last word if nothing follows, in seconds.
    """

    columns: int = 42
    lines: int = 2
    shortest: float = 1.0
    longest: float = 7.0
    speed: float = 17.0
    gap: float = 2 / 30
    linger: float = 1.5


def rules_for(width: int, height: int, fps: int = 30) -> CaptionRules:
    """The rules for a picture of a size in pixels: narrow pictures hold shorter lines."""
    columns = 42 if width > height else 30 if width == height else 24
    return CaptionRules(columns=columns, gap=2 / fps)


def width_of(text: str) -> int:
    """Columns that a text takes: two for a full-width character, none for a combining one."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


def cues(words: Sequence[Word], rules: CaptionRules | None = None) -> tuple[Cue, ...]:
    """Cut what is said into cues, at the best places for the reader.

    Args:
        words: In the order in which they are heard.
        rules: What a reader can follow.
    """
    rules = rules or CaptionRules()
    spoken = [word for word in words if word.text.strip()]
    groups = [spoken[first:last] for first, last in pairwise(_breaks(spoken, rules))]
    timed = [Cue(g[0].start, g[-1].end, _set_in_lines(g, rules), tuple(g)) for g in groups]
    return tuple(_unhurried(timed, rules))


def shifted(captions: Iterable[Cue], seconds: float) -> tuple[Cue, ...]:
    """The cues, so much later."""
    return tuple(
        Cue(
            cue.start + seconds,
            cue.end + seconds,
            cue.text,
            tuple(replace(w, start=w.start + seconds, end=w.end + seconds) for w in cue.words),
        )
        for cue in captions
    )


def srt(captions: Iterable[Cue]) -> str:
    """The cues as a SubRip file."""
    return "".join(
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{cue.text}\n\n"
        for number, cue in enumerate(captions, start=1)
    )


def vtt(captions: Iterable[Cue]) -> str:
    """The cues as a WebVTT file (W3C)."""
    return "WEBVTT\n\n" + "".join(
        f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{escape(cue.text, quote=False)}\n\n"
        for cue in captions
    )


def _clock(seconds: float, point: str) -> str:
    """A time: 3723.5 gives "01:02:03.500"."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"


def _breaks(words: Sequence[Word], rules: CaptionRules) -> list[int]:
    """Where cues begin and end, as indexes into the words: the cheapest of all cuts."""
    best = [(0.0, 0)] + [(float("inf"), 0)] * len(words)
    for last in range(1, len(words) + 1):
        for first in range(last - 1, -1, -1):
            group = words[first:last]
            if len(group) > 1 and not _readable(group, rules):
                break
            cost = best[first][0] + _cost(group, rules)
            if cost < best[last][0]:
                best[last] = (cost, first)
    breaks, at = [], len(words)
    while at:
        breaks.append(at)
        at = best[at][1]
    return [0, *reversed(breaks)]


def _readable(group: Sequence[Word], rules: CaptionRules) -> bool:
    """Whether some words can stand on screen together."""
    if group[-1].end - group[0].start > rules.longest:
        return False
    # A pause of more than a second is a new thought, and an empty screen is right.
    if any(after.start - before.end > 1.0 for before, after in pairwise(group)):
        return False
    return _layout(tuple(word.text for word in group), rules.columns, rules.lines) is not None


def _cost(group: Sequence[Word], rules: CaptionRules) -> float:
    """How badly some words make a cue; the constants were set by reading the results."""
    seconds = max(group[-1].end - group[0].start, 0.001)
    letters = width_of(_joined([word.text for word in group]))
    hurry = max(0.0, letters / seconds - rules.speed)
    brief = max(0.0, rules.shortest - seconds)
    # A sentence that ends inside a cue leaves the start of the next one dangling.
    inside = sum(_rest(word.text) == 0 for word in group[:-1])
    return 4 + _rest(group[-1].text) + 2 * hurry + 8 * brief + 5 * inside


def _rest(word: str) -> float:
    """How bad it is to stop after a word: 0 after a sentence, 2 after a clause, 10 elsewhere."""
    bare = word.rstrip(_CLOSING)
    if bare.endswith(_SENTENCE_END):
        return 0
    if bare.endswith(_CLAUSE_END):
        return 2
    return 14 if bare.lower() in _LEANING else 10


def _joined(words: Sequence[str]) -> str:
    """The words as a text; Chinese and Japanese ones stand without spaces."""
    text = ""
    for word in words:
        tight = text and _wide(text[-1]) and _wide(word[0])
        text += word if tight or not text else f" {word}"
    return text


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


@cache
def _layout(words: tuple[str, ...], columns: int, lines: int) -> tuple[str, ...] | None:
    """The words in as few lines as hold them, broken well and balanced; None if too many."""
    whole = _joined(words)
    if width_of(whole) <= columns:
        return (whole,)
    if lines == 1:
        return None
    best: tuple[float, tuple[str, ...]] | None = None
    for cut in range(1, len(words)):
        upper = _joined(words[:cut])
        if width_of(upper) > columns:
            break
        lower = _layout(words[cut:], columns, lines - 1)
        if lower is None:
            continue
        uneven = abs(width_of(upper) - max(width_of(line) for line in lower))
        cost = uneven + 1.5 * _rest(words[cut - 1])
        if best is None or cost < best[0]:
            best = (cost, (upper, *lower))
    return best[1] if best else None


def _set_in_lines(group: Sequence[Word], rules: CaptionRules) -> str:
    texts = tuple(word.text for word in group)
    return "\n".join(_layout(texts, rules.columns, rules.lines) or (_joined(texts),))


def _unhurried(timed: list[Cue], rules: CaptionRules) -> Iterable[Cue]:
    """The cues with as much time after their last word as reading needs and the next one leaves."""
    for index, cue in enumerate(timed):
        needed = max(rules.shortest, width_of(cue.text) / rules.speed)
        end = max(cue.end, min(cue.start + needed, cue.end + rules.linger))
        end = min(end, cue.start + rules.longest)
        if index + 1 < len(timed):
            end = min(end, timed[index + 1].start - rules.gap)
        yield replace(cue, end=max(end, cue.start + 0.001))
