"""The room in which the suites' films are made: a studio, a short document, and stand-ins.

A film has five scenes and lasts 40 seconds; its pictures are small, so that what is measured is the
studio and not the encoder. Slides and sounds of the same content are made once and remembered, as
for any user; every model is asked anew for each film, unless a scenario says otherwise.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from fabula import Studio, VideoOrder
from fabula.engine import Store
from fabula.engine.policies import Timing
from fabula.lab.clock import (
    PacedSpeech,
    PacedText,
    RecordedSpeech,
    RecordedText,
    virtual_timing,
)
from fabula.lab.context import Lab
from fabula.lab.load import LoadRun, drive_users
from fabula.lab.load.closed import Users
from fabula.lab.suites.playing import Played, Playing
from fabula.models import Narrator, Policies, Writer, choose_text
from fabula.models.simulator import Simulator
from fabula.models.simulator.near.speech import NearSpeech
from fabula.models.simulator.near.text import NearText

TEXT = Path(__file__).with_name("tides.typ")
SCENES = 5
ORDER = VideoOrder(minutes=0.75, scenes=SCENES, resolution=240, fps=10)
SHORT = replace(ORDER, minutes=0.3, scenes=2)

WRITING, SPEAKING = "lognormal(0.1, 0.03)", "lognormal(0.05, 0.02)"
"""Seconds that a storyboard, and a sentence, takes."""

Recipe = Callable[[], Coroutine[Any, Any, Any]]


@cache
def document() -> Path:
    """A PDF of two pages, set once for each process."""
    import typst

    folder = Path(tempfile.mkdtemp(prefix="fabula-lab-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    typst.compile(TEXT, output=folder / "tides.pdf")
    return folder / "tides.pdf"


@cache
def _text() -> RecordedText:
    return RecordedText(choose_text("offline", {})[0])


@cache
def _speech() -> RecordedSpeech:
    return RecordedSpeech(NearSpeech(Simulator()))


@dataclass(frozen=True, slots=True)
class Theatre:
    """Where the films of one scenario are made.

    Args:
        lab: The run of the scenario.
        store: What is remembered.
    """

    lab: Lab
    store: Store

    async def film(self, name: str, order: VideoOrder = ORDER) -> Played:
        """A film whose models are asked anew; the same name is the same film."""
        seed = self.lab.options.seed
        policies = Policies(timing=virtual_timing(seed))
        text = PacedText(_text(), {"WriteStoryboard": WRITING}, seed, f"#{name}")
        speech = PacedSpeech(_speech(), SPEAKING, seed, f"#{name}")
        recipe = await recipe_of(Writer([text], policies), Narrator([speech], policies), order)
        return await Playing(self.store, "video").play(recipe)

    async def warm_up(self) -> None:
        """Load what every deployment has loaded after its first film, and record the stand-ins."""
        await self.film("warm-up")

    async def at_once(self, films: int, name: str) -> tuple[LoadRun, list[Played]]:
        """Films that are ordered at the same time."""
        made: list[Played] = []

        async def order(number: int) -> None:
            made.append(await self.film(f"{name} {number}"))
            if not made[-1].finished:
                raise ConnectionError(made[-1].failure)

        return await drive_users(order, Users(films, 1)), made


async def recipe_of(writer: Writer, narrator: Narrator, order: VideoOrder = ORDER) -> Recipe:
    """A film by this crew."""
    studio = Studio(environment={})
    source = await studio.find(str(await asyncio.to_thread(document)))
    crew = replace(studio.crew(), writer=writer, narrator=narrator, hands=SCENES)
    return studio.filming(source, order, crew).recipe


async def simulated(
    simulator: Simulator,
    timing: Timing,
    policies: Mapping[str, Mapping[str, Any]] | None = None,
) -> Recipe:
    """A film by a crew that a simulator answers, with its faults."""
    kept = Policies(policies, timing)
    writer, narrator = Writer([NearText(simulator)], kept), Narrator([NearSpeech(simulator)], kept)
    return await recipe_of(writer, narrator)


async def work(simulator: Simulator, timing: Timing) -> None:
    """A film, for the matrix of faults."""
    await (await simulated(simulator, timing))()
