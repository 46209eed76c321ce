"""What films take: memory, CPU, disk, network and money; what remembering and pooling save."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from fabula.errors import NotInstalled
from fabula.lab.clock import VirtualLoop
from fabula.lab.context import Lab
from fabula.lab.faults import FaultProxy
from fabula.lab.metrics import (
    COST,
    CPU,
    GROWTH,
    HITS,
    IDLE,
    NETWORK,
    PEAK,
    SAVED_NETWORK,
    SAVED_SECONDS,
    SAVED_USD,
    TREND,
)
from fabula.lab.record import Metric
from fabula.lab.resources import Meter, cache_use, cost_of, read_rates, watch_memory
from fabula.lab.resources.leaks import JOBS, WARM_UP
from fabula.lab.resources.meter import MB
from fabula.lab.resources.pricing import record_cost
from fabula.lab.scenarios import scenario
from fabula.lab.statistics.summary import median
from fabula.lab.suites.opening import open_stage
from fabula.lab.suites.stage import SHORT, at_once, covered
from fabula.models.simulator import Plan, serve
from fabula.studio import teach_all

BASELINE = Metric("baseline.measured", "share", "higher", "count", "idle systems measured")
LADDER = Metric("ladder.measured", "share", "higher", "count", "rungs that were measured")
TOLD = Metric("cost.told", "share", "higher", "count", "costs that are told")
DISK = Metric("disk.written", "MB", "lower", "bytes", "written to disks")
LEAKED = Metric("memory.job", "MB", "lower", "bytes", "memory that each more job adds, at the end")

SUITE = "video.resources"
RUNGS = (1, 5, 10, 20)
"""How many films at the same time the document measures resources of."""


@contextmanager
def metered(lab: Lab) -> Iterator[Meter]:
    """A meter around the body; without psutil the scenario is skipped, with the line to install."""
    try:
        meter = Meter(lab.deployment.pid)
    except NotInstalled as missing:
        lab.skip(str(missing))
    with meter:
        yield meter


@scenario(SUITE, "resource", measures=(IDLE, BASELINE), needs=("video", "process"))
async def idle(lab: Lab) -> None:
    """The studio that does nothing."""
    await open_stage(lab)
    with metered(lab) as meter:
        await asyncio.sleep(0.5)
    lab.record(IDLE, meter.usage.rss_after / MB)
    lab.check(BASELINE, meter.usage.rss_after > 0)


@scenario(SUITE, "resource", measures=(GROWTH, PEAK, NETWORK), needs=("video", "process"))
async def single_job(lab: Lab) -> None:
    """A film by itself, with nothing remembered."""
    await (await open_stage(lab, "other")).warm_up()
    for number in lab.repeat(3):
        stage = await open_stage(lab, f"store-{number}")
        with metered(lab) as meter:
            played = await stage.film(f"single {number}")
        if not played.finished:
            raise AssertionError(played.failure)
        usage = meter.usage
        lab.record(GROWTH, usage.growth_mb, concurrency=1)
        lab.record(PEAK, usage.rss_peak / MB, concurrency=1)
        lab.record(NETWORK, usage.sent_bytes / MB, direction="sent")
        lab.record(NETWORK, usage.received_bytes / MB, direction="received")
        if usage.written_bytes is not None:
            lab.record(DISK, usage.written_bytes / MB)


@scenario(
    SUITE, "resource", "load",
    measures=(GROWTH, CPU, LADDER), needs=("video", "process"), budget=240,
)  # fmt: skip
async def concurrent_jobs(lab: Lab) -> None:
    """1, 5, 10 and 20 films at the same time: memory that each adds, and the CPU."""
    stage, virtual = await open_stage(lab), lab.options.clock == "virtual"
    ladder = [rung for rung in lab.options.ladder if rung <= RUNGS[-1]]
    await stage.warm_up(max(ladder, default=1))
    for count in ladder:
        with metered(lab) as meter:
            run, made = await at_once(stage, count, f"of {count}")
        usage, label = meter.usage, {"concurrency": count}
        lab.record(GROWTH, usage.growth_mb / count, **label)
        lab.record(PEAK, usage.rss_peak / MB, **label)
        if virtual:
            lab.leave_out(CPU, "on the virtual clock waiting takes no time: a share says nothing")
        else:
            lab.record(CPU, usage.cpu_share, **label)
        if covered(lab, LADDER, RUNGS):
            lab.check(LADDER, len(made) == count and not run.errors, **label)


@scenario(
    SUITE, "resource", "stress", measures=(TREND, LEAKED), needs=("video", "process"), budget=240
)
async def memory_trend(lab: Lab) -> None:
    """20 films one after the other, more if memory rises: does it leak, or does it fill?"""
    stage = await open_stage(lab)

    async def job(number: int) -> None:
        # A memory of its own for each: the cache of a shared one fills, as it should.
        await stage.film(f"again {number}", SHORT, fresh=True)

    with metered(lab):
        jobs, warm_up, longer = (8, 2, ()) if lab.quick else (JOBS, WARM_UP, (3,))
        verdict = await watch_memory(
            job, jobs=jobs, warm_up=warm_up, longer=longer, pid=lab.deployment.pid
        )
    before, *after = verdict.memory
    # The median of five jobs: a single one may hold a film just then.
    smooth = [median(after[max(0, at - 4) : at + 1]) for at in range(len(after))]
    lab.record(TREND, [one / before - 1 for one in smooth])
    lab.record(LEAKED, verdict.bytes_a_job / MB)
    lab.facts["memory"] = str(verdict)
    lab.say(str(verdict))


@scenario(SUITE, "resource", measures=(HITS, SAVED_SECONDS, SAVED_USD), needs=("video",))
async def cache_efficiency(lab: Lab) -> None:
    """The same film again and again: what is remembered, and what that saves."""
    stage = await open_stage(lab)
    plan = {"seed": lab.options.seed, "latency": "lognormal(0.1, 0.03)"}
    async with stage.provider(plan) as provider:
        first = await provider.film()
        if not first.finished:
            raise AssertionError(first.failure)
        for _ in lab.repeat(8):
            again = await provider.film()
            use, sooner = cache_use(again.events, first.events), first.seconds - again.seconds
            lab.record(HITS, use.ratio)
            lab.record(SAVED_SECONDS, sooner)
            lab.record(SAVED_USD, use.saved_usd)
            lab.say(
                f"{use.hits} of {use.asked} steps remembered: "
                f"{sooner:.2f} s and ${use.saved_usd:.4f} saved"
            )


@scenario(SUITE, "resource", measures=(SAVED_NETWORK,), needs=("video", "environment"))
async def connection_pooling(lab: Lab) -> None:
    """A film by models over the network: requests that needed no connection of their own."""
    if isinstance(asyncio.get_running_loop(), VirtualLoop):
        lab.skip("there are no connections on the virtual clock")
    stage = await open_stage(lab)
    # The simulator answers the tasks of films by the rules of films.
    await asyncio.to_thread(teach_all)
    async with serve(Plan(seed=lab.options.seed)) as served:
        port = int(served.address.rpartition(":")[2].partition("/")[0])
        async with FaultProxy("127.0.0.1", port) as proxy:
            where = {
                "FABULA_OPENAI_URL": f"http://127.0.0.1:{proxy.port}/v1",
                "OPENAI_API_KEY": "simulated",
                "FABULA_WRITER": "openai:sim",
                "FABULA_SPEECH": "openai:sim",
                "FABULA_MAX_PARALLEL_SCENES": "2",
            }
            played = await stage.film_in(where)
            connections = proxy.connections
        requests = served.simulator.stats()["requests"]
    lab.record(SAVED_NETWORK, max(0.0, 1 - connections / requests) if requests else 0.0)
    if not played.finished:
        raise AssertionError(played.failure)
    lab.say(f"{requests} requests over {connections} connections")


@scenario(SUITE, "resource", measures=(COST, TOLD), needs=("video", "process"))
async def cost(lab: Lab) -> None:
    """What a film costs: its models, and its share of machines, traffic and storage."""
    rates, stage = read_rates(lab.options.rates), await open_stage(lab)
    async with stage.provider({"seed": lab.options.seed}) as provider:
        with metered(lab) as meter:
            played = await provider.film()
    if not played.finished:
        raise AssertionError(played.failure)
    size = (await stage.see(played)).size
    bill = played.profile.bill
    told = cost_of(
        rates,
        meter.usage,
        models_usd=bill.usd,
        unknown=bill.unknown,
        egress_bytes=size,
        stored_bytes=size,
    )
    record_cost(lab, told, rates)
    for what, usd in (("job", told.job), ("month", told.month), ("1000 jobs", told.thousand)):
        lab.check(TOLD, usd > 0, per=what)
    lab.say(
        f"${told.job:.5f} a film, ${told.thousand:.2f} for 1,000, ${told.month:.2f} a month of "
        f"{told.jobs_a_month:g}; rates {rates.source}; models at simulated prices"
    )
