"""Sound as every room passes it on: mono 16-bit samples and what is said when."""

from __future__ import annotations

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
