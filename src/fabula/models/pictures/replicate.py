"""Pictures by Replicate: a prediction, looked after until it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fabula.errors import BadAnswer, ModelUnreachable, TaskDeclined
from fabula.media.image import Image
from fabula.models.abilities import PictureAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.pictures.jobs import CALL_SECONDS, JobPictures
from fabula.models.pictures.received import (
    as_address,
    nearest_size,
    refuse_likeness,
    take_picture,
    was_declined,
)
from fabula.models.protocols import PictureOrder
from fabula.models.wire import Wire

SECONDS = 600.0
"""The longest time for one picture: a model that slept takes minutes to wake."""

_SHAPES = ((1, 1), (16, 9), (9, 16), (3, 2), (2, 3), (4, 3), (3, 4))
_SHOWN = {
    "black-forest-labs/flux-kontext": ("input_image", 1),
    "black-forest-labs/flux-2": ("input_images", 4),
    "google/nano-banana": ("image_input", 4),
    "bytedance/seedream": ("image_input", 4),
    "openai/gpt-image": ("input_images", 4),
}
"""Models that are shown pictures, by how their names begin: the field for them, and how many."""


class Replicate(JobPictures):
    """A model at Replicate, "owner/name", or one version of it, "owner/name:version"."""

    def __init__(
        self, place: Place, model: str, *, seconds: float = SECONDS, pause: float = 0.25
    ) -> None:
        wire = Wire(place, seconds=min(seconds, CALL_SECONDS))
        super().__init__(wire, model, name_of(place, model), seconds=seconds, pause=pause)
        known = (how for name, how in _SHOWN.items() if model.startswith(name))
        self._field, self._most_shown = next(known, ("", 0))

    @property
    def abilities(self) -> PictureAbilities:
        """Models differ: they take what they know of an order."""
        return PictureAbilities(seed=True, avoid=True, references=self._most_shown)

    async def paint(self, order: PictureOrder) -> Image:
        """Paint one picture; a cancelled call cancels the prediction.

        Raises:
            ModelBusy: Replicate says to come back later.
            ModelUnreachable: No connection, not ready in time, or a fault of the server.
            TaskDeclined: The model will not paint such a thing.
            ModelRefused: Key, credit or order is not accepted; it cannot be shown a likeness.
            BadAnswer: The prediction failed, or what came is no picture.
        """
        refuse_likeness(order, self._most_shown, self.identity)
        path, body = self._question(order)
        first = await self._told("POST", path, json=body)
        number = first.get("id")
        if not isinstance(number, str) or not number:
            raise BadAnswer(f"{self.identity} took the order and gave it no number.")
        job = f"predictions/{number}"
        return await self._waited(
            lambda: self._picture(job), lambda: self._wire.send("POST", f"{job}/cancel")
        )

    def _question(self, order: PictureOrder) -> tuple[str, dict[str, Any]]:
        """Where a prediction is asked for, and with what; models leave fields that they lack."""
        shape = nearest_size(order, _SHAPES)
        asked: dict[str, Any] = {
            "prompt": order.prompt,
            "width": order.width,
            "height": order.height,
            "aspect_ratio": f"{shape[0]}:{shape[1]}",
            "seed": order.seed,
        }
        if order.avoid:
            asked["negative_prompt"] = order.avoid
        if order.likeness:
            shown = [as_address(one) for one in order.likeness]
            asked[self._field] = shown if self._most_shown > 1 else shown[0]
        name, _, version = self._model.partition(":")
        if version:
            return "predictions", {"version": version, "input": asked}
        return f"models/{name}/predictions", {"input": asked}

    async def _picture(self, job: str) -> Image | None:
        """What the prediction gave; None while it is under way."""
        tree = await self._told("GET", job)
        said = f"{tree.get('error') or 'it does not say why'!s:.300}"
        match tree.get("status"):
            case "starting" | "processing":
                return None
            case "succeeded":
                output = tree.get("output")
                told = output[0] if isinstance(output, list) and output else output
                return await take_picture(self._wire, told, self.identity)
            case "failed" if was_declined(said):
                raise TaskDeclined(f"{self.identity} will not paint this: {said}")
            case "canceled" | "aborted":
                raise ModelUnreachable(f"{self.identity}: somebody cancelled the prediction.")
        raise BadAnswer(f"{self.identity} failed: {said}")


def provide(provider: str, model: str, environment: Mapping[str, str]) -> Replicate:
    """The model behind "replicate:owner/name".

    Raises:
        BadSetting: No model or key.
    """
    return Replicate(*find_place(provider, model, environment))
