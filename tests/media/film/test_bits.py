"""Tests of the bits of H.264: numbers, escapes, units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.media.film.bits import START_CODE, BitReader, BitWriter, escaped, unescaped, units

numbers = st.lists(st.integers(0, 100_000), max_size=20)


@given(numbers)
def test_numbers_are_read_as_written(values: list[int]) -> None:
    """Exp-Golomb and fixed numbers come back, in order."""
    writer = BitWriter()
    for value in values:
        writer.golomb(value)
        writer.number(17, value)
    reader = BitReader(writer.payload())

    assert [(reader.golomb(), reader.number(17)) for _ in values] == [(v, v) for v in values]


@pytest.mark.parametrize(("value", "bits"), [(0, "1"), (1, "010"), (2, "011"), (7, "0001000")])
def test_golomb_is_that_of_the_standard(value: int, bits: str) -> None:
    """Table 9-2 of ITU-T H.264."""
    writer = BitWriter()
    writer.golomb(value)
    padded = f"{bits}1".ljust(8, "0")

    assert writer.payload() == bytes([int(padded, 2)])


zeros = st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 255]), max_size=40)


@given(zeros)
def test_escapes_hide_every_start_code(values: list[int]) -> None:
    """No escaped payload holds a start code, and it comes back as it was."""
    payload = bytes([*values, 128])

    assert unescaped(escaped(payload)) == payload
    assert not any(code in escaped(payload) for code in (b"\0\0\0", b"\0\0\1", b"\0\0\2"))


def test_units_end_at_start_codes() -> None:
    """Units are found between start codes of three and of four bytes."""
    assert list(units(START_CODE + b"abc" + b"\0\0\1" + b"d" + START_CODE + b"e")) == [
        b"abc",
        b"d",
        b"e",
    ]


def test_truncated_payload_is_an_error() -> None:
    """A number past the end is not read as zeros."""
    with pytest.raises(EOFError):
        BitReader(b"\x01").number(9)
