"""Tests of reading films back: what is wrong with a file is seen in the file."""

from __future__ import annotations

import io
from pathlib import Path

import av
import pytest
from PIL import Image
from tests.media.film.material import png, voice
from tests.media.film.test_writer import clip

from fabula.media.film.audio import code_sound
from fabula.media.film.forms import Form, SoundForm
from fabula.media.film.inspection import inspect
from fabula.media.film.shots import Shot, code_shot
from fabula.media.film.writer import Clip, FilmWriter, write_film

FORM = Form(320, 180)


def test_empty_picture_is_seen(tmp_path: Path) -> None:
    """A scene of one colour is a slide that was never drawn."""
    empty = code_shot(Shot(png(Image.new("RGB", (320, 180), "#202020"))), FORM)
    sound = code_sound(voice(1.2), SoundForm())
    clips = [clip(0, FORM, 1.2), Clip(empty, sound, 60)]
    write_film(tmp_path / "film.mp4", clips, FORM)
    starts = (0, clips[0].frames)

    assert inspect(tmp_path / "film.mp4", look_at=starts).blank == (clips[0].frames,)


def test_damaged_film_is_seen(tmp_path: Path) -> None:
    """A picture that a strict decoder objects to is reported, deep or at a scene's start."""
    path = tmp_path / "film.mp4"
    scenes = [clip(0, FORM), clip(1, FORM)]
    write_film(path, scenes, FORM)
    content = bytearray(path.read_bytes())
    start = content.index(scenes[1].shot.pictures[0].data[4:])
    content[start + 400 : start + 900] = bytes(reversed(content[start + 400 : start + 900]))
    path.write_bytes(content)

    assert inspect(path, look_at=(0, scenes[0].frames)).errors
    assert inspect(path, deep=True).errors


def test_index_at_the_end_is_seen(tmp_path: Path) -> None:
    """A live film, or one whose index comes last, is told from one that is ready for the web."""
    file = io.BytesIO()
    with FilmWriter(file, FORM, live=True) as film:
        film.add(scene := clip(0, FORM))
    (tmp_path / "live.mp4").write_bytes(file.getvalue())
    whole = file.getvalue()
    (tmp_path / "turned.mp4").write_bytes(whole[:28] + b"\0\0\0\x08mdat" + whole[28:])

    assert inspect(tmp_path / "live.mp4").frames == scene.frames
    assert not inspect(tmp_path / "turned.mp4").index_first


def test_missing_frames_are_reported(tmp_path: Path) -> None:
    """Asked for a frame past the end, the report says that it is not there."""
    write_film(tmp_path / "film.mp4", [scene := clip(0, FORM)], FORM)

    (error,) = inspect(tmp_path / "film.mp4", look_at=(0, scene.frames + 50)).errors
    assert f"frame {scene.frames + 50} is not there" in error


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    """Some other file gives an error, not a report."""
    (tmp_path / "film.mp4").write_bytes(b"no film at all" * 100)

    with pytest.raises(av.error.FFmpegError):
        inspect(tmp_path / "film.mp4")
