"""The gate of a film: what was expected of it, and in what it falls short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from fabula.media.film.captions import Cue
from fabula.media.film.forms import Form, SoundForm
from fabula.media.film.inspection import FilmReport

_SILENCE = -50.0  # LUFS: below it nobody hears a voice


@dataclass(frozen=True, slots=True)
class ExpectedScene:
    """What one scene should be: its length in frames, its chapter, and whether it is spoken."""

    frames: int
    title: str = ""
    spoken: bool = True


@dataclass(frozen=True, slots=True)
class Expected:
    """What a film should be.

    Args:
        form: Of its pictures.
        sound: Of its sound.
        scenes: In order.
        cues: Soft captions in seconds of the film; empty: the film has none.
        speed: Fastest reading allowed, in characters a second. The rules aim at 17; speech that
            is faster than that leaves no choice, so the gate is wider.
        loudness: Tolerance on the loudness, in LU.
    """

    form: Form
    sound: SoundForm
    scenes: tuple[ExpectedScene, ...]
    cues: tuple[Cue, ...] = ()
    speed: float = 25.0
    loudness: float = 0.5

    @property
    def starts(self) -> tuple[int, ...]:
        """First frame of each scene: what `inspect` should look at."""
        return tuple(accumulate((scene.frames for scene in self.scenes), initial=0))[:-1]


def faults(report: FilmReport, expected: Expected) -> tuple[str, ...]:
    """Everything in which a film falls short, as sentences that name the place; empty: good."""
    return (
        *_picture_faults(report, expected),
        *_scene_faults(report, expected),
        *_sound_faults(report, expected),
        *_caption_faults(report, expected),
    )


def _picture_faults(report: FilmReport, expected: Expected) -> Iterator[str]:
    form = expected.form
    if (report.video_codec, report.audio_codec) != ("h264", "aac"):
        yield f"The film is in {report.video_codec} and {report.audio_codec}, not H.264 and AAC."
    if (report.width, report.height) != (form.width, form.height):
        yield f"The film is {report.width} x {report.height}, not {form.width} x {form.height}."
    if report.irregular:
        yield f"{report.irregular} frames or packets of sound are not where they should be."
    frames = sum(scene.frames for scene in expected.scenes)
    if report.frames != frames or abs(report.fps - form.fps) > 0.001:
        yield (
            f"The film has {report.frames} frames at {report.fps:g} a second, "
            f"not {frames} at {form.fps}."
        )
    if not report.index_first:
        yield "The index of the film is not at its start: players on the web must load all of it."
    yield from (f"The decoder objects: {error}." for error in report.errors)


def _scene_faults(report: FilmReport, expected: Expected) -> Iterator[str]:
    chapters = {round(chapter.start, 2): chapter.title for chapter in report.chapters}
    for number, (start, scene) in enumerate(
        zip(expected.starts, expected.scenes, strict=True), start=1
    ):
        name = f"Scene {number} ({scene.title!r})" if scene.title else f"Scene {number}"
        seconds = start / expected.form.fps
        if start not in report.keyframes:
            yield f"{name} does not begin with a keyframe: nobody can seek to it."
        if start in report.blank:
            yield f"{name} shows nothing: its first picture is of one colour."
        if scene.title and chapters.get(round(seconds, 2)) != scene.title:
            yield f"{name} has no chapter at {seconds:.2f} s."
        levels = report.levels[
            round(10 * seconds) : round(10 * seconds + 10 * scene.frames / expected.form.fps)
        ]
        if scene.spoken and max(levels, default=-120) < _SILENCE:
            yield f"{name} is silent although something is said in it."


def _sound_faults(report: FilmReport, expected: Expected) -> Iterator[str]:
    apart = abs(report.audio_seconds - report.video_seconds)
    if apart > 1 / expected.form.fps:
        yield f"Sound and pictures end {apart:.3f} s apart: more than a frame."
    if not any(scene.spoken for scene in expected.scenes):
        return
    integrated, target = report.loudness.integrated, expected.sound.loudness
    if abs(integrated - target) > expected.loudness:
        yield f"The film is at {integrated:.1f} LUFS, not at {target:.1f}."
    if report.loudness.peak > expected.sound.peak + 0.05:
        yield f"The sound peaks at {report.loudness.peak:.1f} dBTP, not {expected.sound.peak:.1f}."


def _caption_faults(report: FilmReport, expected: Expected) -> Iterator[str]:
    if len(report.cues) != len(expected.cues):
        yield f"The film has {len(report.cues)} captions, not {len(expected.cues)}."
        return
    for found, cue in zip(report.cues, expected.cues, strict=True):
        if found.text != cue.text or abs(found.start - cue.start) > 1 / expected.form.fps:
            yield f"The caption {cue.text!r} is not at {cue.start:.2f} s."
    for cue in report.cues:
        if cue.reading_speed > expected.speed:
            yield (
                f"The caption {cue.text!r} at {cue.start:.2f} s must be read at "
                f"{cue.reading_speed:.0f} characters a second."
            )
    for before, after in pairwise(report.cues):
        if after.start < before.end:
            yield f"Two captions overlap at {after.start:.2f} s."
