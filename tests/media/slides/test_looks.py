"""A look is checked when it is made, and every theme keeps the rules of contrast."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fabula.errors import BadSetting, UnknownName
from fabula.media.slides import THEMES, Look
from fabula.media.slides.checks import CONTRAST, contrast
from fabula.media.slides.looks import load_theme, load_words
from fabula.media.typefaces import characters


def test_unknown_theme_names_known() -> None:
    """A theme that does not exist is answered with those that do."""
    with pytest.raises(UnknownName, match=r"Known: paper, signal, slate. Did you mean 'slate'"):
        Look("slat")


@pytest.mark.parametrize("size", [(0, 1080), (1920, 100), (10_000, 1080)])
def test_size_out_of_range(size: tuple[int, int]) -> None:
    """A slide that nobody could see, or that would not fit in memory, is refused."""
    with pytest.raises(BadSetting, match="160 to 7680"):
        Look("paper", *size)


def test_band_only_with_captions() -> None:
    """The foot is kept free only where captions are burned in."""
    assert (Look().band, Look(captions=True).band) == (0, 184)


@pytest.mark.parametrize("name", THEMES)
def test_theme_colours_contrast(name: str) -> None:
    """Every colour that sets words reaches 4.5:1 on every ground it may stand on."""
    theme = load_theme(name)
    colours = theme["colour"]
    pairs = [
        (tone, ground)
        for over in (colours, theme["loud"], theme["quiet"])
        for ground in [(colours | over)["ground"]]
        for tone in [(colours | over)[key] for key in ("ink", "soft", "accent")]
    ]
    pairs += [(tone, colours["ground"]) for tone in colours["series"]]
    pairs += [(tone, colours["card"]) for tone in [colours["card_ink"], *theme["code"].values()]]
    pairs += [(colours["ink"], colours["wash"])]

    assert [pair for pair in pairs if contrast(*pair) < CONTRAST] == []


@pytest.mark.parametrize("name", THEMES)
def test_caption_font_is_at_hand(name: str) -> None:
    """Each theme brings a face for captions that has the letters of Europe."""
    assert set(map(ord, "AzÉßжЩωΆ.,?!")) <= characters(Look(name).caption_font)


def test_words_fall_back_to_english() -> None:
    """The studio's own words come in the film's language, else in English."""
    found = [load_words(code)["sources"] for code in ("de-CH", "el", "tlh")]

    assert found == ["Quellen", "Πηγές", "Sources"]


def test_naming_a_theme_loads_no_painter() -> None:
    """Who only asks which themes there are does not pay for painting; who paints still can."""
    program = (
        "import sys, fabula.media.slides as slides;"
        "print(len(slides.THEMES), 'fabula.media.slides.painting' in sys.modules);"
        "print(slides.paint.__name__, hasattr(slides, 'sculpt'))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert told.stdout.decode().split("\n")[:2] == [f"{len(THEMES)} False", "paint False"]
