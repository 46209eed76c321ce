"""Hand-written H.264: slices that repeat the previous picture, and renumbered ones of x264.

A picture that repeats the one before takes x264 several milliseconds. As a slice in which every
macroblock is P_Skip it is a few bytes that never change, so it can be written down once. Clause
numbers are those of ITU-T H.264 (08/2021).
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.media.film.bits import START_CODE, BitReader, BitWriter, escaped, unescaped, units

SLICE, IDR_SLICE, SEQUENCE, PICTURE = 1, 5, 7, 8
_KINDS_WITH_CHROMA = (100, 110, 122, 244)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a slice header depends on, out of the sequence and picture parameter sets.

    Args:
        number_bits: Length of frame_num in a slice header.
        macroblocks: Macroblocks in a picture, those that are cropped away included.
        deblocking: Whether a slice header says how to deblock.
    """

    number_bits: int
    macroblocks: int
    deblocking: bool


def parameters(extradata: bytes) -> Parameters:
    """Read the parameter sets of a stream.

    Raises:
        ValueError: The stream uses something that skip slices here are not written for.
    """
    sets = {unit[0] & 31: BitReader(unescaped(unit[1:])) for unit in units(extradata)}
    if not {SEQUENCE, PICTURE} <= sets.keys():
        raise ValueError("The stream has no parameter sets.")
    number_bits, macroblocks = _sequence(sets[SEQUENCE])
    return Parameters(number_bits, macroblocks, _picture(sets[PICTURE]))


def _sequence(reader: BitReader) -> tuple[int, int]:
    """Length of frame_num and macroblocks in a picture (clause 7.3.2.1.1)."""
    profile = reader.number(8)
    reader.number(16)  # constraints and level
    reader.golomb()  # seq_parameter_set_id
    if profile in _KINDS_WITH_CHROMA:
        chroma = reader.golomb()
        _expect(chroma == 1, "colour at half the resolution")
        reader.golomb()  # bit_depth_luma_minus8
        reader.golomb()  # bit_depth_chroma_minus8
        reader.number(1)  # lossless
        _expect(not reader.number(1), "no scaling matrix")
    number_bits = reader.golomb() + 4
    # Type 2: pictures are shown in the order in which they are coded (clause 8.2.1.3).
    _expect(reader.golomb() == 2, "pictures in the order of display")
    reader.golomb()  # max_num_ref_frames
    reader.number(1)  # gaps_in_frame_num_value_allowed_flag
    width, height = reader.golomb() + 1, reader.golomb() + 1
    _expect(bool(reader.number(1)), "whole frames, no fields")
    return number_bits, width * height


def _picture(reader: BitReader) -> bool:
    """Whether slices say how to deblock; all else must be as x264 is told (clause 7.3.2.2)."""
    reader.golomb()  # pic_parameter_set_id
    reader.golomb()  # seq_parameter_set_id
    _expect(not reader.number(1), "no CABAC")
    reader.number(1)  # bottom_field_pic_order_in_frame_present_flag: used by type 0 only
    _expect(reader.golomb() == 0, "one slice group")
    reader.golomb()  # num_ref_idx_l0_default_active_minus1
    reader.golomb()  # num_ref_idx_l1_default_active_minus1
    _expect(not reader.number(1), "no weighted prediction")
    reader.number(2)  # weighted_bipred_idc
    for _ in range(3):
        reader.golomb()  # two initial quantisers and a chroma offset, signed, of no interest
    deblocking = bool(reader.number(1))
    reader.number(1)  # constrained_intra_pred_flag
    _expect(not reader.number(1), "no redundant pictures")
    return deblocking


def _expect(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(f"The stream was expected to have {what}.")


def skip_slice(stream: Parameters, number: int) -> bytes:
    """A picture that repeats the one before (clauses 7.3.3 and 7.3.4).

    No macroblock has neighbours with motion, so the motion of every P_Skip is inferred as zero
    (8.4.1.1), nothing is added to the prediction and no edge is deblocked (8.7.2.1): the picture
    is an exact copy.

    Args:
        stream: Of the stream that it goes into.
        number: Pictures since the last IDR picture; frame_num is this modulo its range.
    """
    writer = BitWriter()
    writer.golomb(0)  # first_mb_in_slice
    writer.golomb(5)  # slice_type: P, and so are all slices of the picture
    writer.golomb(0)  # pic_parameter_set_id
    writer.number(stream.number_bits, number % (1 << stream.number_bits))
    writer.number(1, 1)  # num_ref_idx_active_override_flag, so that the default does not matter
    writer.golomb(0)  # num_ref_idx_l0_active_minus1: one reference, the picture before
    writer.number(1, 0)  # ref_pic_list_modification_flag_l0
    writer.number(1, 0)  # adaptive_ref_pic_marking_mode_flag
    writer.golomb(0)  # slice_qp_delta
    if stream.deblocking:
        writer.golomb(1)  # disable_deblocking_filter_idc
    writer.golomb(stream.macroblocks)  # mb_skip_run
    # 0x41: a slice of a picture that others may refer to.
    return START_CODE + b"\x41" + escaped(writer.payload())


def skip_slices(stream: Parameters) -> tuple[bytes, ...]:
    """The skip slice for every value of frame_num; index with the number modulo their count."""
    return tuple(skip_slice(stream, number) for number in range(1 << stream.number_bits))


def renumbered(picture: bytes, stream: Parameters, number: int) -> bytes:
    """A coded picture whose slices carry another frame_num; all else stays.

    x264 counts the pictures that it was given, but in the stream skip slices stand between them.

    Args:
        picture: One coded picture as a byte stream.
        stream: Of the stream that it goes into.
        number: Pictures since the last IDR picture.
    """
    return b"".join(
        START_CODE + (_renumber(unit, stream, number) if unit[0] & 31 == SLICE else unit)
        for unit in units(picture)
    )


def _renumber(unit: bytes, stream: Parameters, number: int) -> bytes:
    payload = unescaped(unit[1:])
    head = payload[:16]  # frame_num ends before byte 16: three short numbers precede it
    reader = BitReader(head)
    for _ in ("first_mb_in_slice", "slice_type", "pic_parameter_set_id"):
        reader.golomb()
    below = 8 * len(head) - reader.position - stream.number_bits
    mask = ((1 << stream.number_bits) - 1) << below
    value = number % (1 << stream.number_bits) << below
    changed = int.from_bytes(head, "big") & ~mask | value
    return unit[:1] + escaped(changed.to_bytes(len(head), "big") + payload[len(head) :])


def bare(picture: bytes) -> bytes:
    """A coded picture without what is not picture: x264's note of its settings (an SEI unit)."""
    return b"".join(
        START_CODE + unit for unit in units(picture) if unit[0] & 31 in (SLICE, IDR_SLICE)
    )
