"""A shot: what is seen during one scene, coded so that only what changes costs anything.

Three lanes, chosen by what is in the shot: a still is one coded picture, whatever its duration; a
sparse shot (captions, build steps) codes the frames at which something changes; a moving shot
(slow zoom, cross-fade) codes every frame while it moves. All other frames repeat the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fabula.media.film.forms import Form
from fabula.media.film.h264 import parameters, renumbered, skip_slices
from fabula.media.film.planes import Box, Cover, Planes, fitted, opaque, opened
from fabula.media.film.x264 import Encoder

if TYPE_CHECKING:
    from PIL.Image import Image

Lane = Literal["still", "sparse", "motion"]


@dataclass(frozen=True, slots=True)
class Overlay:
    """A picture laid upon the shot for some time: a caption, a point that appears.

    Args:
        picture: PNG, may be transparent; of the size at which it is shown.
        left: Distance from the left edge, in pixels (an odd one becomes one less).
        top: Distance from the top, in pixels (an odd one becomes one less).
        start: First frame of the shot at which it is seen.
        end: First frame at which it is gone again; None: it stays.
    """

    picture: bytes
    left: int = 0
    top: int = 0
    start: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Zoom:
    """A slow move from one part of the picture to another, softly begun and ended.

    Args:
        start: Left, top, right, bottom of the part seen at first, as shares of width and height.
        end: The part seen at last.
        frames: How long it moves; None: during the whole shot.
    """

    start: Box = (0.0, 0.0, 1.0, 1.0)
    end: Box = (0.04, 0.04, 0.96, 0.96)
    frames: int | None = None


@dataclass(frozen=True, slots=True)
class Fade:
    """A cross-fade from a previous picture (PNG) during the first frames of the shot."""

    previous: bytes
    frames: int = 15


@dataclass(frozen=True, slots=True)
class Shot:
    """What is seen during one scene.

    Args:
        picture: PNG or JPEG of any size; one that is not of the film's size is scaled to lie
            within it on black.
        overlays: Laid upon it in this order.
        zoom: How the picture moves, if it does; the overlays do not move.
        fade: What it grows out of, if anything.
    """

    picture: bytes
    overlays: tuple[Overlay, ...] = ()
    zoom: Zoom | None = None
    fade: Fade | None = None

    @property
    def lane(self) -> Lane:
        """How it is coded."""
        if self.zoom or self.fade:
            return "motion"
        return "sparse" if self.overlays else "still"


@dataclass(frozen=True, slots=True)
class CodedPicture:
    """A picture as H.264: at which frame of the shot it stands, and whether it needs no other."""

    at: int
    data: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class CodedShot:
    """A shot as H.264, without the frames that only repeat.

    Args:
        extradata: Parameter sets; the same for all shots of one form.
        pictures: In the order of their frames; the first is at frame 0 and whole.
        frames: How long the shot is; None: a still, as long as one likes.
    """

    extradata: bytes
    pictures: tuple[CodedPicture, ...]
    frames: int | None


@dataclass(frozen=True, slots=True)
class _Look:
    """What distinguishes one frame of a shot from another."""

    zoomed: float
    faded: float
    visible: tuple[int, ...]


def code_shot(shot: Shot, form: Form, frames: int | None = None) -> CodedShot:
    """Code a shot; a pure function of its arguments, safe to call from several threads.

    Args:
        shot: What is seen.
        form: Of the film.
        frames: How long it is, at least 2. A still needs none with the "skip" encoder: the result
            then serves for any duration.

    Raises:
        ValueError: A picture cannot be read, or the number of frames is missing or below 2.
    """
    plain = form.encoder == "plain"
    if shot.lane == "still" and not plain:
        encoder = Encoder(form)
        picture = CodedPicture(0, encoder.code(_Painter(shot, form).base, whole=True), whole=True)
        return CodedShot(encoder.extradata, (picture,), None)
    if frames is None or frames < 2:
        raise ValueError(f"A {shot.lane} shot needs at least 2 frames, not {frames}.")
    encoder = Encoder(form, moving=shot.lane == "motion")
    return CodedShot(encoder.extradata, tuple(_pictures(shot, form, frames, encoder)), frames)


def _pictures(shot: Shot, form: Form, frames: int, encoder: Encoder) -> Iterator[CodedPicture]:
    painter, before, planes = _Painter(shot, form), None, None
    plain = form.encoder == "plain"
    stream = None if plain else parameters(encoder.extradata)
    for at in range(frames):
        since = at % form.keyframe_every
        look = _look(shot, frames, at)
        if look == before and since and not plain:
            continue
        if planes is None or look != before:
            planes = painter.painted(look)
        before = look
        coded = encoder.code(planes, whole=since == 0)
        if since and stream:
            coded = renumbered(coded, stream, since)
        yield CodedPicture(at, coded, since == 0)


def _look(shot: Shot, frames: int, at: int) -> _Look:
    zoomed = faded = 1.0
    if shot.zoom:
        zoomed = _eased(at / max(1, (shot.zoom.frames or frames) - 1))
    if shot.fade:
        faded = _eased((at + 1) / (shot.fade.frames + 1))
    visible = tuple(
        index
        for index, overlay in enumerate(shot.overlays)
        if overlay.start <= at and (overlay.end is None or at < overlay.end)
    )
    return _Look(zoomed, faded, visible)


def _eased(share: float) -> float:
    """A move from 0 to 1 that begins and ends softly (smoothstep)."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


class _Painter:
    """Draws the looks of one shot, reading each of its pictures once."""

    def __init__(self, shot: Shot, form: Form) -> None:
        self._shot, self._form = shot, form
        image = opaque(opened(shot.picture))
        # A picture that is zoomed keeps its own resolution, so that the zoom finds detail.
        self._source = Planes.of(_shaped(image, form) if shot.zoom else self._fit(image))
        self._previous = (
            Planes.of(self._fit(opaque(opened(shot.fade.previous)))) if shot.fade else None
        )
        self._covers: dict[bytes, Cover] = {}

    @property
    def base(self) -> Planes:
        """The picture without anything on it."""
        return self._source

    def painted(self, look: _Look) -> Planes:
        """The planes of one look."""
        planes, form = self._source, self._form
        if zoom := self._shot.zoom:
            box = tuple(
                a + (b - a) * look.zoomed for a, b in zip(zoom.start, zoom.end, strict=True)
            )
            planes = planes.zoomed(box, form.width, form.height)  # type: ignore[arg-type]
        if self._previous and look.faded < 1:
            planes = self._previous.blended(planes, look.faded)
        for index in look.visible:
            overlay = self._shot.overlays[index]
            cover = self._cover(overlay.picture)
            planes = planes.covered(cover, overlay.left // 2 * 2, overlay.top // 2 * 2)
        return planes

    def _cover(self, picture: bytes) -> Cover:
        if picture not in self._covers:
            # Captions follow one another and seldom come back: the last few are enough.
            while len(self._covers) >= 8:
                del self._covers[next(iter(self._covers))]
            self._covers[picture] = Cover.of(opened(picture))
        return self._covers[picture]

    def _fit(self, image: Image) -> Image:
        return fitted(image, self._form.width, self._form.height)


def _shaped(image: Image, form: Form) -> Image:
    """The image at its own resolution (no less than the film's) with the film's proportions."""
    scale = max(1.0, image.width / form.width, image.height / form.height)
    return fitted(image, *(2 * round(side * scale / 2) for side in (form.width, form.height)))


def unrolled(shot: CodedShot, frames: int, keyframe_every: int) -> Iterator[tuple[bytes, bool]]:
    """Every frame of a coded shot, and whether it is a keyframe.

    Args:
        shot: As `code_shot` gave it.
        frames: How long it is shown; a shot that is no still has a length of its own.
        keyframe_every: A still begins anew after so many frames, so that a player can seek.

    Raises:
        ValueError: The shot has another length, or is too short.
    """
    if frames < 2 or shot.frames not in (None, frames):
        raise ValueError(f"A shot of {shot.frames or 'at least 2'} frames cannot last {frames}.")
    coded = {picture.at: picture for picture in shot.pictures}
    skips: tuple[bytes, ...] = ()
    since = 0
    for at in range(frames):
        picture = coded.get(at)
        # A still's first picture is shown again. Two IDR pictures with the same number must not
        # be neighbours (7.4.3), so never on the last frame: the next shot begins with another.
        if shot.frames is None and at % keyframe_every == 0 and at < frames - 1:
            picture = shot.pictures[0]
        since = 0 if picture and picture.whole else since + 1
        if picture:
            yield picture.data, picture.whole
        else:
            skips = skips or skip_slices(parameters(shot.extradata))
            yield skips[since % len(skips)], False
