"""Sound out of what speech servers send: WAV, also with an unfinished header, or bare PCM."""

from __future__ import annotations

import struct
import sys
from array import array

from fabula.errors import AnswerDamaged, BadAnswer
from fabula.media.sound import Sound

_PCM, _EXTENSIBLE = 1, 0xFFFE
_UNTOLD = 0x7F000000
"""From here on a size is none: a server that streams writes the largest that it can, or 0."""
_OTHERS = {b"ID3": "MP3", b"\xff\xfb": "MP3", b"\xff\xf3": "MP3", b"OggS": "Ogg", b"fLaC": "FLAC"}


def read_sound(content: bytes, *, pcm_rate: int) -> Sound:
    """The sound in a file; several channels become one.

    Args:
        content: A RIFF WAVE file with 16-bit samples, or bare 16-bit little-endian mono samples.
        pcm_rate: Rate of bare samples, in Hz.

    Raises:
        AnswerDamaged: It breaks off before the end that it tells.
        BadAnswer: It is neither.
    """
    if content[:4] != b"RIFF":
        for start, name in _OTHERS.items():
            if content.startswith(start):
                raise BadAnswer(f"The server sent {name} where WAV was asked for.")
        return Sound(content[: len(content) // 2 * 2], pcm_rate)
    form, samples = _chunks(content)
    if len(form) < 16:
        raise AnswerDamaged("The server sent a WAV file without a format.")
    code, channels, rate, _, _, bits = struct.unpack("<HHIIHH", form[:16])
    if code not in {_PCM, _EXTENSIBLE} or bits != 16 or not 1 <= channels <= 8:
        raise BadAnswer(f"The server sent WAV of a kind not read here (code {code}, {bits} bits).")
    if not 4000 <= rate <= 192_000:
        raise BadAnswer(f"The server sent WAV with {rate} samples a second.")
    whole = len(samples) // (2 * channels) * 2 * channels
    return Sound(_mono(samples[:whole], channels), rate)


def _chunks(content: bytes) -> tuple[bytes, bytes]:
    """The format and the samples."""
    form = b""
    place = 12
    while place + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, place)
        place += 8
        if name == b"data":
            if size == 0 or size >= _UNTOLD:
                return form, content[place:]
            if place + size > len(content):
                raise AnswerDamaged("The server sent a WAV file that breaks off.")
            return form, content[place : place + size]
        if name == b"fmt ":
            form = content[place : place + size]
        place += size + size % 2
    raise AnswerDamaged("The server sent a WAV file without samples.")


def _mono(samples: bytes, channels: int) -> bytes:
    if channels == 1:
        return samples
    mixed = array("h", samples)
    if sys.byteorder == "big":
        mixed.byteswap()
    sums = (sum(mixed[i : i + channels]) // channels for i in range(0, len(mixed), channels))
    made = array("h", sums)
    if sys.byteorder == "big":
        made.byteswap()
    return made.tobytes()
