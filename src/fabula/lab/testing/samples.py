"""The sample shows, documents and stand-ins of the documents, as pytest fixtures by their names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fabula.lab.context import Lab
    from fabula.lab.resources.meter import Meter
    from fabula.lab.suites.script_room import Desk


@pytest.fixture
def sample_episode_outline_small() -> Any:
    """An outline of three scenes: Luna, Rick, Ethel and Fred."""
    from fabula.lab.suites.script_room import outline

    return outline(3)


@pytest.fixture
def sample_episode_outline_large() -> Any:
    """An outline of nine scenes."""
    from fabula.lab.suites.script_room import outline

    return outline(9)


@pytest.fixture
def sample_character_profiles(sample_episode_outline_large: Any) -> Mapping[str, Any]:
    """The regulars by name, each with how they talk."""
    return {character.name: character for character in sample_episode_outline_large.cast}


@pytest.fixture
def sample_show_metadata(sample_episode_outline_large: Any) -> Mapping[str, str]:
    """Show, title, setting and tone."""
    names = ("show", "title", "setting", "tone")
    return {name: getattr(sample_episode_outline_large, name) for name in names}


@pytest.fixture
def mock_generator_with_timing(lab: Lab) -> Desk:
    """Writes episodes as models would: dialogue takes 0.1 s, stage directions 0.05 s.

    `played = await mock_generator_with_timing.write(3, hands=3)`
    """
    from fabula.lab.suites.script_room import Desk

    return Desk(lab)


@pytest.fixture
def mock_file_context() -> Path:
    """A paper of two pages, as PDF."""
    from fabula.lab.suites.video_room import document

    return document()


@pytest.fixture
def resource_meter() -> Meter:
    """Memory and CPU of what happens in it: `with resource_meter: ...`; then `.usage`."""
    from fabula.lab.resources.meter import Meter

    return Meter()
