"""Pictures by fal: a job in its queue, looked after until it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fabula.errors import BadAnswer, TaskDeclined
from fabula.media.image import Image
from fabula.models.abilities import PictureAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.pictures.jobs import CALL_SECONDS, JobPictures
from fabula.models.pictures.received import as_address, refuse_likeness, take_picture
from fabula.models.protocols import PictureOrder
from fabula.models.wire import Wire

SECONDS = 600.0
"""The longest time for one picture, with the time in the queue."""
MOST_SHOWN = 4

_SHOWN = ("kontext", "edit", "image-to-image", "redux", "pulid", "reference", "character")
"""Words in the names of models that are shown pictures; others paint by words alone."""
_SPACES = ("workflows", "comfy")
"""What may stand before the owner in the name of a model."""


class Fal(JobPictures):
    """A model at fal, such as "fal-ai/flux/dev"."""

    def __init__(
        self, place: Place, model: str, *, seconds: float = SECONDS, pause: float = 0.25
    ) -> None:
        header, limit = ("Authorization", "Key "), min(seconds, CALL_SECONDS)
        wire, name = Wire(place, seconds=limit, key_header=header), name_of(place, model)
        super().__init__(wire, model.strip("/"), name, seconds=seconds, pause=pause)

    @property
    def abilities(self) -> PictureAbilities:
        """Told by the model's name: some are shown pictures."""
        shown = any(word in self._model for word in _SHOWN)
        return PictureAbilities(seed=True, avoid=True, references=MOST_SHOWN if shown else 0)

    async def paint(self, order: PictureOrder) -> Image:
        """Paint one picture; a cancelled call cancels the job at fal.

        Raises:
            ModelBusy: fal says to come back later.
            ModelUnreachable: No connection, not ready in time, or a fault of the server.
            TaskDeclined: fal, or the model, will not paint such a thing.
            ModelRefused: Key, credit or order is not accepted; it cannot be shown a likeness.
            BadAnswer: The job failed, or what came is no picture.
        """
        refuse_likeness(order, self.abilities.references, self.identity)
        job = f"{self._app()}/requests/{await self._submitted(order)}"
        return await self._waited(
            lambda: self._picture(job), lambda: self._wire.send("PUT", f"{job}/cancel")
        )

    async def _submitted(self, order: PictureOrder) -> str:
        """Put the job into the queue; gives its id."""
        body: dict[str, Any] = {
            "prompt": order.prompt,
            "image_size": {"width": order.width, "height": order.height},
            "seed": order.seed,
            "num_images": 1,
        }
        if order.avoid:
            body["negative_prompt"] = order.avoid
        if order.likeness:
            # Some models take one, some several, and neither minds the other's field.
            shown = [as_address(one) for one in order.likeness]
            body |= {"image_url": shown[0], "image_urls": shown}
        told = (await self._told("POST", self._model, json=body)).get("request_id")
        if not isinstance(told, str) or not told:
            raise BadAnswer(f"{self.identity} took the order and gave it no number.")
        return told

    async def _picture(self, job: str) -> Image | None:
        """What the job gave; None while it is under way."""
        stands = await self._told("GET", f"{job}/status")
        match stands.get("status"):
            case "IN_QUEUE" | "IN_PROGRESS":
                return None
            case "COMPLETED" if not stands.get("error"):
                return await self._fetched(await self._told("GET", job))
        why = stands.get("error") or f"its job is {stands.get('status')!r:.60}"
        raise BadAnswer(f"{self.identity} failed: {why!s:.300}")

    async def _fetched(self, tree: dict[str, Any]) -> Image:
        if (tree.get("has_nsfw_concepts") or [False])[0] is True:
            raise TaskDeclined(f"{self.identity} painted it and its filter blacked it out.")
        try:
            url = (tree.get("images") or [tree.get("image")])[0]["url"]
        except (TypeError, KeyError, IndexError):
            raise BadAnswer(f"{self.identity} sent something that is no picture.") from None
        return await take_picture(self._wire, url, self.identity)

    def _app(self) -> str:
        """The app of a model: jobs are asked for there, and not at one of its paths."""
        parts = self._model.split("/")
        return "/".join(parts[: 3 if parts[0] in _SPACES else 2])


def provide(provider: str, model: str, environment: Mapping[str, str]) -> Fal:
    """The model behind "fal:owner/app".

    Raises:
        BadSetting: No model or key.
    """
    return Fal(*find_place(provider, model, environment))
