"""Tests of hand-written H.264 by itself; `test_shots.py` has decoders judge it."""

from __future__ import annotations

import pytest
from tests.media.film.material import slide

from fabula.media.film.bits import START_CODE, BitReader, unescaped, units
from fabula.media.film.forms import Form
from fabula.media.film.h264 import (
    Parameters,
    bare,
    parameters,
    renumbered,
    skip_slice,
    skip_slices,
)
from fabula.media.film.shots import Shot, code_shot


def test_skip_slice_takes_eleven_bytes() -> None:
    """A repeated frame of 1920 x 1080, start code included, at any number."""
    stream = Parameters(number_bits=4, macroblocks=120 * 68, deblocking=True)

    assert {len(skip_slice(stream, number)) for number in range(40)} == {11}


@pytest.mark.parametrize(
    "extradata",
    [
        "",
        "0000000168ce3cb0",
        "000000016742c01eda02802d8088000003000800000301e078b1750000000168ee3cb0",
    ],
)
def test_unfit_streams_are_refused(extradata: str) -> None:
    """Skip slices are not written for a stream that they might break."""
    with pytest.raises(ValueError, match="The stream"):
        parameters(bytes.fromhex(extradata))


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (642, 362), (128, 128)])
def test_parameters_are_those_of_x264(width: int, height: int) -> None:
    """The size in macroblocks counts those that are cropped away."""
    coded = code_shot(Shot(slide(1, width, height)), Form(width, height))

    assert parameters(coded.extradata).macroblocks == -(-width // 16) * -(-height // 16)


def test_renumbering_changes_the_number_alone() -> None:
    """A slice carries its new number, and given the old one it is as it was."""
    stream = Parameters(number_bits=4, macroblocks=400, deblocking=True)
    old, new = skip_slice(stream, 3), skip_slice(stream, 14)

    assert renumbered(old, stream, 14) == new
    assert renumbered(old, stream, 30) == new
    assert renumbered(new, stream, 3) == old


def test_numbers_wrap_around() -> None:
    """There is a skip slice for each value of frame_num, and the count goes round."""
    stream = Parameters(number_bits=5, macroblocks=99, deblocking=False)
    slices = skip_slices(stream)

    assert len(set(slices)) == 32
    assert skip_slice(stream, 33) == slices[1]


def test_skip_slice_skips_every_block() -> None:
    """Read back, the slice is of kind P, and its run of skipped blocks is the whole picture."""
    (unit,) = units(skip_slice(Parameters(4, 8160, True), 9))
    reader = BitReader(unescaped(unit[1:]))
    header = [reader.golomb(), reader.golomb(), reader.golomb(), reader.number(4)]
    header += [reader.number(1), reader.golomb(), reader.number(2), reader.golomb()]

    assert header == [0, 5, 0, 9, 1, 0, 0, 0]
    assert (reader.golomb(), reader.golomb()) == (1, 8160)


def test_notes_are_left_out() -> None:
    """What is not picture does not go into every keyframe."""
    note, picture = START_CODE + b"\x06settings", START_CODE + b"\x65picture"

    assert bare(note + picture) == picture
