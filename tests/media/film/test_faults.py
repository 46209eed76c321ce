"""Tests of the gate: a good film passes, and each thing that can be wrong is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.media.film.material import slide
from tests.media.film.test_writer import clip, expected

from fabula.media.film.audio import Loudness, code_sound
from fabula.media.film.captions import Cue
from fabula.media.film.faults import Expected, ExpectedScene, faults
from fabula.media.film.forms import Form, SoundForm
from fabula.media.film.inspection import FilmReport, inspect
from fabula.media.film.shots import Shot, code_shot
from fabula.media.film.writer import Clip, write_film

FORM = Form(320, 180)


@pytest.fixture(scope="module")
def made() -> list[Clip]:
    """Three good scenes."""
    return [clip(number, FORM, 1.2) for number in range(3)]


@pytest.fixture(scope="module")
def good(made: list[Clip], tmp_path_factory: pytest.TempPathFactory) -> FilmReport:
    """The report of a good film."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    write_film(path, made, FORM)
    return inspect(path, look_at=expected(made, FORM).starts)


@pytest.fixture(scope="module")
def wanted(made: list[Clip]) -> Expected:
    """What the good film should be."""
    return expected(made, FORM)


def test_good_film_passes(good: FilmReport, wanted: Expected) -> None:
    """The gate has nothing to say about a film that is as it should be."""
    assert faults(good, wanted) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"video_codec": "vp9"}, "vp9 and aac"),
        ({"width": 640}, "640 x 180"),
        ({"irregular": 3}, "3 frames"),
        ({"frames": 10}, "has 10 frames"),
        ({"fps": 29.97}, "29.97 a second"),
        ({"index_first": False}, "index"),
        ({"errors": ("bad block",)}, "bad block"),
        ({"keyframes": (0,)}, "Scene 2 ('Scene 1') does not begin with a keyframe"),
        ({"blank": (0,)}, "Scene 1 ('Scene 0') shows nothing"),
        ({"chapters": ()}, "has no chapter"),
        ({"levels": (-120.0,) * 90}, "is silent"),
        ({"audio_seconds": 1.0}, "apart"),
        ({"loudness": Loudness(-18.0, -3.0)}, "-18.0 LUFS"),
        ({"loudness": Loudness(-23.0, 0.5)}, "peaks at 0.5"),
        ({"cues": ()}, "0 captions, not 3"),
    ],
)
def test_each_fault_is_named(
    good: FilmReport, wanted: Expected, change: dict[str, object], words: str
) -> None:
    """One wrong thing gives a sentence that says which and where."""
    found = faults(replace(good, **change), wanted)  # type: ignore[arg-type]

    assert any(words in fault for fault in found), found


def test_captions_are_judged(good: FilmReport, wanted: Expected) -> None:
    """Captions that come late, run into each other or cannot be read in time are named."""
    late = (replace(good.cues[0], start=good.cues[0].start + 0.2), *good.cues[1:])
    overlapping = (replace(good.cues[0], end=9), *good.cues[1:])
    fast = (replace(good.cues[0], text="far too long to be read in the time it is there"),)

    assert "is not at" in faults(replace(good, cues=late), wanted)[0]
    assert "overlap" in faults(replace(good, cues=overlapping), wanted)[0]
    assert "must be read at" in " ".join(
        faults(replace(good, cues=(*fast, *good.cues[1:])), wanted)
    )


def test_missing_scene_is_seen(tmp_path: Path, made: list[Clip], wanted: Expected) -> None:
    """A film that lacks a scene is not what was expected."""
    write_film(tmp_path / "film.mp4", made[:2], FORM)
    report = inspect(tmp_path / "film.mp4", look_at=wanted.starts)

    assert any("frames at" in fault for fault in faults(report, wanted))
    assert any("Scene 3" in fault for fault in faults(report, wanted))


def test_silent_scenes_may_be_meant(tmp_path: Path) -> None:
    """A scene in which nothing is to be said is not reported as silent."""
    still = code_shot(Shot(slide(1, 320, 180)), FORM)
    silent = Clip(still, code_sound(None, SoundForm(), at_least=2), 60, "Silence")
    spoken = clip(0, FORM, 2)
    write_film(tmp_path / "film.mp4", [spoken, silent], FORM)
    scenes = (ExpectedScene(spoken.frames, "Scene 0"), ExpectedScene(60, "Silence", spoken=False))
    cues = tuple(Cue(cue.start, cue.end, cue.text) for cue in spoken.cues)
    report = inspect(tmp_path / "film.mp4", look_at=(0, spoken.frames))

    assert faults(report, Expected(FORM, SoundForm(), scenes, cues)) == ()
