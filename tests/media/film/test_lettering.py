"""Tests of burned-in captions: where they stand, when, and which word is lit."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

import fabula.media.slides
from fabula.media.film.captions import Cue, cues, rules_for
from fabula.media.film.forms import Form, shaped
from fabula.media.film.lettering import Lettering, burned
from fabula.media.sound import Word

FONT = Path(fabula.media.slides.__file__).parent / "fonts" / "Commissioner-SemiBold.ttf"
SAID = "Nothing is coded twice, which is why it is so fast."
WORDS = tuple(
    Word(text, number * 0.4, number * 0.4 + 0.35) for number, text in enumerate(SAID.split())
)


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1"])
def test_strips_stay_inside_the_band(aspect: str) -> None:
    """In every aspect a strip lies inside the picture, in the band that is kept free for it."""
    form = shaped(aspect, 1080)
    band = round(form.height * 0.17)
    made = cues(WORDS, rules_for(form.width, form.height))
    for overlay in burned(made, form, Lettering(FONT, band), 300):
        image = Image.open(io.BytesIO(overlay.picture))
        assert overlay.left >= 0.03 * form.width
        assert abs(2 * overlay.left + image.width - form.width) <= 1
        assert overlay.top >= form.height - band
        assert overlay.top + image.height <= form.height


def test_captions_show_to_the_frame() -> None:
    """A strip is seen from the frame of its cue's start to the frame of its end."""
    (strip,) = burned([Cue(0.5, 2.0, "Hello")], Form(), Lettering(FONT), 300)

    assert (strip.start, strip.end) == (15, 60)


def test_lit_word_follows_the_voice() -> None:
    """Word by word, without a frame between two strips or two at once."""
    form = Form()
    made = cues(WORDS)
    strips = burned(made, form, Lettering(FONT, follow=True), 300)

    assert len(strips) == len(WORDS)
    assert [strip.start for strip in strips][1:] == [round(w.start * 30) for w in WORDS[1:]]
    assert all(a.end == b.start for a, b in pairwise(strips))
    assert len({strip.picture for strip in strips}) == len(WORDS)


def test_nothing_shows_after_the_scene() -> None:
    """What would be seen after the last frame is cut or left out."""
    late = [Cue(0, 3, "first"), Cue(5, 6, "second")]
    (strip,) = burned(late, Form(), Lettering(FONT), 60)

    assert strip.end == 60


def test_text_without_spaces_is_never_lit() -> None:
    """Where words cannot be told apart on the line, the caption is plain."""
    cue = Cue(0, 2, "我们写下", (Word("我们", 0, 1), Word("写下", 1, 2)))

    assert len(burned([cue], Form(), Lettering(FONT, follow=True), 60)) == 1
