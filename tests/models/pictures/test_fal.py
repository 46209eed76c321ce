"""fal paints what is put into its queue."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.models.samples import picture
from tests.models.serving import Asked, Reply, Server, served

from fabula.errors import (
    BadAnswer,
    ModelBusy,
    ModelRefused,
    ModelUnreachable,
    TaskDeclined,
)
from fabula.media.image import Image
from fabula.models import PictureOrder
from fabula.models.addresses import Place
from fabula.models.pictures.fal import Fal

pytestmark = pytest.mark.anyio

ORDER = PictureOrder("a mill", 1024, 576, seed=7, avoid="people")
JOB = "/fal-ai/flux/requests/80e732af"
WAITS: list[dict[str, Any]] = [
    {"status": "IN_QUEUE", "queue_position": 1},
    {"status": "IN_PROGRESS", "logs": None},
]
DONE = {"status": "COMPLETED"}


@dataclass
class Queue:
    """fal's queue: how the job stands at each look, and its result."""

    stands: list[dict[str, Any]] = field(default_factory=lambda: [*WAITS, DONE])
    result: Reply | None = None
    looked: asyncio.Event = field(default_factory=asyncio.Event)
    server: Server | None = None

    def __call__(self, asked: Asked) -> Reply:
        """Answer as fal does."""
        assert self.server is not None
        match str(asked):
            case "GET /files/1.png":
                return Reply(picture(1024, 576))
            case call if call == f"GET {JOB}/status":
                self.looked.set()
                stands = self.stands.pop(0) if len(self.stands) > 1 else self.stands[0]
                return Reply(stands, 200 if stands["status"] == "COMPLETED" else 202)
            case call if call == f"GET {JOB}":
                made = {"url": f"{self.server.address}/files/1.png", "width": 1024, "height": 576}
                return self.result or Reply({"images": [made], "seed": 7})
            case call if call == f"PUT {JOB}/cancel":
                return Reply({"status": "CANCELLATION_REQUESTED"}, 202)
        return Reply({"request_id": "80e732af", "status_url": "https://elsewhere/status"})


async def paint(
    queue: Queue, order: PictureOrder = ORDER, model: str = "fal-ai/flux/dev", seconds: float = 5.0
) -> tuple[Image, list[Asked]]:
    """A picture, and what fal was asked."""
    async with served(queue) as server:
        queue.server = server
        place = Place("fal", server.address, "FAL_KEY", "id:secret")
        pictures = Fal(place, model, seconds=seconds, pause=0.005)
        try:
            return await pictures.paint(order), server.asked
        finally:
            await pictures.close()


async def test_job_goes_through_the_queue() -> None:
    """Put in, looked at, fetched: with the key for fal, and without it for the file."""
    image, asked = await paint(Queue())

    assert [str(one) for one in asked] == [
        "POST /fal-ai/flux/dev",
        *[f"GET {JOB}/status"] * 3,
        f"GET {JOB}",
        "GET /files/1.png",
    ]
    assert asked[0].json["image_size"] == {"width": 1024, "height": 576}
    assert (asked[0].json["seed"], asked[0].json["negative_prompt"]) == (7, "people")
    assert {one.headers.get("authorization") for one in asked[:-1]} == {"Key id:secret"}
    assert "authorization" not in asked[-1].headers
    assert (image.width, image.height) == (1024, 576)


async def test_likeness_is_shown_as_data() -> None:
    """To models that are shown pictures; to others the order is refused."""
    order = PictureOrder("her", likeness=(Image(picture(), "image/png", 64, 48),))
    _, asked = await paint(Queue(), order, "fal-ai/flux/kontext")

    assert asked[0].json["image_url"].startswith("data:image/png;base64,iVBOR")
    assert len(asked[0].json["image_urls"]) == 1
    with pytest.raises(ModelRefused, match="likeness"):
        await paint(Queue(), order)


@pytest.mark.parametrize(
    ("queue", "error", "message"),
    [
        (Queue([{"status": "FAILED"}]), BadAnswer, "FAILED"),
        (Queue([{"status": "COMPLETED", "error": "Out of memory"}]), BadAnswer, "Out of memory"),
        (Queue(result=Reply({"detail": "worker died"}, 500)), ModelUnreachable, "worker died"),
        (
            Queue(result=Reply({"detail": [{"type": "content_policy_violation"}]}, 422)),
            TaskDeclined,
            "422",
        ),
        (Queue(result=Reply({"images": [], "seed": 1})), BadAnswer, "no picture"),
        (
            Queue(result=Reply({"images": [{}], "has_nsfw_concepts": [True]})),
            TaskDeclined,
            "filter",
        ),
        (Queue(result=Reply({"images": [{"url": "file:///x"}]})), BadAnswer, "picture"),
    ],
)
async def test_failed_job_ends_as_its_error(
    queue: Queue, error: type[Exception], message: str
) -> None:
    """How it failed decides what is done."""
    with pytest.raises(error, match=message):
        await paint(queue)


async def test_finished_picture_is_not_painted_again() -> None:
    """A file that cannot be fetched at once is fetched again, and not ordered again."""
    queue, lost = Queue(), 0

    def answer(asked: Asked) -> Reply:
        nonlocal lost
        if asked.path == "/files/1.png" and lost < 2:
            lost += 1
            return Reply(status=503) if lost == 1 else Reply(picture(), fault="drop")
        return queue(asked)

    async with served(answer) as server:
        queue.server = server
        pictures = Fal(Place("fal", server.address, "FAL_KEY", "k"), "fal-ai/flux/dev", pause=0.005)
        await pictures.paint(ORDER)
        await pictures.close()

        assert server.calls.count("GET /files/1.png") == 3
        assert server.calls.count("POST /fal-ai/flux/dev") == 1


async def test_endless_job_is_cancelled() -> None:
    """It is told that nobody waits for it."""
    queue = Queue([WAITS[0]])
    with pytest.raises(ModelUnreachable, match="not ready"):
        await paint(queue, seconds=0.2)

    assert queue.server is not None
    assert queue.server.calls[-1] == f"PUT {JOB}/cancel"


async def test_cancelled_call_cancels_the_job() -> None:
    """What nobody waits for is not paid for."""
    queue = Queue([WAITS[0]])
    painting = asyncio.create_task(paint(queue))
    await queue.looked.wait()
    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting

    assert queue.server is not None
    assert queue.server.calls[-1] == f"PUT {JOB}/cancel"


async def test_full_queue_says_when_to_come_back() -> None:
    """The order is given again after that time."""
    async with served(lambda _: Reply({"detail": "busy"}, 429, {"Retry-After": "3"})) as server:
        pictures = Fal(Place("fal", server.address, "FAL_KEY", "k"), "fal-ai/flux/dev")
        with pytest.raises(ModelBusy) as caught:
            await pictures.paint(ORDER)
        await pictures.close()

    assert caught.value.retry_after == 3
