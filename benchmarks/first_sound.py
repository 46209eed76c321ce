"""How soon a text is heard: the first sound of a stream beside all of it, over a socket."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass

from fabula.models import Narrator, Voice, choose_speech
from fabula.models.simulator import Plan, read_distribution, serve

LATENCY, BETWEEN = 0.2, 0.05
"""Seconds that the server takes for the first quarter second of sound, and for each after it."""
TEXT = (
    "The harbour lies quiet before the storm. Nobody has seen the boat since the morning, and the "
    "keeper of the light counts the hours. When the wind turns, he knows what he has to do."
)
ROUNDS = 10


@dataclass(frozen=True)
class Heard:
    """Seconds, the median of all rounds, and the length of the sound."""

    first: float
    whole: float
    sound: float


async def measure() -> Heard:
    """Read the text aloud as a stream, and in one piece."""
    plan = Plan(latency=read_distribution(f"{LATENCY}"), between=read_distribution(f"{BETWEEN}"))
    firsts, wholes, sound = [], [], 0.0
    async with serve(plan) as server:
        chosen = {"OPENAI_API_KEY": "none", "FABULA_OPENAI_URL": server.address}
        narrator = Narrator(choose_speech("openai:tts-1", chosen))
        for number in range(ROUNDS + 1):
            began, first, sound = time.perf_counter(), 0.0, 0.0
            async for piece in narrator.stream(TEXT, Voice("", "en")):
                first = first or time.perf_counter() - began
                sound += piece.sound.seconds
            began = time.perf_counter()
            await narrator.say(TEXT, Voice("", "en"))
            # The first round opens connections and loads what is needed.
            if number:
                firsts.append(first)
                wholes.append(time.perf_counter() - began)
        await narrator.close()
    return Heard(statistics.median(firsts), statistics.median(wholes), sound)


def show() -> None:
    """What docs/models.md says."""
    heard = asyncio.run(measure())
    print(
        f"\nA text of {heard.sound:.1f} s is heard after {heard.first * 1000:.0f} ms as a stream "
        f"(the server: {LATENCY * 1000:.0f} ms), after {heard.whole:.2f} s in one piece"
    )


if __name__ == "__main__":
    show()
