"""The scene of the models' benchmark as a task of Fabula's."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.models import Task


@dataclass(frozen=True)
class Spoken:
    """Who says what."""

    speaker: str
    text: str
    direction: str


@dataclass(frozen=True)
class Scene:
    """A scene."""

    title: str
    place: str
    lines: tuple[Spoken, ...]


@dataclass(frozen=True)
class WriteTheScene(Task[Scene]):
    """Write the scene."""

    story: str
