"""The painter remembers orders, keeps budgets, and has stand-ins."""

from __future__ import annotations

import pytest
from tests.models.samples import b64, picture
from tests.models.serving import Asked, Reply, served

from fabula.engine import Event, open_run
from fabula.engine.budget import Budget, Purse
from fabula.errors import BadSetting, TaskDeclined
from fabula.media.image import Image
from fabula.models import Painter, PictureOrder, choose_pictures
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

HER = Image(picture(), "image/png", 64, 48)


def painter(asked: Asked) -> Reply:
    """Paints everything but cats."""
    if b"cat" in asked.content:
        return Reply({"error": {"message": "no cats", "code": "moderation_blocked"}}, 400)
    return Reply({"data": [{"b64_json": b64(picture())}]})


def place(address: str) -> dict[str, str]:
    """Where "openai" is."""
    return {"OPENAI_API_KEY": "sk-secret-0123", "FABULA_OPENAI_URL": address}


async def test_same_order_is_painted_once() -> None:
    """Another seed, or another likeness, is another order."""
    orders = [PictureOrder("a mill"), PictureOrder("a mill"), PictureOrder("a mill", seed=1)]
    orders.append(PictureOrder("a mill", likeness=(HER,)))
    async with served(painter) as server:
        asked = Painter(choose_pictures("openai:gpt-image-1", place(server.address)))
        async with open_run(memory_store(), "test"):
            images = [await asked.paint(order) for order in orders]
        await asked.close()

        assert len(server.asked) == 3
    assert images[0] == images[1]


async def test_stand_in_sets_a_card_and_says_so() -> None:
    """What one model declines, the next may paint; a warning says who did, and why."""
    events: list[Event] = []
    async with served(painter) as server:
        asked = Painter(choose_pictures("openai:dall-e-3, offline", place(server.address)))
        async with open_run(memory_store(), "test", on_event=events.append):
            image = await asked.paint(PictureOrder("a cat", 320, 180))
        await asked.close()
    (warning,) = (event.fields for event in events if event.kind == "warning")

    assert (image.width, image.height) == (320, 180)
    assert "no cats" in warning["reason"]
    assert "offline" in warning["reason"]


async def test_declined_order_without_a_stand_in_is_an_error() -> None:
    """Nothing is painted in its place."""
    async with served(painter) as server:
        asked = Painter(choose_pictures("openai:dall-e-3", place(server.address)))
        with pytest.raises(TaskDeclined, match="no cats"):
            await asked.paint(PictureOrder("a cat"))
        await asked.close()


async def test_unknown_price_keeps_no_budget() -> None:
    """A budget in money refuses what nobody knows the price of, before it is asked."""
    async with served(painter) as server:
        asked = Painter(choose_pictures("openai:of-nobody", place(server.address)))
        with pytest.raises(BadSetting, match="price of openai:of-nobody"):
            async with open_run(memory_store(), "test", purse=Purse(Budget(usd=1.0))):
                await asked.paint(PictureOrder("a mill"))
        await asked.close()

        assert server.asked == []
