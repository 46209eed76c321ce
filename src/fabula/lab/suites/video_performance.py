"""How fast films are made: one, many at the same time, the studio's answers, each kind of work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from fabula import Studio
from fabula.engine.progress import Progress
from fabula.lab.clock import VirtualLoop
from fabula.lab.context import Lab
from fabula.lab.deployments import Remote
from fabula.lab.load import drive_open, read_arrivals
from fabula.lab.load.http import Http
from fabula.lab.metrics import COMPONENT, ENDPOINT, FIRST, RESPONSE, SUCCESS, THROUGHPUT
from fabula.lab.record import Metric
from fabula.lab.scenarios import scenario
from fabula.lab.suites.playing import Played, Playing, fresh_store
from fabula.lab.suites.video_room import ORDER, Theatre, document

LADDER = Metric("ladder.measured", "share", "higher", "count", "rungs that were measured")
MEASURED = Metric("component.measured", "share", "higher", "count", "kinds of work measured")

SUITE = "video.performance"
COMPONENTS: Mapping[str, str] = {
    "write_storyboard": "llm",
    "narrate": "tts",
    "paint_slide": "visual",
}
"""What the document calls each step."""

ENDPOINTS = {"health": "/health", "listing": "/api/v1/runs", "status": "/api/v1/runs/{run}"}
ASKED = "constant(40, 2.5)"
"""How each endpoint of a deployment is asked: a hundred times."""


@scenario(SUITE, "performance", "regression", measures=(RESPONSE, FIRST), needs=("video",))
async def single_request(lab: Lab) -> None:
    """One film after the other; the first with an empty memory."""
    theatre = Theatre(lab, await fresh_store(lab))
    await Theatre(lab, await fresh_store(lab, "other")).warm_up()
    for number in lab.repeat(10):
        played = await theatre.film(f"single {number}")
        lab.record(RESPONSE, played.seconds, concurrency=1)
        lab.record(FIRST, _first_scene(played))
        lab.check(SUCCESS, _whole(played), concurrency=1)


@scenario(
    SUITE, "performance", "load", measures=(RESPONSE, SUCCESS, THROUGHPUT, LADDER), needs=("video",)
)
async def concurrent_jobs(lab: Lab) -> None:
    """1, 5, 10, 20 and 50 films at the same time."""
    theatre = Theatre(lab, await fresh_store(lab))
    await theatre.warm_up()
    for count in lab.options.ladder:
        run, made = await theatre.at_once(count, f"of {count}")
        label = {"concurrency": count}
        lab.record(RESPONSE, [played.seconds for played in made], **label)
        lab.record(SUCCESS, [float(_whole(played)) for played in made], **label)
        lab.record(THROUGHPUT, run.throughput, work="film", **label)
        lab.check(LADDER, len(made) == count, **label)
        lab.say(
            f"{count:3} at a time: {run.throughput:6.1f}/s, slowest {max(run.latencies):.2f} s, "
            f"{run.errors:.0%} failed"
        )


@scenario(SUITE, "performance", measures=(ENDPOINT,), needs=("video",))
async def api_latency(lab: Lab) -> None:
    """Health, status and listing; inside this process, what stands behind these endpoints."""
    if isinstance(lab.deployment, Remote):
        await _over_http(lab, lab.deployment)
        return
    store = await fresh_store(lab)
    theatre = Theatre(lab, store)
    run = (await theatre.film("looked at")).events[0].run

    async def status() -> None:
        progress = Progress()
        for event in await store.log.read(run):
            progress.take(event)
        await store.log.find(run)

    asked: Mapping[str, Callable[[], Awaitable[object]]] = {
        "health": lambda: store.memory.get("health"),
        "listing": store.log.latest,
        "status": status,
    }
    for endpoint, ask in asked.items():
        for _ in lab.repeat(100):
            with lab.timed(ENDPOINT, endpoint=endpoint):
                await ask()


async def _over_http(lab: Lab, remote: Remote) -> None:
    """At a rate, whatever becomes of those before: a stall is felt by all who come during it."""
    headers = {"Authorization": f"Bearer {remote.key}"} if remote.key else {}
    async with Http(remote.address, headers) as http:
        for endpoint, path in ENDPOINTS.items():
            address = path.format(run="latest")

            async def ask(_number: int, address: str = address) -> None:
                await http.get(address)

            run = await drive_open(ask, read_arrivals(ASKED))
            if why := run.invalid(0.5):
                lab.say(f"{endpoint}: {why}")
            lab.record(ENDPOINT, run.latencies, endpoint=endpoint)


@scenario(SUITE, "performance", measures=(COMPONENT, MEASURED), needs=("video",))
async def component_speed(lab: Lab) -> None:
    """Writing, speaking and painting by themselves, by the models that need no account."""
    if isinstance(asyncio.get_running_loop(), VirtualLoop):
        lab.skip("on the virtual clock no work but waiting takes time")
    async with Studio(environment={}, home=lab.folder / "home") as studio:
        job = studio.filming(
            await studio.find(str(await asyncio.to_thread(document))), ORDER, studio.crew()
        )
        for number in lab.repeat(2):
            store = await fresh_store(lab, f"store-{number}")
            played = await Playing(store, "video").play(job.recipe)
            works = played.profile.timeline.works.values()
            for step, component in COMPONENTS.items():
                seconds = [one.work for one in works if one.name == step and one.how == "made"]
                lab.record(COMPONENT, seconds, component=component)
                lab.check(MEASURED, bool(seconds), component=component)


def _whole(played: Played) -> bool:
    """Made, without a hole, and fit to be shown."""
    return played.finished and not played.holes and not played.work.faults


def _first_scene(played: Played) -> float:
    """Seconds until the first scene could be watched."""
    ends = [event.at for event in played.events if event.kind == "part.finished"]
    return min(ends) - played.events[0].at if ends else played.seconds
