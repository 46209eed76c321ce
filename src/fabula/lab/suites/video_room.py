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
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from fabula import Studio, VideoOrder
from fabula.engine import Store
from fabula.engine.policies import Timing
from fabula.engine.progress import Progress
from fabula.lab.clock import (
    PacedSpeech,
    PacedText,
    RecordedSpeech,
    RecordedText,
    virtual_timing,
)
from fabula.lab.context import Lab
from fabula.lab.faults import Check, check_folder
from fabula.lab.faults.matrix import operations_of
from fabula.lab.faults.recovery import Operation
from fabula.lab.suites.playing import Played, Playing
from fabula.lab.suites.stage import ORDER, SCENES, Seen
from fabula.models import Narrator, Policies, Writer, choose_text
from fabula.models.simulator import Simulator, plan_of, read_fault
from fabula.models.simulator.near.speech import NearSpeech
from fabula.models.simulator.near.text import NearText
from fabula.store.memory import memory_store

TEXT = Path(__file__).with_name("tides.typ")
SOON = {"*": {"failures": 3, "rest": 0.3, "pause": 0.05}}
"""Policies of whoever would rather see a breaker open, and close, soon."""

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
    """Where the films of one scenario are made: a stage in this process.

    Args:
        lab: The run of the scenario.
        store: What is remembered.
    """

    lab: Lab
    store: Store

    async def film(self, name: str, order: VideoOrder = ORDER, *, fresh: bool = False) -> Played:
        """A film whose models are asked anew; the same name is the same film."""
        seed = self.lab.options.seed
        policies = Policies(timing=virtual_timing(seed))
        text = PacedText(_text(), {"WriteStoryboard": WRITING}, seed, f"#{name}")
        speech = PacedSpeech(_speech(), SPEAKING, seed, f"#{name}")
        recipe = await recipe_of(Writer([text], policies), Narrator([speech], policies), order)
        return await Playing(memory_store() if fresh else self.store, "video").play(recipe)

    async def warm_up(self, films: int = 1) -> None:  # noqa: ARG002 one memory for all
        """Load what every deployment has loaded after its first film, and record the stand-ins."""
        await self.film("warm-up")

    async def alone(self, name: str) -> Played:  # noqa: ARG002 its memory is its own
        """A film by the models that need no account, with an empty memory."""
        return await self._by_studio({})

    @asynccontextmanager
    async def provider(
        self, told: Mapping[str, Any], *, soon: bool = False
    ) -> AsyncGenerator[NearProvider]:
        """A simulator of its own for each."""
        plan = plan_of(told)
        simulator = Simulator(plan)
        recipe = await simulated(simulator, virtual_timing(plan.seed), SOON if soon else None)
        yield NearProvider(self.store, simulator, recipe)

    async def film_in(self, environment: Mapping[str, str]) -> Played:
        """A film by a studio that has these variables; its models are simulated by default."""
        usual = {"FABULA_WRITER": "simulated", "FABULA_SPEECH": "simulated"}
        return await self._by_studio({**usual, **environment})

    async def _by_studio(self, environment: Mapping[str, str]) -> Played:
        home = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=self.lab.folder))
        async with Studio(environment=environment, home=home) as studio:
            source = await studio.find(str(await asyncio.to_thread(document)))
            # It reads files of what is known of models, for which the loop must not wait.
            crew = await asyncio.to_thread(studio.crew)
            return await Playing(studio.store, "video").play(
                studio.filming(source, ORDER, crew).recipe
            )

    async def answers(self) -> AsyncGenerator[tuple[str, list[float]]]:
        """What stands behind a server's endpoints: the memory, and the log of runs."""
        run = (await self.film("looked at")).events[0].run
        log = self.store.log

        async def status() -> None:
            progress = Progress()
            for event in await log.read(run):
                progress.take(event)
            await log.find(run)

        asked: Mapping[str, Callable[[], Awaitable[object]]] = {
            "health": lambda: self.store.memory.get("health"),
            "listing": log.latest,
            "status": status,
        }
        for endpoint, ask in asked.items():
            took = []
            for _ in self.lab.repeat(100):
                began = self.lab.now()
                await ask()
                took.append(self.lab.now() - began)
            yield endpoint, took

    async def see(self, played: Played) -> Seen:
        """Look into a finished film."""
        film = played.work
        return Seen(len(film.reels), len(film.holes), len(film.video))

    async def examine(self, played: Played) -> list[Check]:  # noqa: ARG002 nothing was moved
        """Its checks have looked at the film itself: `Played.faults`."""
        return []

    async def audit(self) -> list[Check]:
        """Every asset is what was stored, none is missing or left over."""
        folder = self.lab.folder / "store"
        return [*await asyncio.to_thread(check_folder, folder)]


class NearProvider:
    """A simulator in this process, and films by it.

    Args:
        store: What the nameless films remember.
        simulator: Who answers.
        recipe: Of a film by its models, whose breakers all films share.
    """

    def __init__(self, store: Store, simulator: Simulator, recipe: Recipe) -> None:
        self._stores, self._simulator, self._recipe = {"": store}, simulator, recipe

    async def film(self, name: str = "", *, cancel_at: int = 0) -> Played:
        """A film by models that it answers for."""
        store = self._stores.setdefault(name, memory_store())
        return await Playing(store, "video", cancel_at=cancel_at).play(self._recipe)

    async def behave(self, *faults: str) -> None:
        """From now on these go wrong, and no others."""
        simulator = self._simulator
        simulator.plan = replace(simulator.plan, faults=tuple(map(read_fault, faults)))

    async def calls(self) -> list[Operation]:
        """What it was asked, and whether it answered well."""
        return operations_of(self._simulator)


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
