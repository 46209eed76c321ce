"""Sound at another rate lasts as long, and sounds the same."""

from __future__ import annotations

import math
from array import array
from itertools import pairwise

from fabula.media.resampling import at_one_rate, resampled
from fabula.media.sound import Sound, Spoken, Word, join_spoken


def tone(rate: int, seconds: float = 0.5) -> Sound:
    """A pure tone of 440 Hz."""
    count = round(rate * seconds)
    samples = [round(9000 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(count)]
    return Sound(array("h", samples).tobytes(), rate)


def crossings(sound: Sound) -> int:
    """How often it goes through zero upwards: cycles, for a pure tone."""
    samples = array("h", sound.samples)
    return sum(a < 0 <= b for a, b in pairwise(samples))


def test_tone_keeps_its_length_and_pitch() -> None:
    """From 22,050 to 24,000 Hz and back."""
    up = resampled(tone(22_050), 24_000)
    down = resampled(up, 22_050)

    assert (up.rate, down.rate) == (24_000, 22_050)
    assert abs(up.seconds - 0.5) < 0.002
    assert abs(crossings(up) - 220) <= 2
    assert abs(crossings(down) - 220) <= 2
    assert resampled(Sound(b"", 8000), 24_000) == Sound(b"", 24_000)


def test_two_voices_are_joined() -> None:
    """What a stand-in read stands beside what the first choice read; words keep their times."""
    parts = [Spoken(tone(rate), (Word("la", 0.1, 0.4),)) for rate in (22_050, 24_000)]
    joined = join_spoken(at_one_rate(parts), 0.25)

    assert joined.sound.rate == 24_000
    assert abs(joined.sound.seconds - 1.25) < 0.01
    assert [round(word.start, 2) for word in joined.words] == [0.1, 0.85]
