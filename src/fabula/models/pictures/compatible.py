"""Pictures by any server that speaks OpenAI's /images/generations and /images/edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fabula.errors import AnswerDamaged
from fabula.media.image import Image
from fabula.models.abilities import PictureAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.pictures.received import (
    nearest_size,
    refuse_likeness,
    take_picture,
    tree_of,
    use_of,
)
from fabula.models.prices import Use, used
from fabula.models.protocols import PictureOrder
from fabula.models.replies import Reply
from fabula.models.wire import Wire

SECONDS = 300.0
"""The longest time for one picture."""
MOST_SHOWN = 16
"""How many pictures OpenAI's models can be shown, as it documents."""
PICTURE_TOKENS = 8000
"""The most that one picture of OpenAI's may use, on the safe side of its tables."""

_SIZES = {
    "gpt-image": ((1024, 1024), (1536, 1024), (1024, 1536)),
    "dall-e-3": ((1024, 1024), (1792, 1024), (1024, 1792)),
    "dall-e-2": ((1024, 1024), (512, 512), (256, 256)),
}
"""The only sizes that these models of OpenAI paint; others are asked for what is ordered."""


class CompatiblePictures:
    """A picture model behind an OpenAI-compatible address."""

    def __init__(self, place: Place, model: str, *, seconds: float = SECONDS) -> None:
        self._provider, self._model = place.provider, model
        self._wire = Wire(place, seconds=seconds)
        self._identity = name_of(place, model)
        self._counts_tokens = model.startswith("gpt-image")

    @property
    def identity(self) -> str:
        """Provider and model; never the key."""
        return self._identity

    @property
    def abilities(self) -> PictureAbilities:
        """What is known of the models of OpenAI; of others, what they are told."""
        sizes = next((s for name, s in _SIZES.items() if self._model.startswith(name)), ())
        told = self._provider in {"together", "compatible"}
        return PictureAbilities(
            sizes, seed=told, avoid=told, references=MOST_SHOWN if self._counts_tokens else 0
        )

    async def paint(self, order: PictureOrder) -> Image:
        """Paint one picture.

        Raises:
            ModelBusy: The provider says to come back later.
            ModelUnreachable: No connection, no whole answer in time, or a fault of the server.
            TaskDeclined: The provider will not paint such a thing.
            ModelRefused: Key, credit or order is not accepted; it cannot be shown a likeness.
            BadAnswer: What came is no picture.
        """
        refuse_likeness(order, self.abilities.references, self.identity)
        tree = tree_of(self._wire, await self._asked(order), self._model)
        try:
            told = tree["data"][0]
            told = told.get("b64_json") or told.get("url")
        except (TypeError, KeyError, IndexError, AttributeError):
            raise AnswerDamaged(f"{self.identity} sent something that is no picture.") from None
        picture = await take_picture(self._wire, told, self.identity)
        used(self.identity, _with_tokens(use_of(picture), tree.get("usage")), None)
        return picture

    async def most(self, asked: object) -> Use:
        """What a picture uses at most."""
        use = use_of(asked)
        if self._counts_tokens and isinstance(asked, PictureOrder):
            return replace(use, tokens_in=2 * len(asked.prompt), tokens_out=PICTURE_TOKENS)
        return use

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _asked(self, order: PictureOrder) -> Reply:
        form = self._form(order)
        if not order.likeness:
            return await self._wire.send("POST", "images/generations", json=form, limit_mb=50)
        files = [
            ("image[]", (f"{number}.{one.media_type[6:]}", one.content, one.media_type))
            for number, one in enumerate(order.likeness, 1)
        ]
        fields = {name: str(value) for name, value in form.items()}
        return await self._wire.send("POST", "images/edits", data=fields, files=files, limit_mb=50)

    def _form(self, order: PictureOrder) -> dict[str, Any]:
        """What is asked for; what a model has no field for is said in words."""
        width, height = self._size(order)
        form: dict[str, Any] = {"model": self._model, "prompt": order.prompt, "n": 1}
        if not self._counts_tokens:
            # These send an address otherwise, which may be gone when it is fetched.
            form["response_format"] = "base64" if self._provider == "together" else "b64_json"
        if self._provider == "together":
            form |= {"width": width, "height": height}
        elif self._provider != "xai":
            form["size"] = f"{width}x{height}"
        if self.abilities.seed:
            form["seed"] = order.seed
        if order.avoid and self.abilities.avoid:
            form["negative_prompt"] = order.avoid
        elif order.avoid:
            form["prompt"] += f"\nNot to be seen: {order.avoid}"
        return form

    def _size(self, order: PictureOrder) -> tuple[int, int]:
        sizes = self.abilities.sizes
        return nearest_size(order, sizes) if sizes else (order.width, order.height)


def _with_tokens(use: Use, usage: Any) -> Use:
    """A use with the tokens that the server told besides."""
    told = usage if isinstance(usage, dict) else {}
    tokens = (told.get(f"{side}_tokens") for side in ("input", "output"))
    tokens_in, tokens_out = (amount if isinstance(amount, int) else 0 for amount in tokens)
    return replace(use, tokens_in=tokens_in, tokens_out=tokens_out)


def provide(provider: str, model: str, environment: Mapping[str, str]) -> CompatiblePictures:
    """The picture model behind "provider:model".

    Raises:
        BadSetting: No model, address or key.
    """
    return CompatiblePictures(*find_place(provider, model, environment))
