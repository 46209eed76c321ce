"""A desk reads what a folder asks for, whatever it makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.desks import begin_folder, open_desk, project_text
from fabula.desks.desk import DESKS
from fabula.errors import BadSetting, UnknownName, UnreadableInput
from fabula.store.studio_folder import PROJECT, StudioFolder


@pytest.fixture(params=DESKS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> StudioFolder:
    """A folder of each production, with the example that comes with Fabula."""
    return begin_folder(request.param, tmp_path / "luna", None, {})


def test_new_folder_has_all_to_make(folder: StudioFolder) -> None:
    """Each work is missing, and none is refused."""
    desk = open_desk(folder)
    desk.refuse_edited()

    assert any(name.startswith("luna.") for name in desk.conditions())
    assert {condition for condition, _ in desk.conditions().values()} == {"missing"}


def test_draft_stands_in_for_the_file(folder: StudioFolder) -> None:
    """A draft of fabula.yaml is read in its place."""
    draft = project_text(folder) + b"budget: 0.25\n"

    assert open_desk(folder).project.budget is None
    assert open_desk(folder, {PROJECT: draft}).project.budget == 0.25


def test_key_in_the_project_is_refused(folder: StudioFolder) -> None:
    """A key does not belong in a folder, whatever the folder makes."""
    with (folder.path / PROJECT).open("a") as file:
        file.write("openai_api_key: abc\n")

    with pytest.raises(BadSetting, match="a key does not belong in a file"):
        open_desk(folder)


def test_folder_without_project_says_how_to_begin(tmp_path: Path) -> None:
    """An empty folder is no studio folder."""
    with pytest.raises(UnreadableInput, match="Begin one with"):
        open_desk(StudioFolder(tmp_path))


def test_unknown_production_is_told(folder: StudioFolder) -> None:
    """A production that does not exist is met with those that do."""
    (folder.path / PROJECT).write_text("production: opera\n")

    with pytest.raises(UnknownName, match="episode, video"):
        open_desk(folder)


def test_draft_of_another_file_is_refused(folder: StudioFolder) -> None:
    """A draft of a file that no run reads is a mistake."""
    with pytest.raises(UnknownName, match=r"notes\.txt"):
        open_desk(folder, {"notes.txt": b""})
