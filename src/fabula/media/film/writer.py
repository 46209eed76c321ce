"""Joins coded shots and sounds into an MP4; codes nothing, so it costs next to nothing."""

from __future__ import annotations

import contextlib
import glob
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO

from fabula.media.film.audio import PACKET, CodedSound
from fabula.media.film.captions import Cue
from fabula.media.film.forms import Form
from fabula.media.film.languages import three_letters
from fabula.media.film.shots import CodedShot, unrolled

if TYPE_CHECKING:
    from av import Packet
    from av.container import OutputContainer
    from av.stream import Stream

_MILLISECOND = Fraction(1, 1000)
_JPEG = b"\xff\xd8"
# What FFmpeg makes the style of the caption track from, in the format of SubStation Alpha.
_STYLE = """\
[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, BackColour, BorderStyle, Outline, Alignment
Style: Default,Arial,20,&H00FFFFFF,&H80000000,1,1,2

[Events]
Format: Layer, Start, End, Style, Text
"""


@dataclass(frozen=True, slots=True)
class Clip:
    """One scene of a film, ready to be joined.

    Args:
        shot: What is seen.
        sound: What is heard.
        frames: How long it lasts; `Form.frames(sound.seconds)` lets all of the sound be heard.
        title: Of the chapter that begins here; empty: the chapter before goes on.
        cues: Soft captions, in seconds from the start of the scene.
    """

    shot: CodedShot
    sound: CodedSound
    frames: int
    title: str = ""
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Tags:
    """What a player shows about a film; `cover` is a JPEG or PNG, `language` a code like "en"."""

    title: str = ""
    artist: str = ""
    comment: str = ""
    language: str = ""
    cover: bytes = b""


def write_film(path: Path, clips: Iterable[Clip], form: Form, tags: Tags | None = None) -> None:
    """Write a film: constant frame rate, seekable, index first; equal input gives equal bytes.

    The file appears under its name when it is complete, and not at all if anything fails. It has a
    track of captions if any clip has cues.

    Raises:
        ValueError: There is no clip, or the clips were coded in different forms.
        OSError: The file cannot be written.
    """
    scenes = list(clips)
    with FilmWriter(path, form, tags, captions=any(clip.cues for clip in scenes)) as film:
        for clip in scenes:
            film.add(clip)


class FilmWriter:
    """Writes a film scene by scene.

    Args:
        target: The file. With `live`, also anything with a `write` method, a socket's file say.
        form: Of all shots.
        tags: What a player shows.
        captions: Whether the film has a track of soft captions.
        live: Write in fragments, so that a player can watch while scenes are still being added;
            the file then grows under its own name, and has no chapters, as these come last.
    """

    def __init__(
        self,
        target: Path | BinaryIO,
        form: Form,
        tags: Tags | None = None,
        *,
        captions: bool = True,
        live: bool = False,
    ) -> None:
        self._target, self._form, self._tags = target, form, tags or Tags()
        self._captions, self._live = captions, live
        self._file = target
        if isinstance(target, Path) and not live:
            self._file = _beside(target)
        self._container: OutputContainer | None = None
        self._film: _Tracks | None = None
        self._frames = 0
        self._chapters: list[tuple[int, str]] = []

    def __enter__(self) -> FilmWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._finish()
        except BaseException:
            self._discard()
            raise
        if kind is not None:
            self._discard()

    @property
    def seconds(self) -> float:
        """How long the film is so far."""
        return self._frames / self._form.fps

    def add(self, clip: Clip) -> None:
        """Add a scene at the end.

        Raises:
            ValueError: It was coded in another form than the scenes before.
        """
        if self._film is None:
            self._container = self._open()
            self._film = _Tracks(self._container, clip, self._form, self._tags, self._captions)
        self._film.write(clip, self._frames)
        if clip.title or not self._chapters:
            self._chapters.append((self._frames, clip.title))
        self._frames += clip.frames

    def _open(self) -> OutputContainer:
        import av

        # bitexact leaves out the version of the muxer, the one thing that is not from the input.
        options = {"fflags": "+bitexact", "movflags": "+faststart"}
        if self._live:
            # The index comes with the first fragment; a second of film in each; a track without
            # a packet (captions) is waited for no longer than that.
            options["movflags"] = "+delay_moov+default_base_moof"
            options |= {"frag_duration": "1000000", "max_interleave_delta": "1000000"}
            options["flush_packets"] = "1"
        if isinstance(self._file, Path):
            return av.open(f"file:{self._file}", "w", format="mp4", options=options)
        return av.open(self._file, "w", format="mp4", options=options)

    def _finish(self) -> None:
        if self._container is None:
            raise ValueError("A film needs at least one scene.")
        if not self._live:
            self._container.set_chapters(_chapters(self._chapters, self._frames, self._form))
        self._container.close()
        if isinstance(self._file, Path) and isinstance(self._target, Path):
            self._file.replace(self._target)

    def _discard(self) -> None:
        if self._container:
            # The trailer may be impossible to write (a full disk): the file goes anyway.
            with contextlib.suppress(Exception):
                self._container.close()
        if isinstance(self._file, Path):
            self._file.unlink(missing_ok=True)


def _beside(target: Path) -> Path:
    """Where a film is written until it is complete; tidies up after writers that were killed."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
        writer = left.name.split(".")[-2]
        if writer.isdecimal() and not _alive(int(writer)):
            left.unlink(missing_ok=True)
    return target.with_name(f".{target.name}.{os.getpid()}.part")


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class _Tracks:
    """The streams of a film under way."""

    def __init__(
        self, container: OutputContainer, first: Clip, form: Form, tags: Tags, captions: bool
    ) -> None:
        self._container = container
        self._form, self._first = form, first
        self._frame = Fraction(1, form.fps)
        self._sample = Fraction(1, first.sound.rate)
        language = three_letters(tags.language)
        self._video = self._add_video()
        self._audio = self._add_audio(language)
        self._text = self._add_text(language) if captions else None
        for name in ("title", "artist", "comment"):
            if value := getattr(tags, name):
                container.metadata[name] = value
        if tags.cover:
            self._add_cover(tags.cover)

    def write(self, clip: Clip, start: int) -> None:
        """Write a scene that begins at a frame of the film."""
        if clip.shot.extradata != self._first.shot.extradata:
            raise ValueError("The shots of a film must all be coded in the same form.")
        if clip.sound.extradata != self._first.sound.extradata:
            raise ValueError("The sounds of a film must all be coded in the same form.")
        every = self._form.keyframe_every
        for at, (data, whole) in enumerate(unrolled(clip.shot, clip.frames, every), start):
            self._mux(self._video, data, (at, 1, self._frame), whole)
        self._write_sound(clip, start)
        if self._text:
            for cue in clip.cues:
                text = cue.text.encode()
                begin, end = (round(1000 * (start * self._frame + t)) for t in (cue.start, cue.end))
                sample = len(text).to_bytes(2, "big") + text
                self._mux(self._text, sample, (begin, end - begin, _MILLISECOND), True)

    def _write_sound(self, clip: Clip, start: int) -> None:
        # The sound's clock counts packets, the picture's frames. Each scene takes the packets
        # from the one nearest its start to the one nearest its end, so the two never differ by
        # more than half a packet (11 ms), however many scenes there are.
        first, last = (self._packet(frame) for frame in (start, start + clip.frames))
        packets = clip.sound.packets
        if start == 0:
            self._mux(self._audio, packets[0], (-PACKET, PACKET, self._sample), True)
        for index in range(last - first):
            # The first packet only primes a decoder; the silence at the end may be repeated.
            data = packets[min(index + 1, len(packets) - 1)]
            self._mux(self._audio, data, ((first + index) * PACKET, PACKET, self._sample), True)

    def _packet(self, frame: int) -> int:
        """The packet whose start is nearest to a frame of the film."""
        return round(frame * self._frame / self._sample / PACKET)

    def _mux(
        self, stream: Stream, data: bytes, when: tuple[int, int, Fraction], whole: bool
    ) -> None:
        from av import Packet

        packet: Packet[Any] = Packet(data)
        packet.stream = stream
        packet.pts, packet.duration, packet.time_base = when
        packet.dts = packet.pts
        packet.is_keyframe = whole
        self._container.mux_one(packet)

    def _add_video(self) -> Stream:
        import av

        # The stream is described by its own first picture (size, profile, colour), so no encoder
        # is opened here.
        shot = self._first.shot
        with av.open(io.BytesIO(shot.extradata + shot.pictures[0].data), format="h264") as sample:
            template = sample.streams.video[0]
            size = (template.codec_context.width, template.codec_context.height)
            if size != (self._form.width, self._form.height):
                raise ValueError(f"The shots are {size[0]} x {size[1]}: not the form of the film.")
            stream = self._container.add_stream_from_template(template, opaque=True)
            stream.time_base = self._frame
        return stream

    def _add_audio(self, language: str) -> Stream:
        stream: Any = self._container.add_stream("aac", rate=self._first.sound.rate)
        stream.layout = "mono"
        stream.metadata["language"] = language
        return stream  # type: ignore[no-any-return]

    def _add_text(self, language: str) -> Stream:
        stream: Any = self._container.add_stream("mov_text")
        stream.codec_context.subtitle_header = _STYLE.encode()
        stream.time_base = _MILLISECOND
        stream.metadata["language"] = language
        return stream  # type: ignore[no-any-return]

    def _add_cover(self, cover: bytes) -> None:
        from av.stream import Disposition
        from PIL import Image

        width, height = Image.open(io.BytesIO(cover)).size
        kind = "mjpeg" if cover.startswith(_JPEG) else "png"
        stream = self._container.add_mux_stream(kind, width=width, height=height)
        stream.time_base = self._frame
        stream.disposition = Disposition.attached_pic
        self._mux(stream, cover, (0, 1, self._frame), True)


def _chapters(starts: list[tuple[int, str]], frames: int, form: Form) -> list[Any]:
    ends = [start for start, _ in starts[1:]] + [frames]
    return [
        {
            "id": index,
            "start": start,
            "end": end,
            "time_base": Fraction(1, form.fps),
            "metadata": {"title": title},
        }
        for index, ((start, title), end) in enumerate(zip(starts, ends, strict=True))
    ]
