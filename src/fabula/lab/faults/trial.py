"""An experiment of a file: a probe is looked at, something is broken, and it is mended again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from fabula.lab.faults.acts import Act, Bench, run_command
from fabula.lab.faults.experiment import Experiment, carry_out
from fabula.lab.faults.proxy import FaultProxy
from fabula.lab.faults.recovery import Operation, recovery_of
from fabula.lab.load import LoadRun, Slo, drive_open, read_arrivals
from fabula.lab.load.http import Http
from fabula.lab.load.opened import HEAD_START_SECONDS, Ask
from fabula.lab.statistics.summary import percentile

PATIENCE_SECONDS = 10.0
"""After which an answer of the probe has failed."""
BEFORE, DURING, AFTER = "before", "under the fault", "after the rollback"


@dataclass(frozen=True, slots=True)
class Probe:
    """What is asked, to see whether all is well.

    Args:
        get: An address; empty if a command is run.
        command: A command line, which is well if its exit code is 0.
        rate: How often a second, whatever became of those before.
        seconds: How long each look takes.
    """

    get: str = ""
    command: str = ""
    rate: float = 10.0
    seconds: float = 3.0


@dataclass(frozen=True, slots=True)
class Stand:
    """A proxy that an experiment sets up: its name, the server behind it, its port (0: any)."""

    name: str
    to: tuple[str, int]
    port: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the probe saw.

    Args:
        when: "before", "under the fault" or "after the rollback".
        asked: How many requests.
        errors: Share of them that failed, 0 to 1.
        p50: Seconds.
        p95: Seconds.
        slowest: Seconds.
        broken: What of the hypothesis did not hold.
        failures: Why requests failed, and how often.
    """

    when: str
    asked: int
    errors: float
    p50: float
    p95: float
    slowest: float
    broken: tuple[str, ...]
    failures: dict[str, int]


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was done: when, in seconds of the experiment; how long; why it failed."""

    at: float
    what: str
    seconds: float
    failure: str = ""


@dataclass(slots=True)
class Story:
    """What has happened so far; plain data, for the journal."""

    looks: list[Look] = field(default_factory=list)
    run: list[Done] = field(default_factory=list)
    rollbacks: list[Done] = field(default_factory=list)


Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """An experiment as a file has it.

    Args:
        title: What it is about.
        hypothesis: What the probe keeps to, before and under the fault.
        probe: What is asked.
        proxies: That stand while it runs.
        method: What is done.
        rollback: What is done in the end whatever happens, after all proxies are well and all
            stopped processes go on.
    """

    title: str
    hypothesis: Slo
    probe: Probe
    proxies: tuple[Stand, ...] = ()
    method: tuple[Act, ...] = ()
    rollback: tuple[Act, ...] = ()

    async def carry_out(self, story: Story, told: Told = lambda _: None) -> dict[str, Any]:
        """Do it; the journal.

        Args:
            story: Is filled while it happens: also when the experiment is stopped.
            told: Hears each thing that happens, as a line.

        Raises:
            OSError: A proxy's port is taken.
        """
        async with AsyncExitStack() as opened:
            bench = Bench({one.name: await _stood(one, opened) for one in self.proxies})
            for name, proxy in bench.proxies.items():
                told(f"proxy {name}: 127.0.0.1:{proxy.port}")
            ask = await self._asking(opened)
            return await _Execution(self, bench, ask, story, told).carry_out()

    async def _asking(self, opened: AsyncExitStack) -> Ask:
        if not self.probe.get:
            return lambda _number: run_command(self.probe.command)
        parts = urlsplit(self.probe.get)
        base = f"{parts.scheme}://{parts.netloc}"
        http = await opened.enter_async_context(Http(base))
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return lambda _number: http.get(path)


async def _stood(stand: Stand, opened: AsyncExitStack) -> FaultProxy:
    return await opened.enter_async_context(FaultProxy(*stand.to, listen=stand.port))


class _Execution:
    """One experiment while it is done."""

    def __init__(self, trial: Trial, bench: Bench, ask: Ask, story: Story, told: Told) -> None:
        self._trial, self._bench, self._ask = trial, bench, ask
        self._story, self._told = story, told
        self._loop = asyncio.get_running_loop()
        self._began, self._rolled_back = self._loop.time(), 0.0
        self._operations: list[Operation] = []

    async def carry_out(self) -> dict[str, Any]:
        started_at, trial = time.time(), self._trial
        experiment = Experiment(str(trial.hypothesis), self._steady, self._method, self._rollback)
        journal = await carry_out(experiment)
        recovered, repair = True, None
        if journal.status != "not steady":
            recovered = not (await self._look(AFTER)).broken
            repair = recovery_of(self._operations, self._began, self._rolled_back).repair
        return {
            "title": trial.title,
            "hypothesis": journal.hypothesis,
            "started_at": started_at,
            "seconds": self._loop.time() - self._began,
            "status": journal.status,
            "deviated": journal.status == "refuted",
            "reason": self._reason(journal.reason),
            "mended": journal.mended,
            "recovered": recovered,
            "repair_seconds": repair,
        }

    def _reason(self, reason: str) -> str:
        broken = self._story.looks[1].broken if len(self._story.looks) > 1 else ()
        broken = broken or self._story.looks[0].broken
        return f"{reason}: {'; '.join(broken)}" if reason and broken else reason

    async def _steady(self) -> bool:
        when = DURING if self._story.looks else BEFORE
        return not (await self._look(when)).broken

    async def _look(self, when: str) -> Look:
        probe, slo, began = self._trial.probe, self._trial.hypothesis, self._loop.time()
        arrivals = read_arrivals(f"constant({probe.rate:g}, {probe.seconds:g})")
        run = await drive_open(self._ask, arrivals, patience=PATIENCE_SECONDS)
        first = began + HEAD_START_SECONDS
        self._operations += [
            Operation(first + one.due, first + one.ended, not one.failure) for one in run.requests
        ]
        # Where no latency is demanded, it does not matter that a request was sent late.
        invalid = run.invalid(slo.threshold) if slo.threshold or run.dropped else ""
        look = look_of(when, run, [*slo.broken(run), *([invalid] if invalid else [])])
        self._story.looks.append(look)
        self._told(
            f"{when}: {look.asked} asked, p50 {look.p50 * 1000:.0f} ms, p95 "
            f"{look.p95 * 1000:.0f} ms, {look.errors:.1%} failed; "
            + ("; ".join(look.broken) or "holds")
        )
        return look

    async def _method(self) -> None:
        await self._all(self._trial.method, self._story.run)

    async def _rollback(self) -> None:
        await self._bench.mend()
        try:
            await self._all(self._trial.rollback, self._story.rollbacks)
        finally:
            self._rolled_back = self._loop.time()
            self._told("rolled back")

    async def _all(self, acts: Sequence[Act], done: list[Done]) -> None:
        for act in acts:
            at, failure = self._loop.time() - self._began, ""
            try:
                await act.do(self._bench)
            except Exception as error:
                failure = f"{type(error).__name__}: {error}"
                raise
            finally:
                spent = self._loop.time() - self._began - at
                done.append(Done(round(at, 3), str(act), round(spent, 3), failure))
                self._told(f"{at:7.2f} s  {act}" + (f"  {failure}" if failure else ""))


def look_of(when: str, run: LoadRun, broken: Sequence[str]) -> Look:
    """A look in figures."""
    seconds = run.latencies or [0.0]
    return Look(
        when=when,
        asked=run.intended,
        errors=run.errors,
        p50=percentile(seconds, 50),
        p95=percentile(seconds, 95),
        slowest=seconds[-1],
        broken=tuple(broken),
        failures=dict(run.failures.most_common(5)),
    )
