"""Scenes are shown in their order, as soon as all before them are; holes keep nobody waiting."""

from __future__ import annotations

import os
from asyncio import to_thread
from pathlib import Path

import av
import pytest
from tests.productions.video.conftest import FORM

from fabula.media.film.writer import Tags
from fabula.productions.video.premiere import Premiere
from fabula.productions.video.scenes import Reel

pytestmark = pytest.mark.anyio


def seconds_of(path: Path) -> float:
    """How long the growing film is for a player that opens it now."""
    with av.open(str(path)) as film:
        return sum(1 for _ in film.decode(video=0)) / FORM.fps


async def test_scenes_wait_for_those_before(reels: tuple[Reel, ...], tmp_path: Path) -> None:
    """The second scene is not seen before the first; then both are."""
    path = tmp_path / "film.part.mp4"
    async with Premiere(path, FORM, Tags()) as premiere:
        await to_thread(premiere.show, 1, reels[1])
        assert not path.exists() or path.stat().st_size == 0
        await to_thread(premiere.show, 0, reels[0])
        await to_thread(premiere.show, 2, reels[2])
        length = await to_thread(seconds_of, path)

    assert length > 2.0
    assert not path.exists()


async def test_hole_is_left_out(reels: tuple[Reel, ...], tmp_path: Path) -> None:
    """A scene that could not be made does not hold back the next one."""
    path = tmp_path / "film.part.mp4"
    async with Premiere(path, FORM, Tags()) as premiere:
        await to_thread(premiere.show, 0, None)
        await to_thread(premiere.show, 1, reels[1])
        await to_thread(premiere.show, 2, reels[2])
        assert path.stat().st_size > 1000


@pytest.mark.parametrize("shown", [0, 1])
async def test_failure_leaves_nothing(reels: tuple[Reel, ...], tmp_path: Path, shown: int) -> None:
    """A run that fails, before or after the first scene, leaves no file behind."""
    path = tmp_path / "f.part.mp4"
    with pytest.raises(RuntimeError):
        async with Premiere(path, FORM, Tags()) as premiere:
            for index in range(shown):
                await to_thread(premiere.show, index, reels[index])
            raise RuntimeError

    assert not path.exists()


async def test_nobody_watching_costs_nothing(
    reels: tuple[Reel, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a path nothing is written."""
    monkeypatch.chdir(tmp_path)
    async with Premiere(None, FORM, Tags()) as premiere:
        await to_thread(premiere.show, 0, reels[0])

    assert not await to_thread(os.listdir)
