"""Two strict decoders of H.264: FFmpeg's, and Cisco's OpenH264 when its library is installed."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from ctypes import POINTER, byref, c_bool, c_char_p, c_int, c_ubyte, c_uint, c_ulonglong, c_void_p
from ctypes.util import find_library

import av
import pytest


class Refused(Exception):
    """A decoder objected to the stream."""


def ffmpeg_frames(stream: bytes) -> Iterator[bytes]:
    """Every frame of an H.264 byte stream as YUV 4:2:0, or `Refused` at the least complaint."""
    av.logging.set_level(av.logging.WARNING)
    try:
        with (
            av.logging.Capture() as complaints,
            av.open(io.BytesIO(stream), "r", format="h264") as film,
        ):
            film.streams.video[0].codec_context.options = {"err_detect": "explode"}
            # What other threads complain of is not captured.
            film.streams.video[0].codec_context.thread_count = 1
            for frame in film.decode(video=0):
                if frame.is_corrupt:
                    raise Refused("corrupt frame")
                yield frame.to_ndarray(format="yuv420p").tobytes()
    finally:
        av.logging.set_level(None)
    if serious := [text for level, _, text in complaints if level <= av.logging.WARNING]:
        raise Refused(str(serious))


class _Properties(ctypes.Structure):
    _fields_ = (("size", c_uint), ("stream", c_int))


class _Decoding(ctypes.Structure):
    _fields_ = (
        ("dump", c_char_p),
        ("load", c_uint),
        ("layer", c_ubyte),
        ("conceal", c_int),
        ("parse_only", c_bool),
        ("properties", _Properties),
    )


class _Picture(ctypes.Structure):
    _fields_ = (
        ("ready", c_int),
        ("time_in", c_ulonglong),
        ("time_out", c_ulonglong),
        ("width", c_int),
        ("height", c_int),
        ("format", c_int),
        ("strides", c_int * 2),
        ("planes", c_void_p * 3),
    )


_INITIALIZE, _UNINITIALIZE, _DECODE, _FLUSH = 0, 1, 3, 5  # places in the table of ISVCDecoder


def openh264_frames(stream: bytes, pictures: list[bytes]) -> Iterator[bytes]:
    """Every frame as OpenH264 decodes it with error concealment off.

    Args:
        stream: The parameter sets.
        pictures: The coded pictures, in order.
    """
    library = _library()
    decoder = POINTER(POINTER(c_void_p))()
    assert library.WelsCreateDecoder(byref(decoder)) == 0
    try:
        settings = _Decoding(layer=255, properties=_Properties(8, 0))
        initialize = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)(decoder[0][_INITIALIZE] or 0)
        assert initialize(decoder, ctypes.addressof(settings)) == 0
        decode = ctypes.CFUNCTYPE(c_int, c_void_p, c_char_p, c_int, c_void_p, c_void_p)(
            decoder[0][_DECODE] or 0
        )
        flush = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p)(decoder[0][_FLUSH] or 0)
        # It gives a picture one call late, so there is one to be flushed at the end.
        for picture in [stream + pictures[0], *pictures[1:], b""]:
            planes, shown = (c_void_p * 3)(), _Picture()
            places = ctypes.addressof(planes), ctypes.addressof(shown)
            if picture:
                state = decode(decoder, picture, len(picture), *places)
            else:
                state = flush(decoder, *places)
            if state:
                raise Refused(f"state {state}")
            if shown.ready:
                yield _pixels(planes, shown)
    finally:
        ctypes.CFUNCTYPE(c_int, c_void_p)(decoder[0][_UNINITIALIZE] or 0)(decoder)
        library.WelsDestroyDecoder(decoder)


def _pixels(planes: ctypes.Array[c_void_p], shown: _Picture) -> bytes:
    pixels = b""
    for index, plane in enumerate(planes):
        half = 2 if index else 1
        stride = shown.strides[1 if index else 0]
        rows = ctypes.string_at(plane, stride * shown.height // half)
        width = shown.width // half
        pixels += b"".join(
            rows[row * stride : row * stride + width] for row in range(shown.height // half)
        )
    return pixels


def _library() -> ctypes.CDLL:
    name = find_library("openh264")
    for candidate in filter(None, (name, "libopenh264.so.7", "libopenh264.so.8", "libopenh264.so")):
        try:
            return ctypes.CDLL(candidate)
        except OSError:
            continue
    pytest.skip("needs OpenH264 as a second decoder: apt-get install libopenh264-7")
