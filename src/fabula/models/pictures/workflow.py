"""A workflow of ComfyUI: nodes by number, with places that an order fills."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fabula.errors import BadSetting

Workflow = dict[str, Any]

_PLACE = re.compile(r"\{(prompt|avoid|seed|width|height|likeness\d*)\}")


def usual_workflow(checkpoint: str) -> Workflow:
    """Text to picture, as ComfyUI's first example does it, with a checkpoint that holds all."""
    return {
        "1": _node("CheckpointLoaderSimple", ckpt_name=checkpoint),
        "2": _node("CLIPTextEncode", clip=["1", 1], text="{prompt}"),
        "3": _node("CLIPTextEncode", clip=["1", 1], text="{avoid}"),
        "4": _node("EmptyLatentImage", width="{width}", height="{height}", batch_size=1),
        "5": _node(
            "KSampler",
            model=["1", 0],
            positive=["2", 0],
            negative=["3", 0],
            latent_image=["4", 0],
            seed="{seed}",
            steps=25,
            cfg=7.0,
            sampler_name="euler",
            scheduler="normal",
            denoise=1.0,
        ),
        "6": _node("VAEDecode", samples=["5", 0], vae=["1", 2]),
        "7": _node("SaveImage", images=["6", 0], filename_prefix="fabula"),
    }


def read_workflow(path: Path) -> Workflow:
    """The workflow in a file that ComfyUI exported for its API.

    Raises:
        BadSetting: It cannot be read, is of another kind, or has no place for a prompt.
    """
    try:
        tree = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as exc:
        raise BadSetting(f"The workflow {path} cannot be read: {exc}.") from None
    if not isinstance(tree, dict) or not all(_is_node(node) for node in tree.values()):
        raise BadSetting(f"{path} is no workflow for the API: use 'Export (API)' in ComfyUI.")
    if "prompt" not in places_of(tree):
        raise BadSetting(f"{path} has no place for the prompt: write {{prompt}} where it belongs.")
    return tree


def places_of(workflow: Workflow) -> frozenset[str]:
    """The places in a workflow: "prompt", "seed", "likeness2"."""
    return frozenset(_PLACE.findall(json.dumps(workflow)))


def fill(part: Any, values: Mapping[str, str | int]) -> Any:
    """A workflow with its places filled.

    ```python
    fill({"text": "oil on canvas, {prompt}", "seed": "{seed}"}, {"prompt": "a mill", "seed": 7})
    == {"text": "oil on canvas, a mill", "seed": 7}
    ```

    Args:
        part: A workflow, or a part of one.
        values: What belongs into each place; what is not there stays as it is.
    """
    if isinstance(part, dict):
        return {name: fill(value, values) for name, value in part.items()}
    if isinstance(part, list):
        return [fill(value, values) for value in part]
    if not isinstance(part, str):
        return part
    whole = _PLACE.fullmatch(part)
    if whole and whole[1] in values:
        return values[whole[1]]
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), part)


def _node(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs}


def _is_node(node: object) -> bool:
    return isinstance(node, dict) and "class_type" in node
