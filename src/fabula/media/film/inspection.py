"""Reads a finished film back, and says what is wrong with it; trusts nothing that wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula.media.film.audio import Loudness, measured
from fabula.media.film.captions import Cue

if TYPE_CHECKING:
    from av import AudioFrame, VideoFrame
    from av.container import InputContainer

_BLANK = 10  # of 256 steps of brightness: a picture with less contrast shows nothing


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: when it begins and ends, in seconds, and its title."""

    start: float
    end: float
    title: str


@dataclass(frozen=True, slots=True)
class FilmReport:
    """What is in a film.

    Args:
        width: In pixels.
        height: In pixels.
        fps: Frames a second.
        frames: Pictures in the film.
        video_codec: Name of the codec of the pictures.
        audio_codec: Name of the codec of the sound.
        video_seconds: How long there are pictures.
        audio_seconds: How long there is sound.
        keyframes: Frames at which a player can start.
        irregular: Frames or packets of sound that do not follow at once on the one before.
        index_first: Whether a player can start before it has the whole file.
        chapters: In order.
        cues: Soft captions, in order.
        loudness: Of the whole film.
        levels: Momentary loudness in LUFS, ten times a second, each of the 400 ms before it.
        blank: Frames that were looked at and show nothing.
        errors: What the decoder objected to, strictly set.
        tags: Title, artist and so on.
        cover: Whether there is a cover picture.
    """

    width: int
    height: int
    fps: float
    frames: int
    video_codec: str
    audio_codec: str
    video_seconds: float
    audio_seconds: float
    keyframes: tuple[int, ...]
    irregular: int
    index_first: bool
    chapters: tuple[Chapter, ...]
    cues: tuple[Cue, ...]
    loudness: Loudness
    levels: tuple[float, ...]
    blank: tuple[int, ...]
    errors: tuple[str, ...]
    tags: dict[str, str]
    cover: bool


@dataclass(frozen=True, slots=True)
class _Packets:
    """What the packets of a film say, without decoding any."""

    frames: tuple[int, ...]
    keyframes: tuple[int, ...]
    sound: tuple[tuple[int, int], ...]
    cues: tuple[Cue, ...]

    @property
    def irregular(self) -> int:
        """How many do not follow at once on the one before."""
        frames = sum(frame != at for at, frame in enumerate(self.frames))
        sound = sum(a + length != b for (a, length), (b, _) in pairwise(self.sound))
        return frames + sound


def inspect(path: Path, *, look_at: tuple[int, ...] = (0,), deep: bool = False) -> FilmReport:
    """Read a film back: a second or so for an hour of film.

    Args:
        path: The film.
        look_at: Frames to decode, the first of each scene say.
        deep: Decode every frame, which takes seconds a minute.

    Raises:
        OSError: The file cannot be read.
        av.error.FFmpegError: It is no film.
    """
    import av

    with av.open(f"file:{path}", "r") as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        fps = video.average_rate or Fraction(1)
        packets = _packets(film, fps)
        video.codec_context.options = {"err_detect": "explode+bitstream+buffer"}
        errors, blank = _seen(film, range(len(packets.frames)) if deep else look_at, fps, deep)
        levels, loudness = _heard(film)
        return FilmReport(
            width=video.codec_context.width,
            height=video.codec_context.height,
            fps=float(fps),
            frames=len(packets.frames),
            video_codec=video.codec_context.name,
            audio_codec=audio.codec_context.name,
            video_seconds=_seconds(video),
            audio_seconds=_seconds(audio),
            keyframes=packets.keyframes,
            irregular=packets.irregular,
            index_first=_index_first(path),
            chapters=_chapters(film),
            cues=packets.cues,
            loudness=loudness,
            levels=levels,
            blank=blank,
            errors=tuple(errors),
            tags=dict(film.metadata),
            cover=len(film.streams.video) > 1,
        )


def _seconds(stream: Any) -> float:
    return float((stream.duration or 0) * stream.time_base)


def _packets(film: InputContainer, fps: Fraction) -> _Packets:
    frames: list[int] = []
    keyframes: list[int] = []
    sound: list[tuple[int, int]] = []
    cues: list[Cue] = []
    texts = film.streams.subtitles[:1]
    for packet in film.demux(film.streams.video[0], film.streams.audio[0], *texts):
        if packet.pts is None:
            continue
        start = packet.pts * packet.time_base
        if packet.stream.type == "video":
            frames.append(round(start * fps))
            if packet.is_keyframe:
                keyframes.append(frames[-1])
        elif packet.stream.type == "audio":
            sound.append((packet.pts, packet.duration or 0))
        elif text := _text(bytes(packet)):
            end = start + (packet.duration or 0) * packet.time_base
            cues.append(Cue(float(start), float(end), text))
    return _Packets(tuple(frames), tuple(keyframes), tuple(sound), tuple(cues))


def _text(sample: bytes) -> str:
    """The text of a timed-text sample (3GPP TS 26.245): two bytes of length, then UTF-8."""
    return sample[2 : 2 + int.from_bytes(sample[:2], "big")].decode()


def _seen(
    film: InputContainer, wanted: range | tuple[int, ...], fps: Fraction, deep: bool
) -> tuple[list[str], tuple[int, ...]]:
    """What the decoder objects to, and which of the wanted frames show nothing."""
    from av.error import FFmpegError

    errors: list[str] = []
    blank: list[int] = []
    shown = _all_frames(film) if deep else (_frame_at(film, at, fps) for at in wanted)
    at = -1
    try:
        for at, frame in zip(wanted, shown, strict=True):
            if frame is None or round((frame.pts or 0) * (frame.time_base or 0) * fps) != at:
                errors.append(f"frame {at} is not there")
            elif frame.is_corrupt:
                errors.append(f"frame {at} is corrupt")
            elif _contrast(frame) < _BLANK:
                blank.append(at)
    except (FFmpegError, ValueError) as error:
        errors.append(f"decoding stopped after frame {at}: {error}")
    return errors, tuple(blank)


def _all_frames(film: InputContainer) -> Iterator[VideoFrame]:
    film.seek(0)
    yield from film.decode(film.streams.video[0])


def _frame_at(film: InputContainer, at: int, fps: Fraction) -> VideoFrame | None:
    video = film.streams.video[0]
    film.seek(round(at / fps / (video.time_base or 1)), stream=video)
    for frame in film.decode(video):
        if round((frame.pts or 0) * (frame.time_base or 0) * fps) >= at:
            return frame
    return None


def _contrast(frame: VideoFrame) -> int:
    from PIL import Image

    plane = frame.planes[0]
    image = Image.frombuffer(
        "L", (plane.line_size, plane.height), bytes(plane), "raw", "L", 0, 1
    ).crop((0, 0, plane.width, plane.height))
    darkest, brightest = image.getextrema()
    return int(brightest) - int(darkest)  # type: ignore[arg-type]


def _heard(film: InputContainer) -> tuple[tuple[float, ...], Loudness]:
    """Momentary loudness ten times a second, and that of the whole."""
    film.seek(0)
    frames: Iterator[AudioFrame] = film.decode(film.streams.audio[0])
    return measured(frames, film.streams.audio[0].rate)


def _chapters(film: InputContainer) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(
            float(chapter["start"] * (chapter["time_base"] or 0)),
            float(chapter["end"] * (chapter["time_base"] or 0)),
            chapter["metadata"].get("title", ""),
        )
        for chapter in film.chapters()
    )


def _index_first(path: Path) -> bool:
    """Whether the index stands before the pictures (ISO/IEC 14496-12: boxes moov and mdat)."""
    with path.open("rb") as file:
        at = 0
        while header := file.read(16):
            size, kind = int.from_bytes(header[:4], "big"), header[4:8]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            at += int.from_bytes(header[8:], "big") if size == 1 else size
            if size == 0 or at <= file.tell() - 16:
                break
            file.seek(at)
    return False
