"""Servers of OpenAI's kind paint: each is asked in the form that it takes."""

from __future__ import annotations

import pytest
from tests.models.samples import b64, picture
from tests.models.serving import Asked, Reply, served

from fabula.engine import Event, open_run
from fabula.errors import BadSetting, ModelRefused, TaskDeclined
from fabula.media.image import Image
from fabula.models import PictureOrder
from fabula.models.addresses import Place
from fabula.models.pictures.compatible import CompatiblePictures, provide
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

KEY = "sk-secret-0123"
ORDER = PictureOrder("a mill", 1600, 900, seed=7, avoid="people")
HER = Image(picture(), "image/png", 64, 48)


def told(_: Asked) -> Reply:
    """A picture, and the tokens that it took."""
    usage = {"input_tokens": 20, "output_tokens": 1056, "total_tokens": 1076}
    return Reply({"created": 1, "data": [{"b64_json": b64(picture(96, 64))}], "usage": usage})


async def paint(provider: str, model: str, order: PictureOrder = ORDER) -> tuple[Image, Asked]:
    """A picture by a model, and what its server was asked."""
    async with served(told) as server:
        pictures = CompatiblePictures(Place(provider, f"{server.address}/v1", "K", KEY), model)
        try:
            image = await pictures.paint(order)
        finally:
            await pictures.close()
        (asked,) = server.asked
        return image, asked


@pytest.mark.parametrize(
    ("provider", "model", "form"),
    [
        ("openai", "gpt-image-1", {"size": "1536x1024"}),
        ("openai", "dall-e-3", {"size": "1792x1024", "response_format": "b64_json"}),
        ("xai", "grok-2-image", {"response_format": "b64_json"}),
        (
            "together",
            "flux",
            {"width": 1600, "height": 900, "seed": 7, "response_format": "base64"},
        ),
        ("compatible", "sd", {"size": "1600x900", "seed": 7, "response_format": "b64_json"}),
    ],
)
async def test_each_is_asked_in_its_form(
    provider: str, model: str, form: dict[str, object]
) -> None:
    """Sizes that it has, and no field that it refuses."""
    image, asked = await paint(provider, model)

    assert str(asked) == "POST /v1/images/generations"
    body = asked.json
    words = (body.pop("prompt"), body.pop("negative_prompt", ""))
    assert words in {("a mill", "people"), ("a mill\nNot to be seen: people", "")}
    assert body == {"model": model, "n": 1, **form}
    assert (image.width, image.height, image.media_type) == (96, 64, "image/png")


async def test_likeness_is_shown_in_files() -> None:
    """Each picture is one file of a form."""
    order = PictureOrder("her at the mill", likeness=(HER, HER))
    _, asked = await paint("openai", "gpt-image-1", order)

    assert str(asked) == "POST /v1/images/edits"
    assert asked.headers["content-type"].startswith("multipart/form-data")
    assert asked.content.count(HER.content) == 2
    assert asked.content.count(b'name="image[]"; filename="') == 2
    assert b'name="size"\r\n\r\n1024x1024' in asked.content


async def test_likeness_needs_a_model_that_is_shown() -> None:
    """Another face would be painted, so a stand-in is asked."""
    with pytest.raises(ModelRefused, match="no pictures for likeness"):
        await paint("openai", "dall-e-3", PictureOrder("her", likeness=(HER,)))


async def test_use_is_told() -> None:
    """By number, size and tokens: prices are of any of them."""
    events: list[Event] = []
    async with open_run(memory_store(), "test", on_event=events.append):
        await paint("openai", "gpt-image-1")
    (used,) = (event.fields for event in events if event.kind == "model.used")

    assert (used["pictures"], used["tokens_in"], used["tokens_out"]) == (1, 20, 1056)
    assert used["megapixels"] == pytest.approx(96 * 64 / 1e6)


async def test_most_is_more_than_what_is_used() -> None:
    """It is reserved before; the size is that of the picture, and not of the order."""
    most = await provide("openai", "gpt-image-1", {"OPENAI_API_KEY": "k"}).most(ORDER)

    assert most.pictures == 1
    assert most.megapixels == pytest.approx(1.44)
    assert most.tokens_out > 1056


async def test_declined_picture_is_told_apart() -> None:
    """The order is at fault, and not the key."""
    said = {"error": {"message": "Blocked", "code": "moderation_blocked"}}
    async with served(lambda _: Reply(said, 400)) as server:
        pictures = CompatiblePictures(Place("openai", server.address, "K", KEY), "gpt-image-1")
        with pytest.raises(TaskDeclined, match="Blocked"):
            await pictures.paint(ORDER)
        await pictures.close()


def test_key_is_needed() -> None:
    """And its variable named."""
    with pytest.raises(BadSetting, match="TOGETHER_API_KEY"):
        provide("together", "flux", {})
