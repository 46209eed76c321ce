"""An episode under the clock: parallel scenes, repetition, length, memory, paging, validation.

    python benchmarks/script.py

The writer is the offline one, made as slow as a remote model: 0.1 s for dialogue, 0.05 s for stage
directions. Times are of the wall, since waiting is what is measured; work is in CPU time.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import psutil

from fabula.engine import Trace, digest_of, open_run
from fabula.engine.profile import profile_of
from fabula.engine.timeline import timeline_of
from fabula.media.screenplay import write_script
from fabula.models import Task, Writer
from fabula.models.offline.writer import Offline
from fabula.productions.episode.offline import writer as _rules  # noqa: F401 - teaches the writer
from fabula.productions.episode.optimizer import analyse_comedy
from fabula.productions.episode.order import EpisodeOrder
from fabula.productions.episode.pitch import Pitch
from fabula.productions.episode.recipe import Episode, Room, ScriptGenerator
from fabula.productions.episode.screenplay import layout_of, pages_of, screenplay_of
from fabula.productions.episode.tasks import WriteDialogue, WriteDirections
from fabula.productions.episode.validator import ScriptValidator
from fabula.store.folder import open_store
from fabula.store.written import read_written

Answer = TypeVar("Answer")
SMALL, LARGE, HANDS = 3, 9, 3
SLOW = 0.5
SHORT, LONG = 22, 120
"""Minutes of an episode, and of the longest that can be ordered."""

PREMISE = "A submarine cook must hide a goat from the captain."
LATENCY: Mapping[type[Task[Any]], float] = {WriteDialogue: 0.1, WriteDirections: 0.05}


_known: dict[str, Any] = {}
"""Answers by their questions: a remote model costs this machine no time but that of waiting."""


@dataclass(frozen=True)
class Distant:
    """The offline writer, as far away as a remote model."""

    seconds: Mapping[type[Task[Any]], float] = field(default_factory=lambda: LATENCY)

    @property
    def identity(self) -> str:
        """Whose answers these are."""
        return "distant"

    async def answer(self, task: Task[Answer]) -> Answer:
        """Answer after a while."""
        key = digest_of((type(task).__name__, task))
        if key not in _known:
            _known[key] = await Offline().answer(task)
        await asyncio.sleep(self.seconds.get(type(task), 0.0))
        answer: Answer = _known[key]
        return answer

    async def close(self) -> None:
        """Nothing is open."""


@cache
def pitch_of(scenes: int) -> Pitch:
    """The worked example, with so many scenes."""
    place = resources.files("fabula.productions.episode") / "example" / "outline.yaml"
    pitch = read_written(place.read_bytes(), "outline.yaml", Pitch)
    cut = pitch.scenes[:scenes]
    kept = tuple(plant for plant in pitch.plants if plant.payoff_scene <= scenes)
    gags = tuple(gag for gag in pitch.gags if max(gag.scenes) <= scenes)
    return Pitch(
        show=pitch.show, title=pitch.title, premise=pitch.premise, cast=pitch.cast,
        places=pitch.places, guests=pitch.guests, stories=pitch.stories, scenes=cut, plants=kept,
        gags=gags,
    )  # fmt: skip


async def produce(
    home: Path, scenes: int, hands: int, seconds: Mapping[type[Task[Any]], float] = LATENCY
) -> tuple[float, Trace, str, Episode]:
    """Make an episode: how long it took, its trace, its bottleneck."""
    room = Room(Writer([Distant(seconds)]), hands=hands)
    order = EpisodeOrder(minutes=scenes * 2.4, formats=("fountain",))
    async with open_store(home) as store:
        begin = time.perf_counter()
        async with open_run(store, "episode") as run:
            episode = await ScriptGenerator(room, order).generate(pitch_of(scenes))
        wall = time.perf_counter() - begin
        timeline = timeline_of(await store.log.read(run.id))
        named = profile_of(timeline).bottleneck if timeline else ""
        return wall, run.trace(), named, episode


async def in_home(work: Callable[[Path], Awaitable[Answer]]) -> Answer:
    """Work in a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        return await work(Path(home))


async def scenes_in_parallel() -> Episode:
    """Small and large episodes, one and three scenes at a time, and again."""
    for scenes in (SMALL, LARGE):  # what is loaded, and answered, once
        await in_home(lambda home, scenes=scenes: produce(home, scenes, HANDS))  # type: ignore[misc]

    async def twice(home: Path) -> Episode:
        wall, _, _, episode = await produce(home, LARGE, HANDS)
        again, trace, _, _ = await produce(home, LARGE, HANDS)
        print(f"{LARGE} scenes, {HANDS} at a time: {wall:.2f} s (document: < 3 s)")
        print(
            f"again: {1000 * again:.0f} ms, {trace.hits} remembered, {trace.made} made "
            "(ours: < 50 ms, 100 %)"
        )
        return episode

    small, _, _, _ = await in_home(lambda home: produce(home, SMALL, HANDS))
    print(f"{SMALL} scenes, {HANDS} at a time: {small:.2f} s (document: < 2 s)")
    episode = await in_home(twice)
    one, _, _, _ = await in_home(lambda home: produce(home, LARGE, 1))
    three, _, _, _ = await in_home(lambda home: produce(home, LARGE, HANDS))
    waits = LARGE * sum(LATENCY.values())
    own = three - waits / HANDS
    print(
        f"speed-up with {HANDS} at a time: {one / three:.2f} of all, "
        f"{(one - own) / (three - own):.2f} of what is parallel (ours: >= 2.9)"
    )
    slow = {**LATENCY, WriteDialogue: SLOW}
    _, _, named, _ = await in_home(lambda home: produce(home, SMALL, HANDS, slow))
    print(f"bottleneck with dialogue at {SLOW} s: {named}")
    return episode


async def memory() -> None:
    """What twenty episodes leave behind."""
    process = psutil.Process()
    await in_home(lambda home: produce(home, LARGE, HANDS, {}))
    before = process.memory_info().rss
    for _ in range(20):
        await in_home(lambda home: produce(home, LARGE, HANDS, {}))
    grown = (process.memory_info().rss - before) / 1e6
    print(f"memory grows over 20 episodes: {grown:.1f} MB (document: < 100, ours: < 30)")


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of some work, the least of three tries."""
    spent = []
    for _ in range(3):
        begin = time.process_time()
        work()
        spent.append(time.process_time() - begin)
    return min(spent)


def after_writing(episode: Episode) -> None:
    """Paging, export and validation of a whole episode."""
    script = episode.draft.script
    pages = len(pages_of(script).pages)
    screenplay, layout = screenplay_of(script), layout_of(script.bible.style)
    print(f"paginate {pages} pages: {1000 * cpu(lambda: pages_of(script)):.0f} ms CPU (< 50)")
    forms = ("fountain", "fdx", "html", "pdf")
    export = cpu(lambda: [write_script(screenplay, form, layout) for form in forms])
    print(f"export as {', '.join(forms)}: {export:.2f} s CPU (< 1)")
    comedy = cpu(lambda: analyse_comedy(script))
    report = cpu(lambda: ScriptValidator().validate(script, episode.draft.comedy))
    print(f"jokes and the whole report: {comedy + report:.2f} s CPU (< 1)")


async def lengths() -> None:
    """What a minute of a long episode costs beside one of a short.

    More scenes are rewritten, and each rewriting is read in the whole; nothing else may grow.
    """
    spent = {}
    for minutes in (SHORT, SHORT, LONG):  # what is loaded, is loaded once
        room = Room(Writer([Offline()]))
        order = EpisodeOrder(minutes=minutes, formats=("fountain",))
        begin = time.process_time()
        await ScriptGenerator(room, order).generate(Pitch(premise=PREMISE))
        spent[minutes] = time.process_time() - begin
    each = {minutes: seconds / minutes for minutes, seconds in spent.items()}
    print(
        f"{SHORT} minutes written, rewritten and reported: {spent[SHORT]:.2f} s CPU; "
        f"{LONG}: {spent[LONG]:.2f} s, a minute of it costs "
        f"{each[LONG] / each[SHORT]:.1f} times as much (ours: < 3)"
    )


async def main() -> None:
    """All of it."""
    after_writing(await scenes_in_parallel())
    await lengths()
    await memory()


if __name__ == "__main__":
    asyncio.run(main())
