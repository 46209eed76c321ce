"""Bits and units of an H.264 byte stream (ITU-T H.264 clauses 7.2, 7.3.1, 9.1 and annex B)."""

from __future__ import annotations

import re
from collections.abc import Iterator

START_CODE = b"\x00\x00\x00\x01"


class BitReader:
    """Reads numbers from the front of a payload, most significant bit first."""

    def __init__(self, payload: bytes) -> None:
        self._value = int.from_bytes(payload, "big")
        self._length = self._left = 8 * len(payload)

    @property
    def position(self) -> int:
        """How many bits have been read."""
        return self._length - self._left

    def number(self, bits: int) -> int:
        """An unsigned number of a fixed length: u(n)."""
        self._left -= bits
        if self._left < 0:
            raise EOFError("The payload ends within a number.")
        return self._value >> self._left & ((1 << bits) - 1)

    def golomb(self) -> int:
        """An unsigned Exp-Golomb number: ue(v), clause 9.1."""
        zeros = 0
        while not self.number(1):
            zeros += 1
        return (1 << zeros) - 1 + self.number(zeros)


class BitWriter:
    """Collects numbers, most significant bit first."""

    def __init__(self) -> None:
        self._value = self._length = 0

    def number(self, bits: int, value: int) -> None:
        """Add an unsigned number of a fixed length: u(n)."""
        self._value = self._value << bits | value
        self._length += bits

    def golomb(self, value: int) -> None:
        """Add an unsigned Exp-Golomb number: ue(v), clause 9.1."""
        self.number(2 * (value + 1).bit_length() - 1, value + 1)

    def payload(self) -> bytes:
        """Everything so far, ended by a one and zeros to the next byte (clause 7.3.2.11)."""
        padding = -(self._length + 1) % 8
        value = (self._value << 1 | 1) << padding
        return value.to_bytes((self._length + 1 + padding) // 8, "big")


def units(stream: bytes) -> Iterator[bytes]:
    """The NAL units of a byte stream, each with its one-byte header (annex B)."""
    yield from re.split(b"\x00?\x00\x00\x01", stream)[1:]


def escaped(payload: bytes) -> bytes:
    """The payload with a 3 after every two zeros that would look like a start code (7.4.1.1)."""
    return re.sub(b"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", payload)


def unescaped(payload: bytes) -> bytes:
    """The payload as it was before `escaped`."""
    return payload.replace(b"\x00\x00\x03", b"\x00\x00")
