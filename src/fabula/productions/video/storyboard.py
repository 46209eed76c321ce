"""The storyboard: what each scene says and shows, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.media.slides.visuals import Visual

Role = Literal["opening", "problem", "idea", "how", "evidence", "limits", "so-what", "closing"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One spoken sentence, and the ids of the passages that it comes from."""

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene: one idea, spoken in a few sentences over one visual.

    Args:
        title: Name of the chapter in the film, at most about 50 letters.
        role: Its place in the argument.
        narration: What is said, as it is to be spoken (no citations, no addresses).
        visual: What is shown meanwhile.
    """

    title: str
    role: Role
    narration: tuple[Sentence, ...]
    visual: Visual


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A film before it is made; a person may edit it."""

    title: str
    language: str
    scenes: tuple[Scene, ...]
