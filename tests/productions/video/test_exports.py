"""Captions beside the film are on the film's clock, and the report names pages."""

from __future__ import annotations

import pytest

from fabula.productions.video.checks import scene_starts
from fabula.productions.video.exports import film_captions
from fabula.productions.video.scenes import Reel


def test_captions_follow_the_scenes(reels: tuple[Reel, ...]) -> None:
    """Each scene's captions are shifted by the lengths of all scenes before it, in frames."""
    starts = scene_starts(reels, 30)
    captions = film_captions(reels, 30)

    assert starts[0] == 0
    assert starts[2] == pytest.approx((reels[0].clip.frames + reels[1].clip.frames) / 30)
    assert [cue.start for cue in captions] == pytest.approx([start + 0.3 for start in starts])
    assert captions[2].text == "About Seas."
