"""Works ordered of a server, as somebody would order them: projects, runs, and what became of each.

Knows nothing of what is made: the rooms `video_afar` and `script_afar` order films and episodes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from fabula.client import Client, RunStatus
from fabula.engine import Event, RunRecord
from fabula.errors import FabulaError, RunError
from fabula.lab.context import Lab
from fabula.lab.load.http import Http
from fabula.lab.suites.playing import Played

OWNER = "local"
"""Whose projects they are in a deployment without keys, as one that is spawned."""

SETTLE_SECONDS = 0.1

_numbers = count()


@dataclass
class Afar:
    """The orders of one scenario.

    Args:
        lab: The run of the scenario.
        client: Talks to the deployment.
        production: What is ordered: "video", "episode".
        source: What it is made of: a file's name and text.
    """

    lab: Lab
    client: Client
    production: str
    source: Mapping[str, str]
    begun: list[str] = field(default_factory=list)
    _idle: dict[str, list[str]] = field(default_factory=dict)
    _name: str = field(default_factory=lambda: f"lab-{uuid4().hex[:8]}")

    @property
    def chooses(self) -> bool:
        """Whether the lab chooses the models."""
        return "models" in self.lab.deployment.offers

    async def take(
        self,
        order: Mapping[str, object],
        *,
        fresh: bool = False,
        source: Mapping[str, str] | None = None,
    ) -> str:
        """A project of such an order: one that is idle, or a new one.

        Args:
            order: What is ordered.
            fresh: It shall be new.
            source: What it is made of, if not what the others are made of.
        """
        idle = self._idle.setdefault(str(order), [])
        if idle and not fresh:
            return idle.pop()
        name = f"{self._name}-{len(self.begun)}"
        self.begun.append(name)
        made_of = source or self.source
        return await self.client.begin(self.production, project=name, source=made_of, order=order)

    def give_back(self, project: str, order: Mapping[str, object]) -> None:
        """Let others have a project."""
        self._idle.setdefault(str(order), []).append(project)

    async def play(
        self,
        project: str,
        models: Mapping[str, str] | None = None,
        *,
        cancel_at: int = 0,
        hear: Callable[[Event], None] | None = None,
    ) -> Played:
        """A run of a project, from the order to its end.

        Args:
            project: Which.
            models: By role, in place of the deployment's.
            cancel_at: Number of the event at which it is cancelled; 0: it is not.
            hear: Told of each event as it comes.
        """
        loop, events, cancelled = asyncio.get_running_loop(), list[Event](), None
        began = loop.time()
        asked: dict[str, Any] = {"project": project, "models": dict(models or {}), **self._limit()}
        run = (await self.client.start(**asked)).run
        async for event in self.client.follow(run):
            events.append(event)
            if hear is not None:
                hear(event)
            if len(events) == cancel_at:
                cancelled = loop.time()
                await self.client.cancel(run)
        status = await self.client.wait(run)
        ended = loop.time()
        if cancelled is not None:
            # A call that nobody should have made must be seen, if there is one.
            await asyncio.sleep(SETTLE_SECONDS)
        return _played(status, events, began, ended, cancelled)

    def _limit(self) -> dict[str, float]:
        """The most that a work may cost, where somebody pays for it."""
        usd = self.lab.options.order_usd
        return {} if self.chooses or not usd else {"budget_usd": usd}

    async def logged(self, played: Played) -> Sequence[Event]:
        """The events of a run, as the server has them."""
        return await self.client.events(played.events[0].run)

    async def vary(self, project: str, name: str) -> dict[str, str]:
        """Models that were never asked before; or the text changed, where they are not ours."""
        if self.chooses:
            return named(name)
        words = f"{self.source['text']}\n\nThis is film {name}.\n"
        await self.client.write(project, self.source["name"], words.encode())
        return {}

    async def remove(self) -> None:
        """Remove all that was begun; what goes on is let go on."""
        for project in self.begun:
            try:
                await self.client.remove(project)
            except FabulaError as problem:
                self.lab.say(f"Project {project} stays behind: {problem}")


def named(name: str, kind: str = "sim") -> dict[str, str]:
    """The simulated models by a name of their own: what they said under another is not known."""
    letters = "".join(letter if letter.isalnum() else "-" for letter in name)
    model = f"openai:{kind}-{letters}"
    return {"writer": model, "speech": model}


def new_name(what: str) -> str:
    """A name that nothing else has, in this process."""
    return f"{what} {next(_numbers)}"


async def simulate(lab: Lab, told: Mapping[str, Any] | None = None, *, path: str = "plan") -> Any:
    """Ask the deployment's simulator about itself, or tell it how to behave.

    Args:
        lab: The run of the scenario.
        told: A plan in plain values; None: it is asked.
        path: What it is asked: "journal", "stats".
    """
    deployment: Any = lab.deployment
    body = b"" if told is None else json.dumps(told).encode()
    async with Http(deployment.simulator) as http:
        answer = await http.ask(f"/v1/{path}", method="POST" if body else "GET", body=body)
    if answer.status >= 400:
        raise RunError(f"The simulator answered with status {answer.status}.")
    return json.loads(answer.body)


async def open_orders(lab: Lab, production: str, source: Mapping[str, str]) -> Afar:
    """Orders of the deployment that is measured; their projects are removed with the scenario."""
    deployment: Any = lab.deployment
    client = Client(deployment.address, deployment.key)
    orders = Afar(lab, await lab.cleanup.enter_async_context(client), production, source)
    if "disk" not in deployment.offers:
        lab.cleanup.push_async_callback(orders.remove)
    return orders


def _played(
    status: RunStatus, events: list[Event], began: float, ended: float, cancelled: float | None
) -> Played:
    made = status.state == "finished"
    started = status.started_at or status.asked_at
    last = events[-1].seq if events else 0
    state: Any = status.state
    record = RunRecord(
        status.run, status.production, state, started, status.ended_at, last, (status.project,)
    )
    return Played(
        work=status if made else None,
        failure=status.failure or ("" if made else status.state),
        seconds=ended - began,
        events=events,
        record=record,
        logged=events,
        spent_usd=None,
        cancelled_at=cancelled,
        # What was sent before the server knew is on its way until then; its steps tell the rest.
        quiet_from=ended,
        ended_at=ended,
    )
