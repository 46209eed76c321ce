"""Everything about a film that changes its bytes: size, rate, quality, way of coding, sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.errors import BadSetting, UnknownName

EncoderName = Literal["skip", "plain"]
ASPECTS = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:3": (4, 3), "4:5": (4, 5)}


@dataclass(frozen=True, slots=True)
class Form:
    """How the pictures of a film are coded. All shots of one film share one form.

    Args:
        width: In pixels; even, because colour is stored at half the resolution.
        height: In pixels; even.
        fps: Frames a second, constant.
        crf: Quality of x264: 0 is lossless, 18 is hard to tell from the source, 28 is coarse.
        encoder: "skip" codes what changes and repeats the rest by hand-written skip slices;
            "plain" sends every frame through x264, for a decoder that objects to the former.
        keyframe_seconds: A player can start at least every so many seconds.

    Raises:
        BadSetting: A value is out of its range.
    """

    width: int = 1920
    height: int = 1080
    fps: int = 30
    crf: int = 18
    encoder: EncoderName = "skip"
    keyframe_seconds: int = 8

    def __post_init__(self) -> None:
        for name in ("width", "height"):
            side = getattr(self, name)
            if side % 2 or not 64 <= side <= 4096:
                raise BadSetting(f"{name} is {side}: it must be even, from 64 to 4096 pixels.")
        for name, low, high in (("fps", 1, 120), ("crf", 0, 51), ("keyframe_seconds", 1, 60)):
            value = getattr(self, name)
            if not low <= value <= high:
                raise BadSetting(f"{name} is {value}: it must be from {low} to {high}.")
        if self.encoder not in ("skip", "plain"):
            raise UnknownName("encoder", self.encoder, ("skip", "plain"))

    @property
    def keyframe_every(self) -> int:
        """The most frames from one keyframe to the next."""
        return self.keyframe_seconds * self.fps

    def frames(self, seconds: float) -> int:
        """How many whole frames cover a time; a shot has at least two."""
        # Rounding first keeps 2.0000000001 s at 60 frames instead of 61.
        return max(2, -int(-round(seconds * self.fps, 6) // 1))


def shaped(aspect: str, resolution: int = 1080, **rest: int | EncoderName) -> Form:
    """The form of an aspect ("16:9", "9:16", ...) whose shorter side has `resolution` pixels.

    Raises:
        UnknownName: There is no such aspect.
        BadSetting: The size cannot be coded.
    """
    if aspect not in ASPECTS:
        raise UnknownName("aspect", aspect, ASPECTS)
    across, down = ASPECTS[aspect]
    unit = resolution / min(across, down)
    width, height = (2 * round(unit * side / 2) for side in (across, down))
    return Form(width, height, **rest)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class SoundForm:
    """How the sound of a film is coded. All scenes of one film share one form.

    Args:
        rate: Samples a second, in Hz.
        bit_rate: Of the AAC stream, in bits a second.
        loudness: Integrated loudness to reach, in LUFS (EBU R 128: -23; web players: about -16).
        peak: Highest true peak, in dBTP.
        lead: Silence before the first sample, in seconds (at least 0.05: joins need it).
        tail: Silence after the last sample, in seconds (at least 0.05).

    Raises:
        BadSetting: A value is out of its range.
    """

    rate: int = 48_000
    bit_rate: int = 96_000
    loudness: float = -23.0
    peak: float = -1.0
    lead: float = 0.3
    tail: float = 0.5

    def __post_init__(self) -> None:
        for name, low, high in (("lead", 0.05, 60), ("tail", 0.05, 60), ("loudness", -40, -9)):
            value = getattr(self, name)
            if not low <= value <= high:
                raise BadSetting(f"{name} is {value}: it must be from {low} to {high}.")
