"""What the tests of a film share: reels made for real, small, without a model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.media.film.audio import code_sound
from fabula.media.film.captions import Cue
from fabula.media.film.forms import Form, SoundForm
from fabula.media.film.shots import Shot, code_shot
from fabula.media.film.writer import Clip
from fabula.media.slides import Look, paint
from fabula.media.slides.visuals import Bullets
from fabula.media.sound import Sound
from fabula.productions.video.scenes import Reel
from fabula.productions.video.storyboard import Scene, Sentence

FORM = Form(320, 180)
TONE = b"".join(
    (3000 * (1 if n // 50 % 2 else -1)).to_bytes(2, "little", signed=True) for n in range(22050)
)


def make_reel(title: str, *, faults: tuple[str, ...] = ()) -> Reel:
    """A scene of about two seconds: a slide with its title, a tone, one caption."""
    visual = Bullets(title, ("One point", "Another point"))
    slide = paint(visual, Look("paper", FORM.width, FORM.height))
    sound = code_sound(Sound(TONE, 22050), SoundForm(), at_least=2.0)
    frames = FORM.frames(sound.seconds)
    cue = Cue(0.3, 1.5, f"About {title}.")
    clip = Clip(code_shot(Shot(slide.png), FORM), sound, frames, title, (cue,))
    scene = Scene(title, "how", (Sentence(f"About {title}.", ("p1.1",)),), visual)
    return Reel(scene, clip, (cue,), faults)


@pytest.fixture(scope="session")
def reels() -> tuple[Reel, Reel, Reel]:
    """Three scenes of one film."""
    first = make_reel("Rain")
    return (first, make_reel("Rivers"), replace(make_reel("Seas"), faults=()))
