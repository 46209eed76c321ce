"""What is done around a run of a studio folder, whoever asks for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fabula.desks import begin_folder
from fabula.desks.making import FolderRun
from fabula.engine.edits import WORDS
from fabula.errors import UserError
from fabula.store.studio_folder import StudioFolder
from fabula.studio import Studio

pytestmark = pytest.mark.anyio

SMALL = {"minutes": 0.3, "resolution": 240, "fps": 10, "scenes": 2}


async def make(folder: StudioFolder) -> list[str]:
    """Make what a folder asks for; the paths of what was made."""
    run = await asyncio.to_thread(FolderRun, folder)
    studio = await asyncio.to_thread(Studio, home=folder.hidden)
    async with studio:
        made = await studio.make(await run.desk.job(studio))
        return await run.keep(made, studio.store)


@pytest.fixture
def folder(tmp_path: Path) -> StudioFolder:
    """A folder that makes a small film."""
    return begin_folder("video", tmp_path / "luna", None, SMALL)


async def test_works_are_kept_in_the_folder(folder: StudioFolder) -> None:
    """What was made is in the folder, the work first."""
    names = await make(folder)

    assert [Path(name).name for name in names] == ["luna.mp4", "report.json"]
    assert {path.name for path in folder.path.iterdir()} >= {"luna.mp4", "storyboard.yaml"}


async def test_edited_work_is_refused_before_the_run(folder: StudioFolder) -> None:
    """A finished work that a person edited is found before anything is made."""
    await make(folder)
    await asyncio.to_thread((folder.path / "luna.mp4").write_bytes, b"mine")

    with pytest.raises(UserError, match="was edited"):
        await asyncio.to_thread(FolderRun, folder)


async def test_words_are_kept_as_a_take(folder: StudioFolder) -> None:
    """A person's words, comments and all, are kept as a take of theirs, as the run saw them."""
    await make(folder)
    board = folder.path / "storyboard.yaml"
    words = "# My own.\n" + await asyncio.to_thread(board.read_text)
    await asyncio.to_thread(board.write_text, words)
    run = await asyncio.to_thread(FolderRun, folder)
    await asyncio.to_thread(board.write_text, words + "# Typed during the run.\n")
    studio = await asyncio.to_thread(Studio, home=folder.hidden)
    async with studio:
        await run.keep(await studio.make(await run.desk.job(studio)), studio.store)
        kept = await studio.store.archive.notes(WORDS)

    assert words in kept.values()
