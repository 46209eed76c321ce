"""Sound at another rate: two voices may speak at two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import av

from fabula.media.sound import Sound, Spoken


def resampled(sound: Sound, rate: int) -> Sound:
    """The same sound at another rate, in Hz."""
    if sound.rate == rate or not sound.samples:
        return replace(sound, rate=rate)
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(sound.samples) // 2)
    frame.planes[0].update(sound.samples)
    frame.sample_rate = sound.rate
    resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return Sound(b"".join(bytes(one.planes[0])[: 2 * one.samples] for one in frames), rate)


def at_one_rate(parts: Sequence[Spoken]) -> list[Spoken]:
    """Texts that several voices read, all at the highest rate of them: nothing is lost of any."""
    rate = max((part.sound.rate for part in parts), default=0)
    return [replace(part, sound=resampled(part.sound, rate)) for part in parts]
