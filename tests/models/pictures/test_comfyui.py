"""ComfyUI runs workflows: the usual one, or one out of a file."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.models.samples import picture
from tests.models.serving import Asked, Reply, Server, served

from fabula.errors import BadAnswer, ModelRefused, ModelUnreachable
from fabula.media.image import Image
from fabula.models import PictureOrder
from fabula.models.addresses import Place
from fabula.models.pictures.comfyui import ComfyUI

pytestmark = pytest.mark.anyio

ORDER = PictureOrder("a mill", 640, 360, seed=7, avoid="people")
HER = Image(picture(), "image/png", 64, 48)
JOB = "27e2a2ec-c9a8-47ad-8c8f-6e2f7c4d8a11"
SAVED = {"filename": "fabula_00001_.png", "subfolder": "", "type": "output"}
PREVIEW = {"filename": "preview.png", "subfolder": "", "type": "temp"}


def ended(outputs: dict[str, Any], *messages: Any, how: str = "success") -> dict[str, Any]:
    """An entry of the history."""
    status = {"status_str": how, "completed": how == "success", "messages": list(messages)}
    return {JOB: {"prompt": [], "outputs": outputs, "status": status}}


@dataclass
class Comfy:
    """ComfyUI: what its history tells at each look, and what runs."""

    history: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {},
            {},
            ended({"5": {"images": [PREVIEW]}, "7": {"images": [SAVED]}}),
        ]
    )
    running: bool = False
    refusal: dict[str, Any] | None = None
    looked: asyncio.Event = field(default_factory=asyncio.Event)
    server: Server | None = None

    def __call__(self, asked: Asked) -> Reply:
        """Answer as ComfyUI does."""
        match str(asked):
            case "POST /prompt" if self.refusal:
                return Reply(self.refusal, 400)
            case "GET /view" if asked.query != SAVED:
                return Reply(status=404)
            case call if call == f"GET /history/{JOB}":
                self.looked.set()
                return Reply(self.history.pop(0) if len(self.history) > 1 else self.history[0])
        running = [[1, JOB if self.running else "another", {}, {}, []]]
        usual = {
            "POST /prompt": {"prompt_id": JOB, "number": 1, "node_errors": {}},
            "GET /view": picture(640, 360),
            "POST /upload/image": {"name": "her.png", "subfolder": "shown", "type": "input"},
            "GET /queue": {"queue_running": running, "queue_pending": []},
        }
        return Reply(usual.get(str(asked), b""))


async def paint(
    comfy: Comfy, order: PictureOrder = ORDER, model: str = "sd.safetensors", seconds: float = 5.0
) -> tuple[Image, list[Asked]]:
    """A picture, and what the server was asked."""
    async with served(comfy) as server:
        comfy.server = server
        place = Place("comfyui", server.address, "K", "")
        pictures = await asyncio.to_thread(ComfyUI, place, model, seconds=seconds, pause=0.005)
        try:
            return await pictures.paint(order), server.asked
        finally:
            await pictures.close()


async def test_usual_workflow_is_run() -> None:
    """Put into the queue, looked after, and what it saved is fetched, not its preview."""
    image, asked = await paint(Comfy())
    nodes = {node["class_type"]: node["inputs"] for node in asked[0].json["prompt"].values()}

    assert [str(one) for one in asked] == [
        "POST /prompt",
        *[f"GET /history/{JOB}"] * 3,
        "GET /view",
    ]
    assert nodes["CheckpointLoaderSimple"] == {"ckpt_name": "sd.safetensors"}
    assert nodes["EmptyLatentImage"] == {"width": 640, "height": 360, "batch_size": 1}
    assert nodes["KSampler"]["seed"] == 7
    assert (image.width, image.height) == (640, 360)


def own(tmp_path: Path, *places: str) -> str:
    """A workflow of one's own, with these places for pictures."""
    loads = {
        str(i): {"class_type": "LoadImage", "inputs": {"image": p}} for i, p in enumerate(places)
    }
    path = tmp_path / "faces.json"
    text = {"class_type": "CLIPTextEncode", "inputs": {"text": "film still, {prompt}"}}
    path.write_text(json.dumps({**loads, "9": text}))
    return str(path)


async def test_own_workflow_is_filled(tmp_path: Path) -> None:
    """Pictures for likeness are uploaded, and named in it."""
    order = PictureOrder("her at the mill", likeness=(HER,))
    _, asked = await paint(Comfy(), order, own(tmp_path, "{likeness1}", "{likeness2}"))
    nodes = asked[1].json["prompt"]

    assert str(asked[0]) == "POST /upload/image"
    assert HER.content in asked[0].content
    assert nodes["0"]["inputs"] == nodes["1"]["inputs"] == {"image": "shown/her.png"}
    assert nodes["9"]["inputs"] == {"text": "film still, her at the mill"}


async def test_likeness_and_workflow_must_fit(tmp_path: Path) -> None:
    """One without places for pictures, or one that must have them, is told apart."""
    with pytest.raises(ModelRefused, match="no pictures for likeness"):
        await paint(Comfy(), PictureOrder("her", likeness=(HER,)))
    with pytest.raises(ModelRefused, match="wants to be shown"):
        await paint(Comfy(), ORDER, own(tmp_path, "{likeness}"))


def test_edited_workflow_has_another_identity(tmp_path: Path) -> None:
    """What it painted before is not taken for what it would paint now."""
    place = Place("comfyui", "http://x", "K", "")
    before = ComfyUI(place, own(tmp_path, "{likeness}")).identity

    assert ComfyUI(place, own(tmp_path, "{likeness}")).identity == before
    assert ComfyUI(place, own(tmp_path)).identity != before
    assert before.startswith("comfyui:faces.json ")


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (
            {
                "error": {"type": "prompt_outputs_failed_validation", "message": "..."},
                "node_errors": {
                    "1": {
                        "class_type": "CheckpointLoaderSimple",
                        "errors": [{"message": "Value not in list", "details": "sd.safetensors"}],
                    }
                },
            },
            r"CheckpointLoaderSimple: Value not in list \(sd.safetensors\)",
        ),
        ({"error": {"message": "No prompt"}, "node_errors": {}}, "No prompt"),
        ({"odd": 1}, "odd"),
    ],
)
async def test_refused_workflow_says_what_is_wrong(refusal: dict[str, Any], told: str) -> None:
    """By the node that it is about: a checkpoint that is not there, mostly."""
    with pytest.raises(ModelRefused, match=told):
        await paint(Comfy(refusal=refusal))


@pytest.mark.parametrize(
    ("entry", "error", "told"),
    [
        (
            ended(
                {},
                ["execution_start", {}],
                ["execution_error", {"node_type": "KSampler", "exception_message": "no memory"}],
                how="error",
            ),
            BadAnswer,
            "KSampler: no memory",
        ),
        (ended({}, ["execution_interrupted", {}], how="error"), ModelUnreachable, "interrupted"),
        (ended({}, how="error"), BadAnswer, "does not say why"),
        (ended({"3": {"text": ["x"]}}), BadAnswer, "SaveImage"),
    ],
)
async def test_failed_workflow_ends_as_its_error(
    entry: dict[str, Any], error: type[Exception], told: str
) -> None:
    """How it failed decides what is done."""
    with pytest.raises(error, match=told):
        await paint(Comfy([entry]))


@pytest.mark.parametrize("running", [True, False])
async def test_late_job_is_taken_out(running: bool) -> None:
    """It is interrupted if it runs; what others paint goes on."""
    comfy = Comfy([{}], running)
    with pytest.raises(ModelUnreachable, match="not ready"):
        await paint(comfy, seconds=0.2)

    assert comfy.server is not None
    taken_out = [one for one in comfy.server.asked if one.path in {"/queue", "/interrupt"}]
    assert taken_out[0].json == {"delete": [JOB]}
    assert [one.json for one in taken_out if one.path == "/interrupt"] == (
        [{"prompt_id": JOB}] if running else []
    )


async def test_cancelled_call_interrupts() -> None:
    """Ctrl-C does not leave a graphics card at work."""
    comfy = Comfy([{}], running=True)
    painting = asyncio.create_task(paint(comfy))
    await comfy.looked.wait()
    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting

    assert comfy.server is not None
    assert comfy.server.calls[-1] == "POST /interrupt"
