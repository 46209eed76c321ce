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
    letters_heard,
    spoken_seconds,
)


def test_pauses_count_between_and_after() -> None:
    """Two sentences have one pause between them and the pause of the scene after them."""
    assert spoken_seconds(["a" * 20, "b" * 10], pace=10) == pytest.approx(
        (letters_heard("a" * 20) + letters_heard("b" * 10)) / 10 + SENTENCE_PAUSE + SCENE_PAUSE
    )


def test_film_is_the_sum_of_scenes() -> None:
    """A film lasts as long as its scenes."""
    scene = Scene("One", "how", (Sentence("a" * 20),), Statement("One"))

    assert film_seconds(Storyboard("Film", "en", (scene, scene)), 10) == pytest.approx(
        2 * (letters_heard("a" * 20) / 10 + SCENE_PAUSE)
    )


def test_digits_and_commas_take_longer() -> None:
    """A number is read as words and a comma is a breath: both last longer than their signs."""
    assert letters_heard("in 1997") > letters_heard("in town")
    assert letters_heard("yes, no") > letters_heard("yes and")
