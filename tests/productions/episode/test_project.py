"""A studio folder of an episode: what a person brings is read, kept, and never overwritten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.productions.episode.rooms import luna, small_script

from fabula.errors import BadInput, UnreadableInput, UserError
from fabula.productions.episode.directions import ActionBeat
from fabula.productions.episode.pitch import Pitch
from fabula.productions.episode.project import (
    Project,
    begin_project,
    read_brought,
    read_project,
    text_slots,
)
from fabula.store.studio_folder import StudioFolder
from fabula.store.written import write_readable

CHARACTER = b"name: Luna\nwant: to be left alone\n"


@pytest.fixture
def folder(tmp_path: Path) -> StudioFolder:
    """A folder that was begun with the example."""
    return begin_project(tmp_path / "luna", write_readable(luna()), {"minutes": 5.0}, {})


def project(folder: StudioFolder) -> Project:
    """What a folder asks for."""
    return read_project(folder, (folder.path / "fabula.yaml").read_bytes())


def pitch(folder: StudioFolder) -> Pitch:
    """The pitch of a folder."""
    return read_brought(folder, project(folder)).pitch


def test_pitch_is_read_as_written(folder: StudioFolder) -> None:
    """What was begun with is what is read, and the choices stand in fabula.yaml."""
    assert pitch(folder) == luna()
    assert project(folder).order.minutes == 5


def test_cast_may_have_files(folder: StudioFolder) -> None:
    """A character in a file of their own stands for the one in the outline."""
    (folder.path / "cast").mkdir()
    (folder.path / "cast" / "luna.yaml").write_bytes(CHARACTER)
    cast = {one.name: one for one in pitch(folder).cast}

    assert cast["Luna"].want == "to be left alone"
    assert len(cast) == len(luna().cast)


def test_written_scene_is_a_take(folder: StudioFolder) -> None:
    """A scene that a person put into the folder is theirs, in the place of its number."""
    scene = small_script().scenes[1]
    (folder.path / "scenes").mkdir()
    (folder.path / "scenes" / "02.yaml").write_bytes(write_readable(scene))
    found = read_brought(folder, project(folder))
    slots = text_slots(folder, found)

    assert found.scenes == {2: scene}
    assert found.given() == {slots["scenes/02.yaml"][1]: scene}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("outline.yaml", "show: [", "line 1"),
        ("outline.yaml", "premis: One\n", "Did you mean 'premise'?"),
        ("outline.yaml", "cast:\n- name: Luna\n  voice: {verbal_tics: so}\n", "line 3"),
        ("scenes/03.yaml", "dialogue: {}\n", "03.yaml"),
        ("scenes/three.yaml", "dialogue: {}\n", "Call it by its number"),
        ("scenes/3.yaml", "dialogue: {}\n", "Call it 03.yaml"),
        ("cast/luna.yaml", "name: ''\n", "line 1, field 'name': is empty"),
        ("cast/luna.yaml", "name: Luna\npronouns: xe\n", "It can be she, he, they, it"),
        ("fabula.yaml", "production: episode\nminutes: many\n", "must be a number"),
    ],
)
def test_mistake_is_told_by_place(folder: StudioFolder, name: str, text: str, told: str) -> None:
    """File, line and field, and what would be right."""
    path = folder.path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)

    with pytest.raises(UserError, match="yaml") as caught:
        read_brought(folder, project(folder))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("scene_number: 2", "scene_number: 7", "is 7 in the file of scene 2. Write 2"),
        ("after_line: 1", "after_line: 99", r"after_line': is 99. The scene has \d+ lines"),
    ],
)
def test_scene_is_proofread(folder: StudioFolder, written: str, instead: str, told: str) -> None:
    """A scene's number, and what its directions are anchored to, fit the rest of it."""
    scene = small_script().scenes[1]
    assert scene is not None
    seen = replace(scene.directions, action_beats=(ActionBeat(1, "She sits."),))
    text = write_readable(replace(scene, directions=seen)).decode()
    (folder.path / "scenes").mkdir()
    (folder.path / "scenes" / "02.yaml").write_text(text.replace(written, instead, 1))

    with pytest.raises(UnreadableInput, match=told):
        read_brought(folder, project(folder))


def test_missing_outline_is_told(folder: StudioFolder) -> None:
    """The file that fabula.yaml names must be there, and in the folder."""
    (folder.path / "outline.yaml").unlink()

    with pytest.raises(UnreadableInput, match="no such file"):
        pitch(folder)
    (folder.path / "fabula.yaml").write_text("production: episode\nsource: ../secret.yaml\n")
    with pytest.raises(BadInput, match="outside"):
        pitch(folder)


def test_begun_folder_is_not_begun_again(folder: StudioFolder) -> None:
    """Nothing that is there is written over."""
    with pytest.raises(UserError, match="studio folder already"):
        begin_project(folder.path, b"premise: Another\n", {}, {})
