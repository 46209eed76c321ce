"""The x264 encoder, set so that what several encoders code can stand in one stream."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fabula.media.film.bits import START_CODE, units
from fabula.media.film.forms import Form
from fabula.media.film.h264 import PICTURE, SEQUENCE, bare
from fabula.media.film.planes import Planes

if TYPE_CHECKING:
    from av import VideoCodecContext

_COLOUR = "colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv"
# stitchable and fixed choices: the same parameter sets whatever the content. No lookahead and
# force-cfr: each picture comes out as it goes in. One reference, no B pictures and no weights:
# what skip slices are written for. Keyframes are ours to place.
_STITCHABLE = (
    "stitchable=1:scenecut=0:mbtree=0:sync-lookahead=0:force-cfr=1:keyint=infinite:threads=1"
)


class Encoder:
    """Codes one picture after another; each call releases the interpreter lock.

    Args:
        form: Of the film.
        moving: Whether most pictures differ from the one before: a faster search is used then.
    """

    def __init__(self, form: Form, *, moving: bool = False) -> None:
        self._form = form
        self._count = 0
        self._context = _context(form, "superfast" if moving else "veryfast")

    @property
    def extradata(self) -> bytes:
        """The parameter sets of the stream, as a byte stream."""
        return b"".join(
            START_CODE + unit
            for unit in units(self._context.extradata or b"")
            if unit[0] & 31 in (SEQUENCE, PICTURE)
        )

    def code(self, planes: Planes, *, whole: bool) -> bytes:
        """One coded picture.

        Args:
            planes: Of the size of the form.
            whole: Code it as an IDR picture, which needs no other; else from the one before.
        """
        from av.video.frame import PictureType

        frame = planes.frame()
        frame.pts, frame.time_base = self._count, self._context.time_base
        frame.pict_type = PictureType.I if whole else PictureType.P
        self._count += 1
        packets = self._context.encode(frame)
        if len(packets) != 1 or packets[0].is_keyframe != whole:
            raise RuntimeError("x264 did not code a picture at once, as it is set to do.")
        return bare(bytes(packets[0]))


def _context(form: Form, preset: str) -> VideoCodecContext:
    from av import CodecContext
    from av.codec.context import Flags

    context = CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = form.width, form.height, "yuv420p"
    context.time_base, context.framerate = Fraction(1, form.fps), Fraction(form.fps)
    context.thread_count = 1
    context.flags |= Flags.global_header
    entropy = "cabac=1" if form.encoder == "plain" else "cabac=0"
    context.options = {
        "preset": preset,
        "tune": "stillimage",
        "crf": str(form.crf),
        "bf": "0",
        "refs": "1",
        "weightp": "0",
        "rc-lookahead": "0",
        "forced-idr": "1",
        "x264-params": f"{_STITCHABLE}:{entropy}:{_COLOUR}",
    }
    context.open()
    return context
