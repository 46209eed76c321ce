"""Pictures by order: the same order is painted once, another seed gives another picture.

Without a model a card is set that says so. With one, choose it by the environment:

    FABULA_PICTURES="comfyui:sd_xl_base_1.0.safetensors, offline" python examples/paint_a_picture.py
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from fabula import Studio
from fabula.engine import open_run
from fabula.models import Painter, PictureOrder


async def main() -> None:
    """Paint the same place at two times of the day, one of them twice."""
    prompt = "A lighthouse on a rock, seen from the bay"
    async with Studio(home=Path("memory")) as studio:
        painter = studio.hire(Painter, "pictures")
        async with open_run(studio.store, "pictures") as run:
            for seed in (1, 2, 1):
                image = await painter.paint(PictureOrder(prompt, width=960, height=540, seed=seed))
                file = Path(f"lighthouse-{seed}.{image.media_type[6:]}")
                await asyncio.to_thread(file.write_bytes, image.content)
                print(f"{file}: {image.width} x {image.height}, by {painter.identity}")
            print(f"{run.id}: three orders, two pictures")


asyncio.run(main())
