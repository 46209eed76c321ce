"""Speech of a simulated model: a tone for each word, in a WAV file that says its own text."""

from __future__ import annotations

import io
import math
import re
import struct
import sys
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from fabula.media.sound import Sound

if TYPE_CHECKING:
    from av import AudioStream

RATE = 24_000
LETTERS_A_SECOND = 15.0
_GAP_LETTERS, _STOP_LETTERS = 1, 5
_LOUD = 8000
_PITCHES = (196.0, 220.0, 246.9, 293.7, 329.6)
"""Hertz: five tones that go together in any order."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of sound: what it is called, and how it is made of FFmpeg's parts."""

    media_type: str
    container: str
    codec: str


FORMATS = {
    "mp3": Format("audio/mpeg", "mp3", "libmp3lame"),
    "opus": Format("audio/opus", "ogg", "libopus"),
    "aac": Format("audio/aac", "adts", "aac"),
    "flac": Format("audio/flac", "flac", "flac"),
    "pcm": Format("audio/pcm", "s16le", "pcm_s16le"),
}
"""What OpenAI sends besides WAV."""


def encoded(sound: Sound, form: str) -> bytes:
    """A sound in a format of `FORMATS`, at `RATE`, or at 48 kHz as Opus wants it."""
    from av import AudioFrame
    from av import open as open_file

    how, out = FORMATS[form], io.BytesIO()
    frame = AudioFrame(format="s16", layout="mono", samples=len(sound.samples) // 2)
    frame.planes[0].update(sound.samples)
    frame.sample_rate = sound.rate
    with open_file(out, "w", format=how.container) as file:
        rate = 48_000 if form == "opus" else RATE
        stream = cast("AudioStream", file.add_stream(how.codec, rate=rate, layout="mono"))
        for part in (frame, None):
            file.mux(stream.encode(part))
    return out.getvalue()


def tones(text: str, speed: float = 1.0) -> Sound:
    """Each word a tone as long as it would take to say, at `RATE`.

    Args:
        text: What is said; about 15 letters a second.
        speed: 0.25 to 4.
    """
    made = [_silence(0.05)]
    for word in re.findall(r"\S+", text):
        length = len(word) / LETTERS_A_SECOND / speed
        made.append(_tone(_PITCHES[sum(map(ord, word)) % len(_PITCHES)], round(length, 2)))
        pause = _STOP_LETTERS if word[-1] in ".!?:;" else _GAP_LETTERS
        made.append(_silence(pause / LETTERS_A_SECOND / speed))
    return Sound(b"".join(made), RATE)


def wav(sound: Sound, text: str) -> bytes:
    """A WAV file; the text stands in it as a comment, so that it can be heard."""
    comment = text.encode() + b"\0" * (2 - len(text.encode()) % 2)
    said = b"INFOICMT" + struct.pack("<I", len(comment)) + comment
    form = struct.pack("<HHIIHH", 1, 1, sound.rate, sound.rate * 2, 2, 16)
    parts = ((b"fmt ", form), (b"data", sound.samples), (b"LIST", said))
    told = b"".join(name + struct.pack("<I", len(part)) + part for name, part in parts)
    return b"RIFF" + struct.pack("<I", len(told) + 4) + b"WAVE" + told


def comment_of(content: bytes) -> str:
    """What a WAV file of `wav` says; empty for any other."""
    place = content.rfind(b"INFOICMT")
    if place < 0 or not content.startswith(b"RIFF"):
        return ""
    (size,) = struct.unpack_from("<I", content, place + 8)
    return content[place + 12 : place + 12 + size].rstrip(b"\0").decode("utf-8", "replace")


def seconds_of(content: bytes) -> float:
    """How long a WAV file or bare samples last, by their size alone."""
    return max(0, len(content) - 44) / 2 / RATE


def _silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))


@lru_cache(maxsize=500)
def _tone(hertz: float, seconds: float) -> bytes:
    """A tone that swells and fades, so that it does not click."""
    steps = round(seconds * RATE)
    fade = max(1, min(steps // 3, RATE // 50))
    step = math.tau * hertz / RATE
    made = array(
        "h",
        (
            round(_LOUD * min(1, at / fade, (steps - at) / fade) * math.sin(at * step))
            for at in range(steps)
        ),
    )
    if sys.byteorder == "big":
        made.byteswap()
    return made.tobytes()
