"""What a person orders: every choice about an episode, checked once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.order import check_order, choice

Paper = Literal["letter", "a4"]
Format = Literal["fountain", "fdx", "pdf", "html", "json"]

SCENE_MINUTES = 2.0
"""Usual length of a scene: nine to fifteen of them fill 22 minutes."""


@dataclass(frozen=True, slots=True)
class EpisodeOrder:
    """Every choice about an episode; what it is about stands in the outline."""

    minutes: float = choice(22.0, "running time, laughs included", least=1, most=120)
    scenes: int = choice(0, "number of scenes; 0: as many as the length needs", most=60)
    seed: int = choice(0, "another number, another script (offline)", most=1_000_000)
    rounds: int = choice(2, "times that weak lines are rewritten; 0: never", most=5)
    threshold: float = choice(0.7, "the least score that passes", least=0.01, most=1)
    paper: Paper = choice("letter", "paper of the PDF", allowed=Paper)
    formats: tuple[Format, ...] = choice(
        ("fountain", "fdx", "pdf", "html"), "the files of the script", allowed=Format
    )

    def __post_init__(self) -> None:
        check_order(EpisodeOrder, self)

    @property
    def scene_count(self) -> int:
        """How many scenes: as ordered, or as the length needs."""
        return self.scenes or max(3, round(self.minutes / SCENE_MINUTES))
