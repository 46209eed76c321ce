"""What servers send is read whole, measured and told apart from what is no picture."""

from __future__ import annotations

import base64

import pytest
from tests.models.samples import b64, picture
from tests.models.serving import Asked, Reply, served

from fabula.errors import BadAnswer, ModelRefused, ModelUnreachable, TaskDeclined
from fabula.media.image import Image
from fabula.models import PictureOrder
from fabula.models.addresses import Place
from fabula.models.pictures.received import (
    as_address,
    failure,
    nearest_size,
    read_picture,
    take_picture,
    use_of,
)
from fabula.models.replies import Reply as Received
from fabula.models.wire import Wire

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_common_files_are_pictures(kind: str) -> None:
    """With their size and what they are."""
    content = picture(40, 30, kind)

    assert read_picture(content, "me") == Image(content, f"image/{kind.lower()}", 40, 30)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        picture(kind="GIF"),
        picture()[:-40],
        picture(kind="JPEG")[:200],
        picture(1, 1).replace(b"IHDR\0\0\0\1\0\0\0\1", b"IHDR\0\0\xff\xff\0\0\xff\xff"),
    ],
)
def test_others_are_no_pictures(content: bytes) -> None:
    """A page, another kind, a file that broke off, one that claims to be huge."""
    with pytest.raises(BadAnswer, match="me sent"):
        read_picture(content, "me")


async def test_picture_lies_in_words_or_at_an_address() -> None:
    """Servers send base64, a data: address, or tell where the file is."""
    content = picture()

    def answer(asked: Asked) -> Reply:
        if asked.path == "/old.png":
            return Reply(status=302, headers={"Location": "/new.png"})
        return Reply(content) if asked.path == "/new.png" else Reply(status=410)

    async with served(answer) as server:
        wire = Wire(Place("fal", server.address, "FAL_KEY", "secret"), seconds=5)
        told = [b64(content), as_address(Image(content, "image/png", 64, 48))]
        told.append(f"{server.address}/old.png")
        taken = [await take_picture(wire, one, "me") for one in told]
        with pytest.raises(ModelUnreachable, match="HTTP 410"):
            await take_picture(wire, f"{server.address}/gone.png", "me")
        await wire.close()

    assert {one.content for one in taken} == {content}
    assert not any("authorization" in asked.headers for asked in server.asked)


@pytest.mark.parametrize("told", [None, "", 7, "%%%", base64.b64encode(b"no").decode(), "ftp://x"])
async def test_no_picture_is_an_error(told: object) -> None:
    """Whatever a server may send in its place."""
    wire = Wire(Place("fal", "http://127.0.0.1:9", "FAL_KEY", ""), seconds=5)
    with pytest.raises(BadAnswer):
        await take_picture(wire, told, "me")


async def test_encrypted_provider_does_not_lead_into_the_clear() -> None:
    """Nor to a machine of the network that only http reaches."""
    wire = Wire(Place("fal", "https://queue.fal.run", "FAL_KEY", ""), seconds=5)
    with pytest.raises(BadAnswer, match=r"told 'http://10\.0\.0\.1/x'"):
        await take_picture(wire, "http://10.0.0.1/x", "me")


def test_declined_order_is_told_apart() -> None:
    """Another key would not help; another model, or other words, may."""
    wire = Wire(Place("openai", "http://x", "OPENAI_API_KEY", ""), seconds=5)
    said = b'{"error": {"message": "Rejected by the safety system", "code": "moderation_blocked"}}'

    assert type(failure(wire, Received(400, {}, said), "m")) is TaskDeclined
    assert type(failure(wire, Received(400, {}, b"{}"), "m")) is ModelRefused
    assert type(failure(wire, Received(500, {}, said), "m")) is ModelUnreachable


@pytest.mark.parametrize(
    ("width", "height", "nearest"),
    [(1920, 1080, (1536, 1024)), (1080, 1920, (1024, 1536)), (500, 500, (1024, 1024))],
)
def test_nearest_shape_is_chosen(width: int, height: int, nearest: tuple[int, int]) -> None:
    """Of those that a model has."""
    sizes = ((1024, 1024), (1536, 1024), (1024, 1536))

    assert nearest_size(PictureOrder("x", width, height), sizes) == nearest


def test_use_is_number_and_size() -> None:
    """Half a million pixels are half a megapixel."""
    use = use_of(PictureOrder("x", 1000, 500))

    assert (use.pictures, use.megapixels) == (1, 0.5)
    with pytest.raises(TypeError):
        use_of("a picture")
