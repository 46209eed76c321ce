"""Sound as every room passes it on: mono 16-bit samples and what is said when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono sound.

    Args:
        samples: Signed 16-bit little-endian samples.
        rate: Samples a second, in Hz.
    """

    samples: bytes
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / 2 / self.rate


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word: as it is written in the text, and when it is heard, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text read aloud; `timed` says whether the words' times were measured or estimated."""

    sound: Sound
    words: tuple[Word, ...]
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said in a sound.

    Args:
        text: All of it.
        words: Each word and when it is heard; empty if the model does not tell.
        language: BCP 47 tag, or the name that the model gives it; empty if it does not tell.
    """

    text: str
    words: tuple[Word, ...] = ()
    language: str = ""


def silence(seconds: float, rate: int) -> Sound:
    """Nothing to hear, for a time."""
    return Sound(bytes(2 * round(seconds * rate)), rate)


def join_spoken(parts: Sequence[Spoken], gap: float) -> Spoken:
    """Several texts read one after the other, with a pause between.

    Args:
        parts: At least one, all at the same rate.
        gap: Length of each pause, in seconds.

    Raises:
        ValueError: The rates differ.
    """
    rate = parts[0].sound.rate
    if any(part.sound.rate != rate for part in parts):
        raise ValueError("sounds of different rates cannot be joined")
    pause = silence(gap, rate).samples
    samples, words = bytearray(), list[Word]()
    for part in parts:
        if samples:
            samples += pause
        start = len(samples) / 2 / rate
        samples += part.sound.samples
        words += [Word(w.text, start + w.start, start + w.end) for w in part.words]
    timed = all(part.timed for part in parts)
    return Spoken(Sound(bytes(samples), rate), tuple(words), timed)
