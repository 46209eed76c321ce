"""Makes a narrated film of a short document, offline, and says what each scene shows."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from fabula import Studio, VideoOrder
from fabula.media.documents import Source
from fabula.productions.video.recipe import Film
from fabula.studio import Made

DOCUMENT = b"""# Why the Sky Is Blue

Sunlight looks white, but it is a mixture of all colours. Each colour is a wave of its own length:
red waves are long, blue waves are short. On its way through the air the light meets molecules that
are much smaller than any of these waves.

## How the air sorts colours

Small molecules scatter short waves far more strongly than long ones. Blue light is scattered about
four times as much as red light, so it reaches the eye from every part of the sky. Red light goes on
almost undisturbed, which is why the sun itself looks yellow.

## Why sunsets are red

In the evening the light crosses much more air before it arrives. Nearly all of the blue has been
scattered away on this long path, and what remains is orange and red.
"""


async def film() -> Made[Film]:
    """Make the film in a home that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as home:
        async with Studio(home=Path(home)) as studio:
            order = VideoOrder(minutes=0.7, resolution=360, theme="slate")
            return await studio.film(Source("sky.md", DOCUMENT), order)


def main(out: Path) -> None:
    """Write the film and tell about it."""
    made = asyncio.run(film())
    out.write_bytes(made.work.video)
    for reel in made.work.reels:
        print(f"{reel.scene.title}: {reel.scene.visual.kind}")
    print(f"{out}: {made.work.report.video_seconds:.0f} seconds")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "sky.mp4"))
