"""Tests of whole films: written, read back, and compared with what was meant."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from tests.media.film.material import colour, png, slide, voice

from fabula.media.film.audio import CodedSound, code_sound
from fabula.media.film.captions import Cue
from fabula.media.film.faults import Expected, ExpectedScene, faults
from fabula.media.film.forms import Form, SoundForm, shaped
from fabula.media.film.inspection import inspect
from fabula.media.film.shots import Fade, Overlay, Shot, Zoom, code_shot
from fabula.media.film.writer import Clip, FilmWriter, Tags, write_film

SOUND = SoundForm()
SPAN = (1.37, 0.61, 2.05, 1.11, 1.83)
LABEL = png(Image.new("RGBA", (90, 30), "white"))


def clip(number: int, form: Form, seconds: float = 1.3, *, shot: Shot | None = None) -> Clip:
    """A scene whose slide, title and caption tell its number."""
    sound = code_sound(voice(seconds), SOUND)
    frames = form.frames(sound.seconds)
    shot = shot or Shot(slide(number, form.width, form.height))
    cue = Cue(SOUND.lead, SOUND.lead + seconds, f"Cue {number}\nhere")
    return Clip(code_shot(shot, form, frames), sound, frames, f"Scene {number}", (cue,))


def clips(form: Form) -> list[Clip]:
    """Scenes of odd lengths in all lanes."""
    size = form.width, form.height
    shots = [
        Shot(slide(0, *size)),
        Shot(slide(1, *size), (Overlay(LABEL, 200, 100, 5, 9), Overlay(LABEL, 200, 160, 12))),
        Shot(slide(2, *size), zoom=Zoom(end=(0.02, 0.02, 0.98, 0.98), frames=10)),
        Shot(slide(3, *size), fade=Fade(slide(2, *size), 4)),
        Shot(slide(4, *size)),
    ]
    return [clip(n, form, SPAN[n], shot=shot) for n, shot in enumerate(shots)]


def expected(made: list[Clip], form: Form) -> Expected:
    """What a film of some scenes should be."""
    starts = list(accumulate((c.frames / form.fps for c in made), initial=0.0))
    cues = tuple(
        Cue(start + cue.start, start + cue.end, cue.text)
        for start, c in zip(starts, made, strict=False)
        for cue in c.cues
    )
    scenes = tuple(ExpectedScene(c.frames, c.title) for c in made)
    return Expected(form, SOUND, scenes, cues)


@pytest.mark.parametrize("encoder", ["skip", "plain"])
@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1"])
def test_film_holds_what_was_meant(tmp_path: Path, aspect: str, encoder: str) -> None:
    """A film of all lanes passes the gate, every frame of it decoded strictly."""
    form = shaped(aspect, 360, encoder=encoder, keyframe_seconds=1)  # type: ignore[arg-type]
    made = clips(form)
    path = tmp_path / "film.mp4"
    write_film(path, made, form, Tags("Title", "Author", "Comment", "en", slide(0)))
    report = inspect(path, deep=True)
    wanted = expected(made, form)

    assert faults(report, wanted) == ()
    assert report.tags["title"] == "Title"
    assert report.cover
    assert [chapter.title for chapter in report.chapters] == [c.title for c in made]


def test_slides_change_on_their_frame(tmp_path: Path) -> None:
    """The first and the last frame of each scene show its own slide."""
    form = Form(640, 360)
    made = [clip(n, form, SPAN[n % 5]) for n in range(6)]
    write_film(tmp_path / "film.mp4", made, form)
    starts = list(accumulate((c.frames for c in made), initial=0))
    wanted = {at: n for n, (a, b) in enumerate(pairwise(starts)) for at in (a, b - 1)}

    seen = 0
    with av.open(str(tmp_path / "film.mp4"), "r") as film:
        for at, frame in enumerate(film.decode(video=0)):
            if at in wanted:
                corner = frame.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray()[3, 3]
                assert np.abs(corner.astype(int) - colour(wanted[at])).max() <= 6, f"frame {at}"
                seen += 1
    assert seen == 12


def test_hour_of_sound_does_not_drift(tmp_path: Path) -> None:
    """After an hour of scenes of odd lengths the voice still begins within a frame of its place."""
    form = Form(128, 128)
    still = code_shot(Shot(slide(1, 128, 128)), form)
    coded = code_sound(voice(0.5, 48_000), SOUND)
    made = [Clip(still, coded, 43 + number * 37 % 149) for number in range(950)]
    write_film(tmp_path / "film.mp4", made, form)
    starts = list(accumulate((c.frames for c in made), initial=0))
    onsets = []
    with av.open(str(tmp_path / "film.mp4"), "r") as film:
        stream = film.streams.audio[0]
        for number in (0, 1, 474, 948, 949):
            spoken = starts[number] / form.fps + SOUND.lead
            film.seek(int(max(0.0, spoken - 0.2) / (stream.time_base or 1)), stream=stream)
            onsets.append(onset(film.decode(stream), spoken - 0.1) - spoken)

    assert starts[-1] / form.fps > 3600
    # The voice begins softly, so all are heard late by the same little.
    assert max(onsets) - min(onsets) < 1 / form.fps
    assert max(abs(late) for late in onsets) < 1 / form.fps


def onset(frames: Iterator[av.AudioFrame], after: float) -> float:
    """When a sound is first heard after a time, in seconds of the film."""
    for frame in frames:
        samples = np.abs(frame.to_ndarray()[0])
        loud = (samples > 0.002).nonzero()[0]
        if len(loud) and (now := float(frame.time or 0) + loud[0] / frame.rate) >= after:
            return float(now)
    return float("inf")


def test_voices_sound_in_their_scenes(tmp_path: Path) -> None:
    """By correlation, every voice is heard within a frame of where it belongs, to the end."""
    form, rate = Form(128, 128), 48_000
    spans = [0.9 + 0.137 * (n % 7) for n in range(12)]
    voices = [voice(seconds, rate, pitch=120 + 17 * n) for n, seconds in enumerate(spans)]
    still = code_shot(Shot(slide(1, 128, 128)), form)
    made = []
    for sound in voices:
        coded = code_sound(sound, SOUND)
        made.append(Clip(still, coded, form.frames(coded.seconds)))
    write_film(tmp_path / "film.mp4", made, form)
    with av.open(str(tmp_path / "film.mp4"), "r") as film:
        heard = np.concatenate(
            [f.to_ndarray()[0] for f in film.decode(audio=0) if (f.pts or 0) >= 0]
        )
    start = 0
    for sound, scene in zip(voices, made, strict=True):
        spoken = np.frombuffer(sound.samples, np.int16).astype(float)
        at = round((start / form.fps + SOUND.lead) * rate)
        window = heard[at - 2400 : at + 2400 + 12_000]
        match = np.correlate(window, spoken[:12_000], "valid")
        offset = (int(match.argmax()) - 2400) / rate
        assert abs(offset) <= 0.5 / form.fps, f"voice at {at / rate:.2f} s"
        start += scene.frames


def test_joins_are_silent(tmp_path: Path) -> None:
    """Between two scenes there is silence and no click."""
    form = Form(128, 128)
    made = [clip(n, form, 0.8) for n in range(5)]
    write_film(tmp_path / "film.mp4", made, form)
    with av.open(str(tmp_path / "film.mp4"), "r") as film:
        heard = np.concatenate([f.to_ndarray()[0] for f in film.decode(audio=0)])
    for start in list(accumulate(c.frames for c in made))[:-1]:
        at = start * 48_000 // form.fps
        assert np.abs(heard[at - 2400 : at + 2400]).max() < 0.001


@pytest.mark.parametrize("fps", [10, 24, 25, 50, 60])
def test_any_rate_is_constant(tmp_path: Path, fps: int) -> None:
    """At every rate the frames stand exactly where they should, and so does the sound."""
    form = Form(320, 180, fps=fps)
    made = [clip(0, form, 0.7), clip(1, form, 1.1)]
    write_film(tmp_path / "film.mp4", made, form)
    wanted = expected(made, form)

    assert faults(inspect(tmp_path / "film.mp4", look_at=wanted.starts), wanted) == ()


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    """Two films of the same scenes are the same file, whenever they are made."""
    form = Form(320, 180)
    for name in ("a.mp4", "b.mp4"):
        time.sleep(1.01)  # a time of writing, if there were one, would differ
        write_film(tmp_path / name, clips(form), form, Tags("T", cover=slide(1)))

    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_failure_leaves_nothing(tmp_path: Path) -> None:
    """A scene that cannot be joined leaves no file, and what stood under the name before stays."""
    form = Form(320, 180)
    path = tmp_path / "film.mp4"
    path.write_bytes(b"older film")
    stranger = clip(1, Form(640, 360))

    with pytest.raises(ValueError, match="same form"):
        write_film(path, [clip(0, form), stranger], form)
    with pytest.raises(ValueError, match="at least one scene"):
        write_film(path, [], form)
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"]
    assert path.read_bytes() == b"older film"


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_killed_writer_leaves_no_film(tmp_path: Path, stop: signal.Signals) -> None:
    """Stopped half-way, nothing stands under the film's name; the next writing tidies up."""
    script = (
        "import sys, time; from pathlib import Path\n"
        "from tests.media.film.test_writer import *\n"
        "form = Form(320, 180)\n"
        "with FilmWriter(Path(sys.argv[1]), form) as film:\n"
        "    film.add(clip(0, form))\n"
        "    film.add(clip(1, form))\n"
        "    print('under way', flush=True); time.sleep(30)\n"
    )
    path = tmp_path / "film.mp4"
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"under way\n"
        writer.send_signal(stop)
        writer.wait(10)
    left = [file.name for file in tmp_path.iterdir()]
    write_film(path, [clip(0, Form(320, 180))], Form(320, 180))

    assert left == ([] if stop == signal.SIGINT else [f".film.mp4.{writer.pid}.part"])
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"]


def test_live_film_grows_as_scenes_arrive() -> None:
    """With `live` a player can decode what is there before the film is finished."""
    form, file = Form(320, 180), io.BytesIO()
    made = clips(form)
    with FilmWriter(file, form, live=True) as film:
        for scene in made[:3]:
            film.add(scene)
        early = file.getvalue()
        for scene in made[3:]:
            film.add(scene)
    with av.open(io.BytesIO(early), "r") as part:
        frames_early = sum(1 for _ in part.decode(video=0))
    with av.open(io.BytesIO(file.getvalue()), "r") as whole:
        frames = sum(1 for _ in whole.decode(video=0))

    assert frames_early >= sum(c.frames for c in made[:2])
    assert frames == sum(c.frames for c in made)


def test_odd_names_are_only_names(tmp_path: Path) -> None:
    """A colon or a percent sign in a file's name is nothing special."""
    form = Form(320, 180)
    path = tmp_path / "pipe:1 %03d é.mp4"
    write_film(path, [clip(0, form)], form)

    assert inspect(path).frames > 0


def test_captions_are_a_track_if_any(tmp_path: Path) -> None:
    """A film without cues has no empty track that a player would offer."""
    form = Form(320, 180)
    scene = clip(0, form)
    for cues_ in ((), scene.cues):
        write_film(tmp_path / "film.mp4", [replace(scene, cues=cues_)], form)
        with av.open(str(tmp_path / "film.mp4"), "r") as film:
            assert len(film.streams.subtitles) == len(cues_)


def test_scene_may_outlast_its_sound(tmp_path: Path) -> None:
    """A scene longer than its sound goes on in silence, and so may a scene without any."""
    form = Form(320, 180)
    short: CodedSound = code_sound(voice(0.7), SOUND)
    still = code_shot(Shot(slide(1, 320, 180)), form)
    made = [
        Clip(still, short, 150),
        Clip(still, code_sound(None, SOUND), 90),
        Clip(still, short, 47),
    ]
    write_film(tmp_path / "film.mp4", made, form)
    report = inspect(tmp_path / "film.mp4", look_at=(0, 150, 240))

    assert report.frames == 287
    assert report.irregular == 0
    assert report.audio_seconds == pytest.approx(report.video_seconds, abs=1 / 30)
    assert max(report.levels[30:80]) < -60


def test_forms_cannot_be_mixed(tmp_path: Path) -> None:
    """Pictures of another size than was said, or another sound, are refused before the film."""
    form = Form(320, 180)
    scene = clip(0, form)
    louder = code_sound(voice(1.0), SoundForm(rate=44_100))

    with pytest.raises(ValueError, match="not the form of the film"):
        write_film(tmp_path / "film.mp4", [scene], Form(640, 360))
    with pytest.raises(ValueError, match="sounds of a film"):
        write_film(tmp_path / "film.mp4", [scene, Clip(scene.shot, louder, 90)], form)
    assert list(tmp_path.iterdir()) == []
