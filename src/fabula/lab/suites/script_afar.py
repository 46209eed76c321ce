"""The room in which episodes are ordered of a server: the same desk as `script_room`, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fabula.client import Client
from fabula.lab.context import Lab
from fabula.lab.deployments import Spawned
from fabula.lab.suites.afar import Afar, named, new_name, open_orders, simulate
from fabula.lab.suites.playing import Played
from fabula.lab.suites.script_desk import AT_ONCE, Hear
from fabula.lab.suites.script_room import outline
from fabula.store.written import write_readable

ORDER: Mapping[str, object] = {"rounds": 0, "formats": ["fountain"]}
"""Asked to mend a line, rules would say the same again."""

PACE = 0.1
"""Seconds that each answer takes: the document's, of a dialogue."""

SOURCE = "outline.yaml"

_rehearsed: set[tuple[str, int]] = set()


async def open_afar(lab: Lab) -> FarDesk:
    """A desk at the deployment that is measured."""
    orders = await open_orders(lab, "episode", {})
    if orders.chooses:
        await simulate(lab, {"seed": lab.options.seed, "latency": str(PACE)})
    return FarDesk(lab, orders)


@dataclass
class FarDesk:
    """Where the episodes of one scenario are ordered.

    Args:
        lab: The run of the scenario.
        orders: Its orders.
    """

    lab: Lab
    orders: Afar
    _memories: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    async def write(
        self,
        scenes: int,
        hands: int = AT_ONCE,  # noqa: ARG002 a server has as many as it has
        *,
        memory: str = "",
        kept: bool = True,  # noqa: ARG002 a server keeps all
        hear: Hear | None = None,
    ) -> Played:
        """An episode in a run of its own; of each length, the first is not measured."""
        rehearsal = self.orders.client.address, scenes
        if rehearsal not in _rehearsed:
            # A server loads what it needs then, and the simulator thinks of its answers.
            _rehearsed.add(rehearsal)
            with self.lab.preparing():
                await self.orders.play(*await self._begun(self.orders, scenes))
        if memory not in self._memories or not memory:
            self._memories[memory] = await self._begun(self.orders, scenes)
        project, models = self._memories[memory]
        return _written(await self.orders.play(project, models, hear=hear))

    async def alone(self, scenes: int) -> Played:
        """The same by another server, which writes one scene after the other."""
        deployment: Any = self.lab.deployment
        one = {"FABULA_MAX_PARALLEL_SCENES": "1"}
        with self.lab.preparing():
            another = await asyncio.to_thread(Spawned, one, simulator=deployment.simulator)
        try:
            async with Client(another.address) as client:
                orders = Afar(self.lab, client, "episode", {})
                return await FarDesk(self.lab, orders).write(scenes)
        finally:
            with self.lab.preparing():
                await asyncio.to_thread(another.close)

    async def _begun(self, orders: Afar, scenes: int) -> tuple[str, dict[str, str]]:
        """A new project, and models that were never asked before."""
        text = write_readable(outline(scenes)).decode()
        project = await orders.take(ORDER, fresh=True, source={"name": SOURCE, "text": text})
        # Rules cannot judge: with them there is no critic, as in the document.
        models = {**named(new_name("wrote")), "critic": "offline"} if orders.chooses else {}
        return project, models


def _written(played: Played) -> Played:
    if not played.finished:
        raise AssertionError(played.failure)
    return played
