"""How fast films are made: one, many at the same time, the studio's answers, each kind of work."""

from __future__ import annotations

import asyncio

from fabula.lab.clock import VirtualLoop
from fabula.lab.context import LADDER as RUNGS
from fabula.lab.context import Lab
from fabula.lab.metrics import COMPONENT, ENDPOINT, FIRST, RESPONSE, SUCCESS, THROUGHPUT
from fabula.lab.record import Metric
from fabula.lab.scenarios import scenario
from fabula.lab.suites.opening import open_stage
from fabula.lab.suites.playing import Played
from fabula.lab.suites.stage import at_once, covered

LADDER = Metric("ladder.measured", "share", "higher", "count", "rungs that were measured")
MEASURED = Metric("component.measured", "share", "higher", "count", "kinds of work measured")

SUITE = "video.performance"
COMPONENTS = {"write_storyboard": "llm", "narrate": "tts", "paint_slide": "visual"}
"""What the document calls each step."""


@scenario(SUITE, "performance", "regression", measures=(RESPONSE, FIRST), needs=("video",))
async def single_request(lab: Lab) -> None:
    """One film after the other; the first with an empty memory."""
    stage = await open_stage(lab)
    await (await open_stage(lab, "other")).warm_up()
    for number in lab.repeat(10):
        played = await stage.film(f"single {number}")
        lab.record(RESPONSE, played.seconds, concurrency=1)
        lab.record(FIRST, _first_scene(played))
        lab.check(SUCCESS, played.whole, concurrency=1)
        if not number:
            lab.explain(played.profile, "a film")


@scenario(
    SUITE,
    "performance",
    "load",
    measures=(RESPONSE, SUCCESS, THROUGHPUT, LADDER),
    needs=("video",),
    budget=240,
)
async def concurrent_jobs(lab: Lab) -> None:
    """1, 5, 10, 20 and 50 films at the same time."""
    stage = await open_stage(lab)
    await stage.warm_up(max(lab.options.ladder))
    for count in lab.options.ladder:
        run, made = await at_once(stage, count, f"of {count}")
        label = {"concurrency": count}
        lab.record(RESPONSE, [played.seconds for played in made], **label)
        lab.record(SUCCESS, [float(played.whole) for played in made], **label)
        lab.record(THROUGHPUT, run.throughput, work="film", **label)
        if covered(lab, LADDER, RUNGS):
            lab.check(LADDER, len(made) == count, **label)
        lab.say(
            f"{count:3} at a time: {run.throughput:6.1f}/s, slowest {max(run.latencies):.2f} s, "
            f"{run.errors:.0%} failed"
        )


@scenario(SUITE, "performance", measures=(ENDPOINT,), needs=("video",))
async def api_latency(lab: Lab) -> None:
    """Health, status and listing; inside this process, what stands behind these endpoints."""
    stage = await open_stage(lab)
    async for endpoint, seconds in stage.answers():
        lab.record(ENDPOINT, seconds, endpoint=endpoint)


@scenario(SUITE, "performance", measures=(COMPONENT, MEASURED), needs=("video",))
async def component_speed(lab: Lab) -> None:
    """Writing, speaking and painting by themselves, by the models that need no account."""
    if isinstance(asyncio.get_running_loop(), VirtualLoop):
        lab.skip("on the virtual clock no work but waiting takes time")
    stage = await open_stage(lab)
    for number in lab.repeat(2):
        played = await stage.alone(f"alone {number}")
        works = played.profile.timeline.works.values()
        for step, component in COMPONENTS.items():
            seconds = [one.work for one in works if one.name == step and one.how == "made"]
            lab.record(COMPONENT, seconds, component=component)
            lab.check(MEASURED, bool(seconds), component=component)


def _first_scene(played: Played) -> float:
    """Seconds until the first scene could be watched."""
    ends = [event.at for event in played.events if event.kind == "part.finished"]
    return min(ends) - played.events[0].at if ends else played.seconds
