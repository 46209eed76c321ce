"""Scenes are shown in their order, as soon as all before them are; holes keep nobody waiting."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from tests.productions.video.conftest import FORM

from fabula.media.film.writer import Tags
from fabula.productions.video.premiere import Premiere
from fabula.productions.video.scenes import Reel


def seconds_of(path: Path) -> float:
    """How long the growing film is for a player that opens it now."""
    with av.open(str(path)) as film:
        return sum(1 for _ in film.decode(video=0)) / FORM.fps


def test_scenes_wait_for_those_before(reels: tuple[Reel, ...], tmp_path: Path) -> None:
    """The second scene is not seen before the first; then both are."""
    path = tmp_path / "film.part.mp4"
    with Premiere(path, FORM, Tags()) as premiere:
        premiere.show(1, reels[1])
        assert not path.exists() or path.stat().st_size == 0
        premiere.show(0, reels[0])
        premiere.show(2, reels[2])
        length = seconds_of(path)

    assert length > 2.0
    assert not path.exists()


def test_hole_is_left_out(reels: tuple[Reel, ...], tmp_path: Path) -> None:
    """A scene that could not be made does not hold back the next one."""
    path = tmp_path / "film.part.mp4"
    with Premiere(path, FORM, Tags()) as premiere:
        premiere.show(0, None)
        premiere.show(1, reels[1])
        premiere.show(2, reels[2])
        assert path.stat().st_size > 1000


@pytest.mark.parametrize("shown", [0, 1])
def test_failure_leaves_nothing(reels: tuple[Reel, ...], tmp_path: Path, shown: int) -> None:
    """A run that fails, before or after the first scene, leaves no file behind."""
    with pytest.raises(RuntimeError), Premiere(tmp_path / "f.part.mp4", FORM, Tags()) as premiere:
        for index in range(shown):
            premiere.show(index, reels[index])
        raise RuntimeError

    assert list(tmp_path.iterdir()) == []


def test_nobody_watching_costs_nothing(reels: tuple[Reel, ...], tmp_path: Path) -> None:
    """Without a path nothing is written."""
    with Premiere(None, FORM, Tags()) as premiere:
        premiere.show(0, reels[0])

    assert list(tmp_path.iterdir()) == []
