"""Automatic1111 paints, and is interrupted at our painting only."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable

import pytest
from tests.models.samples import b64, picture
from tests.models.serving import Asked, Reply, served

from fabula.errors import ModelRefused, ModelUnreachable
from fabula.media.image import Image
from fabula.models import PictureOrder
from fabula.models.addresses import Place
from fabula.models.pictures.automatic1111 import Automatic1111

pytestmark = pytest.mark.anyio

ORDER = PictureOrder("a mill", 640, 360, seed=7, avoid="people")


def place(address: str) -> Place:
    """The place of a server with --api-auth."""
    return Place("automatic1111", address, "AUTOMATIC1111_API_KEY", "ann:secret")


async def test_order_is_passed_on_whole() -> None:
    """With the password as basic authentication."""
    told = {"images": [b64(picture(640, 360))], "parameters": {}, "info": "{}"}
    async with served(lambda _: Reply(told)) as server:
        pictures = Automatic1111(place(server.address), "sd_xl_base_1.0")
        image = await pictures.paint(ORDER)
        await pictures.close()
        (asked,) = server.asked

    assert str(asked) == "POST /sdapi/v1/txt2img"
    assert asked.headers["authorization"] == f"Basic {base64.b64encode(b'ann:secret').decode()}"
    body = asked.json
    assert body["override_settings"] == {"sd_model_checkpoint": "sd_xl_base_1.0"}
    assert (body["prompt"], body["negative_prompt"], body["seed"]) == ("a mill", "people", 7)
    assert (image.width, image.height) == (body["width"], body["height"])


def busy(task: Callable[[str], str | None]) -> Callable[[Asked], Reply]:
    """A server that paints for ever, what `task` makes of our job's name."""
    ours: list[str] = []

    def answer(asked: Asked) -> Reply:
        if asked.path == "/sdapi/v1/txt2img":
            ours.append(asked.json["force_task_id"])
            return Reply(fault="stall")
        if asked.path == "/sdapi/v1/progress":
            return Reply({"progress": 0.1, "current_task": task(ours[0])})
        return Reply({})

    return answer


@pytest.mark.parametrize(
    ("task", "interrupts"),
    [(lambda ours: ours, 1), (lambda _: None, 1), (lambda _: "task(somebody)", 0)],
    ids=["ours", "not told", "another's"],
)
async def test_late_painting_is_interrupted(
    task: Callable[[str], str | None], interrupts: int
) -> None:
    """Unless the server paints for somebody else just now."""
    async with served(busy(task)) as server:
        pictures = Automatic1111(place(server.address), "sd", seconds=0.3)
        with pytest.raises(ModelUnreachable, match="not ready"):
            await pictures.paint(ORDER)
        await pictures.close()

        assert server.calls.count("POST /sdapi/v1/interrupt") == interrupts


async def test_cancelled_call_interrupts() -> None:
    """Ctrl-C does not leave a graphics card at work."""
    async with served(busy(lambda ours: ours)) as server:
        pictures = Automatic1111(place(server.address), "sd")
        painting = asyncio.create_task(pictures.paint(ORDER))
        await server.came.wait()
        painting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await painting
        await pictures.close()

        assert server.calls[-1] == "POST /sdapi/v1/interrupt"


async def test_likeness_is_not_painted() -> None:
    """Another face would be, so a stand-in is asked."""
    her = Image(picture(), "image/png", 64, 48)
    with pytest.raises(ModelRefused, match="likeness"):
        await Automatic1111(place("http://x"), "sd").paint(PictureOrder("her", likeness=(her,)))
