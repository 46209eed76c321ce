"""What servers of pictures send: files, base64 or addresses; read whole before it is passed on."""

from __future__ import annotations

import asyncio
import base64
import binascii
import io
from typing import Any

from fabula.errors import (
    AnswerDamaged,
    AnswerEmpty,
    BadAnswer,
    ModelError,
    ModelRefused,
    TaskDeclined,
)
from fabula.media.image import Image
from fabula.models.prices import Use
from fabula.models.protocols import PictureOrder
from fabula.models.replies import Reply
from fabula.models.wire import Wire

MOST_PIXELS = 60_000_000
"""A larger picture is not opened."""

_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_DECLINED = ("moderation", "content_policy", "safety", "nsfw", "sensitive content", "flagged")


async def take_picture(wire: Wire, told: object, who: str) -> Image:
    """The picture that a server told of.

    Args:
        wire: To its server.
        told: The file in base64, a `data:` address, or the address where the file lies.
        who: Who painted it, for errors.

    Raises:
        BadAnswer: There is no picture that can be read.
        ModelUnreachable: It cannot be fetched.
    """
    if not isinstance(told, str) or not told:
        raise AnswerEmpty(f"{who} sent no picture.")
    if told.startswith(("http://", "https://")):
        content = await wire.fetch(told)
    else:
        content = await asyncio.to_thread(_decoded, told, who)
    return await asyncio.to_thread(read_picture, content, who)


def read_picture(content: bytes, who: str) -> Image:
    """The picture in a file of PNG, JPEG or WebP; all of it is read, so it is not cut off.

    Raises:
        BadAnswer: It is none of these, damaged, or too large.
    """
    from PIL import Image as Pillow

    try:
        with Pillow.open(io.BytesIO(content), formats=tuple(_TYPES)) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                raise BadAnswer(f"{who} sent a picture of {width} by {height} pixels: too large.")
            opened.load()
            return Image(content, _TYPES[opened.format or ""], width, height)
    except (OSError, ValueError, SyntaxError, EOFError, Pillow.DecompressionBombError) as exc:
        raise AnswerDamaged(f"{who} sent no picture that can be read ({exc!s:.80}).") from None


def as_address(image: Image) -> str:
    """The picture as a `data:` address, which is how servers are shown one within JSON."""
    return f"data:{image.media_type};base64,{base64.b64encode(image.content).decode()}"


def refuse_likeness(order: PictureOrder, most: int, who: str) -> None:
    """See that a model which cannot be shown so many pictures is not asked for a likeness.

    Raises:
        ModelRefused: It would paint other people: its stand-in may do better.
    """
    if len(order.likeness) > most:
        can = f"at most {most} pictures" if most else "no pictures"
        raise ModelRefused(f"{who} can be shown {can} for likeness, not {len(order.likeness)}.")


def use_of(asked: object) -> Use:
    """What an order, or a picture, uses: it is paid by number or by size."""
    if not isinstance(asked, PictureOrder | Image):
        raise TypeError(f"a picture model is asked for pictures, not {asked!r:.60}")
    return Use(pictures=1, megapixels=asked.width * asked.height / 1_000_000)


def tree_of(wire: Wire, reply: Reply, model: str) -> dict[str, Any]:
    """The JSON object that a server sent.

    Raises:
        ModelError: It sent an error, or something else.
    """
    if reply.status >= 300:
        raise failure(wire, reply, model)
    tree = reply.tree()
    if not isinstance(tree, dict):
        raise AnswerDamaged(f"{wire.provider} sent no JSON for {model!r}.")
    return tree


def failure(wire: Wire, reply: Reply, model: str) -> ModelError:
    """The error for a bad status: one for what is asked is told apart from one for who asks."""
    error = wire.failure(reply, model)
    told = reply.content[:4000].decode("utf-8", "replace").lower()
    if type(error) is ModelRefused and was_declined(told):
        return TaskDeclined(str(error))
    return error


def was_declined(told: str) -> bool:
    """Whether a server says that it will not paint such a thing; there is no common code for it."""
    return any(word in told.lower() for word in _DECLINED)


def nearest_size(order: PictureOrder, sizes: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """Of the sizes that a model has, the one whose shape is nearest to the order's."""
    shape = order.width / order.height
    return min(sizes, key=lambda size: max(size[0] / size[1] / shape, shape * size[1] / size[0]))


def _decoded(told: str, who: str) -> bytes:
    try:
        return base64.b64decode(told.partition(",")[2] if told.startswith("data:") else told)
    except (binascii.Error, ValueError):
        raise AnswerDamaged(f"{who} sent no picture: it is not base64.") from None
