"""Without a model a card is set: the same for the same order, and honest about what it is."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Pillow

from fabula.errors import BadSetting
from fabula.media.image import Image
from fabula.models import Painter, PictureOrder, choose_pictures
from fabula.models.pictures.offline import LABEL, OfflinePictures, provide
from fabula.models.pictures.received import read_picture

pytestmark = pytest.mark.anyio


async def paint(order: PictureOrder) -> Image:
    """A card, by whoever is chosen when nobody is."""
    painter = Painter(choose_pictures("", {}))
    try:
        return await painter.paint(order)
    finally:
        await painter.close()


@pytest.mark.parametrize(("width", "height"), [(640, 360), (300, 500), (64, 64), (1000, 100)])
async def test_card_has_the_size_that_is_ordered(width: int, height: int) -> None:
    """It is a picture that can be read."""
    card = await paint(PictureOrder("A mill by a stream", width, height))

    assert (card.width, card.height) == (width, height)
    assert read_picture(card.content, "card") == card


async def test_same_order_gives_the_same_bytes() -> None:
    """Another seed, or other words, give another card."""
    order = PictureOrder("A mill", 320, 180)
    again = await paint(order)
    seed = await paint(PictureOrder("A mill", 320, 180, 1))
    words = await paint(PictureOrder("A hill", 320, 180))

    assert await paint(order) == again
    assert len({again.content, seed.content, words.content}) == 3


@pytest.mark.parametrize(
    "prompt", ["", "word " * 400, "A" * 3000, "Grüße \N{SNOWMAN}\n\ttwo lines"]
)
async def test_any_words_can_be_set(prompt: str) -> None:
    """None, too many, one without an end, and letters that the font lacks."""
    card = await paint(PictureOrder(prompt, 320, 180))

    assert len(Pillow.open(io.BytesIO(card.content)).getcolors(100_000) or []) > 100


async def test_card_says_what_it_is() -> None:
    """In the picture, and in who is said to have painted it."""
    assert "OFFLINE" in LABEL
    assert OfflinePictures().identity.startswith("offline ")


def test_offline_has_no_models() -> None:
    """Who names one hears so."""
    with pytest.raises(BadSetting, match="'offline:flux'"):
        provide("offline", "flux", {})
