"""Tests of shots: what is coded decodes to what was meant, on two decoders."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

import av
import pytest
from PIL import Image
from tests.media.film.decoders import Refused, ffmpeg_frames, openh264_frames
from tests.media.film.material import png, slide

from fabula.media.film.forms import Form
from fabula.media.film.h264 import parameters, skip_slice
from fabula.media.film.shots import (
    CodedShot,
    Fade,
    Overlay,
    Shot,
    Zoom,
    code_shot,
    unrolled,
)

SIZES = ((640, 360), (360, 640), (480, 480), (854, 480), (642, 362))
LABEL = png(Image.new("RGBA", (121, 31), (255, 255, 255, 200)))
OVERLAYS = (
    Overlay(LABEL, 21, 33, 7, 20),
    Overlay(LABEL, 60, 200, 12, 40),
    Overlay(LABEL, 0, 90, 41),
)


def shot_of(lane: str, width: int, height: int) -> Shot:
    """A shot of each kind."""
    picture = slide(1, width, height)
    return {
        "still": Shot(picture),
        "sparse": Shot(picture, OVERLAYS),
        "motion": Shot(picture, OVERLAYS[:1], Zoom(frames=14), Fade(slide(2, width, height), 6)),
    }[lane]


def pictures(shot: CodedShot, frames: int, every: int) -> list[bytes]:
    """The coded pictures of all frames of a shot."""
    return [data for data, _ in unrolled(shot, frames, every)]


@pytest.mark.parametrize("encoder", ["skip", "plain"])
@pytest.mark.parametrize("lane", ["still", "sparse", "motion"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_two_decoders_agree_exactly(size: tuple[int, int], lane: str, encoder: str) -> None:
    """FFmpeg and OpenH264, both strict, decode every frame, and to the same bits."""
    form = Form(*size, fps=30, keyframe_seconds=1, encoder=encoder)  # type: ignore[arg-type]
    coded = code_shot(shot_of(lane, *size), form, 50)
    stream = pictures(coded, 50, form.keyframe_every)
    first = list(ffmpeg_frames(coded.extradata + b"".join(stream)))
    second = list(openh264_frames(coded.extradata, stream))

    assert len(first) == 50
    assert first == second


def test_shots_join_into_one_stream() -> None:
    """Shots of all lanes, coded apart, make one stream without a complaint from either decoder."""
    form = Form(640, 360, keyframe_seconds=2)
    shots = [code_shot(shot_of(lane, 640, 360), form, 70) for lane in ("still", "sparse", "motion")]
    stream = [data for shot in shots * 2 for data in pictures(shot, 70, 60)]
    first = list(ffmpeg_frames(shots[0].extradata + b"".join(stream)))

    assert len({shot.extradata for shot in shots}) == 1
    assert len(first) == 420
    assert first == list(openh264_frames(shots[0].extradata, stream))


def test_skipped_frames_are_exact_copies() -> None:
    """A frame changes when something on it does, and only then."""
    form = Form(640, 360)
    coded = code_shot(shot_of("sparse", 640, 360), form, 60)
    stream = pictures(coded, 60, form.keyframe_every)
    frames = list(ffmpeg_frames(coded.extradata + b"".join(stream)))
    changes = [at for at, (a, b) in enumerate(pairwise(frames), 1) if a != b]

    assert changes == [7, 12, 20, 40, 41]


def test_still_serves_any_duration() -> None:
    """A still is coded without a duration, and its repeated frames take a dozen bytes each."""
    coded = code_shot(Shot(slide(3)), Form(640, 360))
    stream = [data for data, _ in unrolled(coded, 1000, 240)]
    keyframes = [at for at, (_, whole) in enumerate(unrolled(coded, 1000, 240)) if whole]

    assert coded.frames is None
    assert keyframes == [0, 240, 480, 720, 960]
    assert max(len(data) for at, data in enumerate(stream) if at not in keyframes) <= 16


def test_long_shots_keep_their_numbers() -> None:
    """The picture number wraps many times between keyframes and both decoders follow."""
    form = Form(128, 128, keyframe_seconds=20)
    overlays = tuple(Overlay(LABEL, 0, 0, start, start + 5) for start in range(37, 580, 50))
    coded = code_shot(Shot(slide(1, 128, 128), overlays), form, 600)
    stream = pictures(coded, 600, form.keyframe_every)
    frames = list(ffmpeg_frames(coded.extradata + b"".join(stream)))

    assert len(frames) == 600
    assert frames == list(openh264_frames(coded.extradata, stream))


def test_same_shot_gives_same_bytes() -> None:
    """Coding is a pure function: the memo may stand in for it."""
    form, shot = Form(640, 360), shot_of("motion", 640, 360)

    assert code_shot(shot, form, 20) == code_shot(shot, form, 20)


def test_colours_survive_as_bt709() -> None:
    """A decoder that believes the colour tags shows the colours that went in."""
    colours = [(200, 40, 40), (40, 160, 60), (30, 60, 200), (250, 250, 250), (8, 8, 8)]
    for wanted in colours:
        coded = code_shot(Shot(png(Image.new("RGB", (128, 128), wanted))), Form(128, 128))
        shown = decoded_image(coded).getpixel((64, 64))

        assert isinstance(shown, tuple)
        assert max(abs(a - b) for a, b in zip(shown, wanted, strict=True)) <= 3


def decoded_image(coded: CodedShot) -> Image.Image:
    """The first frame of a shot, converted as its colour tags say."""
    with av.open(io.BytesIO(coded.extradata + coded.pictures[0].data), "r", format="h264") as film:
        frame = next(film.decode(video=0))
        assert (frame.colorspace, frame.color_range) == (1, 1)
        rgb = frame.reformat(format="rgb24", src_colorspace="ITU709", dst_color_range="JPEG")
        image: Image.Image = rgb.to_image()  # type: ignore[no-untyped-call]
        return image


def test_zoom_moves_by_fractions_of_pixels() -> None:
    """A slow zoom changes every frame a little: no frame stands still and none jumps."""
    ramp = Image.linear_gradient("L").resize((640, 360)).convert("RGB")
    coded = code_shot(
        Shot(png(ramp), zoom=Zoom(end=(0.0, 0.0, 0.9, 0.9))), Form(640, 360, crf=1), 45
    )
    frames = list(ffmpeg_frames(coded.extradata + b"".join(pictures(coded, 45, 240))))
    means = [sum(frame[: 640 * 360]) / (640 * 360) for frame in frames]
    steps = [a - b for a, b in pairwise(means)]

    assert len(coded.pictures) == 45
    assert all(step > -0.05 for step in steps)
    assert max(steps) < 0.8


def test_fade_ends_in_the_picture() -> None:
    """A cross-fade codes its own frames and no more; after it the picture stands."""
    form = Form(640, 360)
    coded = code_shot(Shot(slide(1), fade=Fade(slide(2), 15)), form, 90)

    assert [picture.at for picture in coded.pictures] == list(range(16))


@pytest.mark.parametrize(("width", "height"), [(333, 777), (3000, 1000), (640, 360)])
def test_any_picture_fits_the_form(width: int, height: int) -> None:
    """A picture of another size or proportion is scaled to lie within the frame."""
    coded = code_shot(Shot(slide(1, width, height)), Form(640, 360))

    assert decoded_image(coded).size == (640, 360)


def test_broken_picture_is_named() -> None:
    """Bytes that are no picture give an error that says so."""
    with pytest.raises(ValueError, match="no picture"):
        code_shot(Shot(b"not a picture"), Form(640, 360))


def test_moving_shot_needs_its_length() -> None:
    """Only a still can be coded without knowing how long it is shown."""
    with pytest.raises(ValueError, match="at least 2 frames"):
        code_shot(shot_of("sparse", 640, 360), Form(640, 360))
    with pytest.raises(ValueError, match="cannot last 40"):
        list(unrolled(code_shot(shot_of("sparse", 640, 360), Form(640, 360), 50), 40, 240))


@pytest.mark.parametrize("spoil", ["number", "run"])
def test_judges_refuse_what_is_wrong(spoil: str) -> None:
    """The decoders are strict: a picture with a wrong number, or a block too few, is refused."""
    coded = code_shot(Shot(slide(3)), Form(640, 360))
    stream = pictures(coded, 60, 240)
    known = parameters(coded.extradata)
    short = replace(known, macroblocks=known.macroblocks - 1)
    stream[30] = skip_slice(known, 35) if spoil == "number" else skip_slice(short, 30)

    with pytest.raises(Refused):
        list(openh264_frames(coded.extradata, stream))
    if spoil == "run":  # FFmpeg makes up pictures that are missing by their numbers
        with pytest.raises((Refused, av.error.FFmpegError)):
            list(ffmpeg_frames(coded.extradata + b"".join(stream)))
