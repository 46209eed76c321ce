"""Pictures by the web UI of Automatic1111, Forge and their like, started with --api."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

from fabula.errors import ModelError
from fabula.media.image import Image
from fabula.models.abilities import PictureAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.pictures.jobs import JobPictures
from fabula.models.pictures.received import (
    refuse_likeness,
    take_picture,
    tree_of,
    use_of,
)
from fabula.models.prices import used
from fabula.models.protocols import PictureOrder
from fabula.models.wire import Wire

SECONDS = 600.0
"""The longest time for one picture: a laptop may take minutes."""
STEPS = 25
"""Steps of a painting, as is usual for these models."""


class Automatic1111(JobPictures):
    """A checkpoint of a web UI on a machine of one's own."""

    def __init__(self, place: Place, model: str, *, seconds: float = SECONDS) -> None:
        # The job's own limit comes first, and cancels.
        wire = Wire(place, seconds=seconds + 5, key_header=("Authorization", "Basic "))
        super().__init__(wire, model, name_of(place, model), seconds=seconds)

    @property
    def abilities(self) -> PictureAbilities:
        """Any size, and the same picture for the same seed; it is not shown pictures here."""
        return PictureAbilities(seed=True, avoid=True)

    async def paint(self, order: PictureOrder) -> Image:
        """Paint one picture; a cancelled call interrupts the painting.

        Raises:
            ModelUnreachable: No connection, no whole answer in time, or a fault of the server.
            ModelRefused: The password or the order is not accepted; it cannot be shown a likeness.
            BadAnswer: What came is no picture.
        """
        refuse_likeness(order, 0, self.identity)
        job = f"fabula-{uuid4().hex}"
        return await self._jobs.do(self._painted(order, job), lambda: self._interrupt(job))

    async def _painted(self, order: PictureOrder, job: str) -> Image:
        body: dict[str, Any] = {
            "prompt": order.prompt,
            "negative_prompt": order.avoid,
            "seed": order.seed,
            "width": order.width,
            "height": order.height,
            "steps": STEPS,
            "force_task_id": job,
            "override_settings": {"sd_model_checkpoint": self._model},
        }
        reply = await self._wire.post("sdapi/v1/txt2img", body, limit_mb=50)
        images = tree_of(self._wire, reply, self._model).get("images")
        told = images[0] if isinstance(images, list) and images else None
        picture = await take_picture(self._wire, told, self.identity)
        used(self.identity, use_of(picture), None)
        return picture

    async def _interrupt(self, job: str) -> None:
        """Interrupt the painting, unless the server paints for somebody else just now."""
        now = None
        with suppress(ModelError):
            tree = (await self._wire.send("GET", "sdapi/v1/progress")).tree()
            now = tree.get("current_task") if isinstance(tree, dict) else None
        if now in {None, job}:
            await self._wire.post("sdapi/v1/interrupt", {})


def provide(provider: str, model: str, environment: Mapping[str, str]) -> Automatic1111:
    """The checkpoint behind "automatic1111:checkpoint".

    Raises:
        BadSetting: No checkpoint, or an address that cannot be.
    """
    return Automatic1111(*find_place(provider, model, environment))
