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
_LONGEST_NAME = 4
"""Bytes by which a file says what it is."""


def read_sound(content: bytes, *, pcm_rate: int) -> Sound:
    """The sound in a file; several channels become one.

    Args:
        content: A RIFF WAVE file with 16-bit samples, or bare 16-bit little-endian mono samples.
        pcm_rate: Rate of bare samples, in Hz.

    Raises:
        AnswerDamaged: It breaks off before the end that it tells.
        BadAnswer: It is neither.
    """
    reader = SoundReader(pcm_rate=pcm_rate)
    sound = reader.feed(content)
    reader.end()
    return sound


class SoundReader:
    """Reads such a file while it comes, in pieces that are cut anywhere.

    Args:
        pcm_rate: Rate of bare samples, in Hz.
    """

    def __init__(self, *, pcm_rate: int) -> None:
        self._rate, self._channels = pcm_rate, 1
        self._rest, self._place = b"", 0
        self._form: bytes | None = None
        self._begun = False
        self._left: int | None = None

    def feed(self, piece: bytes) -> Sound:
        """The samples that end in this piece; none while the header is not whole.

        Raises:
            BadAnswer: It is no such file.
        """
        self._rest += piece
        if not self._begun and not self._begin():
            return Sound(b"", self._rate)
        size = len(self._rest) if self._left is None else min(len(self._rest), self._left)
        size -= size % (2 * self._channels)
        samples, self._rest = self._rest[:size], self._rest[size:]
        if self._left is not None:
            self._left -= size
        return Sound(_mono(samples, self._channels), self._rate)

    def end(self) -> None:
        """See that all of it has come.

        Raises:
            AnswerDamaged: It breaks off before the end that it tells, or has no samples.
        """
        if self._rest and not self._begun and not self._rest.startswith(b"RIFF"):
            # A sound of less than two samples has no name either.
            return
        if self._rest and not self._begun:
            raise AnswerDamaged("The server sent a WAV file without samples.")
        if self._left and self._left >= 2 * self._channels:
            raise AnswerDamaged("The server sent a WAV file that breaks off.")

    def _begin(self) -> bool:
        """Pass over the header; gives whether it is whole."""
        if len(self._rest) < _LONGEST_NAME:
            return False
        if self._rest.startswith(b"RIFF"):
            return self._pass_chunks()
        for start, name in _OTHERS.items():
            if self._rest.startswith(start):
                raise BadAnswer(f"The server sent {name} where WAV was asked for.")
        self._begun = True
        return True

    def _pass_chunks(self) -> bool:
        """Pass over the chunks before the samples; gives whether they have come."""
        self._place = self._place or 12
        while self._place + 8 <= len(self._rest):
            name, size = struct.unpack_from("<4sI", self._rest, self._place)
            after = self._place + 8
            if name == b"data":
                self._rate, self._channels = _read_form(self._form)
                self._left = None if size == 0 or size >= _UNTOLD else size
                self._rest, self._begun = self._rest[after:], True
                return True
            if name == b"fmt ":
                if after + size > len(self._rest):
                    return False
                self._form = self._rest[after : after + size]
            self._place = after + size + size % 2
        return False


def _read_form(form: bytes | None) -> tuple[int, int]:
    """Rate and channels."""
    if form is None or len(form) < 16:
        raise AnswerDamaged("The server sent a WAV file without a format.")
    code, channels, rate, _, _, bits = struct.unpack("<HHIIHH", form[:16])
    if code not in {_PCM, _EXTENSIBLE} or bits != 16 or not 1 <= channels <= 8:
        raise BadAnswer(f"The server sent WAV of a kind not read here (code {code}, {bits} bits).")
    if not 4000 <= rate <= 192_000:
        raise BadAnswer(f"The server sent WAV with {rate} samples a second.")
    return rate, channels


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
