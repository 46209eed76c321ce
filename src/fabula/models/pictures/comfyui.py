"""Pictures by ComfyUI: a workflow put into its queue, looked after until it has run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fabula.engine.keys import digest_of
from fabula.errors import BadAnswer, ModelRefused, ModelUnreachable
from fabula.media.image import Image
from fabula.models.abilities import PictureAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.pictures.jobs import CALL_SECONDS, JobPictures
from fabula.models.pictures.received import read_picture, refuse_likeness, tree_of
from fabula.models.pictures.workflow import (
    Workflow,
    fill,
    places_of,
    read_workflow,
    usual_workflow,
)
from fabula.models.protocols import PictureOrder
from fabula.models.wire import Wire

SECONDS = 900.0
"""The longest time for one picture, with the time in the queue."""


class ComfyUI(JobPictures):
    """A workflow on a ComfyUI of one's own.

    Args:
        place: Where the server is.
        model: A checkpoint, for the usual workflow; or the path of a workflow's file, which ends in
            ".json" and has the places {prompt}, {avoid}, {seed}, {width}, {height}, {likeness1} and
            so on.
        seconds: The longest time for one picture.
        pause: Seconds between the first two looks at a job.
    """

    def __init__(
        self, place: Place, model: str, *, seconds: float = SECONDS, pause: float = 0.25
    ) -> None:
        own = model.endswith(".json")
        self._workflow: Workflow = (
            read_workflow(Path(model).expanduser()) if own else usual_workflow(model)
        )
        # A file may be edited, and paint other pictures then.
        digest = f" {digest_of(self._workflow)[:12]}"
        name = name_of(place, Path(model).name if own else model) + digest
        wire = Wire(place, seconds=min(seconds, CALL_SECONDS))
        super().__init__(wire, model, name, seconds=seconds, pause=pause)
        self._places = places_of(self._workflow)

    @property
    def abilities(self) -> PictureAbilities:
        """What the workflow has places for."""
        references = sum(place.startswith("likeness") for place in self._places)
        return PictureAbilities(
            seed="seed" in self._places, avoid="avoid" in self._places, references=references
        )

    async def paint(self, order: PictureOrder) -> Image:
        """Paint one picture; a cancelled call takes it out of the queue, or interrupts it.

        Raises:
            ModelUnreachable: No connection, not ready in time, or a fault of the server.
            ModelRefused: The workflow is not accepted, by its error; it cannot be shown a likeness.
            BadAnswer: The workflow failed, or gave no picture.
        """
        refuse_likeness(order, self.abilities.references, self.identity)
        workflow = fill(self._workflow, await self._values(order))
        job = await self._submitted(workflow)
        return await self._waited(lambda: self._picture(job), lambda: self._cancel(job))

    async def _values(self, order: PictureOrder) -> dict[str, str | int]:
        """What belongs into the places of the workflow; pictures are uploaded first."""
        values: dict[str, str | int] = {
            "prompt": order.prompt,
            "avoid": order.avoid,
            "seed": order.seed,
            "width": order.width,
            "height": order.height,
        }
        places = self._likeness_places()
        if places and not order.likeness:
            raise ModelRefused(
                f"{self.identity} wants to be shown pictures, and the order has none."
            )
        names = [await self._uploaded(image) for image in order.likeness]
        # A workflow for two people, ordered with one, is shown that one twice.
        values.update((place, names[min(i, len(names) - 1)]) for i, place in enumerate(places))
        return values

    def _likeness_places(self) -> list[str]:
        places = (place for place in self._places if place.startswith("likeness"))
        return sorted(places, key=lambda place: int(place.removeprefix("likeness") or 0))

    async def _uploaded(self, image: Image) -> str:
        """Put a picture into the server's folder of inputs; gives its name there."""
        name = f"fabula-{digest_of(image)[:16]}.{image.media_type[6:]}"
        file = {"image": (name, image.content, image.media_type)}
        reply = await self._wire.send("POST", "upload/image", files=file, data={"overwrite": "1"})
        told = tree_of(self._wire, reply, self._model)
        folder = told.get("subfolder")
        return f"{folder}/{told.get('name', name)}" if folder else str(told.get("name", name))

    async def _submitted(self, workflow: Workflow) -> str:
        """Put the workflow into the queue; gives its id."""
        reply = await self._wire.post("prompt", {"prompt": workflow})
        if reply.status == 400:
            raise ModelRefused(
                f"{self.identity} does not accept the workflow: {_why(reply.tree())}"
            )
        told = tree_of(self._wire, reply, self._model).get("prompt_id")
        if not isinstance(told, str) or not told:
            raise BadAnswer(f"{self.identity} took the workflow and gave it no number.")
        return told

    async def _picture(self, job: str) -> Image | None:
        """What the workflow gave; None while it is under way."""
        reply = await self._wire.send("GET", f"history/{job}")
        entry = tree_of(self._wire, reply, self._model).get(job)
        if not isinstance(entry, dict):
            return None
        status = entry.get("status") or {}
        if status.get("status_str") == "error":
            raise self._failed(status.get("messages") or [])
        outputs = entry.get("outputs")
        return await self._fetched(outputs if isinstance(outputs, dict) else {})

    def _failed(self, messages: list[Any]) -> Exception:
        for kind, told in messages:
            if kind == "execution_interrupted":
                return ModelUnreachable(f"{self.identity}: somebody interrupted the painting.")
            if kind == "execution_error":
                where, why = told.get("node_type"), told.get("exception_message")
                return BadAnswer(f"{self.identity} failed in {where}: {why!s:.300}")
        return BadAnswer(f"{self.identity} failed and does not say why.")

    async def _fetched(self, outputs: dict[str, Any]) -> Image:
        """The first picture that was saved; previews count where nothing was."""
        given = [one for node in outputs.values() for one in node.get("images") or []]
        saved = [one for one in given if one.get("type") == "output"]
        if not given:
            raise BadAnswer(f"{self.identity} ran and gave no picture: is there a SaveImage node?")
        chosen = (saved or given)[0]
        where = {name: chosen.get(name, "") for name in ("filename", "subfolder", "type")}
        reply = await self._wire.send("GET", "view", params=where, limit_mb=50)
        if reply.status >= 300:
            raise self._wire.failure(reply, self._model)
        return await asyncio.to_thread(read_picture, reply.content, self.identity)

    async def _cancel(self, job: str) -> None:
        """Take the job out of the queue; interrupt it if it is the one that runs."""
        await self._wire.post("queue", {"delete": [job]})
        queue = (await self._wire.send("GET", "queue")).tree()
        running = queue.get("queue_running") if isinstance(queue, dict) else None
        if any(job in entry for entry in running or []):
            # Newer servers interrupt this job alone; older ones whatever runs, which is this one.
            await self._wire.post("interrupt", {"prompt_id": job})


def _why(tree: Any) -> str:
    """The first thing that ComfyUI has against a workflow, with the node that it is about."""
    try:
        for node in (tree["node_errors"] or {}).values():
            first = node["errors"][0]
            return f"{node['class_type']}: {first['message']} ({first['details']})"[:300]
        return str(tree["error"]["message"])[:300]
    except (TypeError, KeyError, IndexError, AttributeError):
        return json.dumps(tree)[:300]


def provide(provider: str, model: str, environment: Mapping[str, str]) -> ComfyUI:
    """The workflow behind "comfyui:checkpoint.safetensors" or "comfyui:workflow.json".

    Raises:
        BadSetting: No model, a workflow that cannot be read, or an address that cannot be.
    """
    return ComfyUI(*find_place(provider, model, environment))
