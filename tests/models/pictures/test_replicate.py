"""Replicate paints: predictions are asked for, looked after and cancelled."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.models.samples import b64, picture
from tests.models.serving import Asked, Reply, Server, served

from fabula.errors import BadAnswer, BadSetting, ModelRefused, ModelUnreachable, TaskDeclined
from fabula.media.image import Image
from fabula.models import PictureOrder
from fabula.models.addresses import Place
from fabula.models.pictures.replicate import Replicate, provide

pytestmark = pytest.mark.anyio

ORDER = PictureOrder("a mill", 1280, 720, seed=7)
JOB = "/v1/predictions/rrr4z55ocneqzikepnug6xezpe"
HER = Image(picture(), "image/png", 64, 48)


@dataclass
class Predictions:
    """How a prediction stands at each look; the last look is for ever."""

    stands: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"status": "starting"},
            {"status": "processing"},
            {"status": "succeeded", "output": [f"data:image/png;base64,{b64(picture())}"]},
        ]
    )
    looked: asyncio.Event = field(default_factory=asyncio.Event)
    server: Server | None = None

    def __call__(self, asked: Asked) -> Reply:
        """Answer as Replicate does."""
        if asked.method == "POST" and asked.path.endswith("/predictions"):
            return Reply({"id": JOB.rsplit("/", 1)[1], "status": "starting"}, 201)
        if str(asked) == f"GET {JOB}":
            self.looked.set()
            return Reply(self.stands.pop(0) if len(self.stands) > 1 else self.stands[0])
        return Reply({"status": "canceled"})


async def paint(
    predictions: Predictions, order: PictureOrder = ORDER, model: str = "o/m", seconds: float = 5.0
) -> tuple[Image, list[Asked]]:
    """A picture, and what Replicate was asked."""
    async with served(predictions) as server:
        predictions.server = server
        place = Place("replicate", f"{server.address}/v1", "REPLICATE_API_TOKEN", "r8_secret")
        pictures = Replicate(place, model, seconds=seconds, pause=0.005)
        try:
            return await pictures.paint(order), server.asked
        finally:
            await pictures.close()


async def test_prediction_is_looked_after() -> None:
    """Asked for, looked at until it has ended, and read."""
    image, asked = await paint(Predictions())

    assert [str(one) for one in asked] == ["POST /v1/models/o/m/predictions", *[f"GET {JOB}"] * 3]
    assert asked[0].headers["authorization"] == "Bearer r8_secret"
    assert asked[0].json["input"] == {
        "prompt": "a mill",
        "width": 1280,
        "height": 720,
        "aspect_ratio": "16:9",
        "seed": 7,
    }
    assert image == HER


async def test_version_is_asked_for_by_itself() -> None:
    """What is not an official model has versions."""
    _, asked = await paint(Predictions(), model="owner/name:5c7d5dc6")

    assert str(asked[0]) == "POST /v1/predictions"
    assert asked[0].json["version"] == "5c7d5dc6"


@pytest.mark.parametrize(
    ("model", "name", "kind"),
    [
        ("black-forest-labs/flux-kontext-pro", "input_image", str),
        ("google/nano-banana", "image_input", list),
    ],
)
async def test_likeness_goes_where_the_model_wants_it(model: str, name: str, kind: type) -> None:
    """Models call the field by different names."""
    _, asked = await paint(Predictions(), PictureOrder("her", likeness=(HER,)), model)

    assert isinstance(asked[0].json["input"][name], kind)
    with pytest.raises(ModelRefused, match="likeness"):
        await paint(Predictions(), PictureOrder("her", likeness=(HER,)))


@pytest.mark.parametrize(
    ("stands", "error", "message"),
    [
        ({"status": "failed", "error": "CUDA out of memory"}, BadAnswer, "CUDA"),
        ({"status": "failed", "error": "NSFW content detected"}, TaskDeclined, "NSFW"),
        ({"status": "canceled"}, ModelUnreachable, "cancelled"),
        ({"status": "succeeded", "output": None}, BadAnswer, "no picture"),
        ({"status": "succeeded", "output": {"a": 1}}, BadAnswer, "no picture"),
        ({"status": "pondering"}, BadAnswer, "failed"),
    ],
)
async def test_failed_prediction_ends_as_its_error(
    stands: dict[str, Any], error: type[Exception], message: str
) -> None:
    """How it failed decides what is done."""
    with pytest.raises(error, match=message):
        await paint(Predictions([stands]))


async def test_endless_prediction_is_cancelled() -> None:
    """A model that never wakes is not waited for for ever."""
    predictions = Predictions([{"status": "starting"}])
    with pytest.raises(ModelUnreachable, match="not ready"):
        await paint(predictions, seconds=0.2)

    assert predictions.server is not None
    assert predictions.server.calls[-1] == f"POST {JOB}/cancel"


async def test_cancelled_call_cancels_the_prediction() -> None:
    """What nobody waits for is not paid for."""
    predictions = Predictions([{"status": "processing"}])
    painting = asyncio.create_task(paint(predictions))
    await predictions.looked.wait()
    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting

    assert predictions.server is not None
    assert predictions.server.calls[-1] == f"POST {JOB}/cancel"


def test_token_is_needed() -> None:
    """In the variable that Replicate's own programs read."""
    with pytest.raises(BadSetting, match="REPLICATE_API_TOKEN"):
        provide("replicate", "o/m", {})
