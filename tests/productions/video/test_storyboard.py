"""How long a storyboard lasts before it is spoken."""

from __future__ import annotations

import pytest

from fabula.media.slides.visuals import Statement
from fabula.productions.video.storyboard import (
    SCENE_PAUSE,
    SENTENCE_PAUSE,
    Scene,
    Sentence,
    Storyboard,
    film_seconds,
    spoken_seconds,
)


def test_pauses_count_between_and_after() -> None:
    """Two sentences have one pause between them and the pause of the scene after them."""
    assert spoken_seconds(["a" * 20, "b" * 10], pace=10) == pytest.approx(
        3 + SENTENCE_PAUSE + SCENE_PAUSE
    )


def test_film_is_the_sum_of_scenes() -> None:
    """A film lasts as long as its scenes."""
    scene = Scene("One", "how", (Sentence("a" * 20),), Statement("One"))

    assert film_seconds(Storyboard("Film", "en", (scene, scene)), 10) == pytest.approx(
        2 * (2 + SCENE_PAUSE)
    )
