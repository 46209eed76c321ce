"""`fabula simulate`: a provider of models that is not there, until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import signal
from pathlib import Path
from typing import Any

from fabula.models.simulator.plan import Plan, plan_of, read_plan
from fabula.models.simulator.serving import Serving, serve
from fabula.studio import teach_all

USE = """\
A simulated provider answers at {address} (seed {seed}). In another terminal:

  FABULA_OPENAI_URL={address} OPENAI_API_KEY=sim \\
    fabula video paper.pdf --writer openai:sim --speech openai:sim

{address}/stats counts, {address}/verdict judges. Ctrl-C ends it."""


def run(flags: argparse.Namespace) -> int:
    """Serve until somebody ends it, then tell what came."""
    # Fabula's own questions are answered as its rules answer them.
    teach_all()
    asyncio.run(_serve(_plan(flags), flags.host, flags.port))
    return 0


def _plan(flags: argparse.Namespace) -> Plan:
    """The plan of the file, with what the flags say in place of what it says."""
    plan = read_plan(Path(flags.plan)) if flags.plan else Plan()
    told: dict[str, Any] = {
        item.name: getattr(flags, item.name)
        for item in dataclasses.fields(Plan)
        if getattr(flags, item.name) is not None
    }
    written = plan_of(told)
    return dataclasses.replace(plan, **{name: getattr(written, name) for name in told})


async def _serve(plan: Plan, host: str, port: int) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    async with serve(plan, host=host, port=port) as served:
        print(USE.format(address=served.address, seed=plan.seed), flush=True)
        await over.wait()
        print(f"\n{_told(served)}")


def _told(served: Serving) -> str:
    """What came, and how the clients behaved."""
    stats, verdict = served.simulator.stats(), served.simulator.verdict()
    lines = [
        f"{stats['requests']} requests, {stats['most_in_flight']} at once at most, "
        f"{verdict.failed} of them failed as planned, {stats['aborted']} given up by the client."
    ]
    lines += [f"{one.level}: {one.name}, {one.count} times. {one.told}" for one in verdict.findings]
    if stats["requests"] and verdict.passed:
        lines.append("The clients behaved well.")
    return "\n".join(lines)
